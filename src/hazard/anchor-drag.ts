/** The hazard of a dragged anchor: one ship takes a cable, and minutes later those that lie beside it. */
import { z } from 'zod';
import { poissonQuantile } from '../engine/distribution.ts';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import { duration, sourced } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import { type Hazard, type HazardSetting, hazardKind } from './hazard.ts';
import { approach, type Walk, walkAlong } from './map-lines.ts';
import { linkNamed, submarineLinks } from './named.ts';
import { YEAR_HOURS } from './poisson-cuts.ts';
import { tellFlag, warnIfLate } from './telling.ts';

/** How far from its track an anchor takes cables, km: parallel cables within 1 to 5 km went in one drag. Judgement. */
const REACH_KM = 3;
/** Length of the track beyond the first cable, km, and the ship's speed over ground, km/h. Judgement. */
const TRACK_KM = 3;
const SPEED_KM_H = 5;

const share = z.number().min(0).max(1);
const id = z.string().min(1);
const schema = z
  .strictObject({
    link: z
      .union([id, z.array(id).min(1)])
      .optional()
      .describe('The submarine link the drag begins at, or a list to choose from by length; any when absent'),
    at: duration.optional().describe('When a drag begins'),
    perYear: sourced(z.number().nonnegative())
      .optional()
      .describe('Instead of a time: drags a year, a Poisson number over the horizon'),
    atShare: share.optional().describe('Where on the link the drag begins; random when absent'),
    window: z
      .tuple([share, share])
      .refine(([from, to]) => from < to, { error: 'a window that ends after it begins' })
      .default([0, 1])
      .describe('Where a random place may lie, as shares of the link: the part in anchoring depth'),
    headingDegrees: z
      .number()
      .min(0)
      .max(360)
      .optional()
      .describe('Heading of the ship, clockwise from north; random when absent'),
    reachKm: sourced(z.number().nonnegative().max(50)).optional().describe('How far from its track cables are taken'),
    lengthKm: sourced(z.number().nonnegative().max(200)).optional().describe('Length of the drag, km'),
    speedKmH: sourced(z.number().positive()).optional().describe("The ship's speed over ground, km/h"),
  })
  .refine(({ at, perYear }) => (at === undefined) !== (perYear === undefined), { error: 'either at or perYear' });
type Parameters = z.output<typeof schema>;

/** The cables at which a drag may begin, in the order in which the network has them, none twice. */
function beginnings({ link }: Parameters, setting: HazardSetting, all: readonly number[]): number[] {
  if (link === undefined) return [...all];
  const named = typeof link === 'string' ? [link] : link;
  const found = named.map((one, place) =>
    linkNamed(setting, typeof link === 'string' ? ['link'] : ['link', place], one, 'submarine'),
  );
  return all.filter((one) => found.includes(one));
}

export const anchorDrag = hazardKind({
  name: 'anchor-drag',
  summary: 'A dragged anchor cuts a submarine cable and, minutes later, those that lie near its track',
  source: 'The scenario; parallel cables within 1 to 5 km go together (judgement)',
  schema,
  prepare(parameters, setting): Hazard {
    const { network, lines, index, addresses, name, horizonHours } = setting;
    const { at, perYear, atShare, window, headingDegrees } = parameters;
    const reachKm = parameters.reachKm?.value ?? REACH_KM;
    const trackKm = parameters.lengthKm?.value ?? TRACK_KM;
    const speedKmH = parameters.speedKmH?.value ?? SPEED_KM_H;
    const all = submarineLinks(setting);
    const first = beginnings(parameters, setting, all);
    const walks: readonly Walk[] = all.map((link) => walkAlong(lines[link]));
    const handles = Int32Array.from(all, (link) => addresses.handle(`${name}/link/${network.links[link].id}`));
    const drag = addresses.handle(`${name}/drag`);
    if (at !== undefined) warnIfLate(setting, at);
    if (all.length === 0) setting.warn([], 'no submarine link in service', 'a backbone with one');
    tellFlag(setting, 'anchor drags a year:', perYear);
    tellFlag(setting, 'reach of a dragged anchor, km:', parameters.reachKm);
    tellFlag(setting, 'length of an anchor drag, km:', parameters.lengthKm);
    tellFlag(setting, 'speed of a dragging ship, km/h:', parameters.speedKmH);
    if (all.length > 1) {
      if (parameters.reachKm === undefined)
        setting.assume(
          `a dragged anchor takes cables within ${REACH_KM} km of its track (judgement; parallel cables went within 1 to 5 km)`,
        );
      if (parameters.lengthKm === undefined)
        setting.assume(`an anchor is dragged for ${TRACK_KM} km beyond the first cable (judgement)`);
      if (parameters.speedKmH === undefined)
        setting.assume(`a ship drags its anchor at ${SPEED_KM_H} km/h (judgement)`);
    }
    if (atShare === undefined && first.length > 0)
      setting.assume('where a drag begins is unknown: any place of the window is as likely');

    /** A race of exponentials: the first to ring is each link with probability as its length; a new link wins or changes nothing. */
    const beginning = (draws: Draws, lengthsKm: Float64Array, occurrence: number): number => {
      if (first.length === 1) return first[0];
      let chosen = first[0];
      let soonest = Number.POSITIVE_INFINITY;
      all.forEach((link, place) => {
        if (!first.includes(link)) return;
        const rings = -Math.log(draws.uniform(handles[place], PURPOSE.eventChoice, occurrence)) / lengthsKm[link];
        if (rings < soonest) {
          soonest = rings;
          chosen = link;
        }
      });
      return chosen;
    };
    return {
      strike(draws: Draws, lengthsKm: Float64Array, damage: Damage): void {
        if (first.length === 0) return;
        const mean = perYear === undefined ? 0 : (perYear.value * horizonHours) / YEAR_HOURS;
        const drags = at !== undefined ? 1 : poissonQuantile(mean, draws.uniform(drag, PURPOSE.eventCount));
        for (let occurrence = 0; occurrence < drags; occurrence++) {
          const begins = at ?? horizonHours * draws.uniform(drag, PURPOSE.eventTime, occurrence);
          const link = beginning(draws, lengthsKm, occurrence);
          const [from, to] = window;
          const handle = handles[all.indexOf(link)];
          const share = atShare ?? from + (to - from) * draws.uniform(handle, PURPOSE.cutPosition, occurrence);
          const [lat, lon] = lines[link].at(share);
          damage.cutLink(index, begins, link, share * lengthsKm[link], lat, lon);
          const heading = headingDegrees ?? 360 * draws.uniform(drag, PURPOSE.eventHeading, occurrence);
          for (let other = 0; other < all.length; other++) {
            if (all[other] === link) continue;
            const near = approach(walks[other], lat, lon, heading, trackKm);
            if (near === undefined || near.apartKm > reachKm) continue;
            const place = lines[all[other]].at(near.share);
            const positionKm = near.share * lengthsKm[all[other]];
            damage.cutLink(index, begins + near.alongKm / speedKmH, all[other], positionKm, place[0], place[1]);
          }
        }
      },
    };
  },
});
