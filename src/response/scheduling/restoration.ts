/** The repair-scheduling problem of one dispatcher at one moment: tasks, crews, travel, and the demand they restore. */
import { enlarged } from '../../engine/agenda.ts';
import { assert } from '../../engine/assert.ts';
import { ContractedGraph, type Layout, roomy, type ServedLaw } from './contracted-graph.ts';
import { ServedDemand } from './served-demand.ts';

/** Whether a crew may take a task was not asked yet. */
const UNKNOWN = 2;

/** What the problem asks of the world that it stands in. Tasks and crews are small integers. */
export interface RepairSetting {
  /** Hours on the road from one task to another. */
  travelBetween(task: number, next: number): number;
  /** Hours on the road from where a crew stands now. */
  travelFromCrew(crew: number, task: number): number;
  /** Hours that {@link travelFromCrew} does not undercut, quicker to tell. */
  leastFromCrew(crew: number, task: number): number;
  /** Whether a crew has the right and the skill. */
  mayTake(crew: number, task: number): boolean;
}

/** Of crews that are free at the same hour: the first listed, or the one nearest to the task. */
export type CrewTie = 'first' | 'nearest';

/**
 * Minimise the loss, the integral of (served at the end - served now) over time. Hours count from now. A crew that is
 * sent counts as done in f(S); the loss of an order is worked out by list scheduling: the next task goes to the crew
 * that is free first. One object serves many decisions and allocates nothing once grown.
 */
export class Restoration {
  readonly graph: ContractedGraph;
  /** f(S) with all that was sent counted as mended. */
  readonly state: ServedDemand;
  readonly crewTie: CrewTie;
  taskCount = 0;
  crewCount = 0;
  /** Per task. */
  element = new Int32Array(16);
  repairHours = new Float64Array(16);
  /** 1 when the task may be started now; others may be planned for later. */
  choosable = new Uint8Array(16);
  /** A name for the task that stays the same from one decision to the next. */
  key = new Int32Array(16);
  /** 1 once a crew was sent. */
  sent = new Uint8Array(16);
  /** 1 when some crew may take it. */
  plannable = new Uint8Array(16);
  plannableCount = 0;
  /** Tasks sent, in order. */
  order = new Int32Array(16);
  sentCount = 0;
  /** Per element: hours that its tasks not yet sent take together; Infinity when one of them is nobody's. */
  elementHours = new Float64Array(16);
  /** Tasks of an element as a list: the first of each element, then the next of each task; -1 at the end. */
  firstTask = new Int32Array(16);
  nextTask = new Int32Array(16);
  /** Per crew: the hour at which it is free, and the task where it stands (-1: where it began). */
  crewFree = new Float64Array(4);
  crewAt = new Int32Array(4);
  /** Served when all that somebody may mend is mended. */
  servedAtEnd = 0;
  /** Loss of the last order that was evaluated, weight x hours; Infinity when it was given up. */
  readonly #trial: ServedDemand;
  #trialReady = false;
  #setting: RepairSetting | undefined;
  #able = new Uint8Array(64);
  #goesFirst = new Int32Array(16).fill(-1);
  /** 1 once the nearest crew to a task was asked for. */
  #isAskedFor = new Uint8Array(16);
  #between = new Float64Array(256);
  #fromCrew = new Float64Array(64);
  #firstFree = new Float64Array(4);
  #finish = new Float64Array(16);
  #byFinish = new Int32Array(16);
  /** What each task that was sent changed. */
  #crewSent = new Int32Array(16);
  #freeBefore = new Float64Array(16);
  #atBefore = new Int32Array(16);
  #stepsBefore = new Int32Array(16);
  /** The same for the tasks of an order that is tried. */
  #free = new Float64Array(4);
  #at = new Int32Array(4);
  /** Per crew: the first that starts from the same place. */
  #alike = new Int32Array(4);
  /** Crews of whom one is the nearest, one a place, and the hours that the way of each does not undercut. Scratch. */
  #candidates = new Int32Array(4);
  #leastWay = new Float64Array(4);
  /** By start of an able crew, then by task: which candidate stands there, if any does. Scratch. */
  #candidateAt = new Int32Array(32);

