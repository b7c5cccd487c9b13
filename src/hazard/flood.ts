/** The hazard of a flood or a mudflow: each crossing of a cable with the water may be cut while it lasts. */
import { z } from 'zod';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import type { Medium } from '../network/network.ts';
import { duration, sourced } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import { type Hazard, type HazardSetting, hazardKind } from './hazard.ts';
import { partsInside } from './map-lines.ts';
import { linkNamed } from './named.ts';
import { tellFlag, warnIfLate } from './telling.ts';

/** Probability that a crossing is cut: 0.05 to 0.3. Judgement. */
const CUT_PROBABILITY = 0.15;

/** What a flood can cut: cable on land. */
const FLOODED: readonly Medium[] = ['buried', 'duct', 'aerial', 'opgw'];

const share = z.number().min(0).max(1);
const id = z.string().min(1);
const corner = z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)]);
const schema = z
  .strictObject({
    at: duration.default(0).describe('When the water comes'),
    duration: duration.default(24).describe('How long it stays: a cut comes at any time of it (24h when absent)'),
    area: z.array(corner).min(3).optional().describe('Corners of the flooded area, each [latitude, longitude]'),
    links: z
      .array(
        z.union([
          id,
          z
            .strictObject({ link: id, fromShare: share.default(0), toShare: share.default(1) })
            .refine(({ fromShare, toShare }) => fromShare <= toShare, { error: 'toShare not below fromShare' }),
        ]),
      )
      .min(1)
      .optional()
      .describe('Instead of an area: crossings, each a link or a part of it, as shares from its first end'),
    cutProbability: sourced(share).optional().describe('That a crossing is cut'),
  })
  .refine(({ area, links }) => (area === undefined) !== (links === undefined), { error: 'either area or links' });
type Parameters = z.output<typeof schema>;

/** A piece of a link under water; its handle is that of the link, its occurrence the number of the piece. */
interface Crossing {
  readonly link: number;
  readonly handle: number;
  readonly occurrence: number;
  readonly fromShare: number;
  readonly toShare: number;
}

function crossingsOf({ area, links }: Parameters, setting: HazardSetting): Crossing[] {
  const { network, lines, addresses, name } = setting;
  const crossings: Crossing[] = [];
  const add = (link: number, occurrence: number, fromShare: number, toShare: number): void => {
    const handle = addresses.handle(`${name}/link/${network.links[link].id}`);
    crossings.push({ link, handle, occurrence, fromShare, toShare });
  };
  if (area !== undefined)
    network.links.forEach(({ medium }, link) => {
      if (network.isSpaceLink[link] === 1 || !FLOODED.includes(medium)) return;
      partsInside(lines[link], area).forEach(([from, to], occurrence) => {
        add(link, occurrence, from, to);
      });
    });
  const pieces = new Map<number, number>();
  links?.forEach((written, place) => {
    const { link, fromShare, toShare } =
      typeof written === 'string' ? { link: written, fromShare: 0, toShare: 1 } : written;
    const path = typeof written === 'string' ? ['links', place] : ['links', place, 'link'];
    const found = linkNamed(setting, path, link);
    if (found === undefined) return;
    const { medium } = network.links[found];
    if (!FLOODED.includes(medium)) {
      setting.error(path, `"${link}", a ${medium} link`, 'a cable on land');
      return;
    }
    const occurrence = pieces.get(found) ?? 0;
    pieces.set(found, occurrence + 1);
    add(found, occurrence, fromShare, toShare);
  });
  return crossings;
}

export const flood = hazardKind({
  name: 'flood',
  summary: 'A flood or mudflow over an area or over named crossings, where cables on land may be cut',
  source: 'The scenario; the probability of a cut is judgement',
  schema,
  prepare(parameters, setting): Hazard {
    const { lines, index } = setting;
    const { at, duration: lastsHours, cutProbability } = parameters;
    const probability = cutProbability?.value ?? CUT_PROBABILITY;
    const crossings = crossingsOf(parameters, setting);
    warnIfLate(setting, at);
    if (parameters.area !== undefined && crossings.length === 0)
      setting.warn(['area'], 'no cable on land inside', 'an area that a link crosses');
    if (crossings.length > 0) {
      tellFlag(setting, 'probability that a flood cuts a crossing:', cutProbability);
      if (cutProbability === undefined)
        setting.assume(`a flood cuts a crossing with probability ${CUT_PROBABILITY} (judgement, 0.05 to 0.3)`);
      if (crossings.some(({ link }) => setting.network.links[link].riskGroup !== undefined))
        setting.assume('a flood cuts one link of a risk group at a time, each by its own chance');
    }
    return {
      strike(draws: Draws, lengthsKm: Float64Array, damage: Damage): void {
        for (const { link, handle, occurrence, fromShare, toShare } of crossings) {
          if (draws.uniform(handle, PURPOSE.elementHit, occurrence) >= probability) continue;
          const time = at + lastsHours * draws.uniform(handle, PURPOSE.eventTime, occurrence);
          const place = fromShare + (toShare - fromShare) * draws.uniform(handle, PURPOSE.cutPosition, occurrence);
          const [lat, lon] = lines[link].at(place);
          damage.cutLink(index, time, link, place * lengthsKm[link], lat, lon);
        }
      },
    };
  },
});
