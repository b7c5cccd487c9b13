/** How much worse a damaged backbone connects demands with sources, and everybody with everybody, than the intact one. */
import type { Network } from './network.ts';

/**
 * Four losses, each from 0 (as before) to 1 (nothing is left), over hops. Definitions as in the infrastructure risk of
 * OpenQuake (engine manual 3.16 on), after Poljansek et al. (2012), Earthq. Eng. Struct. Dyn. 41:61-79, and Latora &
 * Marchiori (2001), Phys. Rev. Lett. 87:198701. Demands that reached no source before anything broke are left out;
 * satellites in space are no part of the graph.
 */
export class ConnectivityLoss {
  /** Share of the demands that reach no source any more. */
  complete = 0;
  /** 1 - sources reached after / before, mean over demands. */
  partial = 0;
  /** 1 - (n sum 1/hops) after / before, over the n sources that a demand reaches, mean over demands. */
  weighted = 0;
  /** 1 - global efficiency after / before; the efficiency is the mean of 1/hops over ordered pairs of all sites, up or not. */
  efficiency = 0;
  readonly #network: Network;
  readonly #demands: readonly number[];
  readonly #isSource: Uint8Array;
  readonly #hops: Int32Array;
  readonly #queue: Int32Array;
  /** Per demand before anything broke: sources reached, and the sum of 1/hops to them. */
  readonly #reachedBefore: Float64Array;
  readonly #nearnessBefore: Float64Array;
  readonly #efficiencyBefore: number;
  #reached = 0;
  #nearness = 0;

  /** @param sources, demands sites by index; a site that is both does not count as its own source */
  constructor(network: Network, sources: readonly number[], demands: readonly number[]) {
    const { siteCount, linkCount } = network;
    this.#network = network;
    this.#isSource = new Uint8Array(siteCount);
    for (const source of sources) this.#isSource[source] = 1;
    this.#hops = new Int32Array(siteCount);
    this.#queue = new Int32Array(siteCount);
    const siteFaults = new Int32Array(siteCount);
    const linkFaults = new Int32Array(linkCount);
    const before = demands.map((demand) => {
      this.#reach(demand, siteFaults, linkFaults);
      return { demand, reached: this.#reached, nearness: this.#nearness };
    });
    const able = before.filter(({ reached }) => reached > 0);
    this.#demands = able.map(({ demand }) => demand);
    this.#reachedBefore = Float64Array.from(able, ({ reached }) => reached);
    this.#nearnessBefore = Float64Array.from(able, ({ nearness }) => nearness);
    this.#efficiencyBefore = this.#nearnessOfAll(siteFaults, linkFaults);
  }

  /** Works the four losses out from the open faults of each site and each link: an element is up when it has none. */
  measure(siteFaults: Int32Array, linkFaults: Int32Array): void {
    const demands = this.#demands;
    let complete = 0;
    let partial = 0;
    let weighted = 0;
    for (let place = 0; place < demands.length; place++) {
      this.#reach(demands[place], siteFaults, linkFaults);
      if (this.#reached === 0) complete++;
      const share = this.#reached / this.#reachedBefore[place];
      partial += 1 - share;
      weighted += 1 - (share * this.#nearness) / this.#nearnessBefore[place];
    }
    const count = Math.max(1, demands.length);
    this.complete = complete / count;
    this.partial = partial / count;
    this.weighted = weighted / count;
    this.efficiency =
      this.#efficiencyBefore === 0 ? 0 : 1 - this.#nearnessOfAll(siteFaults, linkFaults) / this.#efficiencyBefore;
  }

  /** Counts the sources that a site reaches, and sums 1/hops to them. */
  #reach(from: number, siteFaults: Int32Array, linkFaults: Int32Array): void {
    const count = this.#search(from, siteFaults, linkFaults);
    this.#reached = 0;
    this.#nearness = 0;
    for (let place = 1; place < count; place++) {
      const site = this.#queue[place];
      if (this.#isSource[site] === 0) continue;
      this.#reached++;
      this.#nearness += 1 / this.#hops[site];
    }
  }

  /** Sum of 1/hops over ordered pairs. */
  #nearnessOfAll(siteFaults: Int32Array, linkFaults: Int32Array): number {
    let sum = 0;
    for (let site = 0; site < this.#network.siteCount; site++) {
      const count = this.#search(site, siteFaults, linkFaults);
      for (let place = 1; place < count; place++) sum += 1 / this.#hops[this.#queue[place]];
    }
    return sum;
  }

  /** Breadth first from a site: those it reaches stand in the queue, itself first. How many; 0 when it is down. */
  #search(from: number, siteFaults: Int32Array, linkFaults: Int32Array): number {
    const { firstIncident, incident, isSpace, isSpaceLink, from: ends, to } = this.#network;
    const hops = this.#hops;
    const queue = this.#queue;
    if (siteFaults[from] > 0 || isSpace[from] === 1) return 0;
    hops.fill(-1);
    hops[from] = 0;
    queue[0] = from;
    let count = 1;
    for (let place = 0; place < count; place++) {
      const site = queue[place];
      for (let slot = firstIncident[site]; slot < firstIncident[site + 1]; slot++) {
        const link = incident[slot];
        const next = ends[link] === site ? to[link] : ends[link];
        if (linkFaults[link] > 0 || isSpaceLink[link] === 1 || siteFaults[next] > 0 || hops[next] >= 0) continue;
        hops[next] = hops[site] + 1;
        queue[count++] = next;
      }
    }
    return count;
  }
}
