/** What must be conserved is: after every event of worlds drawn at random and of every shipped scenario; and what must not matter does not. */
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcomes } from '../../src/experiment/outcomes.ts';
import { Runner } from '../../src/experiment/run.ts';
import type { Compiled } from '../../src/scenario/compile.ts';
import { World } from '../../src/simulation/world.ts';
import { describe as told } from '../../src/text/problem.ts';
import { compiledFrom, metricOf, plainStages, ROOT, ran, traced, tried } from '../worlds.ts';
import { audited } from './auditor.ts';

const SITES = 6;
const operators = ['alpha', 'beta'];
const hours = (mean: number): Record<string, string> => ({ exponential: `${mean}h` });

const worlds = fc.record({
  sites: fc.array(
    fc.record({
      population: fc.integer({ min: 0, max: 1000 }),
      operator: fc.constantFrom(...operators),
      dx: fc.double({ min: -1, max: 1, noNaN: true }),
      dy: fc.double({ min: -1, max: 1, noNaN: true }),
    }),
    { minLength: SITES, maxLength: SITES },
  ),
  links: fc.array(
    fc.record({
      a: fc.nat(SITES - 1),
      b: fc.nat(SITES - 1),
      operator: fc.constantFrom(...operators),
      medium: fc.constantFrom('buried', 'aerial', 'submarine', 'submarine'),
    }),
    { minLength: 3, maxLength: 10 },
  ),
  crews: fc.array(
    fc.record({
      operator: fc.constantFrom(...operators, '*'),
      count: fc.integer({ min: 1, max: 2 }),
      skills: fc.constantFrom(['fibre'], ['fibre', 'site']),
      shift: fc.option(fc.constant({ on: '12h', off: '12h' }), { nil: undefined }),
    }),
    { maxLength: 3 },
  ),
  assessors: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
  spares: fc.boolean(),
  rebreak: fc.constantFrom('repeat-different', 'repeat-identical', 'resume'),
  accumulate: fc.boolean(),
  temporary: fc.constantFrom(0.4, 1),
  reference: fc.constantFrom('gateway', 'largest-component'),
  cuts: fc.integer({ min: 0, max: 4 }),
  hits: fc.array(
    fc.record({
      site: fc.nat(SITES - 1),
      at: fc.integer({ min: 0, max: 60 }),
      state: fc.constantFrom('slight', 'moderate', 'extensive', 'complete'),
    }),
    { maxLength: 10 },
  ),
  vessels: fc.integer({ min: 1, max: 2 }),
  window: fc.integer({ min: 1, max: 30 }),
  grid: fc.constantFrom('up', 'down', 'brought'),
  relief: fc.boolean(),
  seed: fc.nat(1_000_000),
});

const PROTOCOLS = ['siloed', 'joint-dispatch', 'cmg-full', 'cmg-regional', 'oracle-bound'];

const POWER_FAILURE = {
  at: '10h',
  area: [
    [39, 47],
    [42, 47],
    [42, 50],
    [39, 50],
  ],
  lasts: hours(60),
  standbyFails: 0.3,
};
/** What is brought to sites without the grid. */
const SITE_POWER = {
  lookAhead: '8h',
  generators: { roles: ['core'], tank: '12h' },
  mobile: [{ id: 'genset', operator: '*', base: 's0', tank: '12h', setup: hours(2), startFailure: 0.2 }],
  fuel: [{ id: 'truck', operator: 'alpha', base: 's0', stops: 2, unload: '1h', load: '2h' }],
};

