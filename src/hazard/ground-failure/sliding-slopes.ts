/** Slopes that somebody has drawn under a link: each slides or holds, on one uniform a slope and event, and cuts its link. */
import { PURPOSE } from '../../engine/draws.ts';
import type { Damage } from '../damage.ts';
import type { Ground } from '../exposure.ts';
import type { HazardSetting } from '../hazard.ts';
import type { Shaken, Strike } from '../shaken.ts';
import { slides } from './landslide.ts';
import type { GroundFailure } from './options.ts';

export class SlidingSlopes implements Shaken {
  readonly measure = 'pga';
  readonly ground: Ground;
  readonly #setting: HazardSetting;
  readonly #slopes: readonly { readonly link: number; readonly written: GroundFailure['slopes'][number] }[];
  readonly #handles: Int32Array;

  /** @param path where the slopes stand in the hazard's parameters @param vs30 m/s, of the ground at a slope */
  constructor(setting: HazardSetting, slopes: GroundFailure['slopes'], path: readonly string[], vs30: number) {
    const { linkIndex } = setting.network;
    this.#setting = setting;
    this.#slopes = slopes.flatMap((written, index) => {
      const link = linkIndex.get(written.link);
      if (link !== undefined) return [{ link, written }];
      setting.error([...path, index, 'link'], `"${written.link}"`, 'the id of a link', linkIndex.keys());
      return [];
    });
    this.#handles = Int32Array.from(this.#slopes, ({ written: { link, fromShare, toShare } }) =>
      setting.addresses.handle(`${setting.name}/slope/${link}/${fromShare}-${toShare}`),
    );
    const places = this.#slopes.map(({ link, written: { fromShare, toShare } }) =>
      setting.lines[link].at((fromShare + toShare) / 2),
    );
    this.ground = {
      lats: places.map(([lat]) => lat),
      lons: places.map(([, lon]) => lon),
      vs30: places.map(() => vs30),
    };
  }

  suffer({ draws, atHours, lengthsKm }: Strike, lnPgaG: Float64Array, damage: Damage): void {
    for (const [place, { link, written }] of this.#slopes.entries()) {
      const handle = this.#handles[place];
      const curve = { medianG: written.medianG.value, beta: written.beta.value };
      if (!slides(lnPgaG[place], draws.uniform(handle, PURPOSE.damageState), curve)) continue;
      const within = draws.uniform(handle, PURPOSE.breakPosition);
      const share = written.fromShare + within * (written.toShare - written.fromShare);
      const [lat, lon] = this.#setting.lines[link].at(share);
      damage.cutLink(this.#setting.index, atHours, link, share * lengthsKm[link], lat, lon);
    }
  }
}
