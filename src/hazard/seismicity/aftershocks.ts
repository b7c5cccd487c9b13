/** Aftershocks of a mainshock: how many, when, how great and where, all of them drawn by address. */
import { z } from 'zod';
import { poissonQuantile } from '../../engine/distribution.ts';
import { type Draws, PURPOSE } from '../../engine/draws.ts';
import { normalQuantile } from '../../engine/normal.ts';
import { duration } from '../../text/quantity.ts';
import { DEEP_KM } from '../ground-motion/ground-motion.ts';
import type { EventList } from './event-list.ts';
import { magnitudeOf } from './gutenberg-richter.ts';
import { type Mainshock, WIDENED_BY, writePlace, zoneAbout } from './rupture-zone.ts';

/** Numbers of the Reasenberg-Jones law; times in days. */
export interface AftershockSet {
  /** Productivity: log10 of the rate of aftershocks as great as the mainshock; mean over sequences. */
  readonly a: number;
  /** Of the standard deviation of `a` over sequences; undefined where the source gives none. */
  readonly sigma: readonly [number, number] | undefined;
  readonly b: number;
  readonly p: number;
  readonly c: number;
  readonly source: string;
}

const PAGE = 'Page et al. (2016), BSSA 106:2290-2301, as in the USGS aftershock forecasts';

/** Active continental regions, shallow (ANSR-SHALCON) and deep (ANSR-DEEPCON), and generic California (recalled). */
export const AFTERSHOCK_SETS = {
  shallow: { a: -2.42, sigma: [0.49, 570], b: 1, p: 0.98, c: 0.018, source: `ANSR-SHALCON, ${PAGE}` },
  deep: { a: -2.13, sigma: [0.49, 250], b: 1, p: 0.98, c: 0.018, source: `ANSR-DEEPCON, ${PAGE}` },
  california: {
    a: -1.67,
    sigma: undefined,
    b: 0.91,
    p: 1.08,
    c: 0.05,
    source: 'generic California, Reasenberg & Jones (1989), Science 243:1173-1176, recalled',
  },
} as const satisfies Record<string, AftershockSet>;
type AftershockModel = keyof typeof AFTERSHOCK_SETS;

/** Greatest aftershock above the mainshock, in units of magnitude (judgement). */
const ABOVE_MAINSHOCK = 0.5;

/**
 * Occurrences that one sequence may take, and so the most aftershocks it may have; further ones are left out. Of a
 * magnitude 8 at depth with aftershocks from 4.5, whose median count is 201, one sequence in 20 000 would have more; of
 * an 8.5 with aftershocks from 4, the utmost that a scenario may ask for, 3 in 100.
 */
export const SEQUENCE_OCCURRENCES = 16_384;

/**
 * Where the sequence of the mainshock of this occurrence begins, on the mainshock's own handle: blocks that leave
 * occurrences below {@link SEQUENCE_OCCURRENCES} to the mainshocks. Occurrences 0 to 1022 have a block.
 */
export const sequenceStart = (mainshockOccurrence: number): number => (mainshockOccurrence + 1) * SEQUENCE_OCCURRENCES;

/** Zod: the `aftershocks` of an earthquake. */
export const aftershocksSchema = z.strictObject({
  model: z
    .enum(['shallow', 'deep', 'california'] satisfies AftershockModel[])
    .optional()
    .describe(`Parameters of the law; when left out, deep from a focal depth of ${DEEP_KM} km and shallow above`),
  minMagnitude: z.number().min(4).max(8.5).default(4.5).describe('Least magnitude that is drawn'),
  duration: duration.prefault('90d').describe('How long after the mainshock'),
  sampleProductivity: z
    .boolean()
    .default(true)
    .describe('Draw how rich a sequence is, once for each; the median richness if not'),
  widenedBy: z
    .number()
    .nonnegative()
    .max(4)
    .default(WIDENED_BY)
    .describe('How much longer and wider than the rupture their zone is, as a share of its length'),
});
/** Durations in hours. */
export type AftershockParameters = z.output<typeof aftershocksSchema>;

/** The numbers that hold for a focal depth in km. */
const aftershockSet = (model: AftershockModel | undefined, depthKm: number): AftershockSet =>
  AFTERSHOCK_SETS[model ?? (depthKm >= DEEP_KM ? 'deep' : 'shallow')];

/** Standard deviation of `a` over sequences, 0 where none is known: sqrt(s0^2 + s1^2 / 10^max(M, 6)). Page et al. (2016). */
export function productivitySd({ sigma }: AftershockSet, mainshock: number): number {
  if (sigma === undefined) return 0;
  return Math.sqrt(sigma[0] ** 2 + sigma[1] ** 2 / 10 ** Math.max(mainshock, 6));
}

