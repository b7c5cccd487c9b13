/** Source zones: what their file may get wrong, and whether the earthquakes drawn follow it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventList, readZones, type SourceZone, zoneSource } from '../../../src/hazard/seismicity/index.ts';
import { type Corner, PolygonArea, polygonFault, triangulate } from '../../../src/hazard/seismicity/polygon.ts';
import { Problems, describe as told } from '../../../src/text/problem.ts';
import { chiSquare, chiSquare999, KOLMOGOROV_999, kolmogorov, meanOf, shipped, varianceOf, world } from './setting.ts';

const zone = (more: object = {}): object => ({
  id: 'A',
  rate_m5: 0.2,
  b: 1.05,
  mmax: 7.4,
  depth_km: [5, 30, 12],
  sof: { R: 0.7, SS: 0.3 },
  polygon: [
    [48, 40],
    [49, 40],
    [49, 41],
    [48, 41],
  ],
  ...more,
});

function read(zones: readonly object[]): { zones: SourceZone[] | undefined; lines: string[] } {
  const problems = new Problems();
  const result = readZones(JSON.stringify({ zones }, undefined, 1), 'zones.json', problems);
  return { zones: result, lines: problems.list.map(told) };
}

function zonesOf(text: string): SourceZone[] {
  const problems = new Problems();
  const zones = readZones(text, 'zones', problems);
  expect(problems.list.map(told)).toEqual([]);
  return zones ?? [];
}
const caspian = zonesOf(shipped('caspian-zones.json'));

describe('a file of source zones', () => {
  it('ships for the Caspian: 8 zones, 1.52 earthquakes of M 5 or more a year', () => {
    expect(caspian).toHaveLength(8);
    expect(caspian.reduce((sum, { ratePerYear }) => sum + ratePerYear, 0)).toBeCloseTo(1.5225, 12);
    const written = JSON.parse(shipped('caspian-zones.json')) as { description: string; zones: { area_km2: number }[] };
    expect(written.description).toContain('Working zones for scenario work, not a hazard model');
    caspian.forEach(({ area }, index) => {
      expect(Math.abs(area.areaKm2 / written.zones[index].area_km2 - 1)).toBeLessThan(0.01);
    });
  });

  it('may be YAML, with a ring that is closed, and goes either way round', () => {
    const zones = zonesOf(`
zones:
  - id: ring
    rate_m5: { value: 0.1, flag: assumed, source: a guess }
    b: 1
    mmax: 7
    depth_km: [10, 10, 10]
    sof: { SS: 1 }
    polygon: [[48, 40], [48, 41], [49, 41], [49, 40], [48, 40]]
`);
    expect(zones[0].area.areaKm2).toBeCloseTo(zonesOf(JSON.stringify({ zones: [zone()] }))[0].area.areaKm2, 6);
    const source = zoneSource(zones, world().setting);
    expect(source.assumptions().join('\n')).toContain('rate of M 5 or more assumed in all 1 zones');
  });

  it('is told everything that is wrong with it, at once and by place', () => {
    const { zones, lines } = read([
      zone({
        polygon: [
          [48, 40],
          [49, 41],
          [49, 40],
          [48, 41],
        ],
      }),
      zone({
        id: 'B',
        polygon: [
          [48, 40],
          [49, 41],
        ],
      }),
      zone({ id: 'C', depth_km: [5, 12, 30] }),
      zone({ id: 'D', sof: { R: 0.7, N: 0.2 } }),
      zone({ id: 'A', rate_m5: undefined, mmx: 7 }),
    ]);
    expect(zones).toBeUndefined();
    const has = (part: string): void => expect(lines.join('\n')).toContain(part);
    has(
      'zones[0].polygon: found edge 1 (48 40 to 49 41) meeting edge 3 (49 40 to 48 41), expected a polygon that does',
    );
    has('zones[1].polygon: found 2 corners, expected at least 3 corners');
    has('zones[2].depth_km: found [5,12,30], expected [shallowest, deepest, most likely]');
    has('zones[3].sof: found shares that sum to 0.9, expected shares of R, N and SS that sum to 1');
    has('zones[4].rate_m5: found nothing, expected a number');
    has('zones[4]: found unknown key "mmx"');
    has('(did you mean "mmax"?)');
    has('zones[4].id: found "A" again, expected an id of its own');
    expect(lines).toHaveLength(7);
    for (const line of lines) expect(line).toMatch(/^zones\.json:\d+:\d+ /);
    expect(Number(/^zones\.json:(\d+):/.exec(lines.find((line) => line.includes('sof')) ?? '')?.[1])).toBeGreaterThan(
      60,
    );
  });

  it('is refused without zones, and when it is no document', () => {
    expect(read([]).lines.join()).toContain('at least 1 entries');
    expect(readZones('zones: [', 'zones.yaml', new Problems())).toBeUndefined();
    expect(readZones('zones: 3', 'zones.yaml', new Problems())).toBeUndefined();
  });
});

/** A star with `radii.length` points about a centre: simple, and rarely convex. */
const star = (radii: readonly number[]): Corner[] =>
  radii.map((radius, index) => {
    const angle = (2 * Math.PI * index) / radii.length;
    return [50 + radius * Math.cos(angle), 40 + radius * Math.sin(angle)];
  });
