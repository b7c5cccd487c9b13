/** What serves people who are cut off: satellite, relief assets and roaming, held against hand-made worlds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { haversineKm } from '../../src/network/geodesy.ts';
import { ASSET } from '../../src/simulation/relief-state.ts';
import { breakWorld, respond } from '../../src/simulation/replicate.ts';
import { World } from '../../src/simulation/world.ts';
import { admittedBySatellite } from '../../src/traffic/satellite-admission.ts';
import { compiledFrom, PLAIN_PROTOCOL, plainStages, ran, traced, tried } from '../worlds.ts';

const NO_SATELLITE = 'satellite: { cold: { capacityMbps: 0 } }';
const protocol = (blocks: string, satellite = NO_SATELLITE): Record<string, string> => ({
  plain: `${PLAIN_PROTOCOL.replace(NO_SATELLITE, satellite)}${blocks}\n`,
});
const POOLED = protocol('resources: { crews: pooled }');

/** Hours on the road from one longitude to another, along the parallel on which all sites stand. */
const road = (fromLon: number, toLon: number): number => (haversineKm(0.5, fromLon, 0.5, toLon) * 1.3) / 40;
const cut = (link: string, at: string): unknown => ({ 'cable-cut': { link, at, atKm: 0 } });
const site = (id: string, operator: string, lon: number, population: number): Record<string, unknown> => ({
  id,
  role: id === 'hub' ? 'gateway' : 'district-unit',
  operator,
  at: [0.5, lon],
  population,
});
const link = (id: string, operator: string): Record<string, unknown> => ({
  id: `hub--${id}`,
  ends: ['hub', id],
  medium: 'buried',
  operator,
  lengthKm: 40,
});

/** The people cut off, each time that it changes. */
const curve = (
  keys: Record<string, unknown>,
  topology: string,
  protocols: Record<string, string>,
): [number, number][] => {
  const told: [number, number][] = [];
  for (const { what, time, amount } of traced(compiledFrom(keys, topology, protocols)).entries)
    if (what === 'service-changes' && told.at(-1)?.[1] !== amount) told.push([time, amount]);
  return told;
};
const expectCurve = (found: [number, number][], expected: [number, number][]): void => {
  expect(found.map(([, people]) => people)).toEqual(expected.map(([, people]) => people));
  for (const [place, [time]] of expected.entries()) expect(found[place][0]).toBeCloseTo(time, 9);
};

