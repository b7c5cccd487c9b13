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
  /** Of the root of a group: 1 when a gateway is in it. */
  readonly #hasGateway: Uint8Array;
  /** The two sites of each link, one after the other; -1 where one is in space. */
  readonly #ends: Int32Array;
  /** By incident link, in the order of the network: the link, and the site across it or -1. */
  readonly #around: Int32Array;
  /** The sites of each group that is not served, in a circle; right while {@link isFollowed}. */
  readonly #next: Int32Array;
  /** Sites that have come to be served since somebody last set {@link arrivedCount} to 0; right while {@link isFollowed}. */
  readonly arrived: Int32Array;
  arrivedCount = 0;
  isFollowed = false;
  readonly #forest: Forest;
  #largest = -1;

  constructor(network: Network, reference: Reference) {
    const { siteCount, linkCount, from, to, isSpaceLink, firstIncident, incident } = network;
    this.#network = network;
    this.#byGateway = reference === 'gateway';
    this.#parent = new Int32Array(siteCount).fill(DOWN);
    this.#people = new Float64Array(siteCount);
    this.#hasGateway = new Uint8Array(siteCount);
    this.#next = new Int32Array(siteCount);
    this.arrived = new Int32Array(siteCount);
    this.#forest = forestOf(network);
    this.#ends = new Int32Array(2 * linkCount);
    for (let link = 0; link < linkCount; link++) {
      this.#ends[2 * link] = isSpaceLink[link] === 1 ? -1 : from[link];
      this.#ends[2 * link + 1] = isSpaceLink[link] === 1 ? -1 : to[link];
    }
    this.#around = new Int32Array(2 * incident.length);
    for (let site = 0; site < siteCount; site++)
      for (let place = firstIncident[site]; place < firstIncident[site + 1]; place++) {
        const link = incident[place];
        this.#around[2 * place] = link;
        this.#around[2 * place + 1] = isSpaceLink[link] === 1 ? -1 : from[link] === site ? to[link] : from[link];
      }
  }

  /** Starts anew from the open faults of each site and each link: an element is up when it has none. Hot. */
  rebuild(siteFaults: Int32Array, linkFaults: Int32Array): void {
    this.connectedPairs = 0;
    this.connectedPeople = 0;
    this.#largest = -1;
    this.isFollowed = false;
    if (this.#byGateway) this.#rebuildByGateway(siteFaults, linkFaults);
    else this.#rebuildByPeople(siteFaults, linkFaults);
  }

  /** One by one, as repairs would come: which of two groups of like people is the largest hangs on the order. */
  #rebuildByPeople(siteFaults: Int32Array, linkFaults: Int32Array): void {
    const { siteCount, linkCount, isSpace } = this.#network;
    this.#parent.fill(DOWN);
    for (let site = 0; site < siteCount; site++) if (siteFaults[site] === 0 && isSpace[site] === 0) this.#open(site);
    for (let link = 0; link < linkCount; link++) if (linkFaults[link] === 0) this.join(link);
  }

  /** In one walk over the sites each takes the root of its neighbour in the forest; the links beside it then join roots. */
  #rebuildByGateway(siteFaults: Int32Array, linkFaults: Int32Array): void {
    const { siteCount, population } = this.#network;
    const { above, aboveLink, rest, gatewaySites, spaceSites } = this.#forest;
    const parent = this.#parent;
    const people = this.#people;
    const hasGateway = this.#hasGateway;
    hasGateway.fill(0);
    let connectedPairs = 0;
    for (let site = 0; site < siteCount; site++) {
      if (siteFaults[site] !== 0) {
        parent[site] = DOWN;
        continue;
      }
      const link = aboveLink[site];
      if (link >= 0 && linkFaults[link] === 0) {
        const neighbour = above[site];
        const up = parent[neighbour];
        if (up !== DOWN) {
          const root = up < 0 ? neighbour : up;
          const size = parent[root];
          connectedPairs += ~size;
          parent[root] = size - 1;
          people[root] += population[site];
          parent[site] = root;
          continue;
        }
      }
      people[site] = population[site];
      parent[site] = ALONE;
    }
    for (let place = 0; place < spaceSites.length; place++) parent[spaceSites[place]] = DOWN;
    // As in #unite, with nothing looked up twice and gateways left for the end.
    for (let place = 0; place < rest.length; place += 3) {
      if (linkFaults[rest[place]] !== 0) continue;
      let a = rest[place + 1];
      let upA = parent[a];
      while (upA >= 0) {
        a = upA;
        upA = parent[a];
      }
      let b = rest[place + 2];
      let upB = parent[b];
      while (upB >= 0) {
        b = upB;
        upB = parent[b];
      }
      if (a === b || upA === DOWN || upB === DOWN) continue;
      connectedPairs += ~upA * ~upB;
      const root = upA > upB ? b : a;
      const other = upA > upB ? a : b;
      parent[other] = root;
      parent[root] = upA + upB + 1;
      people[root] += people[other];
    }
    let connectedPeople = 0;
    for (let place = 0; place < gatewaySites.length; place++) {
      const root = rootIn(parent, gatewaySites[place]);
      if (parent[root] === DOWN || hasGateway[root] === 1) continue;
      hasGateway[root] = 1;
      connectedPeople += people[root];
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

  /** Joins two groups, given by their roots, and returns the root of the first. */
  #unite(one: number, another: number): number {
    const parent = this.#parent;
    const upOne = parent[one];
    const upOther = parent[another];
    if (one === another || upOne === DOWN || upOther === DOWN) return one;
    const a = upOne > upOther ? another : one;
    const b = upOne > upOther ? one : another;
    this.connectedPairs += ~upOne * ~upOther;
    const people = this.#people;
    const hasGateway = this.#hasGateway;
    if (this.#byGateway) {
      const servedA = hasGateway[a] === 1;
      const servedB = hasGateway[b] === 1;
      if (servedA !== servedB) this.connectedPeople += people[servedA ? b : a];
      if (this.isFollowed) this.#follow(a, servedA, b, servedB);
    }
    parent[b] = a;
    parent[a] = upOne + upOther + 1;
    people[a] += people[b];
    hasGateway[a] |= hasGateway[b];
    if (!this.#byGateway) this.#measure(a);
    return a;
  }

  /** A site may come back: when it has no open fault left it joins every neighbour whose link is up. */
  raise(site: number, linkFaults: Int32Array, siteFaults: Int32Array): void {
    const parent = this.#parent;
    const { firstIncident, isSpace } = this.#network;
    if (siteFaults[site] > 0 || parent[site] !== DOWN || isSpace[site] === 1) return;
    this.#open(site);
    const around = this.#around;
    const end = 2 * firstIncident[site + 1];
    let root = site;
    for (let place = 2 * firstIncident[site]; place < end; place += 2) {
      const other = around[place + 1];
      if (other >= 0 && linkFaults[around[place]] === 0) root = this.#unite(root, rootIn(parent, other));
    }
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
      if (this.#hasGateway[root] === 1) continue;
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
    return this.#byGateway ? this.#hasGateway[root] === 1 : root === this.#largest;
  }

  #open(site: number): void {
    const { population, isGateway } = this.#network;
    this.#parent[site] = ALONE;
    this.#people[site] = population[site];
    this.#hasGateway[site] = isGateway[site];
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

/**
 * What of a network can be joined in one walk over its sites by index: each site hangs on a neighbour before it, if it has
 * one. Links in space are left out.
 */
interface Forest {
  /** By site: the neighbour, and the link to it; -1 where there is none. */
  readonly above: Int32Array;
  readonly aboveLink: Int32Array;
  /** Every other link, three numbers each: the link and its two sites. */
  readonly rest: Int32Array;
  readonly gatewaySites: Int32Array;
  readonly spaceSites: Int32Array;
}

function forestOf({ siteCount, linkCount, from, to, isGateway, isSpace, isSpaceLink }: Network): Forest {
  const above = new Int32Array(siteCount).fill(-1);
  const aboveLink = new Int32Array(siteCount).fill(-1);
  const rest: number[] = [];
  for (let link = 0; link < linkCount; link++) {
    if (isSpaceLink[link] === 1 || from[link] === to[link]) continue;
    const site = Math.max(from[link], to[link]);
    if (above[site] < 0) {
      above[site] = Math.min(from[link], to[link]);
      aboveLink[site] = link;
    } else rest.push(link, from[link], to[link]);
  }
  return {
    above,
    aboveLink,
    rest: Int32Array.from(rest),
    gatewaySites: marked(isGateway),
    spaceSites: marked(isSpace),
  };
}

const marked = (marks: Uint8Array): Int32Array =>
  Int32Array.from([...marks.keys()].filter((site) => marks[site] === 1));
