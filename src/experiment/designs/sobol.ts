/** Sobol sequence: points that fill the unit cube evenly, and more of them fill the gaps that the first have left. */
import { assert } from '../../engine/assert.ts';
import { type Draws, PURPOSE } from '../../engine/draws.ts';
import { type Design, mistakeInCount } from './design.ts';
import { mistakeAmong, pointsAlong } from './factor.ts';
import { JOE_KUO } from './joe-kuo.ts';

const BITS = 32;
const TWO_POW_32 = 2 ** BITS;

/** Dimensions for which there are direction numbers. */
export const SOBOL_DIMENSIONS = JOE_KUO.length + 1;

/** The 32 direction numbers of a dimension, counted from 0, each a whole number over 2^32. Bratley & Fox (1988), eq. 2. */
function directionsOf(dimension: number): Int32Array {
  const directions = new Int32Array(BITS);
  const [degree, inner, first] = dimension === 0 ? [0, 0, []] : JOE_KUO[dimension - 1];
  for (let bit = 0; bit < BITS; bit++) {
    if (bit < degree || degree === 0) directions[bit] = (first[bit] ?? 1) << (BITS - 1 - bit);
    else {
      let next = directions[bit - degree] ^ (directions[bit - degree] >>> degree);
      for (let term = 1; term < degree; term++)
        if (((inner >>> (degree - 1 - term)) & 1) === 1) next ^= directions[bit - term];
      directions[bit] = next;
    }
  }
  return directions;
}

/**
 * The first `count` points of the sequence in the order of Antonov & Saleev (1979), the origin included: without it the
 * points of a power of two are no net (Owen 2020). With `shift`, a random digital shift of each dimension, which keeps
 * the net and makes every point uniform (Owen 2003); all coordinates then lie strictly inside (0, 1).
 * @param shift one uniform number a dimension @returns a row a point
 */
export function sobolPoints(dimensions: number, count: number, shift?: readonly number[]): Float64Array[] {
  assert(dimensions >= 1 && dimensions <= SOBOL_DIMENSIONS, 'there are direction numbers for so many dimensions');
  assert(shift === undefined || shift.length === dimensions, 'one shift a dimension');
  const directions = Array.from({ length: dimensions }, (_, dimension) => directionsOf(dimension));
  const state = Int32Array.from({ length: dimensions }, (_, column) => Math.floor((shift?.[column] ?? 0) * TWO_POW_32));
  // Half a step off zero, where a shift has taken away what makes the plain points exact.
  const inside = shift === undefined ? 0 : 0.5;
  return Array.from({ length: count }, (_, index) => {
    if (index > 0) {
      const bit = 31 - Math.clz32(index & -index);
      for (let column = 0; column < dimensions; column++) state[column] ^= directions[column][bit];
    }
    return Float64Array.from(state, (word) => ((word >>> 0) + inside) / TWO_POW_32);
  });
}

/** The digital shifts of named dimensions, each drawn on its name. */
export const shiftsOf = (names: readonly string[], draws: Draws): number[] =>
  names.map((name) => draws.uniform(draws.addresses.handle(`design/sobol/${name}`), PURPOSE.design));

export const sobol: Design = {
  name: 'sobol',
  summary: 'Sobol sequence with a random digital shift; best with a power of two of points',
  source: 'Sobol (1967); Joe & Kuo (2008), new-joe-kuo-6; Owen (2003)',
  isCounted: true,
  points(factors, { count, draws }) {
    const mistake = mistakeAmong(factors) ?? mistakeInCount(count);
    if (mistake !== undefined) return mistake;
    if (factors.length > SOBOL_DIMENSIONS)
      return { found: `${factors.length} factors`, expected: `at most ${SOBOL_DIMENSIONS} for the design sobol` };
    const names = factors.map(({ path }) => path);
    return pointsAlong(factors, sobolPoints(factors.length, count, shiftsOf(names, draws)));
  },
};