describe('a relief asset', () => {
  /** `a` and `b` hang on the hub; the crew of `op` mends the line of `a` in 5 hours, nobody mends that of `b`. */
  const AB = JSON.stringify({
    name: 'ab',
    sites: [site('hub', 'op', 10, 0), site('a', 'op', 10.3, 1000), site('b', 'op', 9.9, 600)],
    links: [link('a', 'op'), link('b', 'op2')],
  });
  const cow = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
    id: 'cow',
    kind: 'cell-on-wheels',
    operator: 'op',
    base: 'hub',
    people: 300,
    setup: '2h',
    ...more,
  });
  const curveOf = (
    relief: unknown[],
    hazards: unknown[],
    protocols = protocol(''),
    keys: Record<string, unknown> = { crews: [] },
  ): [number, number][] => curve({ relief, hazards, ...keys }, AB, protocols);

  it('serves after the road and the set-up as many as it can', () => {
    expectCurve(curveOf([cow()], [cut('hub--a', '1h')]), [
      [0, 0],
      [1, 1000],
      [1 + road(10, 10.3) + 2, 700],
    ]);
  });

  it('serves the people of a site that is destroyed', () => {
    const lost = { 'site-loss': { site: 'a', at: '1h', state: 'complete' } };
    expectCurve(curveOf([cow()], [lost]), [
      [0, 0],
      [1, 1000],
      [1 + road(10, 10.3) + 2, 700],
    ]);
  });

  it('adds up with others at one site, and none is sent where nobody is left', () => {
    const found = curveOf([cow({ people: 600, count: 3 })], [cut('hub--a', '1h')]);
    expectCurve(found, [
      [0, 0],
      [1, 1000],
      [1 + road(10, 10.3) + 2, 0],
    ]);
    const compiled = compiledFrom(
      { relief: [cow({ people: 600, count: 3 })], hazards: [cut('hub--a', '1h')], crews: [] },
      AB,
    );
    expect(traced(compiled).entries.filter(({ what }) => what === 'relief-sent')).toHaveLength(2);
  });

  it('is nearest first', () => {
    const relief = [cow({ id: 'far', base: 'b' }), cow({ id: 'near', people: 1000 })];
    const { entries } = traced(compiledFrom({ relief, hazards: [cut('hub--a', '1h')], crews: [] }, AB));
    expect(entries.filter(({ what }) => what === 'relief-sent').map(({ name }) => name)).toEqual(['near']);
  });

  it('serves its own operator’s sites, or anybody’s when crews are pooled', () => {
    const theirs = [cow({ operator: 'op2' })];
    expect(curveOf(theirs, [cut('hub--a', '1h')]).at(-1)).toEqual([1, 1000]);
    expect(curveOf(theirs, [cut('hub--a', '1h')], POOLED).at(-1)?.[1]).toBe(700);
  });

  it('goes where most people are cut off, or to a critical site', () => {
    const both = [cut('hub--a', '1h'), cut('hub--b', '1h')];
    expectCurve(curveOf([cow()], both), [
      [0, 0],
      [1, 1600],
      [1 + road(10, 10.3) + 2, 1300],
    ]);
    const weighed = protocol('priorities: { criticalWeight: 10 }');
    expectCurve(curveOf([cow()], both, weighed, { crews: [], critical: ['b'] }), [
      [0, 0],
      [1, 1600],
      [1 + road(10, 9.9) + 2, 1300],
    ]);
  });

  it('goes on to the next site, from where it stands, when the first is connected', () => {
    const repair = 1 + 5;
    expectCurve(curveOf([cow()], [cut('hub--a', '1h'), cut('hub--b', '1h')], protocol(''), {}), [
      [0, 0],
      [1, 1600],
      [1 + road(10, 10.3) + 2, 1300],
      [repair, 600],
      [repair + road(10.3, 9.9) + 2, 300],
    ]);
  });

  it('stands ready where it is, until it is sent elsewhere', () => {
    expectCurve(curveOf([cow()], [cut('hub--a', '1h'), cut('hub--a', '100h')], protocol(''), {}), [
      [0, 0],
      [1, 1000],
      [1 + road(10, 10.3) + 2, 700],
      [6, 0],
      [100, 700],
      [105, 0],
    ]);
  });

  it('that arrives when all is mended serves nobody, and may be sent on', () => {
    expectCurve(curveOf([cow({ setup: '9h' })], [cut('hub--a', '1h'), cut('hub--b', '1h')], protocol(''), {}), [
      [0, 0],
      [1, 1600],
      [6, 600],
      [1 + road(10, 10.3) + 9 + road(10.3, 9.9) + 9, 300],
    ]);
  });

  it('is not sent before a loss is known', () => {
    const keys = { crews: [], stages: plainStages({ detectLink: '4h' }) };
    expect(curveOf([cow()], [cut('hub--a', '1h')], protocol(''), keys).at(-1)?.[0]).toBeCloseTo(
      5 + road(10, 10.3) + 2,
      9,
    );
  });

  it('goes only where the loss is known', () => {
    const hazards = [cut('hub--a', '1h'), { 'site-loss': { site: 'b', at: '1h', state: 'complete' } }];
    const keys = { crews: [], stages: plainStages({ detectSite: '40h' }) };
    expectCurve(curveOf([cow({ people: 1000, count: 2 })], hazards, protocol(''), keys), [
      [0, 0],
      [1, 1600],
      [1 + road(10, 10.3) + 2, 600],
      [41 + road(10, 9.9) + 2, 0],
    ]);
  });

  it('serves a site that is dark', () => {
    const dark = { 'power-failure': { at: '1h', lasts: '20h', sites: ['a'], autonomy: { 'district-unit': '2h' } } };
    expectCurve(curveOf([cow()], [dark]), [
      [0, 0],
      [3, 1000],
      [3 + road(10, 10.3) + 2, 700],
      [21, 0],
    ]);
  });

  it('draws each set-up anew, and begins each response at its base', () => {
    const compiled = compiledFrom(
      {
        relief: [cow({ setup: { uniform: ['1h', '4h'] } })],
        hazards: [cut('hub--a', '1h'), cut('hub--b', '50h')],
        protocols: ['plain', 'again'],
      },
      AB,
      { again: PLAIN_PROTOCOL.replace('name: plain', 'name: again') },
    );
    const { entries } = traced(compiled);
    const setups = entries
      .filter(({ what }) => what === 'relief-sent')
      .map(({ amount }, call) => amount - (call === 0 ? road(10, 10.3) : road(10.3, 9.9)));
    expect(setups).toHaveLength(2);
    expect(Math.abs(setups[0] - setups[1])).toBeGreaterThan(0.01);
    const [first, second] = ran(compiled, 3).variants;
    expect(second.columns).toEqual(first.columns);
  });

  it('of no named operator is refused', () => {
    const { compiled, problems } = tried({
      'scenario.yaml': JSON.stringify({ relief: [cow({ operator: '*' })] }),
      'net.yaml': AB,
    });
    expect(compiled).toBeUndefined();
    expect(
      problems.errors.some(({ path, expected }) => path.startsWith('relief') && /one operator/.test(expected)),
    ).toBe(true);
  });

  it('draws its set-up by its own name, however many others there are, and changes nothing while unused', () => {
    const hazards = [cut('hub--a', '1h'), cut('hub--b', '3h')];
    const stages = plainStages({ repairLink: { buried: { exponential: '30h' } } });
    const mine = cow({ setup: { exponential: '3h' } });
    const outcomes = (relief: unknown[]): unknown =>
      ran(compiledFrom({ relief, hazards, stages }, AB), 20).variants.map(({ columns, hashHigh, hashLow }) => [
        columns,
        hashHigh,
        hashLow,
      ]);
    const alone = outcomes([mine]);
    expect(outcomes([mine, cow({ id: 'theirs', operator: 'op2', setup: { exponential: '3h' } })])).toEqual(alone);
    expect(outcomes([])).not.toEqual(alone);
  });
});

