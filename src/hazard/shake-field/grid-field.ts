/** A field of shaking on a regular grid of longitudes and latitudes, bilinear in the logarithms. */
import { assert } from '../../engine/assert.ts';
import type { Extent, FieldMotion, MotionColumns, ShakeField } from './shake-field.ts';

/** A place this near the edge is on it, degrees: a tenth of a millimetre. */
const EDGE = 1e-9;

/** Where a coordinate lies on an axis: between two nodes (the same one at the last), and how far from the first. */
interface Between {
  low: number;
  high: number;
  part: number;
}

/** Places in rows from the south, each from the west: node (i, j) is entry j * lons.length + i of a column. */
export class GridField implements ShakeField {
  readonly count: number;
  readonly extent: Extent;
  /** Degrees, rising. */
  readonly lons: Float64Array;
  /** Degrees, rising. */
  readonly lats: Float64Array;
  readonly #columns: MotionColumns;
  readonly #x: Between = { low: 0, high: 0, part: 0 };
  readonly #y: Between = { low: 0, high: 0, part: 0 };

  constructor(lons: Float64Array, lats: Float64Array, columns: MotionColumns) {
    this.count = lons.length * lats.length;
    assert(lons.length > 0 && lats.length > 0, 'a grid has nodes');
    for (const column of [columns.lnPgaG, columns.lnPgvCmS])
      assert(column.length === this.count, 'a column has one value for each node');
    for (const column of [columns.sdLnPga, columns.sdLnPgv])
      assert(column.length === this.count || column.length === 0, 'a column has one value for each node, or none');
    this.lons = lons;
    this.lats = lats;
    this.#columns = columns;
    this.extent = { south: lats[0], west: lons[0], north: lats[lats.length - 1], east: lons[lons.length - 1] };
  }

  at(lat: number, lon: number, out: FieldMotion): boolean {
    const { south, west, north, east } = this.extent;
    const turned = lon < west - EDGE ? lon + 360 : lon > east + EDGE ? lon - 360 : lon;
    if (!(turned >= west - EDGE && turned <= east + EDGE && lat >= south - EDGE && lat <= north + EDGE)) return false;
    locate(this.lons, turned, this.#x);
    locate(this.lats, lat, this.#y);
    const { lnPgaG, lnPgvCmS, sdLnPga, sdLnPgv } = this.#columns;
    out.lnPgaG = this.#mix(lnPgaG);
    out.lnPgvCmS = this.#mix(lnPgvCmS);
    out.sdLnPga = sdLnPga.length === 0 ? Number.NaN : this.#mix(sdLnPga);
    out.sdLnPgv = sdLnPgv.length === 0 ? Number.NaN : this.#mix(sdLnPgv);
    return true;
  }

  #mix(column: Float64Array): number {
    const x = this.#x;
    const width = this.lons.length;
    const south = this.#y.low * width;
    const north = this.#y.high * width;
    const below = column[south + x.low] + x.part * (column[south + x.high] - column[south + x.low]);
    const above = column[north + x.low] + x.part * (column[north + x.high] - column[north + x.low]);
    return below + this.#y.part * (above - below);
  }
}

/** A node's own coordinate gives part 0, so that the field there is the node's value to the last bit. */
function locate(axis: Float64Array, value: number, out: Between): void {
  const last = axis.length - 1;
  const inside = Math.min(Math.max(value, axis[0]), axis[last]);
  const guess = last === 0 ? 0 : Math.floor(((inside - axis[0]) / (axis[last] - axis[0])) * last);
  let low = Math.min(Math.max(guess, 0), last);
  while (low > 0 && axis[low] > inside) low--;
  while (low < last && axis[low + 1] <= inside) low++;
  out.low = low;
  out.high = Math.min(low + 1, last);
  out.part = out.high === low ? 0 : (inside - axis[low]) / (axis[out.high] - axis[low]);
}
