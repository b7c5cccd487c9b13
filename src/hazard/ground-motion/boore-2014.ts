/** Boore, Stewart, Seyhan & Atkinson (2014): ground motion of shallow crustal earthquakes of the world, NGA-West2. */
import {
  type GroundMotion,
  type GroundMotionEquation,
  type GroundMotionModel,
  isShallowRupture,
  type RuptureAndSite,
} from './ground-motion.ts';

/** How fast motion fades with distance: `highq` in China and Turkey, `lowq` in Italy and Japan. */
type BooreRegion = 'global' | 'highq' | 'lowq';

/** Coefficients of one measure, with the names of the paper where it has one. */
interface Terms {
  readonly unspecified: number;
  readonly strikeSlip: number;
  readonly normal: number;
  readonly reverse: number;
  readonly e4: number;
  readonly e5: number;
  readonly e6: number;
  /** Hinge magnitude. */
  readonly mh: number;
  readonly c1: number;
  readonly c2: number;
  readonly c3: number;
  /** Pseudo-depth, km. */
  readonly h: number;
  /** Added to c3. */
  readonly dc3: Readonly<Record<BooreRegion, number>>;
  readonly c: number;
  /** Stiffest ground that the site term tells apart, m/s. */
  readonly vc: number;
  readonly f4: number;
  readonly f5: number;
  readonly r1: number;
  readonly r2: number;
  readonly dPhiR: number;
  readonly dPhiV: number;
  readonly phi1: number;
  readonly phi2: number;
  readonly tau1: number;
  readonly tau2: number;
}

const PGA: Terms = {
  unspecified: 0.4473,
  strikeSlip: 0.4856,
  normal: 0.2459,
  reverse: 0.4539,
  e4: 1.431,
  e5: 0.05053,
  e6: -0.1662,
  mh: 5.5,
  c1: -1.134,
  c2: 0.1917,
  c3: -0.008088,
  h: 4.5,
  dc3: { global: 0, highq: 0.002858, lowq: -0.00255 },
  c: -0.6,
  vc: 1500,
  f4: -0.15,
  f5: -0.00701,
  r1: 110,
  r2: 270,
  dPhiR: 0.1,
  dPhiV: 0.07,
  phi1: 0.695,
  phi2: 0.495,
  tau1: 0.398,
  tau2: 0.348,
};
const PGV: Terms = {
  unspecified: 5.037,
  strikeSlip: 5.078,
  normal: 4.849,
  reverse: 5.033,
  e4: 1.073,
  e5: -0.1536,
  e6: 0.2252,
  mh: 6.2,
  c1: -1.243,
  c2: 0.1489,
  c3: -0.00344,
  h: 5.3,
  dc3: { global: 0, highq: 0.004345, lowq: -0.00033 },
  c: -0.84,
  vc: 1300,
  f4: -0.1,
  f5: -0.00844,
  r1: 105,
  r2: 272,
  dPhiR: 0.082,
  dPhiV: 0.08,
  phi1: 0.644,
  phi2: 0.552,
  tau1: 0.401,
  tau2: 0.346,
};
const REFERENCE_VS30 = 760;

/** The constant of a style of faulting: strike-slip within 30 degrees of horizontal slip, both ends included. */
function ofStyle(terms: Terms, rake: number): number {
  if (Number.isNaN(rake)) return terms.unspecified;
  const steepness = Math.abs(rake);
  if (steepness <= 30 || steepness >= 150) return terms.strikeSlip;
  return rake > 0 ? terms.reverse : terms.normal;
}

/** Motion on rock: the event and path terms. */
function rock(terms: Terms, dc3: number, magnitude: number, rake: number, rjbKm: number): number {
  const above = magnitude - terms.mh;
  const size = above <= 0 ? terms.e4 * above + terms.e5 * above * above : terms.e6 * above;
  const distance = Math.sqrt(rjbKm * rjbKm + terms.h * terms.h);
  return (
    ofStyle(terms, rake) +
    size +
    (terms.c1 + terms.c2 * (magnitude - 4.5)) * Math.log(distance) +
    (terms.c3 + dc3) * (distance - 1)
  );
}

