/** Floods over areas and over named crossings. */
import { describe, expect, it } from 'vitest';
import { flood } from '../../src/hazard/flood.ts';
import { isInside, partsInside } from '../../src/hazard/map-lines.ts';
import { Polyline } from '../../src/network/geodesy.ts';
import { countFaults, expectShare, expectUntouched } from './counting.ts';
import { faults, link, prepare, site, struck } from './setting.ts';

const SITES = [site('w', 0, 48), site('e', 0, 50), site('n', 1, 49), site('s', -1, 49)];
const LINKS = [
  link('across', SITES, 'w', 'e', { lengthKm: [400, 400] }),
  link('down', SITES, 'n', 's', { medium: 'aerial' }),
  link('sea', SITES, 'w', 's', { medium: 'submarine' }),
  link('away', SITES, 'n', 'e', { route: Float64Array.of(1, 49, 2, 51, 0, 50) }),
];
/** A square of which the equator is the middle: `across` is inside from 49.2 to 49.6. */
const AREA: [number, number][] = [
  [-0.1, 49.2],
  [0.1, 49.2],
  [0.1, 49.6],
  [-0.1, 49.6],
];

describe('a flood', () => {
  it('cuts a link with a piece inside, there and while it lasts', () => {
    const prepared = prepare(flood, { at: '10h', duration: '20h', area: AREA }, SITES, LINKS);
    let early = 0;
    let sum = 0;
    const count = countFaults(prepared, 4000, ({ elements, lons, times, positionsKm }, fault) => {
      expect(elements[fault]).toBe(0);
      expect(lons[fault]).toBeGreaterThan(49.2 - 1e-5);
      expect(lons[fault]).toBeLessThan(49.6 + 1e-5);
      expect(positionsKm[fault]).toBeCloseTo((400 * (lons[fault] - 48)) / 2, 4);
      expect(times[fault]).toBeGreaterThan(10);
      expect(times[fault]).toBeLessThan(30);
      if (times[fault] < 20) early++;
      sum += lons[fault] - 49.4;
    });
    expectShare(count, 4000, 0.15);
    expectShare(early, count, 0.5);
    expect(Math.abs(sum / count)).toBeLessThan((3.29 * 0.4) / Math.sqrt(12 * count));
    expect(prepared.assumptions.join()).toContain('probability 0.15 (judgement, 0.05 to 0.3)');
  });
  it('cuts named crossings, each by its own chance', () => {
    const links = ['down', { link: 'across', fromShare: 0.5, toShare: 0.6 }, { link: 'across', toShare: 0.1 }];
    const prepared = prepare(flood, { links, cutProbability: 0.3 }, SITES, LINKS);
    const counts = [0, 0, 0];
    countFaults(prepared, 3000, ({ elements, positionsKm, times }, fault) => {
      counts[elements[fault] === 1 ? 0 : positionsKm[fault] > 100 ? 1 : 2]++;
      if (elements[fault] === 0)
        expect(positionsKm[fault] < 40 || (positionsKm[fault] >= 200 && positionsKm[fault] <= 240)).toBe(true);
      expect(times[fault]).toBeLessThan(24);
    });
    for (const count of counts) expectShare(count, 3000, 0.3);
    expect(prepared.assumptions).toEqual([]);
  });
  it('is the same in the same replication and is not moved by another link', () => {
    const written = { area: AREA, cutProbability: 0.5 };
    const before = prepare(flood, written, SITES, LINKS);
    const first = [0, 1, 2, 3].map((replication) => faults(struck(before, replication), SITES, LINKS));
    expect([0, 1, 2, 3].map((replication) => faults(struck(before, replication), SITES, LINKS))).toEqual(first);
    const more = [link('second', SITES, 'e', 'w'), ...LINKS];
    const after = prepare(flood, written, SITES, more);
    expectUntouched(before, SITES, LINKS, after, SITES, more);
    expectShare(countFaults(after, 1000), 2000, 0.5);
  });
  it('tells what is wrong', () => {
    const { errors } = prepare(flood, { links: ['acros', 'sea', { link: 'x' }] }, SITES, LINKS);
    expect(errors.map(({ path }) => path)).toEqual(['links.0', 'links.1', 'links.2.link']);
    expect(errors[0].known).toContain('across');
    const dry = AREA.map(([lat, lon]): [number, number] => [lat + 10, lon]);
    expect(prepare(flood, { at: '9000h', area: dry }, SITES, LINKS).warnings.map(({ path }) => path)).toEqual([
      'at',
      'area',
    ]);
    for (const wrong of [{}, { area: AREA, links: ['across'] }, { area: AREA.slice(2) }, { links: [], at: 0 }])
      expect(flood.schema.safeParse(wrong).success).toBe(false);
    const flagged = { value: 0.2, flag: 'assumed' };
    const grouped = [{ ...LINKS[0], riskGroup: 'bridge' }];
    const told = prepare(flood, { links: ['across'], cutProbability: flagged }, SITES, grouped).assumptions;
    expect(told).toHaveLength(2);
  });
});

describe('the parts of a line inside an area', () => {
  it('are found with their borders, ends included', () => {
    const line = new Polyline(Float64Array.of(0, 48, 0, 50));
    const parts = (area: [number, number][]) => partsInside(line, area).flat();
    const [from, to] = parts(AREA);
    expect(from).toBeCloseTo(0.6, 5);
    expect(to).toBeCloseTo(0.8, 5);
    const whole: [number, number][] = [
      [-1, 47],
      [1, 47],
      [1, 51],
      [-1, 51],
    ];
    expect(parts(whole)).toEqual([0, 1]);
    // A U whose two legs cross the line.
    const horseshoe: [number, number][] = [
      [1, 48.2],
      [1, 49.8],
      [-1, 49.8],
      [-1, 49.4],
      [0.5, 49.4],
      [0.5, 48.6],
      [-1, 48.6],
      [-1, 48.2],
    ];
    const four = parts(horseshoe);
    [0.1, 0.3, 0.7, 0.9].forEach((share, place) => {
      expect(four[place]).toBeCloseTo(share, 5);
    });
    expect(isInside(horseshoe, 0, 49)).toBe(false);
    expect(isInside(horseshoe, 0.7, 49)).toBe(true);
    expect(partsInside(new Polyline(new Float64Array(0)), whole)).toEqual([]);
  });
});
