/** Takes chunks of any sweep from a queue, runs them on threads, and gives back their files. */
import { existsSync } from 'node:fs';
import type { Piscina } from 'piscina';
import { sweepFolder, writeChunk } from '../results/sweep-store.ts';
import {
  openConsumer,
  openQueues,
  pause,
  type QueueAddress,
  type QueuedJob,
  type SweepQueues,
  within,
} from './queue.ts';
import type { ChunkDone, ChunkTask } from './queue-thread.ts';
import { type ChunkJob, type ChunkResult, readJob, versionOf, WorkFault, workId } from './queue-work.ts';
import { threadFile, threadPool } from './thread-pool.ts';

export interface WorkerOptions {
  readonly address: QueueAddress;
  /** Of the queue, the same for those who ask. */
  readonly name: string;
  /** Of resplice: work of another is left for others. */
  readonly version: string;
  readonly threads: number;
  /** Folder of results that is shared with those who ask for `--results folder`. */
  readonly out?: string;
  /** Ends when the queue has been empty for a moment. */
  readonly once: boolean;
  /** After which a thread is killed, with the chunk that it runs. */
  readonly chunkLimitMs: number;
  /** After which the chunk of a worker that fell silent is given to another. */
  readonly takeoverMs: number;
  /** Ends it: what is under way is finished, or given back when that takes too long. */
  readonly stop: AbortSignal;
  readonly tell: (text: string) => void;
  /** The file of a thread as it was built, where this one is run from the sources. */
  readonly threadFile?: URL;
}

/** Sweeps whose texts are kept. */
const SWEEPS_KEPT = 4;

/** A job that is not for this worker is left to others for so long. */
const LEFT_MS = 1000;

/** The work of a sweep may be away for a moment: it is put in again when it was lost. */
const MOST_STARTS_WITHOUT_WORK = 30;

/** What is under way at the end may take so long. */
const FINISH_MS = 5000;

/** A server that is away does not hold up a worker that leaves. */
const GOODBYE_MS = 2000;

const LOOK_MS = 500;
/** Looks at an empty queue that make a moment; more of them before the first job, for who asks may start later. */
const EMPTY_LOOKS = 5;
const FIRST_EMPTY_LOOKS = 60;

/** Job names that are remembered as left to others. */
const MOST_LEFT = 10_000;

/** @returns how many chunks were given back whole @throws QueueFault */
export async function workOnQueue(options: WorkerOptions): Promise<number> {
  const { address, name, tell, stop, once, threads, takeoverMs } = options;
  const queues = await openQueues(address, name, tell);
  const desk = new Desk(options, queues);
  try {
    const consumer = await openConsumer(address, name, (job, token) => desk.process(job, token), {
      concurrency: threads,
      takeoverMs,
    });
    queues.hearing.listen(consumer);
    consumer.on('active', () => queues.hearing.answered());
    consumer.on('failed', (job, fault) => tell(`${job === undefined ? 'a job' : job.id}: ${fault.message}`));
    tell(`waits for chunks at ${address.shown} (${name}) with ${threads} thread${threads === 1 ? '' : 's'}`);
    await Promise.race([stopped(stop), ...(once ? [emptied(queues, desk)] : [])]);
    const closing = consumer.close();
    await within(FINISH_MS, closing).catch(() => desk.giveBack());
    await within(GOODBYE_MS, closing).catch(() => within(GOODBYE_MS, consumer.disconnect()).catch(() => undefined));
    return desk.done;
  } finally {
    await within(GOODBYE_MS, desk.close()).catch(() => undefined);
    await queues.close();
  }
}

const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Resolves when nothing but what is left to others has been there for a moment. */
async function emptied({ chunks, hearing }: SweepQueues, desk: Desk): Promise<void> {
  for (let looks = 0; looks < (desk.hasSeenJobs ? EMPTY_LOOKS : FIRST_EMPTY_LOOKS); ) {
    await pause(LOOK_MS);
    try {
      const counts = await chunks.getJobCounts('waiting', 'active', 'delayed', 'prioritized');
      const pending = Object.values(counts).reduce((sum, count) => sum + count, 0);
      looks = pending <= desk.left ? looks + 1 : 0;
    } catch (fault) {
      hearing.hear(fault);
      looks = 0;
    }
  }
}

/** Where jobs are checked and handed to threads. */
class Desk {
  readonly #options: WorkerOptions;
  readonly #queues: SweepQueues;
  readonly #pool: Piscina<ChunkTask, ChunkDone>;
  /** The texts of works by key, the one used last at the end. */
  readonly #works = new Map<string, SharedArrayBuffer>();
  readonly #left = new Set<string>();
  readonly #toldLeft = new Set<string>();
  readonly #givingBack = new AbortController();
  #done = 0;
  #hasSeenJobs = false;

  constructor(options: WorkerOptions, queues: SweepQueues) {
    this.#options = options;
    this.#queues = queues;
    this.#pool = threadPool(options.threadFile ?? threadFile('queue-thread'), options.threads, {});
  }

  /** Chunks given back whole. */
  get done(): number {
    return this.#done;
  }

