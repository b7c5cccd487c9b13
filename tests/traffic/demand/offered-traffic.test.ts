/** Demand as it changes: surges drawn by address, planned events, and the times between which it holds. */
import { describe, expect, it } from 'vitest';
import { fixed } from '../../../src/engine/distribution.ts';
import { Addresses, Draws } from '../../../src/engine/draws.ts';
import { OfferedTraffic, type SurgePlan, type TrafficProfile } from '../../../src/traffic/offered-traffic.ts';
import { DEMAND_KINDS, type DemandPlan, trafficDemand } from '../../../src/traffic/traffic-demand.ts';
import { CITY, country, EAST, PLAN, TOWN, VILLAGE } from './setting.ts';

const VOICE = 1;
const DATA = 2;
const TRANSIT = DEMAND_KINDS.indexOf('transit');
const addresses = new Addresses();
const QUAKE = addresses.handle('surge/quake');
const draws = new Draws(Int32Array.of(1, 2, 3, 4), addresses);

const SURGE: SurgePlan = {
  classes: [
    undefined,
    { peak: { law: 'uniform', low: 10, high: 60 }, decayHours: 2 },
    { peak: fixed(3), decayHours: 6 },
  ],
  stepsPerDecay: 4,
  reach: { by: 'everywhere' },
  planned: undefined,
};
const demand = trafficDemand(country, {
  ...PLAN,
  transit: [{ from: CITY, to: EAST, priority: VOICE, kbps: 1000 }],
} satisfies DemandPlan);

const begun = (profile: Partial<TrafficProfile>, replication = 0): OfferedTraffic => {
  const offered = new OfferedTraffic(country, demand, {
    surge: undefined,
    planned: [],
    retry: fixed(0),
    handle: addresses.handle('traffic'),
    ...profile,
  });
  draws.replication = replication;
  offered.begin(draws);
  return offered;
};
/** Factors of the demands of a class that pass a filter, as rates over normal rates. */
const factors = (offered: OfferedTraffic, k: number, isTold: (at: number) => boolean): number[] =>
  [...demand.kbps.keys()]
    .filter((at) => demand.priority[at] === k && demand.kind[at] !== TRANSIT && demand.kbps[at] > 100 && isTold(at))
    .map((at) => offered.kbps[at] / demand.kbps[at]);
const everyDemand = (): boolean => true;

