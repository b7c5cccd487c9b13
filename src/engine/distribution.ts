/** The laws a duration or a size may follow, each by its inverse distribution function: one uniform, one value. */
import { unreachable } from './assert.ts';
import { normalCdf, normalQuantile } from './normal.ts';

/** Durations are in hours; `lognormal` is given by its median and the standard deviation of the natural logarithm. */
export type Distribution =
  | { readonly law: 'fixed'; readonly value: number }
  | { readonly law: 'uniform'; readonly low: number; readonly high: number }
  | { readonly law: 'exponential'; readonly mean: number }
  | { readonly law: 'lognormal'; readonly median: number; readonly sigma: number }
  | { readonly law: 'triangular'; readonly low: number; readonly mode: number; readonly high: number };

export const fixed = (value: number): Distribution => ({ law: 'fixed', value });

/** The lognormal law with a given mean and standard deviation (both positive). */
export function lognormalFromMoments(mean: number, sd: number): Distribution {
  const variance = Math.log(1 + (sd / mean) ** 2);
  return { law: 'lognormal', median: mean / Math.sqrt(1 + (sd / mean) ** 2), sigma: Math.sqrt(variance) };
}

/** The value below which a share `u` of the draws fall. @param u in (0, 1) */
export function quantile(d: Distribution, u: number): number {
  switch (d.law) {
    case 'fixed':
      return d.value;
    case 'uniform':
      return d.low + u * (d.high - d.low);
    case 'exponential':
      return -d.mean * Math.log1p(-u);
    case 'lognormal':
      return d.median * Math.exp(d.sigma * normalQuantile(u));
    case 'triangular': {
      const width = d.high - d.low;
      if (width === 0) return d.mode;
      const left = (d.mode - d.low) / width;
      return u < left
        ? d.low + Math.sqrt(u * width * (d.mode - d.low))
        : d.high - Math.sqrt((1 - u) * width * (d.high - d.mode));
    }
    default:
      return unreachable(d);
  }
}

export function mean(d: Distribution): number {
  switch (d.law) {
    case 'fixed':
      return d.value;
    case 'uniform':
      return (d.low + d.high) / 2;
    case 'exponential':
      return d.mean;
    case 'lognormal':
      return d.median * Math.exp((d.sigma * d.sigma) / 2);
    case 'triangular':
      return (d.low + d.mode + d.high) / 3;
    default:
      return unreachable(d);
  }
}

/**
 * The smallest count k with P(N <= k) >= u for a Poisson law. Summed upwards from zero up to a mean of 500; beyond it
 * the normal approximation with continuity correction, whose error in probability is below 0.6/sqrt(mean).
 */
export function poissonQuantile(meanCount: number, u: number): number {
  if (!(meanCount > 0)) return 0;
  if (meanCount > 500) return Math.max(0, Math.ceil(meanCount + Math.sqrt(meanCount) * normalQuantile(u) - 0.5));
  let count = 0;
  let term = Math.exp(-meanCount);
  let sum = term;
  while (sum < u && term > 0) {
    count++;
    term *= meanCount / count;
    sum += term;
  }
  return count;
}

/** P(value exceeds its median times e^(beta x)): the lognormal fragility form, P = Phi(ln(demand/median)/beta). */
export const lognormalCdf = (value: number, median: number, beta: number): number =>
  value > 0 ? normalCdf(Math.log(value / median) / beta) : 0;
