/** A mean made sharper by what is known of other means of the same replications. */
import { studentQuantile } from './student.ts';

export interface Control {
  readonly column: Float64Array;
  /** The exact expectation of the column. */
  readonly expected: number;
}

export interface Estimate {
  readonly mean: number;
  readonly ci95: readonly [number, number];
}

/** A control that varies by less than this share of its size is a constant, up to rounding. */
const CONSTANT = 1e-13;

/**
 * Mean of a column over independent replications and its 95 % interval, by regression on controls.
 * Lavenberg and Welch (1981), Management Science 27:322-335, eq. 9 to 13. Without controls: Student's interval.
 * @param column, controls a row a replication; at least two rows more than controls
 */
export function controlledMean(column: Float64Array, controls: readonly Control[]): Estimate {
  const n = column.length;
  const residual = centred(column);
  let mean = meanOf(column);
  let spread = 1 / n;
  let freedom = n - 1;
  /** Controls made orthogonal one by one (Gram and Schmidt), with how far the mean of each lies from what it should be. */
  const basis: { direction: Float64Array; square: number; excess: number }[] = [];
  for (const { column: control, expected } of controls) {
    const direction = centred(control);
    const whole = dot(direction, direction);
    let excess = meanOf(control) - expected;
    for (const one of basis) {
      const share = dot(direction, one.direction) / one.square;
      for (let row = 0; row < n; row++) direction[row] -= share * one.direction[row];
      excess -= share * one.excess;
    }
    const square = dot(direction, direction);
    if (square <= n * (CONSTANT * Math.abs(expected)) ** 2 || square <= CONSTANT * whole) continue;
    const slope = dot(residual, direction) / square;
    for (let row = 0; row < n; row++) residual[row] -= slope * direction[row];
    mean -= slope * excess;
    spread += excess ** 2 / square;
    freedom--;
    basis.push({ direction, square, excess });
  }
  const half =
    freedom > 0
      ? studentQuantile(0.975, freedom) * Math.sqrt((dot(residual, residual) / freedom) * spread)
      : Number.NaN;
  return { mean, ci95: [mean - half, mean + half] };
}

function meanOf(column: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < column.length; row++) sum += column[row];
  return sum / column.length;
}

function centred(column: Float64Array): Float64Array {
  const mean = meanOf(column);
  return column.map((value) => value - mean);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < a.length; row++) sum += a[row] * b[row];
  return sum;
}
