/** Runs the replications of a scenario on worker threads, or in this one. */
import { type Outcomes, place } from '../experiment/outcomes.ts';
import { pieces } from '../experiment/plan.ts';
import { outcomesFor, Runner } from '../experiment/run.ts';
import type { Model } from '../simulation/model.ts';
import type { Bundle } from './bundle.ts';
import { shareOut } from './lanes.ts';

/** Told after each piece how many replications are done. */
export type Progress = (done: number) => void;

/**
 * The outcomes of replications `first` to `first + count - 1`. They are the same to the last bit on any number of threads:
 * the pieces depend on the count alone, each draw is named by its replication, and sums are of whole numbers.
 */
export async function runOnThreads(
  model: Model,
  bundle: Bundle,
  count: number,
  threads: number,
  progress: Progress,
  { first = 0, worthSeconds }: { readonly first?: number; readonly worthSeconds?: number } = {},
): Promise<Outcomes> {
  const whole = outcomesFor(model, first, count);
  const runner = new Runner(model);
  let done = 0;
  await shareOut(
    pieces(count).map((piece) => ({ ...piece, first: first + piece.first })),
    {
      threads,
      here: (piece) => runner.run(piece.first, piece.count),
      worker: { data: bundle },
      keep: (_, part: Outcomes) => {
        place(part, whole);
        done += part.count;
        progress(done);
      },
      warmUp: 2,
      worthSeconds,
    },
  );
  return whole;
}
