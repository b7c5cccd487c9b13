/** What of the demand for traffic is carried, against worlds small enough to work out by hand. */
import { describe, expect, it } from 'vitest';
import type { Compiled } from '../../src/scenario/compile.ts';
import { breakWorld, respond } from '../../src/simulation/replicate.ts';
import { World } from '../../src/simulation/world.ts';
import { describe as told } from '../../src/text/problem.ts';
import { trunkReservation } from '../../src/traffic/erlang.ts';
import { excessAt } from '../../src/traffic/surge.ts';
import { metricOf, PLAIN_PROTOCOL, ran, scenarioText, traced, tried } from '../worlds.ts';

type Keys = Record<string, unknown>;
const site = (id: string, lon: number, population = 0, role = 'core'): Keys => ({
  id,
  role,
  operator: 'op',
  at: [0.5, lon],
  population,
});
const link = (id: string, ends: [string, string], capacityGbps: number | undefined, lengthKm = 40): Keys => ({
  id,
  ends,
  medium: 'buried',
  operator: 'op',
  lengthKm,
  ...(capacityGbps === undefined ? {} : { capacityGbps }),
});
const cut = (id: string, at = '1h'): Keys => ({ 'cable-cut': { link: id, at, atKm: 0 } });
const lost = (id: string, at = '1h'): Keys => ({ 'site-loss': { site: id, at, state: 'complete' } });
const matrixOf = (...rows: string[]): string => ['from,to,class,gbps', ...rows, ''].join('\n');

interface Made {
  readonly sites: Keys[];
  readonly links: Keys[];
  readonly traffic: Keys;
  readonly matrix?: string;
  readonly hazards?: Keys[];
  readonly protocol?: string;
  readonly keys?: Keys;
}
function made({ sites, links, traffic, matrix, hazards = [], protocol = PLAIN_PROTOCOL, keys = {} }: Made): Compiled {
  const { compiled, problems } = tried({
    'scenario.yaml': scenarioText({
      hazards,
      traffic: { ...traffic, ...(matrix === undefined ? {} : { matrix: 'm.csv' }) },
      ...keys,
    }),
    'net.yaml': JSON.stringify({ name: 'net', sites, links }),
    'protocols/plain.yaml': protocol,
    ...(matrix === undefined ? {} : { 'm.csv': matrix }),
  });
  if (compiled === undefined) throw new Error(problems.list.map(told).join('\n'));
  return compiled;
}

interface Row {
  readonly time: number;
  /** Gbit/s: priority, voice, data. */
  readonly wanted: number[];
  readonly served: number[];
  readonly capacity: number;
}
function rowsOf({ timeline }: World): Row[] {
  const column = (name: string): Float64Array => {
    const values = timeline.series(name);
    if (values === undefined) throw new Error(`no series ${name}`);
    return values;
  };
  const classes = ['priority', 'voice', 'data'];
  return Array.from({ length: timeline.length }, (_, row) => ({
    time: timeline.times[row],
    wanted: classes.map((name) => column(`demandGbps/${name}`)[row]),
    served: classes.map((name) => column(`servedGbps/${name}`)[row]),
    capacity: column('capacityServedGbps')[row],
  }));
}
const rows = (given: Made, variant = 0): Row[] => rowsOf(traced(made(given), 0, variant).world);
const at = (all: Row[], time: number): Row => {
  const found = all.findLast((row) => row.time <= time);
  if (found === undefined) throw new Error(`no row by ${time} h`);
  return found;
};
const total = (rates: number[]): number => rates.reduce((sum, one) => sum + one, 0);
const servedAt = (given: Made, ...times: number[]): number[] => {
  const all = rows(given);
  return times.map((time) => Number(total(at(all, time).served).toFixed(6)));
};

const HUB = site('hub', 10, 0, 'gateway');
const A = site('a', 10.3, 1000);
const ONE_LINK = { sites: [HUB, A], links: [link('l', ['hub', 'a'], 0.5)] };
const BY_CLASS = matrixOf('a,hub,data,0.8', 'a,hub,voice,0.1', 'a,hub,priority,0.05');