describe('the books, after every event', () => {
  it('balance in any world', () => {
    let events = 0;
    let sent = 0;
    fc.assert(
      fc.property(worlds, (drawn) => {
        const { model } = compiledFrom(
          {
            protocols: PROTOCOLS,
            horizon: '40d',
            seed: drawn.seed,
            reference: drawn.reference,
            rebreak: { mode: drawn.rebreak, accumulate: drawn.accumulate },
            stages: {
              assessSite: hours(6),
              assessLinkInField: hours(8),
              repairLink: { buried: hours(10), aerial: hours(10) },
              repairSite: { slight: hours(5), moderate: hours(20), extensive: hours(60), complete: hours(200) },
              temporarySite: drawn.temporary,
              temporaryLink: drawn.temporary,
            },
            marine: {
              permit: hours(30),
              mobilise: { resident: '20h' },
              weather: { goodMean: '30h', badMean: '20h', window: `${drawn.window}h` },
              splice: '12h',
            },
            crews: drawn.crews.map(({ operator, count, skills, shift }, k) => ({
              id: `c${k}`,
              operator,
              base: `s${k}`,
              count,
              skills,
              ...(shift === undefined ? {} : { shift }),
            })),
            ...(drawn.assessors === undefined ? {} : { assessors: [{ operator: '*', count: drawn.assessors }] }),
            spares: drawn.spares
              ? [
                  { operator: '*', kind: 'cable', count: 1, resupply: '30h' },
                  { operator: '*', kind: 'equipment', count: 1, resupply: hours(40) },
                  { operator: '*', kind: 'submarine-cable', count: 1 },
                ]
              : [],
            aid: [{ id: 'partner', crews: 2, base: 's0' }],
            repairVessel: { availability: 'resident', count: drawn.vessels },
            relief: drawn.relief
              ? [
                  {
                    id: 'cow',
                    kind: 'cell-on-wheels',
                    operator: 'alpha',
                    base: 's0',
                    count: 2,
                    people: 300,
                    setup: '2h',
                  },
                ]
              : [],
            ...(drawn.relief ? { nationalEvent: { name: 'games', site: 's1', begins: '40h', visitors: 100 } } : {}),
            ...(drawn.grid === 'brought' ? { sitePower: SITE_POWER } : {}),
            hazards: [
              ...(drawn.grid === 'up' ? [] : [{ 'power-failure': POWER_FAILURE }]),
              ...Array.from({ length: drawn.cuts }, (_, k) => ({
                'cable-cut': { link: `l${k % drawn.links.length}`, at: `${7 * k}h`, times: k + 1 },
              })),
              ...drawn.hits.map(({ site, at, state }) => ({ 'site-loss': { site: `s${site}`, at: `${at}h`, state } })),
              { 'random-cuts': { ratesPer1000KmYear: { buried: 200, aerial: 200, submarine: 200 } } },
            ],
          },
          JSON.stringify({
            name: 'fuzz',
            sites: drawn.sites.map(({ population, operator, dx, dy }, k) => ({
              id: `s${k}`,
              role: k === 0 ? 'gateway' : 'core',
              operator,
              at: [40.5 + dy, 48.5 + dx],
              population,
            })),
            links: drawn.links.map(({ a, b, operator, medium }, k) => ({
              id: `l${k}`,
              ends: [`s${a}`, `s${b}`],
              medium,
              operator,
            })),
          }),
        );
        const world = new World(model);
        for (const variant of model.variants)
          for (const replication of [0, 1]) {
            const books = audited(world, replication, variant);
            events += books.events;
            sent += books.sent;
          }
      }),
      { numRuns: 60, seed: 20261122 },
    );
    // The worlds are not empty.
    expect(events).toBeGreaterThan(25_000);
    expect(sent).toBeGreaterThan(2_500);
  }, 300_000);

  const shipped = readdirSync(`${ROOT}scenarios`).filter((file) => file.endsWith('.yaml'));
  it.each(shipped)('balance in scenarios/%s, under each of its protocols', (file) => {
    const overrides =
      file === 'any-backbone-quake.yaml'
        ? { topology: `${ROOT}topologies/azerbaijan-caspian.yaml`, epicentre: [40.7, 48.6] as const }
        : {};
    const { compiled, problems } = tried({}, `${ROOT}scenarios/${file}`, overrides);
    if (compiled === undefined) throw new Error(problems.list.map(told).join('\n'));
    const world = new World(compiled.model);
    let events = 0;
    for (const variant of compiled.model.variants)
      for (const replication of compiled.model.horizonHours > 8760 ? [0] : [0, 1])
        events += audited(world, replication, variant).events;
    expect(events).toBeGreaterThan(0);
  });

  it('do not change what happens', () => {
    const compiled = compiledFrom({ protocols: PROTOCOLS, ...ROW_KEYS }, row());
    const world = new World(compiled.model);
    const outcomes = ran(compiled, 1);
    for (const [place, variant] of compiled.model.variants.entries()) {
      expect(audited(world, 0, variant).events).toBe(world.events);
      expect([world.hashHigh, world.hashLow]).toEqual([
        outcomes.variants[place].hashHigh[0],
        outcomes.variants[place].hashLow[0],
      ]);
    }
  });
});

