/** `sim sweep`: the points of a design with many replications each, kept chunk by chunk, so that what is done stays done. */
import { availableParallelism } from 'node:os';
import { chunkAt, chunkCount, chunksOfShard, type Shard } from '../experiment/sweep-plan.ts';
import { QueueFault } from '../fleet/queue.ts';
import type { ResultsWay } from '../fleet/queue-work.ts';
import { sweepOnThreads } from '../fleet/sweep.ts';
import {
  chunkPath,
  chunkState,
  openSweep,
  readManifest,
  type SweepManifest,
  sweepFolder,
  sweepsAt,
  writeChunk,
} from '../results/sweep-store.ts';
import { onInterrupt, stoppable } from './interrupt.ts';
import { CommandEnd, EXIT, warn } from './output.ts';
import { progressTo } from './progress.ts';
import { chosenQueue, leaveQueue, type QueueChoice, withoutPasswords } from './queue-url.ts';
import { shardOf } from './shard.ts';
import { type DesignOptions, type PlannedSweep, plannedSweep } from './sweep-asked.ts';
import { commandLine, endSweep, metricsAsked } from './sweep-end.ts';

interface SweepOptions extends DesignOptions, Partial<QueueChoice> {
  results?: ResultsWay;
  threads?: number;
  out: string;
  resume?: boolean;
  shard?: string;
  metrics?: string[];
  json?: boolean;
}

export async function sweep(file: string, options: SweepOptions, version: string): Promise<void> {
  const shard = shardOf(options.shard ?? '0/1', process.env);
  const planned = plannedSweep(file, options, version, typedCommand());
  const { manifest } = planned;
  const metrics = metricsAsked(manifest, options.metrics);
  const { folder, all } = await runChunks(planned, options, shard);
  const missing = shard.of === 1 ? 0 : missingFrom(folder, manifest);
  if (missing === 0) return await endSweep(folder, manifest, metrics, options.json === true);
  warn(
    `shard ${shard.place}/${shard.of}: ${counted(all.length)} in ${folder}; ${missing} of ${chunkCount(manifest.plan)} are not here`,
  );
  warn(`once all shards are done: ${commandLine(['merge', 'DIR', '--out', 'DIR'])}, with the folders of all of them`);
}

/** What was typed, without what changes no digit. */
export const typedCommand = (): string[] => withoutPlaces(process.argv.slice(2));

/**
 * Runs the chunks of a shard that are not there yet, and keeps them. @returns the folder, and the numbers of the chunks
 * @throws CommandEnd with code 2 when the folder is of another sweep, the disk is full, or the queue cannot do it
 */
export async function runChunks(
  { manifest, bundle }: PlannedSweep,
  options: Pick<SweepOptions, 'threads' | 'out' | 'resume' | 'queue' | 'queueName' | 'results'>,
  shard: Shard,
): Promise<{ folder: string; all: readonly number[] }> {
  const typed = process.argv.slice(2);
  const { queue, queueName = 'resplice', results = 'queue' } = options;
  const address = queue === undefined ? undefined : chosenQueue({ queue, queueName });
  const folder = sweepFolder(options.out, manifest);
  const isResumed = options.resume === true;
  if (isResumed) refuseChanged(folder, options.out, manifest);
  openSweep(folder, manifest);
  const { key, plan } = manifest;
  const all = chunksOfShard(plan, shard);
  const todo = isResumed ? all.filter((index) => isToDo(folder, manifest, index)) : all;
  const size = (indices: readonly number[]): number =>
    indices.reduce((sum, index) => sum + chunkAt(plan, index).count, 0);
  const total = size(all);
  let done = total - size(todo);
  if (isResumed && done > 0) warn(`${all.length - todo.length} of ${all.length} chunks are there and whole`);
  let chunksDone = all.length - todo.length;
  const goOn = commandLine([...withoutPasswords(typed).filter((word) => word !== '--resume'), '--resume']);
  const kept = (): string => `${chunksDone} of ${all.length} chunks are kept in ${folder}; to go on:\n  ${goOn}`;
  onInterrupt(() => `interrupted: ${kept()}`);
  const progress = progressTo(process.stderr, total, done);
  try {
    const work = { key, plan, bundle };
    const isKept = (index: number): void => {
      chunksDone++;
      done += chunkAt(plan, index).count;
      progress.done(done);
    };
    if (address === undefined)
      await sweepOnThreads(work, todo, options.threads ?? availableParallelism(), (index, bytes) => {
        writeChunk(folder, chunkAt(plan, index), bytes);
        isKept(index);
      });
    else {
      const { sweepOnQueue } = await import('../fleet/queue-producer.ts');
      const asked = { address, name: queueName, results, tell: warn };
      await stoppable('takes out of the queue what nobody has begun', (stop) =>
        sweepOnQueue(work, manifest, folder, todo, { ...asked, stop }, isKept),
      );
    }
  } catch (fault) {
    progress.end();
    if (fault instanceof QueueFault) {
      warn(`${fault.message}\n${kept()}`);
      leaveQueue(EXIT.input);
    }
    if (isFull(fault)) warn(`the disk is full: ${kept()}`);
    else throw fault;
    throw new CommandEnd(EXIT.input);
  }
  progress.end();
  return { folder, all };
}