describe('a surge everywhere', () => {
  it('begins at the hazard, with the mean of the curve over each step, and ends', () => {
    const offered = begun({ surge: SURGE });
    expect(offered.startSurge(draws, QUAKE, 0, 5)).toBe(0);
    offered.bringTo(4.9);
    expect([...offered.kbps]).toEqual([...demand.kbps]);
    offered.bringTo(5);
    const first = 1 + 2 * 4 * (1 - Math.exp(-1 / 4));
    for (const factor of factors(offered, DATA, everyDemand)) expect(factor).toBeCloseTo(first, 2);
    expect(factors(offered, 0, everyDemand).every((factor) => factor === 1)).toBe(true);
    offered.bringTo(100);
    expect([...offered.kbps]).toEqual([...demand.kbps]);
    expect(offered.nextChange(100)).toBe(Number.POSITIVE_INFINITY);
  });

  it('adds up over time to what the curve does, rate by rate, but for whole kbit/s', () => {
    const offered = begun({ surge: SURGE });
    offered.startSurge(draws, QUAKE, 0, 5);
    const extra = new Float64Array(demand.kbps.length);
    let last = 0;
    let changes = 0;
    for (let hours = 0; hours !== Number.POSITIVE_INFINITY; ) {
      expect(offered.bringTo(hours)).toBe(true);
      const next = offered.nextChange(hours);
      const until = next === Number.POSITIVE_INFINITY ? hours : next;
      expect(offered.bringTo((hours + until) / 2)).toBe(false);
      for (const at of extra.keys()) extra[at] += (offered.kbps[at] - demand.kbps[at]) * (until - hours);
      last = until === hours ? hours : until;
      hours = next;
      if (++changes > 1000) throw new Error('demand never settles');
    }
    for (const at of extra.keys()) {
      const expected = demand.priority[at] === DATA && demand.kind[at] !== TRANSIT ? demand.kbps[at] * 2 * 6 : 0;
      if (demand.priority[at] !== VOICE) expect(Math.abs(extra[at] - expected)).toBeLessThanOrEqual(0.5 * last);
    }
  });

  it('draws its peak once a replication, by the hazard that set it off', () => {
    const peakOf = (replication: number, handle: number, occurrence: number): number => {
      const offered = begun({ surge: SURGE }, replication);
      offered.startSurge(draws, handle, occurrence, 0);
      offered.bringTo(0);
      return Math.max(...factors(offered, VOICE, everyDemand));
    };
    const first = peakOf(3, QUAKE, 0);
    expect(peakOf(3, QUAKE, 0)).toBe(first);
    const others = [peakOf(4, QUAKE, 0), peakOf(3, QUAKE, 1), peakOf(3, addresses.handle('surge/other'), 0)];
    for (const other of others) expect(other).not.toBe(first);
    const peaks = Array.from({ length: 400 }, (_, replication) => peakOf(replication, QUAKE, 0));
    const drop = 4 * (1 - Math.exp(-1 / 4));
    expect(Math.min(...peaks)).toBeGreaterThan(1 + 9 * drop - 0.01);
    expect(Math.max(...peaks)).toBeLessThan(1 + 59 * drop + 0.01);
    // Mean of U(10, 60) is 35; the mean of 400 has a standard error of 0.72.
    const mean = peaks.reduce((total, peak) => total + (peak - 1) / drop + 1, 0) / 400;
    expect(Math.abs(mean - 35)).toBeLessThan(4 * 0.72);
  });

  it('is the greatest of several, not their sum', () => {
    const one = begun({ surge: SURGE });
    const two = begun({ surge: SURGE });
    one.startSurge(draws, QUAKE, 0, 1);
    for (let again = 0; again < 9; again++) two.startSurge(draws, QUAKE, 0, 1);
    one.bringTo(1.1);
    two.bringTo(1.1);
    expect([...two.kbps]).toEqual([...one.kbps]);
    // A later one lifts demand again.
    two.startSurge(draws, QUAKE, 0, 12);
    two.bringTo(12);
    one.bringTo(1);
    expect([...two.kbps]).toEqual([...one.kbps]);
  });

  it('leaves transit and another replication alone', () => {
    const offered = begun({ surge: SURGE });
    offered.startSurge(draws, QUAKE, 0, 0);
    offered.bringTo(0);
    const transit = demand.kind.indexOf(TRANSIT);
    expect(offered.kbps[transit]).toBe(1000);
    offered.begin(draws);
    offered.bringTo(0);
    expect([...offered.kbps]).toEqual([...demand.kbps]);
  });
});

describe('rates that are kept', () => {
  it('are those worked out anew, however many there have been, and add up', () => {
    const one = begun({ surge: SURGE });
    for (const replication of [0, 1, 2, 3, 4, 5, 0, 0]) {
      draws.replication = replication;
      const anew = begun({ surge: SURGE }, replication);
      one.begin(draws);
      for (const offered of [one, anew]) offered.startSurge(draws, QUAKE, 0, 0);
      for (let hours = 0; hours < 40; hours = anew.nextChange(hours)) {
        expect(one.bringTo(hours)).toBe(true);
        anew.bringTo(hours);
        expect(one.kbps).toEqual(anew.kbps);
        const sums = new Float64Array(one.asked.length);
        const classes = new Float64Array(one.byClass.length);
        for (const [at, kbps] of one.kbps.entries()) {
          const isWithin = demand.from[at] === demand.to[at];
          expect(one.cell[at]).toBe((isWithin ? demand.siteCount : demand.from[at]) * 3 + demand.priority[at]);
          sums[one.cell[at]] += kbps;
          classes[demand.priority[at]] += kbps;
        }
        expect(one.asked).toEqual(sums);
        expect(one.byClass).toEqual(classes);
      }
    }
  });
});

