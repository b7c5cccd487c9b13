/** Drawing replications anew: what must hold, and that the intervals cover. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrap, combined } from '../../src/experiment/bootstrap.ts';
import { DrawnColumn } from '../../src/experiment/drawn-column.ts';
import { restrictedMean, survivalOf } from '../../src/experiment/kaplan-meier.ts';
import { quantileOf } from '../../src/experiment/statistics.ts';
import { meanEstimate } from '../../src/experiment/student.ts';
import { tailOf } from '../../src/experiment/tail.ts';
import { columnOf, normals, uniforms } from './sample.ts';

const never = Number.POSITIVE_INFINITY;
const values = fc.array(
  fc.integer({ min: 0, max: 400 }).map((quarters) => quarters / 4),
  { minLength: 1, maxLength: 40 },
);
/** A column with how often each of its rows is drawn. */
const drawn = values.chain((column) =>
  fc.tuple(
    fc.constant(Float64Array.from(column)),
    fc
      .array(fc.integer({ min: 0, max: 3 }), { minLength: column.length, maxLength: column.length })
      .filter((counts) => counts.some((count) => count > 0))
      .map((counts) => Int32Array.from(counts)),
  ),
);
const writtenOut = (column: Float64Array, counts: Int32Array): Float64Array =>
  Float64Array.from([...column].flatMap((value, row) => new Array<number>(counts[row]).fill(value)));

describe('statistics of counted rows', () => {
  it('are those of the rows written out', () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom(0, 0.05, 0.5, 0.9, 0.95, 1), ([column, counts], level) => {
        const plain = writtenOut(column, counts);
        const total = plain.length;
        const sorted = plain.slice().sort();
        const told = new DrawnColumn(column);
        expect(told.mean(counts, total)).toBeCloseTo(meanEstimate(plain).mean, 9);
        expect(told.quantile(level)(counts, total)).toBeCloseTo(quantileOf(sorted, level), 9);
        const alpha = Math.min(level, 0.95);
        expect(told.tailMean(alpha)(counts, total)).toBeCloseTo(tailOf(sorted, alpha).cvar, 9);
      }),
    );
  });
  it('are those of the rows written out where times are censored', () => {
    fc.assert(
      fc.property(drawn, fc.integer({ min: 0, max: 99 }), ([column, counts], bound) => {
        const ended = Uint8Array.from(column, (value) => (value % 2 === 0 ? 0 : 1));
        const censored = column.map((value, row) => (ended[row] === 1 ? value : never));
        const plain = writtenOut(column, counts);
        const ends = Uint8Array.from(plain, (value) => (value % 2 === 0 ? 0 : 1));
        const tau = bound + 0.125;
        expect(new DrawnColumn(column, ended).restrictedMean(tau)(counts, plain.length)).toBeCloseTo(
          restrictedMean(survivalOf(plain, ends), tau).mean,
          9,
        );
        const sorted = writtenOut(censored, counts).sort();
        const far = new DrawnColumn(censored).quantile(0.95)(counts, sorted.length);
        const expected = quantileOf(sorted, 0.95);
        if (expected === never) expect(far).toBe(never);
        else expect(far).toBeCloseTo(expected, 9);
      }),
    );
  });
});

