/** Times that were not seen to end: the product-limit estimate of Kaplan & Meier (1958), J. Am. Stat. Assoc. 53:457-481. */

import { studentQuantile } from './student.ts';
import { wilson } from './wilson.ts';

/** A step of the survival curve: from `time` on, the share `survival` is not yet over. */
export interface SurvivalStep {
  readonly time: number;
  readonly survival: number;
  /** Replications still watched and not over just before; how many end at this time. */
  readonly atRisk: number;
  readonly ends: number;
}

/**
 * One step for each distinct time, censored or not. A time censored when another ends is taken to last longer.
 * @param times hours until it ended, or until which it was watched
 * @param ended 1 where it ended
 */
export function survivalOf(times: Float64Array, ended: Uint8Array): SurvivalStep[] {
  // Sorted apart, as plain numbers: fast for a million.
  const ends = times.filter((_, row) => ended[row] === 1).sort();
  const leaves = times.filter((_, row) => ended[row] !== 1).sort();
  const steps: SurvivalStep[] = [];
  let survival = 1;
  for (let end = 0, leave = 0; end < ends.length || leave < leaves.length; ) {
    const time = Math.min(ends[end] ?? Number.POSITIVE_INFINITY, leaves[leave] ?? Number.POSITIVE_INFINITY);
    const atRisk = times.length - end - leave;
    const before = end;
    while (end < ends.length && ends[end] === time) end++;
    while (leave < leaves.length && leaves[leave] === time) leave++;
    survival *= 1 - (end - before) / atRisk;
    steps.push({ time, survival, atRisk, ends: end - before });
  }
  return steps;
}

export interface RestrictedMean {
  /** Mean of the time or `tauHours`, whichever is less: the area under the survival curve. */
  readonly mean: number;
  /** By Greenwood's variance and Student's t; with nothing censored it is the interval of a plain mean. NaN for one replication. */
  readonly ci95: readonly [number, number];
}

/** Restricted mean survival time. Variance: Kaplan & Meier (1958), section 6.2; times n / (n - 1), for few replications. */
export function restrictedMean(steps: readonly SurvivalStep[], tauHours: number): RestrictedMean {
  const within = steps.filter(({ time }) => time < tauHours);
  // From the last step back: the area to the right of each.
  let area = 0;
  let variance = 0;
  let end = tauHours;
  for (const { time, survival, atRisk, ends } of [...within].reverse()) {
    area += survival * (end - time);
    end = time;
    if (ends > 0 && ends < atRisk) variance += (area * area * ends) / (atRisk * (atRisk - ends));
  }
  const mean = area + end;
  const n = steps[0]?.atRisk ?? 0;
  if (n < 2) return { mean: n === 0 ? Number.NaN : mean, ci95: [Number.NaN, Number.NaN] };
  const half = studentQuantile(0.975, n - 1) * Math.sqrt((variance * n) / (n - 1));
  return { mean, ci95: [Math.max(0, mean - half), Math.min(tauHours, mean + half)] };
}

/** The first time at which no more than a half is left; Infinity when more is left at the end of the watch. */
export const survivalMedian = (steps: readonly SurvivalStep[]): number =>
  // The allowance covers the rounding of products of shares.
  steps.find(({ survival }) => survival <= 0.5 + 1e-12)?.time ?? Number.POSITIVE_INFINITY;

/** The chance of being over by a time, with a 95 % interval; the chance is NaN beyond the end of the watch. */
export interface Chance {
  readonly withinHours: number;
  readonly chance: number;
  readonly ci95: readonly [number, number];
}

/**
 * P(T <= t) = 1 - S(t). Interval: Wilson's, for as many replications as would give Greenwood's variance (Rothman 1978,
 * J. Chronic Dis. 31:557-560); with nothing censored before t it is Wilson's of the share.
 */
export function chanceWithin(steps: readonly SurvivalStep[], withinHours: number): Chance {
  const unknown: Chance = { withinHours, chance: Number.NaN, ci95: [Number.NaN, Number.NaN] };
  const last = steps.at(-1);
  if (last === undefined || (withinHours > last.time && last.survival > 0)) return unknown;
  let survival = 1;
  let greenwood = 0;
  for (const { time, survival: after, atRisk, ends } of steps) {
    if (time > withinHours) break;
    survival = after;
    if (ends > 0 && ends < atRisk) greenwood += ends / (atRisk * (atRisk - ends));
  }
  const effective = survival > 0 && survival < 1 ? (1 - survival) / (survival * greenwood) : steps[0].atRisk;
  return { withinHours, chance: 1 - survival, ci95: wilson(1 - survival, effective) };
}
