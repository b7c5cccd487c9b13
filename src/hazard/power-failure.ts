/** The hazard of a grid that fails: sites run on what they have and go dark when it is spent before the grid is back. */
import { z } from 'zod';
import { type Distribution, quantile } from '../engine/distribution.ts';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import { ROLES, type Site } from '../network/network.ts';
import { duration, durationLaw, sourced } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import { type Hazard, type HazardSetting, hazardKind } from './hazard.ts';
import { isInside } from './map-lines.ts';
import { siteNamed } from './named.ts';
import { counted, tellFlag, warnIfLate } from './telling.ts';

/** Hours that a site runs without the grid when nobody says: the US rule for equipment outside exchanges (FCC 2007). */
const AUTONOMY_HOURS = 8;
/** Hours of autonomy that come back in an hour of grid between two failures. Judgement. */
const RECHARGE = 1;
/** Hours that batteries alone last: those of cell sites lasted 3 to 8 h in New Zealand in 2023, 3 h in Japan in 2011. */
const BATTERY_HOURS = 4;

const id = z.string().min(1);
const corner = z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)]);
const schema = z
  .strictObject({
    at: duration.default(0).describe('When the grid fails'),
    lasts: durationLaw.describe('How long the region is without the grid; one draw for all its sites'),
    perSite: durationLaw.optional().describe('How much longer each site waits; one draw for each'),
    sites: z.array(id).min(1).optional().describe('The sites of the region; all on the ground when no key names them'),
    area: z.array(corner).min(3).optional().describe('Instead of sites: corners of the region, each [lat, lon]'),
    operators: z.array(id).min(1).optional().describe('Only sites of these operators'),
    autonomy: z
      .partialRecord(z.enum(ROLES), sourced(duration))
      .default({})
      .describe('By role, how long a site runs without the grid, whatever the backbone says'),
    defaultAutonomy: sourced(duration).optional().describe('The same for sites of which nothing is known'),
    standbyFails: sourced(z.number().min(0).max(1))
      .optional()
      .describe('That what a site has besides its batteries does not start; one draw for each site'),
    battery: sourced(duration).optional().describe('How long a site runs on its batteries alone, when that happens'),
    recharge: sourced(z.number().nonnegative())
      .optional()
      .describe('Hours of autonomy that come back in an hour of grid before the second failure'),
    second: z
      .strictObject({
        after: duration.describe('How long after the first failure the grid fails again'),
        lasts: durationLaw.describe('How long the region is without it then'),
        perSite: durationLaw.optional().describe('How much longer each site waits then'),
      })
      .optional()
      .describe('A second failure of the same region'),
  })
  .refine(({ sites, area }) => sites === undefined || area === undefined, { error: 'sites or area, not both' });
type Parameters = z.output<typeof schema>;

/** The sites of the region, in the order of the network. */
function regionOf({ sites, area, operators }: Parameters, setting: HazardSetting): number[] {
  const { network } = setting;
  const named = sites?.map((one, place) => siteNamed(setting, ['sites', place], one));
  const known = new Set(network.sites.map(({ operator }) => operator));
  operators?.forEach((operator, place) => {
    if (!known.has(operator)) setting.error(['operators', place], `"${operator}"`, 'an operator of sites', known);
  });
  const region: number[] = [];
  network.sites.forEach(({ lat, lon, operator }, site) => {
    if (network.isSpace[site] === 1) return;
    if (named !== undefined && !named.includes(site)) return;
    if (area !== undefined && !isInside(area, lat, lon)) return;
    if (operators !== undefined && !operators.includes(operator)) return;
    region.push(site);
  });
  if (region.length === 0) setting.warn([], 'no site in the region', 'a region with sites');
  return region;
}

