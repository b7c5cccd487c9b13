/** The backbone as parallel arrays: sites and links are small integers inside and names at the door. */
import { assert } from '../engine/assert.ts';

export const ROLES = [
  'core',
  'exchange',
  'district-unit',
  'gateway',
  'landing-station',
  'data-centre',
  'teleport',
  'mobile-cluster',
  'junction',
  'satellite',
] as const;
export type Role = (typeof ROLES)[number];

export const MEDIA = ['buried', 'duct', 'aerial', 'opgw', 'submarine', 'satellite', 'microwave'] as const;
export type Medium = (typeof MEDIA)[number];

export const BUILDING_CLASSES = ['anchored', 'unanchored'] as const;
export type BuildingClass = (typeof BUILDING_CLASSES)[number];

/** What is known of one site; `undefined` and NaN mean that the file does not say. */
export interface Site {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly operator: string;
  /** Degrees north, NaN when unknown. */
  readonly lat: number;
  /** Degrees east, NaN when unknown. */
  readonly lon: number;
  /** People served, a whole number. */
  readonly population: number;
  /** Time-averaged shear-wave velocity of the upper 30 m, m/s; NaN when unknown. */
  readonly vs30: number;
  readonly building: BuildingClass | undefined;
  /** Hours that the site runs without the grid; NaN when unknown. */
  readonly autonomyHours: number;
}

/** What is known of one link. */
export interface Link {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly medium: Medium;
  readonly operator: string;
  /** The length lies between these two (km, along the cable); equal when it is known. */
  readonly lengthKm: readonly [number, number];
  /** The line on the map: latitude and longitude in turn, ends included; empty when an end has no place. */
  readonly route: Float64Array;
  /** Gbit/s; NaN when unknown. */
  readonly capacityGbps: number;
  /** The conduit, bridge or other shared fate that a cut takes as a whole. */
  readonly riskGroup: string | undefined;
  /** Mean time to failure and to repair of the link or of its whole risk group, hours; absent when the file is silent. */
  readonly mttfHours?: number | undefined;
  readonly mttrHours?: number | undefined;
}

/** A backbone made ready. Arrays are indexed by site or by link; nothing changes after it is built. */
export interface Network {
  readonly siteCount: number;
  readonly linkCount: number;
  readonly sites: readonly Site[];
  readonly links: readonly Link[];
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly population: Float64Array;
  readonly isGateway: Uint8Array;
  /** 1 for a satellite in space: no people, no pair, no fault, and its links carry only what a protocol activates. */
  readonly isSpace: Uint8Array;
  /** 1 for a link that ends in space. */
  readonly isSpaceLink: Uint8Array;
  /** Links of each risk group, by name. */
  readonly riskGroups: ReadonlyMap<string, readonly number[]>;
  readonly siteIndex: ReadonlyMap<string, number>;
  readonly linkIndex: ReadonlyMap<string, number>;
  /** The links at site s are `incident[firstIncident[s]]` to `incident[firstIncident[s + 1] - 1]`. */
  readonly firstIncident: Int32Array;
  readonly incident: Int32Array;
}

/** Lays sites and links out as arrays. The caller has told the user of every problem; what is still wrong is our bug. */
export function layOut(sites: readonly Site[], links: readonly Link[]): Network {
  const siteCount = sites.length;
  const linkCount = links.length;
  const from = Int32Array.from(links, (link) => link.from);
  const to = Int32Array.from(links, (link) => link.to);
  const degree = new Int32Array(siteCount + 1);
  for (let link = 0; link < linkCount; link++) {
    assert(
      from[link] >= 0 && from[link] < siteCount && to[link] >= 0 && to[link] < siteCount,
      'a link ends at no site',
    );
    degree[from[link]]++;
    if (to[link] !== from[link]) degree[to[link]]++;
  }
  const firstIncident = new Int32Array(siteCount + 1);
  for (let site = 0; site < siteCount; site++) firstIncident[site + 1] = firstIncident[site] + degree[site];
  const incident = new Int32Array(firstIncident[siteCount]);
  const filled = firstIncident.slice(0, siteCount);
  for (let link = 0; link < linkCount; link++) {
    incident[filled[from[link]]++] = link;
    if (to[link] !== from[link]) incident[filled[to[link]]++] = link;
  }
  const isSpace = Uint8Array.from(sites, (site) => (site.role === 'satellite' ? 1 : 0));
  const riskGroups = new Map<string, number[]>();
  links.forEach(({ riskGroup }, link) => {
    if (riskGroup === undefined) return;
    const group = riskGroups.get(riskGroup);
    if (group === undefined) riskGroups.set(riskGroup, [link]);
    else group.push(link);
  });
  return {
    siteCount,
    linkCount,
    sites,
    links,
    from,
    to,
    population: Float64Array.from(sites, (site) => site.population),
    isGateway: Uint8Array.from(sites, (site) => (site.role === 'gateway' ? 1 : 0)),
    isSpace,
    isSpaceLink: Uint8Array.from(links, (link) => isSpace[link.from] | isSpace[link.to]),
    riskGroups,
    siteIndex: new Map(sites.map((site, index) => [site.id, index])),
    linkIndex: new Map(links.map((link, index) => [link.id, index])),
    firstIncident,
    incident,
  };
}
