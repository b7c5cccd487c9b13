/** Equal-cost multipath: at every site traffic is split alike over all arcs that lie on a shortest way. */
import type { ShortestTree } from './shortest-tree.ts';
import type { TrafficGraph } from './traffic-graph.ts';

/**
 * Adds what the demands to the destination of a tree place on each arc, capacity left aside. Equal cost is by metres
 * alone; parallel links count one by one.
 * @param entering kbit/s that enters at each site for the destination; used up: what passes each site is left in it
 * @param load kbit/s on each arc
 */
export function addEqualCostLoad(
  graph: TrafficGraph,
  tree: ShortestTree,
  linkDown: Uint8Array,
  entering: Float64Array,
  load: Float64Array,
): void {
  const { head, metres, firstLeaving, leaving, isTerminal } = graph;
  const isTight = (arc: number, reached: number): boolean =>
    linkDown[arc >> 1] === 0 &&
    tree.metresFrom(head[arc]) + metres[arc >> 1] === reached &&
    (isTerminal[head[arc]] === 0 || tree.label[head[arc]] === 0);
  // By metres and then hops, farthest first: an arc of a shortest way has at least a metre, so its head comes later.
  for (let place = tree.count - 1; place > 0; place--) {
    const site = tree.order[place];
    if (entering[site] === 0) continue;
    const reached = tree.metresFrom(site);
    let ways = 0;
    for (let slot = firstLeaving[site]; slot < firstLeaving[site + 1]; slot++)
      if (isTight(leaving[slot], reached)) ways++;
    const share = entering[site] / ways;
    for (let slot = firstLeaving[site]; slot < firstLeaving[site + 1]; slot++) {
      const arc = leaving[slot];
      if (!isTight(arc, reached)) continue;
      load[arc] += share;
      entering[head[arc]] += share;
    }
  }
}
