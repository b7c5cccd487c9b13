/** The backbone as a graphology multigraph: what every format is read into, before it becomes arrays. */
import { MultiUndirectedGraph } from 'graphology';
import type { BuildingClass, Medium, Role } from '../network/network.ts';
import type { Position } from '../text/problem.ts';
import type { Sourced } from '../text/quantity.ts';

export interface SiteAttributes {
  name: string;
  role: Sourced<Role>;
  operator: Sourced<string>;
  /** Degrees north and east. */
  at?: Sourced<readonly [number, number]> | undefined;
  population?: Sourced<number> | undefined;
  /** m/s */
  vs30?: Sourced<number> | undefined;
  building?: Sourced<BuildingClass> | undefined;
  autonomyHours?: Sourced<number> | undefined;
  /** The enterprise that this site is a unit of, such as Aztelekom's 57. */
  unitOf?: Sourced<string> | undefined;
  note?: string | undefined;
  where: Position;
}

export const STATUSES = ['in-service', 'planned'] as const;
type Status = (typeof STATUSES)[number];

export interface LinkAttributes {
  medium: Sourced<Medium>;
  operator: Sourced<string>;
  /** Points between the ends, [latitude, longitude], in order from the first end; empty when direct. */
  route: readonly (readonly [number, number])[];
  /** The stated length along the cable, km, or the range it lies in. */
  lengthKm?: Sourced<number | readonly [number, number]> | undefined;
  /** Length along the cable over length on the map, where no length is stated. */
  routeFactor: Sourced<number>;
  capacityGbps?: Sourced<number> | undefined;
  status: Sourced<Status>;
  riskGroup?: string | undefined;
  /** Mean time to failure and to repair, hours, of the link or of its whole risk group. */
  mttfHours?: Sourced<number> | undefined;
  mttrHours?: Sourced<number> | undefined;
  note?: string | undefined;
  where: Position;
}

/** Traffic that a design is to carry from one site to another, in the unit of the design. */
export interface StatedDemand {
  readonly from: string;
  readonly to: string;
  /** Above 0. */
  readonly amount: number;
}

interface BackboneAttributes {
  name: string;
  title: string;
  /** The file it was read from, for messages about the whole. */
  file: string;
  /** Undefined where the file states none. */
  demands?: readonly StatedDemand[] | undefined;
}

export type BackboneGraph = MultiUndirectedGraph<SiteAttributes, LinkAttributes, BackboneAttributes>;

export const emptyBackbone = (name: string, title = name, file = name): BackboneGraph => {
  const graph: BackboneGraph = new MultiUndirectedGraph({ allowSelfLoops: true });
  graph.replaceAttributes({ name, title, file });
  return graph;
};

/** Route over great circle, median of 24 national fibre networks with routed spans (range 1.02 to 1.34). */
export const TERRESTRIAL_ROUTE_FACTOR: Sourced<number> = {
  value: 1.125,
  flag: 'measured',
  source: '24 national networks in the Open Fibre Data Standard',
};

/** Declared over drawn length, median of 452 submarine cables. */
const SUBMARINE_ROUTE_FACTOR: Sourced<number> = {
  value: 1.059,
  flag: 'measured',
  source: '452 cables of the TeleGeography map, 2021',
};

/** A radio path follows the line of sight: its length is that on the map. */
const LINE_OF_SIGHT_FACTOR: Sourced<number> = { value: 1, flag: 'derived', source: 'line of sight' };

/** The factor for a link that states none. A file's own default speaks of its land routes, so it binds neither cables in
 *  the sea nor radio. */
export function routeFactorFor(medium: Medium, fileDefault?: Sourced<number>): Sourced<number> {
  if (medium === 'submarine') return SUBMARINE_ROUTE_FACTOR;
  if (medium === 'microwave' || medium === 'satellite') return LINE_OF_SIGHT_FACTOR;
  return fileDefault ?? TERRESTRIAL_ROUTE_FACTOR;
}

/** What a reader writes where its file does not name the operator. */
export const UNKNOWN_OPERATOR: Sourced<string> = { value: 'unknown', flag: 'assumed' };

/** What a reader writes where its file does not say how a link is laid. */
export const ASSUMED_MEDIUM: Sourced<Medium> = { value: 'buried', flag: 'assumed' };

/** What a reader writes where its file does not say what a site is. */
export const ASSUMED_ROLE: Sourced<Role> = { value: 'core', flag: 'assumed' };