const site = (id: string, lon: number, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  id,
  role: 'district-unit',
  operator: 'op',
  at: [40.6, lon],
  population: 1000,
  vs30: 270,
  building: 'unanchored',
  ...more,
});
const link = (a: string, b: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: `${a}--${b}`,
  ends: [a, b],
  medium: 'buried',
  operator: 'op',
  ...more,
});
const ROW_SITES = [
  site('hub', 48, { role: 'gateway', population: 500 }),
  site('a', 48.4),
  site('b', 48.8, { population: 700 }),
  site('c', 49.2, { population: 300 }),
  site('d', 49.6, { population: 40 }),
];
const ROW_LINKS = [
  link('hub', 'a'),
  link('a', 'b'),
  link('b', 'c'),
  link('hub', 'c', { lengthKm: [120, 140] }),
  link('c', 'd', { medium: 'submarine' }),
];
/** Five sites in a row, with a way round and a cable under the sea. */
const row = (sites: readonly unknown[] = ROW_SITES, links: readonly unknown[] = ROW_LINKS): string =>
  JSON.stringify({ name: 'row', sites, links });

/** Everything about the row that takes time, `k` times as long: laws, speeds, and when things break. */
function rowKeys(k: number): Record<string, unknown> {
  const h = (value: number): string => `${value * k}h`;
  const exponential = (mean: number): Record<string, string> => ({ exponential: h(mean) });
  const lognormal = (median: number, sigma: number): Record<string, unknown> => ({ lognormal: [h(median), sigma] });
  return {
    horizon: h(4800),
    repairVessel: 'resident',
    crews: [
      { id: 'x', operator: 'op', base: 'a', count: 1, shift: { on: h(12), off: h(12), starts: h(3) } },
      { id: 'y', operator: 'op', base: 'hub', count: 1 },
    ],
    spares: [{ operator: 'op', kind: 'cable', count: 2, resupply: lognormal(40, 0.5) }],
    assessors: [{ operator: 'op', count: 1 }],
    travel: { speedKmH: 40 / k, placeUnknown: h(2) },
    stages: {
      detectLink: exponential(1),
      detectSite: exponential(2),
      assessLink: lognormal(0.5, 0.5),
      assessSite: lognormal(6, 0.8),
      assessLinkInField: lognormal(6, 0.8),
      accessLink: exponential(1),
      accessSite: exponential(1),
      repairLink: { buried: lognormal(7, 0.6) },
      repairSite: {
        slight: lognormal(11, 0.4),
        moderate: lognormal(17, 0.8),
        extensive: lognormal(100, 0.8),
        complete: lognormal(600, 0.8),
      },
      temporarySite: 0.5,
      verify: h(0.25),
    },
    marine: {
      locate: lognormal(6, 0.5),
      permit: { triangular: [h(0), h(72), h(504)] },
      charter: { busy: 0.3, residual: exponential(168) },
      mobilise: { resident: h(72) },
      load: h(24),
      speedKmH: 20 / k,
      weather: { goodMean: h(60), badMean: h(36), window: h(24) },
      splice: { triangular: [h(48), h(84), h(192)] },
    },
    hazards: [
      { 'cable-cut': { link: 'hub--a', at: h(1), times: 2 } },
      { 'cable-cut': { link: 'b--c', at: h(2) } },
      { 'cable-cut': { link: 'hub--c', at: h(3) } },
      { 'cable-cut': { link: 'c--d', at: h(4), times: 2 } },
      { 'site-loss': { site: 'b', at: h(5), state: 'moderate' } },
      { 'site-loss': { site: 'c', at: h(6), state: 'slight' } },
      { 'site-loss': { site: 'b', at: h(20), state: 'extensive' } },
    ],
  };
}
const ROW_KEYS = rowKeys(1);

