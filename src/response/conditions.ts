/**
 * The conditions of a response: what is true whatever anyone orders. How long each stage takes, the road, the sea, and
 * what becomes of work that is broken again. A scenario states what differs from the conditions that it stands on.
 */
import { z } from 'zod';
import { duration, durationLaw, sourced } from '../text/quantity.ts';

const law = sourced(durationLaw);
const aboveZero = duration.refine((hours) => hours > 0, { error: 'a duration above 0' });
const speedKmH = sourced(z.number().positive());
const share = sourced(z.number().min(0).max(1));

/** The road, where no road graph says better. */
const travel = z.strictObject({
  roadFactor: sourced(z.number().min(1)).describe('Road distance over great-circle distance'),
  speedKmH,
  placeUnknown: sourced(duration).describe('For a fault whose place is not on the map'),
});

/** How long each stage of a fault takes. */
const stages = z.strictObject({
  detectLink: law,
  detectSite: law,
  assessLink: law.describe('From afar, by reflectometry from both ends'),
  assessSite: law.describe('In the field, by an assessor'),
  assessLinkInField: law.describe('Where neither end can be reached over the network'),
  accessLink: law.describe('Permission, safety and security before a crew may begin'),
  accessSite: law,
  repairLink: z.strictObject({ buried: law, duct: law, aerial: law, opgw: law, microwave: law }),
  repairSite: z.strictObject({ slight: law, moderate: law, extensive: law, complete: law }),
  temporaryLink: share.describe('Share of the work after which a temporary fix carries traffic; 1: only the whole'),
  temporarySite: share,
  verify: law.describe('Tests before the element is given back to service'),
});

/** Whether faults can be assessed from afar only over a network that works there. */
const management = z.strictObject({
  path: sourced(z.enum(['required', 'ignored'])),
  outOfBand: sourced(z.union([z.literal('all'), z.array(z.string())])).describe(
    'Sites with a satellite path of their own for management',
  ),
});

/** What becomes of a site that is hit again before it is mended. */
const rebreak = z.strictObject({
  mode: sourced(z.enum(['repeat-different', 'repeat-identical', 'resume'])).describe(
    'While a crew works there: the work begins anew with a time of its own, or with the same time, or goes on',
  ),
  accumulate: sourced(z.boolean()).describe('Before that: a harder hit raises the damage'),
});

/** The stages of a fault under the sea. */
const marine = z.strictObject({
  locate: law,
  permit: law,
  charter: z
    .strictObject({ busy: share, residual: law })
    .describe('Whether a vessel is with another client when called, and for how long still'),
  mobilise: z.strictObject({ resident: law, converted: law, import: law }),
  canal: z
    .strictObject({ closes: sourced(dayOfYear()), opens: sourced(dayOfYear()) })
    .describe('Season in which no vessel can be brought in through the canal'),
  load: law,
  speedKmH,
  weather: z.strictObject({
    goodMean: sourced(aboveZero).describe('Mean length of a good spell'),
    badMean: sourced(aboveZero),
    window: sourced(duration).describe('Unbroken good weather that a splice needs'),
  }),
  splice: law,
});

/** `12-01`: a day of any year, as a number from 0; the 29th of February is the 1st of March. */
function dayOfYear() {
  return z
    .string()
    .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { error: 'a month and a day, such as 12-01' })
    .transform((written) => {
      const [month, day] = written.split('-').map(Number);
      return Math.round((Date.UTC(2001, month - 1, day) - Date.UTC(2001, 0, 1)) / 86_400_000);
    });
}

export const conditionsShape = { travel, stages, management, rebreak, marine } as const;
const conditionsSchema = z.strictObject(conditionsShape);

/** Conditions resolved and checked; durations in hours. */
export type Conditions = z.output<typeof conditionsSchema>;
