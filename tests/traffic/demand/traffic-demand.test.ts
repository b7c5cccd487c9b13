/** Demand laid out: what adds up to what, in what order, and who stands behind it. */
import { describe, expect, it } from 'vitest';
import { apportioned } from '../../../src/traffic/apportionment.ts';
import { TRAFFIC_CLASSES } from '../../../src/traffic/classes.ts';
import {
  DEMAND_KINDS,
  type DemandPlan,
  sharesByKindAndClass,
  type TrafficDemand,
  trafficDemand,
} from '../../../src/traffic/traffic-demand.ts';
import { below, dice } from '../random-network.ts';
import { CITY, country, EAST, PLAN, TOWN, VILLAGE, WEST } from './setting.ts';

type Row = { from: number; to: number; class: string; kind: string; kbps: number; users: number };
const rowsOf = (demand: TrafficDemand): Row[] =>
  [...demand.kbps.keys()].map((at) => ({
    from: demand.from[at],
    to: demand.to[at],
    class: TRAFFIC_CLASSES[demand.priority[at]],
    kind: DEMAND_KINDS[demand.kind[at]],
    kbps: demand.kbps[at],
    users: demand.users[at],
  }));
const sum = (rows: readonly Row[], what: 'kbps' | 'users'): number => rows.reduce((total, row) => total + row[what], 0);

describe('apportionment', () => {
  it('gives the remainder to the largest remainders, ties to the smaller index', () => {
    expect([...apportioned(10, [1, 1, 1])]).toEqual([4, 3, 3]);
    expect([...apportioned(7, [0.6, 0, 3.4])]).toEqual([1, 0, 6]);
    expect([...apportioned(5, [0, 0])]).toEqual([0, 0]);
    expect([...apportioned(0, [1, 2])]).toEqual([0, 0]);
  });

  it('adds up, misses no share by 1, and gives nothing to what weighs nothing', () => {
    const roll = dice(5);
    for (let trial = 0; trial < 500; trial++) {
      const weights = Array.from({ length: 1 + below(roll, 40) }, () => (roll() < 0.2 ? 0 : roll()));
      const whole = below(roll, 1_000_000);
      const parts = apportioned(whole, weights);
      const all = weights.reduce((total, one) => total + one, 0);
      if (all === 0) continue;
      expect(parts.reduce((total, one) => total + one, 0)).toBe(whole);
      parts.forEach((part, at) => {
        expect(Number.isInteger(part)).toBe(true);
        expect(Math.abs(part - (whole * weights[at]) / all)).toBeLessThan(1);
        if (weights[at] === 0) expect(part).toBe(0);
      });
    }
  });
});

describe('shares by kind and class', () => {
  it('keep the shares of classes and of kinds, with content all data', () => {
    const personal = PLAN.personal as NonNullable<DemandPlan['personal']>;
    const cells = sharesByKindAndClass(personal);
    const kind = (at: number): number[] => cells.slice(3 * at, 3 * at + 3);
    const { domestic, international, content } = personal.kindShares;
    [domestic, international, content].forEach((share, at) => {
      expect(kind(at).reduce((total, one) => total + one, 0)).toBeCloseTo(share, 14);
    });
    personal.classShares.forEach((share, k) => {
      expect(cells[k] + cells[3 + k] + cells[6 + k]).toBeCloseTo(share, 14);
    });
    expect(kind(2).slice(0, 2)).toEqual([0, 0]);
  });

  it('are finite when content is all', () => {
    expect(
      sharesByKindAndClass({
        perPersonKbps: 1,
        classShares: [0, 0, 1],
        kindShares: { domestic: 0, international: 0, content: 1 },
      }),
    ).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });
});

