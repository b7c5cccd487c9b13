/** What shaking does to the grid: substations fail, and the sites that they feed go dark when their own power runs out. */
import { PURPOSE } from '../engine/draws.ts';
import type { Damage } from './damage.ts';
import type { Ground } from './exposure.ts';
import { damageState, stateNumber } from './fragility.ts';
import type { HazardSetting } from './hazard.ts';
import type { Shaken, Strike } from './shaken.ts';
import { feedersOf, gridOutageHours, type Power, type PowerGrid, powerOutageHours } from './substation.ts';

export class ShakenSubstations implements Shaken {
  readonly measure = 'pga';
  readonly ground: Ground;
  readonly #setting: HazardSetting;
  readonly #grid: PowerGrid;
  readonly #failsFrom: number;
  readonly #handles: Int32Array;
  readonly #outageHours: Float64Array;

  /** @param vs30 m/s, at a substation of which nothing is known */
  constructor(power: Power, setting: HazardSetting, vs30: number) {
    const grid = feedersOf(power, setting);
    this.#setting = setting;
    this.#grid = grid;
    this.#failsFrom = stateNumber(power.failsFrom);
    this.#handles = Int32Array.from(grid.substations, ({ name }) =>
      setting.addresses.handle(`${setting.name}/substation/${name}`),
    );
    this.#outageHours = new Float64Array(grid.substations.length);
    this.ground = {
      lats: grid.substations.map(({ lat }) => lat),
      lons: grid.substations.map(({ lon }) => lon),
      vs30: grid.substations.map((one) => (Number.isNaN(one.vs30) ? vs30 : one.vs30)),
    };
  }

  suffer({ draws, atHours }: Strike, lnPgaG: Float64Array, damage: Damage): void {
    const { substations, autonomyHours } = this.#grid;
    for (let place = 0; place < substations.length; place++) {
      const handle = this.#handles[place];
      const state = damageState(
        substations[place].fragility,
        lnPgaG[place],
        draws.uniform(handle, PURPOSE.damageState),
      );
      this.#outageHours[place] =
        state < this.#failsFrom ? 0 : powerOutageHours(state, draws.uniform(handle, PURPOSE.powerOutage));
    }
    const { sites } = this.#setting.network;
    for (let site = 0; site < sites.length; site++) {
      const out = gridOutageHours(this.#grid, site, this.#outageHours);
      if (out === 0) continue;
      const { lat, lon } = sites[site];
      const spentAt = atHours + autonomyHours[site];
      damage.loseGrid(this.#setting.index, atHours, spentAt, atHours + out, site, lat, lon, true);
    }
  }
}
