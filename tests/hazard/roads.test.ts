/** Roads that an earthquake blocks: how many, for how long, and that nothing else is drawn differently for it. */
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { lognormalCdf } from '../../src/engine/distribution.ts';
import { Damage } from '../../src/hazard/damage.ts';
import { earthquake } from '../../src/hazard/earthquake.ts';
import { eventSet } from '../../src/hazard/event-set.ts';
import type { HazardKind } from '../../src/hazard/hazard.ts';
import { importedField } from '../../src/hazard/imported-field.ts';
import { layOutRoads, type RoadGraph } from '../../src/network/roads.ts';
import { expectShare } from './counting.ts';
import { faults, link, type Prepared, prepare, site, struck } from './setting.ts';

const SITES = [site('a', 40.6, 48.4), site('b', 40.7, 48.9), site('c', 40.3, 49.4)];
const LINKS = [link('ab', SITES, 'a', 'b'), link('bc', SITES, 'b', 'c', { medium: 'aerial' })];
const QUAKE = { magnitude: 7, epicentre: [40.6, 48.6] as [number, number], depthKm: 12, rake: 90, strike: 300 };

type Ends = readonly [id: string, from: readonly [number, number], to: readonly [number, number]];

/** Roads between places, each with two junctions of its own. */
const roadsOf = (list: readonly Ends[]): RoadGraph =>
  layOutRoads(
    list.flatMap(([id, from, to]) => [from, to].map(([lat, lon], end) => ({ id: `${id}${end}`, lat, lon }))),
    list.map(([id], road) => ({ id, from: 2 * road, to: 2 * road + 1, lengthKm: 20, speedKmH: 50, name: undefined })),
  );

/** The kind of hazard in a scenario that has roads. */
const on = <S extends z.ZodType>(roads: RoadGraph, kind: HazardKind<S>): HazardKind<S> => ({
  ...kind,
  prepare: (parameters, setting) => kind.prepare(parameters, { ...setting, roads }),
});

/** Closures as text, with the road by name. */
const closures = (damage: Damage, roads: RoadGraph): string[] =>
  Array.from({ length: damage.closureCount }, (_, closure) =>
    [
      roads.roads[damage.closureRoads[closure]].id,
      damage.closureTimes[closure],
      damage.closureUntils[closure],
      damage.closureExpectedUntils[closure],
      damage.closureHazards[closure],
    ].join(' '),
  );

/** Places on a line of latitude. */
const near: readonly Ends[] = Array.from({ length: 40 }, (_, road): Ends => {
  const lat = 40.2 + 0.02 * road;
  return [`r${road}`, [lat, 48.3], [lat, 48.6]];
});
const NEAR = roadsOf(near);

/** A field of points every 0.1 degree in which PGA is exactly as told at each longitude. */
const fieldCsv = (pgaAt: (lon: number) => number): string => {
  const rows = ['lon,lat,PGA,PGV,MMI'];
  for (let lat = 402; lat <= 412; lat++)
    for (let lon = 482; lon <= 490; lon++) rows.push(`${lon / 10},${lat / 10},${pgaAt(lon / 10)},20,`);
  return `${rows.join('\n')}\n`;
};
const inField = (roads: RoadGraph, pgaAt: (lon: number) => number, more: Record<string, unknown> = {}): Prepared =>
  prepare(on(roads, importedField), { file: 'field.csv', at: '5h', ...more }, SITES, LINKS, undefined, undefined, {
    'field.csv': fieldCsv(pgaAt),
  });

describe('the damage of one replication', () => {
  it('holds as many closures as there are, and forgets them when cleared', () => {
    const damage = new Damage(1);
    for (let closure = 0; closure < 5; closure++)
      damage.closeRoad(2, closure, 10 + closure, 20 + closure, 30 + closure);
    expect(damage.closureCount).toBe(5);
    expect(damage.length).toBe(0);
    expect([...damage.closureRoads.subarray(0, 5)]).toEqual([10, 11, 12, 13, 14]);
    expect([...damage.closureTimes.subarray(0, 5)]).toEqual([0, 1, 2, 3, 4]);
    expect([...damage.closureUntils.subarray(0, 5)]).toEqual([20, 21, 22, 23, 24]);
    expect([...damage.closureExpectedUntils.subarray(0, 5)]).toEqual([30, 31, 32, 33, 34]);
    expect([...damage.closureHazards.subarray(0, 5)]).toEqual([2, 2, 2, 2, 2]);
    damage.clear();
    expect(damage.closureCount).toBe(0);
  });
});

