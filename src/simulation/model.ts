/** A scenario made ready: everything that is shared by all replications and never changes. */
import type { Addresses } from '../engine/draws.ts';
import type { Hazard } from '../hazard/hazard.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Polyline } from '../network/geodesy.ts';
import type { Network } from '../network/network.ts';
import type { Reference } from '../network/reachability.ts';
import type { Crew } from '../response/crew.ts';
import type { DispatchPolicy } from '../response/policies/policy.ts';
import type { Protocol } from '../response/protocol.ts';
import type { Vessels } from '../response/vessel.ts';
import type { Demand } from '../traffic/demand.ts';

/** A protocol with its policy looked up. */
export interface Variant {
  readonly name: string;
  readonly protocol: Protocol;
  readonly policy: DispatchPolicy;
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
  readonly seaHandle: number;
  /** Small integer of the operator of each site and of each link, and the names behind them. */
  readonly siteOperator: Int32Array;
  readonly linkOperator: Int32Array;
  readonly operators: readonly string[];
  readonly horizonHours: number;
  readonly hazards: readonly Hazard[];
  /** What to call each hazard in a story, such as `earthquake/1`. */
  readonly hazardNames: readonly string[];
  readonly variants: readonly Variant[];
  readonly crews: readonly Crew[];
  /** Operator of each crew; -1 when it owns nothing in the topology. */
  readonly crewOperator: Int32Array;
  readonly vessels: Vessels;
  /** Links to satellites that state a capacity: what satellite service can be made of. */
  readonly spaceLinks: Int32Array;
  /** Links whose state the timeline keeps, at most 31. */
  readonly watched: Int32Array;
  readonly metrics: readonly Metric[];
  /** What every loss is measured against. */
  readonly demand: Demand;
}

/** Links to satellites that state a capacity. */
export const spaceLinksOf = ({ links, isSpaceLink }: Network): Int32Array =>
  Int32Array.from([...links.keys()].filter((link) => isSpaceLink[link] === 1 && links[link].capacityGbps > 0));
