/** A worker thread: it compiles what it was given once, and runs the pieces or the chunks that it is handed. */
import { workerData } from 'node:worker_threads';
import { move } from 'piscina';
import type { Outcomes } from '../experiment/outcomes.ts';
import type { Piece } from '../experiment/plan.ts';
import { Runner } from '../experiment/run.ts';
import { type Bundle, compileBundle } from './bundle.ts';
import { ChunkRunner, type SweepWork } from './chunk-runner.ts';

let runner: Runner | undefined;
let chunks: ChunkRunner | undefined;

/** A piece of a run; the worker's data are a {@link Bundle}. */
export default function work({ first, count }: Piece): Outcomes {
  runner ??= new Runner(compileBundle(workerData as Bundle).model);
  return runner.run(first, count);
}

/** The file of a chunk of a sweep, handed over without a copy; the worker's data are a {@link SweepWork}. */
export function sweepChunk(index: number): ReturnType<typeof move> {
  chunks ??= new ChunkRunner(workerData as SweepWork);
  return move(chunks.run(index));
}
