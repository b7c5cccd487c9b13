/** What of the demand for traffic is served, from the series that the timeline keeps where traffic is computed. */
import { integral } from './curve.ts';
import type { Metric } from './metric.ts';
import type { Timeline } from './timeline.ts';

/** Gbit/s wanted, and served, of a class of traffic. */
export const demandSeries = (name: string): string => `demandGbps/${name}`;
export const servedSeries = (name: string): string => `servedGbps/${name}`;
/** People whose demand of a class is not served; in part, when part of it is. */
export const unservedSeries = (name: string): string => `unservedPeople/${name}`;
/** Gbit/s of the demand before anything broke that could be served: the capacity curve. */
export const CAPACITY_SERIES = 'capacityServedGbps';

/** Integral of a series to the horizon; NaN where it is not kept. */
function area(timeline: Timeline, name: string): number {
  const values = timeline.series(name);
  return values === undefined ? Number.NaN : integral(timeline.times, values, timeline.length, timeline.horizonHours);
}

export const lostDemandHours = (name: string): Metric => ({
  name: `lostDemandHours:${name}`,
  kind: 'amount',
  unit: 'Gbit/s h',
  label: `lost demand of ${name}, Gbit/s h`,
  summary: `Gbit/s of ${name} wanted and not served, times hours, to the horizon`,
  read: (timeline) => Math.max(0, area(timeline, demandSeries(name)) - area(timeline, servedSeries(name))),
});

/** People times hours without a class of traffic: by share where part of their demand is served. */
export const lostUserHoursOf = (name: string): Metric => ({
  name: `lostUserHours:${name}`,
  kind: 'amount',
  unit: 'user-hours',
  label: `lost user-hours, ${name}`,
  summary: `people without ${name} times the hours they are, in part where part of it is served, to the horizon`,
  read: (timeline) => area(timeline, unservedSeries(name)),
});

export const completion = (name: string): Metric => ({
  name: `completion:${name}`,
  kind: 'amount',
  unit: 'share',
  better: 'higher',
  label: `${name} completed`,
  summary: `share of the demand of ${name} that is served, to the horizon; over the replications in which there is any`,
  read: (timeline) => {
    const wanted = area(timeline, demandSeries(name));
    return wanted > 0 ? area(timeline, servedSeries(name)) / wanted : Number.NaN;
  },
});

/** Of the priority class this much is wanted at all times: the target of the Wireless Priority Service in congestion (Route Fifty, May 2003). */
const COMPLETION_WANTED = 0.95;

/** A class without demand lacks nothing. */
export const minutesBelowCompletion = (name: string): Metric => ({
  name: `minutesBelow95Completion:${name}`,
  kind: 'amount',
  unit: 'min',
  label: `minutes with less than ${100 * COMPLETION_WANTED} % of ${name} completed`,
  summary: `minutes to the horizon for which less than ${100 * COMPLETION_WANTED} % of the demand of ${name} is served`,
  read: (timeline) => {
    const wanted = timeline.series(demandSeries(name));
    const served = timeline.series(servedSeries(name));
    if (wanted === undefined || served === undefined) return Number.NaN;
    const { times, length, horizonHours } = timeline;
    let hours = 0;
    for (let row = 0; row < length; row++)
      if (served[row] < COMPLETION_WANTED * wanted[row])
        hours += (row + 1 < length ? times[row + 1] : horizonHours) - times[row];
    return 60 * hours;
  },
});

export const lostDemandHoursOf = (classes: readonly string[]): Metric => ({
  name: 'lostDemandHours',
  kind: 'amount',
  unit: 'Gbit/s h',
  label: 'lost demand, Gbit/s h',
  summary: 'Gbit/s of all classes wanted and not served, times hours, to the horizon: the service curve',
  read: (timeline) => {
    let sum = 0;
    for (const name of classes) sum += area(timeline, demandSeries(name)) - area(timeline, servedSeries(name));
    return Math.max(0, sum);
  },
});

export const lossOfServiceHours = (classes: readonly string[]): Metric => ({
  name: 'lossOfServiceHours',
  kind: 'amount',
  unit: 'h',
  label: 'loss of service',
  summary: 'integral of the share of the demand, surge included, that is not served, in hours of a total loss',
  read: (timeline) => {
    const { times, length, horizonHours } = timeline;
    const wanted = classes.map((name) => timeline.series(demandSeries(name)));
    const served = classes.map((name) => timeline.series(servedSeries(name)));
    let hours = 0;
    for (let row = 0; row < length; row++) {
      let want = 0;
      let serve = 0;
      for (let index = 0; index < classes.length; index++) {
        want += wanted[index]?.[row] ?? Number.NaN;
        serve += served[index]?.[row] ?? Number.NaN;
      }
      const end = row + 1 < length ? times[row + 1] : horizonHours;
      if (want !== 0) hours += Math.max(0, 1 - serve / want) * (end - times[row]);
    }
    return hours;
  },
});

export const lossOfCapacityHours: Metric = {
  name: 'lossOfCapacityHours',
  kind: 'amount',
  unit: 'h',
  label: 'loss of capacity',
  summary:
    'integral of the share that could no longer be served of what was served before anything broke, in hours of a total loss',
  read: (timeline) => {
    const whole = timeline.whole(CAPACITY_SERIES);
    const served = timeline.series(CAPACITY_SERIES);
    if (!(whole > 0) || served === undefined) return Number.NaN;
    const { times, length, horizonHours } = timeline;
    let hours = 0;
    for (let row = 0; row < length; row++) {
      const end = row + 1 < length ? times[row + 1] : horizonHours;
      hours += Math.max(0, 1 - served[row] / whole) * (end - times[row]);
    }
    return hours;
  },
};
