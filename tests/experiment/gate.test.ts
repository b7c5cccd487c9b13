/** Gates: what each claim comes to on columns made by hand, and how often it errs where the truth is known. */
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { keyFrom } from '../../src/engine/draws.ts';
import { type GateResult, judge, looksUpTo } from '../../src/experiment/gate.ts';
import { binomialCdf } from '../../src/experiment/order-statistics.ts';
import { columnOf, compareMetric, type Sample, samplesOf } from '../../src/experiment/pairs.ts';
import { Runner } from '../../src/experiment/run.ts';
import { skewedMean } from '../../src/experiment/skewed.ts';
import { atLeastP, atMostP, meanEstimate } from '../../src/experiment/student.ts';
import type { Gate, Gates } from '../../src/scenario/gates.ts';
import { columnOf as drawn, normals, uniforms } from './sample.ts';
import { pooledAgainstSilo } from './silo.ts';

const { NaN: none, POSITIVE_INFINITY: never } = Number;

const METRICS = {
  loss: { name: 'loss', kind: 'amount', unit: 'user-hours', label: 'loss' },
  availability: { name: 'availability', kind: 'amount', unit: 'share', label: 'availability', better: 'higher' },
  time: { name: 'time', kind: 'time', unit: 'h', label: 'time' },
} as const;

/** Everything breaks at hour 0 and is watched for 100 h. */
const sampleOf = (name: string, metric: keyof typeof METRICS, column: ArrayLike<number>): Sample => ({
  name,
  horizonHours: 100,
  metrics: [METRICS[metric]],
  columns: [Float64Array.from(column)],
  onset: new Float64Array(column.length),
});

const gatesOf = (gates: readonly Omit<Gate, 'place' | 'protocol'>[], errorRate = 0.05): Gates => ({
  baseline: undefined,
  errorRate,
  mostReplications: 1,
  whenInconclusive: 'warn',
  gates: gates.map((gate, index) => ({ place: `gates[${index}]`, protocol: undefined, ...gate })),
});

const notWorse = (metric: string, margin: { share: number } | { absolute: number } = { share: 0.02 }) => ({
  metric,
  statistic: { of: 'mean' as const },
  claim: { kind: 'not-worse' as const, margin },
});
const equivalent = (metric: string, margin = { share: 0.02 }) => ({
  ...notWorse(metric),
  claim: { kind: 'equivalent' as const, margin },
});
const limited = (metric: string, statistic: Gate['statistic'], limit: number, isAtMost = true) => ({
  metric,
  statistic,
  claim: { kind: 'limit' as const, isAtMost, limit },
});

const judged = (gate: Omit<Gate, 'place' | 'protocol'>, baseline: Sample, candidate: Sample, looks = 1): GateResult =>
  judge(gatesOf([gate]), () => baseline, [candidate], looks)[0];

/** Losses about 100 whose differences from it are the numbers given, in turn. */
const plus = (differences: readonly number[], n = 40): [Sample, Sample] => {
  const base = Array.from({ length: n }, (_, row) => 100 + ((row * 7) % 5) - 2);
  const more = base.map((value, row) => value + differences[row % differences.length]);
  return [sampleOf('before', 'loss', base), sampleOf('after', 'loss', more)];
};

