/** Whether claims about protocols hold, with chances of error that add up: what a gate in CI turns on. */
import { assert } from '../engine/assert.ts';
import type { Claim, Gate, Gates, Statistic } from '../scenario/gates.ts';
import { bootstrap } from './bootstrap.ts';
import { type Contrast, pairsOf } from './comparison.ts';
import { DrawnColumn } from './drawn-column.ts';
import { equivalenceP } from './equivalence.ts';
import { holm } from './multiplicity.ts';
import { binomialCdf, quantileRanks } from './order-statistics.ts';
import { columnOf, compareMetric, isWantedShare, type Sample, watchOf } from './pairs.ts';
import { skewedMean } from './skewed.ts';
import { quantileOf } from './statistics.ts';
import { meanEstimate } from './student.ts';
import { tailColumn } from './tail.ts';
import { wilson } from './wilson.ts';

export type GateOutcome = 'passed' | 'failed' | 'inconclusive';

/** What the data say of a claim. p values as they are before they are adjusted. */
interface Evidence {
  /** Of the protocol; and of the baseline where the claim compares, else NaN. */
  readonly value: number;
  readonly baselineValue: number;
  /** 95 % interval of the value; where the claim compares, of value less baseline. */
  readonly ci95: readonly [number, number];
  /** What the value, or the difference, is held against, in the unit of the metric. */
  readonly bound: number;
  /** p of the claim shown, and of it disproved. */
  readonly holds: number;
  readonly fails: number;
}

export interface GateResult extends Evidence {
  readonly gate: Gate;
  readonly protocol: string;
  readonly unit: string;
  /** A margin that is a share is one of what the baseline lacks of 1. */
  readonly isMissing: boolean;
  readonly outcome: GateOutcome;
}

/** Looks at growing data, which doubles each time, from the first number of replications to the most. */
export const looksUpTo = (first: number, most: number): number =>
  1 + Math.max(0, Math.ceil(Math.log2(most / first) - 1e-9));

/**
 * All gates at one of several looks. Holm's adjustment over the gates bounds the chance that any is passed that does not
 * hold, and that any is failed that does, each by `errorRate`; Bonferroni's over the looks lets data be added between.
 * @returns p values adjusted over the gates
 */
export function judge(
  { gates, errorRate }: Gates,
  baseline: (protocol: string) => Sample,
  candidates: readonly Sample[],
  looks: number,
): GateResult[] {
  const asked = gates.flatMap((gate) =>
    candidates
      .filter(({ name }) => gate.protocol === undefined || gate.protocol === name)
      .map((candidate) => ({ gate, candidate })),
  );
  assert(
    gates.every((gate) => asked.some((one) => one.gate === gate)),
    'a gate is about a protocol that is compared',
  );
  const evidence = asked.map(({ gate, candidate }) => evidenceOf(gate, baseline(candidate.name), candidate));
  const holds = holm(evidence.map((one) => one.holds));
  const fails = holm(evidence.map((one) => one.fails));
  const rate = errorRate / looks;
  return asked.map(({ gate, candidate }, index) => ({
    gate,
    protocol: candidate.name,
    unit: columnOf(candidate, gate.metric).head.unit,
    isMissing: isWantedShare(columnOf(candidate, gate.metric).head),
    ...evidence[index],
    holds: holds[index],
    fails: fails[index],
    outcome: holds[index] <= rate ? 'passed' : fails[index] <= rate ? 'failed' : 'inconclusive',
  }));
}

const evidenceOf = ({ claim, statistic, metric }: Gate, baseline: Sample, candidate: Sample): Evidence =>
  claim.kind === 'limit'
    ? limitEvidence(claim, statistic, candidate, metric)
    : contrastEvidence(claim, contrastOf(statistic, baseline, candidate, metric, claim.margin), candidate, metric);

/** What two protocols are compared by. */
function contrastOf(
  statistic: Statistic,
  baseline: Sample,
  candidate: Sample,
  metric: string,
  margin: (Claim & { kind: 'not-worse' })['margin'],
): Contrast {
  // For means and tails nothing is drawn anew.
  const isResampled = statistic.of === 'rmst' || statistic.of === 'quantile';
  const comparison = compareMetric(
    baseline,
    candidate,
    metric,
    margin,
    isResampled ? {} : { isSkewed: true, resamples: 0 },
  );
  const contrast =
    statistic.of === 'mean'
      ? comparison.mean
      : statistic.of === 'rmst'
        ? comparison.rmst
        : statistic.of === 'cvar'
          ? comparison.cvar90
          : comparison.p95;
  assert(contrast !== undefined, 'a restricted mean is one of times');
  return contrast;
}

