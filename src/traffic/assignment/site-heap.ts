/** Sites by a key that may fall while they wait: a binary heap over arrays, equal keys by index. */

export class SiteHeap {
  length = 0;
  readonly #key: Float64Array;
  readonly #heap: Int32Array;
  /** Place of each site in the heap, or -1. */
  readonly #place: Int32Array;

  constructor(siteCount: number) {
    this.#key = new Float64Array(siteCount);
    this.#heap = new Int32Array(siteCount);
    this.#place = new Int32Array(siteCount).fill(-1);
  }

  /** Adds a site, or lowers the key of one that waits. */
  offer(site: number, key: number): void {
    const heap = this.#heap;
    const keys = this.#key;
    const places = this.#place;
    let at = places[site] < 0 ? this.length++ : places[site];
    keys[site] = key;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (keys[parent] < key || (keys[parent] === key && parent < site)) break;
      heap[at] = parent;
      places[parent] = at;
      at = above;
    }
    heap[at] = site;
    places[site] = at;
  }

  /** Takes the site with the least key out; the heap must not be empty. */
  take(): number {
    const heap = this.#heap;
    const keys = this.#key;
    const places = this.#place;
    const least = heap[0];
    places[least] = -1;
    const length = --this.length;
    if (length === 0) return least;
    const site = heap[length];
    const key = keys[site];
    let at = 0;
    for (const half = length >> 1; at < half; ) {
      let below = 2 * at + 1;
      const right = below + 1;
      if (right < length) {
        const a = keys[heap[below]];
        const b = keys[heap[right]];
        if (b < a || (b === a && heap[right] < heap[below])) below = right;
      }
      const child = heap[below];
      if (keys[child] > key || (keys[child] === key && child > site)) break;
      heap[at] = child;
      places[child] = at;
      at = below;
    }
    heap[at] = site;
    places[site] = at;
    return least;
  }
}
