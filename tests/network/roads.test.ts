/** Travel over roads of which some are closed, against ways added up by hand and against a search of all ways. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { haversineKm } from '../../src/network/geodesy.ts';
import { RoadTravel } from '../../src/network/road-travel.ts';
import { layOutRoads, type RoadGraph } from '../../src/network/roads.ts';

/** Four junctions on the equator, one degree (111.2 km) apart. Times are hours at 60 km/h. */
const PLACES: Readonly<Record<string, readonly [number, number]>> = { a: [0, 0], b: [0, 1], c: [0, 2], d: [0, 3] };
const ROADS = [
  { id: 'ab', ends: ['a', 'b'], hours: 2 },
  { id: 'bc', ends: ['b', 'c'], hours: 3 },
  { id: 'cd', ends: ['c', 'd'], hours: 1 },
  { id: 'ac', ends: ['a', 'c'], hours: 9 },
] as const;

const PER_KM = 1.3 / 40;

function graphOf(
  names: readonly string[] = Object.keys(PLACES),
  roads: readonly { id: string; ends: readonly string[]; hours: number }[] = ROADS,
): RoadGraph {
  return layOutRoads(
    names.map((id) => ({ id, lat: PLACES[id][0], lon: PLACES[id][1] })),
    roads.map(({ id, ends, hours }) => ({
      id,
      from: names.indexOf(ends[0]),
      to: names.indexOf(ends[1]),
      lengthKm: 60 * hours,
      speedKmH: 60,
      name: undefined,
    })),
  );
}

/** Hours, hours waited and the id of the road waited at, from one junction to another. */
function journey(
  graph: RoadGraph,
  travel: RoadTravel,
  now: number,
  from: string,
  to: string,
  expected = false,
): [number, number, string | undefined] {
  const args = [now, ...PLACES[from], ...PLACES[to], PER_KM] as Parameters<RoadTravel['travelHours']>;
  const hours = expected ? travel.expectedHours(...args) : travel.travelHours(...args);
  return [hours, travel.waitedHours, graph.roads[travel.waitedAt]?.id];
}

const roadOf = (graph: RoadGraph, id: string): number => graph.roads.findIndex((road) => road.id === id);

describe('a graph of roads', () => {
  it('lists the roads at each junction', () => {
    const { firstIncident, incident, hours } = graphOf();
    expect([...firstIncident]).toEqual([0, 2, 4, 7, 8]);
    expect([...incident]).toEqual([0, 3, 0, 1, 1, 2, 3, 2]);
    expect([...hours]).toEqual([2, 3, 1, 9]);
  });
  it('has no road that goes nowhere and no junction without a place', () => {
    expect(() => graphOf(['a', 'b'], [{ id: 'x', ends: ['a', 'z'], hours: 1 }])).toThrow('no junction');
    expect(() => graphOf(['a', 'b'], [{ id: 'x', ends: ['a', 'a'], hours: 1 }])).toThrow('nowhere');
    expect(() => graphOf(['a', 'b'], [{ id: 'x', ends: ['a', 'b'], hours: 0 }])).toThrow('nowhere');
    expect(() => layOutRoads([{ id: 'a', lat: Number.NaN, lon: 0 }], [])).toThrow('without a place');
  });
});