function contrastEvidence(claim: Claim, contrast: Contrast, candidate: Sample, metric: string): Evidence {
  const { tests } = contrast;
  const sign = columnOf(candidate, metric).head.better === 'higher' ? -1 : 1;
  const known = {
    value: contrast.candidate,
    baselineValue: contrast.baseline,
    ci95: contrast.ci95,
    bound: sign * tests.margin,
  };
  if (claim.kind === 'not-worse') return { ...known, holds: tests.notWorse, fails: 1 - tests.notWorse };
  // Not equivalent by either side: two chances to say so.
  const fails = Math.min(1, 2 * Math.min(1 - tests.notWorse, 1 - tests.notBetter));
  return { ...known, holds: equivalenceP(tests), fails };
}

function limitEvidence(
  { limit, isAtMost }: Claim & { kind: 'limit' },
  statistic: Statistic,
  candidate: Sample,
  metric: string,
): Evidence {
  const { head, column } = columnOf(candidate, metric);
  const watch = watchOf(head, candidate);
  const { raw, restricted, ended } = pairsOf(column, column, watch?.followUp).candidate;
  const n = raw.length;
  const told = (value: number, ci95: readonly [number, number], atMost: number, atLeast: number): Evidence => ({
    baselineValue: Number.NaN,
    bound: limit,
    value,
    ci95,
    holds: isAtMost ? atMost : atLeast,
    fails: isAtMost ? atLeast : atMost,
  });
  const unknown: readonly [number, number] = [Number.NaN, Number.NaN];
  // The question arose in no replication: neither is shown.
  if (n === 0) return told(Number.NaN, unknown, Number.NaN, Number.NaN);
  if (statistic.of === 'censoredShare') {
    const censored = n - ended.reduce((count, end) => count + end, 0);
    const { atMostSo, atLeastSo } = binomialTails(censored, n, limit);
    return told(censored / n, wilson(censored / n, n), atMostSo, atLeastSo);
  }
  if (statistic.of === 'quantile') {
    const { level } = statistic;
    const sorted = raw.slice().sort();
    let within = 0;
    let perhaps = 0;
    for (let pair = 0; pair < n; pair++) {
      if (isAtMost ? raw[pair] <= limit : raw[pair] < limit) within++;
      // Watched for less than the limit, and not over by then: on which side it ends nobody knows.
      else if (ended[pair] === 0 && restricted[pair] < limit) perhaps++;
    }
    // A quantile is at most the limit when at least that share of the values is.
    const { atLeastSo } = binomialTails(within, n, level);
    const { atMostSo } = binomialTails(within + perhaps, n, level);
    const ranks = quantileRanks(n, level);
    return told(quantileOf(sorted, level), [sorted[ranks.low - 1], sorted[ranks.high - 1]], atLeastSo, atMostSo);
  }
  if (statistic.of === 'rmst') {
    assert(watch !== undefined, 'a restricted mean is one of times');
    const restrictedMean = new DrawnColumn(restricted, ended).restrictedMean(watch.tauHours);
    const [resampled] = bootstrap(n, [restrictedMean]);
    const { estimate, replicates } = resampled;
    if (n > 1 && replicates.every((value) => value === estimate)) return without(estimate, limit, told);
    const p = (which: 'atMostP' | 'atLeastP'): number => resampled[which](limit, 'bca');
    return told(estimate, resampled.interval(0.95, 'bca'), p('atLeastP'), p('atMostP'));
  }
  const values = linearised(statistic, restricted, head.better === 'higher');
  const { mean, sd } = meanEstimate(values);
  if (sd === 0) return without(mean, limit, told);
  const { ci95, atLeastP, atMostP } = skewedMean(values);
  return told(mean, ci95, atLeastP(limit), atMostP(limit));
}

/** Without spread there is nothing to doubt, and a limit that is just met is met. */
function without<T>(
  value: number,
  limit: number,
  told: (value: number, ci95: readonly [number, number], atMost: number, atLeast: number) => T,
): T {
  return told(value, [value, value], value <= limit ? 0 : 1, value >= limit ? 0 : 1);
}

/**
 * One number a replication whose mean is the statistic: of the mean of the worst share, its influence function (Trindade et
 * al. 2007, J. Bank. Finance 31:3524-3538).
 */
function linearised(statistic: Statistic, values: Float64Array, isHighWanted: boolean): Float64Array {
  if (statistic.of !== 'cvar') return values;
  const negated = (column: Float64Array): Float64Array => column.map((value) => -value);
  return isHighWanted ? negated(tailColumn(negated(values), statistic.level)) : tailColumn(values, statistic.level);
}

/** Chances of at most, and of at least, so many hits among n when each hits with the given chance. */
function binomialTails(hits: number, n: number, chance: number): { atMostSo: number; atLeastSo: number } {
  if (chance <= 0) return { atMostSo: 1, atLeastSo: hits > 0 ? 0 : 1 };
  if (chance >= 1) return { atMostSo: hits < n ? 0 : 1, atLeastSo: 1 };
  return { atMostSo: binomialCdf(hits, n, chance), atLeastSo: 1 - binomialCdf(hits - 1, n, chance) };
}
