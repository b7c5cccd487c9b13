/** The power of the sites: which substation feeds which, how shaking damages it, and for how long the grid is then out. */
import { z } from 'zod';
import { type Distribution, lognormalFromMoments, quantile } from '../engine/distribution.ts';
import { haversineKm } from '../network/geodesy.ts';
import type { BuildingClass, Network } from '../network/network.ts';
import { duration, sourced } from '../text/quantity.ts';
import { type Fragility, HARMED_STATES } from './fragility.ts';
import type { HazardSetting } from './hazard.ts';
import { counted, tellFlag } from './telling.ts';

const SUBSTATION_CLASSES = ['low', 'medium', 'high'] as const;
/** By voltage: low 34.5 to 150 kV, medium 150 to 350 kV, high above. */
export type SubstationClass = (typeof SUBSTATION_CLASSES)[number];

/** Medians (g) and betas from slight to complete, as a fragility. */
const curves = (...rows: readonly (readonly [number, number])[]): Fragility =>
  rows.map(([medianG, beta]) => ({ medianG, beta }));

/** Substations against PGA: HAZUS 5.1, classes EP.S.L, M and H, as SimCenter's power_network/fragility.csv prints them. */
export const SUBSTATION: Readonly<Record<SubstationClass, Readonly<Record<BuildingClass, Fragility>>>> = {
  low: {
    anchored: curves([0.15, 0.7], [0.29, 0.55], [0.45, 0.45], [0.9, 0.45]),
    unanchored: curves([0.13, 0.65], [0.26, 0.5], [0.34, 0.4], [0.74, 0.4]),
  },
  medium: {
    anchored: curves([0.15, 0.6], [0.25, 0.5], [0.35, 0.4], [0.7, 0.4]),
    unanchored: curves([0.1, 0.6], [0.2, 0.5], [0.3, 0.4], [0.5, 0.4]),
  },
  high: {
    anchored: curves([0.11, 0.5], [0.15, 0.45], [0.2, 0.35], [0.47, 0.4]),
    unanchored: curves([0.09, 0.5], [0.13, 0.4], [0.17, 0.35], [0.38, 0.35]),
  },
};

/** Distribution circuits against PGA: HAZUS 5.1, class EP.C, from the same file. */
export const CIRCUIT: Readonly<Record<BuildingClass, Fragility>> = {
  anchored: curves([0.28, 0.3], [0.4, 0.2], [0.72, 0.15], [1.1, 0.15]),
  unanchored: curves([0.24, 0.25], [0.33, 0.2], [0.58, 0.15], [0.89, 0.15]),
};

/**
 * Hours until a damaged substation feeds again, slight to complete: HAZUS's means and standard deviations (1 and 0.5,
 * 3 and 1.5, 7 and 3.5, 30 and 15 days), recalled. HAZUS has them normal; lognormal here, for no repair ends before it
 * begins.
 */
const OUTAGE_HOURS: readonly Distribution[] = [
  lognormalFromMoments(24, 12),
  lognormalFromMoments(72, 36),
  lognormalFromMoments(168, 84),
  lognormalFromMoments(720, 360),
];

/** Hours without power after a substation's damage. @param state 0 (none) to 4 (complete) @param u in (0, 1) */
export const powerOutageHours = (state: number, u: number): number =>
  state === 0 ? 0 : quantile(OUTAGE_HOURS[state - 1], u);

/** Hours that a site runs without the grid where neither it nor the scenario says (judgement: its batteries). */
const DEFAULT_AUTONOMY_HOURS = 8;

const id = z.string().min(1);
const positive = sourced(z.number().positive());
const place = z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)]);

const substationSchema = z.strictObject({
  id,
  at: sourced(place).describe('[latitude, longitude], degrees'),
  class: sourced(z.enum(SUBSTATION_CLASSES)).describe('By voltage: to 150 kV, to 350 kV, above'),
  anchored: sourced(z.boolean()).optional().describe('Whether its equipment is anchored; false when left out'),
  vs30: positive.optional().describe('m/s; that of the hazard when left out'),
  feeds: z.array(id).min(1).optional().describe('The ids of the sites that it feeds'),
  radiusKm: positive
    .optional()
    .describe('Instead of `feeds`: it feeds the sites within this, km, that no other such substation is nearer to'),
});

export const powerSchema = z.strictObject({
  substations: z.array(substationSchema).min(1).optional().describe('The substations that are known'),
  perSite: z
    .strictObject({
      class: z.enum(SUBSTATION_CLASSES),
      anchored: z.boolean().default(false),
    })
    .optional()
    .describe('Every site that no listed substation feeds has one of this class at its own place (an assumption)'),
  failsFrom: z
    .enum(HARMED_STATES)
    .default('moderate')
    .describe('Damage state from which a substation feeds nobody until it is mended'),
  defaultAutonomy: sourced(duration)
    .optional()
    .describe('How long a site runs without the grid where it does not say; 8h when left out'),
});
export type Power = z.output<typeof powerSchema>;

