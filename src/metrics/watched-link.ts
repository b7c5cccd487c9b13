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
    summary: `hours from the first fault on ${link} until it carries again; over the replications in which it broke`,
    read: ({ times, watchedDown, length }) => {
      let broke = Number.NaN;
      for (let row = 0; row < length; row++) {
        const down = (watchedDown[row] & bit) !== 0;
        if (down && Number.isNaN(broke)) broke = times[row];
        if (!down && !Number.isNaN(broke)) return times[row] - broke;
      }
      return Number.isNaN(broke) ? Number.NaN : Number.POSITIVE_INFINITY;
    },
  };
}
