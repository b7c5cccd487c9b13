/** The pair of paths of least total length that no single failure takes, where links share risks. */
import type { DisjointPaths } from './disjoint-paths.ts';
import type { Network } from './network.ts';
import { Routes } from './routes.ts';

/** Of one pair of sites so many shortest paths are looked for before the best found so far has to do. */
const MOST_SEARCHES = 2000;

/** What is known of a pair of paths. */
interface PairFound {
  /** Links that both use: bridges, without which the two sites part. */
  readonly sharedLinks: number;
  /** Groups of which both use a link. */
  readonly sharedGroups: number;
  /** Whether it is sure that no pair shares less, or as little over a shorter way. */
  readonly isSettled: boolean;
}

/**
 * To find such a pair is NP-complete (Hu 2003, "Diverse routing in optical mesh networks", IEEE Trans. Commun. 51:489-494),
 * but networks are small. The link-disjoint pair of least total length is taken when it shares no group but those without
 * which the two sites part: none can do better. Else by branch and bound: the shortest path of each side is taken by
 * itself, their lengths together are a bound, and of a group that both use one side or the other must do without. Where no
 * pair is free of shared groups, or none is found in {@link MOST_SEARCHES}, the link-disjoint pair stays.
 */
export class GroupDisjointPaths {
  /** Links of the pair found last: `pathLinks[0][0]` to `pathLinks[0][pathLength[0] - 1]`, from the source or to it; so for 1. */
  readonly pathLinks: readonly [Int32Array, Int32Array];
  readonly pathLength = new Int32Array(2);
  readonly #network: Network;
  readonly #pairs: DisjointPaths;
  readonly #groupOf: Int32Array;
  readonly #groupCount: number;
  readonly #tree: Routes;
  readonly #noSiteDown: Uint8Array;
  /** What both paths may not share: the group of each link, or the link itself, numbered behind the groups; -1 for nothing. */
  readonly #unitOf: Int32Array;
  readonly #linkDown: Uint8Array;
  readonly #seen: Uint8Array;
  #searches = 0;
  #least = Number.POSITIVE_INFINITY;
  #best: readonly [readonly number[], readonly number[]] | undefined;

  /**
   * @param pairs the search for link-disjoint pairs, at its source
   * @param groupOf group of each link; -1 for a link that carries nothing
   */
  constructor(network: Network, pairs: DisjointPaths, groupOf: Int32Array, groupCount: number) {
    this.#network = network;
    this.#pairs = pairs;
    this.#groupOf = groupOf;
    this.#groupCount = groupCount;
    this.#tree = new Routes(network);
    this.#noSiteDown = new Uint8Array(network.siteCount);
    this.#unitOf = new Int32Array(network.linkCount);
    this.#linkDown = new Uint8Array(network.linkCount);
    this.#seen = new Uint8Array(groupCount + network.linkCount);
    this.pathLinks = [new Int32Array(network.siteCount), new Int32Array(network.siteCount)];
  }

