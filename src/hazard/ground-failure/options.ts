/** Where the ground may fail under a backbone: areas that liquefy, slopes that slide, and the trace of the fault itself. */
import { z } from 'zod';
import { sourced } from '../../text/quantity.ts';
import { CABLE_SLACK_M } from './fault-crossing.ts';
import { DRAWN_SLOPE } from './landslide.ts';
import { SUSCEPTIBILITIES } from './liquefaction.ts';

const share = z.number().min(0).max(1);
const corner = z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)]);

/** Zod: the `groundFailure` of a hazard that shakes the ground. */
export const groundFailureSchema = z.strictObject({
  areas: z
    .array(
      z.strictObject({
        susceptibility: sourced(z.enum(SUSCEPTIBILITIES)),
        polygon: z.array(corner).min(3),
        waterDepthM: sourced(z.number().min(0).max(100)).optional(),
      }),
    )
    .default([])
    .describe('Ground that may liquefy: the first area that a place lies in holds'),
  k2: sourced(z.number().nonnegative())
    .optional()
    .describe('Factor on the repair rate from deformation for cables; 0.5 when left out'),
  mostSpreadCm: sourced(z.number().positive())
    .optional()
    .describe('No lateral spread is taken above this, cm; 300 when left out'),
  magnitude: z.number().min(4).max(8.5).optional().describe('Of the earthquake, where a shake field states none'),
  slopes: z
    .array(
      z
        .strictObject({
          link: z.string(),
          fromShare: share,
          toShare: share,
          medianG: sourced(z.number().positive())
            .optional()
            .describe('PGA at which half of such slopes slide, g; 0.3 on land and 0.25 under the sea when left out'),
          beta: sourced(z.number().positive()).default({ value: DRAWN_SLOPE.beta }),
          runout: z
            .array(
              z.strictObject({
                link: z.string().describe('A link down the slope'),
                runoutKm: z.number().nonnegative().describe('How far the current runs to it, km'),
                atShare: share.optional().describe('Where it is cut; random when left out'),
              }),
            )
            .default([])
            .describe('Cables that a turbidity current from a slope under the sea cuts, one after the other'),
        })
        .refine(({ fromShare, toShare }) => fromShare < toShare, { error: 'fromShare below toShare' }),
    )
    .default([])
    .describe('Slopes under a link that may slide and cut it'),
  faultCrossing: z.boolean().default(true).describe('Whether a rupture that reaches the surface cuts what crosses it'),
  slackM: sourced(z.number().min(0))
    .default({ value: CABLE_SLACK_M })
    .describe('Slip that the slack of a cable takes up, m'),
});
export type GroundFailure = z.output<typeof groundFailureSchema>;
