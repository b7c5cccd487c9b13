/**
 * Has the chunks of a sweep run by whoever takes them from a queue, and brings them home. The queue may forget everything at
 * any moment: what counts is what lies in the folder, whole; the rest is asked for again.
 */
import type { Job } from 'bullmq';
import { InvariantError } from '../engine/assert.ts';
import { chunkAt } from '../experiment/sweep-plan.ts';
import { chunkFault } from '../results/chunk.ts';
import { chunkPath, chunkState, type SweepManifest, writeChunk } from '../results/sweep-store.ts';
import type { SweepWork } from './chunk-runner.ts';
import { openQueues, pause, type QueueAddress, QueueFault, type SweepQueues, within } from './queue.ts';
import { type ChunkJob, chunkId, type ResultsWay, readResult, workId, writeWork } from './queue-work.ts';

export interface QueueOptions {
  readonly address: QueueAddress;
  /** Of the queue, the same for its workers. */
  readonly name: string;
  readonly results: ResultsWay;
  /** Told what a person should know: a queue that is lost, a chunk that is asked for anew. */
  readonly tell: (text: string) => void;
  /** Ends it: what nobody has begun is taken out of the queue. */
  readonly stop?: AbortSignal;
  /** Milliseconds between two looks at whether all that was put in is still there, and before a chunk that failed is tried again. */
  readonly missMs?: number;
  readonly backoffMs?: number;
}

/** Between two looks at what is done. */
const LOOK_MS = 250;

/** If nothing else is asked for. */
const MISS_MS = 2000;

/** Chunks of a sweep that are in the queue at a time: it holds the bytes of those that are done. */
const AHEAD = 1000;

/** Jobs put in or fetched with one breath. */
const AT_ONCE = 100;

/** How often a chunk is tried when its worker fails, and what is waited before the second time if nothing else is asked for. */
const ATTEMPTS = 3;
const BACKOFF_MS = 1000;

/** Results that nobody fetches are kept by this number and for these seconds. */
const UNFETCHED = { count: 2 * AHEAD, age: 7 * 86_400 };

/** A chunk that comes back wrong more often than this will not come right. */
const MOST_ASKED = 5;

/** Without an answer for so long a question is put again. */
const ANSWER_MS = 30_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

/** What is left in the queue after a fault or a stop is taken out, if that can be done in so long. */
const GOODBYE_MS = 3000;

/** When nobody has taken a chunk for so long, that is told. */
const LONELY_MS = 15_000;

/**
 * Runs the chunks of these numbers; each is in the folder, checked, when `kept` is told. What is there already by another
 * producer of the same sweep is taken as it is. When it is stopped it returns with what it has.
 * @throws QueueFault, InvariantError of the worker, or what writing to the folder throws
 */
export async function sweepOnQueue(
  work: SweepWork,
  manifest: SweepManifest,
  folder: string,
  indices: readonly number[],
  options: QueueOptions,
  kept: (index: number) => void,
): Promise<void> {
  if (indices.length === 0) return;
  const queues = await openQueues(options.address, options.name, options.tell);
  const producer = new Producer(work, manifest, folder, options, queues, kept);
  try {
    await untilStopped(producer.run(indices), options.stop);
  } finally {
    await within(GOODBYE_MS, producer.withdraw()).catch(() => undefined);
    await queues.close();
  }
}

async function untilStopped(work: Promise<void>, stop: AbortSignal | undefined): Promise<void> {
  if (stop === undefined) return await work;
  let end = (): void => {};
  const stopped = new Promise<void>((resolve) => (end = resolve));
  if (stop.aborted) end();
  stop.addEventListener('abort', end, { once: true });
  try {
    await Promise.race([work, stopped]);
  } finally {
    stop.removeEventListener('abort', end);
  }
}

class Producer {
  readonly #work: SweepWork;
  readonly #manifest: SweepManifest;
  readonly #folder: string;
  readonly #options: QueueOptions;
  readonly #queues: SweepQueues;
  readonly #kept: (index: number) => void;
  /** Numbers of the chunks that are in the queue, by the names of their jobs. */
  readonly #asked = new Map<string, number>();
  /** How often a chunk came back wrong. */
  readonly #wrong = new Map<number, number>();
  #lastLife = performance.now();
  #isLonely = false;
  #isWithdrawn = false;
  /** The question that the queue was asked last. */
  #asking: Promise<unknown> = Promise.resolve();

