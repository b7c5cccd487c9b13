/** The hazards that a scenario may name: one line each. */
import { cableCut } from './cable-cut.ts';
import { earthquake } from './earthquake.ts';
import type { HazardKind } from './hazard.ts';
import { randomCuts } from './random-cuts.ts';
import { siteLoss } from './site-loss.ts';

export const hazards: readonly HazardKind[] = [earthquake, cableCut, randomCuts, siteLoss];
