/** A gate and what it came to, as sentences with numbers. */
import type { GateResult } from '../experiment/gate.ts';
import type { Statistic } from '../scenario/gates.ts';
import { amount } from './amounts.ts';

/** Whether a gate lets nobody through. */
export const isFailure = ({ outcome }: GateResult, whenInconclusive: 'warn' | 'fail'): boolean =>
  outcome === 'failed' || (outcome === 'inconclusive' && whenInconclusive === 'fail');

/** `lostUserHours` for a mean, else `sustainedTimeTo95Hours.p95`. */
export function subjectOf(metric: string, statistic: Statistic): string {
  switch (statistic.of) {
    case 'mean':
      return metric;
    case 'quantile':
      return statistic.level === 0.5 ? `${metric}.median` : `${metric}.p${twoDigits(statistic.level)}`;
    case 'cvar':
      return `${metric}.cvar${twoDigits(statistic.level)}`;
    default:
      return `${metric}.${statistic.of}`;
  }
}

const twoDigits = (level: number): string => String(Math.round(100 * level)).padStart(2, '0');

/** What a gate claims, such as `cmg-core: lostUserHours not worse than siloed by 2 %`. */
export function claimText({ gate, protocol, unit, isMissing }: GateResult, baseline: string): string {
  const { claim, metric, statistic } = gate;
  const subject = subjectOf(metric, statistic);
  const shown = statistic.of === 'censoredShare' ? 'share' : unit;
  if (claim.kind === 'limit')
    return `${protocol}: ${subject} ${claim.isAtMost ? '<=' : '>='} ${exact(claim.limit, shown)}`;
  const { margin } = claim;
  const by =
    'share' in margin
      ? `${exact(margin.share, 'share')}${isMissing ? ' of what it lacks' : ''}`
      : exact(margin.absolute, unit);
  return claim.kind === 'not-worse'
    ? `${protocol}: ${subject} not worse than ${baseline} by ${by}`
    : `${protocol}: ${subject} within ${by} of ${baseline}`;
}

/** Every digit that was written. */
function exact(value: number, unit: string): string {
  if (unit === 'share') return `${Number((100 * value).toPrecision(12))} %`;
  return unit === 'count' ? String(value) : `${value} ${unit}`;
}

const OUTCOME = { passed: 'shown', failed: 'disproved', inconclusive: 'not decided' } as const;

/** What was found, such as `47.5 million against 73.9 million of siloed, difference −26.4 million [95 %: …] with …`. */
export function findingText(result: GateResult, baseline: string): string {
  const { gate, unit, value, baselineValue, ci95, bound, holds, fails, outcome } = result;
  const shown = gate.statistic.of === 'censoredShare' ? 'share' : unit;
  const tell = (amountOf: number): string => amount(amountOf, shown, 'beyond the horizon');
  const interval = `[95 %: ${tell(ci95[0])} … ${tell(ci95[1])}]`;
  const p = outcome === 'failed' ? fails : holds;
  const told = p < 0.0001 ? 'below 0.0001' : Number.isNaN(p) ? 'unknown' : `= ${Number(p.toPrecision(2))}`;
  const end = `${OUTCOME[outcome]} (adjusted p ${told})`;
  if (gate.claim.kind === 'limit') return `${tell(value)} ${interval} against a limit of ${tell(bound)}: ${end}`;
  return `${tell(value)} against ${tell(baselineValue)} of ${baseline}, difference ${tell(value - baselineValue)} ${interval} with a margin of ${tell(Math.abs(bound))}: ${end}`;
}
