/** The best plan there is where it can be found, kept until something new is known. */
import { roomy } from '../scheduling/contracted-graph.ts';
import { solve } from '../scheduling/exact.ts';
import type { Plan } from '../scheduling/plan.ts';
import type { Restoration } from '../scheduling/restoration.ts';
import { type DispatchPolicy, planned } from './policy.ts';

let order = new Int32Array(16);

function choose(problem: Restoration, plan: Plan): number {
  if (!plan.covers(problem)) {
    order = roomy(order, problem.plannableCount);
    solve(problem, order);
    plan.keep(problem, order, problem.plannableCount);
  }
  return plan.take(problem);
}

export const exact: DispatchPolicy = {
  name: 'exact',
  summary:
    'the best order of what is known, up to 15 repairs (10 for two to four crews, 7 for more); beyond, rollout and local search',
  next: (view) => planned(view, choose),
};
