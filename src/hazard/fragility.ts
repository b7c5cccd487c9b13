/** How likely a site is damaged by how strong a shaking: fragility curves of communication facilities. */
import { lognormalCdf } from '../engine/distribution.ts';
import { normalQuantile } from '../engine/normal.ts';
import type { BuildingClass } from '../network/network.ts';

/** Damage states in order, without the first one, none. */
export const HARMED_STATES = ['slight', 'moderate', 'extensive', 'complete'] as const;

type DamageState = (typeof HARMED_STATES)[number];

/** The number of a state, 1 (slight) to 4 (complete), as in the faults' `states`. */
export const stateNumber = (state: DamageState): number => HARMED_STATES.indexOf(state) + 1;

/** One lognormal curve for each state from slight to complete. */
export type Fragility = readonly { readonly medianG: number; readonly beta: number }[];

/**
 * Communication facilities (central offices) against PGA, HAZUS-MH 2.1, table 8.30. Recalled and unverified: the table
 * could not be opened here; every result that rests on it must say so.
 */
export const FACILITY: Readonly<Record<BuildingClass, Fragility>> = {
  anchored: [
    { medianG: 0.15, beta: 0.75 },
    { medianG: 0.32, beta: 0.6 },
    { medianG: 0.6, beta: 0.62 },
    { medianG: 1.25, beta: 0.65 },
  ],
  unanchored: [
    { medianG: 0.13, beta: 0.55 },
    { medianG: 0.26, beta: 0.5 },
    { medianG: 0.46, beta: 0.62 },
    { medianG: 1.03, beta: 0.62 },
  ],
};

/** P(state or worse), slight to complete: Phi(ln(PGA/median)/beta), kept from rising where curves cross. */
export function exceedance(fragility: Fragility, pgaG: number): number[] {
  let least = 1;
  return fragility.map(({ medianG, beta }) => {
    least = Math.min(least, lognormalCdf(pgaG, medianG, beta));
    return least;
  });
}

/**
 * The damage state, 0 (none) to 4 (complete), of a site whose fate is `u`: the worst state whose exceedance is above u.
 * One uniform per site, so that a stronger shaking or a weaker building never improves it. @param u in (0, 1)
 */
export function damageState(fragility: Fragility, lnPgaG: number, u: number): number {
  // u < Phi(x / beta) and beta z < x are the same: one quantile instead of four distribution functions.
  const z = normalQuantile(u);
  let state = 0;
  while (state < fragility.length && fragility[state].beta * z < lnPgaG - Math.log(fragility[state].medianG)) state++;
  return state;
}
