/** Runs chunks of a sweep on worker threads, or in this one. */
import { Piscina } from 'piscina';
import { ChunkRunner, type SweepWork } from './chunk-runner.ts';

/** Starting workers takes about this long (they load and compile all anew): less work than this is done here. */
const WORTH_STARTING_SECONDS = 1.5;

/** Chunks under way for each thread: one that runs, and one that waits for it. */
const UNDER_WAY = 2;

/**
 * Given the file of each chunk as soon as it is done, in no certain order; throws when it cannot be kept, which ends
 * the sweep.
 */
export type KeepChunk = (index: number, bytes: Uint8Array) => void;

/**
 * Runs the chunks of these numbers. Whoever runs them, their bytes are the same. No more of them than twice the threads
 * are under way or in memory.
 */
export async function sweepOnThreads(
  work: SweepWork,
  indices: readonly number[],
  threads: number,
  keep: KeepChunk,
  worthSeconds: number = WORTH_STARTING_SECONDS,
): Promise<void> {
  const runner = new ChunkRunner(work);
  let next = 0;
  for (let seconds = 0; next < indices.length; next++) {
    // The first chunk, compiled and run, tells how long the rest would take. Who does what changes no digit.
    if (threads > 1 && next === 1 && seconds * (indices.length - 1) > worthSeconds) break;
    const begun = performance.now();
    keep(indices[next], runner.run(indices[next]));
    seconds = (performance.now() - begun) / 1000;
    // Lets the progress be drawn and an interrupt be heard.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (next < indices.length) await sweepOnWorkers(work, indices.slice(next), threads, keep);
}

async function sweepOnWorkers(
  work: SweepWork,
  indices: readonly number[],
  threads: number,
  keep: KeepChunk,
): Promise<void> {
  const workers = Math.min(threads, indices.length);
  // From the sources (tests, development) a worker must be told how to read TypeScript.
  const fromSources = import.meta.url.endsWith('.ts');
  const pool = new Piscina({
    filename: new URL(fromSources ? './worker.ts' : './worker.js', import.meta.url).href,
    name: 'sweepChunk',
    minThreads: workers,
    maxThreads: workers,
    workerData: work,
    execArgv: fromSources ? ['--import', 'tsx'] : [],
  });
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < indices.length) {
      const index = indices[next++];
      keep(index, (await pool.run(index)) as Uint8Array);
    }
  };
  try {
    await Promise.all(Array.from({ length: UNDER_WAY * workers }, lane));
  } finally {
    // After a fault the other lanes must not take up anything more.
    next = indices.length;
    await pool.destroy();
  }
}