describe('roaming', () => {
  const TOWN = [
    site('hub', 'A', 10, 0),
    site('a', 'A', 10.3, 1000),
    site('z', 'A', 10.31, 300),
    site('x', 'B', 10.32, 2000),
    site('y', 'B', 10.34, 500),
    site('w', 'B', 10.8, 9000),
  ];
  const town = (sites = TOWN): string =>
    JSON.stringify({
      name: 'town',
      sites,
      links: ['a', 'z', 'x', 'y', 'w'].map((id) => link(id, 'A')),
    });
  const roaming = (more = ''): Record<string, string> =>
    protocol(`sharing: { roaming: { activation: 1h, spareShare: 0.3, radiusKm: 6.4${more} } }`);

  it('has near sites of other operators take people on, up to a share of their own', () => {
    expectCurve(curve({ crews: [], hazards: [cut('hub--a', '1h')] }, town(), roaming()), [
      [0, 0],
      [1, 1000],
      [2, 1000 - 600 - 150],
    ]);
  });
  it('ends where radio ends, and at sites of unknown place', () => {
    const near = protocol('sharing: { roaming: { activation: 1h, spareShare: 0.3, radiusKm: 3 } }');
    expect(curve({ crews: [], hazards: [cut('hub--a', '1h')] }, town(), near).at(-1)).toEqual([2, 400]);
    // A protocol that reaches farther, in the same run, lends this one nothing.
    const wide = { wide: roaming().plain.replace('name: plain', 'name: wide') };
    const keys = { crews: [], hazards: [cut('hub--a', '1h')], protocols: ['plain', 'wide'] };
    expect(curve(keys, town(), { ...near, ...wide }).at(-1)).toEqual([2, 400]);
    const lost = TOWN.map((one) => (one.id === 'x' ? { ...one, at: undefined } : one));
    expect(curve({ crews: [], hazards: [cut('hub--a', '1h')] }, town(lost), roaming()).at(-1)).toEqual([2, 850]);
  });
  it('uses no host that is cut off, and no spare twice, the largest site first', () => {
    const hazards = [cut('hub--a', '1h'), cut('hub--x', '5h')];
    // x (2000) is taken on by z (90); a (1000) by y (150).
    expect(curve({ crews: [], hazards }, town(), roaming()).at(-1)).toEqual([5, 3000 - 90 - 150]);
    // a (1000) and z (300) want the same hosts: a is the larger and leaves nothing.
    const rivals = [cut('hub--a', '1h'), cut('hub--z', '1h')];
    expect(curve({ crews: [], hazards: rivals }, town(), roaming()).at(-1)).toEqual([2, 1300 - 750]);
  });
  it('is not there when the protocol has none', () => {
    expect(curve({ crews: [], hazards: [cut('hub--a', '1h')] }, town(), protocol('')).at(-1)).toEqual([1, 1000]);
  });
  it('comes after relief assets and before satellite', () => {
    const topology = JSON.stringify({
      name: 'town',
      sites: [
        ...TOWN,
        { id: 'dish', role: 'teleport', operator: 'A', at: [0.5, 10], population: 0 },
        { id: 'sat', role: 'satellite', operator: 'A' },
      ],
      links: [
        ...['a', 'z', 'x', 'y', 'w', 'dish'].map((id) => link(id, 'A')),
        { id: 'up', ends: ['dish', 'sat'], medium: 'satellite', operator: 'A', capacityGbps: 1, lengthKm: 40000 },
      ],
    });
    const relief = [
      { id: 'cow', kind: 'cell-on-wheels', operator: 'A', base: 'a', people: 100, setup: '3h' },
      { id: 'unit', kind: 'mdru', operator: 'A', base: 'a', people: 800, setup: '5h' },
    ];
    const both = protocol(
      'sharing: { roaming: { activation: 1h, spareShare: 0.3 } }',
      'satellite: { cold: { activation: 2h, capacityMbps: 5, startFailure: 0 }, perTerminalMbps: 20, kbpsPerPerson: 50 }',
    );
    expectCurve(curve({ crews: [], relief, hazards: [cut('hub--a', '1h')] }, topology, both), [
      [0, 0],
      [1, 1000],
      [2, 250],
      [3, 150],
      [4, 50],
      [6, 0],
    ]);
  });
});

