/** The future event list: what will happen, ordered by time, then by priority, then by order of scheduling. */
import { assert } from './assert.ts';

/** Orders at one priority before the next priority begins: 2^40 events, far beyond any replication. */
const ORDERS_PER_PRIORITY = 2 ** 40;

/**
 * A binary heap over parallel arrays. An event is a time (hours), a priority (0 is first), a kind, a subject and the
 * stamp its subject had when it was scheduled: whoever takes the event compares the stamp and skips it when stale.
 * Nothing is allocated per event; the arrays double when they are full. What the order does not hang on stays in its slot
 * while the heap moves; the slots that are free stand behind the heap.
 */
export class Agenda {
  length = 0;
  /** The event taken last: its time is the clock of the replication, in hours. */
  time = 0;
  kind = 0;
  subject = 0;
  stamp = 0;
  #times: Float64Array;
  #ranks: Float64Array;
  #slots: Int32Array;
  #kinds: Uint8Array;
  #subjects: Int32Array;
  #stamps: Int32Array;
  #order = 0;

  constructor(capacity = 256) {
    this.#times = new Float64Array(capacity);
    this.#ranks = new Float64Array(capacity);
    this.#slots = Int32Array.from({ length: capacity }, (_, slot) => slot);
    this.#kinds = new Uint8Array(capacity);
    this.#subjects = new Int32Array(capacity);
    this.#stamps = new Int32Array(capacity);
  }

  clear(): void {
    this.length = 0;
    this.time = 0;
    this.#order = 0;
  }

  /** Schedules an event `delay` hours after the clock. @throws InvariantError when the delay is negative or NaN */
  schedule(delay: number, priority: number, kind: number, subject: number, stamp = 0): void {
    this.scheduleAt(this.time + delay, priority, kind, subject, stamp);
  }

  /** Schedules an event at an absolute time, in hours, not before the clock. */
  scheduleAt(time: number, priority: number, kind: number, subject: number, stamp = 0): void {
    assert(time >= this.time, 'an event cannot be scheduled in the past');
    if (this.length === this.#times.length) this.#grow();
    const times = this.#times;
    const ranks = this.#ranks;
    const slots = this.#slots;
    const rank = priority * ORDERS_PER_PRIORITY + this.#order++;
    let place = this.length++;
    const slot = slots[place];
    this.#kinds[slot] = kind;
    this.#subjects[slot] = subject;
    this.#stamps[slot] = stamp;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = times[parent];
      if (above < time || (above === time && ranks[parent] < rank)) break;
      times[place] = above;
      ranks[place] = ranks[parent];
      slots[place] = slots[parent];
      place = parent;
    }
    times[place] = time;
    ranks[place] = rank;
    slots[place] = slot;
  }

  /** Moves the clock to the next event; false when nothing more will happen. */
  next(): boolean {
    if (this.length === 0) return false;
    const times = this.#times;
    const ranks = this.#ranks;
    const slots = this.#slots;
    const taken = slots[0];
    this.time = times[0];
    this.kind = this.#kinds[taken];
    this.subject = this.#subjects[taken];
    this.stamp = this.#stamps[taken];
    const last = --this.length;
    const time = times[last];
    const rank = ranks[last];
    const slot = slots[last];
    let place = 0;
    for (const half = last >> 1; place < half; ) {
      let child = 2 * place + 1;
      let below = times[child];
      const right = child + 1;
      if (right < last && (times[right] < below || (times[right] === below && ranks[right] < ranks[child]))) {
        child = right;
        below = times[right];
      }
      if (below > time || (below === time && ranks[child] > rank)) break;
      times[place] = below;
      ranks[place] = ranks[child];
      slots[place] = slots[child];
      place = child;
    }
    times[place] = time;
    ranks[place] = rank;
    slots[place] = slot;
    slots[last] = taken;
    return true;
  }

  #grow(): void {
    const capacity = 2 * this.#times.length;
    this.#times = enlarged(this.#times, new Float64Array(capacity));
    this.#ranks = enlarged(this.#ranks, new Float64Array(capacity));
    const slots = Int32Array.from({ length: capacity }, (_, slot) => slot);
    this.#slots = enlarged(this.#slots, slots);
    this.#kinds = enlarged(this.#kinds, new Uint8Array(capacity));
    this.#subjects = enlarged(this.#subjects, new Int32Array(capacity));
    this.#stamps = enlarged(this.#stamps, new Int32Array(capacity));
  }
}

/** Copies an array into a larger one and returns the larger one. */
export function enlarged<A extends Float64Array | Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
