/** The hazards that a scenario may name: one line each. */
import { anchorDrag } from './anchor-drag.ts';
import { cableCut } from './cable-cut.ts';
import { earthquake } from './earthquake.ts';
import { equipment } from './equipment.ts';
import { eventSet } from './event-set.ts';
import { excavation } from './excavation.ts';
import { flood } from './flood.ts';
import type { HazardKind } from './hazard.ts';
import { importedField } from './imported-field.ts';
import { mudVolcano } from './mud-volcano.ts';
import { powerFailure } from './power-failure.ts';
import { randomCuts } from './random-cuts.ts';
import { sabotage } from './sabotage.ts';
import { seaLevel } from './sea-level.ts';
import { siteLoss } from './site-loss.ts';
import { slopeFailure } from './slope-failure.ts';
import { submarineFaults } from './submarine-faults.ts';

export const hazards: readonly HazardKind[] = [
  earthquake,
  eventSet,
  importedField,
  cableCut,
  randomCuts,
  excavation,
  siteLoss,
  equipment,
  powerFailure,
  flood,
  sabotage,
  submarineFaults,
  anchorDrag,
  slopeFailure,
  mudVolcano,
  seaLevel,
];
