/** How one metric of one protocol is told in a cell of a table. */
import { type MetricSummary, type Summary, summary } from '../experiment/statistics.ts';

/** A mean that counts censored times as the horizon is a lower bound. */
export const boundMark = (cell: Summary): string => (cell.censoredShare > 0 ? '≥ ' : '');

/** Mean with its 95 % interval, cut to what can be: it loses nothing by it. Of censored times, the restricted mean. */
export function interval(cell: MetricSummary, unit: string, tell: (value: number) => string): string {
  const most = unit === 'share' ? 1 : Number.POSITIVE_INFINITY;
  const { survival, censoredShare } = cell;
  const [mean, [low, high]] =
    survival !== undefined && censoredShare > 0 ? [survival.rmst, survival.rmstCi95] : [cell.mean, cell.ci95];
  return between(mean, [Math.max(0, low), Math.min(most, high)], tell);
}

/** A value with its interval. */
export const between = (
  value: number,
  [low, high]: readonly [number, number],
  tell: (value: number) => string,
): string => `${tell(value)} [${tell(low)} … ${tell(high)}]`;

/** Median with the 5th and 95th percentile. */
export const spread = (cell: Summary, tell: (value: number) => string): string =>
  `${tell(cell.median)} (${tell(cell.p05)} … ${tell(cell.p95)})`;

/** Mean and interval of the paired differences: both protocols met the same faults, so chance cancels. */
export const difference = (column: Float64Array, base: Float64Array): Summary =>
  summary(
    column.map((value, row) => value - base[row]),
    () => Number.NaN,
  );