describe('roads shaken by a known field', () => {
  const REPLICATIONS = 500;
  const TRIALS = REPLICATIONS * near.length;

  it.each([
    [0.6, {}, 0.5],
    [0.3, {}, lognormalCdf(0.3, 0.6, 0.6)],
    [0.3, { roads: { blocked: { medianG: 0.2, beta: 0.4 } } }, lognormalCdf(0.3, 0.2, 0.4)],
  ])('at %s g and with %j are blocked with probability %d', (pgaG, options, share) => {
    const prepared = inField(NEAR, () => pgaG, options);
    const damage = new Damage();
    let blocked = 0;
    for (let replication = 0; replication < REPLICATIONS; replication++)
      blocked += struck(prepared, replication, damage).closureCount;
    expectShare(blocked, TRIALS, share);
  });

  it.each([
    ['first', (lon: number): boolean => lon < 48.45],
    ['last', (lon: number): boolean => lon > 48.45],
  ])('are blocked by their worst piece: the %s part, in strong shaking, decides', (_which, isStrong) => {
    // From 48.3 to 48.6 E, in three pieces of 8.5 km.
    const ramp = (lon: number): number => (isStrong(lon) ? 0.8 : 0.2);
    const prepared = inField(NEAR, ramp);
    const damage = new Damage();
    let blocked = 0;
    for (let replication = 0; replication < REPLICATIONS; replication++)
      blocked += struck(prepared, replication, damage).closureCount;
    // The middles of the outer pieces lie at 48.35 and 48.55 E, between points of 0.8 g.
    expectShare(blocked, TRIALS, lognormalCdf(0.8, 0.6, 0.6));
  });

  it('are cleared after a lognormal time of median 18 h and sigma 0.8, expected at its mean', () => {
    const prepared = inField(NEAR, () => 0.6);
    const damage = new Damage();
    let count = 0;
    let sum = 0;
    let squares = 0;
    for (let replication = 0; replication < REPLICATIONS; replication++) {
      struck(prepared, replication, damage);
      for (let closure = 0; closure < damage.closureCount; closure++) {
        expect(damage.closureTimes[closure]).toBe(5);
        expect(damage.closureExpectedUntils[closure]).toBeCloseTo(5 + 18 * Math.exp(0.32), 9);
        const z = Math.log((damage.closureUntils[closure] - 5) / 18) / 0.8;
        count++;
        sum += z;
        squares += z * z;
      }
    }
    // Mean and variance of a standard normal, each within 3.29 standard errors.
    expect(Math.abs(sum / count) * Math.sqrt(count)).toBeLessThan(3.29);
    expect(Math.abs(squares / count - 1) * Math.sqrt(count / 2)).toBeLessThan(3.29);
    expect(count).toBeGreaterThan(9000);
  });

  it('take the law of clearing that is given', () => {
    const damage = struck(
      inField(NEAR, () => 5, { roads: { clear: '7h' } }),
      0,
    );
    expect(damage.closureCount).toBeGreaterThan(35);
    for (let closure = 0; closure < damage.closureCount; closure++) {
      expect(damage.closureUntils[closure]).toBe(12);
      expect(damage.closureExpectedUntils[closure]).toBe(12);
    }
  });

  it('stay blocked when they are shaken harder (one uniform a road)', () => {
    const [weak, strong] = [0.3, 0.5].map((pgaG) => inField(NEAR, () => pgaG));
    let met = 0;
    for (let replication = 0; replication < 50; replication++) {
      const few = closures(struck(weak, replication), NEAR);
      const many = closures(struck(strong, replication), NEAR);
      for (const one of few) expect(many).toContain(one);
      met += many.length - few.length;
    }
    expect(met).toBeGreaterThan(0);
  });

  it('keep their fate when roads are added or listed in another order', () => {
    const half = roadsOf(near.filter((_, road) => road % 2 === 0));
    const turned = roadsOf(near.toReversed());
    for (let replication = 0; replication < 20; replication++) {
      const all = closures(
        struck(
          inField(NEAR, () => 0.6),
          replication,
        ),
        NEAR,
      );
      expect(
        closures(
          struck(
            inField(turned, () => 0.6),
            replication,
          ),
          turned,
        ).sort(),
      ).toEqual(all.toSorted());
      const names = new Set(half.roads.map(({ id }) => id));
      expect(
        closures(
          struck(
            inField(half, () => 0.6),
            replication,
          ),
          half,
        ),
      ).toEqual(all.filter((one) => names.has(one.split(' ')[0])));
    }
  });

  it('hold where the field does not reach', () => {
    const away = roadsOf([['away', [50, 60], [50, 61]]]);
    expect(
      struck(
        inField(away, () => 5),
        0,
      ).closureCount,
    ).toBe(0);
  });
});

