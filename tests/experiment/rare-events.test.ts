import fc from 'fast-check';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { Addresses, Draws, keyFrom, PURPOSE } from '../../src/engine/draws.ts';
import { normalQuantile } from '../../src/engine/normal.ts';
import { isMistake, type Mistake } from '../../src/experiment/designs/factor.ts';
import {
  allocationShares,
  densityRatio,
  deviationsOf,
  effectiveSize,
  type ImportanceBlock,
  importanceDesign,
  importanceSchema,
  isRefusal,
  LEAST_EFFECTIVE,
  pilotOf,
  type Refusal,
  type StrataBlock,
  strataDesign,
  strataOf,
  strataSchema,
  unitsByShare,
  type WeightedDesign,
  type WeightedEstimate,
  weightedExceedance,
  weightedMean,
} from '../../src/experiment/rare-events.ts';
import { Runner } from '../../src/experiment/run.ts';
import { magnitudeOf } from '../../src/hazard/seismicity/gutenberg-richter.ts';
import { compiledFrom, metricOf } from '../worlds.ts';

const drawsOf = (seed: number): Draws => new Draws(keyFrom(seedrandom(String(seed))), new Addresses());
const PATH = 'hazards[0].earthquake.magnitude';
const strataBlock = (more: Record<string, unknown> = {}): StrataBlock =>
  strataSchema.parse({ path: PATH, b: 1, min: 5, max: 7.5, count: 5, replications: 200, ...more });
const importanceBlock = (more: Record<string, unknown> = {}): ImportanceBlock =>
  importanceSchema.parse({ path: PATH, b: 1, min: 5, max: 7.5, proposal: 0.2, replications: 500, ...more });
const right = (design: WeightedDesign | Mistake): WeightedDesign => {
  if (isMistake(design)) throw new Error(`found ${design.found}, expected ${design.expected}`);
  return design;
};
const told = (estimate: WeightedEstimate | Refusal): WeightedEstimate => {
  if (isRefusal(estimate)) throw new Error(estimate.refused);
  return estimate;
};

/**
 * A world in little: the loss of an earthquake is 0 below a threshold that varies from replication to replication, and
 * grows with the magnitude beyond it. A point that is a law draws its own magnitudes.
 */
function lossesOf(design: WeightedDesign, draws: Draws): Float64Array[] {
  const handle = draws.addresses.handle('toy');
  return design.points.map(({ magnitude, first, count }) =>
    Float64Array.from({ length: count }, (_, row) => {
      draws.replication = first + row;
      const noise = 0.3 * normalQuantile(draws.uniform(handle, PURPOSE.betweenEvent));
      const m =
        typeof magnitude === 'number'
          ? magnitude
          : magnitudeOf(draws.uniform(handle, PURPOSE.quakeMagnitude), magnitude.b, magnitude.min, magnitude.max);
      draws.replication = 0;
      return Math.max(0, m + noise - 6.3);
    }),
  );
}

/** Mean of that loss and the chance that it is above 0.5, by a fine rule over magnitude and noise. */
function truth(): { mean: number; chance: number } {
  let mean = 0;
  let chance = 0;
  const n = 1500;
  for (let i = 0; i < n; i++) {
    const m = magnitudeOf((i + 0.5) / n, 1, 5, 7.5);
    for (let j = 0; j < n; j++) {
      const loss = Math.max(0, m + 0.3 * normalQuantile((j + 0.5) / n) - 6.3);
      mean += loss;
      if (loss > 0.5) chance++;
    }
  }
  return { mean: mean / n ** 2, chance: chance / n ** 2 };
}
const known = truth();

