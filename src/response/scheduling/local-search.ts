/** An order improved by exchanging two tasks or moving one, until nothing helps or the budget is spent. */
import { roomy } from './contracted-graph.ts';
import type { Restoration } from './restoration.ts';

/** Effort of one search, in tasks scheduled times crews looked at: what bounds its time to some milliseconds. */
const EFFORT_AT_MOST = 120_000;
/** What scheduling a task costs besides looking at the crews, in crews. */
const EFFORT_A_TASK = 4;

let trial = new Int32Array(16);

/**
 * First-improvement descent over swaps and inserts of the places after `fixed`; `order` is changed in place.
 * @returns its loss, weight x hours
 */
export function improve(problem: Restoration, order: Int32Array, length: number, fixed: number): number {
  trial = roomy(trial, length);
  let least = problem.lossOf(order, length);
  let left = Math.floor(EFFORT_AT_MOST / (Math.max(1, length) * (EFFORT_A_TASK + problem.crewCount)));
  let improved = true;
  while (improved && left > 0) {
    improved = false;
    for (let a = fixed; a < length && left > 0; a++)
      for (let b = fixed; b < length && left > 0; b++) {
        if (a === b) continue;
        // Each pair is swapped once; each task is moved to every other place.
        if (a < b) {
          swap(order, a, b);
          left--;
          const loss = problem.lossOf(order, length, least);
          if (loss < least * (1 - 1e-12)) {
            least = loss;
            improved = true;
          } else swap(order, a, b);
        }
        if (b === a + 1) continue;
        move(order, length, a, b);
        left--;
        const loss = problem.lossOf(trial, length, least);
        if (loss < least * (1 - 1e-12)) {
          least = loss;
          improved = true;
          for (let place = 0; place < length; place++) order[place] = trial[place];
        }
      }
  }
  return least;
}

function swap(order: Int32Array, a: number, b: number): void {
  const task = order[a];
  order[a] = order[b];
  order[b] = task;
}

/** The order with the task at `a` moved to `b`, in `trial`. */
function move(order: Int32Array, length: number, a: number, b: number): void {
  for (let place = 0; place < length; place++) trial[place] = order[place];
  if (a < b) trial.copyWithin(a, a + 1, b + 1);
  else trial.copyWithin(b + 1, b, a);
  trial[b] = order[a];
}
