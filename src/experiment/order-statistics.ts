/** Intervals on quantiles that hold whatever the distribution: two of the sorted values. */
import { incompleteBeta } from './student.ts';

/** P(X <= k) of a binomial of n trials at p in (0, 1). */
export const binomialCdf = (k: number, n: number, p: number): number =>
  k < 0 ? 0 : k >= n ? 1 : incompleteBeta(1 - p, n - k, k + 1);

/** The smallest k with P(X <= k) >= probability. */
function binomialQuantile(probability: number, n: number, p: number): number {
  let low = -1;
  let high = n;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (binomialCdf(middle, n, p) >= probability) high = middle;
    else low = middle;
  }
  return high;
}

export interface RankInterval {
  /** Ranks from 1: the interval runs from the low-th to the high-th of the sorted values. */
  readonly low: number;
  readonly high: number;
  /** The chance that it holds the quantile, at least. Below the level asked for where there are too few values. */
  readonly coverage: number;
}

/** Ranks of an interval on the p-quantile of n values. David & Nagaraja (2003), Order Statistics, 3rd ed., section 7.1. */
export function quantileRanks(n: number, p: number, level = 0.95): RankInterval {
  const tail = (1 - level) / 2;
  const low = Math.max(1, binomialQuantile(tail, n, p));
  const high = Math.min(n, binomialQuantile(1 - tail, n, p) + 1);
  return { low, high, coverage: binomialCdf(high - 1, n, p) - binomialCdf(low - 1, n, p) };
}