/** A substation with the sites that hang on it. */
interface Feeder {
  /** For the addresses of draws: the id, or `site/<id of the site>` for one that was assumed. */
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
  /** m/s; NaN when unknown. */
  readonly vs30: number;
  readonly fragility: Fragility;
  /** Indices of the sites that it feeds, rising. */
  readonly sites: Int32Array;
}

/** The feeders of a network. Those of site s are `feeders[firstFeeder[s]]` to `feeders[firstFeeder[s + 1] - 1]`. */
export interface PowerGrid {
  readonly substations: readonly Feeder[];
  readonly firstFeeder: Int32Array;
  readonly feeders: Int32Array;
  /** Hours that each site runs without the grid. */
  readonly autonomyHours: Float64Array;
}

/**
 * Which substation feeds which sites. A site that is named in several lists has them all, and is dark only while all of
 * them are out; a site in no list has the nearest of the substations in whose radius it lies. Satellites have none.
 * @param path where the power stands in the hazard's parameters
 */
export function feedersOf(power: Power, setting: HazardSetting, path: readonly string[] = ['power']): PowerGrid {
  const { network } = setting;
  const listed = power.substations ?? [];
  if (power.substations === undefined && power.perSite === undefined)
    setting.error(path, 'no substations', '`substations`, or `perSite` for one at each site');
  const fed: number[][] = listed.map(() => []);
  const isFed = new Uint8Array(network.siteCount);
  feedByList(setting, listed, fed, isFed, path);
  feedByRadius(network, listed, fed, isFed);
  listed.forEach((substation, index) => {
    if (fed[index].length === 0 && substation.radiusKm !== undefined)
      setting.warn(
        [...path, 'substations', index, 'radiusKm'],
        `"${substation.id}", which feeds no site`,
        'a site within its radius',
      );
  });
  const substations = listed.map((substation, index) => feederOf(substation, fed[index], setting));
  const unknown = listed.filter(({ anchored }) => anchored === undefined).length;
  if (unknown > 0) setting.assume(`the equipment of ${counted(unknown, 'substation')} of unknown class is unanchored`);
  const own = power.perSite === undefined ? [] : ownFeeders(network, isFed, power.perSite);
  if (power.perSite !== undefined && own.length > 0) {
    const anchoring = power.perSite.anchored ? 'anchored' : 'unanchored';
    setting.assume(
      `${counted(own.length, 'site')} of unknown feeder: each has a ${power.perSite.class}-voltage, ${anchoring} substation of its own, at its place`,
    );
  }
  if (listed.length + own.length > 0) {
    const unfed = network.siteCount - sum(network.isSpace) - sum(isFed) - own.length;
    if (unfed > 0) setting.assume(`the power of ${counted(unfed, 'site')} that no substation feeds does not fail`);
    setting.assume('restoration of substations: means and deviations of HAZUS, recalled, as lognormal');
  }
  return gridOf(network, [...substations, ...own], autonomies(power, setting));
}

type Substation = z.output<typeof substationSchema>;

function feedByList(
  setting: HazardSetting,
  listed: readonly Substation[],
  fed: readonly number[][],
  isFed: Uint8Array,
  path: readonly string[],
): void {
  const { network } = setting;
  const seen = new Set<string>();
  listed.forEach(({ id: name, feeds, radiusKm }, index) => {
    const here = [...path, 'substations', index];
    if (seen.has(name)) setting.error([...here, 'id'], `"${name}" again`, 'each substation once');
    seen.add(name);
    if (feeds === undefined && radiusKm === undefined)
      setting.error(here, `"${name}", which feeds nobody`, '`feeds` or `radiusKm`');
    if (feeds !== undefined && radiusKm !== undefined)
      setting.error([...here, 'radiusKm'], '`feeds` and `radiusKm`', 'one of the two');
    feeds?.forEach((siteId, order) => {
      const site = network.siteIndex.get(siteId);
      const at = [...here, 'feeds', order];
      if (site === undefined) setting.error(at, `"${siteId}"`, 'the id of a site', network.siteIndex.keys());
      else if (network.isSpace[site] === 1) setting.error(at, `"${siteId}", a satellite`, 'a site on the ground');
      else if (fed[index].includes(site)) setting.warn(at, `"${siteId}" again`, 'each site once');
      else {
        fed[index].push(site);
        isFed[site] = 1;
      }
    });
  });
}

