/** Places with the junction nearest to each, so that a journey between two of them needs no search and no trigonometry. */
import { EARTH_RADIUS_KM, haversineKm } from './geodesy.ts';
import type { Junction } from './roads.ts';

const DEGREE = Math.PI / 180;

/** What rounding may add to a chord of the earth, as a share and in km. */
const CHORD_ERROR = 1e-9;
const CHORD_ERROR_KM = 1e-6;

/** Places whose nearest junction is remembered; a power of two. */
const MEMO_BITS = 12;
const MEMO = 1 << MEMO_BITS;

/** Numbered places, in parallel arrays. */
export class RoadPlaces {
  /** Degrees; NaN when unknown. */
  lats: Float64Array;
  lons: Float64Array;
  /** The same as points on the unit sphere, three numbers each. */
  points: Float64Array;
  /** The nearest junction (of two equally near the first), and the km to it. */
  junctions: Int32Array;
  km: Float64Array;

  constructor(count: number) {
    this.lats = new Float64Array(count);
    this.lons = new Float64Array(count);
    this.points = new Float64Array(3 * count);
    this.junctions = new Int32Array(count);
    this.km = new Float64Array(count);
  }

  /** Makes room for more places; those that were there are lost. */
  fit(count: number): void {
    if (count <= this.lats.length) return;
    this.lats = new Float64Array(count);
    this.lons = new Float64Array(count);
    this.points = new Float64Array(3 * count);
    this.junctions = new Int32Array(count);
    this.km = new Float64Array(count);
  }

  /** Writes a place (degrees) of which the nearest junction does not matter. */
  put(lat: number, lon: number, at: number): void {
    const across = Math.cos(lat * DEGREE);
    this.lats[at] = lat;
    this.lons[at] = lon;
    this.points[3 * at] = across * Math.cos(lon * DEGREE);
    this.points[3 * at + 1] = across * Math.sin(lon * DEGREE);
    this.points[3 * at + 2] = Math.sin(lat * DEGREE);
  }

  /** Copies a place of another list. */
  copy(at: number, from: RoadPlaces, there: number): void {
    this.lats[at] = from.lats[there];
    this.lons[at] = from.lons[there];
    this.points[3 * at] = from.points[3 * there];
    this.points[3 * at + 1] = from.points[3 * there + 1];
    this.points[3 * at + 2] = from.points[3 * there + 2];
    this.junctions[at] = from.junctions[there];
    this.km[at] = from.km[there];
  }

  /** Takes over all places of another list, which is as long. */
  takeOver({ lats, lons, points, junctions, km }: RoadPlaces): void {
    this.lats.set(lats);
    this.lons.set(lons);
    this.points.set(points);
    this.junctions.set(junctions);
    this.km.set(km);
  }
}

/** Finds the junction nearest to a place. */
export class JunctionFinder {
  readonly #junctions: readonly Junction[];
  /** Junctions as points on the unit sphere, three numbers each. */
  readonly #points: Float64Array;
  readonly #memoLat = new Float64Array(MEMO).fill(Number.NaN);
  readonly #memoLon = new Float64Array(MEMO);
  readonly #memoJunction = new Int32Array(MEMO);
  readonly #memoKm = new Float64Array(MEMO);

  constructor(junctions: readonly Junction[]) {
    this.#junctions = junctions;
    const places = new RoadPlaces(junctions.length);
    for (const [junction, { lat, lon }] of junctions.entries()) places.put(lat, lon, junction);
    this.#points = places.points;
  }

  /** Writes a place (degrees) and its nearest junction into a list. */
  locate(lat: number, lon: number, places: RoadPlaces, at: number): void {
    const { points } = places;
    places.put(lat, lon, at);
    const mixed = Math.imul((lat * 1e6) | 0, 0x9e3779b1) ^ Math.imul((lon * 1e6) | 0, 0x85ebca6b);
    const memo = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> (32 - MEMO_BITS);
    if (this.#memoLat[memo] !== lat || this.#memoLon[memo] !== lon) {
      const junction = this.#nearest(points[3 * at], points[3 * at + 1], points[3 * at + 2]);
      const { lat: nearLat, lon: nearLon } = this.#junctions[junction];
      this.#memoLat[memo] = lat;
      this.#memoLon[memo] = lon;
      this.#memoJunction[memo] = junction;
      this.#memoKm[memo] = haversineKm(lat, lon, nearLat, nearLon);
    }
    places.junctions[at] = this.#memoJunction[memo];
    places.km[at] = this.#memoKm[memo];
  }

  #nearest(x: number, y: number, z: number): number {
    const points = this.#points;
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let junction = 0, at = 0; at < points.length; junction++, at += 3) {
      const dx = points[at] - x;
      const dy = points[at + 1] - y;
      const dz = points[at + 2] - z;
      const chord2 = dx * dx + dy * dy + dz * dz;
      if (chord2 < least) {
        least = chord2;
        best = junction;
      }
    }
    return best;
  }
}

/** Kilometres of the straight line through the earth, no more than those over it; NaN when a place is unknown. */
export function chordKm({ points: p }: RoadPlaces, a: number, { points: q }: RoadPlaces, b: number): number {
  const x = p[3 * a] - q[3 * b];
  const y = p[3 * a + 1] - q[3 * b + 1];
  const z = p[3 * a + 2] - q[3 * b + 2];
  return Math.max(0, Math.sqrt(x * x + y * y + z * z) * EARTH_RADIUS_KM * (1 - CHORD_ERROR) - CHORD_ERROR_KM);
}
