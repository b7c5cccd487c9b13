/** How alike the residuals of one earthquake are at two places, and the dense factor that samples them exactly. */

/**
 * Range of the correlation exp(-3h/b) of within-event residuals of spectral acceleration, km. Jayaram & Baker (2009),
 * Earthquake Eng. Struct. Dyn. 38:1687-1708, eqs. 17 to 20. @param period s, 0 for PGA
 * @param clustered whether vs30 is alike over the region, as on few kinds of soil
 */
export function jayaramBakerRangeKm(period: number, clustered: boolean): number {
  if (period >= 1) return 22 + 3.7 * period;
  return clustered ? 40.7 - 15 * period : 8.5 + 17.2 * period;
}

/** Correlation at a distance. @param km distance @param rangeKm where it has fallen to 5 % */
export const exponentialCorrelation = (km: number, rangeKm: number): number => Math.exp((-3 * km) / rangeKm);

/** Short range, long range and nugget of PGA with itself, PGA with SA(1 s), SA(1 s) with itself. */
const LOTH_BAKER = {
  'pga-pga': [0.29, 0.47, 0.24],
  'pga-pgv': [0.18, 0.27, -0.02],
  'pgv-pgv': [0.33, 0.48, 0.2],
} as const;

/**
 * Joint correlation of PGA and PGV (as SA at 1 s) at a distance, km. Loth & Baker (2013), Earthquake Eng. Struct. Dyn.
 * 42:397-417, with the coefficients of the erratum of 2019. The waves of `random-field.ts` follow Jayaram & Baker; this
 * is the alternative to hold them against.
 */
export function lothBakerCorrelation(pair: keyof typeof LOTH_BAKER, km: number): number {
  const [short, long, nugget] = LOTH_BAKER[pair];
  return short * Math.exp((-3 * km) / 20) + long * Math.exp((-3 * km) / 70) + (km === 0 ? nugget : 0);
}

/**
 * Lower triangle L with L Lᵀ = R, row by row, of an n by n correlation matrix; O(n³/3), about 0.3 s at 1,000 places.
 * `jitter` on the diagonal keeps coincident places from making it singular.
 */
export function choleskyFactor(matrix: Float64Array, n: number, jitter = 0): Float64Array {
  const factor = new Float64Array(n * n);
  for (let row = 0; row < n; row++)
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * n + column] + (row === column ? jitter : 0);
      for (let k = 0; k < column; k++) sum -= factor[row * n + k] * factor[column * n + k];
      factor[row * n + column] = row === column ? Math.sqrt(sum) : sum / factor[column * n + column];
    }
  return factor;
}

/** Writes L z: normal numbers with the correlation that L is the factor of. O(n²/2). */
export function correlated(factor: Float64Array, z: Float64Array, out: Float64Array): void {
  const n = z.length;
  for (let row = 0; row < n; row++) {
    let sum = 0;
    for (let k = 0; k <= row; k++) sum += factor[row * n + k] * z[k];
    out[row] = sum;
  }
}
