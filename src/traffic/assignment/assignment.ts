/** What is served of all demands while links and sites fail and come back: worked out when asked, and not twice. */
import { assert } from '../../engine/assert.ts';
import { DestinationTrees } from './destination-trees.ts';
import { SharedCapacity } from './shared-capacity.ts';
import type { TrafficGraph } from './traffic-graph.ts';

/** Demands by index. */
export interface ClassedDemands {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Whole kbit/s. */
  readonly kbps: Float64Array;
  /** Class of each, from 0, the first served first. */
  readonly priority: Int32Array;
}

export interface AssignmentOptions {
  /** Whether a link of no capacity draws traffic like any other, or stays out of routing (default: `route`). */
  readonly zeroCapacity?: 'route' | 'withdraw';
  /** States whose answer is kept, rounded up to a power of two; 0 for none (default: 1024). */
  readonly keptStates?: number;
}

/** Above this share of the links, changes at once are dearer than trees from scratch. */
const REBUILD_SHARE = 0.25;

/**
 * Shortest ways (see `ShortestTree`) with capacities, strict priority between classes and equal fractions within a
 * class (see `SharedCapacity`). Elements are up or down; how often they are told so does not matter. Nothing is worked
 * out before it is asked for, and the answers depend on the elements that are down and on nothing else.
 */
export class Assignment {
  readonly classCount: number;
  /** kbit/s demanded, by class. */
  readonly offeredKbps: Float64Array;
  /** kbit/s that has a way, and that is carried, by class, as of the last {@link evaluate}. */
  readonly connectedKbps: Float64Array;
  readonly servedKbps: Float64Array;
  readonly #graph: TrafficGraph;
  readonly #demands: ClassedDemands;
  readonly #trees: DestinationTrees;
  readonly #sharing: SharedCapacity;
  /** Row of each site as a destination, or -1. */
  readonly #row: Int32Array;
  /** kbit/s within each site, by class. */
  readonly #within: Float64Array;
  readonly #isWithdrawn: Uint8Array;
  readonly #linkDown: Uint8Array;
  readonly #siteDown: Uint8Array;
  readonly #wanted: Uint8Array;
  #isCurrent = false;
  /** Whether the fractions are those of the trees. */
  #isShared = false;
  readonly #key: Int32Array;
  readonly #keptMask: number;
  readonly #keptKeys: Int32Array;
  readonly #isKept: Uint8Array;
  readonly #kept: Float64Array;
  readonly #order: Int32Array;
  readonly #bySite: Float64Array;

