/** What shaking does to what stands: poles and pylons along aerial lines, towers at the ends of radio hops. */
import { z } from 'zod';
import { lognormalCdf, poissonQuantile } from '../engine/distribution.ts';
import { PURPOSE } from '../engine/draws.ts';
import { sourced } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import type { Ground } from './exposure.ts';
import type { HazardSetting } from './hazard.ts';
import type { Shaken, Strike } from './shaken.ts';
import { shareAt } from './shaken-lines.ts';

const positive = (value: number) => sourced(z.number().positive()).default({ value });

/**
 * Zod: the `supports` of a hazard that shakes the ground. No fragility of pole lines under fibre is published, and that of
 * lattice towers (Bilginer et al. 2023) could not be read: the defaults are judgement, next to nothing below 0.5 g.
 */
export const supportsSchema = z
  .strictObject({
    aerialCutsPerKm: sourced(z.number().nonnegative())
      .default({ value: 0.05 })
      .describe('Cuts per km in the strongest shaking'),
    aerialMedianG: positive(0.8).describe('PGA at which half of that is reached, g'),
    towerMedianG: positive(1.2).describe('PGA at which half of the towers fail, g'),
    beta: positive(0.4).describe('Standard deviation of ln PGA of both curves'),
  })
  .prefault({});
export type Supports = z.output<typeof supportsSchema>;

const AERIAL = ['aerial', 'opgw'];
const PIECE_KM = 5;

/** A link that stands on something: its places are pieces of it (aerial), or its two ends (radio). */
interface Standing {
  readonly link: number;
  readonly handle: number;
  readonly first: number;
  readonly end: number;
}

export class ShakenSupports implements Shaken {
  readonly measure = 'pga';
  readonly ground: Ground;
  readonly #setting: HazardSetting;
  readonly #options: Supports;
  readonly #aerial: readonly Standing[];
  readonly #radio: readonly Standing[];

  constructor(setting: HazardSetting, options: Supports, vs30: number) {
    const lats: number[] = [];
    const lons: number[] = [];
    const stand = (media: readonly string[], placesOf: (link: number) => [number, number][]): Standing[] =>
      [...setting.network.links.entries()].flatMap(([link, { medium, id }]) => {
        if (!media.includes(medium) || Number.isNaN(setting.lines[link].at(0)[0])) return [];
        const first = lats.length;
        for (const [lat, lon] of placesOf(link)) {
          lats.push(lat);
          lons.push(lon);
        }
        return [{ link, handle: setting.addresses.handle(`${setting.name}/support/${id}`), first, end: lats.length }];
      });
    this.#aerial = stand(AERIAL, (link) => {
      const pieces = Math.max(1, Math.ceil(setting.lines[link].lengthKm / PIECE_KM));
      return Array.from({ length: pieces }, (_, piece) => setting.lines[link].at((piece + 0.5) / pieces));
    });
    this.#radio = stand(['microwave'], (link) => [setting.lines[link].at(0), setting.lines[link].at(1)]);
    this.ground = { lats, lons, vs30: lats.map(() => vs30) };
    this.#setting = setting;
    this.#options = options;
    if (this.#aerial.length > 0)
      setting.assume(
        `aerial lines: ${options.aerialCutsPerKm.value} cuts per km at most, half of it at ${options.aerialMedianG.value} g (judgement)`,
      );
    if (this.#radio.length > 0)
      setting.assume(`half of the radio towers fail at ${options.towerMedianG.value} g (judgement)`);
  }

  /** Overwrites `motion` with the cumulated rates of each aerial line. */
  suffer({ draws, atHours, lengthsKm }: Strike, motion: Float64Array, damage: Damage): void {
    const { aerialCutsPerKm, aerialMedianG, towerMedianG, beta } = this.#options;
    const cut = (link: number, share: number): void => {
      const [lat, lon] = this.#setting.lines[link].at(share);
      damage.cutLink(this.#setting.index, atHours, link, share * lengthsKm[link], lat, lon);
    };
    for (const { link, handle, first, end } of this.#aerial) {
      let sum = 0;
      for (let piece = first; piece < end; piece++) {
        sum += lognormalCdf(Math.exp(motion[piece]), aerialMedianG.value, beta.value);
        motion[piece] = sum;
      }
      const cuts = (aerialCutsPerKm.value * sum * lengthsKm[link]) / (end - first);
      const count = poissonQuantile(cuts, draws.uniform(handle, PURPOSE.lineBreaks));
      for (let k = 0; k < count; k++)
        cut(link, shareAt(motion, first, end, sum * draws.uniform(handle, PURPOSE.breakPosition, k)));
    }
    for (const { link, handle, first } of this.#radio)
      for (const [tower, share] of [0, 1].entries()) {
        const p = lognormalCdf(Math.exp(motion[first + tower]), towerMedianG.value, beta.value);
        if (draws.uniform(handle, PURPOSE.damageState, tower) < p) cut(link, share);
      }
  }
}
