/** Which crew may, can and is free to take a fault on, how long it works, and what it takes from stock. */
import { quantile } from '../engine/distribution.ts';
import { PURPOSE } from '../engine/draws.ts';
import { hoursOnShift, untilOnDuty } from '../response/crew.ts';
import type { SpareKind } from '../response/spare.ts';
import { leastTravelHours, travelHours } from './travel.ts';
import { CREW, NOWHERE_ELSE, type World } from './world.ts';

/** Why nobody is sent to a fault. */
export type WaitReason = 'crew' | 'spare' | 'shift' | 'order' | 'road';

/**
 * The free crew nearest to a fault that may and can mend it, or -1. Ties go to the crew listed first. Within one round of
 * orders crews only become fewer, so an answer holds until its crew is sent. Hot.
 */
export function nearestCrew(world: World, fault: number): number {
  if (!spareInReach(world, fault)) return -1;
  if (world.nearestRound[fault] === world.round) {
    const known = world.nearest[fault];
    if (known < 0 || world.crewBusy[known] === CREW.free) return known;
  }
  const best = searchedCrew(world, fault);
  world.nearestRound[fault] = world.round;
  world.nearest[fault] = best;
  return best;
}

/** Asks first whoever could be there soonest: few of the others can beat that, and only they are asked too. */
function searchedCrew(world: World, fault: number): number {
  const { candidates, candidateBound, crewPlaces } = world;
  const count = listCandidates(world, fault);
  if (count === 0) return -1;
  let first = 0;
  for (let place = 1; place < count; place++) if (candidateBound[place] < candidateBound[first]) first = place;
  let best = first;
  let least = travelHours(world, crewPlaces, candidates[first], fault);
  for (let place = 0; place < count; place++) {
    // Ties go to the crew listed first, and so do ties with what has not been asked.
    if (place === first || candidateBound[place] > least || (candidateBound[place] === least && place > best)) continue;
    const hours = travelHours(world, crewPlaces, candidates[place], fault);
    if (hours > least || (hours === least && place > best)) continue;
    least = hours;
    best = place;
  }
  return candidates[best];
}

/** Lists the able crews that are free and on duty, of those at one spot only the first; how many there are. */
function listCandidates(world: World, fault: number): number {
  const { crews } = world.model;
  const { crewBusy, crewSpot, candidates, candidateBound, spotCandidate } = world;
  const { time } = world.agenda;
  let count = 0;
  for (let crew = 0; crew < crews.length; crew++) {
    if (crewBusy[crew] !== CREW.free) continue;
    const spot = crewSpot[crew];
    // What stands under a spot counts if the candidate that it names is there, so that nothing need be cleared.
    if (spot !== NOWHERE_ELSE && spotCandidate[spot] < count && crewSpot[candidates[spotCandidate[spot]]] === spot)
      continue;
    if (!mayMend(world, crew, fault) || untilOnDuty(crews[crew].shift, time) > 0) continue;
    if (spot !== NOWHERE_ELSE) spotCandidate[spot] = count;
    candidates[count] = crew;
    candidateBound[count++] = leastTravelHours(world, crew, fault);
  }
  return count;
}

/** Whether a crew has the skill, and by the protocol the right, to mend a fault. Crews of partners mend for everyone. */
export function mayMend(world: World, crew: number, fault: number): boolean {
  const { crews, crewOperator } = world.model;
  const { mendsSites, mendsLinks, partner } = crews[crew];
  if (world.damage.isSite[fault] === 1 ? !mendsSites : !mendsLinks) return false;
  return (
    partner >= 0 ||
    world.variant.protocol.resources.crews.value === 'pooled' ||
    crewOperator[crew] === world.operatorOf(fault)
  );
}

/** Why a fault in the queue has nobody: no able crew is free, those that are free are off duty, or no spare part is there. */
export function waitReason(world: World, fault: number): WaitReason {
  if (!spareInReach(world, fault)) return 'spare';
  const { crews } = world.model;
  let offDuty = false;
  for (let crew = 0; crew < crews.length; crew++) {
    if (world.crewBusy[crew] !== CREW.free || !mayMend(world, crew, fault)) continue;
    if (untilOnDuty(crews[crew].shift, world.agenda.time) === 0) return 'order';
    offDuty = true;
  }
  return offDuty ? 'shift' : 'crew';
}

/** Hours until the next free crew comes on duty; Infinity when all free crews are. */
export function untilNextShift(world: World): number {
  const { crews } = world.model;
  let least = Number.POSITIVE_INFINITY;
  for (let crew = 0; crew < crews.length; crew++) {
    if (world.crewBusy[crew] !== CREW.free) continue;
    const hours = untilOnDuty(crews[crew].shift, world.agenda.time);
    if (hours > 0 && hours < least) least = hours;
  }
  return least;
}

/** Hours that a crew takes for an amount of work that begins now: its pace, its shift, and how new it is to the network. */
export function hoursOfWork(world: World, crew: number, work: number): number {
  const { efficiency, shift, partner } = world.model.crews[crew];
  const { time } = world.agenda;
  const ours = work / efficiency;
  if (partner < 0) return hoursOnShift(shift, time, ours);
  const { mutualAid } = world.variant.protocol;
  const slow = Math.max(0, world.crewSince[crew] + mutualAid.efficiencyFor.value - time);
  const pace = mutualAid.efficiency.value;
  return ours <= slow * pace ? ours / pace : slow + (ours - slow * pace);
}

/** The kind of spare part that a repair takes; undefined when it takes none. */
export function spareKind(world: World, fault: number): SpareKind | undefined {
  if (world.damage.isSite[fault] === 1) return world.severity[fault] >= 2 ? 'equipment' : undefined;
  return world.isSubmarine(fault) ? 'submarine-cable' : 'cable';
}

/** The stock from which a repair of this fault would take its part: the owner's, else by the protocol anyone's; -1 for none. */
function stockFor(world: World, fault: number, kind: SpareKind): number {
  const { stocks } = world.model;
  const owner = world.operatorOf(fault);
  const pooled = world.variant.protocol.resources.spares.value === 'pooled';
  let other = -1;
  for (let stock = 0; stock < stocks.length; stock++) {
    if (stocks[stock].kind !== kind || world.stock[stock] === 0) continue;
    if (stocks[stock].operator === owner) return stock;
    if (pooled && other < 0) other = stock;
  }
  return other;
}

/** Whether the part that a repair takes is in stock, or is of a kind that is never short. */
export function spareInReach(world: World, fault: number): boolean {
  const { stocks } = world.model;
  if (stocks.length === 0) return true;
  const kind = spareKind(world, fault);
  if (kind === undefined) return true;
  let counted = false;
  for (let stock = 0; stock < stocks.length && !counted; stock++) counted = stocks[stock].kind === kind;
  return !counted || stockFor(world, fault, kind) >= 0;
}

/** Takes the part that a repair needs from stock. The stock it came from, or -1 when none is taken. */
export function takeSpare(world: World, fault: number): number {
  if (world.model.stocks.length === 0) return -1;
  const kind = spareKind(world, fault);
  const stock = kind === undefined ? -1 : stockFor(world, fault, kind);
  if (stock >= 0) world.stock[stock]--;
  return stock;
}

/** Hours until the part just taken from a stock is replaced; Infinity when none comes. */
export function resupplyHours(world: World, stock: number): number {
  const { resupply, handle } = world.model.stocks[stock];
  const order = world.ordered[stock]++;
  return resupply === undefined
    ? Number.POSITIVE_INFINITY
    : quantile(resupply, world.draws.uniform(handle, PURPOSE.spareDelivery, order));
}
