/**
 * Rare events: great earthquakes asked for more often than they come, and weighed back. Magnitudes follow the truncated
 * Gutenberg-Richter law; they are drawn in strata, or from a law of the same kind with another slope.
 *
 * A design of either kind is a list of points. Each point is a magnitude to be written into the scenario at `path`, or
 * a narrower law of magnitudes, a range of replications to run it on, and the weight of each of those replications in
 * the whole; the weights sum to 1. No two points share a replication: on common random numbers their errors would add
 * up instead of taking each other away, and the intervals would be too short.
 */
import { z } from 'zod';
import { assert } from '../engine/assert.ts';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import { FLAT, magnitudeOf, rateAbove } from '../hazard/seismicity/gutenberg-richter.ts';
import type { Mistake } from './designs/factor.ts';
import { studentQuantile } from './student.ts';
import { wilson } from './wilson.ts';

/** Earthquakes of `min` to `max`, ever fewer by a factor 10^b a unit of magnitude. */
export interface MagnitudeLaw {
  /** 0 for magnitudes that are all as likely; below 0 for great ones that are likelier. */
  readonly b: number;
  readonly min: number;
  readonly max: number;
}

const isFlat = ({ b }: MagnitudeLaw): boolean => Math.abs(b) < FLAT;

/** The magnitude below which a share `u` of the earthquakes lie. */
const magnitudeAt = (u: number, { b, min, max }: MagnitudeLaw): number => magnitudeOf(u, b, min, max);

/** Share of the earthquakes of the law that lie between two magnitudes. */
function shareBetween(low: number, high: number, law: MagnitudeLaw): number {
  if (isFlat(law)) return (high - low) / (law.max - law.min);
  return rateAbove(low, 1, law.b, law.min, law.max) - rateAbove(high, 1, law.b, law.min, law.max);
}

/** Density of the law at a magnitude within it, per unit of magnitude. */
function densityAt(m: number, law: MagnitudeLaw): number {
  const width = law.max - law.min;
  if (isFlat(law)) return 1 / width;
  const beta = law.b * Math.LN10;
  return (beta * Math.exp(-beta * (m - law.min))) / -Math.expm1(-beta * width);
}

/** How much likelier a magnitude is under the law than under a proposal on the same interval. */
export const densityRatio = (m: number, law: MagnitudeLaw, proposal: MagnitudeLaw): number =>
  densityAt(m, law) / densityAt(m, proposal);

const ALLOCATIONS = ['proportional', 'equal', 'neyman'] as const;
type Allocation = (typeof ALLOCATIONS)[number];

/** Keys of both kinds. */
const lawKeys = {
  path: z.string().describe('Of the magnitude in the scenario, such as hazards[0].earthquake.magnitude'),
  b: z.number().positive().max(3).describe('Slope of the Gutenberg-Richter law'),
  min: z.number().describe('Least magnitude'),
  max: z.number().describe('Greatest magnitude'),
};
const sizeKeys = {
  replications: z.number().int().positive().describe('In all'),
  perMagnitude: z.number().int().positive().default(1).describe('Replications on each magnitude that is drawn'),
};
const isInterval = ({ min, max }: { min: number; max: number }): boolean => min < max;
const INTERVAL_EXPECTED = { error: 'a greatest magnitude above the least', path: ['max'] };

/** Zod: strata of magnitudes, as a sweep states them. */
export const strataSchema = z
  .strictObject({
    ...lawKeys,
    count: z.number().int().positive().max(1000).describe('Strata, all of the same width'),
    allocation: z
      .enum(ALLOCATIONS)
      .default('proportional')
      .describe('Replications by probability, the same for each stratum, or by probability times deviation'),
    ...sizeKeys,
  })
  .refine(isInterval, INTERVAL_EXPECTED);
export type StrataBlock = z.output<typeof strataSchema>;

/** Zod: magnitudes drawn by importance, as a sweep states it. */
export const importanceSchema = z
  .strictObject({
    ...lawKeys,
    proposal: z
      .number()
      .min(-3)
      .max(3)
      .describe('Slope of the law that magnitudes are drawn from: less than b for more great ones'),
    ...sizeKeys,
  })
  .refine(isInterval, INTERVAL_EXPECTED);
