/** The best order there is, for few tasks; for more, the best that was found and how far from the best it may be. */
import { assert } from '../../engine/assert.ts';
import { leastWay, pathBound } from './bounds.ts';
import { roomy } from './contracted-graph.ts';
import { improve } from './local-search.ts';
import type { Restoration } from './restoration.ts';
import { rolloutTask, sendRest } from './rollout.ts';

/** Sizes up to which the best is found: one crew, a few, and more than that. */
const ONE_CREW_AT_MOST = 15;
const FEW_CREWS_AT_MOST = 10;
const MANY_CREWS_AT_MOST = 7;
const FEW_CREWS = 4;
/** Tasks that rollout chooses where the best cannot be found; the bundle rule orders what is left. */
const ROLLED_OUT = 5;

/** Work arrays of the search, kept from one problem to the next. */
let tasks = new Int32Array(16);
let table = new Float64Array(16);
let rest = new Float64Array(16);
let choice = new Uint8Array(16);

/**
 * The best order of all plannable tasks, into `order`; nothing may have been sent yet.
 * @returns whether it is proven best; for more tasks than that, the order is the best that was found
 */
export function solve(problem: Restoration, order: Int32Array): boolean {
  const count = listTasks(problem);
  if (count > largestSolvable(problem.crewCount)) {
    goodOrder(problem, order);
    return false;
  }
  if (count === 0) return true;
  table = roomy(table, 1 << count);
  problem.tabulateServed(tasks, count, table);
  if (problem.crewCount === 1) oneCrew(problem, count, order);
  else moreCrews(problem, count, order);
  return true;
}

/** What no order loses less than, weight x hours; the better the order given, the closer. */
export const lowerBound = (problem: Restoration, order: Int32Array): number =>
  Math.max(pathBound(problem), firstBound(problem, order));

const largestSolvable = (crews: number): number =>
  crews === 1 ? ONE_CREW_AT_MOST : crews <= FEW_CREWS ? FEW_CREWS_AT_MOST : MANY_CREWS_AT_MOST;

/** Rollout for the first tasks, the bundle rule for the rest, then local search; into `order`. */
function goodOrder(problem: Restoration, order: Int32Array): number {
  const { plannableCount } = problem;
  while (problem.sentCount < Math.min(plannableCount, ROLLED_OUT)) problem.send(rolloutTask(problem, true));
  sendRest(problem);
  for (let place = 0; place < plannableCount; place++) order[place] = problem.order[place];
  problem.recall(0);
  return improve(problem, order, plannableCount, 0);
}

/** What the first tasks of an order lose at least when all the others are done from the beginning, at no cost. */
function firstBound(problem: Restoration, order: Int32Array): number {
  const count = Math.min(ONE_CREW_AT_MOST, listTasks(problem));
  for (let place = 0; place < count; place++) tasks[place] = order[place];
  table = roomy(table, 1 << count);
  problem.tabulateServed(tasks, count, table);
  return fastCrewLoss(problem, count);
}

function listTasks(problem: Restoration): number {
  assert(problem.sentCount === 0, 'a solution begins before anything was sent');
  tasks = roomy(tasks, problem.taskCount);
  let count = 0;
  for (let task = 0; task < problem.taskCount; task++) if (problem.plannable[task] === 1) tasks[count++] = task;
  return count;
}

/**
 * One crew: V(S, j) = min over i of (f(K) - f(S)) (t_ji + r_i) + V(S + i, i), for every subset S and last task j.
 * Held and Karp (1962), J. SIAM 10:196-210.
 */
