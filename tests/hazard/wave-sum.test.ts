/** The sum of waves in WebAssembly: assembled from its text, and to the last bit that of plain JavaScript. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WaveSum, waveSumOfThread } from '../../src/hazard/wave-sum.ts';
import { expectAssembled } from '../assembled.ts';
import { addWaves, type Waves } from './plain-wave-sum.ts';

const bits = (values: Float64Array): BigInt64Array =>
  new BigInt64Array(values.buffer, values.byteOffset, values.length);

/** Lays the waves down from wave `first` on. */
function lay(sum: WaveSum, { east, north, phase, amplitude }: Waves, first: number, weight: number): void {
  for (let wave = 0; wave < east.length; wave++)
    sum.setWave(first + wave, east[wave], north[wave], phase[wave], weight * amplitude[wave]);
}

/** Whole 32-bit integers, of which many lie at the ends. */
const int = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, -1, 0),
);
const ints = (length: number) => fc.array(int, { minLength: length, maxLength: length }).map((a) => Int32Array.from(a));
const amplitude = fc.oneof(
  fc.double({ min: 0, max: 2, noNaN: true }),
  fc.constantFrom(0, Number.MIN_VALUE, 1e-300, 1e300),
);
const waves = fc.integer({ min: 1, max: 8 }).chain((eights): fc.Arbitrary<Waves> => {
  const length = 8 * eights;
  return fc.record({
    east: ints(length),
    north: ints(length),
    phase: ints(length),
    amplitude: fc.array(amplitude, { minLength: length, maxLength: length }).map((a) => Float64Array.from(a)),
  });
});
const places = fc
  .oneof(fc.constantFrom(0, 1, 2, 3, 4, 5), fc.integer({ min: 0, max: 40 }))
  .chain((length) => fc.tuple(ints(length), ints(length)));
const weight = fc.double({ min: -1e6, max: 1e6, noNaN: true });

/** Integers all over the range, from a small generator of its own (Marsaglia (2003), J. Stat. Softw. 8(14)). */
function scattered(length: number, seed: number): Int32Array {
  let x = seed;
  return Int32Array.from({ length }, () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x;
  });
}

describe('the bytes', () => {
  it('are those of the text', async () => {
    await expectAssembled('hazard/wave-sum', 'tests/hazard/wave-sum.test.ts');
  });
});

describe('the sum', () => {
  const sum = waveSumOfThread();

  it('is that of plain JavaScript to the last bit', () => {
    fc.assert(
      fc.property(waves, places, weight, (drawn, [eastM, northM], by) => {
        const expected = new Float64Array(eastM.length);
        addWaves(drawn, eastM, northM, by, expected);
        const got = new Float64Array(eastM.length).fill(Number.NaN);
        lay(sum, drawn, 0, by);
        sum.sum(drawn.east.length, eastM, northM, got);
        expect(bits(got)).toEqual(bits(expected));
      }),
      { numRuns: 500 },
    );
  });

  it('goes on where one set of waves ends and the next begins', () => {
    fc.assert(
      fc.property(waves, waves, places, weight, weight, (one, other, [eastM, northM], byOne, byOther) => {
        const expected = new Float64Array(eastM.length);
        addWaves(one, eastM, northM, byOne, expected);
        addWaves(other, eastM, northM, byOther, expected);
        const got = new Float64Array(eastM.length);
        lay(sum, one, 0, byOne);
        lay(sum, other, one.east.length, byOther);
        sum.sum(one.east.length + other.east.length, eastM, northM, got);
        expect(bits(got)).toEqual(bits(expected));
      }),
      { numRuns: 200 },
    );
  });

  // A block of places is 1024.
  it.each([0, 1, 2, 3, 1000, 1023, 1024, 1025, 2047, 2048, 5003])('is the same at %i places', (count) => {
    const drawn = {
      east: scattered(64, 1),
      north: scattered(64, 2),
      phase: scattered(64, 3),
      amplitude: Float64Array.from(scattered(64, 4), (x) => x / 2 ** 31),
    };
    const eastM = scattered(count, 5);
    const northM = scattered(count, 6);
    const expected = new Float64Array(count);
    addWaves(drawn, eastM, northM, 0.73, expected);
    const got = new Float64Array(count + 1).fill(7);
    lay(sum, drawn, 0, 0.73);
    sum.sum(64, eastM, northM, got.subarray(0, count));
    expect(bits(got.subarray(0, count))).toEqual(bits(expected));
    expect(got[count]).toBe(7);
  });

  it('is one for a thread, and another leaves it alone', () => {
    expect(waveSumOfThread()).toBe(sum);
    const other = new WaveSum();
    for (let wave = 0; wave < 4; wave++) {
      sum.setWave(wave, 0, 0, 0, 1);
      other.setWave(wave, 0, 0, 2 ** 31, 1);
    }
    const out = new Float64Array(1);
    const here = Int32Array.of(0);
    sum.sum(4, here, here, out);
    expect(out[0]).toBeCloseTo(4, 4);
    other.sum(4, here, here, out);
    expect(out[0]).toBeCloseTo(-4, 4);
  });

  it.each([0, 2, 63, 208])('refuses %i waves', (count) => {
    const here = Int32Array.of(0);
    expect(() => sum.sum(count, here, here, new Float64Array(1))).toThrow('a number of waves is out of range');
  });
});