function feedByRadius(
  network: Network,
  listed: readonly Substation[],
  fed: readonly number[][],
  isFed: Uint8Array,
): void {
  network.sites.forEach((site, index) => {
    if (isFed[index] === 1 || network.isSpace[index] === 1 || Number.isNaN(site.lat) || Number.isNaN(site.lon)) return;
    let nearest = -1;
    let leastKm = Number.POSITIVE_INFINITY;
    listed.forEach(({ at, feeds, radiusKm }, substation) => {
      if (feeds !== undefined || radiusKm === undefined) return;
      const km = haversineKm(site.lat, site.lon, at.value[0], at.value[1]);
      if (km > radiusKm.value || km >= leastKm) return;
      nearest = substation;
      leastKm = km;
    });
    if (nearest < 0) return;
    fed[nearest].push(index);
    isFed[index] = 1;
  });
}

function feederOf(
  { id: name, at, class: voltage, anchored, vs30, radiusKm }: Substation,
  sites: number[],
  setting: HazardSetting,
): Feeder {
  tellFlag(setting, `the place of substation ${name}`, at);
  tellFlag(setting, `the class of substation ${name}`, voltage);
  tellFlag(setting, `the anchoring of substation ${name}`, anchored);
  tellFlag(setting, `vs30 (m/s) of substation ${name}`, vs30);
  tellFlag(setting, `the radius (km) of substation ${name}`, radiusKm);
  return {
    name,
    lat: at.value[0],
    lon: at.value[1],
    vs30: vs30?.value ?? Number.NaN,
    fragility: SUBSTATION[voltage.value][anchored?.value === true ? 'anchored' : 'unanchored'],
    sites: Int32Array.from(sites).sort(),
  };
}

/** A substation at each site on the ground that has a place and no feeder yet. */
function ownFeeders(
  network: Network,
  isFed: Uint8Array,
  { class: voltage, anchored }: NonNullable<Power['perSite']>,
): Feeder[] {
  return network.sites.flatMap(({ id: siteId, lat, lon, vs30 }, site): Feeder[] => {
    if (isFed[site] === 1 || network.isSpace[site] === 1 || Number.isNaN(lat) || Number.isNaN(lon)) return [];
    const fragility = SUBSTATION[voltage][anchored ? 'anchored' : 'unanchored'];
    return [{ name: `site/${siteId}`, lat, lon, vs30, fragility, sites: Int32Array.of(site) }];
  });
}

function autonomies({ defaultAutonomy }: Power, setting: HazardSetting): Float64Array {
  const { network } = setting;
  const hours = defaultAutonomy?.value ?? DEFAULT_AUTONOMY_HOURS;
  const known = network.sites.filter(({ autonomyHours }) => !Number.isNaN(autonomyHours)).length;
  const silent = network.siteCount - known - network.sites.filter(isSilentSatellite).length;
  if (silent > 0) {
    if (defaultAutonomy === undefined) setting.assume(`${counted(silent, 'site')} of unknown autonomy: ${hours} h`);
    else tellFlag(setting, 'autonomy (h) where none is known', defaultAutonomy);
  }
  return Float64Array.from(network.sites, (site) => (Number.isNaN(site.autonomyHours) ? hours : site.autonomyHours));
}

const isSilentSatellite = ({ role, autonomyHours }: Network['sites'][number]): boolean =>
  role === 'satellite' && Number.isNaN(autonomyHours);

/** Lays the feeders of each site out as arrays. */
function gridOf(network: Network, substations: readonly Feeder[], autonomyHours: Float64Array): PowerGrid {
  const firstFeeder = new Int32Array(network.siteCount + 1);
  for (const { sites } of substations) for (const site of sites) firstFeeder[site + 1]++;
  for (let site = 0; site < network.siteCount; site++) firstFeeder[site + 1] += firstFeeder[site];
  const feeders = new Int32Array(firstFeeder[network.siteCount]);
  const filled = firstFeeder.slice(0, network.siteCount);
  substations.forEach(({ sites }, substation) => {
    for (const site of sites) feeders[filled[site]++] = substation;
  });
  return { substations, firstFeeder, feeders, autonomyHours };
}

/**
 * Hours for which the grid is out at a site: until the first of its feeders is mended; 0 when one of them holds, or when
 * it has none. Hot. @param outageHours of each substation, 0 when it holds
 */
export function gridOutageHours({ firstFeeder, feeders }: PowerGrid, site: number, outageHours: Float64Array): number {
  const end = firstFeeder[site + 1];
  let least = firstFeeder[site] < end ? Number.POSITIVE_INFINITY : 0;
  for (let feeder = firstFeeder[site]; feeder < end; feeder++) least = Math.min(least, outageHours[feeders[feeder]]);
  return least;
}

function sum(flags: Uint8Array): number {
  let total = 0;
  for (const flag of flags) total += flag;
  return total;
}
