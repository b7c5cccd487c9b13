/** Surges by intensity, equal rates, and calls beside satellites, against worlds worked out by hand. */
import { describe, expect, it } from 'vitest';
import type { Compiled } from '../../src/scenario/compile.ts';
import { describe as told } from '../../src/text/problem.ts';
import { PLAIN_PROTOCOL, scenarioText, traced, tried } from '../worlds.ts';

type Keys = Record<string, unknown>;
const site = (id: string, lon: number, population = 0, role = 'core'): Keys => ({
  id,
  role,
  operator: 'op',
  at: [0.5, lon],
  population,
});
const link = (id: string, ends: [string, string], capacityGbps: number): Keys => ({
  id,
  ends,
  medium: 'buried',
  operator: 'op',
  lengthKm: 40,
  capacityGbps,
});
const cut = (id: string, at = '1h'): Keys => ({ 'cable-cut': { link: id, at, atKm: 0 } });

interface Made {
  readonly sites: Keys[];
  readonly links: Keys[];
  readonly traffic: Keys;
  readonly matrix: string[];
  readonly hazards: Keys[];
  readonly protocol?: string;
  readonly files?: Record<string, string>;
}
function made({ sites, links, traffic, matrix, hazards, protocol = PLAIN_PROTOCOL, files = {} }: Made): Compiled {
  const { compiled, problems } = tried({
    'scenario.yaml': scenarioText({ hazards, crews: [], traffic: { ...traffic, matrix: 'm.csv' } }),
    'net.yaml': JSON.stringify({ name: 'net', sites, links }),
    'protocols/plain.yaml': protocol,
    'm.csv': ['from,to,class,gbps', ...matrix, ''].join('\n'),
    ...files,
  });
  if (compiled === undefined) throw new Error(problems.list.map(told).join('\n'));
  return compiled;
}

/** Gbit/s of priority, voice and data wanted and served at a time. */
function at(given: Made, hours: number): { wanted: number[]; served: number[] } {
  const { timeline } = traced(made(given)).world;
  let row = 0;
  while (row + 1 < timeline.length && timeline.times[row + 1] <= hours) row++;
  const read = (kind: string): number[] =>
    ['priority', 'voice', 'data'].map((name) => {
      const values = timeline.series(`${kind}/${name}`);
      if (values === undefined) throw new Error(`no series ${kind}/${name}`);
      return Number(values[row].toFixed(9));
    });
  return { wanted: read('demandGbps'), served: read('servedGbps') };
}

const HUB = site('hub', 10, 0, 'gateway');

describe('a surge that goes by intensity', () => {
  // Three times the normal, in one step for each hour of decay: the first holds 1 - 1/e of the excess of 2.
  const given = (points: string[], demands: string[]): Made => ({
    sites: [HUB, site('a', 10.5, 1000), site('b', 11, 1000), site('q', 11.5, 1000)],
    links: [link('ha', ['hub', 'a'], 9), link('ab', ['a', 'b'], 9), link('bq', ['b', 'q'], 9)],
    traffic: {
      surge: {
        classes: { data: { peak: 3, decay: '1h' } },
        stepsPerDecay: 1,
        reach: { intensity: { none: 4, full: 8 } },
      },
    },
    matrix: demands,
    // At 3 g the exchange q is lost for certain, but for a chance in a million.
    hazards: [{ 'shake-field': { at: '2h', file: 'field.csv', anchored: 'all' } }],
    files: { 'field.csv': ['lon,lat,pga,pgv', ...points, ''].join('\n') },
  });
  const STEP = 2 * (1 - Math.exp(-1));
  // Worden et al. (2012): 0.1 g is 10^1.99152 cm/s2, and -1.6 + 3.7 * 1.99152 = 5.76863; 0.02 g is 10^1.29255, and
  // 1.78 + 1.55 * 1.29255 = 3.78345; 3 g is above 11.
  const POINTS = ['10,0.5,0.001,0.01', '10.5,0.5,0.1,0.01', '11,0.5,0.02,0.01', '11.5,0.5,3,0.01'];
  const HOLD_A = (5.76863 - 4) / 4;

  it.each([
    ['a site shaken in part, in part', 'a,hub,data,1', 1 + HOLD_A * STEP],
    ['a site that hardly felt it, not', 'b,hub,data,1', 1],
    ['a site shaken hard, in full', 'q,hub,data,1', 1 + STEP],
    ['whichever end was shaken harder', 'hub,a,data,1', 1 + HOLD_A * STEP],
    ['whichever end was shaken harder, of two', 'a,q,data,1', 1 + STEP],
    ['no other class than its own', 'q,hub,voice,1', 1],
  ])('takes hold of %s', (_, demand, expected) => {
    const world = given(POINTS, [demand]);
    const total = (hours: number): number => at(world, hours).wanted.reduce((sum, one) => sum + one, 0);
    expect(total(1)).toBe(1);
    expect(total(2.5)).toBeCloseTo(expected, 5);
    expect(total(60)).toBe(1);
  });

  it('moves nobody where a cable is merely cut: that shakes nobody', () => {
    const world = { ...given(POINTS, ['q,hub,data,1']), hazards: [cut('bq', '2h')] };
    expect(at(world, 2.5).wanted).toEqual([0, 0, 1]);
  });
});

