/** Mends only what iterative split and prune says all demand needs; of that, what most unserved demand waits for. */
import { demandCentrality } from '../scheduling/demand-centrality.ts';
import { greatestTask, NONE, soonestTask } from '../scheduling/gains.ts';
import { SplitAndPrune } from '../scheduling/isp.ts';
import type { Restoration } from '../scheduling/restoration.ts';
import { chosen, type DispatchPolicy } from './policy.ts';

const repairs = new SplitAndPrune();
let loads = new Float64Array(16);

function choose(problem: Restoration): number {
  repairs.choose(problem);
  loads = demandCentrality(problem, loads);
  // What is chosen but on no cheapest path comes after all that is; what is not chosen comes last of all.
  for (let task = 0; task < problem.taskCount; task++)
    loads[task] = repairs.chosen[problem.element[task]] === 1 ? loads[task] + Number.MIN_VALUE : 0;
  const best = greatestTask(problem, loads);
  return best === NONE ? soonestTask(problem) : best;
}

export const isp: DispatchPolicy = {
  name: 'isp',
  summary: 'iterative split and prune: the fewest hours of repair that serve all demand, ordered as demand-centrality',
  next: (view) => chosen(view, choose),
};
