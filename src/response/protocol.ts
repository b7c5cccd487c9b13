/**
 * A response protocol: what an organisation may see and order. Eleven blocks, none of which reads another; what is true
 * whatever anyone orders (how long a splice takes, who has how many crews) is the scenario's.
 */
import { z } from 'zod';
import { duration, durationLaw, sourced } from '../text/quantity.ts';
import { policyNames } from './policies/index.ts';

const law = sourced(durationLaw);
const share = sourced(z.number().min(0).max(1));
const count = sourced(z.number().int().min(0).max(10_000));
const whose = sourced(z.enum(['owner', 'pooled']));

/** Who sees a fault, when, and how well. */
const awareness = z.strictObject({
  visibility: sourced(z.enum(['owner', 'shared'])).describe(
    'Whether a dispatcher knows the faults of its own operator or of all',
  ),
  shareDelay: law.describe('From the owner’s alarm until a joint desk knows'),
  assessors: whose.describe('Whose assessors go to see damage in the field'),
  estimateNoise: sourced(z.number().min(0).max(3)).describe(
    'Standard deviation of the logarithm of an estimate of repair time about its class’s mean',
  ),
});

/** Who orders repairs, and by which rule. */
const dispatch = z.strictObject({
  scope: sourced(z.enum(['owner', 'joint'])).describe('One desk for each operator, or one for all'),
  policy: sourced(z.enum(policyNames)).describe('Which fault a free crew is sent to: sim list policies'),
  replanInterval: sourced(duration).describe('Least time between two rounds of orders; faults gather meanwhile'),
  conflictProbability: share.describe('That work must be done again because two teams got in each other’s way'),
  clairvoyant: sourced(z.boolean()).describe('A bound, not a plan: every fault and its true repair time known at once'),
});

/** Whose crews and spare parts mend whose faults. */
const resources = z.strictObject({ crews: whose, spares: whose });

/** Crews of partners abroad, called when the loss is great. */
const mutualAid = z.strictObject({
  partners: sourced(
    z.union([z.enum(['none', 'all']), z.array(z.string().min(1))], {
      error: 'none, all, or a list of partners of the scenario’s `aid`',
    }),
  ),
  trigger: share.describe('Share of the people cut off, as known, from which aid is asked for'),
  request: law.describe('From the trigger until the partner has agreed'),
  arrival: law.describe('From then until its crews stand at the site where they arrive'),
  efficiency: sourced(z.number().gt(0).max(1)).describe('Pace of a crew that does not know the network, 1 is ours'),
  efficiencyFor: sourced(duration).describe('How long after arrival that holds'),
});

/** Whose need comes first. */
const priorities = z.strictObject({
  criticalWeight: sourced(z.number().min(1).max(1e6)).describe('How many times a critical site’s people count'),
  criticalFloor: sourced(z.number().min(0).max(1e9)).describe('People that a critical site counts for at the least'),
});

/** What operators let each other’s customers use. */
const sharing = z.strictObject({
  roaming: z.strictObject({
    activation: law.describe('From the first visible loss of service until roaming is on'),
    spareShare: share.describe('People whom a site can take on, as a share of those it serves; 0: no roaming'),
    radiusKm: sourced(z.number().min(0).max(100)).describe('How far from a site its radio reaches'),
  }),
});

const tier = z.strictObject({
  capacityMbps: sourced(z.number().min(0)),
  activation: law.describe('From the first visible loss of service until it is up'),
  startFailure: share.describe('That it does not start when called'),
});

/** Satellite capacity, by how ready it is. */
const satellite = z.strictObject({
  hot: tier.describe('Routed stand-by: always on'),
  warm: tier.describe('Terminals installed, capacity leased on call'),
  cold: tier.describe('A contract is made and terminals are fetched'),
  retry: law.describe('Until a tier that did not start is put right'),
  terminals: count.describe('Ground terminals that can be set up, one a site'),
  perTerminalMbps: sourced(z.number().positive()),
  kbpsPerPerson: sourced(z.number().positive()).describe('What one person needs to count as connected'),
});

/** What is brought to the place of a planned event beforehand. */
const preposition = z.strictObject({
  lead: sourced(duration).describe('How long before the event the order is given'),
  crews: count,
  generators: count,
  relief: count.describe('Cells on wheels and other relief assets'),
});

/** Joint training shortens detection, assessment and mobilisation, and spares errors. No effect size is published. */
const training = z.strictObject({
  level: share,
  timeEffect: share.describe('By how much full training shortens those stages: factor 1 - effect x level'),
  errorEffect: share.describe('By how much it lowers the chance of work done twice'),
});

/** How calls are held back and priority traffic let through. */
const traffic = z.strictObject({
  publicRestriction: share.describe('Share of public calls that is turned away at the most'),
  reaction: sourced(duration).describe('From the surge until the restriction holds'),
  reservedShare: share.describe('Share of the trunks kept for priority calls'),
  textSteering: share.describe('Share of callers who send a text instead'),
});

/** Whose generators and fuel keep whose sites alive. */
const power = z.strictObject({ generators: whose, fuel: whose });

/** The blocks by name; a mix-in changes exactly one of them. */
export const blocks = {
  awareness,
  dispatch,
  resources,
  mutualAid,
  priorities,
  sharing,
  satellite,
  preposition,
  training,
  traffic,
  power,
} as const;
export type BlockName = keyof typeof blocks;
export const blockNames = Object.keys(blocks) as BlockName[];

export const protocolSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  extends: z.union([z.string(), z.array(z.string())]).optional(),
  ...blocks,
});

/** A protocol resolved and checked; durations in hours. */
export type Protocol = z.output<typeof protocolSchema>;

/** By how much training multiplies the times to detect, to assess and to mobilise. */
export const timeFactor = ({ training: { level, timeEffect } }: Protocol): number => 1 - timeEffect.value * level.value;

/** By how much training multiplies the chance that work must be done again. */
export const errorFactor = ({ training: { level, errorEffect } }: Protocol): number =>
  1 - errorEffect.value * level.value;

/** The tiers of satellite capacity, the readiest first. */
export const TIERS = ['hot', 'warm', 'cold'] as const;
