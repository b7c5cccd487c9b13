/** Sites without the grid: against the closed form of a battery, worlds worked out by hand, and the conservation of fuel. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { haversineKm } from '../../src/network/geodesy.ts';
import { breakWorld, respond } from '../../src/simulation/replicate.ts';
import type { TraceEntry } from '../../src/simulation/trace.ts';
import { World } from '../../src/simulation/world.ts';
import { describe as told } from '../../src/text/problem.ts';
import { compiledFrom, metricOf, PLAIN_PROTOCOL, plainStages, ran, scenarioText, traced, tried } from '../worlds.ts';

const oracles = JSON.parse(
  readFileSync(new URL('../verification/recovery/oracles_public.json', import.meta.url), 'utf8'),
) as { id: string; inputs: Record<string, number>; expected: Record<string, number> }[];

/** `a` (1,000 people) and `b` (500 people, of another operator) hang on `hub`; b lies 0.1 degrees east of a. */
const NETWORK = `
name: three
sites:
  - { id: hub, role: gateway, operator: op, at: [0.5, 10], population: 0 }
  - { id: b, role: district-unit, operator: other, at: [0.5, 10.4], population: 500 }
  - { id: a, role: district-unit, operator: op, at: [0.5, 10.3], population: 1000 }
links:
  - { id: hub--a, ends: [hub, a], medium: buried, operator: op, lengthKm: 40 }
  - { id: hub--b, ends: [hub, b], medium: buried, operator: op, lengthKm: 40 }
`;
const POOLED = `${PLAIN_PROTOCOL.replace('name: plain', 'name: pooled')}power: { generators: pooled, fuel: pooled }
`;
const roadHours = (from: number, to: number): number => (haversineKm(0.5, from, 0.5, to) * 1.3) / 40;

const gridDown = (sites: string[], own: string, more: Record<string, unknown>): Record<string, unknown> => ({
  'power-failure': { sites, autonomy: { 'district-unit': own }, ...more },
});
const STANDING = { roles: ['district-unit'], tank: '10h' };
const TRUCK = { id: 'truck', operator: 'op', base: 'a', stops: 100, unload: '1h', load: '5h' };
const GENERATOR = { id: 'generator', operator: 'op', base: 'a', tank: '12h', setup: '1h' };

const world = (sitePower: unknown, hazards: unknown[], more: Record<string, unknown> = {}, pooled = false) =>
  traced(
    compiledFrom(
      {
        hazards,
        crews: [],
        protocols: [pooled ? 'pooled' : 'plain'],
        ...(sitePower === undefined ? {} : { sitePower: { lookAhead: '6h', ...(sitePower as object) } }),
        ...more,
      },
      NETWORK,
      { pooled: POOLED },
    ),
  );
type Run = ReturnType<typeof world>;

/** Hours at which a site goes dark and has power again, in turn. */
const darkAt = ({ world: { model }, entries }: Run, id: string): number[] =>
  entries
    .filter(({ what, site }) => site === model.network.siteIndex.get(id) && /power-(spent|restored)/.test(what))
    .map(({ time }) => time);
const timesOf = ({ entries }: Run, what: TraceEntry['what']): number[] =>
  entries.filter((entry) => entry.what === what).map(({ time }) => time);
const tanksOf = ({ power }: World): number =>
  [...power.tankHours, ...power.generatorTankHours].reduce((sum, hours) => sum + hours, 0);

