/** The demand that is served once some of the damage is mended: union by size that can be taken back. */
import { enlarged } from '../../engine/agenda.ts';
import { type ContractedGraph, roomy } from './contracted-graph.ts';

/** What a step of the history did. */
const COUNTED = -1;
const RAISED = -2;

/**
 * The served function f(S) over a contracted graph. Elements are raised one at a time and taken back in the opposite
 * order; there is no path compression, so a step back is exact and costs no more than the step.
 */
export class ServedDemand {
  /** Weight served now. */
  served = 0;
  /** Steps taken so far: hand it to {@link rollBack} to come back here. */
  steps = 0;
  /** Per element: faults that are still to be mended, and whether it works. */
  pending = new Int32Array(16);
  up = new Uint8Array(16);
  readonly graph: ContractedGraph;
  #parent = new Int32Array(16);
  #size = new Int32Array(16);
  #weight = new Float64Array(16);
  #roots = new Int32Array(16);
  /** The members of a group as a ring. */
  #next = new Int32Array(16);
  /** History: what was done (an absorbed vertex, or a code), to which element, and what was served and weighed before. */
  #deeds = new Int32Array(64);
  #elements = new Int32Array(64);
  #servedBefore = new Float64Array(64);
  #weightBefore = new Float64Array(64);

  constructor(graph: ContractedGraph) {
    this.graph = graph;
  }

  /** Everything damaged is down; `pending` is the caller's to fill. */
  reset(): void {
    const { vertexCount, elementCount, vertexElement, weight, isRoot, servedInside, law } = this.graph;
    this.pending = roomy(this.pending, elementCount);
    this.up = roomy(this.up, elementCount);
    this.up.fill(0, 0, elementCount);
    this.pending.fill(0, 0, elementCount);
    this.#parent = roomy(this.#parent, vertexCount);
    this.#size = roomy(this.#size, vertexCount);
    this.#weight = roomy(this.#weight, vertexCount);
    this.#roots = roomy(this.#roots, vertexCount);
    this.#next = roomy(this.#next, vertexCount);
    this.steps = 0;
    this.served = servedInside;
    for (let vertex = 0; vertex < vertexCount; vertex++) {
      this.#parent[vertex] = vertex;
      this.#next[vertex] = vertex;
      this.#weight[vertex] = weight[vertex];
      this.#roots[vertex] = isRoot[vertex];
      this.#size[vertex] = vertexElement[vertex] < 0 ? 1 : 0;
      if (law.pairs === undefined && vertexElement[vertex] < 0 && isRoot[vertex] === 1) this.served += weight[vertex];
    }
  }

  /** One fault of an element is mended; the element works when it was the last. */
  mend(element: number): void {
    this.#note(COUNTED, element, 0);
    if (--this.pending[element] === 0) this.raise(element);
  }

  /** The element works, whatever is pending on it. */
  raise(element: number): void {
    if (this.up[element] === 1) return;
    const { graph } = this;
    this.#note(RAISED, element, 0);
    this.up[element] = 1;
    const edge = graph.elementEdge[element];
    if (edge >= 0) this.#join(edge);
    const vertex = graph.elementVertex[element];
    if (vertex < 0) return;
    this.#size[vertex] = 1;
    if (graph.law.pairs === undefined && graph.isRoot[vertex] === 1) this.served += graph.weight[vertex];
    for (let place = graph.firstIncident[vertex]; place < graph.firstIncident[vertex + 1]; place++) {
      const near = graph.incident[place];
      const across = graph.edgeElement[near];
      if (across < 0 || this.up[across] === 1) this.#join(near);
    }
  }

  /** Takes back every step after the first `steps`. */
  rollBack(steps: number): void {
    while (this.steps > steps) {
      const step = --this.steps;
      const deed = this.#deeds[step];
      const element = this.#elements[step];
      this.served = this.#servedBefore[step];
      if (deed === COUNTED) this.pending[element]++;
      else if (deed === RAISED) {
        this.up[element] = 0;
        const vertex = this.graph.elementVertex[element];
        if (vertex >= 0) this.#size[vertex] = 0;
      } else this.#part(deed, this.#weightBefore[step]);
    }
  }

