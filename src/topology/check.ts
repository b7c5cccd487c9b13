/** What can be said of a backbone before anything breaks: the record behind `sim topology check`. */
import { MultiUndirectedGraph } from 'graphology';
import { brandes } from 'graphology-shortest-path/dijkstra.js';
import type { Network } from '../network/network.ts';
import {
  articulationPoints,
  bridges,
  componentsOf,
  isolatedSites,
  parallelLinkCount,
  selfLoopCount,
} from '../network/structure.ts';
import type { Problems } from '../text/problem.ts';
import type { BackboneGraph } from './backbone.ts';
import { isPlaced, plannedLinks } from './build.ts';

/** Counts are of what is in service, satellites included in `sites` and `links` alone: they carry nothing until a
 *  protocol activates them, so they join no component and spare no bridge. */
export interface TopologyCheck {
  readonly name: string;
  readonly sites: number;
  readonly links: number;
  /** Links beyond the first between the same two sites. */
  readonly parallelLinks: number;
  readonly selfLoops: number;
  readonly components: number;
  readonly isolatedSites: number;
  readonly sitesWithCoordinates: number;
  /** Along the cables, the middle of each range; links of medium `satellite` are no cable and are not in it. */
  readonly totalLengthKm: number;
  /** Planned links of the file that are not in service. */
  readonly plannedLinks: number;
  readonly operators: readonly string[];
  readonly articulationPoints: readonly string[];
  readonly bridges: readonly string[];
  /** The site on the ground with the longest way to its nearest gateway, along the cables; null without a gateway or
   *  without any other site that reaches one. */
  readonly farthestFromGateway: { readonly site: string; readonly km: number } | null;
}

/** Measures a backbone that `build` has made ready, and warns of what no simulation can mend. */
export function check(graph: BackboneGraph, network: Network, problems: Problems): TopologyCheck {
  const { sites, links } = network;
  if (!network.isGateway.includes(1))
    problems.warning(
      graph.getNodeAttribute(sites[0].id, 'where'),
      'sites',
      'no site of role gateway',
      'at least one: without it nobody can lose the world outside, only each other',
    );
  return {
    name: graph.getAttribute('name'),
    sites: network.siteCount,
    links: network.linkCount,
    parallelLinks: parallelLinkCount(network, { space: true }),
    selfLoops: selfLoopCount(network),
    components: componentsOf(network).count,
    isolatedSites: isolatedSites(network).length,
    sitesWithCoordinates: graph.filterNodes((_id, site) => isPlaced(site)).length,
    totalLengthKm: links
      .filter(({ medium }) => medium !== 'satellite')
      .reduce((sum, { lengthKm: [low, high] }) => sum + (low + high) / 2, 0),
    plannedLinks: plannedLinks(graph).filter((id) => !network.linkIndex.has(id)).length,
    operators: [...new Set([...sites, ...links].map(({ operator }) => operator))].sort(),
    articulationPoints: articulationPoints(network).map((site) => sites[site].id),
    bridges: bridges(network).map((link) => links[link].id),
    farthestFromGateway: farthestFromGateway(network),
  };
}

/** One search from a point that all gateways touch does for any number of them. */
function farthestFromGateway(network: Network): TopologyCheck['farthestFromGateway'] {
  const world = 'world';
  const graph = new MultiUndirectedGraph<Record<string, never>, { km: number }>();
  graph.addNode(world);
  const shortest = new Map<string, number>();
  const pair = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`);
  const join = (a: string, b: string, km: number): void => {
    graph.addUndirectedEdge(a, b, { km });
    shortest.set(pair(a, b), Math.min(km, shortest.get(pair(a, b)) ?? Number.POSITIVE_INFINITY));
  };
  // Sites go by their numbers: a search that keeps its state in plain objects would stumble over a site "constructor".
  for (let site = 0; site < network.siteCount; site++) {
    if (network.isSpace[site] === 1) continue;
    graph.addNode(String(site));
    if (network.isGateway[site] === 1) join(world, String(site), 0);
  }
  network.links.forEach(({ from, to, lengthKm: [low, high] }, link) => {
    if (from !== to && network.isSpaceLink[link] === 0) join(String(from), String(to), (low + high) / 2);
  });
  if (graph.degree(world) === 0) return null;
  const [settled, before] = brandes(graph, world, 'km');
  const reached = new Map([[world, 0]]);
  for (const site of settled) {
    const last = before[site].at(0);
    if (last === undefined) continue;
    reached.set(site, (reached.get(last) ?? 0) + (shortest.get(pair(last, site)) ?? 0));
  }
  let farthest: TopologyCheck['farthestFromGateway'] = null;
  for (let site = 0; site < network.siteCount; site++) {
    const km = reached.get(String(site));
    if (km === undefined || network.isGateway[site] === 1) continue;
    if (farthest === null || km > farthest.km) farthest = { site: network.sites[site].id, km };
  }
  return farthest;
}
