/**
 * Traffic that finds another way: who is without service, and for how long, though the backbone still reaches them.
 *
 * While nothing changes each site's traffic follows its shortest way to the reference ({@link Routes}). When elements
 * fail at an instant, the sites whose way used one of them and that are still reached are without service for tau, the
 * latency of the fastest mechanism that works; then they go on over the new way. A site that is not reached any more is
 * cut off until the repair, and one that is reached again is served at once: verification is a stage of the repair.
 * A repaired element carries traffic that has another way only after the wait to restore, and traffic moves back
 * without loss (make before break). So a site without service is served again after tau, or when its old way is whole
 * again if that comes first.
 *
 * Every interval without service is kept to its end, whatever its length: `epsilon` decides only whether it is told to
 * the timeline (tau of epsilon or more: an event ends it) or charged to the ledger of transient loss. A second failure
 * within an interval extends it and opens no other. So ledger and curve add up to the union of the intervals of each
 * site, whatever epsilon.
 */
import { enlarged } from '../engine/agenda.ts';
import { assert } from '../engine/assert.ts';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import type { Reachability } from '../network/reachability.ts';
import { GATEWAYS, Routes } from '../network/routes.ts';
import { latencyHours } from '../response/mechanism.ts';
import { Protections, type Standing } from '../response/mechanism-cover.ts';
import type { MachinePlan } from '../response/mechanism-plan.ts';
import type { Model } from './model.ts';

/** What the rerouting reads of the world that it is part of. */
interface Surroundings {
  readonly draws: Draws;
  /** Open faults on each site and each link: 0 means up. */
  readonly siteFaults: Int32Array;
  readonly linkFaults: Int32Array;
  readonly lengthsKm: Float64Array;
  /** Of each fault: how many faults of its element came before it. */
  readonly occurrence: Int32Array;
  readonly reach: Reachability;
}

/** What the rerouting reads of a model. */
type Setting = Pick<Model, 'network' | 'reference' | 'demand' | 'siteHandles' | 'linkHandles' | 'linkOperator'>;

/** Hours from a fault until its owner has the alarm; asked when the fault strikes. */
type AlarmHours<W> = (world: W, fault: number) => number;

const SERVED = 0;
/** Without service for less than epsilon: charged to the ledger when it ends. */
const BRIEFLY_OUT = 1;
const OUT = 2;

/** Longer than any way: an element within its wait to restore is used only where there is no other. */
const DETOUR_KM = 1e6;

/** An element that fails without a fault (a site that has spent its power) counts its failures on from here. */
const UNSTRUCK = 2 ** 20;

const WHOLE = -1;
/** More than one operator. */
const MIXED = -2;

/** The rerouting of one world. It asks the world for what is up, and tells nobody: whoever calls it takes what it says. */
export class Rerouting<W extends Surroundings> {
  /** Whether {@link settle} is due at this instant. */
  asked = false;
  /** People without service whose intervals the timeline tells. */
  peopleOut = 0;
  /** User-hours of the intervals that have ended and that the timeline does not tell. */
  transientLossUserHours = 0;
  /** Hour at which a site without service goes on, and the stamp of that event. */
  readonly until: Float64Array;
  readonly stamp: Int32Array;
  /** Sites for which the last {@link settle} asks for an event at `until`; the first `dueCount` are of use. */
  readonly due: Int32Array;
  dueCount = 0;

  readonly #model: Setting;
  readonly #plan: MachinePlan;
  readonly #world: W;
  readonly #standing: Standing;
  readonly #protections: Protections;
  readonly #before: Routes;
  readonly #after: Routes;
  /** Whether some mechanism asks whose network the new way lies in. */
  readonly #asksOperator: boolean;
  #root = GATEWAYS;