describe('a site with a battery alone', () => {
  const { inputs, expected } = oracles.find(({ id }) => id === 'P-battery')!;
  const outages: [string, unknown, number, number][] = [
    ['exponential', { exponential: `${inputs.expMean}h` }, expected.exp_Pdark, expected.exp_Edark],
    ['lognormal', { lognormal: [`${inputs.lnMedian}h`, inputs.lnSigma] }, expected.ln_Pdark, expected.ln_Edark],
  ];
  for (const [law, lasts, probability, hours] of outages)
    it(`is dark for as long as the closed form says, when outages are ${law} (20,000 replications)`, () => {
      const n = 20_000;
      const compiled = compiledFrom(
        {
          crews: [],
          horizon: '5y',
          hazards: [gridDown(['a'], `${inputs.B}h`, { at: '1h', lasts })],
          sitePower: { lookAhead: '6h' },
        },
        NETWORK,
      );
      const dark = [...metricOf(ran(compiled, n), 'lostUserHours')].map((lost) => lost / 1000);
      const mean = dark.reduce((sum, value) => sum + value, 0) / n;
      const variance = dark.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
      expect(Math.abs(mean - hours) / Math.sqrt(variance / n)).toBeLessThan(3.29);
      const share = dark.filter((value) => value > 0).length / n;
      expect(Math.abs(share - probability) / Math.sqrt((probability * (1 - probability)) / n)).toBeLessThan(3.29);
    });

  it('is as dark when nothing can be brought as when the scenario does not speak of power', () => {
    const hazards = [
      gridDown(['a', 'b'], '4h', {
        lasts: { exponential: '6h' },
        second: { after: '9h', lasts: { exponential: '6h' } },
      }),
    ];
    const run = (more: Record<string, unknown>) =>
      ran(compiledFrom({ hazards, crews: [], ...more }, NETWORK), 300).variants[0].columns;
    const silent = run({});
    expect(silent[0].some((value) => value > 0)).toBe(true);
    expect(run({ sitePower: { lookAhead: '6h' } })).toEqual(silent);
  });

  it('is dark until the horizon when the grid is not back by then', () => {
    const compiled = compiledFrom(
      { crews: [], hazards: [gridDown(['a'], '2h', { lasts: '500d' })], sitePower: { lookAhead: '6h' } },
      NETWORK,
    );
    const outcomes = ran(compiled, 1);
    expect(metricOf(outcomes, 'timeTo100Hours')[0]).toBe(Number.POSITIVE_INFINITY);
    expect(metricOf(outcomes, 'lostUserHours')[0]).toBeCloseTo(1000 * (2400 - 2), 6);
  });

  it('is without the grid once, however many failures overlap', () => {
    const run = world({}, [gridDown(['a'], '8h', { lasts: '10h' }), gridDown(['a'], '8h', { at: '5h', lasts: '15h' })]);
    expect(darkAt(run, 'a')).toEqual([8, 20]);
    expect(timesOf(run, 'grid-back')).toEqual([20]);
    expect(run.world.siteFaults[2]).toBe(0);
    const touching = world({}, [
      gridDown(['a'], '2h', { lasts: '5h' }),
      gridDown(['a'], '2h', { at: '5h', lasts: '4h' }),
    ]);
    expect(darkAt(touching, 'a')).toEqual([2, 9]);
  });
});