/** The silo with its own durations `k` times as long. */
const scaledProtocol = (k: number): string => `
name: plain
title: Plain
summary: the silo, scaled
extends: siloed
awareness: { shareDelay: ${24 * k}h }
dispatch: { replanInterval: ${0.5 * k}h }
satellite: { cold: { capacityMbps: 0 } }
`;
const scaled = (k: number): Outcomes => ran(compiledFrom(rowKeys(k), row(), { plain: scaledProtocol(k) }), 100);
const TIMES = ['timeTo50Hours', 'timeTo80Hours', 'timeTo95Hours', 'timeTo100Hours'];

describe('what a change of scale changes', () => {
  // A factor of two changes no digit of a double but its exponent, so that nothing is left to rounding.
  it('is every time, and every sum of hours, when all that takes time takes twice as long', () => {
    const once = scaled(1);
    const twice = scaled(2);
    for (const name of [...TIMES, 'lostUserHours', 'lossOfResilienceHours'])
      expect([...metricOf(twice, name)]).toEqual([...metricOf(once, name)].map((value) => 2 * value));
    for (const name of ['populationCutOffPeak', 'pairsDisconnectedPeak'])
      expect(metricOf(twice, name)).toEqual(metricOf(once, name));
    expect(new Set(metricOf(once, 'timeTo100Hours')).size).toBeGreaterThan(90);
  });

  it('is lost user-hours alone when all sites have twice the people', () => {
    const once = ran(compiledFrom(ROW_KEYS, row()), 100);
    const more = ROW_SITES.map((one) => ({ ...one, population: 2 * Number(one.population) }));
    const twice = ran(compiledFrom(ROW_KEYS, row(more)), 100);
    expect([...metricOf(twice, 'lostUserHours')]).toEqual([...metricOf(once, 'lostUserHours')].map((v) => 2 * v));
    for (const name of [...TIMES, 'lossOfResilienceHours', 'populationCutOffPeak'])
      expect(metricOf(twice, name)).toEqual(metricOf(once, name));
  });
});

/** Everything told of a run but the names of its protocols. */
const bytesOf = (outcomes: Outcomes): unknown => ({
  faults: outcomes.faults,
  onset: outcomes.onset,
  columns: outcomes.variants.map(({ columns, cutOffSum }) => [...columns, cutOffSum]),
});
const hashesOf = ({ variants }: Outcomes): unknown => variants.map(({ hashHigh, hashLow }) => [hashHigh, hashLow]);

