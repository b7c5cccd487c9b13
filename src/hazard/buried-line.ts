/** How often shaking cuts a line: repair rates of buried pipes, and the share of them that stop a fibre's service. */
import type { Medium } from '../network/network.ts';

/** Repairs per km as coefficient * PGV^exponent, PGV in cm/s. */
export interface RepairLaw {
  readonly source: string;
  readonly coefficient: number;
  readonly exponent: number;
}

export const REPAIR_LAWS = {
  /** 0.00187 repairs per 1000 ft and in/s. American Lifelines Alliance (2001), Seismic Fragility Formulations, 1. */
  'ala-2001': { source: 'ALA (2001)', coefficient: 0.00187 / 2.54 / 0.3048, exponent: 1 },
  /** HAZUS-MH 2.1, chapter 8, buried pipes: brittle, and 0.3 of it for ductile ones such as a cable. */
  'hazus-brittle': { source: 'HAZUS, brittle pipe', coefficient: 0.0001, exponent: 2.25 },
  'hazus-ductile': { source: 'HAZUS, ductile pipe', coefficient: 0.00003, exponent: 2.25 },
} as const satisfies Record<string, RepairLaw>;
export const REPAIR_LAW_NAMES = ['ala-2001', 'hazus-brittle', 'hazus-ductile'] as const;

/** Repairs per km of a buried line. @param pgvCmS cm/s @param k1 factor of the material, 1 for cast iron */
export const repairsPerKm = (law: RepairLaw, pgvCmS: number, k1 = 1): number =>
  k1 * law.coefficient * pgvCmS ** law.exponent;

/** K1 of a cable: flexible, so half the rate of a rigid pipe (judgement). */
export const CABLE_K1 = 0.5;

/** Cuts of service per repair, psi (judgement; plausible 0.003-0.3 in duct). 0: not cut by shaking in this release. */
export const SERVICE_FACTOR: Readonly<Record<Medium, number>> = {
  duct: 0.1,
  buried: 0.3,
  aerial: 0,
  opgw: 0,
  microwave: 0,
  submarine: 0,
  satellite: 0,
};
