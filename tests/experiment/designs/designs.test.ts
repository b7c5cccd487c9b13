import fc from 'fast-check';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { Addresses, Draws, keyFrom } from '../../../src/engine/draws.ts';
import { type DesignPoint, type Factor, factorOf, isMistake } from '../../../src/experiment/designs/factor.ts';
import { grid } from '../../../src/experiment/designs/grid.ts';
import { designs } from '../../../src/experiment/designs/index.ts';
import { JOE_KUO } from '../../../src/experiment/designs/joe-kuo.ts';
import { latinHypercube, leastDistance, lhs, maximinHypercube } from '../../../src/experiment/designs/lhs.ts';
import { SOBOL_DIMENSIONS, shiftsOf, sobol, sobolPoints } from '../../../src/experiment/designs/sobol.ts';

const drawsOf = (seed: number): Draws => new Draws(keyFrom(seedrandom(String(seed))), new Addresses());
const factors = (...texts: string[]): Factor[] =>
  texts.map((text) => {
    const factor = factorOf(text);
    if (isMistake(factor)) throw new Error(factor.found);
    return factor;
  });
const pointsOf = (result: ReturnType<typeof grid.points>): DesignPoint[] => {
  if (isMistake(result)) throw new Error(`found ${result.found}, expected ${result.expected}`);
  return result;
};
const setting = (count: number, seed = 1) => ({ count, draws: drawsOf(seed) });
const columnOf = (rows: readonly Float64Array[], column: number): number[] => rows.map((row) => row[column]);
/** Point 777 of the plain sequence in 64 dimensions, times 1024. */
const POINT_777 = [
  709, 959, 167, 281, 651, 365, 195, 781, 357, 331, 763, 713, 393, 485, 583, 527, 413, 885, 379, 771, 243, 279, 969,
  493, 353, 149, 61, 799, 65, 113, 555, 921, 115, 3, 825, 969, 473, 359, 351, 367, 739, 273, 971, 411, 329, 155, 385,
  33, 795, 975, 85, 37, 631, 725, 709, 933, 365, 661, 821, 565, 525, 501, 141, 437,
];
const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `factor-${index}`);

/** Whether each of `parts` equal parts of [0, 1) holds one of as many numbers. */
const hitsEachOnce = (column: readonly number[], parts: number): boolean =>
  column.length === parts && new Set(column.map((value) => Math.floor(value * parts))).size === parts;

describe('every design', () => {
  it('has a name of its own', () => {
    expect(designs.map(({ name }) => name)).toEqual(['grid', 'lhs', 'sobol']);
  });
  it.each(designs)('$name is the same again, and gives values in the order of the factors', (design) => {
    const varied = factors('magnitude=6:7:0.5', 'vessel=resident,import');
    const first = pointsOf(design.points(varied, setting(6)));
    expect(pointsOf(design.points(varied, setting(6)))).toEqual(first);
    expect(first).toHaveLength(6);
    for (const [magnitude, vessel] of first) {
      expect([6, 6.5, 7]).toContain(magnitude);
      expect(['resident', 'import']).toContain(vessel);
    }
  });
  it.each(designs)('$name tells of no factors, and of one twice', (design) => {
    expect(design.points([], setting(4))).toMatchObject({ found: 'no factor' });
    expect(design.points(factors('x=1,2', 'x=3,4'), setting(4))).toMatchObject({ found: 'x twice' });
  });
  it.each([lhs, sobol])('$name tells of a number of points that is none', (design) => {
    for (const count of [0, 1.5, -3, 2e6, Number.NaN])
      expect(design.points(factors('x=1:2'), setting(count))).toMatchObject({ found: `${count} points` });
  });
});

