/** The ground about a rupture where its aftershocks and its twin begin. */
import { type Draws, PURPOSE } from '../../engine/draws.ts';
import { ruptureSize, styleOf } from '../rupture.ts';
import { type Earthquake, sourceOf } from '../shaking.ts';

/** An earthquake that others follow. A strike that was unknown should be the one drawn in this replication. */
export interface Mainshock extends Earthquake {
  /** Hours after the start of the scenario. */
  readonly atHours: number;
}

/** How much longer and wider than the rupture its zone is, as a share of its length (judgement). */
export const WIDENED_BY = 0.5;

const DEGREE = Math.PI / 180;
/** As in local-plane.ts, of which this is the inverse. */
const KM_PER_DEGREE = 6371 * DEGREE;

/** A rectangle of the plane to move sideways, or a disc (`radiusKm` above 0), and the place last written. */
interface RuptureZone {
  readonly originLat: number;
  readonly originLon: number;
  readonly originDepthKm: number;
  readonly radiusKm: number;
  readonly lengthKm: number;
  readonly widthKm: number;
  readonly asideKm: number;
  readonly upDipKm: number;
  readonly ztorKm: number;
  readonly sinStrike: number;
  readonly cosStrike: number;
  readonly sinDip: number;
  readonly cosDip: number;
  lat: number;
  lon: number;
  depthKm: number;
}

/**
 * The zone of an earthquake. For a rectangle of length L: its plane, lengthened by w L (half at each end), each place
 * of which is moved sideways by up to w L / 2 at the depth it has on the plane. For a point, or a rectangle of
 * unknown strike: a disc at the focal depth whose diameter is (1 + w) L, the zone of a rupture turned every way.
 * L and the width are the medians of Wells & Coppersmith (1994), table 2A.
 * @param widenedBy w
 */
export function zoneAbout(earthquake: Earthquake, widenedBy: number): RuptureZone {
  const { extent, rupture } = sourceOf(earthquake);
  const { strike, magnitude, rake } = earthquake;
  const isDisc = extent === 'point' || Number.isNaN(strike);
  const lengthKm = ruptureSize('subsurfaceLengthKm', magnitude, styleOf(rake));
  return {
    originLat: earthquake.lat,
    originLon: earthquake.lon,
    originDepthKm: earthquake.depthKm,
    radiusKm: isDisc ? ((1 + widenedBy) * lengthKm) / 2 : 0,
    lengthKm: (1 + widenedBy) * lengthKm,
    widthKm: rupture.widthKm,
    asideKm: (widenedBy * lengthKm) / 2,
    upDipKm: rupture.upDipKm,
    ztorKm: rupture.ztorKm,
    sinStrike: Math.sin(strike * DEGREE),
    cosStrike: Math.cos(strike * DEGREE),
    sinDip: Math.sin(rupture.dip * DEGREE),
    cosDip: Math.cos(rupture.dip * DEGREE),
    lat: earthquake.lat,
    lon: earthquake.lon,
    depthKm: earthquake.depthKm,
  };
}

/** Draws a place of the zone into its `lat`, `lon` and `depthKm`: one uniform each along, down and aside. */
export function writePlace(zone: RuptureZone, draws: Draws, handle: number, occurrence: number): void {
  const along = draws.uniform(handle, PURPOSE.aftershockAlong, occurrence);
  const down = draws.uniform(handle, PURPOSE.aftershockDown, occurrence);
  let eastKm: number;
  let northKm: number;
  if (zone.radiusKm > 0) {
    const radiusKm = zone.radiusKm * Math.sqrt(along);
    eastKm = radiusKm * Math.sin(2 * Math.PI * down);
    northKm = radiusKm * Math.cos(2 * Math.PI * down);
    zone.depthKm = zone.originDepthKm;
  } else {
    const aside = draws.uniform(handle, PURPOSE.aftershockAside, occurrence);
    const alongKm = (along - 0.5) * zone.lengthKm;
    const downKm = down * zone.widthKm;
    const acrossKm = (downKm - zone.upDipKm) * zone.cosDip + (2 * aside - 1) * zone.asideKm;
    eastKm = alongKm * zone.sinStrike + acrossKm * zone.cosStrike;
    northKm = alongKm * zone.cosStrike - acrossKm * zone.sinStrike;
    zone.depthKm = zone.ztorKm + downKm * zone.sinDip;
  }
  zone.lat = zone.originLat + northKm / KM_PER_DEGREE;
  const lon = zone.originLon + eastKm / (KM_PER_DEGREE * Math.cos(zone.originLat * DEGREE));
  zone.lon = lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon;
}
