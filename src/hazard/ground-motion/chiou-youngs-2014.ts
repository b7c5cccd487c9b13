/** Chiou & Youngs (2014): ground motion of shallow crustal earthquakes that sees depth, dip and the hanging wall. */
import type { GroundMotion, GroundMotionEquation, GroundMotionModel, RuptureAndSite } from './ground-motion.ts';

/** Coefficients of one measure, with the names of the paper; those that both measures share stand below. */
interface Terms {
  readonly c1: number;
  readonly c1a: number;
  readonly c1b: number;
  readonly c1c: number;
  readonly c1d: number;
  readonly cn: number;
  readonly cm: number;
  readonly c3: number;
  readonly c5: number;
  readonly chm: number;
  readonly c6: number;
  readonly c7: number;
  readonly c7b: number;
  readonly c9: number;
  readonly c9a: number;
  readonly c9b: number;
  readonly c11b: number;
  readonly cg1: number;
  readonly cg2: number;
  readonly cg3: number;
  readonly phi1: number;
  readonly phi2: number;
  readonly phi3: number;
  readonly phi4: number;
  readonly phi5: number;
  readonly tau1: number;
  readonly tau2: number;
  readonly sigma1: number;
  readonly sigma2: number;
  readonly sigma3: number;
}

const PGA: Terms = {
  c1: -1.5065,
  c1a: 0.165,
  c1b: -0.255,
  c1c: -0.165,
  c1d: 0.255,
  cn: 16.0875,
  cm: 4.9993,
  c3: 1.9636,
  c5: 6.4551,
  chm: 3.0956,
  c6: 0.4908,
  c7: 0.0352,
  c7b: 0.0462,
  c9: 0.9228,
  c9a: 0.1202,
  c9b: 6.8607,
  c11b: -0.4536,
  cg1: -0.007146,
  cg2: -0.006758,
  cg3: 4.2542,
  phi1: -0.521,
  phi2: -0.1417,
  phi3: -0.00701,
  phi4: 0.102151,
  phi5: 0,
  tau1: 0.4,
  tau2: 0.26,
  sigma1: 0.4912,
  sigma2: 0.3762,
  sigma3: 0.8,
};
const PGV: Terms = {
  c1: 2.3549,
  c1a: 0.165,
  c1b: -0.0626,
  c1c: -0.165,
  c1d: 0.0626,
  cn: 3.3024,
  cm: 5.423,
  c3: 2.3152,
  c5: 5.8096,
  chm: 3.0514,
  c6: 0.4407,
  c7: 0.0324,
  c7b: 0.0097,
  c9: 0.3079,
  c9a: 0.1,
  c9b: 6.5,
  c11b: -0.3834,
  cg1: -0.001852,
  cg2: -0.007403,
  cg3: 4.3439,
  phi1: -0.7936,
  phi2: -0.0699,
  phi3: -0.008444,
  phi4: 5.41,
  phi5: 0.0202,
  tau1: 0.3894,
  tau2: 0.2578,
  sigma1: 0.4785,
  sigma2: 0.3629,
  sigma3: 0.7504,
};
const C2 = 1.06;
const C4 = -2.1;
const C4A = -0.5;
const CRB = 50;
const PHI6 = 300;
const REFERENCE_VS30 = 1130;
const DEGREE = Math.PI / 180;

/** Depth to 1 km/s that goes with a vs30 outside Japan, metres (eq. 1). @param vs30 m/s */
const meanZ1pt0 = (vs30: number): number =>
  Math.exp((-7.15 / 4) * Math.log((vs30 ** 4 + 570.94 ** 4) / (1360 ** 4 + 570.94 ** 4)));

/** Depth of the top of rupture that goes with a magnitude, km (eqs. 4 and 5). */
function meanZtor(magnitude: number, isReverse: boolean): number {
  const root = isReverse
    ? 2.704 - 1.226 * Math.max(magnitude - 5.849, 0)
    : 2.673 - 1.136 * Math.max(magnitude - 4.97, 0);
  return Math.max(root, 0) ** 2;
}

