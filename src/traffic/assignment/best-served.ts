/** The most that any rule could serve, state by state: a bound, by linear programmes. */
import { maxServedKbps } from './best-possible.ts';
import { type ClassedDemands, classCountOf } from './classed-demands.ts';
import { DemandTrees } from './demand-trees.ts';
import type { LinearSolver } from './linear-solver.ts';
import type { Method } from './method.ts';
import type { TrafficGraph } from './traffic-graph.ts';

/**
 * Classes 0 to k together get at most the maximum total flow of their demands, split at will (see `maxServedKbps`). Class k
 * is told what this bound grows by with it: so sums of the first classes bound those of every rule, the sum of all is the
 * maximum in total, and later classes change nothing for earlier ones. Of single demands a bound on sums says nothing:
 * each that is connected is told the fraction of its class. No programme is solved where all fits on the shortest ways.
 */
export class BestServed implements Method {
  readonly connectedKbps: Float64Array;
  readonly servedKbps: Float64Array;
  readonly isFree = false;
  readonly #graph: TrafficGraph;
  readonly #demands: ClassedDemands;
  readonly #demandTrees: DemandTrees;
  readonly #solve: LinearSolver;

  constructor(graph: TrafficGraph, demands: ClassedDemands, solve: LinearSolver) {
    this.connectedKbps = new Float64Array(classCountOf(demands));
    this.servedKbps = new Float64Array(classCountOf(demands));
    this.#graph = graph;
    this.#demands = demands;
    this.#demandTrees = new DemandTrees(graph, demands);
    this.#solve = solve;
  }

  work(linkDown: Uint8Array, kbps: Float64Array, isNewOffer: boolean): void {
    const { from, to, priority } = this.#demands;
    this.#demandTrees.bringTo(linkDown, kbps, isNewOffer);
    this.#demandTrees.trees.sumConnected(this.connectedKbps);
    let connected = 0;
    let served = 0;
    for (let k = 0; k < this.servedKbps.length; k++) {
      connected += this.connectedKbps[k];
      let most = connected;
      if (!this.#fits(k)) {
        const asked = kbps.map((size, demand) =>
          priority[demand] <= k && from[demand] !== to[demand] && this.#isConnected(demand) ? size : 0,
        );
        most = maxServedKbps(this.#graph, linkDown, { from, to, kbps: asked }, this.#solve);
      }
      // Within what the solver takes for nothing, the bound might fall, or grow by more than there is.
      this.servedKbps[k] = Math.min(this.connectedKbps[k], Math.max(0, most - served));
      served += this.servedKbps[k];
    }
  }

  fractions(into: Float64Array): void {
    const { priority } = this.#demands;
    for (const demand of this.#demandTrees.order) {
      const connected = this.connectedKbps[priority[demand]];
      const fraction = connected === 0 ? 1 : this.servedKbps[priority[demand]] / connected;
      into[demand] = this.#isConnected(demand) ? fraction : 0;
    }
  }

  #isConnected(demand: number): boolean {
    const { from, to } = this.#demands;
    const { row, trees } = this.#demandTrees;
    return trees.label[row[to[demand]] * this.#graph.siteCount + from[demand]] < Number.POSITIVE_INFINITY;
  }

  /** Whether the first classes fit on their shortest ways. */
  #fits(last: number): boolean {
    const { capacityKbps, linkCount } = this.#graph;
    const { arcLoad, classCount } = this.#demandTrees.trees;
    for (let arc = 0; arc < 2 * linkCount; arc++) {
      let load = 0;
      for (let k = 0; k <= last; k++) load += arcLoad[arc * classCount + k];
      if (load > capacityKbps[arc >> 1]) return false;
    }
    return true;
  }
}
