/** Calls and trunks: blocking, waiting, reserved trunks, callers who try again, and groups of trunks in a chain. */
import { assert } from '../engine/assert.ts';

/** Above this a sum is scaled down, far below the largest number. */
const LARGE = 1e200;

/** Share of the greatest possible load by which the sides of an equation must differ for their order to be beyond doubt. */
const DOUBT = 1e-11;

/** Below this a slope is not trusted. */
const LEAST_SLOPE = 0.01;

/** Secants that narrow a root down before it is found by halving. */
const MOST_SECANTS = 12;

/** Steps after which a fixed point must have been found. */
const MOST_STEPS = 100_000;

/**
 * Share of calls blocked by a full group. Erlang (1917), formula B, by its recursion, which neither overflows nor cancels.
 * @param trunks whole, at least 0  @param offered erlang
 */
export function erlangB(trunks: number, offered: number): number {
  let blocked = 1;
  for (let k = 1; k <= trunks; k++) blocked = (offered * blocked) / (k + offered * blocked);
  return blocked;
}

interface Waiting {
  /** Share that must wait; Erlang (1917), formula C. */
  readonly share: number;
  /** Mean wait of all, in the unit of time of the rate. */
  readonly mean: number;
  /** Share that waits longer than a time. */
  readonly longerThan: (time: number) => number;
}

/**
 * Calls that wait for a server, first come first served. Without `offered < servers` the queue grows for ever: all wait, without bound.
 * @param rate calls that one server ends in a unit of time
 */
export function erlangC(servers: number, offered: number, rate: number): Waiting {
  if (offered >= servers) return { share: 1, mean: Number.POSITIVE_INFINITY, longerThan: () => 1 };
  const blocked = erlangB(servers, offered);
  const share = (servers * blocked) / (servers - offered * (1 - blocked));
  const spare = (servers - offered) * rate;
  return { share, mean: share / spare, longerThan: (time) => share * Math.exp(-spare * time) };
}

/** Blocking of ordinary calls, and of those with priority. */
interface ClassBlocking {
  readonly ordinary: number;
  readonly priority: number;
}

/**
 * Trunk reservation: ordinary calls are let in while fewer than `trunks - reserved` are busy, calls with priority while
 * any is free; equal mean holding times. Birth and death, Cooper (1981), Introduction to Queueing Theory, 4.
 * @param ordinary, priority erlang
 */
export function trunkReservation(trunks: number, reserved: number, ordinary: number, priority: number): ClassBlocking {
  const open = Math.max(0, trunks - reserved);
  let weight = 1;
  let sum = 1;
  let shut = open === 0 ? 1 : 0;
  for (let busy = 1; busy <= trunks; busy++) {
    weight *= (busy <= open ? ordinary + priority : priority) / busy;
    sum += weight;
    if (busy >= open) shut += weight;
    if (weight > LARGE) {
      weight /= LARGE;
      sum /= LARGE;
      shut /= LARGE;
    }
  }
  return { ordinary: shut / sum, priority: weight / sum };
}

interface Retrials {
  /** Erlang of first and repeated attempts together. */
  readonly offered: number;
  /** Blocking of an attempt. */
  readonly blocking: number;
  /** Share of fresh calls that give up in the end. */
  readonly finalLoss: number;
}

/**
 * Callers who are blocked and try again at once: the root of `a = fresh + persistence a B(a)`. `a (1 - persistence B(a))`
 * rises with a, so there is one root, found by halving. Where secants have shown beyond rounding on which side it lies, the
 * halving takes that as known: the answer is that of halving alone, to the last bit, in less than half the time.
 * @param persistence share of blocked attempts that is repeated, 0 to below 1
 * @param blocking of all attempts together, by erlang
 */
