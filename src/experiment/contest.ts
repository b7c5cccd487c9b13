/** Protocols against a baseline on several measures at once, with verdicts that hold for all of them together. */
import type { Comparison, Contrast } from './comparison.ts';
import type { Margin } from './equivalence.ts';
import { benjaminiHochberg } from './multiplicity.ts';
import type { MetricHead } from './outcomes.ts';
import { columnOf, compareMetric, metricsOfBoth, type Sample } from './pairs.ts';
import { type Verdict, verdicts } from './verdict.ts';

/** What of a metric protocols are compared by: of an amount the mean, of a time the restricted mean, of both the worst tenth. */
type ComparedBy = 'mean' | 'rmst' | 'cvar90';

/** A protocol against its baseline on one measure. */
export interface Bout {
  readonly baseline: string;
  readonly protocol: string;
  readonly comparison: Comparison;
  readonly contrast: Contrast;
  /** `no direction` where neither more nor less of the metric is better. */
  readonly verdict: Verdict | 'no direction';
  /** Two-sided p of the paired t test, adjusted over all bouts by Benjamini and Hochberg. */
  readonly falseDiscoveryP: number;
}

export interface Contested {
  readonly metric: MetricHead;
  readonly by: ComparedBy;
  readonly bouts: readonly Bout[];
}

export interface ContestOptions {
  /** Names of metrics; what a planner decides by when left out. */
  readonly metrics?: readonly string[];
  readonly margin: Margin;
  /** Chance, at most, that any verdict of one kind is wrong. */
  readonly alpha: number;
}

/** What a protocol is judged by where nobody chooses: the loss, its worst tenth, and the time until nearly all are back. */
const USUAL: readonly (readonly [name: string, by: ComparedBy])[] = [
  ['lostUserHours', 'mean'],
  ['lostUserHours', 'cvar90'],
  ['sustainedTimeTo95Hours', 'rmst'],
];

/** @param pairs each protocol with what it is compared with, on the same replications */
export function contest(
  pairs: readonly { readonly baseline: Sample; readonly candidate: Sample }[],
  { metrics, margin, alpha }: ContestOptions,
): Contested[] {
  const known = pairs.map(({ baseline, candidate }) => metricsOfBoth(baseline, candidate).map(({ name }) => name));
  const [{ baseline: first }] = pairs;
  const named = metrics === undefined ? undefined : [...new Set(metrics)];
  const chosen = named?.map((name): readonly [string, ComparedBy] => [
    name,
    columnOf(first, name).head.kind === 'time' ? 'rmst' : 'mean',
  ]);
  const measured = (chosen ?? USUAL).filter(([name]) => known.every((names) => names.includes(name)));
  // The mean and the worst tenth of one metric are of one comparison.
  const comparisons = new Map(
    [...new Set(measured.map(([name]) => name))].map((name) => [
      name,
      pairs.map(({ baseline, candidate }) => compareMetric(baseline, candidate, name, margin)),
    ]),
  );
  const told = measured.flatMap(([name, by]) =>
    (comparisons.get(name) ?? []).map((comparison, pair) => {
      const { baseline, candidate } = pairs[pair];
      const contrast = contrastBy(comparison, by);
      const isJudged = columnOf(first, name).head.better !== 'neither';
      return { baseline: baseline.name, protocol: candidate.name, comparison, contrast, isJudged };
    }),
  );
  const judged = verdicts(
    told.filter(({ isJudged }) => isJudged).map(({ contrast }) => contrast.tests),
    alpha,
  );
  let next = 0;
  const words = told.map(({ isJudged }) => (isJudged ? judged[next++] : 'no direction'));
  const adjusted = benjaminiHochberg(told.map(({ comparison }) => comparison.p));
  return measured.map(([name, by], place) => ({
    metric: columnOf(first, name).head,
    by,
    bouts: pairs.map((_, pair) => {
      const at = place * pairs.length + pair;
      const { baseline, protocol, comparison, contrast } = told[at];
      return { baseline, protocol, comparison, contrast, verdict: words[at], falseDiscoveryP: adjusted[at] };
    }),
  }));
}

const contrastBy = (comparison: Comparison, by: ComparedBy): Contrast =>
  by === 'cvar90' ? comparison.cvar90 : by === 'rmst' ? (comparison.rmst ?? comparison.mean) : comparison.mean;