describe('satellite capacity', () => {
  const SKY = `
name: sky
sites:
  - { id: hub, role: gateway, operator: op, at: [0.5, 10], population: 0 }
  - { id: a, role: district-unit, operator: op, at: [0.5, 10.3], population: 1000 }
  - { id: b, role: district-unit, operator: op, at: [0.5, 10.4], population: 50 }
  - { id: dish, role: teleport, operator: op, at: [0.5, 10.1], population: 0 }
  - { id: sat, role: satellite, operator: op, at: [0, 10] }
links:
  - { id: hub--a, ends: [hub, a], medium: buried, operator: op, lengthKm: 40 }
  - { id: hub--b, ends: [hub, b], medium: buried, operator: op, lengthKm: 50 }
  - { id: hub--dish, ends: [hub, dish], medium: buried, operator: op, lengthKm: 12 }
  - { id: dish--sat, ends: [dish, sat], medium: satellite, operator: op, capacityGbps: 0.01 }
`;
  const COLD = 'cold: { activation: 2h, capacityMbps: 50, startFailure: 0 }';
  const tiers = (more: string, cold = COLD): Record<string, string> =>
    protocol('', `satellite: { ${cold}, terminals: 3, perTerminalMbps: 20, kbpsPerPerson: 100${more} }`);
  const sky = (hazards: unknown[], protocols = tiers('')): [number, number][] =>
    curve({ crews: [], hazards }, SKY, protocols);

  it('serves after its delay as many people as the space segment carries', () => {
    expect(sky([cut('hub--a', '1h')])).toEqual([
      [0, 0],
      [1, 1000],
      [3, 900],
    ]);
  });
  it('serves nobody when its teleport is down, or cut off itself', () => {
    const down = { 'site-loss': { site: 'dish', at: '0h', state: 'complete' } };
    expect(sky([cut('hub--a', '1h'), down]).at(-1)).toEqual([1, 1000]);
    expect(sky([cut('hub--a', '1h'), cut('hub--dish', '1h')]).at(-1)).toEqual([1, 1000]);
  });
  it('adds the tiers up as they come, to no more than the space segment', () => {
    const found = sky(
      [cut('hub--a', '1h')],
      tiers(
        ', hot: { activation: 3min, capacityMbps: 2, startFailure: 0 }, warm: { activation: 1h, capacityMbps: 4, startFailure: 0 }',
      ),
    );
    expectCurve(found, [
      [0, 0],
      [1, 1000],
      [1.05, 980],
      [2, 940],
      [3, 900],
    ]);
  });
  it('that does not start is put right after its retry', () => {
    const failing = tiers(', retry: 5h', 'cold: { activation: 2h, capacityMbps: 50, startFailure: 1 }');
    expect(sky([cut('hub--a', '1h')], failing).at(-1)).toEqual([8, 900]);
  });
  it('has one terminal a site, and gives none where nobody is left', () => {
    const one = protocol('', `satellite: { ${COLD}, terminals: 1, perTerminalMbps: 8, kbpsPerPerson: 100 }`);
    expect(sky([cut('hub--a', '1h'), cut('hub--b', '1h')], one).at(-1)).toEqual([3, 970]);
    const capacity = { mbps: 100, terminals: 1, perTerminalMbps: 8, kbpsPerPerson: 100 };
    expect(admittedBySatellite(Float64Array.of(0, 50), 2, capacity)).toBe(50);
    expect(admittedBySatellite(Float64Array.of(10, 50), 2, capacity)).toBe(10);
    expect(admittedBySatellite(Float64Array.of(10, 50), 2, { ...capacity, terminals: 2, mbps: 3 })).toBe(30);
    expect(admittedBySatellite(Float64Array.of(10, 50), 1, { ...capacity, terminals: 2 })).toBe(10);
  });
  it('that no satellite link of the backbone can carry is told', () => {
    const warned = (topology: string, protocols: Record<string, string>): string[] => {
      const { problems } = tried({
        'scenario.yaml': JSON.stringify({
          name: 'test',
          repairVessel: 'none',
          topology: 'net.yaml',
          horizon: '9d',
          seed: 1,
          replications: 1,
          protocols: ['plain'],
          crews: [{ id: 'c', operator: 'op', base: 'hub' }],
          hazards: [],
        }),
        'net.yaml': topology,
        'protocols/plain.yaml': protocols.plain,
      });
      expect(problems.errors).toEqual([]);
      return problems.list.filter(({ found }) => /satellite/.test(found)).map(({ expected }) => expected);
    };
    expect(warned(SKY, tiers(''))).toEqual([]);
    const dumb = SKY.replace(', capacityGbps: 0.01', '');
    expect(warned(dumb, tiers(''))).toEqual([expect.stringContaining('plain')]);
    expect(warned(dumb, protocol(''))).toEqual([]);
  });
  it('without a link into space, calls for nobody', () => {
    const hazards = [cut('hub--a', '1h')];
    const dumb = SKY.replace(', capacityGbps: 0.01', '');
    const run = (protocols: Record<string, string>): unknown =>
      ran(compiledFrom({ crews: [], hazards }, dumb, protocols), 2).variants;
    expect(run(tiers(''))).toEqual(run({ plain: tiers('').plain.replace('capacityMbps: 50', 'capacityMbps: 0') }));
  });
});

