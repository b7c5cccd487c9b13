/** The time until one named link carries again. */
import type { Metric } from './metric.ts';

/** At most 31 links can be watched: each is one bit of a row. */
export const MAX_WATCHED = 31;

/** @param place position of the link among the scenario's watched links */
export function timeToRestoreLink(link: string, place: number): Metric {
  const bit = 1 << place;
  return {
    name: `timeToRestoreLinkHours:${link}`,
    kind: 'time',
    unit: 'h',
    label: `${link} back`,
    summary: `hours from the first fault on ${link} until it is up for good; over the replications in which it broke`,
    read: ({ times, watchedDown, length }) => {
      let broke = Number.NaN;
      let back = Number.NaN;
      for (let row = 0; row < length; row++) {
        const down = (watchedDown[row] & bit) !== 0;
        if (down) {
          if (Number.isNaN(broke)) broke = times[row];
          back = Number.POSITIVE_INFINITY;
        } else if (back === Number.POSITIVE_INFINITY) back = times[row];
      }
      return back - broke;
    },
  };
}
