/** The size of the loss: people cut off, summed over time. */
import { integral } from './curve.ts';
import type { Metric } from './metric.ts';
import type { Timeline } from './timeline.ts';

/** User-hours under the curve and in the ledger of switchings that are too brief for it: whatever the threshold, the same. */
const userHours = ({ times, cutOff, length, horizonHours, transientLossUserHours }: Timeline): number =>
  integral(times, cutOff, length, horizonHours) + transientLossUserHours;

export const lostUserHours: Metric = {
  name: 'lostUserHours',
  kind: 'amount',
  unit: 'user-hours',
  label: 'lost user-hours',
  summary: 'people cut off times the hours they are, to the horizon',
  read: userHours,
};

/** Part of {@link lostUserHours}. Read only where a scenario states mechanisms of machine speed; 0 elsewhere. */
export const transientLossUserHours: Metric = {
  name: 'transientLossUserHours',
  kind: 'amount',
  unit: 'user-hours',
  label: 'user-hours lost while traffic was switched',
  summary: 'the part of the lost user-hours in switchings faster than epsilon, which no curve shows',
  read: (timeline) => timeline.transientLossUserHours,
};

/**
 * Bruneau et al. (2003), Earthquake Spectra 19:733-752, eq. 1, with the share of people connected as quality; what was
 * lost in brief switchings included.
 */
export const lossOfResilienceHours: Metric = {
  name: 'lossOfResilienceHours',
  kind: 'amount',
  unit: 'h',
  label: 'loss of resilience',
  summary: 'integral of the share of people cut off, in hours of a total loss',
  read: (timeline) => (timeline.people === 0 ? 0 : userHours(timeline) / timeline.people),
};