export function withRetrials(fresh: number, persistence: number, blocking: (offered: number) => number): Retrials {
  assert(persistence >= 0 && persistence < 1, 'a persistence outside [0, 1)');
  let low = fresh;
  let high = fresh / (1 - persistence);
  const excess = (offered: number): number => offered * (1 - persistence * blocking(offered)) - fresh;
  const doubt = DOUBT * high;
  // The root lies between these two for certain.
  let surelyBelow = low;
  let surelyAbove = high;
  const look = (offered: number): number => {
    const over = excess(offered);
    if (over < -doubt && offered > surelyBelow) surelyBelow = offered;
    if (over > doubt && offered < surelyAbove) surelyAbove = offered;
    return over;
  };
  let near = low;
  let before = low;
  let overBefore = 0;
  let slope = 1;
  for (let step = 0; step < MOST_SECANTS && low < high; step++) {
    const over = look(near);
    if (step > 0) slope = (over - overBefore) / (near - before);
    if (Math.abs(over) <= doubt) {
      // Closes in from both sides, as near as is beyond doubt.
      const margin = (2 * doubt) / Math.max(slope, LEAST_SLOPE);
      look(Math.max(low, near - margin));
      look(near + margin);
      break;
    }
    before = near;
    overBefore = over;
    near -= over / slope;
    if (!(near > surelyBelow && near < surelyAbove)) near = (surelyBelow + surelyAbove) / 2;
  }
  for (let step = 0; step < 200 && low < high; step++) {
    const middle = low + (high - low) / 2;
    if (middle === low || middle === high) break;
    const isBelow =
      middle <= surelyBelow || (middle < surelyAbove && middle * (1 - persistence * blocking(middle)) < fresh);
    if (isBelow) low = middle;
    else high = middle;
  }
  const offered = persistence === 0 ? fresh : high;
  const blocked = blocking(offered);
  return { offered, blocking: blocked, finalLoss: (blocked * (1 - persistence)) / (1 - persistence * blocked) };
}

/** Groups of trunks that calls pass in turn, each holding a trunk of every group on its route. */
interface TrunkChain {
  /** Trunks of each group, and how many of them are kept for priority. */
  readonly trunks: readonly number[];
  readonly reserved: readonly number[];
  readonly routes: readonly {
    readonly groups: readonly number[];
    /** Erlang. */
    readonly ordinary: number;
    readonly priority: number;
  }[];
}

/** By group, and by route. */
interface ChainBlocking {
  readonly groups: readonly ClassBlocking[];
  readonly routes: readonly ClassBlocking[];
}

/**
 * Reduced load: each group sees of a route what the other groups of the route let through, as if they blocked
 * independently. Kelly (1986), Adv. Appl. Prob. 18:473-505, who proves one fixed point where nothing is reserved; here
 * it is sought from no blocking on, halfway at each step.
 */
export function reducedLoad({ trunks, reserved, routes }: TrunkChain): ChainBlocking {
  let groups: ClassBlocking[] = trunks.map(() => ({ ordinary: 0, priority: 0 }));
  const passing = (route: readonly number[], kind: keyof ClassBlocking, but: number): number =>
    route.reduce((share, group) => (group === but ? share : share * (1 - groups[group][kind])), 1);
  for (let step = 0; ; step++) {
    assert(step < MOST_STEPS, 'the reduced load finds no fixed point');
    let moved = 0;
    const renewed = groups.map((before, group) => {
      let ordinary = 0;
      let priority = 0;
      for (const route of routes) {
        if (!route.groups.includes(group)) continue;
        ordinary += route.ordinary * passing(route.groups, 'ordinary', group);
        priority += route.priority * passing(route.groups, 'priority', group);
      }
      const after = trunkReservation(trunks[group], reserved[group], ordinary, priority);
      moved = Math.max(moved, Math.abs(after.ordinary - before.ordinary), Math.abs(after.priority - before.priority));
      return {
        ordinary: (before.ordinary + after.ordinary) / 2,
        priority: (before.priority + after.priority) / 2,
      };
    });
    groups = renewed;
    if (moved < 1e-14) break;
  }
  return {
    groups,
    routes: routes.map((route) => ({
      ordinary: 1 - passing(route.groups, 'ordinary', -1),
      priority: 1 - passing(route.groups, 'priority', -1),
    })),
  };
}
