/** A second earthquake nearly as great as the first, hours or minutes after it: the habit of the region. */
import { z } from 'zod';
import { quantile } from '../../engine/distribution.ts';
import { type Draws, PURPOSE } from '../../engine/draws.ts';
import { durationLaw, type Sourced, sourced } from '../../text/quantity.ts';
import type { EventList } from './event-list.ts';
import { type Mainshock, WIDENED_BY, writePlace, zoneAbout } from './rupture-zone.ts';

/**
 * The doublets that the defaults rest on: hours between the two and magnitude of the second less that of the first.
 * ISC-GEM and USGS, as in scenarios/seismicity/historical.csv. That of 2023 is Kahramanmaras, outside the region.
 */
export const DOUBLETS = [
  { name: '1989 Absheron sill', gapHours: 22.8089, step: -0.2 },
  { name: '2000 Baku', gapHours: 0.027119, step: -0.29 },
  { name: '2012 Varzaqan', gapHours: 0.188314, step: -0.1 },
  { name: '2023 Kahramanmaras', gapHours: 9.120686, step: -0.3 },
] as const;

/** Median (hours) and sd of ln of the four gaps. */
const GAP = { lognormal: ['1.015h', 3.187] };

/** Least and greatest step of the four: the second earthquake is uniform between them. */
const STEPS = [-0.3, -0.1] as const;

const PROBABILITY: Sourced<number> = {
  value: 0.19,
  flag: 'estimated',
  source:
    '4 of 21 sequences of M 6 or more in scenarios/seismicity/catalogue-instrumental.csv had a second earthquake no more than 0.5 smaller within 30 d and 100 km',
};

/** Zod: the `doublet` of an earthquake. */
export const doubletSchema = z.strictObject({
  after: durationLaw
    .optional()
    .describe('Time from the first to the second, such as 9h; {lognormal: [1.015h, 3.187]} when left out'),
  magnitude: sourced(z.number().min(4).max(8.5))
    .optional()
    .describe('Moment magnitude of the second; 0.1 to 0.3 below the first when left out'),
  probability: sourced(z.number().min(0).max(1))
    .optional()
    .describe('That there is a second; 0.19 when left out, and 1 asks for it'),
});
/** Times in hours. */
export type DoubletParameters = z.output<typeof doubletSchema>;

const DEFAULT_AFTER = durationLaw.parse(GAP);

/**
 * Adds the second earthquake if there is one before `untilHours`, and returns how many were added, 0 or 1. It begins
 * in the zone of the first (where its aftershocks would, {@link zoneAbout}), with the angles of the first.
 *
 * `handle` must not be the mainshock's own: at (`handle`, `occurrence`) is the address of the second earthquake, whose
 * own aftershocks then begin at `sequenceStart(occurrence)` of that handle.
 */
export function drawDoublet(
  mainshock: Mainshock,
  parameters: DoubletParameters,
  draws: Draws,
  handle: number,
  occurrence: number,
  untilHours: number,
  events: EventList,
): number {
  const probability = (parameters.probability ?? PROBABILITY).value;
  if (draws.uniform(handle, PURPOSE.doublet, occurrence) >= probability) return 0;
  const wait = quantile(parameters.after ?? DEFAULT_AFTER, draws.uniform(handle, PURPOSE.doubletTime, occurrence));
  const time = mainshock.atHours + wait;
  if (time >= untilHours) return 0;
  const u = draws.uniform(handle, PURPOSE.doubletMagnitude, occurrence);
  const magnitude = parameters.magnitude?.value ?? mainshock.magnitude + STEPS[0] + u * (STEPS[1] - STEPS[0]);
  const zone = zoneAbout(mainshock, WIDENED_BY);
  writePlace(zone, draws, handle, occurrence);
  const { rake, strike, dip } = mainshock;
  events.add(time, magnitude, zone.lat, zone.lon, zone.depthKm, rake, strike, dip, handle, occurrence);
  return 1;
}

/** What somebody assumed in this doublet, a sentence each. */
export function doubletAssumptions(parameters: DoubletParameters): string[] {
  const { after, magnitude, probability } = parameters;
  const names = DOUBLETS.map(({ name }) => name).join(', ');
  return [
    ...(probability === undefined
      ? [`a second earthquake nearly as great follows with probability ${PROBABILITY.value} (${PROBABILITY.source})`]
      : []),
    ...(after === undefined
      ? [`it follows after a lognormal time of median 1.015 h and sigma 3.187, of four doublets (${names})`]
      : []),
    ...(magnitude === undefined ? ['it is 0.1 to 0.3 smaller than the first, as in those four'] : []),
    'it begins within the rupture of the first, lengthened and widened by half its length, with its angles (judgement)',
  ];
}
