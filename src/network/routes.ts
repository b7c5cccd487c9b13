/** The way of each site's traffic to the reference while elements are up: a forest of shortest paths, rooted where service is. */
import type { Network } from './network.ts';

/** Every gateway that is up is a root. */
export const GATEWAYS = -1;

/**
 * Shortest paths by length from every site to the nearest root. Dijkstra (1959), Numer. Math. 1:269-271, from all roots
 * at once, over a binary heap of sites. Satellites in space and the links to them are left out. Sites at one distance
 * are settled in the order of their indices, and of equal ways the one over the lowest link is taken. So a site keeps
 * its way when an element that is not on it fails.
 */
export class Routes {
  /** Length of the way of each site, km; Infinity for a site that is down or reaches no root. */
  readonly km: Float64Array;
  /** The first link of the way of each site, and the site at its other end; -1 at a root and off the forest. */
  readonly parentLink: Int32Array;
  readonly parentSite: Int32Array;
  /** Sites of the forest, a parent before its children; the first `count` are of use. */
  readonly order: Int32Array;
  count = 0;
  readonly #network: Network;
  /** The site at the other end of each place of `network.incident`. */
  readonly #other: Int32Array;
  readonly #gateways: Int32Array;
  readonly #heap: Int32Array;
  /** Place of each site in the heap; -1 before it is met, -2 once it is settled. */
  readonly #place: Int32Array;
  #length = 0;

  constructor(network: Network) {
    const { siteCount, from, to, firstIncident, incident, isGateway } = network;
    this.#network = network;
    this.km = new Float64Array(siteCount);
    this.parentLink = new Int32Array(siteCount);
    this.parentSite = new Int32Array(siteCount);
    this.order = new Int32Array(siteCount);
    this.#heap = new Int32Array(siteCount);
    this.#place = new Int32Array(siteCount);
    this.#other = new Int32Array(incident.length);
    for (let site = 0; site < siteCount; site++)
      for (let slot = firstIncident[site]; slot < firstIncident[site + 1]; slot++)
        this.#other[slot] = from[incident[slot]] === site ? to[incident[slot]] : from[incident[slot]];
    this.#gateways = Int32Array.from([...isGateway.keys()].filter((site) => isGateway[site] === 1));
  }

  /**
   * Works the forest out anew.
   * @param siteDown, linkDown an element is up when its entry is 0
   * @param linkKm length of each link, km, 0 or more
   * @param root a site, or {@link GATEWAYS}; a root that is down has no tree
   */
  rebuild(
    siteDown: Int32Array | Uint8Array,
    linkDown: Int32Array | Uint8Array,
    linkKm: Float64Array,
    root: number,
  ): void {
    const { firstIncident, incident, isSpace, isSpaceLink } = this.#network;
    const { km, parentLink, parentSite, order } = this;
    const heap = this.#heap;
    const place = this.#place;
    const other = this.#other;
    km.fill(Number.POSITIVE_INFINITY);
    parentLink.fill(-1);
    parentSite.fill(-1);
    place.fill(-1);
    this.count = 0;
    this.#length = 0;
    if (root === GATEWAYS) for (const gateway of this.#gateways) this.#plant(gateway, siteDown);
    else this.#plant(root, siteDown);
    while (this.#length > 0) {
      const site = heap[0];
      place[site] = -2;
      const last = heap[--this.#length];
      if (this.#length > 0) this.#sink(last);
      order[this.count++] = site;
      const reached = km[site];
      for (let slot = firstIncident[site]; slot < firstIncident[site + 1]; slot++) {
        const link = incident[slot];
        const next = other[slot];
        if (linkDown[link] > 0 || isSpaceLink[link] === 1) continue;
        if (place[next] === -2 || siteDown[next] > 0 || isSpace[next] === 1) continue;
        const there = reached + linkKm[link];
        if (there > km[next] || (there === km[next] && link > parentLink[next])) continue;
        parentLink[next] = link;
        parentSite[next] = site;
        if (there === km[next]) continue;
        km[next] = there;
        this.#rise(next, place[next] < 0 ? this.#length++ : place[next]);
      }
    }
  }

  #plant(root: number, siteDown: Int32Array | Uint8Array): void {
    if (siteDown[root] > 0 || this.#network.isSpace[root] === 1) return;
    this.km[root] = 0;
    this.#rise(root, this.#length++);
  }

  /** Puts a site at a place of the heap or above it. */
  #rise(site: number, from: number): void {
    const { km } = this;
    const heap = this.#heap;
    const reached = km[site];
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (km[parent] < reached || (km[parent] === reached && parent < site)) break;
      heap[at] = parent;
      this.#place[parent] = at;
      at = above;
    }
    heap[at] = site;
    this.#place[site] = at;
  }

  /** Puts a site at the top of the heap or below it. */
  #sink(site: number): void {
    const { km } = this;
    const heap = this.#heap;
    const length = this.#length;
    const reached = km[site];
    let at = 0;
    for (const half = length >> 1; at < half; ) {
      let below = 2 * at + 1;
      const right = below + 1;
      if (right < length) {
        const a = km[heap[below]];
        const b = km[heap[right]];
        if (b < a || (b === a && heap[right] < heap[below])) below = right;
      }
      const child = heap[below];
      if (km[child] > reached || (km[child] === reached && child > site)) break;
      heap[at] = child;
      this.#place[child] = at;
      at = below;
    }
    heap[at] = site;
    this.#place[site] = at;
  }
}
