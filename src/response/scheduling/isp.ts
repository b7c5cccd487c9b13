/** Iterative split and prune: which damage to mend so that all demand can be routed, for the least repair. */

import { enlarged } from '../../engine/agenda.ts';
import { assert } from '../../engine/assert.ts';
import { CheapestPaths, ROOTS } from './cheapest-paths.ts';
import { roomy } from './contracted-graph.ts';
import type { Restoration } from './restoration.ts';

/** No target: the path of another demand is at hand. */
const NOWHERE = -2;

/**
 * After Bartolini, Ciavarella, La Porta, Silvestri (2016), "Network recovery after massive failures". Links have no
 * limit here: a demand is a site that must reach a root, or a pair. Direct repairs first; then the vertex that most
 * demand must cross splits the greatest demand in two.
 */
export class SplitAndPrune {
  /** Per element: 1 when it is to be mended. */
  chosen = new Uint8Array(16);
  readonly #paths = new CheapestPaths();
  #pathsTo = NOWHERE;
  #count = 0;
  #from = new Int32Array(16);
  #to = new Int32Array(16);
  #amount = new Float64Array(16);
  #centrality = new Float64Array(16);

  choose(problem: Restoration): void {
    const { state, graph } = problem;
    const { steps } = state;
    this.chosen = roomy(this.chosen, graph.elementCount);
    this.chosen.fill(0, 0, graph.elementCount);
    this.#listDemands(problem);
    this.#pathsTo = NOWHERE;
    // Each round raises an element or splits a demand at a vertex between its ends, so that its halves have fewer.
    const rounds = (graph.vertexCount + 1) * (graph.vertexCount + 1) + graph.elementCount;
    for (let round = 0; this.#prune(problem) > 0; round++) {
      assert(round <= rounds * (this.#count + 1), 'split and prune does not end');
      if (!this.#repairDirectly(problem)) this.#split(problem);
    }
    state.rollBack(steps);
  }

  /** All unserved demand; its damaged ends are mended at once. */
  #listDemands(problem: Restoration): void {
    const { graph } = problem;
    const { vertexCount, demand, law, weight } = graph;
    this.#count = 0;
    for (let vertex = 0; vertex < vertexCount; vertex++)
      if (law.pairs === undefined) {
        if (weight[vertex] > 0) this.#demand(problem, vertex, ROOTS, weight[vertex]);
      } else
        for (let other = vertex + 1; other < vertexCount; other++)
          if (demand[vertex * vertexCount + other] > 0)
            this.#demand(problem, vertex, other, demand[vertex * vertexCount + other]);
  }

  #demand(problem: Restoration, from: number, to: number, amount: number): void {
    if (!this.#raiseVertex(problem, from) || (to !== ROOTS && !this.#raiseVertex(problem, to))) return;
    if (this.#count === this.#from.length) {
      this.#from = enlarged(this.#from, new Int32Array(2 * this.#count));
      this.#to = enlarged(this.#to, new Int32Array(2 * this.#count));
      this.#amount = enlarged(this.#amount, new Float64Array(2 * this.#count));
    }
    this.#from[this.#count] = from;
    this.#to[this.#count] = to;
    this.#amount[this.#count++] = amount;
  }

  /** Whether the vertex works, or can be made to. */
  #raiseVertex(problem: Restoration, vertex: number): boolean {
    const element = problem.graph.vertexElement[vertex];
    return element < 0 || problem.state.up[element] === 1 || this.#raise(problem, element);
  }

  #raise(problem: Restoration, element: number): boolean {
    if (problem.elementHours[element] === Number.POSITIVE_INFINITY) return false;
    problem.state.raise(element);
    this.chosen[element] = 1;
    this.#pathsTo = NOWHERE;
    return true;
  }

  /** Drops what is served and what nothing can serve; how many are left. */
  #prune(problem: Restoration): number {
    let kept = 0;
    for (let place = 0; place < this.#count; place++) {
      const from = this.#from[place];
      const to = this.#to[place];
      if (this.#isServed(problem, from, to)) continue;
      if (this.#reach(problem, from, to) === Number.POSITIVE_INFINITY) continue;
      this.#from[kept] = from;
      this.#to[kept] = to;
      this.#amount[kept++] = this.#amount[place];
    }
    this.#count = kept;
    return kept;
  }

  #isServed({ state }: Restoration, from: number, to: number): boolean {
    return to === ROOTS ? state.reachesRoot(from) : state.connects(from, to);
  }

