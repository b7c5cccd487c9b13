/** What is left of traffic that is split alike over all shortest ways, each part thinned by the worst arc on its way. */
import type { DestinationTrees } from './destination-trees.ts';
import type { TrafficGraph } from './traffic-graph.ts';

/**
 * Equal-cost multipath as routers do it by hashing (Hopps 2000, RFC 2992): each small flow keeps to one of the shortest
 * ways by metres, at every site each next arc is as likely as the others (see `addEqualCostLoad`), and nobody turns aside
 * because an arc is full.
 *
 * Of class k an arc lets pass the fraction r = min(1, what it has left / what of class k is offered to it), where left is
 * its capacity less all that is offered to it by earlier classes; a small flow is thinned to the least r on its way. In
 * total an arc so carries r times what is offered to it at most, that is no more than its capacity. What is lost
 * upstream is not given to others downstream, hence a lower bound of what a network under load delivers; in return more
 * capacity never serves less, which no rule that gives it away can promise.
 */
export class EqualCostShares {
  readonly connectedKbps: Float64Array;
  readonly servedKbps: Float64Array;
  readonly #graph: TrafficGraph;
  readonly #trees: DestinationTrees;
  /** Sites of each row, the nearest to the destination first, equals by index; those that are cut off last. */
  readonly #order: Int32Array;
  readonly #entering: Float64Array;
  /** kbit/s offered to each arc: `arc * classCount + class`. */
  readonly #load: Float64Array;
  /** Fraction by row, site and class. */
  readonly #fraction: Float64Array;
  /** Arcs that thin the class at hand, the worst first, and the place of each arc among them; past the last: none. */
  readonly #worst: Int32Array;
  readonly #rank: Int32Array;
  readonly #ratio: Float64Array;
  #worstCount = 0;
  /** By site: which parts of its traffic meet which worst arc, as a stretch of the pool. */
  readonly #first: Int32Array;
  readonly #count: Int32Array;
  #poolRank = new Int32Array(256);
  #poolShare = new Float64Array(256);
  readonly #sum: Float64Array;
  readonly #met: Int32Array;

  constructor(graph: TrafficGraph, trees: DestinationTrees) {
    const { siteCount, linkCount } = graph;
    const { classCount, destinations } = trees;
    this.#graph = graph;
    this.#trees = trees;
    this.connectedKbps = new Float64Array(classCount);
    this.servedKbps = new Float64Array(classCount);
    this.#order = Int32Array.from({ length: destinations.length * siteCount }, (_, place) => place % siteCount);
    this.#entering = new Float64Array(siteCount * classCount);
    this.#load = new Float64Array(2 * linkCount * classCount);
    this.#fraction = new Float64Array(destinations.length * siteCount * classCount);
    this.#worst = new Int32Array(2 * linkCount);
    this.#rank = new Int32Array(2 * linkCount);
    this.#ratio = new Float64Array(2 * linkCount);
    this.#first = new Int32Array(siteCount);
    this.#count = new Int32Array(siteCount);
    this.#sum = new Float64Array(2 * linkCount + 1);
    this.#met = new Int32Array(2 * linkCount + 1);
  }

  share(): void {
    const { destinations, classCount } = this.#trees;
    this.#trees.sumConnected(this.connectedKbps);
    this.#load.fill(0);
    for (let row = 0; row < destinations.length; row++) {
      this.#sortRow(row);
      this.#addLoad(row);
    }
    for (let k = 0; k < classCount; k++) {
      this.#rankArcs(k);
      let refused = 0;
      for (let row = 0; row < destinations.length; row++) refused += this.#thin(row, k);
      this.servedKbps[k] = this.connectedKbps[k] - refused;
    }
  }

  /** What is offered to an arc is known only once it is split. */
  isFree(): boolean {
    return false;
  }

  fractions(row: number, into: Float64Array): void {
    const { siteCount } = this.#graph;
    const { classCount } = this.#trees;
    for (let site = 0; site < siteCount; site++)
      for (let k = 0; k < classCount; k++)
        into[k * siteCount + site] = this.#fraction[(row * siteCount + site) * classCount + k];
  }

