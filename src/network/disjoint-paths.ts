/** The shortest path of each pair of sites, and its pair of link-disjoint paths of least total length. */
import { assert } from '../engine/assert.ts';
import type { Network } from './network.ts';
import { Routes } from './routes.ts';
import { bridges } from './structure.ts';

/** Lengths are compared in steps of 1 cm: sums of steps are exact, so that equal ways are equal. */
const FINEST_STEP_KM = 1e-5;
const LARGEST_EXACT = 2 ** 52;

/**
 * Suurballe (1974), Networks 4:125-145, in the form of Bhandari (1999), "Survivable Networks", ch. 3, with the node
 * potentials of Suurballe and Tarjan (1984), Networks 14:325-336. Of ways of one length that of fewer links is taken,
 * then that over the lower links. Links to satellites in space are left out.
 *
 * A link without which the two sites part (a bridge) lies on every way: both paths of a pair then run over it, and over
 * nothing else in common, so the pair is as disjoint as the network allows.
 */
export class DisjointPaths {
  /** Links of the pair found last: `pathLinks[0][0]` to `pathLinks[0][pathLength[0] - 1]`, from the source; so for 1. */
  readonly pathLinks: readonly [Int32Array, Int32Array];
  readonly pathLength = new Int32Array(2);
  readonly #network: Network;
  readonly #tree: Routes;
  /** Length in whole steps, times a number above any count of links, plus one: length first, links second. */
  readonly cost: Float64Array;
  readonly #noSiteDown: Uint8Array;
  readonly #linkLeftOut: Uint8Array;
  readonly #isBridge: Uint8Array;
  /** 1 for a link of the first path, which is entered from `#tree.parentSite` of its far end. */
  readonly #isOnFirst: Uint8Array;
  readonly #reduced: Float64Array;
  readonly #entryLink: Int32Array;
  readonly #entrySite: Int32Array;
  readonly #isSettled: Uint8Array;
  readonly #heapCost: Float64Array;
  readonly #heapSite: Int32Array;
  #heapLength = 0;
  /** Up to two links by which the pair leaves each site; -1 for none. */
  readonly #leaving: Int32Array;
  #source = -1;

  /** @param lengthKm of each link, 0 or more */
  constructor(network: Network, lengthKm: Float64Array) {
    const { siteCount, linkCount, incident } = network;
    this.#network = network;
    this.#tree = new Routes(network);
    this.#noSiteDown = new Uint8Array(siteCount);
    this.#linkLeftOut = network.isSpaceLink;
    this.#isBridge = new Uint8Array(linkCount);
    for (const link of bridges(network)) this.#isBridge[link] = 1;
    const linkWeight = 2 * siteCount + 1;
    const totalKm = lengthKm.reduce((sum, km) => sum + km, 0);
    const stepKm = Math.max(FINEST_STEP_KM, (2 * totalKm * linkWeight) / LARGEST_EXACT);
    this.cost = lengthKm.map((km) => Math.round(km / stepKm) * linkWeight + 1);
    this.#isOnFirst = new Uint8Array(linkCount);
    this.#reduced = new Float64Array(siteCount);
    this.#entryLink = new Int32Array(siteCount);
    this.#entrySite = new Int32Array(siteCount);
    this.#isSettled = new Uint8Array(siteCount);
    this.#heapCost = new Float64Array(incident.length + 1);
    this.#heapSite = new Int32Array(incident.length + 1);
    this.#leaving = new Int32Array(2 * siteCount).fill(-1);
    this.pathLinks = [new Int32Array(siteCount), new Int32Array(siteCount)];
  }

  /** Sets the source of the paths that are asked for next. */
  from(source: number): void {
    this.#source = source;
    this.#tree.rebuild(this.#noSiteDown, this.#linkLeftOut, this.cost, source);
  }

  /** Whether any way leads from the source to a site. */
  reaches(target: number): boolean {
    return this.#tree.km[target] < Number.POSITIVE_INFINITY;
  }

  /** Whether some two sites part without a link. */
  isBridge(link: number): boolean {
    return this.#isBridge[link] === 1;
  }

