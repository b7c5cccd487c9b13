/** Adjusted p values: laws, and rates of error. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { benjaminiHochberg, holm } from '../../src/experiment/multiplicity.ts';
import { uniforms } from './sample.ts';

const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });

it('never falls below the p value, keeps its order, and Holm asks the most', () => {
  fc.assert(
    fc.property(ps, (p) => {
      const strict = holm(p);
      const mild = benjaminiHochberg(p);
      for (const [test, value] of p.entries()) {
        expect(mild[test]).toBeGreaterThanOrEqual(value - 1e-15);
        expect(strict[test]).toBeGreaterThanOrEqual(mild[test] - 1e-15);
        expect(strict[test]).toBeLessThanOrEqual(1);
        for (const [other, more] of p.entries())
          if (value < more) {
            expect(strict[test]).toBeLessThanOrEqual(strict[other]);
            expect(mild[test]).toBeLessThanOrEqual(mild[other]);
          }
      }
    }),
  );
});

it('leaves one test as it is, and out what was not tested', () => {
  expect([...holm([0.03])]).toEqual([0.03]);
  expect([...holm([Number.NaN, 0.03])]).toEqual([Number.NaN, 0.03]);
  expect([...benjaminiHochberg([0.03, Number.NaN])]).toEqual([0.03, Number.NaN]);
  expect([...holm([])]).toEqual([]);
});

it('finds anything where nothing is in at most 5 % of 4,000 families of six', () => {
  const uniform = uniforms('families');
  let strict = 0;
  for (let family = 0; family < 4000; family++) {
    const p = Float64Array.from({ length: 6 }, uniform);
    if (holm(p).some((value) => value <= 0.05)) strict++;
  }
  // 1 - (1 - 0.05 / 6)^6 = 4.9 %, within three binomial standard deviations.
  expect(strict / 4000).toBeLessThan(0.0592);
  expect(strict / 4000).toBeGreaterThan(0.0387);
});
