/** The depth of the loss: the worst share of people, and of pairs of sites, that were cut off at one time. */
import { maximum } from './curve.ts';
import type { Metric } from './metric.ts';

export const populationCutOffPeak: Metric = {
  name: 'populationCutOffPeak',
  kind: 'amount',
  unit: 'share',
  label: 'people cut off at worst',
  summary: 'largest share of the connected population that was cut off at one time',
  read: ({ cutOff, length, people }) => (people === 0 ? 0 : maximum(cutOff, length) / people),
};

export const pairsDisconnectedPeak: Metric = {
  name: 'pairsDisconnectedPeak',
  kind: 'amount',
  unit: 'share',
  label: 'site pairs disconnected at worst',
  summary: 'largest share of the connected pairs of sites that were disconnected at one time',
  read: ({ pairsLost, length, pairs }) => (pairs === 0 ? 0 : maximum(pairsLost, length) / pairs),
};
