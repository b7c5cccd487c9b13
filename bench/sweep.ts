/**
 * A sweep of `quake.yaml` under `cmg-core` in chunks of about a second, end to end: on one thread, on two, and on a queue with
 * two workers of one thread each; then the memory of a sweep of many replications of a tiny scenario. A worker has to load and
 * compile first, which a short sweep feels: `tsx bench/sweep.ts [chunks] [rounds] [replications]`.
 * The queue is at REDIS_URL or DATABASE_URL, and is left out without one. The processes are those of `dist`: build first.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plannedSweep } from '../src/cli/sweep-asked.ts';
import { chunkAt, chunkCount, type SweepPlan } from '../src/experiment/sweep-plan.ts';
import { openQueues, queueAddress } from '../src/fleet/queue.ts';
import { sweepOnQueue } from '../src/fleet/queue-producer.ts';
import { sweepOnThreads } from '../src/fleet/sweep.ts';
import { openSweep, type SweepManifest, sweepFolder, writeChunk } from '../src/results/sweep-store.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SIM = join(ROOT, 'dist/cli/main.js');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

const [chunks = 120, rounds = 3, many = 1_000_000] = process.argv.slice(2).map(Number);
const scratch = mkdtempSync(join(tmpdir(), 'resplice-bench-'));
const tell = (text: string): void => void process.stdout.write(`${text}\n`);
const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const scenario = join(ROOT, 'scenarios/quake.yaml');
const asked = { protocol: ['cmg-core'], replications: 1 };
const size = plannedSweep(scenario, asked, version, []).manifest.plan.chunk;
const { manifest, bundle } = plannedSweep(scenario, { ...asked, replications: chunks * size }, version, []);
const { key, plan } = manifest;
const work = { key, plan, bundle };
const indices = Array.from({ length: chunkCount(plan) }, (_, index) => index);

/** Seconds of a sweep into a folder of its own. */
async function timed(
  run: (folder: string, manifest: SweepManifest, plan: SweepPlan) => Promise<void>,
): Promise<number> {
  const folder = sweepFolder(mkdtempSync(join(scratch, 'out-')), manifest);
  openSweep(folder, manifest);
  const begun = performance.now();
  await run(folder, manifest, plan);
  return (performance.now() - begun) / 1000;
}

const onThreads = (threads: number): Promise<number> =>
  timed((folder) =>
    sweepOnThreads(work, indices, threads, (index, bytes) => writeChunk(folder, chunkAt(plan, index), bytes)),
  );

/** The queue with two workers that have done nothing of this sweep yet, as threads have not. */
async function onQueue(url: string): Promise<number> {
  const name = `bench-${process.pid}`;
  const address = queueAddress(url);
  const workers = [await startedWorker(url, name), await startedWorker(url, name)];
  try {
    return await timed((folder) =>
      sweepOnQueue(work, manifest, folder, indices, { address, name, results: 'queue', tell }, () => {}),
    );
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    const queues = await openQueues(address, name, tell);
    await queues.sweeps.obliterate({ force: true });
    await queues.chunks.obliterate({ force: true });
    await queues.close();
  }
}

async function startedWorker(url: string, name: string): Promise<ChildProcess> {
  const words = ['worker', '--queue-name', name, '--threads', '1'];
  const env = { ...process.env, RESPLICE_QUEUE: url };
  const child = spawn(process.execPath, [SIM, ...words], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (text: Buffer) => text.includes('waits for chunks') && resolve());
    child.on('exit', () => reject(new Error('a worker did not start')));
  });
  // Its thread starts beside it.
  await wait(1000);
  return child;
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const ways: [string, () => Promise<number>][] = [
  ['one thread', () => onThreads(1)],
  ['two threads', () => onThreads(2)],
  ...Object.entries({ Redis: process.env.REDIS_URL, PostgreSQL: process.env.DATABASE_URL }).flatMap(
    ([engine, url]): [string, () => Promise<number>][] =>
      url === undefined ? [] : [[`two workers on ${engine}`, () => onQueue(url)]],
  ),
];
if (ways.length === 2) tell('neither REDIS_URL nor DATABASE_URL is set: the queue is left out');
tell(`${chunks} chunks of ${size} replications, ${rounds} rounds`);
const seconds = new Map(ways.map(([name]) => [name, [] as number[]]));
for (let round = 0; round < rounds; round++) for (const [name, run] of ways) seconds.get(name)?.push(await run());
const two = seconds.get('two threads') ?? [];
for (const [name, all] of seconds) {
  // Each against the two threads of its own round: the machine may be busy in one and not in the next.
  const ratio = middle(all.map((one, round) => one / two[round]));
  tell(`${name.padEnd(26)} ${middle(all).toFixed(2).padStart(7)} s   ${ratio.toFixed(3)} of two threads`);
}

/** One link that is cut by chance, and one crew: as little as a replication can be. */
const TINY: Readonly<Record<string, string>> = {
  'net.yaml': `name: two
sites:
  - { id: hub, role: gateway, operator: op, at: [0.5, 10], population: 0 }
  - { id: a, role: district-unit, operator: op, at: [0.5, 10.3], population: 1000 }
links:
  - { id: hub--a, ends: [hub, a], medium: buried, operator: op, lengthKm: 40 }
`,
  'tiny.yaml': `name: tiny
repairVessel: none
topology: net.yaml
horizon: 10d
seed: 1
replications: 1
protocols: [siloed]
crews: [{ id: crew, operator: op, base: hub }]
hazards: [{ name: cut, cable-cut: { link: hub--a, at: 0h, cause: anchor } }]
`,
};

/** Of the process to its end, with the summary. */
async function peakMebibytes(replications: number): Promise<number> {
  for (const [name, text] of Object.entries(TINY)) writeFileSync(join(scratch, name), text);
  const atExit = `process.on('exit', () => process._rawDebug('peak', process.resourceUsage().maxRSS))`;
  const words = ['sweep', 'tiny.yaml', '--replications', String(replications), '--threads', '1', '--out', 'tiny'];
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${atExit}`, SIM, ...words], {
    cwd: scratch,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.on('data', (part: Buffer) => {
    text += part.toString();
  });
  await new Promise((resolve) => child.on('close', resolve));
  const peak = /^peak (\d+)$/m.exec(text)?.[1];
  if (peak === undefined || child.exitCode !== 0) throw new Error(`the sweep did not end well: ${text}`);
  return Number(peak) / 1024;
}

for (const replications of [1000, many]) {
  const begun = performance.now();
  const peak = await peakMebibytes(replications);
  const took = (performance.now() - begun) / 1000;
  tell(`${replications} replications of a tiny scenario: ${peak.toFixed(0)} MiB at most, ${took.toFixed(0)} s`);
}

rmSync(scratch, { recursive: true, force: true });
