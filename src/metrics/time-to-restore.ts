/** Times to restore a level of service, measured from the first fault. */
import { firstPassage, sustainedPassage } from './curve.ts';
import type { Metric } from './metric.ts';
import type { Timeline } from './timeline.ts';

/** A level must hold this long to count as sustained. */
const HOLD_HOURS = 24;

/** People who may be cut off at a level. The allowance covers the rounding of `1 - level`, far below one person. */
const allowed = (timeline: Timeline, level: number): number => timeline.people * (1 - level + 1e-12);

/** First passage of a level (0 to 1) of the population connected before anything broke. */
export function timeTo(level: number): Metric {
  const percent = Math.round(level * 100);
  return {
    name: `timeTo${percent}Hours`,
    kind: 'time',
    unit: 'h',
    label: `time to ${percent} %`,
    summary: `hours from the first fault until ${percent} % of the people are connected again (first passage; 0 when never below)`,
    read: (timeline) => {
      const { times, cutOff, length, onset } = timeline;
      return Number.isNaN(onset) ? 0 : firstPassage(times, cutOff, length, allowed(timeline, level), onset) - onset;
    },
  };
}

/** Sustained passage: the level is reached and held for {@link HOLD_HOURS}. */
export function sustainedTimeTo(level: number): Metric {
  const percent = Math.round(level * 100);
  return {
    name: `sustainedTimeTo${percent}Hours`,
    kind: 'time',
    unit: 'h',
    label: `time to ${percent} %, held ${HOLD_HOURS} h`,
    summary: `hours from the first fault until ${percent} % of the people are connected and stay so for ${HOLD_HOURS} h`,
    read: (timeline) => {
      const { times, cutOff, length, onset, horizonHours } = timeline;
      if (Number.isNaN(onset)) return 0;
      return sustainedPassage(times, cutOff, length, allowed(timeline, level), onset, HOLD_HOURS, horizonHours) - onset;
    },
  };
}

/**
 * Sustained passage of a level of what is connected at the horizon: where part of the loss is for good, the time until the
 * rest is back.
 */
export function sustainedTimeToNewNormal(level: number): Metric {
  const percent = Math.round(level * 100);
  return {
    name: `sustainedTimeTo${percent}OfNewNormalHours`,
    kind: 'time',
    unit: 'h',
    label: `time to ${percent} % of the new normal, held ${HOLD_HOURS} h`,
    summary: `hours from the first fault until ${percent} % of those connected at the horizon are connected and stay so for ${HOLD_HOURS} h`,
    read: ({ times, cutOff, length, onset, people, horizonHours }) => {
      if (Number.isNaN(onset)) return 0;
      const connected = people - (length === 0 ? 0 : cutOff[length - 1]);
      const most = people - level * connected + people * 1e-12;
      return sustainedPassage(times, cutOff, length, most, onset, HOLD_HOURS, horizonHours) - onset;
    },
  };
}
