/** An earthquake whose magnitude follows a law: each replication is that of the earthquake of the magnitude that it draws. */
import { describe, expect, it } from 'vitest';
import { earthquake } from '../../src/hazard/earthquake.ts';
import { rateAbove } from '../../src/hazard/seismicity/gutenberg-richter.ts';
import { faults, link, prepare, site, struck } from './setting.ts';

const SITES = [site('a', 40.6, 48.6), site('b', 40.63, 48.95), site('c', 40.4, 49.3)];
const LINKS = [link('a--b', SITES, 'a', 'b'), link('b--c', SITES, 'b', 'c')];
const LAW = { b: 0.9, min: 5, max: 7.6 };
const written = (magnitude: unknown, more: object = {}): never =>
  ({ magnitude, epicentre: [40.7, 48.6], depthKm: 12, rake: 90, strike: 300, dip: 45, ...more }) as never;
const made = (magnitude: unknown, more?: object) => prepare(earthquake, written(magnitude, more), SITES, LINKS);
const ofLaw = { gutenbergRichter: LAW };

describe('an earthquake with a law of magnitudes', () => {
  const drawn = made(ofLaw);
  const magnitudes = Array.from({ length: 4000 }, (_, replication) => {
    drawn.draws.replication = replication;
    return drawn.hazard.magnitude?.(drawn.draws) ?? Number.NaN;
  });

  it('draws them of the law', () => {
    for (const m of magnitudes) expect(m > LAW.min && m < LAW.max).toBe(true);
    for (const m of [5.2, 5.6, 6, 6.5, 7]) {
      const chance = rateAbove(m, 1, LAW.b, LAW.min, LAW.max);
      const seen = magnitudes.filter((one) => one > m).length / magnitudes.length;
      expect(Math.abs(seen - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / magnitudes.length));
    }
  });

  it.each([
    ['a known strike', {}],
    ['a strike of chance', { strike: undefined }],
    ['a point', { source: 'point' }],
    ['aftershocks', { aftershocks: {} }],
  ])('breaks what an earthquake of that magnitude does, with %s', (_, more) => {
    const one = made(ofLaw, more);
    let broken = 0;
    for (let replication = 0; replication < 40; replication++) {
      const told = faults(struck(one, replication), SITES, LINKS);
      expect(told).toEqual(faults(struck(made(magnitudes[replication], more), replication), SITES, LINKS));
      broken += told.length;
    }
    expect(broken).toBeGreaterThan(10);
  });

  it('lists the earthquake, and shakes the field, of the replication', () => {
    const { hazard, draws } = drawn;
    draws.replication = 3;
    expect(hazard.events?.(draws).magnitudes[0]).toBe(magnitudes[3]);
    const fixed = made(magnitudes[3]);
    fixed.draws.replication = 3;
    expect(hazard.field?.(draws)).toEqual(fixed.hazard.field?.(fixed.draws));
  });

  it('draws any magnitude alike with a slope of 0, and great ones with one below', () => {
    const meanOf = (b: number): number => {
      const { hazard, draws } = made({ gutenbergRichter: { ...LAW, b } });
      let sum = 0;
      for (draws.replication = 0; draws.replication < 2000; draws.replication++) sum += hazard.magnitude?.(draws) ?? 0;
      return sum / 2000;
    };
    expect(Math.abs(meanOf(0) - 6.3)).toBeLessThan((4 * 2.6) / Math.sqrt(12 * 2000));
    expect(meanOf(-0.5)).toBeGreaterThan(meanOf(0));
  });

  it('tells the law, and that of the greatest how far it is felt', () => {
    const [first, second] = drawn.hazard.describe?.() ?? [];
    expect(first).toContain('Mw 5 to 7.6 (Gutenberg-Richter, b 0.9) at 40.7 N');
    expect(second).toContain('of the greatest, Mw 7.6');
    expect(made({ value: ofLaw, flag: 'assumed' }).assumptions.join()).toContain(
      'magnitude 5 to 7.6 (Gutenberg-Richter, b 0.9) is assumed',
    );
    expect(made({ gutenbergRichter: { ...LAW, max: 8.4 } }).warnings.map(({ path }) => path)).toContain(
      'magnitude.gutenbergRichter.max',
    );
  });

  it.each<[unknown, RegExp]>([
    [{ gutenbergRichter: { b: 1, min: 7, max: 6 } }, /a greatest magnitude above the least/],
    [{ gutenbergRichter: { b: 1, min: 3, max: 6 } }, />=4/],
    [{ gutenbergRichter: { min: 5, max: 6 } }, /a moment magnitude from 4 to 8\.5, or a law of such/],
    [9, /<=8\.5/],
    ['seven', /a moment magnitude from 4 to 8\.5, or a law of such/],
  ])('is told to be wrong: %j', (magnitude, message) => {
    const read = earthquake.schema.safeParse(written(magnitude));
    expect(read.error?.issues[0].message).toMatch(message);
  });
});
