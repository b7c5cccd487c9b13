/** What is served of all demands while links and sites fail and come back: worked out when asked, and not twice. */
import { assert } from '../../engine/assert.ts';
import { type ClassedDemands, classCountOf } from './classed-demands.ts';
import { OnTrees } from './demand-trees.ts';
import type { Method } from './method.ts';
import { SharedCapacity } from './shared-capacity.ts';
import type { TrafficGraph } from './traffic-graph.ts';

interface AssignmentOptions {
  /** Whether a link of no capacity draws traffic like any other, or stays out of routing (default: `keep`). */
  readonly zeroCapacity?: 'keep' | 'withdraw';
  /** States whose answer is kept, rounded up to a power of two; 0 for none (default: 1024). */
  readonly keptStates?: number;
  /**
   * How demands between different sites are carried (default: shortest ways, see `ShortestTree`, with strict priority
   * between classes and equal fractions within a class, see `SharedCapacity`).
   */
  readonly method?: (graph: TrafficGraph, demands: ClassedDemands) => Method;
}

const onSharedCapacity = (graph: TrafficGraph, demands: ClassedDemands): Method =>
  new OnTrees(graph, demands, (laidOut, trees) => new SharedCapacity(laidOut, trees));

function isSame(a: Float64Array, b: Float64Array): boolean {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/**
 * Elements are up or down; how often they are told so does not matter. Nothing is worked out before it is asked for, and
 * the answers depend on the elements that are down and on what is offered, and on nothing else. What is demanded within
 * a site is served while the site is up.
 */
export class Assignment {
  readonly classCount: number;
  /** kbit/s demanded now, by class. */
  readonly offeredKbps: Float64Array;
  /** kbit/s that has a way, and that is carried, by class, as of the last {@link evaluate}. */
  readonly connectedKbps: Float64Array;
  readonly servedKbps: Float64Array;
  readonly #graph: TrafficGraph;
  readonly #demands: ClassedDemands;
  readonly #method: Method;
  /** kbit/s within each site, by class, and the demands that are. */
  readonly #within: Float64Array;
  /** kbit/s between different sites, by class. */
  readonly #between: Float64Array;
  readonly #inner: Int32Array;
  readonly #isWithdrawn: Uint8Array;
  readonly #linkDown: Uint8Array;
  readonly #siteDown: Uint8Array;
  readonly #wanted: Uint8Array;
  /** kbit/s of each demand now, and the number of this offer: 0 is the first one, whenever it returns. */
  readonly #offer: Float64Array;
  readonly #firstOffer: Float64Array;
  #offerNumber = 0;
  #offerCount = 0;
  /** Whether the method has seen the offer. */
  #isOffered = true;
  #isCurrent = false;
  /** Whether the method stands at the state. */
  #isWorked = false;
  /** Whether any element has changed since the method worked last. */
  #isMoved = true;
  #fractionStamp = 0;
  readonly #key: Int32Array;
  readonly #keptMask: number;
  readonly #keptKeys: Int32Array;
  readonly #isKept: Uint8Array;
  readonly #kept: Float64Array;

  constructor(graph: TrafficGraph, demands: ClassedDemands, options: AssignmentOptions = {}) {
    const { siteCount, linkCount, capacityKbps } = graph;
    const { from, to, kbps } = demands;
    const classCount = classCountOf(demands);
    this.#graph = graph;
    this.#demands = demands;
    this.classCount = classCount;
    this.offeredKbps = new Float64Array(classCount);
    this.connectedKbps = new Float64Array(classCount);
    this.servedKbps = new Float64Array(classCount);
    this.#within = new Float64Array(siteCount * classCount);
    this.#between = new Float64Array(classCount);
    this.#inner = Int32Array.from([...kbps.keys()].filter((demand) => from[demand] === to[demand]));
    this.#firstOffer = kbps.slice();
    this.#offer = kbps.slice();
    this.#sumOffer();
    this.#sumWithin();
    this.#method = (options.method ?? onSharedCapacity)(graph, demands);
    this.#isWithdrawn = Uint8Array.from(capacityKbps, (capacity) =>
      capacity === 0 && options.zeroCapacity === 'withdraw' ? 1 : 0,
    );
    this.#linkDown = new Uint8Array(linkCount);
    this.#siteDown = new Uint8Array(siteCount);
    this.#wanted = new Uint8Array(linkCount);
    // The last word is the offer.
    this.#key = new Int32Array(Math.ceil((linkCount + siteCount) / 32) + 1);
    const kept = options.keptStates ?? 1024;
    const slots = kept === 0 ? 0 : 2 ** Math.ceil(Math.log2(kept));
    this.#keptMask = slots - 1;
    this.#keptKeys = new Int32Array(slots * this.#key.length);
    this.#isKept = new Uint8Array(slots);
    this.#kept = new Float64Array(slots * 2 * classCount);
  }

  linkDown(link: number): void {
    this.#linkDown[link] = 1;
    this.#move();
  }

  linkUp(link: number): void {
    this.#linkDown[link] = 0;
    this.#move();
  }

  /** A site that is down takes its links with it, and all that begins or ends there. */
  siteDown(site: number): void {
    this.#siteDown[site] = 1;
    this.#move();
  }

  siteUp(site: number): void {
    this.#siteDown[site] = 0;
    this.#move();
  }

  /** All elements at once. @param linkDown, siteDown 1 for those that are down; sites past the last one told stay as they are */
  stand(linkDown: Uint8Array, siteDown: Uint8Array): void {
    const links = this.#linkDown;
    const sites = this.#siteDown;
    let isMoved = false;
    for (let link = 0; link < linkDown.length; link++) if (links[link] !== linkDown[link]) isMoved = true;
    for (let site = 0; site < siteDown.length; site++) if (sites[site] !== siteDown[site]) isMoved = true;
    if (!isMoved) return;
    links.set(linkDown);
    sites.set(siteDown);
    this.#move();
  }

  /** All is up again; the offer stays. */
  clear(): void {
    this.#linkDown.fill(0);
    this.#siteDown.fill(0);
    this.#move();
  }

  #move(): void {
    this.#isCurrent = this.#isWorked = false;
    this.#isMoved = true;
  }

  /**
   * More or less is demanded from now on, by the same demands; {@link offeredKbps} is renewed at once.
   * @param kbps whole kbit/s of each demand
   * @param byClass their sums, where they are known to be right
   */
  offer(kbps: Float64Array, byClass?: Float64Array): void {
    assert(kbps.length === this.#offer.length, 'an offer for other demands');
    if (isSame(kbps, this.#offer)) return;
    this.#offer.set(kbps);
    if (byClass === undefined) this.#sumOffer();
    else for (let k = 0; k < this.classCount; k++) this.offeredKbps[k] = byClass[k];
    this.#sumWithin();
    if (isSame(kbps, this.#firstOffer)) this.#offerNumber = 0;
    else {
      if (this.#offerCount === 2 ** 31 - 1) {
        this.#isKept.fill(0);
        this.#offerCount = 0;
      }
      this.#offerNumber = ++this.#offerCount;
    }
    this.#isOffered = this.#isCurrent = this.#isWorked = false;
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
    if (!this.#isWorked) this.#work();
    for (let k = 0; k < K; k++) {
      let within = 0;
      for (let site = 0; site < this.#siteDown.length; site++)
        if (this.#siteDown[site] === 0) within += this.#within[site * K + k];
      this.connectedKbps[k] = within + this.#method.connectedKbps[k];
      this.servedKbps[k] = within + this.#method.servedKbps[k];
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
    const { from } = this.#demands;
    if (!this.#isWorked) this.#work();
    this.#method.fractions(into);
    const inner = this.#inner;
    for (let at = 0; at < inner.length; at++) into[inner[at]] = this.#siteDown[from[inner[at]]] === 0 ? 1 : 0;
  }

  /** Another number whenever {@link fractions} may have others to tell. */
  get fractionStamp(): number {
    if (!this.#isWorked) this.#work();
    return this.#fractionStamp;
  }

  /** Whether the offer is the first one. */
  get isFirstOffer(): boolean {
    return this.#offerNumber === 0;
  }

  /** Whether all that has a way is known to be carried in full, as it would be if less were offered. */
  get isFree(): boolean {
    if (!this.#isWorked) this.#work();
    return this.#method.isFree;
  }

  #sumOffer(): void {
    const { priority } = this.#demands;
    const kbps = this.#offer;
    const offered = this.offeredKbps.fill(0);
    let total = 0;
    let isWhole = true;
    // Demands of a class mostly follow one another: a sum is kept at hand until the class changes. All are whole.
    let k = 0;
    let sum = 0;
    for (let demand = 0; demand < kbps.length; demand++) {
      const size = kbps[demand];
      if (!(size >= 0) || size !== Math.floor(size)) isWhole = false;
      if (priority[demand] !== k) {
        offered[k] += sum;
        total += sum;
        k = priority[demand];
        sum = 0;
      }
      sum += size;
    }
    offered[k] += sum;
    total += sum;
    assert(isWhole, 'a demand is no whole number of kbit/s');
    assert(total < Number.MAX_SAFE_INTEGER, 'more is demanded than can be summed exactly');
  }

  #sumWithin(): void {
    const { from, priority } = this.#demands;
    const kbps = this.#offer;
    const within = this.#within;
    const inner = this.#inner;
    this.#between.set(this.offeredKbps);
    within.fill(0);
    for (let at = 0; at < inner.length; at++) {
      const demand = inner[at];
      within[from[demand] * this.classCount + priority[demand]] += kbps[demand];
      this.#between[priority[demand]] -= kbps[demand];
    }
  }

  /** Brings the method to the state. */
  #work(): void {
    const method = this.#method;
    const wasFree = method.isFree;
    const { linkCount, tail, head } = this.#graph;
    const wanted = this.#wanted;
    for (let link = 0; link < linkCount; link++)
      wanted[link] =
        this.#linkDown[link] |
        this.#isWithdrawn[link] |
        this.#siteDown[tail[2 * link]] |
        this.#siteDown[head[2 * link]];
    method.work(wanted, this.#offer, !this.#isOffered, this.#between);
    this.#isOffered = this.#isWorked = true;
    // Who is carried in full wherever there is a way is so whatever is offered, as long as no element changes.
    if (this.#isMoved || !wasFree || !method.isFree) this.#fractionStamp++;
    this.#isMoved = false;
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
    key[words - 1] = this.#offerNumber;
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
}
