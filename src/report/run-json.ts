/** The one versioned document that `sim run --json` prints and the results folder keeps. */
import type { Outcomes } from '../experiment/outcomes.ts';
import { groupSummaries, type MetricSummary, type Survival } from '../experiment/statistics.ts';
import { classesIn, type Grouping, groupsBy } from './by-table.ts';
import type { RunHead } from './run-head.ts';
import { whoIsCutOff } from './who.ts';

/** JSON has no infinity and no NaN: a quantile beyond the horizon and a question that never arose are null. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

export function runDocument(
  head: RunHead,
  outcomes: Outcomes,
  all: readonly (readonly MetricSummary[])[],
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
    by: {
      operator: losses(outcomes, 'operator'),
      region: losses(outcomes, 'region'),
      class: classes(outcomes, all),
    },
    assumptions: head.assumptions,
    warnings: head.warnings,
  };
}

/** Lost user-hours of each group of sites, by protocol. */
function losses(outcomes: Outcomes, by: Grouping): unknown[] {
  const all = groupSummaries(outcomes);
  return groupsBy(outcomes, by).map((group) => ({
    name: outcomes.groups[group].name,
    people: outcomes.groups[group].people,
    protocols: Object.fromEntries(
      outcomes.variants.map(({ name }, place) => [name, { lostUserHours: plain(all[place][group]) }]),
    ),
  }));
}

/** Lost demand-hours, and the share completed, of each class of traffic, by protocol. */
const classes = (outcomes: Outcomes, all: readonly (readonly MetricSummary[])[]): unknown[] =>
  classesIn(outcomes).map(({ name, lost, completed }) => ({
    name,
    protocols: Object.fromEntries(
      outcomes.variants.map((variant, place) => [
        variant.name,
        { lostDemandHours: plain(all[place][lost]), completion: plain(all[place][completed]) },
      ]),
    ),
  }));

const ends = (interval: readonly [number, number]): (number | null)[] => interval.map(finite);

const plain = (summary: MetricSummary): Record<string, unknown> => ({
  mean: finite(summary.mean),
  sd: finite(summary.sd),
  ci95: ends(summary.ci95),
  median: finite(summary.median),
  medianCi95: ends(summary.medianCi95),
  p05: finite(summary.p05),
  p05Ci95: ends(summary.p05Ci95),
  p95: finite(summary.p95),
  p95Ci95: ends(summary.p95Ci95),
  cvar90: finite(summary.cvar90),
  cvar90Ci95: ends(summary.cvar90Ci95),
  censoredShare: finite(summary.censoredShare),
  n: summary.n,
  ...(summary.survival === undefined ? {} : { kaplanMeier: plainSurvival(summary.survival) }),
});

const plainSurvival = ({ tauHours, rmst, rmstCi95, median, target }: Survival): Record<string, unknown> => ({
  tauHours: finite(tauHours),
  rmst: finite(rmst),
  rmstCi95: ends(rmstCi95),
  median: finite(median),
  ...(target === undefined
    ? {}
    : {
        target: { withinHours: target.withinHours, chance: finite(target.chance), ci95: ends(target.ci95) },
      }),
});
