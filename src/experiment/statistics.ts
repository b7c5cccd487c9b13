/** What many replications say of one metric: mean with its interval, quantiles, the worst, and how much was censored. */
import { type Chance, chanceWithin, restrictedMean, survivalMedian, survivalOf } from './kaplan-meier.ts';
import { quantileRanks } from './order-statistics.ts';
import type { Outcomes } from './outcomes.ts';
import { studentQuantile } from './student.ts';
import { tailOf } from './tail.ts';

type Interval = readonly [number, number];

/** Share of the replications that are not among the worst of which CVaR is the mean. */
const TAIL_FROM = 0.9;

export interface Summary {
  /** Replications in which the question arose. */
  readonly n: number;
  /**
   * For a time it is the restricted mean: a censored replication counts with its time to the horizon, so it is a lower
   * bound of the mean wherever `censoredShare` is above 0.
   */
  readonly mean: number;
  readonly sd: number;
  readonly ci95: Interval;
  /** Infinity where the quantile lies beyond the horizon. */
  readonly median: number;
  readonly p05: number;
  readonly p95: number;
  /** At least 95 %, from two of the sorted values; the outermost ones, and less, where there are too few. */
  readonly medianCi95: Interval;
  readonly p05Ci95: Interval;
  readonly p95Ci95: Interval;
  /** Mean of the worst tenth, with the 95 % interval of it; censored times count as in `mean`. */
  readonly cvar90: number;
  readonly cvar90Ci95: Interval;
  readonly censoredShare: number;
}

/** What is said of a time besides, by the estimate of Kaplan and Meier. */
export interface Survival {
  /** The time to which the mean is restricted: nine in ten replications are watched for so long. */
  readonly tauHours: number;
  readonly rmst: number;
  readonly rmstCi95: Interval;
  /** Infinity where more than a half is not over when the watch ends. */
  readonly median: number;
  /** The chance of the time wanted, where the scenario names one. */
  readonly target?: Chance;
}

const UNKNOWN: Interval = [Number.NaN, Number.NaN];

/**
 * Summary of one column. NaN (does not arise) is left out. Infinity (not restored by the horizon) is censored.
 * @param followUp hours from the onset to the horizon, per row: what a censored time is known to exceed
 */
export function summary(column: Float64Array, followUp: (row: number) => number): Summary {
  const kept: number[] = [];
  const lasting: number[] = [];
  let censored = 0;
  let sum = 0;
  for (let row = 0; row < column.length; row++) {
    const value = column[row];
    if (Number.isNaN(value)) continue;
    if (value === Number.POSITIVE_INFINITY) censored++;
    const known = restricted(value, followUp(row));
    kept.push(value);
    lasting.push(known);
    sum += known;
  }
  const n = kept.length;
  if (n === 0)
    return {
      n,
      mean: Number.NaN,
      sd: Number.NaN,
      ci95: UNKNOWN,
      median: Number.NaN,
      p05: Number.NaN,
      p95: Number.NaN,
      medianCi95: UNKNOWN,
      p05Ci95: UNKNOWN,
      p95Ci95: UNKNOWN,
      cvar90: Number.NaN,
      cvar90Ci95: UNKNOWN,
      censoredShare: Number.NaN,
    };
  const mean = sum / n;
  let squares = 0;
  for (const value of lasting) squares += (value - mean) ** 2;
  const sd = n > 1 ? Math.sqrt(squares / (n - 1)) : Number.NaN;
  // With one replication there is no interval: both ends are told as unknown.
  const t = n > 1 ? studentQuantile(0.975, n - 1) : Number.NaN;
  const half = (t * sd) / Math.sqrt(n);
  const sorted = Float64Array.from(kept).sort();
  const { cvar, standardError } = tailOf(Float64Array.from(lasting).sort(), TAIL_FROM);
  return {
    n,
    mean,
    sd,
    ci95: [mean - half, mean + half],
    median: quantileOf(sorted, 0.5),
    p05: quantileOf(sorted, 0.05),
    p95: quantileOf(sorted, 0.95),
    medianCi95: rankInterval(sorted, 0.5),
    p05Ci95: rankInterval(sorted, 0.05),
    p95Ci95: rankInterval(sorted, 0.95),
    cvar90: cvar,
    cvar90Ci95: [cvar - t * standardError, cvar + t * standardError],
    censoredShare: censored / n,
  };
}

const restricted = (value: number, followUp: number): number => (value === Number.POSITIVE_INFINITY ? followUp : value);

function rankInterval(sorted: Float64Array, p: number): Interval {
  if (sorted.length < 2) return UNKNOWN;
  const { low, high } = quantileRanks(sorted.length, p);
  return [sorted[low - 1], sorted[high - 1]];
}

/** Quantile of sorted values by linear interpolation (Hyndman & Fan 1996, type 7); Infinity if it leans on a censored one. */
export function quantileOf(sorted: Float64Array, p: number): number {
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const share = position - below;
  if (share === 0) return sorted[below];
  const above = sorted[below + 1];
  return above === Number.POSITIVE_INFINITY ? above : sorted[below] + share * (above - sorted[below]);
}

/** The estimate of Kaplan and Meier of a column of times; undefined when the question never arose. */
export function survival(
  column: Float64Array,
  followUp: (row: number) => number,
  tauHours: number,
  targetHours?: number,
): Survival | undefined {
  const kept = [...column.keys()].filter((row) => !Number.isNaN(column[row]));
  if (kept.length === 0) return undefined;
  const steps = survivalOf(
    Float64Array.from(kept, (row) => restricted(column[row], followUp(row))),
    Uint8Array.from(kept, (row) => (column[row] === Number.POSITIVE_INFINITY ? 0 : 1)),
  );
  const { mean, ci95 } = restrictedMean(steps, tauHours);
  return {
    tauHours,
    rmst: mean,
    rmstCi95: ci95,
    median: survivalMedian(steps),
    ...(targetHours === undefined ? {} : { target: chanceWithin(steps, targetHours) }),
  };
}

/** Hours from the onset for which nine in ten replications in which anything broke are watched; the same for all protocols. */
export function watchedHours({ onset, horizonHours }: Pick<Outcomes, 'onset' | 'horizonHours'>): number {
  const sorted = onset.filter((time) => !Number.isNaN(time)).sort();
  return horizonHours - (sorted.length === 0 ? 0 : sorted[Math.ceil(0.9 * sorted.length) - 1]);
}

/** A summary, and for a time its survival, of a metric of a variant. */
export interface MetricSummary extends Summary {
  readonly survival?: Survival;
}

/** Summaries of all metrics of all variants: `summaries[variant][metric]`. */
export function summaries(outcomes: Outcomes): MetricSummary[][] {
  const { horizonHours, onset, metrics } = outcomes;
  const followUp = (row: number): number => horizonHours - onset[row];
  const tauHours = watchedHours(outcomes);
  return outcomes.variants.map(({ columns }) =>
    columns.map((column, index) => {
      const told = summary(column, followUp);
      if (metrics[index].kind === 'amount') return told;
      const curve = survival(column, followUp, tauHours, metrics[index].targetHours);
      return curve === undefined ? told : { ...told, survival: curve };
    }),
  );
}

/** Summaries of the user-hours lost by each group of sites: `summaries[variant][group]`. */
export const groupSummaries = ({ variants }: Outcomes): Summary[][] =>
  variants.map(({ groupUserHours }) => groupUserHours.map((column) => summary(column, () => Number.NaN)));
