/** Runs the replications of a scenario on worker threads, or in this one. */
import { Piscina } from 'piscina';
import { type Outcomes, place } from '../experiment/outcomes.ts';
import { pieces } from '../experiment/plan.ts';
import { outcomesFor, Runner } from '../experiment/run.ts';
import type { Model } from '../simulation/model.ts';
import type { Bundle } from './bundle.ts';

/** Starting workers takes about this long (they load and compile all anew): less work than this is done here. */
const WORTH_STARTING_SECONDS = 1.5;

/** Told after each piece how many replications are done. */
export type Progress = (done: number) => void;

/**
 * The outcomes of replications `first` to `first + count - 1`. They are the same to the last bit on any number of threads: the pieces
 * depend on the count alone, each draw is named by its replication, and sums are of whole numbers.
 */
export async function runOnThreads(
  model: Model,
  bundle: Bundle,
  count: number,
  threads: number,
  progress: Progress,
  { first = 0, worthSeconds = WORTH_STARTING_SECONDS } = {},
): Promise<Outcomes> {
  const whole = outcomesFor(model, first, count);
  const list = pieces(count).map((piece) => ({ ...piece, first: first + piece.first }));
  let done = 0;
  const keep = (part: Outcomes): void => {
    place(part, whole);
    done += part.count;
    progress(done);
  };
  const runner = new Runner(model);
  let next = 0;
  for (let pieceSeconds = 0; next < list.length; next++) {
    // The second piece, when the code is warm, tells how long the rest would take. Who does what changes no digit.
    if (threads > 1 && next >= 2 && pieceSeconds * (list.length - next) > worthSeconds) break;
    const begun = performance.now();
    keep(runner.run(list[next].first, list[next].count));
    pieceSeconds = (performance.now() - begun) / 1000;
    // Lets the progress be drawn and an interrupt be heard.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const rest = list.slice(next);
  if (rest.length === 0) return whole;
  // From the sources (tests, development) a worker must be told how to read TypeScript.
  const fromSources = import.meta.url.endsWith('.ts');
  const pool = new Piscina({
    filename: new URL(fromSources ? './worker.ts' : './worker.js', import.meta.url).href,
    minThreads: Math.min(threads, rest.length),
    maxThreads: Math.min(threads, rest.length),
    workerData: bundle,
    execArgv: fromSources ? ['--import', 'tsx'] : [],
  });
  try {
    await Promise.all(rest.map(async (piece) => keep((await pool.run(piece)) as Outcomes)));
  } finally {
    await pool.destroy();
  }
  return whole;
}
