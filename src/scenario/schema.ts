/** The keys of a scenario in YAML. */
import { z } from 'zod';
import { hazards } from '../hazard/index.ts';
import { MAX_WATCHED } from '../metrics/watched-link.ts';
import { crewSchema } from '../response/crew.ts';
import { vesselSchema } from '../response/vessel.ts';
import { duration, FLAGS, sourced } from '../text/quantity.ts';

/** One hazard: a name for it if you like, and exactly one kind with its parameters. */
const hazardEntry = z.strictObject({
  name: z.string().min(1).optional(),
  ...Object.fromEntries(hazards.map((kind) => [kind.name, kind.schema.optional()])),
});

export const scenarioSchema = z.strictObject({
  name: z.string().regex(/^[\w.-]+$/, { error: 'a name of letters, digits and any of _ - .' }),
  title: z.string().optional(),
  about: z.string().optional(),
  /** Another scenario, whose keys hold unless they stand here. */
  extends: z.string().optional(),
  /** How ready a repair vessel is for a fault under the sea. */
  repairVessel: vesselSchema,
  /** File of the backbone, as seen from this file. */
  topology: z.string(),
  /** Planned links that this scenario takes as in service. */
  inService: z.array(z.string()).default([]),
  /** People at each site for which the topology states none. */
  defaultPopulation: sourced(z.number().int().min(0)).optional(),
  /** What being connected means: reaching a gateway, or standing in the most populous group of sites. */
  reference: z.enum(['gateway', 'largest-component']).default('gateway'),
  horizon: duration.refine((hours) => hours > 0, { error: 'a duration above 0' }),
  seed: z.union([z.number(), z.string()]),
  replications: z.number().int().min(1).max(10_000_000),
  protocols: z.array(z.string()).min(1),
  crews: z.array(crewSchema.extend({ flag: z.enum(FLAGS).optional(), source: z.string().optional() })),
  hazards: z.array(hazardEntry).max(255),
  /** Links whose own time to restore is told. */
  watch: z.array(z.string()).max(MAX_WATCHED).default([]),
});
export type Scenario = z.output<typeof scenarioSchema>;
