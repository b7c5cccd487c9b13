/**
 * Uncertainty by drawing the replications anew, with replacement. Efron & Tibshirani (1993), An Introduction to the
 * Bootstrap, chapters 13 and 14.
 */
import { hashName } from '../engine/draws.ts';
import { normalCdf, normalQuantile } from '../engine/normal.ts';
import { threefry4x32 } from '../engine/threefry.ts';

/**
 * A number read off a sample, told by how often each row of the original was drawn: what does not depend on the order of
 * the rows can be. One set of counts serves all columns of a row, so that pairs stay together.
 * @param counts how often each row was drawn  @param total their sum
 */
export type Statistic = (counts: Int32Array, total: number) => number;

export interface ResamplingOptions {
  /** Default 2,000. */
  readonly resamples?: number;
  /** Four words: the key of the run, or another. The default is fixed, so that what is kept can be read again alike. */
  readonly key?: Int32Array;
}

export type IntervalMethod = 'bca' | 'percentile';

const RESAMPLES = 2000;
const KEY = Int32Array.of(0x72657370, 0x6c696365, 0x626f6f74, 0x73747261);
/** Purpose 0, which no draw of a world has: the third word of a counter is the number of the resample alone. */
const [HIGH, LOW] = hashName('bootstrap');
const TWO_POW_MINUS_32 = 2 ** -32;

/** More rows than this are left out in groups: the skewness of sums of groups has the same cumulants. */
const MOST_GROUPS = 500;

/** How often each of n rows is drawn in one resample. Words are mapped to rows by multiplication: biased by n / 2^32. */
function drawRows(key: Int32Array, resample: number, counts: Int32Array, words: Int32Array): void {
  const n = counts.length;
  counts.fill(0);
  for (let drawn = 0; drawn < n; drawn += 4) {
    threefry4x32(key, HIGH, LOW, resample, drawn, words);
    const here = Math.min(4, n - drawn);
    for (let word = 0; word < here; word++) counts[Math.floor((words[word] >>> 0) * n * TWO_POW_MINUS_32)]++;
  }
}

/**
 * Statistics of n rows with their uncertainty, all on the same resamples: what is made of several
 * ({@link combined}) keeps their dependence.
 */
export function bootstrap(n: number, statistics: readonly Statistic[], options: ResamplingOptions = {}): Resampled[] {
  const { resamples = RESAMPLES, key = KEY } = options;
  const counts = new Int32Array(n).fill(1);
  const estimates = statistics.map((statistic) => (n === 0 ? Number.NaN : statistic(counts, n)));
  if (n < 2) return estimates.map((estimate) => new Resampled(estimate, new Float64Array(0), new Float64Array(0)));
  const words = new Int32Array(4);
  const replicates = statistics.map(() => new Float64Array(resamples));
  for (let resample = 0; resample < resamples; resample++) {
    drawRows(key, resample, counts, words);
    for (let place = 0; place < statistics.length; place++) replicates[place][resample] = statistics[place](counts, n);
  }
  const groups = Math.min(n, MOST_GROUPS);
  const without = statistics.map(() => new Float64Array(groups));
  counts.fill(1);
  for (let group = 0; group < groups; group++) {
    let left = n;
    for (let row = group; row < n; row += groups) {
      counts[row] = 0;
      left--;
    }
    for (let place = 0; place < statistics.length; place++) without[place][group] = statistics[place](counts, left);
    for (let row = group; row < n; row += groups) counts[row] = 1;
  }
  return estimates.map((estimate, place) => new Resampled(estimate, replicates[place], without[place]));
}

/** What two statistics of the same resamples make together, such as their difference or ratio. */
export function combined(a: Resampled, b: Resampled, make: (a: number, b: number) => number): Resampled {
  return new Resampled(
    make(a.estimate, b.estimate),
    a.replicates.map((value, resample) => make(value, b.replicates[resample])),
    a.without.map((value, group) => make(value, b.without[group])),
  );
}

/** An estimate, its values on the resamples, and those with rows left out. */
export class Resampled {
  readonly estimate: number;
  readonly replicates: Float64Array;
  readonly without: Float64Array;
  /** Sorted; those that are not numbers (unknown) are left out and counted. */
  #sorted: Float64Array | undefined;

  constructor(estimate: number, replicates: Float64Array, without: Float64Array) {
    this.estimate = estimate;
    this.replicates = replicates;
    this.without = without;
  }

