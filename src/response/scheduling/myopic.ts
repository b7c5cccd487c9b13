/** The best gain per hour of the next repair alone. */
import { roomy } from './contracted-graph.ts';
import { gainsAlone, greatestTask, hoursUntilDone, NONE, soonestTask } from './gains.ts';
import type { Restoration } from './restoration.ts';

let gains = new Float64Array(16);
let ratios = new Float64Array(16);

/** (f(S + i) - f(S)) / (travel + repair), a gain shared among the faults of one element; the soonest when nothing gains. */
export function myopicTask(problem: Restoration): number {
  gains = gainsAlone(problem, gains);
  ratios = roomy(ratios, problem.taskCount);
  const { now } = problem;
  for (let task = 0; task < problem.taskCount; task++) {
    const element = problem.element[task];
    ratios[task] =
      gains[element] > 0 ? gains[element] / problem.state.pending[element] / hoursUntilDone(problem, task, now) : 0;
  }
  const best = greatestTask(problem, ratios);
  return best === NONE ? soonestTask(problem) : best;
}
