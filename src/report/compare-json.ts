/** The one versioned document that `sim compare --json` prints. */
import type { Contrast } from '../experiment/comparison.ts';
import type { Bout, Contested } from '../experiment/contest.ts';
import type { GateResult } from '../experiment/gate.ts';
import type { ComparisonHead } from './compare-table.ts';
import { claimText, findingText, isFailure, subjectOf } from './gate-sentence.ts';

/** JSON has no infinity and no NaN. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
const ends = (interval: readonly [number, number]): (number | null)[] => interval.map(finite);

export function compareDocument(
  head: ComparisonHead,
  contested: readonly Contested[],
  gates: readonly GateResult[],
  whenInconclusive: 'warn' | 'fail',
  more: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return {
    format: 'resplice.compare/1',
    title: head.title,
    replications: head.replications,
    isGrown: head.isGrown,
    horizonHours: head.horizonHours,
    alpha: head.alpha,
    margin: head.margin,
    passed: !gates.some((gate) => isFailure(gate, whenInconclusive)),
    measures: contested.map(({ metric, by, bouts }) => ({
      metric: metric.name,
      unit: metric.unit,
      by,
      better: metric.better ?? 'lower',
      protocols: Object.fromEntries(bouts.map((bout) => [bout.protocol, plain(bout)])),
    })),
    gates: gates.map((result) => ({
      claim: claimText(result, head.baselineOf(result.protocol)),
      protocol: result.protocol,
      subject: subjectOf(result.gate.metric, result.gate.statistic),
      kind: result.gate.claim.kind,
      place: result.gate.place,
      margin: 'margin' in result.gate.claim ? result.gate.claim.margin : null,
      outcome: result.outcome,
      found: findingText(result, head.baselineOf(result.protocol)),
      value: finite(result.value),
      baseline: finite(result.baselineValue),
      ci95: ends(result.ci95),
      bound: finite(result.bound),
      pHolds: finite(result.holds),
      pFails: finite(result.fails),
    })),
    ...more,
    assumptions: head.assumptions,
  };
}

const contrastOf = ({ baseline, candidate, difference, ci95, bootstrapCi95 }: Contrast): Record<string, unknown> => ({
  baseline: finite(baseline),
  candidate: finite(candidate),
  difference: finite(difference),
  ci95: ends(ci95),
  bootstrapCi95: ends(bootstrapCi95),
});

function plain({ baseline, contrast, comparison, verdict, falseDiscoveryP }: Bout): Record<string, unknown> {
  const { tests } = contrast;
  return {
    against: baseline,
    ...contrastOf(contrast),
    verdict,
    p: {
      improved: finite(tests.improved),
      notWorse: finite(tests.notWorse),
      notBetter: finite(tests.notBetter),
      worse: finite(tests.worse),
    },
    margin: finite(tests.margin),
    pairs: comparison.pairs,
    leftOut: comparison.leftOut,
    mean: { ...contrastOf(comparison.mean), sd: finite(comparison.sd) },
    relative: {
      change: finite(comparison.relative.change),
      ci95: ends(comparison.relative.ci95),
      by: comparison.relative.by,
    },
    better: { share: finite(comparison.better.share), ci95: ends(comparison.better.ci95) },
    tied: finite(comparison.tied),
    worse: finite(comparison.worse),
    pairedT: { p: finite(comparison.p), falseDiscoveryP: finite(falseDiscoveryP) },
    signTest: { p: finite(comparison.signP) },
    cvar90: contrastOf(comparison.cvar90),
    p95: contrastOf(comparison.p95),
    ...(comparison.rmst === undefined
      ? {}
      : { rmst: { tauHours: finite(comparison.rmst.tauHours), ...contrastOf(comparison.rmst) } }),
    censoredShare: {
      baseline: finite(comparison.censoredShare.baseline),
      candidate: finite(comparison.censoredShare.candidate),
    },
    correlation: finite(comparison.correlation),
    varianceReduction: finite(comparison.varianceReduction),
  };
}
