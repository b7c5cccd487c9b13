/** What of a backbone can be shaken: sites with their fragility, lines in pieces with their rate of cuts. */
import { MEDIA, type Medium } from '../network/network.ts';
import { type RepairLaw, SERVICE_FACTOR } from './buried-line.ts';
import { FACILITY, type Fragility } from './fragility.ts';
import type { HazardSetting } from './hazard.ts';
import { counted } from './telling.ts';

/** Lines are shaken at the midpoints of equal pieces no longer than this on the map, km. */
const PIECE_KM = 5;

/** Places in parallel arrays: degrees, and the ground's vs30 in m/s. */
export interface Ground {
  readonly lats: readonly number[];
  readonly lons: readonly number[];
  readonly vs30: readonly number[];
}

/** The sites that can be shaken, with how weak each is and what its fate is drawn on. */
export interface ExposedSites {
  readonly sites: Int32Array;
  readonly handles: Int32Array;
  readonly fragilities: readonly Fragility[];
  readonly ground: Ground;
}

/** The lines that shaking can cut, in equal pieces: those of line i are `firstPiece[i]` to `firstPiece[i + 1] - 1`. */
export interface ExposedLines {
  readonly links: Int32Array;
  readonly handles: Int32Array;
  readonly firstPiece: Int32Array;
  /** Cuts per km at a PGV of 1 cm/s. */
  readonly cutsPerKm: Float64Array;
  readonly ground: Ground;
}

export interface ExposureOptions {
  /** m/s, where a site has none. */
  readonly vs30: number;
  readonly isVs30Told: boolean;
  /** Sites whose equipment is taken as anchored whatever the topology says: ids, or all. */
  readonly anchored: readonly string[] | 'all';
  readonly factors: Readonly<Record<Medium, number>>;
  readonly k1: number;
  readonly law: RepairLaw;
}

/** Whether a place can be reached by the shaking; places that cannot are left out, which changes no draw of the others. */
export type Reached = (lat: number, lon: number) => boolean;

function siteVs30(setting: HazardSetting, site: number, defaultVs30: number): number {
  const { vs30 } = setting.network.sites[site];
  return Number.isNaN(vs30) ? defaultVs30 : vs30;
}

export function exposedSites(setting: HazardSetting, options: ExposureOptions, reached: Reached): ExposedSites {
  const { sites } = setting.network;
  const hardened = new Set(options.anchored === 'all' ? sites.map(({ id }) => id) : options.anchored);
  const chosen: number[] = [];
  let placeless = 0;
  let softless = 0;
  let classless = 0;
  sites.forEach((site, index) => {
    if (site.role === 'satellite') return;
    if (Number.isNaN(site.lat) || Number.isNaN(site.lon)) {
      placeless++;
      return;
    }
    if (!reached(site.lat, site.lon)) return;
    if (Number.isNaN(site.vs30)) softless++;
    if (site.building === undefined && !hardened.has(site.id)) classless++;
    chosen.push(index);
  });
  if (placeless > 0) {
    setting.warn([], `${counted(placeless, 'site')} without a place, left unshaken`, 'sites with coordinates');
  }
  if (softless > 0 && !options.isVs30Told) {
    setting.assume(`vs30 = ${options.vs30} m/s at ${counted(softless, 'site')} where none is known`);
  }
  if (classless > 0) {
    setting.assume(`the equipment of ${counted(classless, 'site')} of unknown building class is unanchored`);
  }
  if (chosen.length > 0) {
    setting.assume('fragility of communication facilities: HAZUS-MH 2.1 table 8.30, recalled and not verified');
  }
  return {
    sites: Int32Array.from(chosen),
    handles: Int32Array.from(chosen, (site) => setting.addresses.handle(`${setting.name}/site/${sites[site].id}`)),
    fragilities: chosen.map(
      (site) => FACILITY[hardened.has(sites[site].id) ? 'anchored' : (sites[site].building ?? 'unanchored')],
    ),
    ground: {
      lats: chosen.map((site) => sites[site].lat),
      lons: chosen.map((site) => sites[site].lon),
      vs30: chosen.map((site) => siteVs30(setting, site, options.vs30)),
    },
  };
}

export function exposedLines(setting: HazardSetting, options: ExposureOptions, reached: Reached): ExposedLines {
  const { links } = setting.network;
  const chosen: number[] = [];
  const lats: number[] = [];
  const lons: number[] = [];
  const vs30: number[] = [];
  const firstPiece: number[] = [0];
  let placeless = 0;
  links.forEach(({ medium, from, to }, link) => {
    if (options.factors[medium] === 0 || setting.network.isSpaceLink[link] === 1) return;
    const line = setting.lines[link];
    if (Number.isNaN(line.at(0)[0])) {
      placeless++;
      return;
    }
    // A duct between two rooms at one place has no length on the map, but it has a place.
    const pieces = Math.max(1, Math.ceil(line.lengthKm / PIECE_KM));
    const middles = Array.from({ length: pieces }, (_, piece) => line.at((piece + 0.5) / pieces));
    if (!middles.some(([lat, lon]) => reached(lat, lon))) return;
    chosen.push(link);
    middles.forEach(([lat, lon], piece) => {
      lats.push(lat);
      lons.push(lon);
      vs30.push(siteVs30(setting, piece + 0.5 < pieces / 2 ? from : to, options.vs30));
    });
    firstPiece.push(lats.length);
  });
  if (placeless > 0) {
    setting.warn([], `${counted(placeless, 'link')} without a line on the map, left unshaken`, 'links between places');
  }
  return {
    links: Int32Array.from(chosen),
    handles: Int32Array.from(chosen, (link) => setting.addresses.handle(`${setting.name}/link/${links[link].id}`)),
    firstPiece: Int32Array.from(firstPiece),
    cutsPerKm: Float64Array.from(
      chosen,
      (link) => options.factors[links[link].medium] * options.k1 * options.law.coefficient,
    ),
    ground: { lats, lons, vs30 },
  };
}

/** Cuts of service per repair for each medium, with the assumptions named for the media that this network has. */
export function serviceFactors(
  given: Readonly<Partial<Record<Medium, { value: number } | undefined>>>,
  setting: HazardSetting,
): Record<Medium, number> {
  const factors = { ...SERVICE_FACTOR };
  const present = new Set(setting.network.links.map((link) => link.medium));
  // Poles and towers are another matter than the cable: `supports`.
  const spared: Medium[] = [];
  const standing: readonly Medium[] = ['aerial', 'opgw', 'microwave'];
  for (const medium of MEDIA) {
    const told = given[medium];
    if (told !== undefined) factors[medium] = told.value;
    if (!present.has(medium) || told !== undefined) continue;
    if (standing.includes(medium)) continue;
    if (factors[medium] === 0) spared.push(medium);
    else setting.assume(`psi = ${factors[medium]} cuts of service per repair for ${medium} cable (judgement)`);
  }
  if (spared.length > 0) setting.assume(`shaking cuts no ${spared.join(', ')} link in this release (psi = 0)`);
  return factors;
}