describe('a site with a generator of its own', () => {
  it('stays lit when each delivery comes in time', () => {
    const run = world({ generators: STANDING, fuel: [TRUCK] }, [gridDown(['a'], '8h', { lasts: '30h' })]);
    expect(timesOf(run, 'fuel-ordered')).toEqual([2, 12, 22]);
    expect(timesOf(run, 'fuel-delivered')).toEqual([3, 13, 23]);
    expect(darkAt(run, 'a')).toEqual([]);
    expect(run.entries.some(({ amount, what }) => what === 'service-changes' && amount > 0)).toBe(false);
    expect(run.world.power.deliveredHours).toBe(30);
    expect(run.world.power.usedHours).toBe(22);
    expect(tanksOf(run.world)).toBe(8);
  });

  it('is dark until fuel comes too late, and the truck comes by road', () => {
    const keys = { generators: STANDING, fuel: [{ ...TRUCK, base: 'hub' }] };
    const there = roadHours(10, 10.3);
    const run = world(keys, [gridDown(['a'], '1h', { lasts: '10h' })]);
    expect(darkAt(run, 'a')[0]).toBe(1);
    expect(darkAt(run, 'a')[1]).toBeCloseTo(there + 1, 12);
    expect(darkAt(run, 'a')).toHaveLength(2);
  });

  it('is dark while the only truck loads', () => {
    const keys = {
      generators: { ...STANDING, tank: '4h' },
      fuel: [{ ...TRUCK, stops: 1 }],
      lookAhead: '4h',
    };
    const run = world(keys, [gridDown(['a'], '4h', { lasts: '20h' })]);
    expect(timesOf(run, 'fuel-delivered')).toEqual([1, 7, 13, 19]);
    expect(darkAt(run, 'a')).toEqual([12, 13, 17, 19]);
    expect(run.world.power.usedHours).toBe(13);
    expect(tanksOf(run.world)).toBe(3);
    // Where it loads elsewhere it is on the road twice.
    const far = world({ ...keys, fuel: [{ ...TRUCK, stops: 1, refillAt: 'hub' }] }, [
      gridDown(['a'], '4h', { lasts: '20h' }),
    ]);
    expect(timesOf(far, 'fuel-delivered')[1]).toBeCloseTo(7 + 2 * roadHours(10, 10.3), 12);
  });

  it('has no use for fuel when the generator does not start', () => {
    const run = world({ generators: STANDING, fuel: [TRUCK] }, [
      gridDown(['a'], '8h', { lasts: '30h', standbyFails: 1, battery: '3h' }),
    ]);
    expect(timesOf(run, 'fuel-ordered')).toEqual([]);
    expect(darkAt(run, 'a')).toEqual([3, 30]);
  });

  it('keeps the fuel that is left for the next failure', () => {
    const failures = [gridDown(['a'], '4h', { lasts: '6h', second: { after: '10h', lasts: '20h' } })];
    const fuel = { ...TRUCK, unload: '0h' };
    const supplied = world({ generators: STANDING, fuel: [fuel] }, failures);
    expect(timesOf(supplied, 'fuel-delivered')).toEqual([0, 16, 26]);
    expect(darkAt(supplied, 'a')).toEqual([]);
    const once = world({ generators: STANDING, fuel: [{ ...fuel, stops: 1, load: '50d' }] }, failures);
    expect(darkAt(once, 'a')).toEqual([22, 30]);
    expect([once.world.power.deliveredHours, once.world.power.usedHours]).toEqual([10, 10]);
  });

  it('lends its truck by the protocol only', () => {
    const keys = { generators: STANDING, fuel: [{ ...TRUCK, operator: 'other' }] };
    const failure = [gridDown(['a'], '2h', { lasts: '10h' })];
    expect(darkAt(world(keys, failure), 'a')).toEqual([2, 10]);
    expect(darkAt(world(keys, failure, {}, true), 'a')).toEqual([]);
  });
});

