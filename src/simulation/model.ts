/** A scenario made ready: everything that is shared by all replications and never changes. */
import type { Addresses } from '../engine/draws.ts';
import type { Hazard } from '../hazard/hazard.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Quality } from '../metrics/quality.ts';
import type { SeriesHead } from '../metrics/timeline.ts';
import type { ConnectivityLoss } from '../network/connectivity-loss.ts';
import type { Polyline } from '../network/geodesy.ts';
import type { Network } from '../network/network.ts';
import type { Reference } from '../network/reachability.ts';
import type { RoadGraph } from '../network/roads.ts';
import type { RoundTrips } from '../network/round-trips.ts';
import type { Conditions } from '../response/conditions.ts';
import type { Crew } from '../response/crew.ts';
import type { MachinePlan } from '../response/mechanism-plan.ts';
import type { DispatchPolicy } from '../response/policies/policy.ts';
import type { Protocol } from '../response/protocol.ts';
import type { ReliefAsset } from '../response/relief.ts';
import type { SitePower } from '../response/site-power.ts';
import type { Stock } from '../response/spare.ts';
import type { Vessel } from '../response/vessel.ts';
import type { TrafficGraph } from '../traffic/assignment/traffic-graph.ts';
import type { Demand } from '../traffic/demand.ts';
import type { TrafficProfile } from '../traffic/offered-traffic.ts';
import type { AssignmentRule } from '../traffic/rules/rule.ts';
import type { TrafficDemand } from '../traffic/traffic-demand.ts';

/** A protocol with what follows from it for this scenario. */
export interface Variant {
  readonly name: string;
  readonly protocol: Protocol;
  readonly policy: DispatchPolicy;
  /** What each site counts for when repairs are ranked: its people, more at a critical site. */
  readonly weights: Float64Array;
  /** 1 for each partner whom the protocol may call. */
  readonly partners: Uint8Array;
}

/** A partner abroad. */
export interface Partner {
  readonly name: string;
  readonly handle: number;
}

/** A planned event that brings people to a place. */
export interface NationalEvent {
  readonly name: string;
  readonly site: number;
  readonly beginsHours: number;
}

/** Round trips that the timeline keeps. */
export interface ObservedLatency {
  readonly roundTrips: RoundTrips;
  /** The two ends of each corridor, one after the other. */
  readonly corridors: Int32Array;
  /** Whether those of people to gateways are kept. */
  readonly toGateways: boolean;
}

/** What the timeline keeps because a metric asks for it, in the order of its first series. */
export interface Observed {
  /** The two ends of each corridor, one after the other. */
  readonly corridors: Int32Array;
  readonly gateways: Int32Array;
  /** Undefined where no metric asks for it: it takes a search from every site at every change. */
  readonly connectivityLoss: ConnectivityLoss | undefined;
  /** Undefined where no metric asks for it: it takes a search from an end of each corridor at every change. */
  readonly latency: ObservedLatency | undefined;
  /** Sites without people whose hours in the dark are kept all the same. */
  readonly alsoDark: Int32Array;
  /** Whether it is worked out what of the traffic is served, and how many people that leaves without. */
  readonly traffic: boolean;
  readonly unserved: boolean;
  /** Whether the use of crews, vessels, fuel and satellites is counted. */
  readonly usage: boolean;
}

/** Sites whose losses are told together. */
export interface SiteGroup {
  readonly by: 'operator' | 'region';
  readonly name: string;
  readonly sites: Int32Array;
}

/** The traffic of a scenario made ready. */
export interface Traffic {
  /** The backbone, with a site more for each anycast group: ways to its members end there. */
  readonly graph: TrafficGraph;
  readonly demand: TrafficDemand;
  readonly profile: TrafficProfile;
  readonly rule: AssignmentRule;
  readonly fairness: 'proportional' | 'equal';
  readonly zeroCapacity: 'keep' | 'withdraw';
  /** How exchanges are dimensioned for calls; undefined where calls are traffic like any other. */
  readonly calls: { readonly circuits: number; readonly blocking: number } | undefined;
  /** For the addresses of surges, by hazard. */
  readonly surgeHandles: Int32Array;
}

export interface Model {
  readonly network: Network;
  /** The line of each link on the map. */
  readonly lines: readonly Polyline[];
  readonly reference: Reference;
  readonly addresses: Addresses;
  /** Four words made from the user's seed. */
  readonly key: Int32Array;
  readonly siteHandles: Int32Array;
  readonly linkHandles: Int32Array;
  readonly satelliteHandle: number;
  /** Small integer of the operator of each site and of each link, and the names behind them. */
  readonly siteOperator: Int32Array;
  readonly linkOperator: Int32Array;
  readonly operators: readonly string[];
  readonly horizonHours: number;
  /** Day of the year on which the scenario begins, from 0; NaN when it does not say. */
  readonly beginsDay: number;
  readonly conditions: Conditions;
  /** The roads that crews travel on; undefined when the scenario names none. */
  readonly roads: RoadGraph | undefined;
  readonly hazards: readonly Hazard[];
  /** What to call each hazard in a story, such as `earthquake/1`. */
  readonly hazardNames: readonly string[];
  readonly variants: readonly Variant[];
  /** Those who are here from the start, then those of the partners. */
  readonly crews: readonly Crew[];
  /** Operator of each crew; -1 when it owns nothing in the topology. */
  readonly crewOperator: Int32Array;
  readonly partners: readonly Partner[];
  /** Assessors of each operator; undefined when there are as many as are needed. */
  readonly assessors: Int32Array | undefined;
  readonly stocks: readonly Stock[];
  readonly vessels: readonly Vessel[];
  /** The sea in which each link lies (0 for those in none of the scenario's seas), and a handle for the weather of each. */
  readonly linkSea: Int32Array;
  readonly seaHandles: Int32Array;
  readonly relief: readonly ReliefAsset[];
  /** What can be brought to sites without the grid; undefined when the scenario leaves each to itself. */
  readonly sitePower: SitePower | undefined;
  readonly nationalEvent: NationalEvent | undefined;
  /** Place of each site, and of the links at it, in the list of what is critical; Infinity for none. */
  readonly siteRank: Float64Array;
  readonly linkRank: Float64Array;
  /** 1 for a site that can be managed over a satellite path of its own. */
  readonly outOfBand: Uint8Array;
  /** What moves traffic at machine speed; undefined where it finds its new way at once. */
  readonly machine: MachinePlan | undefined;
  /** Links to satellites that state a capacity: what satellite service can be made of. */
  readonly spaceLinks: Int32Array;
  /** Links whose state the timeline keeps, at most 31. */
  readonly watched: Int32Array;
  readonly metrics: readonly Metric[];
  /** What the timeline keeps beside people and pairs: first what {@link Observed} says, then what traffic adds. */
  readonly series: readonly SeriesHead[];
  readonly observed: Observed;
  readonly groups: readonly SiteGroup[];
  /** Curves of which the mean over replications is kept. */
  readonly qualities: readonly Quality[];
  /** What every loss is measured against. */
  readonly demand: Demand;
  /** Who sends how much to whom; undefined where only connection is looked at. */
  readonly traffic: Traffic | undefined;
}

/** Links to satellites that state a capacity. */
export const spaceLinksOf = ({ links, isSpaceLink }: Network): Int32Array =>
  Int32Array.from([...links.keys()].filter((link) => isSpaceLink[link] === 1 && links[link].capacityGbps > 0));
