/** The key `measures` of a scenario: what is read off each replication beside or in place of the usual, and told how. */
import { z } from 'zod';
import { measures } from '../metrics/index.ts';
import { duration, FLAGS, sourced } from '../text/quantity.ts';

/** In a list of metrics: all that a scenario without one has. */
export const USUAL = 'default';

const corridor = z.strictObject({
  from: z.string().min(1).describe('A site’s id'),
  to: z.string().min(1).describe('A site’s id'),
  latencyLimitMs: sourced(z.number().positive())
    .optional()
    .describe('A round trip of more milliseconds between the two is told in hours'),
});

export const measuresSchema = z.strictObject({
  metrics: z
    .array(z.enum([USUAL, ...measures.map(({ name }) => name)]))
    .min(1)
    .optional()
    .describe('Names of metrics (sim list metrics), and default for the usual ones; the usual ones when left out'),
  corridors: z.array(corridor).default([]).describe('Pairs of sites whose connection is told by itself'),
  regions: z
    .record(z.string().min(1), z.array(z.string().min(1)).min(1))
    .default({})
    .describe('Sites by region, for sim run --by region'),
  thresholds: z
    .string()
    .min(1)
    .optional()
    .describe('File of thresholds above which an incident is reportable, or the name of shipped ones, such as enisa'),
  curves: z
    .boolean()
    .optional()
    .describe(
      'Whether the mean curves of connectivity, capacity and service are kept; where there is traffic when left out',
    ),
  targets: z
    .record(z.string().min(1), duration)
    .default({})
    .describe('By metric, the time within which it is wanted: the chance of it is told'),
});

/** A file of thresholds. */
export const thresholdsSchema = z.strictObject({
  name: z.string().min(1),
  title: z.string().optional(),
  flag: z.enum(FLAGS).optional(),
  source: z.string().optional(),
  thresholds: z
    .array(
      z.strictObject({
        lasts: duration.describe('An incident that lasts at least this long'),
        share: z.number().min(0).max(1).describe('is reportable when more than this share of the users is cut off'),
      }),
    )
    .min(1),
});