describe('a generator that is brought', () => {
  it('comes to its owner’s sites, or to all when pooled', () => {
    const keys = { mobile: [{ ...GENERATOR, operator: 'other' }] };
    const failure = [gridDown(['a'], '2h', { lasts: '10h' })];
    expect(darkAt(world(keys, failure), 'a')).toEqual([2, 10]);
    const pooled = world(keys, failure, {}, true);
    expect(darkAt(pooled, 'a')).toEqual([]);
    expect(tanksOf(pooled.world)).toBe(12 - 8);
  });

  it('serves the most people first, then goes on with the fuel it has left', () => {
    const run = world(
      { mobile: [GENERATOR] },
      [gridDown(['a'], '2h', { lasts: '10h' }), gridDown(['b'], '2h', { lasts: '30h' })],
      {},
      true,
    );
    const there = roadHours(10.3, 10.4);
    expect(darkAt(run, 'a')).toEqual([]);
    const dark = darkAt(run, 'b');
    for (const [place, hour] of [2, 11 + there, 15 + there, 30].entries()) expect(dark[place]).toBeCloseTo(hour, 9);
    expect(dark).toHaveLength(4);
  });

  it('is refuelled where it runs', () => {
    const run = world({ mobile: [GENERATOR], fuel: [TRUCK] }, [gridDown(['a'], '2h', { lasts: '40h' })]);
    // It would run dry at 14, 26 and 38; each time fuel is ordered 6 h before.
    expect(timesOf(run, 'fuel-ordered')).toEqual([8, 20, 32]);
    expect(darkAt(run, 'a')).toEqual([]);
    expect(tanksOf(run.world)).toBe(12 + 36 - 38);
  });

  it('and a truck find no work when the grid is back before they arrive', () => {
    const failure = [gridDown(['a'], '30min', { lasts: '1h' })];
    const there = roadHours(10, 10.3);
    const generator = world({ mobile: [{ ...GENERATOR, base: 'hub' }] }, failure);
    expect(timesOf(generator, 'generator-not-needed')[0]).toBeCloseTo(there, 12);
    expect(darkAt(generator, 'a')).toEqual([0.5, 1]);
    expect(tanksOf(generator.world)).toBe(12);
    const truck = world({ generators: STANDING, fuel: [{ ...TRUCK, base: 'hub' }] }, failure);
    expect(timesOf(truck, 'fuel-not-needed')[0]).toBeCloseTo(there, 12);
    expect([truck.world.power.deliveredHours, truck.world.power.truckStops[0]]).toEqual([0, 100]);
  });

  it('is free at once when the grid comes back while it is set up', () => {
    const run = world({ mobile: [{ ...GENERATOR, setup: '8h' }] }, [
      gridDown(['a'], '2h', { lasts: '5h' }),
      gridDown(['a'], '2h', { at: '6h', lasts: '20h' }),
    ]);
    expect(timesOf(run, 'generator-ordered')).toEqual([0, 6]);
    expect(timesOf(run, 'generator-runs')).toEqual([14]);
    expect(darkAt(run, 'a')).toEqual([2, 5, 8, 14]);
  });

  it('stands ready beforehand where an event is planned', () => {
    const AHEAD = PLAIN_PROTOCOL.replace('name: plain', 'name: ahead');
    const run = (lead: string): Run =>
      traced(
        compiledFrom(
          {
            crews: [],
            protocols: ['ahead'],
            hazards: [gridDown(['a'], '30min', { at: '10h', lasts: '10h' })],
            nationalEvent: { name: 'a race', site: 'a', begins: '9h', visitors: 0 },
            sitePower: { lookAhead: '6h', mobile: [{ ...GENERATOR, base: 'hub', count: 3, setup: '15min' }] },
          },
          NETWORK,
          { ahead: `${AHEAD}preposition: { lead: ${lead}, generators: 2 }\n` },
        ),
      );
    const there = roadHours(10, 10.3);
    for (const [place, hour] of timesOf(run('5h'), 'generator-in-place').entries())
      expect(hour).toBeCloseTo([4 + there, 4 + there][place], 12);
    expect(timesOf(run('5h'), 'generator-in-place')).toHaveLength(2);
    expect(darkAt(run('5h'), 'a')).toEqual([]);
    // An order before the scenario began has them there from its start.
    expect(timesOf(run('20h'), 'generator-in-place')).toEqual([0, 0]);
    // An order too late finds them on the road: the third comes from its base.
    expect(darkAt(run('0h'), 'a')[0]).toBe(10.5);
  });

  it('is of no use when it does not start, and another is sent', () => {
    const run = world({ mobile: [{ ...GENERATOR, count: 2, startFailure: 1 }] }, [
      gridDown(['a'], '2h', { lasts: '10h' }),
    ]);
    expect(timesOf(run, 'generator-fails')).toEqual([1, 2]);
    expect(darkAt(run, 'a')).toEqual([2, 10]);
  });
});

describe('power and damage', () => {
  const hit = { 'site-loss': { site: 'a', at: '3h', state: 'slight' } };
  const lostHours = (lasts: string, sitePower: unknown): number =>
    metricOf(
      ran(
        compiledFrom(
          {
            crews: [{ id: 'crew', operator: 'op', base: 'a' }],
            stages: plainStages({ repairSite: { slight: '5h' } }),
            hazards: [gridDown(['a'], '2h', { lasts }), hit],
            sitePower,
          },
          NETWORK,
        ),
        1,
      ),
      'lostUserHours',
    )[0] / 1000;
  it('are both needed: a site is down while it lacks either', () => {
    expect(lostHours('6h', { lookAhead: '6h' })).toBeCloseTo(6, 9);
    expect(lostHours('12h', { lookAhead: '6h' })).toBeCloseTo(10, 9);
    expect(lostHours('12h', { lookAhead: '6h', mobile: [GENERATOR] })).toBeCloseTo(5, 9);
  });
});