  constructor(graph: TrafficGraph, demands: ClassedDemands, options: AssignmentOptions = {}) {
    const { siteCount, linkCount, capacityKbps } = graph;
    const { from, to, kbps, priority } = demands;
    const classCount = priority.reduce((most, one) => Math.max(most, one), 0) + 1;
    this.#graph = graph;
    this.#demands = demands;
    this.classCount = classCount;
    this.offeredKbps = new Float64Array(classCount);
    this.connectedKbps = new Float64Array(classCount);
    this.servedKbps = new Float64Array(classCount);
    this.#within = new Float64Array(siteCount * classCount);
    this.#row = new Int32Array(siteCount).fill(-1);
    let total = 0;
    const destinations: number[] = [];
    for (let demand = 0; demand < kbps.length; demand++) {
      assert(Number.isInteger(kbps[demand]) && kbps[demand] >= 0, 'a demand is no whole number of kbit/s');
      total += kbps[demand];
      this.offeredKbps[priority[demand]] += kbps[demand];
      if (from[demand] === to[demand]) this.#within[from[demand] * classCount + priority[demand]] += kbps[demand];
      else if (this.#row[to[demand]] < 0) this.#row[to[demand]] = destinations.push(to[demand]) - 1;
    }
    assert(total < Number.MAX_SAFE_INTEGER, 'more is demanded than can be summed exactly');
    const own = new Float64Array(destinations.length * siteCount * classCount);
    for (let demand = 0; demand < kbps.length; demand++) {
      if (from[demand] === to[demand]) continue;
      own[(this.#row[to[demand]] * siteCount + from[demand]) * classCount + priority[demand]] += kbps[demand];
    }
    this.#trees = new DestinationTrees(graph, Int32Array.from(destinations), classCount, own);
    this.#sharing = new SharedCapacity(graph, this.#trees);
    this.#isWithdrawn = Uint8Array.from(capacityKbps, (capacity) =>
      capacity === 0 && options.zeroCapacity === 'withdraw' ? 1 : 0,
    );
    this.#linkDown = new Uint8Array(linkCount);
    this.#siteDown = new Uint8Array(siteCount);
    this.#wanted = new Uint8Array(linkCount);
    this.#key = new Int32Array(Math.ceil((linkCount + siteCount) / 32));
    const kept = options.keptStates ?? 1024;
    const slots = kept === 0 ? 0 : 2 ** Math.ceil(Math.log2(kept));
    this.#keptMask = slots - 1;
    this.#keptKeys = new Int32Array(slots * this.#key.length);
    this.#isKept = new Uint8Array(slots);
    this.#kept = new Float64Array(slots * 2 * classCount);
    this.#order = Int32Array.from([...kbps.keys()].sort((a, b) => this.#rowFirst(a, b)));
    this.#bySite = new Float64Array(siteCount * classCount);
  }

  linkDown(link: number): void {
    this.#linkDown[link] = 1;
    this.#isCurrent = this.#isShared = false;
  }

  linkUp(link: number): void {
    this.#linkDown[link] = 0;
    this.#isCurrent = this.#isShared = false;
  }

  /** A site that is down takes its links with it, and all that begins or ends there. */
  siteDown(site: number): void {
    this.#siteDown[site] = 1;
    this.#isCurrent = this.#isShared = false;
  }

  siteUp(site: number): void {
    this.#siteDown[site] = 0;
    this.#isCurrent = this.#isShared = false;
  }

  /** All is up again. */
  clear(): void {
    this.#linkDown.fill(0);
    this.#siteDown.fill(0);
    this.#isCurrent = this.#isShared = false;
  }

  /** Brings `connectedKbps` and `servedKbps` up to date. */
  evaluate(): void {
    if (this.#isCurrent) return;
    this.#isCurrent = true;
    const slot = this.#lookUp();
    const K = this.classCount;
    if (slot >= 0 && this.#isKept[slot] === 1) {
      for (let k = 0; k < K; k++) {
        this.connectedKbps[k] = this.#kept[2 * (slot * K + k)];
        this.servedKbps[k] = this.#kept[2 * (slot * K + k) + 1];
      }
      return;
    }
    this.#work();
    for (let k = 0; k < K; k++) {
      let within = 0;
      for (let site = 0; site < this.#siteDown.length; site++)
        if (this.#siteDown[site] === 0) within += this.#within[site * K + k];
      this.connectedKbps[k] = within + this.#sharing.connectedKbps[k];
      this.servedKbps[k] = within + this.#sharing.servedKbps[k];
    }
    if (slot < 0) return;
    this.#isKept[slot] = 1;
    for (let word = 0; word < this.#key.length; word++)
      this.#keptKeys[slot * this.#key.length + word] = this.#key[word];
    for (let k = 0; k < K; k++) {
      this.#kept[2 * (slot * K + k)] = this.connectedKbps[k];
      this.#kept[2 * (slot * K + k) + 1] = this.servedKbps[k];
    }
  }

  /** Fraction served of each demand, 0 to 1. @param into by demand */
  fractions(into: Float64Array): void {
    const { from, to, priority } = this.#demands;
    const { siteCount } = this.#graph;
    if (!this.#isShared) this.#work();
    let row = -1;
    for (const demand of this.#order) {
      const site = from[demand];
      if (site === to[demand]) {
        into[demand] = this.#siteDown[site] === 0 ? 1 : 0;
        continue;
      }
      if (this.#row[to[demand]] !== row) {
        row = this.#row[to[demand]];
        for (let k = 0; k < this.classCount; k++) this.#sharing.fractions(row, k, this.#bySite, k * siteCount);
      }
      into[demand] = this.#bySite[priority[demand] * siteCount + site];
    }
  }

  /** Brings the trees to the links that are to be up, and shares the capacity. */
  #work(): void {
    const { linkCount, tail, head } = this.#graph;
    const wanted = this.#wanted;
    const have = this.#trees.linkDown;
    let changes = 0;
    for (let link = 0; link < linkCount; link++) {
      wanted[link] =
        this.#linkDown[link] |
        this.#isWithdrawn[link] |
        this.#siteDown[tail[2 * link]] |
        this.#siteDown[head[2 * link]];
      if (wanted[link] !== have[link]) changes++;
    }
    if (changes > REBUILD_SHARE * linkCount) {
      have.set(wanted);
      this.#trees.rebuild();
    } else {
      for (let link = 0; link < linkCount; link++) {
        if (wanted[link] === have[link]) continue;
        if (wanted[link] === 1) this.#trees.fail(link);
        else this.#trees.restore(link);
      }
    }
    this.#sharing.share();
    this.#isShared = true;
  }

  /** Slot of the state in what is kept, cleared when it holds another; -1 when nothing is kept. */
  #lookUp(): number {
    if (this.#keptMask < 0) return -1;
    const key = this.#key;
    const words = key.length;
    const { linkCount } = this.#graph;
    key.fill(0);
    for (let link = 0; link < linkCount; link++) key[link >> 5] |= this.#linkDown[link] << (link & 31);
    for (let site = 0, bit = linkCount; site < this.#siteDown.length; site++, bit++)
      key[bit >> 5] |= this.#siteDown[site] << (bit & 31);
    let hash = 0;
    for (let word = 0; word < words; word++) {
      hash = Math.imul(hash ^ key[word], 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    const slot = hash & this.#keptMask;
    for (let word = 0; word < words; word++)
      if (this.#keptKeys[slot * words + word] !== key[word]) {
        this.#isKept[slot] = 0;
        break;
      }
    return slot;
  }

  #rowFirst(a: number, b: number): number {
    const { to } = this.#demands;
    return this.#row[to[a]] - this.#row[to[b]] || a - b;
  }
}
