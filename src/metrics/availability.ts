/** Shares of the time to the horizon in which people, and pairs of sites, are connected. */
import { integral } from './curve.ts';
import { lossOfResilienceHours } from './loss.ts';
import type { Metric } from './metric.ts';
import type { Timeline } from './timeline.ts';

export const availability: Metric = {
  name: 'availability',
  kind: 'amount',
  unit: 'share',
  better: 'higher',
  label: 'availability to people',
  summary: 'share of the time to the horizon that a person is connected, on average over people',
  read: (timeline) => 1 - lossOfResilienceHours.read(timeline) / timeline.horizonHours,
};

const pairLoss = ({ times, pairsLost, length, pairs, horizonHours }: Timeline): number =>
  pairs === 0 ? 0 : integral(times, pairsLost, length, horizonHours) / pairs;

export const lossOfConnectivityHours: Metric = {
  name: 'lossOfConnectivityHours',
  kind: 'amount',
  unit: 'h',
  label: 'loss of connectivity',
  summary: 'integral of the share of pairs of sites disconnected, in hours of a total loss',
  read: pairLoss,
};

export const pairAvailability: Metric = {
  name: 'pairAvailability',
  kind: 'amount',
  unit: 'share',
  better: 'higher',
  label: 'availability of pairs of sites',
  summary: 'share of the time to the horizon that a pair of sites is connected, on average over pairs',
  read: (timeline) => 1 - pairLoss(timeline) / timeline.horizonHours,
};