describe('a surge with a reach', () => {
  const degreeKm = (6371.0088 * Math.PI) / 180;

  it('falls off with distance, and calls into the place swell as those out of it', () => {
    const reach = { by: 'distance', fullKm: 50, noneKm: 50 + degreeKm } as const;
    const offered = begun({ surge: { ...SURGE, reach } });
    const surge = offered.startSurge(draws, QUAKE, 0, 0);
    offered.bringTo(0);
    expect([...offered.kbps]).toEqual([...demand.kbps]);
    offered.spread(surge, 0, 1);
    offered.bringTo(0);
    const first = 2 * 4 * (1 - Math.exp(-1 / 4));
    const abroadFrom = (from: number) => (at: number) => demand.from[at] === from && demand.to[at] >= country.siteCount;
    for (const factor of factors(offered, DATA, abroadFrom(CITY))) expect(factor).toBeCloseTo(1 + first, 2);
    // The town is one degree away.
    for (const factor of factors(offered, DATA, abroadFrom(TOWN)))
      expect(factor).toBeCloseTo(1 + (first * 50) / degreeKm, 2);
    const toCity = factors(offered, DATA, (at) => demand.from[at] === TOWN && demand.to[at] === CITY);
    expect(toCity).toHaveLength(1);
    expect(toCity[0]).toBeCloseTo(1 + first, 2);
    // What was struck farther away adds nothing where the hold is greater already.
    offered.spread(surge, 0, 2);
    offered.bringTo(0);
    for (const factor of factors(offered, DATA, abroadFrom(TOWN))) expect(factor).toBeCloseTo(1 + first, 2);
    for (const factor of factors(offered, DATA, abroadFrom(CITY))) expect(factor).toBeCloseTo(1 + first, 2);
  });

  it('follows the intensity that was felt', () => {
    const offered = begun({ surge: { ...SURGE, reach: { by: 'intensity', none: 4, full: 8 } } });
    const surge = offered.startSurge(draws, QUAKE, 0, 0);
    offered.feel(surge, CITY, 6);
    offered.feel(surge, TOWN, 3.9);
    offered.spread(surge, 0, 2);
    offered.bringTo(0);
    const abroadFrom = (from: number) => (at: number) => demand.from[at] === from && demand.to[at] >= country.siteCount;
    const first = 2 * 4 * (1 - Math.exp(-1 / 4));
    for (const factor of factors(offered, DATA, abroadFrom(CITY))) expect(factor).toBeCloseTo(1 + first / 2, 2);
    for (const factor of factors(offered, DATA, abroadFrom(TOWN))) expect(factor).toBe(1);
  });

  it('begins with the national event at its place', () => {
    const reach = { by: 'distance', fullKm: 10, noneKm: 20 } as const;
    const planned = { hours: 7, site: VILLAGE, handle: addresses.handle('surge/event') };
    const offered = begun({ surge: { ...SURGE, reach, planned } });
    expect(offered.nextChange(0)).toBe(7);
    offered.bringTo(7);
    const changed = [...demand.kbps.keys()].filter((at) => offered.kbps[at] !== demand.kbps[at]);
    expect(changed.length).toBeGreaterThan(0);
    for (const at of changed) expect([demand.from[at], demand.to[at]]).toContain(VILLAGE);
  });
});

describe('planned events', () => {
  it('hold from begin to end at their sites, on top of a surge', () => {
    const load = { sites: Int32Array.of(TOWN), beginsHours: 2, endsHours: 5, factors: [1, 4, 2] };
    const offered = begun({ planned: [load], surge: SURGE });
    const ofTown = (at: number): boolean => demand.from[at] === TOWN || demand.to[at] === TOWN;
    offered.bringTo(2);
    for (const factor of factors(offered, VOICE, ofTown)) expect(factor).toBe(4);
    for (const factor of factors(offered, VOICE, (at) => !ofTown(at))) expect(factor).toBe(1);
    expect(offered.nextChange(0)).toBe(2);
    expect(offered.nextChange(2)).toBe(5);
    offered.startSurge(draws, QUAKE, 0, 4);
    offered.bringTo(4);
    const first = 1 + 2 * 4 * (1 - Math.exp(-1 / 4));
    for (const factor of factors(offered, DATA, ofTown)) expect(factor).toBeCloseTo(2 * first, 2);
    offered.bringTo(5);
    for (const factor of factors(offered, DATA, ofTown)) expect(factor).toBeLessThan(first + 0.01);
  });
});

it('those who try again are drawn once a replication', () => {
  const retry = { law: 'uniform', low: 0.7, high: 0.9 } as const;
  const shares = Array.from({ length: 200 }, (_, replication) => begun({ retry }, replication).persistence);
  expect(new Set(shares).size).toBe(200);
  expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.7);
  expect(Math.max(...shares)).toBeLessThanOrEqual(0.9);
  expect(begun({ retry }, 17).persistence).toBe(shares[17]);
});
