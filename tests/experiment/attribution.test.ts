/** What each of several changes contributes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnOrders, factorialEffects, masksOf, sampledShapley, shapley } from '../../src/experiment/attribution.ts';
import { columnOf, normals, uniforms } from './sample.ts';

/** Columns of all subsets of some blocks, a few replications each. */
const games = fc.integer({ min: 1, max: 4 }).chain((blocks) =>
  fc.tuple(
    fc.constant(blocks),
    fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 3 }), {
      minLength: 2 ** blocks,
      maxLength: 2 ** blocks,
    }),
  ),
);
const lookup =
  (columns: readonly (readonly number[])[]) =>
  (mask: number): Float64Array =>
    Float64Array.from(columns[mask]);
const has = (mask: number, block: number): boolean => ((mask >>> block) & 1) === 1;

describe('Shapley values', () => {
  it('add up to the total gain', () => {
    fc.assert(
      fc.property(games, ([blocks, columns]) => {
        const told = shapley(lookup(columns), blocks);
        const sum = told.blocks.reduce((total, { mean }) => total + mean, 0);
        expect(sum).toBeCloseTo(told.total.mean, 9);
      }),
    );
  });
  it('are alike for blocks that do alike, nothing for one that does nothing, and linear', () => {
    fc.assert(
      fc.property(games, ([blocks, columns]) => {
        // Block 0 and a new last block do alike: what counts is how many of both there are.
        const twin = 2 ** blocks;
        const symmetric = (mask: number): Float64Array => {
          const both = (mask & 1) + (mask >= twin ? 1 : 0);
          const base = lookup(columns)((mask % twin) & ~1);
          const added = lookup(columns)(((mask % twin) & ~1) | 1);
          return base.map((value, row) => value + (both * (added[row] - value)) / (3 - both));
        };
        const told = shapley(symmetric, blocks + 1).blocks;
        expect(told[0].mean).toBeCloseTo(told[blocks].mean, 9);
        const idle = shapley((mask) => lookup(columns)(mask % twin), blocks + 1).blocks;
        expect(idle[blocks].mean).toBeCloseTo(0, 12);
        const once = shapley(lookup(columns), blocks).blocks;
        for (let block = 0; block < blocks; block++) expect(idle[block].mean).toBeCloseTo(once[block].mean, 9);
        const twice = shapley((mask) => lookup(columns)(mask).map((value) => 2 * value + 7), blocks).blocks;
        for (let block = 0; block < blocks; block++) expect(twice[block].mean).toBeCloseTo(2 * once[block].mean, 9);
      }),
    );
  });
  it('of the glove game are 4, 1 and 1 sixths', () => {
    // One left glove and two right ones: a pair is worth 1.
    const told = shapley((mask) => Float64Array.of(has(mask, 0) && mask > 1 ? 1 : 0), 3).blocks;
    expect(told.map(({ mean }) => Math.round(600 * mean) / 100)).toEqual([4, 1, 1]);
    expect(told[0].ci95).toEqual([Number.NaN, Number.NaN]);
  });
  it('have intervals over replications that cover in 95 % of 1,000 experiments', () => {
    const normal = normals('attribution');
    let held = 0;
    for (let experiment = 0; experiment < 1000; experiment++) {
      const worth = columnOf(30, () => 2 + normal());
      // Two blocks that save `worth` each, and half of it less when they act together.
      const told = shapley((mask) => worth.map((value) => [0, -1, -1, -1.5][mask] * value), 2).blocks[0];
      if (told.ci95[0] <= -1.5 && -1.5 <= told.ci95[1]) held++;
    }
    expect(held / 1000).toBeGreaterThanOrEqual(0.933);
    expect(held / 1000).toBeLessThanOrEqual(0.967);
  });
});

describe('effects of the factorial', () => {
  it('are those of the model that made the columns', () => {
    const told = factorialEffects((mask) => {
      const [a, b, c] = [0, 1, 2].map((block) => (has(mask, block) ? 1 : -1));
      return Float64Array.of(10 + 3 * a - 2 * b + 0.5 * a * b + 0.25 * a * b * c, 4 + a);
    }, 3);
    expect(told.map(({ mask }) => mask)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    // Twice the coefficient, averaged over both replications.
    expect(told.map(({ estimate }) => estimate.mean)).toEqual([4, -2, 0.5, 0, 0, 0, 0.25]);
  });
  it('make, without interactions, the Shapley values', () => {
    const gains = [5, -3, 2, 8];
    const additive = (mask: number): Float64Array =>
      Float64Array.of(100 - gains.reduce((sum, gain, block) => sum + (has(mask, block) ? gain : 0), 0));
    const main = factorialEffects(additive, 4).filter(({ mask }) => Math.log2(mask) % 1 === 0);
    expect(main.map(({ estimate }) => estimate.mean)).toEqual([-5, 3, -2, -8]);
    expect(shapley(additive, 4).blocks.map(({ mean }) => Math.round(mean * 1e9) / 1e9)).toEqual([-5, 3, -2, -8]);
  });
});

describe('Shapley values from some orders', () => {
  /** Seven blocks with interactions of two, in three replications. */
  const columns = (blocks: number): ((mask: number) => Float64Array) => {
    const uniform = uniforms('interactions');
    const weights = Array.from({ length: blocks * blocks }, uniform);
    return (mask) =>
      Float64Array.of(1, 2, 4).map((scale) => {
        let sum = 0;
        for (let a = 0; a < blocks; a++)
          for (let b = a; b < blocks; b++) if (has(mask, a) && has(mask, b)) sum += weights[a * blocks + b];
        return scale * (sum + (mask === 127 ? 5 : 0));
      });
  };
  it('add up to the total gain, and give the same again', () => {
    const orders = drawnOrders(7, 10);
    const told = sampledShapley(columns(7), orders);
    expect(told.blocks.reduce((sum, { mean }) => sum + mean, 0)).toBeCloseTo(told.total.mean, 9);
    expect(sampledShapley(columns(7), drawnOrders(7, 10))).toEqual(told);
  });
  it('are exact where only two act together, since each order goes with its reverse', () => {
    const quadratic = (mask: number): Float64Array => columns(6)(mask);
    const exact = shapley(quadratic, 6).blocks;
    const told = sampledShapley(quadratic, drawnOrders(6, 3));
    for (let block = 0; block < 6; block++) expect(told.blocks[block].mean).toBeCloseTo(exact[block].mean, 9);
    for (const error of told.orderErrors) expect(error).toBeCloseTo(0, 9);
  });
  it('lie as near to the exact ones as they say', () => {
    const exact = shapley(columns(7), 7).blocks;
    const told = sampledShapley(columns(7), drawnOrders(7, 400));
    for (let block = 0; block < 7; block++)
      expect(Math.abs(told.blocks[block].mean - exact[block].mean)).toBeLessThan(4 * told.orderErrors[block]);
  });
  it('need the variants that the orders pass through', () => {
    const orders = drawnOrders(9, 2);
    const masks = new Set(masksOf(orders));
    expect(masks.has(0) && masks.has(511)).toBe(true);
    expect(masks.size).toBeLessThanOrEqual(4 * 9 + 1);
    sampledShapley((mask) => {
      expect(masks.has(mask)).toBe(true);
      return new Float64Array(2);
    }, orders);
    for (const order of orders) expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
  it('draw each order as often as any other', () => {
    const seen = new Map<string, number>();
    for (const order of drawnOrders(3, 3000)) seen.set(order.join(), (seen.get(order.join()) ?? 0) + 1);
    expect(seen.size).toBe(6);
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(110);
  });
});