  /** Finds the pair between the source of the search for link-disjoint pairs and a site that it reaches. */
  pair(source: number, target: number): PairFound {
    const pairs = this.#pairs;
    const sharedLinks = pairs.pair(target);
    for (let path = 0; path < 2; path++) {
      this.pathLength[path] = pairs.pathLength[path];
      this.pathLinks[path].set(pairs.pathLinks[path].subarray(0, pairs.pathLength[path]));
    }
    const [one, other] = [this.#path(0), this.#path(1)];
    const groupOf = this.#groupOf;
    const sharedGroups = this.#common(one, other, groupOf);
    const needless = sharedGroups.filter((group) => !this.#parts(group, source, target));
    if (needless.length === 0) return { sharedLinks, sharedGroups: sharedGroups.length, isSettled: true };

    // A group on every way may be shared, but its links only where each is on every way too.
    const units = this.#unitOf;
    const { links } = this.#network;
    const cuts = new Uint8Array(this.#groupCount);
    const wayGroups = new Set(one.map((link) => groupOf[link]));
    for (const group of wayGroups) cuts[group] = this.#parts(group, source, target) ? 1 : 0;
    for (let link = 0; link < links.length; link++)
      if (groupOf[link] < 0) units[link] = -1;
      else if (cuts[groupOf[link]] === 0) units[link] = groupOf[link];
      else units[link] = pairs.isBridge(link) ? -1 : this.#groupCount + link;
    const best = this.#searched(source, target);
    const isSettled = this.#searches < MOST_SEARCHES;
    if (best === undefined) return { sharedLinks, sharedGroups: sharedGroups.length, isSettled };
    for (let path = 0; path < 2; path++) {
      this.pathLength[path] = best[path].length;
      this.pathLinks[path].set(best[path]);
    }
    const [first, second] = best;
    return {
      sharedLinks: first.filter((link) => second.includes(link)).length,
      sharedGroups: this.#common(first, second, groupOf).length,
      isSettled,
    };
  }

  /** The pair of least total length that shares no unit; undefined when none is found. */
  #searched(source: number, target: number): readonly [readonly number[], readonly number[]] | undefined {
    this.#searches = 0;
    this.#least = Number.POSITIVE_INFINITY;
    this.#best = undefined;
    const way = this.#shortestWithout([], source, target);
    if (way !== undefined) this.#branch(way, way, [], [], source, target);
    return this.#best;
  }

  /** Keeps the best pair in which the first path does without some units and the second without others. */
  #branch(
    first: readonly number[],
    second: readonly number[],
    withoutFirst: readonly number[],
    withoutSecond: readonly number[],
    source: number,
    target: number,
  ): void {
    const length = this.#lengthOf(first) + this.#lengthOf(second);
    if (length >= this.#least) return;
    const [unit] = this.#common(first, second, this.#unitOf);
    if (unit === undefined) {
      this.#least = length;
      this.#best = [first, second];
      return;
    }
    const detour = [...withoutSecond, unit];
    const way = this.#shortestWithout(detour, source, target);
    if (way !== undefined) this.#branch(first, way, withoutFirst, detour, source, target);
    // While nothing tells the two apart, one way round is as good as the other.
    if (withoutFirst.length === 0 && withoutSecond.length === 0) return;
    const other = [...withoutFirst, unit];
    const around = this.#shortestWithout(other, source, target);
    if (around !== undefined) this.#branch(around, second, other, withoutSecond, source, target);
  }

  /** The shortest path over links of none of these units, from the target; undefined when there is none, or no more may be looked for. */
  #shortestWithout(units: readonly number[], source: number, target: number): number[] | undefined {
    if (this.#searches >= MOST_SEARCHES) return undefined;
    this.#searches++;
    const down = this.#linkDown;
    for (let link = 0; link < down.length; link++) down[link] = units.includes(this.#unitOf[link]) ? 1 : 0;
    const tree = this.#tree;
    tree.rebuild(this.#noSiteDown, down, this.#pairs.cost, source);
    if (tree.km[target] === Number.POSITIVE_INFINITY) return undefined;
    const way: number[] = [];
    for (let site = target; site !== source; site = tree.parentSite[site]) way.push(tree.parentLink[site]);
    return way;
  }

  /** Whether two sites part without a group. */
  #parts(group: number, source: number, target: number): boolean {
    const down = this.#linkDown;
    for (let link = 0; link < down.length; link++) down[link] = this.#groupOf[link] === group ? 1 : 0;
    this.#tree.rebuild(this.#noSiteDown, down, this.#pairs.cost, source);
    return this.#tree.km[target] === Number.POSITIVE_INFINITY;
  }

  /** What links of both paths have in common, in the order of the second; each once. */
  #common(one: readonly number[], other: readonly number[], of: Int32Array): number[] {
    const seen = this.#seen;
    const common: number[] = [];
    for (const link of one) if (of[link] >= 0) seen[of[link]] = 1;
    for (const link of other)
      if (of[link] >= 0 && seen[of[link]] === 1) {
        common.push(of[link]);
        seen[of[link]] = 0;
      }
    for (const link of one) if (of[link] >= 0) seen[of[link]] = 0;
    return common;
  }

  #lengthOf(path: readonly number[]): number {
    let length = 0;
    for (const link of path) length += this.#pairs.cost[link];
    return length;
  }

  #path(path: number): number[] {
    return [...this.pathLinks[path].subarray(0, this.pathLength[path])];
  }
}
