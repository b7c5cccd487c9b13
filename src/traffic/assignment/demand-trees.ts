/** The trees to all destinations of some demands, brought from state to state. */
import { type ClassedDemands, classCountOf } from './classed-demands.ts';
import { DestinationTrees } from './destination-trees.ts';
import type { Method } from './method.ts';
import type { TrafficGraph } from './traffic-graph.ts';

/** Above this share of the links, changes at once are dearer than trees from scratch. */
const REBUILD_SHARE = 0.25;

export class DemandTrees {
  readonly trees: DestinationTrees;
  /** Row of each site as a destination, or -1. */
  readonly row: Int32Array;
  /** Demands between different sites, row by row. */
  readonly order: Int32Array;
  readonly #siteCount: number;
  readonly #demands: ClassedDemands;
  /** kbit/s from each site to each destination, as the trees want it. */
  readonly #own: Float64Array;

  constructor(graph: TrafficGraph, demands: ClassedDemands) {
    const { from, to, kbps } = demands;
    const classCount = classCountOf(demands);
    this.#siteCount = graph.siteCount;
    this.#demands = demands;
    this.row = new Int32Array(graph.siteCount).fill(-1);
    const destinations: number[] = [];
    const between: number[] = [];
    for (let demand = 0; demand < kbps.length; demand++) {
      if (from[demand] === to[demand]) continue;
      between.push(demand);
      if (this.row[to[demand]] < 0) this.row[to[demand]] = destinations.push(to[demand]) - 1;
    }
    this.order = Int32Array.from(between.sort((a, b) => this.row[to[a]] - this.row[to[b]] || a - b));
    this.#own = new Float64Array(destinations.length * graph.siteCount * classCount);
    this.#sum(kbps, classCount);
    this.trees = new DestinationTrees(graph, Int32Array.from(destinations), classCount, this.#own);
  }

  /** As `Method.work`. */
  bringTo(linkDown: Uint8Array, kbps: Float64Array, isNewOffer: boolean): void {
    const { trees } = this;
    const have = trees.linkDown;
    if (isNewOffer) this.#sum(kbps, trees.classCount);
    let changes = 0;
    for (let link = 0; link < have.length; link++) if (linkDown[link] !== have[link]) changes++;
    if (changes > REBUILD_SHARE * have.length) {
      have.set(linkDown);
      trees.rebuild(this.#own);
      return;
    }
    if (isNewOffer) trees.load(this.#own);
    for (let link = 0; link < have.length; link++) {
      if (linkDown[link] === have[link]) continue;
      if (linkDown[link] === 1) trees.fail(link);
      else trees.restore(link);
    }
  }

  #sum(kbps: Float64Array, classCount: number): void {
    const { from, to, priority } = this.#demands;
    const own = this.#own;
    own.fill(0);
    for (const demand of this.order)
      own[(this.row[to[demand]] * this.#siteCount + from[demand]) * classCount + priority[demand]] += kbps[demand];
  }
}

/** What demands with the same ends and class fare alike under, as far as trees and their flows say it. */
interface TreeShares {
  readonly connectedKbps: Float64Array;
  readonly servedKbps: Float64Array;
  /** Works both out for the trees as they are. */
  share(): void;
  /**
   * Fraction served of the demand of each site to the destination of a row.
   * @param into by site, from `offset` on
   */
  fractions(row: number, k: number, into: Float64Array, offset: number): void;
}

/** A method that needs to know of the trees only. */
export class OnTrees implements Method {
  readonly connectedKbps: Float64Array;
  readonly servedKbps: Float64Array;
  readonly #demands: ClassedDemands;
  readonly #demandTrees: DemandTrees;
  readonly #shares: TreeShares;
  readonly #siteCount: number;
  readonly #bySite: Float64Array;

  constructor(
    graph: TrafficGraph,
    demands: ClassedDemands,
    make: (graph: TrafficGraph, trees: DestinationTrees) => TreeShares,
  ) {
    this.#demands = demands;
    this.#demandTrees = new DemandTrees(graph, demands);
    this.#shares = make(graph, this.#demandTrees.trees);
    this.connectedKbps = this.#shares.connectedKbps;
    this.servedKbps = this.#shares.servedKbps;
    this.#siteCount = graph.siteCount;
    this.#bySite = new Float64Array(graph.siteCount * this.#demandTrees.trees.classCount);
  }

  work(linkDown: Uint8Array, kbps: Float64Array, isNewOffer: boolean): void {
    this.#demandTrees.bringTo(linkDown, kbps, isNewOffer);
    this.#shares.share();
  }

  fractions(into: Float64Array): void {
    const { from, to, priority } = this.#demands;
    const { row: rowOf, order, trees } = this.#demandTrees;
    let row = -1;
    for (const demand of order) {
      if (rowOf[to[demand]] !== row) {
        row = rowOf[to[demand]];
        for (let k = 0; k < trees.classCount; k++) this.#shares.fractions(row, k, this.#bySite, k * this.#siteCount);
      }
      into[demand] = this.#bySite[priority[demand] * this.#siteCount + from[demand]];
    }
  }
}
