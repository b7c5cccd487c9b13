/** The keys of a scenario's traffic in YAML. */
import { z } from 'zod';
import { MEDIA } from '../network/network.ts';
import { duration, FLAGS, numberLaw, rate, sourced } from '../text/quantity.ts';
import { TRAFFIC_CLASSES } from './classes.ts';
import { rules } from './rules/index.ts';

/** Stands for every gateway in the list of holders. */
export const EVERY_GATEWAY = 'gateways';

const share = z.number().min(0).max(1);
const provenance = { flag: z.enum(FLAGS).optional(), source: z.string().optional(), note: z.string().optional() };
const trafficClass = z.enum(TRAFFIC_CLASSES);
const positiveHours = duration.refine((hours) => hours > 0, { error: 'a duration above 0' });
const siteId = z.string().min(1);

const classSurge = z.strictObject({
  peak: sourced(numberLaw(1, 1e6)).describe('Peak demand over normal demand'),
  decay: sourced(positiveHours).describe('Time in which the excess falls to 1/e'),
});

const reachSchema = z.union(
  [
    z.literal('everywhere'),
    z.strictObject({
      distance: z.strictObject({
        full: sourced(z.number().min(0)).describe('km up to which the surge is felt in full'),
        none: sourced(z.number().min(0)).describe('km from which it is not felt'),
      }),
    }),
    z.strictObject({
      intensity: z.strictObject({
        none: sourced(z.number().min(0).max(12)).describe('MMI up to which the surge is not felt'),
        full: sourced(z.number().min(0).max(12)).describe('MMI from which it is felt in full'),
      }),
    }),
  ],
  { error: 'everywhere, {distance: {full: 50, none: 300}} (km) or {intensity: {none: 4, full: 7}} (MMI)' },
);

const surgeSchema = z.strictObject({
  after: z
    .enum(['hazard', 'event'])
    .default('hazard')
    .describe('Whether each hazard that strikes begins it, or the national event'),
  classes: z.partialRecord(trafficClass, classSurge),
  reach: reachSchema.default('everywhere'),
  stepsPerDecay: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(4)
    .describe('Steps in which a surge is laid out for each time in which it falls to 1/e'),
});

const plannedSchema = z.strictObject({
  name: z.string().min(1),
  sites: z.array(siteId).min(1),
  begins: duration,
  ends: duration,
  factors: z
    .partialRecord(trafficClass, sourced(z.number().min(1).max(1e6)))
    .describe('Demand over normal demand, of and for these sites'),
});

const transitSchema = z.strictObject({
  from: siteId,
  to: siteId,
  gbps: z.number().positive(),
  class: trafficClass.default('data'),
  ...provenance,
});

/** Rules by which demand is carried. */
const ruleNames = rules.filter(({ needsSolver }) => !needsSolver).map(({ name }) => name) as [string, ...string[]];

export const trafficSchema = z.strictObject({
  rule: z.enum(ruleNames).default('max-min'),
  calls: z
    .strictObject({
      circuits: sourced(z.number().int().min(1).max(1000)).describe(
        'Circuits of a group; a site has as many as it needs',
      ),
      blocking: sourced(z.number().gt(0).lt(1)).describe('Share of calls that finds none on a normal day'),
    })
    .optional()
    .describe('How exchanges are dimensioned for priority and voice; left out, calls are traffic like any other'),
  fairness: z.enum(['proportional', 'equal']).default('proportional'),
  zeroCapacity: z
    .enum(['keep', 'withdraw'])
    .default('keep')
    .describe('Whether a link of no capacity draws traffic like any other'),
  perPerson: sourced(rate)
    .optional()
    .describe('Busy-hour demand of one person beyond the exchange of the own site, all classes and kinds'),
  classes: z
    .strictObject({ priority: sourced(share), voice: sourced(share), data: sourced(share) })
    .optional()
    .describe('Shares of what a person asks for; they add up to 1'),
  kinds: z
    .strictObject({
      domestic: sourced(share).optional(),
      international: sourced(share).optional(),
      content: sourced(share).optional(),
    })
    .optional()
    .describe('Shares of what a person asks for; they add up to 1'),
  gravity: z
    .strictObject({
      exponent: sourced(z.number().min(0).max(10))
        .optional()
        .describe('Power of the people who attract; 1 when left out'),
      distanceKm: sourced(z.number().positive())
        .optional()
        .describe('Over which the attraction falls to 1/e; left out, distance does not matter'),
    })
    .optional(),
  matrix: z.string().min(1).optional().describe('Table of domestic demand (from, to, class, gbps) in place of gravity'),
  international: z
    .union([z.literal('nearest'), z.strictObject({ shares: z.record(siteId, sourced(share)) })], {
      error: 'nearest, or {shares: {<gateway>: 0.6, <gateway>: 0.4}}',
    })
    .default('nearest')
    .describe('Through which gateway international demand leaves'),
  content: z
    .strictObject({
      holders: z
        .array(siteId)
        .default([EVERY_GATEWAY])
        .describe(`Sites that hold content; "${EVERY_GATEWAY}" for every gateway`),
      regional: z
        .strictObject({ site: siteId, inService: z.boolean(), ...provenance })
        .optional()
        .describe('The regional data centre of the Digital Hub, as a switch'),
    })
    .optional(),
  transit: z.array(transitSchema).default([]),
  surge: surgeSchema.optional(),
  planned: z.array(plannedSchema).default([]).describe('Times at which more is asked for at some sites'),
  retry: sourced(numberLaw(0, 0.999)).optional().describe('Share of those turned away who try again; 0 when left out'),
  defaultCapacity: z
    .partialRecord(z.enum(MEDIA), sourced(rate))
    .default({})
    .describe('Capacity of each link that states none; left out, such a link has no limit'),
});
export type TrafficKeys = z.output<typeof trafficSchema>;
