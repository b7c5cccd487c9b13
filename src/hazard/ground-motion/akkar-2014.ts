/** Akkar, Sandıkkaya & Bommer (2014): ground motion of shallow crustal earthquakes in Europe and the Middle East. */
import {
  distanceOf,
  type GroundMotion,
  type GroundMotionEquation,
  type GroundMotionModel,
  isShallowRupture,
  type RuptureAndSite,
} from './ground-motion.ts';

export type AkkarMetric = 'rjb' | 'repi' | 'rhyp';

/** Coefficients that depend on the distance metric, as corrected by the erratum. */
interface MetricTerms {
  readonly a1: number;
  readonly a3: number;
  readonly a4: number;
  readonly phi: number;
  readonly tau: number;
}

const PGA: Readonly<Record<AkkarMetric, MetricTerms>> = {
  rjb: { a1: 1.85329, a3: -0.02807, a4: -1.23452, phi: 0.6201, tau: 0.3501 },
  repi: { a1: 2.52977, a3: -0.05496, a4: -1.31001, phi: 0.6375, tau: 0.3581 },
  rhyp: { a1: 3.26685, a3: -0.04846, a4: -1.47905, phi: 0.6475, tau: 0.3472 },
};
const PGV: Readonly<Record<AkkarMetric, MetricTerms>> = {
  rjb: { a1: 5.61201, a3: -0.0998, a4: -0.98388, phi: 0.6014, tau: 0.3311 },
  repi: { a1: 6.13498, a3: -0.12091, a4: -1.04013, phi: 0.6143, tau: 0.3485 },
  rhyp: { a1: 6.72743, a3: -0.11474, a4: -1.17694, phi: 0.628, tau: 0.3312 },
};
const PGA_STYLE = { normal: -0.1091, reverse: 0.0937 };
const PGV_STYLE = { normal: -0.0616, reverse: 0.063 };
const PGA_SITE = { b1: -0.41997, b2: -0.28846 };
const PGV_SITE = { b1: -0.72057, b2: -0.19688 };
const HINGE_MAGNITUDE = 6.75;
const REFERENCE_VS30 = 750;
const STIFFEST_VS30 = 1000;
const C = 2.5;
const N = 3.2;

/** Motion on rock without the style of faulting. @param lnDistance ln sqrt(R^2 + 7.5^2) */
function rock(terms: MetricTerms, magnitude: number, lnDistance: number): number {
  const above = magnitude - HINGE_MAGNITUDE;
  const slope = above <= 0 ? 0.0029 : -0.5096;
  return (
    terms.a1 +
    slope * above +
    terms.a3 * (8.5 - magnitude) * (8.5 - magnitude) +
    (terms.a4 + 0.2529 * above) * lnDistance
  );
}

/** The equation of one distance metric. Bull. Earthq. Eng. 12:359-387; geometric mean of the horizontals. */
export function akkarEquation(metric: AkkarMetric): GroundMotionEquation {
  const pga = PGA[metric];
  const pgv = PGV[metric];
  return {
    distance: metric,
    seesRupture: metric === 'rjb',
    motion(at: RuptureAndSite, out: GroundMotion): void {
      const distance = distanceOf(metric, at);
      const lnDistance = 0.5 * Math.log(distance * distance + 56.25);
      const isNormal = at.rake > -135 && at.rake < -45;
      const isReverse = at.rake > 45 && at.rake < 135;
      const pgaStyle = isNormal ? PGA_STYLE.normal : isReverse ? PGA_STYLE.reverse : 0;
      const pgvStyle = isNormal ? PGV_STYLE.normal : isReverse ? PGV_STYLE.reverse : 0;
      const lnPgaRock = rock(pga, at.magnitude, lnDistance) + pgaStyle;
      const lnPgvRock = rock(pgv, at.magnitude, lnDistance) + pgvStyle;
      let linear: number;
      let nonlinear = 0;
      if (at.vs30 < REFERENCE_VS30) {
        linear = Math.log(at.vs30 / REFERENCE_VS30);
        const pgaRockG = Math.exp(lnPgaRock);
        const softness = Math.exp(N * linear);
        nonlinear = Math.log((pgaRockG + C * softness) / ((pgaRockG + C) * softness));
      } else {
        linear = Math.log(Math.min(at.vs30, STIFFEST_VS30) / REFERENCE_VS30);
      }
      out.lnPgaG = lnPgaRock + PGA_SITE.b1 * linear + PGA_SITE.b2 * nonlinear;
      out.lnPgvCmS = lnPgvRock + PGV_SITE.b1 * linear + PGV_SITE.b2 * nonlinear;
      out.tauPga = pga.tau;
      out.phiPga = pga.phi;
      out.tauPgv = pgv.tau;
      out.phiPgv = pgv.phi;
    },
  };
}

/** Rjb with its own coefficients for a rectangle above 25 km; else Rhyp with its own: the two are never mixed. */
export const akkar2014: GroundMotionModel = {
  name: 'akkar-2014',
  summary:
    'Shallow crustal earthquakes of Europe and the Middle East, with coefficients for points and for finite faults',
  source: 'Akkar, Sandıkkaya & Bommer (2014), Bull. Earthq. Eng. 12:359-387, erratum 12:389-390',
  // Recalled: the data reach magnitude 7.6.
  range: { magnitude: [4, 8], distanceKm: [0, 200], vs30: [150, 1200] },
  equations: [akkarEquation('rjb'), akkarEquation('repi'), akkarEquation('rhyp')],
  equationFor: (source) => akkarEquation(isShallowRupture(source) ? 'rjb' : 'rhyp'),
};
