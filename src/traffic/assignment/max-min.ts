/** Max-min fair rates on fixed ways: all levels rise together, and a demand stops at its size or at the first full arc. */

/** How fast the rate of a demand rises with the level: alike for all, or by its size. */
export type Sharing = 'unit' | 'proportional';

interface FairRates {
  /** kbit/s of each demand. */
  readonly rate: Float64Array;
  /** kbit/s on each arc. */
  readonly load: Float64Array;
}

/** Of what an arc may be short and still be full: rounding. */
export const FULL = 1e-9;

/**
 * Progressive filling, Bertsekas & Gallager (1992), Data Networks, 6.5.2. The level of a full arc is worked out from the
 * rates that already stand, so no rounding adds up from step to step.
 * @param capacity kbit/s of each arc, at least 0
 * @param size kbit/s of each demand
 * @param ways arcs of each demand; empty for one that needs none, undefined for one that is cut off
 */
export function fairRates(
  capacity: Float64Array,
  size: Float64Array,
  ways: readonly (readonly number[] | undefined)[],
  sharing: Sharing,
): FairRates {
  const arcCount = capacity.length;
  const rate = new Float64Array(size.length);
  const standing = new Float64Array(arcCount);
  const rising = new Float64Array(arcCount);
  const users: number[][] = Array.from({ length: arcCount }, () => []);
  const pace = (demand: number): number => (sharing === 'unit' ? 1 : size[demand]);
  const rises = new Uint8Array(size.length);
  const waiting: number[] = [];
  ways.forEach((way, demand) => {
    if (way === undefined || size[demand] === 0) return;
    if (way.length === 0) {
      rate[demand] = size[demand];
      return;
    }
    rises[demand] = 1;
    waiting.push(demand);
    for (const arc of way) {
      rising[arc] += pace(demand);
      users[arc].push(demand);
    }
  });
  const used = [...users.keys()].filter((arc) => users[arc].length > 0);
  // With whole demands and `unit`, `rising` counts; with `proportional` it is a sum of sizes. What is left of a sum that
  // is not exact must not count as a demand, so each arc also counts those that still rise.
  const left = Int32Array.from(users, (list) => list.length);
  waiting.sort((a, b) => size[a] / pace(a) - size[b] / pace(b) || a - b);
  const stop = (demand: number, at: number): void => {
    rises[demand] = 0;
    rate[demand] = at;
    for (const arc of ways[demand] ?? []) {
      rising[arc] -= pace(demand);
      standing[arc] += at;
      left[arc]--;
    }
  };
  let level = 0;
  let first = 0;
  for (;;) {
    while (first < waiting.length && rises[waiting[first]] === 0) first++;
    if (first === waiting.length) break;
    let least = Number.POSITIVE_INFINITY;
    let full = -1;
    for (const arc of used) {
      if (left[arc] === 0) continue;
      const at = Math.max(0, capacity[arc] - standing[arc]) / rising[arc];
      if (at < least) {
        least = at;
        full = arc;
      }
    }
    const own = size[waiting[first]] / pace(waiting[first]);
    if (own <= least) {
      level = Math.max(level, own);
      stop(waiting[first], size[waiting[first]]);
    } else {
      level = Math.max(level, least);
      for (const demand of users[full])
        if (rises[demand] === 1) stop(demand, Math.min(size[demand], level * pace(demand)));
    }
  }
  const load = new Float64Array(arcCount);
  ways.forEach((way, demand) => {
    for (const arc of way ?? []) load[arc] += rate[demand];
  });
  return { rate, load };
}

/**
 * Strict priority: the least class first on all the capacity, fair inside the class, the next on what is left.
 * @param classes class of each demand
 */
export function priorityRates(
  capacity: Float64Array,
  size: Float64Array,
  ways: readonly (readonly number[] | undefined)[],
  classes: readonly number[],
  sharing: Sharing,
): Float64Array {
  const left = capacity.slice();
  const rate = new Float64Array(size.length);
  for (const one of [...new Set(classes)].sort((a, b) => a - b)) {
    const own = ways.map((way, demand) => (classes[demand] === one ? way : undefined));
    const rates = fairRates(left, size, own, sharing);
    for (let demand = 0; demand < rate.length; demand++) rate[demand] += rates.rate[demand];
    for (let arc = 0; arc < left.length; arc++) {
      if (capacity[arc] === Number.POSITIVE_INFINITY) continue;
      left[arc] -= rates.load[arc];
      if (left[arc] <= FULL * capacity[arc]) left[arc] = 0;
    }
  }
  return rate;
}
