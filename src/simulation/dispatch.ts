/** Sends free crews and vessels to waiting faults, in the order that the protocol's policy gives. */
import { type DispatchView, IDLE } from '../response/policies/policy.ts';
import { nearestCrew } from './crews.ts';
import { estimatedRepairHours, travelHours } from './stages.ts';
import { STATUS, type World } from './world.ts';

/** Every operator at one desk. */
const EVERYONE = -1;

/** Told of each match of a fault with a crew or a vessel. */
type Assign = (world: World, fault: number, server: number) => void;

/** What one desk sees of the world. It lives as long as its world, so that asking costs no memory. */
class Desk implements DispatchView {
  waiting = 0;
  readonly #world: World;
  /** The faults that this desk may send somebody to. */
  #faults = new Int32Array(64);
  #believed = false;
  #operator = EVERYONE;

  constructor(world: World) {
    this.#world = world;
  }

  /** Gathers the waiting faults of an operator (or of all) for which an able crew is free. */
  open(operator: number): void {
    const world = this.#world;
    if (this.#faults.length < world.waiting.length) this.#faults = new Int32Array(world.waiting.length);
    this.waiting = 0;
    this.#operator = operator;
    this.#believed = false;
    for (let place = 0; place < world.waitingCount; place++) {
      const fault = world.waiting[place];
      if (operator !== EVERYONE && world.operatorOf(fault) !== operator) continue;
      if (nearestCrew(world, fault) >= 0) this.#faults[this.waiting++] = fault;
    }
  }

  faultAt(place: number): number {
    return this.#faults[place];
  }

  visibleSince(place: number): number {
    return this.#world.visibleSince[this.#faults[place]];
  }

  hoursNeeded(place: number): number {
    const world = this.#world;
    const fault = this.#faults[place];
    const crew = nearestCrew(world, fault);
    return travelHours(world, world.crewLat[crew], world.crewLon[crew], fault) + estimatedRepairHours(world, fault);
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

  /** The world, with the beliefs of this desk worked out: what it knows to be down, less what has been ordered. */
  #trusted(): World {
    const world = this.#world;
    if (this.#believed) return world;
    this.#believed = true;
    const { believedSiteFaults, believedLinkFaults, damage, status } = world;
    const ownOnly = world.variant.protocol.awareness.visibility.value === 'owner' ? this.#operator : EVERYONE;
    believedSiteFaults.fill(0);
    believedLinkFaults.fill(0);
    for (let fault = 0; fault < damage.length; fault++) {
      if (status[fault] !== STATUS.known && status[fault] !== STATUS.waiting) continue;
      if (ownOnly !== EVERYONE && world.operatorOf(fault) !== ownOnly) continue;
      if (damage.isSite[fault] === 1) believedSiteFaults[damage.elements[fault]]++;
      else believedLinkFaults[damage.elements[fault]]++;
    }
    world.belief.rebuild(believedSiteFaults, believedLinkFaults);
    return world;
  }
}

const desks = new WeakMap<World, Desk>();

/** Matches what waits with who is free; `assign` is told of each match. */
export function dispatch(world: World, assign: Assign): void {
  sendVessels(world, assign);
  if (world.waitingCount === 0) return;
  let desk = desks.get(world);
  if (desk === undefined) {
    desk = new Desk(world);
    desks.set(world, desk);
  }
  if (world.variant.protocol.dispatch.scope.value === 'joint') sendCrews(world, desk, EVERYONE, assign);
  else
    for (let operator = 0; operator < world.model.operators.length; operator++)
      sendCrews(world, desk, operator, assign);
}

function sendCrews(world: World, desk: Desk, operator: number, assign: Assign): void {
  for (;;) {
    desk.open(operator);
    if (desk.waiting === 0) return;
    const place = world.variant.policy.next(desk);
    if (place === IDLE) return;
    const fault = desk.faultAt(place);
    const crew = nearestCrew(world, fault);
    withdraw(world, fault);
    world.crewBusy[crew] = 1;
    assign(world, fault, crew);
  }
}

/** A vessel takes the fault that has waited longest. */
function sendVessels(world: World, assign: Assign): void {
  for (let vessel = 0; vessel < world.vesselBusy.length && world.offshoreCount > 0; vessel++) {
    if (world.vesselBusy[vessel] === 1) continue;
    const fault = world.offshore[0];
    world.offshore.copyWithin(0, 1, world.offshoreCount--);
    world.vesselBusy[vessel] = 1;
    assign(world, fault, vessel);
  }
}

/** Takes a fault out of the queue for crews. */
export function withdraw(world: World, fault: number): void {
  const place = world.waiting.subarray(0, world.waitingCount).indexOf(fault);
  world.waiting.copyWithin(place, place + 1, world.waitingCount--);
}