export type ImportanceBlock = z.output<typeof importanceSchema>;

/** One run of a design: replications `first` to `first + count - 1` of the scenario with this magnitude. */
interface WeightedPoint {
  /** A magnitude, or the law of magnitudes that each replication is to draw its own from. */
  readonly magnitude: number | MagnitudeLaw;
  /** Index of its stratum; 0 where there are none. */
  readonly stratum: number;
  readonly first: number;
  readonly count: number;
  /** Of each replication of the point; over all points they sum to 1. */
  readonly weight: number;
}

export interface WeightedDesign {
  readonly kind: 'strata' | 'importance';
  readonly path: string;
  /**
   * What is independent and alike within a stratum: the magnitudes that were drawn, each with its replications, or the
   * replications themselves where each draws its own magnitude.
   */
  readonly unit: 'point' | 'replication';
  /** Probability of each stratum; one of 1 where there are none. */
  readonly probabilities: readonly number[];
  readonly points: readonly WeightedPoint[];
}

/** A stratum of magnitudes: the law within it is the same law, cut off more narrowly. */
export interface Stratum extends MagnitudeLaw {
  readonly probability: number;
}

/** Strata of equal width, from the least magnitude upwards. */
export function strataOf({ b, min, max, count }: MagnitudeLaw & { readonly count: number }): Stratum[] {
  const edge = (index: number): number => (index === count ? max : min + (index * (max - min)) / count);
  return Array.from({ length: count }, (_, index) => {
    const [low, high] = [edge(index), edge(index + 1)];
    return { b, min: low, max: high, probability: shareBetween(low, high, { b, min, max }) };
  });
}

/**
 * Shares of the units that each stratum is given: by probability; the same; or by probability times deviation, which
 * makes the variance of the mean least. Neyman (1934), J. R. Stat. Soc. 97:558-625; Cochran (1977), eq. 5.26. Where no
 * stratum varies, Neyman's are those by probability.
 * @param deviations standard deviation of the outcome of a unit within each stratum; for `neyman` alone
 */
export function allocationShares(
  allocation: Allocation,
  probabilities: readonly number[],
  deviations: readonly number[] = [],
): number[] {
  if (allocation === 'equal') return probabilities.map(() => 1 / probabilities.length);
  if (allocation === 'proportional') return [...probabilities];
  assert(deviations.length === probabilities.length, "Neyman's allocation needs a deviation a stratum");
  const products = probabilities.map((probability, index) => probability * deviations[index]);
  const sum = products.reduce((total, product) => total + product, 0);
  return sum > 0 ? products.map((product) => product / sum) : [...probabilities];
}

/** Variance of the stratified mean times the number of units, when they are shared out so. Cochran (1977), eq. 5.7. */
export const stratifiedVariance = (
  probabilities: readonly number[],
  deviations: readonly number[],
  shares: readonly number[],
): number =>
  probabilities.reduce((sum, probability, index) => {
    const spread = (probability * deviations[index]) ** 2;
    return spread === 0 ? sum : sum + spread / shares[index];
  }, 0);

/** Fewest units of a stratum: from one alone nobody can tell how much they vary. */
const LEAST_UNITS = 2;

/** Whole numbers that sum to `total` and are as near to the shares as they can be, each at least {@link LEAST_UNITS}. */
export function unitsByShare(shares: readonly number[], total: number): number[] {
  assert(total >= LEAST_UNITS * shares.length, 'every stratum has its least');
  const counts = shares.map(() => LEAST_UNITS);
  // Strata whose share is below the least have had theirs; the rest is shared out among the others (largest remainder).
  let open = [...shares.keys()];
  let left = total;
  for (;;) {
    const sum = open.reduce((whole, index) => whole + shares[index], 0);
    const small = open.filter((index) => shares[index] * left < LEAST_UNITS * sum);
    if (small.length === 0 || small.length === open.length) break;
    left -= LEAST_UNITS * small.length;
    open = open.filter((index) => !small.includes(index));
  }
  const sum = open.reduce((whole, index) => whole + shares[index], 0);
  const exact = open.map((index) => (sum > 0 ? (shares[index] / sum) * left : left / open.length));
  let rest = left;
  for (const [place, index] of open.entries()) {
    counts[index] = Math.floor(exact[place]);
    rest -= counts[index];
  }
  const byRemainder = [...open.keys()].sort((a, b) => (exact[b] % 1) - (exact[a] % 1) || a - b);
  for (const place of byRemainder.slice(0, rest)) counts[open[place]]++;
  return counts;
}