describe('grid', () => {
  it('tries every value with every other, the last factor fastest', () => {
    expect(pointsOf(grid.points(factors('m=6:7:0.5', 'v=resident,import'), setting(1)))).toEqual([
      [6, 'resident'],
      [6, 'import'],
      [6.5, 'resident'],
      [6.5, 'import'],
      [7, 'resident'],
      [7, 'import'],
    ]);
  });
  it('has as many points as the product of its values, no two alike (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }), (sizes) => {
        const varied = sizes.map(
          (size, index): Factor => ({
            path: `f${index}`,
            values: { kind: 'levels', levels: Array.from({ length: size }, (_, level) => level) },
          }),
        );
        const points = pointsOf(grid.points(varied, setting(1)));
        expect(points).toHaveLength(sizes.reduce((product, size) => product * size, 1));
        expect(new Set(points.map((point) => point.join())).size).toBe(points.length);
      }),
    );
  });
  it('tells of an interval, and of too many points', () => {
    expect(grid.points(factors('x=6:7'), setting(1))).toMatchObject({ found: 'the interval 6 to 7 of x' });
    expect(grid.points(factors('x=1:1001:1', 'y=1:1001:1'), setting(1))).toMatchObject({
      found: '1001 x 1001 = 1002001 points',
    });
  });
});

