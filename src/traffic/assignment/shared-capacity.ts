/** Who gets how much of the arcs that are asked for more than they carry: equal fractions, class after class. */
import type { DestinationTrees } from './destination-trees.ts';
import { FULL } from './max-min.ts';
import type { TrafficGraph } from './traffic-graph.ts';

/** No overloaded arc on the way. */
const FREE = 0;

/** Scatters over all low bits. */
function hashOf(place: number, rest: number): number {
  let hash = Math.imul(rest, 0x9e3779b1) + Math.imul(place, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

/**
 * Max-min fair fractions with strict priority between classes (see `fairRates`, `proportional`, and `priorityRates`),
 * from the trees and their flows alone, so that the work does not grow with the number of demands:
 *
 * - an arc whose load, all classes together, is within its capacity never limits anybody, and is left out;
 * - demands that pass the same overloaded arcs in turn, their *chain*, are served in the same fraction; what enters a
 *   chain is the flow at its first arc less what had come over an earlier one.
 *
 * All sums that depend on an order are sums of whole numbers, and arcs fill one after the other in a fixed order: equal
 * trees and flows give equal answers to the last bit.
 */
export class SharedCapacity {
  /** kbit/s that has a way, and that is carried, by class. */
  readonly connectedKbps: Float64Array;
  readonly servedKbps: Float64Array;
  /** Arcs that are asked for more than they carry; the first `overloadedCount` are of use. */
  readonly overloaded: Int32Array;
  overloadedCount = 0;
  /** Place of each arc in `overloaded`, or -1. */
  readonly #placeOf: Int32Array;
  readonly #graph: TrafficGraph;
  readonly #trees: DestinationTrees;
  readonly #classCount: number;
  /** By chain: the chain after its first arc, that arc as a place in `overloaded`, kbit/s and fraction of each class. */
  #rest = new Int32Array(256);
  #first = new Int32Array(256);
  #weight: Float64Array;
  #fraction: Float64Array;
  #chainCount = 1;
  /** Chains by their first arc and rest, open addressing; 0 is empty. */
  #table = new Int32Array(1024);
  /** Chain from each site of a row on, right where the mark is the row's. */
  readonly #chainAt: Int32Array;
  readonly #chainMark: Int32Array;
  readonly #climb: Int32Array;
  readonly #passing: Int32Array;
  #mark = 0;
  /** Chains through each overloaded arc. */
  readonly #firstUser: Int32Array;
  #users = new Int32Array(1024);
  #isFixed = new Uint8Array(256);
  readonly #left: Float64Array;
  readonly #rising: Float64Array;
  readonly #standing: Float64Array;
  readonly #fixedNow: Float64Array;
  readonly #fullAt: Float64Array;
  readonly #touched: Int32Array;

  constructor(graph: TrafficGraph, trees: DestinationTrees) {
    const arcCount = 2 * graph.linkCount;
    const { classCount } = trees;
    this.#graph = graph;
    this.#trees = trees;
    this.#classCount = classCount;
    this.connectedKbps = new Float64Array(classCount);
    this.servedKbps = new Float64Array(classCount);
    this.overloaded = new Int32Array(arcCount);
    this.#placeOf = new Int32Array(arcCount).fill(-1);
    this.#weight = new Float64Array(256 * classCount);
    this.#fraction = new Float64Array(256 * classCount);
    this.#chainAt = new Int32Array(graph.siteCount);
    this.#chainMark = new Int32Array(graph.siteCount);
    this.#climb = new Int32Array(graph.siteCount);
    this.#passing = new Int32Array(graph.siteCount);
    this.#firstUser = new Int32Array(arcCount + 1);
    this.#left = new Float64Array(arcCount);
    this.#rising = new Float64Array(arcCount);
    this.#standing = new Float64Array(arcCount);
    this.#fixedNow = new Float64Array(arcCount);
    this.#fullAt = new Float64Array(arcCount);
    this.#touched = new Int32Array(arcCount);
  }

  /** Works fractions out for the trees as they are. */
  share(): void {
    this.#findOverloaded();
    this.#findChains();
    this.#listUsers();
    for (let k = 0; k < this.#classCount; k++) this.#fill(k);
  }

  /**
   * Fraction served of the demand of each site to the destination of a row; 0 where there is no way.
   * @param into by site, from `offset` on
   */
  fractions(row: number, k: number, into: Float64Array, offset: number): void {
    const { siteCount } = this.#graph;
    const { label } = this.#trees;
    const base = row * siteCount;
    this.#beginRow(this.#trees.destinations[row]);
    for (let site = 0; site < siteCount; site++)
      into[offset + site] =
        label[base + site] === Number.POSITIVE_INFINITY
          ? 0
          : this.#fraction[this.#chainFrom(base, site) * this.#classCount + k];
  }

  #findOverloaded(): void {
    const { capacityKbps } = this.#graph;
    const { arcLoad } = this.#trees;
    const K = this.#classCount;
    for (let place = 0; place < this.overloadedCount; place++) this.#placeOf[this.overloaded[place]] = -1;
    this.overloadedCount = 0;
    for (let arc = 0; arc < this.overloaded.length; arc++) {
      let load = 0;
      for (let k = 0; k < K; k++) load += arcLoad[arc * K + k];
      if (load > capacityKbps[arc >> 1]) {
        this.#placeOf[arc] = this.overloadedCount;
        this.#left[this.overloadedCount] = capacityKbps[arc >> 1];
        this.overloaded[this.overloadedCount++] = arc;
      }
    }
  }

  #findChains(): void {
    const { siteCount, tail } = this.#graph;
    const { next, flow, destinations } = this.#trees;
    const { overloaded, overloadedCount } = this;
    const K = this.#classCount;
    this.#chainCount = 1;
    this.#table.fill(0);
    for (let k = 0; k < K; k++) {
      this.#weight[k] = 0;
      this.connectedKbps[k] = 0;
    }
    const passing = this.#passing;
    for (let row = 0; row < destinations.length; row++) {
      const base = row * siteCount;
      const root = (base + destinations[row]) * K;
      for (let k = 0; k < K; k++) this.connectedKbps[k] += flow[root + k];
      let count = 0;
      for (let place = 0; place < overloadedCount; place++) {
        const site = tail[overloaded[place]];
        if (next[base + site] === overloaded[place]) passing[count++] = site;
      }
      if (count === 0) continue;
      this.#beginRow(destinations[row]);
      this.#makeRoom(count);
      const weight = this.#weight;
      const rests = this.#rest;
      for (let at = 0; at < count; at++) {
        const site = passing[at];
        const chain = this.#chainFrom(base, site);
        const rest = rests[chain];
        const from = (base + site) * K;
        for (let k = 0; k < K; k++) {
          weight[chain * K + k] += flow[from + k];
          if (rest !== FREE) weight[rest * K + k] -= flow[from + k];
        }
      }
    }
  }

  #beginRow(destination: number): void {
    if (this.#mark === 2 ** 31 - 1) {
      this.#chainMark.fill(0);
      this.#mark = 0;
    }
    this.#chainMark[destination] = ++this.#mark;
    this.#chainAt[destination] = FREE;
  }

  /** Chain from a site that has a way in the row begun last; what it climbs over is known from then on. */
  #chainFrom(base: number, from: number): number {
    const { head } = this.#graph;
    const { next } = this.#trees;
    const chainAt = this.#chainAt;
    const chainMark = this.#chainMark;
    const climb = this.#climb;
    const placeOf = this.#placeOf;
    const K = this.#classCount;
    const mark = this.#mark;
    let height = 0;
    let site = from;
    while (chainMark[site] !== mark) {
      climb[height++] = site;
      site = head[next[base + site]];
    }
    let chain = chainAt[site];
    const table = this.#table;
    const mask = table.length - 1;
    const rests = this.#rest;
    const firsts = this.#first;
    while (height > 0) {
      site = climb[--height];
      const place = placeOf[next[base + site]];
      if (place >= 0) {
        let slot = hashOf(place, chain) & mask;
        let known = table[slot];
        while (known !== 0 && (rests[known] !== chain || firsts[known] !== place)) {
          slot = (slot + 1) & mask;
          known = table[slot];
        }
        if (known === 0) {
          known = this.#chainCount++;
          rests[known] = chain;
          firsts[known] = place;
          for (let k = 0; k < K; k++) this.#weight[known * K + k] = 0;
          table[slot] = known;
        }
        chain = known;
      }
      chainAt[site] = chain;
      chainMark[site] = mark;
    }
    return chain;
  }

  /** Sees to it that so many more chains fit, in a table that is at most half full. */
  #makeRoom(more: number): void {
    while (this.#chainCount + more > this.#rest.length) this.#growChains();
    if (2 * (this.#chainCount + more) <= this.#table.length) return;
    let length = this.#table.length;
    while (2 * (this.#chainCount + more) > length) length *= 2;
    this.#table = new Int32Array(length);
    for (let known = 1; known < this.#chainCount; known++) {
      let free = hashOf(this.#first[known], this.#rest[known]) & (length - 1);
      while (this.#table[free] !== 0) free = (free + 1) & (length - 1);
      this.#table[free] = known;
    }
  }

  #growChains(): void {
    const longer = <T extends Int32Array | Uint8Array | Float64Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#rest = longer(this.#rest, new Int32Array(2 * this.#rest.length));
    this.#first = longer(this.#first, new Int32Array(2 * this.#first.length));
    this.#isFixed = longer(this.#isFixed, new Uint8Array(2 * this.#isFixed.length));
    this.#weight = longer(this.#weight, new Float64Array(2 * this.#weight.length));
    this.#fraction = longer(this.#fraction, new Float64Array(2 * this.#fraction.length));
  }

  /** Lists the chains through each overloaded arc; those that nothing enters are left out. */
  #listUsers(): void {
    const K = this.#classCount;
    const { overloadedCount } = this;
    const chainCount = this.#chainCount;
    const firstUser = this.#firstUser;
    const weights = this.#weight;
    const rests = this.#rest;
    const firsts = this.#first;
    // Until the filling begins, `isFixed` serves as a mark.
    const isEntered = this.#isFixed;
    firstUser.fill(0, 0, overloadedCount + 1);
    for (let chain = 1; chain < chainCount; chain++) {
      isEntered[chain] = 0;
      for (let k = 0; k < K; k++) if (weights[chain * K + k] > 0) isEntered[chain] = 1;
      if (isEntered[chain] === 0) continue;
      for (let part = chain; part !== FREE; part = rests[part]) firstUser[firsts[part]]++;
    }
    let sum = 0;
    for (let place = 0; place < overloadedCount; place++) {
      sum += firstUser[place];
      firstUser[place] = sum;
    }
    firstUser[overloadedCount] = sum;
    if (sum > this.#users.length) this.#users = new Int32Array(2 * sum);
    const users = this.#users;
    for (let chain = chainCount - 1; chain > 0; chain--) {
      if (isEntered[chain] === 0) continue;
      for (let part = chain; part !== FREE; part = rests[part]) users[--firstUser[firsts[part]]] = chain;
    }
    this.#fraction.fill(1, 0, chainCount * K);
  }

  /** Fills what earlier classes left: the arc that is full first fixes all chains through it, and so on. */
  #fill(k: number): void {
    const { arcLoad } = this.#trees;
    const { overloaded, overloadedCount } = this;
    const K = this.#classCount;
    const left = this.#left;
    const rising = this.#rising;
    const standing = this.#standing;
    const fixedNow = this.#fixedNow;
    const fullAt = this.#fullAt;
    const touched = this.#touched;
    const users = this.#users;
    const firstUser = this.#firstUser;
    const isFixed = this.#isFixed;
    const weights = this.#weight;
    const fractions = this.#fraction;
    const rests = this.#rest;
    const firsts = this.#first;
    for (let place = 0; place < overloadedCount; place++) {
      rising[place] = arcLoad[overloaded[place] * K + k];
      standing[place] = 0;
      fullAt[place] = rising[place] > 0 ? left[place] / rising[place] : Number.POSITIVE_INFINITY;
    }
    isFixed.fill(0, 0, this.#chainCount);
    let level = 0;
    let refused = 0;
    for (;;) {
      let least = 1;
      let full = -1;
      for (let place = 0; place < overloadedCount; place++) {
        if (fullAt[place] >= least) continue;
        least = fullAt[place];
        full = place;
      }
      if (full < 0) break;
      if (least > level) level = least;
      refused += rising[full] * (1 - level);
      let touchedCount = 0;
      for (let at = firstUser[full]; at < firstUser[full + 1]; at++) {
        const chain = users[at];
        if (isFixed[chain] === 1) continue;
        isFixed[chain] = 1;
        fractions[chain * K + k] = level;
        const weight = weights[chain * K + k];
        if (weight === 0) continue;
        for (let part = chain; part !== FREE; part = rests[part]) {
          const place = firsts[part];
          if (fixedNow[place] === 0) touched[touchedCount++] = place;
          fixedNow[place] += weight;
          rising[place] -= weight;
        }
      }
      for (let at = 0; at < touchedCount; at++) {
        const place = touched[at];
        standing[place] += fixedNow[place] * level;
        fixedNow[place] = 0;
        fullAt[place] =
          rising[place] > 0 ? Math.max(0, left[place] - standing[place]) / rising[place] : Number.POSITIVE_INFINITY;
      }
    }
    for (let place = 0; place < overloadedCount; place++) {
      left[place] -= standing[place] + rising[place];
      if (left[place] <= FULL * this.#graph.capacityKbps[overloaded[place] >> 1]) left[place] = 0;
    }
    this.servedKbps[k] = this.connectedKbps[k] - refused;
  }
}
