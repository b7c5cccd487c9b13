/** What every hazard that shakes a backbone lets the user choose, and the shaker that these choices make. */
import { z } from 'zod';
import { duration, isFact, sourced } from '../text/quantity.ts';
import { CABLE_K1, REPAIR_LAW_NAMES, REPAIR_LAWS } from './buried-line.ts';
import {
  type ExposedLines,
  type ExposureOptions,
  exposedLines,
  exposedSites,
  type Ground,
  type Reached,
  serviceFactors,
} from './exposure.ts';
import { HARMED_STATES, stateNumber } from './fragility.ts';
import { LiquefiedLines } from './ground-failure/liquefied-lines.ts';
import { type GroundFailure, groundFailureSchema } from './ground-failure/options.ts';
import { SlidingSlopes } from './ground-failure/sliding-slopes.ts';
import { TornLines } from './ground-failure/torn-lines.ts';
import { groundMotionModels } from './ground-motion/index.ts';
import type { HazardSetting, ShakenField } from './hazard.ts';
import type { LocalPlane } from './local-plane.ts';
import { PGV_PGA_CORRELATION, RANGE_KM } from './random-field.ts';
import type { Shaken } from './shaken.ts';
import { ShakenLines } from './shaken-lines.ts';
import { roadsSchema, ShakenRoads } from './shaken-roads.ts';
import { ShakenSites } from './shaken-sites.ts';
import { ShakenSubstations } from './shaken-substations.ts';
import { ShakenSupports, supportsSchema } from './shaken-supports.ts';
import { type Branch, Shaker } from './shaker.ts';
import { powerSchema } from './substation.ts';
import { counted, tellFlag } from './telling.ts';

const factor = sourced(z.number().nonnegative()).optional();
const MODEL_NAMES = groundMotionModels.map((model) => model.name);
const modelName = z.enum(MODEL_NAMES);

/** m/s, where nothing is known of the ground: HAZUS's class D. */
export const DEFAULT_VS30 = 360;

/** Keys of a hazard that shakes by ground-motion models. */
const motionOptions = {
  model: z
    .union([modelName, z.array(z.strictObject({ model: modelName, weight: z.number().positive() })).min(1)], {
      error: `a ground-motion model (${MODEL_NAMES.join(', ')}), or a logic tree: a list of {model, weight}`,
    })
    .default('akkar-2014')
    .describe('Ground-motion model, or a logic tree: a list of {model, weight}'),
  logicTree: z
    .enum(['sampled', 'enumerated'])
    .default('sampled')
    .describe('Branches by chance, or in turn over the replications so that each gets its exact share'),
  beyondRange: z
    .enum(['unshaken', 'extrapolated'])
    .default('unshaken')
    .describe('Places farther than the stated range of the model: left alone, or given what the equation says'),
};

/** Keys of a hazard that turns shaking into damage. */
export const damageOptions = {
  failsFrom: z.enum(HARMED_STATES).default('moderate').describe('Damage state from which a site is out of service'),
  anchored: z
    .union([z.literal('all'), z.array(z.string())], { error: 'all, or a list of site ids' })
    .default([])
    .describe('Hardening: sites whose equipment is taken as anchored, whatever the topology says'),
  defaultVs30: sourced(z.number().positive()).optional().describe('m/s, where a site has none; 360 when left out'),
  repairRate: z.enum(REPAIR_LAW_NAMES).default('ala-2001').describe('Repairs per km of line from peak ground velocity'),
  k1: factor.describe('Factor on the repair rate for cables; 0.5 when left out'),
  serviceFactor: z
    .strictObject({
      buried: factor,
      duct: factor,
      aerial: factor,
      opgw: factor,
      submarine: factor,
      satellite: factor,
      microwave: factor,
    })
    .optional()
    .describe('Cuts of service per repair, by medium'),
  groundFailure: groundFailureSchema
    .optional()
    .describe('Ground that may liquefy, slide or be torn; it holds when left out'),
  supports: supportsSchema.describe('How poles, pylons and towers stand'),
  power: powerSchema.optional().describe('Substations that the shaking may fail; the grid holds when left out'),
  roads: roadsSchema
    .optional()
    .describe('How easily roads are blocked and how soon cleared, where the scenario has roads'),
};

/** Both. */
export const shakingOptions = { ...motionOptions, ...damageOptions };

/** When it strikes. */
export const strikesAt = duration.default(0).describe('When it strikes');

const optionsSchema = z.strictObject(shakingOptions);
type ShakingOptions = z.output<typeof optionsSchema>;
const damageSchema = z.strictObject(damageOptions);
type DamageOptions = z.output<typeof damageSchema>;

/** What is exposed, and what shaking does to it. */
export interface Exposed {
  readonly sites: ShakenSites;
  readonly lines: ShakenLines;
  /** Sites and lines first, then whatever else the shaking does something to. */
  readonly shaken: readonly Shaken[];
}

