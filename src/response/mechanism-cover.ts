/** Whether a protection of a link works at the moment the link fails, and how fast. */
import { type Draws, PURPOSE } from '../engine/draws.ts';
import type { Network } from '../network/network.ts';
import { latencyHours } from './mechanism.ts';
import { type Cover, hasRoom, type MachinePlan, sharesRisk } from './mechanism-plan.ts';

/** Which elements are up at the moment of a failure, the failure included. */
export interface Standing {
  readonly siteFaults: Int32Array;
  readonly linkFaults: Int32Array;
  /** Hour at which each link was repaired last; -Infinity for one that never failed. */
  readonly linkUpSince: Float64Array;
}

/** The protections of a plan. It holds scratch memory for the search of bypasses and no state of a replication. */
export class Protections {
  readonly #plan: MachinePlan;
  readonly #network: Network;
  readonly #queue: Int32Array;
  /** Number of the search in which each site was met last. */
  readonly #met: Int32Array;
  #search = 0;

  constructor(plan: MachinePlan, network: Network) {
    this.#plan = plan;
    this.#network = network;
    this.#queue = new Int32Array(network.siteCount);
    this.#met = new Int32Array(network.siteCount);
  }

  /**
   * Hours for which the traffic of a link that fails at `time` is without service: those of the fastest protection that
   * works, Infinity when none does. The caller has set `draws.event` to the fault.
   */
  hours(link: number, time: number, standing: Standing, draws: Draws, handle: number): number {
    const covers = this.#plan.covers[link];
    let least = Number.POSITIVE_INFINITY;
    for (let place = 0; place < covers.length; place++) {
      const cover = covers[place];
      if (!this.#works(cover, link, time, standing)) continue;
      const hours = latencyHours(cover.latency, draws, handle, PURPOSE.protect);
      if (hours < least) least = hours;
    }
    return least;
  }

  #works(cover: Cover, link: number, time: number, standing: Standing): boolean {
    if (cover.kind === 'bypass') return this.#hasBypass(link, standing);
    if (!cover.fits) return false;
    const { siteFaults, linkFaults, linkUpSince } = standing;
    const { backup, sites } = cover;
    for (let place = 0; place < sites.length; place++) if (siteFaults[sites[place]] > 0) return false;
    for (let place = 0; place < backup.length; place++) {
      if (linkFaults[backup[place]] > 0) return false;
      // A ring whose spare capacity carries the traffic of another span protects nothing until it has reverted.
      if (cover.kind === 'ring' && linkUpSince[backup[place]] + cover.revertHours > time) return false;
    }
    return true;
  }

  /** Whether a way of one operator leads around a link, over links with room that share no risk with it (in breadth). */
  #hasBypass(link: number, { siteFaults, linkFaults }: Standing): boolean {
    const { links, from, to, firstIncident, incident, isSpaceLink } = this.#network;
    const { operator, riskGroup, capacityGbps } = links[link];
    const goal = to[link];
    if (siteFaults[from[link]] > 0 || siteFaults[goal] > 0) return false;
    const queue = this.#queue;
    const met = this.#met;
    const search = ++this.#search;
    let length = 0;
    queue[length++] = from[link];
    met[from[link]] = search;
    for (let place = 0; place < length; place++) {
      const site = queue[place];
      if (site === goal) return true;
      for (let slot = firstIncident[site]; slot < firstIncident[site + 1]; slot++) {
        const way = incident[slot];
        if (way === link || linkFaults[way] > 0 || isSpaceLink[way] === 1) continue;
        const next = from[way] === site ? to[way] : from[way];
        if (met[next] === search || siteFaults[next] > 0) continue;
        const one = links[way];
        if (one.operator !== operator || sharesRisk(riskGroup, one.riskGroup)) continue;
        if (!hasRoom(capacityGbps, one.capacityGbps)) continue;
        met[next] = search;
        queue[length++] = next;
      }
    }
    return false;
  }
}
