/** Incidents that a regulator wants to hear of: a share of the users cut off for long enough. */
import { longestAbove } from './curve.ts';
import type { Metric, Threshold } from './metric.ts';
import type { Timeline } from './timeline.ts';

/** Whether any threshold is exceeded in rows `first` to `end - 1`. */
const isOver = (
  { times, cutOff, length, people, horizonHours }: Timeline,
  thresholds: readonly Threshold[],
  first: number,
  end: number,
): boolean =>
  thresholds.some(
    ({ hours, share }) => longestAbove(times, cutOff, length, share * people, horizonHours, first, end) >= hours,
  );

/** Incidents over any threshold; an incident lasts while anybody is cut off. */
function reportableIn(timeline: Timeline, thresholds: readonly Threshold[]): number {
  const { cutOff, length } = timeline;
  let count = 0;
  for (let first = 0; first < length; ) {
    let end = first + 1;
    if (cutOff[first] > 0) {
      while (end < length && cutOff[end] > 0) end++;
      if (isOver(timeline, thresholds, first, end)) count++;
    }
    first = end;
  }
  return count;
}

export function reportable(thresholds: readonly Threshold[]): Metric[] {
  if (thresholds.length === 0) return [];
  return [
    {
      name: 'reportableChance',
      kind: 'amount',
      unit: 'share',
      label: 'an incident is reportable',
      summary: 'chance that some incident exceeds a threshold of users cut off and duration',
      read: (timeline) => (reportableIn(timeline, thresholds) > 0 ? 1 : 0),
    },
    {
      name: 'reportableIncidents',
      kind: 'amount',
      unit: 'count',
      label: 'reportable incidents',
      summary: 'incidents that exceed a threshold of users cut off and duration; one lasts while anybody is cut off',
      read: (timeline) => reportableIn(timeline, thresholds),
    },
  ];
}
