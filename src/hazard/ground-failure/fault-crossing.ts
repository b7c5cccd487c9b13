/** Where a fault that breaks the surface tears a line: the trace of a rupture, and the places where a route crosses it. */
import { Polyline } from '../../network/geodesy.ts';
import { LocalPlane } from '../local-plane.ts';
import { type Distances, type Rupture, ruptureSize, type Style } from '../rupture.ts';

/** Below it an earthquake seldom breaks the surface (judgement). */
export const SURFACE_MAGNITUDE = 6;

/** The deepest top edge from which a rupture of that magnitude is taken to reach the surface, km (judgement). */
export const SHALLOW_TOP_KM = 5;

/** The slip that a cable's slack takes up, m (judgement; plausible 0.3-0.5). */
export const CABLE_SLACK_M = 0.4;

/** What a rupture does to the surface. */
export interface SurfaceRupture {
  /** Length of the trace, centred on the epicentre's projection, km. */
  readonly lengthKm: number;
  /** Average slip along it, m. */
  readonly displacementM: number;
}

/** The style whose row of displacement is significant: the source has none for reverse faults. */
const slipStyle = (style: Style): Style => (style === 'reverse' ? 'unknown' : style);

/**
 * The median surface rupture; undefined when none is expected: a point, a magnitude below 6, or a top edge deeper than
 * 5 km. Length and average displacement by Wells & Coppersmith (1994), table 2A, all styles together for the slip of
 * reverse faults; the trace is no longer than the rectangle.
 */
export function surfaceRupture(magnitude: number, style: Style, rupture: Rupture): SurfaceRupture | undefined {
  if (magnitude < SURFACE_MAGNITUDE || rupture.lengthKm === 0 || rupture.ztorKm > SHALLOW_TOP_KM) return undefined;
  return {
    lengthKm: Math.min(rupture.lengthKm, ruptureSize('surfaceLengthKm', magnitude, style)),
    displacementM: ruptureSize('averageDisplacementM', magnitude, slipStyle(style)),
  };
}

/** Whether such a slip is more than the slack of a line. @param slackM m */
export const tears = ({ displacementM }: SurfaceRupture, slackM = CABLE_SLACK_M): boolean => displacementM > slackM;

/** A route on the flat map of an earthquake, made once: its points, and how far along the line each lies (0 to 1). */
export interface PlaneRoute {
  readonly eastKm: Float64Array;
  readonly northKm: Float64Array;
  readonly shares: Float64Array;
}

/** Legs are cut into pieces no longer than this, for a geodesic is no straight line on the map, km. */
const PIECE_KM = 5;

/** Lays a route (latitude and longitude in turn, degrees) on the plane. Shares are of its geodesic length. */
export function planeRoute(plane: LocalPlane, route: Float64Array): PlaneRoute {
  const eastKm: number[] = [];
  const northKm: number[] = [];
  const reachedKm: number[] = [];
  let totalKm = 0;
  const add = (lat: number, lon: number, km: number): void => {
    eastKm.push(plane.eastKm(lon));
    northKm.push(plane.northKm(lat));
    reachedKm.push(km);
  };
  if (route.length > 0) add(route[0], route[1], 0);
  for (let p = 2; p < route.length; p += 2) {
    const leg = new Polyline(route.subarray(p - 2, p + 2));
    const pieces = Math.ceil(leg.lengthKm / PIECE_KM);
    for (let piece = 1; piece < pieces; piece++) {
      const [lat, lon] = leg.at(piece / pieces);
      add(lat, lon, totalKm + (piece / pieces) * leg.lengthKm);
    }
    totalKm += leg.lengthKm;
    add(route[p], route[p + 1], totalKm);
  }
  return {
    eastKm: Float64Array.from(eastKm),
    northKm: Float64Array.from(northKm),
    shares: Float64Array.from(reachedKm, (km) => (totalKm > 0 ? km / totalKm : 0)),
  };
}

/** A point this near to the trace is on it and on neither side, km: a millimetre. */
const ON_TRACE_KM = 1e-6;

/** A rupture's trace as it now lies, with what its search needs: made once, laid again when the strike turns. */
export class FaultTrace {
  readonly #at: Distances = { repiKm: 0, rhypKm: 0, rjbKm: 0, rrupKm: 0, rxKm: 0 };
  #cosStrike = 1;
  #sinStrike = 0;
  /** Distance across strike from the epicentre to the trace, km, less than 0 on the side that the plane rises to. */
  #acrossKm = 0;
  #halfKm = 0;

  /**
   * Takes up the rupture as it now lies: the line where its plane, prolonged up the dip, meets the ground.
   * @param lengthKm length of the trace, km
   */
  lay(rupture: Rupture, lengthKm: number): void {
    const at = this.#at;
    // Rx is linear in the place, so three places give the strike and the offset of the top edge.
    rupture.distances(0, 0, at);
    const topKm = at.rxKm;
    rupture.distances(1, 0, at);
    this.#cosStrike = at.rxKm - topKm;
    rupture.distances(0, 1, at);
    this.#sinStrike = topKm - at.rxKm;
    this.#acrossKm = -topKm - rupture.ztorKm / Math.tan((rupture.dip * Math.PI) / 180);
    this.#halfKm = lengthKm / 2;
  }

  /**
   * Writes the shares of a route (0 to 1) where it crosses the trace, in order. Touching the trace and turning back is
   * no crossing, nor is running along it. Hot: allocates nothing once `out` has grown.
   * @returns how many there are; entries of `out` beyond are left as they were
   */
  crossings({ eastKm, northKm, shares }: PlaneRoute, out: number[]): number {
    let count = 0;
    let lastAlong = 0;
    let lastAcross = 0;
    // The side of the last point that was not on the trace's line itself.
    let side = 0;
    for (let point = 0; point < shares.length; point++) {
      const along = eastKm[point] * this.#sinStrike + northKm[point] * this.#cosStrike;
      const across = eastKm[point] * this.#cosStrike - northKm[point] * this.#sinStrike - this.#acrossKm;
      if (side * across < 0 && Math.abs(across) > ON_TRACE_KM) {
        const part = Math.max(0, lastAcross / (lastAcross - across));
        if (Math.abs(lastAlong + part * (along - lastAlong)) <= this.#halfKm)
          out[count++] = shares[point - 1] + part * (shares[point] - shares[point - 1]);
      }
      if (Math.abs(across) > ON_TRACE_KM) side = Math.sign(across);
      lastAlong = along;
      lastAcross = across;
    }
    return count;
  }
}

/**
 * The shares (0 to 1) of a route at which it crosses the trace of a rupture, in order.
 * @param centreLat epicentre, degrees @param route latitude and longitude in turn, degrees
 * @param lengthKm length of the trace, km; that of the rectangle when left out
 */
export function crossings(
  rupture: Rupture,
  centreLat: number,
  centreLon: number,
  route: Float64Array,
  lengthKm = rupture.lengthKm,
): number[] {
  const trace = new FaultTrace();
  trace.lay(rupture, lengthKm);
  const shares: number[] = [];
  trace.crossings(planeRoute(new LocalPlane(centreLat, centreLon), route), shares);
  return shares;
}
