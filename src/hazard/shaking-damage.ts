/** From shaking to faults: sites by fragility, lines by a Poisson number of cuts, both on one uniform an asset and event. */
import { poissonQuantile } from '../engine/distribution.ts';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import type { RepairLaw } from './buried-line.ts';
import type { Damage } from './damage.ts';
import type { ExposedLines, ExposedSites } from './exposure.ts';
import { damageState } from './fragility.ts';
import type { HazardSetting } from './hazard.ts';

/** Break positions of one event on one line; more cuts than this on one line would share their places' draws. */
const CUTS_PER_EVENT = 4096;

export class ShakingDamage {
  readonly #setting: HazardSetting;
  readonly #sites: ExposedSites;
  readonly #lines: ExposedLines;
  readonly #law: RepairLaw;
  readonly #failsFrom: number;

  /** @param failsFrom number of the damage state from which a site is out of service */
  constructor(setting: HazardSetting, sites: ExposedSites, lines: ExposedLines, law: RepairLaw, failsFrom: number) {
    this.#setting = setting;
    this.#sites = sites;
    this.#lines = lines;
    this.#law = law;
    this.#failsFrom = failsFrom;
  }

  /** Damages sites. @param lnPga ln PGA in g at each exposed site @param event number of the event in its hazard */
  hitSites(draws: Draws, event: number, atHours: number, lnPga: Float64Array, damage: Damage): void {
    const { sites, handles, fragilities } = this.#sites;
    for (let place = 0; place < sites.length; place++) {
      const u = draws.uniform(handles[place], PURPOSE.damageState, event);
      const state = damageState(fragilities[place], lnPga[place], u);
      if (state < this.#failsFrom) continue;
      const { lat, lon } = this.#setting.network.sites[sites[place]];
      damage.hitSite(this.#setting.index, atHours, sites[place], lat, lon, state);
    }
  }

  /**
   * Cuts lines. @param motion ln PGV in cm/s at each piece; overwritten with the cumulated rates of each line
   * @param lengthsKm length of each link in this replication
   */
  cutLines(
    draws: Draws,
    event: number,
    atHours: number,
    motion: Float64Array,
    lengthsKm: Float64Array,
    damage: Damage,
  ): void {
    const { links, handles, firstPiece, cutsPerKm } = this.#lines;
    const { exponent } = this.#law;
    for (let line = 0; line < links.length; line++) {
      const first = firstPiece[line];
      const end = firstPiece[line + 1];
      let sum = 0;
      for (let piece = first; piece < end; piece++) {
        sum += Math.exp(exponent * motion[piece]);
        motion[piece] = sum;
      }
      // Equal pieces share the length of this replication, so the integral is the mean of the pieces times the length.
      const cuts = (cutsPerKm[line] * sum * lengthsKm[links[line]]) / (end - first);
      const count = poissonQuantile(cuts, draws.uniform(handles[line], PURPOSE.lineBreaks, event));
      for (let cut = 0; cut < count; cut++) {
        const occurrence = event * CUTS_PER_EVENT + Math.min(cut, CUTS_PER_EVENT - 1);
        const target = sum * draws.uniform(handles[line], PURPOSE.breakPosition, occurrence);
        let piece = first;
        while (piece < end - 1 && motion[piece] < target) piece++;
        const before = piece === first ? 0 : motion[piece - 1];
        const share = (piece - first + (target - before) / (motion[piece] - before)) / (end - first);
        const [lat, lon] = this.#setting.lines[links[line]].at(share);
        damage.cutLink(this.#setting.index, atHours, links[line], share * lengthsKm[links[line]], lat, lon);
      }
    }
  }
}
