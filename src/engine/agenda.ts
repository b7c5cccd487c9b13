/** The future event list: what will happen, ordered by time, then by priority, then by order of scheduling. */
import { assert } from './assert.ts';

/** Orders at one priority before the next priority begins: 2^40 events, far beyond any replication. */
const ORDERS_PER_PRIORITY = 2 ** 40;

/**
 * A binary heap over parallel arrays. An event is a time (hours), a priority (0 is first), a kind, a subject and the
 * stamp its subject had when it was scheduled: whoever takes the event compares the stamp and skips it when stale.
 * Nothing is allocated per event; the arrays double when they are full. What the order seldom hangs on stays in its slot
 * while the heap moves; the slots that are free stand behind the heap. The event taken last stays at the top until the
 * next call: most events schedule another, which then sinks from there, and the heap is put in order once, not twice.
 */
export class Agenda {
  length = 0;
  /** The event taken last: its time is the clock of the replication, in hours. */
  time = 0;
  kind = 0;
  subject = 0;
  stamp = 0;
  #times: Float64Array;
  /** By slot: priority, then order of scheduling. Read where two times are equal. */
  #ranks: Float64Array;
  #slots: Int32Array;
  #kinds: Uint8Array;
  #subjects: Int32Array;
  #stamps: Int32Array;
  #order = 0;
  /** Whether the event at the top has been taken: the next that is scheduled takes its place, else the last does. */
  #isTopTaken = false;

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
    this.#isTopTaken = false;
  }

  /** Schedules an event `delay` hours after the clock. @throws InvariantError when the delay is negative or NaN */
  schedule(delay: number, priority: number, kind: number, subject: number, stamp = 0): void {
    this.scheduleAt(this.time + delay, priority, kind, subject, stamp);
  }

  /** Schedules an event at an absolute time, in hours, not before the clock. */
  scheduleAt(time: number, priority: number, kind: number, subject: number, stamp = 0): void {
    assert(time >= this.time, 'an event cannot be scheduled in the past');
    const rank = priority * ORDERS_PER_PRIORITY + this.#order++;
    let place = this.length++;
    if (this.#isTopTaken) place = 0;
    else if (place === this.#times.length) this.#grow();
    const times = this.#times;
    const ranks = this.#ranks;
    const slots = this.#slots;
    const slot = slots[place];
    this.#kinds[slot] = kind;
    this.#subjects[slot] = subject;
    this.#stamps[slot] = stamp;
    ranks[slot] = rank;
    if (this.#isTopTaken) {
      this.#isTopTaken = false;
      times[0] = time;
      this.#sink(this.length);
      return;
    }
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = times[parent];
      if (above < time || (above === time && ranks[slots[parent]] < rank)) break;
      times[place] = above;
      slots[place] = slots[parent];
      place = parent;
    }
    times[place] = time;
    slots[place] = slot;
  }

  /** Moves the clock to the next event; false when nothing more will happen. */
  next(): boolean {
    const { length } = this;
    if (length === 0) return false;
    const times = this.#times;
    const slots = this.#slots;
    if (this.#isTopTaken) {
      const free = slots[0];
      times[0] = times[length];
      slots[0] = slots[length];
      slots[length] = free;
      this.#sink(length);
    }
    const taken = slots[0];
    this.time = times[0];
    this.kind = this.#kinds[taken];
    this.subject = this.#subjects[taken];
    this.stamp = this.#stamps[taken];
    this.length = length - 1;
    this.#isTopTaken = true;
    return true;
  }

  /** Lets the event at the top of the heap, which has `size` events, down to its place. */
  #sink(size: number): void {
    const times = this.#times;
    const ranks = this.#ranks;
    const slots = this.#slots;
    const time = times[0];
    const slot = slots[0];
    const rank = ranks[slot];
    let place = 0;
    for (const half = size >> 1; place < half; ) {
      let child = 2 * place + 1;
      let below = times[child];
      const right = child + 1;
      if (right < size) {
        const other = times[right];
        if (other < below || (other === below && ranks[slots[right]] < ranks[slots[child]])) {
          child = right;
          below = other;
        }
      }
      if (below > time || (below === time && ranks[slots[child]] > rank)) break;
      times[place] = below;
      slots[place] = slots[child];
      place = child;
    }
    times[place] = time;
    slots[place] = slot;
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
