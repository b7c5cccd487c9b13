/** The keys of a scenario in YAML. */
import { z } from 'zod';
import { hazards } from '../hazard/index.ts';
import { MAX_WATCHED } from '../metrics/watched-link.ts';
import { conditionsShape } from '../response/conditions.ts';
import { assessorSchema, crewSchema, partnerSchema } from '../response/crew.ts';
import { machineSchema } from '../response/mechanism.ts';
import { nationalEventSchema, reliefSchema } from '../response/relief.ts';
import { sitePowerSchema } from '../response/site-power.ts';
import { spareSchema } from '../response/spare.ts';
import { seaSchema, vesselSchema } from '../response/vessel.ts';
import { duration, FLAGS, sourced } from '../text/quantity.ts';
import { trafficSchema } from '../traffic/plan.ts';
import { measuresSchema } from './measures-schema.ts';

const provenance = { flag: z.enum(FLAGS).optional(), source: z.string().optional() };

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
  /** File of the roads that crews travel on, as seen from this file; straight lines when left out. */
  roads: z.string().optional(),
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
  /** The file of conditions that this scenario stands on, or the name of shipped ones. */
  conditions: z.string().default('default'),
  ...conditionsShape,
  /** The day on which the scenario begins, for what depends on the season. */
  begins: z.iso.date({ error: 'a date such as 2026-03-01' }).optional(),
  crews: z.array(crewSchema.extend(provenance)),
  /** Who goes to see damage in the field; as many as are needed when left out. */
  assessors: z.array(assessorSchema.extend(provenance)).optional(),
  /** Spare parts; a kind of which no stock is named is never short. */
  spares: z.array(spareSchema.extend(provenance)).default([]),
  /** Partners abroad whose crews a protocol may call. */
  aid: z.array(partnerSchema.extend(provenance)).default([]),
  relief: z.array(reliefSchema).default([]),
  /** What can be brought to sites without the grid; left out: each is left to itself. */
  sitePower: sitePowerSchema.optional(),
  /** Sites that count as critical, the most critical first. */
  critical: z.array(z.string()).default([]),
  nationalEvent: nationalEventSchema.optional(),
  /** Waters that have weather, and vessels, of their own; cables in none of them share one sea. */
  seas: z.array(seaSchema).default([]),
  hazards: z.array(hazardEntry).max(255),
  /** What moves traffic at machine speed, and how fast; at once when left out. */
  machine: machineSchema.optional(),
  /** What is asked of the backbone; left out, only who is connected counts. */
  traffic: trafficSchema.optional(),
  /** Links whose own time to restore is told. */
  watch: z.array(z.string()).max(MAX_WATCHED).default([]),
  /** What is measured; the usual when left out. */
  measures: measuresSchema.prefault({}),
});
export type Scenario = z.output<typeof scenarioSchema>;
