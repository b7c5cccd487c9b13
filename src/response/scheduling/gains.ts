/** What a repair alone would restore, and what the choice falls back on when nothing does. */
import { roomy } from './contracted-graph.ts';
import type { Restoration } from './restoration.ts';

/** No task. */
export const NONE = -1;

/** f(S + e) - f(S) of each element alone. */
export function gainsAlone(problem: Restoration, gains: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const { state, graph, elementHours } = problem;
  const room = roomy(gains, graph.elementCount);
  for (let element = 0; element < graph.elementCount; element++) {
    room[element] = 0;
    if (state.up[element] === 1 || elementHours[element] === Number.POSITIVE_INFINITY) continue;
    const { steps, served } = state;
    state.raise(element);
    room[element] = state.served - served;
    state.rollBack(steps);
  }
  return room;
}

/** Whether a task may be the next to be sent; with `ahead`, in a plan for later. */
export const mayBeSent = (problem: Restoration, task: number, ahead: boolean): boolean =>
  problem.sent[task] === 0 && problem.plannable[task] === 1 && (ahead || problem.choosable[task] === 1);

/** Hours until a task would be done if it were the next. */
export const hoursUntilDone = (problem: Restoration, task: number, now: number): number =>
  problem.hoursUntilThere(task, now) + problem.repairHours[task];

/** The task that would be done first. */
export function soonestTask(problem: Restoration, ahead = false): number {
  const { now } = problem;
  let best = NONE;
  let least = 0;
  for (let task = 0; task < problem.taskCount; task++) {
    if (!mayBeSent(problem, task, ahead)) continue;
    const hours = hoursUntilDone(problem, task, now);
    if (best === NONE || hours < least) {
      best = task;
      least = hours;
    }
  }
  return best;
}

/** The task with the greatest score; of equals the one done soonest, then the first. A score of 0 is none. */
export function greatestTask(problem: Restoration, scores: Float64Array, ahead = false): number {
  const { now } = problem;
  let best = NONE;
  let most = 0;
  let least = 0;
  for (let task = 0; task < problem.taskCount; task++) {
    if (!(scores[task] > 0) || !mayBeSent(problem, task, ahead) || scores[task] < most) continue;
    const hours = hoursUntilDone(problem, task, now);
    if (scores[task] > most || hours < least) {
      best = task;
      most = scores[task];
      least = hours;
    }
  }
  return best;
}
