/** The weather of a sea: good and bad spells in turn, keyed to absolute time, so that every ship meets the same weather. */
import { type Draws, PURPOSE } from '../engine/draws.ts';

export interface Climate {
  /** Mean length of a good and of a bad spell, hours; both exponential. */
  readonly goodMeanHours: number;
  readonly badMeanHours: number;
}

/**
 * Hours that a ship on station at `from` waits until a good spell still has `windowHours` to run. Spell 0 is in its
 * stationary state at time 0; spell k is drawn at occurrence k of the sea's address, whoever asks and however often.
 * A window longer than any good spell would never end: the search is given up `patienceHours` after `from` and Infinity returned.
 */
export function waitForWindow(
  draws: Draws,
  sea: number,
  climate: Climate,
  from: number,
  windowHours: number,
  patienceHours: number,
): number {
  const pGood = climate.goodMeanHours / (climate.goodMeanHours + climate.badMeanHours);
  let good = draws.uniform(sea, PURPOSE.weather, 0) < pGood;
  let begins = 0;
  for (let spell = 1; begins <= from + patienceHours; spell++) {
    const mean = good ? climate.goodMeanHours : climate.badMeanHours;
    const ends = begins - mean * Math.log1p(-draws.uniform(sea, PURPOSE.weather, spell));
    const ready = Math.max(begins, from);
    if (good && ends - ready >= windowHours) return ready - from;
    begins = ends;
    good = !good;
  }
  return Number.POSITIVE_INFINITY;
}
