/** The backbone as traffic sees it: two arcs a link, whole metres, whole kbit/s, and the order of link ids. */
import { assert } from '../../engine/assert.ts';

/** Arcs of link l: 2l runs from its first end to its second, 2l + 1 back. */
export interface TrafficGraph {
  readonly siteCount: number;
  readonly linkCount: number;
  /** Site at which each arc begins, and at which it ends. */
  readonly tail: Int32Array;
  readonly head: Int32Array;
  /** Length of each link, whole metres, at least 1. */
  readonly metres: Float64Array;
  /** `metres * hopUnit + 1` of each link: of two ways the one with the smaller sum is shorter, or as long and has fewer hops. */
  readonly cost: Float64Array;
  readonly hopUnit: number;
  /** kbit/s of each link in each direction; Infinity for no limit. */
  readonly capacityKbps: Float64Array;
  /** Place of each link in the order of ids by code unit. */
  readonly rank: Int32Array;
  /** Arcs that leave site s are `leaving[firstLeaving[s]]` to `leaving[firstLeaving[s + 1] - 1]`, by rank; loops are left out. */
  readonly firstLeaving: Int32Array;
  readonly leaving: Int32Array;
  /** 1 at a site where ways may begin or end, but which none may pass. */
  readonly isTerminal: Uint8Array;
}

export interface TrafficLink {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly lengthKm: number;
  readonly capacityGbps: number;
}

/** kbit/s of a rate in Gbit/s: a whole number where the rate has at most six decimals. */
export function kbpsOf(gbps: number): number {
  const kbps = Math.round(gbps * 1e6);
  return kbps / 1e6 === gbps ? kbps : gbps * 1e6;
}

export const gbpsOf = (kbps: number): number => kbps / 1e6;

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Lays links out as arcs.
 * @param terminals sites that no way may pass, such as one that stands for the nearest of many: with a link to each of
 * these, a demand to it goes wherever is nearest, and nothing takes the short cut
 */
export function layOutTraffic(
  siteCount: number,
  links: readonly TrafficLink[],
  terminals: readonly number[] = [],
): TrafficGraph {
  const linkCount = links.length;
  const metres = Float64Array.from(links, ({ lengthKm }) => Math.max(1, Math.round(1000 * lengthKm)));
  let hopUnit = 1024;
  while (hopUnit < siteCount) hopUnit *= 2;
  const longest = metres.reduce((most, length) => Math.max(most, length), 0);
  assert(longest * hopUnit * siteCount < Number.MAX_SAFE_INTEGER, 'a way is too long for exact lengths');
  const order = [...links.keys()].sort((a, b) => byCodeUnit(links[a].id, links[b].id) || a - b);
  const rank = new Int32Array(linkCount);
  order.forEach((link, place) => {
    rank[link] = place;
  });
  const tail = new Int32Array(2 * linkCount);
  const head = new Int32Array(2 * linkCount);
  const firstLeaving = new Int32Array(siteCount + 1);
  links.forEach(({ from, to }, link) => {
    tail[2 * link] = head[2 * link + 1] = from;
    head[2 * link] = tail[2 * link + 1] = to;
    if (from === to) return;
    firstLeaving[from + 1]++;
    firstLeaving[to + 1]++;
  });
  for (let site = 0; site < siteCount; site++) firstLeaving[site + 1] += firstLeaving[site];
  const leaving = new Int32Array(firstLeaving[siteCount]);
  const filled = firstLeaving.slice(0, siteCount);
  for (const link of order) {
    if (links[link].from === links[link].to) continue;
    leaving[filled[links[link].from]++] = 2 * link;
    leaving[filled[links[link].to]++] = 2 * link + 1;
  }
  const isTerminal = new Uint8Array(siteCount);
  for (const site of terminals) isTerminal[site] = 1;
  return {
    siteCount,
    linkCount,
    tail,
    head,
    metres,
    cost: metres.map((length) => length * hopUnit + 1),
    hopUnit,
    capacityKbps: Float64Array.from(links, ({ capacityGbps }) => kbpsOf(capacityGbps)),
    rank,
    firstLeaving,
    leaving,
    isTerminal,
  };
}