describe('earthquakes on a backbone with roads', () => {
  const followed = { ...QUAKE, aftershocks: { minMagnitude: 5 } };
  const catalogue = 'id,time,magnitude,lon,lat,depth\n1,10,6.9,48.5,40.6,12\n2,30,6.8,48.5,40.6,12\n';
  const cases: [string, (roads?: RoadGraph) => Prepared][] = [
    [
      'earthquake',
      (roads) => prepare(roads === undefined ? earthquake : on(roads, earthquake), followed, SITES, LINKS),
    ],
    [
      'an unknown strike',
      (roads) => {
        const { strike: _, ...rest } = QUAKE;
        return prepare(roads === undefined ? earthquake : on(roads, earthquake), rest, SITES, LINKS);
      },
    ],
    [
      'event-set',
      (roads) =>
        prepare(
          roads === undefined ? eventSet : on(roads, eventSet),
          { catalogue: 'c.csv', use: 'times' },
          SITES,
          LINKS,
          undefined,
          undefined,
          { 'c.csv': catalogue },
        ),
    ],
    [
      'shake-field',
      (roads) =>
        prepare(
          roads === undefined ? importedField : on(roads, importedField),
          { file: 'f.csv', sdLn: 0.5 },
          SITES,
          LINKS,
          undefined,
          undefined,
          { 'f.csv': fieldCsv(() => 0.5) },
        ),
    ],
  ];

  it.each(cases)('%s: roads change no other draw', (_name, make) => {
    const [without, withRoads] = [make(), make(NEAR)];
    expect(withRoads.errors).toEqual([]);
    let met = 0;
    let closed = 0;
    for (let replication = 0; replication < 40; replication++) {
      const before = struck(without, replication);
      expect(before.closureCount).toBe(0);
      const after = struck(withRoads, replication);
      expect(faults(after, SITES, LINKS)).toEqual(faults(before, SITES, LINKS));
      met += before.length;
      closed += after.closureCount;
      // And it is the same however often it is asked for.
      const once = closures(after, NEAR);
      expect(closures(struck(withRoads, replication), NEAR)).toEqual(once);
      for (const text of once) expect(text.endsWith(' 3')).toBe(true);
    }
    expect(met).toBeGreaterThan(0);
    expect(closed).toBeGreaterThan(0);
  });

  it('block a road again when they follow each other, each by a draw of its own', () => {
    const prepared = cases[2][1](NEAR);
    let first = 0;
    let second = 0;
    let both = 0;
    const TIMES = 40;
    for (let replication = 0; replication < TIMES; replication++) {
      const damage = struck(prepared, replication);
      const at = (hour: number): Set<number> =>
        new Set(
          [...damage.closureRoads.subarray(0, damage.closureCount)].filter(
            (_, closure) => damage.closureTimes[closure] === hour,
          ),
        );
      const [a, b] = [at(10), at(30)];
      first += a.size;
      second += b.size;
      both += [...a].filter((road) => b.has(road)).length;
    }
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(0);
    expect(both).toBeGreaterThan(0);
    // With one uniform for both, the set of the weaker shaking would lie within the other's in every replication.
    expect(both).toBeLessThan(0.9 * Math.min(first, second));
  });

  it('say what they assume of roads, and warn of options for roads that are not there', () => {
    const told = inField(NEAR, () => 0.5).assumptions.join('\n');
    expect(told).toContain('half of the roads shaken by 0.6 g at their worst 10 km are blocked, beta 0.6 (judgement;');
    expect(told).toContain('a blocked road is clear after 25 h on average (judgement)');
    const sure = inField(NEAR, () => 0.5, {
      roads: {
        blocked: { medianG: { value: 0.7, flag: 'published' }, beta: { value: 0.5, flag: 'published' } },
        clear: { value: '9h', flag: 'measured' },
      },
    }).assumptions.join('\n');
    expect(sure).toContain('shaken by 0.7 g at their worst 10 km are blocked, beta 0.5 (PGA stands in');
    expect(sure).not.toContain('is clear after');
    const without = prepare(earthquake, { ...QUAKE, roads: { clear: '3h' } }, SITES, LINKS);
    expect(without.warnings).toContainEqual({
      path: 'roads',
      found: 'how roads are blocked, without roads',
      expected: 'a road graph in the scenario',
    });
    expect(prepare(earthquake, QUAKE, SITES, LINKS).assumptions.join('\n')).not.toContain('road');
  });

  it.each([
    { blocked: { medianG: 0 } },
    { blocked: { beta: -1 } },
    { clear: '3 days' },
    { clear: { lognormal: ['18h'] } },
    { close: 1 },
  ])('refuse %j', (roads) => {
    expect(earthquake.schema.safeParse({ ...QUAKE, roads }).success).toBe(false);
  });
});
