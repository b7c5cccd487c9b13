/** How demand swells after a hazard and dies away, as steps whose sum is that of the curve. */

/** Once the excess is below this share of normal demand, one last step holds all that is left of it. */
const NEGLIGIBLE = 0.05;

/** The last step lasts so many decay times, at half the level with which it begins: as much as the whole tail. */
const TAIL_DECAYS = 2;

/**
 * A surge of one class: demand is `1 + excess exp(-elapsed / decay)` times the normal, with `excess` the peak less 1.
 * Time is cut into `stepsPerDecay` (m) equal steps a decay time, and each step holds the mean of the curve over it, so
 * that the sum over all steps is `excess x decay` exactly, the integral of the curve. Within a step the excess is at most
 * `1 - m (1 - e^(-1/m))` below and `m (e^(1/m) - 1) - 1` above the curve (m = 4: 11.5 and 13.6 %), and in the tail and
 * after it at most 5 % of normal demand away from it.
 */
export interface SurgeSteps {
  readonly excess: number;
  readonly decayHours: number;
  readonly stepsPerDecay: number;
}

/** Steps before the last one; 0 when the excess is negligible from the start. */
function stepCount({ excess, stepsPerDecay }: SurgeSteps): number {
  return excess <= NEGLIGIBLE ? 0 : Math.ceil(stepsPerDecay * Math.log(excess / NEGLIGIBLE));
}

/** Start of a step, hours after that of the surge; the last step ends where the one after it would start. */
function startOfStep(surge: SurgeSteps, step: number): number {
  const { decayHours, stepsPerDecay } = surge;
  const count = stepCount(surge);
  return step <= count
    ? (step * decayHours) / stepsPerDecay
    : (count * decayHours) / stepsPerDecay + TAIL_DECAYS * decayHours;
}

/** Number of steps that have begun by then, at most one more than there are; 0 before the first. */
function begunBy(surge: SurgeSteps, startHours: number, hours: number): number {
  const all = stepCount(surge) + 2;
  if (!(hours >= startHours)) return 0;
  const near = Math.floor(((hours - startHours) * surge.stepsPerDecay) / surge.decayHours);
  let begun = Math.min(Math.max(near, 0), all);
  // The starts are compared as they are told, so that at the start of a step it has begun, whatever the rounding.
  while (begun < all && startHours + startOfStep(surge, begun) <= hours) begun++;
  while (begun > 0 && startHours + startOfStep(surge, begun - 1) > hours) begun--;
  return begun;
}

/** Demand above the normal at a time, as a multiple of the normal; 0 before the surge and after its last step. */
export function excessAt(surge: SurgeSteps, startHours: number, hours: number): number {
  const { excess, stepsPerDecay } = surge;
  if (!(excess > 0)) return 0;
  const begun = begunBy(surge, startHours, hours);
  const count = stepCount(surge);
  if (begun === 0 || begun > count + 1) return 0;
  const step = begun - 1;
  const level = excess * Math.exp(-step / stepsPerDecay);
  return step < count ? level * stepsPerDecay * -Math.expm1(-1 / stepsPerDecay) : level / TAIL_DECAYS;
}

/** The next time after `hours` at which {@link excessAt} changes; Infinity when it never does again. */
export function nextSurgeStep(surge: SurgeSteps, startHours: number, hours: number): number {
  if (!(surge.excess > 0)) return Number.POSITIVE_INFINITY;
  const begun = begunBy(surge, startHours, hours);
  return begun > stepCount(surge) + 1 ? Number.POSITIVE_INFINITY : startHours + startOfStep(surge, begun);
}
