/** The sum of plane waves in plain JavaScript: what the WebAssembly must give to the last bit, and is measured against. */

/** Waves in parallel arrays, a multiple of eight of them. */
export interface Waves {
  /** Phase units per metre; one turn is 2^32 units. */
  readonly east: Int32Array;
  readonly north: Int32Array;
  /** Phase units. */
  readonly phase: Int32Array;
  readonly amplitude: Float64Array;
}

const COSINE = Float64Array.from({ length: 2048 }, (_, step) => Math.cos((2 * Math.PI * (step + 0.5)) / 2048));
const TABLE_SHIFT = 21;

/** Adds `weight` times the waves to `out` at every place. @param eastM metres, as `northM` */
export function addWaves(waves: Waves, eastM: Int32Array, northM: Int32Array, weight: number, out: Float64Array): void {
  const count = out.length;
  const cosine = COSINE;
  const { east, north, phase, amplitude } = waves;
  // Eight waves a pass: fewer costs more passes over the places, more run out of registers. The sum is taken in two
  // groups of four, whose order depends on the wave alone.
  for (let wave = 0; wave < east.length; wave += 8) {
    const east0 = east[wave];
    const east1 = east[wave + 1];
    const east2 = east[wave + 2];
    const east3 = east[wave + 3];
    const east4 = east[wave + 4];
    const east5 = east[wave + 5];
    const east6 = east[wave + 6];
    const east7 = east[wave + 7];
    const north0 = north[wave];
    const north1 = north[wave + 1];
    const north2 = north[wave + 2];
    const north3 = north[wave + 3];
    const north4 = north[wave + 4];
    const north5 = north[wave + 5];
    const north6 = north[wave + 6];
    const north7 = north[wave + 7];
    const phase0 = phase[wave];
    const phase1 = phase[wave + 1];
    const phase2 = phase[wave + 2];
    const phase3 = phase[wave + 3];
    const phase4 = phase[wave + 4];
    const phase5 = phase[wave + 5];
    const phase6 = phase[wave + 6];
    const phase7 = phase[wave + 7];
    const amplitude0 = weight * amplitude[wave];
    const amplitude1 = weight * amplitude[wave + 1];
    const amplitude2 = weight * amplitude[wave + 2];
    const amplitude3 = weight * amplitude[wave + 3];
    const amplitude4 = weight * amplitude[wave + 4];
    const amplitude5 = weight * amplitude[wave + 5];
    const amplitude6 = weight * amplitude[wave + 6];
    const amplitude7 = weight * amplitude[wave + 7];
    for (let place = 0; place < count; place++) {
      const x = eastM[place];
      const y = northM[place];
      let sum = out[place];
      sum +=
        amplitude0 * cosine[(Math.imul(east0, x) + Math.imul(north0, y) + phase0) >>> TABLE_SHIFT] +
        amplitude1 * cosine[(Math.imul(east1, x) + Math.imul(north1, y) + phase1) >>> TABLE_SHIFT] +
        amplitude2 * cosine[(Math.imul(east2, x) + Math.imul(north2, y) + phase2) >>> TABLE_SHIFT] +
        amplitude3 * cosine[(Math.imul(east3, x) + Math.imul(north3, y) + phase3) >>> TABLE_SHIFT];
      sum +=
        amplitude4 * cosine[(Math.imul(east4, x) + Math.imul(north4, y) + phase4) >>> TABLE_SHIFT] +
        amplitude5 * cosine[(Math.imul(east5, x) + Math.imul(north5, y) + phase5) >>> TABLE_SHIFT] +
        amplitude6 * cosine[(Math.imul(east6, x) + Math.imul(north6, y) + phase6) >>> TABLE_SHIFT] +
        amplitude7 * cosine[(Math.imul(east7, x) + Math.imul(north7, y) + phase7) >>> TABLE_SHIFT];
      out[place] = sum;
    }
  }
}
