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
 * - demands that pass the same overloaded arcs in turn, their *chain*, are served in the same fraction. Each chain is an
 *   arc and the chain after it, so that chains form a tree with the empty one as its root: those through an arc are the
 *   chains that begin with it and all below them, and what flows into a chain is the flow at its first arc.
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
  /** By chain: the chain after its first arc, that arc as a place in `overloaded`, kbit/s through it and fraction of each class. */
  #rest = new Int32Array(256);
  #first = new Int32Array(256);
  #weight: Float64Array;
  #fraction: Float64Array;
  /** The last found of the chains that are one arc longer, and the one found before each with the same rest; 0 for none. */
  #longer = new Int32Array(256);
  #beside = new Int32Array(256);
  /** The chain found before each that begins with the same arc; 0 for none. */
  #alike = new Int32Array(256);
  /** What of a class still rises through each chain while arcs are filled. */
  #rises = new Float64Array(256);
  /** 1 for a chain into which something flows beside what comes over longer ones. */
  #isEntered = new Uint8Array(256);
  #isFixed = new Uint8Array(256);
  #stack = new Int32Array(256);
  #chainCount = 1;
  /** Chains by their first arc and rest, open addressing; 0 is empty. */
  #table = new Int32Array(1024);
  /** Chain from each site of a row on, right where the mark is the row's. */
  readonly #chainAt: Int32Array;
  readonly #chainMark: Int32Array;
  readonly #climb: Int32Array;
  readonly #passing: Int32Array;
  #mark = 0;
  /** Site at which each overloaded arc begins, and the last found of the chains that begin with it; 0 for none. */
  readonly #tailOf: Int32Array;
  readonly #beginning: Int32Array;
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
    this.#tailOf = new Int32Array(arcCount);
    this.#beginning = new Int32Array(arcCount);
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
    this.#findEntered();
    for (let k = 0; k < this.#classCount; k++) this.#fill(k);
  }

  isFree(): boolean {
    this.#findOverloaded();
    return this.overloadedCount === 0;
  }

  /**
   * Fraction served of the demand of each site to the destination of a row; 0 where there is no way.
   * @param into `class * siteCount + site`
   */
  fractions(row: number, into: Float64Array): void {
    const { siteCount } = this.#graph;
    const { label } = this.#trees;
    const K = this.#classCount;
    const fractions = this.#fraction;
    const base = row * siteCount;
    const passing = this.#passing;
    const chainAt = this.#chainAt;
    let count = 0;
    for (let site = 0; site < siteCount; site++)
      if (label[base + site] !== Number.POSITIVE_INFINITY) passing[count++] = site;
    this.#beginRow(this.#trees.destinations[row]);
    this.#followRow(base, count);
    for (let site = 0; site < siteCount; site++) {
      const isCutOff = label[base + site] === Number.POSITIVE_INFINITY;
      const cell = chainAt[site] * K;
      for (let k = 0; k < K; k++) into[k * siteCount + site] = isCutOff ? 0 : fractions[cell + k];
    }
  }

  #findOverloaded(): void {
    const { capacityKbps, tail } = this.#graph;
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
        this.#tailOf[this.overloadedCount] = tail[arc];
        this.overloaded[this.overloadedCount++] = arc;
      }
    }
  }

  #findChains(): void {
    const { siteCount } = this.#graph;
    const { next, flow, destinations } = this.#trees;
    const { overloaded, overloadedCount } = this;
    const K = this.#classCount;
    this.#chainCount = 1;
    this.#table.fill(0);
    this.#longer[FREE] = 0;
    this.#beginning.fill(0, 0, overloadedCount);
    const connected = this.connectedKbps.fill(0);
    const passing = this.#passing;
    const tailOf = this.#tailOf;
    for (let row = 0; row < destinations.length; row++) {
      const base = row * siteCount;
      const root = (base + destinations[row]) * K;
      for (let k = 0; k < K; k++) connected[k] += flow[root + k];
      let count = 0;
      for (let place = 0; place < overloadedCount; place++) {
        const site = tailOf[place];
        if (next[base + site] === overloaded[place]) passing[count++] = site;
      }
      if (count === 0) continue;
      this.#beginRow(destinations[row]);
      this.#makeRoom(count);
      this.#followRow(base, count);
      const weight = this.#weight;
      const chainAt = this.#chainAt;
      for (let at = 0; at < count; at++) {
        const to = chainAt[passing[at]] * K;
        const from = (base + passing[at]) * K;
        for (let k = 0; k < K; k++) weight[to + k] += flow[from + k];
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

  /** Finds the chains from the passing sites of the row begun last, and from all that their ways pass. */
  #followRow(base: number, count: number): void {
    const { head } = this.#graph;
    const { next } = this.#trees;
    const passing = this.#passing;
    const chainAt = this.#chainAt;
    const chainMark = this.#chainMark;
    const climb = this.#climb;
    const placeOf = this.#placeOf;
    const table = this.#table;
    const rests = this.#rest;
    const firsts = this.#first;
    const mask = table.length - 1;
    const mark = this.#mark;
    for (let at = 0; at < count; at++) {
      let height = 0;
      let site = passing[at];
      while (chainMark[site] !== mark) {
        climb[height++] = site;
        site = head[next[base + site]];
      }
      let chain = chainAt[site];
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
            known = this.#addChain(place, chain);
            table[slot] = known;
          }
          chain = known;
        }
        chainAt[site] = chain;
        chainMark[site] = mark;
      }
    }
  }

  #addChain(place: number, rest: number): number {
    const K = this.#classCount;
    const chain = this.#chainCount++;
    this.#rest[chain] = rest;
    this.#first[chain] = place;
    this.#longer[chain] = 0;
    this.#beside[chain] = this.#longer[rest];
    this.#longer[rest] = chain;
    this.#alike[chain] = this.#beginning[place];
    this.#beginning[place] = chain;
    this.#weight.fill(0, chain * K, (chain + 1) * K);
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
    this.#longer = longer(this.#longer, new Int32Array(2 * this.#longer.length));
    this.#beside = longer(this.#beside, new Int32Array(2 * this.#beside.length));
    this.#alike = longer(this.#alike, new Int32Array(2 * this.#alike.length));
    this.#rises = new Float64Array(2 * this.#rises.length);
    this.#isEntered = new Uint8Array(2 * this.#isEntered.length);
    this.#isFixed = new Uint8Array(2 * this.#isFixed.length);
    this.#stack = new Int32Array(2 * this.#stack.length);
    this.#weight = longer(this.#weight, new Float64Array(2 * this.#weight.length));
    this.#fraction = longer(this.#fraction, new Float64Array(2 * this.#fraction.length));
  }

  /** Finds the chains that something enters; the fractions of the others are of no account, and stay 1. */
  #findEntered(): void {
    const K = this.#classCount;
    const chainCount = this.#chainCount;
    const weights = this.#weight;
    const longer = this.#longer;
    const beside = this.#beside;
    const isEntered = this.#isEntered;
    for (let chain = 1; chain < chainCount; chain++) {
      isEntered[chain] = 0;
      for (let k = 0; k < K; k++) {
        let entering = weights[chain * K + k];
        for (let one = longer[chain]; one !== 0; one = beside[one]) entering -= weights[one * K + k];
        if (entering > 0) isEntered[chain] = 1;
      }
    }
    this.#fraction.fill(1, 0, chainCount * K);
  }

  /** Fills what earlier classes left: the arc that is full first fixes all chains through it, and so on. */
  #fill(k: number): void {
    const { arcLoad } = this.#trees;
    const { overloaded, overloadedCount } = this;
    const K = this.#classCount;
    const chainCount = this.#chainCount;
    const left = this.#left;
    const rising = this.#rising;
    const standing = this.#standing;
    const fixedNow = this.#fixedNow;
    const fullAt = this.#fullAt;
    const touched = this.#touched;
    const isEntered = this.#isEntered;
    const isFixed = this.#isFixed;
    const weights = this.#weight;
    const fractions = this.#fraction;
    const rests = this.#rest;
    const firsts = this.#first;
    const longer = this.#longer;
    const beside = this.#beside;
    const alike = this.#alike;
    const beginning = this.#beginning;
    const rises = this.#rises;
    const stack = this.#stack;
    for (let place = 0; place < overloadedCount; place++) {
      rising[place] = arcLoad[overloaded[place] * K + k];
      standing[place] = 0;
      fullAt[place] = rising[place] > 0 ? left[place] / rising[place] : Number.POSITIVE_INFINITY;
    }
    for (let chain = 1; chain < chainCount; chain++) rises[chain] = weights[chain * K + k];
    isFixed.fill(0, 0, chainCount);
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
      for (let top = beginning[full]; top !== 0; top = alike[top]) {
        if (isFixed[top] === 1) continue;
        const stops = rises[top];
        if (stops > 0)
          for (let part = rests[top]; part !== FREE; part = rests[part]) {
            const place = firsts[part];
            if (fixedNow[place] === 0) touched[touchedCount++] = place;
            fixedNow[place] += stops;
            rises[part] -= stops;
          }
        // The chain and all longer ones that still rise; below one that is fixed all are.
        let height = 1;
        stack[0] = top;
        while (height > 0) {
          const chain = stack[--height];
          isFixed[chain] = 1;
          if (isEntered[chain] === 1) fractions[chain * K + k] = level;
          if (rises[chain] > 0) {
            const place = firsts[chain];
            if (fixedNow[place] === 0) touched[touchedCount++] = place;
            fixedNow[place] += rises[chain];
          }
          for (let one = longer[chain]; one !== 0; one = beside[one]) if (isFixed[one] === 0) stack[height++] = one;
        }
      }
      for (let at = 0; at < touchedCount; at++) {
        const place = touched[at];
        rising[place] -= fixedNow[place];
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
