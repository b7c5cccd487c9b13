/** What weighted replications come to beside plain ones, and how censored times are counted. */
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { Addresses, Draws, keyFrom } from '../../src/engine/draws.ts';
import { isMistake } from '../../src/experiment/designs/factor.ts';
import { emptyOutcomes } from '../../src/experiment/outcomes.ts';
import { findingsOf, WeightedColumns } from '../../src/experiment/rare-estimates.ts';
import {
  gainOverPlain,
  importanceDesign,
  importanceSchema,
  isRefusal,
  type MagnitudeLaw,
  refusalBefore,
  strataDesign,
  strataSchema,
  stratumMeans,
  type WeightedDesign,
  weightedMean,
} from '../../src/experiment/rare-events.ts';
import { magnitudeOf, rateAbove } from '../../src/hazard/seismicity/gutenberg-richter.ts';

const LAW = { b: 1, min: 5, max: 7.5 };
const draws = (): Draws => new Draws(keyFrom(seedrandom('rare')), new Addresses());
const design = (made: WeightedDesign | { found: string; expected: string }): WeightedDesign => {
  if (isMistake(made)) throw new Error(`${made.found}, not ${made.expected}`);
  return made;
};
const strata = (count: number, replications: number, allocation: 'equal' | 'proportional'): WeightedDesign =>
  design(
    strataDesign(
      strataSchema.parse({ path: 'hazards[0].magnitude', ...LAW, count, replications, allocation }),
      draws(),
    ),
  );

/** Variance of `f` of a magnitude that follows a law, by the midpoint rule in probability. */
function varianceUnder({ b, min, max }: MagnitudeLaw, f: (m: number) => number): number {
  const values = Array.from({ length: 20_000 }, (_, step) => f(magnitudeOf((step + 0.5) / 20_000, b, min, max)));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

/** One outcome a magnitude. */
const columnsOf = ({ points }: WeightedDesign, f: (m: number) => number): Float64Array[] =>
  points.map(({ magnitude }) => Float64Array.of(typeof magnitude === 'number' ? f(magnitude) : Number.NaN));

describe('the gain over plain sampling', () => {
  it.each(['equal', 'proportional'] as const)('is the ratio of the variances, with %s strata', (allocation) => {
    const f = (m: number): number => 10 ** (0.3 * (m - 5));
    const made = strata(5, 4000, allocation);
    const columns = columnsOf(made, f);
    const estimate = weightedMean(made, columns);
    if (isRefusal(estimate)) throw new Error(estimate.refused);
    let variance = 0;
    for (const [stratum, probability] of made.probabilities.entries()) {
      const own = { b: LAW.b, min: 5 + stratum / 2, max: 5.5 + stratum / 2 };
      const count = made.points.filter((point) => point.stratum === stratum).length;
      variance += (probability ** 2 * varianceUnder(own, f)) / count;
    }
    const truth = varianceUnder(LAW, f) / 4000 / variance;
    expect(gainOverPlain(made, columns, estimate) / truth).toBeGreaterThan(0.85);
    expect(gainOverPlain(made, columns, estimate) / truth).toBeLessThan(1.15);
    expect(truth).toBeGreaterThan(1);
  });

  it('is unknown where strata leave nothing to chance, and the estimate is the law itself', () => {
    const made = strata(5, 100, 'equal');
    const columns = columnsOf(made, (m) => (m > 6.5 ? 1 : 0));
    const estimate = weightedMean(made, columns);
    if (isRefusal(estimate)) throw new Error(estimate.refused);
    expect(estimate.value).toBeCloseTo(rateAbove(6.5, 1, LAW.b, LAW.min, LAW.max), 12);
    expect(gainOverPlain(made, columns, estimate)).toBeNaN();
    expect(stratumMeans(made, columns)).toEqual([0, 0, 0, 1, 1].map((mean) => expect.closeTo(mean, 12)));
  });
});

it('weights that are worth too little are refused before anything is run, and only then', () => {
  const importance = (proposal: number): WeightedDesign =>
    design(
      importanceDesign(
        importanceSchema.parse({ path: 'hazards[0].magnitude', ...LAW, proposal, replications: 200 }),
        draws(),
      ),
    );
  for (const proposal of [1, 0.5, 0, -1, -3]) {
    const made = importance(proposal);
    const early = refusalBefore(made);
    const late = weightedMean(
      made,
      columnsOf(made, (m) => m),
    );
    expect(early === undefined).toBe(!isRefusal(late));
    if (early !== undefined && isRefusal(late)) expect(early).toEqual(late);
  }
  expect(refusalBefore(importance(1))).toBeUndefined();
  expect(refusalBefore(importance(-3))).toBeDefined();
  expect(refusalBefore(strata(5, 20, 'equal'))).toBeUndefined();
});

it('a censored time counts as the time watched in a mean, and as above whatever is asked', () => {
  const made = design(
    strataDesign(strataSchema.parse({ path: 'hazards[0].magnitude', ...LAW, count: 1, replications: 4 }), draws(), {
      within: 'law',
    }),
  );
  const metric = { name: 'hours', kind: 'time' as const, unit: 'h', label: 'hours' };
  const like = { horizonHours: 100, people: 1, siteCount: 1, metrics: [metric], groups: [], qualities: [] };
  const outcomes = emptyOutcomes(0, 4, like, ['plain']);
  outcomes.onset.set([10, 10, 10, Number.NaN]);
  outcomes.variants[0].columns[0].set([20, 40, Number.POSITIVE_INFINITY, Number.NaN]);
  const questions = { metrics: [0], thresholds: [{ metric: 0, above: 30, written: '30' }] };
  const columns = new WeightedColumns(questions, 1);
  columns.add(outcomes, [4]);
  const found = findingsOf(made, columns, questions, 1);
  if (isRefusal(found)) throw new Error(found.refused);
  const [mean] = found.means;
  expect(mean.estimate.value).toBeCloseTo((20 + 40 + 90) / 3, 12);
  expect(mean.estimate.arisenShare).toBeCloseTo(0.75, 12);
  expect(mean.censoredShare).toBeCloseTo(1 / 3, 12);
  expect(found.chances[0].estimate.value).toBeCloseTo(0.5, 12);
});
