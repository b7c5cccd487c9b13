/** The points of the globe nearest to a place: a k-d tree over their directions from the earth's centre. */

const DEGREE = Math.PI / 180;
/** The mean radius (IUGG), km. */
const RADIUS_KM = 6371.0088;

/** The square of the chord, in earth radii, that spans a great-circle distance. */
export const chord2OfKm = (km: number): number => (2 * Math.sin(Math.min(km / (2 * RADIUS_KM), Math.PI / 2))) ** 2;
/** The great-circle distance that a chord spans, km. */
export const kmOfChord2 = (chord2: number): number => 2 * RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(chord2) / 2));

/** Built once and then only asked. The middle of each range of `order` splits it, by x, y and z in turn. */
export class NearestPoints {
  /** What the last search found, nearest first: indices of points, and squares of chords in earth radii. */
  readonly found: Int32Array;
  readonly chord2: Float64Array;
  readonly #order: Int32Array;
  readonly #axes: readonly [Float64Array, Float64Array, Float64Array];
  readonly #target = new Float64Array(3);
  #wanted = 0;
  #count = 0;
  #limit = 0;

  /** @param lats degrees @param lons degrees @param most how many points a search may ask for */
  constructor(lats: Float64Array, lons: Float64Array, most: number) {
    this.found = new Int32Array(most);
    this.chord2 = new Float64Array(most);
    this.#order = Int32Array.from(lats, (_, point) => point);
    this.#axes = [
      lats.map((lat, point) => Math.cos(lat * DEGREE) * Math.cos(lons[point] * DEGREE)),
      lats.map((lat, point) => Math.cos(lat * DEGREE) * Math.sin(lons[point] * DEGREE)),
      lats.map((lat) => Math.sin(lat * DEGREE)),
    ];
    this.#build(0, lats.length - 1, 0);
  }

  /**
   * Looks for the `wanted` points nearest to a place whose chords are not longer than the limit. Allocates nothing.
   * @param limit square of a chord @returns how many of `found` and `chord2` are set
   */
  search(lat: number, lon: number, wanted: number, limit: number): number {
    const cosLat = Math.cos(lat * DEGREE);
    this.#target[0] = cosLat * Math.cos(lon * DEGREE);
    this.#target[1] = cosLat * Math.sin(lon * DEGREE);
    this.#target[2] = Math.sin(lat * DEGREE);
    this.#wanted = wanted;
    this.#count = 0;
    this.#limit = limit;
    this.#visit(0, this.#order.length - 1, 0);
    return this.#count;
  }

  #build(left: number, right: number, axis: number): void {
    if (right - left < 1) return;
    const middle = (left + right) >> 1;
    this.#select(left, right, middle, this.#axes[axis]);
    this.#build(left, middle - 1, (axis + 1) % 3);
    this.#build(middle + 1, right, (axis + 1) % 3);
  }

  /** Hoare's selection: the point of rank `middle` comes to its place, none greater before it, none less after it. */
  #select(first: number, last: number, middle: number, key: Float64Array): void {
    const order = this.#order;
    let left = first;
    let right = last;
    while (left < right) {
      const pivot = key[order[middle]];
      let up = left;
      let down = right;
      while (up <= down) {
        while (key[order[up]] < pivot) up++;
        while (key[order[down]] > pivot) down--;
        if (up > down) break;
        const swapped = order[up];
        order[up++] = order[down];
        order[down--] = swapped;
      }
      if (down < middle) left = up;
      if (middle < up) right = down;
    }
  }

  #visit(left: number, right: number, axis: number): void {
    if (left > right) return;
    const middle = (left + right) >> 1;
    const point = this.#order[middle];
    const [x, y, z] = this.#axes;
    const dx = x[point] - this.#target[0];
    const dy = y[point] - this.#target[1];
    const dz = z[point] - this.#target[2];
    this.#offer(point, dx * dx + dy * dy + dz * dz);
    const beyond = this.#target[axis] - this.#axes[axis][point];
    const next = (axis + 1) % 3;
    if (beyond <= 0) this.#visit(left, middle - 1, next);
    else this.#visit(middle + 1, right, next);
    if (beyond * beyond > this.#limit) return;
    if (beyond <= 0) this.#visit(middle + 1, right, next);
    else this.#visit(left, middle - 1, next);
  }

  #offer(point: number, chord2: number): void {
    if (chord2 > this.#limit) return;
    const isFull = this.#count === this.#wanted;
    // When full, the last one is no nearer than the limit and gives way.
    let rank = isFull ? this.#wanted - 1 : this.#count++;
    while (rank > 0 && this.chord2[rank - 1] > chord2) {
      this.chord2[rank] = this.chord2[rank - 1];
      this.found[rank] = this.found[rank - 1];
      rank--;
    }
    this.chord2[rank] = chord2;
    this.found[rank] = point;
    if (this.#count === this.#wanted) this.#limit = Math.min(this.#limit, this.chord2[this.#wanted - 1]);
  }
}
