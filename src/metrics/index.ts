/** Every metric, one line each, in the order in which they are shown. */
import { lossOfResilienceHours, lostUserHours, transientLossUserHours } from './loss.ts';
import type { Metric } from './metric.ts';
import { pairsDisconnectedPeak, populationCutOffPeak } from './share-lost.ts';
import { sustainedTimeTo, timeTo } from './time-to-restore.ts';

export const metrics: readonly Metric[] = [
  populationCutOffPeak,
  pairsDisconnectedPeak,
  lostUserHours,
  lossOfResilienceHours,
  timeTo(0.5),
  timeTo(0.8),
  timeTo(0.95),
  timeTo(1),
  sustainedTimeTo(0.5),
  sustainedTimeTo(0.8),
  sustainedTimeTo(0.95),
  sustainedTimeTo(1),
];

/** What is read besides where a scenario states mechanisms of machine speed. */
export const machineMetrics: readonly Metric[] = [transientLossUserHours];
