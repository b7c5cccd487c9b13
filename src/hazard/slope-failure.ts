/** The hazard of a slope under the sea that fails: the current it lets loose cuts cables down the slope, minutes to hours later. */
import { z } from 'zod';
import { type Distribution, fixed, lognormalCdf, quantile } from '../engine/distribution.ts';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import { duration, sourced } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import { type Hazard, type HazardSetting, hazardKind } from './hazard.ts';
import { linkNamed } from './named.ts';
import { tellFlag, warnIfLate } from './telling.ts';

/** P(slope fails) = Phi(ln(PGA/median)/beta), on slopes above 1 degree with thick young sediment. Judgement. */
const MEDIAN_G = 0.25;
const BETA = 0.6;
/** Front speed of a turbidity current, m/s: 12.7 to 5.6 between the cables off Pingtung, 2006 (Carter et al. 2014). */
const SPEED_M_S = [5, 13] as const;

const share = z.number().min(0).max(1);
const shakingG = z.union([
  z.number().positive(),
  z.strictObject({
    lognormal: z
      .tuple([z.number().positive(), z.number().nonnegative()])
      .describe('Median, g, and standard deviation of the natural logarithm'),
  }),
]);
const slopeSchema = z
  .strictObject({
    name: z.string().min(1).describe('What its draws are named by; unique in this hazard'),
    link: z.string().min(1).describe('The submarine link that lies on the slope'),
    fromShare: share.describe('Where the slope begins on it, as a share from its first end'),
    toShare: share.describe('Where the slope ends on it'),
    pgaG: shakingG.optional().describe('Peak ground acceleration at the slope, g: a number or a lognormal law'),
    probability: sourced(z.number().min(0).max(1)).optional().describe('Instead of shaking: that the slope fails'),
    runout: z
      .array(
        z.strictObject({
          link: z.string().min(1).describe('A submarine link down the slope'),
          runoutKm: z.number().nonnegative().describe('How far the current runs to it, km'),
          atShare: share.optional().describe('Where it is cut; random when absent'),
        }),
      )
      .default([])
      .describe('Cables down the slope, in the order in which the current meets them'),
  })
  .refine(({ fromShare, toShare }) => fromShare < toShare, { error: 'toShare above fromShare', path: ['toShare'] })
  .refine(({ pgaG, probability }) => (pgaG === undefined) !== (probability === undefined), {
    error: 'either pgaG or probability',
  });

const schema = z.strictObject({
  at: duration.default(0).describe('When the ground shakes'),
  slopes: z
    .array(slopeSchema)
    .min(1)
    .refine((slopes) => new Set(slopes.map((slope) => slope.name)).size === slopes.length, {
      error: 'slopes with names of their own',
    })
    .describe('Slopes that may fail'),
  fragility: z
    .strictObject({
      medianG: z.number().positive().describe('Peak ground acceleration at which half of such slopes fail, g'),
      beta: z.number().positive().describe('Standard deviation of its natural logarithm'),
    })
    .optional()
    .describe('How much shaking a slope stands'),
  speedMS: z
    .tuple([z.number().positive(), z.number().positive()])
    .refine(([low, high]) => low <= high, { error: 'the lower speed first' })
    .optional()
    .describe('Lowest and highest speed of the current, m/s; one speed is drawn for each current'),
});

interface Cut {
  readonly link: number;
  readonly runoutKm: number;
  readonly fromShare: number;
  readonly toShare: number;
  readonly handle: number;
}

interface Slope {
  readonly handle: number;
  readonly pgaG: Distribution | undefined;
  readonly probability: number;
  /** The cable on the slope first, then those down the slope. */
  readonly cuts: readonly Cut[];
}