describe('fairness between demands of a class', () => {
  // b to the hub runs over both links of 1 Gbit/s, each of which carries another demand of 0.4 besides.
  const given = (fairness: string): Made => ({
    sites: [HUB, site('a', 10.3, 1000), site('b', 10.6, 500)],
    links: [link('x', ['hub', 'a'], 9), link('l', ['hub', 'a'], 1), link('m', ['a', 'b'], 1)].map((one, place) => ({
      ...one,
      lengthKm: 40 + place,
    })),
    traffic: { fairness },
    matrix: ['b,hub,data,1.2', 'a,hub,data,0.4', 'b,a,data,0.4'],
    hazards: [cut('x')],
  });

  it('that is equal raises all rates alike, until each has what it wants or its way is full', () => {
    // While x is up only m is short: 0.4 of b to a, and the 0.6 that are left; a to the hub in full.
    expect(at(given('equal'), 0).served[2]).toBe(1.4);
    // Then l as well, by the same: 0.4, 0.4 and 0.6.
    expect(at(given('equal'), 2).served[2]).toBe(1.4);
  });

  it('that is proportional raises all shares alike', () => {
    // 1.6 wanted of m: 0.625 of each, and a to the hub in full; then 0.625 of all three.
    expect(at(given('proportional'), 0).served[2]).toBe(1.4);
    expect(at(given('proportional'), 2).served[2]).toBe(1.25);
  });
});

describe('calls and satellites together', () => {
  // One circuit dimensioned for a blocking of 1/2 has 1 erlang: E(1, 1) = 1 / (1 + 1).
  const NONE = 'satellite: { cold: { capacityMbps: 0 } }';
  const sky = (mbps: number): string =>
    `${PLAIN_PROTOCOL.replace(
      NONE,
      `satellite: { hot: { capacityMbps: 0 }, cold: { activation: 2h, capacityMbps: ${mbps}, startFailure: 0 }, terminals: 9, perTerminalMbps: 500 }`,
    )}traffic: { publicRestriction: 0, reaction: 0h, reservedShare: 0, textSteering: 0 }\n`;
  const given = (mbps: number, planned: Keys[] = []): Made => ({
    sites: [HUB, site('a', 10.3, 1000), site('c', 10.6, 500), { id: 'sat', role: 'satellite', operator: 'op' }],
    links: [
      link('l', ['hub', 'a'], 1),
      link('k', ['hub', 'c'], 1),
      { id: 'up', ends: ['hub', 'sat'], medium: 'satellite', operator: 'op', capacityGbps: 1, lengthKm: 40000 },
    ],
    traffic: { calls: { circuits: 1, blocking: 0.5 }, retry: 0, planned },
    // A tenth of all calls is priority, at either site.
    matrix: ['a,hub,priority,0.01', 'a,hub,voice,0.09', 'a,hub,data,0.2', 'c,hub,priority,0.02', 'c,hub,voice,0.18'],
    hazards: [cut('l')],
    protocol: sky(mbps),
  });

  /** The load of an exchange is met to a step of its table: within half a per cent. */
  const expectServed = (world: Made, hours: number, expected: readonly number[]): void => {
    at(world, hours).served.forEach((gbps, k) => {
      expect(gbps, `class ${k} at ${hours} h`).toBeCloseTo(expected[k], 3);
    });
  };

  it('half the calls of each site find a circuit before, those of c after the cut, and the sky serves those of a', () => {
    expectServed(given(0), 0, [0.015, 0.135, 0.2]);
    expectServed(given(0), 50, [0.01, 0.09, 0]);
    // 60 Mbit/s: the 10 of priority, 50 of the 90 of voice. A satellite needs no circuit of the exchange.
    expectServed(given(60), 50, [0.02, 0.14, 0]);
    // 150 Mbit/s: all calls, and 50 of the 200 of data.
    expectServed(given(150), 50, [0.02, 0.18, 0.05]);
  });

  it('a surge takes circuits of the exchange, and more of the sky', () => {
    const surge = [
      { name: 'panic', sites: ['a', 'c'], begins: '40h', ends: '60h', factors: { voice: 3, priority: 3 } },
    ];
    // Three erlang on one circuit: E(1, 3) = 3/4 are turned away. a wants 30 and 270 over the sky.
    expect(at(given(0, surge), 50).wanted).toEqual([0.09, 0.81, 0.2]);
    expectServed(given(0, surge), 50, [0.015, 0.135, 0]);
    expectServed(given(100, surge), 50, [0.045, 0.205, 0]);
    expectServed(given(100, surge), 61, [0.02, 0.18, 0]);
  });
});

describe('roaming and traffic', () => {
  const given = (spareShare: number): Made => ({
    sites: [HUB, site('a', 10.3, 1000), { ...site('b', 10.32, 2000), operator: 'other' }],
    links: [link('l', ['hub', 'a'], 1), link('k', ['hub', 'b'], 1)],
    traffic: {},
    matrix: ['a,hub,priority,0.01', 'a,hub,voice,0.09', 'a,hub,data,0.2', 'b,hub,data,0.3'],
    hazards: [cut('l')],
    protocol: `${PLAIN_PROTOCOL}sharing: { roaming: { activation: 1h, spareShare: ${spareShare}, radiusKm: 5 } }\n`,
  });

  it('those whom another operator takes on are served class after class, each with what a person usually needs', () => {
    expect(at(given(0.3), 0).served).toEqual([0.01, 0.09, 0.5]);
    expect(at(given(0.3), 1.5).served).toEqual([0, 0, 0.3]);
    // 3,000 people ask for 0.6 Gbit/s: 200 kbit/s each. b takes on 600, with 0.12: all calls, and 0.02 of the data.
    expect(at(given(0.3), 50).served).toEqual([0.01, 0.09, 0.32]);
    // 100 people, with 0.02: the priority calls, and a part of the others.
    expect(at(given(0.05), 50).served).toEqual([0.01, 0.01, 0.3]);
    expect(at(given(0), 50).served).toEqual([0, 0, 0.3]);
  });
});