export interface Shakeable extends Exposed {
  readonly shaker: Shaker;
  readonly tree: readonly Branch[];
}

/** The branches of a logic tree; a single model is a tree of one. */
function treeOf(model: ShakingOptions['model']): Branch[] {
  const list = typeof model === 'string' ? [{ model, weight: 1 }] : model;
  return list.flatMap(({ model: name, weight }) => {
    const known = groundMotionModels.find((one) => one.name === name);
    return known === undefined ? [] : [{ model: known, weight }];
  });
}

/**
 * Chooses what can be shaken and damaged, and names what that assumes.
 * @param reached places that no event of this hazard can shake are left out
 */
export function exposed(options: DamageOptions, setting: HazardSetting, reached: Reached): Exposed {
  const { network } = setting;
  if (options.anchored !== 'all')
    for (const [index, id] of options.anchored.entries())
      if (!network.siteIndex.has(id))
        setting.error(['anchored', index], `"${id}"`, 'the id of a site', network.siteIndex.keys());
  const k1 = options.k1?.value ?? CABLE_K1;
  const law = REPAIR_LAWS[options.repairRate];
  const exposure = {
    vs30: options.defaultVs30?.value ?? DEFAULT_VS30,
    isVs30Told: options.defaultVs30 !== undefined && isFact(options.defaultVs30.flag),
    anchored: options.anchored,
    factors: serviceFactors(options.serviceFactor ?? {}, setting),
    k1,
    law,
  };
  const sites = exposedSites(setting, exposure, reached);
  const lines = exposedLines(setting, exposure, reached);
  tellFlag(setting, 'vs30 (m/s) where none is known', options.defaultVs30);
  tellFlag(setting, 'K1', options.k1);
  for (const [medium, told] of Object.entries(options.serviceFactor ?? {}))
    tellFlag(setting, `cuts of service per repair of ${medium} cable, psi`, told);
  if (lines.links.length > 0) {
    if (options.k1 === undefined) setting.assume(`K1 = ${k1} for flexible cables in the repair rate (judgement)`);
    setting.assume(`the repair rate of buried pipes (${law.source}) holds for cables`);
    setting.assume('vs30 along a line is that of its nearer end');
  }
  setting.assume(
    `residuals correlate over ${RANGE_KM.pga} km (PGA) and ${RANGE_KM.pgv} km (PGV, as SA at 1 s), Jayaram & Baker (2009)`,
  );
  setting.assume(`residuals of PGV and PGA correlate by ${PGV_PGA_CORRELATION} at a place (Bradley 2012, recalled)`);
  const shaken: [ShakenSites, ShakenLines] = [
    new ShakenSites(setting, sites, stateNumber(options.failsFrom)),
    new ShakenLines(setting, lines, law),
  ];
  const supports = new ShakenSupports(setting, options.supports, exposure.vs30);
  const others: Shaken[] = supports.ground.lats.length > 0 ? [supports] : [];
  if (options.groundFailure === undefined) setting.assume('the ground does not fail: no groundFailure is given');
  else others.push(...failingGround(options.groundFailure, options.repairRate, setting, lines, exposure));
  if (options.power !== undefined) others.push(new ShakenSubstations(options.power, setting, exposure.vs30));
  else setting.assume('the power grid holds: no substations are given');
  if (setting.roads !== undefined)
    others.push(
      new ShakenRoads(setting, setting.roads, options.roads ?? roadsSchema.parse({}), exposure.vs30, reached),
    );
  else if (options.roads !== undefined)
    setting.warn(['roads'], 'how roads are blocked, without roads', 'a road graph in the scenario');
  return { sites: shaken[0], lines: shaken[1], shaken: [...shaken, ...others] };
}

/**
 * Makes what the options say ready, and names what they assume.
 * @param plane about which residuals are laid out
 * @param marginKm how far beyond the reach of a model a place may lie from the plane's centre and still be shaken by an
 *   event of this hazard; Infinity when events may be anywhere
 */
export function shakeable(
  options: ShakingOptions,
  setting: HazardSetting,
  plane: LocalPlane,
  marginKm: number,
): Shakeable {
  const tree = treeOf(options.model);
  const extrapolates = options.beyondRange === 'extrapolated';
  const reachKm = Math.max(...tree.map(({ model }) => model.range.distanceKm[1]));
  const limitKm = extrapolates ? Number.POSITIVE_INFINITY : reachKm + marginKm;
  const what = exposed(options, setting, (lat, lon) => Math.hypot(plane.eastKm(lon), plane.northKm(lat)) <= limitKm);
  if (tree.length > 1) {
    const whole = tree.reduce((sum, { weight }) => sum + weight, 0);
    const shares = tree.map(({ model, weight }) => `${model.name} ${(weight / whole).toFixed(2)}`);
    setting.assume(`the weights of the logic tree (${options.logicTree}): ${shares.join(', ')}`);
  }
  tellFar(options, setting, plane, tree, what.shaken, Number.isFinite(marginKm));
  tellOddGround(setting, tree, what.shaken);
  return { ...what, tree, shaker: new Shaker(plane, what.shaken, tree, options.logicTree, extrapolates) };
}