/** Integral of (t + c)^-p from `from` to `to`, days. Utsu (1961). */
function omoriIntegral({ p, c }: AftershockSet, from: number, to: number): number {
  if (Math.abs(p - 1) < 1e-12) return Math.log((to + c) / (from + c));
  return ((to + c) ** (1 - p) - (from + c) ** (1 - p)) / (1 - p);
}

/**
 * Mean number of aftershocks of magnitude `m` or more between two times after the mainshock, days, where `a` is the
 * productivity of the set: 10^(a + b (Mm - m)) times the integral of (t + c)^-p. Reasenberg & Jones (1989).
 */
export function expectedAftershocks(
  set: AftershockSet,
  mainshock: number,
  m: number,
  from: number,
  to: number,
): number {
  return 10 ** (set.a + set.b * (mainshock - m)) * omoriIntegral(set, from, to);
}

/** Probability of one or more where `expected` is the mean: 1 - e^-N. */
export const probabilityOfAny = (expected: number): number => -Math.expm1(-expected);

/** The time, days, before which a share `u` of the aftershocks between two times fall: the inverse of Omori's law. */
export function omoriTime(set: AftershockSet, u: number, from: number, to: number): number {
  const { p, c } = set;
  if (Math.abs(p - 1) < 1e-12) return (from + c) * ((to + c) / (from + c)) ** u - c;
  const q = 1 - p;
  const start = (from + c) ** q;
  return (start + u * ((to + c) ** q - start)) ** (1 / q) - c;
}

/**
 * Adds the aftershocks of one mainshock and returns how many were added. They are drawn for the whole duration and
 * those at or after `untilHours` are left out, so that a longer scenario only adds to a shorter one.
 *
 * Bath's law (the greatest aftershock is about 1.2 below the mainshock) is not imposed: it is a property of this law
 * (the median number of aftershocks above Mm - 1.2 in a year is 0.61), and forcing it would take away the sequences
 * with a great second earthquake, which are those that hurt. Nor do aftershocks have aftershocks of their own to be
 * drawn: the law was fitted to all that follows a mainshock, however it was triggered.
 *
 * Aftershock k is at occurrence `firstOccurrence` + k of `handle`, which is also its address in the list; give
 * {@link sequenceStart} of the mainshock's occurrence. Rake, strike and dip are those of the mainshock.
 */
export function drawAftershocks(
  mainshock: Mainshock,
  parameters: AftershockParameters,
  draws: Draws,
  handle: number,
  firstOccurrence: number,
  untilHours: number,
  events: EventList,
): number {
  const { magnitude, atHours, rake, strike, dip } = mainshock;
  const { minMagnitude, sampleProductivity } = parameters;
  const greatest = magnitude + ABOVE_MAINSHOCK;
  if (minMagnitude >= greatest || atHours >= untilHours) return 0;
  const set = aftershockSet(parameters.model, mainshock.depthKm);
  const days = parameters.duration / 24;
  const richness = sampleProductivity
    ? productivitySd(set, magnitude) *
      normalQuantile(draws.uniform(handle, PURPOSE.aftershockProductivity, firstOccurrence))
    : 0;
  const meanCount = 10 ** richness * expectedAftershocks(set, magnitude, minMagnitude, 0, days);
  const drawn = poissonQuantile(meanCount, draws.uniform(handle, PURPOSE.aftershockCount, firstOccurrence));
  const count = Math.min(drawn, SEQUENCE_OCCURRENCES);
  if (count === 0) return 0;
  const zone = zoneAbout(mainshock, parameters.widenedBy);
  let added = 0;
  for (let shock = 0; shock < count; shock++) {
    const occurrence = firstOccurrence + shock;
    const time = atHours + 24 * omoriTime(set, draws.uniform(handle, PURPOSE.aftershockTime, occurrence), 0, days);
    if (time >= untilHours) continue;
    const u = draws.uniform(handle, PURPOSE.aftershockMagnitude, occurrence);
    writePlace(zone, draws, handle, occurrence);
    events.add(
      time,
      magnitudeOf(u, set.b, minMagnitude, greatest),
      zone.lat,
      zone.lon,
      zone.depthKm,
      rake,
      strike,
      dip,
      handle,
      occurrence,
    );
    added++;
  }
  return added;
}

/** What somebody assumed in these aftershocks, a sentence each. */
export function aftershockAssumptions(parameters: AftershockParameters): string[] {
  const { model, minMagnitude, sampleProductivity, widenedBy } = parameters;
  const sets = model === undefined ? [AFTERSHOCK_SETS.shallow, AFTERSHOCK_SETS.deep] : [AFTERSHOCK_SETS[model]];
  const unsampled = sampleProductivity && model === 'california';
  return [
    `aftershocks of M ${minMagnitude} or more by Reasenberg & Jones, ${sets.map(({ source }) => source).join('; ')}`,
    `aftershocks lie within the rupture lengthened and widened by ${widenedBy} of its length, with the angles of the mainshock (judgement)`,
    ...(unsampled ? ['the california set has no spread of productivity: every sequence is of median richness'] : []),
  ];
}
