/** The vessels that mend cables under the sea, and how ready they are. */
import { z } from 'zod';

/**
 * `resident`: a retained vessel on this sea. `converted`: a local vessel to be chartered and converted. `import`: one
 * must come in from another sea (for the Caspian by the Volga-Don canal). `none`: nobody comes within the horizon.
 */
const AVAILABILITIES = ['resident', 'converted', 'import', 'none'] as const;
type Availability = (typeof AVAILABILITIES)[number];

const vessel = z.strictObject({
  id: z.string().min(1).optional(),
  availability: z.enum(AVAILABILITIES),
  base: z
    .string()
    .optional()
    .describe('Site from which it sails; the nearer shore end of the cable when none is named'),
  count: z.number().int().min(1).max(20).default(1),
  sea: z.string().optional().describe('The only sea that it can reach, one of `seas`; all when left out'),
});

export const vesselSchema = z.union([z.enum(AVAILABILITIES), vessel, z.array(vessel).min(1).max(20)], {
  error: 'resident, converted, import or none, or {availability, base, count, sea}, or a list of those',
});

export const seaSchema = z.strictObject({
  id: z.string().min(1),
  links: z.array(z.string().min(1)).min(1).describe('The cables that lie in it'),
});

/** One vessel. */
export interface Vessel {
  readonly name: string;
  readonly availability: Exclude<Availability, 'none'>;
  /** Degrees; NaN when the vessel lies at the nearer shore end. */
  readonly lat: number;
  readonly lon: number;
  /** Index of the only sea that it can reach; -1 for all. */
  readonly sea: number;
  /** Name for the addresses of its draws. */
  readonly handle: number;
}