/** What fails under the lines, and what that assumes. */
function failingGround(
  ground: GroundFailure,
  law: DamageOptions['repairRate'],
  setting: HazardSetting,
  lines: ExposedLines,
  { factors, vs30 }: ExposureOptions,
): Shaken[] {
  const { areas, slopes, faultCrossing, slackM, k2, mostSpreadCm } = ground;
  const list: Shaken[] = [];
  if (areas.length > 0) {
    setting.assume(
      'liquefaction and lateral spread by HAZUS-MH 2.1 (Kd and the spread recalled, Km and Kw second hand)',
    );
    if (k2 === undefined) setting.assume('K2 = 0.5 for flexible cables in failed ground (judgement)');
    if (mostSpreadCm === undefined) setting.assume('lateral spread is 300 cm at most (judgement)');
    list.push(new LiquefiedLines(setting, ground, lines, factors, law));
  }
  if (slopes.length > 0) {
    setting.assume(
      'a drawn slope slides with P = Phi(ln(PGA / median) / beta), median 0.3 g on land and 0.25 g under the sea, beta 0.6, unless given (judgement)',
    );
    list.push(new SlidingSlopes(setting, slopes, ['groundFailure', 'slopes'], vs30));
  }
  if (faultCrossing) {
    setting.assume(
      `a line that crosses the surface rupture is cut when the average slip is above ${slackM.value} m (judgement)`,
    );
    list.push(new TornLines(setting, slackM.value));
  }
  return list;
}

/** The motion that a shaker drew, as a map of sites and points of lines; the first two things shaken are those. */
export function fieldOf({ sites, lines }: Exposed, motion: readonly Float64Array[]): ShakenField {
  const [lnPgaG, lnPgvCmS] = motion;
  const { links, firstPiece, ground } = lines.exposed;
  return {
    sites: Array.from(sites.exposed.sites, (site, place) => ({ site, pgaG: Math.exp(lnPgaG[place]) })),
    points: Array.from(links).flatMap((link, line) =>
      ground.lats.slice(firstPiece[line], firstPiece[line + 1]).map((lat, piece) => ({
        link,
        lat,
        lon: ground.lons[firstPiece[line] + piece],
        pgvCmS: Math.exp(lnPgvCmS[firstPiece[line] + piece]),
      })),
    ),
  };
}

/** Says what becomes of places beyond the range of a model; counted by epicentral distance where there is one epicentre. */
function tellFar(
  options: ShakingOptions,
  setting: HazardSetting,
  plane: LocalPlane,
  tree: readonly Branch[],
  exposed: readonly { readonly ground: Ground }[],
  isOnePlace: boolean,
): void {
  for (const { model } of tree) {
    const [, reachKm] = model.range.distanceKm;
    let far = 0;
    let all = 0;
    for (const { ground } of exposed)
      for (const [place, lat] of ground.lats.entries()) {
        all++;
        if (Math.hypot(plane.eastKm(ground.lons[place]), plane.northKm(lat)) > reachKm) far++;
      }
    const isCounted = isOnePlace && options.beyondRange === 'extrapolated';
    if (isCounted && far === 0) continue;
    const which = isCounted ? `${far} of ${counted(all, 'place')}` : 'places';
    setting.assume(`${which} beyond the stated range of ${model.name} (${reachKm} km) are ${options.beyondRange}`);
  }
}

/** Warns of ground softer or stiffer than a model was made for: it is used all the same. */
function tellOddGround(setting: HazardSetting, tree: readonly Branch[], shaken: readonly Shaken[]): void {
  const all = shaken.flatMap(({ ground }) => ground.vs30);
  for (const { model } of tree) {
    const [low, high] = model.range.vs30;
    const odd = all.filter((vs30) => vs30 < low || vs30 > high).length;
    if (odd > 0)
      setting.warn(
        [],
        `${odd} of ${counted(all.length, 'shaken place')} outside vs30 ${low} to ${high} m/s`,
        `ground within the range of ${model.name} (${model.source})`,
      );
  }
}

/** Warns of a magnitude that a model was not made for. */
export function tellOddMagnitude(
  setting: HazardSetting,
  tree: readonly Branch[],
  magnitude: number,
  path: readonly string[] = ['magnitude'],
): void {
  for (const { model } of tree) {
    const [low, high] = model.range.magnitude;
    if (magnitude < low || magnitude > high)
      setting.warn(
        path,
        `${magnitude}`,
        `${low} to ${high}, the range of ${model.name} (${model.source}): extrapolated`,
      );
  }
}
