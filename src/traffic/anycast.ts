/** The backbone with a terminal for each anycast group: a way to any of its members ends there. */
import { assert } from '../engine/assert.ts';
import { layOutTraffic, type TrafficGraph, type TrafficLink } from './assignment/traffic-graph.ts';

interface Group {
  readonly name: string;
  /** Sites. */
  readonly members: ArrayLike<number>;
}

/**
 * Terminal `ids.length + g` of group g lies one metre and one hop beyond each of its members, without a limit to what goes
 * there, so that its tree leads to the member of fewest metres, then fewest hops. Of members as near, the one of the
 * smallest id by code unit: its last link is the least dearer, by less than a hop in steps that a double holds exactly.
 * @param ids id of each site
 */
export function layOutAnycast(
  ids: readonly string[],
  links: readonly TrafficLink[],
  groups: readonly Group[],
): TrafficGraph {
  const terminals = groups.map((_, group) => ids.length + group);
  const extra: TrafficLink[] = [];
  const dearer: number[] = [];
  for (const [group, { name, members }] of groups.entries()) {
    const byId = Array.from(members).sort((a, b) => (ids[a] < ids[b] ? -1 : ids[a] > ids[b] ? 1 : 0));
    let steps = 1;
    while (steps < byId.length) steps *= 2;
    byId.forEach((member, place) => {
      extra.push({
        id: `any of ${name}: ${ids[member]}`,
        from: member,
        to: terminals[group],
        lengthKm: 0,
        capacityGbps: Number.POSITIVE_INFINITY,
      });
      dearer.push(place / steps);
    });
  }
  const graph = layOutTraffic(ids.length + groups.length, [...links, ...extra], terminals);
  const most = graph.cost.reduce((greatest, one) => Math.max(greatest, one), 0) * graph.siteCount;
  dearer.forEach((part, place) => {
    const link = links.length + place;
    graph.cost[link] += part;
    assert(part === 0 || most + part - most === part, 'a way is too long for exact ties');
  });
  return graph;
}