describe('one link', () => {
  const world = { ...ONE_LINK, traffic: {}, matrix: BY_CLASS, hazards: [cut('l')] };

  it('serves classes in strict priority, nobody while it is cut, and all as before once it is mended', () => {
    const all = rows(world);
    expect(all.map(({ time }) => time)).toEqual([0, 1, 6]);
    for (const { wanted } of all) expect(wanted).toEqual([0.05, 0.1, 0.8]);
    expect(all.map(({ served }) => served.map((one) => Number(one.toFixed(9))))).toEqual([
      [0.05, 0.1, 0.35],
      [0, 0, 0],
      [0.05, 0.1, 0.35],
    ]);
    expect(all.map(({ capacity }) => Number(capacity.toFixed(9)))).toEqual([0.5, 0, 0.5]);
  });

  it('loses of each class its rate times the hours', () => {
    const outcomes = ran(made(world), 1);
    expect(metricOf(outcomes, 'lostDemandHours:priority')[0]).toBeCloseTo(0.05 * 5, 9);
    expect(metricOf(outcomes, 'lostDemandHours:voice')[0]).toBeCloseTo(0.1 * 5, 9);
    expect(metricOf(outcomes, 'lostDemandHours:data')[0]).toBeCloseTo(0.8 * 5 + 0.45 * (2400 - 5), 6);
    expect(metricOf(outcomes, 'completion:voice')[0]).toBeCloseTo(1 - 5 / 2400, 12);
  });

  it('serves in full by reachability, whatever the capacity', () => {
    expect(servedAt({ ...world, traffic: { rule: 'reachability' } }, 0, 2, 7)).toEqual([0.95, 0, 0.95]);
  });

  it('does not touch what stays within a site, as long as that is up', () => {
    const matrix = matrixOf('a,a,data,0.3', 'a,hub,data,0.2');
    const keys = { crews: [] };
    expect(servedAt({ ...world, matrix, keys }, 0, 2)).toEqual([0.5, 0.3]);
    expect(servedAt({ ...world, matrix, keys, hazards: [lost('a')] }, 0, 2)).toEqual([0.5, 0]);
    expect(servedAt({ ...world, matrix, keys, hazards: [lost('hub')] }, 0, 2)).toEqual([0.5, 0.3]);
  });
});

describe('ways that are left', () => {
  it('are shared max-min fair: three demands over two small links in a row', () => {
    const B = site('b', 10.6, 500);
    const given = {
      sites: [HUB, A, B],
      links: [link('x', ['hub', 'a'], 9), link('y', ['hub', 'a'], 1, 60), link('z', ['a', 'b'], 1)],
      traffic: {},
      matrix: matrixOf('b,hub,data,1', 'b,a,data,1', 'a,hub,data,1'),
      hazards: [cut('x')],
      keys: { crews: [] },
    };
    // While x is up only z is short: 0.5 each, and a-hub in full; then a-hub shares y: 0.5 as well.
    expect(servedAt(given, 0, 2)).toEqual([2, 1.5]);
  });

  it('lead to the nearest gateway, then to the other, then to none', () => {
    const given = {
      sites: [HUB, A, site('b', 10.6), site('port', 10.9, 0, 'gateway')],
      links: [link('x', ['hub', 'a'], 1), link('y', ['a', 'b'], 1), link('z', ['b', 'port'], 0.2)],
      traffic: {
        perPerson: '400 kbit/s',
        classes: { priority: 0, voice: 0, data: 1 },
        kinds: { international: 1 },
      },
      hazards: [cut('x'), cut('z', '3h')],
      keys: { crews: [] },
    };
    expect(servedAt(given, 0, 2, 4)).toEqual([0.4, 0.2, 0]);
  });

  it('reach content that is held at home when the border is cut', () => {
    const given = {
      ...ONE_LINK,
      sites: [HUB, A, site('cache', 10.4)],
      links: [link('l', ['hub', 'a'], 1), link('m', ['a', 'cache'], 1)],
      hazards: [cut('l')],
      keys: { crews: [] },
    };
    const people = {
      perPerson: '400 kbit/s',
      classes: { priority: 0, voice: 0, data: 1 },
      kinds: { international: 0.5, content: 0.5 },
    };
    expect(servedAt({ ...given, traffic: people }, 0, 2)).toEqual([0.4, 0]);
    const content = { holders: ['gateways'], regional: { site: 'cache', inService: true } };
    expect(servedAt({ ...given, traffic: { ...people, content } }, 0, 2)).toEqual([0.4, 0.2]);
  });

  it('carry transit between gateways', () => {
    const given = {
      sites: [HUB, A, site('port', 10.6, 0, 'gateway')],
      links: [link('x', ['hub', 'a'], 2), link('y', ['a', 'port'], 4)],
      traffic: { transit: [{ from: 'hub', to: 'port', gbps: 2.5 }] },
    };
    expect(servedAt({ ...given, hazards: [cut('x')] }, 0, 2, 7)).toEqual([2, 0, 2]);
    expect(servedAt({ ...given, hazards: [lost('a')], keys: { crews: [] } }, 0, 2)).toEqual([2, 0]);
  });

  it('do not lead over satellites: these carry what a protocol activates', () => {
    const up = { medium: 'satellite', operator: 'op', capacityGbps: 1, lengthKm: 40000 };
    const given = {
      sites: [HUB, A, { id: 'sat', role: 'satellite', operator: 'op' }],
      links: [
        link('l', ['hub', 'a'], 1),
        { id: 'p', ends: ['hub', 'sat'], ...up },
        { id: 'q', ends: ['a', 'sat'], ...up },
      ],
      matrix: matrixOf('a,hub,data,0.2'),
      hazards: [cut('l')],
      keys: { crews: [] },
    };
    expect(servedAt({ ...given, traffic: {} }, 0, 2)).toEqual([0.2, 0]);
    expect(servedAt({ ...given, traffic: { rule: 'reachability' } }, 0, 2)).toEqual([0.2, 0]);
  });

  it('may be better without a shortcut of no capacity, unless it is withdrawn', () => {
    const given = {
      sites: [HUB, A, site('b', 10.6)],
      links: [link('s', ['hub', 'a'], undefined, 10), link('x', ['hub', 'b'], 1), link('y', ['b', 'a'], 1)],
      matrix: matrixOf('a,hub,data,0.5'),
      hazards: [cut('s')],
    };
    const traffic = { defaultCapacity: { buried: 0 } };
    expect(servedAt({ ...given, traffic: { ...traffic, zeroCapacity: 'keep' } }, 0, 2, 7)).toEqual([0, 0.5, 0]);
    expect(servedAt({ ...given, traffic: { ...traffic, zeroCapacity: 'withdraw' } }, 0, 2, 7)).toEqual([0.5, 0.5, 0.5]);
  });
});

