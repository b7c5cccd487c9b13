/** The hazard of equipment that fails by itself: routers, switches of light and amplifiers in the sites, now and then. */
import { z } from 'zod';
import { poissonQuantile } from '../engine/distribution.ts';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import { ROLES, type Role } from '../network/network.ts';
import { type Sourced, sourced } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import { type Hazard, hazardKind } from './hazard.ts';
import { tellFlag } from './telling.ts';

/** Mean time between failures of one unit, h. Verbrugge et al. (2005), DRCN: recalled, not seen again. */
const UNIT_MTBF_HOURS = { router: 1e5, roadm: 1e5, transponder: 4e5, amplifier: 2.5e5 } as const;
type Unit = keyof typeof UNIT_MTBF_HOURS;

const NODE: readonly Unit[] = ['router', 'roadm', 'transponder'];

/** The units of which one failure takes a site of each role: one of a kind, without a stand-by. Judgement. */
const UNITS: Readonly<Record<Exclude<Role, 'satellite'>, readonly Unit[]>> = {
  core: NODE,
  exchange: NODE,
  'district-unit': NODE,
  gateway: NODE,
  'data-centre': NODE,
  teleport: ['router', 'transponder'],
  'mobile-cluster': ['router', 'transponder'],
  'landing-station': ['roadm', 'transponder'],
  junction: ['amplifier'],
};

/** Damage state of a site whose equipment failed: slight. */
const SLIGHT = 1;

const hours = sourced(z.number().positive());
const schema = z.strictObject({
  mtbfHours: z
    .union([z.number().positive(), z.partialRecord(z.enum(ROLES), hours)])
    .optional()
    .describe('Mean time between failures of a site, h: one value, or by role'),
  unitMtbfHours: z
    .strictObject({
      router: hours.optional(),
      roadm: hours.optional(),
      transponder: hours.optional(),
      amplifier: hours.optional(),
    } satisfies Record<Unit, unknown>)
    .default({})
    .describe('Mean time between failures of one unit, h, for the roles that state none'),
});

export const equipment = hazardKind({
  name: 'equipment',
  summary: 'Equipment of sites that fails by itself over the horizon, a Poisson number by the role of the site',
  source: 'Verbrugge et al. (2005), General availability model for multilayer transport networks, DRCN (recalled)',
  schema,
  prepare({ mtbfHours, unitMtbfHours }, setting): Hazard {
    const { network, index, addresses, name, horizonHours } = setting;
    const ofUnit = (unit: Unit): number => unitMtbfHours[unit]?.value ?? UNIT_MTBF_HOURS[unit];
    const met = new Set<Unit>();
    const told = new Set<Role>();
    const failures = Float64Array.from(network.sites, ({ role }, site) => {
      if (role === 'satellite' || network.isSpace[site] === 1) return 0;
      if (typeof mtbfHours === 'number') return horizonHours / mtbfHours;
      const given: Sourced<number> | undefined = mtbfHours?.[role];
      if (given !== undefined) {
        if (!told.has(role)) tellFlag(setting, `mean hours between failures of each ${role}:`, given);
        told.add(role);
        return horizonHours / given.value;
      }
      for (const unit of UNITS[role]) met.add(unit);
      return UNITS[role].reduce((sum, unit) => sum + horizonHours / ofUnit(unit), 0);
    });
    for (const unit of met) {
      const given = unitMtbfHours[unit];
      if (given !== undefined) tellFlag(setting, `mean hours between failures of each ${unit}:`, given);
      else
        setting.assume(
          `each ${unit} fails every ${UNIT_MTBF_HOURS[unit]} h in the mean (Verbrugge et al. 2005, recalled, not seen again)`,
        );
    }
    if (met.size > 0)
      setting.assume('a site has one of each unit of its role and no stand-by: one failure takes it (judgement)');
    const handles = Int32Array.from(network.sites, ({ id }) => addresses.handle(`${name}/site/${id}`));
    return {
      strike(draws: Draws, _lengthsKm: Float64Array, damage: Damage): void {
        for (let site = 0; site < handles.length; site++) {
          if (failures[site] === 0) continue;
          const { lat, lon } = network.sites[site];
          const count = poissonQuantile(failures[site], draws.uniform(handles[site], PURPOSE.eventCount));
          for (let failure = 0; failure < count; failure++) {
            const time = horizonHours * draws.uniform(handles[site], PURPOSE.eventTime, failure);
            damage.hitSite(index, time, site, lat, lon, SLIGHT);
          }
        }
      },
    };
  },
});
