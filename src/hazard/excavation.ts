/** The hazard of diggers: contractors cut the cables under the ground, in working hours, and with them all that share the trench. */
import { z } from 'zod';
import { poissonQuantile } from '../engine/distribution.ts';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import { sourced } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import { type Hazard, type HazardSetting, hazardKind } from './hazard.ts';
import { countPerKm } from './poisson-cuts.ts';
import { tellFlag } from './telling.ts';

/** Service failures of buried cable per 1000 km and year (Bellcore, as published by AFL 2001), and the share of diggers. */
const FAILURES_PER_1000_KM_YEAR = 2.13;
const DUG_SHARE = 0.5;
/** Share of the cuts that fall on weekdays between 7 and 19 h. Judgement. */
const WORKING_SHARE = 0.8;

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const schema = z.strictObject({
  ratePer1000KmYear: sourced(z.number().nonnegative())
    .optional()
    .describe('Trenches cut by diggers per 1000 km of trench and year'),
  workingShare: sourced(z.number().min(0).max(1))
    .optional()
    .describe('Share of the cuts that fall on weekdays between 7 and 19 h'),
  startsOn: z.enum(WEEKDAYS).default('monday').describe('Day of the week at the start of the scenario'),
  startsAtHour: z.number().min(0).lt(24).default(0).describe('Hour of the day at the start of the scenario'),
});

const WEEK_HOURS = 168;
const DAY_HOURS = 24;
const FROM_HOUR = 7;
const SHIFT_HOURS = 12;
const WORKING_HOURS = 5 * SHIFT_HOURS;

/** How fast cuts come through the week: one pace in working hours, one outside; 1 in the mean of a week. */
export class WorkingWeek {
  readonly #within: number;
  readonly #outside: number;
  readonly #startHour: number;
  readonly #start: number;

  /** @param share of the cuts in working hours @param startHour hours from Monday 0 h to the start of the scenario */
  constructor(share: number, startHour: number) {
    this.#within = (share * WEEK_HOURS) / WORKING_HOURS;
    this.#outside = ((1 - share) * WEEK_HOURS) / (WEEK_HOURS - WORKING_HOURS);
    this.#startHour = startHour;
    this.#start = this.#fromMonday(startHour);
  }

