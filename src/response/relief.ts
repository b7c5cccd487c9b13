/** Relief assets: what serves people at a site that is cut off while others mend it. */
import { z } from 'zod';
import type { Distribution } from '../engine/distribution.ts';
import { duration, durationLaw, FLAGS } from '../text/quantity.ts';

/** `cell-on-wheels`: a mobile radio cell. `mdru`: a movable and deployable resource unit (ITU-T L.392). */
const RELIEF_KINDS = ['cell-on-wheels', 'mdru'] as const;

export const reliefSchema = z.strictObject({
  id: z.string().min(1),
  kind: z.enum(RELIEF_KINDS),
  operator: z
    .string()
    .min(1)
    .refine((id) => id !== '*', { error: 'the id of one operator' }),
  base: z.string().min(1).describe('The site where it stands until it is called'),
  count: z.number().int().min(1).max(10_000).default(1),
  people: z.number().int().min(1).describe('Whom it can serve'),
  setup: durationLaw.describe('From its arrival until it serves'),
  flag: z.enum(FLAGS).optional(),
  source: z.string().optional(),
});

/** One asset. It brings a satellite path of its own, so that it serves whatever is down on the ground. */
export interface ReliefAsset {
  readonly name: string;
  readonly operator: number;
  readonly lat: number;
  readonly lon: number;
  readonly people: number;
  readonly setup: Distribution;
  readonly handle: number;
}

export const nationalEventSchema = z.strictObject({
  name: z.string().min(1),
  site: z.string().min(1).describe('The site that serves the place of the event'),
  begins: duration.describe('When it begins, from the start of the scenario'),
  visitors: z.number().int().min(0).describe('People there besides those who live there'),
  flag: z.enum(FLAGS).optional().describe('How sure the number of visitors is'),
  source: z.string().optional(),
});
