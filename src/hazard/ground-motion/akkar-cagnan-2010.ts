/** Akkar & Çağnan (2010): ground motion of shallow crustal earthquakes in Turkey. */
import { PGA_SITE, PGV_SITE, siteTerm } from './boore-atkinson-2008.ts';
import {
  type GroundMotion,
  type GroundMotionEquation,
  type GroundMotionModel,
  isShallowRupture,
  type RuptureAndSite,
} from './ground-motion.ts';

/** Coefficients of one measure, table 3: of PGA in cm/s2, of PGV in cm/s. */
interface Terms {
  readonly a1: number;
  readonly a4: number;
  readonly a5: number;
  readonly a6: number;
  /** Pseudo-depth, km. */
  readonly a7: number;
  readonly normal: number;
  readonly reverse: number;
  readonly phi: number;
  readonly tau: number;
}

const PGA: Terms = {
  a1: 8.92418,
  a4: -0.18555,
  a5: -1.25594,
  a6: 0.18105,
  a7: 7.33617,
  normal: -0.02125,
  reverse: 0.01851,
  phi: 0.6527,
  tau: 0.5163,
};
const PGV: Terms = {
  a1: 5.60931,
  a4: -0.258,
  a5: -0.90393,
  a6: 0.21576,
  a7: 5.57472,
  normal: -0.10481,
  reverse: 0.07791,
  phi: 0.6154,
  tau: 0.526,
};
const HINGE_MAGNITUDE = 6.5;
const LN_GRAVITY_CM_S2 = Math.log(980.665);

/** Motion on rock (760 m/s). */
function rock(terms: Terms, magnitude: number, rake: number, rjbKm: number): number {
  const above = magnitude - HINGE_MAGNITUDE;
  const slope = above <= 0 ? -0.513 : -0.695;
  const style = rake > -135 && rake < -45 ? terms.normal : rake > 45 && rake < 135 ? terms.reverse : 0;
  return (
    terms.a1 +
    slope * above +
    terms.a4 * (8.5 - magnitude) * (8.5 - magnitude) +
    (terms.a5 + terms.a6 * above) * 0.5 * Math.log(rjbKm * rjbKm + terms.a7 * terms.a7) +
    style
  );
}

/** BSSA 100(6):2978-2995; geometric mean of the horizontals. */
const equation: GroundMotionEquation = {
  distance: 'rjb',
  seesRupture: true,
  motion({ magnitude, rake, rjbKm, vs30 }: RuptureAndSite, out: GroundMotion): void {
    const lnRockPgaG = rock(PGA, magnitude, rake, rjbKm) - LN_GRAVITY_CM_S2;
    const rockPgaG = Math.exp(lnRockPgaG);
    out.lnPgaG = lnRockPgaG + siteTerm(PGA_SITE, vs30, rockPgaG);
    out.lnPgvCmS = rock(PGV, magnitude, rake, rjbKm) + siteTerm(PGV_SITE, vs30, rockPgaG);
    out.tauPga = PGA.tau;
    out.phiPga = PGA.phi;
    out.tauPgv = PGV.tau;
    out.phiPgv = PGV.phi;
  },
};

export const akkarCagnan2010: GroundMotionModel = {
  name: 'akkar-cagnan-2010',
  summary: 'Shallow crustal earthquakes of Turkey, finite faults above 25 km',
  source: 'Akkar & Çağnan (2010), BSSA 100(6):2978-2995',
  // Recalled; that of vs30 is the one of the borrowed site term.
  range: { magnitude: [5, 7.6], distanceKm: [0, 200], vs30: [180, 1300] },
  equations: [equation],
  equationFor: (source) => (isShallowRupture(source) ? equation : undefined),
};
