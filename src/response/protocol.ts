/** A response protocol: what an organisation may see and order, as blocks of a YAML file. */
import { z } from 'zod';
import { duration, durationLaw, sourced } from '../text/quantity.ts';
import { policyNames } from './policies/index.ts';

const law = sourced(durationLaw);

/** Who sees a fault, and how long after its owner's alarm. */
const awareness = z.strictObject({
  visibility: sourced(z.enum(['owner', 'shared'])),
  /** From the owner's alarm until the one who dispatches knows. */
  shareDelay: law,
});

/** Who orders repairs, and by which rule. */
const dispatch = z.strictObject({
  scope: sourced(z.enum(['owner', 'joint'])),
  policy: sourced(z.enum(policyNames)),
});

/** Whose crews mend whose faults. */
const resources = z.strictObject({ crews: sourced(z.enum(['owner', 'pooled'])) });

/** Joint training shortens detection, assessment and mobilisation: factor 1 - 0.3 level. */
const training = z.strictObject({ level: sourced(z.number().min(0).max(1)) });

/** Satellite capacity that is called on when people are cut off. */
const satellite = z.strictObject({
  /** From the first visible loss of service until the capacity is up. */
  activation: law,
  capacityMbps: sourced(z.number().min(0)),
  /** Ground terminals that can be set up, one a site. */
  terminals: sourced(z.number().int().min(0)),
  perTerminalMbps: sourced(z.number().positive()),
  /** What one person needs to count as connected. */
  kbpsPerPerson: sourced(z.number().positive()),
});

/** The road. */
const travel = z.strictObject({
  /** Road distance over great-circle distance. */
  roadFactor: sourced(z.number().min(1)),
  speedKmH: sourced(z.number().positive()),
  /** For a fault whose place is not on the map. */
  placeUnknown: sourced(duration),
});

/** How long each stage of a fault takes. */
const stages = z.strictObject({
  detectLink: law,
  detectSite: law,
  assessLink: law,
  assessSite: law,
  repairLink: z.strictObject({ buried: law, duct: law, aerial: law, opgw: law, microwave: law }),
  repairSite: z.strictObject({ slight: law, moderate: law, extensive: law, complete: law }),
});

/** The stages of a fault under the sea. */
const marine = z.strictObject({
  locate: law,
  permit: law,
  /** By the vessel that the scenario says there is. */
  mobilise: z.strictObject({ resident: law, converted: law, import: law }),
  load: law,
  speedKmH: sourced(z.number().positive()),
  weather: z.strictObject({
    goodMean: sourced(duration),
    badMean: sourced(duration),
    /** Unbroken good weather that a splice needs. */
    window: sourced(duration),
  }),
  splice: law,
});

export const protocolSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  extends: z.string().optional(),
  awareness,
  dispatch,
  resources,
  training,
  satellite,
  travel,
  stages,
  marine,
});

/** A protocol resolved and checked; durations in hours. */
export type Protocol = z.output<typeof protocolSchema>;

/** By how much training multiplies the times to detect, to assess and to mobilise: g = 1 - 0.3 level (an assumption). */
export const trainingFactor = (protocol: Protocol): number => 1 - 0.3 * protocol.training.level.value;
