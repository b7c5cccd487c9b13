/** A whole plan, improved by swaps and moves, kept until something new is known. */

import { roomy } from '../scheduling/contracted-graph.ts';
import { improve } from '../scheduling/local-search.ts';
import type { Plan } from '../scheduling/plan.ts';
import type { Restoration } from '../scheduling/restoration.ts';
import { sendRest } from '../scheduling/rollout.ts';
import { type DispatchPolicy, planned } from './policy.ts';

let order = new Int32Array(16);

function choose(problem: Restoration, plan: Plan): number {
  if (!plan.covers(problem)) {
    const { sentCount, plannableCount } = problem;
    sendRest(problem);
    order = roomy(order, plannableCount);
    for (let place = 0; place < plannableCount; place++) order[place] = problem.order[place];
    problem.recall(sentCount);
    improve(problem, order, plannableCount, sentCount);
    plan.keep(problem, order, plannableCount);
  }
  return plan.take(problem);
}

export const localSearch: DispatchPolicy = {
  name: 'local-search',
  summary: 'the order of bundle, improved by swapping and moving repairs; planned anew when a fault is added',
  next: (view) => planned(view, choose),
};
