/** A small sweep and what it comes to in one process, queues of their own for each test, and workers as processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { plannedSweep } from '../../src/cli/sweep-asked.ts';
import { chunkAt, chunkCount } from '../../src/experiment/sweep-plan.ts';
import { ChunkRunner, type SweepWork } from '../../src/fleet/chunk-runner.ts';
import { openQueues, queueAddress, type SweepQueues } from '../../src/fleet/queue.ts';
import { type QueueOptions, sweepOnQueue } from '../../src/fleet/queue-producer.ts';
import { type WorkerOptions, workOnQueue } from '../../src/fleet/queue-worker.ts';
import { chunkPath, openSweep, type SweepManifest, sweepFolder } from '../../src/results/sweep-store.ts';
import { DIST, newFolder } from '../cli/sim.ts';
import { PLAIN_PROTOCOL, ROOT, scenarioText, TWO_SITES } from '../worlds.ts';

export const SERVERS = [
  { engine: 'Redis', variable: 'REDIS_URL', url: process.env.REDIS_URL },
  {
    engine: 'PostgreSQL',
    variable: 'DATABASE_URL',
    url: process.env.DATABASE_URL,
  },
] as const;

export const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

export interface Planned {
  readonly work: SweepWork;
  readonly manifest: SweepManifest;
  readonly indices: readonly number[];
}

/** A scenario that compiles in milliseconds, of which 1000 replications take some tens of them. */
export const SMALL = ((): string => {
  const folder = newFolder();
  const hazards = [{ 'cable-cut': { link: 'hub--a', at: '4h' } }];
  const stages = { repairLink: { buried: { lognormal: ['12h', 0.8] } } };
  mkdirSync(join(folder, 'protocols'));
  writeFileSync(join(folder, 'world.yaml'), scenarioText({ hazards, stages, horizon: '10d' }));
  writeFileSync(join(folder, 'net.yaml'), TWO_SITES);
  writeFileSync(join(folder, 'protocols/plain.yaml'), PLAIN_PROTOCOL);
  writeFileSync(join(folder, 'small.yaml'), 'extends: world.yaml\nname: small\n');
  return join(folder, 'small.yaml');
})();

export function planned(replications: number, chunk: number, file = SMALL, protocol = 'plain'): Planned {
  const { manifest, bundle } = plannedSweep(file, { replications, chunk, protocol: [protocol] }, version, []);
  const { key, plan } = manifest;
  return {
    work: { key, plan, bundle },
    manifest,
    indices: Array.from({ length: chunkCount(plan) }, (_, at) => at),
  };
}

/** The bytes of every chunk, made by one process. */
export function alone({ work, indices }: Planned): Uint8Array[] {
  const runner = new ChunkRunner(work);
  return indices.map((index) => runner.run(index));
}

/** Folder of a sweep below a folder of results. */
export function folderOf({ manifest }: Planned, out = newFolder()): string {
  const folder = sweepFolder(out, manifest);
  openSweep(folder, manifest);
  return folder;
}

export function expectSame(folder: string, { manifest, indices }: Planned, expected: readonly Uint8Array[]): void {
  for (const index of indices) {
    const bytes = readFileSync(chunkPath(folder, chunkAt(manifest.plan, index)));
    expect(Buffer.compare(bytes, expected[index]), `chunk ${index}`).toBe(0);
  }
}

let names = 0;
export const queueName = (): string => `test-${process.pid}-${Date.now().toString(36)}-${names++}`;

/** Runs `use` on the two queues of a name. */
export async function onQueues<T>(url: string, name: string, use: (queues: SweepQueues) => Promise<T>): Promise<T> {
  const queues = await openQueues(queueAddress(url), name, () => {});
  try {
    return await use(queues);
  } finally {
    await queues.close();
  }
}

/** Leaves nothing behind. */
export const obliterate = (url: string, name: string): Promise<void> =>
  onQueues(url, name, async ({ sweeps, chunks }) => {
    await sweeps.obliterate({ force: true });
    await chunks.obliterate({ force: true });
  });

/** The producer: which chunks it kept, in what order, and what it told. It looks sooner than it would for a person. */
export async function produce(
  url: string,
  name: string,
  { work, manifest, indices }: Planned,
  folder: string,
  more: Partial<QueueOptions> = {},
  onKept: (count: number) => void = () => {},
): Promise<{ kept: number[]; told: string[] }> {
  const kept: number[] = [];
  const told: string[] = [];
  const options: QueueOptions = {
    address: queueAddress(url),
    name,
    results: 'queue',
    tell: (text) => told.push(text),
    missMs: 200,
    backoffMs: 50,
    ...more,
  };
  await sweepOnQueue(work, manifest, folder, indices, options, (index) => {
    kept.push(index);
    onKept(kept.length);
  });
  return { kept, told };
}

/** A worker in this process, with threads as they are shipped: it runs until `use` is over. */
export async function withWorker<T>(
  url: string,
  name: string,
  options: Partial<WorkerOptions>,
  use: (told: string[]) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const told: string[] = [];
  const working = workOnQueue({
    address: queueAddress(url),
    name,
    version,
    threads: 1,
    once: false,
    chunkLimitMs: 60_000,
    takeoverMs: 10_000,
    threadFile: pathToFileURL(join(ROOT, 'dist/fleet/queue-thread.js')),
    stop: stop.signal,
    tell: (text) => told.push(text),
    ...options,
  });
  try {
    return await use(told);
  } finally {
    stop.abort();
    await working;
  }
}

/** A worker as a process, with what it said so far. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** What a worker that died is waited for here, so that tests need not. */
const TAKEOVER = '500ms';

export function spawnWorker(url: string, name: string, ...more: string[]): WorkerProcess {
  const words = ['worker', '--queue-name', name, '--threads', '1', '--takeover', TAKEOVER, ...more];
  const child = spawn(process.execPath, [DIST, ...words], {
    env: { ...process.env, RESPLICE_QUEUE: url },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr?.on('data', (part: Buffer) => {
    text += part.toString();
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.on('exit', (code, signal) => resolve(code ?? signal)),
  );
  return { child, said: () => text, ended };
}

/** Waits until something is so; throws when it never is. */
export async function until(isSo: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
  for (let left = seconds * 50; !(await isSo()); left--) {
    if (left === 0) throw new Error(`it is not so after ${seconds} s: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
