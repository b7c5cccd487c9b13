/** Shore ends that a falling sea lays bare. */
import { describe, expect, it } from 'vitest';
import { seaLevel } from '../../src/hazard/sea-level.ts';
import { countFaults, expectPoisson, expectUntouched } from './counting.ts';
import { faults, link, prepare, site, struck } from './setting.ts';

const SITES = [
  site('sumgayit', 40.6, 49.7),
  site('aktau', 43.65, 51.15),
  site('poti', 42.15, 41.67),
  site('balchik', 43.4, 28.17),
];
const sea = { medium: 'submarine' } as const;
const LINKS = [
  link('caspian', SITES, 'sumgayit', 'aktau', { ...sea, lengthKm: [400, 400] }),
  link('black', SITES, 'poti', 'balchik', sea),
  link('land', SITES, 'poti', 'sumgayit'),
];
const YEAR = 8766;

describe('a falling sea', () => {
  it('lays the shore ends bare in proportion to its fall, in the Caspian only', () => {
    const prepared = prepare(seaLevel, { shelfPer1000KmYear: 100 }, SITES, LINKS, 'sea-level/1', 2 * YEAR);
    let ends = 0;
    let late = 0;
    const count = countFaults(prepared, 6000, ({ elements, positionsKm, times }, fault) => {
      expect(elements[fault]).toBe(0);
      expect(positionsKm[fault] < 8 || positionsKm[fault] > 392).toBe(true);
      if (positionsKm[fault] < 8) ends++;
      if (times[fault] > YEAR) late++;
    });
    // 16 km of shore, 3 times 0.1 a km and year, bare by 25 cm a year of 100: two years make 0.25 * 2^2 / 2 bare years.
    const expected = 6000 * 16 * 0.3 * 0.5;
    expectPoisson(count, expected);
    expectPoisson(ends, expected / 2);
    expectPoisson(late, (expected * 3) / 4);
  });
  it('bares a shore end no more than wholly', () => {
    const written = { links: ['black'], fallenCm: 500, shelfPer1000KmYear: 100, exposure: 2, shoreShare: 0.05 };
    const prepared = prepare(seaLevel, written, SITES, LINKS);
    const shoreKm = 0.1 * LINKS[1].lengthKm[0];
    expectPoisson(countFaults(prepared, 500), 500 * shoreKm * 0.2);
    const half = prepare(seaLevel, { ...written, fallenCm: 50, fallCmPerYear: 0, coverCm: 100 }, SITES, LINKS);
    expectPoisson(countFaults(half, 500), (500 * shoreKm * 0.2) / 2);
    const none = prepare(seaLevel, { ...written, fallenCm: 0, fallCmPerYear: 0 }, SITES, LINKS);
    expect(countFaults(none, 500)).toBe(0);
  });
  it('names every judgement that nobody overrode', () => {
    const told = prepare(seaLevel, {}, SITES, LINKS).assumptions.join('\n');
    for (const word of ['25 cm a year', '100 cm', 'last 2 %', '3 times', 'per 1000 km and year: 1 '])
      expect(told).toContain(word);
    const guess = (value: number) => ({ value, flag: 'assumed' });
    const own = prepare(
      seaLevel,
      {
        fallCmPerYear: guess(20),
        coverCm: guess(80),
        shoreShare: guess(0.1),
        exposure: guess(2),
        shelfPer1000KmYear: guess(0.5),
      },
      SITES,
      LINKS,
    ).assumptions;
    expect(own).toHaveLength(5);
    for (const sentence of own) expect(sentence).toContain('is assumed');
  });
  it('is the same in the same replication and is not moved by another link', () => {
    const written = { fallenCm: 100, shelfPer1000KmYear: 50 };
    const before = prepare(seaLevel, written, SITES, LINKS);
    const first = faults(struck(before, 4), SITES, LINKS);
    expect(faults(struck(before, 4), SITES, LINKS)).toEqual(first);
    const more = [link('second', SITES, 'aktau', 'sumgayit', sea), ...LINKS];
    expectUntouched(before, SITES, LINKS, prepare(seaLevel, written, SITES, more), SITES, more);
  });
  it('tells what is wrong', () => {
    const { errors } = prepare(seaLevel, { links: ['caspain', 'land'] }, SITES, LINKS);
    expect(errors.map(({ path }) => path)).toEqual(['links.0', 'links.1']);
    expect(errors[0].known).toContain('caspian');
    expect(prepare(seaLevel, {}, SITES, LINKS.slice(1)).warnings).toHaveLength(1);
    for (const wrong of [{ shoreShare: 0.6 }, { coverCm: 0 }, { fallCmPerYear: -1 }])
      expect(seaLevel.schema.safeParse(wrong).success).toBe(false);
  });
});
