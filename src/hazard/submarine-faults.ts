/** The hazard of everyday faults under the sea: each stretch of a submarine cable fails as often as its depth and burial let it. */
import { z } from 'zod';
import type { Draws } from '../engine/draws.ts';
import { sourced } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import { type Hazard, type HazardSetting, hazardKind } from './hazard.ts';
import { linkNamed, submarineLinks } from './named.ts';
import { countPerKm, cutStretches, type Stretch } from './poisson-cuts.ts';
import { tellFlag } from './telling.ts';

const SEABEDS = ['shelf-unburied', 'shelf-buried', 'slope-unburied', 'slope-buried', 'deep', 'abyss'] as const;
export type Seabed = (typeof SEABEDS)[number];

/**
 * Faults per 1000 km and year where the scenario says nothing: shelf above 50 m, slope 50 to 200 m, deep 200 to 1000 m,
 * abyss below. Judgement, kept between the published figures: all depths 0.088 to 0.118 (ICPC: 150 to 200 faults a year
 * on about 1.7 million km) and below 0.1 under 1000 m (SubOptic 2007). No table by depth could be opened.
 */
export const SEABED_RATES: Readonly<Record<Seabed, number>> = {
  'shelf-unburied': 1,
  'shelf-buried': 0.3,
  'slope-unburied': 0.5,
  'slope-buried': 0.15,
  deep: 0.15,
  abyss: 0.07,
};

/** Failures of the cable's own parts per 1000 km and year, at any depth. Judgement. */
const COMPONENT_RATE = 0.01;

interface Piece {
  readonly toShare: number;
  readonly class: Seabed;
}

/** Of a cable whose route is unknown, 55 % lies on the shelf, half of it at each end, and all is buried. Judgement. */
const USUAL_PROFILE: readonly Piece[] = [
  { toShare: 0.275, class: 'shelf-buried' },
  { toShare: 0.725, class: 'slope-buried' },
  { toShare: 1, class: 'shelf-buried' },
];

const rate = sourced(z.number().nonnegative()).optional();
const schema = z.strictObject({
  ratesPer1000KmYear: z
    .strictObject({
      'shelf-unburied': rate.describe('Above 50 m of water, on the bottom'),
      'shelf-buried': rate.describe('Above 50 m of water, in the bottom'),
      'slope-unburied': rate.describe('50 to 200 m, on the bottom'),
      'slope-buried': rate.describe('50 to 200 m, in the bottom'),
      deep: rate.describe('200 to 1000 m'),
      abyss: rate.describe('Below 1000 m'),
      component: rate.describe("Failures of the cable's own parts, at any depth"),
    } satisfies Record<Seabed | 'component', typeof rate>)
    .default({})
    .describe('Faults per 1000 km of cable and year, by depth and burial'),
  profile: z
    .record(
      z.string(),
      z
        .array(
          z.strictObject({
            toShare: z.number().gt(0).max(1).describe('Where the stretch ends, as a share from the first end'),
            class: z.enum(SEABEDS).describe('Depth and burial of the stretch'),
          }),
        )
        .min(1)
        .refine((pieces) => pieces.every((piece, at) => at === 0 || piece.toShare > pieces[at - 1].toShare), {
          error: 'toShare that rises from piece to piece',
        })
        .refine((pieces) => pieces[pieces.length - 1]?.toShare === 1, { error: 'a last piece with toShare 1' }),
    )
    .default({})
    .describe('By the id of a submarine link: its stretches from the first end to the other'),
});
type Parameters = z.output<typeof schema>;

/** The stretches of every submarine cable, and what was assumed about those that this network has. */
function stretchesOf({ ratesPer1000KmYear, profile }: Parameters, setting: HazardSetting): Stretch[] {
  const { network, addresses, name, horizonHours } = setting;
  const stretches: Stretch[] = [];
  const unknown: string[] = [];
  const met = new Set<Seabed>();
  const component = ratesPer1000KmYear.component?.value ?? COMPONENT_RATE;
  for (const id of Object.keys(profile)) linkNamed(setting, ['profile', id], id, 'submarine');
  for (const link of submarineLinks(setting)) {
    const { id } = network.links[link];
    const given = Object.hasOwn(profile, id) ? profile[id] : undefined;
    if (given === undefined) unknown.push(id);
    let fromShare = 0;
    (given ?? USUAL_PROFILE).forEach(({ toShare, class: seabed }, place) => {
      met.add(seabed);
      const value = ratesPer1000KmYear[seabed]?.value ?? SEABED_RATES[seabed];
      stretches.push({
        handle: addresses.handle(`${name}/stretch/${place}/${id}`),
        link,
        fromShare,
        toShare,
        faultsPerKm: countPerKm(value + component, horizonHours),
      });
      fromShare = toShare;
    });
  }
  if (stretches.length === 0) {
    setting.warn([], 'no submarine link in service', 'a backbone with one');
    return stretches;
  }
  for (const seabed of SEABEDS) {
    if (!met.has(seabed)) continue;
    const given = ratesPer1000KmYear[seabed];
    if (given !== undefined) tellFlag(setting, `faults of ${seabed} submarine cable per 1000 km and year:`, given);
    else
      setting.assume(
        `faults of ${seabed} submarine cable per 1000 km and year: ${SEABED_RATES[seabed]} (judgement; ICPC has about 0.1 over all depths)`,
      );
  }
  const own = ratesPer1000KmYear.component;
  if (own !== undefined) tellFlag(setting, 'failures of parts of submarine cable per 1000 km and year:', own);
  else setting.assume(`parts of a submarine cable fail ${COMPONENT_RATE} times per 1000 km and year (judgement)`);
  if (unknown.length > 0)
    setting.assume(
      `of ${unknown.join(', ')} 55 % lies on the shelf, half at each end, the rest on the slope, and all is buried (judgement; the survey is not published)`,
    );
  return stretches;
}

export const submarineFaults = hazardKind({
  name: 'submarine-faults',
  summary:
    'Independent faults of submarine cables over the horizon, by depth and burial; do not add random-cuts at sea',
  source: 'Judgement between the global rate (ICPC) and the rate below 1000 m (SubOptic 2007)',
  schema,
  prepare(parameters, setting): Hazard {
    const stretches = stretchesOf(parameters, setting);
    return {
      strike(draws: Draws, lengthsKm: Float64Array, damage: Damage): void {
        cutStretches(stretches, setting, draws, lengthsKm, damage);
      },
    };
  },
});
