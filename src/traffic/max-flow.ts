/** The most that a site can send to a set of others, and the smallest cut that says why. */
import type { TrafficGraph } from './assignment/traffic-graph.ts';

interface MaxFlow {
  readonly value: number;
  /** 1 for a site of the smallest source side of a least cut. */
  readonly sourceSide: Uint8Array;
}

/**
 * Dinic (1970), Soviet Math. Doklady 11:1277-1280. Whole capacities give an exact flow.
 * @param capacity of each arc, finite; 0 for one that is down
 * @param isSink 1 for each site that takes all that reaches it; not the source
 */
export function maxFlow(graph: TrafficGraph, capacity: Float64Array, source: number, isSink: Uint8Array): MaxFlow {
  const { siteCount, head, firstLeaving, leaving } = graph;
  const residual = capacity.slice();
  const depth = new Int32Array(siteCount);
  const queue = new Int32Array(siteCount);
  const slot = new Int32Array(siteCount);
  const way = new Int32Array(siteCount);
  let value = 0;

  /** Depths from the source; whether a sink is reached. */
  const survey = (): boolean => {
    depth.fill(-1);
    depth[source] = 0;
    queue[0] = source;
    let isReached = false;
    for (let from = 0, to = 1; from < to; from++) {
      const site = queue[from];
      if (isSink[site] === 1) {
        isReached = true;
        continue;
      }
      for (let place = firstLeaving[site]; place < firstLeaving[site + 1]; place++) {
        const arc = leaving[place];
        if (residual[arc] <= 0 || depth[head[arc]] >= 0) continue;
        depth[head[arc]] = depth[site] + 1;
        queue[to++] = head[arc];
      }
    }
    return isReached;
  };

  while (survey()) {
    for (let site = 0; site < siteCount; site++) slot[site] = firstLeaving[site];
    let hops = 0;
    let site = source;
    for (;;) {
      if (isSink[site] === 1) {
        let least = Number.POSITIVE_INFINITY;
        for (let hop = 0; hop < hops; hop++) least = Math.min(least, residual[way[hop]]);
        for (let hop = 0; hop < hops; hop++) {
          residual[way[hop]] -= least;
          residual[way[hop] ^ 1] += least;
        }
        value += least;
        hops = 0;
        site = source;
      } else if (slot[site] === firstLeaving[site + 1]) {
        if (hops === 0) break;
        site = head[way[--hops] ^ 1];
        slot[site]++;
      } else {
        const arc = leaving[slot[site]];
        if (residual[arc] > 0 && depth[head[arc]] === depth[site] + 1) {
          way[hops++] = arc;
          site = head[arc];
        } else slot[site]++;
      }
    }
  }
  return { value, sourceSide: Uint8Array.from(depth, (reached) => (reached >= 0 ? 1 : 0)) };
}