describe('strata of magnitudes', () => {
  it('have probabilities that sum to 1, and laws that make up the whole law (property)', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 2.5, noNaN: true }),
        fc.double({ min: 3, max: 7, noNaN: true }),
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (b, min, width, count, share) => {
          const max = min + width;
          const strata = strataOf({ b, min, max, count });
          expect(strata.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
          // The share of the whole law below any magnitude is that of the strata below it and its part of its own.
          const m = magnitudeOf(share, b, min, max);
          let below = 0;
          for (const stratum of strata) {
            const part = -Math.expm1(-b * Math.LN10 * (Math.min(Math.max(m, stratum.min), stratum.max) - stratum.min));
            below += (stratum.probability * part) / -Math.expm1(-b * Math.LN10 * (stratum.max - stratum.min));
          }
          expect(below).toBeCloseTo(share, 9);
        },
      ),
    );
  });
  it('are given whole units, at least two each, as near to their shares as can be (property)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 500 }),
        (sizes, more) => {
          const sum = sizes.reduce((total, size) => total + size, 0);
          const shares = sizes.map((size) => (sum > 0 ? size / sum : 1 / sizes.length));
          const total = 2 * sizes.length + more;
          const counts = unitsByShare(shares, total);
          expect(counts.reduce((all, count) => all + count, 0)).toBe(total);
          for (const count of counts) expect(count).toBeGreaterThanOrEqual(2);
          // Where every share is worth its two units, none is off by one or more.
          if (shares.every((share) => share * total >= 2))
            for (const [index, count] of counts.entries())
              expect(Math.abs(count - shares[index] * total)).toBeLessThan(1 + 1e-9);
        },
      ),
    );
    // Two each for the last two; of the 96 that are left, 96 / 0.97 times 0.68, 0.22 and 0.07: 67.3, 21.8 and 6.9.
    expect(unitsByShare([0.68, 0.22, 0.07, 0.02, 0.01], 100)).toEqual([67, 22, 7, 2, 2]);
    expect(unitsByShare([1, 0, 0], 10)).toEqual([6, 2, 2]);
  });
  it('are shared out by probability, alike, or by probability times deviation', () => {
    expect(allocationShares('proportional', [0.75, 0.25])).toEqual([0.75, 0.25]);
    expect(allocationShares('equal', [0.75, 0.25])).toEqual([0.5, 0.5]);
    expect(allocationShares('neyman', [0.75, 0.25], [1, 9])).toEqual([0.25, 0.75]);
    expect(allocationShares('neyman', [0.75, 0.25], [0, 0])).toEqual([0.75, 0.25]);
    expect(() => allocationShares('neyman', [0.75, 0.25])).toThrow('a deviation a stratum');
  });
});

