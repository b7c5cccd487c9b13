/** Columns of protocols over replications, wherever they come from, and what is needed to lay two beside each other. */
import { assert } from '../engine/assert.ts';
import { type Comparison, type ComparisonOptions, compare } from './comparison.ts';
import type { Margin } from './equivalence.ts';
import type { MetricHead, Outcomes } from './outcomes.ts';
import { watchedHours } from './statistics.ts';

/** One protocol: a row a replication. */
export interface Sample {
  readonly name: string;
  readonly horizonHours: number;
  readonly metrics: readonly MetricHead[];
  /** One column a metric: NaN where the question does not arise, Infinity for not by the horizon. */
  readonly columns: readonly Float64Array[];
  /** Hour of the first fault; NaN when nothing broke. */
  readonly onset: Float64Array;
}

export const samplesOf = ({ variants, horizonHours, metrics, onset }: Outcomes): Sample[] =>
  variants.map(({ name, columns }) => ({ name, horizonHours, metrics, columns, onset }));

/** The first replications of a sample. */
export const firstOf = (sample: Sample, count: number): Sample => ({
  ...sample,
  columns: sample.columns.map((column) => column.subarray(0, count)),
  onset: sample.onset.subarray(0, count),
});

/** Metrics that both have, in the order of the baseline. */
export const metricsOfBoth = (baseline: Sample, candidate: Sample): MetricHead[] =>
  baseline.metrics.filter(({ name }) => candidate.metrics.some((metric) => metric.name === name));

/** The column of a metric with its head. */
export function columnOf({ metrics, columns }: Sample, metric: string): { head: MetricHead; column: Float64Array } {
  const place = metrics.findIndex(({ name }) => name === metric);
  assert(place >= 0, `no metric ${metric} in the sample`);
  return { head: metrics[place], column: columns[place] };
}

/** For a time: for how long each replication is watched after its onset, and nine in ten of them at the least. */
export function watchOf(head: MetricHead, { horizonHours, onset }: Sample): ComparisonOptions['time'] {
  if (head.kind === 'amount') return undefined;
  // Where nothing broke nothing is censored.
  const followUp = (row: number): number => horizonHours - onset[row];
  return { followUp, tauHours: watchedHours({ onset, horizonHours }) };
}

/** Shares of 1 that are wanted, such as an availability: what is told of them as a share is of what they lack of 1. */
export const isWantedShare = ({ unit, better }: Pick<MetricHead, 'unit' | 'better'>): boolean =>
  unit === 'share' && better === 'higher';

/** A margin as it is meant for a metric. */
const marginOf = (head: MetricHead, margin: Margin): Margin =>
  'share' in margin && isWantedShare(head) ? { missing: margin.share } : margin;

/** What of a value a share of the baseline is a share of. */
export const referenceOf = (head: MetricHead, value: number): number => (isWantedShare(head) ? 1 - value : value);

const USUAL_MARGIN: Margin = { share: 0.02 };

/**
 * One metric of a protocol against that of its baseline, on the same replications.
 * @param more how it is tested; `resamples` 0 where only means and tails are looked at: no other interval is known then
 */
export function compareMetric(
  baseline: Sample,
  candidate: Sample,
  metric: string,
  margin = USUAL_MARGIN,
  more: Pick<ComparisonOptions, 'isSkewed' | 'resamples'> = {},
): Comparison {
  const { head, column } = columnOf(baseline, metric);
  const time = watchOf(head, baseline);
  return compare(column, columnOf(candidate, metric).column, {
    better: head.better === 'higher' ? 'higher' : 'lower',
    margin: marginOf(head, margin),
    ...(time === undefined ? {} : { time }),
    ...more,
  });
}
