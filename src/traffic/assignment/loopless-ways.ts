/** The k shortest ways without a loop between two sites, kept while the links on them stand. */
import type { DestinationTrees } from './destination-trees.ts';
import { SiteHeap } from './site-heap.ts';
import type { TrafficGraph } from './traffic-graph.ts';

interface Way {
  readonly arcs: readonly number[];
  readonly cost: number;
  /** How many arcs it has in common with the way it was branched off. */
  readonly branch: number;
}

/**
 * Yen (1971), Management Science 17:712-716, with the saving of Lawler (1972), Management Science 18:401-405: ways in
 * the order of metres, hops, then the sequence of link ids. A branch that the tree to the destination shows to be too
 * long, or to be free of loops, needs no search of its own.
 */
export class LooplessWays {
  readonly #graph: TrafficGraph;
  readonly #trees: DestinationTrees;
  readonly #wayCount: number;
  readonly #linkDown: Uint8Array;
  /** Ways by row and site. */
  readonly #known = new Map<number, readonly Way[]>();
  readonly #heap: SiteHeap;
  readonly #label: Float64Array;
  /** The mark of the search at each site that lies before the branch, and at each arc that was taken there. */
  readonly #isShut: Int32Array;
  readonly #isTaken: Int32Array;
  #mark = 0;

  constructor(graph: TrafficGraph, trees: DestinationTrees, wayCount: number) {
    this.#graph = graph;
    this.#trees = trees;
    this.#wayCount = wayCount;
    this.#linkDown = trees.linkDown.slice();
    this.#heap = new SiteHeap(graph.siteCount);
    this.#label = new Float64Array(graph.siteCount);
    this.#isShut = new Int32Array(graph.siteCount);
    this.#isTaken = new Int32Array(2 * graph.linkCount);
  }

  /** Forgets what the links that the trees now stand for make wrong. */
  renew(): void {
    const { linkDown } = this.#trees;
    const failed = new Set<number>();
    let isRepaired = false;
    for (let link = 0; link < linkDown.length; link++) {
      if (linkDown[link] === this.#linkDown[link]) continue;
      if (linkDown[link] === 1) failed.add(link);
      else isRepaired = true;
      this.#linkDown[link] = linkDown[link];
    }
    if (isRepaired) this.#known.clear();
    else if (failed.size > 0)
      for (const [pair, ways] of this.#known)
        if (ways.some(({ arcs }) => arcs.some((arc) => failed.has(arc >> 1)))) this.#known.delete(pair);
  }

  /** Arcs of the way of a place from 0, or undefined when there are not so many ways. */
  wayFrom(row: number, site: number, place: number): readonly number[] | undefined {
    const pair = row * this.#graph.siteCount + site;
    let ways = this.#known.get(pair);
    if (ways === undefined) {
      ways = this.#find(row, site);
      this.#known.set(pair, ways);
    }
    return ways[place]?.arcs;
  }

  #find(row: number, from: number): readonly Way[] {
    const { siteCount, head } = this.#graph;
    const { label, next } = this.#trees;
    const base = row * siteCount;
    if (label[base + from] === Number.POSITIVE_INFINITY) return [];
    const first: number[] = [];
    for (let arc = next[base + from]; arc >= 0; arc = next[base + head[arc]]) first.push(arc);
    const ways: Way[] = [{ arcs: first, cost: label[base + from], branch: 0 }];
    const waiting: Way[] = [];
    while (ways.length < this.#wayCount) {
      this.#branchOff(ways, waiting, row);
      const best = waiting.shift();
      if (best === undefined) break;
      ways.push(best);
    }
    return ways;
  }

  /** Adds the branches of the way found last to those that wait, in order, as far as they can matter. */
  #branchOff(ways: readonly Way[], waiting: Way[], row: number): void {
    const { tail, cost } = this.#graph;
    const last = ways[ways.length - 1];
    const wanted = this.#wayCount - ways.length;
    let before = 0;
    for (let place = 0; place < last.arcs.length; place++) {
      const spur = tail[last.arcs[place]];
      if (place >= last.branch) {
        const mark = this.#newMark();
        for (let at = 0; at < place; at++) this.#isShut[tail[last.arcs[at]]] = mark;
        for (const { arcs } of ways) {
          let common = 0;
          while (common < place && arcs[common] === last.arcs[common]) common++;
          if (common === place) this.#isTaken[arcs[place]] = mark;
        }
        const limit = waiting.length < wanted ? Number.POSITIVE_INFINITY : waiting[wanted - 1].cost;
        const end = this.#endFrom(row, spur, limit - before);
        if (end !== undefined) {
          const arcs = [...last.arcs.slice(0, place), ...end];
          const whole = end.reduce((sum, arc) => sum + cost[arc >> 1], before);
          const way = { arcs, cost: whole, branch: place };
          let at = waiting.length;
          while (at > 0 && this.#comesBefore(way, waiting[at - 1])) at--;
          waiting.splice(at, 0, way);
          if (waiting.length > wanted) waiting.pop();
        }
      }
      before += cost[last.arcs[place] >> 1];
    }
  }

  #newMark(): number {
    if (this.#mark === 2 ** 31 - 1) {
      this.#isShut.fill(0);
      this.#isTaken.fill(0);
      this.#mark = 0;
    }
    return ++this.#mark;
  }