describe('demand of people', () => {
  const demand = trafficDemand(country, PLAN);
  const rows = rowsOf(demand);

  it('adds up at each site to what its people ask for, to the last kbit/s', () => {
    for (const [site, people] of country.population.entries())
      expect(
        sum(
          rows.filter(({ from }) => from === site),
          'kbps',
        ),
      ).toBe(Math.round(people * 10.3));
  });

  it('goes to the group of gateways, to the holders, and home by the people there', () => {
    expect(demand.groups.map(({ name, members }) => [name, [...members]])).toEqual([
      ['gateways', [WEST, EAST]],
      ['content', [CITY, EAST]],
    ]);
    const voiceFrom = (from: number): [number, number][] =>
      rows
        .filter((row) => row.kind === 'domestic' && row.class === 'voice' && row.from === from)
        .map(({ to, kbps }) => [to, kbps]);
    // 7 people x 10.3 x 0.2 x (0.18 / 0.7) = 3.7 kbit/s, city to town as 3 to 1.
    expect(voiceFrom(VILLAGE)).toEqual([
      [CITY, 3],
      [TOWN, 1],
    ]);
    // 30,900 x 0.2 x 0.18 / 0.7 = 1589.1 kbit/s, town to village as 1000 to 7.
    expect(voiceFrom(CITY)).toEqual([
      [TOWN, 1578],
      [VILLAGE, 11],
    ]);
    const abroad = rows.filter((row) => row.kind === 'international');
    expect(new Set(abroad.map(({ to }) => to))).toEqual(new Set([country.siteCount]));
    const content = rows.filter((row) => row.kind === 'content');
    expect(new Set(content.map(({ to }) => to))).toEqual(new Set([country.siteCount + 1]));
    expect(new Set(content.map((row) => row.class))).toEqual(new Set(['data']));
  });

  it('has its people behind it, each once a class', () => {
    for (const [site, people] of country.population.entries())
      for (const name of TRAFFIC_CLASSES) {
        const own = rows.filter((row) => row.from === site && row.class === name);
        if (own.length > 0) expect(sum(own, 'users')).toBeCloseTo(people, 9);
      }
  });

  it('lies destination by destination, class by class', () => {
    expect(demand.first.at(-1)).toBe(demand.kbps.length);
    demand.destinations.forEach((to, row) => {
      for (let at = demand.first[row]; at < demand.first[row + 1]; at++) {
        expect(demand.to[at]).toBe(to);
        if (at > demand.first[row]) expect(demand.priority[at]).toBeGreaterThanOrEqual(demand.priority[at - 1]);
      }
    });
    expect([...demand.destinations]).toEqual([...new Set(demand.to)]);
    expect(demand.kbps.every((kbps) => kbps > 0)).toBe(true);
  });
});

describe('other plans', () => {
  it('fall off with distance as the exponential', () => {
    const near = trafficDemand(country, { ...PLAN, gravity: { exponent: 0, distanceKm: 50 } });
    const data = rowsOf(near).filter((row) => row.kind === 'domestic' && row.class === 'data' && row.from === CITY);
    // One degree of the equator on the mean sphere farther, with all else equal.
    const degreeKm = (6371.0088 * Math.PI) / 180;
    const [town, village] = data.map(({ kbps }) => kbps);
    expect(Math.abs(village / town - Math.exp(-degreeKm / 50))).toBeLessThan(1 / 1000);
  });

  it('leave by given gateways in their shares', () => {
    const demand = trafficDemand(country, {
      ...PLAN,
      gateways: [
        { site: EAST, share: 0.75 },
        { site: WEST, share: 0.25 },
      ],
    });
    const data = rowsOf(demand).filter(
      (row) => row.kind === 'international' && row.class === 'data' && row.from === TOWN,
    );
    expect(data.map(({ to }) => to)).toEqual([WEST, EAST]);
    expect(Math.abs(data[1].kbps - 3 * data[0].kbps)).toBeLessThanOrEqual(4);
    expect(demand.groups.map(({ name }) => name)).toEqual(['content']);
  });

  it('carry transit with nobody behind it, beside the people of the same site', () => {
    const transit = { from: CITY, to: EAST, priority: 2, kbps: 400 };
    const rows = rowsOf(trafficDemand(country, { ...PLAN, transit: [transit] }));
    expect(rows.filter(({ kind }) => kind === 'transit')).toEqual([
      { from: CITY, to: EAST, class: 'data', kind: 'transit', kbps: 400, users: 0 },
    ]);
    expect(
      sum(
        rows.filter((row) => row.from === CITY && row.class === 'data'),
        'users',
      ),
    ).toBeCloseTo(3000, 9);
  });

  it('take a matrix as it is, with the people of the origin behind it', () => {
    const demand = trafficDemand(country, {
      ...PLAN,
      personal: undefined,
      matrix: [
        { from: TOWN, to: CITY, priority: 0, kbps: 30 },
        { from: TOWN, to: VILLAGE, priority: 0, kbps: 10 },
        { from: CITY, to: CITY, priority: 1, kbps: 0 },
      ],
    });
    expect(rowsOf(demand).map(({ to, kbps, users }) => [to, kbps, users])).toEqual([
      [CITY, 30, 750],
      [VILLAGE, 10, 250],
    ]);
    expect(demand.groups).toEqual([]);
  });
});
