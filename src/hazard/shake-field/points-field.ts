/** A field of shaking known at scattered places: between them, the nearest ones weighed by inverse distance. */
import { assert } from '../../engine/assert.ts';
import { chord2OfKm, kmOfChord2, NearestPoints } from './nearest-points.ts';
import type { Extent, FieldMotion, MotionColumns, ShakeField } from './shake-field.ts';

/** How many places speak for one between them. */
const NEIGHBOURS = 4;
/** How far a field of a single place reaches, km (judgement). */
const LONE_REACH_KM = 10;
/** Square of a chord in earth radii, 6 mm: a place this near to a point is the point. */
const SAME = 1e-18;

/**
 * The mean of the logarithms at the four nearest places within reach, weighed by the inverse square of the distance
 * (Shepard 1968, Proc. 23rd ACM National Conference: 517-524); a place itself keeps its values.
 */
export class PointsField implements ShakeField {
  readonly count: number;
  readonly extent: Extent;
  /** Places farther than this from every point are outside, km. */
  readonly reachKm: number;
  readonly #columns: MotionColumns;
  readonly #points: NearestPoints;
  readonly #reach2: number;
  readonly #weights = new Float64Array(NEIGHBOURS);

  /**
   * @param lats degrees @param lons degrees, no place twice @param reachKm km; when left out, twice the median distance
   * from a point to its nearest neighbour
   */
  constructor(lats: Float64Array, lons: Float64Array, columns: MotionColumns, reachKm?: number) {
    this.count = lats.length;
    assert(this.count > 0, 'a field has places');
    this.#columns = columns;
    this.#points = new NearestPoints(lats, lons, NEIGHBOURS);
    this.reachKm = reachKm ?? (this.count === 1 ? LONE_REACH_KM : 2 * medianSpacingKm(this.#points, lats, lons));
    this.#reach2 = chord2OfKm(this.reachKm);
    this.extent = extentOf(lats, lons);
  }

  at(lat: number, lon: number, out: FieldMotion): boolean {
    const count = this.#points.search(lat, lon, NEIGHBOURS, this.#reach2);
    if (count === 0) return false;
    const weights = this.#weights;
    const used = this.#points.chord2[0] < SAME ? 1 : count;
    let sum = 0;
    for (let rank = 0; rank < used; rank++) {
      weights[rank] = used === 1 ? 1 : 1 / this.#points.chord2[rank];
      sum += weights[rank];
    }
    for (let rank = 0; rank < used; rank++) weights[rank] /= sum;
    const { lnPgaG, lnPgvCmS, sdLnPga, sdLnPgv } = this.#columns;
    out.lnPgaG = this.#mix(lnPgaG, used);
    out.lnPgvCmS = this.#mix(lnPgvCmS, used);
    out.sdLnPga = sdLnPga.length === 0 ? Number.NaN : this.#mix(sdLnPga, used);
    out.sdLnPgv = sdLnPgv.length === 0 ? Number.NaN : this.#mix(sdLnPgv, used);
    return true;
  }

  #mix(column: Float64Array, used: number): number {
    let value = 0;
    for (let rank = 0; rank < used; rank++) value += this.#weights[rank] * column[this.#points.found[rank]];
    return value;
  }
}

function medianSpacingKm(points: NearestPoints, lats: Float64Array, lons: Float64Array): number {
  const spacing = lats.map((lat, point) => {
    points.search(lat, lons[point], 2, Number.POSITIVE_INFINITY);
    return points.chord2[1];
  });
  spacing.sort();
  const half = spacing.length >> 1;
  const upper = kmOfChord2(spacing[half]);
  return spacing.length % 2 === 1 ? upper : (kmOfChord2(spacing[half - 1]) + upper) / 2;
}

/** The smallest box around the places: it begins east of the widest gap between their longitudes. */
function extentOf(lats: Float64Array, lons: Float64Array): Extent {
  const sorted = lons.toSorted();
  const last = sorted.length - 1;
  let west = sorted[0];
  let east = sorted[last];
  let widest = west + 360 - east;
  for (let next = 1; next <= last; next++) {
    const gap = sorted[next] - sorted[next - 1];
    if (gap <= widest) continue;
    widest = gap;
    west = sorted[next];
    east = sorted[next - 1] + 360;
  }
  let south = lats[0];
  let north = lats[0];
  for (const lat of lats) {
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  return { south, west, north, east };
}
