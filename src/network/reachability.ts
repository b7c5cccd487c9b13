/** Which sites reach each other and who reaches the world. A restored element joins groups; a failed one calls for a rebuild. */
import { instanceOf, Layout, moduleOf, type WasmModule } from '../engine/web-assembly.ts';
import type { Network } from './network.ts';
import { REACHABILITY_CODE } from './reachability-code.ts';

/** What it means to be connected: to reach a gateway that is up, or to stand in the most populous group of sites. */
export type Reference = 'gateway' | 'largest-component';

/** A root of no sites is a site that is down: -1, and -2 where it is a gateway. */
const isDown = (stands: number): boolean => stands >= -2;

interface Exports {
  rebuild(): void;
  join(link: number): void;
  raise(site: number): void;
  follow(): void;
}

/** Where the head of the memory keeps what. In doubles, then in integers. */
const PEOPLE = 0;
const PAIRS = 1;
const ARRIVED = 4;
const IS_FOLLOWED = 5;
const LARGEST = 6;
const HEAD_BYTES = 64;

let code: WasmModule | undefined;

/**
 * Union by size over the sites that are up, in WebAssembly (`reachability.wat`). Satellites in space and the links to them
 * are left out: they are no backhaul.
 */
export class Reachability {
  readonly #network: Network;
  readonly #byGateway: boolean;
  readonly #rebuild: Exports['rebuild'];
  readonly #join: Exports['join'];
  readonly #raise: Exports['raise'];
  readonly #follow: Exports['follow'];
  /** The head of the memory, in doubles and in integers. */
  readonly #amounts: Float64Array;
  readonly #states: Int32Array;
  /**
   * The site above each in its group; of the root of a group ~(2 x sites in it + 1 if a gateway is in it). So the root of no
   * sites, which is a site that is down, is -1 or -2.
   */
  readonly #parent: Int32Array;
  readonly #people: Float64Array;
  readonly #population: Float64Array;
  readonly #siteFaults: Int32Array;
  readonly #linkFaults: Int32Array;
  /** Sites that have come to be served since somebody last set {@link arrivedCount} to 0; right while {@link isFollowed}. */
  readonly arrived: Int32Array;

  constructor(network: Network, reference: Reference) {
    const { siteCount, linkCount, from, to, population, isSpaceLink, firstIncident, incident } = network;
    const { forest, rest, gatewaySites, spaceSites } = forestOf(network);
    this.#network = network;
    this.#byGateway = reference === 'gateway';
    const layout = new Layout(HEAD_BYTES);
    const places = {
      parent: layout.room(4 * siteCount),
      people: layout.room(8 * siteCount),
      population: layout.room(8 * siteCount),
      siteFaults: layout.room(4 * siteCount),
      next: layout.room(4 * siteCount),
      first: layout.room(4 * (siteCount + 1)),
      forest: layout.room(8 * siteCount),
      // Read and written sixteen at a time, and one link more than there are.
      linkFaults: layout.room(4 * linkCount + 64),
      linkDown: layout.room(linkCount + 17),
      ends: layout.room(8 * linkCount),
      around: layout.room(8 * incident.length),
      rest: layout.room(4 * rest.length),
      gateways: layout.room(4 * gatewaySites.length),
      spaces: layout.room(4 * spaceSites.length),
      arrived: layout.room(4 * siteCount),
    };
    const memory = layout.memory();
    const { buffer } = memory;
    const ints = (at: number, length: number): Int32Array => new Int32Array(buffer, at, length);
    this.#amounts = new Float64Array(buffer, 0, HEAD_BYTES / 8);
    this.#states = ints(0, HEAD_BYTES / 4);
    this.#parent = ints(places.parent, siteCount).fill(-1);
    this.#people = new Float64Array(buffer, places.people, siteCount);
    this.#siteFaults = ints(places.siteFaults, siteCount);
    this.#linkFaults = ints(places.linkFaults, linkCount);
    this.arrived = ints(places.arrived, siteCount);
    this.#population = new Float64Array(buffer, places.population, siteCount);
    this.weigh(population);
    ints(places.first, siteCount + 1).set(firstIncident);
    ints(places.forest, 2 * siteCount).set(forest);
    ints(places.rest, rest.length).set(rest);
    ints(places.gateways, gatewaySites.length).set(gatewaySites);
    ints(places.spaces, spaceSites.length).set(spaceSites);
    const ends = ints(places.ends, 2 * linkCount);
    for (let link = 0; link < linkCount; link++) {
      ends[2 * link] = isSpaceLink[link] === 1 ? -1 : from[link];
      ends[2 * link + 1] = isSpaceLink[link] === 1 ? -1 : to[link];
    }
    const around = ints(places.around, 2 * incident.length);
    for (let site = 0; site < siteCount; site++)
      for (let place = firstIncident[site]; place < firstIncident[site + 1]; place++) {
        const link = incident[place];
        around[2 * place] = link;
        around[2 * place + 1] = isSpaceLink[link] === 1 ? -1 : from[link] === site ? to[link] : from[link];
      }
    if (code === undefined) code = moduleOf(REACHABILITY_CODE);
    const { rebuild, join, raise, follow } = instanceOf<Exports>(code, {
      ...places,
      memory,
      isByGateway: this.#byGateway ? 1 : 0,
      siteCount,
      linkCount,
      restCount: rest.length / 3,
      gatewayCount: gatewaySites.length,
      spaceCount: spaceSites.length,
    });
    this.#rebuild = rebuild;
    this.#join = join;
    this.#raise = raise;
    this.#follow = follow;
  }

