/** Which sites reach each other and who reaches the world. A restored element joins groups; a failed one calls for a rebuild. */
import type { Network } from './network.ts';

/** What it means to be connected: to reach a gateway that is up, or to stand in the most populous group of sites. */
export type Reference = 'gateway' | 'largest-component';

/** In place of a parent: the root of no sites, which is a site that is down, and of one. */
const DOWN = ~0;
const ALONE = ~1;

/** Union by size over the sites that are up. Satellites in space and the links to them are left out: they are no backhaul. */
export class Reachability {
  /** Unordered pairs of sites that are up and reach each other. */
  connectedPairs = 0;
  /** People whose site is up and connected to the reference. */
  connectedPeople = 0;
  readonly #network: Network;
  readonly #byGateway: boolean;
  /** The site above each in its group; of the root of a group, minus one less how many sites it has: -1 for a site that is down. */
  readonly #parent: Int32Array;
  readonly #people: Float64Array;
  readonly #gateways: Int32Array;
  /** The two sites of each link, one after the other, and the site across each incident link; -1 where one is in space. */
  readonly #ends: Int32Array;
  readonly #across: Int32Array;
  /** The sites of each group that is not served, in a circle; right while {@link isFollowed}. */
  readonly #next: Int32Array;
  /** Sites that have come to be served since somebody last set {@link arrivedCount} to 0; right while {@link isFollowed}. */
  readonly arrived: Int32Array;
  arrivedCount = 0;
  isFollowed = false;
  #largest = -1;

  constructor(network: Network, reference: Reference) {
    const { siteCount, linkCount, from, to, isSpaceLink, firstIncident, incident } = network;
    this.#network = network;
    this.#byGateway = reference === 'gateway';
    this.#parent = new Int32Array(siteCount).fill(DOWN);
    this.#people = new Float64Array(siteCount);
    this.#gateways = new Int32Array(siteCount);
    this.#next = new Int32Array(siteCount);
    this.arrived = new Int32Array(siteCount);
    this.#ends = new Int32Array(2 * linkCount);
    for (let link = 0; link < linkCount; link++) {
      this.#ends[2 * link] = isSpaceLink[link] === 1 ? -1 : from[link];
      this.#ends[2 * link + 1] = isSpaceLink[link] === 1 ? -1 : to[link];
    }
    this.#across = new Int32Array(incident.length);
    for (let site = 0; site < siteCount; site++)
      for (let place = firstIncident[site]; place < firstIncident[site + 1]; place++) {
        const link = incident[place];
        this.#across[place] = isSpaceLink[link] === 1 ? -1 : from[link] === site ? to[link] : from[link];
      }
  }

  /** Starts anew from the open faults of each site and each link: an element is up when it has none. Hot. */
  rebuild(siteFaults: Int32Array, linkFaults: Int32Array): void {
    const { siteCount, linkCount, isSpace, isGateway, population } = this.#network;
    this.connectedPairs = 0;
    this.connectedPeople = 0;
    this.#largest = -1;
    this.isFollowed = false;
    const parent = this.#parent;
    const ends = this.#ends;
    const people = this.#people;
    const gateways = this.#gateways;
    if (!this.#byGateway) {
      parent.fill(DOWN);
      for (let site = 0; site < siteCount; site++) if (siteFaults[site] === 0 && isSpace[site] === 0) this.#open(site);
      for (let link = 0; link < linkCount; link++) if (linkFaults[link] === 0) this.join(link);
      return;
    }
    let connectedPeople = 0;
    for (let site = 0; site < siteCount; site++) {
      const isUp = siteFaults[site] === 0 && isSpace[site] === 0;
      parent[site] = isUp ? ALONE : DOWN;
      people[site] = population[site];
      gateways[site] = isGateway[site];
      if (isUp && isGateway[site] === 1) connectedPeople += population[site];
    }
    let connectedPairs = 0;
    // As in #unite, with nothing looked up twice.
    for (let link = 0; link < linkCount; link++) {
      if (linkFaults[link] !== 0) continue;
      const from = ends[2 * link];
      if (from < 0) continue;
      const a = rootIn(parent, from);
      const b = rootIn(parent, ends[2 * link + 1]);
      if (a === b) continue;
      const sizeA = ~parent[a];
      const sizeB = ~parent[b];
      const pairs = sizeA * sizeB;
      if (pairs === 0) continue;
      connectedPairs += pairs;
      const gatewaysA = gateways[a];
      const gatewaysB = gateways[b];
      if (gatewaysA > 0 !== gatewaysB > 0) connectedPeople += people[gatewaysA > 0 ? b : a];
      const root = sizeA < sizeB ? b : a;
      const other = sizeA < sizeB ? a : b;
      parent[other] = root;
      parent[root] = ~(sizeA + sizeB);
      people[root] += people[other];
      gateways[root] = gatewaysA + gatewaysB;
    }
    this.connectedPeople = connectedPeople;
    this.connectedPairs = connectedPairs;
  }

