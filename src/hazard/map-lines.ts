/** Lines on the map walked in short steps: how near they come to a straight track, and which parts lie inside an area. */
import type { Polyline } from '../network/geodesy.ts';
import { LocalPlane } from './local-plane.ts';

/** Longest step along a line, km; between steps it is straight on a flat map, so that a bend may be cut short by 0.1 km or so. */
const STEP_KM = 0.5;

/** Points along a line at equal steps: point k lies at share k / (count - 1) of it. Empty when the line has no place. */
export interface Walk {
  readonly lats: Float64Array;
  readonly lons: Float64Array;
}

export function walkAlong(line: Polyline, stepKm = STEP_KM): Walk {
  const [lat] = line.at(0);
  const count = Number.isNaN(lat) ? 0 : Math.max(1, Math.ceil(line.lengthKm / stepKm)) + 1;
  const lats = new Float64Array(count);
  const lons = new Float64Array(count);
  for (let point = 0; point < count; point++) [lats[point], lons[point]] = line.at(point / (count - 1));
  return { lats, lons };
}

/** The place of a line that is nearest to a track. */
export interface Approach {
  /** Distance between line and track, km. */
  readonly apartKm: number;
  /** Where on the line, as a share of it. */
  readonly share: number;
  /** How far along the track, km. */
  readonly alongKm: number;
}

/**
 * Where a line comes nearest to a straight track; of equally near places the first along the track.
 * @param lat degrees @param lon degrees, of the track's start
 * @param headingDegrees clockwise from north @param trackKm length of the track; 0 for the start alone
 */
export function approach(
  { lats, lons }: Walk,
  lat: number,
  lon: number,
  headingDegrees = 0,
  trackKm = 0,
): Approach | undefined {
  if (lats.length === 0 || Number.isNaN(lat)) return undefined;
  const plane = new LocalPlane(lat, lon);
  const heading = (headingDegrees * Math.PI) / 180;
  const east = Math.sin(heading);
  const north = Math.cos(heading);
  // Coordinates along the track and to the right of it: the track is then the piece from (0, 0) to (trackKm, 0).
  const place = (point: number): [number, number] => {
    const x = plane.eastKm(lons[point]);
    const y = plane.northKm(lats[point]);
    return [x * east + y * north, x * north - y * east];
  };
  let best: Approach = { apartKm: Number.POSITIVE_INFINITY, share: 0, alongKm: 0 };
  let [along, aside] = place(0);
  const last = lats.length - 1;
  for (let point = 1; point <= last; point++) {
    const [nextAlong, nextAside] = place(point);
    const piece = nearestOf(along, aside, nextAlong - along, nextAside - aside, trackKm);
    if (piece.apartKm < best.apartKm || (piece.apartKm === best.apartKm && piece.alongKm < best.alongKm))
      best = { apartKm: piece.apartKm, share: (point - 1 + piece.part) / last, alongKm: piece.alongKm };
    along = nextAlong;
    aside = nextAside;
  }
  return best;
}

/** Where the piece that starts at (x, y) and runs (dx, dy) comes nearest to the piece from (0, 0) to (trackKm, 0). */
function nearestOf(
  x: number,
  y: number,
  dx: number,
  dy: number,
  trackKm: number,
): { apartKm: number; part: number; alongKm: number } {
  if (dy !== 0) {
    const part = -y / dy;
    const alongKm = x + part * dx;
    if (part >= 0 && part <= 1 && alongKm >= 0 && alongKm <= trackKm) return { apartKm: 0, part, alongKm };
  }
  // They do not cross: one of the four ends is nearest.
  const squared = dx * dx + dy * dy;
  let best = { apartKm: Number.POSITIVE_INFINITY, part: 0, alongKm: 0 };
  const offer = (part: number, alongKm: number): void => {
    const apartKm = Math.hypot(x + part * dx - alongKm, y + part * dy);
    if (apartKm < best.apartKm) best = { apartKm, part, alongKm };
  };
  for (const alongKm of [0, trackKm])
    offer(squared === 0 ? 0 : clamp(((alongKm - x) * dx - y * dy) / squared, 0, 1), alongKm);
  for (const part of [0, 1]) offer(part, clamp(x + part * dx, 0, trackKm));
  return best;
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** Corners of an area as [latitude, longitude], in either turn; it closes itself. Not across the date line or a pole. */
export type Area = readonly (readonly [number, number])[];

/** Whether a place lies inside an area, by the parity of the sides that a ray to the north crosses. */
export function isInside(area: Area, lat: number, lon: number): boolean {
  let inside = false;
  for (let corner = 0, before = area.length - 1; corner < area.length; before = corner++) {
    const [latA, lonA] = area[before];
    const [latB, lonB] = area[corner];
    if (lonA > lon !== lonB > lon && lat < latA + ((lon - lonA) / (lonB - lonA)) * (latB - latA)) inside = !inside;
  }
  return inside;
}

/** The parts of a line inside an area, as pairs of shares; a part shorter than a step of the walk may be missed. */
export function partsInside(line: Polyline, area: Area): [number, number][] {
  const { lats, lons } = walkAlong(line);
  const parts: [number, number][] = [];
  let entered: number | undefined;
  for (let point = 0; point < lats.length; point++) {
    const inside = isInside(area, lats[point], lons[point]);
    const share = point / (lats.length - 1);
    if (inside && entered === undefined)
      entered = point === 0 ? 0 : border(line, area, (point - 1) / (lats.length - 1), share);
    if (!inside && entered !== undefined) {
      parts.push([entered, border(line, area, share, (point - 1) / (lats.length - 1))]);
      entered = undefined;
    }
  }
  if (entered !== undefined) parts.push([entered, 1]);
  return parts;
}

/** The share at which a line crosses the border, between one outside and one inside, to a millionth of a step. */
function border(line: Polyline, area: Area, outside: number, inside: number): number {
  let out = outside;
  let within = inside;
  for (let halving = 0; halving < 20; halving++) {
    const middle = (out + within) / 2;
    const [lat, lon] = line.at(middle);
    if (isInside(area, lat, lon)) within = middle;
    else out = middle;
  }
  return within;
}
