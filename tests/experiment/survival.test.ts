/** Statistics of times and tails: what must hold whatever the numbers are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceWithin, restrictedMean, survivalMedian, survivalOf } from '../../src/experiment/kaplan-meier.ts';
import { binomialCdf, quantileRanks } from '../../src/experiment/order-statistics.ts';
import { summary, survival } from '../../src/experiment/statistics.ts';
import { tailOf } from '../../src/experiment/tail.ts';
import { wilson } from '../../src/experiment/wilson.ts';

const hours = fc.integer({ min: 0, max: 400 }).map((quarters) => quarters / 4);
const column = fc.array(hours, { minLength: 2, maxLength: 60 }).map((values) => Float64Array.from(values));
const never = Number.POSITIVE_INFINITY;

/** Exponential values of mean 1 from a fixed congruential sequence. */
function exponentials(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return -Math.log((state + 0.5) / 2 ** 32);
  };
}

describe('the estimate of Kaplan and Meier', () => {
  it('is the plain mean, with its interval, where nothing is censored', () => {
    fc.assert(
      fc.property(column, (values) => {
        const { mean, ci95 } = summary(values, () => 100);
        const told = survival(values, () => 100, 100)!;
        expect(told.rmst).toBeCloseTo(mean, 9);
        expect(told.rmstCi95[0]).toBeCloseTo(Math.max(0, ci95[0]), 6);
        expect(told.rmstCi95[1]).toBeCloseTo(Math.min(100, ci95[1]), 6);
      }),
    );
  });
  it('is the mean of the times to the horizon where all are watched equally long', () => {
    fc.assert(
      fc.property(column, (values) => {
        const censored = values.map((value) => (value > 50 ? never : value));
        const told = survival(censored, () => 50, 50)!;
        expect(told.rmst).toBeCloseTo(summary(censored, () => 50).mean, 9);
        expect(told.rmst).toBeLessThanOrEqual(summary(values, () => 50).mean + 1e-9);
      }),
    );
  });
  it('scales with the unit of time', () => {
    fc.assert(
      fc.property(column, (values) => {
        const ended = Uint8Array.from(values, (value) => (value % 1 === 0 ? 1 : 0));
        const once = restrictedMean(survivalOf(values, ended), 60);
        const twice = restrictedMean(
          survivalOf(
            values.map((value) => 2 * value),
            ended,
          ),
          120,
        );
        expect(twice.mean).toBeCloseTo(2 * once.mean, 9);
        expect(twice.ci95[1]).toBeCloseTo(2 * once.ci95[1], 6);
      }),
    );
  });
  it('does not take those who leave the watch early for those who were mended late', () => {
    const next = exponentials(2026);
    const times = new Float64Array(4000);
    const ended = new Uint8Array(4000);
    for (let row = 0; row < times.length; row++) {
      const time = next();
      const leaves = 2 * next();
      times[row] = Math.min(time, leaves);
      ended[row] = time <= leaves ? 1 : 0;
    }
    const steps = survivalOf(times, ended);
    const { mean, ci95 } = restrictedMean(steps, 2);
    // Of an exponential of mean 1: 1 - exp(-2). The crude mean of what was seen is 2/3.
    expect(ci95[0]).toBeLessThan(1 - Math.exp(-2));
    expect(ci95[1]).toBeGreaterThan(1 - Math.exp(-2));
    expect(ci95[1] - ci95[0]).toBeLessThan(0.08);
    expect(mean).toBeGreaterThan(0.8);
    expect(survivalMedian(steps)).toBeGreaterThan(0.64);
    expect(survivalMedian(steps)).toBeLessThan(0.75);
    const { chance, ci95: between } = chanceWithin(steps, 1);
    expect(between[0]).toBeLessThan(1 - Math.exp(-1));
    expect(between[1]).toBeGreaterThan(1 - Math.exp(-1));
    expect(chance).toBeCloseTo(1 - Math.exp(-1), 1);
  });
  it('gives Wilson the share where nothing is censored before the time wanted, and nothing beyond the watch', () => {
    const steps = survivalOf(Float64Array.of(1, 2, 3, 4, 9, 9), Uint8Array.of(1, 1, 1, 1, 0, 0));
    const told = chanceWithin(steps, 3.5);
    expect(told.chance).toBeCloseTo(0.5, 12);
    expect(told.ci95[0]).toBeCloseTo(wilson(0.5, 6)[0], 9);
    expect(told.ci95[1]).toBeCloseTo(wilson(0.5, 6)[1], 9);
    expect(chanceWithin(steps, 0.5)).toMatchObject({ chance: 0 });
    expect(chanceWithin(steps, 10).chance).toBeNaN();
    expect(chanceWithin([], 1).chance).toBeNaN();
    expect(survival(Float64Array.of(Number.NaN), () => 9, 9)).toBeUndefined();
  });
});

