/** What liquefied ground does to lines: repairs in proportion to the spread where it liquefies, and cuts of service from them. */
import { poissonQuantile } from '../../engine/distribution.ts';
import { PURPOSE } from '../../engine/draws.ts';
import type { Medium } from '../../network/network.ts';
import type { Damage } from '../damage.ts';
import type { ExposedLines, Ground } from '../exposure.ts';
import type { HazardSetting } from '../hazard.ts';
import { isInside } from '../map-lines.ts';
import type { Shaken, Strike } from '../shaken.ts';
import { shareAt } from '../shaken-lines.ts';
import {
  CABLE_K2,
  type DEFORMATION_LAW_NAMES,
  DEFORMATION_LAWS,
  deformationRepairsPerKm,
} from './deformation-repairs.ts';
import {
  DEFAULT_WATER_DEPTH_M,
  lateralSpreadCm,
  liquefactionProbability,
  type Susceptibility,
} from './liquefaction.ts';
import type { GroundFailure } from './options.ts';

/** Beyond it the curve of lateral spread is no more than a prolongation (judgement). */
const MOST_SPREAD_CM = 300;

/** A piece of line on ground that may liquefy. */
interface Soil {
  readonly susceptibility: Susceptibility;
  readonly waterDepthM: number;
}

export class LiquefiedLines implements Shaken {
  readonly measure = 'pga';
  readonly ground: Ground;
  readonly #setting: HazardSetting;
  readonly #options: GroundFailure;
  readonly #law: (typeof DEFORMATION_LAWS)[(typeof DEFORMATION_LAW_NAMES)[number]];
  readonly #links: readonly number[];
  readonly #handles: Int32Array;
  readonly #firstPiece: readonly number[];
  readonly #cutsPerRepair: readonly number[];
  readonly #soils: readonly (Soil | undefined)[];

  constructor(
    setting: HazardSetting,
    options: GroundFailure,
    lines: ExposedLines,
    factors: Readonly<Record<Medium, number>>,
    law: (typeof DEFORMATION_LAW_NAMES)[number],
  ) {
    const { links } = setting.network;
    const chosen: number[] = [];
    const firstPiece = [0];
    const soils: (Soil | undefined)[] = [];
    const lats: number[] = [];
    const lons: number[] = [];
    const vs30: number[] = [];
    for (const [line, link] of lines.links.entries()) {
      const first = lines.firstPiece[line];
      const end = lines.firstPiece[line + 1];
      const here = Array.from({ length: end - first }, (_, piece) =>
        soilAt(options, lines.ground.lats[first + piece], lines.ground.lons[first + piece]),
      );
      if (here.every((soil) => soil === undefined)) continue;
      chosen.push(link);
      soils.push(...here);
      lats.push(...lines.ground.lats.slice(first, end));
      lons.push(...lines.ground.lons.slice(first, end));
      vs30.push(...lines.ground.vs30.slice(first, end));
      firstPiece.push(lats.length);
    }
    this.ground = { lats, lons, vs30 };
    this.#setting = setting;
    this.#options = options;
    this.#law = DEFORMATION_LAWS[law];
    this.#links = chosen;
    this.#handles = Int32Array.from(chosen, (link) =>
      setting.addresses.handle(`${setting.name}/ground/${links[link].id}`),
    );
    this.#firstPiece = firstPiece;
    this.#cutsPerRepair = chosen.map((link) => factors[links[link].medium]);
    this.#soils = soils;
  }

  /** Overwrites `motion` with the cumulated rates of each line. */
  suffer({ draws, atHours, lengthsKm, source }: Strike, motion: Float64Array, damage: Damage): void {
    const magnitude = source?.magnitude ?? this.#options.magnitude;
    if (magnitude === undefined) return;
    const k2 = this.#options.k2?.value ?? CABLE_K2;
    const most = this.#options.mostSpreadCm?.value ?? MOST_SPREAD_CM;
    for (let line = 0; line < this.#links.length; line++) {
      const first = this.#firstPiece[line];
      const end = this.#firstPiece[line + 1];
      let sum = 0;
      for (let piece = first; piece < end; piece++) {
        const soil = this.#soils[piece];
        const pgaG = Math.exp(motion[piece]);
        if (soil !== undefined) {
          const { susceptibility, waterDepthM } = soil;
          const spread = Math.min(most, lateralSpreadCm(susceptibility, pgaG, magnitude));
          sum +=
            liquefactionProbability(susceptibility, pgaG, magnitude, waterDepthM) *
            deformationRepairsPerKm(this.#law, spread, k2);
        }
        motion[piece] = sum;
      }
      if (sum === 0) continue;
      const link = this.#links[line];
      const cuts = (this.#cutsPerRepair[line] * sum * lengthsKm[link]) / (end - first);
      const count = poissonQuantile(cuts, draws.uniform(this.#handles[line], PURPOSE.lineBreaks));
      for (let cut = 0; cut < count; cut++) {
        const target = sum * draws.uniform(this.#handles[line], PURPOSE.breakPosition, cut);
        const share = shareAt(motion, first, end, target);
        const [lat, lon] = this.#setting.lines[link].at(share);
        damage.cutLink(this.#setting.index, atHours, link, share * lengthsKm[link], lat, lon);
      }
    }
  }
}

function soilAt({ areas }: GroundFailure, lat: number, lon: number): Soil | undefined {
  const area = areas.find(({ polygon }) => isInside(polygon, lat, lon));
  return area === undefined || area.susceptibility.value === 'none'
    ? undefined
    : { susceptibility: area.susceptibility.value, waterDepthM: area.waterDepthM?.value ?? DEFAULT_WATER_DEPTH_M };
}
