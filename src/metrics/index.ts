/** Every measure, one line each, in the order in which they are shown. */
import { availability, lossOfConnectivityHours, pairAvailability } from './availability.ts';
import {
  CONNECTIVITY_LOSSES,
  connectivityLossPeak,
  corridorAvailability,
  corridorDownHours,
  gatewayReach,
  gatewayUnreachedHours,
} from './connection.ts';
import {
  completion,
  lossOfCapacityHours,
  lossOfServiceHours,
  lostDemandHours,
  lostDemandHoursOf,
  lostUserHoursOf,
  minutesBelowCompletion,
} from './demand.ts';
import { criticalDarkHours, isolatedSites, longestIsolationHours } from './isolation.ts';
import { corridorLatencies, gatewayLatencies } from './latency.ts';
import { lossOfResilienceHours, lostUserHours, transientLossUserHours } from './loss.ts';
import type { Measure, Metric, MetricSetting } from './metric.ts';
import { relapses, relapseUserHours } from './relapse.ts';
import { reportable } from './reportable.ts';
import { pairsDisconnectedPeak, populationCutOffPeak } from './share-lost.ts';
import { sustainedTimeTo, sustainedTimeToNewNormal, timeTo } from './time-to-restore.ts';
import { usage } from './usage.ts';
import { firstServiceHours, worstAfterHours } from './worst.ts';

/** What is read where a scenario does not choose. */
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

const alone = (metric: Metric): Measure => ({
  name: metric.name,
  unit: metric.unit,
  summary: metric.summary,
  make: () => [metric],
});

/** What a scenario can ask for by name: the metrics above, those left to it, and kinds of metrics that it sets up. */
export const measures: readonly Measure[] = [
  ...[
    ...metrics,
    ...machineMetrics,
    worstAfterHours,
    firstServiceHours,
    sustainedTimeToNewNormal(0.5),
    sustainedTimeToNewNormal(0.8),
    sustainedTimeToNewNormal(0.95),
    sustainedTimeToNewNormal(1),
    relapses,
    relapseUserHours,
    availability,
    lossOfConnectivityHours,
    pairAvailability,
    isolatedSites,
    longestIsolationHours,
  ].map(alone),
  {
    name: 'critical',
    unit: 'h',
    summary: 'hours for which the critical sites are cut off on the ground, together and one by one',
    make: ({ critical }) => criticalDarkHours(critical),
  },
  {
    name: 'corridors',
    unit: 'h',
    summary:
      'hours for which the ends of each corridor do not reach each other, and the share of time for which they do',
    make: ({ corridors }) => corridors.flatMap(({ name }) => [corridorDownHours(name), corridorAvailability(name)]),
  },
  {
    name: 'corridorLatency',
    unit: 'ms',
    summary:
      'round trip between the ends of each corridor before anything broke, on average and at worst, and hours above its limit',
    make: ({ corridors }) => corridors.flatMap(({ name, latencyLimitMs }) => corridorLatencies(name, latencyLimitMs)),
  },
  {
    name: 'gateways',
    unit: 'h',
    summary: 'hours for which nobody reaches each gateway, and the share of people who do',
    make: ({ gateways }) => gateways.flatMap((gateway) => [gatewayUnreachedHours(gateway), gatewayReach(gateway)]),
  },
  {
    name: 'gatewayLatency',
    unit: 'ms',
    summary: 'round trip from people to the gateway nearest in time, before anything broke, on average and at worst',
    make: ({ gateways }) => (gateways.length === 0 ? [] : gatewayLatencies),
  },
  {
    name: 'connectivityLoss',
    unit: 'share',
    summary: 'complete, partial and weighted connectivity loss of sites with people, and efficiency loss, at worst',
    make: () => CONNECTIVITY_LOSSES.map(connectivityLossPeak),
  },
  {
    name: 'thresholds',
    unit: 'share',
    summary: 'chance and number of incidents over thresholds of users cut off and duration, from a file',
    make: ({ thresholds }) => reportable(thresholds),
  },
  {
    name: 'usage',
    unit: 'h',
    summary: 'use of crews, vessels, assessors, fuel and satellites',
    make: () => usage,
  },
  {
    name: 'demand',
    unit: 'Gbit/s h',
    summary:
      'lost demand-hours, loss of service and of capacity, and the share completed, in total and by class of traffic; minutes below 95 % of priority',
    make: demandMetrics,
  },
];

function demandMetrics({ classes }: MetricSetting): Metric[] {
  if (classes.length === 0) return [];
  return [
    lostDemandHoursOf(classes),
    lossOfServiceHours(classes),
    lossOfCapacityHours,
    ...classes.flatMap((name) => [lostDemandHours(name), lostUserHoursOf(name), completion(name)]),
    ...classes.filter((name) => name === 'priority').map(minutesBelowCompletion),
  ];
}
