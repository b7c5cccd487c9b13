/** What was lost in one replication under one protocol: right-continuous step curves, one row a change. */
import { assert } from '../engine/assert.ts';

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
  /** People, and pairs of sites, connected before anything broke. */
  readonly people: number;
  readonly pairs: number;
  readonly horizonHours: number;

  constructor(people: number, pairs: number, horizonHours: number, capacity = 256) {
    this.people = people;
    this.pairs = pairs;
    this.horizonHours = horizonHours;
    this.times = new Float64Array(capacity);
    this.cutOff = new Float64Array(capacity);
    this.pairsLost = new Float64Array(capacity);
    this.watchedDown = new Int32Array(capacity);
  }

  clear(): void {
    this.length = 0;
    this.onset = Number.NaN;
    this.transientLossUserHours = 0;
  }

  record(time: number, cutOff: number, pairsLost: number, watchedDown: number): void {
    let row = this.length - 1;
    if (row < 0 || this.times[row] !== time) {
      assert(row < 0 || time > this.times[row], 'the timeline runs forward');
      if (
        row >= 0 &&
        this.cutOff[row] === cutOff &&
        this.pairsLost[row] === pairsLost &&
        this.watchedDown[row] === watchedDown
      )
        return;
      row = this.length++;
      if (row === this.times.length) this.#grow();
      this.times[row] = time;
    }
    this.cutOff[row] = cutOff;
    this.pairsLost[row] = pairsLost;
    this.watchedDown[row] = watchedDown;
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
    const watchedDown = new Int32Array(capacity);
    watchedDown.set(this.watchedDown);
    this.watchedDown = watchedDown;
  }
}