describe('travel over roads', () => {
  const graph = graphOf();
  const [ab, bc, cd, ac] = ['ab', 'bc', 'cd', 'ac'].map((id) => roadOf(graph, id));

  it('takes the quickest way while all are open, both ways alike', () => {
    const travel = new RoadTravel(graph);
    expect(journey(graph, travel, 5, 'a', 'd')).toEqual([6, 0, undefined]);
    expect(journey(graph, travel, 5, 'd', 'a')).toEqual([6, 0, undefined]);
    expect(journey(graph, travel, 5, 'b', 'b')).toEqual([0, 0, undefined]);
  });

  it('waits where that is quicker than the way round', () => {
    const travel = new RoadTravel(graph);
    // At b after 2 h, at 12: the road on opens at 15, and 3 h later is c, at 18; round by the long road it would be 19.
    travel.close(bc, 15, 15);
    expect(journey(graph, travel, 10, 'a', 'c')).toEqual([8, 3, 'bc']);
    expect(journey(graph, travel, 10, 'a', 'd')).toEqual([9, 3, 'bc']);
    // From the other side nobody waits at b.
    expect(journey(graph, travel, 10, 'd', 'c')).toEqual([1, 0, undefined]);
  });

  it('goes round where that is quicker than waiting', () => {
    const travel = new RoadTravel(graph);
    travel.close(bc, 16.5, 16.5);
    expect(journey(graph, travel, 10, 'a', 'c')).toEqual([9, 0, undefined]);
    // b itself is reached as ever.
    expect(journey(graph, travel, 10, 'a', 'b')).toEqual([2, 0, undefined]);
  });

  it('says when a place can be reached whose every way is closed', () => {
    const travel = new RoadTravel(graph);
    travel.close(bc, 40, 40);
    travel.close(ac, 30, 30);
    travel.close(cd, 41, 41);
    expect(journey(graph, travel, 10, 'a', 'c')).toEqual([29, 20, 'ac']);
    // Two waits, 20 h and 2 h: the longer one is named.
    expect(journey(graph, travel, 10, 'a', 'd')).toEqual([32, 22, 'ac']);
  });

  it('enters a road at the very hour it opens, and drives on where the closure has passed on the way', () => {
    const travel = new RoadTravel(graph);
    travel.close(bc, 12, 12);
    expect(journey(graph, travel, 10, 'a', 'c')).toEqual([5, 0, undefined]);
    expect(travel.isClosed(bc, 11.9)).toBe(true);
    expect(travel.isClosed(bc, 12)).toBe(false);
    expect(travel.isClosed(ab, 0)).toBe(false);
  });

  it('never gains by leaving later (first in, first out)', () => {
    const travel = new RoadTravel(graph);
    travel.close(bc, 15, 15);
    travel.close(cd, 21.5, 21.5);
    travel.close(ac, 12, 12);
    let last = 0;
    for (let now = 0; now < 30; now += 0.25) {
      const arrival = now + journey(graph, travel, now, 'a', 'd')[0];
      expect(arrival).toBeGreaterThanOrEqual(last);
      last = arrival;
    }
    expect(last).toBe(35.75);
  });

  it('keeps the longest of several closures of a road', () => {
    const travel = new RoadTravel(graph);
    travel.close(bc, 15, 11);
    travel.close(bc, 13, 14);
    expect(journey(graph, travel, 10, 'a', 'c')).toEqual([8, 3, 'bc']);
    expect(journey(graph, travel, 10, 'a', 'c', true)).toEqual([7, 2, 'bc']);
  });

  it('lets a dispatcher expect the mean, and an overdue road to open at once', () => {
    const travel = new RoadTravel(graph);
    // Truly closed until 100, expected to open at 14: the crew would go round, the desk thinks it would wait.
    travel.close(bc, 100, 14);
    expect(journey(graph, travel, 10, 'a', 'c')).toEqual([9, 0, undefined]);
    expect(journey(graph, travel, 10, 'a', 'c', true)).toEqual([7, 2, 'bc']);
    // At 20 it is overdue.
    expect(journey(graph, travel, 20, 'a', 'c')).toEqual([9, 0, undefined]);
    expect(journey(graph, travel, 20, 'a', 'c', true)).toEqual([5, 0, undefined]);
    // Clear sooner than expected: the desk sees that it is open.
    travel.clear();
    travel.close(bc, 12, 50);
    travel.close(cd, 99, 99);
    expect(journey(graph, travel, 11, 'a', 'c', true)).toEqual([9, 0, undefined]);
    expect(journey(graph, travel, 12, 'a', 'c', true)).toEqual([5, 0, undefined]);
  });

  it('forgets what it knew when a closure changes, and at a new start', () => {
    const travel = new RoadTravel(graph);
    expect(journey(graph, travel, 10, 'a', 'c')[0]).toBe(5);
    travel.close(bc, 15, 15);
    expect(journey(graph, travel, 10, 'a', 'c')[0]).toBe(8);
    travel.close(bc, 15.5, 15.5);
    expect(journey(graph, travel, 10, 'a', 'c')[0]).toBe(8.5);
    travel.close(ac, 11, 11);
    expect(journey(graph, travel, 10, 'a', 'c')[0]).toBe(8.5);
    travel.clear();
    expect(journey(graph, travel, 10, 'a', 'c')[0]).toBe(5);
    // The same closure again, after a clear, at the same hour.
    travel.close(bc, 15, 15);
    expect(journey(graph, travel, 10, 'a', 'c')[0]).toBe(8);
  });

  it('answers alike with room for one tree and for many, in any order of asking', () => {
    const names = Object.keys(PLACES);
    const one = new RoadTravel(graph, 150, 1);
    const many = new RoadTravel(graph, 150, 64);
    for (const travel of [one, many]) {
      travel.close(bc, 15, 17);
      travel.close(ac, 18, 11);
    }
    const told = (travel: RoadTravel, pairs: readonly (readonly [string, string])[]): string[] =>
      pairs.map(([a, b]) =>
        [a, b, ...journey(graph, travel, 10, a, b), ...journey(graph, travel, 10, a, b, true)].join(' '),
      );
    const pairs = names.flatMap((a) => names.map((b): [string, string] => [a, b]));
    const there = told(one, pairs);
    expect(told(many, pairs)).toEqual(there);
    expect(told(many, pairs.toReversed()).toReversed()).toEqual(there);
    expect(told(one, pairs.toReversed()).toReversed()).toEqual(there);
  });
});

