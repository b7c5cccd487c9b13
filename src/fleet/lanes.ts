/** Has many pieces of work done by this thread and by others beside it, each by whoever is free. */
import { Piscina } from 'piscina';
import { threadFlags } from './thread-flags.ts';

/** Starting workers takes about this long (they load and compile all anew): less work than this is done here. */
const WORTH_STARTING_SECONDS = 1.5;

/** Pieces handed to each worker at a time: one that it does, and one that waits there while this thread is busy itself. */
const UNDER_WAY = 2;

export interface Lanes<Task, Result> {
  /** How many threads, this one among them. */
  readonly threads: number;
  /** Does a piece in this thread. */
  readonly here: (task: Task) => Result;
  /** Which export of `worker.ts` does it in another, and the data that it is started with. */
  readonly worker: { readonly name?: string; readonly data: unknown };
  /** Given each result as soon as it is there, in no certain order; throws when it cannot be kept, which ends the work. */
  readonly keep: (task: Task, result: Result) => void;
  /** Pieces that are done here before it is asked whether others are worth starting. */
  readonly warmUp: number;
  readonly worthSeconds?: number | undefined;
}

/** Who does what changes no result. No more than a few pieces a thread are under way or in memory. */
export async function shareOut<Task, Result>(tasks: readonly Task[], lanes: Lanes<Task, Result>): Promise<void> {
  const { threads, here, keep, warmUp, worthSeconds = WORTH_STARTING_SECONDS } = lanes;
  let next = 0;
  /** Does pieces here until there are no more, or until `enough` says so of the seconds that the last one took. */
  const ownLane = async (enough: (seconds: number) => boolean): Promise<void> => {
    while (next < tasks.length) {
      const task = tasks[next++];
      const begun = performance.now();
      keep(task, here(task));
      const seconds = (performance.now() - begun) / 1000;
      // Lets the progress be drawn, an interrupt be heard, and the others hand over what they have.
      await new Promise((resolve) => setImmediate(resolve));
      if (enough(seconds)) return;
    }
  };
  // When the code is warm a piece tells how long the rest would take.
  await ownLane((seconds) => threads > 1 && next >= warmUp && seconds * (tasks.length - next) > worthSeconds);
  if (next >= tasks.length) return;
  const pool = startPool(lanes, Math.min(threads - 1, tasks.length - next));
  const workerLane = async (): Promise<void> => {
    while (next < tasks.length) {
      const task = tasks[next++];
      keep(task, (await pool.run(task)) as Result);
    }
  };
  try {
    const workers = Array.from({ length: UNDER_WAY * pool.options.maxThreads }, workerLane);
    await Promise.all([ownLane(() => false), ...workers]);
  } finally {
    // After a fault the other lanes must not take up anything more.
    next = tasks.length;
    await pool.destroy();
  }
}

function startPool<Task, Result>({ worker: { name, data } }: Lanes<Task, Result>, workers: number): Piscina {
  const fromSources = import.meta.url.endsWith('.ts');
  return new Piscina({
    filename: new URL(fromSources ? './worker.ts' : './worker.js', import.meta.url).href,
    ...(name === undefined ? {} : { name }),
    minThreads: workers,
    maxThreads: workers,
    concurrentTasksPerWorker: UNDER_WAY,
    workerData: data,
    execArgv: threadFlags(fromSources),
  });
}