describe('what must not matter does not', () => {
  it('the order of sites and links in the file: draws are by name', () => {
    const keys = {
      ...ROW_KEYS,
      hazards: [
        ...(ROW_KEYS.hazards as unknown[]),
        { earthquake: { at: '1h', magnitude: 7.2, epicentre: [40.6, 48.6], depthKm: 10, rake: 90 } },
        { 'random-cuts': { ratesPer1000KmYear: { buried: 400 } } },
      ],
    };
    const protocols = { protocols: ['siloed', 'joint-dispatch'] };
    const forward = ran(compiledFrom({ ...keys, ...protocols }, row()), 60);
    const backward = ran(
      compiledFrom({ ...keys, ...protocols }, row([...ROW_SITES].reverse(), [...ROW_LINKS].reverse())),
      60,
    );
    expect(bytesOf(backward)).toEqual(bytesOf(forward));
    expect(Math.max(...forward.faults)).toBeGreaterThan(15);
  });

  it('a crew, a vessel and spares of an operator to whom nothing happens', () => {
    // The island of the other operator is there in both, so that only what it has for repairs differs.
    const topology = row(
      [...ROW_SITES, site('isle', 60, { operator: 'other' }), site('islet', 60.1, { operator: 'other' })],
      [...ROW_LINKS, link('isle', 'islet', { operator: 'other', medium: 'submarine' })],
    );
    const keys = { ...ROW_KEYS, protocols: ['siloed'], seas: [{ id: 'far', links: ['isle--islet'] }] };
    const vessel = { id: 'ours', availability: 'resident' };
    const without = ran(compiledFrom({ ...keys, repairVessel: [vessel] }, topology), 60);
    const beside = ran(
      compiledFrom(
        {
          ...keys,
          repairVessel: [vessel, { id: 'theirs', availability: 'resident', sea: 'far' }],
          crews: [...(ROW_KEYS.crews as unknown[]), { id: 'z', operator: 'other', base: 'isle', count: 2 }],
          spares: [...(ROW_KEYS.spares as unknown[]), { operator: 'other', kind: 'cable', count: 5 }],
        },
        topology,
      ),
      60,
    );
    // The name of a vessel is part of the address of its charter: it must be the same vessel in both.
    expect(bytesOf(beside)).toEqual(bytesOf(without));
    expect(hashesOf(beside)).toEqual(hashesOf(without));
  });

  it('nothing: what does not break loses nothing, under every protocol', () => {
    const compiled = compiledFrom({ ...ROW_KEYS, hazards: [], protocols: PROTOCOLS }, row());
    const { variants, faults } = ran(compiled, 20);
    expect(Math.max(...faults)).toBe(0);
    for (const { columns } of variants) for (const column of columns) expect(Math.max(...column)).toBe(0);
  });
});

describe('the two ends of what crews can do', () => {
  const N = 6;
  /** A star at one place, so that travel takes no time, and each site hangs on a link of its own. */
  const starAt = JSON.stringify({
    name: 'star',
    sites: [
      { id: 'hub', role: 'gateway', operator: 'op', at: [0.5, 10] },
      ...Array.from({ length: N }, (_, k) => ({
        id: `s${k}`,
        role: 'district-unit',
        operator: 'op',
        at: [0.5, 10],
        population: 1,
      })),
    ],
    links: Array.from({ length: N }, (_, k) => ({
      id: `l${k}`,
      ends: ['hub', `s${k}`],
      medium: 'buried',
      operator: 'op',
      lengthKm: 1,
    })),
  });
  const cleared = (count: number): Compiled =>
    compiledFrom(
      {
        stages: plainStages({ repairLink: { buried: { lognormal: ['6h', 0.6] } } }),
        horizon: '1000d',
        hazards: Array.from({ length: N }, (_, k) => ({ 'cable-cut': { link: `l${k}`, at: '0h' } })),
        crews: [{ id: 'crew', operator: 'op', base: 'hub', count }],
      },
      starAt,
    );
  /** Hours of each repair in a replication, in the order of the faults. */
  const repairs = (compiled: Compiled, replication: number): number[] =>
    traced(compiled, replication)
      .entries.filter(({ what, name }) => what === 'stage-begins' && name === 'repair')
      .sort((one, other) => one.fault - other.fault)
      .map(({ amount }) => amount);

  it('is the longest repair when there is a crew for each', () => {
    const compiled = cleared(N);
    const whole = metricOf(new Runner(compiled.model).run(0, 50), 'timeTo100Hours');
    for (let replication = 0; replication < 50; replication++)
      expect(whole[replication]).toBe(Math.max(...repairs(compiled, replication)));
  });

  it('is the sum of all repairs, one after another, when there is one crew', () => {
    const compiled = cleared(1);
    const parallel = cleared(N);
    const whole = metricOf(new Runner(compiled.model).run(0, 50), 'timeTo100Hours');
    for (let replication = 0; replication < 50; replication++) {
      expect(repairs(compiled, replication)).toEqual(repairs(parallel, replication));
      expect(whole[replication]).toBe(repairs(compiled, replication).reduce((sum, value) => sum + value, 0));
    }
  });
});