describe('travel off the roads', () => {
  const graph = graphOf();

  it('never takes less than with every road open, on the road or straight', () => {
    const travel = new RoadTravel(graph);
    const open = journey(graph, travel, 0, 'a', 'd')[0];
    for (let road = 0; road < graph.roadCount; road += 2) travel.close(road, 9 + road, 4 + road);
    expect(travel.leastHours(...PLACES.a, ...PLACES.d, PER_KM)).toBe(open);
    expect(journey(graph, travel, 0, 'a', 'd')[0]).toBeGreaterThan(open);
    expect(travel.leastHours(0, 0.1, 0, 0.2, 0.001)).toBe(haversineKm(0, 0.1, 0, 0.2) * 0.001);
    expect(travel.leastHours(0, 0, 0, Number.NaN, PER_KM)).toBeNaN();
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 4, noNaN: true }), { minLength: 4, maxLength: 4 }), (at) => {
        const [fromLat, fromLon, toLat, toLon] = at;
        const least = travel.leastHours(fromLat, fromLon, toLat, toLon, PER_KM);
        expect(least).toBeLessThanOrEqual(travel.travelHours(0, fromLat, fromLon, toLat, toLon, PER_KM));
        expect(travel.travelHours(99, fromLat, fromLon, toLat, toLon, PER_KM)).toBe(least);
      }),
      { numRuns: 1000, seed: 9 },
    );
  });

  it('adds the way to the first junction and from the last, and waits less for having left later', () => {
    const travel = new RoadTravel(graph);
    const access = haversineKm(0.2, 0, 0, 0) * PER_KM;
    const egress = haversineKm(0, 2, 0.1, 2) * PER_KM;
    expect(travel.travelHours(10, 0.2, 0, 0.1, 2, PER_KM)).toBeCloseTo(access + 5 + egress, 12);
    travel.close(roadOf(graph, 'bc'), 15, 15);
    expect(travel.travelHours(10, 0.2, 0, 0.1, 2, PER_KM)).toBeCloseTo(5 + 3 + egress, 12);
    expect(travel.waitedHours).toBeCloseTo(3 - access, 12);
  });

  it('tells two starts from one junction apart: who leaves later waits less, or finds open what was closed', () => {
    const travel = new RoadTravel(graph);
    const bc = roadOf(graph, 'bc');
    travel.close(bc, 15, 15);
    const access = haversineKm(0.2, 0, 0, 0) * PER_KM;
    expect(travel.travelHours(10, 0, 0, ...PLACES.c, PER_KM)).toBe(8);
    expect(travel.waitedHours).toBe(3);
    expect(travel.travelHours(10, 0.2, 0, ...PLACES.c, PER_KM)).toBeCloseTo(8, 12);
    expect(travel.waitedHours).toBeCloseTo(3 - access, 12);
    // Both set out from a at 12, one of them ordered at 11, when nobody knew how soon the road would open.
    travel.clear();
    travel.close(bc, 12, 50);
    const hourAway = 1 / haversineKm(0.2, 0, 0, 0);
    expect(11 + haversineKm(0.2, 0, 0, 0) * hourAway).toBe(12);
    expect(travel.expectedHours(11, 0.2, 0, ...PLACES.c, hourAway)).toBe(1 + 9);
    travel.close(roadOf(graph, 'cd'), 99, 99);
    expect(travel.expectedHours(11, 0.2, 0, ...PLACES.c, hourAway)).toBe(1 + 9);
    expect(travel.expectedHours(12, ...PLACES.a, ...PLACES.c, hourAway)).toBe(5);
  });

  it('goes straight between places that have one nearest junction, whatever is closed', () => {
    const travel = new RoadTravel(graph);
    for (let road = 0; road < graph.roadCount; road++) travel.close(road, 99, 99);
    const hours = travel.travelHours(0, 0.2, 0.1, -0.1, -0.2, PER_KM);
    expect(hours).toBe(haversineKm(0.2, 0.1, -0.1, -0.2) * PER_KM);
    expect(travel.waitedHours).toBe(0);
  });

  it('goes straight between places closer to each other than to their junctions, when that is shorter', () => {
    const travel = new RoadTravel(graph);
    // Half a degree from a and from b, 2 km apart: nobody drives back to a and on to b.
    const [west, east] = [
      [0.3, 0.49],
      [0.3, 0.51],
    ];
    expect(travel.travelHours(0, west[0], west[1], east[0], east[1], PER_KM)).toBe(
      haversineKm(0.3, 0.49, 0.3, 0.51) * PER_KM,
    );
    // Farther apart than that, roads are taken even where the straight line is shorter: there may be no ground to drive on.
    const straight = haversineKm(0, 0.1, 0, 0.9) * 0.001;
    expect(travel.travelHours(0, 0, 0.1, 0, 0.9, 0.001)).toBeGreaterThan(straight + 1.9);
  });

  it('goes straight where the graph does not reach, and where no road joins two junctions', () => {
    const far = [0, 5] as const;
    const travel = new RoadTravel(graph);
    expect(travel.travelHours(0, 0, 0, ...far, PER_KM)).toBe(haversineKm(0, 0, ...far) * PER_KM);
    expect(travel.travelHours(0, ...far, 0, 0, PER_KM)).toBe(haversineKm(0, 0, ...far) * PER_KM);
    const reaching = new RoadTravel(graph, 500);
    expect(reaching.travelHours(0, 0, 0, ...far, PER_KM)).toBeCloseTo(6 + haversineKm(0, 3, ...far) * PER_KM, 9);
    const apart = new RoadTravel(graphOf(Object.keys(PLACES), ROADS.slice(0, 1)));
    apart.close(0, 50, 50);
    expect(apart.travelHours(0, 0, 0, 0, 2, PER_KM)).toBe(haversineKm(0, 0, 0, 2) * PER_KM);
    expect(apart.waitedHours).toBe(0);
  });

  it('knows no hours to a place that is not known', () => {
    const travel = new RoadTravel(graph);
    expect(travel.travelHours(0, 0, 0, Number.NaN, 1, PER_KM)).toBeNaN();
    expect(travel.expectedHours(0, Number.NaN, 0, 0, 1, PER_KM)).toBeNaN();
  });
});