describe('a gate on two protocols', () => {
  it('that one is not worse passes, fails, and is not decided', () => {
    expect(judged(notWorse('loss'), ...plus([-1, 1.2])).outcome).toBe('passed');
    expect(judged(notWorse('loss'), ...plus([4, 6])).outcome).toBe('failed');
    expect(judged(notWorse('loss'), ...plus([-20, 24])).outcome).toBe('inconclusive');
  });
  it('holds the difference less the margin of the baseline against 0, with its skewness taken out', () => {
    const [baseline, candidate] = plus([-1, 5, -1, 4]);
    const found = judged(notWorse('loss'), baseline, candidate);
    const over = candidate.columns[0].map((value, row) => value - 1.02 * baseline.columns[0][row]);
    expect(found.holds).toBeCloseTo(skewedMean(over).atLeastP(0), 12);
    expect(found.holds).not.toBeCloseTo(atLeastP(meanEstimate(over), 0), 4);
    expect(found.fails).toBeCloseTo(1 - found.holds, 12);
    expect(found.bound).toBeCloseTo(2, 12);
  });
  it('that both are the same passes, fails on either side, and is not decided', () => {
    expect(judged(equivalent('loss'), ...plus([-0.5, 0.6])).outcome).toBe('passed');
    expect(judged(equivalent('loss'), ...plus([4, 6])).outcome).toBe('failed');
    expect(judged(equivalent('loss'), ...plus([-6, -4])).outcome).toBe('failed');
    expect(judged(equivalent('loss'), ...plus([-20, 24])).outcome).toBe('inconclusive');
  });
  it('takes what did not change at all as passed, and one replication as nothing shown', () => {
    for (const gate of [notWorse('loss'), equivalent('loss')]) {
      const found = judged(gate, ...plus([0]));
      expect(found).toMatchObject({ outcome: 'passed', holds: 0, fails: 1 });
      expect(judged(gate, ...plus([50], 1)).outcome).toBe('inconclusive');
    }
  });
  it('takes a margin in units of the metric', () => {
    expect(judged(notWorse('loss', { absolute: 10 }), ...plus([4, 6])).outcome).toBe('passed');
    expect(judged(notWorse('loss', { absolute: 1 }), ...plus([4, 6])).outcome).toBe('failed');
  });
  it('of a share that is wanted takes the margin as one of what is missing', () => {
    const base = Array.from({ length: 40 }, (_, row) => 0.99 + (row % 3) * 0.001);
    // 1 % is missing or a little less: 0.0001 more is 1.1 % of it, 0.001 more is 11 %.
    const lower = (by: number): Sample =>
      sampleOf(
        'after',
        'availability',
        base.map((value, row) => value - by * (row % 2 === 0 ? 0.9 : 1.1)),
      );
    const baseline = sampleOf('before', 'availability', base);
    expect(judged(notWorse('availability'), baseline, lower(0.0001)).outcome).toBe('passed');
    const failed = judged(notWorse('availability'), baseline, lower(0.001));
    expect(failed).toMatchObject({ outcome: 'failed', isMissing: true });
    expect(failed.bound).toBeCloseTo(-0.02 * (1 - meanEstimate(baseline.columns[0]).mean), 12);
    expect(judged(equivalent('availability'), baseline, lower(-0.001)).outcome).toBe('failed');
    expect(judged(equivalent('availability'), baseline, lower(-0.0001)).outcome).toBe('passed');
    // The same test as that of what is missing, a loss.
    const loss = (sample: Sample): Sample =>
      sampleOf(
        sample.name,
        'loss',
        sample.columns[0].map((value) => 1 - value),
      );
    for (const by of [0.0001, 0.0002, -0.0002]) {
      const here = compareMetric(baseline, lower(by), 'availability', { share: 0.02 }, { resamples: 0 }).mean.tests;
      const there = compareMetric(loss(baseline), loss(lower(by)), 'loss', { share: 0.02 }, { resamples: 0 }).mean
        .tests;
      for (const p of ['notWorse', 'notBetter', 'improved', 'worse'] as const) expect(here[p]).toBeCloseTo(there[p], 9);
    }
  });
});

