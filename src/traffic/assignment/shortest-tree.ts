/** Shortest ways from every site to one destination: fewest metres, then hops, then the smallest sequence of link ids. */
import { SiteHeap } from './site-heap.ts';
import type { TrafficGraph } from './traffic-graph.ts';

/**
 * Dijkstra (1959), Numer. Math. 1:269-271, from the destination outwards. Of the arcs that lie on a way of least cost
 * each site takes the one of the smallest link id, and so every way has the lexicographically smallest sequence of ids.
 */
export class ShortestTree {
  /** Cost of the way of each site (see `TrafficGraph.cost`); Infinity where there is none. */
  readonly label: Float64Array;
  /** First arc of the way of each site; -1 at the destination and where there is no way. */
  readonly next: Int32Array;
  /** Sites that reach the destination, the nearest first; the first `count` are of use. */
  readonly order: Int32Array;
  count = 0;
  readonly #graph: TrafficGraph;
  readonly #heap: SiteHeap;

  constructor(graph: TrafficGraph) {
    this.#graph = graph;
    this.label = new Float64Array(graph.siteCount);
    this.next = new Int32Array(graph.siteCount);
    this.order = new Int32Array(graph.siteCount);
    this.#heap = new SiteHeap(graph.siteCount);
  }

  /** @param linkDown a link is up when its entry is 0 */
  grow(destination: number, linkDown: Uint8Array): void {
    const { head, cost, firstLeaving, leaving, isTerminal } = this.#graph;
    const { label, next, order } = this;
    const heap = this.#heap;
    label.fill(Number.POSITIVE_INFINITY);
    next.fill(-1);
    label[destination] = 0;
    heap.offer(destination, 0);
    let count = 0;
    while (heap.length > 0) {
      const site = heap.take();
      order[count++] = site;
      const reached = label[site];
      if (isTerminal[site] === 1 && reached > 0) continue;
      for (let place = firstLeaving[site]; place < firstLeaving[site + 1]; place++) {
        const arc = leaving[place];
        if (linkDown[arc >> 1] > 0) continue;
        const there = reached + cost[arc >> 1];
        if (there >= label[head[arc]]) continue;
        label[head[arc]] = there;
        heap.offer(head[arc], there);
      }
    }
    this.count = count;
    for (let place = 1; place < count; place++) next[order[place]] = this.#firstTight(order[place], linkDown);
  }

  /** Length of the way of a site, metres. */
  metresFrom(site: number): number {
    return Math.floor(this.label[site] / this.#graph.hopUnit);
  }

  hopsFrom(site: number): number {
    return this.label[site] % this.#graph.hopUnit;
  }

  /** Arcs of the way of a site that reaches the destination, from the site on. */
  wayFrom(site: number): number[] {
    const arcs: number[] = [];
    for (let arc = this.next[site]; arc >= 0; arc = this.next[this.#graph.head[arc]]) arcs.push(arc);
    return arcs;
  }

  #firstTight(site: number, linkDown: Uint8Array): number {
    const { head, cost, firstLeaving, leaving, isTerminal } = this.#graph;
    const { label } = this;
    for (let place = firstLeaving[site]; place < firstLeaving[site + 1]; place++) {
      const arc = leaving[place];
      const reached = label[head[arc]];
      if (linkDown[arc >> 1] > 0 || reached + cost[arc >> 1] !== label[site]) continue;
      if (isTerminal[head[arc]] === 0 || reached === 0) return arc;
    }
    return -1;
  }
}
