/** Rates and laws of plain numbers as a person writes them. */
import { describe, expect, it } from 'vitest';
import { numberLaw, rate, rateText } from '../../src/text/quantity.ts';

describe('rates', () => {
  it.each([
    ['200 kbit/s', 200],
    ['0.5 Mbit/s', 500],
    ['1Tbit/s', 1e9],
    [' 2.5e2 Gbit/s ', 2.5e8],
    ['8 bit/s', 0.008],
    [0, 0],
  ])('%s is %d kbit/s', (written, kbps) => {
    expect(rate.parse(written)).toBeCloseTo(kbps, 9);
  });

  it.each(['200', 200, '200 kb/s', '-1 kbit/s', '200 Kbit/s', '1,5 Mbit/s', 'kbit/s', '', null])(
    '%j is no rate',
    (written) => {
      expect(rate.safeParse(written).success).toBe(false);
    },
  );

  it.each([
    [200, '200 kbit/s'],
    [1500, '1.5 Mbit/s'],
    [1e9, '1 Tbit/s'],
    [0.008, '8 bit/s'],
    [0, '0 bit/s'],
  ])('%d kbit/s is told as %s, and read back', (kbps, text) => {
    expect(rateText(kbps)).toBe(text);
    expect(rate.parse(text)).toBeCloseTo(kbps, 9);
  });
});

describe('laws of plain numbers', () => {
  const law = numberLaw(1, 60);
  it.each([
    [3, { law: 'fixed', value: 3 }],
    [{ uniform: [10, 60] }, { law: 'uniform', low: 10, high: 60 }],
  ])('%j is read', (written, read) => {
    expect(law.parse(written)).toEqual(read);
  });

  it.each([
    0.9,
    61,
    Number.NaN,
    '3',
    { uniform: [10] },
    { uniform: [20, 10] },
    { uniform: [0, 10] },
    { normal: [1, 2] },
  ])('%j is not', (written) => {
    expect(law.safeParse(written).success).toBe(false);
  });
});
