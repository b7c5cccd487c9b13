/** A whole schedule by a dispatch policy: list scheduling with the times as estimated. */
import { assert } from '../../engine/assert.ts';
import { type Betweenness, betweennessOf } from '../../network/betweenness.ts';
import type { Network } from '../../network/network.ts';
import type { DispatchPolicy, DispatchView } from '../policies/policy.ts';
import { lowerBound, solve } from './exact.ts';
import { Plan } from './plan.ts';
import { networkOf, type RepairCase, restorationOf } from './repair-case.ts';
import type { Restoration } from './restoration.ts';

export interface Schedule {
  /** Tasks in the order in which they are given to the crew that is free first. */
  readonly order: readonly number[];
  /** Integral of what is not served yet, weight x hours. */
  readonly loss: number;
  /** Only where the best order could not be proven: no order loses less, and by which share more is lost than that. */
  readonly lowerBound?: number;
  readonly gap?: number;
}

/** What a policy sees of a case: the tasks not sent yet. */
class CaseView implements DispatchView {
  waiting = 0;
  readonly plan = new Plan();
  readonly #case: RepairCase;
  readonly #network: Network;
  readonly #problem: Restoration;
  readonly #lots: (task: number) => number;
  readonly #tasks: Int32Array;
  readonly #since: Float64Array;
  #betweenness: Betweenness | undefined;

  constructor(repairCase: RepairCase, network: Network, problem: Restoration, lots: (task: number) => number) {
    this.#case = repairCase;
    this.#network = network;
    this.#problem = problem;
    this.#lots = lots;
    this.#tasks = new Int32Array(problem.taskCount);
    this.#since = Float64Array.from({ length: problem.taskCount }, (_, task) => task);
    repairCase.fifoOrder?.forEach((task, place) => {
      this.#since[task] = place;
    });
  }

  refresh(): void {
    this.waiting = 0;
    for (let task = 0; task < this.#problem.taskCount; task++)
      if (this.#problem.sent[task] === 0) this.#tasks[this.waiting++] = task;
  }

  taskAt(place: number): number {
    return this.#tasks[place];
  }

  placeOf(task: number): number {
    return this.#tasks.subarray(0, this.waiting).indexOf(task);
  }

  visibleSince(place: number): number {
    return this.#since[this.#tasks[place]];
  }

  travelHours(place: number): number {
    return this.#problem.hoursUntilThere(this.#tasks[place], this.#problem.now);
  }

  repairHours(place: number): number {
    return this.#problem.repairHours[this.#tasks[place]];
  }

  hoursNeeded(place: number): number {
    return this.travelHours(place) + this.repairHours(place);
  }

  peopleGained(place: number): number {
    const { state, element } = this.#problem;
    const { steps, served } = state;
    state.raise(element[this.#tasks[place]]);
    const gained = state.served - served;
    state.rollBack(steps);
    return gained;
  }

  peopleStranded(place: number): number {
    const { state, graph } = this.#problem;
    const edge = this.#edge(place);
    const a = graph.vertexOf[this.#network.from[edge]];
    const b = graph.vertexOf[this.#network.to[edge]];
    return state.unservedAt(a) + (state.groupOf(a) === state.groupOf(b) ? 0 : state.unservedAt(b));
  }

  lot(place: number): number {
    return this.#lots(this.#tasks[place]);
  }

  rank(): number {
    return Number.POSITIVE_INFINITY;
  }

  betweenness(place: number): number {
    this.#betweenness ??= betweennessOf(this.#network);
    return this.#betweenness.links[this.#edge(place)];
  }

  restoration(): Restoration {
    return this.#problem;
  }

  #edge(place: number): number {
    return this.#case.damagedEdgeIndex[this.#tasks[place]];
  }
}

/** @param lots a uniform number of each task's own */
export function scheduleOf(repairCase: RepairCase, policy: DispatchPolicy, lots: (task: number) => number): Schedule {
  const network = networkOf(repairCase);
  const problem = restorationOf(repairCase, network);
  const view = new CaseView(repairCase, network, problem, lots);
  while (problem.sentCount < problem.taskCount) {
    view.refresh();
    const place = policy.next(view);
    assert(place >= 0 && place < view.waiting, 'a policy leaves a free crew idle though work waits');
    problem.send(view.taskAt(place));
  }
  const order = problem.order.slice(0, problem.taskCount);
  return { order: [...order], loss: problem.lossOf(order, order.length) };
}

/** The best order, or the best that was found with a lower bound beside it. */
export function bestScheduleOf(repairCase: RepairCase): Schedule {
  const problem = restorationOf(repairCase, networkOf(repairCase));
  const order = new Int32Array(problem.taskCount);
  const proven = solve(problem, order);
  const loss = problem.lossOf(order, order.length);
  if (proven) return { order: [...order], loss };
  const least = Math.min(loss, lowerBound(problem, order));
  return { order: [...order], loss, lowerBound: least, gap: least > 0 ? loss / least - 1 : 0 };
}
