/** The connectivity of named corridors and of gateways, from the series that the timeline keeps of them. */
import { hoursAtMost, integral, maximum } from './curve.ts';
import type { Metric } from './metric.ts';
import type { Timeline } from './timeline.ts';

/** 1 while the two ends of a corridor reach each other, else 0. @param corridor such as `frankfurt--almaty` */
export const corridorSeries = (corridor: string): string => `corridor/${corridor}`;

/** People who reach a gateway; 0 while it is down. @param gateway id of its site */
export const gatewaySeries = (gateway: string): string => `gateway/${gateway}`;

/** Hours for which a series is 0; NaN where it is not kept, or is 0 from the start. */
function hoursAtZero(timeline: Timeline, name: string): number {
  const values = timeline.series(name);
  if (values === undefined || !(timeline.whole(name) > 0)) return Number.NaN;
  return hoursAtMost(timeline.times, values, timeline.length, 0, timeline.horizonHours);
}

export const corridorDownHours = (corridor: string): Metric => ({
  name: `corridorDownHours:${corridor}`,
  kind: 'amount',
  unit: 'h',
  label: `${corridor} interrupted`,
  summary: `hours for which the ends of the corridor ${corridor} do not reach each other on the ground; none where they never did`,
  read: (timeline) => hoursAtZero(timeline, corridorSeries(corridor)),
});

export const corridorAvailability = (corridor: string): Metric => ({
  name: `corridorAvailability:${corridor}`,
  kind: 'amount',
  unit: 'share',
  better: 'higher',
  label: `${corridor} connected`,
  summary: `share of the time to the horizon for which the ends of the corridor ${corridor} reach each other on the ground`,
  read: (timeline) => 1 - hoursAtZero(timeline, corridorSeries(corridor)) / timeline.horizonHours,
});

export const gatewayUnreachedHours = (gateway: string): Metric => ({
  name: `gatewayUnreachedHours:${gateway}`,
  kind: 'amount',
  unit: 'h',
  label: `${gateway} reached by nobody`,
  summary: `hours for which the gateway ${gateway} is down or nobody reaches it`,
  read: (timeline) => hoursAtZero(timeline, gatewaySeries(gateway)),
});

export const gatewayReach = (gateway: string): Metric => ({
  name: `gatewayReach:${gateway}`,
  kind: 'amount',
  unit: 'share',
  better: 'higher',
  label: `people who reach ${gateway}`,
  summary: `share of those who reach the gateway ${gateway} before anything breaks, on average over the time to the horizon`,
  read: (timeline) => {
    const name = gatewaySeries(gateway);
    const values = timeline.series(name);
    const whole = timeline.whole(name);
    if (values === undefined || !(whole > 0)) return Number.NaN;
    return integral(timeline.times, values, timeline.length, timeline.horizonHours) / whole / timeline.horizonHours;
  },
});

/** Series of the losses of connectivity between the sites with people and what they are to reach, 0 to 1. */
export const CONNECTIVITY_LOSSES = ['complete', 'partial', 'weighted', 'efficiency'] as const;
export type ConnectivityLoss = (typeof CONNECTIVITY_LOSSES)[number];
export const connectivityLossSeries = (loss: ConnectivityLoss): string => `connectivityLoss/${loss}`;

const SAID: Readonly<Record<ConnectivityLoss, readonly [label: string, summary: string]>> = {
  complete: ['complete connectivity loss', 'share of the sites with people that reach no gateway'],
  partial: ['partial connectivity loss', 'share of its gateways that a site with people no longer reaches, on average'],
  weighted: [
    'weighted connectivity loss',
    'loss of gateways reached times the sum of 1 over the hops to them, on average over sites with people',
  ],
  efficiency: ['efficiency loss', 'loss of the mean of 1 over hops, over all pairs of sites'],
};

/** Largest loss of the kind at one time. Poljansek et al. (2012), Earthq. Eng. Struct. Dyn. 41:61-79 (CCL, PCL, WCL); Latora & Marchiori (2001), Phys. Rev. Lett. 87:198701 (efficiency). */
export const connectivityLossPeak = (loss: ConnectivityLoss): Metric => ({
  name: `${loss}ConnectivityLoss`.replace('efficiencyConnectivityLoss', 'efficiencyLoss'),
  kind: 'amount',
  unit: 'share',
  label: `${SAID[loss][0]} at worst`,
  summary: `${SAID[loss][1]}; the largest at one time`,
  read: (timeline) => {
    const values = timeline.series(connectivityLossSeries(loss));
    return values === undefined ? Number.NaN : maximum(values, timeline.length);
  },
});
