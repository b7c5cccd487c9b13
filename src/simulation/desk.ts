/** What the one who dispatches sees of the world, as the policies ask for it. */

import { PURPOSE } from '../engine/draws.ts';
import { type Betweenness, betweennessOf } from '../network/betweenness.ts';
import type { Network } from '../network/network.ts';
import { untilOnDuty } from '../response/crew.ts';
import type { DispatchView } from '../response/policies/policy.ts';
import { Plan } from '../response/scheduling/plan.ts';
import { type RepairSetting, Restoration } from '../response/scheduling/restoration.ts';
import { mayMend, nearestCrew } from './crews.ts';
import { estimatedRepairHours } from './stages.ts';
import { leastTravelHours, travelHours } from './travel.ts';
import { CREW, NOWHERE_ELSE, STATUS, type World } from './world.ts';

/** Every operator at one desk. */
export const EVERYONE = -1;

/** Worked out once for a backbone, when a policy first asks. */
const betweennesses = new WeakMap<Network, Betweenness>();

/** What one desk sees of the world. It lives as long as its world, so that asking costs no memory. */
export class Desk implements DispatchView, RepairSetting {
  waiting = 0;
  readonly #world: World;
  /** The faults that this desk may send somebody to; after them the others that it knows of, once a plan is asked for. */
  #faults = new Int32Array(0);
  /** The free crew nearest to each fault that waits. */
  #nearest = new Int32Array(0);
  /** 1 for a fault that this desk may send somebody to. */
  #isWaiting = new Uint8Array(0);
  #believed = false;
  #operator = EVERYONE;
  #problem: Restoration | undefined;
  #problemReady = false;
  /** Crews of the problem, and the place of each crew among them (-1: it is none of them). */
  readonly #crews: Int32Array;
  readonly #placeOfCrew: Int32Array;
  /** By spot: which crew of the problem stands there, if any does. */
  #spotCrew = new Int32Array(0);
  /** Hour at which each crew was expected to be done when it was sent. */
  readonly #expectedFree: Float64Array;
  #betweenness: Betweenness | undefined;
  /** Of each operator, and the last one of all at one desk. They hold for one response. */
  readonly #plans: Plan[] = [];
  #variant: World['variant'];
  #replication = -1;
  #rekeyed = 0;
  #events = 0;

  constructor(world: World) {
    this.#world = world;
    this.#variant = world.variant;
    this.#crews = new Int32Array(world.model.crews.length);
    this.#placeOfCrew = new Int32Array(world.model.crews.length);
    this.#expectedFree = new Float64Array(world.model.crews.length);
    for (let slot = 0; slot <= world.model.operators.length; slot++) this.#plans.push(new Plan());
  }