describe('the orders', () => {
  const means = { generators: STANDING, fuel: [{ ...TRUCK, stops: 2 }], mobile: [GENERATOR] };
  it('do not know when the grid will be back', () => {
    const until = (lasts: string): TraceEntry[] =>
      world(means, [gridDown(['a', 'b'], '9h', { lasts })], {}, true).entries.filter(({ time }) => time < 20);
    expect(until('20h').length).toBeGreaterThan(8);
    expect(until('60h')).toEqual(until('20h'));
    // A site that would have outlasted the failure is supplied all the same.
    expect(timesOf(world(means, [gridDown(['a'], '9h', { lasts: '5h' })]), 'fuel-ordered')).toEqual([3]);
  });

  it('change no draw of the grid or of damage', () => {
    const hazards = [
      gridDown(['a', 'b'], '4h', { lasts: { exponential: '20h' }, perSite: { exponential: '5h' }, standbyFails: 0.3 }),
      { 'random-cuts': { ratesPer1000KmYear: { buried: 4000 } } },
    ];
    const fate = (run: Run): unknown[] => [
      [...run.world.damage.times.subarray(0, run.world.damage.length)],
      timesOf(run, 'grid-lost'),
      timesOf(run, 'grid-back'),
      run.entries.filter(({ what }) => what === 'broke').map(({ time }) => time),
    ];
    const owner = fate(world(means, hazards));
    expect(fate(world(means, hazards, {}, true))).toEqual(owner);
    expect(fate(world({ ...means, mobile: [] }, hazards))).toEqual(owner);
  });
});

describe('fuel, trucks and generators', () => {
  const COUNT = 9;
  const star = JSON.stringify({
    name: 'star',
    sites: [
      { id: 'hub', role: 'gateway', operator: 'op', at: [0.5, 10] },
      ...Array.from({ length: COUNT }, (_, k) => ({
        id: `s${k}`,
        role: k % 3 === 0 ? 'exchange' : 'district-unit',
        operator: k % 2 === 0 ? 'op' : 'other',
        at: [0.5 + 0.1 * (k % 3), 10 + 0.07 * k],
        population: 100 + ((37 * k) % 50),
      })),
    ],
    links: Array.from({ length: COUNT }, (_, k) => ({
      id: `l${k}`,
      ends: ['hub', `s${k}`],
      medium: 'buried',
      operator: 'op',
      lengthKm: 10,
    })),
  });
  const compiled = compiledFrom(
    {
      crews: [],
      horizon: '5y',
      protocols: ['plain', 'pooled'],
      hazards: [
        {
          'power-failure': {
            lasts: { exponential: '40h' },
            perSite: { exponential: '20h' },
            standbyFails: 0.2,
            autonomy: { exchange: '12h', 'district-unit': '3h', gateway: '90d' },
            second: { after: '30h', lasts: { exponential: '30h' }, perSite: { exponential: '20h' } },
          },
        },
        { 'power-failure': { at: '50h', lasts: { exponential: '30h' }, defaultAutonomy: '2h' } },
      ],
      sitePower: {
        lookAhead: '6h',
        generators: { roles: ['exchange'], tank: '9h' },
        mobile: [
          { ...GENERATOR, operator: '*', base: 'hub', count: 2, setup: { exponential: '1h' }, startFailure: 0.2 },
        ],
        fuel: [{ ...TRUCK, operator: '*', base: 's1', refillAt: 'hub', stops: 2, unload: { exponential: '1h' } }],
      },
    },
    star,
    { pooled: POOLED },
  );

  it('are conserved: what was brought was used or is in a tank, and each is at one place at a time', () => {
    const run = new World(compiled.model);
    const { power } = run;
    let delivered = 0;
    let lent = 0;
    for (let replication = 0; replication < 150; replication++) {
      breakWorld(run, replication);
      for (const variant of compiled.model.variants) {
        const entries: TraceEntry[] = [];
        run.trace = (entry) => entries.push(entry);
        respond(run, variant);
        const first = power.generatorState.length * 12;
        expect(power.deliveredHours + first).toBeCloseTo(power.usedHours + tanksOf(run), 6);
        expect(Math.min(...power.tankHours, ...power.generatorTankHours)).toBeGreaterThanOrEqual(0);
        expect([...power.losses, ...power.dark, ...run.siteFaults].every((value) => value === 0)).toBe(true);
        expect(power.usedHours).toBeCloseTo(litByFuel(entries), 6);
        expectOnePlace(entries);
        delivered += power.deliveredHours;
        if (variant.name === 'pooled') lent += entries.filter(({ what }) => what === 'fuel-ordered').length;
      }
    }
    expect(delivered).toBeGreaterThan(1000);
    expect(lent).toBeGreaterThan(100);
  });

  /** Hours without the grid, less those on own power, less those in the dark, of all sites. */
  function litByFuel(entries: readonly TraceEntry[]): number {
    let hours = 0;
    const lostAt = new Map<number, TraceEntry>();
    for (const entry of entries) {
      const site = entry.site ?? -1;
      if (entry.what === 'grid-lost') lostAt.set(site, entry);
      if (entry.what === 'grid-back') {
        const lost = lostAt.get(site)!;
        hours += Math.max(0, entry.time - lost.time - lost.amount);
      }
      if (entry.what === 'power-spent') hours += entry.time;
      if (entry.what === 'power-restored') hours -= entry.time;
    }
    return hours;
  }

  /** Nobody sets out anew before having come free, and nobody is awaited at a site by two. */
  function expectOnePlace(entries: readonly TraceEntry[]): void {
    const free = ['fuel-not-needed', 'fuel-delivered', 'generator-not-needed', 'grid-back'];
    const at = new Map<string, number>();
    for (const { what, name, site } of entries) {
      if (what === 'fuel-ordered' || what === 'generator-ordered') {
        expect(at.has(name)).toBe(false);
        const kind = name.split('-')[0];
        expect([...at].some(([other, place]) => place === site && other.startsWith(kind))).toBe(false);
        at.set(name, site!);
      } else if (what === 'generator-fails') at.set(name, -1);
      else if (what === 'grid-back') {
        const there = [...at].find(([other, place]) => place === site && other.startsWith('generator'));
        if (there !== undefined && running.has(there[0])) at.delete(there[0]);
      } else if (free.includes(what)) at.delete(name);
      if (what === 'generator-arrives') running.add(name);
      if (what === 'generator-ordered') running.delete(name);
    }
    running.clear();
  }
  const running = new Set<string>();
});

