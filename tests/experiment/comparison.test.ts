/** Two protocols on the same replications: edges, laws, and rates of error. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalQuantile } from '../../src/engine/normal.ts';
import { type ComparisonOptions, compare, pairsOf } from '../../src/experiment/comparison.ts';
import { compareMetric, samplesOf } from '../../src/experiment/pairs.ts';
import { fieller } from '../../src/experiment/ratio.ts';
import { Runner } from '../../src/experiment/run.ts';
import { survival } from '../../src/experiment/statistics.ts';
import { atLeastP, atMostP, meanEstimate, studentTail } from '../../src/experiment/student.ts';
import { passes, verdicts } from '../../src/experiment/verdict.ts';
import { columnOf, normals, uniforms } from './sample.ts';
import { pooledAgainstSilo } from './silo.ts';

const { NaN: none, POSITIVE_INFINITY: never } = Number;
const few = { resamples: 200 };
const watched: ComparisonOptions = { ...few, time: { followUp: () => 100, tauHours: 50 } };

describe('pairs', () => {
  it('of a time count nothing to restore as 0 hours, and leave out where neither had anything', () => {
    const told = pairsOf(Float64Array.of(3, none, none, never), Float64Array.of(none, 4, none, 5), () => 90);
    expect(told.leftOut).toBe(1);
    expect([...told.baseline.restricted]).toEqual([3, 0, 90]);
    expect([...told.candidate.restricted]).toEqual([0, 4, 5]);
    expect([...told.baseline.raw]).toEqual([3, 0, never]);
    expect([...told.baseline.ended]).toEqual([1, 1, 0]);
    expect(told.baseline.censoredShare).toBeCloseTo(1 / 3, 12);
  });
  it('of an amount are left out where either is a share of nothing', () => {
    const told = pairsOf(Float64Array.of(0.3, none, 0.5), Float64Array.of(none, 0.4, 0.1));
    expect(told.leftOut).toBe(2);
    expect([...told.candidate.raw]).toEqual([0.1]);
  });
});

describe('a comparison', () => {
  it('of one replication has no interval and no p', () => {
    const told = compare(Float64Array.of(5), Float64Array.of(4), few);
    expect(told).toMatchObject({ pairs: 1, sd: none, p: none, signP: 1, better: { share: 1 } });
    expect(told.mean).toMatchObject({ difference: -1, ci95: [none, none] });
    expect(told.relative).toEqual({ change: -0.19999999999999996, ci95: [none, none], by: 'bootstrap' });
    expect(verdicts([told.mean.tests])).toEqual(['inconclusive']);
  });
  it('of identical outcomes differs by exactly 0', () => {
    const column = Float64Array.of(0.1, 0.7, 0, 12.3, 4.4);
    for (const better of ['lower', 'higher'] as const) {
      const told = compare(column, column.slice(), { ...few, better });
      expect(told).toMatchObject({ sd: 0, p: 1, signP: 1, tied: 1, worse: 0, varianceReduction: never });
      expect(told.correlation).toBeCloseTo(1, 12);
      for (const contrast of [told.mean, told.cvar90, told.p95]) {
        expect(contrast.difference).toBe(0);
        expect(contrast.ci95.map((end) => end + 0)).toEqual([0, 0]);
        expect(contrast.bootstrapCi95.map((end) => end + 0)).toEqual([0, 0]);
        expect(verdicts([contrast.tests])).toEqual(['equivalent']);
      }
      expect(told.relative.change).toBe(0);
    }
  });
  it('of outcomes that are all 0 is equivalent, and has no ratio', () => {
    const told = compare(new Float64Array(8), new Float64Array(8), few);
    expect(told.relative).toEqual({ change: none, ci95: [none, none], by: 'bootstrap' });
    expect(verdicts([told.mean.tests])).toEqual(['equivalent']);
    expect(told.p).toBe(1);
  });
  it('of differences that are all alike is sure of them', () => {
    const told = compare(Float64Array.of(4, 8, 16), Float64Array.of(3, 7, 15), few);
    expect(told.mean).toMatchObject({ difference: -1, ci95: [-1, -1], bootstrapCi95: [-1, -1] });
    expect(told).toMatchObject({ sd: 0, p: 0 });
    expect(verdicts([told.mean.tests])).toEqual(['improved']);
  });
  it('in which the question never arises says so', () => {
    const column = new Float64Array(5).fill(none);
    const told = compare(column, column, watched);
    expect(told).toMatchObject({ pairs: 0, leftOut: 5, p: none, signP: none, sd: none });
    expect(told.mean).toMatchObject({ baseline: none, difference: none, ci95: [none, none] });
    expect(told.rmst).toMatchObject({ difference: none, ci95: [none, none] });
    expect(told.better.ci95).toEqual([none, none]);
    expect(verdicts([told.mean.tests, told.cvar90.tests])).toEqual(['inconclusive', 'inconclusive']);
  });
  it('knows no difference of quantiles that lie beyond the horizon', () => {
    const censored = Float64Array.of(1, never, never, never);
    expect(compare(censored, censored, watched).p95).toMatchObject({ baseline: never, difference: none });
    const told = compare(censored, Float64Array.of(1, 2, 3, 4), watched);
    expect(told.p95.difference).toBe(-never);
    expect(told.censoredShare).toEqual({ baseline: 0.75, candidate: 0 });
    expect(told.better.share).toBe(0.75);
  });
  it('has the restricted means of Kaplan and Meier', () => {
    const uniform = uniforms('times');
    const time = (): number => (uniform() < 0.2 ? never : 80 * uniform());
    const baseline = columnOf(50, time);
    const candidate = columnOf(50, time);
    const followUp = (row: number): number => 60 + row;
    const { rmst } = compare(baseline, candidate, { ...few, time: { followUp, tauHours: 70 } });
    expect(rmst?.tauHours).toBe(70);
    expect(rmst?.baseline).toBeCloseTo(survival(baseline, followUp, 70)?.rmst ?? none, 9);
    expect(rmst?.candidate).toBeCloseTo(survival(candidate, followUp, 70)?.rmst ?? none, 9);
  });
  it('counts rounding as a tie', () => {
    const told = compare(Float64Array.of(0.3, 1), Float64Array.of(0.1 + 0.2, 2), few);
    expect(told).toMatchObject({ tied: 0.5, worse: 0.5 });
  });
  it('has the exact p of the sign test', () => {
    const baseline = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    const candidate = Float64Array.of(0, 1, 2, 3, 4, 5, 6, 9, 9);
    // 7 better, 1 worse, 1 tied: 2 (1 + 8) / 2^8.
    expect(compare(baseline, candidate, few).signP).toBeCloseTo(18 / 256, 12);
  });
  it('is turned round where higher is better, and the other way by swapping', () => {
    const pair = fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 }));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 3, maxLength: 20 }), (rows) => {
        const x = Float64Array.from(rows, ([value]) => value);
        const y = Float64Array.from(rows, ([, value]) => value);
        const margin = { absolute: 2 };
        const lower = compare(x, y, { resamples: 40, margin });
        const higher = compare(x, y, { resamples: 40, margin, better: 'higher' });
        const swapped = compare(y, x, { resamples: 40, margin });
        expect(higher.mean.difference).toBeCloseTo(lower.mean.difference, 9);
        expect(higher.mean.ci95[0]).toBeCloseTo(lower.mean.ci95[0], 9);
        expect(higher.better.share).toBe(lower.worse);
        expect(higher.mean.tests.improved).toBeCloseTo(lower.mean.tests.worse, 9);
        expect(swapped.mean.difference).toBeCloseTo(-lower.mean.difference, 9);
        expect(swapped.mean.ci95[0]).toBeCloseTo(-lower.mean.ci95[1], 9);
        expect(swapped.mean.tests.notWorse).toBeCloseTo(lower.mean.tests.notBetter, 9);
        expect(swapped.p).toBeCloseTo(lower.p, 9);
        expect(higher.p95.baseline).toBeLessThanOrEqual(lower.p95.baseline);
        expect(higher.cvar90.baseline).toBeLessThanOrEqual(higher.mean.baseline + 1e-9);
        expect(lower.cvar90.baseline).toBeGreaterThanOrEqual(lower.mean.baseline - 1e-9);
      }),
      { numRuns: 40 },
    );
  });
  it('does not depend on the unit', () => {
    const normal = normals('units');
    const x = columnOf(30, () => 10 + normal());
    const y = x.map((value) => value - 1 + normal());
    const hours = compare(x, y, few);
    const minutes = compare(
      x.map((value) => 64 * value),
      y.map((value) => 64 * value),
      few,
    );
    expect(minutes.mean.ci95[0]).toBeCloseTo(64 * hours.mean.ci95[0], 9);
    expect(minutes.cvar90.ci95[1]).toBeCloseTo(64 * hours.cvar90.ci95[1], 9);
    expect(minutes.relative.ci95[0]).toBeCloseTo(hours.relative.ci95[0], 12);
    expect(minutes.mean.tests.notWorse).toBeCloseTo(hours.mean.tests.notWorse, 12);
  });
});

describe('the tests of a mean', () => {
  it('are exact far out', () => {
    // With 1 degree of freedom: arctan(1 / t) / pi.
    expect(studentTail(1e9, 1) / (1e-9 / Math.PI)).toBeCloseTo(1, 9);
    expect(studentTail(0, 7)).toBe(0.5);
    expect(studentTail(-2, 2)).toBeCloseTo(1 - studentTail(2, 2), 12);
  });
  it('agree with the interval', () => {
    const told = meanEstimate(Float64Array.of(3, 5, 4, 8, 2));
    expect(atMostP(told, told.ci95[0])).toBeCloseTo(0.025, 9);
    expect(atLeastP(told, told.ci95[1])).toBeCloseTo(0.025, 9);
  });
});

describe("Fieller's interval", () => {
  it('ends at the ratios that the paired t test just does not reject', () => {
    const normal = normals('ratio');
    const x = columnOf(25, () => 10 + 3 * normal());
    const y = x.map((value) => 0.8 * value + normal());
    const interval = fieller(x, y);
    expect(interval).toBeDefined();
    for (const ratio of interval ?? []) {
      const estimate = meanEstimate(y.map((value, row) => value - ratio * x[row]));
      expect(2 * Math.min(atMostP(estimate, 0), atLeastP(estimate, 0))).toBeCloseTo(0.05, 9);
    }
  });
  it('agrees with the tests of a margin that is a share', () => {
    const normal = normals('ratio');
    const x = columnOf(25, () => 10 + 3 * normal());
    const y = x.map((value) => 0.8 * value + normal());
    const high = (fieller(x, y) ?? [none, none])[1];
    const { tests } = compare(
      x,
      y.map((value) => value / high),
      few,
    ).mean;
    // Now the upper end is 1, so that no margin at all is reached at 2.5 %.
    expect(tests.improved).toBeCloseTo(0.025, 9);
  });
  it('is left to the bootstrap where the baseline may be nothing', () => {
    const x = Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 40);
    const y = x.map((value) => value / 2);
    expect(fieller(x, y)).toBeUndefined();
    const { relative } = compare(x, y, few);
    expect(relative.change).toBe(-0.5);
    expect(relative.by).toBe('bootstrap');
  });
});

describe('verdicts', () => {
  const tests = { margin: 1, improved: 1, notWorse: 1, notBetter: 1, worse: 1 };
  it('go from the strongest claim to none', () => {
    const p = 0.001;
    const one = (shown: object): string => verdicts([{ ...tests, ...shown }])[0];
    expect(one({ improved: p, notWorse: p, notBetter: p })).toBe('improved');
    expect(one({ notWorse: p, notBetter: p, worse: p })).toBe('equivalent');
    expect(one({ notWorse: p })).toBe('not worse');
    expect(one({ notBetter: p, worse: p })).toBe('worse');
    expect(one({ notBetter: p })).toBe('inconclusive');
    expect(one({ improved: p })).toBe('inconclusive');
    expect(one({ worse: none, notWorse: none })).toBe('inconclusive');
  });
  it('ask more of each metric the more there are', () => {
    const shown = { ...tests, improved: 0.03, notWorse: 0.001 };
    expect(verdicts([shown])).toEqual(['improved']);
    expect(verdicts([shown, tests])).toEqual(['not worse', 'inconclusive']);
  });
});

describe('over 1,000 experiments', () => {
  const n = 60;
  /** Verdicts on a candidate whose mean is `shift` above the baseline's 50, on common random numbers. */
  function told(name: string, shift: number, times = 1000): string[] {
    const normal = normals(name);
    return Array.from({ length: times }, () => {
      const x = columnOf(n, () => 50 + 10 * normal());
      const y = x.map((value) => value + shift + 2 * normal());
      return verdicts([compare(x, y, { resamples: 2 }).mean.tests])[0];
    });
  }
  /** 5 % and three binomial standard deviations. */
  const MOST = 50 + 3 * Math.sqrt(47.5);
  it('a candidate that is worse by the margin passes in at most 5 %', () => {
    // 2 % of 50.
    const passed = told('at the margin', 1).filter((verdict) => passes(verdict as 'worse')).length;
    expect(passed).toBeGreaterThan(20);
    expect(passed).toBeLessThanOrEqual(MOST);
  });
  it('one that is alike is called improved, and worse, in at most 5 % each', () => {
    const all = told('alike', 0);
    expect(all.filter((verdict) => verdict === 'improved').length).toBeLessThanOrEqual(MOST);
    expect(all.filter((verdict) => verdict === 'worse').length).toBeLessThanOrEqual(MOST);
    expect(all.filter((verdict) => verdict === 'equivalent').length).toBeGreaterThan(800);
  });
  it('one that is better by the margin is not called equivalent in more than 5 %', () =>
    expect(told('better by the margin', -1).filter((verdict) => verdict === 'equivalent').length).toBeLessThanOrEqual(
      MOST,
    ));
  it('the worst tenth of skewed losses is covered', () => {
    const normal = normals('skewed tails');
    const tail = (sd: number): number => 10 * Math.exp((sd * sd) / 2) * normalCdf(sd - normalQuantile(0.9));
    const truth = 0.8 * tail(Math.sqrt(1.09)) - tail(1);
    let student = 0;
    let percentile = 0;
    for (let experiment = 0; experiment < 400; experiment++) {
      const x = columnOf(200, () => Math.exp(normal()));
      const y = x.map((value) => 0.8 * value * Math.exp(0.3 * normal()));
      const { ci95, bootstrapCi95 } = compare(x, y, { resamples: 499 }).cvar90;
      if (ci95[0] <= truth && truth <= ci95[1]) student++;
      if (bootstrapCi95[0] <= truth && truth <= bootstrapCi95[1]) percentile++;
    }
    // Three binomial standard deviations of 400, and for the bootstrap a percent and a half that 20 values in the tail cost.
    expect(student / 400).toBeGreaterThanOrEqual(0.917);
    expect(student / 400).toBeLessThanOrEqual(0.983);
    expect(percentile / 400).toBeGreaterThanOrEqual(0.9);
    expect(percentile / 400).toBeLessThanOrEqual(0.983);
  });
  it('one that is much worse is found out, and one much better too', () => {
    expect(told('much worse', 3, 100).every((verdict) => verdict === 'worse')).toBe(true);
    expect(told('much better', -3, 100).every((verdict) => verdict === 'improved')).toBe(true);
  });
});

describe('through the simulator, over 1,000 experiments', () => {
  it('the interval of the difference covers the closed form', () => {
    const { model, siloArea, pooledArea } = pooledAgainstSilo();
    const runner = new Runner(model);
    const experiments = 1000;
    const each = 40;
    let covered = 0;
    let sum = 0;
    for (let experiment = 0; experiment < experiments; experiment++) {
      const [silo, pooled] = samplesOf(runner.run(experiment * each, each));
      const { difference, ci95 } = compareMetric(silo, pooled, 'lostUserHours', undefined, { resamples: 0 }).mean;
      sum += difference;
      if (ci95[0] <= pooledArea - siloArea && pooledArea - siloArea <= ci95[1]) covered++;
    }
    // The truth is the truth: 40,000 replications are within 1 % of it.
    expect(sum / experiments / (pooledArea - siloArea)).toBeCloseTo(1, 2);
    // Three binomial standard deviations of 1,000 are 2.1 %.
    expect(Math.abs(covered / experiments - 0.95)).toBeLessThan(3 * Math.sqrt((0.95 * 0.05) / experiments));
  });
});
