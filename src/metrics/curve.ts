/** Readings of a right-continuous step curve between its first row and the horizon. */

/** Integral of the curve from its first row to the horizon (value x hours). */
export function integral(times: Float64Array, values: Float64Array, length: number, horizon: number): number {
  let sum = 0;
  for (let row = 0; row < length; row++) {
    const end = row + 1 < length ? times[row + 1] : horizon;
    sum += values[row] * (end - times[row]);
  }
  return sum;
}

export function maximum(values: Float64Array, length: number): number {
  let most = 0;
  for (let row = 0; row < length; row++) if (values[row] > most) most = values[row];
  return most;
}

/**
 * First passage: the first time at which the curve is at or below `allowed` after it first rose above it. The onset when
 * it never rose above; Infinity when it is not back by the horizon.
 */
export function firstPassage(
  times: Float64Array,
  loss: Float64Array,
  length: number,
  allowed: number,
  onset: number,
): number {
  let above = false;
  for (let row = 0; row < length; row++) {
    if (loss[row] > allowed) above = true;
    else if (above) return times[row];
  }
  return above ? Number.POSITIVE_INFINITY : onset;
}

/**
 * Sustained passage: the first time, not before the onset, from which the curve stays at or below `allowed` for
 * `holdHours` or until the horizon, whichever is first. Infinity when there is none.
 */
export function sustainedPassage(
  times: Float64Array,
  loss: Float64Array,
  length: number,
  allowed: number,
  onset: number,
  holdHours: number,
  horizon: number,
): number {
  let since = Number.POSITIVE_INFINITY;
  for (let row = 0; row < length; row++) {
    const end = row + 1 < length ? times[row + 1] : horizon;
    if (end <= onset && row + 1 < length) continue;
    if (loss[row] > allowed) {
      since = Number.POSITIVE_INFINITY;
      continue;
    }
    if (since === Number.POSITIVE_INFINITY) since = Math.max(times[row], onset);
    if (end - since >= holdHours) return since;
  }
  return since;
}

/**
 * What happens after the level was first back: how often it is lost again, and the integral of what then exceeds
 * `allowed`. Both 0 when it was never lost or never back.
 */
export function dipsAfterRecovery(
  times: Float64Array,
  loss: Float64Array,
  length: number,
  allowed: number,
  horizon: number,
  dips: { count: number; area: number },
): void {
  dips.count = 0;
  dips.area = 0;
  let above = false;
  let recovered = false;
  for (let row = 0; row < length; row++) {
    const isAbove = loss[row] > allowed;
    if (above && !isAbove) recovered = true;
    if (recovered && isAbove) {
      if (!above) dips.count++;
      dips.area += (loss[row] - allowed) * ((row + 1 < length ? times[row + 1] : horizon) - times[row]);
    }
    above = isAbove;
  }
}

/** Hours for which the curve is at or below `allowed`, the horizon ending the last row. */
export function hoursAtMost(
  times: Float64Array,
  values: Float64Array,
  length: number,
  allowed: number,
  horizon: number,
): number {
  let hours = 0;
  for (let row = 0; row < length; row++)
    if (values[row] <= allowed) hours += (row + 1 < length ? times[row + 1] : horizon) - times[row];
  return hours;
}

/** Longest time for which the curve stays above `level` without a break, within [from, to). */
export function longestAbove(
  times: Float64Array,
  loss: Float64Array,
  length: number,
  level: number,
  horizon: number,
  firstRow = 0,
  endRow = length,
): number {
  let since = Number.NaN;
  let longest = 0;
  for (let row = firstRow; row < endRow; row++) {
    if (loss[row] <= level) {
      since = Number.NaN;
      continue;
    }
    if (Number.isNaN(since)) since = times[row];
    const end = row + 1 < length ? times[row + 1] : horizon;
    if (end - since > longest) longest = end - since;
  }
  return longest;
}
