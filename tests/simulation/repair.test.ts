/** The response held against closed forms: exactly where nothing is left to chance, by z-score elsewhere. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { haversineKm } from '../../src/network/geodesy.ts';
import { waitForWindow } from '../../src/response/weather.ts';
import { compiledFrom, metricOf, PLAIN_PROTOCOL, ran, traced } from '../worlds.ts';

const oracles = JSON.parse(
  readFileSync(new URL('../verification/recovery/oracles_public.json', import.meta.url), 'utf8'),
) as {
  id: string;
  inputs: Record<string, number>;
  expected: Record<string, number>;
}[];
const oracle = (id: string): { inputs: Record<string, number>; expected: Record<string, number> } =>
  oracles.find((entry) => entry.id === id)!;

/** A star: `hub` is the gateway, n sites of one person each hang on it, all at one place so that travel takes no time. */
const star = (operators: readonly string[]): string =>
  JSON.stringify({
    name: 'star',
    sites: [
      { id: 'hub', role: 'gateway', operator: operators[0], at: [0.5, 10] },
      ...operators.map((operator, k) => ({
        id: `s${k}`,
        role: 'district-unit',
        operator,
        at: [0.5, 10],
        population: 1,
      })),
    ],
    links: operators.map((operator, k) => ({
      id: `l${k}`,
      ends: ['hub', `s${k}`],
      medium: 'buried',
      operator,
      lengthKm: 1,
    })),
  });

const cutAll = (n: number): unknown[] =>
  Array.from({ length: n }, (_, k) => ({ 'cable-cut': { link: `l${k}`, at: '0h' } }));

const z = (column: Float64Array, expected: number): number => {
  const n = column.length;
  const mean = column.reduce((sum, value) => sum + value, 0) / n;
  const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return (mean - expected) / Math.sqrt(variance / n);
};

const exponentialRepair = (name: string, mean: string, pooled: boolean): string =>
  PLAIN_PROTOCOL.replace('name: plain', `name: ${name}`).replace('buried: 5h', `buried: { exponential: ${mean} }`) +
  (pooled ? 'resources: { crews: pooled }\ndispatch: { scope: joint }\nawareness: { shareDelay: 0h }\n' : '');

describe('one link, one crew', () => {
  it('takes exactly travel and repair', () => {
    const compiled = compiledFrom({ hazards: [{ 'cable-cut': { link: 'hub--a', at: '3h', atShare: 0.5 } }] });
    const outcomes = ran(compiled, 1);
    const { world } = traced(compiled);
    const travel = (haversineKm(0.5, 10, world.damage.lats[0], world.damage.lons[0]) * 1.3) / 40;
    expect(travel).toBeGreaterThan(0.5);
    expect(metricOf(outcomes, 'timeTo100Hours')[0]).toBeCloseTo(travel + 5, 12);
    expect(metricOf(outcomes, 'lostUserHours')[0]).toBeCloseTo(1000 * (travel + 5), 9);
    expect(metricOf(outcomes, 'populationCutOffPeak')[0]).toBe(1);
  });

  it('loses nothing when nothing breaks', () => {
    const outcomes = ran(compiledFrom({}), 3);
    for (const name of [
      'populationCutOffPeak',
      'pairsDisconnectedPeak',
      'lostUserHours',
      'lossOfResilienceHours',
      'timeTo100Hours',
    ])
      expect([...metricOf(outcomes, name)]).toEqual([0, 0, 0]);
  });

  it('is censored at the horizon when there is no crew', () => {
    const compiled = compiledFrom({ crews: [], hazards: [{ 'cable-cut': { link: 'hub--a', at: '0h' } }] });
    expect(metricOf(ran(compiled, 1), 'timeTo100Hours')[0]).toBe(Number.POSITIVE_INFINITY);
  });

  it('mends two cuts of one cable one after the other', () => {
    const compiled = compiledFrom({ hazards: [{ 'cable-cut': { link: 'hub--a', at: '0h', atKm: 0, times: 2 } }] });
    expect(metricOf(ran(compiled, 1), 'timeTo100Hours')[0]).toBeCloseTo(10, 9);
  });

  it('mends a site, and a second hit that is no worse breaks nothing more', () => {
    const hit = { 'site-loss': { site: 'a', at: '1h', state: 'moderate' } };
    const compiled = compiledFrom(
      { protocols: ['site'], hazards: [hit, { 'site-loss': { site: 'a', at: '2h', state: 'slight' } }] },
      undefined,
      {
        site: PLAIN_PROTOCOL.replace('name: plain', 'name: site').replace(
          'repairLink: { buried: 5h }',
          'repairSite: { moderate: 7h }',
        ),
      },
    );
    const { entries } = traced(compiled);
    expect(entries.filter(({ what }) => what === 'already-down')).toHaveLength(1);
    expect(entries.find(({ what }) => what === 'mended')?.time).toBeCloseTo(
      1 + (haversineKm(0.5, 10, 0.5, 10.3) * 1.3) / 40 + 7,
      9,
    );
  });
});

