/** Which damage it takes, at least, to connect each vertex: shortest paths whose length is the hours of repair. */
import { roomy } from './contracted-graph.ts';
import type { ServedDemand } from './served-demand.ts';

/** From the roots, not from one vertex. */
export const ROOTS = -1;

/** Dijkstra (1959) by scanning: the contracted graph is small, and nothing is allocated. What works costs nothing. */
export class CheapestPaths {
  /** Vertices that can be connected, nearest first. */
  settled = new Int32Array(16);
  settledCount = 0;
  /** Per vertex: hours of repair on the way, the way's last edge (-1 at a source) and the vertex before (-1 at a source). */
  hours = new Float64Array(16);
  edge = new Int32Array(16);
  before = new Int32Array(16);
  #open = new Int32Array(16);

  /** @param elementHours hours to mend each element; Infinity for one that cannot be mended */
  find(state: ServedDemand, elementHours: Float64Array, source: number): void {
    const { graph, up } = state;
    const { vertexCount, vertexElement, isRoot, firstIncident, incident, edgeA, edgeB, edgeElement } = graph;
    this.settled = roomy(this.settled, vertexCount);
    this.hours = roomy(this.hours, vertexCount);
    this.edge = roomy(this.edge, vertexCount);
    this.before = roomy(this.before, vertexCount);
    this.#open = roomy(this.#open, vertexCount);
    const { settled, hours, edge, before } = this;
    const open = this.#open;
    let openCount = 0;
    this.settledCount = 0;
    for (let vertex = 0; vertex < vertexCount; vertex++) {
      hours[vertex] = Number.POSITIVE_INFINITY;
      edge[vertex] = -1;
      before[vertex] = -1;
      const isSource = source === ROOTS ? isRoot[vertex] === 1 || state.reachesRoot(vertex) : vertex === source;
      if (isSource) {
        const element = vertexElement[vertex];
        hours[vertex] = element < 0 || up[element] === 1 ? 0 : elementHours[element];
      }
      open[openCount++] = vertex;
    }
    while (openCount > 0) {
      let nearest = 0;
      for (let place = 1; place < openCount; place++)
        if (
          hours[open[place]] < hours[open[nearest]] ||
          (hours[open[place]] === hours[open[nearest]] && open[place] < open[nearest])
        )
          nearest = place;
      const vertex = open[nearest];
      if (hours[vertex] === Number.POSITIVE_INFINITY) return;
      open[nearest] = open[--openCount];
      settled[this.settledCount++] = vertex;
      for (let place = firstIncident[vertex]; place < firstIncident[vertex + 1]; place++) {
        const link = incident[place];
        const other = edgeA[link] === vertex ? edgeB[link] : edgeA[link];
        const onLink = edgeElement[link];
        const atEnd = vertexElement[other];
        let reached = hours[vertex];
        if (onLink >= 0 && up[onLink] === 0) reached += elementHours[onLink];
        if (atEnd >= 0 && up[atEnd] === 0) reached += elementHours[atEnd];
        if (reached < hours[other]) {
          hours[other] = reached;
          edge[other] = link;
          before[other] = vertex;
        }
      }
    }
  }
}
