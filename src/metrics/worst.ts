/** When the loss is worst, and when the first of what was lost comes back. */
import type { Metric } from './metric.ts';

/** The first hour of the greatest loss of people, from the first fault. */
export const worstAfterHours: Metric = {
  name: 'worstAfterHours',
  kind: 'time',
  unit: 'h',
  better: 'neither',
  label: 'worst after',
  summary: 'hours from the first fault until most people are cut off; over the replications in which somebody is',
  read: ({ times, cutOff, length, onset }) => {
    let worst = -1;
    for (let row = 0; row < length; row++) if (cutOff[row] > (worst < 0 ? 0 : cutOff[worst])) worst = row;
    return worst < 0 ? Number.NaN : times[worst] - onset;
  },
};

/** Time to first service restored. */
export const firstServiceHours: Metric = {
  name: 'firstServiceHours',
  kind: 'time',
  unit: 'h',
  label: 'first service back',
  summary:
    'hours from the first fault until the number of people cut off first falls; over the replications in which somebody is',
  read: ({ times, cutOff, length, onset }) => {
    for (let row = 1; row < length; row++) if (cutOff[row] < cutOff[row - 1]) return times[row] - onset;
    return length > 0 && cutOff[length - 1] > 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  },
};