describe('any relief', () => {
  const drawn = fc.record({
    sites: fc.array(
      fc.record({
        population: fc.integer({ min: 0, max: 2000 }),
        operator: fc.constantFrom('A', 'B'),
        lon: fc.double({ min: 10, max: 10.2, noNaN: true }),
      }),
      { minLength: 6, maxLength: 6 },
    ),
    parents: fc.array(fc.nat(5), { minLength: 6, maxLength: 6 }),
    cuts: fc.array(fc.record({ link: fc.nat(5), at: fc.integer({ min: 0, max: 60 }) }), { minLength: 1, maxLength: 8 }),
    loss: fc.nat(5),
    relief: fc.array(
      fc.record({
        operator: fc.constantFrom('A', 'B'),
        base: fc.nat(5),
        people: fc.integer({ min: 1, max: 900 }),
        count: fc.integer({ min: 1, max: 2 }),
      }),
      { maxLength: 3 },
    ),
    pooled: fc.boolean(),
    spareShare: fc.constantFrom(0, 0.1, 0.5),
    mbps: fc.constantFrom(0, 5, 60),
    reference: fc.constantFrom('gateway', 'largest-component'),
    seed: fc.nat(9999),
  });
  type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

  const worldOf = (
    { sites, parents, cuts, loss, relief, pooled, spareShare, mbps, reference, seed }: Drawn,
    turn: <T>(list: T[]) => T[] = (list) => list,
  ): ReturnType<typeof compiledFrom> =>
    compiledFrom(
      {
        seed,
        reference,
        horizon: '20d',
        crews: [{ id: 'c', operator: '*', base: 'hub' }],
        stages: plainStages({ repairLink: { buried: { exponential: '20h' } }, detectLink: { exponential: '1h' } }),
        hazards: [
          ...cuts.map(({ link: at, at: hour }) => ({ 'cable-cut': { link: `l${at}`, at: `${hour}h` } })),
          { 'site-loss': { site: `s${loss}`, at: '10h', state: 'moderate' } },
        ],
        relief: turn(
          relief.map((one, k) => ({
            ...one,
            id: `r${k}`,
            kind: 'mdru',
            base: `s${one.base}`,
            setup: { exponential: '2h' },
          })),
        ),
      },
      JSON.stringify({
        name: 'fuzz',
        sites: turn([
          site('hub', 'A', 10, 0),
          ...sites.map(({ population, operator, lon }, k) => site(`s${k}`, operator, lon, population)),
          { id: 'sat', role: 'satellite', operator: 'A' },
        ]),
        links: turn([
          ...sites.map(({ operator }, k) => ({
            id: `l${k}`,
            ends: [`s${k}`, k === 0 ? 'hub' : `s${parents[k] % k}`],
            medium: 'buried',
            operator,
            lengthKm: 40,
          })),
          { id: 'up', ends: ['hub', 'sat'], medium: 'satellite', operator: 'A', capacityGbps: 0.05, lengthKm: 40000 },
        ]),
      }),
      protocol(
        [
          `resources: { crews: ${pooled ? 'pooled' : 'owner'} }`,
          `sharing: { roaming: { activation: 1h, spareShare: ${spareShare} } }`,
        ].join('\n'),
        `satellite: { cold: { activation: 2h, capacityMbps: ${mbps}, startFailure: 0.5 }, terminals: 2 }`,
      ),
    );

  it('serves nobody twice, and no more than are cut off, at every instant', () => {
    let helped = 0;
    fc.assert(
      fc.property(drawn, (chosen) => {
        const { model } = worldOf(chosen);
        const { network, demand, relief: assets } = model;
        const world = new World(model);
        breakWorld(world, 0);
        world.trace = ({ what, amount, time }) => {
          if (what !== 'service-changes') return;
          const { relief, reach } = world;
          const ground = world.cutOff();
          expect(amount).toBeGreaterThanOrEqual(0);
          expect(amount).toBeLessThanOrEqual(ground);
          if (amount < ground) helped++;
          // The books of the assets agree with themselves.
          let up = (relief.roams ? 1 : 0) + relief.tierUp.reduce((sum, is) => sum + is, 0);
          const ready = new Float64Array(network.siteCount);
          const coming = new Float64Array(network.siteCount);
          for (const [asset, { people }] of assets.entries()) {
            if (relief.doing[asset] === ASSET.ready) {
              up++;
              ready[relief.site[asset]] += people;
            }
            if (relief.doing[asset] === ASSET.away) coming[relief.site[asset]] += people;
          }
          expect([up, ready, coming]).toEqual([relief.up, relief.ready, relief.coming]);
          // Who is cut off, less what each kind of relief could do at the most.
          let most = 0;
          let bySatellite = 0;
          let byRoaming = 0;
          let down = 0;
          for (let at = 0; at < network.siteCount; at++) {
            if (reach.serves(at)) {
              if (relief.roams) byRoaming += Math.floor(chosen.spareShare * network.population[at]);
            } else if (demand.served[at] === 1) {
              down += network.population[at];
              most += Math.min(network.population[at], ready[at]);
            }
          }
          if (relief.tierUp[2] === 1) bySatellite = (Math.min(chosen.mbps, 40) * 1000) / 64;
          if (chosen.reference === 'gateway') {
            expect(down).toBe(ground);
            expect(ground - amount).toBeLessThanOrEqual(most + byRoaming + bySatellite);
            if (!relief.roams && bySatellite === 0) expect(ground - amount).toBe(most);
          }
          expect(time).toBeLessThanOrEqual(model.horizonHours);
        };
        respond(world, model.variants[0]);
      }),
      { numRuns: 150, seed: 20261122 },
    );
    expect(helped).toBeGreaterThan(100);
  }, 120_000);

  it('does not depend on the order in which things are listed', () => {
    fc.assert(
      fc.property(drawn, (chosen) => {
        const populations = chosen.sites.map(({ population }) => population);
        fc.pre(new Set(populations).size === populations.length && chosen.reference === 'gateway' && chosen.pooled);
        const columns = (compiled: ReturnType<typeof compiledFrom>): number[][] =>
          ran(compiled, 2).variants[0].columns.map((column) => [...column]);
        const plain = columns(
          worldOf({ ...chosen, relief: chosen.relief.slice(0, 1).map((one) => ({ ...one, count: 1 })) }),
        );
        const turned = columns(
          worldOf({ ...chosen, relief: chosen.relief.slice(0, 1).map((one) => ({ ...one, count: 1 })) }, (list) =>
            [...list].reverse(),
          ),
        );
        for (const [metric, column] of plain.entries())
          for (const [replication, value] of column.entries())
            if (Number.isFinite(value)) expect(turned[metric][replication]).toBeCloseTo(value, 6);
            else expect(turned[metric][replication]).toBe(value);
      }),
      { numRuns: 60, seed: 7 },
    );
  }, 120_000);
});
