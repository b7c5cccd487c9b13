/** A worker thread: it compiles the scenario once and runs the pieces it is given. */
import { workerData } from 'node:worker_threads';
import type { Outcomes } from '../experiment/outcomes.ts';
import type { Piece } from '../experiment/plan.ts';
import { Runner } from '../experiment/run.ts';
import { type Bundle, compileBundle } from './bundle.ts';

let runner: Runner | undefined;

export default function work({ first, count }: Piece): Outcomes {
  runner ??= new Runner(compileBundle(workerData as Bundle).model);
  return runner.run(first, count);
}