  /** By insertion: from state to state little moves. */
  #sortRow(row: number): void {
    const { siteCount } = this.#graph;
    const { label } = this.#trees;
    const order = this.#order;
    const base = row * siteCount;
    for (let place = base + 1; place < base + siteCount; place++) {
      const site = order[place];
      const key = label[base + site];
      let at = place;
      for (; at > base; at--) {
        const before = order[at - 1];
        if (label[base + before] < key || (label[base + before] === key && before < site)) break;
        order[at] = before;
      }
      order[at] = site;
    }
  }

  #metresFrom(cell: number): number {
    return Math.floor(this.#trees.label[cell] / this.#graph.hopUnit);
  }

  #isTight(base: number, arc: number, metresHere: number): boolean {
    const { head, metres, isTerminal } = this.#graph;
    const to = base + head[arc];
    return (
      this.#trees.linkDown[arc >> 1] === 0 &&
      this.#metresFrom(to) + metres[arc >> 1] === metresHere &&
      (isTerminal[head[arc]] === 0 || this.#trees.label[to] === 0)
    );
  }

  #countTight(base: number, site: number): number {
    const { firstLeaving, leaving } = this.#graph;
    const metresHere = this.#metresFrom(base + site);
    let tight = 0;
    for (let place = firstLeaving[site]; place < firstLeaving[site + 1]; place++)
      if (this.#isTight(base, leaving[place], metresHere)) tight++;
    return tight;
  }

  /** Leaves what each site itself sends in `entering`: what hangs on the tree through it less what comes from elsewhere. */
  #enter(base: number): void {
    const { siteCount, head } = this.#graph;
    const { flow, next, classCount: K } = this.#trees;
    const entering = this.#entering;
    for (let cell = 0; cell < siteCount * K; cell++) entering[cell] = flow[base * K + cell];
    for (let site = 0; site < siteCount; site++) {
      const arc = next[base + site];
      if (arc < 0) continue;
      for (let k = 0; k < K; k++) entering[head[arc] * K + k] -= flow[(base + site) * K + k];
    }
  }

  #addLoad(row: number): void {
    const { siteCount, head, firstLeaving, leaving } = this.#graph;
    const { label, classCount: K } = this.#trees;
    const base = row * siteCount;
    const entering = this.#entering;
    const load = this.#load;
    this.#enter(base);
    for (let place = siteCount - 1; place > 0; place--) {
      const site = this.#order[base + place];
      if (label[base + site] === Number.POSITIVE_INFINITY) continue;
      const metresHere = this.#metresFrom(base + site);
      const tight = this.#countTight(base, site);
      for (let slot = firstLeaving[site]; slot < firstLeaving[site + 1]; slot++) {
        const arc = leaving[slot];
        if (!this.#isTight(base, arc, metresHere)) continue;
        for (let k = 0; k < K; k++) {
          const part = entering[site * K + k] / tight;
          load[arc * K + k] += part;
          entering[head[arc] * K + k] += part;
        }
      }
    }
  }

  /** Finds the arcs that thin a class, and in which order of badness. */
  #rankArcs(k: number): void {
    const { capacityKbps } = this.#graph;
    const K = this.#trees.classCount;
    const load = this.#load;
    const ratio = this.#ratio;
    const worst = this.#worst;
    const rank = this.#rank;
    let count = 0;
    for (let arc = 0; arc < ratio.length; arc++) {
      let left = capacityKbps[arc >> 1];
      for (let j = 0; j < k; j++) left -= load[arc * K + j];
      if (load[arc * K + k] <= left || load[arc * K + k] === 0) continue;
      ratio[arc] = Math.max(0, left) / load[arc * K + k];
      worst[count++] = arc;
    }
    worst.subarray(0, count).sort((a, b) => ratio[a] - ratio[b] || a - b);
    rank.fill(count);
    for (let place = 0; place < count; place++) rank[worst[place]] = place;
    this.#worstCount = count;
  }

  /** Works out the fractions of a class to a destination; tells how many kbit/s are refused. */
  #thin(row: number, k: number): number {
    const { siteCount, head, firstLeaving, leaving } = this.#graph;
    const { label, classCount: K, destinations } = this.#trees;
    const base = row * siteCount;
    const none = this.#worstCount;
    const first = this.#first;
    const count = this.#count;
    const rank = this.#rank;
    const sum = this.#sum;
    const met = this.#met;
    const destination = destinations[row];
    this.#enter(base);
    this.#poolRank[0] = none;
    this.#poolShare[0] = 1;
    first[destination] = 0;
    count[destination] = 1;
    let end = 1;
    let refused = 0;
    this.#fraction[(base + destination) * K + k] = 1;
    for (let place = 1; place < siteCount; place++) {
      const site = this.#order[base + place];
      if (label[base + site] === Number.POSITIVE_INFINITY) {
        this.#fraction[(base + site) * K + k] = 0;
        continue;
      }
      const metresHere = this.#metresFrom(base + site);
      const tight = this.#countTight(base, site);
      let metCount = 0;
      first[site] = end;
      for (let slot = firstLeaving[site]; slot < firstLeaving[site + 1]; slot++) {
        const arc = leaving[slot];
        if (!this.#isTight(base, arc, metresHere)) continue;
        const beyond = head[arc];
        if (tight === 1 && rank[arc] === none) {
          first[site] = first[beyond];
          count[site] = count[beyond];
          break;
        }
        for (let part = first[beyond]; part < first[beyond] + count[beyond]; part++) {
          const bad = Math.min(rank[arc], this.#poolRank[part]);
          if (sum[bad] === 0) met[metCount++] = bad;
          sum[bad] += this.#poolShare[part] / tight;
        }
      }
      if (metCount > 0) {
        while (end + metCount > this.#poolRank.length) this.#growPool();
        count[site] = metCount;
        for (let at = 0; at < metCount; at++) {
          this.#poolRank[end] = met[at];
          this.#poolShare[end++] = metCount === 1 ? 1 : sum[met[at]];
          sum[met[at]] = 0;
        }
      }
      let lost = 0;
      for (let part = first[site]; part < first[site] + count[site]; part++)
        if (this.#poolRank[part] < none)
          lost += this.#poolShare[part] * (1 - this.#ratio[this.#worst[this.#poolRank[part]]]);
      if (lost > 1) lost = 1;
      this.#fraction[(base + site) * K + k] = 1 - lost;
      refused += this.#entering[site * K + k] * lost;
    }
    return refused;
  }

  #growPool(): void {
    const ranks = this.#poolRank;
    const shares = this.#poolShare;
    this.#poolRank = new Int32Array(2 * ranks.length);
    this.#poolRank.set(ranks);
    this.#poolShare = new Float64Array(2 * shares.length);
    this.#poolShare.set(shares);
  }
}
