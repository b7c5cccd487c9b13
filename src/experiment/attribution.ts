/** What each of several changes contributes to a gain, on the same replications. */
import { hashName } from '../engine/draws.ts';
import { threefry4x32 } from '../engine/threefry.ts';
import { type MeanEstimate, meanEstimate } from './student.ts';

/**
 * A column of a metric, one value a replication, with the blocks of a subset changed and the others as in the baseline:
 * bit b of the mask stands for block b. Columns of all subsets have the same replications in the same order.
 */
export type ColumnOf = (mask: number) => Float64Array;

export interface Attribution {
  /** What each block contributes, in units of the metric: negative where it lowers it. */
  readonly blocks: readonly MeanEstimate[];
  /** All blocks together; the contributions add up to it. */
  readonly total: MeanEstimate;
}

/** More blocks would need more than 64 variants: some orders do then. */
export const MOST_EXACT_BLOCKS = 6;

const bit = (block: number): number => 2 ** block;
const sizeOf = (mask: number): number => {
  let size = 0;
  for (let left = mask; left > 0; left = Math.floor(left / 2)) size += left % 2;
  return size;
};

/**
 * Shapley values: the mean, over all orders of making the changes, of what a block adds when its turn comes. Shapley (1953),
 * Contributions to the Theory of Games II, 307-317. Linear in the columns, so each replication has its own values and the
 * intervals are Student's over them. Needs the columns of all 2^blockCount subsets, each once.
 */
export function shapley(columnOf: ColumnOf, blockCount: number): Attribution {
  const columns = Array.from({ length: bit(blockCount) }, (_, mask) => columnOf(mask));
  // (size)! (blockCount - size - 1)! / blockCount!, by the size of the subset that the block joins.
  const weights = Float64Array.from(
    { length: blockCount },
    (_, size) => 1 / (blockCount * choose(blockCount - 1, size)),
  );
  const n = columns[0].length;
  const blocks = Array.from({ length: blockCount }, (_, block) => {
    const values = new Float64Array(n);
    for (let mask = 0; mask < columns.length; mask++) {
      if (Math.floor(mask / bit(block)) % 2 === 1) continue;
      const weight = weights[sizeOf(mask)];
      const without = columns[mask];
      const joined = columns[mask + bit(block)];
      for (let row = 0; row < n; row++) values[row] += weight * (joined[row] - without[row]);
    }
    return meanEstimate(values);
  });
  return { blocks, total: difference(columns[columns.length - 1], columns[0]) };
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let step = 1; step <= k; step++) ways = (ways * (n - k + step)) / step;
  return Math.round(ways);
}

const difference = (b: Float64Array, a: Float64Array): MeanEstimate =>
  meanEstimate(b.map((value, row) => value - a[row]));

export interface Effect {
  /** The blocks that act together: one bit a block; one block for a main effect, more for an interaction. */
  readonly mask: number;
  readonly estimate: MeanEstimate;
}

/**
 * All effects of the two-level factorial, by mask. A main effect is the change by a block, averaged over all settings of
 * the others; an interaction of two is half the difference between the effect of the one with and without the other, and so
 * on. Box, Hunter & Hunter (2005), Statistics for Experimenters, 2nd ed., section 5.7; by Yates' algorithm, section 5.8.
 */
export function factorialEffects(columnOf: ColumnOf, blockCount: number): Effect[] {
  const columns = Array.from({ length: bit(blockCount) }, (_, mask) => columnOf(mask).slice());
  for (let block = 0; block < blockCount; block++)
    for (let mask = 0; mask < columns.length; mask++) {
      if (Math.floor(mask / bit(block)) % 2 === 1) continue;
      const low = columns[mask];
      const high = columns[mask + bit(block)];
      for (let row = 0; row < low.length; row++) {
        const sum = low[row] + high[row];
        high[row] -= low[row];
        low[row] = sum;
      }
    }
  const scale = bit(blockCount - 1);
  return columns.slice(1).map((contrast, place) => ({
    mask: place + 1,
    estimate: meanEstimate(contrast.map((value) => value / scale)),
  }));
}

/** 'orde'rs; purpose 0, which no draw of a world has, in the third word. */
const KEY = Int32Array.of(0x72657370, 0x6c696365, 0x6f726465, 0x72730000);
const [HIGH, LOW] = hashName('orders of changes');
const TWO_POW_32 = 2 ** 32;

/**
 * Orders in which to make the changes, drawn at random (Fisher and Yates), each followed by its reverse: what comes early
 * in the one comes late in the other, which evens out.
 */
export function drawnOrders(blockCount: number, pairs: number, key = KEY): Uint8Array[] {
  const words = new Int32Array(4);
  return Array.from({ length: pairs }, (_, pair) => {
    const order = Uint8Array.from({ length: blockCount }, (_, block) => block);
    for (let last = blockCount - 1; last > 0; last--) {
      threefry4x32(key, HIGH, LOW, pair, last, words);
      const place = Math.floor(((words[0] >>> 0) / TWO_POW_32) * (last + 1));
      [order[last], order[place]] = [order[place], order[last]];
    }
    return [order, order.slice().reverse()];
  }).flat();
}

/** The subsets that some orders pass through, each once, ascending: the variants to run. */
export function masksOf(orders: readonly Uint8Array[]): number[] {
  const masks = new Set([0]);
  for (const order of orders) {
    let mask = 0;
    for (const block of order) {
      mask += bit(block);
      masks.add(mask);
    }
  }
  return [...masks].sort((a, b) => a - b);
}

export interface SampledAttribution extends Attribution {
  /** Standard error of each contribution from the orders alone: more orders lower it, more replications do not. */
  readonly orderErrors: readonly number[];
}

/**
 * Shapley values from some orders only: Castro, Gomez & Tejada (2009), Comput. Oper. Res. 36:1726-1730. Contributions add
 * up to the total in every order, so here too. The intervals of `blocks` are over replications with these orders taken as
 * all; `orderErrors` is what they leave out.
 * @param orders as {@link drawnOrders}, order and reverse in turn
 */
export function sampledShapley(columnOf: ColumnOf, orders: readonly Uint8Array[]): SampledAttribution {
  const empty = columnOf(0);
  const n = empty.length;
  const blockCount = orders[0].length;
  const values = Array.from({ length: blockCount }, () => new Float64Array(n));
  /** Mean over replications of what a block adds, [block][pair of orders]. */
  const byPair = Array.from({ length: blockCount }, () => new Float64Array(orders.length / 2));
  for (const [place, order] of orders.entries()) {
    let mask = 0;
    let before = empty;
    for (const block of order) {
      mask += bit(block);
      const after = columnOf(mask);
      let sum = 0;
      for (let row = 0; row < n; row++) {
        const added = after[row] - before[row];
        values[block][row] += added / orders.length;
        sum += added;
      }
      byPair[block][Math.floor(place / 2)] += sum / n / 2;
      before = after;
    }
  }
  return {
    blocks: values.map(meanEstimate),
    total: difference(columnOf(bit(blockCount) - 1), empty),
    orderErrors: byPair.map((column) => meanEstimate(column).sd / Math.sqrt(column.length)),
  };
}