const shoelace = (corners: readonly Corner[]): number =>
  Math.abs(
    corners.reduce((sum, [x, y], index) => {
      const [nextX, nextY] = corners[(index + 1) % corners.length];
      return sum + (x * nextY - nextX * y) / 2;
    }, 0),
  );

describe('a polygon', () => {
  it('is cut into triangles that fill it', () => {
    const radii = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 3, maxLength: 24 });
    fc.assert(
      fc.property(radii, fc.boolean(), (tenths, backwards) => {
        const corners = star(tenths.map((radius) => radius / 10));
        if (backwards) corners.reverse();
        expect(polygonFault(corners)).toBeUndefined();
        const triangles = triangulate(corners);
        expect(triangles).toHaveLength(3 * (corners.length - 2));
        let area = 0;
        for (let at = 0; at < triangles.length; at += 3)
          area += shoelace(triangles.slice(at, at + 3).map((corner) => corners[corner]));
        expect(area / shoelace(corners)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('may run straight through a corner, but not back, nor touch itself', () => {
    const straight: Corner[] = [
      [0, 0],
      [1, 0],
      [2, 0],
      [2, 1],
      [0, 1],
    ];
    expect(polygonFault(straight)).toBeUndefined();
    expect(triangulate(straight)).toHaveLength(9);
    const fault = (...corners: Corner[]): string => polygonFault(corners) ?? '';
    expect(fault([0, 0], [3, 0], [1, 0], [1, 1])).toBe('edge 1 (0 0 to 3 0) meeting edge 2 (3 0 to 1 0)');
    expect(fault([0, 0], [1, 0], [2, 0])).toContain('meeting edge 3 (2 0 to 0 0)');
    expect(fault([0, 0], [4, 0], [4, 2], [2, 0], [0, 2])).toContain('meeting');
    expect(fault([0, 0], [1, 0], [1, 0], [1, 1])).toBe('corner 2 (1 0) twice running');
    expect(fault([0, 0])).toBe('1 corner');
  });

  it('has places alike everywhere by area, a concave one too', () => {
    // A comb with two teeth and a flat corner: 1 degree below, teeth of 1 and 2 degrees.
    const comb: Corner[] = [
      [50, 40],
      [54, 40],
      [54, 43],
      [53, 43],
      [53, 41],
      [52, 41],
      [51, 41],
      [51, 42],
      [50, 42],
    ];
    const area = new PolygonArea(comb);
    const cells = new Map<string, number>();
    for (const x of [50, 51, 52, 53]) cells.set(`${x} 40`, 0);
    for (const cell of ['50 41', '53 41', '53 42']) cells.set(cell, 0);
    const { draws, setting } = world();
    const handle = setting.addresses.handle('comb');
    for (let sample = 0; sample < 40_000; sample++) {
      area.locate(draws.uniform(handle, 33, sample), draws.uniform(handle, 34, sample));
      const cell = `${Math.floor(area.lon)} ${Math.floor(area.lat)}`;
      const count = cells.get(cell);
      expect(count, cell).toBeDefined();
      cells.set(cell, (count ?? 0) + 1);
    }
    const ring = (lat: number): number => Math.sin(((lat + 1) * Math.PI) / 180) - Math.sin((lat * Math.PI) / 180);
    const areas = [...cells.keys()].map((cell) => ring(Number(cell.split(' ')[1])));
    const whole = areas.reduce((sum, one) => sum + one, 0);
    const shares = areas.map((one) => one / whole);
    expect(chiSquare([...cells.values()], shares)).toBeLessThan(chiSquare999(cells.size - 1));
    expect(area.areaKm2).toBeCloseTo(6371 ** 2 * (Math.PI / 180) * whole, 3);
  });

  it('has places in proportion to its triangles', () => {
    const corners = star([3, 1, 2.5, 0.8, 3, 1.2, 2, 0.5]);
    const area = new PolygonArea(corners);
    const flat = corners.map(([x, y]): Corner => [(x * Math.PI) / 180, Math.sin((y * Math.PI) / 180)]);
    const triangles = triangulate(flat);
    const parts: Corner[][] = [];
    for (let at = 0; at < triangles.length; at += 3)
      parts.push(triangles.slice(at, at + 3).map((index) => flat[index]));
    const counts = parts.map(() => 0);
    const side = (a: Corner, b: Corner, c: Corner): number =>
      (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    const { draws, setting } = world();
    const handle = setting.addresses.handle('star');
    for (let sample = 0; sample < 20_000; sample++) {
      area.locate(draws.uniform(handle, 33, sample), draws.uniform(handle, 34, sample));
      const p: Corner = [(area.lon * Math.PI) / 180, Math.sin((area.lat * Math.PI) / 180)];
      const part = parts.findIndex(([a, b, c]) => side(a, b, p) >= 0 && side(b, c, p) >= 0 && side(c, a, p) >= 0);
      expect(part).toBeGreaterThanOrEqual(0);
      counts[part]++;
    }
    const whole = shoelace(flat);
    const shares = parts.map((part) => shoelace(part) / whole);
    expect(chiSquare(counts, shares)).toBeLessThan(chiSquare999(parts.length - 1));
  });
});

describe('earthquakes of zones', () => {
  const { draws, setting } = world(10 * 8766);
  const source = zoneSource(caspian, setting);
  const replications = 3000;
  const events = new EventList();
  const counts = Array.from({ length: replications }, (_, replication) => {
    draws.replication = replication;
    const before = events.length;
    source.draw(draws, events);
    return events.length - before;
  });
  const column = (values: Float64Array): number[] => [...values.subarray(0, events.length)];

  it('are Poisson in number, 15.2 in ten years', () => {
    expect(Math.abs(meanOf(counts) - 15.225)).toBeLessThan(3.3 * Math.sqrt(15.225 / replications));
    expect(Math.abs(varianceOf(counts) / meanOf(counts) - 1)).toBeLessThan(3.3 * Math.sqrt(2 / replications));
  });

  it('come at any time, strike any way, and have magnitudes, depths and styles of their zone', () => {
    expect(kolmogorov(column(events.times), (time) => time / 87_660)).toBeLessThan(KOLMOGOROV_999);
    expect(kolmogorov(column(events.strikes), (strike) => strike / 360)).toBeLessThan(KOLMOGOROV_999);
    const absheron = setting.addresses.handle('event-set/1/zone/Z1_ABSHERON_SILL');
    const mine = column(events.times).flatMap((_, event) => (events.handles[event] === absheron ? [event] : []));
    expect(mine.length).toBeGreaterThan(5000);
    const bins = [5, 5.1, 5.2, 5.4, 5.6, 5.9, 6.3, 7.4];
    const beta = 1.05 * Math.LN10;
    const above = (m: number): number =>
      (Math.exp(-beta * (m - 5)) - Math.exp(-beta * 2.4)) / (1 - Math.exp(-beta * 2.4));
    const magnitudes = bins.slice(1).map(() => 0);
    const rakes = new Map<number, number>();
    for (const event of mine) {
      magnitudes[bins.findLastIndex((edge) => events.magnitudes[event] >= edge)]++;
      rakes.set(events.rakes[event], (rakes.get(events.rakes[event]) ?? 0) + 1);
      expect(events.dips[event]).toBeNaN();
    }
    const shares = magnitudes.map((_, bin) => above(bins[bin]) - above(bins[bin + 1]));
    expect(chiSquare(magnitudes, shares)).toBeLessThan(chiSquare999(shares.length - 1));
    const styles = [90, -90, 0].map((rake) => rakes.get(rake) ?? 0);
    expect(styles.reduce((sum, count) => sum + count)).toBe(mine.length);
    expect(chiSquare(styles, [0.5, 0.3, 0.2])).toBeLessThan(chiSquare999(2));
    const depthCdf = (km: number): number => (km < 35 ? (km - 20) ** 2 / (30 * 15) : 1 - (50 - km) ** 2 / (30 * 15));
    const depths = mine.map((event) => events.depthsKm[event]);
    expect(kolmogorov(depths, depthCdf)).toBeLessThan(KOLMOGOROV_999);
  });

  it('do not change when another zone is added', () => {
    const texts = (zones: readonly SourceZone[]): string[] => {
      const { draws: other, setting: its } = world(50 * 8766);
      const list = new EventList();
      zoneSource(zones, its).draw(other, list);
      // A handle is a place in a list; what it stands for is the name, and so the time and the place of the draw.
      return Array.from({ length: list.length }, (_, event) =>
        [list.times, list.magnitudes, list.lats, list.lons, list.depthsKm, list.rakes, list.strikes, list.occurrences]
          .map((values) => values[event])
          .join(' '),
      );
    };
    const few = texts(caspian.slice(1, 4));
    const all = texts(caspian);
    expect(few.length).toBeGreaterThan(10);
    expect(all.length).toBeGreaterThan(few.length);
    expect(few.filter((event) => !all.includes(event))).toEqual([]);
  });

  it('can be asked for from a greater magnitude, at the rate that is left', () => {
    const { draws: other, setting: its } = world(1000 * 8766);
    const list = new EventList();
    const strong = zoneSource(caspian, its, 6.6);
    strong.draw(other, list);
    expect(Math.min(...list.magnitudes.subarray(0, list.length))).toBeGreaterThanOrEqual(6.6);
    // Zone 8 ends at 6.5.
    expect(strong.describe()[0]).toMatch(/^7 source zones: 0\.0\d+ earthquakes of M 6\.6 or more a year/);
    const perYear = Number(/zones: (\S+) /.exec(strong.describe()[0])?.[1]);
    expect(Math.abs(list.length - 1000 * perYear)).toBeLessThan(3.3 * Math.sqrt(1000 * perYear));
    expect(source.describe()[0]).toBe(
      '8 source zones: 1.52 earthquakes of M 5 or more a year, 15.2 in a replication on average',
    );
    expect(source.assumptions().join('\n')).toContain('greatest magnitude assumed in all 8 zones');
  });
});