describe('a design of strata', () => {
  it.each([
    ['magnitudes', 'proportional', 1],
    ['magnitudes', 'equal', 10],
    ['law', 'proportional', 1],
  ] as const)(
    'of %s, %s, %d on each has weights that sum to 1 and replications of its own',
    (within, allocation, perMagnitude) => {
      const design = right(strataDesign(strataBlock({ allocation, perMagnitude }), drawsOf(1), { within, first: 70 }));
      let next = 70;
      let sum = 0;
      const byStratum = design.probabilities.map(() => 0);
      const strata = strataOf(strataBlock());
      for (const { magnitude, stratum, first, count, weight } of design.points) {
        expect(first).toBe(next);
        next += count;
        sum += count * weight;
        byStratum[stratum] += count * weight;
        const { min, max } = strata[stratum];
        if (typeof magnitude === 'number') {
          expect(magnitude).toBeGreaterThanOrEqual(min);
          expect(magnitude).toBeLessThanOrEqual(max);
        } else expect(magnitude).toEqual({ b: 1, min, max });
      }
      expect(next).toBe(270);
      expect(sum).toBeCloseTo(1, 12);
      for (const [stratum, weight] of byStratum.entries())
        expect(weight).toBeCloseTo(design.probabilities[stratum], 12);
      expect(design.points).toHaveLength(within === 'law' ? 5 : 200 / perMagnitude);
    },
  );
  it('tells of too few replications', () => {
    expect(strataDesign(strataBlock({ replications: 9 }), drawsOf(1))).toMatchObject({
      found: '9 replications for 5 strata',
      expected: 'at least 10: 2 magnitudes a stratum',
    });
    expect(strataDesign(strataBlock({ replications: 90, perMagnitude: 10 }), drawsOf(1))).toMatchObject({
      found: '90 replications, 10 on each magnitude, for 5 strata',
      expected: 'at least 100: 2 magnitudes a stratum',
    });
  });
  it('tells what is wrong with a block', () => {
    const issues = (more: Record<string, unknown>) =>
      strataSchema.safeParse({ path: PATH, b: 1, min: 5, max: 7.5, count: 5, replications: 9, ...more }).error?.issues;
    expect(issues({})).toBeUndefined();
    expect(issues({ max: 5 })?.[0]).toMatchObject({ path: ['max'], message: 'a greatest magnitude above the least' });
    expect(issues({ allocation: 'optimal' })?.[0].path).toEqual(['allocation']);
    expect(issues({ b: 0 })?.[0].path).toEqual(['b']);
    expect(issues({ counts: 5 })?.[0].code).toBe('unrecognized_keys');
  });
  it('has the plain mean and Student interval of one stratum', () => {
    const design = right(strataDesign(strataBlock({ count: 1, replications: 5 }), drawsOf(1)));
    const estimate = told(
      weightedMean(
        design,
        [4, 1, 3, 2, 5].map((value) => Float64Array.of(value)),
      ),
    );
    expect(estimate.value).toBeCloseTo(3, 12);
    expect(estimate.standardError).toBeCloseTo(Math.sqrt(2.5 / 5), 12);
    expect(estimate.ci95[1]).toBeCloseTo(3 + 2.7764451051977987 * Math.sqrt(0.5), 9);
    expect(estimate.effectiveSize).toBeCloseTo(5, 12);
    expect(estimate.arisenShare).toBeCloseTo(1, 12);
  });
  it('leaves out what does not arise, as a ratio', () => {
    const design = right(strataDesign(strataBlock({ count: 2, replications: 4 }), drawsOf(1)));
    const [low, high] = design.probabilities;
    const estimate = told(
      weightedMean(
        design,
        [Number.NaN, 2, 6, 8].map((value) => Float64Array.of(value)),
      ),
    );
    expect(estimate.arisenShare).toBeCloseTo(low / 2 + high, 12);
    expect(estimate.value).toBeCloseTo((low + 7 * high) / (low / 2 + high), 12);
    const none = told(
      weightedMean(
        design,
        design.points.map(() => Float64Array.of(Number.NaN)),
      ),
    );
    expect(none).toMatchObject({ value: Number.NaN, arisenShare: 0 });
  });
  it('does not take a censored time for a number', () => {
    const design = right(strataDesign(strataBlock({ count: 1, replications: 2 }), drawsOf(1)));
    const columns = [Float64Array.of(1), Float64Array.of(Number.POSITIVE_INFINITY)];
    expect(() => weightedMean(design, columns)).toThrow('censored');
    expect(told(weightedExceedance(design, columns, 2)).value).toBeCloseTo(0.5, 12);
  });

  it.each([
    ['magnitudes, one replication on each', 'magnitudes', 1],
    ['magnitudes, five replications on each', 'magnitudes', 5],
    ['laws', 'law', 1],
  ] as const)(
    'of %s is unbiased, and its intervals cover 95 times in 100, within chance',
    (_, within, perMagnitude) => {
      let covered = 0;
      let chanceCovered = 0;
      let sum = 0;
      let squares = 0;
      const trials = 400;
      for (let seed = 0; seed < trials; seed++) {
        const draws = drawsOf(seed);
        const block = strataBlock({ allocation: 'equal', replications: 200, perMagnitude });
        const design = right(strataDesign(block, draws, { within }));
        const columns = lossesOf(design, draws);
        const { value, ci95 } = told(weightedMean(design, columns));
        if (ci95[0] <= known.mean && known.mean <= ci95[1]) covered++;
        const chance = told(weightedExceedance(design, columns, 0.5)).ci95;
        if (chance[0] <= known.chance && known.chance <= chance[1]) chanceCovered++;
        sum += value;
        squares += value * value;
      }
      const mean = sum / trials;
      const deviation = Math.sqrt(squares / trials - mean ** 2);
      expect(Math.abs(mean - known.mean)).toBeLessThan((4 * deviation) / Math.sqrt(trials));
      // Binomial, 400 at 0.95: standard deviation 0.011. The losses are skewed, and Wilson's intervals rather wide.
      expect(covered / trials).toBeGreaterThan(0.9);
      expect(covered / trials).toBeLessThan(0.99);
      expect(chanceCovered / trials).toBeGreaterThan(0.92);
    },
  );
  it('beats a plain sample of the same size where losses are rare', () => {
    const variance = (block: StrataBlock): number => {
      const values = Array.from({ length: 100 }, (_, seed) => {
        const draws = drawsOf(seed);
        const design = right(strataDesign(block, draws));
        return told(weightedMean(design, lossesOf(design, draws))).value;
      });
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    };
    expect(variance(strataBlock({ count: 5, allocation: 'equal' }))).toBeLessThan(
      0.5 * variance(strataBlock({ count: 1 })),
    );
  });
  it('of Neyman learns from a pilot where to look, and still looks everywhere', () => {
    const draws = drawsOf(1);
    const block = strataBlock({ allocation: 'neyman', replications: 1000 });
    const pilot = right(strataDesign(pilotOf(block), draws));
    expect(pilot.points).toHaveLength(100);
    const deviations = deviationsOf(pilot, lossesOf(pilot, draws));
    expect(deviations[0]).toBe(0);
    expect(deviations[4]).toBeGreaterThan(0.1);
    const design = right(strataDesign(block, draws, { deviations, first: 100 }));
    expect(design.points[0].first).toBe(100);
    const counts = design.probabilities.map(
      (_, index) => design.points.filter(({ stratum }) => stratum === index).length,
    );
    // The lowest stratum has 0.69 of the earthquakes and no loss in the pilot: a tenth of its due is left to it.
    expect(counts[0]).toBeGreaterThan(60);
    expect(counts[0]).toBeLessThan(80);
    expect(counts[4]).toBeGreaterThan(counts[0]);
    const magnitudes = [...pilot.points, ...design.points].map(({ magnitude }) => magnitude);
    expect(new Set(magnitudes).size).toBe(1100);
  });
});

