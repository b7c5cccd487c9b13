/** Repair crews: who they belong to, where they start and what they can mend. */
import { z } from 'zod';

const SKILLS = ['fibre', 'site'] as const;

/** Every operator, or every site, instead of one name. */
export const EVERY = '*';

export const crewSchema = z.strictObject({
  id: z.string().min(1),
  /** An operator's id, or `*` for such crews at each operator that owns something in the topology. */
  operator: z.string().min(1),
  /** A site's id, or `*` for such crews at each site of the operator. */
  base: z.string().min(1),
  count: z.number().int().min(1).max(10_000).default(1),
  skills: z.array(z.enum(SKILLS)).min(1).default(['fibre', 'site']),
});

/** One crew. */
export interface Crew {
  readonly name: string;
  readonly operator: string;
  readonly lat: number;
  readonly lon: number;
  readonly mendsLinks: boolean;
  readonly mendsSites: boolean;
}