  /** Joins the groups at the ends of a link that is up; nothing happens when an end is down or in space. */
  join(link: number): void {
    const from = this.#ends[2 * link];
    if (from < 0) return;
    this.#unite(this.#root(from), this.#root(this.#ends[2 * link + 1]));
  }

  #unite(one: number, another: number): void {
    const parent = this.#parent;
    const sizeOne = ~parent[one];
    const sizeOther = ~parent[another];
    if (one === another || sizeOne === 0 || sizeOther === 0) return;
    const a = sizeOne < sizeOther ? another : one;
    const b = sizeOne < sizeOther ? one : another;
    this.connectedPairs += sizeOne * sizeOther;
    if (this.#byGateway) {
      const servedA = this.#gateways[a] > 0;
      const servedB = this.#gateways[b] > 0;
      if (servedA !== servedB) this.connectedPeople += this.#people[servedA ? b : a];
      if (this.isFollowed) this.#follow(a, servedA, b, servedB);
    }
    parent[b] = a;
    parent[a] = ~(sizeOne + sizeOther);
    this.#people[a] += this.#people[b];
    this.#gateways[a] += this.#gateways[b];
    if (!this.#byGateway) this.#measure(a);
  }

  /** A site may come back: when it has no open fault left it joins every neighbour whose link is up. */
  raise(site: number, linkFaults: Int32Array, siteFaults: Int32Array): void {
    if (siteFaults[site] > 0 || this.#parent[site] !== DOWN || this.#network.isSpace[site] === 1) return;
    this.#open(site);
    const { firstIncident, incident } = this.#network;
    const across = this.#across;
    for (let place = firstIncident[site]; place < firstIncident[site + 1]; place++)
      if (across[place] >= 0 && linkFaults[incident[place]] === 0)
        this.#unite(this.#root(site), this.#root(across[place]));
  }

  /**
   * From now on, until something fails, the sites that come to be served are listed in {@link arrived}: what changes costs
   * time, not what there is. Nothing is listed where the most populous group counts, which may change as a whole.
   */
  follow(): void {
    if (this.isFollowed || !this.#byGateway) return;
    this.isFollowed = true;
    this.arrivedCount = 0;
    const next = this.#next;
    const parent = this.#parent;
    for (let site = 0; site < next.length; site++) next[site] = site;
    for (let site = 0; site < next.length; site++) {
      if (parent[site] < 0) continue;
      const root = rootIn(parent, site);
      if (this.#gateways[root] > 0) continue;
      next[site] = next[root];
      next[root] = site;
    }
  }

  /** Two groups become one: both in one circle, or one of them served. */
  #follow(a: number, servedA: boolean, b: number, servedB: boolean): void {
    const next = this.#next;
    if (servedA && servedB) return;
    if (!servedA && !servedB) {
      const after = next[a];
      next[a] = next[b];
      next[b] = after;
      return;
    }
    const first = servedA ? b : a;
    let site = first;
    do {
      this.arrived[this.arrivedCount++] = site;
      site = next[site];
    } while (site !== first);
  }

  /** Whether a site is up and connected to the reference. */
  serves(site: number): boolean {
    return this.#isServed(this.#root(site));
  }

  /** Whether two sites are up and reach each other. */
  connects(a: number, b: number): boolean {
    const root = this.#root(a);
    return this.#parent[root] !== DOWN && root === this.#root(b);
  }

  /** People who reach a site, its own included; 0 when it is down. */
  peopleWith(site: number): number {
    const root = this.#root(site);
    return this.#parent[root] === DOWN ? 0 : this.#people[root];
  }

  /** People whom a link would reconnect if it came back alone. */
  gainOfLink(link: number): number {
    const a = this.#root(this.#network.from[link]);
    const b = this.#root(this.#network.to[link]);
    if (a === b || this.#parent[a] === DOWN || this.#parent[b] === DOWN) return 0;
    const servedA = this.#isServed(a);
    return servedA === this.#isServed(b) ? 0 : this.#people[servedA ? b : a];
  }

  /** People whom a site would reconnect if it came back alone: its own, and the groups that hang on it. */
  gainOfSite(site: number, linkFaults: Int32Array): number {
    const served = this.#network.isGateway[site] === 1 && this.#byGateway;
    return served || this.#touchesService(site, linkFaults) ? this.strandedAtSite(site, linkFaults) : 0;
  }

  /** People cut off on either side of a link. */
  strandedAtLink(link: number): number {
    const a = this.#root(this.#network.from[link]);
    const b = this.#root(this.#network.to[link]);
    return this.#cutOffIn(a) + (a === b ? 0 : this.#cutOffIn(b));
  }

  /** People cut off at a site that is down and in the groups that its working links would reach. */
  strandedAtSite(site: number, linkFaults: Int32Array): number {
    const { firstIncident, incident, population } = this.#network;
    let people = population[site];
    for (let place = firstIncident[site]; place < firstIncident[site + 1]; place++) {
      const root = this.#neighbourRoot(site, incident[place], linkFaults);
      if (root < 0) continue;
      let seen = false;
      for (let before = firstIncident[site]; before < place && !seen; before++)
        seen = this.#neighbourRoot(site, incident[before], linkFaults) === root;
      if (!seen) people += this.#cutOffIn(root);
    }
    return people;
  }

  #touchesService(site: number, linkFaults: Int32Array): boolean {
    const { firstIncident, incident } = this.#network;
    for (let place = firstIncident[site]; place < firstIncident[site + 1]; place++) {
      const root = this.#neighbourRoot(site, incident[place], linkFaults);
      if (root >= 0 && this.#isServed(root)) return true;
    }
    return false;
  }

  /** Root of the site at the other end of a working link, or -1. */
  #neighbourRoot(site: number, link: number, linkFaults: Int32Array): number {
    const { from, to, isSpaceLink } = this.#network;
    if (linkFaults[link] > 0 || isSpaceLink[link] === 1) return -1;
    const other = from[link] === site ? to[link] : from[link];
    if (other === site) return -1;
    const root = this.#root(other);
    return this.#parent[root] === DOWN ? -1 : root;
  }

  #cutOffIn(root: number): number {
    return this.#parent[root] !== DOWN && !this.#isServed(root) ? this.#people[root] : 0;
  }

  #isServed(root: number): boolean {
    if (this.#parent[root] === DOWN) return false;
    return this.#byGateway ? this.#gateways[root] > 0 : root === this.#largest;
  }

  #open(site: number): void {
    const { population, isGateway } = this.#network;
    this.#parent[site] = ALONE;
    this.#people[site] = population[site];
    this.#gateways[site] = isGateway[site];
    if (!this.#byGateway) {
      this.#measure(site);
      return;
    }
    if (isGateway[site] === 1) this.connectedPeople += population[site];
    if (!this.isFollowed) return;
    this.#next[site] = site;
    if (isGateway[site] === 1) this.arrived[this.arrivedCount++] = site;
  }

  #measure(root: number): void {
    if (this.#largest >= 0 && this.#root(this.#largest) !== root && this.#people[this.#largest] >= this.#people[root])
      return;
    this.#largest = root;
    this.connectedPeople = this.#people[root];
  }

  #root(site: number): number {
    return rootIn(this.#parent, site);
  }
}

/** Root of a site; the way to it is halved. */
function rootIn(parent: Int32Array, site: number): number {
  let node = site;
  for (let up = parent[node]; up >= 0; up = parent[node]) {
    const above = parent[up];
    if (above < 0) return up;
    parent[node] = above;
    node = above;
  }
  return node;
}
