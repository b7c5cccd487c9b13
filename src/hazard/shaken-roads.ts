/** What shaking does to roads: a road is blocked where it is shaken most, and cleared after a while. */
import { z } from 'zod';
import { type Distribution, mean, quantile } from '../engine/distribution.ts';
import { PURPOSE } from '../engine/draws.ts';
import { normalQuantile } from '../engine/normal.ts';
import { Polyline } from '../network/geodesy.ts';
import type { RoadGraph } from '../network/roads.ts';
import { durationLaw, isFact, type Sourced, sourced } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import type { Ground, Reached } from './exposure.ts';
import type { HazardSetting } from './hazard.ts';
import type { Shaken, Strike } from './shaken.ts';

/** Roads are shaken at the midpoints of equal pieces no longer than this on the map, km. */
const PIECE_KM = 10;

const assumed = <T>(value: T): Sourced<T> => ({ value, flag: 'assumed' });
const CLEARANCE: Distribution = { law: 'lognormal', median: 18, sigma: 0.8 };

/**
 * Zod: the `roads` of a hazard that shakes the ground. HAZUS damages roads by permanent ground deformation, which is not
 * computed along them: a fragility by PGA stands in for slides, fallen rock and failed bridges. Defaults are judgement.
 */
export const roadsSchema = z.strictObject({
  blocked: z
    .strictObject({
      medianG: sourced(z.number().positive())
        .default(assumed(0.6))
        .describe('PGA at which half of the roads are blocked, g'),
      beta: sourced(z.number().positive()).default(assumed(0.6)).describe('Standard deviation of ln PGA of the curve'),
    })
    .prefault({}),
  clear: sourced(durationLaw).default(assumed(CLEARANCE)).describe('From the earthquake until a blocked road is clear'),
});
type Roads = z.output<typeof roadsSchema>;

/**
 * P(blocked) = Phi(ln(PGA/median)/beta) at the piece that is shaken most, on one uniform a road and event, so that a
 * stronger shaking never opens a road. A later earthquake may block it again.
 */
export class ShakenRoads implements Shaken {
  readonly measure = 'pga';
  readonly ground: Ground;
  readonly #index: number;
  readonly #lnMedianG: number;
  readonly #beta: number;
  readonly #clear: Distribution;
  readonly #meanHours: number;
  /** Roads that can be reached; the pieces of the one at place i are `firstPiece[i]` to `firstPiece[i + 1] - 1`. */
  readonly #roads: Int32Array;
  readonly #handles: Int32Array;
  readonly #firstPiece: Int32Array;

  /** @param vs30 m/s along every road: nothing is known of it */
  constructor(setting: HazardSetting, graph: RoadGraph, { blocked, clear }: Roads, vs30: number, reached: Reached) {
    const chosen: number[] = [];
    const lats: number[] = [];
    const lons: number[] = [];
    const firstPiece = [0];
    for (const [road, { from, to }] of graph.roads.entries()) {
      const [a, b] = [graph.junctions[from], graph.junctions[to]];
      const line = new Polyline(Float64Array.of(a.lat, a.lon, b.lat, b.lon));
      const pieces = Math.max(1, Math.ceil(line.lengthKm / PIECE_KM));
      const middles = Array.from({ length: pieces }, (_, piece) => line.at((piece + 0.5) / pieces));
      if (!middles.some(([lat, lon]) => reached(lat, lon))) continue;
      chosen.push(road);
      for (const [lat, lon] of middles) {
        lats.push(lat);
        lons.push(lon);
      }
      firstPiece.push(lats.length);
    }
    this.ground = { lats, lons, vs30: lats.map(() => vs30) };
    this.#index = setting.index;
    this.#lnMedianG = Math.log(blocked.medianG.value);
    this.#beta = blocked.beta.value;
    this.#clear = clear.value;
    this.#meanHours = mean(clear.value);
    this.#roads = Int32Array.from(chosen);
    this.#handles = Int32Array.from(chosen, (road) =>
      setting.addresses.handle(`${setting.name}/road/${graph.roads[road].id}`),
    );
    this.#firstPiece = Int32Array.from(firstPiece);
    if (chosen.length === 0) return;
    const sure = isFact(blocked.medianG.flag) && isFact(blocked.beta.flag);
    setting.assume(
      `half of the roads shaken by ${blocked.medianG.value} g at their worst ${PIECE_KM} km are blocked, beta ${blocked.beta.value} (${sure ? '' : 'judgement; '}PGA stands in for the ground deformation of HAZUS)`,
    );
    if (!isFact(clear.flag))
      setting.assume(`a blocked road is clear after ${this.#meanHours.toFixed(0)} h on average (judgement)`);
  }

  suffer({ draws, atHours }: Strike, lnPgaG: Float64Array, damage: Damage): void {
    for (let place = 0; place < this.#roads.length; place++) {
      let worst = Number.NEGATIVE_INFINITY;
      for (let piece = this.#firstPiece[place]; piece < this.#firstPiece[place + 1]; piece++)
        worst = Math.max(worst, lnPgaG[piece]);
      if (worst === Number.NEGATIVE_INFINITY) continue;
      const handle = this.#handles[place];
      // u < Phi(x / beta) and beta z < x are the same.
      const z = normalQuantile(draws.uniform(handle, PURPOSE.roadClosure));
      if (this.#beta * z >= worst - this.#lnMedianG) continue;
      const hours = quantile(this.#clear, draws.uniform(handle, PURPOSE.roadClearance));
      damage.closeRoad(this.#index, atHours, this.#roads[place], atHours + hours, atHours + this.#meanHours);
    }
  }
}
