/** Demands on their shortest way, and what does not fit there on their next ones: class after class, fair in each round. */
import { type ClassedDemands, classCountOf } from './classed-demands.ts';
import { DemandTrees } from './demand-trees.ts';
import { LooplessWays } from './loopless-ways.ts';
import { FULL, fairRates, type Sharing } from './max-min.ts';
import type { Method } from './method.ts';
import type { TrafficGraph } from './traffic-graph.ts';

/**
 * In the first round all demands of a class share what earlier classes left, max-min fair on their shortest ways (see
 * `fairRates`); in the second what is not yet carried does the same with what is left then, on their second ways without
 * a loop (see `LooplessWays`), and so on. Arcs that are not asked for more than they have left are no bottleneck and are
 * left out of the filling. With one way it is plain max-min fairness.
 */
export class SpilledRates implements Method {
  readonly connectedKbps: Float64Array;
  readonly servedKbps: Float64Array;
  readonly isFree = false;
  readonly #graph: TrafficGraph;
  readonly #demands: ClassedDemands;
  readonly #demandTrees: DemandTrees;
  readonly #ways: LooplessWays;
  readonly #wayCount: number;
  readonly #sharing: Sharing;
  readonly #size: Float64Array;
  readonly #rate: Float64Array;
  /** kbit/s that each arc has left, that are asked for in a round, and that are given. */
  readonly #left: Float64Array;
  readonly #asked: Float64Array;
  readonly #given: Float64Array;
  /** Arcs of the way at hand. */
  readonly #way: Int32Array;
  #wayLength = 0;

  constructor(graph: TrafficGraph, demands: ClassedDemands, wayCount: number, sharing: Sharing) {
    const classCount = classCountOf(demands);
    this.connectedKbps = new Float64Array(classCount);
    this.servedKbps = new Float64Array(classCount);
    this.#graph = graph;
    this.#demands = demands;
    this.#demandTrees = new DemandTrees(graph, demands);
    this.#ways = new LooplessWays(graph, this.#demandTrees.trees, wayCount);
    this.#wayCount = wayCount;
    this.#sharing = sharing;
    this.#size = demands.kbps.slice();
    this.#rate = new Float64Array(demands.kbps.length);
    this.#left = new Float64Array(2 * graph.linkCount);
    this.#asked = new Float64Array(2 * graph.linkCount);
    this.#given = new Float64Array(2 * graph.linkCount);
    this.#way = new Int32Array(graph.siteCount);
  }

  work(linkDown: Uint8Array, kbps: Float64Array, isNewOffer: boolean): void {
    const { priority } = this.#demands;
    const { capacityKbps } = this.#graph;
    const { order, trees } = this.#demandTrees;
    this.#demandTrees.bringTo(linkDown, kbps, isNewOffer);
    this.#ways.renew();
    trees.sumConnected(this.connectedKbps);
    this.#size.set(kbps);
    this.#rate.fill(0);
    this.servedKbps.fill(0);
    for (let arc = 0; arc < this.#left.length; arc++) this.#left[arc] = capacityKbps[arc >> 1];
    for (let k = 0; k < this.servedKbps.length; k++) {
      let waiting = [...order].filter((demand) => priority[demand] === k && kbps[demand] > 0);
      for (let place = 0; place < this.#wayCount && waiting.length > 0; place++) waiting = this.#carry(waiting, place);
    }
    for (const demand of order) this.servedKbps[priority[demand]] += this.#rate[demand];
  }

  fractions(into: Float64Array): void {
    for (const demand of this.#demandTrees.order)
      into[demand] =
        this.#size[demand] === 0 ? this.#fractionOfNothing(demand) : this.#rate[demand] / this.#size[demand];
  }

  /** A demand of nothing is served where it has a way. */
  #fractionOfNothing(demand: number): number {
    return this.#take(demand, 0) ? 1 : 0;
  }

  /** A round: what waits, on the way of a place; gives those of whom something still waits. */
  #carry(waiting: readonly number[], place: number): number[] {
    const { capacityKbps } = this.#graph;
    const size = this.#size;
    const rate = this.#rate;
    const way = this.#way;
    const left = this.#left;
    const asked = this.#asked.fill(0);
    const given = this.#given.fill(0);
    const placed = waiting.filter((demand) => this.#take(demand, place));
    for (const demand of placed) {
      this.#take(demand, place);
      for (let at = 0; at < this.#wayLength; at++) asked[way[at]] += size[demand] - rate[demand];
    }
    const wants = Float64Array.from(placed, (demand) => size[demand] - rate[demand]);
    const tight = placed.map((demand) => {
      this.#take(demand, place);
      const arcs: number[] = [];
      for (let at = 0; at < this.#wayLength; at++) if (asked[way[at]] > left[way[at]]) arcs.push(way[at]);
      return arcs;
    });
    const rates = fairRates(left, wants, tight, this.#sharing).rate;
    placed.forEach((demand, at) => {
      this.#take(demand, place);
      for (let step = 0; step < this.#wayLength; step++) given[way[step]] += rates[at];
      rate[demand] = rates[at] === wants[at] ? size[demand] : Math.min(size[demand], rate[demand] + rates[at]);
    });
    for (let arc = 0; arc < left.length; arc++) {
      const capacity = capacityKbps[arc >> 1];
      if (capacity === Number.POSITIVE_INFINITY) continue;
      left[arc] -= given[arc];
      if (left[arc] <= FULL * capacity) left[arc] = 0;
    }
    return placed.filter((demand) => size[demand] - rate[demand] > FULL * size[demand]);
  }

  /** Lays the way of a demand out in `way`; false when there is none of this place. */
  #take(demand: number, place: number): boolean {
    const { from, to } = this.#demands;
    const { row: rowOf, trees } = this.#demandTrees;
    const { siteCount, head } = this.#graph;
    const row = rowOf[to[demand]];
    const base = row * siteCount;
    const way = this.#way;
    let length = 0;
    if (place === 0) {
      if (trees.label[base + from[demand]] === Number.POSITIVE_INFINITY) return false;
      for (let arc = trees.next[base + from[demand]]; arc >= 0; arc = trees.next[base + head[arc]]) way[length++] = arc;
    } else {
      const arcs = this.#ways.wayFrom(row, from[demand], place);
      if (arcs === undefined) return false;
      for (; length < arcs.length; length++) way[length] = arcs[length];
    }
    this.#wayLength = length;
    return true;
  }
}