  /** Hours of mean pace in the hours from Monday 0 h. */
  #fromMonday(hour: number): number {
    const weeks = Math.floor(hour / WEEK_HOURS);
    const rest = hour - weeks * WEEK_HOURS;
    const day = Math.floor(rest / DAY_HOURS);
    const shift = day < 5 ? Math.min(Math.max(rest - day * DAY_HOURS - FROM_HOUR, 0), SHIFT_HOURS) : 0;
    const worked = Math.min(day, 5) * SHIFT_HOURS + shift;
    return weeks * WEEK_HOURS + worked * this.#within + (rest - worked) * this.#outside;
  }

  /** Hours of mean pace in the first `hours` of the scenario. */
  paced(hours: number): number {
    return this.#fromMonday(this.#startHour + hours) - this.#start;
  }

  /** The hour of the scenario by which so many hours of mean pace have passed: the inverse of `paced`. */
  hourOf(paced: number): number {
    const target = this.#start + paced;
    const weeks = Math.floor(target / WEEK_HOURS);
    const rest = target - weeks * WEEK_HOURS;
    const ofDay = SHIFT_HOURS * (this.#within + this.#outside);
    const day = Math.min(Math.floor(rest / ofDay), 5);
    const left = rest - day * ofDay;
    const early = FROM_HOUR * this.#outside;
    const shift = SHIFT_HOURS * this.#within;
    let hour: number;
    if (day === 5 || left < early) hour = this.#outside === 0 ? 0 : left / this.#outside;
    else if (left <= early + shift || this.#outside === 0)
      hour = FROM_HOUR + (shift === 0 ? 0 : (left - early) / this.#within);
    else hour = FROM_HOUR + SHIFT_HOURS + (left - early - shift) / this.#outside;
    return weeks * WEEK_HOURS + day * DAY_HOURS + hour - this.#startHour;
  }
}

/** Cables in one trench: those under the ground set how long it is, and all that share its fate are cut with it. */
interface Trench {
  readonly handle: number;
  readonly dug: readonly number[];
  readonly members: readonly number[];
}

function trenchesOf({ network, addresses, name }: HazardSetting): Trench[] {
  const isDug = (link: number): boolean => {
    const { medium } = network.links[link];
    return (medium === 'buried' || medium === 'duct') && network.isSpaceLink[link] === 0;
  };
  const trenches: Trench[] = [];
  network.links.forEach(({ id, riskGroup }, link) => {
    if (riskGroup === undefined && isDug(link))
      trenches.push({ handle: addresses.handle(`${name}/link/${id}`), dug: [link], members: [link] });
  });
  for (const [group, shared] of network.riskGroups) {
    const dug = shared.filter(isDug);
    const members = shared.filter((link) => network.isSpaceLink[link] === 0);
    if (dug.length > 0) trenches.push({ handle: addresses.handle(`${name}/group/${group}`), dug, members });
  }
  return trenches;
}

export const excavation = hazardKind({
  name: 'excavation',
  summary: 'Diggers cut cables under the ground in working hours, each time the whole trench; a part of random-cuts',
  source: 'Bellcore and AFL (2001) for the rate; NANOG (1997): about half of all cuts are dig-ups',
  schema,
  prepare({ ratePer1000KmYear, workingShare, startsOn, startsAtHour }, setting): Hazard {
    const { lines, index, horizonHours } = setting;
    const trenches = trenchesOf(setting);
    const share = workingShare?.value ?? WORKING_SHARE;
    const week = new WorkingWeek(share, WEEKDAYS.indexOf(startsOn) * DAY_HOURS + startsAtHour);
    const pacedHours = week.paced(horizonHours);
    const cutsPerKm = countPerKm(ratePer1000KmYear?.value ?? FAILURES_PER_1000_KM_YEAR * DUG_SHARE, pacedHours);
    if (trenches.length === 0) {
      setting.warn([], 'no link under the ground', 'a backbone with one');
    } else {
      tellFlag(setting, 'trenches cut by diggers per 1000 km and year:', ratePer1000KmYear);
      tellFlag(setting, 'share of dig-ups in working hours:', workingShare);
      if (ratePer1000KmYear === undefined)
        setting.assume(
          `diggers cut a trench ${FAILURES_PER_1000_KM_YEAR * DUG_SHARE} times per 1000 km and year: half (NANOG 1997) of ${FAILURES_PER_1000_KM_YEAR} (Bellcore, AFL 2001)`,
        );
      if (workingShare === undefined)
        setting.assume(
          `${100 * WORKING_SHARE} % of dig-ups fall on weekdays between 7 and 19 h (judgement); the scenario starts on ${startsOn} at ${startsAtHour} h`,
        );
      if (trenches.some(({ members }) => members.length > 1))
        setting.assume('a digger cuts all links of a risk group, at the same share of their lengths');
    }
    return {
      strike(draws: Draws, lengthsKm: Float64Array, damage: Damage): void {
        for (const { handle, dug, members } of trenches) {
          let trenchKm = 0;
          for (const link of dug) trenchKm = Math.max(trenchKm, lengthsKm[link]);
          const count = poissonQuantile(cutsPerKm * trenchKm, draws.uniform(handle, PURPOSE.cutCount));
          for (let cut = 0; cut < count; cut++) {
            const time = week.hourOf(pacedHours * draws.uniform(handle, PURPOSE.eventTime, cut));
            const place = draws.uniform(handle, PURPOSE.cutPosition, cut);
            for (const link of members) {
              const [lat, lon] = lines[link].at(place);
              damage.cutLink(index, time, link, place * lengthsKm[link], lat, lon);
            }
          }
        }
      },
    };
  },
});
