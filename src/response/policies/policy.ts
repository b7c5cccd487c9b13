/** The plug-in door for dispatch policies: which waiting fault a free crew mends next. */
import type { Plan } from '../scheduling/plan.ts';
import type { Restoration } from '../scheduling/restoration.ts';

/** Returned by a policy that sends the crew nowhere. */
export const IDLE = -1;

/**
 * What the one who dispatches can know. Indices are places in the list of waiting faults, in order of visibility. All
 * figures are estimates: a policy never sees a sampled repair time. Nothing is worked out before it is asked for.
 */
export interface DispatchView {
  /** Faults that wait for this crew's kind of work. */
  readonly waiting: number;
  /** Hour at which the fault became visible to the dispatcher. */
  visibleSince(place: number): number;
  /** Estimated hours of travel for this crew. */
  travelHours(place: number): number;
  /** Estimated hours of repair. */
  repairHours(place: number): number;
  /** Estimated hours of travel and repair for this crew. */
  hoursNeeded(place: number): number;
  /** People who would be connected again if this fault's site or link came back, all else as ordered; per open fault on it. */
  peopleGained(place: number): number;
  /** People cut off behind this fault. */
  peopleStranded(place: number): number;
  /** A uniform number of the fault's own, between 0 and 1. */
  lot(place: number): number;
  /** Rank of the fault's site or link in the list of what is critical, from 0; Infinity when it is not in it. */
  rank(place: number): number;
  /** Shortest paths of the intact backbone that run through the fault's site or link. */
  betweenness(place: number): number;
  /** All that this desk knows of, as a scheduling problem: the faults that wait and those that will. */
  restoration(): Restoration;
  /** Place of a task of {@link restoration} that may start now. */
  placeOf(task: number): number;
  /** What a policy planned at an earlier decision of the same desk. */
  readonly plan: Plan;
}

export interface DispatchPolicy {
  readonly name: string;
  readonly summary: string;
  /** True where the fault visible longest is always taken: then no other need be shown. Of equals, the first. */
  readonly isFirstCome?: true;
  /** Place of the fault to mend next, or {@link IDLE}. Ties go to the one done soonest, then to the smaller place. */
  next(view: DispatchView): number;
}

/** Place of the least measure; of equals, the one done soonest, then the first. */
export function leastPlace(view: DispatchView, measure: (view: DispatchView, place: number) => number): number {
  let best = IDLE;
  let least = 0;
  let soonest = 0;
  for (let place = 0; place < view.waiting; place++) {
    const its = measure(view, place);
    if (best !== IDLE && its > least) continue;
    const hours = view.hoursNeeded(place);
    if (best !== IDLE && its === least && hours >= soonest) continue;
    best = place;
    least = its;
    soonest = hours;
  }
  return best;
}

/** The same for a planner that keeps no plan: of one fault alone it has nothing to choose. */
export function chosen(view: DispatchView, choose: (problem: Restoration) => number): number {
  return view.waiting === 1 ? 0 : planned(view, choose);
}

/** The place of the task that a planner chose of the desk's problem. */
export function planned(view: DispatchView, choose: (problem: Restoration, plan: Plan) => number): number {
  if (view.waiting === 0) return IDLE;
  const task = choose(view.restoration(), view.plan);
  return task < 0 ? IDLE : view.placeOf(task);
}
