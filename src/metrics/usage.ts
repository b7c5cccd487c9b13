/** What a response uses of crews, vessels, assessors, fuel and satellites. */
import type { Metric, Unit } from './metric.ts';
import type { Timeline } from './timeline.ts';
import { USE } from './use.ts';

const share = (part: number, whole: number): number => (whole === 0 ? Number.NaN : part / whole);

const metric = (
  name: string,
  unit: Unit,
  label: string,
  summary: string,
  read: (used: Float64Array, timeline: Timeline) => number,
): Metric => ({
  name,
  kind: 'amount',
  unit,
  better: 'neither',
  label,
  summary,
  read: (timeline) => read(timeline.used, timeline),
});

export const usage: readonly Metric[] = [
  metric(
    'crewBusyHours',
    'h',
    'crews at work or on the road',
    'hours of all crews from their orders to the end of their work',
    (used) => used[USE.crewBusyHours],
  ),
  metric(
    'crewBusyShare',
    'share',
    'crews busy',
    'share of the crews that are busy while any is or a fault waits for one; over the replications in which one does',
    (used) => share(used[USE.crewBusyHours], used[USE.crewPresentHours]),
  ),
  metric(
    'crewTravelShare',
    'share',
    'of that on the road',
    'share of their busy hours that crews travel; over the replications in which any is busy',
    (used) => share(used[USE.crewTravelHours], used[USE.crewBusyHours]),
  ),
  metric(
    'vesselBusyHours',
    'h',
    'vessels under way or at work',
    'hours of all vessels from their call to the end of their work',
    (used) => used[USE.vesselBusyHours],
  ),
  metric(
    'assessorBusyHours',
    'h',
    'assessors in the field',
    'hours of all assessors in the field; 0 where there are as many as are needed',
    (used) => used[USE.assessorBusyHours],
  ),
  metric(
    'fuelDeliveredHours',
    'h',
    'power delivered as fuel',
    'hours of power that trucks with fuel brought to sites',
    (used) => used[USE.fuelDeliveredHours],
  ),
  metric(
    'fuelUsedHours',
    'h',
    'of that used',
    'hours of power drawn from fuel that was brought, the first tanks of generators on wheels included',
    (used) => used[USE.fuelUsedHours],
  ),
  metric(
    'satelliteMbpsHours',
    'Mbit/s h',
    'satellite capacity up, Mbit/s h',
    'Mbit/s of satellite capacity that the protocol has up, times hours',
    (used) => used[USE.satelliteMbpsHours],
  ),
  metric(
    'otherwiseServedUserHours',
    'user-hours',
    'user-hours served by relief, roaming, satellites',
    'user-hours of people cut off on the ground whom relief assets, roaming or satellites serve',
    (used) => used[USE.otherwiseUserHours],
  ),
];
