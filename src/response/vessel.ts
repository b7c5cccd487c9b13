/** The vessel that mends cables under the sea, and whether there is one. */
import { z } from 'zod';

/**
 * `resident`: a retained vessel on this sea. `converted`: a local vessel to be chartered and converted. `import`: one
 * must come in from another sea (for the Caspian by the Volga-Don canal). `none`: nobody comes within the horizon.
 */
const AVAILABILITIES = ['resident', 'converted', 'import', 'none'] as const;
type Availability = (typeof AVAILABILITIES)[number];

export const vesselSchema = z.union(
  [
    z.enum(AVAILABILITIES),
    z.strictObject({
      availability: z.enum(AVAILABILITIES),
      /** Site from which it sails; the nearer shore end of the cable when none is named. */
      base: z.string().optional(),
      count: z.number().int().min(1).max(20).default(1),
    }),
  ],
  { error: `resident, converted, import or none, or {availability, base, count}` },
);

export interface Vessels {
  readonly availability: Availability;
  readonly count: number;
  /** Degrees; NaN when the vessel lies at the nearer shore end. */
  readonly lat: number;
  readonly lon: number;
}
