/** A thread of a worker: it reads the work of a sweep as it came from the queue, checks it, and runs a chunk of it. */
import { InvariantError } from '../engine/assert.ts';
import { type Chunk, chunkAt, chunkCount, settingsAt } from '../experiment/sweep-plan.ts';
import { atPoint } from '../scenario/read.ts';
import { compileBundle } from './bundle.ts';
import { ChunkRunner } from './chunk-runner.ts';
import { type QueuedWork, readWork, WorkFault } from './queue-work.ts';

export interface ChunkTask {
  /** The text of the work in UTF-8, shared by all threads. */
  readonly work: SharedArrayBuffer;
  readonly key: string;
  readonly index: number;
  readonly version: string;
}

/** A fault is told as a value: an error would lose its kind on its way between threads. */
export type ChunkDone =
  | { readonly bytes: Uint8Array<ArrayBuffer>; readonly name: string; readonly chunk: Chunk }
  /** `isFinal`: whoever tries again will see the same. */
  | { readonly fault: string; readonly isFinal: boolean };

interface Held {
  readonly work: QueuedWork;
  readonly runner: ChunkRunner;
}

/** Sweeps whose compiled points are kept. */
const SWEEPS_KEPT = 3;

/** The one used last at the end. */
const sweeps = new Map<string, Held>();

export default function queuedChunk(task: ChunkTask): ChunkDone {
  try {
    const { work, runner } = heldFor(task);
    if (task.index >= chunkCount(work.plan))
      throw new WorkFault(`the sweep has no chunk ${task.index}, but ${chunkCount(work.plan)} of them`);
    return { bytes: runner.run(task.index), name: work.name, chunk: chunkAt(work.plan, task.index) };
  } catch (fault) {
    const { name, message } = fault instanceof Error ? fault : { name: '', message: String(fault) };
    return {
      fault: fault instanceof InvariantError ? `${name}: ${message}` : message,
      // What there is no memory for here, there may be on another machine.
      isFinal: !(fault instanceof RangeError),
    };
  }
}

function heldFor({ work: text, key, version }: ChunkTask): Held {
  const known = sweeps.get(key);
  sweeps.delete(key);
  const held = known ?? heldOf(readWork(new TextDecoder().decode(new Uint8Array(text).slice()), key, version));
  sweeps.set(key, held);
  for (const oldest of sweeps.keys()) {
    if (sweeps.size <= SWEEPS_KEPT) break;
    sweeps.delete(oldest);
  }
  return held;
}

function heldOf(work: QueuedWork): Held {
  const { bundle, plan, protocols } = work;
  const overrides = atPoint(bundle.overrides, settingsAt(plan, 0));
  const named = compileBundle({ ...bundle, overrides }).model.variants.map(({ name }) => name);
  if (JSON.stringify(named) !== JSON.stringify(protocols))
    throw new WorkFault(`the work of the sweep says ${protocols.join(', ')} but its scenario runs ${named.join(', ')}`);
  return { work, runner: new ChunkRunner(work) };
}
