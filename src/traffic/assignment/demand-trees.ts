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
  /** kbit/s of each demand that flow on the trees. */
  readonly #loaded: Float64Array;
  /** The same from each site to each destination, as the trees want it, and the place there of each demand in `order`. */
  readonly #own: Float64Array;
  readonly #ownPlace: Int32Array;
  /** Entry in the trees of where each demand in `order` begins. */
  readonly #entry: Int32Array;

  constructor(graph: TrafficGraph, demands: ClassedDemands) {
    const { from, to, kbps, priority } = demands;
    const classCount = classCountOf(demands);
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
    this.#entry = this.order.map((demand) => this.row[to[demand]] * graph.siteCount + from[demand]);
    this.#ownPlace = this.order.map((demand, at) => this.#entry[at] * classCount + priority[demand]);
    this.#loaded = new Float64Array(kbps.length);
    this.#sum(kbps);
    this.trees = new DestinationTrees(graph, Int32Array.from(destinations), classCount, this.#own);
  }

  /** As `Method.work`. */
  bringTo(linkDown: Uint8Array, kbps: Float64Array, isNewOffer: boolean): void {
    this.follow(linkDown);
    if (isNewOffer) this.load(kbps);
  }

  /** Brings the trees to the links, with the flows that they are loaded with; whether any link has changed. */
  follow(linkDown: Uint8Array): boolean {
    const { trees } = this;
    const have = trees.linkDown;
    let changes = 0;
    for (let link = 0; link < have.length; link++) if (linkDown[link] !== have[link]) changes++;
    if (changes > REBUILD_SHARE * have.length) {
      have.set(linkDown);
      trees.rebuild(this.#own);
      return true;
    }
    if (changes === 0) return false;
    for (let link = 0; link < have.length; link++) {
      if (linkDown[link] === have[link]) continue;
      if (linkDown[link] === 1) trees.fail(link);
      else trees.restore(link);
    }
    return true;
  }

  /** Has other demands flow on the trees. */
  load(kbps: Float64Array): void {
    this.#sum(kbps);
    this.trees.load(this.#own);
  }

  /** Whether none is more than the demand that flows on the trees. */
  isWithinLoad(kbps: Float64Array): boolean {
    const loaded = this.#loaded;
    for (let demand = 0; demand < kbps.length; demand++) if (kbps[demand] > loaded[demand]) return false;
    return true;
  }

  /** Lists the demands that have no way; how many there are. */
  listCutOff(into: Int32Array): number {
    const { label } = this.trees;
    const entry = this.#entry;
    let count = 0;
    for (let at = 0; at < entry.length; at++)
      if (label[entry[at]] === Number.POSITIVE_INFINITY) into[count++] = this.order[at];
    return count;
  }

  #sum(kbps: Float64Array): void {
    const own = this.#own;
    const order = this.order;
    const place = this.#ownPlace;
    this.#loaded.set(kbps);
    own.fill(0);
    for (let at = 0; at < order.length; at++) own[place[at]] += kbps[order[at]];
  }
}

/** What demands with the same ends and class fare alike under, as far as trees and their flows say it. */
interface TreeShares {
  readonly connectedKbps: Float64Array;
  readonly servedKbps: Float64Array;
  /** Whether nobody would be refused anything if all that flows on the trees were offered; false where that is not known. */
  isFree(): boolean;
  /** Works out what is connected and served for the trees as they are. */
  share(): void;
  /**
   * Fraction served of the demand of each site to the destination of a row, as of the last {@link share}.
   * @param into `class * siteCount + site`
   */
  fractions(row: number, into: Float64Array): void;
}

/**
 * A method that needs to know of the trees only. While no demand is more than what flows on the trees, and even that is
 * carried in full, it need not flow: who has a way is carried. So a surge that dies away is loaded once.
 */
export class OnTrees implements Method {
  readonly connectedKbps: Float64Array;
  readonly servedKbps: Float64Array;
  isFree = false;
  readonly #demands: ClassedDemands;
  readonly #demandTrees: DemandTrees;
  readonly #shares: TreeShares;
  readonly #siteCount: number;
  readonly #bySite: Float64Array;
  /** Whether the offer flows on the trees; if not, whether none of it is more than what does. */
  #isLoaded = true;
  #isWithinLoad = true;
  /** Demands between different sites that have no way, right while they are fresh. */
  readonly #cutOff: Int32Array;
  #cutOffCount = 0;
  #isCutOffFresh = false;

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
    this.#cutOff = new Int32Array(demands.kbps.length);
  }

  work(linkDown: Uint8Array, kbps: Float64Array, isNewOffer: boolean, byClass: Float64Array): void {
    const trees = this.#demandTrees;
    if (trees.follow(linkDown)) this.#isCutOffFresh = false;
    if (isNewOffer) {
      this.#isLoaded = false;
      this.#isWithinLoad = trees.isWithinLoad(kbps);
    }
    if (!this.#isLoaded) {
      if (this.#isWithinLoad && this.#shares.isFree()) {
        this.#sumConnected(kbps, byClass);
        this.isFree = true;
        return;
      }
      trees.load(kbps);
      this.#isLoaded = true;
    }
    this.#shares.share();
    this.isFree = this.#shares.isFree();
  }

  fractions(into: Float64Array): void {
    const { from, to, priority } = this.#demands;
    const { row: rowOf, order } = this.#demandTrees;
    const bySite = this.#bySite;
    const siteCount = this.#siteCount;
    if (this.isFree) {
      this.#findCutOff();
      for (let at = 0; at < order.length; at++) into[order[at]] = 1;
      for (let at = 0; at < this.#cutOffCount; at++) into[this.#cutOff[at]] = 0;
      return;
    }
    let row = -1;
    for (let at = 0; at < order.length; at++) {
      const demand = order[at];
      if (rowOf[to[demand]] !== row) {
        row = rowOf[to[demand]];
        this.#shares.fractions(row, bySite);
      }
      into[demand] = bySite[priority[demand] * siteCount + from[demand]];
    }
  }

  #findCutOff(): void {
    if (this.#isCutOffFresh) return;
    this.#isCutOffFresh = true;
    this.#cutOffCount = this.#demandTrees.listCutOff(this.#cutOff);
  }

  /** Whoever has a way is carried. All are whole, so what is cut off may be taken off again. */
  #sumConnected(kbps: Float64Array, byClass: Float64Array): void {
    this.#findCutOff();
    const { priority } = this.#demands;
    const cutOff = this.#cutOff;
    const connected = this.connectedKbps;
    connected.set(byClass);
    for (let at = 0; at < this.#cutOffCount; at++) connected[priority[cutOff[at]]] -= kbps[cutOff[at]];
    this.servedKbps.set(connected);
  }
}