/**
 * Share of the units that is given out by probability under Neyman's allocation. A pilot may have seen nothing vary in
 * a stratum where something rarely happens: it is still looked at, for at most a ninth more variance.
 */
const DEFENSIVE_SHARE = 0.1;

interface StrataOptions {
  /** Of the outcome of a unit in each stratum, from a pilot: see {@link pilotOf} and {@link deviationsOf}. */
  readonly deviations?: readonly number[];
  /** `law` where the scenario can draw a magnitude in each replication: one point a stratum. */
  readonly within?: 'magnitudes' | 'law';
  /** The first replication, after those of the pilot; 0 when left out. */
  readonly first?: number;
}

/**
 * The points of a block of strata. Within a stratum magnitudes are independent draws of the law there, at the address of
 * the stratum, so that the mean is unbiased and its variance can be told.
 */
export function strataDesign(
  block: StrataBlock,
  draws: Draws,
  { deviations, within = 'magnitudes', first = 0 }: StrataOptions = {},
): WeightedDesign | Mistake {
  const strata = strataOf(block);
  const probabilities = strata.map(({ probability }) => probability);
  const perUnit = within === 'law' ? 1 : block.perMagnitude;
  const units = Math.floor(block.replications / perUnit);
  if (units < LEAST_UNITS * block.count)
    return {
      found: `${block.replications} replications${perUnit > 1 ? `, ${perUnit} on each magnitude,` : ''} for ${block.count} strata`,
      expected: `at least ${LEAST_UNITS * block.count * perUnit}: ${LEAST_UNITS} ${within === 'law' ? 'replications' : 'magnitudes'} a stratum`,
    };
  let shares = allocationShares(block.allocation, probabilities, deviations);
  if (block.allocation === 'neyman')
    shares = shares.map((share, index) => (1 - DEFENSIVE_SHARE) * share + DEFENSIVE_SHARE * probabilities[index]);
  const counts = unitsByShare(shares, units);
  const points: WeightedPoint[] = [];
  let next = first;
  const add = (magnitude: number | MagnitudeLaw, stratum: number, count: number): void => {
    const weight = probabilities[stratum] / (counts[stratum] * perUnit);
    points.push({ magnitude, stratum, first: next, count, weight });
    next += count;
  };
  for (const [stratum, { b, min, max }] of strata.entries()) {
    if (within === 'law') add({ b, min, max }, stratum, counts[stratum]);
    else {
      // Named by its place among all strata and by where it begins: a pilot and what follows it draw apart.
      const handle = draws.addresses.handle(`design/strata/${block.path}/${stratum}/${first}`);
      for (let unit = 0; unit < counts[stratum]; unit++)
        add(magnitudeAt(draws.uniform(handle, PURPOSE.design, unit), { b, min, max }), stratum, perUnit);
    }
  }
  return { kind: 'strata', path: block.path, unit: within === 'law' ? 'replication' : 'point', probabilities, points };
}

/** The block of the pilot that Neyman's allocation needs first: a tenth of the replications, the same for each stratum. */
export const pilotOf = (block: StrataBlock): StrataBlock => ({
  ...block,
  allocation: 'equal',
  replications: Math.max(
    Math.ceil(block.replications / 10),
    // Of fewer a standard deviation says little.
    10 * block.count * block.perMagnitude,
  ),
});

/** Standard deviation of a unit's outcome within each stratum. @param columns outcomes of each point of the design */
export function deviationsOf(design: WeightedDesign, columns: readonly Float64Array[]): number[] {
  return unitsOf(design, columns, (value) => value).map((units) => {
    const means = units.filter(({ arisen }) => arisen > 0).map(({ amount, arisen }) => amount / arisen);
    return means.length > 1 ? Math.sqrt(varianceOf(means)) : 0;
  });
}

