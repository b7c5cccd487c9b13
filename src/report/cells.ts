/** How one metric of one protocol is told in a cell of a table. */
import { type Summary, summary } from '../experiment/statistics.ts';

/** A mean that counts censored times as the horizon is a lower bound. */
export const boundMark = (cell: Summary): string => (cell.censoredShare > 0 ? '≥ ' : '');

/** Mean with its 95 % interval, cut to what can be: it loses nothing by it. */
export function interval(cell: Summary, unit: string, tell: (value: number) => string): string {
  const most = unit === 'share' ? 1 : Number.POSITIVE_INFINITY;
  return `${tell(cell.mean)} [${tell(Math.max(0, cell.ci95[0]))} … ${tell(Math.min(most, cell.ci95[1]))}]`;
}

/** Median with the 5th and 95th percentile. */
export const spread = (cell: Summary, tell: (value: number) => string): string =>
  `${tell(cell.median)} (${tell(cell.p05)} … ${tell(cell.p95)})`;

/** Mean and interval of the paired differences: both protocols met the same faults, so chance cancels. */
export const difference = (column: Float64Array, base: Float64Array): Summary =>
  summary(
    column.map((value, row) => value - base[row]),
    () => Number.NaN,
  );
