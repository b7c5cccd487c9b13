/** Years without a disaster, played: each group fails and is repaired by itself, again and again. */
import { Agenda } from '../../engine/agenda.ts';
import { type Draws, PURPOSE } from '../../engine/draws.ts';
import { controlledMean, type Estimate } from '../control-variates.ts';
import type { FailureGroups } from './failure-groups.ts';
import type { Service } from './service.ts';

export const HOURS_A_YEAR = 8766;

/** States kept with what is served in them; beyond it they are worked out anew. */
const MOST_KEPT = 1_000_000;
const LARGEST_EXACT = 2 ** 53;

export interface Known {
  /** The probability of the states of at most two failed groups, and the expected share of demands served in them. */
  readonly enumerated: number;
  readonly pessimistic: number;
}

export interface Simulated extends Estimate {
  /** The plain time average, without controls. */
  readonly timeAverage: Estimate;
  /** Share of the time with more than two groups down. */
  readonly beyondTwo: number;
}

/**
 * Alternating renewal of every group with exponential times, from its stationary state, so that no time is lost to a
 * start: Ross (1996), "Stochastic Processes", 3.4. The availability is the time average of the share of demands served.
 * Its mean is sharpened by two controls of exactly known expectation: the time spent in states of at most two failures,
 * and the service in them. So what chance has to decide is the service beyond two failures alone.
 */
export function simulate(
  groups: FailureGroups,
  service: Service,
  draws: Draws,
  { years, replications }: { readonly years: number; readonly replications: number },
  known: Known,
): Simulated {
  const { count, mttfHours, mttrHours, unavailability } = groups;
  const handles = Int32Array.from(groups.names, (name) => draws.addresses.handle(name));
  const horizonHours = years * HOURS_A_YEAR;
  const agenda = new Agenda(count + 1);
  const isDown = new Uint8Array(count);
  const occurrence = new Int32Array(count);
  const failed = new Int32Array(count);
  const share = new ServedShares(service, count);
  const served = new Float64Array(replications);
  const servedAmongFew = new Float64Array(replications);
  const timeAmongFew = new Float64Array(replications);
  for (let replication = 0; replication < replications; replication++) {
    draws.replication = replication;
    agenda.clear();
    let failedCount = 0;
    for (let group = 0; group < count; group++) {
      occurrence[group] = 0;
      isDown[group] = draws.uniform(handles[group], PURPOSE.downTime, 0) < unavailability[group] ? 1 : 0;
      if (isDown[group] === 1) failed[failedCount++] = group;
      scheduleChange(group);
    }
    let since = 0;
    let current = share.of(failed, failedCount);
    for (;;) {
      const isOver = !agenda.next() || agenda.time >= horizonHours;
      const stay = (isOver ? horizonHours : agenda.time) - since;
      served[replication] += stay * current;
      if (failedCount <= 2) {
        timeAmongFew[replication] += stay;
        servedAmongFew[replication] += stay * current;
      }
      if (isOver) break;
      since = agenda.time;
      const group = agenda.subject;
      failedCount = isDown[group] === 1 ? taken(failed, failedCount, group) : put(failed, failedCount, group);
      isDown[group] = 1 - isDown[group];
      scheduleChange(group);
      current = share.of(failed, failedCount);
    }
    served[replication] /= horizonHours;
    timeAmongFew[replication] /= horizonHours;
    servedAmongFew[replication] /= horizonHours;
  }

  function scheduleChange(group: number): void {
    const next = ++occurrence[group];
    const mean = isDown[group] === 1 ? mttrHours[group] : mttfHours[group];
    const purpose = isDown[group] === 1 ? PURPOSE.downTime : PURPOSE.upTime;
    agenda.schedule(-mean * Math.log1p(-draws.uniform(handles[group], purpose, next)), 0, 0, group);
  }

  const estimate = controlledMean(served, [
    { column: timeAmongFew, expected: known.enumerated },
    { column: servedAmongFew, expected: known.pessimistic },
  ]);
  return {
    ...estimate,
    timeAverage: controlledMean(served, []),
    beyondTwo: 1 - timeAmongFew.reduce((sum, time) => sum + time, 0) / replications,
  };
}

/** Puts a group in its place of a list in order. @returns the new length */
function put(list: Int32Array, length: number, group: number): number {
  let place = length;
  while (place > 0 && list[place - 1] > group) {
    list[place] = list[place - 1];
    place--;
  }
  list[place] = group;
  return length + 1;
}

/** Takes a group out of a list in order. @returns the new length */
function taken(list: Int32Array, length: number, group: number): number {
  let place = 0;
  while (list[place] !== group) place++;
  for (; place + 1 < length; place++) list[place] = list[place + 1];
  return length - 1;
}

/** What is served in each state met so far: the same few states come again and again. */
class ServedShares {
  readonly #service: Service;
  readonly #base: number;
  readonly #known = new Map<number, number>();

  constructor(service: Service, groupCount: number) {
    this.#service = service;
    this.#base = groupCount + 1;
  }

  of(failed: Int32Array, count: number): number {
    // The number whose digits are the failed groups; too long a one is no name.
    let name = 0;
    for (let place = 0; place < count; place++) name = name * this.#base + failed[place] + 1;
    if (name >= LARGEST_EXACT) return this.#service.servedShare(failed, count);
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const share = this.#service.servedShare(failed, count);
    if (this.#known.size < MOST_KEPT) this.#known.set(name, share);
    return share;
  }
}
