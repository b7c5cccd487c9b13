/** Strikes a network with a list of earthquakes, each on draws of its own. */
import { type Draws, PURPOSE } from '../engine/draws.ts';
import type { Damage } from './damage.ts';
import type { EventList } from './seismicity/index.ts';
import type { Shaker } from './shaker.ts';
import { sourceOf } from './shaking.ts';

/**
 * Every earthquake of the list, in order of time. All that an earthquake does is drawn at its own address, so another
 * earthquake, wherever it comes from, changes nothing of it.
 * @param hazard handle of the hazard: what residuals are drawn on, beside the address of the event
 */
export function strikeSequence(
  events: EventList,
  shaker: Shaker,
  hazard: number,
  draws: Draws,
  lengthsKm: Float64Array,
  damage: Damage,
): void {
  events.sortByTime();
  for (let place = 0; place < events.length; place++) {
    draws.event = draws.eventOf(events.handles[place], events.occurrences[place]);
    const known = events.strikes[place];
    const strike = Number.isNaN(known) ? 360 * draws.uniform(hazard, PURPOSE.ruptureStrike) : known;
    const lat = events.lats[place];
    const lon = events.lons[place];
    const depthKm = events.depthsKm[place];
    const source = sourceOf({
      magnitude: events.magnitudes[place],
      lat,
      lon,
      depthKm,
      rake: events.rakes[place],
      strike,
      dip: events.dips[place],
      source: undefined,
    });
    shaker.strikeAnew(source, depthKm, lat, lon, draws, hazard, events.times[place], lengthsKm, damage);
  }
  draws.event = 0;
}
