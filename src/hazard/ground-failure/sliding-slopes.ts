/** Slopes that somebody has drawn under a link: each slides or holds, on one uniform a slope and event, and cuts its link. */
import { PURPOSE } from '../../engine/draws.ts';
import type { Damage } from '../damage.ts';
import type { Ground } from '../exposure.ts';
import type { HazardSetting } from '../hazard.ts';
import type { Shaken, Strike } from '../shaken.ts';
import { DRAWN_SLOPE, type SlopeCurve, slides } from './landslide.ts';
import type { GroundFailure } from './options.ts';

/** On slopes above 1 degree with thick young sediment (judgement). */
const UNDER_THE_SEA_G = 0.25;

/** Front speed of a turbidity current, m/s: 12.7 to 5.6 between the cables off Pingtung, 2006. Carter et al. (2014). */
const CURRENT_M_S = [5, 13] as const;

/** A cable that the slide cuts, on the slope itself (0 km) or down it. */
interface Cut {
  readonly link: number;
  readonly runoutKm: number;
  readonly fromShare: number;
  readonly toShare: number;
}

interface Slope {
  readonly handle: number;
  readonly curve: SlopeCurve;
  readonly cuts: readonly Cut[];
}

export class SlidingSlopes implements Shaken {
  readonly measure = 'pga';
  readonly ground: Ground;
  readonly #setting: HazardSetting;
  readonly #slopes: readonly Slope[];

  /** @param path where the slopes stand in the hazard's parameters @param vs30 m/s, of the ground at a slope */
  constructor(setting: HazardSetting, slopes: GroundFailure['slopes'], path: readonly string[], vs30: number) {
    const { linkIndex, links } = setting.network;
    const known = (id: string, at: readonly (string | number)[]): number | undefined => {
      const link = linkIndex.get(id);
      if (link === undefined) setting.error([...path, ...at], `"${id}"`, 'the id of a link', linkIndex.keys());
      return link;
    };
    this.#setting = setting;
    const places: [number, number][] = [];
    this.#slopes = slopes.flatMap(({ link: id, fromShare, toShare, medianG, beta, runout }, index) => {
      const own = known(id, [index, 'link']);
      const below = runout.flatMap(({ link, runoutKm, atShare }, step): Cut[] => {
        const found = known(link, [index, 'runout', step, 'link']);
        return found === undefined ? [] : [{ link: found, runoutKm, fromShare: atShare ?? 0, toShare: atShare ?? 1 }];
      });
      if (own === undefined) return [];
      places.push(setting.lines[own].at((fromShare + toShare) / 2));
      const standard = links[own].medium === 'submarine' ? UNDER_THE_SEA_G : DRAWN_SLOPE.medianG;
      return [
        {
          handle: setting.addresses.handle(`${setting.name}/slope/${id}/${fromShare}-${toShare}`),
          curve: { medianG: medianG?.value ?? standard, beta: beta.value },
          cuts: [{ link: own, runoutKm: 0, fromShare, toShare }, ...below],
        },
      ];
    });
    this.ground = {
      lats: places.map(([lat]) => lat),
      lons: places.map(([, lon]) => lon),
      vs30: places.map(() => vs30),
    };
  }

  suffer({ draws, atHours, lengthsKm }: Strike, lnPgaG: Float64Array, damage: Damage): void {
    for (const [place, { handle, curve, cuts }] of this.#slopes.entries()) {
      if (!slides(lnPgaG[place], draws.uniform(handle, PURPOSE.damageState), curve)) continue;
      const [slow, fast] = CURRENT_M_S;
      const speedKmH = 3.6 * (slow + (fast - slow) * draws.uniform(handle, PURPOSE.currentSpeed));
      for (const [step, { link, runoutKm, fromShare, toShare }] of cuts.entries()) {
        const share = fromShare + draws.uniform(handle, PURPOSE.breakPosition, step) * (toShare - fromShare);
        const [lat, lon] = this.#setting.lines[link].at(share);
        damage.cutLink(this.#setting.index, atHours + runoutKm / speedKmH, link, share * lengthsKm[link], lat, lon);
      }
    }
  }
}