  get #known(): Float64Array {
    this.#sorted ??= this.replicates.filter((value) => !Number.isNaN(value)).sort();
    return this.#sorted;
  }

  /**
   * Two-sided interval. BCa: Efron (1987), J. Am. Stat. Assoc. 82:171-185, eq. 2.3; acceleration by leaving rows out,
   * eq. 7.3 of DiCiccio & Efron (1996). Percentile: for quantiles, where leaving out one row says nothing. A resample
   * whose value is unknown counts as below the one end and above the other. NaN for fewer than two rows, or where the
   * estimate is unknown.
   */
  interval(level: number, method: IntervalMethod): [number, number] {
    if (this.replicates.length === 0 || Number.isNaN(this.estimate)) return [Number.NaN, Number.NaN];
    const tail = (1 - level) / 2;
    const { bias, acceleration } = this.#correction(method);
    const known = this.#known;
    const unknown = this.replicates.length - known.length;
    const rank = (p: number): number => (this.replicates.length + 1) * corrected(p, bias, acceleration) - 1;
    const [least, most] =
      unknown === 0 ? [known[0], known[known.length - 1]] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    const last = known[known.length - 1] ?? most;
    return [valueAt(known, rank(tail) - unknown, least, last), valueAt(known, rank(1 - tail), known[0] ?? least, most)];
  }

  /**
   * The p value of the hypothesis that what is estimated is at most `bound`: below p exactly where the lower one-sided
   * bound of level 1 - p lies above it. Never less than one in the number of resamples and one.
   */
  atMostP(bound: number, method: IntervalMethod): number {
    const count = this.replicates.length;
    if (count === 0 || Number.isNaN(this.estimate)) return Number.NaN;
    const known = this.#known;
    const atMost = countBelow(known, bound, true) + count - known.length;
    return this.#levelOf((atMost + 1) / (count + 1), method);
  }

  /** The p value of the hypothesis that what is estimated is at least `bound`. */
  atLeastP(bound: number, method: IntervalMethod): number {
    const count = this.replicates.length;
    if (count === 0 || Number.isNaN(this.estimate)) return Number.NaN;
    const below = countBelow(this.#known, bound, false);
    return Math.max(1 / (count + 1), 1 - this.#levelOf(below / (count + 1), method));
  }

  /** The level whose bound is the quantile at `share` of the resamples: the inverse of {@link corrected}. */
  #levelOf(share: number, method: IntervalMethod): number {
    const least = 1 / (this.replicates.length + 1);
    if (share <= 0) return 0;
    if (share >= 1) return 1;
    const { bias, acceleration } = this.#correction(method);
    const moved = normalQuantile(share) - bias;
    const stretch = 1 + acceleration * moved;
    if (stretch <= 0) return moved < 0 ? least : 1;
    return Math.max(least, normalCdf(moved / stretch - bias));
  }

  #correction(method: IntervalMethod): { bias: number; acceleration: number } {
    if (method === 'percentile') return { bias: 0, acceleration: 0 };
    const count = this.replicates.length;
    const known = this.#known;
    const below = countBelow(known, this.estimate, false);
    const equal = countBelow(known, this.estimate, true) - below;
    // What is equal or unknown counts by half.
    const share = (below + (equal + count - known.length) / 2) / count;
    const bias = normalQuantile(Math.min(1 - 0.5 / count, Math.max(0.5 / count, share)));
    return { bias, acceleration: accelerationOf(this.without) };
  }
}

/** The share of the resamples at which the bound of level p lies. */
function corrected(p: number, bias: number, acceleration: number): number {
  const moved = bias + normalQuantile(p);
  const stretch = 1 - acceleration * moved;
  if (stretch <= 0) return moved > 0 ? 1 : 0;
  return normalCdf(bias + moved / stretch);
}

/** A sixth of the skewness of the influence of the rows; 0 where they have none, or it is unknown. */
function accelerationOf(without: Float64Array): number {
  let sum = 0;
  for (const value of without) sum += value;
  const mean = sum / without.length;
  let squares = 0;
  let cubes = 0;
  for (const value of without) {
    const influence = mean - value;
    squares += influence ** 2;
    cubes += influence ** 3;
  }
  const acceleration = cubes / (6 * squares ** 1.5);
  return Number.isFinite(acceleration) ? acceleration : 0;
}

/** Values below `bound`, or at most it, of sorted ones. */
function countBelow(sorted: Float64Array, bound: number, orEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < bound || (orEqual && sorted[middle] === bound)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The value at a rank from 0, between two of them by linear interpolation. @param below, above what lies beyond both ends */
function valueAt(sorted: Float64Array, rank: number, below: number, above: number): number {
  if (rank < 0) return below;
  if (rank > sorted.length - 1) return above;
  const low = sorted[Math.floor(rank)];
  const high = sorted[Math.ceil(rank)];
  const share = rank - Math.floor(rank);
  return share === 0 || low === high || low === Number.NEGATIVE_INFINITY ? low : low + share * (high - low);
}
