import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../src/experiment/fingerprint.ts';
import { curveTimes } from '../../src/experiment/outcomes.ts';
import { pieces } from '../../src/experiment/plan.ts';
import { quantileOf, summary } from '../../src/experiment/statistics.ts';
import { studentCdf, studentQuantile } from '../../src/experiment/student.ts';
import { compiledFrom, ran } from '../worlds.ts';

describe("Student's t", () => {
  // R 4: qt(0.975, df).
  it.each([
    [1, 12.706204736432095],
    [2, 4.302652729911275],
    [9, 2.262157162740992],
    [30, 2.042272456301238],
    [199, 1.971956544249395],
    [999, 1.962341461133449],
  ])('with %d degrees of freedom has its upper 2.5 per cent point at %d', (df, t) => {
    expect(studentQuantile(0.975, df)).toBeCloseTo(t, 9);
    expect(studentCdf(t, df)).toBeCloseTo(0.975, 10);
    expect(studentCdf(-t, df)).toBeCloseTo(0.025, 10);
  });
});

describe('the summary of a column', () => {
  const to100 = (): number => 100;
  it('has mean, deviation, interval and quantiles', () => {
    const { n, mean, sd, ci95, median, p05, p95, censoredShare } = summary(Float64Array.of(4, 1, 3, 2, 5), to100);
    expect([n, mean, median, censoredShare]).toEqual([5, 3, 3, 0]);
    expect(sd).toBeCloseTo(Math.sqrt(2.5), 12);
    expect(ci95[1] - 3).toBeCloseTo((2.7764451051977987 * Math.sqrt(2.5)) / Math.sqrt(5), 9);
    expect(p05).toBeCloseTo(1.2, 12);
    expect(p95).toBeCloseTo(4.8, 12);
  });
  it('counts a censored time with the time to the horizon, and leaves out what did not arise', () => {
    const { n, mean, median, p95, censoredShare } = summary(
      Float64Array.of(10, Number.POSITIVE_INFINITY, Number.NaN, 20),
      (row) => 100 - row,
    );
    expect(n).toBe(3);
    expect(mean).toBeCloseTo((10 + 99 + 20) / 3, 12);
    expect(median).toBe(20);
    expect(p95).toBe(Number.POSITIVE_INFINITY);
    expect(censoredShare).toBeCloseTo(1 / 3, 12);
  });
  it('says that it does not know where there is too little', () => {
    expect(summary(Float64Array.of(7), to100)).toMatchObject({
      n: 1,
      mean: 7,
      sd: Number.NaN,
      ci95: [Number.NaN, Number.NaN],
    });
    expect(summary(Float64Array.of(Number.NaN), to100)).toMatchObject({ n: 0, mean: Number.NaN });
  });
  it('interpolates quantiles as type 7, and never between a number and a censored one', () => {
    expect(quantileOf(Float64Array.of(1, 2, 3, 4), 0.5)).toBe(2.5);
    expect(quantileOf(Float64Array.of(1, 2, 3, Number.POSITIVE_INFINITY), 2 / 3)).toBeCloseTo(3, 9);
    expect(quantileOf(Float64Array.of(1, 2, 3, Number.POSITIVE_INFINITY), 0.7)).toBe(Number.POSITIVE_INFINITY);
  });
  it('covers the true mean 95 times in 100, within chance', () => {
    // Exponential columns of 40 from a fixed congruential sequence; 2,000 intervals.
    let state = 12345;
    const uniform = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state + 0.5) / 2 ** 32;
    };
    let covered = 0;
    for (let k = 0; k < 2000; k++) {
      const { ci95 } = summary(
        Float64Array.from({ length: 40 }, () => -Math.log(uniform())),
        to100,
      );
      if (ci95[0] <= 1 && 1 <= ci95[1]) covered++;
    }
    // The law is skewed, so that the t interval covers a little less than it says; 0.93 at this n.
    expect(covered / 2000).toBeGreaterThan(0.91);
    expect(covered / 2000).toBeLessThan(0.96);
  });
});

describe('a run', () => {
  const compiled = compiledFrom({
    hazards: [{ 'random-cuts': { ratesPer1000KmYear: { buried: 900 } } }],
    horizon: '365d',
  });
  it('is cut in pieces that cover it once, whatever runs them', () => {
    expect(pieces(120)).toEqual([
      { first: 0, count: 50 },
      { first: 50, count: 50 },
      { first: 100, count: 20 },
    ]);
  });
  it('has one fingerprint, which another seed does not share', () => {
    const again = compiledFrom({
      hazards: [{ 'random-cuts': { ratesPer1000KmYear: { buried: 900 } } }],
      horizon: '365d',
    });
    const other = compiledFrom({
      hazards: [{ 'random-cuts': { ratesPer1000KmYear: { buried: 900 } } }],
      horizon: '365d',
      seed: 2,
    });
    expect(fingerprint(ran(compiled, 10))).toBe(fingerprint(ran(again, 10)));
    expect(fingerprint(ran(compiled, 10))).not.toBe(fingerprint(ran(other, 10)));
  });
  it('has a mean curve whose integral is the mean loss', () => {
    const outcomes = ran(compiled, 200);
    const times = curveTimes(outcomes.horizonHours);
    expect(outcomes.variants[0].cutOffSum.every((sum) => Number.isInteger(sum))).toBe(true);
    let area = 0;
    for (let point = 1; point < times.length; point++)
      area += (times[point] - times[point - 1]) * outcomes.variants[0].cutOffSum[point];
    const index = outcomes.metrics.findIndex(({ name }) => name === 'lostUserHours');
    const lost = outcomes.variants[0].columns[index].reduce((sum, value) => sum + value, 0);
    // The curve is sampled at 241 times; short outages fall between them.
    expect(area / lost).toBeGreaterThan(0.6);
    expect(area / lost).toBeLessThan(1.4);
  });
});