  readonly #state: Uint8Array;
  readonly #since: Float64Array;
  readonly #active: Int32Array;
  #activeCount = 0;
  /** Old ways of the sites without service, one after the other: links, then sites counted on from the last link. */
  #ways = new Int32Array(256);
  #waysLength = 0;
  readonly #wayStart: Int32Array;
  readonly #wayEnd: Int32Array;

  readonly #siteWasDown: Uint8Array;
  readonly #linkWasDown: Uint8Array;
  readonly #siteFailed: Uint8Array;
  readonly #linkFailed: Uint8Array;
  readonly #siteUpSince: Float64Array;
  readonly #linkUpSince: Float64Array;
  /** The fault that struck each element last and when, and how often it failed without one: links, then sites. */
  readonly #struckBy: Int32Array;
  readonly #struckAt: Float64Array;
  readonly #unstruck: Int32Array;
  readonly #linkKm: Float64Array;
  readonly #protectedHours: Float64Array;
  /** Of each site: the failed element of its way that is nearest to it, the hours by local protection, the operator. */
  readonly #breach: Int32Array;
  readonly #localHours: Float64Array;
  readonly #operator: Int32Array;

  constructor(model: Setting, plan: MachinePlan, world: W) {
    const { network } = model;
    const { siteCount, linkCount } = network;
    this.#model = model;
    this.#plan = plan;
    this.#world = world;
    this.#protections = new Protections(plan, network);
    this.#before = new Routes(network);
    this.#after = new Routes(network);
    this.#asksOperator = plan.restorations.some(({ withinOperator }) => withinOperator);
    this.until = new Float64Array(siteCount);
    this.stamp = new Int32Array(siteCount);
    this.due = new Int32Array(siteCount);
    this.#state = new Uint8Array(siteCount);
    this.#since = new Float64Array(siteCount);
    this.#active = new Int32Array(siteCount);
    this.#wayStart = new Int32Array(siteCount);
    this.#wayEnd = new Int32Array(siteCount);
    this.#siteWasDown = new Uint8Array(siteCount);
    this.#linkWasDown = new Uint8Array(linkCount);
    this.#siteFailed = new Uint8Array(siteCount);
    this.#linkFailed = new Uint8Array(linkCount);
    this.#siteUpSince = new Float64Array(siteCount);
    this.#linkUpSince = new Float64Array(linkCount);
    this.#standing = { siteFaults: world.siteFaults, linkFaults: world.linkFaults, linkUpSince: this.#linkUpSince };
    this.#struckBy = new Int32Array(linkCount + siteCount);
    this.#struckAt = new Float64Array(linkCount + siteCount);
    this.#unstruck = new Int32Array(linkCount + siteCount);
    this.#linkKm = new Float64Array(linkCount);
    this.#protectedHours = new Float64Array(linkCount);
    this.#breach = new Int32Array(siteCount);
    this.#localHours = new Float64Array(siteCount);
    this.#operator = new Int32Array(siteCount);
  }

  /** Stands back to the moment before anything breaks. */
  begin(): void {
    this.asked = false;
    this.peopleOut = 0;
    this.transientLossUserHours = 0;
    this.dueCount = 0;
    this.#activeCount = 0;
    this.#waysLength = 0;
    this.stamp.fill(0);
    this.#state.fill(SERVED);
    this.#siteWasDown.fill(0);
    this.#linkWasDown.fill(0);
    this.#siteUpSince.fill(Number.NEGATIVE_INFINITY);
    this.#linkUpSince.fill(Number.NEGATIVE_INFINITY);
    this.#struckAt.fill(Number.NaN);
    this.#unstruck.fill(0);
    this.#root = GATEWAYS;
    const { reference, demand } = this.#model;
    if (reference === 'gateway') return;
    for (const site of demand.byPopulation) {
      if (demand.served[site] === 0) continue;
      this.#root = site;
      return;
    }
  }

  /** A fault strikes an element; the element may be down already. */
  struck(time: number, fault: number, isSite: boolean, element: number): void {
    const place = isSite ? this.#model.network.linkCount + element : element;
    this.#struckBy[place] = fault;
    this.#struckAt[place] = time;
  }

