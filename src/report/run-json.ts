/** The one versioned document that `sim run --json` prints and the results folder keeps. */
import type { Outcomes } from '../experiment/outcomes.ts';
import type { Summary } from '../experiment/statistics.ts';
import type { RunHead } from './run-head.ts';
import { whoIsCutOff } from './who.ts';

/** JSON has no infinity and no NaN: a quantile beyond the horizon and a question that never arose are null. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

export function runDocument(
  head: RunHead,
  outcomes: Outcomes,
  all: readonly (readonly Summary[])[],
  fingerprint: string,
): Record<string, unknown> {
  const protocols = Object.fromEntries(
    outcomes.variants.map((variant, place) => [
      variant.name,
      Object.fromEntries(outcomes.metrics.map((metric, index) => [metric.name, plain(all[place][index])])),
    ]),
  );
  return {
    format: 'resplice.run/1',
    scenario: head.scenario,
    seed: head.seed,
    replications: outcomes.count,
    fingerprint,
    topology: { name: head.topologyName, sites: head.sites, links: head.links },
    horizonHours: outcomes.horizonHours,
    people: outcomes.people,
    meanFaults: outcomes.faults.reduce((sum, count) => sum + count, 0) / outcomes.count,
    protocols,
    sites: whoIsCutOff(head, outcomes),
    assumptions: head.assumptions,
    warnings: head.warnings,
  };
}

const plain = ({ n, mean, sd, ci95, median, p05, p95, censoredShare }: Summary): Record<string, unknown> => ({
  mean: finite(mean),
  sd: finite(sd),
  ci95: ci95.map(finite),
  median: finite(median),
  p05: finite(p05),
  p95: finite(p95),
  censoredShare: finite(censoredShare),
  n,
});
