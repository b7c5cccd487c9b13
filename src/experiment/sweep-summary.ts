/** What a sweep says of each of its points: the usual summary of a few metrics, within a given amount of memory. */
import type { Outcomes } from './outcomes.ts';
import type { Summary } from './statistics.ts';

/** By these a planner decides; they head the table of a run as well. */
const HEADLINES = ['lostUserHours', 'sustainedTimeTo95Hours', 'timeTo100Hours'];

/** The metrics that are summarised unless others are asked for; all of them where none of the usual is measured. */
export function headlinesOf(metrics: Outcomes['metrics']): string[] {
  const names = metrics.map(({ name }) => name);
  const usual = names.filter((name) => HEADLINES.includes(name) || /^timeToRestoreLink/.test(name));
  return usual.length > 0 ? usual : names;
}

/** One column of a point: a metric under a protocol, by their places. */
export interface PointColumn {
  readonly metric: number;
  readonly protocol: number;
}

export interface SweepCell extends PointColumn {
  readonly point: number;
  readonly summary: Summary;
}

/** What one pass over the chunks may hold of columns. */
const PASS_BYTES = 48 * 2 ** 20;

/**
 * The columns of a point in passes: so many at a time that they, and that of the onsets, fit into the memory of a pass.
 * Metric by metric, so that a pass reads few of them. @param metrics places of the metrics
 */
export function passesOf(
  rows: number,
  metrics: readonly number[],
  protocols: number,
  bytes: number = PASS_BYTES,
): PointColumn[][] {
  const all = metrics.flatMap((metric) =>
    Array.from({ length: protocols }, (_, protocol): PointColumn => ({ metric, protocol })),
  );
  const atOnce = Math.max(1, Math.floor(bytes / (8 * rows)) - 1);
  const passes: PointColumn[][] = [];
  for (let first = 0; first < all.length; first += atOnce) passes.push(all.slice(first, first + atOnce));
  return passes;
}
