/** A study of sensitivity: the points that it needs of a scenario, and what their means say of each factor. */
import type { Draws } from '../../engine/draws.ts';
import type { Setting } from '../../scenario/sweep-setting.ts';
import { mistakeInCount } from '../designs/design.ts';
import { type Factor, isMistake, type Mistake, mistakeAmong, pointsAlong, written } from '../designs/factor.ts';
import type { Summary } from '../statistics.ts';
import type { SweepPlan } from '../sweep-plan.ts';
import { type MorrisEffect, type MorrisPlan, morrisEffects, morrisPlan } from './morris.ts';
import { type SobolIndices, type SobolPlan, sobolIndices, sobolPlan } from './sobol-indices.ts';

export type StudyRequest =
  | { readonly method: 'morris'; readonly trajectories: number; readonly levels: number }
  | { readonly method: 'sobol'; readonly rows: number };

type StudyPlan =
  | { readonly method: 'morris'; readonly cube: MorrisPlan; readonly levels: number }
  | { readonly method: 'sobol'; readonly cube: SobolPlan };

export interface Study {
  readonly plan: StudyPlan;
  /** What a sweep runs: each different setting once. */
  readonly swept: Pick<SweepPlan, 'factors' | 'points'>;
  /** Where in the sweep each point of the plan is found. */
  readonly places: Int32Array;
}

/** @param draws standing at replication 0 */
export function studyOf(factors: readonly Factor[], request: StudyRequest, draws: Draws): Study | Mistake {
  const mistake = mistakeAmong(factors) ?? mistakeInRange(factors);
  if (mistake !== undefined) return mistake;
  const plan = planOf(
    factors.map(({ path }) => path),
    request,
    draws,
  );
  if (isMistake(plan)) return plan;
  const points: Setting['value'][][] = [];
  const known = new Map<string, number>();
  const places = Int32Array.from(pointsAlong(factors, plan.cube.points), (point) => {
    const values = point.map(written);
    const key = JSON.stringify(values);
    const place = known.get(key) ?? points.length;
    if (place === points.length) {
      known.set(key, place);
      points.push(values);
    }
    return place;
  });
  return { plan, swept: { factors: factors.map(({ path }) => path), points }, places };
}

/** A factor of one value has nothing to say. */
function mistakeInRange(factors: readonly Factor[]): Mistake | undefined {
  for (const { path, values } of factors)
    if (values.kind === 'levels' && values.levels.length < 2)
      return { found: `one value of ${path}`, expected: 'an interval low:high, or a list of at least two' };
  return undefined;
}

function planOf(names: readonly string[], request: StudyRequest, draws: Draws): StudyPlan | Mistake {
  if (request.method === 'morris') {
    const { trajectories, levels } = request;
    if (levels % 2 !== 0) return { found: `${levels} levels`, expected: 'an even number of levels, such as 4' };
    const mistake = mistakeInCount(trajectories * (names.length + 1));
    return mistake ?? { method: 'morris', cube: morrisPlan(names, trajectories, levels, draws), levels };
  }
  const mistake = mistakeInCount(request.rows * (names.length + 2));
  if (mistake !== undefined) return mistake;
  const cube = sobolPlan(names, request.rows, draws);
  return isMistake(cube) ? cube : { method: 'sobol', cube };
}

type Answer =
  | { readonly method: 'morris'; readonly effects: readonly MorrisEffect[] }
  | { readonly method: 'sobol'; readonly indices: SobolIndices };

/** What is found of a metric under a protocol, its factors sorted by how much they matter. */
export interface Finding {
  /** Mean over the points of the plan. */
  readonly mean: number;
  /** Between the points of the plan. */
  readonly sd: number;
  /** Of the mean at a point, root of the mean of squares: what other replications would change, at most. */
  readonly noise: number;
  /** Most that was censored at any point: with any, means are restricted to the horizon. */
  readonly censoredShare: number;
  /** Points at which the question never arose: with any, there is no answer. */
  readonly silent: number;
  readonly answer: Answer | undefined;
}

/** @param summaries of the points of the sweep, in their order @param draws standing at replication 0 */
export function findingOf({ plan, places }: Study, summaries: readonly Summary[], draws: Draws): Finding {
  const outputs = Float64Array.from(places, (place) => summaries[place].mean);
  const silent = summaries.filter(({ n }) => n === 0).length;
  const mean = meanOf(outputs);
  const errors = summaries.map(({ sd, n }) => (n > 1 ? sd ** 2 / n : 0));
  return {
    mean,
    sd: Math.sqrt(meanOf(outputs.map((value) => (value - mean) ** 2))),
    noise: Math.sqrt(meanOf(errors)),
    censoredShare: summaries.reduce((most, { censoredShare }) => Math.max(most, censoredShare), 0),
    silent,
    answer: silent > 0 ? undefined : answerOf(plan, outputs, draws),
  };
}

function answerOf(plan: StudyPlan, outputs: Float64Array, draws: Draws): Answer {
  if (plan.method === 'morris') {
    const effects = morrisEffects(plan.cube, outputs).sort((a, b) => b.muStar - a.muStar);
    return { method: 'morris', effects };
  }
  const { factors, ...whole } = sobolIndices(plan.cube, outputs, draws);
  return { method: 'sobol', indices: { ...whole, factors: [...factors].sort((a, b) => b.total - a.total || 0) } };
}

const meanOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** Wider than this share of the greatest mu*, its interval leaves the order of the factors open. */
const WIDE_MORRIS = 0.5;
/** Wider than this, an interval of a share of the variance says little. */
const WIDE_SOBOL = 0.2;
/** Noise of the means beyond this share of their spread may pass for an effect. */
const NOISY = 0.25;

/** What would make a finding surer, as sentences; none where it is sure enough. */
export function adviceOn({ answer, noise, sd }: Finding): string[] {
  const advice: string[] = [];
  if (answer?.method === 'morris') {
    const [{ muStar, muStarCi95 }] = answer.effects;
    if (muStar > 0 && muStarCi95[1] - muStarCi95[0] > WIDE_MORRIS * muStar)
      advice.push('the interval of the greatest mu* is wide: more --trajectories would narrow it');
  }
  if (
    answer?.method === 'sobol' &&
    answer.indices.factors.some(({ totalCi95: [low, high] }) => high - low > WIDE_SOBOL)
  )
    advice.push('intervals of total indices are wide: more --rows would narrow them');
  if (noise > NOISY * sd && sd > 0)
    advice.push('the means are noisy beside what the factors change: more --replications would tell more');
  return advice;
}
