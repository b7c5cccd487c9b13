/** The best of several systems, found by dropping the others one by one: a procedure that profits from common random numbers. */
import { assert } from '../engine/assert.ts';

export interface SelectionOptions {
  /** A difference of means below this is indifferent, in units of the metric; above 0. */
  readonly delta: number;
  /** The best is missed with at most this chance, if it is better than all others by `delta`. Default 0.05. */
  readonly alpha?: number;
  /** Rows before the first system is dropped, at least 2; variances are taken from these alone. Default 50. */
  readonly firstRows?: number;
  /** Default `lower`. */
  readonly better?: 'lower' | 'higher';
}

/** Kim & Nelson (2001), ACM TOMACS 11:251-273, eq. 6 with c = 1: eta, and h^2 = 2 eta (n0 - 1). */
export function selectionConstants(
  systems: number,
  firstRows: number,
  alpha: number,
): { readonly eta: number; readonly hSquared: number } {
  const eta = 0.5 * (((2 * alpha) / (systems - 1)) ** (-2 / (firstRows - 1)) - 1);
  return { eta, hSquared: 2 * eta * (firstRows - 1) };
}

/**
 * The fully sequential procedure of Kim and Nelson. Feed it one row a replication, one value a system, until it is
 * {@link done}: it ends by itself. The guarantee is for normal values, and near it for means of many; rows may be dependent
 * across systems (common random numbers), not from row to row.
 */
export class Selection {
  readonly #delta: number;
  readonly #firstRows: number;
  readonly #hSquared: number;
  readonly #sign: number;
  readonly #sums: Float64Array;
  /** The first rows, one after another; then nothing more is kept of a row than sums. */
  readonly #first: Float64Array;
  /** Sample variance of the difference of each two, [i x systems + l]. */
  readonly #variance: Float64Array;
  readonly #isLeft: Uint8Array;
  readonly #droppedAt: Int32Array;
  #rows = 0;

  constructor(systems: number, options: SelectionOptions) {
    const { delta, alpha = 0.05, firstRows = 50, better = 'lower' } = options;
    assert(
      delta > 0 && firstRows >= 2 && systems >= 1,
      'a selection needs systems, two rows and a difference that matters',
    );
    this.#delta = delta;
    this.#firstRows = firstRows;
    this.#hSquared = systems < 2 ? 0 : selectionConstants(systems, firstRows, alpha).hSquared;
    this.#sign = better === 'lower' ? 1 : -1;
    this.#sums = new Float64Array(systems);
    this.#first = new Float64Array(firstRows * systems);
    this.#variance = new Float64Array(systems * systems);
    this.#isLeft = new Uint8Array(systems).fill(1);
    this.#droppedAt = new Int32Array(systems).fill(-1);
  }

  /** Rows fed so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Systems not dropped. When {@link done}: the best, or several whose means are the same to the last bit. */
  get survivors(): number[] {
    return [...this.#isLeft.keys()].filter((system) => this.#isLeft[system] === 1);
  }

  /** After how many rows each was dropped; -1 where it was not. */
  get droppedAt(): readonly number[] {
    return [...this.#droppedAt];
  }

  get means(): readonly number[] {
    return Array.from(this.#sums, (sum, system) => {
      const rows = this.#droppedAt[system] < 0 ? this.#rows : this.#droppedAt[system];
      return (this.#sign * sum) / rows;
    });
  }

  /** One is left, or none of those left can be told from another however many rows follow. */
  get done(): boolean {
    const left = this.survivors;
    if (left.length === 1) return true;
    if (this.#rows < this.#firstRows) return false;
    return left.every((i) => left.every((l) => this.#slack(i, l) === 0 && this.#sums[i] === this.#sums[l]));
  }

  /** The most rows that may be needed; known once the first rows are in, then only falling. */
  get mostRows(): number {
    if (this.done) return this.#rows;
    if (this.#rows < this.#firstRows) return Number.POSITIVE_INFINITY;
    let most = 0;
    for (const i of this.survivors)
      for (const l of this.survivors) most = Math.max(most, Math.floor(this.#reach(i, l)));
    return Math.max(this.#firstRows, most + 1);
  }

  /** @param row one value a system; those of dropped systems are not read */
  feed(row: ArrayLike<number>): void {
    const systems = this.#sums.length;
    assert(row.length === systems && !this.done, 'a row has a value for each system and is asked for');
    for (let system = 0; system < systems; system++) {
      if (this.#isLeft[system] === 0) continue;
      const value = this.#sign * row[system];
      assert(Number.isFinite(value), 'a value to rank is a number');
      this.#sums[system] += value;
      if (this.#rows < this.#firstRows) this.#first[this.#rows * systems + system] = value;
    }
    this.#rows++;
    if (this.#rows < this.#firstRows) return;
    if (this.#rows === this.#firstRows) this.#measure();
    this.#screen();
  }

  /** Variances of differences over the first rows. */
  #measure(): void {
    const systems = this.#sums.length;
    const n = this.#firstRows;
    for (let i = 0; i < systems; i++)
      for (let l = 0; l < systems; l++) {
        const mean = (this.#sums[i] - this.#sums[l]) / n;
        let squares = 0;
        for (let row = 0; row < n; row++)
          squares += (this.#first[row * systems + i] - this.#first[row * systems + l] - mean) ** 2;
        this.#variance[i * systems + l] = squares / (n - 1);
      }
  }

  /** Rows after which two systems are told apart by their means alone. */
  #reach(i: number, l: number): number {
    return (this.#hSquared * this.#variance[i * this.#sums.length + l]) / this.#delta ** 2;
  }

  /** How much greater the sum of i may be than that of l without i being dropped: W(r) of the paper. */
  #slack(i: number, l: number): number {
    return Math.max(0, (this.#delta / 2) * (this.#reach(i, l) - this.#rows));
  }

  /** Drops whoever is too far behind another, all against those left before. */
  #screen(): void {
    const before = this.survivors;
    for (const i of before)
      if (before.some((l) => this.#sums[i] > this.#sums[l] + this.#slack(i, l))) {
        this.#isLeft[i] = 0;
        this.#droppedAt[i] = this.#rows;
      }
  }
}