function oneCrew(problem: Restoration, count: number, order: Int32Array): void {
  const full = (1 << count) - 1;
  rest = roomy(rest, (full + 1) * count);
  choice = roomy(choice, (full + 1) * count);
  const { repairHours, servedAtEnd } = problem;
  for (let last = 0; last < count; last++) rest[full * count + last] = 0;
  for (let set = full - 1; set > 0; set--) {
    const lost = servedAtEnd - table[set];
    for (let last = 0; last < count; last++) {
      if ((set & (1 << last)) === 0) continue;
      let least = Number.POSITIVE_INFINITY;
      for (let next = 0; next < count; next++) {
        if ((set & (1 << next)) !== 0) continue;
        const hours = problem.travelBetween(tasks[last], tasks[next]) + repairHours[tasks[next]];
        const loss = lost * hours + rest[(set | (1 << next)) * count + next];
        if (loss < least) {
          least = loss;
          choice[set * count + last] = next;
        }
      }
      rest[set * count + last] = least;
    }
  }
  let least = Number.POSITIVE_INFINITY;
  let last = 0;
  for (let next = 0; next < count; next++) {
    const hours = problem.hoursUntilThere(tasks[next], 0) + repairHours[tasks[next]];
    const loss = (servedAtEnd - table[0]) * hours + rest[(1 << next) * count + next];
    if (loss < least) {
      least = loss;
      last = next;
    }
  }
  let set = 1 << last;
  order[0] = tasks[last];
  for (let place = 1; place < count; place++) {
    last = choice[set * count + last];
    set |= 1 << last;
    order[place] = tasks[last];
  }
}

/**
 * Several crews: branch and bound over all list schedules, from the best that local search finds. What is lost until the
 * first crew is free is known; after that no schedule loses less than one crew that works m times as fast, has no way
 * longer than the shortest to each task, and finds all that was begun done: the bound of Eastman, Even and Isaacs
 * without its second term, which holds only when gains add up.
 */
function moreCrews(problem: Restoration, count: number, order: Int32Array): void {
  fastCrewLoss(problem, count);
  best = goodOrder(problem, order);
  finishes = roomy(finishes, count * (count + 1));
  finished = roomy(finished, count * (count + 1));
  branch(problem, count, 0, 0, order);
}

/**
 * What one crew loses that works m times as fast and has no way longer than the shortest to each task: no schedule of
 * the tasks listed loses less. From each set of tasks done on, in `rest`; from the beginning, as the result.
 */
function fastCrewLoss(problem: Restoration, count: number): number {
  const { repairHours, servedAtEnd, crewCount } = problem;
  const full = (1 << count) - 1;
  rest = roomy(rest, full + 1);
  work = roomy(work, count);
  for (let next = 0; next < count; next++)
    work[next] = (leastWay(problem, tasks[next]) + repairHours[tasks[next]]) / crewCount;
  rest[full] = 0;
  for (let set = full - 1; set >= 0; set--) {
    const lost = servedAtEnd - table[set];
    let least = Number.POSITIVE_INFINITY;
    for (let next = 0; next < count; next++) {
      if ((set & (1 << next)) !== 0) continue;
      const loss = lost * work[next] + rest[set | (1 << next)];
      if (loss < least) least = loss;
    }
    rest[set] = least;
  }
  return rest[0];
}

let work = new Float64Array(16);
let best = 0;
/** Tasks begun and the hours at which they are done, earliest first: one row for each depth of the search. */
let finishes = new Float64Array(16);
let finished = new Int32Array(16);

function branch(problem: Restoration, count: number, depth: number, begun: number, order: Int32Array): void {
  const { now } = problem;
  const row = depth * count;
  let loss = 0;
  let hour = 0;
  let done = 0;
  for (let place = 0; place < depth; place++) {
    const finish = finishes[row + place];
    if (depth < count && finish > now) break;
    loss += (problem.servedAtEnd - table[done]) * (finish - hour);
    hour = finish;
    done |= 1 << finished[row + place];
  }
  if (depth === count) {
    if (loss >= best) return;
    best = loss;
    for (let place = 0; place < count; place++) order[place] = problem.order[place];
    return;
  }
  loss += (problem.servedAtEnd - table[done]) * (now - hour);
  if (loss + rest[begun] >= best * (1 - 1e-12)) return;
  for (let next = 0; next < count; next++) {
    if ((begun & (1 << next)) !== 0) continue;
    const task = tasks[next];
    const finish = now + problem.hoursUntilThere(task, now) + problem.repairHours[task];
    problem.send(task);
    let place = depth;
    const below = row + count;
    for (; place > 0 && finishes[row + place - 1] > finish; place--) {
      finishes[below + place] = finishes[row + place - 1];
      finished[below + place] = finished[row + place - 1];
    }
    finishes[below + place] = finish;
    finished[below + place] = next;
    while (place-- > 0) {
      finishes[below + place] = finishes[row + place];
      finished[below + place] = finished[row + place];
    }
    branch(problem, count, depth + 1, begun | (1 << next), order);
    problem.recall(depth);
  }
}
