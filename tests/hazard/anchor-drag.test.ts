/** Anchors dragged over cables that lie side by side. */
import { describe, expect, it } from 'vitest';
import { anchorDrag } from '../../src/hazard/anchor-drag.ts';
import { approach, walkAlong } from '../../src/hazard/map-lines.ts';
import { haversineKm, Polyline } from '../../src/network/geodesy.ts';
import { countFaults, expectPoisson, expectShare, expectUntouched } from './counting.ts';
import { faults, link, prepare, site, struck } from './setting.ts';

/** Four cables that run north to south, 0, 2, 6 and 60 km east of the first. */
const KM_EAST = 1 / (111.195 * Math.cos((41 * Math.PI) / 180));
const SITES = [0, 2, 6, 60].flatMap((km, place) => [
  site(`n${place}`, 41.5, 50 + km * KM_EAST),
  site(`s${place}`, 40.5, 50 + km * KM_EAST),
]);
const LINKS = [
  ...[0, 1, 2, 3].map((place) => link(`c${place}`, SITES, `n${place}`, `s${place}`, { medium: 'submarine' })),
  link('land', SITES, 'n0', 's1'),
];
const names = (prepared: ReturnType<typeof prepare>, replication = 0) => {
  const damage = struck(prepared, replication);
  return Array.from({ length: damage.length }, (_, fault) => LINKS[damage.elements[fault]].id);
};
const EAST = { link: 'c0', at: '1h', atShare: 0.5, headingDegrees: 90 } as const;

