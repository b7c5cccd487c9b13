/** Sums plane waves at many places: the hottest loop of an earthquake, in WebAssembly (`wave-sum.wat`). */
import { assert } from '../engine/assert.ts';
import { instanceOf, moduleOf, type WasmMemory } from '../engine/web-assembly.ts';
import { WAVE_SUM_CODE } from './wave-sum-code.ts';

interface Exports {
  readonly memory: WasmMemory;
  sum(placeBytes: number, waveBytes: number): void;
}

/** The cosine is looked up by the 11 highest bits of a phase, at the middle of each step; one turn is 2^32 phase units. */
const STEPS = 1 << 11;

/** Where things lie in the memory, as `wave-sum.wat` has it; bytes. */
const AT = { waves: 16_384, east: 20_480, north: 24_576, sums: 28_672 } as const;

/** Places that are summed at a time. */
const BLOCK = 1024;
const GROUP_BYTES = 80;
const MOST_WAVES = 4 * Math.floor((AT.east - AT.waves) / GROUP_BYTES);

/**
 * At each place the sum of amplitude x cos(east x eastM + north x northM + phase), in phase units modulo one turn. Waves
 * are added in groups of four, in order, so a sum is the same to the last bit on every machine and whatever the places
 * beside it are. One memory of 64 kB that never grows: places pass through it a block at a time.
 */
export class WaveSum {
  readonly #sum: Exports['sum'];
  readonly #waveInts: Int32Array;
  readonly #waveFloats: Float64Array;
  readonly #east: Int32Array;
  readonly #north: Int32Array;
  readonly #sums: Float64Array;

  constructor() {
    const { memory, sum } = instanceOf<Exports>(moduleOf(WAVE_SUM_CODE));
    const { buffer } = memory;
    this.#sum = sum;
    this.#waveInts = new Int32Array(buffer, AT.waves, MOST_WAVES * 5);
    this.#waveFloats = new Float64Array(buffer, AT.waves, (MOST_WAVES * 5) / 2);
    this.#east = new Int32Array(buffer, AT.east, BLOCK);
    this.#north = new Int32Array(buffer, AT.north, BLOCK);
    this.#sums = new Float64Array(buffer, AT.sums, BLOCK);
    const cosine = new Float64Array(buffer, 0, STEPS);
    for (let step = 0; step < STEPS; step++) cosine[step] = Math.cos((2 * Math.PI * (step + 0.5)) / STEPS);
  }

  /** Lays down one wave. @param east phase units per metre, as `north` @param phase phase units */
  setWave(wave: number, east: number, north: number, phase: number, amplitude: number): void {
    const group = wave >> 2;
    const lane = wave & 3;
    const ints = this.#waveInts;
    const first = 20 * group + lane;
    ints[first] = east;
    ints[first + 4] = north;
    ints[first + 8] = phase;
    this.#waveFloats[10 * group + 6 + lane] = amplitude;
  }

  /**
   * Writes the sum of the first `waves` waves, a multiple of four, at each place of `out`. Hot: nothing is allocated.
   * @param eastM metres, as `northM`
   */
  sum(waves: number, eastM: Int32Array, northM: Int32Array, out: Float64Array): void {
    assert(waves > 0 && waves % 4 === 0 && waves <= MOST_WAVES, 'a number of waves is out of range');
    const east = this.#east;
    const north = this.#north;
    const sums = this.#sums;
    const waveBytes = (waves / 4) * GROUP_BYTES;
    for (let start = 0; start < out.length; start += BLOCK) {
      const count = Math.min(BLOCK, out.length - start);
      for (let place = 0; place < count; place++) {
        east[place] = eastM[start + place];
        north[place] = northM[start + place];
      }
      // Up to three places more than there are: nobody reads their sums.
      this.#sum(16 * Math.ceil(count / 4), waveBytes);
      for (let place = 0; place < count; place++) out[start + place] = sums[place];
    }
  }
}

let waveSum: WaveSum | undefined;

/** The one of this thread, made at its first use. */
export const waveSumOfThread = (): WaveSum => {
  if (waveSum === undefined) waveSum = new WaveSum();
  return waveSum;
};