  #comesBefore(a: Way, b: Way): boolean {
    if (a.cost !== b.cost) return a.cost < b.cost;
    const { rank } = this.#graph;
    for (let place = 0; place < a.arcs.length && place < b.arcs.length; place++)
      if (a.arcs[place] !== b.arcs[place]) return rank[a.arcs[place] >> 1] < rank[b.arcs[place] >> 1];
    return a.arcs.length < b.arcs.length;
  }

  /** The shortest way on from a branch, by no site that lies before it and no arc taken there; none above the limit. */
  #endFrom(row: number, spur: number, limit: number): readonly number[] | undefined {
    const { siteCount, head, cost, firstLeaving, leaving } = this.#graph;
    const { label, next, linkDown } = this.#trees;
    const base = row * siteCount;
    let least = Number.POSITIVE_INFINITY;
    let first = -1;
    for (let place = firstLeaving[spur]; place < firstLeaving[spur + 1]; place++) {
      const arc = leaving[place];
      if (linkDown[arc >> 1] === 1 || !this.#isOpen(arc, label[base + head[arc]])) continue;
      const reached = label[base + head[arc]] + cost[arc >> 1];
      if (reached >= least) continue;
      least = reached;
      first = arc;
    }
    if (first < 0 || least > limit) return undefined;
    const arcs = [first];
    for (let site = head[first]; ; ) {
      if (site === spur || this.#isShut[site] === this.#mark) return this.#search(row, spur, limit);
      const arc = next[base + site];
      if (arc < 0) return arcs;
      arcs.push(arc);
      site = head[arc];
    }
  }

  /** Whether an arc may be followed in this search. @param label of the site where it ends: 0 at the destination */
  #isOpen(arc: number, label: number): boolean {
    const { head, isTerminal } = this.#graph;
    return (
      this.#isTaken[arc] !== this.#mark &&
      this.#isShut[head[arc]] !== this.#mark &&
      (isTerminal[head[arc]] === 0 || label === 0)
    );
  }

  /** Dijkstra from the destination until the branch is reached. */
  #search(row: number, spur: number, limit: number): readonly number[] | undefined {
    const { head, cost, firstLeaving, leaving, isTerminal } = this.#graph;
    const { linkDown, destinations } = this.#trees;
    const heap = this.#heap;
    const label = this.#label;
    label.fill(Number.POSITIVE_INFINITY);
    label[destinations[row]] = 0;
    heap.offer(destinations[row], 0);
    while (heap.length > 0) {
      const site = heap.take();
      const reached = label[site];
      if (site === spur || reached > limit) break;
      if (isTerminal[site] === 1 && reached > 0) continue;
      for (let place = firstLeaving[site]; place < firstLeaving[site + 1]; place++) {
        const arc = leaving[place];
        const far = head[arc];
        if (linkDown[arc >> 1] === 1 || this.#isShut[far] === this.#mark) continue;
        if (this.#isTaken[arc ^ 1] === this.#mark) continue;
        const longer = reached + cost[arc >> 1];
        if (longer >= label[far]) continue;
        label[far] = longer;
        heap.offer(far, longer);
      }
    }
    while (heap.length > 0) heap.take();
    if (!(label[spur] <= limit) || label[spur] === Number.POSITIVE_INFINITY) return undefined;
    const arcs: number[] = [];
    for (let site = spur; label[site] > 0; ) {
      let tight = -1;
      for (let place = firstLeaving[site]; tight < 0 && place < firstLeaving[site + 1]; place++) {
        const arc = leaving[place];
        if (linkDown[arc >> 1] === 1 || !this.#isOpen(arc, label[head[arc]])) continue;
        if (label[head[arc]] + cost[arc >> 1] === label[site]) tight = arc;
      }
      arcs.push(tight);
      site = head[tight];
    }
    return arcs;
  }
}
