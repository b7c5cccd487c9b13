/** The published answers (`oracles_public.json`), and z-scores of what was simulated against them. */
import { readFileSync } from 'node:fs';

/** One question with its answer; the shapes of both differ from entry to entry. */
interface Oracle<Inputs, Expected> {
  readonly id: string;
  readonly inputs: Inputs;
  readonly expected: Expected;
}

const entries = JSON.parse(readFileSync(new URL('./oracles_public.json', import.meta.url), 'utf8')) as Oracle<
  unknown,
  unknown
>[];

/** Two-sided 0.1 %: the largest |z| that 20,000 replications may show (response science, section 8). */
export const Z_MAX = 3.29;
export const REPLICATIONS = 20_000;

export const oracleIds: readonly string[] = entries.map(({ id }) => id);

/** The entry of an id. @throws Error when there is none */
export function oracle<Inputs = Record<string, number>, Expected = Record<string, number>>(
  id: string,
): Oracle<Inputs, Expected> {
  const found = entries.find((entry) => entry.id === id);
  if (found === undefined) throw new Error(`no oracle ${id}`);
  return found as Oracle<Inputs, Expected>;
}

const meanOf = (column: ArrayLike<number>): number => {
  let sum = 0;
  for (let row = 0; row < column.length; row++) sum += column[row];
  return sum / column.length;
};

const momentOf = (column: ArrayLike<number>, mean: number, power: number): number => {
  let sum = 0;
  for (let row = 0; row < column.length; row++) sum += (column[row] - mean) ** power;
  return sum / column.length;
};

/** z of a sample mean. */
export function meanZ(column: ArrayLike<number>, expected: number): number {
  const n = column.length;
  const mean = meanOf(column);
  return (mean - expected) / Math.sqrt(momentOf(column, mean, 2) / (n - 1));
}

/** z of a sample variance, whose own variance is (m4 - m2^2) / n for large n (Kendall & Stuart, vol. 1, 10.9). */
export function varianceZ(column: ArrayLike<number>, expected: number): number {
  const mean = meanOf(column);
  const m2 = momentOf(column, mean, 2);
  return (m2 - expected) / Math.sqrt((momentOf(column, mean, 4) - m2 * m2) / column.length);
}

/** z of the number of values at or below what should be the p-quantile: binomial, whatever the law. */
export function quantileZ(column: ArrayLike<number>, p: number, expected: number): number {
  let below = 0;
  for (let row = 0; row < column.length; row++) if (column[row] <= expected) below++;
  return (below - column.length * p) / Math.sqrt(column.length * p * (1 - p));
}

/** z of a share, whose variance is taken under the expected one. */
export function shareZ(hits: number, trials: number, expected: number): number {
  return (hits - trials * expected) / Math.sqrt(trials * expected * (1 - expected));
}
