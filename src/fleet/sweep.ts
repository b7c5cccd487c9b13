/** Runs chunks of a sweep on worker threads, or in this one. */
import { ChunkRunner, type SweepWork } from './chunk-runner.ts';
import { shareOut } from './lanes.ts';

/**
 * Given the file of each chunk as soon as it is done, in no certain order; throws when it cannot be kept, which ends
 * the sweep.
 */
export type KeepChunk = (index: number, bytes: Uint8Array) => void;

/** Runs the chunks of these numbers. Whoever runs them, their bytes are the same. */
export function sweepOnThreads(
  work: SweepWork,
  indices: readonly number[],
  threads: number,
  keep: KeepChunk,
  worthSeconds?: number,
): Promise<void> {
  const runner = new ChunkRunner(work);
  const worker = { name: 'sweepChunk', data: work };
  const here = (index: number): Uint8Array => runner.run(index);
  return shareOut(indices, { threads, here, worker, keep, warmUp: 2, worthSeconds });
}
