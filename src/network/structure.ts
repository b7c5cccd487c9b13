/** What the shape of a backbone says: components, articulation points, bridges. Parallel links and self-loops count. */
import type { Network } from './network.ts';

/** Whether satellites and the links to them belong to the shape; they do not unless asked, as they carry no traffic until
 *  a protocol activates them. */
export interface Extent {
  readonly space?: boolean;
}

const siteHolds = (network: Network, site: number, { space = false }: Extent): boolean =>
  space || network.isSpace[site] === 0;

const linkHolds = (network: Network, link: number, { space = false }: Extent): boolean =>
  space || network.isSpaceLink[link] === 0;

/** Sites grouped by who reaches whom. */
export interface Components {
  readonly count: number;
  /** The component of each site, numbered in the order of their first sites; -1 for a site that is left out. */
  readonly of: Int32Array;
  /** How many sites each component has. */
  readonly sizes: readonly number[];
}

/** The components over all links, or over those that `usable` says yes to. */
export function componentsOf(network: Network, usable?: (link: number) => boolean, extent: Extent = {}): Components {
  const { siteCount, from, to, firstIncident, incident } = network;
  const of = new Int32Array(siteCount).fill(-1);
  const sizes: number[] = [];
  const stack: number[] = [];
  for (let start = 0; start < siteCount; start++) {
    if (of[start] >= 0 || !siteHolds(network, start, extent)) continue;
    const component = sizes.length;
    let size = 0;
    of[start] = component;
    stack.push(start);
    for (let site = stack.pop(); site !== undefined; site = stack.pop()) {
      size++;
      for (let slot = firstIncident[site]; slot < firstIncident[site + 1]; slot++) {
        const link = incident[slot];
        const other = from[link] === site ? to[link] : from[link];
        if (of[other] >= 0 || !linkHolds(network, link, extent) || usable?.(link) === false) continue;
        of[other] = component;
        stack.push(other);
      }
    }
    sizes.push(size);
  }
  return { count: sizes.length, of, sizes };
}

/** Sites whose loss parts others that reach each other now, in order. Hopcroft and Tarjan (1973), CACM 16:372-378. */
export const articulationPoints = (network: Network, extent: Extent = {}): number[] =>
  weakSpots(network, extent).points;

/** Links whose loss parts their ends, in order; never one with a parallel twin, nor a self-loop. Tarjan (1972), SIAM J.
 *  Comput. 1:146-160. */
export const bridges = (network: Network, extent: Extent = {}): number[] => weakSpots(network, extent).bridges;

/** One walk in depth for both. It keeps its own stack: a chain of 10,000 sites would overflow that of the machine. */
function weakSpots(network: Network, extent: Extent): { points: number[]; bridges: number[] } {
  const { siteCount, from, to, firstIncident, incident } = network;
  /** When each site was first met, from 1; 0 before. */
  const met = new Int32Array(siteCount);
  /** The earliest site met that the walk below a site comes back to. */
  const lowest = new Int32Array(siteCount);
  const nextSlot = firstIncident.slice(0, siteCount);
  /** The link by which a site was met: skipping the link, not the site, is what makes a parallel twin count. */
  const entry = new Int32Array(siteCount).fill(-1);
  const isPoint = new Uint8Array(siteCount);
  const isBridge = new Uint8Array(network.linkCount);
  let clock = 0;
  for (let root = 0; root < siteCount; root++) {
    if (met[root] > 0 || !siteHolds(network, root, extent)) continue;
    let branches = 0;
    const path = [root];
    met[root] = lowest[root] = ++clock;
    while (path.length > 0) {
      const site = path[path.length - 1];
      if (nextSlot[site] < firstIncident[site + 1]) {
        const link = incident[nextSlot[site]++];
        if (link === entry[site] || !linkHolds(network, link, extent)) continue;
        const other = from[link] === site ? to[link] : from[link];
        if (met[other] > 0) {
          lowest[site] = Math.min(lowest[site], met[other]);
        } else {
          met[other] = lowest[other] = ++clock;
          entry[other] = link;
          path.push(other);
        }
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent === undefined) break;
      lowest[parent] = Math.min(lowest[parent], lowest[site]);
      if (lowest[site] > met[parent]) isBridge[entry[site]] = 1;
      if (parent === root) branches++;
      else if (lowest[site] >= met[parent]) isPoint[parent] = 1;
    }
    if (branches > 1) isPoint[root] = 1;
  }
  return { points: marked(isPoint), bridges: marked(isBridge) };
}

const marked = (marks: Uint8Array): number[] => {
  const places: number[] = [];
  marks.forEach((mark, place) => {
    if (mark === 1) places.push(place);
  });
  return places;
};

/** Links beyond the first between the same two sites (or from the same site to itself). */
export function parallelLinkCount(network: Network, extent: Extent = {}): number {
  const pairs = new Set<number>();
  let count = 0;
  for (let link = 0; link < network.linkCount; link++) {
    if (!linkHolds(network, link, extent)) continue;
    const low = Math.min(network.from[link], network.to[link]);
    const high = Math.max(network.from[link], network.to[link]);
    pairs.add(low * network.siteCount + high);
    count++;
  }
  return count - pairs.size;
}

/** Links from a site to itself. */
export function selfLoopCount(network: Network): number {
  let count = 0;
  for (let link = 0; link < network.linkCount; link++) if (network.from[link] === network.to[link]) count++;
  return count;
}

/** Sites at which no link ends, in order. As in graph theory, a self-loop ends twice at its site. */
export function isolatedSites(network: Network, extent: Extent = {}): number[] {
  const { siteCount, firstIncident, incident } = network;
  const sites: number[] = [];
  for (let site = 0; site < siteCount; site++) {
    if (!siteHolds(network, site, extent)) continue;
    const links = incident.subarray(firstIncident[site], firstIncident[site + 1]);
    if (!links.some((link) => linkHolds(network, link, extent))) sites.push(site);
  }
  return sites;
}