describe('any graph', () => {
  const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
  const SPOTS: Readonly<Record<string, readonly [number, number]>> = Object.fromEntries(
    NAMES.map((name, index) => [name, [40 + (index % 2), 48 + index]]),
  );
  const worlds = fc.record({
    roads: fc.array(
      fc.record({
        a: fc.nat(5),
        b: fc.nat(5),
        hours: fc.integer({ min: 1, max: 9 }),
        until: fc.nat(40),
        mean: fc.nat(40),
      }),
      { minLength: 4, maxLength: 12 },
    ),
    now: fc.nat(30),
    swaps: fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 8 }),
  });
  type Way = { id: string; ends: readonly string[]; hours: number; until: number; mean: number };
  const build = (names: readonly string[], ways: readonly Way[]): { graph: RoadGraph; travel: RoadTravel } => {
    const graph = layOutRoads(
      names.map((id) => ({ id, lat: SPOTS[id][0], lon: SPOTS[id][1] })),
      ways.map(({ id, ends, hours }) => ({
        id,
        from: names.indexOf(ends[0]),
        to: names.indexOf(ends[1]),
        lengthKm: 60 * hours,
        speedKmH: 60,
        name: undefined,
      })),
    );
    const travel = new RoadTravel(graph, 150, 3);
    for (const [road, { until, mean }] of ways.entries()) if (until > 0) travel.close(road, until, mean);
    return { graph, travel };
  };
  const waysOf = (roads: readonly { a: number; b: number; hours: number; until: number; mean: number }[]): Way[] =>
    roads
      .filter(({ a, b }) => a !== b)
      .map(({ a, b, ...rest }, index) => ({ id: `r${index}`, ends: [NAMES[a], NAMES[b]], ...rest }));

  /** Earliest arrival by trying every way without a circle. */
  function earliest(ways: readonly Way[], from: string, to: string, now: number, opens: (way: Way) => number): number {
    const search = (here: string, time: number, been: readonly string[]): number => {
      if (here === to) return time;
      let best = Number.POSITIVE_INFINITY;
      for (const way of ways) {
        if (!way.ends.includes(here)) continue;
        const next = way.ends[0] === here ? way.ends[1] : way.ends[0];
        if (!been.includes(next))
          best = Math.min(best, search(next, Math.max(time, opens(way)) + way.hours, [...been, next]));
      }
      return best;
    };
    return search(from, now, [from]);
  }

  it('is travelled by the way that a search of all ways finds, true and expected', () => {
    let met = 0;
    fc.assert(
      fc.property(worlds, ({ roads, now }) => {
        const ways = waysOf(roads);
        const { travel } = build(NAMES, ways);
        for (const from of NAMES)
          for (const to of NAMES) {
            const best = earliest(ways, from, to, now, ({ until }) => until);
            if (best === Number.POSITIVE_INFINITY) continue;
            const args = [now, ...SPOTS[from], ...SPOTS[to], PER_KM] as Parameters<RoadTravel['travelHours']>;
            expect(travel.travelHours(...args)).toBe(best - now);
            if (travel.waitedHours > 0) met++;
            expect(travel.waitedAt >= 0).toBe(travel.waitedHours > 0);
            expect(travel.waitedHours).toBeLessThan(best - now + 1e-9);
            expect(travel.leastHours(...SPOTS[from], ...SPOTS[to], PER_KM)).toBeLessThanOrEqual(best - now);
            const hoped = earliest(ways, from, to, now, ({ until, mean }) => (until <= now ? 0 : mean));
            expect(travel.expectedHours(...args)).toBe(hoped - now);
          }
      }),
      { numRuns: 300, seed: 7 },
    );
    expect(met).toBeGreaterThan(100);
  });

  it('is travelled in just the hours, to the last digit, of a tree that is grown from scratch', () => {
    const SIDE = 7;
    const grid = fc.record({
      hours: fc.array(fc.double({ min: 0.1, max: 2, noNaN: true }), { minLength: 84, maxLength: 84 }),
      until: fc.array(fc.option(fc.double({ min: 0, max: 20, noNaN: true }), { freq: 3 }), {
        minLength: 84,
        maxLength: 84,
      }),
      now: fc.double({ min: 0, max: 9, noNaN: true }),
      off: fc.double({ min: 0, max: 0.1, noNaN: true }),
    });
    let waited = 0;
    fc.assert(
      fc.property(grid, ({ hours, until, now, off }) => {
        const places = Array.from({ length: SIDE * SIDE }, (_, k) => ({
          id: `j${k}`,
          lat: Math.floor(k / SIDE),
          lon: k % SIDE,
        }));
        const ends = places.flatMap((_, k) => [
          ...(k % SIDE < SIDE - 1 ? [[k, k + 1]] : []),
          ...(k + SIDE < places.length ? [[k, k + SIDE]] : []),
        ]);
        const roads = ends.map(([from, to], road) => ({
          id: `r${road}`,
          from,
          to,
          lengthKm: hours[road],
          speedKmH: 1,
          name: undefined,
        }));
        const travel = new RoadTravel(layOutRoads(places, roads), 150, 4);
        for (const [road, opens] of until.entries()) if (opens !== null) travel.close(road, opens, 2 * opens);
        const [first] = places;
        const access = haversineKm(first.lat, first.lon + off, first.lat, first.lon) * PER_KM;
        // Dijkstra by scanning, from the first corner.
        const label = places.map(() => Number.POSITIVE_INFINITY);
        const wait = places.map(() => 0);
        const isDone = places.map(() => false);
        label[0] = 0;
        for (;;) {
          let here = -1;
          for (const [k, done] of isDone.entries()) if (!done && (here < 0 || label[k] < label[here])) here = k;
          if (here < 0) break;
          isDone[here] = true;
          for (const [road, [a, b]] of ends.entries()) {
            if (a !== here && b !== here) continue;
            const other = a === here ? b : a;
            const opens = until[road];
            const shut = opens !== null && opens > now ? Math.max(0, opens - (now + access) - label[here]) : 0;
            const there = label[here] + shut + hours[road];
            if (there > label[other] || (there === label[other] && wait[here] + shut >= wait[other])) continue;
            label[other] = there;
            wait[other] = wait[here] + shut;
          }
        }
        for (const [k, { lat, lon }] of [...places.entries()].slice(1)) {
          expect(travel.travelHours(now, first.lat, first.lon + off, lat, lon, PER_KM)).toBe(access + label[k] + 0);
          expect(travel.waitedHours).toBe(wait[k]);
          if (wait[k] > 0) waited++;
        }
      }),
      { numRuns: 100, seed: 11 },
    );
    expect(waited).toBeGreaterThan(100);
  });

  it('is travelled alike however junctions and roads are numbered and roads are turned', () => {
    fc.assert(
      fc.property(worlds, ({ roads, now, swaps }) => {
        const ways = waysOf(roads);
        const names = [...NAMES];
        const others = ways.map((way, index) => (index % 2 === 0 ? way : { ...way, ends: way.ends.toReversed() }));
        for (const [x, y] of swaps) {
          const [p, q] = [x % names.length, y % names.length];
          [names[p], names[q]] = [names[q], names[p]];
          if (others.length === 0) continue;
          const [s, t] = [x % others.length, y % others.length];
          [others[s], others[t]] = [others[t], others[s]];
        }
        const [one, other] = [build(NAMES, ways).travel, build(names, others).travel];
        for (const from of NAMES)
          for (const to of NAMES) {
            const args = [now, ...SPOTS[from], ...SPOTS[to], PER_KM] as Parameters<RoadTravel['travelHours']>;
            expect(other.travelHours(...args)).toBe(one.travelHours(...args));
            expect(other.waitedHours).toBe(one.waitedHours);
            expect(other.expectedHours(...args)).toBe(one.expectedHours(...args));
          }
      }),
      { numRuns: 300, seed: 8 },
    );
  });
});
