/** The keys of a topology in YAML; the CSV pair uses the same names as columns. */
import { z } from 'zod';
import { BUILDING_CLASSES, MEDIA, ROLES } from '../network/network.ts';
import { duration, sourced } from '../text/quantity.ts';
import { STATUSES } from './backbone.ts';

/** Ids are names in files, on the command line and in the addresses of draws. */
const identifier = z
  .string()
  .regex(/^[\w#.:-]+(?: [\w#.:-]+)*$/u, { error: 'an id of letters, digits and any of _ - # . :' });

const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);
/** Latitude first, as people say it. */
const coordinates = z.tuple([latitude, longitude]);

const lengthRange = z
  .tuple([z.number().positive(), z.number().positive()])
  .refine(([low, high]) => low <= high, { error: 'the smaller length first' });

const siteSchema = z.strictObject({
  id: identifier,
  name: z.string().optional(),
  role: sourced(z.enum(ROLES)),
  operator: sourced(identifier),
  at: sourced(coordinates).optional(),
  population: sourced(z.number().int().min(0)).optional(),
  vs30: sourced(z.number().min(50).max(3000)).optional(),
  building: sourced(z.enum(BUILDING_CLASSES)).optional(),
  autonomy: sourced(duration).optional(),
  unitOf: sourced(identifier).optional(),
  note: z.string().optional(),
});

const linkSchema = z.strictObject({
  id: identifier,
  ends: z.tuple([identifier, identifier]),
  medium: sourced(z.enum(MEDIA)),
  operator: sourced(identifier),
  route: z.array(coordinates).optional(),
  lengthKm: sourced(
    z.union([z.number().positive(), lengthRange], { error: 'a length in km above 0, or a range [low, high]' }),
  ).optional(),
  routeFactor: sourced(z.number().min(1).max(5)).optional(),
  capacityGbps: sourced(z.number().min(0)).optional(),
  status: sourced(z.enum(STATUSES)).optional(),
  riskGroup: identifier.optional(),
  mttf: sourced(duration.refine((hours) => hours > 0, { error: 'a mean time to failure above 0' })).optional(),
  mttr: sourced(duration).optional(),
  note: z.string().optional(),
});

export const topologySchema = z.strictObject({
  name: identifier,
  title: z.string().optional(),
  about: z.string().optional(),
  /** Source ids and what they stand for. */
  sources: z.record(z.string(), z.string()).optional(),
  operators: z.array(z.strictObject({ id: identifier, name: z.string(), note: z.string().optional() })).optional(),
  routeFactor: sourced(z.number().min(1).max(5)).optional(),
  sites: z.array(siteSchema),
  links: z.array(linkSchema),
});
