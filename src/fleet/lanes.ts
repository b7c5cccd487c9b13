/** Has many pieces of work done by this thread and by others beside it, each by whoever is free. */
import { threadFile, threadPool } from './thread-pool.ts';

/** A process that idled before it shared anything out takes no longer than this for its own start. */
const MOST_TO_START_SECONDS = 10;

/**
 * Seconds that this process took until its code was warm, told when it first shares work out. A worker has the same way to
 * come: it loads and compiles everything anew. Less work than that is done here.
 */
let secondsToStart: number | undefined;

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
  /**
   * Seconds of work left that others are worth starting for; where it is left out, what starting takes. 0: they are started,
   * and waited for, whatever there is to do.
   */
  readonly worthSeconds?: number | undefined;
}

/** Who does what changes no result. No more than a few pieces a thread are under way or in memory. */
export async function shareOut<Task, Result>(tasks: readonly Task[], lanes: Lanes<Task, Result>): Promise<void> {
  const { threads, here, worker, keep, warmUp, worthSeconds } = lanes;
  let next = 0;
  /** Does a piece here; the seconds that it took. */
  const own = async (task: Task): Promise<number> => {
    const begun = performance.now();
    keep(task, here(task));
    const seconds = (performance.now() - begun) / 1000;
    // Lets the progress be drawn, an interrupt be heard, and the others hand over what they have.
    await new Promise((resolve) => setImmediate(resolve));
    return seconds;
  };
  while (next < tasks.length) {
    const seconds = await own(tasks[next++]);
    if (next < warmUp) continue;
    // When the code is warm a piece tells how long the rest would take.
    secondsToStart ??= Math.min(performance.now() / 1000, MOST_TO_START_SECONDS);
    if (threads > 1 && seconds * (tasks.length - next) > (worthSeconds ?? secondsToStart)) break;
  }
  if (next >= tasks.length) return;
  const pool = threadPool<Task, Result>(threadFile('worker'), Math.min(threads - 1, tasks.length - next), {
    ...(worker.name === undefined ? {} : { name: worker.name }),
    workerData: worker.data,
    concurrentTasksPerWorker: UNDER_WAY,
  });
  /** Pieces that the workers hold, by their place. */
  const held = new Map<number, Task>();
  let isStarted = false;
  const workerLane = async (): Promise<void> => {
    while (next < tasks.length) {
      const place = next++;
      const task = tasks[place];
      held.set(place, task);
      const result = await pool.run(task);
      isStarted = true;
      if (held.delete(place)) keep(task, result);
    }
  };
  const ownLane = async (): Promise<void> => {
    while (next < tasks.length) await own(tasks[next++]);
    // Workers that have given nothing yet are still starting: what they hold is not waited for.
    while (worthSeconds !== 0 && !isStarted && held.size > 0) {
      const [[place, task]] = held;
      held.delete(place);
      await own(task);
    }
  };
  try {
    const workers = Promise.all(Array.from({ length: UNDER_WAY * pool.options.maxThreads }, workerLane));
    const rest = ownLane();
    await Promise.race([Promise.all([rest, workers]), rest.then(() => (held.size === 0 ? undefined : workers))]);
  } finally {
    // After a fault the other lanes must not take up anything more.
    next = tasks.length;
    held.clear();
    await pool.destroy();
  }
}
