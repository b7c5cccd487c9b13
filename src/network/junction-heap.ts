/** The junctions that a search has seen, the nearest first: a binary heap whose keys can become smaller. */

/** A junction that waits has its place in the heap; this stands for the others. */
const NOT_HERE = -1;

export class JunctionHeap {
  length = 0;
  readonly #heap: Int32Array;
  readonly #place: Int32Array;
  #hours: Float64Array = new Float64Array(0);
  #base = 0;

  constructor(junctionCount: number) {
    this.#heap = new Int32Array(junctionCount);
    this.#place = new Int32Array(junctionCount).fill(NOT_HERE);
  }

  /** Starts anew. @param hours the key of junction j is `hours[base + j]`; it may only fall while j waits */
  begin(hours: Float64Array, base: number): void {
    while (this.length > 0) this.#place[this.#heap[--this.length]] = NOT_HERE;
    this.#hours = hours;
    this.#base = base;
  }

  /** Puts a junction into the heap, or up to where its shorter way belongs. Ties to the smaller index. */
  lift(junction: number): void {
    const heap = this.#heap;
    const places = this.#place;
    const hours = this.#hours;
    const base = this.#base;
    const key = hours[base + junction];
    let place = places[junction] === NOT_HERE ? this.length++ : places[junction];
    while (place > 0) {
      const above = heap[(place - 1) >> 1];
      if (hours[base + above] < key || (hours[base + above] === key && above < junction)) break;
      heap[place] = above;
      places[above] = place;
      place = (place - 1) >> 1;
    }
    heap[place] = junction;
    places[junction] = place;
  }

  /** Takes the nearest junction out; the heap must not be empty. */
  takeFirst(): number {
    const heap = this.#heap;
    const places = this.#place;
    const hours = this.#hours;
    const base = this.#base;
    const first = heap[0];
    places[first] = NOT_HERE;
    const length = --this.length;
    if (length === 0) return first;
    const last = heap[length];
    const key = hours[base + last];
    let place = 0;
    for (const half = length >> 1; place < half; ) {
      let child = 2 * place + 1;
      if (child + 1 < length) {
        const left = hours[base + heap[child]];
        const right = hours[base + heap[child + 1]];
        if (right < left || (right === left && heap[child + 1] < heap[child])) child++;
      }
      const below = heap[child];
      if (hours[base + below] > key || (hours[base + below] === key && below > last)) break;
      heap[place] = below;
      places[below] = place;
      place = child;
    }
    heap[place] = last;
    places[last] = place;
    return first;
  }
}
