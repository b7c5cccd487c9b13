/** The default rule: mend together what only together restores anything. */
import { CheapestPaths, ROOTS } from './cheapest-paths.ts';
import { roomy } from './contracted-graph.ts';
import { gainsAlone, mayBeSent, NONE, soonestTask } from './gains.ts';
import type { Restoration } from './restoration.ts';

/** Hours that have not been asked for. */
const UNKNOWN = -1;

/**
 * Candidates are the damage on the cheapest path of each unserved demand, and each damaged element alone. The best has
 * the most gain per hour, (f(S + B) - f(S)) / time(B), where time(B) is all repair and the way from nearest neighbour to
 * nearest neighbour, divided by min(crews, size) when there are more crews than one.
 */
class Bundles {
  /** Per task: the best score of a bundle that holds it. */
  taskScores = new Float64Array(16);
  readonly #paths = new CheapestPaths();
  #gains = new Float64Array(16);
  /** Children of a vertex in the tree of paths. */
  #firstChild = new Int32Array(16);
  #nextChild = new Int32Array(16);
  /** Elements on the way down to the vertex at hand. */
  #way = new Int32Array(16);
  #wayLength = 0;
  #tasks = new Int32Array(16);
  #best = new Int32Array(16);
  #bestSize = 0;
  #bestScore = 0;
  #allScores = false;
  #ahead = false;
  #now = 0;
  #served = 0;
  #source = ROOTS;
  #untilThere = new Float64Array(16);

  /** The next task by this rule, or {@link NONE}. With `ahead`, tasks that cannot start now may be chosen too. */
  next(problem: Restoration, ahead: boolean): number {
    this.#allScores = false;
    this.#search(problem, ahead);
    return this.#bestSize === 0 ? soonestTask(problem, ahead) : this.#member(problem);
  }

  /** Scores every task by the best bundle that holds it, and gives the next task by the rule. */
  score(problem: Restoration, ahead: boolean): number {
    this.#allScores = true;
    this.taskScores = roomy(this.taskScores, problem.taskCount);
    this.taskScores.fill(0, 0, problem.taskCount);
    this.#search(problem, ahead);
    return this.#bestSize === 0 ? soonestTask(problem, ahead) : this.#member(problem);
  }

  #search(problem: Restoration, ahead: boolean): void {
    const { graph, state, taskCount } = problem;
    this.#ahead = ahead;
    this.#bestSize = 0;
    this.#bestScore = 0;
    this.#now = problem.now;
    this.#served = state.served;
    if (state.served >= problem.servedAtEnd) return;
    this.#tasks = roomy(this.#tasks, taskCount);
    this.#best = roomy(this.#best, taskCount);
    this.#way = roomy(this.#way, graph.elementCount);
    this.#firstChild = roomy(this.#firstChild, graph.vertexCount);
    this.#nextChild = roomy(this.#nextChild, graph.vertexCount);
    this.#untilThere = roomy(this.#untilThere, taskCount);
    this.#untilThere.fill(UNKNOWN, 0, taskCount);
    this.#gains = gainsAlone(problem, this.#gains);
    for (let element = 0; element < graph.elementCount; element++) {
      if (this.#gains[element] <= 0) continue;
      this.#way[0] = element;
      this.#wayLength = 1;
      this.#weigh(problem, this.#gains[element]);
    }
    if (graph.law.pairs === undefined) this.#descendFrom(problem, ROOTS);
    else for (let vertex = 0; vertex < graph.vertexCount; vertex++) this.#descendFrom(problem, vertex);
  }