const STUB = { sites: [HUB, A, site('b', 10.6)], links: [link('l', ['hub', 'a'], 0.5), link('m', ['a', 'b'], 1)] };
const surgeOf = (peak: unknown, more: Keys = {}): Keys => ({
  surge: { classes: { data: { peak, decay: '4h' } }, ...more },
});

describe('a surge', () => {
  const given = { ...STUB, traffic: surgeOf(3), matrix: matrixOf('a,hub,data,0.4'), hazards: [cut('m', '2h')] };
  const steps = { excess: 2, decayHours: 4, stepsPerDecay: 4 };

  it('is asked for step by step, adds up to the closed form, and leaves the capacity curve as it is', () => {
    const all = rows(given);
    let area = 0;
    all.forEach(({ time, wanted, served, capacity }, row) => {
      expect(wanted[2]).toBeCloseTo(0.4 * (1 + excessAt(steps, 2, time)), 6);
      expect(served[2]).toBeCloseTo(Math.min(0.5, wanted[2]), 9);
      expect(capacity).toBe(0.4);
      area += (wanted[2] - 0.4) * ((all[row + 1]?.time ?? 2400) - time);
    });
    expect(area).toBeCloseTo(0.4 * 2 * 4, 4);
    expect(all.length).toBeLessThan(25);
    expect(all[all.length - 1].wanted[2]).toBe(0.4);
    const outcomes = ran(made(given), 1);
    expect(metricOf(outcomes, 'lossOfCapacityHours')[0]).toBe(0);
    expect(metricOf(outcomes, 'lostDemandHours')[0]).toBeGreaterThan(1);
  });

  it('costs no capacity: what a cut loses of it is the same with and without', () => {
    const lossOf = (traffic: Keys): number =>
      metricOf(ran(made({ ...given, traffic, hazards: [cut('l')] }), 1), 'lossOfCapacityHours')[0];
    expect(lossOf(surgeOf(30))).toBeCloseTo(5, 9);
    expect(lossOf({})).toBeCloseTo(5, 9);
  });

  it('does not begin while nothing breaks', () => {
    expect(rows({ ...given, hazards: [] })).toHaveLength(1);
  });

  it('is one for all that a hazard breaks at one instant, and of two hazards the greatest holds', () => {
    const both = { 'site-loss': { site: ['a', 'b'], at: '2h', state: 'complete' } };
    const keys = { crews: [] };
    const one = rows({ ...given, traffic: surgeOf({ uniform: [2, 9] }), hazards: [both], keys });
    const alone = rows({
      ...given,
      traffic: surgeOf({ uniform: [2, 9] }),
      hazards: [{ 'site-loss': { site: ['b'], at: '2h', state: 'complete' } }],
      keys,
    });
    expect(one.map(({ time, wanted }) => [time, wanted])).toEqual(alone.map(({ time, wanted }) => [time, wanted]));
    const two = rows({ ...given, hazards: [cut('m', '2h'), cut('m', '3.3h')], keys });
    for (const { time, wanted } of two)
      expect(wanted[2]).toBeCloseTo(0.4 * (1 + Math.max(excessAt(steps, 2, time), excessAt(steps, 3.3, time))), 6);
    expect(two.length).toBeLessThan(50);
    expect(two[two.length - 1].wanted[2]).toBe(0.4);
  });

  it('after a national event waits for it, and no hazard begins another', () => {
    const event = { nationalEvent: { name: 'race', site: 'a', begins: '30h', visitors: 5 } };
    const all = rows({ ...given, traffic: surgeOf(3, { after: 'event' }), keys: event });
    for (const { time, wanted } of all) expect(wanted[2]).toBeCloseTo(0.4 * (1 + excessAt(steps, 30, time)), 6);
    expect(all.some(({ wanted }) => wanted[2] > 1)).toBe(true);
  });

  it('that is planned holds from its beginning to its end', () => {
    const planned = [{ name: 'race', sites: ['a'], begins: '5h', ends: '9h', factors: { data: 2 } }];
    const all = rows({ ...given, traffic: { planned }, hazards: [] });
    expect(all.map(({ time, wanted }) => [time, wanted[2]])).toEqual([
      [0, 0.4],
      [5, 0.8],
      [9, 0.4],
    ]);
  });

  it('is the same under every protocol, in every replication', () => {
    const compiled = made({
      ...given,
      traffic: surgeOf({ uniform: [2, 60] }),
      hazards: [cut('m', '2h'), lost('b', '3h'), lost('b', '9h'), cut('l', '4h')],
      keys: { protocols: ['plain', 'siloed', 'cmg-core'] },
    });
    for (const replication of [0, 1, 2]) {
      const all = [0, 1, 2].map((variant) => rowsOf(traced(compiled, replication, variant).world));
      for (const time of new Set(all.flatMap((one) => one.map((row) => row.time)))) {
        const [first, ...others] = all.map((one) => at(one, time).wanted);
        for (const other of others) expect(other).toEqual(first);
      }
    }
  });
});