/** The site term, linear and not. @param lnRockPga ln((PGA on rock + 0.1 g) / 0.1 g) */
function site(terms: Terms, vs30: number, lnRockPga: number): number {
  const linear = terms.c * Math.log(Math.min(vs30, terms.vc) / REFERENCE_VS30);
  const softness = Math.exp(terms.f5 * (Math.min(vs30, REFERENCE_VS30) - 360)) - Math.exp(terms.f5 * 400);
  return linear + terms.f4 * softness * lnRockPga;
}

/** How much of a step from 0 to 1 is taken. */
const share = (value: number): number => Math.min(Math.max(value, 0), 1);

function phi(terms: Terms, large: number, rjbKm: number, vs30: number): number {
  // Rjb may be 0, whose logarithm is no number to go on with.
  const far = share(Math.log(Math.max(rjbKm, 1e-9) / terms.r1) / Math.log(terms.r2 / terms.r1));
  const soft = share(Math.log(300 / vs30) / Math.log(300 / 225));
  return terms.phi1 + (terms.phi2 - terms.phi1) * large + terms.dPhiR * far - terms.dPhiV * soft;
}

/** The equation of a region. Earthquake Spectra 30(3):1057-1085; RotD50; without the basin term, 0 for PGA and PGV. */
function booreEquation(region: BooreRegion): GroundMotionEquation {
  const pgaDc3 = PGA.dc3[region];
  const pgvDc3 = PGV.dc3[region];
  return {
    distance: 'rjb',
    seesRupture: true,
    motion({ magnitude, rake, rjbKm, vs30 }: RuptureAndSite, out: GroundMotion): void {
      const lnPga = rock(PGA, pgaDc3, magnitude, rake, rjbKm);
      const lnRockPga = Math.log((Math.exp(lnPga) + 0.1) / 0.1);
      const large = share(magnitude - 4.5);
      out.lnPgaG = lnPga + site(PGA, vs30, lnRockPga);
      out.lnPgvCmS = rock(PGV, pgvDc3, magnitude, rake, rjbKm) + site(PGV, vs30, lnRockPga);
      out.tauPga = PGA.tau1 + (PGA.tau2 - PGA.tau1) * large;
      out.tauPgv = PGV.tau1 + (PGV.tau2 - PGV.tau1) * large;
      out.phiPga = phi(PGA, large, rjbKm, vs30);
      out.phiPgv = phi(PGV, large, rjbKm, vs30);
    },
  };
}

function booreModel(name: string, region: BooreRegion, where: string): GroundMotionModel {
  const equation = booreEquation(region);
  return {
    name,
    summary: `Shallow crustal earthquakes, finite faults above 25 km, with the fading ${where}`,
    source: 'Boore, Stewart, Seyhan & Atkinson (2014), Earthquake Spectra 30(3):1057-1085',
    // Recalled. Of normal faults only up to magnitude 7.
    range: { magnitude: [3, 8.5], distanceKm: [0, 400], vs30: [150, 1500] },
    equations: [equation],
    equationFor: (source) => (isShallowRupture(source) ? equation : undefined),
  };
}

export const boore2014HighQ = booreModel('boore-2014-highq', 'highq', 'of China and Turkey');
export const boore2014LowQ = booreModel('boore-2014-lowq', 'lowq', 'of Italy and Japan');
const everywhere = booreModel('boore-2014', 'global', 'of California, Taiwan and the world at large');

export const boore2014: GroundMotionModel = {
  ...everywhere,
  regions: { global: everywhere, highq: boore2014HighQ, lowq: boore2014LowQ } satisfies Record<
    BooreRegion,
    GroundMotionModel
  >,
};