  /** Whether a vertex works and reaches a root. */
  reachesRoot(vertex: number): boolean {
    const root = this.#root(vertex);
    return this.#size[root] > 0 && this.#roots[root] > 0;
  }

  /** Whether both vertices work and reach each other. */
  connects(a: number, b: number): boolean {
    const root = this.#root(a);
    return this.#size[root] > 0 && root === this.#root(b);
  }

  isUp(vertex: number): boolean {
    const element = this.graph.vertexElement[vertex];
    return element < 0 || this.up[element] === 1;
  }

  /** Demand of a vertex and of those it reaches that is not served now. */
  unservedAt(vertex: number): number {
    const { law, vertexCount, demand } = this.graph;
    const root = this.#root(vertex);
    if (law.pairs === undefined) return this.reachesRoot(vertex) ? 0 : this.#weight[root];
    let unserved = 0;
    let member = vertex;
    do {
      for (let other = 0; other < vertexCount; other++)
        if (this.#root(other) !== root) unserved += demand[member * vertexCount + other];
      member = this.#next[member];
    } while (member !== vertex);
    return unserved;
  }

  /** The vertex that stands for the group of a vertex. */
  groupOf(vertex: number): number {
    return this.#root(vertex);
  }

  #join(edge: number): void {
    const { graph } = this;
    let a = this.#root(graph.edgeA[edge]);
    let b = this.#root(graph.edgeB[edge]);
    const size = this.#size;
    if (a === b || size[a] === 0 || size[b] === 0) return;
    if (size[a] < size[b]) {
      const larger = b;
      b = a;
      a = larger;
    }
    this.#note(b, -1, this.#weight[a]);
    if (graph.law.pairs === undefined) {
      const servedA = this.#roots[a] > 0;
      if (servedA !== this.#roots[b] > 0) this.served += this.#weight[servedA ? b : a];
    } else this.served += this.#demandBetween(a, b);
    this.#parent[b] = a;
    size[a] += size[b];
    this.#weight[a] += this.#weight[b];
    this.#roots[a] += this.#roots[b];
    this.#splice(a, b);
  }

  #part(child: number, weightBefore: number): void {
    const parent = this.#parent[child];
    this.#parent[child] = child;
    this.#size[parent] -= this.#size[child];
    this.#weight[parent] = weightBefore;
    this.#roots[parent] -= this.#roots[child];
    this.#splice(parent, child);
  }

  /** Swapping two successors joins two rings, and parts them again. */
  #splice(a: number, b: number): void {
    const next = this.#next[a];
    this.#next[a] = this.#next[b];
    this.#next[b] = next;
  }

  #demandBetween(a: number, b: number): number {
    const { demand, vertexCount } = this.graph;
    const next = this.#next;
    let sum = 0;
    let one = a;
    do {
      let other = b;
      do {
        sum += demand[one * vertexCount + other];
        other = next[other];
      } while (other !== b);
      one = next[one];
    } while (one !== a);
    return sum;
  }

  #note(deed: number, element: number, weightBefore: number): void {
    if (this.steps === this.#deeds.length) this.#grow();
    const step = this.steps++;
    this.#deeds[step] = deed;
    this.#elements[step] = element;
    this.#servedBefore[step] = this.served;
    this.#weightBefore[step] = weightBefore;
  }

  #grow(): void {
    const capacity = 2 * this.#deeds.length;
    this.#deeds = enlarged(this.#deeds, new Int32Array(capacity));
    this.#elements = enlarged(this.#elements, new Int32Array(capacity));
    this.#servedBefore = enlarged(this.#servedBefore, new Float64Array(capacity));
    this.#weightBefore = enlarged(this.#weightBefore, new Float64Array(capacity));
  }

  #root(vertex: number): number {
    const parent = this.#parent;
    let node = vertex;
    while (parent[node] !== node) node = parent[node];
    return node;
  }
}
