/** The plug-in door for dispatch policies: which waiting fault a free crew mends next. */

/** Returned by a policy that sends the crew nowhere. */
export const IDLE = -1;

/**
 * What the one who dispatches can know. Indices are places in the list of waiting faults, in order of visibility. All
 * figures are estimates: a policy never sees a sampled repair time.
 */
export interface DispatchView {
  /** Faults that wait for this crew's kind of work. */
  readonly waiting: number;
  /** Hour at which the fault became visible to the dispatcher. */
  visibleSince(place: number): number;
  /** Estimated hours of travel and repair for this crew. */
  hoursNeeded(place: number): number;
  /** People who would be connected again if this fault's site or link came back, all else as ordered; per open fault on it. */
  peopleGained(place: number): number;
  /** People cut off behind this fault. */
  peopleStranded(place: number): number;
}

export interface DispatchPolicy {
  readonly name: string;
  readonly summary: string;
  /** Place of the fault to mend next, or {@link IDLE}. Ties go to the smaller place. */
  next(view: DispatchView): number;
}
