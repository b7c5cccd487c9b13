/** Holds aftershocks and magnitudes against the reference tables of seismicity.json, to their tolerance. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AFTERSHOCK_SETS,
  type AftershockSet,
  expectedAftershocks,
  omoriTime,
  probabilityOfAny,
  productivitySd,
} from '../../../src/hazard/seismicity/aftershocks.ts';
import { magnitudeOf, rateAbove } from '../../../src/hazard/seismicity/gutenberg-richter.ts';

interface AftershockVector {
  params: 'ACR_SHALLOW' | 'ACR_DEEP' | 'CALIF_RJ89';
  mainshock: number;
  m: number;
  t1_days: number;
  t2_days: number;
  expected_n: number;
  p_one_or_more: number;
  u: number;
  time_of_u: number;
  a_sigma: number | null;
}
interface MagnitudeVector {
  rate_mmin: number;
  b: number;
  mmin: number;
  mmax: number;
  m: number;
  rate_ge_m: number;
  u: number;
  m_of_u: number;
}
interface SetVector {
  a: number;
  sigma0: number | null;
  sigma1: number | null;
  b: number;
  p: number;
  c: number;
}
const file = JSON.parse(readFileSync(join(import.meta.dirname, 'seismicity.json'), 'utf8')) as {
  params: Record<AftershockVector['params'], SetVector>;
  tolerance_rel: number;
  aftershock: AftershockVector[];
  gutenberg_richter: MagnitudeVector[];
};
const SETS: Readonly<Record<AftershockVector['params'], AftershockSet>> = {
  ACR_SHALLOW: AFTERSHOCK_SETS.shallow,
  ACR_DEEP: AFTERSHOCK_SETS.deep,
  CALIF_RJ89: AFTERSHOCK_SETS.california,
};

function expectRelative(value: number, expected: number, what: string): void {
  const error = expected === 0 ? Math.abs(value) : Math.abs(value / expected - 1);
  expect(error, `${what}: ${value} against ${expected}`).toBeLessThanOrEqual(file.tolerance_rel);
}

describe('aftershocks', () => {
  it.each(Object.entries(file.params))('the numbers of %s', (name, expected) => {
    const { a, b, p, c, sigma } = SETS[name as AftershockVector['params']];
    expect({ a, b, p, c, sigma0: sigma?.[0] ?? null, sigma1: sigma?.[1] ?? null }).toEqual(expected);
  });

  it.each(file.aftershock)('$params M $mainshock, M $m or more, $t1_days to $t2_days d', (v) => {
    const set = SETS[v.params];
    const expected = expectedAftershocks(set, v.mainshock, v.m, v.t1_days, v.t2_days);
    expectRelative(expected, v.expected_n, 'expected_n');
    expectRelative(probabilityOfAny(expected), v.p_one_or_more, 'p_one_or_more');
    expectRelative(omoriTime(set, v.u, v.t1_days, v.t2_days), v.time_of_u, 'time_of_u');
    expectRelative(productivitySd(set, v.mainshock), v.a_sigma ?? 0, 'a_sigma');
  });

  it('the anchors of the memo', () => {
    const { shallow } = AFTERSHOCK_SETS;
    expect(expectedAftershocks(shallow, 7.4, 5, 0, 30)).toBeCloseTo(7.048243, 6);
    expect(expectedAftershocks(shallow, 7.4, 5, 0, 7)).toBeCloseTo(5.58, 2);
    expect(expectedAftershocks(shallow, 6.78, 5, 0, 7)).toBeCloseTo(1.34, 2);
    expect(expectedAftershocks(shallow, 6.78, 5, 0, 30)).toBeCloseTo(1.69, 2);
    expect(probabilityOfAny(expectedAftershocks(shallow, 7, 7, 0, 7))).toBeCloseTo(0.022, 3);
    // Bath's law comes out of the productivity: the reason not to impose it.
    expect(expectedAftershocks(shallow, 7, 5.8, 0, 365.25)).toBeCloseTo(0.61, 2);
  });

  it("goes over to the logarithm where Omori's p is 1", () => {
    const near: AftershockSet = { ...AFTERSHOCK_SETS.shallow, p: 1 + 1e-7 };
    const at: AftershockSet = { ...AFTERSHOCK_SETS.shallow, p: 1 };
    expect(expectedAftershocks(at, 7, 5, 0, 30) / expectedAftershocks(near, 7, 5, 0, 30)).toBeCloseTo(1, 5);
    expect(omoriTime(at, 0.4, 0, 30)).toBeCloseTo(omoriTime(near, 0.4, 0, 30), 5);
    expect(omoriTime(at, 1, 0, 30)).toBeCloseTo(30, 9);
  });
});

describe('Gutenberg-Richter', () => {
  it.each(file.gutenberg_richter)('b $b from $mmin to $mmax', (v) => {
    expectRelative(rateAbove(v.m, v.rate_mmin, v.b, v.mmin, v.mmax), v.rate_ge_m, 'rate_ge_m');
    expectRelative(magnitudeOf(v.u, v.b, v.mmin, v.mmax), v.m_of_u, 'm_of_u');
  });

  it('has no earthquake above its greatest, and its inverse goes back', () => {
    expect(rateAbove(7.5, 0.2, 1.05, 5, 7.4)).toBe(0);
    for (const u of [1e-9, 0.3, 0.999999])
      expect(rateAbove(magnitudeOf(u, 1.05, 5, 7.4), 1, 1.05, 5, 7.4)).toBeCloseTo(1 - u, 12);
  });
});
