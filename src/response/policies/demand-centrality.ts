/** The damage on the cheapest paths of most unserved demand. */
import { demandCentrality } from '../scheduling/demand-centrality.ts';
import { greatestTask, NONE, soonestTask } from '../scheduling/gains.ts';
import type { Restoration } from '../scheduling/restoration.ts';
import { chosen, type DispatchPolicy } from './policy.ts';

let loads = new Float64Array(16);

function choose(problem: Restoration): number {
  loads = demandCentrality(problem, loads);
  const best = greatestTask(problem, loads);
  return best === NONE ? soonestTask(problem) : best;
}

export const demandCentralityPolicy: DispatchPolicy = {
  name: 'demand-centrality',
  summary: 'the damage on the cheapest paths (by repair time) of most unserved demand',
  next: (view) => chosen(view, choose),
};