describe('lhs', () => {
  it('hits each part of each factor once (property)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer(),
        (count, width, tries, seed) => {
          const rows = maximinHypercube(names(width), count, drawsOf(seed), tries);
          for (let column = 0; column < width; column++) expect(hitsEachOnce(columnOf(rows, column), count)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
  it('draws each factor on its name: another one changes nothing of it', () => {
    const few = latinHypercube(['b', 'c'], 20, drawsOf(7));
    const more = latinHypercube(['a', 'b', 'c'], 20, drawsOf(7));
    expect(columnOf(more, 1)).toEqual(columnOf(few, 0));
    expect(columnOf(more, 2)).toEqual(columnOf(few, 1));
    expect(columnOf(latinHypercube(['b'], 20, drawsOf(8)), 0)).not.toEqual(columnOf(few, 0));
  });
  it('has columns that know nothing of one another', () => {
    // Correlation of two random permutations has standard deviation 1 / sqrt(n - 1); 28 pairs, |z| < 4.
    const rows = latinHypercube(names(8), 1000, drawsOf(3));
    for (let a = 0; a < 8; a++)
      for (let b = 0; b < a; b++) {
        const product = rows.reduce((sum, row) => sum + (row[a] - 0.5) * (row[b] - 0.5), 0) / rows.length;
        expect(Math.abs(product * 12 * Math.sqrt(999))).toBeLessThan(4);
      }
  });
  it('takes the try whose nearest points lie farthest apart', () => {
    const least = (tries: number): number => leastDistance(maximinHypercube(names(3), 30, drawsOf(5), tries));
    expect(leastDistance([Float64Array.of(0, 0), Float64Array.of(3, 4), Float64Array.of(9, 9)])).toBe(5);
    expect(least(50)).toBeGreaterThan(least(1));
    const each = Array.from({ length: 50 }, (_, attempt) =>
      leastDistance(latinHypercube(names(3), 30, drawsOf(5), attempt)),
    );
    expect(least(50)).toBe(Math.max(...each));
  });
  it('shares the values of a list out evenly', () => {
    const points = pointsOf(lhs.points(factors('v=a,b,c', 'm=6:7'), setting(30)));
    for (const word of ['a', 'b', 'c']) expect(points.filter(([value]) => value === word)).toHaveLength(10);
  });
  it('tells of too many tries', () => {
    const tried = (tries: number, count: number) => lhs.points(factors('x=1:2'), { ...setting(count), tries });
    expect(tried(0, 10)).toMatchObject({ found: '0 tries' });
    expect(tried(1000, 10_000)).toMatchObject({
      found: '1000 tries of 10000 points',
      expected: expect.stringContaining('20'),
    });
  });
});

describe('sobol', () => {
  it('begins with the published points', () => {
    // Joe & Kuo (2008), notes on generating Sobol sequences; and an independent program (SciPy 1.17, qmc.Sobol).
    expect(sobolPoints(5, 8).map((point) => [...point])).toEqual([
      [0, 0, 0, 0, 0],
      [0.5, 0.5, 0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25, 0.25, 0.75],
      [0.25, 0.75, 0.75, 0.75, 0.25],
      [0.375, 0.375, 0.625, 0.875, 0.375],
      [0.875, 0.875, 0.125, 0.375, 0.875],
      [0.625, 0.125, 0.875, 0.625, 0.625],
      [0.125, 0.625, 0.375, 0.125, 0.125],
    ]);
  });
  it('is the sequence of SciPy 1.17 in all dimensions, at point 777 in 1024ths', () => {
    expect([...sobolPoints(SOBOL_DIMENSIONS, 778)[777]].map((value) => value * 1024)).toEqual(POINT_777);
  });
  it('has direction numbers that are odd and small enough, on primitive polynomials, each once', () => {
    expect(SOBOL_DIMENSIONS).toBeGreaterThanOrEqual(40);
    const seen = new Set<string>();
    for (const [degree, inner, first] of JOE_KUO) {
      expect(first).toHaveLength(degree);
      for (const [index, number] of first.entries()) {
        expect(number % 2).toBe(1);
        expect(number).toBeLessThan(2 ** (index + 1));
      }
      // Primitive: x takes 2^degree - 1 steps to come back to 1, modulo the polynomial.
      const polynomial = 2 ** degree + 2 * inner + 1;
      expect(polynomial).toBeLessThan(2 ** (degree + 1));
      let power = 1;
      let steps = 0;
      do {
        power <<= 1;
        if (power >= 2 ** degree) power ^= polynomial;
        steps++;
      } while (power !== 1 && steps < 2 ** degree);
      expect(steps).toBe(2 ** degree - 1);
      seen.add(`${degree}/${inner}`);
    }
    expect(seen.size).toBe(JOE_KUO.length);
  });
  it.each([1, 2, 5, 10])('puts one of 2^%d points in each part of each dimension, shifted or not', (m) => {
    const shift = shiftsOf(names(SOBOL_DIMENSIONS), drawsOf(4));
    for (const rows of [sobolPoints(SOBOL_DIMENSIONS, 2 ** m), sobolPoints(SOBOL_DIMENSIONS, 2 ** m, shift)])
      for (let column = 0; column < SOBOL_DIMENSIONS; column++)
        expect(hitsEachOnce(columnOf(rows, column), 2 ** m)).toBe(true);
  });
  it('is a (0, m, 2)-net in its first two dimensions: every box of the same size holds one point', () => {
    const m = 8;
    for (const rows of [sobolPoints(2, 2 ** m), sobolPoints(2, 2 ** m, [0.3, 0.8])])
      for (let wide = 0; wide <= m; wide++) {
        const boxes = rows.map(([x, y]) => `${Math.floor(x * 2 ** wide)}/${Math.floor(y * 2 ** (m - wide))}`);
        expect(new Set(boxes).size).toBe(2 ** m);
      }
  });
  it('has property A: in d dimensions, 2^d points lie one in each of the halves of halves', () => {
    for (let dimensions = 1; dimensions <= 12; dimensions++) {
      const halves = sobolPoints(dimensions, 2 ** dimensions).map((point) =>
        point.reduce((code, value) => 2 * code + (value < 0.5 ? 0 : 1), 0),
      );
      expect(new Set(halves).size).toBe(2 ** dimensions);
    }
  });
  it('integrates a smooth function far better than chance', () => {
    // Product of 1 + (x - 1/2) / 2 over 6 dimensions: mean 1, standard deviation 0.361, hence 0.0056 by chance.
    const rows = sobolPoints(6, 4096, shiftsOf(names(6), drawsOf(11)));
    const mean =
      rows.reduce((sum, row) => sum + row.reduce((product, x) => product * (1 + (x - 0.5) / 2), 1), 0) / rows.length;
    expect(Math.abs(mean - 1)).toBeLessThan(0.0005);
  });
  it('is shifted by the seed, each factor on its name, and never reaches an end', () => {
    const few = sobol.points(factors('b=0:1'), setting(16, 3));
    expect(sobol.points(factors('b=0:1'), setting(16, 4))).not.toEqual(few);
    expect(shiftsOf(['a', 'b'], drawsOf(3))[1]).toBe(shiftsOf(['b'], drawsOf(3))[0]);
    for (const [value] of sobolPoints(1, 64, [0])) {
      expect(value).toBeGreaterThan(0);
      expect(value).toBeLessThan(1);
    }
  });
  it('tells of more factors than it has dimensions', () => {
    const many = Array.from({ length: SOBOL_DIMENSIONS + 1 }, (_, index) => `x${index}=0:1`);
    expect(sobol.points(factors(...many), setting(4))).toMatchObject({ found: `${SOBOL_DIMENSIONS + 1} factors` });
  });
});