const counted = (chunks: number): string => `${chunks} chunk${chunks === 1 ? '' : 's'}`;

const isFull = (fault: unknown): boolean =>
  fault instanceof Error && 'code' in fault && (fault.code === 'ENOSPC' || fault.code === 'EDQUOT');

/** Whether a chunk is yet to be run; one that cannot be trusted is told, and run again. */
function isToDo(folder: string, manifest: SweepManifest, index: number): boolean {
  const chunk = chunkAt(manifest.plan, index);
  const state = chunkState(folder, manifest, chunk);
  if (typeof state === 'object') warn(`${chunkPath(folder, chunk)} is run again: ${state.fault}`);
  return state !== 'whole';
}

function missingFrom(folder: string, manifest: SweepManifest): number {
  let missing = 0;
  for (let index = 0; index < chunkCount(manifest.plan); index++)
    if (chunkState(folder, manifest, chunkAt(manifest.plan, index)) !== 'whole') missing++;
  return missing;
}

/** Ends with code 2 where the same sweep was begun with other texts: it must not go on with these. */
function refuseChanged(folder: string, out: string, manifest: SweepManifest): void {
  const others = sweepsAt(sweepFolder(out, { name: manifest.name, key: '' }));
  if (others.includes(folder)) return;
  for (const other of others) {
    const before = readManifest(other);
    if (designOf(before) !== designOf(manifest)) continue;
    warn(`${other} was begun with something else: ${differences(before, manifest).join('; ')}`);
    warn('put that back to go on, or leave out --resume to begin anew in a folder of its own');
    throw new CommandEnd(EXIT.input);
  }
  warn(`nothing to go on with in ${folder}: the sweep begins`);
}

/** What is asked, whatever the scenario says and however it is cut into chunks. */
const designOf = ({ plan: { factors, points, seeds, replications } }: SweepManifest): string =>
  JSON.stringify([factors, points, seeds, replications]);

function differences(before: SweepManifest, now: SweepManifest): string[] {
  const names = [...new Set([...Object.keys(before.inputs), ...Object.keys(now.inputs)])];
  const told = names.flatMap((name) => {
    if (before.inputs[name] === now.inputs[name]) return [];
    if (now.inputs[name] === undefined) return [`${name} is no longer read`];
    return [before.inputs[name] === undefined ? `${name} was not read` : `${name} has changed`];
  });
  if (before.version !== now.version) told.push(`resplice was ${before.version}, and is ${now.version}`);
  if (before.plan.chunk !== now.plan.chunk)
    told.push(`chunks were of ${before.plan.chunk} replications, and are of ${now.plan.chunk}`);
  if (JSON.stringify(before.protocols) !== JSON.stringify(now.protocols))
    told.push(`protocols were ${before.protocols.join(', ')}`);
  if (JSON.stringify(before.overrides) !== JSON.stringify(now.overrides))
    told.push('--topology or --epicentre was another');
  return told;
}

/** Options that change no digit, with the words that follow them. */
const PLACES: Readonly<Record<string, number>> = {
  '--out': 1,
  '--threads': 1,
  '--queue': 1,
  '--queue-name': 1,
  '--results': 1,
  '--shard': 1,
  '--metrics': 1,
  '--resume': 0,
  '--json': 0,
};

/** What was typed, without what changes no digit: all shards of a sweep are then told alike. */
function withoutPlaces(words: readonly string[]): string[] {
  const left: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const [name] = words[at].split('=');
    if (!(name in PLACES)) left.push(words[at]);
    // An option whose word may be left out, --queue, is followed by another option then.
    else if (!words[at].includes('=') && !words[at + 1]?.startsWith('-')) at += PLACES[name];
  }
  return left;
}
