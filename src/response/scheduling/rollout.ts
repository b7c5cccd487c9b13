/** One step of looking ahead: each first task is tried with the bundle rule after it, and the best is taken. */
import { bundles } from './bundle.ts';
import { roomy } from './contracted-graph.ts';
import { hoursUntilDone, mayBeSent, NONE } from './gains.ts';
import type { Restoration } from './restoration.ts';

/** First tasks that are tried: those in the best bundles. */
const TRIED = 8;

let tried = new Int32Array(TRIED);
let scores = new Float64Array(16);

/** Sends every task that is left by the bundle rule; the caller recalls them. */
export function sendRest(problem: Restoration): void {
  while (problem.sentCount < problem.plannableCount) problem.send(bundles.next(problem, true));
}

/**
 * The first task whose order, followed by the bundle rule, loses least; of equals the bundle rule's own choice, then the
 * one done soonest. Bertsekas, Tsitsiklis, Wu (1997), J. Heuristics 3:245-262. The rule below is sequentially
 * consistent, so the result is never worse than it.
 */
export function rolloutTask(problem: Restoration, ahead: boolean): number {
  const own = bundles.score(problem, ahead);
  if (own === NONE) return NONE;
  const count = pick(problem, own, ahead);
  const { sentCount, now } = problem;
  let best = own;
  let least = Number.POSITIVE_INFINITY;
  let soonest = 0;
  for (let place = 0; place < count; place++) {
    const task = tried[place];
    const hours = hoursUntilDone(problem, task, now);
    problem.send(task);
    sendRest(problem);
    const loss = problem.lossOf(problem.order, problem.sentCount, least);
    problem.recall(sentCount);
    if (loss < least || (loss === least && best !== own && hours < soonest)) {
      best = task;
      least = loss;
      soonest = hours;
    }
  }
  return best;
}

/** The rule's own choice first, then the tasks of the best scores. */
function pick(problem: Restoration, own: number, ahead: boolean): number {
  scores = roomy(scores, problem.taskCount);
  tried = roomy(tried, TRIED);
  let open = 0;
  for (let task = 0; task < problem.taskCount; task++) {
    const may = task !== own && mayBeSent(problem, task, ahead);
    scores[task] = may ? bundles.taskScores[task] : -1;
    if (may) open++;
  }
  tried[0] = own;
  let count = 1;
  while (count < TRIED && count <= open) {
    let best = 0;
    for (let task = 1; task < problem.taskCount; task++) if (scores[task] > scores[best]) best = task;
    scores[best] = -1;
    tried[count++] = best;
  }
  return count;
}
