/** The hazard of mud volcanoes under the sea: an eruption may cut a cable that lies within a kilometre or so. */
import { z } from 'zod';
import { poissonQuantile } from '../engine/distribution.ts';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import { sourced } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import { type Hazard, hazardKind } from './hazard.ts';
import { approach, walkAlong } from './map-lines.ts';
import { submarineLinks } from './named.ts';
import { YEAR_HOURS } from './poisson-cuts.ts';
import { tellFlag } from './telling.ts';

/**
 * Eruptions a year of one erupting marine volcano: 57 of 12 volcanoes of the Baku archipelago in two centuries and 28 of
 * 10 of the Absheron archipelago in 125 years (Aliyev and Guliyev) are 0.024 and 0.022.
 */
const ERUPTIONS_PER_YEAR = 0.023;
/** Distance within which an eruption can cut a cable, km, and the probability that it does. Judgement. */
const REACH_KM = 1;
const CUT_PROBABILITY = 0.3;

const schema = z.strictObject({
  volcanoes: z
    .array(
      z.strictObject({
        name: z.string().min(1).describe('What its draws are named by; unique in this hazard'),
        at: z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)]).describe('Latitude and longitude'),
        perYear: sourced(z.number().nonnegative()).optional().describe('Its eruptions a year'),
      }),
    )
    .min(1)
    .refine((volcanoes) => new Set(volcanoes.map(({ name }) => name)).size === volcanoes.length, {
      error: 'volcanoes with names of their own',
    }),
  regionPerYear: sourced(z.number().nonnegative())
    .optional()
    .describe('Eruptions a year of the whole region, shared evenly by the volcanoes that state no rate of their own'),
  reachKm: sourced(z.number().nonnegative().max(50)).optional().describe('How far an eruption can cut a cable, km'),
  cutProbability: sourced(z.number().min(0).max(1)).optional().describe('That a cable within reach is cut'),
});

interface Volcano {
  readonly handle: number;
  readonly eruptions: number;
  /** Cables within reach, each where it comes nearest. */
  readonly cables: readonly { readonly link: number; readonly share: number; readonly handle: number }[];
}

export const mudVolcano = hazardKind({
  name: 'mud-volcano',
  summary: 'Eruptions of mud volcanoes under the sea, which may cut the cables near them',
  source: 'Aliyev and Guliyev, catalogue of eruptions since 1810; reach and cut are judgement',
  schema,
  prepare({ volcanoes: written, regionPerYear, reachKm, cutProbability }, setting): Hazard {
    const { network, lines, index, addresses, name, horizonHours } = setting;
    const reach = reachKm?.value ?? REACH_KM;
    const probability = cutProbability?.value ?? CUT_PROBABILITY;
    const walks = submarineLinks(setting).map((link) => ({ link, walk: walkAlong(lines[link]) }));
    const sharing = written.filter(({ perYear }) => perYear === undefined).length;
    const standard = regionPerYear === undefined ? ERUPTIONS_PER_YEAR : regionPerYear.value / Math.max(1, sharing);
    const volcanoes: Volcano[] = written.map(({ name: volcano, at: [lat, lon], perYear }) => ({
      handle: addresses.handle(`${name}/volcano/${volcano}`),
      eruptions: ((perYear?.value ?? standard) * horizonHours) / YEAR_HOURS,
      cables: walks.flatMap(({ link, walk }) => {
        const near = approach(walk, lat, lon);
        if (near === undefined || near.apartKm > reach) return [];
        const handle = addresses.handle(`${name}/volcano/${volcano}/${network.links[link].id}`);
        return { link, share: near.share, handle };
      }),
    }));
    const dangerous = written.filter((_, place) => volcanoes[place].cables.length > 0);
    if (dangerous.length === 0) {
      setting.warn(['volcanoes'], `no submarine link within ${reach} km of any`, 'a volcano near a cable');
    } else {
      if (dangerous.some(({ perYear }) => perYear === undefined)) {
        if (regionPerYear === undefined)
          setting.assume(
            `a mud volcano under the sea erupts ${ERUPTIONS_PER_YEAR} times a year (computed from Aliyev and Guliyev: 85 eruptions of 22 volcanoes)`,
          );
        tellFlag(setting, 'eruptions of mud volcanoes a year in the region:', regionPerYear);
      }
      for (const { name: volcano, perYear } of dangerous) tellFlag(setting, `eruptions of ${volcano} a year:`, perYear);
      tellFlag(setting, 'reach of an eruption, km:', reachKm);
      tellFlag(setting, 'probability that an eruption cuts a cable within reach:', cutProbability);
      if (reachKm === undefined) setting.assume(`an eruption cuts no cable farther than ${REACH_KM} km (judgement)`);
      if (cutProbability === undefined)
        setting.assume(`an eruption cuts a cable within reach with probability ${CUT_PROBABILITY} (judgement)`);
    }
    return {
      strike(draws: Draws, lengthsKm: Float64Array, damage: Damage): void {
        for (const { handle, eruptions, cables } of volcanoes) {
          if (cables.length === 0) continue;
          const count = poissonQuantile(eruptions, draws.uniform(handle, PURPOSE.eventCount));
          for (let eruption = 0; eruption < count; eruption++) {
            const time = horizonHours * draws.uniform(handle, PURPOSE.eventTime, eruption);
            for (const { link, share, handle: cable } of cables) {
              if (draws.uniform(cable, PURPOSE.elementHit, eruption) >= probability) continue;
              const [lat, lon] = lines[link].at(share);
              damage.cutLink(index, time, link, share * lengthsKm[link], lat, lon);
            }
          }
        }
      },
    };
  },
});
