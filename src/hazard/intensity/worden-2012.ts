/** Worden, Gerstenberger, Rhoades & Wald (2012): intensity from ground motion and back. */

/** Standard gravity, cm/s2. */
const CM_S2_PER_G = 980.665;

/** MMI = a + b log10 Y in three pieces, the lowest ShakeMap's, below MMI 2; then terms of magnitude and distance. */
interface Conversion {
  readonly low: readonly [number, number];
  readonly middle: readonly [number, number];
  readonly high: readonly [number, number];
  readonly lowEnd: number;
  readonly middleEnd: number;
  readonly middleEndMmi: number;
  readonly distance: readonly [number, number, number];
  readonly unit: number;
}

/** BSSA 102:204-221; Y in cm/s2 or cm/s. Standard deviations 0.66 (PGA) and 0.63 (PGV) MMI. */
const FROM_PGA: Conversion = {
  low: [1.71, 2.08],
  middle: [1.78, 1.55],
  high: [-1.6, 3.7],
  lowEnd: 0.14,
  middleEnd: 1.57,
  middleEndMmi: 4.22,
  distance: [-0.91, 1.02, -0.17],
  unit: CM_S2_PER_G,
};
const FROM_PGV: Conversion = {
  low: [4.62, 2.17],
  middle: [3.78, 1.47],
  high: [2.89, 3.16],
  lowEnd: -1.21,
  middleEnd: 0.53,
  middleEndMmi: 4.56,
  distance: [0.9, 0, -0.18],
  unit: 1,
};

/** The residual's dependence on magnitude and rupture distance (km), which the paper offers as an option. */
export interface SourceTerms {
  readonly magnitude: number;
  readonly rrupKm: number;
}

function toMmi(of: Conversion, value: number, terms: SourceTerms | undefined): number {
  const y = Math.log10(value * of.unit);
  const [a, b] = y < of.lowEnd ? of.low : y < of.middleEnd ? of.middle : of.high;
  let mmi = a + b * y;
  if (terms !== undefined) {
    const [c5, c6, c7] = of.distance;
    const r = Math.min(Math.max(terms.rrupKm, 10), 300);
    mmi += c5 + c6 * Math.log10(r) + c7 * Math.min(Math.max(terms.magnitude, 3), 7.3);
  }
  return Math.min(Math.max(mmi, 1), 10);
}

function fromMmi(of: Conversion, mmi: number): number {
  const [a, b] = mmi < 2 ? of.low : mmi < of.middleEndMmi ? of.middle : of.high;
  return 10 ** ((mmi - a) / b) / of.unit;
}

/** Modified Mercalli intensity, 1 to 10, from peak ground acceleration in g. */
export const mmiOfPga = (pgaG: number, terms?: SourceTerms): number => toMmi(FROM_PGA, pgaG, terms);

/** Modified Mercalli intensity, 1 to 10, from peak ground velocity in cm/s. */
export const mmiOfPgv = (pgvCmS: number, terms?: SourceTerms): number => toMmi(FROM_PGV, pgvCmS, terms);

/** Peak ground acceleration in g of an intensity. */
export const pgaOfMmi = (mmi: number): number => fromMmi(FROM_PGA, mmi);

/** Peak ground velocity in cm/s of an intensity. */
export const pgvOfMmi = (mmi: number): number => fromMmi(FROM_PGV, mmi);