  /** Gathers the waiting faults of an operator (or of all) for which an able crew is free; where first come is first served, that one. */
  open(operator: number): void {
    const world = this.#world;
    this.#fit(world.damage.length);
    this.#forget();
    this.waiting = 0;
    this.#operator = operator;
    this.#believed = false;
    this.#problemReady = false;
    if (!world.crewBusy.includes(CREW.free)) return;
    const { waiting, visibleSince } = world;
    const isFirstCome = world.variant.policy.isFirstCome === true;
    for (let place = 0; place < waiting.length; place++) {
      const fault = waiting.at(place);
      if (operator !== EVERYONE && world.operatorOf(fault) !== operator) continue;
      if (isFirstCome && this.waiting > 0 && visibleSince[fault] >= visibleSince[this.#faults[0]]) continue;
      const crew = nearestCrew(world, fault);
      if (crew < 0) continue;
      if (isFirstCome) this.waiting = 0;
      this.#nearest[this.waiting] = crew;
      this.#faults[this.waiting++] = fault;
      if (isFirstCome && world.waitingInOrder) return;
    }
  }

  faultAt(place: number): number {
    return this.#faults[place];
  }

  /** The crew that goes to a fault, were it the next; it is expected back after the hours needed. */
  send(place: number): number {
    const crew = this.#nearest[place];
    this.#expectedFree[crew] = this.#world.agenda.time + this.hoursNeeded(place);
    return crew;
  }

  visibleSince(place: number): number {
    return this.#world.visibleSince[this.#faults[place]];
  }

  travelHours(place: number): number {
    return this.travelFrom(this.#nearest[place], this.#faults[place]);
  }

  repairHours(place: number): number {
    return estimatedRepairHours(this.#world, this.#faults[place]);
  }

  hoursNeeded(place: number): number {
    return this.travelHours(place) + this.repairHours(place);
  }

  peopleGained(place: number): number {
    const { belief, damage, believedSiteFaults, believedLinkFaults } = this.#trusted();
    const fault = this.#faults[place];
    const element = damage.elements[fault];
    if (damage.isSite[fault] === 1) return belief.gainOfSite(element, believedLinkFaults) / believedSiteFaults[element];
    return belief.gainOfLink(element) / believedLinkFaults[element];
  }

  peopleStranded(place: number): number {
    const { belief, damage, believedLinkFaults } = this.#trusted();
    const fault = this.#faults[place];
    const element = damage.elements[fault];
    return damage.isSite[fault] === 1
      ? belief.strandedAtSite(element, believedLinkFaults)
      : belief.strandedAtLink(element);
  }

  lot(place: number): number {
    const world = this.#world;
    const fault = this.#faults[place];
    return world.draws.uniform(world.handleOf(fault), PURPOSE.lot, world.occurrence[fault]);
  }

  rank(place: number): number {
    const { damage, model } = this.#world;
    const fault = this.#faults[place];
    const ranks = damage.isSite[fault] === 1 ? model.siteRank : model.linkRank;
    return ranks[damage.elements[fault]];
  }

  betweenness(place: number): number {
    const { damage, model } = this.#world;
    const fault = this.#faults[place];
    this.#betweenness ??= betweennesses.get(model.network);
    if (this.#betweenness === undefined) {
      this.#betweenness = betweennessOf(model.network);
      betweennesses.set(model.network, this.#betweenness);
    }
    const paths = damage.isSite[fault] === 1 ? this.#betweenness.sites : this.#betweenness.links;
    return paths[damage.elements[fault]];
  }

  get plan(): Plan {
    return this.#plans[this.#operator === EVERYONE ? this.#plans.length - 1 : this.#operator];
  }

  placeOf(task: number): number {
    return task;
  }

  /** The tasks are the faults that wait, by place; then the others that this desk knows of and nobody was sent to. */
  restoration(): Restoration {
    const world = this.#world;
    const { model, damage } = world;
    this.#problem ??= new Restoration(
      model.network,
      { weight: world.weights, isRoot: model.reference === 'gateway' ? model.network.isGateway : undefined },
      'nearest',
    );
    const problem = this.#problem;
    if (this.#problemReady) return problem;
    this.#problemReady = true;
    this.#countKnown();
    problem.begin(world.believedSiteFaults, world.believedLinkFaults, this);
    const tasks = this.#listKnown();
    for (let task = 0; task < tasks; task++) {
      const fault = this.#faults[task];
      const { siteElement, linkElement } = problem.graph;
      const element = (damage.isSite[fault] === 1 ? siteElement : linkElement)[damage.elements[fault]];
      problem.addTask(element, estimatedRepairHours(world, fault), task < this.waiting, fault);
    }
    this.#addCrews(problem, tasks);
    problem.ready();
    return problem;
  }

  travelBetween(task: number, next: number): number {
    return travelHours(this.#world, this.#world.faultPlaces, this.#faults[task], this.#faults[next]);
  }

  travelFromCrew(crew: number, task: number): number {
    return this.travelFrom(this.#crews[crew], this.#faults[task]);
  }

  leastFromCrew(crew: number, task: number): number {
    return leastTravelHours(this.#world, this.#crews[crew], this.#faults[task]);
  }

  mayTake(crew: number, task: number): boolean {
    return this.#may(this.#crews[crew], this.#faults[task]);
  }

  /** Hours on the road for a crew from where it is. */
  travelFrom(crew: number, fault: number): number {
    return travelHours(this.#world, this.#world.crewPlaces, crew, fault);
  }

  #may(crew: number, fault: number): boolean {
    return !this.#world.isSubmarine(fault) && mayMend(this.#world, crew, fault);
  }

  /** Appends what is known but cannot be started to the faults that wait; how many there are together. */
  #listKnown(): number {
    const world = this.#world;
    const isWaiting = this.#isWaiting;
    for (let place = 0; place < this.waiting; place++) isWaiting[this.#faults[place]] = 1;
    let tasks = this.waiting;
    for (let fault = 0; fault < world.damage.length; fault++)
      if (isWaiting[fault] === 1) isWaiting[fault] = 0;
      else if (this.#knows(fault)) this.#faults[tasks++] = fault;
    return tasks;
  }

  /** The crews that may take any of the tasks, with the hour at which each is free. */
  #addCrews(problem: Restoration, tasks: number): void {
    const world = this.#world;
    const { crews } = world.model;
    const { time } = world.agenda;
    for (let crew = 0; crew < crews.length; crew++) {
      this.#placeOfCrew[crew] = -1;
      if (world.crewBusy[crew] === CREW.away) continue;
      let may = false;
      for (let task = 0; task < tasks && !may; task++) may = this.#may(crew, this.#faults[task]);
      if (!may) continue;
      const isFree = world.crewBusy[crew] === CREW.free;
      const hours = isFree ? untilOnDuty(crews[crew].shift, time) : Math.max(0, this.#expectedFree[crew] - time);
      this.#crews[problem.crewCount] = crew;
      this.#placeOfCrew[crew] = problem.crewCount;
      problem.addCrew(hours, this.#firstAtSpot(problem, crew));
    }
    for (let task = 0; task < this.waiting; task++) {
      const place = this.#placeOfCrew[this.#nearest[task]];
      if (place >= 0) problem.expectCrew(task, place);
    }
  }

  /** The crew of the problem that stands where a crew does: the first of them, or itself. */
  #firstAtSpot(problem: Restoration, crew: number): number {
    const { crewSpot } = this.#world;
    const spot = crewSpot[crew];
    if (spot === NOWHERE_ELSE) return problem.crewCount;
    const first = this.#spotCrew[spot];
    if (first < problem.crewCount && crewSpot[this.#crews[first]] === spot) return first;
    this.#spotCrew[spot] = problem.crewCount;
    return problem.crewCount;
  }

  /** The world, with the beliefs of this desk worked out: what it knows to be down, less what has been ordered. */
  #trusted(): World {
    const world = this.#world;
    if (this.#believed) return world;
    this.#believed = true;
    this.#countKnown();
    world.belief.rebuild(world.believedSiteFaults, world.believedLinkFaults);
    return world;
  }

  /** Faults that this desk knows of and nobody was sent to, by site and by link. */
  #countKnown(): void {
    const { believedSiteFaults, believedLinkFaults, damage } = this.#world;
    believedSiteFaults.fill(0);
    believedLinkFaults.fill(0);
    for (let fault = 0; fault < damage.length; fault++) {
      if (!this.#knows(fault)) continue;
      if (damage.isSite[fault] === 1) believedSiteFaults[damage.elements[fault]]++;
      else believedLinkFaults[damage.elements[fault]]++;
    }
  }

  #knows(fault: number): boolean {
    const { status, variant } = this.#world;
    if (status[fault] !== STATUS.known && status[fault] !== STATUS.waiting) return false;
    return (
      this.#operator === EVERYONE ||
      variant.protocol.awareness.visibility.value !== 'owner' ||
      this.#world.operatorOf(fault) === this.#operator
    );
  }

  /** A new response begins without the plans of the one before. */
  #forget(): void {
    const { variant, draws, events } = this.#world;
    const isSameWorld = this.#replication === draws.replication && this.#rekeyed === draws.rekeyed;
    if (this.#variant !== variant || !isSameWorld || events < this.#events) {
      for (const plan of this.#plans) plan.clear();
      this.#variant = variant;
      this.#replication = draws.replication;
      this.#rekeyed = draws.rekeyed;
    }
    this.#events = events;
  }

  #fit(faults: number): void {
    if (faults <= this.#faults.length) return;
    this.#faults = new Int32Array(faults);
    this.#nearest = new Int32Array(faults);
    this.#isWaiting = new Uint8Array(faults);
    this.#spotCrew = new Int32Array(this.#world.spotCandidate.length);
  }
}