describe('an exceedance that was never seen', () => {
  it('still may be as likely as the replications leave room for', () => {
    const design = right(strataDesign(strataBlock({ count: 1, replications: 100 }), drawsOf(1)));
    const none = design.points.map(() => Float64Array.of(0));
    const { value, ci95 } = told(weightedExceedance(design, none, 1));
    expect(value).toBe(0);
    // Wilson (1927): z^2 / (n + z^2).
    expect(ci95[0]).toBe(0);
    expect(ci95[1]).toBeCloseTo(3.841458820694124 / 103.841458820694124, 12);
    const all = told(weightedExceedance(design, none, -1));
    expect(all.value).toBeCloseTo(1, 12);
    expect(all.ci95[0]).toBeCloseTo(1 - ci95[1], 12);
  });
  it('has Wilson’s interval where there is one stratum', () => {
    const design = right(strataDesign(strataBlock({ count: 1, replications: 10 }), drawsOf(1)));
    const columns = design.points.map((_, index) => Float64Array.of(index < 3 ? 1 : 0));
    const { ci95 } = told(weightedExceedance(design, columns, 0.5));
    // 3 of 10, R 4: prop.test(3, 10, correct = FALSE).
    expect(ci95[0]).toBeCloseTo(0.1077912674, 8);
    expect(ci95[1]).toBeCloseTo(0.603221854, 8);
  });
});

