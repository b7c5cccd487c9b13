/** What every hazard that shakes a backbone lets the user choose, and the shaker that these choices make. */
import { z } from 'zod';
import { duration, isFact, sourced } from '../text/quantity.ts';
import { CABLE_K1, REPAIR_LAW_NAMES, REPAIR_LAWS } from './buried-line.ts';
import {
  type ExposedLines,
  type ExposedSites,
  exposedLines,
  exposedSites,
  type Ground,
  serviceFactors,
} from './exposure.ts';
import { HARMED_STATES, stateNumber } from './fragility.ts';
import { groundMotionModels } from './ground-motion/index.ts';
import type { HazardSetting } from './hazard.ts';
import type { LocalPlane } from './local-plane.ts';
import { PGV_PGA_CORRELATION, RANGE_KM } from './random-field.ts';
import { type Branch, Shaker } from './shaker.ts';
import { ShakingDamage } from './shaking-damage.ts';
import { counted, tellFlag } from './telling.ts';

const factor = sourced(z.number().nonnegative()).optional();
const MODEL_NAMES = groundMotionModels.map((model) => model.name);
const modelName = z.enum(MODEL_NAMES);

/** m/s, where nothing is known of the ground: HAZUS's class D. */
export const DEFAULT_VS30 = 360;

/** Keys of a hazard's schema. */
export const shakingOptions = {
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
};

/** When it strikes. */
export const strikesAt = duration.default(0).describe('When it strikes');

const optionsSchema = z.strictObject(shakingOptions);
type ShakingOptions = z.output<typeof optionsSchema>;

export interface Shakeable {
  readonly shaker: Shaker;
  readonly tree: readonly Branch[];
  readonly sites: ExposedSites;
  readonly lines: ExposedLines;
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
  const { network } = setting;
  if (options.anchored !== 'all')
    for (const [index, id] of options.anchored.entries())
      if (!network.siteIndex.has(id))
        setting.error(['anchored', index], `"${id}"`, 'the id of a site', network.siteIndex.keys());
  const tree = treeOf(options.model);
  const extrapolates = options.beyondRange === 'extrapolated';
  const reachKm = Math.max(...tree.map(({ model }) => model.range.distanceKm[1]));
  const limitKm = extrapolates ? Number.POSITIVE_INFINITY : reachKm + marginKm;
  const reached = (lat: number, lon: number): boolean => Math.hypot(plane.eastKm(lon), plane.northKm(lat)) <= limitKm;
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
    setting.assume(`the repair rate of buried pipes (${law.source}) holds for cables, and ground does not fail`);
    setting.assume('vs30 along a line is that of its nearer end');
  }
  setting.assume(
    `residuals correlate over ${RANGE_KM.pga} km (PGA) and ${RANGE_KM.pgv} km (PGV, as SA at 1 s), Jayaram & Baker (2009)`,
  );
  setting.assume(`residuals of PGV and PGA correlate by ${PGV_PGA_CORRELATION} at a place (Bradley 2012, recalled)`);
  if (tree.length > 1) {
    const whole = tree.reduce((sum, { weight }) => sum + weight, 0);
    const shares = tree.map(({ model, weight }) => `${model.name} ${(weight / whole).toFixed(2)}`);
    setting.assume(`the weights of the logic tree (${options.logicTree}): ${shares.join(', ')}`);
  }
  tellFar(options, setting, plane, tree, [sites, lines], Number.isFinite(marginKm));
  tellOddGround(setting, tree, sites, lines);
  const damage = new ShakingDamage(setting, sites, lines, law, stateNumber(options.failsFrom));
  return { shaker: new Shaker(plane, sites, lines, tree, options.logicTree, extrapolates, damage), tree, sites, lines };
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
function tellOddGround(
  setting: HazardSetting,
  tree: readonly Branch[],
  sites: ExposedSites,
  lines: ExposedLines,
): void {
  const all = [...sites.ground.vs30, ...lines.ground.vs30];
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
export function tellOddMagnitude(setting: HazardSetting, tree: readonly Branch[], magnitude: number): void {
  for (const { model } of tree) {
    const [low, high] = model.range.magnitude;
    if (magnitude < low || magnitude > high)
      setting.warn(['magnitude'], `${magnitude}`, `${low} to ${high}, the range of ${model.name} (${model.source})`);
  }
}