  get hasSeenJobs(): boolean {
    return this.#hasSeenJobs;
  }

  /** Jobs that were left to others. */
  get left(): number {
    return this.#left.size;
  }

  /** Ends what is under way; its jobs wait for others. */
  giveBack(): void {
    this.#givingBack.abort();
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  /** A job from its arrival to its result; throws what it fails with. */
  async process(job: QueuedJob, token: string): Promise<ChunkResult> {
    const { version, out } = this.#options;
    this.#hasSeenJobs = true;
    const made = versionOf(job.data);
    if (made !== undefined && made !== version)
      return this.#leave(job, token, `work of resplice ${made.slice(0, 40)} is left to others: this is ${version}`);
    const asked = await this.#checked(() => readJob(job.id, job.data));
    if (asked.results === 'folder' && out === undefined)
      return this.#leave(job, token, 'chunks that belong in a folder are left to others: this worker has no --out');
    const work = await this.#workOf(asked.key);
    if (work === undefined) {
      if (job.attemptsStarted > MOST_STARTS_WITHOUT_WORK) return this.#refuse('its sweep is not in the queue');
      return this.#leave(job, token, `the sweep ${asked.key} is not in the queue yet`);
    }
    this.#left.delete(String(job.id));
    const done = await this.#run(job, token, { work, key: asked.key, index: asked.index, version });
    if ('fault' in done) {
      // A work that cannot be used is asked for again: the next one under its name may be sound.
      this.#works.delete(asked.key);
      if (done.isFinal) return this.#refuse(done.fault);
      throw new Error(done.fault);
    }
    const result = this.#result(asked, done);
    this.#done++;
    return result;
  }

  #result({ key, results }: ChunkJob, { bytes, name, chunk }: Exclude<ChunkDone, { fault: string }>): ChunkResult {
    const { out } = this.#options;
    if (results === 'queue' || out === undefined) return { bytes: Buffer.from(bytes).toString('base64') };
    const folder = sweepFolder(out, { name, key });
    if (!existsSync(folder))
      throw new Error(`there is no folder ${folder}: is --out the one of those who asked for the sweep?`);
    writeChunk(folder, chunk, bytes);
    return { folder: true };
  }

  async #run(job: QueuedJob, token: string, task: ChunkTask): Promise<ChunkDone> {
    const { chunkLimitMs } = this.#options;
    const end = new AbortController();
    const late = setTimeout(() => end.abort(), chunkLimitMs);
    const stop = (): void => end.abort();
    this.#givingBack.signal.addEventListener('abort', stop);
    try {
      if (this.#givingBack.signal.aborted) end.abort();
      return await this.#pool.run(task, { signal: end.signal });
    } catch (fault) {
      if (this.#givingBack.signal.aborted) {
        await job.moveToWait(token);
        throw named('WaitingError', 'given back');
      }
      if (end.signal.aborted)
        throw new Error(`it took longer than ${chunkLimitMs / 1000} s (--chunk-limit) and was ended`);
      throw fault instanceof Error ? fault : new Error(String(fault));
    } finally {
      clearTimeout(late);
      this.#givingBack.signal.removeEventListener('abort', stop);
    }
  }

  /** The work of a sweep as it stands in the queue; the thread checks it. */
  async #workOf(key: string): Promise<SharedArrayBuffer | undefined> {
    const known = this.#works.get(key);
    this.#works.delete(key);
    const work = known ?? shared((await this.#queues.sweeps.getJob(workId(key)))?.data);
    if (work === undefined) return undefined;
    this.#works.set(key, work);
    for (const oldest of this.#works.keys()) {
      if (this.#works.size <= SWEEPS_KEPT) break;
      this.#works.delete(oldest);
    }
    return work;
  }

  async #checked<T>(read: () => T): Promise<T> {
    try {
      return read();
    } catch (fault) {
      return this.#refuse(fault instanceof WorkFault ? fault.message : 'the job cannot be read');
    }
  }

  /** Fails for good: nobody should try it again. */
  #refuse(reason: string): never {
    throw named('UnrecoverableError', reason);
  }

  /** Not for this worker, or not yet: it waits for another. Each reason is told once. */
  async #leave(job: QueuedJob, token: string, reason: string): Promise<never> {
    if (this.#left.size < MOST_LEFT) this.#left.add(String(job.id));
    if (!this.#toldLeft.has(reason) && this.#toldLeft.size < MOST_LEFT) {
      this.#toldLeft.add(reason);
      this.#options.tell(reason);
    }
    await job.moveToDelayed(Date.now() + LEFT_MS, token);
    throw named('DelayedError', reason);
  }
}

/** BullMQ goes by the names of its errors. */
function named(name: 'UnrecoverableError' | 'DelayedError' | 'WaitingError', message: string): Error {
  const fault = new Error(message);
  fault.name = name;
  return fault;
}

/** A text for all threads; what is no text is refused there, as an empty one. */
function shared(data: unknown): SharedArrayBuffer | undefined {
  if (data === undefined) return undefined;
  const text = (data as { work?: unknown } | null)?.work;
  const bytes = new TextEncoder().encode(typeof text === 'string' ? text : '');
  const buffer = new SharedArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}
