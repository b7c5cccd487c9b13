/** How many shortest paths run through each site and each link of the intact backbone. */
import type { Network } from './network.ts';

export interface Betweenness {
  /** Per site: pairs of other sites whose shortest paths run through it, each pair shared among its paths. */
  readonly sites: Float64Array;
  /** Per link: the same, the ends of a pair counting too. */
  readonly links: Float64Array;
}

/** In hops, parallel links being paths of their own; satellites left out. Brandes (2001), J. Math. Sociology 25:163-177. */
export function betweennessOf(network: Network): Betweenness {
  const { siteCount, linkCount, from, to, isSpace, isSpaceLink, firstIncident, incident } = network;
  const sites = new Float64Array(siteCount);
  const links = new Float64Array(linkCount);
  const hops = new Int32Array(siteCount);
  const paths = new Float64Array(siteCount);
  const share = new Float64Array(siteCount);
  const queue = new Int32Array(siteCount);
  for (let source = 0; source < siteCount; source++) {
    if (isSpace[source] === 1) continue;
    hops.fill(-1);
    paths.fill(0);
    share.fill(0);
    hops[source] = 0;
    paths[source] = 1;
    queue[0] = source;
    let reached = 1;
    for (let place = 0; place < reached; place++) {
      const site = queue[place];
      for (let at = firstIncident[site]; at < firstIncident[site + 1]; at++) {
        const link = incident[at];
        if (isSpaceLink[link] === 1) continue;
        const other = from[link] === site ? to[link] : from[link];
        if (hops[other] < 0) {
          hops[other] = hops[site] + 1;
          queue[reached++] = other;
        }
        if (hops[other] === hops[site] + 1) paths[other] += paths[site];
      }
    }
    for (let place = reached - 1; place > 0; place--) {
      const site = queue[place];
      for (let at = firstIncident[site]; at < firstIncident[site + 1]; at++) {
        const link = incident[at];
        if (isSpaceLink[link] === 1) continue;
        const before = from[link] === site ? to[link] : from[link];
        if (hops[before] !== hops[site] - 1) continue;
        const part = (paths[before] / paths[site]) * (1 + share[site]);
        // Each unordered pair is met from both of its ends.
        links[link] += part / 2;
        share[before] += part;
      }
      sites[site] += share[site] / 2;
    }
  }
  // Sums taken in another order differ in their last digits: what is equal must stay equal however things are named.
  return { sites: sites.map(rounded), links: links.map(rounded) };
}

/** To 30 binary places. */
const rounded = (share: number): number => Math.round(share * 2 ** 30) / 2 ** 30;
