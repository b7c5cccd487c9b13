/** What shaking does to sites: damage by fragility, on one uniform a site and event. */
import { PURPOSE } from '../engine/draws.ts';
import type { Damage } from './damage.ts';
import type { ExposedSites, Ground } from './exposure.ts';
import { damageState } from './fragility.ts';
import type { HazardSetting } from './hazard.ts';
import type { Shaken, Strike } from './shaken.ts';

export class ShakenSites implements Shaken {
  readonly measure = 'pga';
  readonly ground: Ground;
  readonly exposed: ExposedSites;
  readonly #setting: HazardSetting;
  readonly #failsFrom: number;

  /** @param failsFrom number of the damage state from which a site is out of service */
  constructor(setting: HazardSetting, exposed: ExposedSites, failsFrom: number) {
    this.ground = exposed.ground;
    this.exposed = exposed;
    this.#setting = setting;
    this.#failsFrom = failsFrom;
  }

  suffer({ draws, atHours }: Strike, lnPgaG: Float64Array, damage: Damage): void {
    const { sites, handles, fragilities } = this.exposed;
    for (let place = 0; place < sites.length; place++) {
      const u = draws.uniform(handles[place], PURPOSE.damageState);
      const state = damageState(fragilities[place], lnPgaG[place], u);
      if (state < this.#failsFrom) continue;
      const { lat, lon } = this.#setting.network.sites[sites[place]];
      damage.hitSite(this.#setting.index, atHours, sites[place], lat, lon, state);
    }
  }
}