describe('damage that accumulates', () => {
  it('begins the repair anew when a site is hit harder, and frees the crew in between', () => {
    const compiled = compiledFrom(
      {
        protocols: ['site'],
        hazards: [
          { 'site-loss': { site: 'a', at: '1h', state: 'moderate' } },
          { 'site-loss': { site: 'a', at: '3h', state: 'complete' } },
        ],
      },
      undefined,
      {
        site: `${PLAIN_PROTOCOL.replace('name: plain', 'name: site').replace('repairLink: { buried: 5h }', 'repairSite: { moderate: 7h, complete: 50h }')}`,
      },
    );
    const { entries, world } = traced(compiled);
    expect(entries.filter(({ what }) => what === 'worsened')).toHaveLength(1);
    expect(entries.filter(({ what }) => what === 'mended').map(({ time }) => time)).toEqual([53]);
    expect(world.siteFaults[1]).toBe(0);
    expect([...world.crewBusy]).toEqual([0]);
  });
});

describe('crews in parallel, against closed forms (|z| <= 3.29 at 20,000 replications)', () => {
  it('clears 10 faults with 2 crews', () => {
    const { inputs, expected } = oracle('P-clearout-10-2');
    const outcomes = ran(
      compiledFrom(
        {
          protocols: ['exp'],
          hazards: cutAll(inputs.n),
          crews: [{ id: 'crew', operator: 'op', base: 'hub', count: inputs.c }],
          horizon: '1000d',
        },
        star(Array(inputs.n).fill('op')),
        { exp: exponentialRepair('exp', `${1 / inputs.mu}h`, false) },
      ),
      20_000,
    );
    expect(Math.abs(z(metricOf(outcomes, 'timeTo100Hours'), expected.ET100))).toBeLessThan(3.29);
    expect(Math.abs(z(metricOf(outcomes, 'lostUserHours'), expected.area))).toBeLessThan(3.29);
    expect(Math.abs(z(metricOf(outcomes, 'timeTo50Hours'), expected.ET50))).toBeLessThan(3.29);
    expect(Math.abs(z(metricOf(outcomes, 'timeTo80Hours'), expected.ET80))).toBeLessThan(3.29);
  });

  it('is slower when each operator works alone than when crews are pooled, by the predicted hours', () => {
    const { inputs, expected } = oracle('P-silo-vs-pooled');
    const groups = inputs.operators as unknown as { jobs: number; crews: number }[];
    const operators = groups.flatMap(({ jobs }, group) => Array<string>(jobs).fill(`op${group}`));
    const outcomes = ran(
      compiledFrom(
        {
          protocols: ['alone', 'pooled'],
          horizon: '2000d',
          hazards: cutAll(operators.length),
          crews: groups.map(({ crews }, group) => ({
            id: `crew${group}`,
            operator: `op${group}`,
            base: 'hub',
            count: crews,
          })),
        },
        star(operators),
        { alone: exponentialRepair('alone', '10h', false), pooled: exponentialRepair('pooled', '10h', true) },
      ),
      20_000,
    );
    expect(Math.abs(z(metricOf(outcomes, 'timeTo100Hours', 0), expected.silo_ET100))).toBeLessThan(3.29);
    expect(Math.abs(z(metricOf(outcomes, 'lostUserHours', 0), expected.silo_area))).toBeLessThan(3.29);
    expect(Math.abs(z(metricOf(outcomes, 'timeTo100Hours', 1), expected.pooled_ET100))).toBeLessThan(3.29);
    expect(Math.abs(z(metricOf(outcomes, 'lostUserHours', 1), expected.pooled_area))).toBeLessThan(3.29);
  });
});

