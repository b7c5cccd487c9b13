/** The nearest member of a group against the published cases. */
import { expect, it } from 'vitest';
import { layOutTraffic } from '../../../src/traffic/assignment/traffic-graph.ts';
import { caseNames, caseOf, caseText } from '../oracle-cases.ts';
import { NearestMember } from './nearest-member.ts';

interface Expected {
  anycast?: Record<string, { choice: Record<string, { member: string; lengthM: number } | null> }>;
}

const withAnycast = caseNames.filter((name) => (caseOf(caseText(name)).anycastSets ?? []).length > 0);

it('has cases', () => {
  expect(withAnycast.length).toBeGreaterThan(3);
});

it.each(withAnycast)('%s: the same members, as far away', (name) => {
  const known = caseOf(caseText(name));
  const place = new Map(known.nodes.map((id, index) => [id, index]));
  const at = (id: string): number => place.get(id) ?? -1;
  const graph = layOutTraffic(
    known.nodes.length,
    known.links.map(({ id, a, b, lengthKm, capacityGbps }) => ({ id, from: at(a), to: at(b), lengthKm, capacityGbps })),
  );
  const nearest = new NearestMember(graph, known.nodes);
  let compared = 0;
  for (const { linksDown, expected } of known.states) {
    const linkDown = Uint8Array.from(known.links, ({ id }) => (linksDown.includes(id) ? 1 : 0));
    for (const { id, members, membersDown, demands } of known.anycastSets ?? []) {
      const up = members.filter((member) => !(membersDown ?? []).includes(member));
      nearest.find(Int32Array.from(up, at), linkDown, new Uint8Array(known.nodes.length));
      for (const demand of demands) {
        const choice = (expected as Expected).anycast?.[id].choice[demand.id] ?? null;
        const member = nearest.member[at(demand.from)];
        expect(member < 0 ? null : known.nodes[member]).toBe(choice?.member ?? null);
        if (choice !== null)
          expect(Math.floor(nearest.cost[at(demand.from)] / graph.hopUnit)).toBe(Math.round(choice.lengthM));
        compared++;
      }
    }
  }
  expect(compared).toBeGreaterThan(0);
});

it('goes nowhere through a site that is down, and not to a member that is', () => {
  const link = (id: string, from: number, to: number) => ({ id, from, to, lengthKm: 1, capacityGbps: 1 });
  const graph = layOutTraffic(4, [link('a', 0, 1), link('b', 1, 2), link('c', 2, 3)]);
  const nearest = new NearestMember(graph, ['p', 'q', 'r', 's']);
  const none = new Uint8Array(3);
  nearest.find(Int32Array.of(0, 3), none, new Uint8Array(4));
  expect([...nearest.member]).toEqual([0, 0, 3, 3]);
  nearest.find(Int32Array.of(0, 3), none, Uint8Array.of(1, 0, 0, 0));
  expect([...nearest.member]).toEqual([-1, 3, 3, 3]);
  nearest.find(Int32Array.of(0, 3), none, Uint8Array.of(1, 0, 1, 0));
  expect([...nearest.member]).toEqual([-1, -1, -1, 3]);
  nearest.find(Int32Array.of(0), Uint8Array.of(0, 1, 0), new Uint8Array(4));
  expect([...nearest.member]).toEqual([0, 0, -1, -1]);
  // As far from both: the smaller id.
  const twin = new NearestMember(layOutTraffic(3, [link('z', 1, 0), link('a', 1, 2)]), ['b', 'm', 'a']);
  twin.find(Int32Array.of(0, 2), none, new Uint8Array(3));
  expect(twin.member[1]).toBe(2);
});
