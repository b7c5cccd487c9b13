/** The size of the loss: people cut off, summed over time. */
import { integral } from './curve.ts';
import type { Metric } from './metric.ts';

export const lostUserHours: Metric = {
  name: 'lostUserHours',
  kind: 'amount',
  unit: 'user-hours',
  label: 'lost user-hours',
  summary: 'people cut off times the hours they are, to the horizon',
  read: ({ times, cutOff, length, horizonHours }) => integral(times, cutOff, length, horizonHours),
};

/** Bruneau et al. (2003), Earthquake Spectra 19:733-752, eq. 1, with the share of people connected as quality. */
export const lossOfResilienceHours: Metric = {
  name: 'lossOfResilienceHours',
  kind: 'amount',
  unit: 'h',
  label: 'loss of resilience',
  summary: 'integral of the share of people cut off, in hours of a total loss',
  read: ({ times, cutOff, length, people, horizonHours }) =>
    people === 0 ? 0 : integral(times, cutOff, length, horizonHours) / people,
};