describe('a limit', () => {
  const ten = sampleOf(
    'x',
    'loss',
    Array.from({ length: 40 }, (_, row) => 9 + (row % 3)),
  );
  it('on a mean passes, fails, and is not decided', () => {
    const of = { of: 'mean' } as const;
    expect(judged(limited('loss', of, 11), ten, ten).outcome).toBe('passed');
    expect(judged(limited('loss', of, 9), ten, ten).outcome).toBe('failed');
    expect(judged(limited('loss', of, 10.05), ten, ten).outcome).toBe('inconclusive');
    expect(judged(limited('loss', of, 9, false), ten, ten).outcome).toBe('passed');
    expect(judged(limited('loss', of, 11, false), ten, ten).outcome).toBe('failed');
  });
  it('that is just met by what never varies is met', () => {
    const same = sampleOf('x', 'loss', new Float64Array(5).fill(3));
    for (const isAtMost of [true, false])
      expect(judged(limited('loss', { of: 'mean' }, 3, isAtMost), same, same).outcome).toBe('passed');
    expect(judged(limited('loss', { of: 'mean' }, 2.9), same, same).outcome).toBe('failed');
  });
  it('on a quantile is the exact binomial test', () => {
    // Twenty values 1 to 20; that the median is at most 15: P(15 or more of 20 at 1/2) = 21700 / 2^20.
    const twenty = sampleOf(
      'x',
      'time',
      Array.from({ length: 20 }, (_, row) => row + 1),
    );
    const median = { of: 'quantile', level: 0.5 } as const;
    const found = judged(limited('time', median, 15), twenty, twenty);
    expect(found.holds).toBeCloseTo(21700 / 2 ** 20, 12);
    expect(found.fails).toBeCloseTo(1 - 6196 / 2 ** 20, 12);
    expect(found.outcome).toBe('passed');
    // At least 15: P(14 or more of 20 below it) against P(14 or fewer).
    const other = judged(limited('time', median, 15, false), twenty, twenty);
    expect(other.fails).toBeCloseTo(60460 / 2 ** 20, 12);
    expect(other.holds).toBeCloseTo(1 - 21700 / 2 ** 20, 12);
    // Fifty-nine values within it are the fewest that show a 95th percentile: 0.95^59 = 0.0485.
    const least = (n: number): GateResult => {
      const sample = sampleOf('x', 'time', new Float64Array(n).fill(1));
      return judged(limited('time', { of: 'quantile', level: 0.95 }, 2), sample, sample);
    };
    expect(least(58)).toMatchObject({ outcome: 'inconclusive' });
    expect(least(59).outcome).toBe('passed');
    expect(least(59).holds).toBeCloseTo(0.95 ** 59, 12);
  });
  it('counts a censored time as beyond what it was watched for, and as unknown beyond that', () => {
    const half = sampleOf(
      'x',
      'time',
      Array.from({ length: 40 }, (_, row) => (row % 2 === 0 ? 10 : never)),
    );
    const p90 = { of: 'quantile', level: 0.9 } as const;
    expect(judged(limited('time', p90, 50), half, half)).toMatchObject({ outcome: 'failed', value: never });
    // Watched for 100 h: nobody knows whether it ends before 120 h.
    expect(judged(limited('time', p90, 120), half, half).outcome).toBe('inconclusive');
    expect(judged(limited('time', p90, 120, false), half, half).outcome).toBe('inconclusive');
    const share = { of: 'censoredShare' } as const;
    const found = judged(limited('time', share, 0.75), half, half);
    expect(found).toMatchObject({ outcome: 'passed', value: 0.5 });
    expect(found.holds).toBeCloseTo(binomialCdf(20, 40, 0.75), 12);
    expect(judged(limited('time', share, 0.25), half, half).outcome).toBe('failed');
    expect(judged(limited('time', share, 0.5), half, half).outcome).toBe('inconclusive');
    expect(judged(limited('time', share, 0), half, half).outcome).toBe('failed');
    // Restricted to 100 h: (10 + 100) / 2.
    const mean = judged(limited('time', { of: 'rmst' }, 90), half, half);
    expect(mean.outcome).toBe('passed');
    expect(mean.value).toBeCloseTo(55, 9);
    expect(judged(limited('time', { of: 'rmst' }, 20), half, half).outcome).toBe('failed');
  });
  it('on the mean of the worst tenth looks at the end that is bad', () => {
    const values = Array.from({ length: 100 }, (_, row) => (row + 0.5) / 100);
    const cvar = { of: 'cvar', level: 0.9 } as const;
    const high = sampleOf('x', 'availability', values);
    const low = sampleOf('x', 'loss', values);
    expect(judged(limited('availability', cvar, 0.5, false), high, high).value).toBeLessThan(0.1);
    expect(judged(limited('loss', cvar, 0.5), low, low).value).toBeCloseTo(0.95, 9);
  });
  it('on a question that never arose is not decided', () => {
    const nothing = sampleOf('x', 'time', [none, none, none]);
    for (const of of [{ of: 'rmst' }, { of: 'quantile', level: 0.95 }, { of: 'censoredShare' }] as const)
      expect(judged(limited('time', of, 1), nothing, nothing).outcome).toBe('inconclusive');
  });
});

describe('the test of a skewed mean', () => {
  it('is Student’s where there is no skewness, agrees with its interval, and is turned round with the values', () => {
    const even = Float64Array.of(-3, -1, 0, 1, 3);
    expect(skewedMean(even).atMostP(-2)).toBeCloseTo(atMostP(meanEstimate(even), -2), 12);
    const column = Float64Array.of(0, 0, 0, 1, 0, 0, 9, 0, 2, 0, 0, 0, 30);
    const { ci95, atMostP: most, atLeastP: least } = skewedMean(column);
    expect(most(ci95[0])).toBeCloseTo(0.025, 9);
    expect(least(ci95[1])).toBeCloseTo(0.025, 9);
    const turned = skewedMean(column.map((value) => -value));
    expect(turned.atLeastP(-1)).toBeCloseTo(most(1), 12);
    // What is rare and great may have been missed: the mean may be farther above than below.
    const { mean } = meanEstimate(column);
    expect(ci95[1] - mean).toBeGreaterThan(mean - ci95[0]);
  });
  it('errs less than Student’s where a great difference is rare', () => {
    const uniform = uniforms('rare');
    const experiments = 2000;
    let plain = 0;
    let skewed = 0;
    for (let experiment = 0; experiment < experiments; experiment++) {
      // Of 400 values one in twenty is exponential with mean 20, the others 0: mean 1.
      const column = drawn(400, () => (uniform() < 0.05 ? -20 * Math.log(uniform()) : 0));
      if (atLeastP(meanEstimate(column), 1) <= 0.025) plain++;
      if (skewedMean(column).atLeastP(1) <= 0.025) skewed++;
    }
    expect(plain / experiments).toBeGreaterThan(0.045);
    expect(skewed / experiments).toBeLessThan(0.042);
  });
});