describe('a fault under the sea', () => {
  const SEA = `
name: sea
sites:
  - { id: hub, role: gateway, operator: op, at: [40, 50], population: 0 }
  - { id: a, role: landing-station, operator: op, at: [40, 53], population: 10 }
links:
  - { id: cable, ends: [hub, a], medium: submarine, operator: op, lengthKm: [260, 280] }
`;
  const marine = (weather: string): string => `${PLAIN_PROTOCOL}marine:
  locate: 1h
  permit: 40h
  mobilise: { resident: 10h }
  load: 2h
  speedKmH: 20
  weather: ${weather}
  splice: 50h
`;
  const CALM = '{ goodMean: 1000000000h, badMean: 0.000001h, window: 1h }';
  const cut = (protocol: string, keys: Record<string, unknown> = {}): ReturnType<typeof compiledFrom> =>
    compiledFrom(
      { repairVessel: 'resident', hazards: [{ 'cable-cut': { link: 'cable', at: '0h', atKm: 100 } }], ...keys },
      SEA,
      { plain: protocol },
    );

  it('runs the permit beside mobilising, loading and sailing', () => {
    const { entries, world } = traced(cut(marine(CALM)));
    const sail = haversineKm(40, 50, world.damage.lats[0], world.damage.lons[0]) / 20;
    const stages = Object.fromEntries(
      entries.filter(({ what }) => what === 'stage-begins').map(({ name, amount }) => [name, amount]),
    );
    expect(stages).toMatchObject({ locate: 1, mobilise: 10, load: 2, splice: 50 });
    expect(stages.sail).toBeCloseTo(sail, 9);
    expect(stages.permit).toBeCloseTo(40 - 10 - 2 - sail, 9);
    expect(entries.find(({ what }) => what === 'mended')?.time).toBeCloseTo(1 + 40 + 50, 6);
  });

  it('draws the length of the cable in its range, anew in each replication', () => {
    const compiled = cut(marine(CALM));
    const lengths = [0, 1, 2, 3].map((replication) => traced(compiled, replication).world.lengthsKm[0]);
    for (const length of lengths) expect(length >= 260 && length <= 280).toBe(true);
    expect(new Set(lengths).size).toBe(4);
  });

  it('has one vessel go on to the next fault without mobilising it again', () => {
    const twice = [{ 'cable-cut': { link: 'cable', at: '0h', atKm: 100, times: 2 } }];
    const { entries } = traced(cut(marine(CALM), { hazards: twice }));
    expect(
      entries.filter(({ what, name }) => what === 'stage-begins' && name === 'mobilise').map(({ amount }) => amount),
    ).toEqual([10, 0]);
    expect(entries.filter(({ what }) => what === 'up-again')).toHaveLength(1);
  });

  it('is never mended without a vessel', () => {
    const outcomes = ran(cut(marine(CALM), { repairVessel: 'none', watch: ['cable'] }), 1);
    expect(metricOf(outcomes, 'timeToRestoreLinkHours:cable')[0]).toBe(Number.POSITIVE_INFINITY);
  });

  it('waits for an unbroken window of good weather as long as renewal theory says', () => {
    const { inputs, expected } = oracle('P-weather');
    const compiled = cut(marine(CALM));
    const { world } = traced(compiled);
    const waits = Float64Array.from({ length: 20_000 }, (_, replication) => {
      world.draws.replication = replication;
      return waitForWindow(
        world.draws,
        compiled.model.seaHandle,
        { goodMeanHours: 1 / inputs.al, badMeanHours: 1 / inputs.be },
        0,
        inputs.W,
        1e6,
      );
    });
    expect(Math.abs(z(waits, expected.window + expected.extraStationaryStart - inputs.W))).toBeLessThan(3.29);
  });

  it('gives up when no spell is ever long enough', () => {
    const outcomes = ran(cut(marine('{ goodMean: 1h, badMean: 1h, window: 900h }')), 1);
    expect(metricOf(outcomes, 'timeTo100Hours')[0]).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('satellite capacity', () => {
  const SKY = `
name: sky
sites:
  - { id: hub, role: gateway, operator: op, at: [0.5, 10], population: 0 }
  - { id: a, role: district-unit, operator: op, at: [0.5, 10.3], population: 1000 }
  - { id: dish, role: teleport, operator: op, at: [0.5, 10.1], population: 0 }
  - { id: sat, role: satellite, operator: op, at: [0, 10] }
links:
  - { id: hub--a, ends: [hub, a], medium: buried, operator: op, lengthKm: 40 }
  - { id: hub--dish, ends: [hub, dish], medium: buried, operator: op, lengthKm: 12 }
  - { id: dish--sat, ends: [dish, sat], medium: satellite, operator: op, capacityGbps: 0.01 }
`;
  const withSatellite = `${PLAIN_PROTOCOL.replace('satellite: { capacityMbps: 0 }', 'satellite: { activation: 2h, capacityMbps: 50, terminals: 3, perTerminalMbps: 20, kbpsPerPerson: 100 }')}`;
  const peopleCutOff = (keys: Record<string, unknown>): [number, number][] =>
    traced(compiledFrom({ crews: [], ...keys }, SKY, { plain: withSatellite }))
      .entries.filter(({ what }) => what === 'service-changes')
      .map(({ time, amount }) => [time, amount]);

  it('serves after its delay as many people as the space segment carries', () => {
    expect(peopleCutOff({ hazards: [{ 'cable-cut': { link: 'hub--a', at: '1h' } }] })).toEqual([
      [0, 0],
      [1, 1000],
      [3, 900],
    ]);
  });
  it('serves nobody when its teleport is down', () => {
    const hazards = [
      { 'cable-cut': { link: 'hub--a', at: '1h' } },
      { 'site-loss': { site: 'dish', at: '0h', state: 'complete' } },
    ];
    expect(peopleCutOff({ hazards }).at(-1)).toEqual([3, 1000]);
  });
});