  /** Walks the tree of cheapest paths, raising what is on the way down and taking it back on the way up. */
  #descendFrom(problem: Restoration, source: number): void {
    const { state, elementHours, graph } = problem;
    const paths = this.#paths;
    paths.find(state, elementHours, source);
    this.#source = source;
    this.#firstChild.fill(-1, 0, graph.vertexCount);
    for (let place = paths.settledCount - 1; place >= 0; place--) {
      const vertex = paths.settled[place];
      const before = paths.before[vertex];
      if (before < 0) continue;
      this.#nextChild[vertex] = this.#firstChild[before];
      this.#firstChild[before] = vertex;
    }
    for (let place = 0; place < paths.settledCount; place++) {
      const vertex = paths.settled[place];
      if (paths.before[vertex] >= 0) continue;
      this.#wayLength = 0;
      this.#descend(problem, vertex);
    }
  }

  #descend(problem: Restoration, vertex: number): void {
    const { state, graph } = problem;
    const { steps } = state;
    const wayLength = this.#wayLength;
    const edge = this.#paths.edge[vertex];
    const onEdge = edge < 0 ? -1 : graph.edgeElement[edge];
    const atVertex = graph.vertexElement[vertex];
    if (onEdge >= 0 && state.up[onEdge] === 0) this.#add(problem, onEdge);
    if (atVertex >= 0 && state.up[atVertex] === 0) this.#add(problem, atVertex);
    if (this.#wayLength > 1 && this.#wayLength > wayLength && this.#isDemand(problem, vertex)) {
      const gain = state.served - this.#served;
      if (gain > 0) this.#weigh(problem, gain);
    }
    for (let child = this.#firstChild[vertex]; child >= 0; child = this.#nextChild[child])
      this.#descend(problem, child);
    state.rollBack(steps);
    this.#wayLength = wayLength;
  }

  /** Of two ends of a pair, only one is looked at from the other; every vertex counts when people are served. */
  #isDemand(problem: Restoration, vertex: number): boolean {
    if (this.#source === ROOTS) return true;
    const { demand, vertexCount } = problem.graph;
    return vertex > this.#source && demand[this.#source * vertexCount + vertex] > 0;
  }

  #add(problem: Restoration, element: number): void {
    problem.state.raise(element);
    this.#way[this.#wayLength++] = element;
  }

  /** Scores the elements on the way as one bundle, and keeps it when it is the best. */
  #weigh(problem: Restoration, gain: number): void {
    const { firstTask, nextTask, sent, repairHours } = problem;
    const tasks = this.#tasks;
    let size = 0;
    let hours = 0;
    let choosable = false;
    for (let place = 0; place < this.#wayLength; place++)
      for (let task = firstTask[this.#way[place]]; task >= 0; task = nextTask[task]) {
        if (sent[task] === 1) continue;
        tasks[size++] = task;
        hours += repairHours[task];
        choosable ||= mayBeSent(problem, task, this.#ahead);
      }
    if (!choosable) return;
    const crews = Math.min(problem.crewCount, size);
    if (!this.#allScores && gain * crews <= this.#bestScore * hours) return;
    const score = (gain * crews) / (hours + this.#tourHours(problem, size));
    if (this.#allScores)
      for (let place = 0; place < size; place++)
        if (score > this.taskScores[tasks[place]]) this.taskScores[tasks[place]] = score;
    if (score <= this.#bestScore) return;
    this.#bestScore = score;
    this.#bestSize = size;
    for (let place = 0; place < size; place++) this.#best[place] = tasks[place];
  }

  /** Hours on the road from nearest neighbour to nearest neighbour through the tasks at hand. */
  #tourHours(problem: Restoration, size: number): number {
    const tasks = this.#tasks;
    let total = 0;
    for (let place = 0; place < size; place++) {
      let nearest = place;
      let least = Number.POSITIVE_INFINITY;
      for (let other = place; other < size; other++) {
        const hours =
          place === 0 ? this.#hoursUntil(problem, tasks[other]) : problem.travelBetween(tasks[place - 1], tasks[other]);
        if (hours < least) {
          least = hours;
          nearest = other;
        }
      }
      const task = tasks[nearest];
      tasks[nearest] = tasks[place];
      tasks[place] = task;
      total += least;
    }
    return total;
  }

  /** Hours until somebody could stand at a task: worked out for the few that are weighed, since it is a search among crews. */
  #hoursUntil(problem: Restoration, task: number): number {
    if (this.#untilThere[task] === UNKNOWN) this.#untilThere[task] = problem.hoursUntilThere(task, this.#now);
    return this.#untilThere[task];
  }

  /** Inside the best bundle: the best gain per hour by itself; when none gains alone, the nearest. */
  #member(problem: Restoration): number {
    let best = NONE;
    let bestRatio = 0;
    let least = 0;
    for (let place = 0; place < this.#bestSize; place++) {
      const task = this.#best[place];
      if (!mayBeSent(problem, task, this.#ahead)) continue;
      const element = problem.element[task];
      const way = this.#hoursUntil(problem, task);
      const hours = way + problem.repairHours[task];
      const ratio = this.#gains[element] > 0 ? this.#gains[element] / problem.state.pending[element] / hours : 0;
      const measure = ratio > 0 ? hours : way;
      if (
        best === NONE ||
        ratio > bestRatio ||
        (ratio === bestRatio && (measure < least || (measure === least && task < best)))
      ) {
        best = task;
        bestRatio = ratio;
        least = measure;
      }
    }
    return best;
  }
}

export const bundles = new Bundles();
