/** Anycast: which member of a group each site reaches at least cost. */
import { SiteHeap } from '../../../src/traffic/assignment/site-heap.ts';
import type { TrafficGraph } from '../../../src/traffic/assignment/traffic-graph.ts';

/**
 * Dijkstra from all members at once. A site goes to the member of fewest metres, then fewest hops, then smallest id by
 * code unit; the way there is that of the member's own tree. A member that is up serves itself.
 */
export class NearestMember {
  /** Nearest member of each site; -1 where none is reached. */
  readonly member: Int32Array;
  /** Cost of the way there (see `TrafficGraph.cost`); Infinity where there is none. */
  readonly cost: Float64Array;
  readonly #graph: TrafficGraph;
  /** Place of each site in the order of ids by code unit. */
  readonly #rank: Int32Array;
  readonly #heap: SiteHeap;

  /** @param ids id of each site */
  constructor(graph: TrafficGraph, ids: readonly string[]) {
    this.#graph = graph;
    this.member = new Int32Array(graph.siteCount);
    this.cost = new Float64Array(graph.siteCount);
    this.#rank = new Int32Array(graph.siteCount);
    const order = [...ids.keys()].sort((a, b) => (ids[a] < ids[b] ? -1 : ids[a] > ids[b] ? 1 : 0));
    order.forEach((site, place) => {
      this.#rank[site] = place;
    });
    this.#heap = new SiteHeap(graph.siteCount);
  }

  /** @param linkDown, siteDown up where the entry is 0; a site that is down takes its links with it */
  find(members: Int32Array, linkDown: Uint8Array, siteDown: Uint8Array): void {
    const { head, cost: linkCost, firstLeaving, leaving } = this.#graph;
    const { member, cost } = this;
    const heap = this.#heap;
    const rank = this.#rank;
    member.fill(-1);
    cost.fill(Number.POSITIVE_INFINITY);
    for (const one of members) {
      if (siteDown[one] === 1) continue;
      member[one] = one;
      cost[one] = 0;
      heap.offer(one, 0);
    }
    while (heap.length > 0) {
      const site = heap.take();
      const reached = cost[site];
      for (let place = firstLeaving[site]; place < firstLeaving[site + 1]; place++) {
        const arc = leaving[place];
        const to = head[arc];
        if (linkDown[arc >> 1] > 0 || siteDown[to] === 1) continue;
        const there = reached + linkCost[arc >> 1];
        if (there > cost[to]) continue;
        // Links cost something, so all from which a site is reached are settled before it is: ties are broken in time.
        if (there === cost[to]) {
          if (rank[member[site]] < rank[member[to]]) member[to] = member[site];
          continue;
        }
        cost[to] = there;
        member[to] = member[site];
        heap.offer(to, there);
      }
    }
  }
}
