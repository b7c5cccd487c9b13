/** The availability of every demand in years without a disaster: between bounds, by simulation, and exactly where few groups are. */
import type { Draws } from '../../engine/draws.ts';
import type { Network } from '../../network/network.ts';
import { expectationOver } from '../../network/reliability.ts';
import type { StatedDemand } from '../../topology/backbone.ts';
import { everyPair, type SharedCounts, statedPairs } from './demands.ts';
import { type FailureGroups, failureGroups, type MeanTimes } from './failure-groups.ts';
import { HOURS_A_YEAR, type Simulated, simulate } from './renewal.ts';
import { fewFailuresProbability, type Recovery, type Service, serviceOf } from './service.ts';

/** With so many groups all their states are enumerated: 65,536. */
const MOST_GROUPS_WHOLLY_ENUMERATED = 16;

const MOST_WORST = 10;

/** Failures that are drawn in all when the years are not given; fewer where each has very many demands to look at. */
const FAILURES_WANTED = 2_000_000;
const DEMANDS_TIMES_FAILURES = 4e10;
const MOST_YEARS_UNASKED = 1000;

export interface AvailabilityQuestion {
  readonly recovery: Recovery;
  /** The demands of the design, weighed by their sizes; where not given, one between every two sites, all alike. */
  readonly stated?: readonly StatedDemand[] | undefined;
  /** The times of a group of which the file states none. */
  readonly assumed: MeanTimes;
  /** Years of each replication; where not given, from 1 to 1000, as many as soon run. */
  readonly years?: number | undefined;
  readonly replications: number;
}

interface DemandAvailability {
  readonly from: string;
  readonly to: string;
  /** The pessimistic bound. */
  readonly availability: number;
  readonly optimistic: number;
  /** Expected minutes without service in a year of 8766 h, by the pessimistic bound. */
  readonly minutesPerYear: number;
}

export interface Availability {
  /** Mean over the demands, by weight. States of more than two failed groups count as lost, and as served. */
  readonly pessimistic: number;
  readonly optimistic: number;
  /** The probability of the states of more than two failed groups: what lies between the bounds. */
  readonly excess: number;
  /** Over all states; undefined when there are too many. */
  readonly exact: number | undefined;
  readonly simulated: Simulated & { readonly years: number; readonly replications: number };
  /** The demands of lowest availability, the lowest first. */
  readonly worst: readonly DemandAvailability[];
  readonly groups: FailureGroups;
  readonly demandCount: number;
  readonly unreachableCount: number;
  readonly shared: SharedCounts;
}

export const failuresPerYear = ({ mttfHours, mttrHours }: FailureGroups): number =>
  mttfHours.reduce((sum, hours, group) => sum + HOURS_A_YEAR / (hours + mttrHours[group]), 0);

/** The availability of the demands of a network that has at least one. */
export function availabilityOf(network: Network, question: AvailabilityQuestion, draws: Draws): Availability {
  const groups = failureGroups(network, question.assumed);
  const wanted = question.stated === undefined ? everyPair(network) : statedPairs(network, question.stated);
  const service = serviceOf(network, groups, wanted, question.recovery);
  const { count: demandCount, unreachableCount, weight, totalWeight } = service.demands;
  const loss = service.lossByFewFailures();
  const enumerated = fewFailuresProbability(groups);
  const excess = 1 - enumerated;
  const optimistic = 1 - loss.reduce((sum, one, demand) => sum + weight[demand] * one, 0) / totalWeight;
  const pessimistic = optimistic - excess;
  const { replications } = question;
  const failures = Math.min(FAILURES_WANTED, DEMANDS_TIMES_FAILURES / demandCount);
  const years =
    question.years ??
    Math.max(1, Math.min(MOST_YEARS_UNASKED, Math.floor(failures / (replications * failuresPerYear(groups)))));
  return {
    pessimistic,
    optimistic,
    excess,
    exact:
      groups.count > MOST_GROUPS_WHOLLY_ENUMERATED
        ? undefined
        : expectationOver(groups.unavailability, (failed, count) => service.servedShare(failed, count)),
    simulated: {
      ...simulate(groups, service, draws, { years, replications }, { enumerated, pessimistic }),
      years,
      replications,
    },
    worst: worstOf(network, service, loss, excess),
    groups,
    demandCount,
    unreachableCount,
    shared: service.shared,
  };
}

function worstOf(
  { sites }: Network,
  { demands: { from, to } }: Service,
  loss: Float64Array,
  excess: number,
): DemandAvailability[] {
  // Equal demands differ by rounding alone: they keep their order.
  const rank = loss.map((one) => Number(one.toPrecision(10)));
  const worst: number[] = [];
  for (const demand of loss.keys()) {
    const place = worst.findIndex((other) => rank[other] < rank[demand]);
    if (place < 0 && worst.length === MOST_WORST) continue;
    worst.splice(place < 0 ? worst.length : place, 0, demand);
    if (worst.length > MOST_WORST) worst.pop();
  }
  return worst.map((demand) => ({
    from: sites[from[demand]].id,
    to: sites[to[demand]].id,
    availability: 1 - loss[demand] - excess,
    optimistic: 1 - loss[demand],
    minutesPerYear: (loss[demand] + excess) * HOURS_A_YEAR * 60,
  }));
}