describe('several gates and looks', () => {
  const [baseline, candidate] = plus([-2, 5.4], 60);
  it('share their chance of error by Holm', () => {
    const p = judged(notWorse('loss', { share: 0.025 }), baseline, candidate).holds;
    const easy = notWorse('loss', { share: 0.5 });
    const hard = notWorse('loss', { share: 0.025 });
    // Beside one that is sure to pass it keeps its p; beside one that is as hard both are doubled.
    expect(judge(gatesOf([hard, easy]), () => baseline, [candidate], 1)[0].holds).toBeCloseTo(p, 12);
    const twice = judge(gatesOf([hard, hard]), () => baseline, [candidate], 1);
    for (const { holds } of twice) expect(holds).toBeCloseTo(Math.min(1, 2 * p), 12);
  });
  it('share it among looks by Bonferroni', () => {
    const { holds } = judged(notWorse('loss', { share: 0.025 }), baseline, candidate);
    const gates = (errorRate: number): Gates => gatesOf([notWorse('loss', { share: 0.025 })], errorRate);
    const outcome = (errorRate: number, looks: number): string =>
      judge(gates(errorRate), () => baseline, [candidate], looks)[0].outcome;
    expect(outcome(holds * 1.001, 1)).toBe('passed');
    expect(outcome(holds * 3.99, 4)).not.toBe('passed');
    expect(outcome(holds * 4.01, 4)).toBe('passed');
  });
  it('are as many as doublings from the first to the most', () => {
    expect([
      looksUpTo(200, 200),
      looksUpTo(200, 201),
      looksUpTo(200, 400),
      looksUpTo(200, 1600),
      looksUpTo(300, 1000),
      looksUpTo(200, 100),
    ]).toEqual([1, 2, 2, 4, 3, 1]);
  });
  it('are of every protocol where none is named', () => {
    const other = { ...candidate, name: 'other' };
    const told = judge(gatesOf([notWorse('loss')]), () => baseline, [candidate, other], 1);
    expect(told.map(({ protocol }) => protocol)).toEqual(['after', 'other']);
  });
});

describe('rates of error', () => {
  const EXPERIMENTS = 1000;
  /** Three binomial standard deviations above the rate. */
  const most = (rate: number): number => rate + 3 * Math.sqrt((rate * (1 - rate)) / EXPERIMENTS);

  it('over three looks at growing data stay below what is stated', () => {
    const normal = normals('looks');
    const counts = [50, 100, 200];
    let passed = 0;
    let failed = 0;
    for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
      const base = drawn(200, () => 100 + 5 * normal());
      // Worse by just the margin: neither claim is wrong by more than chance.
      const worse = base.map((value) => 1.02 * value + 6 * normal());
      for (const count of counts) {
        const { outcome } = judged(
          notWorse('loss'),
          sampleOf('a', 'loss', base.subarray(0, count)),
          sampleOf('b', 'loss', worse.subarray(0, count)),
          counts.length,
        );
        if (outcome === 'inconclusive') continue;
        if (outcome === 'passed') passed++;
        else failed++;
        break;
      }
    }
    expect(passed / EXPERIMENTS).toBeLessThanOrEqual(most(0.05));
    expect(failed / EXPERIMENTS).toBeLessThanOrEqual(most(0.05));
    // And the chance is used, not hoarded.
    expect(passed / EXPERIMENTS).toBeGreaterThan(0.02);
  });

  it('through the simulator: unchanged always passes, at the margin rarely, much worse never', () => {
    const { model, siloArea, pooledArea } = pooledAgainstSilo();
    const runner = new Runner(model);
    const seeds = 100;
    const rates = { unchanged: 0, margin: 0, worse: 0 };
    for (let seed = 0; seed < seeds; seed++) {
      runner.rekey(keyFrom(seedrandom(`gate ${seed}`)));
      const [silo, pooled] = samplesOf(runner.run(0, 100));
      const gate = notWorse('lostUserHours');
      // The pooled losses times a number of which the true mean is known: so many times that of the silos.
      const scaled = (times: number): Sample => {
        const { column } = columnOf(pooled, 'lostUserHours');
        const factor = (times * siloArea) / pooledArea;
        return {
          ...pooled,
          columns: pooled.columns.map((own) => (own === column ? own.map((value) => factor * value) : own)),
        };
      };
      if (judged(gate, silo, { ...silo, name: 'again' }).outcome === 'passed') rates.unchanged++;
      if (judged(gate, silo, scaled(1.02)).outcome === 'passed') rates.margin++;
      if (judged(gate, silo, scaled(1.3)).outcome === 'failed') rates.worse++;
    }
    expect(rates.unchanged).toBe(seeds);
    // 5 of 100 are expected at the most: 12 or more come with a chance of 0.4 %.
    expect(rates.margin).toBeLessThan(12);
    expect(rates.worse).toBeGreaterThan(90);
  });
});
