/** Replications of a model that can be asked for more: those that are there are not run again. */
import { type Outcomes, place } from '../experiment/outcomes.ts';
import { outcomesFor } from '../experiment/run.ts';
import type { Model } from '../simulation/model.ts';
import type { Bundle } from './bundle.ts';
import { type Progress, runOnThreads } from './threads.ts';

export class Replications {
  readonly #model: Model;
  readonly #bundle: Bundle;
  readonly #threads: number;
  #outcomes: Outcomes;

  constructor(model: Model, bundle: Bundle, threads: number) {
    this.#model = model;
    this.#bundle = bundle;
    this.#threads = threads;
    this.#outcomes = outcomesFor(model, 0, 0);
  }

  /** All so far. */
  get outcomes(): Outcomes {
    return this.#outcomes;
  }

  /** Replications 0 to `count - 1`. @param progress told how many of them are done */
  async upTo(count: number, progress: Progress): Promise<Outcomes> {
    const before = this.#outcomes;
    if (count <= before.count) return before;
    const told = (done: number): void => progress(before.count + done);
    const first = before.count;
    const part = await runOnThreads(this.#model, this.#bundle, count - first, this.#threads, told, { first });
    const whole = outcomesFor(this.#model, 0, count);
    place(before, whole);
    place(part, whole);
    this.#outcomes = whole;
    return whole;
  }
}
