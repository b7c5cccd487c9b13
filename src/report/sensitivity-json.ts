/** What `sim sensitivity` found, as one versioned document. */
import type { MetricHead } from '../experiment/outcomes.ts';
import { adviceOn, type Finding, type Study } from '../experiment/sensitivity/study.ts';
import { type Seeds, seedAt } from '../experiment/sweep-plan.ts';

/** What a study of sensitivity is about. */
export interface SensitivityHead {
  readonly name: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly study: Study;
  /** At each point, the same for all. */
  readonly replications: number;
  readonly seeds: Seeds;
  readonly longestHorizonHours: number;
  readonly assumptions: readonly string[];
  readonly warnings: readonly string[];
}

/** What was found of one metric under one protocol. */
export interface SensitivityBlock {
  readonly metric: MetricHead;
  readonly protocol: string;
  readonly finding: Finding;
}

/** JSON has no infinity and no NaN. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
const ends = (interval: readonly [number, number]): (number | null)[] => interval.map(finite);

export function sensitivityDocument(
  head: SensitivityHead,
  blocks: readonly SensitivityBlock[],
): Record<string, unknown> {
  const { plan, swept, places } = head.study;
  const size =
    plan.method === 'morris' ? { trajectories: plan.cube.trajectories, levels: plan.levels } : { rows: plan.cube.rows };
  return {
    format: 'resplice.sensitivity/1',
    name: head.name,
    key: head.key,
    fingerprint: head.fingerprint,
    method: plan.method,
    ...size,
    factors: swept.factors,
    points: places.length,
    differentPoints: swept.points.length,
    replications: head.replications,
    seeds: [head.seeds.first, seedAt(head.seeds, head.seeds.count - 1)],
    results: blocks.map(({ metric, protocol, finding }) => ({
      metric: metric.name,
      unit: metric.unit,
      protocol,
      mean: finite(finding.mean),
      sd: finite(finding.sd),
      noise: finite(finding.noise),
      censoredShare: finite(finding.censoredShare),
      pointsWithout: finding.silent,
      factors: factorsOf(finding),
      advice: adviceOn(finding),
    })),
    assumptions: head.assumptions,
    warnings: head.warnings,
  };
}

function factorsOf({ answer }: Finding): Record<string, unknown>[] {
  if (answer === undefined) return [];
  if (answer.method === 'morris')
    return answer.effects.map(({ name, mu, muStar, muStarCi95, sigma }) => ({
      path: name,
      mu: finite(mu),
      muStar: finite(muStar),
      muStarCi95: ends(muStarCi95),
      sigma: finite(sigma),
    }));
  return answer.indices.factors.map(({ name, first, firstCi95, total, totalCi95 }) => ({
    path: name,
    first: finite(first),
    firstCi95: ends(firstCi95),
    total: finite(total),
    totalCi95: ends(totalCi95),
  }));
}