  constructor(layout: Layout, law: ServedLaw, crewTie: CrewTie) {
    this.graph = new ContractedGraph(layout, law);
    this.state = new ServedDemand(this.graph);
    this.#trial = new ServedDemand(this.graph);
    this.crewTie = crewTie;
  }

  /** Starts a decision: what is down, by open faults of each site and link. Tasks and crews are added after it. */
  begin(siteFaults: Int32Array, linkFaults: Int32Array, setting: RepairSetting): void {
    this.graph.contract(siteFaults, linkFaults);
    this.state.reset();
    this.#trialReady = false;
    this.#setting = setting;
    this.taskCount = 0;
    this.crewCount = 0;
    this.sentCount = 0;
    const { elementCount } = this.graph;
    this.elementHours = roomy(this.elementHours, elementCount);
    this.elementHours.fill(0, 0, elementCount);
    this.firstTask = roomy(this.firstTask, elementCount);
    this.firstTask.fill(-1, 0, elementCount);
  }

  /** @param alike the first crew that starts from the same place; itself when none does */
  addCrew(freeHour: number, alike = this.crewCount): void {
    const crew = this.crewCount++;
    if (crew === this.crewFree.length) {
      this.#alike = enlarged(this.#alike, new Int32Array(2 * crew));
      this.#candidates = new Int32Array(2 * crew);
      this.crewFree = enlarged(this.crewFree, new Float64Array(2 * crew));
      this.crewAt = new Int32Array(2 * crew);
      this.#firstFree = enlarged(this.#firstFree, new Float64Array(2 * crew));
      this.#free = new Float64Array(2 * crew);
      this.#at = new Int32Array(2 * crew);
      this.#leastWay = new Float64Array(2 * crew);
    }
    this.crewFree[crew] = freeHour;
    this.#alike[crew] = alike;
    this.#firstFree[crew] = freeHour;
  }

  /** @param element as the graph numbers it */
  addTask(element: number, repairHours: number, choosable: boolean, key: number): void {
    const task = this.taskCount++;
    if (task === this.element.length) this.#growTasks(2 * task);
    this.element[task] = element;
    this.repairHours[task] = repairHours;
    this.choosable[task] = choosable ? 1 : 0;
    this.key[task] = key;
    this.sent[task] = 0;
    this.#goesFirst[task] = -1;
    this.#isAskedFor[task] = 0;
  }

  /** Tells which crew would go to a task now, where the caller knows it: the one that {@link CrewTie} says. */
  expectCrew(task: number, crew: number): void {
    this.#goesFirst[task] = crew;
  }

  /** All tasks and crews are there. */
  ready(): void {
    const { taskCount, crewCount, element, repairHours, elementHours } = this;
    this.crewAt.fill(-1, 0, crewCount);
    this.#able = roomy(this.#able, crewCount * taskCount);
    this.#between = roomy(this.#between, taskCount * taskCount);
    this.#fromCrew = roomy(this.#fromCrew, crewCount * taskCount);
    this.#candidateAt = roomy(this.#candidateAt, crewCount + taskCount);
    this.#able.fill(UNKNOWN, 0, crewCount * taskCount);
    this.#between.fill(-1, 0, taskCount * taskCount);
    this.#fromCrew.fill(-1, 0, crewCount * taskCount);
    this.plannableCount = 0;
    for (let task = taskCount - 1; task >= 0; task--) {
      let somebody = this.#goesFirst[task] >= 0;
      for (let crew = 0; crew < crewCount && !somebody; crew++) somebody = this.isAble(crew, task);
      this.plannable[task] = somebody ? 1 : 0;
      this.plannableCount += this.plannable[task];
      const its = element[task];
      this.nextTask[task] = this.firstTask[its];
      this.firstTask[its] = task;
      this.state.pending[its]++;
      elementHours[its] += this.plannable[task] === 1 ? repairHours[task] : Number.POSITIVE_INFINITY;
    }
    const { graph, state } = this;
    for (let its = 0; its < graph.elementCount; its++)
      if (this.firstTask[its] < 0) elementHours[its] = Number.POSITIVE_INFINITY;
    const { steps } = state;
    for (let its = 0; its < graph.elementCount; its++)
      if (elementHours[its] < Number.POSITIVE_INFINITY) state.raise(its);
    this.servedAtEnd = state.served;
    state.rollBack(steps);
  }

