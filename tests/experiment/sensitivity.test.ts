import fc from 'fast-check';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { Addresses, Draws, keyFrom } from '../../src/engine/draws.ts';
import { isMistake } from '../../src/experiment/designs/factor.ts';
import { morrisEffects, morrisPlan } from '../../src/experiment/sensitivity/morris.ts';
import { type SobolPlan, sobolIndices, sobolPlan } from '../../src/experiment/sensitivity/sobol-indices.ts';

const drawsOf = (seed: number): Draws => new Draws(keyFrom(seedrandom(String(seed))), new Addresses());
const outputsOf = (points: readonly Float64Array[], f: (x: Float64Array) => number): Float64Array =>
  Float64Array.from(points, f);

describe('elementary effects', () => {
  const names = ['a', 'b', 'c', 'd'];

  it('are found along trajectories that change one factor at a time, each once (property)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer(),
        (factors, trajectories, halfLevels, seed) => {
          const levels = 2 * halfLevels;
          const few = Array.from({ length: factors }, (_, index) => `f${index}`);
          const { points, order, direction, step } = morrisPlan(few, trajectories, levels, drawsOf(seed));
          expect(points).toHaveLength(trajectories * (factors + 1));
          expect(step).toBeCloseTo(levels / (2 * (levels - 1)), 12);
          for (const point of points)
            for (const x of point) expect(Math.abs(x * (levels - 1) - Math.round(x * (levels - 1)))).toBeLessThan(1e-9);
          for (let path = 0; path < trajectories; path++) {
            const turns = order.subarray(path * factors, (path + 1) * factors);
            expect([...turns].sort()).toEqual([...few.keys()]);
            for (const [turn, factor] of turns.entries()) {
              const before = points[path * (factors + 1) + turn];
              const after = points[path * (factors + 1) + turn + 1];
              for (const column of few.keys())
                expect(after[column] - before[column]).toBeCloseTo(
                  column === factor ? direction[path * factors + turn] * step : 0,
                  12,
                );
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
  it('start from every level alike', () => {
    const { points } = morrisPlan(['a'], 4000, 4, drawsOf(2));
    const counts = [0, 0, 0, 0];
    for (const [x] of points) counts[Math.round(x * 3)]++;
    // 4,000 pairs of points: 2,000 of each level, with a standard deviation of sqrt(4000 / 4) at most.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(4 * Math.sqrt(1000));
  });
  it('of a straight line are its slopes, without spread', () => {
    const plan = morrisPlan(names, 5, 4, drawsOf(1));
    const effects = morrisEffects(
      plan,
      outputsOf(plan.points, ([a, b, c]) => 3 + 2 * a - 5 * b + 0.25 * c),
    );
    expect(effects.map(({ name }) => name)).toEqual(names);
    for (const [index, slope] of [2, -5, 0.25, 0].entries()) {
      const { mu, muStar, muStarCi95, sigma } = effects[index];
      expect(mu).toBeCloseTo(slope, 12);
      expect(muStar).toBeCloseTo(Math.abs(slope), 12);
      expect(muStarCi95[0]).toBeCloseTo(Math.abs(slope), 9);
      expect(sigma).toBeCloseTo(0, 12);
    }
  });
  it('tell a factor that works both ways from one that does nothing', () => {
    const plan = morrisPlan(names, 200, 4, drawsOf(1));
    const [a, b, c, d] = morrisEffects(
      plan,
      outputsOf(plan.points, ([a, b, c]) => (b < 0.5 ? a : -a) + c),
    );
    // Effects of a are 1 or -1 by the level of b, alike; of b they are a times 3/2 of the step or its opposite.
    expect(Math.abs(a.mu)).toBeLessThan(4 / Math.sqrt(200));
    expect(a.muStar).toBeCloseTo(1, 12);
    expect(a.sigma).toBeGreaterThan(0.9);
    expect(b.muStar).toBeGreaterThan(0.5);
    expect(c).toMatchObject({ mu: expect.closeTo(1, 12), sigma: expect.closeTo(0, 12) });
    expect(d).toMatchObject({ mu: 0, muStar: 0, sigma: 0, muStarCi95: [0, 0] });
  });
  it('have intervals on mu* that cover it 95 times in 100, within chance', () => {
    // x1 x2 on four levels: the effect of x1 is x2, with mean 1/2.
    let covered = 0;
    for (let seed = 0; seed < 400; seed++) {
      const plan = morrisPlan(['x1', 'x2'], 20, 4, drawsOf(seed));
      const [{ muStarCi95 }] = morrisEffects(
        plan,
        outputsOf(plan.points, ([x1, x2]) => x1 * x2),
      );
      if (muStarCi95[0] <= 0.5 && 0.5 <= muStarCi95[1]) covered++;
    }
    // Binomial, 400 at 0.95: standard deviation 0.011.
    expect(covered / 400).toBeGreaterThan(0.95 - 4 * 0.011);
    expect(covered / 400).toBeLessThan(0.95 + 4 * 0.011);
  });
  it('know nothing of their interval from one trajectory', () => {
    const plan = morrisPlan(['a'], 1, 2, drawsOf(1));
    expect(morrisEffects(plan, Float64Array.of(1, 2))[0]).toMatchObject({
      muStar: 1,
      muStarCi95: [Number.NaN, Number.NaN],
      sigma: Number.NaN,
    });
  });
  it('draw each factor on its name: another one changes neither its levels nor the order of the others', () => {
    const few = morrisPlan(['b', 'c'], 9, 6, drawsOf(3));
    const more = morrisPlan(['a', 'b', 'c'], 9, 6, drawsOf(3));
    for (let path = 0; path < 9; path++) {
      expect(more.points[4 * path].slice(1)).toEqual(few.points[3 * path]);
      const others = [...more.order.subarray(3 * path, 3 * path + 3)].filter((factor) => factor > 0);
      expect(others.map((factor) => factor - 1)).toEqual([...few.order.subarray(2 * path, 2 * path + 2)]);
    }
  });
  it('insist on their inputs', () => {
    expect(() => morrisPlan(names, 2, 3, drawsOf(1))).toThrow('even');
    expect(() => morrisPlan([], 2, 4, drawsOf(1))).toThrow('at least one factor');
    expect(() => morrisEffects(morrisPlan(names, 2, 4, drawsOf(1)), new Float64Array(9))).toThrow('one output a point');
    expect(() => morrisEffects(morrisPlan(names, 2, 4, drawsOf(1)), new Float64Array(10).fill(Number.NaN))).toThrow(
      'finite',
    );
  });
});

describe("Sobol's indices", () => {
  const planOf = (names: readonly string[], rows: number, seed = 1): SobolPlan => {
    const plan = sobolPlan(names, rows, drawsOf(seed));
    if (isMistake(plan)) throw new Error(plan.found);
    return plan;
  };

  it('are planned in N (k + 2) points, the last N k of them A with one column of B', () => {
    const { points } = planOf(['x', 'y', 'z'], 16);
    expect(points).toHaveLength(16 * 5);
    for (let row = 0; row < 16; row++)
      for (let factor = 0; factor < 3; factor++)
        for (let column = 0; column < 3; column++)
          expect(points[(2 + factor) * 16 + row][column]).toBe(points[(column === factor ? 16 : 0) + row][column]);
  });
  it('are those of a straight line in closed form', () => {
    // Variance of c x is c^2 / 12: shares 1/14, 4/14 and 9/14, alone as with the others.
    const plan = planOf(['x', 'y', 'z'], 1024);
    const { mean, variance, factors } = sobolIndices(
      plan,
      outputsOf(plan.points, ([x, y, z]) => 1000 + x + 2 * y + 3 * z),
      drawsOf(1),
      100,
    );
    // Each of 1,024 parts of a factor is hit once: its mean is off by half a part at most, the whole by 6 / 2048.
    expect(Math.abs(mean - 1003)).toBeLessThan(6 / 2048);
    expect(variance).toBeCloseTo(14 / 12, 2);
    for (const [index, share] of [1 / 14, 4 / 14, 9 / 14].entries()) {
      expect(Math.abs(factors[index].first - share)).toBeLessThan(0.005);
      expect(Math.abs(factors[index].total - share)).toBeLessThan(0.005);
    }
  });
  it('of a product are all interaction about a mean of nothing', () => {
    const plan = planOf(['x', 'y'], 2048);
    const { factors } = sobolIndices(
      plan,
      outputsOf(plan.points, ([x, y]) => (x - 0.5) * (y - 0.5)),
      drawsOf(1),
      100,
    );
    for (const { first, total } of factors) {
      expect(Math.abs(first)).toBeLessThan(0.02);
      expect(Math.abs(total - 1)).toBeLessThan(0.02);
    }
  });
  it('have intervals that cover them at least as often as they say', () => {
    // Two factors of a Sobol G function, a = (0, 3): V1 = 1/3, V2 = 1/48, V = (4/3)(49/48) - 1.
    const variance = (4 / 3) * (49 / 48) - 1;
    const truths = [1 / 3 / variance, 1 / 48 / variance];
    let covered = 0;
    for (let seed = 0; seed < 100; seed++) {
      const plan = planOf(['x', 'y'], 128, seed);
      const g = ([x, y]: Float64Array): number => Math.abs(4 * x - 2) * ((Math.abs(4 * y - 2) + 3) / 4);
      const { factors } = sobolIndices(plan, outputsOf(plan.points, g), drawsOf(seed), 200);
      for (const [index, truth] of truths.entries()) {
        const { firstCi95, totalCi95 } = factors[index];
        if (firstCi95[0] <= truth && truth <= firstCi95[1]) covered++;
        const total = 1 - truths[1 - index];
        if (totalCi95[0] <= total && total <= totalCi95[1]) covered++;
      }
    }
    expect(covered / 400).toBeGreaterThan(0.92);
  });
  it('are the same again, and other seeds resample otherwise', () => {
    const plan = planOf(['x', 'y'], 64);
    const outputs = outputsOf(plan.points, ([x, y]) => x * x + y);
    const once = sobolIndices(plan, outputs, drawsOf(1), 50);
    expect(sobolIndices(plan, outputs, drawsOf(1), 50)).toEqual(once);
    expect(sobolIndices(plan, outputs, drawsOf(2), 50).factors[0].firstCi95).not.toEqual(once.factors[0].firstCi95);
  });
  it('are no numbers where nothing varies', () => {
    const plan = planOf(['x'], 64);
    // The same number but for its last bit.
    const outputs = Float64Array.from({ length: 192 }, (_, point) => (point % 3 === 0 ? 0.1 + 0.2 : 0.3));
    const { variance, factors } = sobolIndices(plan, outputs, drawsOf(1), 10);
    expect(variance).toBe(0);
    expect(factors[0]).toMatchObject({ first: Number.NaN, total: Number.NaN, firstCi95: [Number.NaN, Number.NaN] });
  });
  it('tell of too many factors, and of rows that are no power of two', () => {
    const many = Array.from({ length: 33 }, (_, index) => `f${index}`);
    expect(sobolPlan(many, 8, drawsOf(1))).toMatchObject({ found: '33 factors' });
    expect(sobolPlan([], 8, drawsOf(1))).toMatchObject({ found: '0 factors' });
    expect(sobolPlan(['x'], 100, drawsOf(1))).toMatchObject({ found: '100 rows' });
  });
});