/** Hours that each site of the region runs without the grid. */
function autonomies(given: Parameters, region: readonly number[], setting: HazardSetting): Float64Array {
  const { autonomy, defaultAutonomy } = given;
  let unknown = 0;
  const told = new Set<string>();
  const hours = Float64Array.from(region, (place) => {
    const { role, autonomyHours }: Site = setting.network.sites[place];
    const ofRole = autonomy[role];
    if (ofRole !== undefined) {
      if (!told.has(role)) tellFlag(setting, `autonomy of each ${role}, h:`, ofRole);
      told.add(role);
      return ofRole.value;
    }
    if (!Number.isNaN(autonomyHours)) return autonomyHours;
    unknown++;
    return defaultAutonomy?.value ?? AUTONOMY_HOURS;
  });
  if (unknown > 0) {
    tellFlag(setting, 'autonomy of sites of which none is known, h:', defaultAutonomy);
    if (defaultAutonomy === undefined)
      setting.assume(
        `${counted(unknown, 'site')} of unknown autonomy run ${AUTONOMY_HOURS} h without the grid (assumed; FCC rule of 2007 for equipment outside exchanges)`,
      );
  }
  return hours;
}

/** One failure of the grid as the hazard is told it. */
interface Wave {
  readonly at: number;
  readonly lasts: Distribution;
  readonly perSite: Distribution | undefined;
}

export const powerFailure = hazardKind({
  name: 'power-failure',
  summary: 'The grid of a region fails, once or twice; sites go dark when what they run on is spent before it is back',
  source: 'FCC (2007), backup power rule, for the autonomy where none is known; the rest is the scenario',
  schema,
  prepare(parameters, setting): Hazard {
    const { network, index, addresses, name } = setting;
    const { at, lasts, perSite, second } = parameters;
    const region = regionOf(parameters, setting);
    const full = autonomies(parameters, region, setting);
    const recharge = parameters.recharge?.value ?? RECHARGE;
    const waves: Wave[] = [{ at, lasts, perSite }];
    if (second !== undefined) {
      waves.push({ at: at + second.after, lasts: second.lasts, perSite: second.perSite });
      tellFlag(setting, 'hours of autonomy that come back in an hour of grid:', parameters.recharge);
      if (parameters.recharge === undefined)
        setting.assume(`between two failures of the grid ${RECHARGE} h of autonomy comes back in an hour (judgement)`);
    }
    const fails = parameters.standbyFails?.value ?? 0;
    const battery = parameters.battery?.value ?? BATTERY_HOURS;
    if (fails > 0) {
      tellFlag(setting, 'probability that the stand-by power of a site does not start:', parameters.standbyFails);
      tellFlag(setting, 'hours that the batteries of a site last:', parameters.battery);
      if (parameters.battery === undefined)
        setting.assume(
          `a site whose stand-by power does not start runs ${BATTERY_HOURS} h on its batteries (assumed; cell sites 3 to 8 h in New Zealand, 3 h in Japan)`,
        );
    }
    warnIfLate(setting, at);
    const grid = addresses.handle(`${name}/grid`);
    const handles = Int32Array.from(region, (site) => addresses.handle(`${name}/site/${network.sites[site].id}`));
    const regionHours = new Float64Array(waves.length);
    return {
      strike(draws: Draws, _lengthsKm: Float64Array, damage: Damage): void {
        waves.forEach((wave, occurrence) => {
          regionHours[occurrence] = quantile(wave.lasts, draws.uniform(grid, PURPOSE.gridOutage, occurrence));
        });
        for (let place = 0; place < region.length; place++) {
          const handle = handles[place];
          const { lat, lon } = network.sites[region[place]];
          const starts = fails === 0 || draws.uniform(handle, PURPOSE.elementHit) >= fails;
          const most = starts ? full[place] : Math.min(full[place], battery);
          let left = most;
          let lost = Number.NaN;
          let back = Number.NEGATIVE_INFINITY;
          const lose = (): void => damage.loseGrid(index, lost, lost + left, back, region[place], lat, lon, starts);
          waves.forEach((wave, occurrence) => {
            const own =
              wave.perSite === undefined
                ? 0
                : quantile(wave.perSite, draws.uniform(handle, PURPOSE.siteOutage, occurrence));
            const until = wave.at + regionHours[occurrence] + own;
            if (wave.at <= back) {
              // The grid fails again before it is back: for this site the two are one failure.
              back = Math.max(back, until);
              return;
            }
            if (occurrence > 0) {
              lose();
              const rest = Math.max(0, left - (back - lost));
              left = Math.min(most, rest + recharge * (wave.at - back));
            }
            lost = wave.at;
            back = until;
          });
          lose();
        }
      },
    };
  },
});
