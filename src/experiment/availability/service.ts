/** What is served while groups are down, under each recovery, and the chance of each demand to be lost by few failures. */
import { assert } from '../../engine/assert.ts';
import type { Network } from '../../network/network.ts';
import { Islands } from '../../network/reliability.ts';
import {
  type Demands,
  demandSites,
  demandsOf,
  type GroupLists,
  pathsOf,
  type SharedCounts,
  type Wanted,
} from './demands.ts';
import type { FailureGroups } from './failure-groups.ts';

export const RECOVERIES = ['none', 'protection', 'ideal'] as const;
export type Recovery = (typeof RECOVERIES)[number];

export interface Service {
  readonly demands: Demands;
  /** Demands whose two paths have something in common; zeros where a demand has no pair. */
  readonly shared: SharedCounts;
  /** Share of the demands, by weight, that is served while the first `count` of these groups are down; 1 when there are none. */
  servedShare(failed: Int32Array, count: number): number;
  /** For each demand, the probability of the states of one or two failed groups in which it is not served. */
  lossByFewFailures(): Float64Array;
}

/** The demands of a network under a recovery. */
export function serviceOf(network: Network, groups: FailureGroups, wanted: Wanted, recovery: Recovery): Service {
  return recovery === 'ideal'
    ? new AnyWay(network, groups, wanted)
    : new FixedPaths(network, groups, wanted, recovery === 'protection');
}

/** Odds of failure of a set of groups: their sum and the sum of their squares, from which that of pairs follows. */
interface Odds {
  readonly sum: number;
  readonly squares: number;
}

const pairOdds = ({ sum, squares }: Odds): number => (sum * sum - squares) / 2;

/** The probability that no group is down; that of a state is this times the odds MTTR / MTTF of its failed groups. */
function allUpProbability({ unavailability }: FailureGroups): number {
  return unavailability.reduce((product, down) => product * (1 - down), 1);
}

const oddsOf = ({ unavailability }: FailureGroups): Float64Array => unavailability.map((down) => down / (1 - down));

const allOdds = (odds: Float64Array): Odds => ({
  sum: odds.reduce((sum, one) => sum + one, 0),
  squares: odds.reduce((sum, one) => sum + one * one, 0),
});

/** The probability of all states of at most two failed groups. */
export function fewFailuresProbability(groups: FailureGroups): number {
  const all = allOdds(oddsOf(groups));
  return allUpProbability(groups) * (1 + all.sum + pairOdds(all));
}

/** The odds of the states of one or two failures with at least one failed group of a set. */
const hitOdds = (all: Odds, set: Odds): number =>
  set.sum + pairOdds(all) - pairOdds({ sum: all.sum - set.sum, squares: all.squares - set.squares });

/** Each demand stays on its path or its pair of paths. */
class FixedPaths implements Service {
  readonly demands: Demands;
  readonly shared: SharedCounts;
  readonly #groups: FailureGroups;
  readonly #working: GroupLists;
  readonly #protecting: GroupLists | undefined;
  readonly #onWorking: GroupLists;
  readonly #onProtecting: GroupLists | undefined;
  /** When each demand last lost its first path, and was last counted as lost: numbers of calls. */
  readonly #workingLost: Int32Array;
  readonly #lost: Int32Array;
  #call = 0;

  constructor(network: Network, groups: FailureGroups, wanted: Wanted, inPairs: boolean) {
    const { demands, working, protecting, shared } = pathsOf(network, groups, wanted, inPairs);
    this.demands = demands;
    this.shared = shared;
    this.#groups = groups;
    this.#working = working;
    this.#protecting = protecting;
    this.#onWorking = turned(working, groups.count);
    this.#onProtecting = protecting === undefined ? undefined : turned(protecting, groups.count);
    this.#workingLost = new Int32Array(demands.count);
    this.#lost = new Int32Array(demands.count);
  }

  servedShare(failed: Int32Array, count: number): number {
    const { count: demandCount, weight, totalWeight } = this.demands;
    if (demandCount === 0) return 1;
    const call = ++this.#call;
    const workingLost = this.#workingLost;
    const lost = this.#lost;
    const on = this.#onProtecting;
    let lostWeight = 0;
    for (let place = 0; place < count; place++) {
      const { first, groups: users } = this.#onWorking;
      for (let slot = first[failed[place]]; slot < first[failed[place] + 1]; slot++) {
        if (on === undefined && workingLost[users[slot]] !== call) lostWeight += weight[users[slot]];
        workingLost[users[slot]] = call;
      }
    }
    for (let place = 0; place < count && on !== undefined; place++) {
      const { first, groups: users } = on;
      for (let slot = first[failed[place]]; slot < first[failed[place] + 1]; slot++) {
        const demand = users[slot];
        if (workingLost[demand] !== call || lost[demand] === call) continue;
        lost[demand] = call;
        lostWeight += weight[demand];
      }
    }
    return 1 - lostWeight / totalWeight;
  }

