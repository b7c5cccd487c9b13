/** Polygons on the map to draw epicentres from: what is wrong with one, and its area cut into triangles. */

/** Longitude and latitude, degrees. */
export type Corner = readonly [number, number];

const DEGREE = Math.PI / 180;
/** Mean radius of the earth, km, as in local-plane.ts. */
const EARTH_KM = 6371;

/** Twice the signed area of a triangle: above 0 where the way from a over b to c turns left. */
const turn = (a: Corner, b: Corner, c: Corner): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

const same = (a: Corner, b: Corner): boolean => a[0] === b[0] && a[1] === b[1];

/** Whether c, on the line through a and b, lies between them. */
const isBetween = (a: Corner, b: Corner, c: Corner): boolean =>
  Math.min(a[0], b[0]) <= c[0] &&
  c[0] <= Math.max(a[0], b[0]) &&
  Math.min(a[1], b[1]) <= c[1] &&
  c[1] <= Math.max(a[1], b[1]);

/** Whether two stretches cross or touch. */
function meet(a: Corner, b: Corner, c: Corner, d: Corner): boolean {
  const c1 = Math.sign(turn(a, b, c));
  const d1 = Math.sign(turn(a, b, d));
  const a1 = Math.sign(turn(c, d, a));
  const b1 = Math.sign(turn(c, d, b));
  if (c1 * d1 < 0 && a1 * b1 < 0) return true;
  return (
    (c1 === 0 && isBetween(a, b, c)) ||
    (d1 === 0 && isBetween(a, b, d)) ||
    (a1 === 0 && isBetween(c, d, a)) ||
    (b1 === 0 && isBetween(c, d, b))
  );
}

/** The corners without the first one again at the end, as GeoJSON writes it. */
export const openRing = (corners: readonly Corner[]): readonly Corner[] =>
  corners.length > 1 && same(corners[0], corners[corners.length - 1]) ? corners.slice(0, -1) : corners;

/** An edge for a reader: its number and its ends, longitude first. */
const edgeName = (corners: readonly Corner[], edge: number): string => {
  const [from, to] = [corners[edge], corners[(edge + 1) % corners.length]];
  return `edge ${edge + 1} (${from.join(' ')} to ${to.join(' ')})`;
};

/** The first thing that makes a ring of corners no simple polygon, in words; undefined when it is one. */
export function polygonFault(corners: readonly Corner[]): string | undefined {
  const count = corners.length;
  if (count < 3) return `${count} ${count === 1 ? 'corner' : 'corners'}`;
  const at = (index: number): Corner => corners[index % count];
  for (let edge = 0; edge < count; edge++) {
    if (same(at(edge), at(edge + 1))) return `corner ${edge + 1} (${at(edge).join(' ')}) twice running`;
  }
  for (let one = 0; one < count; one++) {
    for (let other = one + 1; other < count; other++) {
      // Neighbours share a corner; they only overlap when the second folds back upon the first.
      const [first, second] = other === one + 1 ? [one, other] : one === 0 && other === count - 1 ? [other, one] : [];
      if (first === undefined || second === undefined) {
        if (!meet(at(one), at(one + 1), at(other), at(other + 1))) continue;
      } else {
        const [a, b, c] = [at(first), at(first + 1), at(second + 1)];
        const ahead = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]);
        if (turn(a, b, c) !== 0 || ahead >= 0) continue;
      }
      return `${edgeName(corners, one)} meeting ${edgeName(corners, other)}`;
    }
  }
  return undefined;
}

/** Cuts a simple polygon into triangles, three indices each, by clipping ears. Meisters (1975). */
export function triangulate(corners: readonly Corner[]): number[] {
  const left = corners.map((_, index) => index);
  let twiceArea = 0;
  corners.forEach((corner, index) => {
    twiceArea += turn([0, 0], corner, corners[(index + 1) % corners.length]);
  });
  if (twiceArea < 0) left.reverse();
  const triangles: number[] = [];
  while (left.length > 3) {
    const ear = earOf(corners, left);
    const count = left.length;
    triangles.push(left[(ear + count - 1) % count], left[ear], left[(ear + 1) % count]);
    left.splice(ear, 1);
  }
  triangles.push(...left);
  return triangles;
}

/** A corner that can be cut off a ring that goes round to the left: convex, or flat, and with no other corner in it. */
function earOf(corners: readonly Corner[], ring: readonly number[]): number {
  const count = ring.length;
  for (let place = 0; place < count; place++) {
    const a = corners[ring[(place + count - 1) % count]];
    const b = corners[ring[place]];
    const c = corners[ring[(place + 1) % count]];
    if (turn(a, b, c) < 0) continue;
    const holdsAnother = ring.some((index) => {
      const p = corners[index];
      if (same(p, a) || same(p, b) || same(p, c)) return false;
      return turn(a, b, p) >= 0 && turn(b, c, p) >= 0 && turn(c, a, p) >= 0;
    });
    if (!holdsAnother) return place;
  }
  // Only rounding can bring us here: every simple polygon has two ears.
  return 0;
}

/**
 * A polygon ready to draw places from, uniform by area on the sphere. Its edges are straight in longitude and the sine
 * of latitude (Lambert's cylindrical map, which keeps areas), for edges of 3 degrees no more than 2 km from straight
 * ones in degrees.
 */
export class PolygonArea {
  readonly areaKm2: number;
  /** Corner, and the two sides from it, of each triangle: x and y of each. */
  readonly #triangles: Float64Array;
  /** Area of the triangles before each one, as a share of the whole. */
  readonly #before: Float64Array;
  lat = Number.NaN;
  lon = Number.NaN;

  /** @param corners of a simple polygon, degrees, longitude first, either way round */
  constructor(corners: readonly Corner[]) {
    const flat = corners.map(([lon, lat]): Corner => [lon * DEGREE, Math.sin(lat * DEGREE)]);
    const indices = triangulate(flat);
    const count = indices.length / 3;
    this.#triangles = new Float64Array(6 * count);
    this.#before = new Float64Array(count + 1);
    for (let triangle = 0; triangle < count; triangle++) {
      const [a, b, c] = [0, 1, 2].map((corner) => flat[indices[3 * triangle + corner]]);
      this.#triangles.set([a[0], a[1], b[0] - a[0], b[1] - a[1], c[0] - a[0], c[1] - a[1]], 6 * triangle);
      this.#before[triangle + 1] = this.#before[triangle] + Math.abs(turn(a, b, c)) / 2;
    }
    const area = this.#before[count];
    this.areaKm2 = area * EARTH_KM ** 2;
    for (let triangle = 0; triangle <= count; triangle++) this.#before[triangle] /= area;
  }

  /** Writes the place of two uniforms into `lat` and `lon`: the first says which triangle and how deep in it. */
  locate(u: number, v: number): void {
    const before = this.#before;
    let triangle = 0;
    while (triangle < before.length - 2 && u >= before[triangle + 1]) triangle++;
    const rest = (u - before[triangle]) / (before[triangle + 1] - before[triangle]);
    // From the first corner towards the far side, where the share of the triangle left behind grows as the square.
    const out = Math.sqrt(Math.min(Math.max(rest, 0), 1));
    const first = out * (1 - v);
    const second = out * v;
    const at = 6 * triangle;
    const sides = this.#triangles;
    this.lon = (sides[at] + first * sides[at + 2] + second * sides[at + 4]) / DEGREE;
    this.lat = Math.asin(sides[at + 1] + first * sides[at + 3] + second * sides[at + 5]) / DEGREE;
  }
}