  travelBetween(task: number, next: number): number {
    const place = task * this.taskCount + next;
    let hours = this.#between[place];
    if (hours < 0) {
      hours = this.#theSetting().travelBetween(task, next);
      this.#between[place] = hours;
    }
    return hours;
  }

  travelFromCrew(crew: number, task: number): number {
    const place = crew * this.taskCount + task;
    let hours = this.#fromCrew[place];
    if (hours < 0) {
      hours = this.#theSetting().travelFromCrew(crew, task);
      this.#fromCrew[place] = hours;
    }
    return hours;
  }

  isAble(crew: number, task: number): boolean {
    const place = crew * this.taskCount + task;
    if (this.#able[place] === UNKNOWN) this.#able[place] = this.#theSetting().mayTake(crew, task) ? 1 : 0;
    return this.#able[place] === 1;
  }

  /** The hour at which the first crew is free. */
  get now(): number {
    let least = Number.POSITIVE_INFINITY;
    for (let crew = 0; crew < this.crewCount; crew++) if (this.crewFree[crew] < least) least = this.crewFree[crew];
    return least;
  }

  /** Hours from `now` until somebody could stand at a task: the wait for an able crew, and its way. */
  hoursUntilThere(task: number, now: number): number {
    const crew = this.#crewFor(task, this.crewFree, this.crewAt);
    return this.crewFree[crew] - now + this.#way(crew, this.crewAt[crew], task);
  }

  /** The next task of the list goes to the crew that is free first. */
  send(task: number): void {
    assert(this.sent[task] === 0 && this.plannable[task] === 1, 'a task is sent twice, or to nobody');
    const crew = this.#crewFor(task, this.crewFree, this.crewAt);
    const place = this.sentCount++;
    this.order[place] = task;
    this.sent[task] = 1;
    this.#crewSent[place] = crew;
    this.#freeBefore[place] = this.crewFree[crew];
    this.#atBefore[place] = this.crewAt[crew];
    this.#stepsBefore[place] = this.state.steps;
    this.crewFree[crew] += this.#way(crew, this.crewAt[crew], task) + this.repairHours[task];
    this.crewAt[crew] = task;
    const its = this.element[task];
    this.state.mend(its);
    this.#recount(its);
  }

  /** Takes back the last tasks sent, until `count` are left. */
  recall(count: number): void {
    while (this.sentCount > count) {
      const place = --this.sentCount;
      const task = this.order[place];
      const crew = this.#crewSent[place];
      this.sent[task] = 0;
      this.crewFree[crew] = this.#freeBefore[place];
      this.crewAt[crew] = this.#atBefore[place];
      this.state.rollBack(this.#stepsBefore[place]);
      this.#recount(this.element[task]);
    }
  }

  /**
   * Loss of an order of all plannable tasks, from the beginning: weight x hours. Given up, and Infinity, as soon as it is
   * sure to exceed `enough`.
   */
  lossOf(order: Int32Array, length: number, enough = Number.POSITIVE_INFINITY): number {
    this.#readyTrial();
    this.#free.set(this.#firstFree.subarray(0, this.crewCount));
    this.#at.fill(-1, 0, this.crewCount);
    for (let place = 0; place < length; place++) {
      const task = order[place];
      const crew = this.#crewFor(task, this.#free, this.#at);
      const finish = this.#free[crew] + this.#way(crew, this.#at[crew], task) + this.repairHours[task];
      this.#free[crew] = finish;
      this.#at[crew] = task;
      this.#finish[task] = finish;
      let later = place;
      while (later > 0 && this.#finish[this.#byFinish[later - 1]] > finish) {
        this.#byFinish[later] = this.#byFinish[later - 1];
        later--;
      }
      this.#byFinish[later] = task;
    }
    const trial = this.#trial;
    let loss = 0;
    let hour = 0;
    for (let place = 0; place < length && loss <= enough; place++) {
      const task = this.#byFinish[place];
      loss += (this.servedAtEnd - trial.served) * (this.#finish[task] - hour);
      hour = this.#finish[task];
      trial.mend(this.element[task]);
    }
    trial.rollBack(0);
    return loss <= enough ? loss : Number.POSITIVE_INFINITY;
  }

  /** Served at the beginning, when nothing that waits is mended. */
  get servedAtStart(): number {
    this.#readyTrial();
    return this.#trial.served;
  }

  /** Served once a set of the tasks is mended, as bits, in an array of 2^count; all other plannable tasks are done. */
  tabulateServed(tasks: Int32Array, count: number, table: Float64Array): void {
    this.#readyTrial();
    const listed = tasks.subarray(0, count);
    for (let task = 0; task < this.taskCount; task++)
      if (this.plannable[task] === 1 && !listed.includes(task)) this.#trial.mend(this.element[task]);
    this.#tabulate(tasks, count, 0, 0, table);
    this.#trial.rollBack(0);
  }

  #tabulate(tasks: Int32Array, count: number, from: number, set: number, table: Float64Array): void {
    const trial = this.#trial;
    table[set] = trial.served;
    for (let place = from; place < count; place++) {
      const { steps } = trial;
      trial.mend(this.element[tasks[place]]);
      this.#tabulate(tasks, count, place + 1, set | (1 << place), table);
      trial.rollBack(steps);
    }
  }

  #readyTrial(): void {
    if (this.#trialReady) return;
    this.#trialReady = true;
    this.#trial.reset();
    for (let task = 0; task < this.taskCount; task++) this.#trial.pending[this.element[task]]++;
  }

  #crewFor(task: number, free: Float64Array, at: Int32Array): number {
    const { crewCount } = this;
    // At the first choice the caller may have told who would go.
    if (at === this.crewAt && this.sentCount === 0 && this.#goesFirst[task] >= 0) return this.#goesFirst[task];
    let best = -1;
    let ties = 0;
    for (let crew = 0; crew < crewCount; crew++) {
      if (!this.isAble(crew, task)) continue;
      if (best < 0 || free[crew] < free[best]) {
        best = crew;
        ties = 0;
      } else if (free[crew] === free[best]) ties++;
    }
    if (ties === 0 || this.crewTie === 'first') return best;
    // Who asks for a task again plans whole orders: then all ways to it are soon wanted, and looked up.
    if (this.#isAskedFor[task] === 1) return this.#nearestKnown(task, best, at, free);
    this.#isAskedFor[task] = 1;
    return this.#nearestOf(task, best, at, free);
  }

  /** Of the able crews that are free at the hour of `first`, the nearest. */
  #nearestKnown(task: number, first: number, at: Int32Array, free: Float64Array): number {
    const hour = free[first];
    let best = first;
    let way = this.#way(first, at[first], task);
    for (let crew = first + 1; crew < this.crewCount; crew++) {
      if (free[crew] !== hour || !this.isAble(crew, task)) continue;
      const its = this.#way(crew, at[crew], task);
      if (its < way) {
        best = crew;
        way = its;
      }
    }
    return best;
  }

  /** The same, at first asking: whoever is beaten even at best is not asked. */
  #nearestOf(task: number, first: number, at: Int32Array, free: Float64Array): number {
    const count = this.#listCandidates(task, first, at, free);
    const candidates = this.#candidates;
    const leastWay = this.#leastWay;
    let soonest = 0;
    for (let place = 1; place < count; place++) if (leastWay[place] < leastWay[soonest]) soonest = place;
    let best = soonest;
    let way = this.#way(candidates[best], at[candidates[best]], task);
    for (let place = 0; place < count; place++) {
      if (place === soonest || leastWay[place] > way || (leastWay[place] === way && place > best)) continue;
      const its = this.#way(candidates[place], at[candidates[place]], task);
      if (its > way || (its === way && place > best)) continue;
      best = place;
      way = its;
    }
    return candidates[best];
  }

  /** Lists them, of those at one place only the first; how many there are. */
  #listCandidates(task: number, first: number, at: Int32Array, free: Float64Array): number {
    const { crewCount } = this;
    const candidates = this.#candidates;
    const candidateAt = this.#candidateAt;
    const alike = this.#alike;
    const hour = free[first];
    let count = 0;
    for (let crew = first; crew < crewCount; crew++) {
      if (free[crew] !== hour) continue;
      const start = at[crew] < 0 ? alike[crew] : crewCount + at[crew];
      // What stands under a start counts if the candidate that it names began there, so that nothing need be cleared.
      const known = candidateAt[start];
      if (known < count) {
        const other = candidates[known];
        if ((at[other] < 0 ? alike[other] : crewCount + at[other]) === start) continue;
      }
      if (!this.isAble(crew, task)) continue;
      candidateAt[start] = count;
      candidates[count] = crew;
      this.#leastWay[count++] = this.#boundOfWay(crew, at[crew], task);
    }
    return count;
  }

