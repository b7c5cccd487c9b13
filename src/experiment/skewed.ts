/** Tests and an interval on the mean of skewed values: Student's, with the skewness of the sample taken out. */
import { assert } from '../engine/assert.ts';
import type { Evidence } from './equivalence.ts';
import { meanEstimate, studentQuantile, studentTail } from './student.ts';

/**
 * Rare great differences make Student's t err to one side: it finds the mean too low where they are missed, and is surest of
 * it then. Hall (1992), J. R. Stat. Soc. B 54:221-228, eq. 2: with c the sample skewness over the root of n,
 * g(T) = ((1 + c T / 3)^3 - 1) / c + c / 6 is held against Student's t in place of T; it grows with T, so that an interval is
 * had by turning it round.
 */
export function skewedMean(column: Float64Array): Evidence & { readonly ci95: readonly [number, number] } {
  const { n, mean, sd, ci95 } = meanEstimate(column);
  assert(!(sd === 0), 'what does not vary needs no test');
  const error = sd / Math.sqrt(n);
  let cubes = 0;
  for (const value of column) cubes += (value - mean) ** 3;
  const c = n < 3 ? 0 : cubes / n / sd ** 3 / Math.sqrt(n);
  // Below this the two are one, and the division is of rounding.
  const isStraight = Math.abs(c) < 1e-9;
  const straightened = (t: number): number => (isStraight ? t : ((1 + (c * t) / 3) ** 3 - 1) / c + c / 6);
  const bent = (u: number): number => (isStraight ? u : (3 * (Math.cbrt(1 + c * (u - c / 6)) - 1)) / c);
  const statistic = (bound: number): number => straightened((mean - bound) / error);
  if (n < 2) return { atMostP: () => Number.NaN, atLeastP: () => Number.NaN, ci95 };
  const far = studentQuantile(0.975, n - 1);
  return {
    atMostP: (bound) => studentTail(statistic(bound), n - 1),
    atLeastP: (bound) => studentTail(-statistic(bound), n - 1),
    ci95: [mean - bent(far) * error, mean - bent(-far) * error],
  };
}
