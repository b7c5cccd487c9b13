/** Repairable units for closed forms of repair: each is a site of one person on a star, so that people cut off are units down. */
import { PURPOSE } from '../../../src/engine/draws.ts';
import type { Hazard } from '../../../src/hazard/hazard.ts';
import type { Timeline } from '../../../src/metrics/timeline.ts';
import type { Model } from '../../../src/simulation/model.ts';
import { breakWorld, respond } from '../../../src/simulation/replicate.ts';
import type { TraceEntry } from '../../../src/simulation/trace.ts';
import { World } from '../../../src/simulation/world.ts';
import { compiledFrom, plainStages } from '../../worlds.ts';

/** All at one place, so that travel takes no time. Unit k is site `s<k>` on link `l<k>`; the gateway is `hub`. */
export const star = (operators: readonly string[]): string =>
  JSON.stringify({
    name: 'star',
    sites: [
      { id: 'hub', role: 'gateway', operator: operators[0], at: [0.5, 10] },
      ...operators.map((operator, k) => ({
        id: `s${k}`,
        role: 'district-unit',
        operator,
        at: [0.5, 10],
        population: 1,
      })),
    ],
    links: operators.map((operator, k) => ({
      id: `l${k}`,
      ends: ['hub', `s${k}`],
      medium: 'buried',
      operator,
      lengthKm: 1,
    })),
  });

/** A model of `units` alike under `crews` crews of one operator. A unit that is hit while it is down is not hit again. */
export function unitsModel(
  { units, crews, repair, horizonHours }: { units: number; crews: number; repair: unknown; horizonHours: number },
  hazardOf: (model: Model) => Hazard,
): Model {
  const { model } = compiledFrom(
    {
      stages: plainStages({ repairSite: { slight: repair }, repairLink: { buried: repair } }),
      // Repairs go on when a unit is hit again: the hit is lost.
      rebreak: { mode: 'resume', accumulate: false },
      crews: [{ id: 'crew', operator: 'op', base: 'hub', count: crews }],
      horizon: `${horizonHours}h`,
    },
    star(Array<string>(units).fill('op')),
  );
  return { ...model, hazards: [hazardOf(model)] };
}

/** Site of unit k: the gateway comes first. */
export const siteOf = (unit: number): number => unit + 1;

const SLIGHT = 1;

/** Hits a unit at a time. */
export function hit(model: Model, damage: Parameters<Hazard['strike']>[2], hours: number, unit: number): void {
  const { lat, lon } = model.network.sites[siteOf(unit)];
  damage.hitSite(0, hours, siteOf(unit), lat, lon, SLIGHT);
}

/**
 * Hits each unit at the times of a Poisson process. Those that find it down are lost, so that, the process having no
 * memory, the time from each repair to the next failure is exponential of mean 1 / rate, as the closed forms ask.
 */
export const poissonHits =
  (units: number, ratePerHour: number, untilHours: number) =>
  (model: Model): Hazard => ({
    strike(draws, _, damage) {
      for (let unit = 0; unit < units; unit++) {
        let hours = 0;
        for (let k = 0; ; k++) {
          hours -= Math.log1p(-draws.uniform(model.siteHandles[siteOf(unit)], PURPOSE.eventTime, k)) / ratePerHour;
          if (hours > untilHours) break;
          hit(model, damage, hours, unit);
        }
      }
    },
  });

/** Runs replications under the first protocol and shows each, with its trace, before the next begins. */
export function eachReplication(
  model: Model,
  count: number,
  read: (world: World, entries: readonly TraceEntry[], replication: number) => void,
): void {
  const world = new World(model);
  let entries: TraceEntry[] = [];
  world.trace = (entry) => entries.push(entry);
  for (let replication = 0; replication < count; replication++) {
    entries = [];
    breakWorld(world, replication);
    respond(world, model.variants[0]);
    read(world, entries, replication);
  }
}

/** Units down at a time. */
export function downAt({ times, cutOff, length }: Timeline, hours: number): number {
  let row = 0;
  while (row + 1 < length && times[row + 1] <= hours) row++;
  return cutOff[row];
}

/** Mean over time, from `from` to `to`, of what `value` says of the number of units down. */
export function timeAverage(
  { times, cutOff, length }: Timeline,
  from: number,
  to: number,
  value: (down: number) => number,
): number {
  let sum = 0;
  for (let row = 0; row < length; row++) {
    const begins = Math.max(from, times[row]);
    const ends = Math.min(to, row + 1 < length ? times[row + 1] : to);
    if (ends > begins) sum += value(cutOff[row]) * (ends - begins);
  }
  return sum / (to - from);
}
