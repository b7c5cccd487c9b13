import { describe, expect, it } from 'vitest';
import { fifo } from '../../src/response/policies/fifo.ts';
import { mostPeople } from '../../src/response/policies/most-people.ts';
import { type DispatchView, IDLE } from '../../src/response/policies/policy.ts';
import { compiledFrom, PLAIN_PROTOCOL, traced } from '../worlds.ts';

type Row = [since: number, hours: number, gained: number, stranded: number];
const view = (...rows: Row[]): DispatchView => ({
  waiting: rows.length,
  visibleSince: (place) => rows[place][0],
  hoursNeeded: (place) => rows[place][1],
  peopleGained: (place) => rows[place][2],
  peopleStranded: (place) => rows[place][3],
});

describe('fifo', () => {
  it('takes the fault known longest, the first of equals', () => {
    expect(fifo.next(view([5, 1, 0, 0], [2, 9, 0, 0], [2, 1, 9, 9]))).toBe(1);
    expect(fifo.next(view())).toBe(IDLE);
  });
});

describe('most-people', () => {
  it('takes the greatest gain, then the most stranded, then the shortest', () => {
    expect(mostPeople.next(view([0, 1, 5, 9], [0, 9, 7, 7], [0, 1, 7, 6]))).toBe(1);
    expect(mostPeople.next(view([0, 5, 0, 9], [0, 4, 0, 9], [0, 1, 0, 8]))).toBe(1);
    expect(mostPeople.next(view())).toBe(IDLE);
  });

  it('mends the trunk before the twig, and what is ordered already is not gained again', () => {
    const chain = JSON.stringify({
      name: 'chain',
      sites: [
        { id: 'hub', role: 'gateway', operator: 'op', at: [0.5, 10] },
        { id: 'twig', role: 'district-unit', operator: 'op', at: [0.5, 10], population: 10 },
        { id: 'mid', role: 'district-unit', operator: 'op', at: [0.5, 10], population: 5 },
        { id: 'city', role: 'core', operator: 'op', at: [0.5, 10], population: 900 },
      ],
      links: [
        { id: 'hub--twig', ends: ['hub', 'twig'], medium: 'buried', operator: 'op', lengthKm: 1 },
        { id: 'hub--mid', ends: ['hub', 'mid'], medium: 'buried', operator: 'op', lengthKm: 1 },
        { id: 'mid--city', ends: ['mid', 'city'], medium: 'buried', operator: 'op', lengthKm: 1 },
      ],
    });
    const joint = `${PLAIN_PROTOCOL}dispatch: { scope: joint, policy: most-people }\nawareness: { visibility: shared, shareDelay: 0h }\nresources: { crews: pooled }\n`;
    const order = (count: number): string[] => {
      const compiled = compiledFrom(
        {
          crews: [{ id: 'crew', operator: 'op', base: 'hub', count }],
          hazards: ['hub--twig', 'mid--city', 'hub--mid'].map((link) => ({ 'cable-cut': { link, at: '0h' } })),
        },
        chain,
        { plain: joint },
      );
      const { entries, world } = traced(compiled);
      return entries
        .filter(({ what }) => what === 'assigned')
        .map(({ fault }) => compiled.model.network.links[world.damage.elements[fault]].id);
    };
    // Nothing alone reconnects the city; the twig reconnects 10, the trunk 5 now. Then the city's link gains 900.
    expect(order(1)).toEqual(['hub--twig', 'hub--mid', 'mid--city']);
    // With two crews the trunk counts as mended once it is ordered.
    expect(order(3)).toEqual(['hub--twig', 'hub--mid', 'mid--city']);
  });
});
