/** Dynamic demand-based centrality: the unserved demand whose cheapest path runs through each damaged element. */
import { CheapestPaths, ROOTS } from './cheapest-paths.ts';
import { roomy } from './contracted-graph.ts';
import type { Restoration } from './restoration.ts';

const paths = new CheapestPaths();
let loads = new Float64Array(16);

/** Unserved demand per task's element, weight. Working elements cost 0, damaged ones their repair. */
export function demandCentrality(problem: Restoration, perTask: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const { graph, taskCount, state, elementHours, element } = problem;
  const { vertexCount, demand, law } = graph;
  const result = roomy(perTask, taskCount);
  loads = roomy(loads, graph.elementCount + vertexCount);
  loads.fill(0, 0, graph.elementCount);
  if (law.pairs === undefined) {
    paths.find(state, elementHours, ROOTS);
    for (let vertex = 0; vertex < vertexCount; vertex++)
      loads[graph.elementCount + vertex] = state.reachesRoot(vertex) ? 0 : graph.weight[vertex];
    carry(problem);
  } else
    for (let source = 0; source < vertexCount; source++) {
      for (let vertex = 0; vertex < vertexCount; vertex++)
        loads[graph.elementCount + vertex] =
          vertex > source && !state.connects(source, vertex) ? demand[source * vertexCount + vertex] : 0;
      paths.find(state, elementHours, source);
      carry(problem);
    }
  for (let task = 0; task < taskCount; task++) result[task] = loads[element[task]];
  return result;
}

/** Carries the loads of the vertices down the tree of paths and leaves them on the damage on the way. */
function carry({ graph, state }: Restoration): void {
  const { elementCount, edgeElement, vertexElement } = graph;
  for (let place = paths.settledCount - 1; place >= 0; place--) {
    const vertex = paths.settled[place];
    const load = loads[elementCount + vertex];
    if (load === 0) continue;
    const at = vertexElement[vertex];
    if (at >= 0 && state.up[at] === 0) loads[at] += load;
    const before = paths.before[vertex];
    if (before < 0) continue;
    const on = edgeElement[paths.edge[vertex]];
    if (on >= 0 && state.up[on] === 0) loads[on] += load;
    loads[elementCount + before] += load;
  }
}
