/** What many replications say of one metric: mean with its interval, quantiles, and how much was censored. */
import type { Outcomes } from './outcomes.ts';
import { studentQuantile } from './student.ts';

export interface Summary {
  /** Replications in which the question arose. */
  readonly n: number;
  /**
   * For a time it is the restricted mean: a censored replication counts with its time to the horizon, so it is a lower
   * bound of the mean wherever `censoredShare` is above 0.
   */
  readonly mean: number;
  readonly sd: number;
  readonly ci95: readonly [number, number];
  /** Infinity where the quantile lies beyond the horizon. */
  readonly median: number;
  readonly p05: number;
  readonly p95: number;
  readonly censoredShare: number;
}

/**
 * Summary of one column. NaN (does not arise) is left out. Infinity (not restored by the horizon) is censored.
 * @param followUp hours from the onset to the horizon, per row: what a censored time is known to exceed
 */
export function summary(column: Float64Array, followUp: (row: number) => number): Summary {
  const kept: number[] = [];
  let censored = 0;
  let sum = 0;
  for (let row = 0; row < column.length; row++) {
    const value = column[row];
    if (Number.isNaN(value)) continue;
    if (value === Number.POSITIVE_INFINITY) censored++;
    kept.push(value);
    sum += restricted(value, followUp(row));
  }
  const n = kept.length;
  if (n === 0)
    return {
      n,
      mean: Number.NaN,
      sd: Number.NaN,
      ci95: [Number.NaN, Number.NaN],
      median: Number.NaN,
      p05: Number.NaN,
      p95: Number.NaN,
      censoredShare: Number.NaN,
    };
  const mean = sum / n;
  let squares = 0;
  for (let row = 0; row < column.length; row++)
    if (!Number.isNaN(column[row])) squares += (restricted(column[row], followUp(row)) - mean) ** 2;
  const sd = n > 1 ? Math.sqrt(squares / (n - 1)) : Number.NaN;
  // With one replication there is no interval: both ends are told as unknown.
  const half = n > 1 ? (studentQuantile(0.975, n - 1) * sd) / Math.sqrt(n) : Number.NaN;
  const sorted = Float64Array.from(kept).sort();
  return {
    n,
    mean,
    sd,
    ci95: [mean - half, mean + half],
    median: quantileOf(sorted, 0.5),
    p05: quantileOf(sorted, 0.05),
    p95: quantileOf(sorted, 0.95),
    censoredShare: censored / n,
  };
}

const restricted = (value: number, followUp: number): number => (value === Number.POSITIVE_INFINITY ? followUp : value);

/** Quantile of sorted values by linear interpolation (Hyndman & Fan 1996, type 7); Infinity if it leans on a censored one. */
export function quantileOf(sorted: Float64Array, p: number): number {
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const share = position - below;
  if (share === 0) return sorted[below];
  const above = sorted[below + 1];
  return above === Number.POSITIVE_INFINITY ? above : sorted[below] + share * (above - sorted[below]);
}

/** Summaries of all metrics of all variants: `summaries[variant][metric]`. */
export function summaries(outcomes: Outcomes): Summary[][] {
  const followUp = (row: number): number => outcomes.horizonHours - outcomes.onset[row];
  return outcomes.variants.map(({ columns }) => columns.map((column) => summary(column, followUp)));
}