/** A slope with its names looked up; the problems of it are told. */
function makeSlope(written: z.output<typeof slopeSchema>, place: number, setting: HazardSetting): Slope {
  const { addresses, name } = setting;
  const path = ['slopes', place] as const;
  const prefix = `${name}/slope/${written.name}`;
  const { link, fromShare, toShare, pgaG, probability } = written;
  const own = linkNamed(setting, [...path, 'link'], link, 'submarine');
  const cuts: Cut[] = [];
  if (own !== undefined)
    cuts.push({ link: own, runoutKm: 0, fromShare, toShare, handle: addresses.handle(`${prefix}/on/${link}`) });
  let reachedKm = 0;
  written.runout.forEach(({ link: below, runoutKm, atShare }, step) => {
    const found = linkNamed(setting, [...path, 'runout', step, 'link'], below, 'submarine');
    if (runoutKm < reachedKm)
      setting.error(
        [...path, 'runout', step, 'runoutKm'],
        `${runoutKm} km`,
        `at least that before it, ${reachedKm} km`,
      );
    reachedKm = runoutKm;
    if (found === undefined) return;
    const handle = addresses.handle(`${prefix}/below/${step}/${below}`);
    cuts.push({ link: found, runoutKm, fromShare: atShare ?? 0, toShare: atShare ?? 1, handle });
  });
  tellFlag(setting, `probability that the slope ${written.name} fails:`, probability);
  const law: Distribution | undefined =
    pgaG === undefined
      ? undefined
      : typeof pgaG === 'number'
        ? fixed(pgaG)
        : { law: 'lognormal', median: pgaG.lognormal[0], sigma: pgaG.lognormal[1] };
  return { handle: addresses.handle(prefix), pgaG: law, probability: probability?.value ?? 0, cuts };
}

export const slopeFailure = hazardKind({
  name: 'slope-failure',
  summary: 'Slopes under the sea that may fail, and the turbidity currents that cut cables down the slope in order',
  source: 'Carter et al. (2014), Oceanography 27(2), for the speed of the current; the trigger is judgement',
  schema,
  prepare({ at, slopes: written, fragility, speedMS }, setting): Hazard {
    const { lines, index } = setting;
    const slopes = written.map((slope, place) => makeSlope(slope, place, setting));
    const { medianG, beta } = fragility ?? { medianG: MEDIAN_G, beta: BETA };
    const [low, high] = speedMS ?? SPEED_M_S;
    warnIfLate(setting, at);
    if (slopes.some(({ pgaG }) => pgaG !== undefined)) {
      setting.assume(
        'the shaking of a slope under the sea is a number of the scenario: an earthquake of the same scenario does not set it (groundFailure.slopes of the earthquake does)',
      );
      if (fragility === undefined)
        setting.assume(
          `half of the slopes under the sea fail at ${MEDIAN_G} g, with a spread of ${BETA} in the logarithm (judgement)`,
        );
    }
    if (speedMS === undefined && written.some(({ runout }) => runout.length > 0))
      setting.assume(
        `a turbidity current runs at one speed between ${low} and ${high} m/s (Pingtung 2006: 12.7 to 5.6 m/s, Carter et al. 2014)`,
      );
    return {
      strike(draws: Draws, lengthsKm: Float64Array, damage: Damage): void {
        for (const { handle, pgaG, probability, cuts } of slopes) {
          const fails =
            pgaG === undefined
              ? probability
              : lognormalCdf(quantile(pgaG, draws.uniform(handle, PURPOSE.groundShaking)), medianG, beta);
          if (draws.uniform(handle, PURPOSE.slopeFailure) >= fails) continue;
          const speedKmH = 3.6 * (low + (high - low) * draws.uniform(handle, PURPOSE.currentSpeed));
          for (const { link, runoutKm, fromShare, toShare, handle: cable } of cuts) {
            const share = fromShare + (toShare - fromShare) * draws.uniform(cable, PURPOSE.cutPosition);
            const [lat, lon] = lines[link].at(share);
            damage.cutLink(index, at + runoutKm / speedKmH, link, share * lengthsKm[link], lat, lon);
          }
        }
      },
    };
  },
});
