import { describe, expect, it } from 'vitest';
import { Files } from '../../src/cli/files.ts';
import { chunkAt, chunkCount, type SweepPlan } from '../../src/experiment/sweep-plan.ts';
import { ChunkRunner, type SweepWork } from '../../src/fleet/chunk-runner.ts';
import { sweepOnThreads } from '../../src/fleet/sweep.ts';
import { chunkFault } from '../../src/results/chunk.ts';
import { compile } from '../../src/scenario/compile.ts';
import { Problems } from '../../src/text/problem.ts';
import { ROOT } from '../worlds.ts';

const file = `${ROOT}scenarios/delta-telecom-2015.yaml`;
const files = new Files();
const overrides = { protocols: ['siloed', 'cmg-core'] };
compile(file, files.load, overrides, new Problems());
const plan: SweepPlan = {
  factors: ['horizon'],
  points: [['3h'], ['8h'], ['3d']],
  seeds: { first: 5, count: 7 },
  replications: 2,
  chunk: 4,
};
const work: SweepWork = { key: 'key', plan, bundle: { file, texts: files.texts, overrides } };
const all = Array.from({ length: chunkCount(plan) }, (_, index) => index);

async function swept(indices: readonly number[], threads: number): Promise<Map<number, Uint8Array>> {
  const kept = new Map<number, Uint8Array>();
  await sweepOnThreads(work, indices, threads, (index, bytes) => kept.set(index, bytes), 0);
  return kept;
}

describe('the chunks of a sweep', () => {
  it('have the same bytes on one thread and on two, in any order, and from one who makes them alone', async () => {
    const one = await swept(all, 1);
    expect([...one.keys()]).toEqual(all);
    const two = await swept([...all].reverse(), 2);
    expect([...two.keys()].sort((a, b) => a - b)).toEqual(all);
    for (const index of all) {
      expect(chunkFault(one.get(index)!, 'key', chunkAt(plan, index), 2)).toBeUndefined();
      expect(Buffer.compare(two.get(index)!, one.get(index)!)).toBe(0);
    }
    // Back and forth over the points: what a machine keeps of them changes nothing.
    const back = new ChunkRunner(work);
    for (const index of [11, 0, 5, 1, 10, 4])
      expect(Buffer.compare(back.run(index), one.get(index)!), `chunk ${index}`).toBe(0);
    // The same draws at every point, and watched for another time.
    expect(Buffer.compare(one.get(0)!, one.get(4)!)).not.toBe(0);
  });

  it.each([1, 2])('are not gone on with on %i threads once one cannot be kept', async (threads) => {
    let kept = 0;
    const keep = () => {
      kept++;
      if (kept === 2) throw new Error('full');
    };
    await expect(sweepOnThreads(work, all, threads, keep, 0)).rejects.toThrow('full');
    expect(kept).toBe(2);
  });

  it('are run here where threads are not worth starting', async () => {
    const kept: number[] = [];
    await sweepOnThreads(work, all, 2, (index) => kept.push(index), Number.POSITIVE_INFINITY);
    expect(kept).toEqual(all);
  });

  it('are none where none is asked for', async () => {
    expect((await swept([], 2)).size).toBe(0);
  });
});