describe('a dragged anchor', () => {
  it('cuts the cable it begins at, then those within reach of its track, minutes apart', () => {
    const prepared = prepare(anchorDrag, { ...EAST, lengthKm: 3, reachKm: 3.2, speedKmH: 4 }, SITES, LINKS);
    const damage = struck(prepared, 0);
    // The track ends 3 km east of c0: past c1 at 2 km, and 3 km short of c2 at 6 km.
    expect(names(prepared)).toEqual(['c0', 'c1', 'c2']);
    expect(damage.times[0]).toBe(1);
    expect(damage.times[1]).toBeCloseTo(1 + 2 / 4, 2);
    expect(damage.times[2]).toBeCloseTo(1 + 3 / 4, 2);
    expect(damage.lats[1]).toBeCloseTo(41, 2);
    expect(damage.lons[1]).toBeCloseTo(50 + 2 * KM_EAST, 3);
    expect(damage.positionsKm[0]).toBeCloseTo(LINKS[0].lengthKm[0] / 2, 6);
  });
  it('leaves what lies out of reach, and what lies behind the ship', () => {
    expect(names(prepare(anchorDrag, { ...EAST, lengthKm: 3, reachKm: 2.8 }, SITES, LINKS))).toEqual(['c0', 'c1']);
    expect(names(prepare(anchorDrag, { ...EAST, headingDegrees: 270, reachKm: 1.5 }, SITES, LINKS))).toEqual(['c0']);
    expect(names(prepare(anchorDrag, { ...EAST, lengthKm: 61, reachKm: 0 }, SITES, LINKS))).toHaveLength(4);
  });
  it('takes 3 km and 5 km/h when nothing is said, and says so', () => {
    const { assumptions, warnings } = prepare(anchorDrag, { link: 'c0', at: '9000h' }, SITES, LINKS);
    for (const word of ['within 3 km', 'for 3 km', '5 km/h', 'any place'])
      expect(assumptions.join('\n')).toContain(word);
    expect(warnings.map(({ path }) => path)).toEqual(['at']);
    expect(names(prepare(anchorDrag, EAST, SITES, LINKS))).toEqual(['c0', 'c1', 'c2']);
  });
  it('begins at a random place of the window, with a random heading', () => {
    const prepared = prepare(anchorDrag, { link: 'c3', at: 0, window: [0.2, 0.4] }, SITES, LINKS);
    const km = LINKS[3].lengthKm[0];
    let west = 0;
    const count = countFaults(prepared, 500, ({ positionsKm, elements }, fault) => {
      expect(elements[fault]).toBe(3);
      expect(positionsKm[fault]).toBeGreaterThan(0.2 * km);
      expect(positionsKm[fault]).toBeLessThan(0.4 * km);
      if (positionsKm[fault] < 0.3 * km) west++;
    });
    expect(count).toBe(500);
    expectShare(west, 500, 0.5);
    // From c1, with a reach of 1 km, a ship meets c0 only on a westerly heading: its track must come 1 km west.
    let met = 0;
    const free = prepare(anchorDrag, { link: 'c1', at: 0, atShare: 0.5, reachKm: 1, lengthKm: 2 }, SITES, LINKS);
    for (let replication = 0; replication < 2000; replication++) if (names(free, replication).includes('c0')) met++;
    expectShare(met, 2000, 1 / 3);
  });
  it('comes as often as its rate, to each cable by its length', () => {
    const long = [link('long', SITES, 'n0', 's3', { medium: 'submarine', lengthKm: [333, 333] }), LINKS[3]];
    const prepared = prepare(anchorDrag, { perYear: 2, reachKm: 0, lengthKm: 0 }, SITES, long);
    let onLong = 0;
    const count = countFaults(prepared, 2000, ({ elements, times }, fault) => {
      if (elements[fault] === 0) onLong++;
      expect(times[fault]).toBeLessThan(8766);
    });
    expectPoisson(count, 4000);
    const other = LINKS[3].lengthKm[0];
    expectShare(onLong, count, 333 / (333 + other));
  });
  it('is the same in the same replication and is not moved by an unrelated link', () => {
    const written = { link: 'c0', perYear: 5 };
    const before = prepare(anchorDrag, written, SITES, LINKS);
    const first = faults(struck(before, 3), SITES, LINKS);
    expect(faults(struck(before, 3), SITES, LINKS)).toEqual(first);
    const more = [
      link('far', [...SITES], 'n3', 's3', { medium: 'submarine' }),
      link('road', SITES, 'n1', 'n2'),
      ...LINKS,
    ];
    expectUntouched(before, SITES, LINKS, prepare(anchorDrag, written, SITES, more), SITES, more);
  });
  it('tells what is wrong', () => {
    expect(prepare(anchorDrag, { link: 'c9', at: 0 }, SITES, LINKS).errors[0]).toMatchObject({ path: 'link' });
    const wrongIds = prepare(anchorDrag, { link: ['land', 'x'], at: 0 }, SITES, LINKS);
    expect(wrongIds.errors.map(({ path }) => path)).toEqual(['link.0', 'link.1']);
    expect(struck(wrongIds, 0).length).toBe(0);
    const { schema } = anchorDrag;
    for (const wrong of [{}, { at: 0, perYear: 1 }, { at: 0, window: [0.5, 0.5] }, { at: 0, reachKm: -1 }])
      expect(schema.safeParse(wrong).success).toBe(false);
    expect(prepare(anchorDrag, { at: 0 }, SITES, [LINKS[4]]).warnings).toHaveLength(1);
  });
});

describe('the nearest place of a line', () => {
  it('agrees with a search over its points', () => {
    const line = new Polyline(Float64Array.of(41.5, 50, 41, 50.4, 40.5, 50.1));
    const walk = walkAlong(line);
    for (const [lat, lon] of [
      [41.2, 50.5],
      [40.4, 50],
      [41.6, 49.9],
      [41, 50.4],
    ]) {
      let least = Number.POSITIVE_INFINITY;
      for (let step = 0; step <= 20000; step++) {
        const [a, b] = line.at(step / 20000);
        least = Math.min(least, haversineKm(lat, lon, a, b));
      }
      const near = approach(walk, lat, lon);
      expect(Math.abs((near?.apartKm ?? Number.NaN) - least)).toBeLessThan(0.1);
      const [a, b] = line.at(near?.share ?? Number.NaN);
      expect(Math.abs(haversineKm(lat, lon, a, b) - least)).toBeLessThan(0.1);
    }
    expect(approach(walkAlong(new Polyline(new Float64Array(0))), 41, 50)).toBeUndefined();
  });
});