  lossByFewFailures(): Float64Array {
    const odds = oddsOf(this.#groups);
    const all = allOdds(odds);
    const allUp = allUpProbability(this.#groups);
    const onProtecting = new Int32Array(this.#groups.count).fill(-1);
    const { first, groups: working } = this.#working;
    return Float64Array.from({ length: this.demands.count }, (_, demand) => {
      let sum = 0;
      let squares = 0;
      let workingAlone = 0;
      let protectingAlone = 0;
      if (this.#protecting !== undefined) {
        const { first: start, groups: protecting } = this.#protecting;
        for (let slot = start[demand]; slot < start[demand + 1]; slot++) {
          onProtecting[protecting[slot]] = demand;
          protectingAlone += odds[protecting[slot]];
        }
      }
      for (let slot = first[demand]; slot < first[demand + 1]; slot++) {
        const group = working[slot];
        const isFatal = this.#protecting === undefined || onProtecting[group] === demand;
        if (isFatal) {
          sum += odds[group];
          squares += odds[group] ** 2;
          protectingAlone -= odds[group];
        } else workingAlone += odds[group];
      }
      // One failure of both paths, or one of each.
      const both = this.#protecting === undefined ? 0 : workingAlone * protectingAlone;
      return allUp * (hitOdds(all, { sum, squares }) + both);
    });
  }
}

/** From the groups of each demand to the demands of each group. */
function turned({ first, groups: entries }: GroupLists, groupCount: number): GroupLists {
  const start = new Int32Array(groupCount + 1);
  for (const group of entries) start[group + 1]++;
  for (let group = 0; group < groupCount; group++) start[group + 1] += start[group];
  const filled = start.slice(0, groupCount);
  const users = new Int32Array(entries.length);
  for (let demand = 0; demand + 1 < first.length; demand++)
    for (let slot = first[demand]; slot < first[demand + 1]; slot++) users[filled[entries[slot]]++] = demand;
  return { first: start, groups: users };
}

/** Each demand takes any way that is left. */
class AnyWay implements Service {
  readonly demands: Demands;
  readonly shared: SharedCounts = { links: 0, groups: 0, unsettled: 0 };
  readonly #groups: FailureGroups;
  readonly #islands: Islands;
  /** The number of each site among the ends of demands; -1 for none. */
  readonly #ends: Int32Array;
  readonly #endsOfIsland: Int32Array;
  readonly #isUniform: boolean;

  constructor(network: Network, groups: FailureGroups, wanted: Wanted) {
    this.#groups = groups;
    this.#islands = new Islands(network, groups.groupOf);
    this.#ends = Int32Array.from(demandSites(network));
    this.#endsOfIsland = new Int32Array(network.siteCount);
    this.#islands.part(new Int32Array(0), 0);
    const { of } = this.#islands;
    this.#isUniform = wanted.isUniform;
    this.demands = demandsOf(wanted, (pair) => of[wanted.from[pair]] === of[wanted.to[pair]]);
  }

  servedShare(failed: Int32Array, count: number): number {
    if (this.demands.count === 0) return 1;
    this.#islands.part(failed, count);
    const { of } = this.#islands;
    if (!this.#isUniform) return this.#weightServed(of);
    const met = this.#endsOfIsland;
    met.fill(0, 0, this.#islands.count);
    let served = 0;
    for (const site of this.#ends) served += met[of[site]]++;
    return served / this.demands.count;
  }

  /** Share of the demands, by weight, whose ends lie on one island. */
  #weightServed(of: Int32Array): number {
    const { count, from, to, weight, totalWeight } = this.demands;
    let lost = 0;
    for (let demand = 0; demand < count; demand++) if (of[from[demand]] !== of[to[demand]]) lost += weight[demand];
    return 1 - lost / totalWeight;
  }

  /**
   * A demand is lost by a group that parts its ends alone, and by two groups that part them only together. States that
   * part nobody, or nobody whom one of the two does not part alone, are told by the number of islands and passed over.
   */
  lossByFewFailures(): Float64Array {
    const { count: groupCount } = this.#groups;
    const { count: demandCount, from, to } = this.demands;
    const odds = oddsOf(this.#groups);
    const all = allOdds(odds);
    const islands = this.#islands;
    const failed = new Int32Array(2);
    islands.part(failed, 0);
    const wholeCount = islands.count;
    const sums = new Float64Array(demandCount);
    const squares = new Float64Array(demandCount);
    const together = new Float64Array(demandCount);
    const alone: Int32Array[] = [];
    for (let group = 0; group < groupCount; group++) {
      failed[0] = group;
      islands.part(failed, 1);
      const of = islands.of.slice();
      alone.push(of);
      if (islands.count === wholeCount) continue;
      for (let demand = 0; demand < demandCount; demand++) {
        if (of[from[demand]] === of[to[demand]]) continue;
        sums[demand] += odds[group];
        squares[demand] += odds[group] ** 2;
      }
    }
    for (let one = 0; one < groupCount; one++)
      for (let other = one + 1; other < groupCount; other++) {
        failed[0] = one;
        failed[1] = other;
        islands.part(failed, 2);
        if (islands.count === wholeCount || !this.#partsMore(alone[one], alone[other])) continue;
        const { of } = islands;
        const both = odds[one] * odds[other];
        for (let demand = 0; demand < demandCount; demand++) {
          const [a, b] = [from[demand], to[demand]];
          if (of[a] !== of[b] && alone[one][a] === alone[one][b] && alone[other][a] === alone[other][b])
            together[demand] += both;
        }
      }
    const allUp = allUpProbability(this.#groups);
    return sums.map((sum, demand) => allUp * (hitOdds(all, { sum, squares: squares[demand] }) + together[demand]));
  }

  /** Whether two islands of now lie in one island of either partition. */
  #partsMore(one: Int32Array, other: Int32Array): boolean {
    const { of, count } = this.#islands;
    const seen = new Set<number>();
    let next = 0;
    // Islands are numbered in the order of their first sites.
    for (let site = 0; site < of.length && next < count; site++) {
      if (of[site] !== next) continue;
      next++;
      seen.add(one[site] * of.length + other[site]);
    }
    assert(next === count, 'an island without a site');
    return seen.size < count;
  }
}