describe('the interval of a quantile', () => {
  it('comes from the binomial distribution', () => {
    // By hand: C(5, k) / 32.
    expect(binomialCdf(1, 5, 0.5)).toBeCloseTo(6 / 32, 12);
    expect(binomialCdf(-1, 5, 0.5)).toBe(0);
    expect(binomialCdf(5, 5, 0.5)).toBe(1);
    // For 5 values no interval of the median covers 95 %: the whole range does in 15 of 16 cases.
    expect(quantileRanks(5, 0.5)).toMatchObject({ low: 1, high: 5 });
    expect(quantileRanks(5, 0.5).coverage).toBeCloseTo(30 / 32, 12);
  });
  it('holds for a million replications', () => {
    const { low, high, coverage } = quantileRanks(1_000_000, 0.9);
    expect(low).toBeCloseTo(900_000 - 1.96 * 300, -2);
    expect(high).toBeCloseTo(900_000 + 1.96 * 300, -2);
    expect(coverage).toBeGreaterThan(0.95);
    expect(coverage).toBeLessThan(0.951);
  });
  it('covers the quantile at least as often as it says', () => {
    const next = exponentials(7);
    let covered = 0;
    for (let k = 0; k < 1000; k++) {
      const { medianCi95 } = summary(
        Float64Array.from({ length: 40 }, () => next()),
        () => Number.NaN,
      );
      if (medianCi95[0] <= Math.LN2 && Math.LN2 <= medianCi95[1]) covered++;
    }
    expect(covered / 1000).toBeGreaterThan(0.94);
  });
});

describe('the worst tenth', () => {
  it('lies between the value at risk and the maximum, and follows shift and scale', () => {
    fc.assert(
      fc.property(column, hours, (values, shift) => {
        const sorted = values.slice().sort();
        const { valueAtRisk, cvar } = tailOf(sorted, 0.9);
        expect(cvar).toBeGreaterThanOrEqual(valueAtRisk - 1e-9);
        expect(cvar).toBeLessThanOrEqual(sorted[sorted.length - 1] + 1e-9);
        expect(
          tailOf(
            sorted.map((value) => 3 * value + shift),
            0.9,
          ).cvar,
        ).toBeCloseTo(3 * cvar + shift, 6);
      }),
    );
  });
  it('never falls when a loss grows', () => {
    fc.assert(
      fc.property(column, fc.nat(), (values, pick) => {
        const worse = values.slice();
        worse[pick % worse.length] += 10;
        expect(tailOf(worse.sort(), 0.9).cvar).toBeGreaterThanOrEqual(tailOf(values.slice().sort(), 0.9).cvar - 1e-9);
      }),
    );
  });
  it('has an interval that holds the truth about as often as it says', () => {
    const next = exponentials(99);
    let covered = 0;
    for (let k = 0; k < 500; k++) {
      const { cvar90Ci95 } = summary(
        Float64Array.from({ length: 400 }, () => next()),
        () => Number.NaN,
      );
      const truth = 1 + Math.log(10);
      if (cvar90Ci95[0] <= truth && truth <= cvar90Ci95[1]) covered++;
    }
    expect(covered / 500).toBeGreaterThan(0.9);
  });
});
