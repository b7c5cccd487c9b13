/** Faults under the sea by depth and burial. */
import { describe, expect, it } from 'vitest';
import { submarineFaults } from '../../src/hazard/submarine-faults.ts';
import { countFaults, expectPoisson, expectUntouched } from './counting.ts';
import { faults, link, prepare, site, struck } from './setting.ts';

const SITES = [
  site('sumgayit', 40.6, 49.7),
  site('aktau', 43.65, 51.15),
  site('baku', 40.4, 49.9),
  site('sat', Number.NaN, Number.NaN, { role: 'satellite' }),
];
const CABLE = link('cable', SITES, 'sumgayit', 'aktau', { medium: 'submarine', lengthKm: [380, 380] });
const LINKS = [
  CABLE,
  link('land', SITES, 'sumgayit', 'baku'),
  link('up', SITES, 'baku', 'sat', { medium: 'satellite', lengthKm: [1000, 1000] }),
];
const YEARS = 4000;
const bare = (value: number) => ({ value });

describe('faults under the sea', () => {
  it('come 0.092 times a year to 380 km of the usual profile, once in eleven years', () => {
    const prepared = prepare(submarineFaults, {}, SITES, LINKS);
    // 209 km of buried shelf, 171 km of buried slope, and parts: 0.0627 + 0.02565 + 0.0038.
    const perYear = (380 * (0.55 * 0.3 + 0.45 * 0.15 + 0.01)) / 1000;
    expect(perYear).toBeCloseTo(0.09215, 5);
    let elsewhere = 0;
    const count = countFaults(prepared, YEARS, (damage, fault) => {
      if (LINKS[damage.elements[fault]] !== CABLE) elsewhere++;
    });
    expectPoisson(count, YEARS * perYear);
    expect(elsewhere).toBe(0);
    expect(prepared.assumptions.join('\n')).toContain('55 % lies on the shelf');
    expect(prepared.assumptions.join('\n')).toContain('slope-buried submarine cable per 1000 km and year: 0.15');
    expect(prepared.assumptions.join('\n')).not.toContain('abyss');
  });
  it('fall in each stretch as often as its class says, at any place of it', () => {
    const profile = {
      cable: [
        { toShare: 0.5, class: 'shelf-unburied' as const },
        { toShare: 1, class: 'abyss' as const },
      ],
    };
    const rates = { 'shelf-unburied': bare(40), abyss: bare(10), component: bare(0) };
    const prepared = prepare(submarineFaults, { profile, ratesPer1000KmYear: rates }, SITES, LINKS);
    const halves = [0, 0];
    let sumKm = 0;
    let early = 0;
    countFaults(prepared, 1000, ({ positionsKm, times, lats }, fault) => {
      halves[positionsKm[fault] < 190 ? 0 : 1]++;
      if (positionsKm[fault] < 190) sumKm += positionsKm[fault];
      if (times[fault] < 8766 / 2) early++;
      expect(positionsKm[fault]).toBeGreaterThan(0);
      expect(positionsKm[fault]).toBeLessThan(380);
      expect(times[fault]).toBeLessThan(8766);
      expect(lats[fault]).toBeCloseTo(40.6 + (3.05 * positionsKm[fault]) / 380, 0);
    });
    expectPoisson(halves[0], 1000 * 190 * 0.04);
    expectPoisson(halves[1], 1000 * 190 * 0.01);
    expect(Math.abs(sumKm / halves[0] - 95)).toBeLessThan((3.29 * 190) / Math.sqrt(12 * halves[0]));
    expectPoisson(early, (1000 * 190 * 0.05) / 2);
    expect(prepared.assumptions).toEqual([]);
  });
  it('come to the parts of a cable at any depth', () => {
    const rates = { 'shelf-buried': bare(0), 'slope-buried': bare(0), component: bare(20) };
    const prepared = prepare(submarineFaults, { ratesPer1000KmYear: rates }, SITES, LINKS);
    expectPoisson(countFaults(prepared, 1000), 1000 * 380 * 0.02);
  });
  it('are the same in the same replication, and grow with the horizon', () => {
    const rates = { 'shelf-buried': bare(30), 'slope-buried': bare(30) };
    const prepared = prepare(submarineFaults, { ratesPer1000KmYear: rates }, SITES, LINKS);
    const first = faults(struck(prepared, 5), SITES, LINKS);
    expect(faults(struck(prepared, 5), SITES, LINKS)).toEqual(first);
    expect(faults(struck(prepared, 6), SITES, LINKS)).not.toEqual(first);
    const short = prepare(submarineFaults, { ratesPer1000KmYear: rates }, SITES, LINKS, 'submarine-faults/1', 876.6);
    expectPoisson(countFaults(short, 1000), (1000 * 380 * 0.03001) / 10);
  });
  it('are not moved by another cable, nor by another stretch', () => {
    const rates = { 'shelf-buried': bare(3), 'slope-buried': bare(3) };
    const before = prepare(submarineFaults, { ratesPer1000KmYear: rates }, SITES, LINKS);
    const more = [link('other', SITES, 'baku', 'aktau', { medium: 'submarine' }), ...LINKS];
    const after = prepare(submarineFaults, { ratesPer1000KmYear: rates }, SITES, more);
    expectUntouched(before, SITES, LINKS, after, SITES, more);
  });
  it('tell what is wrong with a profile', () => {
    const piece = [{ toShare: 1, class: 'deep' as const }];
    const wrong = prepare(submarineFaults, { profile: { cabel: piece, land: piece, up: piece } }, SITES, LINKS);
    expect(wrong.errors.map(({ path }) => path)).toEqual(['profile.cabel', 'profile.land', 'profile.up']);
    expect(wrong.errors[0].known).toContain('cable');
    expect(wrong.errors[1].found).toContain('buried');
    const { schema } = submarineFaults;
    const parse = (shares: number[]) =>
      schema.safeParse({ profile: { cable: shares.map((toShare) => ({ toShare, class: 'deep' })) } }).success;
    expect(parse([0.5, 1])).toBe(true);
    expect(parse([0.5, 0.4, 1])).toBe(false);
    expect(parse([0.5, 0.9])).toBe(false);
    expect(schema.safeParse({ ratesPer1000KmYear: { deep: -1 } }).success).toBe(false);
  });
  it('warn where there is no sea and tell the flag of a rate', () => {
    expect(prepare(submarineFaults, {}, SITES, [LINKS[1]]).warnings).toHaveLength(1);
    const rates = { deep: { value: 0.2, flag: 'estimated' }, component: { value: 0.02, flag: 'recalled' } };
    const profile = { cable: [{ toShare: 1, class: 'deep' as const }] };
    const told = prepare(submarineFaults, { profile, ratesPer1000KmYear: rates }, SITES, LINKS).assumptions;
    expect(told).toHaveLength(2);
    expect(told[0]).toContain('0.2 is estimated');
  });
});
