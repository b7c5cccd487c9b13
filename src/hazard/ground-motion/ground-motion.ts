/** The plug-in door for ground motion models: how strong the ground shakes at a site, and how uncertain that is. */

/** A rupture seen from a site: every input that a model may want. Distances in km, angles in degrees. */
export interface RuptureAndSite {
  /** Moment magnitude. */
  magnitude: number;
  /** NaN when unknown. */
  rake: number;
  dip: number;
  /** Depth of the top of the rupture. */
  ztorKm: number;
  rjbKm: number;
  rrupKm: number;
  repiKm: number;
  rhypKm: number;
  /** Across strike from the top edge, positive above the plane (the hanging wall); NaN, unknown, is not above it. */
  rxKm: number;
  /** m/s */
  vs30: number;
  /** Whether vs30 was measured at the site, or inferred. */
  vs30Measured: boolean;
  /** Depth to a shear-wave velocity of 1 km/s, metres; NaN for the mean that the model expects of this vs30. */
  z1pt0M: number;
}

/** Natural logarithms of the medians, with the between-event (tau) and within-event (phi) standard deviations. */
export interface GroundMotion {
  lnPgaG: number;
  tauPga: number;
  phiPga: number;
  lnPgvCmS: number;
  tauPgv: number;
  phiPgv: number;
}

export type DistanceName = 'rjb' | 'rrup' | 'repi' | 'rhyp';

/** One equation of a model, ready for hot code. */
export interface GroundMotionEquation {
  /** The distance its range is stated in. */
  readonly distance: DistanceName;
  /** Whether the answer depends on how the rupture lies; if not, an unknown strike does not matter. */
  readonly seesRupture: boolean;
  /** Writes the motion of one site; allocates nothing. */
  motion(at: RuptureAndSite, out: GroundMotion): void;
}

/** What is known of a source when an equation is chosen for it. */
interface SourceShape {
  readonly extent: 'point' | 'finite';
  readonly depthKm: number;
}

/** Focal depth, km, from which a distance to the surface projection (Rjb) misleads, as at Baku in 2000. */
export const DEEP_KM = 25;

/** Whether a distance to the surface projection is meaningful: a model of Rjb alone has an equation only then. */
export const isShallowRupture = ({ extent, depthKm }: SourceShape): boolean => extent === 'finite' && depthKm < DEEP_KM;

export interface GroundMotionModel {
  /** Its name in a scenario. */
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Where it may be used: lowest and highest magnitude, distance (km) and vs30 (m/s). */
  readonly range: {
    readonly magnitude: readonly [number, number];
    readonly distanceKm: readonly [number, number];
    readonly vs30: readonly [number, number];
  };
  /** Its equations, one for each distance that it has coefficients for; the one to prefer first. */
  readonly equations: readonly GroundMotionEquation[];
  /** The models of its regions, by the name of the region; absent when it has none. */
  readonly regions?: Readonly<Record<string, GroundMotionModel>>;
  /** The equation for a source; undefined when there is none, as in a model of Rjb alone for a deep source. */
  equationFor(source: SourceShape): GroundMotionEquation | undefined;
}

export const motionlessSite = (): RuptureAndSite => ({
  magnitude: 0,
  rake: Number.NaN,
  dip: 90,
  ztorKm: 0,
  rjbKm: 0,
  rrupKm: 0,
  repiKm: 0,
  rhypKm: 0,
  rxKm: 0,
  vs30: 0,
  vs30Measured: false,
  z1pt0M: Number.NaN,
});

export const noMotion = (): GroundMotion => ({
  lnPgaG: 0,
  tauPga: 0,
  phiPga: 0,
  lnPgvCmS: 0,
  tauPgv: 0,
  phiPgv: 0,
});

/** The distance that an equation's range is stated in, km. */
export function distanceOf(name: DistanceName, at: RuptureAndSite): number {
  switch (name) {
    case 'rjb':
      return at.rjbKm;
    case 'rrup':
      return at.rrupKm;
    case 'repi':
      return at.repiKm;
    case 'rhyp':
      return at.rhypKm;
  }
}
