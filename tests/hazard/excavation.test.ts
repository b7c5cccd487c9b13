/** Diggers, their hours and the trenches they cut. */
import { describe, expect, it } from 'vitest';
import { excavation, WorkingWeek } from '../../src/hazard/excavation.ts';
import { countFaults, expectPoisson, expectShare, expectUntouched } from './counting.ts';
import { faults, link, prepare, site, struck } from './setting.ts';

const SITES = [site('a', 40, 48), site('b', 40, 49), site('sat', Number.NaN, Number.NaN, { role: 'satellite' })];
const LINKS = [
  link('lone', SITES, 'a', 'b', { lengthKm: [100, 100] }),
  link('pipe', SITES, 'a', 'b', { lengthKm: [200, 200], medium: 'duct', riskGroup: 'trench' }),
  link('beside', SITES, 'a', 'b', { lengthKm: [300, 300], riskGroup: 'trench' }),
  link('above', SITES, 'a', 'b', { lengthKm: [400, 400], medium: 'opgw', riskGroup: 'trench' }),
  link('poles', SITES, 'a', 'b', { lengthKm: [500, 500], medium: 'aerial' }),
  link('up', SITES, 'a', 'sat', { medium: 'satellite', riskGroup: 'trench' }),
];
const WEEK = 168;

describe('diggers', () => {
  it('cut a lone cable and a whole trench as often as half of Bellcore, and nothing above the ground', () => {
    const horizon = 52 * WEEK;
    const prepared = prepare(excavation, {}, SITES, LINKS, 'excavation/1', horizon);
    const counts = LINKS.map(() => 0);
    let working = 0;
    countFaults(prepared, 3000, ({ elements, times, positionsKm }, fault) => {
      counts[elements[fault]]++;
      const hour = times[fault] % WEEK;
      if (elements[fault] <= 1 && hour < 120 && hour % 24 >= 7 && hour % 24 <= 19) working++;
      expect(times[fault]).toBeLessThan(horizon);
      expect(positionsKm[fault]).toBeLessThan(LINKS[elements[fault]].lengthKm[0]);
    });
    const perKm = (1.065 / 1000) * (horizon / 8766) * 3000;
    expectPoisson(counts[0], perKm * 100);
    // The trench is as long as its longest buried cable; all three cables on the ground go with each cut.
    expectPoisson(counts[1], perKm * 300);
    expect(counts.slice(2)).toEqual([counts[1], counts[1], 0, 0]);
    expectShare(working, counts[0] + counts[1], 0.8);
    const told = prepared.assumptions.join('\n');
    for (const word of ['1.065 times', '80 %', 'monday', 'all links of a risk group']) expect(told).toContain(word);
  });
  it('cut a group at one share of the lengths and at one time', () => {
    const prepared = prepare(excavation, { ratePer1000KmYear: 50 }, SITES, LINKS.slice(1, 4));
    const { times, positionsKm, length } = struck(prepared, 0);
    expect(length).toBeGreaterThan(0);
    expect(length % 3).toBe(0);
    expect(new Set(times.slice(0, 3)).size).toBe(1);
    expect(positionsKm[1] / positionsKm[0]).toBeCloseTo(1.5, 9);
    expect(positionsKm[2] / positionsKm[0]).toBeCloseTo(2, 9);
  });
  it('rest on a week-end that is the whole scenario, when they only work in working hours', () => {
    const written = { ratePer1000KmYear: 5000, workingShare: 1, startsOn: 'saturday' as const };
    expect(countFaults(prepare(excavation, written, SITES, LINKS, 'x', 48), 100)).toBe(0);
    const monday = { ...written, startsOn: 'monday' as const, startsAtHour: 7 };
    const shift = prepare(excavation, monday, SITES, LINKS.slice(0, 1), 'x', 12);
    // Twelve hours of work hold a fifth of a week's cuts.
    expectPoisson(countFaults(shift, 500), (500 * 5 * 100 * WEEK) / 5 / 8766);
  });
  it('are the same in the same replication and are not moved by an unrelated link', () => {
    const written = { ratePer1000KmYear: 20 };
    const before = prepare(excavation, written, SITES, LINKS);
    const first = faults(struck(before, 2), SITES, LINKS);
    expect(faults(struck(before, 2), SITES, LINKS)).toEqual(first);
    expect(faults(struck(before, 3), SITES, LINKS)).not.toEqual(first);
    const more = [link('new', SITES, 'b', 'a'), ...LINKS];
    expectUntouched(before, SITES, LINKS, prepare(excavation, written, SITES, more), SITES, more);
  });
  it('tell flags, warn where nothing is buried and refuse what cannot be', () => {
    const flagged = { value: 0.5, flag: 'recalled' };
    const { assumptions } = prepare(excavation, { ratePer1000KmYear: flagged, workingShare: flagged }, SITES, [
      LINKS[0],
    ]);
    expect(assumptions).toHaveLength(2);
    expect(prepare(excavation, {}, SITES, [LINKS[4]]).warnings).toHaveLength(1);
    for (const wrong of [{ workingShare: 1.2 }, { startsAtHour: 24 }, { startsOn: 'caturday' }])
      expect(excavation.schema.safeParse(wrong).success).toBe(false);
  });
});

describe('the working week', () => {
  it('has one inverse for every share, start and hour', () => {
    for (const share of [0, 0.3, 0.8, 1])
      for (const start of [0, 9, 20, 119, 130, 167]) {
        const week = new WorkingWeek(share, start);
        expect(week.paced(WEEK)).toBeCloseTo(WEEK, 9);
        for (let hours = 0.5; hours < 400; hours += 7.3) {
          const paced = week.paced(hours);
          const back = week.hourOf(paced);
          // Where nobody digs the pace stands still and any hour of the pause will do: what counts is the pace.
          expect(week.paced(back)).toBeCloseTo(paced, 8);
          if (share === 0.3 || share === 0.8) expect(back).toBeCloseTo(hours, 8);
        }
      }
  });
});