  /** People whose site is up and connected to the reference. */
  get connectedPeople(): number {
    return this.#amounts[PEOPLE];
  }

  /** Unordered pairs of sites that are up and reach each other. */
  get connectedPairs(): number {
    return this.#amounts[PAIRS];
  }

  get isFollowed(): boolean {
    return this.#states[IS_FOLLOWED] === 1;
  }

  get arrivedCount(): number {
    return this.#states[ARRIVED];
  }

  set arrivedCount(count: number) {
    this.#states[ARRIVED] = count;
  }

  /** Counts others at the sites than the people whom the network tells of: right from the next {@link rebuild} on. */
  weigh(population: Float64Array): void {
    this.#population.set(population);
    this.#people.set(population);
  }

  /** Starts anew from the open faults of each site and each link: an element is up when it has none. Hot. */
  rebuild(siteFaults: Int32Array, linkFaults: Int32Array): void {
    this.#siteFaults.set(siteFaults);
    this.#linkFaults.set(linkFaults);
    this.#rebuild();
  }

  /** A link has come back: the groups at its ends are joined, unless an end is down or in space. Hot. */
  join(link: number): void {
    this.#join(link);
  }

  /** A site has come back: it joins every neighbour whose link is up. Nothing happens when it is up, or in space. Hot. */
  raise(site: number): void {
    if (this.#network.isSpace[site] === 0) this.#raise(site);
  }

  /**
   * From now on, until something fails, the sites that come to be served are listed in {@link arrived}: what changes costs
   * time, not what there is. Nothing is listed where the most populous group counts, which may change as a whole.
   */
  follow(): void {
    if (!this.isFollowed && this.#byGateway) this.#follow();
  }

  /** Whether a site is up and connected to the reference. */
  serves(site: number): boolean {
    return this.#isServed(this.#root(site));
  }

  /** Whether two sites are up and reach each other. */
  connects(a: number, b: number): boolean {
    const root = this.#root(a);
    return !isDown(this.#parent[root]) && root === this.#root(b);
  }

  /** People who reach a site, its own included; 0 when it is down. */
  peopleWith(site: number): number {
    const root = this.#root(site);
    return isDown(this.#parent[root]) ? 0 : this.#people[root];
  }

  /** People whom a link would reconnect if it came back alone. */
  gainOfLink(link: number): number {
    const a = this.#root(this.#network.from[link]);
    const b = this.#root(this.#network.to[link]);
    if (a === b || isDown(this.#parent[a]) || isDown(this.#parent[b])) return 0;
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
    const { firstIncident, incident } = this.#network;
    let people = this.#population[site];
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
    return isDown(this.#parent[root]) ? -1 : root;
  }

  #cutOffIn(root: number): number {
    return !isDown(this.#parent[root]) && !this.#isServed(root) ? this.#people[root] : 0;
  }

  #isServed(root: number): boolean {
    if (isDown(this.#parent[root])) return false;
    return this.#byGateway ? (~this.#parent[root] & 1) === 1 : root === this.#states[LARGEST];
  }

  /** Root of a site; the way to it is halved. */
  #root(site: number): number {
    const parent = this.#parent;
    let node = site;
    for (let up = parent[node]; up >= 0; up = parent[node]) {
      const above = parent[up];
      if (above < 0) return up;
      parent[node] = above;
      node = above;
    }
    return node;
  }
}

/** What can be joined in one walk over the sites by index: each hangs on a neighbour before it, if it has one. No links in space. */
interface Forest {
  /** By site: the neighbour and the link to it; where there is none, the site itself and one link more than there are. */
  readonly forest: Int32Array;
  /** Every other link, three numbers each: the link and its two sites. */
  readonly rest: Int32Array;
  readonly gatewaySites: Int32Array;
  readonly spaceSites: Int32Array;
}

function forestOf({ siteCount, linkCount, from, to, isGateway, isSpace, isSpaceLink }: Network): Forest {
  const forest = Int32Array.from({ length: 2 * siteCount }, (_, place) => (place % 2 === 0 ? place / 2 : linkCount));
  const rest: number[] = [];
  for (let link = 0; link < linkCount; link++) {
    if (isSpaceLink[link] === 1 || from[link] === to[link]) continue;
    const site = Math.max(from[link], to[link]);
    if (forest[2 * site + 1] === linkCount) {
      forest[2 * site] = Math.min(from[link], to[link]);
      forest[2 * site + 1] = link;
    } else rest.push(link, from[link], to[link]);
  }
  return { forest, rest: Int32Array.from(rest), gatewaySites: marked(isGateway), spaceSites: marked(isSpace) };
}

const marked = (marks: Uint8Array): Int32Array =>
  Int32Array.from([...marks.keys()].filter((site) => marks[site] === 1));