describe('importance', () => {
  it('has weights that sum to 1 and that are the ratio of the laws', () => {
    const { points } = right(importanceDesign(importanceBlock({ perMagnitude: 2 }), drawsOf(1), 30));
    expect(points).toHaveLength(250);
    expect(points.reduce((sum, { weight, count }) => sum + weight * count, 0)).toBeCloseTo(1, 12);
    expect(points[3].first).toBe(36);
    const [a, b] = points.map(({ magnitude }) => Number(magnitude));
    expect(points[0].weight / points[1].weight).toBeCloseTo(10 ** (-0.8 * (a - b)), 9);
  });
  it.each([0.2, 0, -0.5, 1])('has a ratio of densities with mean 1 under a proposal of slope %d', (slope) => {
    const proposal = { b: slope, min: 5, max: 7.5 };
    const n = 20_000;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const u = (i + 0.5) / n;
      const m = slope === 0 ? 5 + 2.5 * u : magnitudeOf(u, slope, 5, 7.5);
      sum += densityRatio(m, { b: 1, min: 5, max: 7.5 }, proposal);
    }
    expect(sum / n).toBeCloseTo(1, 6);
  });
  it('knows what weights are worth', () => {
    expect(effectiveSize([1, 1, 1, 1])).toBe(4);
    expect(effectiveSize([1, 0, 0])).toBe(1);
    expect(effectiveSize([2, 1, 1])).toBeCloseTo(16 / 6, 12);
    expect(effectiveSize([])).toBe(0);
    const same = right(importanceDesign(importanceBlock({ proposal: 1 }), drawsOf(1)));
    const columns = lossesOf(same, drawsOf(1));
    expect(told(weightedMean(same, columns)).effectiveSize).toBeCloseTo(500, 9);
  });
  it('refuses an estimate that rests on few magnitudes', () => {
    // Nearly all are great: the few small ones carry all the weight.
    const design = right(importanceDesign(importanceBlock({ proposal: -2, replications: 200 }), drawsOf(1)));
    const columns = lossesOf(design, drawsOf(1));
    for (const estimate of [weightedMean(design, columns), weightedExceedance(design, columns, 0.5)]) {
      expect(isRefusal(estimate)).toBe(true);
      expect(estimate.effectiveSize).toBeLessThan(LEAST_EFFECTIVE);
      if (isRefusal(estimate)) expect(estimate.refused).toMatch(/^the weights are worth \d+\.\d magnitudes/);
    }
    expect(importanceDesign(importanceBlock({ replications: 400, perMagnitude: 10 }), drawsOf(1))).toMatchObject({
      found: '400 replications, 10 on each magnitude',
      expected: 'at least 50 magnitudes: 500 replications',
    });
  });
  it('is unbiased to within its error, and its intervals cover 95 times in 100, within chance', () => {
    const trials = 300;
    let covered = 0;
    let chanceCovered = 0;
    for (let seed = 0; seed < trials; seed++) {
      const draws = drawsOf(seed);
      const design = right(importanceDesign(importanceBlock({ proposal: 0.2 }), draws));
      const columns = lossesOf(design, draws);
      const { ci95 } = told(weightedMean(design, columns));
      if (ci95[0] <= known.mean && known.mean <= ci95[1]) covered++;
      const chance = told(weightedExceedance(design, columns, 0.5)).ci95;
      if (chance[0] <= known.chance && known.chance <= chance[1]) chanceCovered++;
    }
    // Binomial, 300 at 0.95: standard deviation 0.013.
    expect(covered / trials).toBeGreaterThan(0.95 - 4 * 0.013);
    expect(covered / trials).toBeLessThan(0.995);
    expect(chanceCovered / trials).toBeGreaterThan(0.95 - 4 * 0.013);
    expect(chanceCovered / trials).toBeLessThan(0.995);
  });
  it('that never sees an exceedance leaves room for the heaviest weight', () => {
    const design = right(importanceDesign(importanceBlock(), drawsOf(1)));
    const none = design.points.map(() => Float64Array.of(0));
    const heaviest = Math.max(...design.points.map(({ weight }) => weight));
    const { ci95 } = told(weightedExceedance(design, none, 1));
    expect(ci95[0]).toBe(0);
    expect(ci95[1]).toBeCloseTo(3.841458820694124 / (1 / heaviest + 3.841458820694124), 12);
  });
});

describe('in the simulator', () => {
  /** User-hours lost when an earthquake of each magnitude strikes two sites, on the replications of its point. */
  const lostUserHours = (design: WeightedDesign): Float64Array[] =>
    design.points.map(({ magnitude, first, count }) => {
      const earthquake = { magnitude, epicentre: [0.5, 10.1], depthKm: 12, strike: 30 };
      const { model } = compiledFrom({ hazards: [{ earthquake }], horizon: '60d' });
      return metricOf(new Runner(model).run(first, count), 'lostUserHours');
    });

  it('strata and importance come to the same loss of an earthquake of any magnitude', () => {
    const sizes = { replications: 640, perMagnitude: 8 };
    const strata = right(strataDesign(strataBlock(sizes), drawsOf(1)));
    const importance = right(importanceDesign(importanceBlock({ ...sizes, proposal: 0.6 }), drawsOf(2), 640));
    const [a, b] = [strata, importance].map((design) => told(weightedMean(design, lostUserHours(design))));
    expect(a.value).toBeGreaterThan(0);
    // 0.1 % of two means apart by chance alone.
    expect(Math.abs(a.value - b.value) / Math.hypot(a.standardError, b.standardError)).toBeLessThan(3.29);
    expect(a.standardError).toBeLessThan(0.5 * a.value);
    expect(b.standardError).toBeLessThan(0.5 * b.value);
  });
});
