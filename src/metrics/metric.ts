/** The plug-in door for metrics: what is read off the timeline of one replication. */
import type { Timeline } from './timeline.ts';

/**
 * `amount`: a number in every replication. `time`: hours from the onset; Infinity when the level was not reached by the
 * horizon (censored), NaN where the question does not arise (the link never broke).
 */
export type MetricKind = 'amount' | 'time';

export interface Metric {
  readonly name: string;
  readonly kind: MetricKind;
  /** `h`, `user-hours`, `share`; a share lies between 0 and 1. */
  readonly unit: 'h' | 'user-hours' | 'share';
  /** As a planner would say it. */
  readonly label: string;
  readonly summary: string;
  read(timeline: Timeline): number;
}
