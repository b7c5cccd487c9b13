/** Mud volcanoes under the sea near cables. */
import { describe, expect, it } from 'vitest';
import { mudVolcano } from '../../src/hazard/mud-volcano.ts';
import { countFaults, expectPoisson, expectShare, expectUntouched } from './counting.ts';
import { faults, link, prepare, site, struck } from './setting.ts';

const SITES = [site('a', 40, 50), site('b', 41, 50), site('c', 40, 51)];
const sea = { medium: 'submarine' } as const;
const LINKS = [
  link('cable', SITES, 'a', 'b', { ...sea, lengthKm: [120, 120] }),
  link('twin', SITES, 'a', 'b', sea),
  link('land', SITES, 'a', 'c'),
];
/** 0.8 km east of the cable, and 5 km. */
const NEAR = { name: 'near', at: [40.5, 50 + 0.8 / 84.55] as [number, number] };
const OFF = { name: 'off', at: [40.5, 50 + 5 / 84.55] as [number, number] };
const YEARS = 20_000;

describe('a mud volcano', () => {
  it('cuts 0.0069 times a year each cable within a kilometre, where it is nearest', () => {
    const prepared = prepare(mudVolcano, { volcanoes: [NEAR, OFF] }, SITES, LINKS);
    const counts = [0, 0, 0];
    countFaults(prepared, YEARS, ({ elements, positionsKm, times, lats }, fault) => {
      counts[elements[fault]]++;
      if (elements[fault] === 0) expect(positionsKm[fault]).toBeCloseTo(60, 0);
      expect(lats[fault]).toBeCloseTo(40.5, 2);
      expect(times[fault]).toBeLessThan(8766);
    });
    expectPoisson(counts[0], YEARS * 0.023 * 0.3);
    expectPoisson(counts[1], YEARS * 0.023 * 0.3);
    expect(counts[2]).toBe(0);
    for (const word of ['0.023 times', '1 km', '0.3']) expect(prepared.assumptions.join('\n')).toContain(word);
  });
  it('shares the rate of the region with those that state none', () => {
    const written = { volcanoes: [NEAR, { ...OFF, perYear: 7 }, { ...OFF, name: 'third' }], regionPerYear: 0.45 };
    const count = countFaults(prepare(mudVolcano, { ...written, cutProbability: 1 }, SITES, LINKS.slice(0, 1)), 5000);
    expectPoisson(count, 5000 * 0.225);
    const wide = { ...written, reachKm: 6, cutProbability: 0.5 };
    expectPoisson(countFaults(prepare(mudVolcano, wide, SITES, LINKS.slice(0, 1)), 1000), 1000 * 7.45 * 0.5);
  });
  it('has a chance of its own at each eruption', () => {
    const often = { volcanoes: [{ ...NEAR, perYear: 6 }], cutProbability: 0.5 };
    const prepared = prepare(mudVolcano, often, SITES, LINKS.slice(0, 1));
    let spared = 0;
    for (let replication = 0; replication < 3000; replication++)
      if (struck(prepared, replication).length === 0) spared++;
    expectShare(spared, 3000, Math.exp(-3));
  });
  it('is the same in the same replication and is not moved by another cable or volcano', () => {
    const busy = { ...NEAR, perYear: 3 };
    const before = prepare(mudVolcano, { volcanoes: [busy] }, SITES, LINKS);
    const first = faults(struck(before, 0), SITES, LINKS);
    expect(faults(struck(before, 0), SITES, LINKS)).toEqual(first);
    const more = [link('other', SITES, 'b', 'a', sea), ...LINKS];
    const after = prepare(mudVolcano, { volcanoes: [{ ...OFF, perYear: 3 }, busy], reachKm: 1 }, SITES, more);
    expectUntouched(before, SITES, LINKS, after, SITES, more);
  });
  it('warns when no cable is near, and refuses what cannot be', () => {
    expect(prepare(mudVolcano, { volcanoes: [OFF] }, SITES, LINKS).warnings[0].found).toContain('1 km');
    expect(prepare(mudVolcano, { volcanoes: [OFF] }, SITES, LINKS).assumptions).toEqual([]);
    const { schema } = mudVolcano;
    for (const volcanoes of [[], [NEAR, NEAR], [{ ...NEAR, at: [91, 0] }], [{ ...NEAR, perYear: -1 }]])
      expect(schema.safeParse({ volcanoes }).success).toBe(false);
    expect(schema.safeParse({ volcanoes: [NEAR], cutProbability: 1.5 }).success).toBe(false);
  });
  it('tells the flags of what it is given', () => {
    const guess = (value: number) => ({ value, flag: 'estimated' });
    const { assumptions } = prepare(
      mudVolcano,
      { volcanoes: [{ ...NEAR, perYear: guess(1) }], reachKm: guess(2), cutProbability: guess(0.4) },
      SITES,
      LINKS,
    );
    expect(assumptions).toHaveLength(3);
    for (const sentence of assumptions) expect(sentence).toContain('is estimated');
  });
});