  /** Hours of repair between the ends; the tree of paths to `to` is at hand afterwards. */
  #reach(problem: Restoration, from: number, to: number): number {
    if (this.#pathsTo !== to) {
      this.#paths.find(problem.state, problem.elementHours, to);
      this.#pathsTo = to;
    }
    return this.#paths.hours[from];
  }

  /** Mends the cheapest damaged link that joins the groups at the two ends of a demand. */
  #repairDirectly(problem: Restoration): boolean {
    const { graph, state, elementHours } = problem;
    let best = -1;
    for (let edge = 0; edge < graph.edgeCount; edge++) {
      const element = graph.edgeElement[edge];
      if (element < 0 || state.up[element] === 1) continue;
      if (best >= 0 && elementHours[element] >= elementHours[best]) continue;
      if (elementHours[element] === Number.POSITIVE_INFINITY) continue;
      const a = graph.edgeA[edge];
      const b = graph.edgeB[edge];
      for (let place = 0; place < this.#count; place++)
        if (this.#joins(problem, a, b, place) || this.#joins(problem, b, a, place)) {
          best = element;
          break;
        }
    }
    return best >= 0 && this.#raise(problem, best);
  }

  #joins({ state }: Restoration, a: number, b: number, place: number): boolean {
    const to = this.#to[place];
    return state.connects(this.#from[place], a) && (to === ROOTS ? state.reachesRoot(b) : state.connects(to, b));
  }

  /** Splits the greatest demand that crosses the vertex which most demand crosses; without such a vertex, mends one step. */
  #split(problem: Restoration): void {
    const { graph } = problem;
    this.#centrality = roomy(this.#centrality, graph.vertexCount);
    this.#centrality.fill(0, 0, graph.vertexCount);
    for (let place = 0; place < this.#count; place++) {
      this.#reach(problem, this.#from[place], this.#to[place]);
      for (let vertex = this.#from[place]; vertex >= 0; vertex = this.#paths.before[vertex])
        if (this.#isBetween(problem, vertex, place)) this.#centrality[vertex] += this.#amount[place];
    }
    let middle = -1;
    for (let vertex = 0; vertex < graph.vertexCount; vertex++)
      if (this.#centrality[vertex] > (middle < 0 ? 0 : this.#centrality[middle])) middle = vertex;
    if (middle < 0) {
      this.#repairOnPath(problem);
      return;
    }
    let greatest = -1;
    for (let place = 0; place < this.#count; place++) {
      if (greatest >= 0 && this.#amount[place] <= this.#amount[greatest]) continue;
      this.#reach(problem, this.#from[place], this.#to[place]);
      for (let vertex = this.#from[place]; vertex >= 0; vertex = this.#paths.before[vertex])
        if (vertex === middle && this.#isBetween(problem, vertex, place)) greatest = place;
    }
    const to = this.#to[greatest];
    this.#to[greatest] = middle;
    this.#demand(problem, middle, to, this.#amount[greatest]);
  }

  #isBetween({ state }: Restoration, vertex: number, place: number): boolean {
    const to = this.#to[place];
    if (vertex === this.#from[place] || vertex === to || state.connects(vertex, this.#from[place])) return false;
    return to === ROOTS ? !state.reachesRoot(vertex) : !state.connects(vertex, to);
  }

  /** So that nothing stalls: the cheapest damage on the path of the greatest demand. */
  #repairOnPath(problem: Restoration): void {
    const { graph, state, elementHours } = problem;
    let greatest = 0;
    for (let place = 1; place < this.#count; place++)
      if (this.#amount[place] > this.#amount[greatest]) greatest = place;
    this.#reach(problem, this.#from[greatest], this.#to[greatest]);
    let best = -1;
    for (let vertex = this.#from[greatest]; vertex >= 0; vertex = this.#paths.before[vertex]) {
      const edge = this.#paths.edge[vertex];
      const onEdge = edge < 0 ? -1 : graph.edgeElement[edge];
      const atVertex = graph.vertexElement[vertex];
      for (let which = 0; which < 2; which++) {
        const element = which === 0 ? onEdge : atVertex;
        if (element < 0 || state.up[element] === 1) continue;
        if (best < 0 || elementHours[element] < elementHours[best]) best = element;
      }
    }
    assert(best >= 0 && this.#raise(problem, best), 'an unserved demand has damage on its path');
  }
}
