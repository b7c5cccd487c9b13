/** Elementary effects: which factors matter at all, from few runs. Morris (1991), Technometrics 33:161-174. */
import { assert } from '../../engine/assert.ts';
import { type Draws, PURPOSE } from '../../engine/draws.ts';
import { studentQuantile } from '../student.ts';

export interface MorrisPlan {
  readonly names: readonly string[];
  readonly trajectories: number;
  /** Length of a step as a share of the range of a factor. */
  readonly step: number;
  /** One after another along each trajectory, factors + 1 of them in each: a column a factor, in [0, 1]. */
  readonly points: readonly Float64Array[];
  /** The factor that each step changes: factors of them in each trajectory. */
  readonly order: Int32Array;
  /** 1 where that step goes up, -1 where it goes down. */
  readonly direction: Int8Array;
}

/** Effects of one factor over its whole range, in the unit of the output. */
export interface MorrisEffect {
  readonly name: string;
  /** Mean of the elementary effects: effects of opposite signs take each other away. */
  readonly mu: number;
  /** Mean of their absolute values: how much the factor matters. Campolongo, Cariboni & Saltelli (2007). */
  readonly muStar: number;
  /** By Student's t over trajectories, never below 0; unknown from one trajectory. */
  readonly muStarCi95: readonly [number, number];
  /** Standard deviation of the effects: how far the factor is from acting alone and in a straight line. */
  readonly sigma: number;
}

/**
 * Trajectories through a grid of `levels` in the unit cube, along which each factor changes once, by
 * levels / (2 (levels - 1)). What is drawn for a factor is drawn on its name, so that a further factor changes neither
 * the levels of another nor the order of the others.
 * @param names of the factors @param levels an even number of at least 2; 4 is usual
 * @returns trajectories x (factors + 1) points
 */
export function morrisPlan(names: readonly string[], trajectories: number, levels: number, draws: Draws): MorrisPlan {
  assert(names.length > 0 && trajectories >= 1, 'at least one factor and one trajectory');
  assert(Number.isInteger(levels) && levels >= 2 && levels % 2 === 0, 'the number of levels is even');
  const factors = names.length;
  const handles = names.map((name) => draws.addresses.handle(`design/morris/${name}`));
  // With this step every level is as likely as any other, from above and from below.
  const half = levels / 2;
  const levelOf = (place: number): number => place / (levels - 1);
  const points: Float64Array[] = [];
  const order = new Int32Array(trajectories * factors);
  const direction = new Int8Array(trajectories * factors);
  for (let path = 0; path < trajectories; path++) {
    const uniforms = (part: number): Float64Array =>
      Float64Array.from(handles, (handle) => draws.uniform(handle, PURPOSE.design, 3 * path + part));
    const bases = uniforms(0).map((u) => Math.floor(u * half));
    const signs = uniforms(1).map((u) => (u < 0.5 ? 1 : -1));
    const keys = uniforms(2);
    const turns = [...keys.keys()].sort((a, b) => keys[a] - keys[b] || a - b);
    let here = bases.map((base, factor) => levelOf(signs[factor] > 0 ? base : base + half));
    points.push(here);
    for (const [turn, factor] of turns.entries()) {
      here = here.slice();
      here[factor] = levelOf(signs[factor] > 0 ? bases[factor] + half : bases[factor]);
      points.push(here);
      order[path * factors + turn] = factor;
      direction[path * factors + turn] = signs[factor];
    }
  }
  return { names, trajectories, step: levelOf(half), points, order, direction };
}

/** The effects of all factors. @param outputs one a point of the plan, in the same order: finite numbers */
export function morrisEffects(
  { names, trajectories, step, points, order, direction }: MorrisPlan,
  outputs: Float64Array,
): MorrisEffect[] {
  assert(outputs.length === points.length, 'one output a point');
  assert(
    outputs.every((value) => Number.isFinite(value)),
    'outputs are finite',
  );
  const factors = names.length;
  const effects = names.map(() => new Float64Array(trajectories));
  for (let path = 0; path < trajectories; path++)
    for (let turn = 0; turn < factors; turn++) {
      const place = path * factors + turn;
      const before = path * (factors + 1) + turn;
      effects[order[place]][path] = (direction[place] * (outputs[before + 1] - outputs[before])) / step;
    }
  return names.map((name, factor) => {
    const { mean: mu, sd: sigma } = momentsOf(effects[factor]);
    const { mean: muStar, sd } = momentsOf(effects[factor].map(Math.abs));
    const half =
      trajectories > 1 ? (studentQuantile(0.975, trajectories - 1) * sd) / Math.sqrt(trajectories) : Number.NaN;
    return { name, mu, muStar, muStarCi95: [Math.max(0, muStar - half), muStar + half], sigma };
  });
}

function momentsOf(column: Float64Array): { mean: number; sd: number } {
  let sum = 0;
  for (const value of column) sum += value;
  const mean = sum / column.length;
  let squares = 0;
  for (const value of column) squares += (value - mean) ** 2;
  return { mean, sd: column.length > 1 ? Math.sqrt(squares / (column.length - 1)) : Number.NaN };
}