describe('calls', () => {
  const OFFERED = 102.96;
  const HELD = 'traffic: { publicRestriction: 0.9, reaction: 1h, reservedShare: 0.1, textSteering: 0.3 }';
  const planned = [{ name: 'panic', sites: ['a'], begins: '2h', ends: '9h', factors: { voice: 10 } }];
  const calls = { circuits: 120, blocking: 0.01 };
  const given = {
    ...ONE_LINK,
    links: [link('l', ['hub', 'a'], 9)],
    traffic: { calls, planned },
    matrix: matrixOf('a,hub,voice,0.097', 'a,hub,priority,0.003'),
    protocol: `${PLAIN_PROTOCOL}${HELD}\n`,
  };
  const completionAt = (all: Row[], time: number): [number, number] => {
    const { wanted, served } = at(all, time);
    return [served[1] / wanted[1], served[0] / wanted[0]];
  };

  it('find circuits as Erlang says, and are held back once the protocol reacts', () => {
    const all = rows(given);
    expect(all.map(({ time }) => time)).toEqual([0, 2, 3, 9]);
    expect(completionAt(all, 0)[0]).toBeCloseTo(0.99, 2);
    const open = trunkReservation(120, 0, 10 * 0.97 * OFFERED, 0.03 * OFFERED);
    expect(completionAt(all, 2)[0]).toBeCloseTo(1 - open.ordinary, 2);
    expect(completionAt(all, 2)[1]).toBeCloseTo(1 - open.priority, 2);
    const held = trunkReservation(120, 12, 0.7 * 0.97 * OFFERED, 0.03 * OFFERED);
    expect(completionAt(all, 3)[0]).toBeCloseTo(0.1 * (0.3 + 0.7 * (1 - held.ordinary)), 2);
    expect(completionAt(all, 3)[1]).toBeGreaterThan(0.9999);
    expect(at(all, 9).served).toEqual(at(all, 0).served);
  });

  it('do not go through from a site that is cut off', () => {
    const { served } = at(rows({ ...given, hazards: [cut('l', '4h')] }), 5);
    expect(served).toEqual([0, 0, 0]);
  });

  it('are limited site by site, by the backbone or by the exchange', () => {
    const B = site('b', 10.6);
    const two = {
      ...given,
      sites: [HUB, A, B],
      links: [link('l', ['hub', 'a'], 9), link('m', ['hub', 'b'], 0.05)],
      matrix: matrixOf('a,hub,voice,0.1', 'b,hub,voice,0.1'),
      traffic: { calls, planned: [{ ...planned[0], sites: ['a', 'b'] }] },
    };
    const alone = (origin: string): number =>
      at(rows({ ...two, matrix: matrixOf(`${origin},hub,voice,0.1`) }), 2).served[1];
    expect(at(rows(two), 2).served[1]).toBeCloseTo(alone('a') + alone('b'), 9);
    expect(alone('b')).toBeLessThanOrEqual(0.05);
  });

  it('within a site need no circuit', () => {
    const matrix = matrixOf('a,a,voice,0.5', 'a,hub,voice,0.1');
    const [first] = rows({ ...given, matrix, traffic: { calls } });
    expect(first.served[1]).toBeCloseTo(0.5 + 0.1 * 0.99, 3);
  });

  it('that nothing is said of are traffic like any other, whatever the protocol does with calls', () => {
    const traffic = { planned };
    const of = (protocol: string): (readonly [number, number[]])[] => {
      const all = rows({ ...given, traffic, protocol });
      return [0, 2, 3.5, 9].map((time) => [time, at(all, time).served] as const);
    };
    expect(of(given.protocol)).toEqual(of(PLAIN_PROTOCOL));
    expect(of(PLAIN_PROTOCOL)[1][1]).toEqual([0.003, 0.97, 0]);
  });
});

