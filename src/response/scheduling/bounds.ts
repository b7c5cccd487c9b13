/** What no schedule can lose less than. */
import { CheapestPaths, ROOTS } from './cheapest-paths.ts';
import { roomy } from './contracted-graph.ts';
import type { Restoration } from './restoration.ts';

const paths = new CheapestPaths();
let hours = new Float64Array(16);

/** Least hours on the road to a task, wherever a crew comes from. */
export function leastWay(problem: Restoration, task: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let crew = 0; crew < problem.crewCount; crew++)
    if (problem.isAble(crew, task)) least = Math.min(least, problem.travelFromCrew(crew, task));
  for (let other = 0; other < problem.taskCount; other++)
    if (other !== task && problem.plannable[other] === 1) least = Math.min(least, problem.travelBetween(other, task));
  return least;
}

/**
 * Each demand waits at least for the work on its cheapest path shared by all crews, way to each task included:
 * L >= sum of w x hours / m. It leaves out that the crews cannot be on all paths at once.
 */
export function pathBound(problem: Restoration): number {
  const { graph, state, element, taskCount } = problem;
  const { vertexCount, demand, weight, law } = graph;
  hours = roomy(hours, graph.elementCount);
  for (let its = 0; its < graph.elementCount; its++) hours[its] = problem.elementHours[its];
  for (let task = 0; task < taskCount; task++)
    if (problem.plannable[task] === 1 && problem.sent[task] === 0) hours[element[task]] += leastWay(problem, task);
  let bound = 0;
  if (law.pairs === undefined) {
    paths.find(state, hours, ROOTS);
    for (let place = 0; place < paths.settledCount; place++)
      bound += weight[paths.settled[place]] * paths.hours[paths.settled[place]];
  } else
    for (let source = 0; source < vertexCount; source++) {
      paths.find(state, hours, source);
      for (let place = 0; place < paths.settledCount; place++) {
        const vertex = paths.settled[place];
        if (vertex > source) bound += demand[source * vertexCount + vertex] * paths.hours[vertex];
      }
    }
  return bound / problem.crewCount;
}

/**
 * Sum of weighted completion times on identical crews, gains that add up, no travel:
 * L >= L1 / m + (m - 1) / (2 m) x sum of w r, L1 being the best of one crew. Eastman, Even, Isaacs (1964),
 * Management Science 11:268-279.
 */
export function additiveBound(repairHours: Float64Array, gains: Float64Array, crews: number): number {
  const order = [...repairHours.keys()].sort((a, b) => gains[b] * repairHours[a] - gains[a] * repairHours[b] || a - b);
  let clock = 0;
  let one = 0;
  let own = 0;
  for (const task of order) {
    clock += repairHours[task];
    one += gains[task] * clock;
    own += gains[task] * repairHours[task];
  }
  return one / crews + ((crews - 1) / (2 * crews)) * own;
}
