/** Faults that come one by one to a stretch of cable: a Poisson number over the horizon, each at any hour and any place of it. */
import { poissonQuantile } from '../engine/distribution.ts';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import type { Polyline } from '../network/geodesy.ts';
import type { Damage } from './damage.ts';

export const YEAR_HOURS = 8766;

/** Mean count per km over the horizon of a rate per 1000 km and year. */
export const countPerKm = (ratePer1000KmYear: number, horizonHours: number): number =>
  (ratePer1000KmYear / 1000) * (horizonHours / YEAR_HOURS);

/** A piece of a cable with one rate of faults; its handle is its own, so that no other piece changes its fate. */
export interface Stretch {
  readonly handle: number;
  readonly link: number;
  /** Where it begins and ends, as shares of the cable from its first end. */
  readonly fromShare: number;
  readonly toShare: number;
  /** Mean faults over the horizon, per km of cable. */
  readonly faultsPerKm: number;
}

/** What all stretches of one hazard have in common. */
interface Ground {
  readonly index: number;
  readonly lines: readonly Polyline[];
  readonly horizonHours: number;
}

/**
 * Cuts each stretch a Poisson number of times, at uniform hours and places.
 * @param kept whether a fault at this hour comes about, for a rate that changes in time: the stretch then states the largest rate
 */
export function cutStretches(
  stretches: readonly Stretch[],
  { index, lines, horizonHours }: Ground,
  draws: Draws,
  lengthsKm: Float64Array,
  damage: Damage,
  kept?: (timeHours: number, handle: number, occurrence: number) => boolean,
): void {
  for (const { handle, link, fromShare, toShare, faultsPerKm } of stretches) {
    if (faultsPerKm === 0) continue;
    const mean = faultsPerKm * lengthsKm[link] * (toShare - fromShare);
    const count = poissonQuantile(mean, draws.uniform(handle, PURPOSE.cutCount));
    for (let cut = 0; cut < count; cut++) {
      const time = horizonHours * draws.uniform(handle, PURPOSE.eventTime, cut);
      if (kept !== undefined && !kept(time, handle, cut)) continue;
      const share = fromShare + (toShare - fromShare) * draws.uniform(handle, PURPOSE.cutPosition, cut);
      const [lat, lon] = lines[link].at(share);
      damage.cutLink(index, time, link, share * lengthsKm[link], lat, lon);
    }
  }
}
