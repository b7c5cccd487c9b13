/** The Gutenberg-Richter law of magnitudes, cut off at a greatest magnitude: an exponential law on an interval. */

/**
 * Earthquakes of magnitude `m` or more, in the unit of `rate`. Cornell & Vanmarcke (1969): truncated exponential with
 * beta = b ln 10.
 * @param rate of magnitude `least` or more @param b slope of log10 of the rate; not 0
 */
export function rateAbove(m: number, rate: number, b: number, least: number, greatest: number): number {
  if (m <= least) return rate;
  if (m >= greatest) return 0;
  const beta = b * Math.LN10;
  const end = Math.exp(-beta * (greatest - least));
  return (rate * (Math.exp(-beta * (m - least)) - end)) / (1 - end);
}

/** Slopes between these and 0 are told from 0 by nothing that a double could hold. */
export const FLAT = 1e-9;

/**
 * The magnitude below which a share `u` of the earthquakes of `least` or more lie: the inverse of that law.
 * @param b 0 for magnitudes that are all as likely
 */
export function magnitudeOf(u: number, b: number, least: number, greatest: number): number {
  if (Math.abs(b) < FLAT) return least + u * (greatest - least);
  const beta = b * Math.LN10;
  return least - Math.log1p(u * Math.expm1(-beta * (greatest - least))) / beta;
}