  /** Hours that the way of a crew does not undercut. */
  #boundOfWay(crew: number, at: number, task: number): number {
    if (at >= 0) return this.travelBetween(at, task);
    const known = this.#fromCrew[crew * this.taskCount + task];
    return known >= 0 ? known : this.#theSetting().leastFromCrew(crew, task);
  }

  /** Hours on the road for a crew that stands at a task, or where it began. */
  #way(crew: number, at: number, task: number): number {
    return at < 0 ? this.travelFromCrew(crew, task) : this.travelBetween(at, task);
  }

  #recount(element: number): void {
    let hours = 0;
    for (let task = this.firstTask[element]; task >= 0; task = this.nextTask[task])
      if (this.plannable[task] === 0) hours = Number.POSITIVE_INFINITY;
      else if (this.sent[task] === 0) hours += this.repairHours[task];
    this.elementHours[element] = hours;
  }

  #theSetting(): RepairSetting {
    assert(this.#setting !== undefined, 'a restoration is asked before it began');
    return this.#setting;
  }

  #growTasks(capacity: number): void {
    this.element = enlarged(this.element, new Int32Array(capacity));
    this.repairHours = enlarged(this.repairHours, new Float64Array(capacity));
    this.choosable = enlarged(this.choosable, new Uint8Array(capacity));
    this.key = enlarged(this.key, new Int32Array(capacity));
    this.sent = enlarged(this.sent, new Uint8Array(capacity));
    this.#goesFirst = enlarged(this.#goesFirst, new Int32Array(capacity));
    this.#isAskedFor = enlarged(this.#isAskedFor, new Uint8Array(capacity));
    this.plannable = new Uint8Array(capacity);
    this.nextTask = new Int32Array(capacity);
    this.order = new Int32Array(capacity);
    this.#finish = new Float64Array(capacity);
    this.#byFinish = new Int32Array(capacity);
    this.#crewSent = new Int32Array(capacity);
    this.#freeBefore = new Float64Array(capacity);
    this.#atBefore = new Int32Array(capacity);
    this.#stepsBefore = new Int32Array(capacity);
  }
}
