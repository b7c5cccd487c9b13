/** When there are replications enough: the interval is as narrow as was asked for. */
import { assert } from '../engine/assert.ts';
import { studentQuantile } from './student.ts';

export interface StoppingOptions {
  /** Half the width of the 95 % interval, as a share of the mean that it is held against. Default 0.02. */
  readonly relativeHalfWidth?: number;
  /** Replications before the first look; default and least 50. */
  readonly first?: number;
  /** Replications from look to look. Default 50. */
  readonly every?: number;
  /** Looks in a row that must find it narrow enough. Default 3. */
  readonly looks?: number;
  /** The most replications. */
  readonly cap: number;
}

const LEAST = 50;

/**
 * Chow & Robbins (1965), Ann. Math. Stat. 36:457-462: stop when the interval of a fixed number would be narrow enough. By
 * looking often the width is caught when it happens to be small, so the interval covers a little less than its level;
 * a first look at 50 and several in a row keep that slight.
 */
export class Stopping {
  readonly #options: Required<StoppingOptions>;
  #n = 0;
  #mean = 0;
  #squares = 0;
  #reference = 0;
  #narrow = 0;
  #end: 'precise' | 'capped' | undefined;

  constructor({ relativeHalfWidth = 0.02, first = LEAST, every = 50, looks = 3, cap }: StoppingOptions) {
    this.#options = { relativeHalfWidth, first: Math.max(LEAST, first), every, looks, cap };
  }

  get n(): number {
    return this.#n;
  }

  get mean(): number {
    return this.#n === 0 ? Number.NaN : this.#mean;
  }

  /** Half the width of the 95 % interval of the mean; NaN before the second value. */
  get halfWidth(): number {
    if (this.#n < 2) return Number.NaN;
    return studentQuantile(0.975, this.#n - 1) * Math.sqrt(this.#squares / (this.#n - 1) / this.#n);
  }

  /** The width that was reached; NaN where there is nothing to hold it against. */
  get relativeHalfWidth(): number {
    return this.#reference === 0 ? Number.NaN : this.halfWidth / Math.abs(this.#reference);
  }

  /** Why it is over; undefined while it is not. Asked after each value, so that the last one is known. */
  get end(): 'precise' | 'capped' | undefined {
    return this.#end;
  }

  /**
   * One replication, in order of their numbers.
   * @param value a number (a censored time restricted to its follow-up)
   * @param reference what the width is held against the mean of: for a difference, the value of the baseline. The values
   * themselves where it is left out. A mean of 0 is never precise.
   */
  feed(value: number, reference = value): void {
    assert(this.#end === undefined && Number.isFinite(value), 'a value to stop on is a number that is asked for');
    this.#n++;
    // Welford (1962), Technometrics 4:419-420.
    const step = value - this.#mean;
    this.#mean += step / this.#n;
    this.#squares += step * (value - this.#mean);
    this.#reference += (reference - this.#reference) / this.#n;
    const { first, every, cap, looks } = this.#options;
    if (this.#n >= first && (this.#n - first) % every === 0) this.#look(looks);
    if (this.#end === undefined && this.#n >= cap) this.#end = 'capped';
  }

  #look(looks: number): void {
    this.#narrow = this.relativeHalfWidth <= this.#options.relativeHalfWidth ? this.#narrow + 1 : 0;
    if (this.#narrow >= looks) this.#end = 'precise';
  }
}