describe('what a scenario says of power', () => {
  const problemsOf = (sitePower: unknown): string[] => {
    const { problems } = tried({
      'scenario.yaml': scenarioText({ sitePower }),
      'net.yaml': NETWORK,
      'protocols/plain.yaml': PLAIN_PROTOCOL,
    });
    return problems.list.map(told);
  };
  it('is told where a name is unknown or stands twice, with the nearest', () => {
    const text = problemsOf({
      lookAhead: '6h',
      mobile: [GENERATOR, { ...GENERATOR, base: 'hubb' }],
      fuel: [{ ...TRUCK, operator: 'othr', refillAt: 'hubs' }],
    }).join('\n');
    expect(text).toMatch(/sitePower\.mobile\[1\]\.id.*a second time/s);
    expect(text).toMatch(/sitePower\.mobile\[1\]\.base.*"hubb".*hub/s);
    expect(text).toMatch(/sitePower\.fuel\[0\]\.refillAt.*"hubs".*hub/s);
    expect(text).toMatch(/sitePower\.fuel\[0\]\.operator.*"othr".*other/s);
  });
  it('is told where a duration is not above 0, or a law cannot be', () => {
    expect(problemsOf({ lookAhead: '0h' }).join()).toContain('a duration above 0');
    expect(problemsOf({ lookAhead: '6h', generators: { ...STANDING, tank: '0h' } }).join()).toContain('above 0');
    expect(problemsOf({ lookAhead: '6h', mobile: [{ ...GENERATOR, tank: 0 }] }).join()).toContain('above 0');
    expect(problemsOf({ lookAhead: '6h', fuel: [{ ...TRUCK, unload: '-1h' }] })).not.toEqual([]);
  });
  it('names what is assumed, and as many as stand at each operator', () => {
    const { assumptions, model } = compiledFrom(
      { sitePower: { lookAhead: '6h', mobile: [{ ...GENERATOR, operator: '*', base: '*', count: 2 }] } },
      NETWORK,
    );
    // Two at each of the three sites, by the operator of the site.
    expect(model.sitePower!.generators).toHaveLength(6);
    expect(assumptions.join('\n')).toContain('6 generators on wheels');
    expect(new Set(model.sitePower!.generators.map(({ name }) => name)).size).toBe(6);
  });
});
