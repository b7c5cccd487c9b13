/** A plan that is kept from one decision to the next, until something is known that is not in it. */
import { enlarged } from '../../engine/agenda.ts';
import { mayBeSent, NONE } from './gains.ts';
import type { Restoration } from './restoration.ts';

/** An order of tasks by the keys that stay the same between decisions. */
export class Plan {
  #keys = new Int32Array(16);
  #length = 0;

  clear(): void {
    this.#length = 0;
  }

  /** Keeps an order of tasks. */
  keep(problem: Restoration, order: Int32Array, length: number): void {
    while (this.#keys.length < length) this.#keys = enlarged(this.#keys, new Int32Array(2 * this.#keys.length));
    for (let place = 0; place < length; place++) this.#keys[place] = problem.key[order[place]];
    this.#length = length;
  }

  /** Whether every task that could be sent is in the plan. */
  covers(problem: Restoration): boolean {
    for (let task = 0; task < problem.taskCount; task++)
      if (mayBeSent(problem, task, true) && this.#placeOf(problem.key[task]) < 0) return false;
    return true;
  }

  /** Takes the first task that may start now out of the plan. */
  take(problem: Restoration): number {
    let first = this.#length;
    let best = NONE;
    for (let task = 0; task < problem.taskCount; task++) {
      if (!mayBeSent(problem, task, false)) continue;
      const place = this.#placeOf(problem.key[task]);
      if (place < 0 || place >= first) continue;
      first = place;
      best = task;
    }
    if (best !== NONE) this.#keys.copyWithin(first, first + 1, this.#length--);
    return best;
  }

  #placeOf(key: number): number {
    for (let place = 0; place < this.#length; place++) if (this.#keys[place] === key) return place;
    return -1;
  }
}
