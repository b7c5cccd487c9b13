/** The demands whose availability is asked: one of the same size between every two sites that people or machines use. */
import { DisjointPaths } from '../../network/disjoint-paths.ts';
import type { Network } from '../../network/network.ts';
import type { FailureGroups } from './failure-groups.ts';

export interface Demands {
  readonly count: number;
  /** The sites at the ends, the lower first. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Pairs of sites that no way joins even while all is up: they are no demands here. */
  readonly unreachableCount: number;
}

/** Sites that end demands. A junction joins fibres, and a satellite in space is no place. */
export const demandSites = ({ sites, isSpace }: Network): number[] =>
  [...sites.keys()].filter((site) => isSpace[site] === 0 && sites[site].role !== 'junction');

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
  /** Demands whose two paths have links in common, for want of a second way. */
  readonly sharingCount: number;
}

/** The demands and their paths. @param inPairs each demand has a link-disjoint pair of least total length */
export function pathsOf(network: Network, { groupOf }: FailureGroups, inPairs: boolean): Paths {
  const lengthKm = Float64Array.from(network.links, ({ lengthKm: [low, high] }) => (low + high) / 2);
  const search = new DisjointPaths(network, lengthKm);
  const ends = demandSites(network);
  const from: number[] = [];
  const to: number[] = [];
  const working = new ListBuilder();
  const protecting = new ListBuilder();
  const way = new Int32Array(network.siteCount);
  let unreachableCount = 0;
  let sharingCount = 0;
  ends.forEach((source, index) => {
    search.from(source);
    for (let next = index + 1; next < ends.length; next++) {
      const target = ends[next];
      if (!search.reaches(target)) {
        unreachableCount++;
        continue;
      }
      from.push(source);
      to.push(target);
      if (inPairs) {
        if (search.pair(target) > 0) sharingCount++;
        working.add(search.pathLinks[0], search.pathLength[0], groupOf);
        protecting.add(search.pathLinks[1], search.pathLength[1], groupOf);
      } else working.add(way, search.shortest(target, way), groupOf);
    }
  });
  return {
    demands: { count: from.length, from: Int32Array.from(from), to: Int32Array.from(to), unreachableCount },
    working: working.built(),
    protecting: inPairs ? protecting.built() : undefined,
    sharingCount,
  };
}
