/** The hazard of a falling sea: the shore ends of cables come out of the ground as the level goes down, and fail more often. */
import { z } from 'zod';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import { sourced } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import { type Hazard, type HazardSetting, hazardKind } from './hazard.ts';
import { type Area, isInside } from './map-lines.ts';
import { linkNamed, submarineLinks } from './named.ts';
import { countPerKm, cutStretches, type Stretch, YEAR_HOURS } from './poisson-cuts.ts';
import { SEABED_RATES } from './submarine-faults.ts';
import { tellFlag } from './telling.ts';

/** Fall of the Caspian, cm a year: 20 to 30 in recent years, 20 in the mean of two decades (Reuters, Caliber 2025). */
const FALL_CM_PER_YEAR = 25;
/** Share of the cable at each end that loses its cover, how much more often it then fails, and the cover, cm. Judgement. */
const SHORE_SHARE = 0.02;
const EXPOSURE = 3;
const COVER_CM = 100;

/** The Caspian, roughly: where both ends of a cable must lie for its level to matter, when no link is named. */
const CASPIAN: Area = [
  [36.3, 46.4],
  [36.3, 54.9],
  [47.4, 54.9],
  [47.4, 46.4],
];

const schema = z.strictObject({
  links: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Submarine links whose shore ends lie bare; those between shores of the Caspian when absent'),
  fallCmPerYear: sourced(z.number().nonnegative()).optional().describe('Fall of the level, cm a year'),
  fallenCm: z.number().nonnegative().default(0).describe('Fall between the burial of the cable and the start, cm'),
  coverCm: sourced(z.number().positive())
    .optional()
    .describe('Fall that bares a shore end wholly, cm; before it, the bare share grows with the fall'),
  shoreShare: sourced(z.number().gt(0).max(0.5)).optional().describe('Share of the cable that is shore, at each end'),
  exposure: sourced(z.number().nonnegative())
    .optional()
    .describe('How many times as often as unburied cable on the shelf the bare shore end fails'),
  shelfPer1000KmYear: sourced(z.number().nonnegative())
    .optional()
    .describe('Faults of unburied cable on the shelf per 1000 km and year'),
});
type Parameters = z.output<typeof schema>;

/** The cables that the fall bares. */
function bared({ links }: Parameters, setting: HazardSetting): number[] {
  const { network } = setting;
  const all = submarineLinks(setting);
  if (links !== undefined) {
    const named = links.map((id, place) => linkNamed(setting, ['links', place], id, 'submarine'));
    return all.filter((link) => named.includes(link));
  }
  const ashore = (site: number): boolean => isInside(CASPIAN, network.sites[site].lat, network.sites[site].lon);
  const found = all.filter((link) => ashore(network.from[link]) && ashore(network.to[link]));
  if (found.length === 0)
    setting.warn([], 'no submarine link between shores of the Caspian', 'a backbone with one, or links named');
  return found;
}

/** Names the defaults that stand in for what the scenario does not say, and the flags of what it says. */
function tell(given: Parameters, setting: HazardSetting): void {
  const { fallCmPerYear, coverCm, shoreShare, exposure, shelfPer1000KmYear } = given;
  tellFlag(setting, 'fall of the sea, cm a year:', fallCmPerYear);
  tellFlag(setting, 'fall that bares a shore end, cm:', coverCm);
  tellFlag(setting, 'share of a cable that is shore:', shoreShare);
  tellFlag(setting, 'faults of a bare shore end against unburied cable:', exposure);
  tellFlag(setting, 'faults of unburied cable on the shelf per 1000 km and year:', shelfPer1000KmYear);
  if (fallCmPerYear === undefined)
    setting.assume(
      `the sea falls ${FALL_CM_PER_YEAR} cm a year (20 to 30 published for the Caspian; Reuters, Caliber)`,
    );
  if (coverCm === undefined)
    setting.assume(`a fall of ${COVER_CM} cm takes the whole cover of a shore end, half of it half (judgement)`);
  if (shoreShare === undefined)
    setting.assume(`the shore ends are the first and last ${100 * SHORE_SHARE} % of a submarine cable (judgement)`);
  if (exposure === undefined)
    setting.assume(`a bare shore end fails ${EXPOSURE} times as often as unburied cable on the shelf (judgement)`);
  if (shelfPer1000KmYear === undefined)
    setting.assume(
      `faults of unburied cable on the shelf per 1000 km and year: ${SEABED_RATES['shelf-unburied']} (judgement)`,
    );
}

export const seaLevel = hazardKind({
  name: 'sea-level',
  summary: 'A falling sea bares the shore ends of submarine cables: faults there that come on top of the usual ones',
  source: 'Fall of the Caspian from the press (Reuters, Caliber); what it does to cables is judgement',
  schema,
  prepare(parameters, setting): Hazard {
    const { network, addresses, name, horizonHours } = setting;
    const { fallCmPerYear, fallenCm, coverCm, shoreShare, exposure, shelfPer1000KmYear } = parameters;
    const fall = fallCmPerYear?.value ?? FALL_CM_PER_YEAR;
    const cover = coverCm?.value ?? COVER_CM;
    const share = shoreShare?.value ?? SHORE_SHARE;
    const rate = (exposure?.value ?? EXPOSURE) * (shelfPer1000KmYear?.value ?? SEABED_RATES['shelf-unburied']);
    const faultsPerKm = countPerKm(rate, horizonHours);
    const links = bared(parameters, setting);
    const stretches: Stretch[] = links.flatMap((link) => {
      const { id } = network.links[link];
      return [
        { handle: addresses.handle(`${name}/first/${id}`), link, fromShare: 0, toShare: share, faultsPerKm },
        { handle: addresses.handle(`${name}/last/${id}`), link, fromShare: 1 - share, toShare: 1, faultsPerKm },
      ];
    });
    if (links.length > 0) tell(parameters, setting);
    /** The bare share of a shore end after so many hours. */
    const bareShare = (hours: number): number => Math.min(1, (fallenCm + (fall * hours) / YEAR_HOURS) / cover);
    return {
      strike(draws: Draws, lengthsKm: Float64Array, damage: Damage): void {
        cutStretches(
          stretches,
          setting,
          draws,
          lengthsKm,
          damage,
          (time, handle, fault) => draws.uniform(handle, PURPOSE.shoreBared, fault) < bareShare(time),
        );
      },
    };
  },
});
