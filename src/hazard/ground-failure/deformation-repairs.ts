/** How often ground that has moved for good breaks a buried line: repair rates from permanent ground deformation. */

/** Repairs per km as coefficient * PGD^exponent, PGD in cm, of a line in ground that has failed. */
export interface DeformationLaw {
  readonly source: string;
  readonly coefficient: number;
  readonly exponent: number;
}

export const DEFORMATION_LAWS = {
  /**
   * 1.06 repairs per 1000 ft with PGD in inches. American Lifelines Alliance (2001), Seismic Fragility Formulations for
   * Water Systems, part 1; recalled.
   */
  'ala-2001': { source: 'ALA (2001)', coefficient: 1.06 / 2.54 ** 0.319 / 0.3048, exponent: 0.319 },
  /** One repair per km with PGD in inches. HAZUS-MH 2.1, chapter 8; 0.3 of it for ductile pipes such as a cable. */
  'hazus-brittle': { source: 'HAZUS, brittle pipe', coefficient: 1 / 2.54 ** 0.56, exponent: 0.56 },
  'hazus-ductile': { source: 'HAZUS, ductile pipe', coefficient: 0.3 / 2.54 ** 0.56, exponent: 0.56 },
} as const satisfies Record<string, DeformationLaw>;

/** In the order in which a scenario offers them; the names are those of the shaking laws. */
export const DEFORMATION_LAW_NAMES = ['ala-2001', 'hazus-brittle', 'hazus-ductile'] as const;

/**
 * Repairs per km of a buried line, given that its ground has failed: times the probability of failure it is what is
 * expected before one knows. @param pgdCm permanent ground deformation, cm @param k2 factor of the material, 1 for cast
 * iron, ALA (2001)
 */
export const deformationRepairsPerKm = (law: DeformationLaw, pgdCm: number, k2 = 1): number =>
  pgdCm > 0 ? k2 * law.coefficient * pgdCm ** law.exponent : 0;

/** K2 of a cable: flexible, so half the rate of a rigid pipe (judgement). */
export const CABLE_K2 = 0.5;

/** The share of repairs that are breaks and not leaks, by cause. HAZUS-MH 2.1, chapter 8. */
export const BREAK_SHARE = { shaking: 0.2, deformation: 0.8 } as const;