describe('satellite capacity', () => {
  const NONE = 'satellite: { cold: { capacityMbps: 0 } }';
  const sky = (mbps: number, terminals: number, perTerminalMbps: number): string =>
    PLAIN_PROTOCOL.replace(
      NONE,
      `satellite: { hot: { capacityMbps: 0 }, cold: { activation: 2h, capacityMbps: ${mbps}, startFailure: 0 }, terminals: ${terminals}, perTerminalMbps: ${perTerminalMbps} }`,
    );
  const given = {
    sites: [HUB, A, site('b', 10.6, 500), { id: 'sat', role: 'satellite', operator: 'op' }],
    links: [
      link('l', ['hub', 'a'], 1),
      link('m', ['a', 'b'], 1),
      { id: 'up', ends: ['hub', 'sat'], medium: 'satellite', operator: 'op', capacityGbps: 1, lengthKm: 40000 },
    ],
    traffic: {},
    matrix: matrixOf('a,hub,priority,0.01', 'a,hub,voice,0.02', 'a,hub,data,0.1', 'b,hub,data,0.03'),
    hazards: [cut('l')],
    keys: { crews: [] },
  };
  const served = (protocol: string, more: Partial<Made> = {}): number[] =>
    at(rows({ ...given, ...more, protocol }), 50).served.map((one) => Number(one.toFixed(9)));

  it.each([
    ['the capacity', 25, 9, 100, [0.01, 0.015, 0]],
    ['what a terminal carries', 500, 9, 40, [0.01, 0.02, 0.04]],
    ['the terminals', 500, 1, 500, [0.01, 0.02, 0.1]],
    ['what is unserved', 900, 9, 500, [0.01, 0.02, 0.13]],
    ['nothing at all', 0, 9, 500, [0, 0, 0]],
  ])('goes class after class up to %s', (_, mbps, terminals, per, expected) => {
    expect(served(sky(mbps, terminals, per))).toEqual(expected);
  });

  it('serves what a cut-off site lacks, not what the backbone still carries of it', () => {
    // a still reaches b; all that is lost of a is 0.02, and b has nothing to send.
    const matrix = matrixOf('a,b,data,0.1', 'a,hub,data,0.02', 'hub,a,data,0.3');
    expect(served(sky(900, 9, 500), { matrix })).toEqual([0, 0, 0.12]);
  });
});

describe('a world that was used', () => {
  it('stands as a new one', () => {
    const compiled = made({
      ...STUB,
      traffic: {
        ...surgeOf({ uniform: [2, 60] }),
        calls: { circuits: 120, blocking: 0.01 },
        retry: { uniform: [0, 0.9] },
      },
      matrix: matrixOf('a,hub,voice,0.1', 'a,hub,data,0.3'),
      hazards: [cut('m', '2h'), lost('b', '3h'), cut('l', '4h')],
    });
    const used = new World(compiled.model);
    for (const replication of [3, 0]) {
      breakWorld(used, replication);
      respond(used, compiled.model.variants[0]);
    }
    expect(rowsOf(used)).toEqual(rowsOf(traced(compiled, 0).world));
    expect(ran(compiled, 3)).toEqual(ran(compiled, 3));
  });
});
