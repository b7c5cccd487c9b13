/** The hazard of a site that is lost at a given time: fire, flood, sabotage. */
import { z } from 'zod';
import type { Draws } from '../engine/draws.ts';
import { duration } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import { HARMED_STATES, stateNumber } from './fragility.ts';
import { type Hazard, hazardKind } from './hazard.ts';
import { warnIfLate } from './telling.ts';

const id = z.string().min(1);

const schema = z.strictObject({
  site: z.union([id, z.array(id).min(1)]).describe('The site, or a list of sites'),
  at: duration.default(0).describe('When it is lost'),
  state: z.enum(HARMED_STATES).default('extensive').describe('How badly it is damaged'),
  cause: z.string().optional().describe('Free text'),
});

export const siteLoss = hazardKind({
  name: 'site-loss',
  summary: 'Named sites lost at a given time',
  source: 'the scenario',
  schema,
  prepare({ site, at, state }, setting): Hazard {
    const { network, index } = setting;
    const lost = new Set<number>();
    const named = typeof site === 'string' ? [site] : site;
    named.forEach((siteId, place) => {
      const path = typeof site === 'string' ? ['site'] : ['site', place];
      const found = network.siteIndex.get(siteId);
      if (found === undefined) setting.error(path, `"${siteId}"`, 'the id of a site', network.siteIndex.keys());
      else if (network.isSpace[found] === 1) setting.error(path, `"${siteId}", a satellite`, 'a site on the ground');
      else lost.add(found);
    });
    warnIfLate(setting, at);
    const number = stateNumber(state);
    return {
      strike(_draws: Draws, _lengthsKm: Float64Array, damage: Damage): void {
        for (const place of lost) {
          const { lat, lon } = network.sites[place];
          damage.hitSite(index, at, place, lat, lon, number);
        }
      },
    };
  },
});
