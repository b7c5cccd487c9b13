/** Ground that turns to liquid when shaken: how likely, and how far it spreads sideways, by susceptibility. */

export const SUSCEPTIBILITIES = ['very-high', 'high', 'moderate', 'low', 'very-low', 'none'] as const;
/** How readily ground liquefies: from hydraulic fill and young river mud (very high) to rock (none). */
export type Susceptibility = (typeof SUSCEPTIBILITIES)[number];

/** P(liquefaction | PGA) of the susceptible ground is slope * PGA - offset, and `share` of the map is such ground. */
interface Category {
  readonly thresholdG: number;
  readonly slopePerG: number;
  readonly offset: number;
  readonly share: number;
}

/**
 * HAZUS-MH 2.1 technical manual, section 4.2.2.1: thresholds, conditional probabilities and shares of the map area, as
 * OpenQuake's manual of secondary perils prints them.
 */
const CATEGORIES: Readonly<Record<Susceptibility, Category>> = {
  'very-high': { thresholdG: 0.09, slopePerG: 9.09, offset: 0.82, share: 0.25 },
  high: { thresholdG: 0.12, slopePerG: 7.67, offset: 0.92, share: 0.2 },
  moderate: { thresholdG: 0.15, slopePerG: 6.67, offset: 1, share: 0.1 },
  low: { thresholdG: 0.21, slopePerG: 5.57, offset: 1.18, share: 0.05 },
  'very-low': { thresholdG: 0.26, slopePerG: 4.16, offset: 1.08, share: 0.02 },
  none: { thresholdG: Number.POSITIVE_INFINITY, slopePerG: 0, offset: 0, share: 0 },
};

/** The depth of ground water that HAZUS takes where none is known: 5 feet. */
export const DEFAULT_WATER_DEPTH_M = 1.524;

const FOOT_M = 0.3048;
const INCH_CM = 2.54;

/**
 * Km, which divides the probability for the duration of shaking: 1.01 at M 7.5. HAZUS-MH 2.1, section 4.2.2.1; not read
 * in the manual itself, the same in two open programs that quote it.
 */
export const magnitudeFactor = (magnitude: number): number =>
  0.0027 * magnitude ** 3 - 0.0267 * magnitude ** 2 - 0.2055 * magnitude + 2.9188;

/** Kw, which divides the probability for the depth of ground water: 1.04 at 5 feet. Known as Km is. */
export const waterFactor = (waterDepthM: number): number => 0.022 * (waterDepthM / FOOT_M) + 0.93;

/** Kd, which multiplies the spread for the duration of shaking: 1.03 at M 7.5. HAZUS-MH 2.1, recalled and unverified. */
export const displacementFactor = (magnitude: number): number =>
  // The cubic falls below zero under M 4.1, where no ground spreads.
  Math.max(0, 0.0086 * magnitude ** 3 - 0.0914 * magnitude ** 2 + 0.4698 * magnitude - 0.9835);

/**
 * Probability that a place of such ground liquefies: its conditional probability over Km and Kw, times the share of the
 * map area that is susceptible. Never falls with PGA. HAZUS-MH 2.1, section 4.2.2.1.
 * @param pgaG peak ground acceleration, g @param waterDepthM depth of ground water, m
 */
export function liquefactionProbability(
  susceptibility: Susceptibility,
  pgaG: number,
  magnitude: number,
  waterDepthM = DEFAULT_WATER_DEPTH_M,
): number {
  const { thresholdG, slopePerG, offset, share } = CATEGORIES[susceptibility];
  if (!(pgaG >= thresholdG)) return 0;
  const conditional = Math.min(Math.max(slopePerG * pgaG - offset, 0), 1);
  return (conditional / (magnitudeFactor(magnitude) * waterFactor(waterDepthM))) * share;
}

/**
 * Permanent ground deformation where ground has liquefied, by lateral spreading, cm: expected inches from PGA over the
 * category's threshold, times Kd. HAZUS-MH 2.1, section 4.2.2.2, recalled and unverified; its figure ends at four times the threshold,
 * beyond which the last branch (70 inches for each multiple) is prolonged here.
 */
export function lateralSpreadCm(susceptibility: Susceptibility, pgaG: number, magnitude: number): number {
  const ratio = pgaG / CATEGORIES[susceptibility].thresholdG;
  if (!(ratio > 1)) return 0;
  const inches = ratio <= 2 ? 12 * ratio - 12 : ratio <= 3 ? 18 * ratio - 24 : 70 * ratio - 180;
  return INCH_CM * inches * displacementFactor(magnitude);
}