  /** Puts the shortest path to a reached site, from its end to the source, into `into`. @returns how many links it has */
  shortest(target: number, into: Int32Array): number {
    const { parentLink, parentSite } = this.#tree;
    let length = 0;
    for (let site = target; site !== this.#source; site = parentSite[site]) into[length++] = parentLink[site];
    return length;
  }

  /** Puts the pair to a reached site into `pathLinks`. @returns how many links both of its paths use: bridges */
  pair(target: number): number {
    assert(this.reaches(target), 'a pair of paths to a site that no path reaches');
    const { parentLink, parentSite } = this.#tree;
    const isOnFirst = this.#isOnFirst;
    const isBridge = this.#isBridge;
    const leaving = this.#leaving;
    for (let site = target; site !== this.#source; site = parentSite[site]) isOnFirst[parentLink[site]] = 1;
    this.#searchSecond(target);
    let shared = 0;
    for (let site = target; site !== this.#source; site = this.#entrySite[site]) {
      const link = this.#entryLink[site];
      // A link that the second path runs back along is on neither.
      if (isOnFirst[link] === 0) this.#leave(this.#entrySite[site], link);
      else if (isBridge[link] === 1) shared++;
      else isOnFirst[link] = 0;
    }
    for (let site = target; site !== this.#source; site = parentSite[site]) {
      const link = parentLink[site];
      if (isOnFirst[link] === 0) continue;
      this.#leave(parentSite[site], link);
      if (isBridge[link] === 1) this.#leave(parentSite[site], link);
      isOnFirst[link] = 0;
    }
    for (let path = 0; path < 2; path++) {
      const links = this.pathLinks[path];
      let length = 0;
      for (let site = this.#source; site !== target; ) {
        const link = leaving[2 * site];
        leaving[2 * site] = leaving[2 * site + 1];
        leaving[2 * site + 1] = -1;
        links[length++] = link;
        site = this.#otherEnd(link, site);
      }
      this.pathLength[path] = length;
    }
    return shared;
  }

  /** Notes that the pair leaves a site by a link, the lower link first. */
  #leave(site: number, link: number): void {
    const leaving = this.#leaving;
    const first = leaving[2 * site];
    leaving[2 * site] = first < 0 ? link : Math.min(first, link);
    leaving[2 * site + 1] = first < 0 ? -1 : Math.max(first, link);
  }

  #otherEnd(link: number, site: number): number {
    const { from, to } = this.#network;
    return from[link] === site ? to[link] : from[link];
  }

  /** Dijkstra over what the first path leaves: its links only backwards, at no cost, but bridges forwards once more. */
  #searchSecond(target: number): void {
    const { firstIncident, incident } = this.#network;
    const { km: potential, parentLink } = this.#tree;
    const cost = this.cost;
    const reduced = this.#reduced;
    const isSettled = this.#isSettled;
    reduced.fill(Number.POSITIVE_INFINITY);
    isSettled.fill(0);
    this.#heapLength = 0;
    reduced[this.#source] = 0;
    this.#push(0, this.#source);
    while (this.#heapLength > 0) {
      const site = this.#pop();
      if (isSettled[site] === 1) continue;
      isSettled[site] = 1;
      if (site === target) return;
      for (let slot = firstIncident[site]; slot < firstIncident[site + 1]; slot++) {
        const link = incident[slot];
        const next = this.#otherEnd(link, site);
        if (this.#linkLeftOut[link] === 1 || isSettled[next] === 1) continue;
        const isForwards = parentLink[next] === link;
        if (this.#isOnFirst[link] === 1 && isForwards && this.#isBridge[link] === 0) continue;
        const there =
          reduced[site] + (this.#isOnFirst[link] === 1 ? 0 : cost[link] + potential[site] - potential[next]);
        if (there > reduced[next] || (there === reduced[next] && link > this.#entryLink[next])) continue;
        this.#entryLink[next] = link;
        this.#entrySite[next] = site;
        if (there === reduced[next]) continue;
        reduced[next] = there;
        this.#push(there, next);
      }
    }
    assert(false, 'a site that the first path reaches has no second');
  }

  #push(cost: number, site: number): void {
    const costs = this.#heapCost;
    const sites = this.#heapSite;
    let place = this.#heapLength++;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (costs[above] < cost || (costs[above] === cost && sites[above] <= site)) break;
      costs[place] = costs[above];
      sites[place] = sites[above];
      place = above;
    }
    costs[place] = cost;
    sites[place] = site;
  }

  #pop(): number {
    const costs = this.#heapCost;
    const sites = this.#heapSite;
    const top = sites[0];
    const length = --this.#heapLength;
    const cost = costs[length];
    const site = sites[length];
    let place = 0;
    for (const half = length >> 1; place < half; ) {
      let below = 2 * place + 1;
      const right = below + 1;
      if (
        right < length &&
        (costs[right] < costs[below] || (costs[right] === costs[below] && sites[right] < sites[below]))
      )
        below = right;
      if (costs[below] > cost || (costs[below] === cost && sites[below] >= site)) break;
      costs[place] = costs[below];
      sites[place] = sites[below];
      place = below;
    }
    costs[place] = cost;
    sites[place] = site;
    return top;
  }
}
