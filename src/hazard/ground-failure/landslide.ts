/** Slopes that slide when shaken: a segment that a person drew on a map, or a class of the map of susceptibility. */
import { lognormalCdf } from '../../engine/distribution.ts';
import { normalQuantile } from '../../engine/normal.ts';

/** A slope's curve: the PGA at which half of such slopes slide, and the standard deviation of its logarithm. */
export interface SlopeCurve {
  readonly medianG: number;
  readonly beta: number;
}

/** A slope that somebody has seen reason to draw (judgement). */
export const DRAWN_SLOPE: SlopeCurve = { medianG: 0.3, beta: 0.6 };

/** P(slide | PGA) = Phi(ln(PGA / median) / beta). @param pgaG g */
export const slideProbability = (pgaG: number, { medianG, beta }: SlopeCurve = DRAWN_SLOPE): number =>
  lognormalCdf(pgaG, medianG, beta);

/** Whether the slope whose fate is `u` slides: never spared by stronger shaking. @param u in (0, 1) */
export const slides = (lnPgaG: number, u: number, { medianG, beta }: SlopeCurve = DRAWN_SLOPE): boolean =>
  // u < Phi(x / beta) and beta z < x are the same.
  beta * normalQuantile(u) < lnPgaG - Math.log(medianG);

export const SLOPE_CLASSES = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X'] as const;
/** Susceptibility to slides, I least, X most. */
export type SlopeClass = (typeof SLOPE_CLASSES)[number];

/** The acceleration above which ground of a class moves, and the share of the class's map area that can. */
interface SlopeRow {
  readonly criticalG: number;
  readonly share: number;
}

/**
 * HAZUS-MH 2.1, tables 4.17 (critical accelerations) and 4.18 (shares of the map area). Not read in the manual itself;
 * the numbers are the same in two independent open programs that quote the tables.
 */
export const SLOPE_CLASS: Readonly<Record<SlopeClass, SlopeRow>> = {
  I: { criticalG: 0.6, share: 0.01 },
  II: { criticalG: 0.5, share: 0.02 },
  III: { criticalG: 0.4, share: 0.03 },
  IV: { criticalG: 0.35, share: 0.05 },
  V: { criticalG: 0.3, share: 0.08 },
  VI: { criticalG: 0.25, share: 0.1 },
  VII: { criticalG: 0.2, share: 0.15 },
  VIII: { criticalG: 0.15, share: 0.2 },
  IX: { criticalG: 0.1, share: 0.25 },
  X: { criticalG: 0.05, share: 0.3 },
};

/** P(a place on ground of a class slides): the susceptible share of the map once PGA exceeds the critical acceleration. */
export function classSlideProbability(slope: SlopeClass, pgaG: number): number {
  const { criticalG, share } = SLOPE_CLASS[slope];
  return pgaG > criticalG ? share : 0;
}