  /** Whether the timeline tells that a site is without service while its traffic is moved. */
  isOut(site: number): boolean {
    return this.#state[site] === OUT;
  }

  /** Takes in all that failed and came back at one instant, after all else of that instant; `reach` must be right. */
  settle(time: number, alarmHours: AlarmHours<W>): void {
    this.asked = false;
    const { siteFaults, linkFaults, reach } = this.#world;
    this.dueCount = 0;
    this.#expire(time);
    const { network } = this.#model;
    let failed = 0;
    let repaired = 0;
    for (let site = 0; site < network.siteCount; site++) {
      const isDown = siteFaults[site] > 0 ? 1 : 0;
      this.#siteFailed[site] = isDown > this.#siteWasDown[site] ? 1 : 0;
      failed += this.#siteFailed[site];
      if (this.#siteFailed[site] === 1) this.#countUnstruck(network.linkCount + site, time);
      if (isDown >= this.#siteWasDown[site]) continue;
      repaired++;
      this.#siteUpSince[site] = time;
    }
    for (let link = 0; link < network.linkCount; link++) {
      const isDown = linkFaults[link] > 0 ? 1 : 0;
      this.#linkFailed[link] = isDown > this.#linkWasDown[link] ? 1 : 0;
      failed += this.#linkFailed[link];
      if (this.#linkFailed[link] === 1) this.#countUnstruck(link, time);
      if (isDown >= this.#linkWasDown[link]) continue;
      repaired++;
      this.#linkUpSince[link] = time;
    }
    if (failed + repaired === 0) return;
    if (failed > 0) {
      this.#weigh(time);
      this.#before.rebuild(this.#siteWasDown, this.#linkWasDown, this.#linkKm, this.#root);
    }
    for (let site = 0; site < network.siteCount; site++) this.#siteWasDown[site] = siteFaults[site] > 0 ? 1 : 0;
    for (let link = 0; link < network.linkCount; link++) this.#linkWasDown[link] = linkFaults[link] > 0 ? 1 : 0;
    this.#chooseRoot(reach);
    for (let place = this.#activeCount - 1; place >= 0; place--) {
      const site = this.#active[place];
      if (!reach.serves(site) || (repaired > 0 && this.#isOldWayWhole(site))) this.#end(place, time);
    }
    if (failed === 0) return;
    this.#findBreaches(time);
    this.#findOperators();
    const { served, byPopulation } = this.#model.demand;
    for (let place = 0; place < byPopulation.length; place++) {
      const site = byPopulation[place];
      if (served[site] === 1 && this.#breach[site] !== WHOLE && reach.serves(site))
        this.#interrupt(site, time, alarmHours);
    }
  }

  /** The event of a site's new way: it goes on. The caller has compared the stamp. */
  finish(site: number, time: number): void {
    assert(this.#state[site] === OUT, 'a move that is over ends again');
    let place = 0;
    while (this.#active[place] !== site) place++;
    this.#end(place, time);
  }

  /** The watch ends: what is brief and still open is charged to the horizon. */
  close(horizonHours: number): void {
    this.#expire(horizonHours);
    for (let place = this.#activeCount - 1; place >= 0; place--) this.#end(place, horizonHours);
  }

  /** Ends the intervals that have run out; those that the timeline tells are ended by their events. */
  #expire(time: number): void {
    for (let place = this.#activeCount - 1; place >= 0; place--) {
      const site = this.#active[place];
      if (this.#state[site] === BRIEFLY_OUT && this.until[site] <= time) this.#end(place, this.until[site]);
    }
  }

  #end(place: number, time: number): void {
    const site = this.#active[place];
    const people = this.#model.network.population[site];
    if (this.#state[site] === OUT) this.peopleOut -= people;
    else this.transientLossUserHours += people * (time - this.#since[site]);
    this.#state[site] = SERVED;
    this.stamp[site]++;
    this.#active[place] = this.#active[--this.#activeCount];
    if (this.#activeCount === 0) this.#waysLength = 0;
  }

  /** Lengths as routing sees them: an element within its wait to restore is a detour. */
  #weigh(time: number): void {
    const { linkCount, from, to } = this.#model.network;
    const { linkRevertHours, siteRevertHours } = this.#plan;
    const { lengthsKm } = this.#world;
    const siteUpSince = this.#siteUpSince;
    for (let link = 0; link < linkCount; link++) {
      let km = lengthsKm[link];
      if (this.#linkUpSince[link] + linkRevertHours[link] > time) km += DETOUR_KM;
      if (siteUpSince[from[link]] + siteRevertHours > time) km += DETOUR_KM;
      if (siteUpSince[to[link]] + siteRevertHours > time) km += DETOUR_KM;
      this.#linkKm[link] = km;
    }
  }

  /** Without gateways, service is where the most populous site of the most populous group is. */
  #chooseRoot(reach: Reachability): void {
    if (this.#root === GATEWAYS) return;
    const { byPopulation } = this.#model.demand;
    for (let place = 0; place < byPopulation.length; place++) {
      if (!reach.serves(byPopulation[place])) continue;
      this.#root = byPopulation[place];
      return;
    }
  }

  /** Walks the old forest from its roots: what failed on the way of each site, and how long its local protection takes. */
  #findBreaches(time: number): void {
    const { network } = this.#model;
    const { linkCount } = network;
    const { order, count, parentLink, parentSite } = this.#before;
    for (let link = 0; link < linkCount; link++)
      if (this.#linkFailed[link] === 1) this.#protectedHours[link] = this.#protect(link, time);
    this.#breach.fill(WHOLE);
    for (let rank = 0; rank < count; rank++) {
      const site = order[rank];
      const link = parentLink[site];
      this.#localHours[site] = 0;
      if (link < 0) continue;
      const parent = parentSite[site];
      this.#breach[site] = this.#breach[parent];
      this.#localHours[site] = this.#localHours[parent];
      if (this.#siteFailed[parent] === 1) {
        this.#breach[site] = linkCount + parent;
        this.#localHours[site] = Number.POSITIVE_INFINITY;
      }
      if (this.#linkFailed[link] === 1) {
        this.#breach[site] = link;
        this.#localHours[site] = Math.max(this.#localHours[site], this.#protectedHours[link]);
      }
    }
  }

  #protect(link: number, time: number): number {
    const handle = this.#model.linkHandles[link];
    const { draws } = this.#world;
    draws.event = this.#eventOf(link, time);
    const hours = this.#protections.hours(link, time, this.#standing, draws, handle);
    draws.event = 0;
    return hours;
  }

  /** Walks the new forest: whether the way of each site lies in one operator's network. */
  #findOperators(): void {
    if (!this.#asksOperator) return;
    const { linkOperator } = this.#model;
    this.#after.rebuild(this.#siteWasDown, this.#linkWasDown, this.#linkKm, this.#root);
    const { order, count, parentLink, parentSite } = this.#after;
    for (let rank = 0; rank < count; rank++) {
      const site = order[rank];
      const link = parentLink[site];
      if (link < 0) {
        this.#operator[site] = WHOLE;
        continue;
      }
      const beyond = this.#operator[parentSite[site]];
      this.#operator[site] = beyond === WHOLE || beyond === linkOperator[link] ? linkOperator[link] : MIXED;
    }
  }

  /** A site loses its way for the time of the fastest mechanism; to what is out already, only the extension is added. */
  #interrupt(site: number, time: number, alarmHours: AlarmHours<W>): void {
    const hours = this.#fastestHours(site, time, alarmHours);
    if (hours === 0) return;
    const state = this.#state[site];
    const end = time + hours;
    const told = hours >= this.#plan.epsilonHours;
    if (state === SERVED) {
      this.#active[this.#activeCount++] = site;
      this.#keepOldWay(site);
      this.#since[site] = time;
      this.until[site] = end;
      this.#state[site] = BRIEFLY_OUT;
    } else if (end > this.until[site]) this.until[site] = end;
    else if (state === OUT || !told) return;
    if (this.#state[site] === BRIEFLY_OUT) {
      if (!told) return;
      const people = this.#model.network.population[site];
      this.transientLossUserHours += people * (time - this.#since[site]);
      this.peopleOut += people;
      this.#state[site] = OUT;
    }
    this.stamp[site]++;
    this.due[this.dueCount++] = site;
  }

  /**
   * Hours of the fastest mechanism that works for a site; Infinity when none does. A draw is addressed by the site (or
   * the protected link), the mechanism and the fault that broke the way: the element and how often it had been hit
   * before. None of these depends on what else a protocol did, so a break that two protocols meet costs both the same.
   * A site that has spent its power has no fault: how long it lasts is a protocol's doing, and its failures are counted.
   */
  #fastestHours(site: number, time: number, alarmHours: AlarmHours<W>): number {
    const { restorations } = this.#plan;
    const breach = this.#breach[site];
    const { draws } = this.#world;
    let least = this.#localHours[site];
    const event = this.#eventOf(breach, time);
    draws.event = event;
    for (let place = 0; place < restorations.length; place++) {
      const { latency, withinOperator, byHand } = restorations[place];
      if (withinOperator && this.#operator[site] === MIXED) continue;
      const purpose = byHand ? PURPOSE.manualReroute : PURPOSE.restoration;
      const hours = latencyHours(latency, draws, this.#model.siteHandles[site], purpose);
      if (hours >= least) continue;
      // A site that has spent its power is known to its owner without an alarm.
      if (!byHand || this.#struckAt[breach] !== time) {
        least = hours;
        continue;
      }
      draws.event = 0;
      least = Math.min(least, hours + alarmHours(this.#world, this.#struckBy[breach]));
      draws.event = event;
    }
    draws.event = 0;
    return least;
  }

  /** The failure of an element at this instant, as the part of an address that an event is. */
  #eventOf(element: number, time: number): number {
    const { network, linkHandles, siteHandles } = this.#model;
    const { draws, occurrence } = this.#world;
    const handle = element < network.linkCount ? linkHandles[element] : siteHandles[element - network.linkCount];
    const isStruck = this.#struckAt[element] === time;
    return draws.eventOf(handle, isStruck ? occurrence[this.#struckBy[element]] : UNSTRUCK + this.#unstruck[element]);
  }

  #countUnstruck(element: number, time: number): void {
    if (this.#struckAt[element] !== time) this.#unstruck[element]++;
  }

  #keepOldWay(site: number): void {
    const { linkCount } = this.#model.network;
    const { parentLink, parentSite } = this.#before;
    this.#wayStart[site] = this.#waysLength;
    for (let at = site; parentLink[at] >= 0; at = parentSite[at]) {
      if (this.#waysLength + 2 > this.#ways.length)
        this.#ways = enlarged(this.#ways, new Int32Array(2 * this.#ways.length));
      this.#ways[this.#waysLength++] = parentLink[at];
      this.#ways[this.#waysLength++] = linkCount + parentSite[at];
    }
    this.#wayEnd[site] = this.#waysLength;
  }

  #isOldWayWhole(site: number): boolean {
    const { linkCount } = this.#model.network;
    for (let place = this.#wayStart[site]; place < this.#wayEnd[site]; place++) {
      const element = this.#ways[place];
      const down = element < linkCount ? this.#linkWasDown[element] : this.#siteWasDown[element - linkCount];
      if (down === 1) return false;
    }
    return true;
  }
}
