/** What shaking does to lines: a Poisson number of cuts along each, where the ground moves most. */
import { poissonQuantile } from '../engine/distribution.ts';
import { PURPOSE } from '../engine/draws.ts';
import type { RepairLaw } from './buried-line.ts';
import type { Damage } from './damage.ts';
import type { ExposedLines, Ground } from './exposure.ts';
import type { HazardSetting } from './hazard.ts';
import type { Shaken, Strike } from './shaken.ts';

/** More than rounding can take from a chance. */
const ROUNDING = 1e-9;

export class ShakenLines implements Shaken {
  readonly measure = 'pgv';
  readonly ground: Ground;
  readonly exposed: ExposedLines;
  readonly #setting: HazardSetting;
  readonly #law: RepairLaw;

  constructor(setting: HazardSetting, exposed: ExposedLines, law: RepairLaw) {
    this.ground = exposed.ground;
    this.exposed = exposed;
    this.#setting = setting;
    this.#law = law;
  }

  /** Overwrites `motion` with the cumulated rates of each line that may be cut. */
  suffer({ draws, atHours, lengthsKm }: Strike, motion: Float64Array, damage: Damage): void {
    const { links, handles, firstPiece, cutsPerKm } = this.exposed;
    const { exponent } = this.#law;
    for (let line = 0; line < links.length; line++) {
      const first = firstPiece[line];
      const end = firstPiece[line + 1];
      const u = draws.uniform(handles[line], PURPOSE.lineBreaks);
      const km = lengthsKm[links[line]];
      let worst = Number.NEGATIVE_INFINITY;
      for (let piece = first; piece < end; piece++) if (motion[piece] > worst) worst = motion[piece];
      // Most lines would be whole even if the worst of the shaking went on all along: one exponential instead of many.
      if (u < Math.exp(-cutsPerKm[line] * Math.exp(exponent * worst) * km) * (1 - ROUNDING)) continue;
      let sum = 0;
      for (let piece = first; piece < end; piece++) {
        sum += Math.exp(exponent * motion[piece]);
        motion[piece] = sum;
      }
      // Equal pieces share the length of this replication, so the integral is the mean of the pieces times the length.
      const cuts = (cutsPerKm[line] * sum * km) / (end - first);
      const count = poissonQuantile(cuts, u);
      for (let cut = 0; cut < count; cut++) {
        const target = sum * draws.uniform(handles[line], PURPOSE.breakPosition, cut);
        const share = shareAt(motion, first, end, target);
        const [lat, lon] = this.#setting.lines[links[line]].at(share);
        damage.cutLink(this.#setting.index, atHours, links[line], share * km, lat, lon);
      }
    }
  }
}

/** Share of a line at which its cumulated rate reaches `target`; pieces `first` to `end - 1` are equally long. */
export function shareAt(cumulated: Float64Array, first: number, end: number, target: number): number {
  let piece = first;
  while (piece < end - 1 && cumulated[piece] < target) piece++;
  const before = piece === first ? 0 : cumulated[piece - 1];
  return (piece - first + (target - before) / (cumulated[piece] - before)) / (end - first);
}
