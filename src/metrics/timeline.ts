/** What was lost in one replication under one protocol: right-continuous step curves, one row a change. */
import { assert } from '../engine/assert.ts';
import { USE_COUNT } from './use.ts';

/** A quantity that the timeline keeps beside people and pairs, and what it is while nothing is lost. */
export interface SeriesHead {
  readonly name: string;
  readonly whole: number;
}

const NOTHING = new Float64Array(0);

/** Rows are kept in parallel arrays that double when full; a second row at one instant replaces the first. */
export class Timeline {
  length = 0;
  times: Float64Array;
  /** People cut off from the reference at and after each time, beyond those cut off before anything broke. */
  cutOff: Float64Array;
  /** Pairs of sites disconnected, beyond those disconnected before anything broke. */
  pairsLost: Float64Array;
  /** Bit i is set while the i-th watched link is down. */
  watchedDown: Int32Array;
  /** Hour of the first fault; NaN when nothing broke. */
  onset = Number.NaN;
  /** User-hours lost in switchings too brief for a row: part of the loss beside the curve, on which no time metric sees them. */
  transientLossUserHours = 0;
  /** Hours that each site was cut off, by site, to the horizon; empty where nobody keeps them. */
  darkHours: Float64Array = NOTHING;
  /** What was used of crews, vessels, fuel and satellites, by {@link USE}; zeros where no metric asks for it. */
  readonly used = new Float64Array(USE_COUNT);
  /** One value a series, in the order of their heads: filled by who records, before {@link record}. Kept between rows. */
  readonly values: Float64Array;
  /** People, and pairs of sites, connected before anything broke. */
  readonly people: number;
  readonly pairs: number;
  readonly horizonHours: number;
  /** What each series is while nothing is lost: of its head, unless who records knows better of this replication. */
  readonly wholes: Float64Array;
  readonly #heads: readonly SeriesHead[];
  readonly #columns: Float64Array[];

  constructor(people: number, pairs: number, horizonHours: number, series: readonly SeriesHead[] = [], capacity = 256) {
    this.people = people;
    this.pairs = pairs;
    this.horizonHours = horizonHours;
    this.times = new Float64Array(capacity);
    this.cutOff = new Float64Array(capacity);
    this.pairsLost = new Float64Array(capacity);
    this.watchedDown = new Int32Array(capacity);
    this.#heads = series;
    this.#columns = series.map(() => new Float64Array(capacity));
    this.values = new Float64Array(series.length);
    this.wholes = Float64Array.from(series, ({ whole }) => whole);
  }

  /** Stands as before a response; each series at what it is while nothing is lost. */
  clear(): void {
    this.length = 0;
    this.onset = Number.NaN;
    this.transientLossUserHours = 0;
    this.used.fill(0);
    for (let index = 0; index < this.values.length; index++) this.wholes[index] = this.#heads[index].whole;
    this.values.set(this.wholes);
  }

  /** The column of a series, of which `length` rows count; undefined where it is not kept. Held no longer than a row: it may grow. */
  series(name: string): Float64Array | undefined {
    return this.#columns[this.#heads.findIndex((head) => head.name === name)];
  }

  /** What a series is while nothing is lost; NaN where it is not kept. */
  whole(name: string): number {
    return this.wholes[this.#heads.findIndex((head) => head.name === name)] ?? Number.NaN;
  }

  /** Appends a row when anything in it, {@link values} included, is not as in the row before. */
  record(time: number, cutOff: number, pairsLost: number, watchedDown: number): void {
    const { times, cutOff: lost, length } = this;
    let row = length - 1;
    if (row < 0 || times[row] !== time) {
      assert(row < 0 || time > times[row], 'the timeline runs forward');
      if (
        row >= 0 &&
        lost[row] === cutOff &&
        this.pairsLost[row] === pairsLost &&
        this.watchedDown[row] === watchedDown &&
        (this.values.length === 0 || this.#isLike(row))
      )
        return;
      row = this.length++;
      if (row === times.length) this.#grow();
      this.times[row] = time;
    }
    this.cutOff[row] = cutOff;
    this.pairsLost[row] = pairsLost;
    this.watchedDown[row] = watchedDown;
    if (this.values.length > 0) this.#keepSeries(row);
  }

  /** Fills the columns of all series as they are now. */
  #keepSeries(row: number): void {
    for (let index = 0; index < this.values.length; index++) this.#columns[index][row] = this.values[index];
  }

  /** Whether all series of a row are as they are now. */
  #isLike(row: number): boolean {
    for (let index = 0; index < this.values.length; index++)
      if (this.#columns[index][row] !== this.values[index]) return false;
    return true;
  }

  #grow(): void {
    const capacity = 2 * this.times.length;
    const longer = (from: Float64Array): Float64Array => {
      const to = new Float64Array(capacity);
      to.set(from);
      return to;
    };
    this.times = longer(this.times);
    this.cutOff = longer(this.cutOff);
    this.pairsLost = longer(this.pairsLost);
    for (let index = 0; index < this.#columns.length; index++) this.#columns[index] = longer(this.#columns[index]);
    const watchedDown = new Int32Array(capacity);
    watchedDown.set(this.watchedDown);
    this.watchedDown = watchedDown;
  }
}