  constructor(
    work: SweepWork,
    manifest: SweepManifest,
    folder: string,
    options: QueueOptions,
    queues: SweepQueues,
    kept: (index: number) => void,
  ) {
    this.#work = work;
    this.#manifest = manifest;
    this.#folder = folder;
    this.#options = options;
    this.#queues = queues;
    this.#kept = kept;
  }

  async run(indices: readonly number[]): Promise<void> {
    await this.#putWork();
    await this.#forgetFailed(indices);
    const { missMs = MISS_MS } = this.#options;
    let next = 0;
    for (let looked = performance.now(); ; ) {
      if (next < indices.length && this.#asked.size < AHEAD) {
        const more = indices.slice(next, next + AHEAD - this.#asked.size);
        await this.#put(more);
        next += more.length;
      }
      await this.#failIfOneFailed();
      const done = await this.#ids(['completed']);
      for (let at = 0; at < done.length; at += AT_ONCE) await this.#fetch(done.slice(at, at + AT_ONCE));
      if (this.#asked.size === 0 && next === indices.length) return;
      if (performance.now() - looked >= missMs) {
        await this.#putMissing();
        await this.#tellIfLonely();
        looked = performance.now();
      }
      // With more to come and something fetched there is no reason to wait.
      if (done.length === 0 || next === indices.length) await pause(LOOK_MS);
    }
  }

  /** Takes out what nobody waits for any more. Another producer of the same sweep will miss it, and put it in again. */
  async withdraw(): Promise<void> {
    const { sweeps, chunks } = this.#queues;
    this.#isWithdrawn = true;
    // What is being put in is to be taken out too.
    await this.#asking.catch(() => undefined);
    const ids = [...this.#asked.keys()];
    for (let at = 0; at < ids.length; at += AT_ONCE)
      await Promise.all(ids.slice(at, at + AT_ONCE).map((id) => chunks.remove(id)));
    await sweeps.remove(workId(this.#work.key));
  }

  /** Asks the queue until it answers. What it says of a lost connection is told once. */
  async #answer<T>(question: () => Promise<T>): Promise<T> {
    const { hearing } = this.#queues;
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
      if (this.#isWithdrawn) throw new QueueFault('the sweep was taken out of the queue');
      try {
        const asking = question();
        this.#asking = asking;
        const answer = await within(ANSWER_MS, asking);
        hearing.answered();
        return answer;
      } catch (fault) {
        hearing.hear(fault);
        await pause(wait);
      }
    }
  }

  /** Names of our jobs in these states. */
  async #ids(states: Parameters<SweepQueues['chunks']['getRanges']>[0]): Promise<string[]> {
    const all = await this.#answer(() => this.#queues.chunks.getRanges(states, 0, -1));
    return all.filter((id) => this.#asked.has(id));
  }

  /** A job of a known name is put in once only, whoever does. */
  async #putWork(): Promise<void> {
    const { sweeps } = this.#queues;
    const id = workId(this.#work.key);
    const data = { work: writeWork(this.#work, this.#manifest) };
    await this.#answer(() => sweeps.add('sweep', data, { jobId: id }));
  }

  async #put(indices: readonly number[]): Promise<void> {
    const { key } = this.#work;
    const { version } = this.#manifest;
    const { results, backoffMs = BACKOFF_MS } = this.#options;
    for (let at = 0; at < indices.length; at += AT_ONCE) {
      const jobs = indices.slice(at, at + AT_ONCE).map((index) => ({
        name: 'chunk',
        data: { version, key, index, results } satisfies ChunkJob,
        opts: {
          jobId: chunkId(key, index),
          attempts: ATTEMPTS,
          backoff: { type: 'exponential', delay: backoffMs },
          removeOnComplete: UNFETCHED,
          stackTraceLimit: 0,
        },
      }));
      // Known before they are there, so that what is being put in can be taken out.
      for (const { data, opts } of jobs) this.#asked.set(opts.jobId, data.index);
      await this.#answer(() => this.#queues.chunks.addBulk(jobs));
    }
  }

  /** Chunks that failed when this sweep was asked for before are tried again. */
  async #forgetFailed(indices: readonly number[]): Promise<void> {
    const ours = new Set(indices.map((index) => chunkId(this.#work.key, index)));
    const failed = await this.#answer(() => this.#queues.chunks.getRanges(['failed'], 0, -1));
    for (const id of failed) if (ours.has(id)) await this.#answer(() => this.#queues.chunks.remove(id));
  }

  async #failIfOneFailed(): Promise<void> {
    const { chunks } = this.#queues;
    for (const id of await this.#ids(['failed'])) {
      const job = (await this.#answer(() => chunks.getJob(id))) as Job | undefined;
      const index = this.#asked.get(id);
      if (job === undefined || index === undefined) continue;
      const reason = String(job.failedReason);
      await this.#answer(() => chunks.remove(id));
      const invariant = /^InvariantError: (.*)$/s.exec(reason);
      if (invariant !== null) throw new InvariantError(invariant[1]);
      throw new QueueFault(`chunk ${index} of the sweep ${this.#work.key} failed on its workers: ${reason}`);
    }
  }

  async #fetch(ids: readonly string[]): Promise<void> {
    const { chunks } = this.#queues;
    const jobs = (await this.#answer(() => Promise.all(ids.map((id) => chunks.getJob(id))))) as (Job | undefined)[];
    for (const [place, job] of jobs.entries()) {
      const index = this.#asked.get(ids[place]);
      if (job === undefined || index === undefined) continue;
      const fault = this.#keep(index, job.returnvalue);
      await this.#answer(() => chunks.remove(ids[place]));
      if (fault === undefined) this.#done(index);
      else await this.#askAnew(index, fault);
    }
  }

  /** Writes what a worker gave back, or looks at what it wrote. What is wrong with it, as a clause. */
  #keep(index: number, value: unknown): string | undefined {
    const { key, plan } = this.#work;
    const result = readResult(value);
    if (result === undefined) return 'its worker gave back nothing of use';
    const chunk = chunkAt(plan, index);
    if ('folder' in result) {
      const state = chunkState(this.#folder, this.#manifest, chunk);
      if (state === 'whole') return undefined;
      return state === 'missing'
        ? `it is not at ${chunkPath(this.#folder, chunk)}: is that folder the one of the workers' --out?`
        : state.fault;
    }
    const bytes = new Uint8Array(Buffer.from(result.bytes, 'base64'));
    let fault: string | undefined;
    try {
      fault = chunkFault(bytes, key, chunk, this.#manifest.protocols.length);
    } catch {
      fault = 'its footer makes no sense';
    }
    if (fault === undefined) writeChunk(this.#folder, chunk, bytes);
    return fault;
  }

  #done(index: number): void {
    this.#asked.delete(chunkId(this.#work.key, index));
    this.#lastLife = performance.now();
    this.#kept(index);
  }

  async #askAnew(index: number, fault: string): Promise<void> {
    const times = (this.#wrong.get(index) ?? 0) + 1;
    this.#wrong.set(index, times);
    if (times >= MOST_ASKED)
      throw new QueueFault(`chunk ${index} of the sweep ${this.#work.key} came back wrong ${times} times: ${fault}`);
    this.#options.tell(`chunk ${index}: ${fault}; it is asked for anew`);
    await this.#put([index]);
  }

  /** What the queue has lost is put in again, unless it is in the folder by now. */
  async #putMissing(): Promise<void> {
    const there = new Set(await this.#ids(['waiting', 'active', 'delayed', 'prioritized', 'completed', 'failed']));
    const missing = [...this.#asked].filter(([id]) => !there.has(id)).map(([, index]) => index);
    if ((await this.#answer(() => this.#queues.sweeps.getJobState(workId(this.#work.key)))) === 'unknown')
      await this.#putWork();
    const lost: number[] = [];
    for (const index of missing) {
      const state = chunkState(this.#folder, this.#manifest, chunkAt(this.#work.plan, index));
      if (state === 'whole') this.#done(index);
      else lost.push(index);
    }
    if (lost.length > 0) await this.#put(lost);
  }

  async #tellIfLonely(): Promise<void> {
    const { active } = await this.#answer(() => this.#queues.chunks.getJobCounts('active'));
    if (active > 0) this.#lastLife = performance.now();
    if (this.#isLonely || performance.now() - this.#lastLife < LONELY_MS) return;
    this.#isLonely = true;
    const { address, name } = this.#options;
    this.#options.tell(
      `no worker takes a chunk: start some with  sim worker --queue ${address.shown} --queue-name ${name}`,
    );
  }
}
