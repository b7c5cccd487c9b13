/** Shares of the variance of an output that factors account for, alone and with all others. Sobol (1993, 2001). */
import { assert } from '../../engine/assert.ts';
import { type Draws, PURPOSE } from '../../engine/draws.ts';
import type { Mistake } from '../designs/factor.ts';
import { SOBOL_DIMENSIONS, shiftsOf, sobolPoints } from '../designs/sobol.ts';
import { quantileOf } from '../statistics.ts';

/** Each of them takes two dimensions of the sequence, one for either matrix. */
const MOST_FACTORS = Math.floor(SOBOL_DIMENSIONS / 2);

export interface SobolPlan {
  readonly names: readonly string[];
  /** Rows of the matrices A and B. */
  readonly rows: number;
  /** A row by row, then B, then A with column 1 of B, with column 2, and so on: rows x (factors + 2) points. */
  readonly points: readonly Float64Array[];
}

type Interval = readonly [number, number];

/** An output that varies by less than this share of its size is a constant, up to rounding. */
const CONSTANT = 1e-13;

interface SobolIndex {
  readonly name: string;
  /** Share of the variance that would be gone, on average, were this factor known. */
  readonly first: number;
  readonly firstCi95: Interval;
  /** Share of the variance that would be left, on average, were all others known. */
  readonly total: number;
  readonly totalCi95: Interval;
}

export interface SobolIndices {
  readonly mean: number;
  readonly variance: number;
  /** Not a number where the output never varies. */
  readonly factors: readonly SobolIndex[];
}

/**
 * Matrices A and B and those between, from a shifted Sobol sequence in twice as many dimensions as factors.
 * Saltelli et al. (2010), Comput. Phys. Commun. 181:259-270, section 3.
 * @param names of the factors @param rows a power of two, for the sequence to be even
 */
export function sobolPlan(names: readonly string[], rows: number, draws: Draws): SobolPlan | Mistake {
  const factors = names.length;
  if (factors < 1 || factors > MOST_FACTORS)
    return { found: `${factors} factors`, expected: `1 to ${MOST_FACTORS} factors (Morris takes more)` };
  if (!Number.isInteger(Math.log2(rows)) || rows < 2)
    return { found: `${rows} rows`, expected: 'a power of two of at least 2, such as 256' };
  const dimensions = [...names.map((name) => `A/${name}`), ...names.map((name) => `B/${name}`)];
  const both = sobolPoints(2 * factors, rows, shiftsOf(dimensions, draws));
  const a = both.map((row) => row.slice(0, factors));
  const b = both.map((row) => row.slice(factors));
  const between = names.flatMap((_, factor) =>
    a.map((row, place) => row.map((value, column) => (column === factor ? b[place][factor] : value))),
  );
  return { names, rows, points: [...a, ...b, ...between] };
}

/** Sums over rows from which all indices follow. */
interface Sums {
  readonly mean: number;
  readonly variance: number;
  readonly first: Float64Array;
  readonly total: Float64Array;
}

/**
 * Indices of all factors: the first by Saltelli et al. (2010), table 2 (b), the total by Jansen (1999), table 2 (f).
 * Intervals are percentiles of a bootstrap over rows (Archer, Saltelli & Sobol 1997). They take the rows for
 * independent, so that with the sequence's even rows they are rather too wide.
 * @param outputs one a point of the plan, in the same order: finite numbers
 */
export function sobolIndices(
  { names, rows, points }: SobolPlan,
  outputs: Float64Array,
  draws: Draws,
  resamples: number = 1000,
): SobolIndices {
  assert(outputs.length === points.length, 'one output a point');
  assert(
    outputs.every((value) => Number.isFinite(value)),
    'outputs are finite',
  );
  const factors = names.length;
  let middle = 0;
  for (let point = 0; point < 2 * rows; point++) middle += outputs[point];
  middle /= 2 * rows;
  // About the mean: a large one would drown the products in what they have in common.
  const isStill = outputs.every((value) => Math.abs(value - middle) <= CONSTANT * Math.abs(middle));
  const centred = outputs.map((value) => (isStill ? 0 : value - middle));
  const estimate = sumsOf(centred, rows, factors, new Float64Array(rows).fill(1));
  const firsts = names.map(() => new Float64Array(resamples));
  const totals = names.map(() => new Float64Array(resamples));
  const counts = new Float64Array(rows);
  for (let resample = 0; resample < resamples; resample++) {
    const handle = draws.addresses.handle(`sensitivity/sobol/${resample}`);
    counts.fill(0);
    for (let row = 0; row < rows; row++) counts[Math.floor(draws.uniform(handle, PURPOSE.resample, row) * rows)]++;
    const { first, total } = sumsOf(centred, rows, factors, counts);
    for (let factor = 0; factor < factors; factor++) {
      firsts[factor][resample] = first[factor];
      totals[factor][resample] = total[factor];
    }
  }
  return {
    mean: middle + estimate.mean,
    variance: estimate.variance,
    factors: names.map((name, factor) => ({
      name,
      first: estimate.first[factor],
      firstCi95: percentiles(firsts[factor]),
      total: estimate.total[factor],
      totalCi95: percentiles(totals[factor]),
    })),
  };
}

/** The estimates when each row counts so many times; the counts sum to the number of rows. */
function sumsOf(outputs: Float64Array, rows: number, factors: number, counts: Float64Array): Sums {
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    const a = outputs[row];
    const b = outputs[rows + row];
    sum += counts[row] * (a + b);
    squares += counts[row] * (a * a + b * b);
  }
  const mean = sum / (2 * rows);
  const variance = squares / (2 * rows) - mean * mean;
  const first = new Float64Array(factors);
  const total = new Float64Array(factors);
  for (let factor = 0; factor < factors; factor++) {
    const at = (2 + factor) * rows;
    let product = 0;
    let square = 0;
    for (let row = 0; row < rows; row++) {
      const step = outputs[at + row] - outputs[row];
      product += counts[row] * outputs[rows + row] * step;
      square += counts[row] * step * step;
    }
    first[factor] = variance > 0 ? product / rows / variance : Number.NaN;
    total[factor] = variance > 0 ? square / (2 * rows) / variance : Number.NaN;
  }
  return { mean, variance, first, total };
}

/** The middle 95 % of the resamples; unknown where a resample never varies. */
function percentiles(column: Float64Array): Interval {
  if (column.length === 0 || column.some(Number.isNaN)) return [Number.NaN, Number.NaN];
  const sorted = column.slice().sort();
  return [quantileOf(sorted, 0.025), quantileOf(sorted, 0.975)];
}