/** The law that a block of importance draws its magnitudes from. */
export const proposalOf = ({ proposal, min, max }: ImportanceBlock): MagnitudeLaw => ({ b: proposal, min, max });

/** What is wrong with the number of magnitudes of a block of importance. */
export function tooFewMagnitudes({ replications, perMagnitude }: ImportanceBlock): Mistake | undefined {
  if (Math.floor(replications / perMagnitude) >= LEAST_EFFECTIVE) return undefined;
  return {
    found: `${replications} replications, ${perMagnitude} on each magnitude`,
    expected: `at least ${LEAST_EFFECTIVE} magnitudes: ${LEAST_EFFECTIVE * perMagnitude} replications`,
  };
}

/** The points of a block of importance: magnitudes of the proposal, each weighed by how much likelier it truly is. */
export function importanceDesign(block: ImportanceBlock, draws: Draws, first: number = 0): WeightedDesign | Mistake {
  const mistake = tooFewMagnitudes(block);
  if (mistake !== undefined) return mistake;
  const { path, replications, perMagnitude } = block;
  const handle = draws.addresses.handle(`design/importance/${path}/${first}`);
  const magnitudes = Array.from({ length: Math.floor(replications / perMagnitude) }, (_, unit) =>
    magnitudeAt(draws.uniform(handle, PURPOSE.design, unit), proposalOf(block)),
  );
  return importanceOf(block, magnitudes, first);
}

/** The same of magnitudes that were drawn of the proposal elsewhere: by each replication its own, where one is on each. */
export function importanceOf(block: ImportanceBlock, magnitudes: readonly number[], first: number): WeightedDesign {
  const { path, b, min, max, perMagnitude } = block;
  const drawn = proposalOf(block);
  const ratios = magnitudes.map((m) => densityRatio(m, { b, min, max }, drawn));
  const sum = ratios.reduce((total, ratio) => total + ratio, 0);
  const points = magnitudes.map((magnitude, unit) => ({
    magnitude,
    stratum: 0,
    first: first + unit * perMagnitude,
    count: perMagnitude,
    weight: ratios[unit] / (sum * perMagnitude),
  }));
  return { kind: 'importance', path, unit: 'point', probabilities: [1], points };
}

/** What the units of a stratum come to: `amount` over `arisen` is a mean over the replications in which it arose. */
interface Unit {
  /** Sum of the outcomes that arose, a replication. */
  readonly amount: number;
  /** Share of the replications in which the question arose. */
  readonly arisen: number;
  /** Of the whole unit. */
  readonly weight: number;
  readonly replications: number;
}

/** The units of each stratum, in the order of the points. */
function unitsOf(design: WeightedDesign, columns: readonly Float64Array[], read: (value: number) => number): Unit[][] {
  const { points, probabilities, unit } = design;
  assert(columns.length === points.length, 'one column a point');
  const strata = probabilities.map((): Unit[] => []);
  for (const [place, { stratum, count, weight }] of points.entries()) {
    const column = columns[place];
    assert(column.length === count, 'one outcome a replication of a point');
    if (unit === 'replication') for (const value of column) strata[stratum].push(unitOf([value], weight, read));
    else strata[stratum].push(unitOf(column, weight, read));
  }
  return strata;
}

