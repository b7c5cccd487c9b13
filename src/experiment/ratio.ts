/** The ratio of two means of one set of replications. */
import { studentQuantile } from './student.ts';

/**
 * 95 % interval of mean(candidate) / mean(baseline) over pairs. Fieller (1954), J. R. Stat. Soc. B 16:175-185. Undefined
 * where it is unbounded, because the mean of the baseline may be 0, and for fewer than two pairs.
 */
export function fieller(baseline: Float64Array, candidate: Float64Array): [number, number] | undefined {
  const n = baseline.length;
  if (n < 2) return undefined;
  let sumX = 0;
  let sumY = 0;
  for (let row = 0; row < n; row++) {
    sumX += baseline[row];
    sumY += candidate[row];
  }
  const x = sumX / n;
  const y = sumY / n;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let row = 0; row < n; row++) {
    xx += (baseline[row] - x) ** 2;
    xy += (baseline[row] - x) * (candidate[row] - y);
    yy += (candidate[row] - y) ** 2;
  }
  // Squared half-widths: t^2 times the (co)variances of the means.
  const scale = studentQuantile(0.975, n - 1) ** 2 / ((n - 1) * n);
  const a = x * x - scale * xx;
  if (!(a > 0)) return undefined;
  const b = x * y - scale * xy;
  const c = y * y - scale * yy;
  const root = Math.sqrt(Math.max(0, b * b - a * c));
  return [(b - root) / a, (b + root) / a];
}