/** Motion on the reference rock of 1130 m/s (eq. 11), without directivity. */
function reference(t: Terms, { magnitude, rake, dip, ztorKm, rrupKm, rjbKm, rxKm }: RuptureAndSite): number {
  const isReverse = rake >= 30 && rake <= 150;
  const isNormal = rake >= -120 && rake <= -60;
  const fading = 1 / Math.cosh(2 * Math.max(magnitude - 4.5, 0));
  const style = isReverse ? t.c1a + t.c1c * fading : isNormal ? t.c1b + t.c1d * fading : 0;
  const deeper = ztorKm - meanZtor(magnitude, isReverse);
  const cosDip = Math.cos(dip * DEGREE);
  const source =
    t.c1 +
    style +
    (t.c7 + t.c7b * fading) * deeper +
    t.c11b * fading * cosDip * cosDip +
    C2 * (magnitude - 6) +
    ((C2 - t.c3) / t.cn) * Math.log(1 + Math.exp(t.cn * (t.cm - magnitude)));
  const path =
    C4 * Math.log(rrupKm + t.c5 * Math.cosh(t.c6 * Math.max(magnitude - t.chm, 0))) +
    (C4A - C4) * 0.5 * Math.log(rrupKm * rrupKm + CRB * CRB) +
    (t.cg1 + t.cg2 / Math.cosh(Math.max(magnitude - t.cg3, 0))) * rrupKm;
  // A vertical plane has no hanging wall, whatever Rjb and Rx say or leave out.
  if (!(rxKm >= 0) || dip >= 90) return source + path;
  const near = 1 - Math.sqrt(rjbKm * rjbKm + ztorKm * ztorKm) / (rrupKm + 1);
  return source + path + t.c9 * cosDip * (t.c9a + (1 - t.c9a) * Math.tanh(rxKm / t.c9b)) * near;
}

/** How strongly the ground yields when shaken (the factor b of eq. 12), 0 on the reference rock. */
const yielding = (t: Terms, vs30: number): number =>
  t.phi2 * (Math.exp(t.phi3 * (Math.min(vs30, REFERENCE_VS30) - 360)) - Math.exp(t.phi3 * (REFERENCE_VS30 - 360)));

/** The logarithm of the median on the ground (eq. 12). @param b the yielding of the ground */
function onGround(t: Terms, { vs30, z1pt0M }: RuptureAndSite, lnReference: number, b: number): number {
  const deeper = Number.isNaN(z1pt0M) ? 0 : z1pt0M - meanZ1pt0(vs30);
  return (
    lnReference +
    t.phi1 * Math.min(Math.log(vs30 / REFERENCE_VS30), 0) +
    b * Math.log((Math.exp(lnReference) + t.phi4) / t.phi4) +
    t.phi5 * (1 - Math.exp(-deeper / PHI6))
  );
}

/** How much of a change of the rock is felt on the ground that yields: 1 + NL of eq. 13. */
function felt(t: Terms, lnReference: number, b: number): number {
  const rock = Math.exp(lnReference);
  return 1 + (b * rock) / (rock + t.phi4);
}

/** How far a magnitude is from 5 to 6.5, over which the deviations fall. */
const size = (magnitude: number): number => (Math.min(Math.max(magnitude, 5), 6.5) - 5) / 1.5;

const tau = (t: Terms, magnitude: number, share: number): number =>
  Math.abs(share) * (t.tau1 + (t.tau2 - t.tau1) * size(magnitude));

const phi = (t: Terms, { magnitude, vs30Measured }: RuptureAndSite, share: number): number =>
  (t.sigma1 + (t.sigma2 - t.sigma1) * size(magnitude)) * Math.sqrt((vs30Measured ? 0.7 : t.sigma3) + share * share);

/** Earthquake Spectra 30(3):1117-1153, of California and wherever no region is told apart; RotD50. */
const equation: GroundMotionEquation = {
  distance: 'rrup',
  seesRupture: true,
  motion(at: RuptureAndSite, out: GroundMotion): void {
    const lnPga = reference(PGA, at);
    const lnPgv = reference(PGV, at);
    const pgaYielding = yielding(PGA, at.vs30);
    const pgvYielding = yielding(PGV, at.vs30);
    const pgaShare = felt(PGA, lnPga, pgaYielding);
    const pgvShare = felt(PGV, lnPgv, pgvYielding);
    out.lnPgaG = onGround(PGA, at, lnPga, pgaYielding);
    out.lnPgvCmS = onGround(PGV, at, lnPgv, pgvYielding);
    out.tauPga = tau(PGA, at.magnitude, pgaShare);
    out.tauPgv = tau(PGV, at.magnitude, pgvShare);
    out.phiPga = phi(PGA, at, pgaShare);
    out.phiPgv = phi(PGV, at, pgvShare);
  },
};

/** It takes points and deep ruptures, for its Rrup knows the depth; a point is its own top, with Rrup = Rhyp. */
export const chiouYoungs2014: GroundMotionModel = {
  name: 'chiou-youngs-2014',
  summary: 'Shallow crustal earthquakes by the distance to the rupture itself, with its depth, dip and hanging wall',
  source: 'Chiou & Youngs (2014), Earthquake Spectra 30(3):1117-1153',
  // Recalled. Of reverse and normal faults only up to magnitude 8, and with the top above 20 km.
  range: { magnitude: [3.5, 8.5], distanceKm: [0, 300], vs30: [180, 1500] },
  equations: [equation],
  equationFor: () => equation,
};
