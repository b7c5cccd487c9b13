/** Calls at the exchange of a site: how many come through when people call all at once, circuits are gone, and calls are held back. */
import { erlangB, trunkReservation, withRetrials } from './erlang.ts';

/** Loads are taken to the nearest of so many steps to a doubling (1.1 % apart), so that equal cases are worked out once. */
const STEPS_A_DOUBLING = 64;

/** What a site's calls are up against at one time. */
export interface CallLoad {
  /** Share of the circuits that is left, 0 to 1. */
  circuitShare: number;
  /** Demand over normal demand. */
  publicFactor: number;
  priorityFactor: number;
  /** Share of public calls that is turned away at once. */
  restriction: number;
  /** Share of public callers who send a text instead; it gets through. */
  textShare: number;
  /** Share of the circuits kept for priority. */
  reservedShare: number;
  /** Share of blocked attempts that is repeated, 0 to below 1. */
  persistence: number;
}

/**
 * Groups of circuits that are dimensioned alike: so many circuits for a stated blocking on a normal day, Erlang's B; with a
 * reserve, trunk reservation; blocked public callers try again (see `withRetrials`). A site has as many groups as it
 * needs, all alike, so shares of one group are those of the site.
 */
export class TrunkGroups {
  /** Shares of the calls wanted that come through, of the load asked for last. */
  publicCompletion = 1;
  priorityCompletion = 1;
  readonly #circuits: number;
  /** Erlang on a normal day. */
  readonly #public: number;
  readonly #priority: number;
  /** Shares that come through, of public and of priority calls, by what they depend on: open addressing, at most half full. */
  #keys = new Float64Array(1024).fill(-1);
  #known = new Float64Array(2 * 1024);
  #knownCount = 0;

  /** @param priorityShare of the calls of a normal day, 0 to 1 */
  constructor(circuits: number, blocking: number, priorityShare: number) {
    this.#circuits = circuits;
    const offered = offeredAt(circuits, blocking);
    this.#public = offered * (1 - priorityShare);
    this.#priority = offered * priorityShare;
  }

  answer({
    circuitShare,
    publicFactor,
    priorityFactor,
    restriction,
    textShare,
    reservedShare,
    persistence,
  }: CallLoad): void {
    const circuits = Math.floor(this.#circuits * circuitShare + 1e-9);
    const reserved = Math.min(circuits, Math.round(this.#circuits * reservedShare));
    const tried = (1 - restriction) * (1 - textShare);
    const slot = this.#slotOf(
      circuits,
      reserved,
      stepOf(this.#public * publicFactor * tried),
      stepOf(this.#priority * priorityFactor),
      Math.round(persistence * 100),
    );
    const ordinary = this.#known[2 * slot];
    this.publicCompletion = circuits === 0 ? 0 : (1 - restriction) * (textShare + (1 - textShare) * ordinary);
    this.priorityCompletion = this.#known[2 * slot + 1];
  }

  #slotOf(circuits: number, reserved: number, ordinary: number, priority: number, persistence: number): number {
    const key = (((circuits * 1024 + reserved) * 4096 + ordinary) * 4096 + priority) * 128 + persistence;
    const free = this.#find(key);
    if (this.#keys[free] === key) return free;
    const urgent = loadOf(priority);
    const { offered, finalLoss } = withRetrials(
      loadOf(ordinary),
      persistence / 100,
      (all) => trunkReservation(circuits, reserved, all, urgent).ordinary,
    );
    if (2 * ++this.#knownCount > this.#keys.length) this.#grow();
    const slot = this.#find(key);
    this.#keys[slot] = key;
    this.#known[2 * slot] = 1 - finalLoss;
    this.#known[2 * slot + 1] = 1 - trunkReservation(circuits, reserved, offered, urgent).priority;
    return slot;
  }

  /** Slot of a key, or the free one where it belongs. */
  #find(key: number): number {
    const keys = this.#keys;
    const mask = keys.length - 1;
    let slot = hashOf(key) & mask;
    while (keys[slot] !== key && keys[slot] !== -1) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const keys = this.#keys;
    const known = this.#known;
    this.#keys = new Float64Array(2 * keys.length).fill(-1);
    this.#known = new Float64Array(2 * known.length);
    for (let slot = 0; slot < keys.length; slot++) {
      if (keys[slot] === -1) continue;
      const moved = this.#find(keys[slot]);
      this.#keys[moved] = keys[slot];
      this.#known[2 * moved] = known[2 * slot];
      this.#known[2 * moved + 1] = known[2 * slot + 1];
    }
  }
}

/** Scatters a whole number over all low bits. */
function hashOf(key: number): number {
  const high = Math.floor(key / 2 ** 32);
  let hash = Math.imul(key - high * 2 ** 32, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

/** Erlang at which a group blocks a share of its calls. */
export function offeredAt(circuits: number, blocking: number): number {
  let low = 0;
  let high = circuits / (1 - blocking) + 1;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (erlangB(circuits, middle) < blocking) low = middle;
    else high = middle;
  }
  return high;
}

/** Steps from 2^-20 erlang on; 0 for less. */
const stepOf = (erlang: number): number =>
  erlang <= 2 ** -20 ? 0 : Math.min(4095, Math.round(STEPS_A_DOUBLING * (Math.log2(erlang) + 20)));
const loadOf = (step: number): number => (step === 0 ? 0 : 2 ** (step / STEPS_A_DOUBLING - 20));
