/** Which sites reach each other and who reaches the world. A restored element joins groups; a failed one calls for a rebuild. */
import type { Network } from './network.ts';

/** What it means to be connected: to reach a gateway that is up, or to stand in the most populous group of sites. */
export type Reference = 'gateway' | 'largest-component';

/** Union by size over the sites that are up. Satellites in space and the links to them are left out: they are no backhaul. */
export class Reachability {
  /** Unordered pairs of sites that are up and reach each other. */
  connectedPairs = 0;
  /** People whose site is up and connected to the reference. */
  connectedPeople = 0;
  readonly #network: Network;
  readonly #byGateway: boolean;
  readonly #parent: Int32Array;
  readonly #size: Int32Array;
  readonly #people: Float64Array;
  readonly #gateways: Int32Array;
  #largest = -1;

  constructor(network: Network, reference: Reference) {
    const { siteCount } = network;
    this.#network = network;
    this.#byGateway = reference === 'gateway';
    this.#parent = new Int32Array(siteCount);
    this.#size = new Int32Array(siteCount);
    this.#people = new Float64Array(siteCount);
    this.#gateways = new Int32Array(siteCount);
  }

  /** Starts anew from the open faults of each site and each link: an element is up when it has none. */
  rebuild(siteFaults: Int32Array, linkFaults: Int32Array): void {
    const { siteCount, linkCount, isSpace } = this.#network;
    this.connectedPairs = 0;
    this.connectedPeople = 0;
    this.#largest = -1;
    for (let site = 0; site < siteCount; site++) this.#clear(site);
    for (let site = 0; site < siteCount; site++) if (siteFaults[site] === 0 && isSpace[site] === 0) this.#open(site);
    for (let link = 0; link < linkCount; link++) if (linkFaults[link] === 0) this.join(link);
  }

  /** Joins the groups at the ends of a link that is up; nothing happens when an end is down or in space. */
  join(link: number): void {
    const { from, to, isSpaceLink } = this.#network;
    if (isSpaceLink[link] === 1) return;
    let a = this.#root(from[link]);
    let b = this.#root(to[link]);
    const size = this.#size;
    if (a === b || size[a] === 0 || size[b] === 0) return;
    if (size[a] < size[b]) {
      const larger = b;
      b = a;
      a = larger;
    }
    this.connectedPairs += size[a] * size[b];
    if (this.#byGateway) {
      const servedA = this.#gateways[a] > 0;
      const servedB = this.#gateways[b] > 0;
      if (servedA && !servedB) this.connectedPeople += this.#people[b];
      else if (servedB && !servedA) this.connectedPeople += this.#people[a];
    }
    this.#parent[b] = a;
    size[a] += size[b];
    this.#people[a] += this.#people[b];
    this.#gateways[a] += this.#gateways[b];
    if (!this.#byGateway) this.#measure(a);
  }

  /** A site may come back: when it has no open fault left it joins every neighbour whose link is up. */
  raise(site: number, linkFaults: Int32Array, siteFaults: Int32Array): void {
    if (siteFaults[site] > 0) return;
    if (this.#network.isSpace[site] === 1 || this.#size[this.#root(site)] > 0) return;
    this.#open(site);
    const { firstIncident, incident } = this.#network;
    for (let place = firstIncident[site]; place < firstIncident[site + 1]; place++)
      if (linkFaults[incident[place]] === 0) this.join(incident[place]);
  }

  /** Whether a site is up and connected to the reference. */
  serves(site: number): boolean {
    return this.#isServed(this.#root(site));
  }

  /** Whether two sites are up and reach each other. */
  connects(a: number, b: number): boolean {
    const root = this.#root(a);
    return this.#size[root] > 0 && root === this.#root(b);
  }

  /** People who reach a site, its own included; 0 when it is down. */
  peopleWith(site: number): number {
    return this.#people[this.#root(site)];
  }

  /** People whom a link would reconnect if it came back alone. */
  gainOfLink(link: number): number {
    const a = this.#root(this.#network.from[link]);
    const b = this.#root(this.#network.to[link]);
    if (a === b || this.#size[a] === 0 || this.#size[b] === 0) return 0;
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
    return this.#size[root] > 0 ? root : -1;
  }

  #cutOffIn(root: number): number {
    return this.#size[root] > 0 && !this.#isServed(root) ? this.#people[root] : 0;
  }

  #isServed(root: number): boolean {
    if (this.#size[root] === 0) return false;
    return this.#byGateway ? this.#gateways[root] > 0 : root === this.#largest;
  }

  #clear(site: number): void {
    this.#parent[site] = site;
    this.#size[site] = 0;
    this.#people[site] = 0;
    this.#gateways[site] = 0;
  }

  #open(site: number): void {
    const { population, isGateway } = this.#network;
    this.#parent[site] = site;
    this.#size[site] = 1;
    this.#people[site] = population[site];
    this.#gateways[site] = isGateway[site];
    if (this.#byGateway) {
      if (isGateway[site] === 1) this.connectedPeople += population[site];
    } else this.#measure(site);
  }

  #measure(root: number): void {
    if (this.#largest >= 0 && this.#root(this.#largest) !== root && this.#people[this.#largest] >= this.#people[root])
      return;
    this.#largest = root;
    this.connectedPeople = this.#people[root];
  }

  #root(site: number): number {
    const parent = this.#parent;
    let node = site;
    while (parent[node] !== node) {
      parent[node] = parent[parent[node]];
      node = parent[node];
    }
    return node;
  }
}
