/** Those who mend and those who look: who they belong to, where they start, what they can do and when they are on duty. */
import { z } from 'zod';
import { duration } from '../text/quantity.ts';

const SKILLS = ['fibre', 'site'] as const;

/** Every operator, or every site, instead of one name. */
export const EVERY = '*';

const number = z.number().int().min(1).max(10_000).default(1);

export const crewSchema = z.strictObject({
  id: z.string().min(1),
  operator: z.string().min(1).describe('An operator’s id, or * for such crews at each operator of the topology'),
  base: z.string().min(1).describe('A site’s id, or * for such crews at each site of the operator'),
  count: number,
  skills: z.array(z.enum(SKILLS)).min(1).default(['fibre', 'site']),
  efficiency: z.number().positive().max(10).default(1).describe('Pace of work: hours of work are divided by it'),
  shift: z
    .strictObject({
      on: duration.refine((hours) => hours > 0, { error: 'a duration above 0' }),
      off: duration,
      starts: duration.default(0).describe('First hour of the scenario at which a shift begins'),
    })
    .optional()
    .describe('Left out: teams take turns and the crew works round the clock'),
});

/** One crew. */
export interface Crew {
  readonly name: string;
  readonly operator: string;
  readonly lat: number;
  readonly lon: number;
  readonly mendsLinks: boolean;
  readonly mendsSites: boolean;
  readonly efficiency: number;
  readonly shift: Shift;
  /** Index of the partner abroad that sends it; -1 for a crew that is here from the start. */
  readonly partner: number;
}

/** Hours on and off duty in turn; `off` 0 is round the clock. */
export interface Shift {
  readonly onHours: number;
  readonly offHours: number;
  readonly startsHours: number;
}

export const ROUND_THE_CLOCK: Shift = { onHours: 24, offHours: 0, startsHours: 0 };

/** Hours from `time` until the shift is on duty; 0 when it is. */
export function untilOnDuty({ onHours, offHours, startsHours }: Shift, time: number): number {
  if (offHours === 0) return 0;
  const cycle = onHours + offHours;
  const into = (((time - startsHours) % cycle) + cycle) % cycle;
  return into < onHours ? 0 : cycle - into;
}

/** Hours from `time` until `work` hours of duty are done: work rests while the shift is off. */
export function hoursOnShift(shift: Shift, time: number, work: number): number {
  if (shift.offHours === 0 || work === 0) return work;
  const { onHours, offHours, startsHours } = shift;
  const cycle = onHours + offHours;
  const wait = untilOnDuty(shift, time);
  const into = wait > 0 ? 0 : (((time - startsHours) % cycle) + cycle) % cycle;
  const first = onHours - into;
  if (work <= first) return wait + work;
  const rest = work - first;
  // Work that ends with a shift ends then, not after the night.
  const fullShifts = Math.ceil(rest / onHours) - 1;
  return wait + first + offHours + fullShifts * cycle + (rest - fullShifts * onHours);
}

export const assessorSchema = z.strictObject({
  operator: z.string().min(1).describe('An operator’s id, or * for as many at each operator'),
  count: number,
});

export const partnerSchema = z.strictObject({
  id: z.string().min(1),
  crews: number.describe('How many crews come'),
  base: z.string().min(1).describe('The site where they arrive'),
  skills: z.array(z.enum(SKILLS)).min(1).default(['fibre', 'site']),
});
