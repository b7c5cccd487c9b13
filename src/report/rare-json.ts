/** The one versioned document that `sim rare --json` prints. */
import type { RareFindings, Weighed } from '../experiment/rare-estimates.ts';
import { isRefusal, type Refusal } from '../experiment/rare-events.ts';
import { type RareHead, replicationsIn, replicationsOf } from './rare-table.ts';

/** JSON has no infinity and no NaN. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

export function rareDocument(head: RareHead, findings: RareFindings | Refusal): Record<string, unknown> {
  const { plan, design, strata, protocols, metrics } = head;
  const told = isRefusal(findings) ? { means: [], chances: [] } : findings;
  return {
    format: 'resplice.rare/1',
    scenario: head.scenario,
    seed: head.seed,
    [plan.kind]: plan.block,
    within: head.within,
    replications: replicationsOf(design),
    pilotReplications: head.pilot,
    horizonHours: head.horizonHours,
    ...(isRefusal(findings) ? { refused: findings.refused, effectiveSize: findings.effectiveSize } : {}),
    strata: strata.map(({ min, max, probability }, stratum) => ({
      min,
      max,
      probability,
      replications: replicationsIn(design, stratum),
    })),
    means: told.means.map((mean) => ({
      metric: metrics[mean.metric].name,
      unit: metrics[mean.metric].unit,
      protocol: protocols[mean.protocol],
      ...plain(mean),
      censoredShare: finite(mean.censoredShare),
      strata: strata.length === 0 ? [] : mean.strata.map(finite),
    })),
    exceedances: told.chances.map((chance) => ({
      metric: metrics[chance.metric].name,
      unit: metrics[chance.metric].unit,
      above: chance.above,
      protocol: protocols[chance.protocol],
      ...plain(chance),
    })),
    assumptions: head.assumptions,
    warnings: head.warnings,
  };
}

const plain = ({ estimate, gain }: Weighed): Record<string, unknown> => ({
  value: finite(estimate.value),
  standardError: finite(estimate.standardError),
  ci95: estimate.ci95.map(finite),
  effectiveSize: finite(estimate.effectiveSize),
  arisenShare: finite(estimate.arisenShare),
  plainVarianceOverThis: finite(gain),
});
