/** Mixtures of two protocols: each block from the one or from the other. */
import { describe, expect, it } from 'vitest';
import { factorialEffects, shapley } from '../../src/experiment/attribution.ts';
import { Runner } from '../../src/experiment/run.ts';
import { differingBlocks } from '../../src/scenario/mixtures.ts';
import { ROOT, tried } from '../worlds.ts';

const QUAKE = `${ROOT}scenarios/quake.yaml`;
const REPLICATIONS = 8;

function columnsOf(protocols: readonly string[], mixtures?: readonly number[]) {
  const overrides = { protocols, ...(mixtures === undefined ? {} : { mixtures }) };
  const { compiled } = tried({}, QUAKE, overrides);
  if (compiled === undefined) throw new Error('quake.yaml does not compile');
  const { variants, metrics } = new Runner(compiled.model).run(0, REPLICATIONS);
  const place = metrics.findIndex(({ name }) => name === 'lostUserHours');
  return {
    variants,
    losses: variants.map(({ columns }) => columns[place]),
    protocols: compiled.reading.protocols.map(({ protocol }) => protocol),
  };
}

describe('mixtures of siloed and joint-dispatch', () => {
  const plain = columnsOf(['siloed', 'joint-dispatch']);
  const [from, to] = plain.protocols;
  const blocks = differingBlocks(from, to);
  const all = 2 ** blocks.length;
  const mixed = columnsOf(
    ['siloed', 'joint-dispatch'],
    Array.from({ length: all }, (_, mask) => mask),
  );

  it('differ in blocks, and a protocol from itself in none', () => {
    expect(blocks.length).toBeGreaterThan(1);
    expect(differingBlocks(from, from)).toEqual([]);
    // What is said of a value is no difference.
    expect(differingBlocks(from, { ...from, training: { ...from.training } })).toEqual([]);
  });
  it('are the baseline without any block, and the candidate with all, event by event', () => {
    for (const [mask, named] of [
      [0, 0],
      [all - 1, 1],
    ]) {
      const { columns, hashHigh, hashLow } = mixed.variants[mask];
      expect(columns).toEqual(plain.variants[named].columns);
      expect([...hashHigh, ...hashLow]).toEqual([...plain.variants[named].hashHigh, ...plain.variants[named].hashLow]);
    }
    expect([...mixed.losses[0]]).not.toEqual([...mixed.losses[all - 1]]);
  });
  it('have contributions that add up to the whole difference', () => {
    const columnOf = (mask: number): Float64Array => mixed.losses[mask];
    const { blocks: contributions, total } = shapley(columnOf, blocks.length);
    const sum = contributions.reduce((all, { mean }) => all + mean, 0);
    expect(sum / total.mean).toBeCloseTo(1, 9);
    const effects = factorialEffects(columnOf, blocks.length);
    expect(effects).toHaveLength(all - 1);
  });
});
