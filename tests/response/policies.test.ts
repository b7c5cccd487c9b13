import { describe, expect, it } from 'vitest';
import { fifo } from '../../src/response/policies/fifo.ts';
import { policies } from '../../src/response/policies/index.ts';
import { mostPeople } from '../../src/response/policies/most-people.ts';
import { type DispatchPolicy, type DispatchView, IDLE } from '../../src/response/policies/policy.ts';
import { Plan } from '../../src/response/scheduling/plan.ts';
import { breakWorld, respond } from '../../src/simulation/replicate.ts';
import { World } from '../../src/simulation/world.ts';
import { compiledFrom, traced } from '../worlds.ts';

type Row = [since: number, hours: number, gained: number, stranded: number];

/** A desk of rows, from which a test may replace what it asks for. No plan can be made of it. */
const view = (rows: Row[], asked: Partial<DispatchView> = {}): DispatchView => ({
  waiting: rows.length,
  visibleSince: (place) => rows[place][0],
  travelHours: () => 0,
  repairHours: (place) => rows[place][1],
  hoursNeeded: (place) => rows[place][1],
  peopleGained: (place) => rows[place][2],
  peopleStranded: (place) => rows[place][3],
  lot: () => 0.5,
  rank: () => Number.POSITIVE_INFINITY,
  betweenness: () => 0,
  restoration: () => {
    throw new Error('no plan was to be made');
  },
  placeOf: (task) => task,
  plan: new Plan(),
  ...asked,
});
const policy = (name: string): DispatchPolicy => {
  const found = policies.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no policy ${name}`);
  return found;
};

/** A protocol without delays under which one desk, or each owner's, follows a policy. */
const desk = (name: string, scope: 'joint' | 'owner'): string => {
  const [visibility, crews] = scope === 'joint' ? ['shared', 'pooled'] : ['owner', 'owner'];
  return JSON.stringify({
    name: 'desk',
    title: 'Desk',
    summary: 'one policy',
    extends: 'plain',
    dispatch: { scope, policy: name },
    awareness: { visibility, shareDelay: '0h' },
    resources: { crews },
  });
};

describe('fifo', () => {
  it('takes the fault known longest, the first of equals', () => {
    expect(
      fifo.next(
        view([
          [5, 1, 0, 0],
          [2, 9, 0, 0],
          [2, 1, 9, 9],
        ]),
      ),
    ).toBe(1);
    expect(fifo.next(view([]))).toBe(IDLE);
  });
});

describe('most-people', () => {
  it('takes the greatest gain, then the most stranded, then the shortest', () => {
    expect(
      mostPeople.next(
        view([
          [0, 1, 5, 9],
          [0, 9, 7, 7],
          [0, 1, 7, 6],
        ]),
      ),
    ).toBe(1);
    expect(
      mostPeople.next(
        view([
          [0, 5, 0, 9],
          [0, 4, 0, 9],
          [0, 1, 0, 8],
        ]),
      ),
    ).toBe(1);
    expect(mostPeople.next(view([]))).toBe(IDLE);
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
    const order = (count: number): string[] => {
      const compiled = compiledFrom(
        {
          protocols: ['desk'],
          crews: [{ id: 'crew', operator: 'op', base: 'hub', count }],
          hazards: ['hub--twig', 'mid--city', 'hub--mid'].map((link) => ({ 'cable-cut': { link, at: '0h' } })),
        },
        chain,
        { desk: desk('most-people', 'joint') },
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

describe('rules by one measure', () => {
  const rows: Row[] = [
    [0, 9, 0, 0],
    [1, 2, 0, 0],
    [2, 2, 0, 0],
    [3, 5, 0, 0],
  ];
  const ordered = (values: number[]) => (place: number) => values[place];

  it.each([
    ['random', { lot: ordered([0.4, 0.9, 0.2, 0.3]) }, 2],
    ['nearest', { travelHours: ordered([3, 2, 4, 1]) }, 3],
    ['shortest-repair', {}, 1],
    ['betweenness', { betweenness: ordered([1, 7, 3, 8]) }, 3],
    ['critical-list', { rank: ordered([Number.POSITIVE_INFINITY, 4, 2, 3]) }, 2],
  ])('%s takes the best by it', (name, asked, place) => {
    expect(policy(name).next(view(rows, asked))).toBe(place);
  });

  it.each(['random', 'nearest', 'betweenness'])('%s breaks ties by what is done soonest, then by place', (name) => {
    expect(policy(name).next(view(rows))).toBe(1);
  });

  it('asks for a plan only when the critical list is done', () => {
    expect(() => policy('critical-list').next(view(rows))).toThrow('no plan was to be made');
  });
});

/** The home of the tests below: a ring with a tail, three damaged links and a damaged site. */
const RING = JSON.stringify({
  name: 'ring',
  sites: [
    { id: 'hub', role: 'gateway', operator: 'one', at: [0.5, 10] },
    ...[1, 2, 3, 4, 5].map((site) => ({
      id: `s${site}`,
      role: 'district-unit',
      operator: site % 2 === 0 ? 'one' : 'two',
      at: [0.5, 10 + 0.2 * site],
      population: 100 * site,
    })),
  ],
  links: [
    ['hub', 's1'],
    ['s1', 's2'],
    ['s2', 's3'],
    ['s3', 'hub'],
    ['s3', 's4'],
    ['s4', 's5'],
  ].map(([a, b], link) => ({
    id: `${a}--${b}`,
    ends: [a, b],
    medium: 'buried',
    operator: link % 2 === 0 ? 'one' : 'two',
    lengthKm: 30,
  })),
});
const cuts = ['hub--s1', 's3--hub', 's3--s4', 's4--s5', 's1--s2'].map((link, hour) => ({
  'cable-cut': { link, at: `${hour}h` },
}));
const under = (name: string, scope: 'joint' | 'owner') =>
  compiledFrom(
    {
      protocols: ['desk'],
      crews: [
        { id: 'a', operator: 'one', base: 'hub', count: 1 },
        { id: 'b', operator: 'two', base: 's4', count: 1 },
      ],
      hazards: cuts,
    },
    RING,
    {
      desk: desk(name, scope),
    },
  );

describe('every policy in the simulator', () => {
  it.each(
    policies.flatMap(({ name }) => [
      [name, 'joint'],
      [name, 'owner'],
    ]) as [string, 'joint' | 'owner'][],
  )('%s mends everything once, at a %s desk', (name, scope) => {
    const compiled = under(name, scope);
    const { entries } = traced(compiled);
    const sent = entries.filter(({ what }) => what === 'assigned').map(({ fault }) => fault);
    expect(sent.toSorted()).toEqual([0, 1, 2, 3, 4]);
    expect(entries.filter(({ what }) => what === 'mended')).toHaveLength(5);
    // The same replication again, after another in between, is answered the same way: no plan is left over.
    const world = new World(compiled.model);
    const hash = (replication: number): number[] => {
      breakWorld(world, replication);
      respond(world, compiled.model.variants[0]);
      return [world.hashHigh, world.hashLow];
    };
    const first = hash(0);
    hash(1);
    expect(hash(0)).toEqual(first);
  });
});
