/** Latin hypercube: as many points as parts of each factor, and each part is hit once. */
import { assert } from '../../engine/assert.ts';
import { type Draws, PURPOSE } from '../../engine/draws.ts';
import { type Design, mistakeInCount } from './design.ts';
import { mistakeAmong, pointsAlong } from './factor.ts';

/**
 * `count` points of the unit cube: in each column, each of the parts [i / count, (i + 1) / count) holds one of them.
 * McKay, Beckman & Conover (1979), Technometrics 21:239-245. The order of the parts and the place in each are drawn on
 * the name of the column, so that a further factor changes no column of another.
 * @param names of the columns @param attempt another of the many hypercubes of the same seed
 */
export function latinHypercube(
  names: readonly string[],
  count: number,
  draws: Draws,
  attempt: number = 0,
): Float64Array[] {
  const rows = Array.from({ length: count }, () => new Float64Array(names.length));
  for (const [column, name] of names.entries()) {
    const handle = draws.addresses.handle(`design/lhs/${attempt}/${name}`);
    const keys = Float64Array.from(rows, (_, part) => draws.uniform(handle, PURPOSE.design, part));
    const order = [...keys.keys()].sort((a, b) => keys[a] - keys[b] || a - b);
    for (const [row, part] of order.entries())
      rows[row][column] = (part + draws.uniform(handle, PURPOSE.design, count + part)) / count;
  }
  return rows;
}

/** The least distance of two points of the unit cube; infinity for one point alone. */
export function leastDistance(rows: readonly Float64Array[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let a = 0; a < rows.length; a++)
    for (let b = a + 1; b < rows.length; b++) least = Math.min(least, squareBetween(rows[a], rows[b], least));
  return Math.sqrt(least);
}

/** Square of the distance of two points; whatever is beyond `enough` where it is that far. */
function squareBetween(a: Float64Array, b: Float64Array, enough: number): number {
  let square = 0;
  for (let column = 0; column < a.length && square < enough; column++) square += (a[column] - b[column]) ** 2;
  return square;
}

/**
 * The hypercube, of so many attempts, whose nearest two points lie farthest apart; the first of equals.
 * Johnson, Moore & Ylvisaker (1990), J. Stat. Plan. Inference 26:131-148 (maximin distance).
 */
export function maximinHypercube(
  names: readonly string[],
  count: number,
  draws: Draws,
  attempts: number,
): Float64Array[] {
  assert(attempts >= 1, 'at least one attempt');
  let best = latinHypercube(names, count, draws);
  if (attempts === 1) return best;
  let most = leastDistance(best);
  for (let attempt = 1; attempt < attempts; attempt++) {
    const rows = latinHypercube(names, count, draws, attempt);
    const distance = leastDistance(rows);
    if (distance > most) {
      most = distance;
      best = rows;
    }
  }
  return best;
}

/** Most comparisons of two points, over all tries, before the design takes longer than what is run on it. */
const MOST_COMPARISONS = 1e9;

export const lhs: Design = {
  name: 'lhs',
  summary: 'Latin hypercube: each of as many parts of a factor as there are points is hit once',
  source: 'McKay, Beckman & Conover (1979); Johnson, Moore & Ylvisaker (1990)',
  isCounted: true,
  points(factors, { count, draws, tries = 1 }) {
    const mistake = mistakeAmong(factors) ?? mistakeInCount(count);
    if (mistake !== undefined) return mistake;
    if (!Number.isInteger(tries) || tries < 1)
      return { found: `${tries} tries`, expected: 'a whole number of tries of at least 1' };
    if (tries > 1 && (tries * count ** 2) / 2 > MOST_COMPARISONS)
      return {
        found: `${tries} tries of ${count} points`,
        expected: `at most ${Math.max(1, Math.floor((2 * MOST_COMPARISONS) / count ** 2))} tries of so many`,
      };
    const names = factors.map(({ path }) => path);
    return pointsAlong(factors, maximinHypercube(names, count, draws, tries));
  },
};