describe('resampling', () => {
  const column = columnOf(60, uniforms('resampling'));
  const [mean] = bootstrap(60, [new DrawnColumn(column).mean]);

  it('gives the same again, and other numbers by another key', () => {
    const [again] = bootstrap(60, [new DrawnColumn(column).mean]);
    const [other] = bootstrap(60, [new DrawnColumn(column).mean], { key: Int32Array.of(1, 2, 3, 5) });
    expect(again.interval(0.95, 'bca')).toEqual(mean.interval(0.95, 'bca'));
    expect(other.interval(0.95, 'bca')).not.toEqual(mean.interval(0.95, 'bca'));
  });
  it('draws as many rows as there are, each as likely as any other', () => {
    const n = 7;
    const seen = new Float64Array(n);
    bootstrap(n, [
      (counts, total) => {
        let sum = 0;
        for (let row = 0; row < n; row++) {
          sum += counts[row];
          if (total === n) seen[row] += counts[row];
        }
        expect(sum).toBe(total);
        return 0;
      },
    ]);
    // 2,000 resamples of 7 rows, and the original.
    let squares = 0;
    for (const count of seen) squares += (count - 2001) ** 2 / (2000 * (1 - 1 / n));
    expect(squares).toBeLessThan(22.46); // chi-squared of 6 degrees of freedom, 0.1 %
  });
  it('has the standard error of a mean', () => {
    const { sd } = meanEstimate(column);
    expect(meanEstimate(mean.replicates).sd).toBeCloseTo((sd / Math.sqrt(60)) * Math.sqrt(59 / 60), 2);
    const [low, high] = mean.interval(0.95, 'percentile');
    expect(low).toBeLessThan(mean.estimate);
    expect(high).toBeGreaterThan(mean.estimate);
  });
  it('keeps pairs together', () => {
    const shifted = column.map((value) => value + 1);
    const [a, b] = bootstrap(60, [new DrawnColumn(column).mean, new DrawnColumn(shifted).mean]);
    const [low, high] = combined(b, a, (y, x) => y - x).interval(0.95, 'bca');
    expect(low).toBeCloseTo(1, 12);
    expect(high).toBeCloseTo(1, 12);
  });
  it('does not depend on the unit, nor the BCa interval on a monotone scale', () => {
    const [plain] = bootstrap(60, [new DrawnColumn(column).mean]);
    const [other] = bootstrap(60, [new DrawnColumn(column.map((value) => 8 * value)).mean]);
    for (const method of ['bca', 'percentile'] as const)
      for (const end of [0, 1])
        expect(other.interval(0.9, method)[end]).toBeCloseTo(8 * plain.interval(0.9, method)[end], 9);
    const squared = combined(plain, plain, (value) => value * value).interval(0.9, 'percentile');
    expect(squared[0]).toBeCloseTo(plain.interval(0.9, 'percentile')[0] ** 2, 3);
  });
  it('has p values that agree with its intervals', () => {
    const skewed = columnOf(40, uniforms('skewed')).map((value) => -Math.log(value));
    const [told] = bootstrap(40, [new DrawnColumn(skewed).mean]);
    for (const method of ['bca', 'percentile'] as const) {
      const [low, high] = told.interval(0.9, method);
      const step = 0.02;
      expect(told.atMostP(low - step, method)).toBeLessThan(0.05);
      expect(told.atMostP(low + step, method)).toBeGreaterThan(0.05);
      expect(told.atLeastP(high + step, method)).toBeLessThan(0.05);
      expect(told.atLeastP(high - step, method)).toBeGreaterThan(0.05);
    }
    expect(told.atMostP(-1, 'bca')).toBeCloseTo(1 / 2001, 9);
    expect(told.atLeastP(9, 'percentile')).toBeCloseTo(1 / 2001, 9);
    // The long tail lies there: no resample reaches 9, and BCa says less of it for that.
    expect(told.atLeastP(9, 'bca')).toBeGreaterThan(1 / 2001);
    expect(told.atLeastP(9, 'bca')).toBeLessThan(0.005);
    expect(told.atMostP(9, 'bca')).toBe(1);
  });
  it('moves the BCa interval of what is skewed towards the long tail', () => {
    const skewed = columnOf(40, uniforms('skewed')).map((value) => -Math.log(value));
    const [told] = bootstrap(40, [new DrawnColumn(skewed).mean]);
    const bca = told.interval(0.95, 'bca');
    const percentile = told.interval(0.95, 'percentile');
    expect(bca[0]).toBeGreaterThan(percentile[0]);
    expect(bca[1]).toBeGreaterThan(percentile[1]);
  });
  it('says nothing of one row or none, and does not invent an end that is unknown', () => {
    for (const n of [0, 1]) {
      const [told] = bootstrap(n, [new DrawnColumn(new Float64Array(n)).mean]);
      expect(told.interval(0.95, 'bca')).toEqual([Number.NaN, Number.NaN]);
      expect(told.atMostP(0, 'bca')).toBeNaN();
    }
    // More than a third of the resamples have no value: both ends are open.
    const [told] = bootstrap(30, [(counts) => (counts[0] > 0 ? counts[1] : Number.NaN)]);
    expect(told.interval(0.95, 'percentile')).toEqual([-never, never]);
  });
  it('leaves rows out in groups where there are many', () => {
    const many = columnOf(1203, uniforms('many')).map((value) => -Math.log(value));
    const [told] = bootstrap(1203, [new DrawnColumn(many).mean], { resamples: 10 });
    expect(told.without).toHaveLength(500);
  });
});

describe('intervals over 1,000 experiments', () => {
  /** Share of the experiments whose interval holds the truth. */
  function coverage(n: number, value: () => number, truth: number): { t: number; bca: number } {
    let t = 0;
    let bca = 0;
    for (let experiment = 0; experiment < 1000; experiment++) {
      const column = columnOf(n, value);
      const { ci95 } = meanEstimate(column);
      if (ci95[0] <= truth && truth <= ci95[1]) t++;
      const [told] = bootstrap(n, [new DrawnColumn(column).mean], { resamples: 999 });
      const [low, high] = told.interval(0.95, 'bca');
      if (low <= truth && truth <= high) bca++;
    }
    return { t: t / 1000, bca: bca / 1000 };
  }
  it('cover a mean of normal differences', () => {
    const normal = normals('covered');
    const { t, bca } = coverage(60, () => 3 + 2 * normal(), 3);
    for (const share of [t, bca]) {
      expect(share).toBeGreaterThanOrEqual(0.933);
      expect(share).toBeLessThanOrEqual(0.967);
    }
  });
  it('cover a mean of skewed differences', () => {
    const uniform = uniforms('covered, skewed');
    const { t, bca } = coverage(100, () => -Math.log(uniform()) - 0.5, 0.5);
    for (const share of [t, bca]) {
      expect(share).toBeGreaterThanOrEqual(0.933);
      expect(share).toBeLessThanOrEqual(0.967);
    }
  });
});