function unitOf(column: ArrayLike<number>, weight: number, read: (value: number) => number): Unit {
  let sum = 0;
  let arisen = 0;
  for (let row = 0; row < column.length; row++) {
    const value = read(column[row]);
    if (Number.isNaN(value)) continue;
    assert(Number.isFinite(value), 'a censored outcome is given as what it is known to exceed');
    sum += value;
    arisen++;
  }
  const replications = column.length;
  return { amount: sum / replications, arisen: arisen / replications, weight: weight * replications, replications };
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/** Kish's effective sample size: so many units of equal weight would say as much. Kish (1965), Survey Sampling, 11.7. */
export function effectiveSize(weights: Iterable<number>): number {
  let sum = 0;
  let squares = 0;
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}

/** Below this an estimate by importance rests on a few magnitudes and its interval cannot be trusted. */
export const LEAST_EFFECTIVE = 50;

/** No estimate, and why. */
export interface Refusal {
  readonly refused: string;
  readonly effectiveSize: number;
}

export const isRefusal = (result: object): result is Refusal => 'refused' in result;

export interface WeightedEstimate {
  readonly value: number;
  readonly standardError: number;
  readonly ci95: readonly [number, number];
  /** Of the units. For strata it says how uneven the weights are, not how good the estimate is. */
  readonly effectiveSize: number;
  /** Weight of the replications in which the question arose. */
  readonly arisenShare: number;
}

/** Refuses weights of importance that rest on too few units. */
function refusalOf({ kind }: WeightedDesign, size: number): Refusal | undefined {
  if (kind !== 'importance' || size >= LEAST_EFFECTIVE) return undefined;
  return {
    refused: `the weights are worth ${size.toFixed(1)} magnitudes of equal weight, fewer than ${LEAST_EFFECTIVE}: take more magnitudes, or a proposal nearer to the law`,
    effectiveSize: size,
  };
}

/**
 * Mean of an outcome under the law of magnitudes, over the replications in which it arises (NaN where it does not).
 * Strata: Cochran (1977), eq. 5.6 and 5.12, with Satterthwaite's degrees of freedom (eq. 5.16); as a ratio, by its
 * residuals (eq. 6.13), where it does not always arise. Importance: self-normalised, Owen (2013), Monte Carlo, eq. 9.9.
 * @param columns outcomes of each point; a censored one as the time that it is known to exceed
 */
export function weightedMean(design: WeightedDesign, columns: readonly Float64Array[]): WeightedEstimate | Refusal {
  const strata = unitsOf(design, columns, (value) => value);
  const size = sizeOf(strata);
  const refusal = refusalOf(design, size);
  if (refusal !== undefined) return refusal;
  const { value, variance, freedom, arisenShare } = ratioOf(design, strata);
  const standardError = Math.sqrt(variance);
  const half = (freedom > 0 ? studentQuantile(0.975, freedom) : Number.NaN) * standardError;
  return { value, standardError, ci95: [value - half, value + half], effectiveSize: size, arisenShare };
}

/** Whether the weights of a design are worth too little, before anything is run on it. */
export function refusalBefore(design: WeightedDesign): Refusal | undefined {
  const weights = design.points.flatMap(({ weight, count }) =>
    design.unit === 'point' ? [weight * count] : Array.from({ length: count }, () => weight),
  );
  return refusalOf(design, effectiveSize(weights));
}

/** Mean of an outcome within each stratum, over the replications in which it arises; not a number where it never does. */
export const stratumMeans = (design: WeightedDesign, columns: readonly Float64Array[]): number[] =>
  unitsOf(design, columns, (value) => value).map((units) => {
    const arisen = units.reduce((sum, unit) => sum + unit.weight * unit.arisen, 0);
    return units.reduce((sum, unit) => sum + unit.weight * unit.amount, 0) / arisen;
  });

/** A standard error below this share of what varies between replications is rounding. */
const ROUNDING = 1e-12;

/**
 * How many times the variance of the design that of plain sampling on as many replications would be. The variance of a
 * replication follows from the weighted squares, which are as sure as the estimate itself; NaN where the design leaves
 * nothing to chance.
 */
export function gainOverPlain(
  { points }: WeightedDesign,
  columns: readonly Float64Array[],
  { value, standardError, arisenShare }: WeightedEstimate,
): number {
  let squares = 0;
  let weights = 0;
  let replications = 0;
  for (const [place, column] of columns.entries())
    for (const outcome of column) {
      replications++;
      if (Number.isNaN(outcome)) continue;
      squares += points[place].weight * (outcome - value) ** 2;
      weights += points[place].weight;
    }
  const plain = (squares / weights + standardError ** 2) / (replications * arisenShare);
  return standardError > ROUNDING * Math.sqrt(squares / weights) ? plain / standardError ** 2 : Number.NaN;
}

const sizeOf = (strata: readonly Unit[][]): number => effectiveSize(strata.flat().map(({ weight }) => weight));

interface Ratio {
  readonly value: number;
  readonly variance: number;
  readonly freedom: number;
  readonly arisenShare: number;
}

function ratioOf({ kind, probabilities }: WeightedDesign, strata: readonly Unit[][]): Ratio {
  let amount = 0;
  let arisen = 0;
  let whole = 0;
  for (const unit of strata.flat()) {
    amount += unit.weight * unit.amount;
    arisen += unit.weight * unit.arisen;
    whole += unit.weight;
  }
  const value = arisen > 0 ? amount / arisen : Number.NaN;
  // Exactly 1 where it always arises, whatever rounding made of the weights.
  const arisenShare = arisen / whole;
  const residual = (unit: Unit): number => (unit.amount - value * unit.arisen) / arisen;
  if (kind === 'importance') {
    let variance = 0;
    for (const unit of strata[0]) variance += (unit.weight * residual(unit)) ** 2;
    return { value, variance, freedom: strata[0].length - 1, arisenShare };
  }
  let variance = 0;
  let spread = 0;
  for (const [stratum, units] of strata.entries()) {
    const part = (probabilities[stratum] ** 2 * varianceOf(units.map(residual))) / units.length;
    variance += part;
    spread += part ** 2 / (units.length - 1);
  }
  const freedom = spread > 0 ? variance ** 2 / spread : strata.reduce((sum, { length }) => sum + length - 1, 0);
  return { value, variance, freedom, arisenShare };
}

/**
 * Probability under the law of magnitudes that an outcome is above a threshold; what does not arise is not above it,
 * and what is censored may be given as infinity.
 *
 * The interval of each stratum is Wilson's (1927), on as many replications as the units of the stratum are worth, and
 * the strata are put together by Zou, Huang & Zhang (2009), Comput. Stat. Data Anal. 53:1080-1085, eq. 2: it has a
 * width where no replication, or every one, is above. Importance: Wilson's on the size that the variance stands for;
 * where nothing is above, on one over the greatest weight.
 */
export function weightedExceedance(
  design: WeightedDesign,
  columns: readonly Float64Array[],
  threshold: number,
): WeightedEstimate | Refusal {
  const strata = unitsOf(design, columns, (value) => (value > threshold ? 1 : 0));
  const size = sizeOf(strata);
  const refusal = refusalOf(design, size);
  if (refusal !== undefined) return refusal;
  const { value, variance } = ratioOf(design, strata);
  return {
    value,
    standardError: Math.sqrt(variance),
    ci95: design.kind === 'strata' ? joinedWilson(design, strata, value) : importanceWilson(strata[0], value, variance),
    effectiveSize: size,
    arisenShare: 1,
  };
}

function joinedWilson({ probabilities }: WeightedDesign, strata: readonly Unit[][], value: number): [number, number] {
  let below = 0;
  let above = 0;
  for (const [stratum, units] of strata.entries()) {
    const shares = units.map(({ amount }) => amount);
    const share = shares.reduce((sum, one) => sum + one, 0) / shares.length;
    const trials = units.reduce((sum, { replications }) => sum + replications, 0);
    const spread = varianceOf(shares);
    // Replications on one magnitude are worth no fewer trials than magnitudes, and no more than replications.
    const worth = spread > 0 ? (share * (1 - share) * units.length) / spread : units.length;
    const [low, high] = wilson(share, Math.min(trials, Math.max(units.length, worth)));
    below += (probabilities[stratum] * (share - low)) ** 2;
    above += (probabilities[stratum] * (high - share)) ** 2;
  }
  return [Math.max(0, value - Math.sqrt(below)), Math.min(1, value + Math.sqrt(above))];
}

function importanceWilson(units: readonly Unit[], value: number, variance: number): [number, number] {
  const heaviest = units.reduce((most, { weight }) => Math.max(most, weight), 0);
  return wilson(value, variance > 0 ? (value * (1 - value)) / variance : 1 / heaviest);
}
