/** The earthquakes of one replication: the list that a source of earthquakes fills and a hazard shakes the network with. */
import { enlarged } from '../../engine/agenda.ts';
import { assert } from '../../engine/assert.ts';

/**
 * Earthquakes in parallel arrays; entries from `length` on are stale. Nothing is allocated per event once grown.
 * The arrays are replaced when the list grows: read them from the list each time.
 */
export class EventList {
  length = 0;
  /** Hours after the start of the scenario. */
  times: Float64Array;
  /** Moment magnitude. */
  magnitudes: Float64Array;
  /** Degrees north and east of the epicentre. */
  lats: Float64Array;
  lons: Float64Array;
  /** Focal depth, km. */
  depthsKm: Float64Array;
  /** Degrees, NaN where unknown. */
  rakes: Float64Array;
  strikes: Float64Array;
  dips: Float64Array;
  /**
   * The address of the earthquake: handle and occurrence, alike in every replication and untouched by what other
   * sources draw. Draw its residuals and its aftershocks on it. The handle is -1 where nobody gave one.
   */
  handles: Int32Array;
  occurrences: Int32Array;
  #order: Int32Array;
  #merged: Int32Array;
  #moved: Float64Array;

  constructor(capacity = 64) {
    assert(capacity > 0, 'a list of events needs room');
    this.times = new Float64Array(capacity);
    this.magnitudes = new Float64Array(capacity);
    this.lats = new Float64Array(capacity);
    this.lons = new Float64Array(capacity);
    this.depthsKm = new Float64Array(capacity);
    this.rakes = new Float64Array(capacity);
    this.strikes = new Float64Array(capacity);
    this.dips = new Float64Array(capacity);
    this.handles = new Int32Array(capacity);
    this.occurrences = new Int32Array(capacity);
    this.#order = new Int32Array(capacity);
    this.#merged = new Int32Array(capacity);
    this.#moved = new Float64Array(capacity);
  }

  clear(): void {
    this.length = 0;
  }

  /** Hours, Mw, degrees, km, then the angles in degrees (NaN where unknown) and the address of the event. */
  add(
    time: number,
    magnitude: number,
    lat: number,
    lon: number,
    depthKm: number,
    rake: number,
    strike: number,
    dip: number,
    handle = -1,
    occurrence = 0,
  ): void {
    assert(!Number.isNaN(time), 'an earthquake has a time');
    if (this.length === this.times.length) this.#grow();
    const event = this.length++;
    this.times[event] = time;
    this.magnitudes[event] = magnitude;
    this.lats[event] = lat;
    this.lons[event] = lon;
    this.depthsKm[event] = depthKm;
    this.rakes[event] = rake;
    this.strikes[event] = strike;
    this.dips[event] = dip;
    this.handles[event] = handle;
    this.occurrences[event] = occurrence;
  }

  /** Puts the events in order of time; those of one time keep the order in which they were added. */
  sortByTime(): void {
    const { length, times } = this;
    let sorted = true;
    for (let event = 1; event < length && sorted; event++) sorted = times[event - 1] <= times[event];
    if (sorted) return;
    const order = this.#mergeSorted();
    this.#permute(this.times, order);
    this.#permute(this.magnitudes, order);
    this.#permute(this.lats, order);
    this.#permute(this.lons, order);
    this.#permute(this.depthsKm, order);
    this.#permute(this.rakes, order);
    this.#permute(this.strikes, order);
    this.#permute(this.dips, order);
    this.#permute(this.handles, order);
    this.#permute(this.occurrences, order);
  }

  /** Indices in order of time, by merging ever longer runs: stable, and in scratch arrays that are kept. */
  #mergeSorted(): Int32Array {
    const { length, times } = this;
    let from = this.#order;
    let to = this.#merged;
    for (let event = 0; event < length; event++) from[event] = event;
    for (let run = 1; run < length; run *= 2) {
      for (let start = 0; start < length; start += 2 * run) {
        const middle = Math.min(start + run, length);
        const end = Math.min(start + 2 * run, length);
        let left = start;
        let right = middle;
        for (let place = start; place < end; place++) {
          const takesLeft = left < middle && (right >= end || times[from[left]] <= times[from[right]]);
          to[place] = takesLeft ? from[left++] : from[right++];
        }
      }
      [from, to] = [to, from];
    }
    return from;
  }

  #permute(values: Float64Array | Int32Array, order: Int32Array): void {
    const moved = this.#moved;
    for (let place = 0; place < this.length; place++) moved[place] = values[order[place]];
    for (let place = 0; place < this.length; place++) values[place] = moved[place];
  }

  #grow(): void {
    const capacity = 2 * this.times.length;
    this.times = enlarged(this.times, new Float64Array(capacity));
    this.magnitudes = enlarged(this.magnitudes, new Float64Array(capacity));
    this.lats = enlarged(this.lats, new Float64Array(capacity));
    this.lons = enlarged(this.lons, new Float64Array(capacity));
    this.depthsKm = enlarged(this.depthsKm, new Float64Array(capacity));
    this.rakes = enlarged(this.rakes, new Float64Array(capacity));
    this.strikes = enlarged(this.strikes, new Float64Array(capacity));
    this.dips = enlarged(this.dips, new Float64Array(capacity));
    this.handles = enlarged(this.handles, new Int32Array(capacity));
    this.occurrences = enlarged(this.occurrences, new Int32Array(capacity));
    this.#order = new Int32Array(capacity);
    this.#merged = new Int32Array(capacity);
    this.#moved = new Float64Array(capacity);
  }
}
