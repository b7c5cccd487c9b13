/** Draws, files and statistics for the tests of earthquakes over time. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Addresses, Draws } from '../../../src/engine/draws.ts';
import type { SourceSetting } from '../../../src/hazard/seismicity/index.ts';

const SCENARIOS = new URL('../../../scenarios/seismicity/', import.meta.url);

/** The text of a file that ships with the tool. */
export const shipped = (name: string): string => readFileSync(fileURLToPath(new URL(name, SCENARIOS)), 'utf8');

export function world(horizonHours = 8766): { draws: Draws; setting: SourceSetting } {
  const addresses = new Addresses();
  return {
    draws: new Draws(Int32Array.of(1, 2, 3, 4), addresses),
    setting: { name: 'event-set/1', addresses, horizonHours },
  };
}

/** Greatest distance of the sample from a distribution function, times the root of its size: Kolmogorov's statistic. */
export function kolmogorov(sample: number[], cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  let worst = 0;
  sorted.forEach((x, place) => {
    const p = cdf(x);
    worst = Math.max(worst, p - place / sorted.length, (place + 1) / sorted.length - p);
  });
  return worst * Math.sqrt(sorted.length);
}

/** 99.9 % point of Kolmogorov's statistic. */
export const KOLMOGOROV_999 = 1.9495;

/** Pearson's statistic of counts against the shares that they should have. */
export function chiSquare(counts: readonly number[], shares: readonly number[]): number {
  const n = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count, bin) => sum + (count - n * shares[bin]) ** 2 / (n * shares[bin]), 0);
}

/** 99.9 % point of chi-square: Wilson & Hilferty (1931). */
export const chiSquare999 = (degrees: number): number =>
  degrees * (1 - 2 / (9 * degrees) + 3.0902 * Math.sqrt(2 / (9 * degrees))) ** 3;

export const meanOf = (sample: readonly number[]): number => sample.reduce((sum, x) => sum + x, 0) / sample.length;
export function varianceOf(sample: readonly number[]): number {
  const mean = meanOf(sample);
  return sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (sample.length - 1);
}
