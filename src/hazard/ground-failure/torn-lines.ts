/** Lines in the ground that cross the trace of a rupture: cut where they cross it, when the slip is more than their slack. */
import type { Damage } from '../damage.ts';
import type { Ground } from '../exposure.ts';
import type { HazardSetting } from '../hazard.ts';
import { LocalPlane } from '../local-plane.ts';
import type { Shaken, Strike } from '../shaken.ts';
import { FaultTrace, planeRoute, surfaceRupture, tears } from './fault-crossing.ts';

const IN_THE_GROUND = ['buried', 'duct', 'submarine'];

export class TornLines implements Shaken {
  readonly measure = 'pga';
  /** It asks for no motion: the rupture itself does it. */
  readonly ground: Ground = { lats: [], lons: [], vs30: [] };
  readonly #setting: HazardSetting;
  readonly #slackM: number;
  readonly #links: readonly number[];
  readonly #trace = new FaultTrace();
  readonly #shares: number[] = [];

  constructor(setting: HazardSetting, slackM: number) {
    this.#setting = setting;
    this.#slackM = slackM;
    this.#links = [...setting.network.links.entries()]
      .filter(
        ([link, { medium, route }]) =>
          IN_THE_GROUND.includes(medium) && route.length > 2 && setting.lines[link].lengthKm > 0,
      )
      .map(([link]) => link);
  }

  suffer({ atHours, lat, lon, source, lengthsKm }: Strike, _motion: Float64Array, damage: Damage): void {
    if (source === undefined || source.extent !== 'finite') return;
    const surface = surfaceRupture(source.magnitude, source.style, source.rupture);
    if (surface === undefined || !tears(surface, this.#slackM)) return;
    const plane = new LocalPlane(lat, lon);
    this.#trace.lay(source.rupture, surface.lengthKm);
    for (const link of this.#links) {
      const count = this.#trace.crossings(planeRoute(plane, this.#setting.network.links[link].route), this.#shares);
      for (let crossing = 0; crossing < count; crossing++) {
        const share = this.#shares[crossing];
        const [cutLat, cutLon] = this.#setting.lines[link].at(share);
        damage.cutLink(this.#setting.index, atHours, link, share * lengthsKm[link], cutLat, cutLon);
      }
    }
  }
}
