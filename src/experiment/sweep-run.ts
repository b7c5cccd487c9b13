/** Runs one chunk of a sweep: its replications seed by seed, in one world. */
import seedrandom from 'seedrandom';
import { keyFrom } from '../engine/draws.ts';
import type { Model } from '../simulation/model.ts';
import { type Outcomes, place } from './outcomes.ts';
import { outcomesFor, Runner } from './run.ts';
import { type Chunk, type SweepPlan, spansOf } from './sweep-plan.ts';

/** Keeps one world of a point over many chunks. */
export class PointRunner {
  readonly #model: Model;
  readonly #runner: Runner;

  /** Curves and groups of sites are no part of what a sweep keeps. */
  constructor(model: Model) {
    this.#model = { ...model, qualities: [], groups: [] };
    this.#runner = new Runner(this.#model);
  }

  /** Addressed as the chunk is: row 0 is its first replication, whatever number it has under its seed. */
  run(plan: SweepPlan, chunk: Chunk): Outcomes {
    const whole = outcomesFor(this.#model, chunk.first, chunk.count);
    for (const { seed, replication, count, row } of spansOf(plan, chunk)) {
      this.#runner.rekey(keyFrom(seedrandom(String(seed))));
      place({ ...this.#runner.run(replication, count), first: chunk.first + row }, whole);
    }
    return whole;
  }
}
