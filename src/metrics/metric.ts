/** The plug-in door for metrics: what is read off the timeline of one replication. */
import type { Timeline } from './timeline.ts';

/**
 * `amount`: a number in every replication. `time`: hours from the onset; Infinity when the level was not reached by the
 * horizon (censored), NaN where the question does not arise (the link never broke).
 */
export type MetricKind = 'amount' | 'time';

export type Unit = 'h' | 'min' | 'ms' | 'user-hours' | 'share' | 'count' | 'Gbit/s h' | 'Mbit/s h';

export interface Metric {
  readonly name: string;
  readonly kind: MetricKind;
  /** A share lies between 0 and 1. */
  readonly unit: Unit;
  /** As a planner would say it. */
  readonly label: string;
  readonly summary: string;
  /** What is wanted: less of it when left out, as of any loss and most times; neither where it only describes. */
  readonly better?: 'higher' | 'neither';
  /** For a time: hours within which it is wanted, so that the chance of it is told. */
  readonly targetHours?: number;
  read(timeline: Timeline): number;
}

/** What metrics that a scenario sets up are made from. Sites by index, with their ids. */
export interface MetricSetting {
  readonly critical: readonly { readonly id: string; readonly site: number }[];
  readonly corridors: readonly Corridor[];
  readonly gateways: readonly string[];
  /** Names of the classes of traffic whose demand and service the timeline keeps. */
  readonly classes: readonly string[];
  readonly thresholds: readonly Threshold[];
}

/** Two sites whose connection is told by itself. */
interface Corridor {
  readonly name: string;
  /** A round trip above it is told, ms; undefined where none is stated. */
  readonly latencyLimitMs?: number | undefined;
}

/** An incident counts when more than this share of the users is cut off for at least these hours. */
export interface Threshold {
  readonly hours: number;
  readonly share: number;
}

/** What a scenario can ask for by name: one metric, or several of a kind. */
export interface Measure {
  readonly name: string;
  readonly unit: Unit;
  readonly summary: string;
  make(setting: MetricSetting): readonly Metric[];
}
