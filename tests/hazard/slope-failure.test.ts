/** Slopes that fail under the sea, and the order in which the current cuts the cables below. */
import { describe, expect, it } from 'vitest';
import { slopeFailure } from '../../src/hazard/slope-failure.ts';
import { countFaults, expectShare, expectUntouched } from './counting.ts';
import { faults, link, prepare, site, struck } from './setting.ts';

const SITES = [site('a', 40, 50), site('b', 40, 51), site('c', 39.5, 51), site('d', 39, 51)];
const sea = { medium: 'submarine' } as const;
const LINKS = [
  link('near', SITES, 'b', 'c', sea),
  link('slope', SITES, 'a', 'b', { ...sea, lengthKm: [100, 100] }),
  link('far', SITES, 'c', 'd', sea),
  link('land', SITES, 'a', 'd'),
];
const SLOPE = {
  name: 'sill',
  link: 'slope',
  fromShare: 0.2,
  toShare: 0.4,
  runout: [
    { link: 'near', runoutKm: 40 },
    { link: 'far', runoutKm: 120, atShare: 0.5 },
  ],
};
const sure = { ...SLOPE, probability: 1 };

describe('a slope that fails', () => {
  it('cuts the cable on it at once and those below in order, as fast as one current runs', () => {
    const prepared = prepare(slopeFailure, { at: '2h', slopes: [sure] }, SITES, LINKS);
    let slowest = Number.POSITIVE_INFINITY;
    let fastest = 0;
    let sum = 0;
    for (let replication = 0; replication < 2000; replication++) {
      const { times, elements, length, positionsKm } = struck(prepared, replication);
      expect([...elements.subarray(0, length)]).toEqual([1, 0, 2]);
      expect(times[0]).toBe(2);
      expect(positionsKm[0]).toBeGreaterThan(20);
      expect(positionsKm[0]).toBeLessThan(40);
      const speedMS = 40_000 / (3600 * (times[1] - 2));
      expect((times[2] - 2) / (times[1] - 2)).toBeCloseTo(3, 9);
      expect(positionsKm[2]).toBeCloseTo(LINKS[2].lengthKm[0] / 2, 9);
      slowest = Math.min(slowest, speedMS);
      fastest = Math.max(fastest, speedMS);
      sum += speedMS;
    }
    expect(slowest).toBeGreaterThanOrEqual(5);
    expect(slowest).toBeLessThan(5.1);
    expect(fastest).toBeLessThanOrEqual(13);
    expect(fastest).toBeGreaterThan(12.9);
    // Uniform between 5 and 13 m/s: 9 in the mean, 8/sqrt(12) about it.
    expect(Math.abs(sum / 2000 - 9)).toBeLessThan((3.29 * 8) / Math.sqrt(12 * 2000));
    expect(prepared.assumptions.join('\n')).toContain('between 5 and 13 m/s');
    expect(prepared.assumptions.join('\n')).not.toContain('0.25 g');
  });
  it('fails as often as Phi(ln(PGA/0.25)/0.6)', () => {
    const failing = (pgaG: number | { lognormal: [number, number] }, more = {}) =>
      countFaults(prepare(slopeFailure, { slopes: [{ ...SLOPE, runout: [], pgaG }], ...more }, SITES, LINKS), 4000);
    expectShare(failing(0.25), 4000, 0.5);
    expectShare(failing(0.25 * Math.exp(-0.6)), 4000, 0.158655);
    expectShare(failing(0.5), 4000, 0.876011);
    // A lognormal demand with median at the curve's: still a half; one sigma of the sum below: 0.158655 again.
    expectShare(failing({ lognormal: [0.25 * Math.exp(-1), 0.8] }), 4000, 0.158655);
    expectShare(failing(0.4, { fragility: { medianG: 0.4, beta: 0.1 } }), 4000, 0.5);
    const told = prepare(slopeFailure, { slopes: [{ ...SLOPE, pgaG: 0.1 }] }, SITES, LINKS).assumptions.join('\n');
    expect(told).toContain('an earthquake of the same scenario does not set it');
    expect(told).toContain('fail at 0.25 g');
  });
  it('never fails at probability 0 and runs at the speed that is told', () => {
    expect(countFaults(prepare(slopeFailure, { slopes: [{ ...SLOPE, probability: 0 }] }, SITES, LINKS), 200)).toBe(0);
    const { times } = struck(prepare(slopeFailure, { slopes: [sure], speedMS: [10, 10] }, SITES, LINKS), 0);
    expect(times[1]).toBeCloseTo(40 / 36, 12);
  });
  it('is the same in the same replication and is not moved by another link or slope', () => {
    const written = { slopes: [{ ...SLOPE, pgaG: 0.3 }] };
    const before = prepare(slopeFailure, written, SITES, LINKS);
    const first = faults(struck(before, 1), SITES, LINKS);
    expect(faults(struck(before, 1), SITES, LINKS)).toEqual(first);
    const more = [link('other', SITES, 'a', 'c', sea), ...LINKS];
    const twice = { slopes: [{ ...sure, name: 'second', link: 'other', runout: [] }, ...written.slopes] };
    expectUntouched(before, SITES, LINKS, prepare(slopeFailure, twice, SITES, more), SITES, more);
  });
  it('tells what is wrong', () => {
    const runout = [
      { link: 'near', runoutKm: 40 },
      { link: 'fra', runoutKm: 30 },
    ];
    const wrong = prepare(slopeFailure, { at: '9000h', slopes: [{ ...sure, link: 'land', runout }] }, SITES, LINKS);
    expect(wrong.errors.map(({ path }) => path)).toEqual([
      'slopes.0.link',
      'slopes.0.runout.1.link',
      'slopes.0.runout.1.runoutKm',
    ]);
    expect(wrong.errors[1].known).toContain('far');
    expect(wrong.warnings.map(({ path }) => path)).toEqual(['at']);
    const { schema } = slopeFailure;
    for (const slopes of [
      [SLOPE],
      [{ ...sure, pgaG: 0.2 }],
      [{ ...sure, toShare: 0.1 }],
      [sure, sure],
      [{ ...sure, probability: 1.1 }],
    ])
      expect(schema.safeParse({ slopes }).success).toBe(false);
    expect(schema.safeParse({ slopes: [sure], speedMS: [13, 5] }).success).toBe(false);
  });
  it('tells how sure a probability is', () => {
    const slopes = [{ ...SLOPE, probability: { value: 0.1, flag: 'estimated' } }];
    expect(prepare(slopeFailure, { slopes }, SITES, LINKS).assumptions.join()).toContain('0.1 is estimated');
  });
});
