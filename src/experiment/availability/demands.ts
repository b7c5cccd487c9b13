/** The demands whose availability is asked: of one size between every two sites, or as a design states them; and their paths. */
import { assert } from '../../engine/assert.ts';
import { DisjointPaths } from '../../network/disjoint-paths.ts';
import { GroupDisjointPaths } from '../../network/group-disjoint-paths.ts';
import type { Network } from '../../network/network.ts';
import type { StatedDemand } from '../../topology/backbone.ts';
import type { FailureGroups } from './failure-groups.ts';

export interface Demands {
  readonly count: number;
  /** The sites at the ends, the lower first. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** What each counts for in the mean, and their sum. */
  readonly weight: Float64Array;
  readonly totalWeight: number;
  /** Pairs of sites that no way joins even while all is up: they are no demands here. */
  readonly unreachableCount: number;
}

/** Pairs of sites between which demands are asked for, the lower site first, in order, none twice. */
export interface Wanted {
  /** Whether there is one of weight 1 between every two sites that end demands. */
  readonly isUniform: boolean;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly weight: Float64Array;
}

/** Sites that end demands. A junction joins fibres, and a satellite in space is no place. */
export const demandSites = ({ sites, isSpace }: Network): number[] =>
  [...sites.keys()].filter((site) => isSpace[site] === 0 && sites[site].role !== 'junction');

/** A demand of one size between every two sites that end demands. */
export function everyPair(network: Network): Wanted {
  const ends = demandSites(network);
  const count = (ends.length * (ends.length - 1)) / 2;
  const from = new Int32Array(count);
  const to = new Int32Array(count);
  let pair = 0;
  ends.forEach((source, index) => {
    for (let next = index + 1; next < ends.length; next++) {
      from[pair] = source;
      to[pair++] = ends[next];
    }
  });
  return { isUniform: true, from, to, weight: new Float64Array(count).fill(1) };
}

/** The demands of a design by their sizes, those of the two directions between two sites as one: they share their fate. */
export function statedPairs({ siteIndex, siteCount }: Network, stated: readonly StatedDemand[]): Wanted {
  const sizes = new Map<number, number>();
  for (const { from, to, amount } of stated) {
    const [a, b] = [siteIndex.get(from) ?? -1, siteIndex.get(to) ?? -1];
    assert(a >= 0 && b >= 0 && a !== b, 'a stated demand between no two sites');
    const pair = Math.min(a, b) * siteCount + Math.max(a, b);
    sizes.set(pair, (sizes.get(pair) ?? 0) + amount);
  }
  const pairs = [...sizes].sort(([one], [other]) => one - other);
  return {
    isUniform: false,
    from: Int32Array.from(pairs, ([pair]) => Math.floor(pair / siteCount)),
    to: Int32Array.from(pairs, ([pair]) => pair % siteCount),
    weight: Float64Array.from(pairs, ([, size]) => size),
  };
}

/** The wanted pairs that some way joins. */
export function demandsOf(wanted: Wanted, isJoined: (pair: number) => boolean): Demands {
  const joined = [...wanted.from.keys()].filter(isJoined);
  const weight = Float64Array.from(joined, (pair) => wanted.weight[pair]);
  return {
    count: joined.length,
    from: Int32Array.from(joined, (pair) => wanted.from[pair]),
    to: Int32Array.from(joined, (pair) => wanted.to[pair]),
    weight,
    totalWeight: weight.reduce((sum, one) => sum + one, 0),
    unreachableCount: wanted.from.length - joined.length,
  };
}

/** Lists of groups, one a demand: those of demand d are `groups[first[d]]` to `groups[first[d + 1] - 1]`. */
export interface GroupLists {
  readonly first: Int32Array;
  readonly groups: Int32Array;
}

class ListBuilder {
  readonly #first = [0];
  #groups = new Int32Array(1024);
  #length = 0;

  /** Ends a list: the distinct groups of these links. */
  add(links: Int32Array, count: number, groupOf: Int32Array): void {
    const start = this.#length;
    if (start + count > this.#groups.length) {
      const larger = new Int32Array(2 * (start + count));
      larger.set(this.#groups);
      this.#groups = larger;
    }
    for (let place = 0; place < count; place++) {
      const group = groupOf[links[place]];
      let isKnown = false;
      for (let known = start; known < this.#length; known++) if (this.#groups[known] === group) isKnown = true;
      if (!isKnown) this.#groups[this.#length++] = group;
    }
    this.#first.push(this.#length);
  }

  built(): GroupLists {
    return { first: Int32Array.from(this.#first), groups: this.#groups.slice(0, this.#length) };
  }
}

export interface Paths {
  readonly demands: Demands;
  /** The groups of the shortest path by length; of the first path of the pair, when there are pairs. */
  readonly working: GroupLists;
  /** The groups of the second path of the pair. */
  readonly protecting: GroupLists | undefined;
  readonly shared: SharedCounts;
}

/** How many demands have two paths with something in common that one failure takes. */
export interface SharedCounts {
  /** With links in common, for want of a second way. */
  readonly links: number;
  /** With groups in common, those included. */
  readonly groups: number;
  /** Of the demands, those whose search ended before it was done: their pair may share what a better one would not, or be longer. */
  readonly unsettled: number;
}

/** The demands and their paths. @param inPairs each demand has a pair of least total length, disjoint in groups where there is one, else in links */
export function pathsOf(network: Network, { groupOf, count }: FailureGroups, wanted: Wanted, inPairs: boolean): Paths {
  const lengthKm = Float64Array.from(network.links, ({ lengthKm: [low, high] }) => (low + high) / 2);
  const search = new DisjointPaths(network, lengthKm);
  const apart = new GroupDisjointPaths(network, search, groupOf, count);
  const working = new ListBuilder();
  const protecting = new ListBuilder();
  const way = new Int32Array(network.siteCount);
  let source = -1;
  let links = 0;
  let groups = 0;
  let unsettled = 0;
  const demands = demandsOf(wanted, (pair) => {
    if (wanted.from[pair] !== source) {
      source = wanted.from[pair];
      search.from(source);
    }
    const target = wanted.to[pair];
    if (!search.reaches(target)) return false;
    if (inPairs) {
      const { sharedLinks, sharedGroups, isSettled } = apart.pair(source, target);
      if (sharedLinks > 0) links++;
      if (sharedGroups > 0) groups++;
      if (!isSettled) unsettled++;
      working.add(apart.pathLinks[0], apart.pathLength[0], groupOf);
      protecting.add(apart.pathLinks[1], apart.pathLength[1], groupOf);
    } else working.add(way, search.shortest(target, way), groupOf);
    return true;
  });
  return {
    demands,
    working: working.built(),
    protecting: inPairs ? protecting.built() : undefined,
    shared: { links, groups, unsettled },
  };
}
