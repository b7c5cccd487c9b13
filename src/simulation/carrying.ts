/**
 * What of the demand for traffic is carried, at each instant at which something changes: the service curve (demand as it
 * surges, by class), the capacity curve (demand as before anything broke), and what satellites carry of the rest.
 */
import type { Draws } from '../engine/draws.ts';
import type { Damage } from '../hazard/damage.ts';
import { mmiOfPga } from '../hazard/intensity/worden-2012.ts';
import type { Reachability } from '../network/reachability.ts';
import type { Assignment } from '../traffic/assignment/assignment.ts';
import { type CallLoad, TrunkGroups } from '../traffic/calls.ts';
import { CLASS_COUNT, TRAFFIC_CLASSES } from '../traffic/classes.ts';
import { OfferedTraffic } from '../traffic/offered-traffic.ts';
import type { TrafficDemand } from '../traffic/traffic-demand.ts';
import type { Model, Traffic, Variant } from './model.ts';

/** What is seen of the world. */
interface Scene {
  readonly draws: Draws;
  readonly agenda: { readonly time: number };
  readonly damage: Damage;
  readonly variant: Variant;
  readonly linkFaults: Int32Array;
  readonly siteFaults: Int32Array;
  /** Right at the time of asking. */
  readonly reach: Reachability;
}

const KBPS_A_GBPS = 1e6;
const PRIORITY = TRAFFIC_CLASSES.indexOf('priority');
const VOICE = TRAFFIC_CLASSES.indexOf('voice');

export class Carrying {
  /** Gbit/s asked for and served, by class. */
  readonly wantedGbps = new Float64Array(CLASS_COUNT);
  readonly servedGbps = new Float64Array(CLASS_COUNT);
  /** Gbit/s of the demand before anything broke that could be served. */
  capacityGbps = 0;
  /** People whose demand is not served over the backbone, by class. */
  readonly unservedPeople = new Float64Array(CLASS_COUNT);
  /** Changes with every plan to look at demand again: an event with an older one is stale. */
  stamp = 0;
  readonly #model: Model;
  readonly #traffic: Traffic;
  readonly #offered: OfferedTraffic;
  /** Carry the demand as it is, and as it was before anything broke. */
  readonly #service: Assignment;
  readonly #nominal: Assignment;
  readonly #calls: TrunkGroups | undefined;
  readonly #callLoad: CallLoad;
  /** Whether the two demands differ. */
  #surges = false;
  /** Hour since when public calls are more than normal; NaN while they are not. */
  #surgeSince = Number.NaN;
  /** Elements as the carriers were told last: 1 is down. */
  readonly #linkDown: Uint8Array;
  readonly #siteDown: Uint8Array;
  /** kbit/s that leave each site, by class: `site * CLASS_COUNT + class`; as it is, and before. */
  readonly #asked: Float64Array;
  readonly #usual: Float64Array;
  /** Share of each demand that is carried, and what is carried of each site by class. */
  readonly #fraction: Float64Array;
  readonly #carried: Float64Array;
  /** kbit/s carried within sites, by class. */
  readonly #within = new Float64Array(CLASS_COUNT);
  /** Share of what the backbone carries of each site's class that comes through its exchange. */
  readonly #completion: Float64Array;
  /** kbit/s asked for and served now, by class. */
  readonly #wanted = new Float64Array(CLASS_COUNT);
  readonly #served = new Float64Array(CLASS_COUNT);
  /** Surges that each hazard has set off, when the last began, and its number. */
  readonly #surgesOf: Int32Array;
  readonly #surgeAt: Float64Array;
  readonly #surge: Int32Array;

  constructor(model: Model, traffic: Traffic) {
    const { network, hazards } = model;
    const { demand, graph, rule, fairness, zeroCapacity, calls } = traffic;
    this.#model = model;
    this.#traffic = traffic;
    this.#offered = new OfferedTraffic(network, demand, traffic.profile);
    this.#service = rule.begin(graph, demand, { fairness, zeroCapacity });
    this.#nominal = rule.begin(graph, demand, { fairness, zeroCapacity });
    this.#fraction = new Float64Array(demand.kbps.length);
    this.#carried = new Float64Array(network.siteCount * CLASS_COUNT);
    this.#completion = new Float64Array(network.siteCount * CLASS_COUNT).fill(1);
    this.#linkDown = new Uint8Array(network.linkCount);
    this.#siteDown = new Uint8Array(network.siteCount);
    this.#asked = new Float64Array(network.siteCount * CLASS_COUNT);
    this.#usual = new Float64Array(network.siteCount * CLASS_COUNT);
    this.#surgesOf = new Int32Array(hazards.length);
    this.#surgeAt = new Float64Array(hazards.length);
    this.#surge = new Int32Array(hazards.length);
    sumBySite(demand, demand.kbps, this.#usual);
    this.#asked.set(this.#usual);
    const called = sumOf(this.#usual, PRIORITY) + sumOf(this.#usual, VOICE);
    this.#calls =
      calls === undefined || called === 0
        ? undefined
        : new TrunkGroups(calls.circuits, calls.blocking, sumOf(this.#usual, PRIORITY) / called);
    this.#callLoad = {
      circuitShare: 1,
      publicFactor: 1,
      priorityFactor: 1,
      restriction: 0,
      textShare: 0,
      reservedShare: 0,
      persistence: 0,
    };
  }

  /** Stands as before anything breaks, in the replication at which the draws of the world stand. */
  begin(draws: Draws): void {
    this.#offered.begin(draws);
    this.#service.clear();
    this.#nominal.clear();
    this.#linkDown.fill(0);
    this.#siteDown.fill(0);
    this.#surgesOf.fill(0);
    this.#surgeAt.fill(Number.NaN);
    if (this.#surges) {
      this.#service.offer(this.#traffic.demand.kbps);
      this.#asked.set(this.#usual);
    }
    this.#surges = false;
    this.#surgeSince = Number.NaN;
  }

  /**
   * A hazard has broken something: people call, unless they do so at a planned event only. All that one hazard breaks at
   * one instant sets off one surge. Whether it is the first of that instant.
   */
  struck(world: Scene, fault: number): boolean {
    const { surge } = this.#traffic.profile;
    if (surge === undefined || surge.planned !== undefined) return false;
    const { damage, agenda, draws } = world;
    const hazard = damage.hazards[fault];
    const isFirst = this.#surgeAt[hazard] !== agenda.time;
    if (isFirst) {
      this.#surgeAt[hazard] = agenda.time;
      const occurrence = this.#surgesOf[hazard]++;
      const handle = this.#traffic.surgeHandles[hazard];
      this.#surge[hazard] = this.#offered.startSurge(draws, handle, occurrence, agenda.time);
      if (surge.reach.by === 'intensity') this.#feel(world, hazard);
    }
    this.#offered.spread(this.#surge[hazard], damage.lats[fault], damage.lons[fault]);
    return isFirst;
  }

  /** Hour at which demand first changes by itself; Infinity when nothing is planned. */
  firstChange(): number {
    return Math.max(0, this.#offered.nextChange(Number.NEGATIVE_INFINITY));
  }

  /** Brings demand to the time of the world. The hour at which it must be looked at again; Infinity for never. */
  changeDemand({ agenda: { time }, variant }: Scene): number {
    if (this.#offered.bringTo(time)) {
      this.#surges = true;
      this.#service.offer(this.#offered.kbps);
      sumBySite(this.#traffic.demand, this.#offered.kbps, this.#asked);
    }
    const next = this.#offered.nextChange(time);
    if (this.#greatestFactor() <= 1) {
      this.#surgeSince = Number.NaN;
      return next;
    }
    if (Number.isNaN(this.#surgeSince)) this.#surgeSince = time;
    const reacts = this.#surgeSince + variant.protocol.traffic.reaction.value;
    return reacts > time ? Math.min(next, reacts) : next;
  }

  /** Works out what is wanted and served of the demand as it stands. @param satelliteMbps of satellite capacity that is up */
  bringTo(world: Scene, time: number, satelliteMbps: number): void {
    this.#tell(world);
    this.#service.evaluate();
    // The carriers know of no class after the last that is demanded.
    this.#served.set(this.#service.servedKbps);
    this.#wanted.set(this.#service.offeredKbps);
    this.#sumCarried();
    this.capacityGbps = this.#capacityKbps() / KBPS_A_GBPS;
    if (this.#calls !== undefined) this.#holdBack(world, time, this.#calls);
    this.#countUnserved();
    if (satelliteMbps > 0) this.#overSatellite(world, 1000 * satelliteMbps);
    for (let k = 0; k < CLASS_COUNT; k++) {
      this.wantedGbps[k] = this.#wanted[k] / KBPS_A_GBPS;
      this.servedGbps[k] = this.#served[k] / KBPS_A_GBPS;
    }
  }

  /** People whose demand is not served over the backbone, in part where part of it is. */
  #countUnserved(): void {
    const { from, to, priority, users } = this.#traffic.demand;
    this.unservedPeople.fill(0);
    for (let demand = 0; demand < users.length; demand++) {
      const k = priority[demand];
      const completion = from[demand] === to[demand] ? 1 : this.#completion[from[demand] * CLASS_COUNT + k];
      const served = this.#fraction[demand] * completion;
      this.unservedPeople[k] += users[demand] * Math.max(0, 1 - served);
    }
  }

  #capacityKbps(): number {
    const carrier = this.#surges ? this.#nominal : this.#service;
    carrier.evaluate();
    let sum = 0;
    for (let k = 0; k < carrier.classCount; k++) sum += carrier.servedKbps[k];
    return sum;
  }

  /**
   * Calls of each site that find a circuit. The backbone leaves each site the share of its circuits that it carries of all
   * calls; the protocol turns public calls away, steers callers to texts and keeps circuits for priority once its
   * reaction to the surge is over.
   */
  #holdBack({ variant }: Scene, time: number, calls: TrunkGroups): void {
    const { publicRestriction, reaction, reservedShare, textSteering } = variant.protocol.traffic;
    const isHeld = time >= this.#surgeSince + reaction.value;
    const load = this.#callLoad;
    load.reservedShare = isHeld ? reservedShare.value : 0;
    load.textShare = isHeld ? textSteering.value : 0;
    load.persistence = this.#offered.persistence;
    // Calls within a site need no circuit of the backbone.
    let called = this.#within[VOICE];
    let urgent = this.#within[PRIORITY];
    for (let cell = 0; cell < this.#asked.length; cell += CLASS_COUNT) {
      const voice = this.#asked[cell + VOICE];
      const priority = this.#asked[cell + PRIORITY];
      if (voice + priority === 0) continue;
      load.publicFactor = this.#usual[cell + VOICE] > 0 ? voice / this.#usual[cell + VOICE] : 0;
      load.priorityFactor = this.#usual[cell + PRIORITY] > 0 ? priority / this.#usual[cell + PRIORITY] : 0;
      // A site that is reached has all its circuits for as much as the backbone carries of a normal day's calls.
      load.circuitShare = Math.min(
        1,
        (this.#carried[cell + VOICE] + this.#carried[cell + PRIORITY]) /
          (this.#usual[cell + VOICE] + this.#usual[cell + PRIORITY]),
      );
      // No more is turned away than the surge calls for: what is left is a normal day.
      load.restriction = isHeld ? Math.min(publicRestriction.value, Math.max(0, 1 - 1 / load.publicFactor)) : 0;
      calls.answer(load);
      called += Math.min(this.#carried[cell + VOICE], voice * calls.publicCompletion);
      urgent += Math.min(this.#carried[cell + PRIORITY], priority * calls.priorityCompletion);
      this.#completion[cell + VOICE] = shareOf(voice * calls.publicCompletion, this.#carried[cell + VOICE]);
      this.#completion[cell + PRIORITY] = shareOf(priority * calls.priorityCompletion, this.#carried[cell + PRIORITY]);
    }
    this.#served[VOICE] = Math.min(this.#served[VOICE], called);
    this.#served[PRIORITY] = Math.min(this.#served[PRIORITY], urgent);
  }

  /** What is carried of each site, and within sites, by class. */
  #sumCarried(): void {
    const { from, to, priority } = this.#traffic.demand;
    this.#service.fractions(this.#fraction);
    this.#carried.fill(0);
    this.#within.fill(0);
    const kbps = this.#surges ? this.#offered.kbps : this.#traffic.demand.kbps;
    for (let demand = 0; demand < kbps.length; demand++) {
      const carried = kbps[demand] * this.#fraction[demand];
      if (from[demand] === to[demand]) this.#within[priority[demand]] += carried;
      else this.#carried[from[demand] * CLASS_COUNT + priority[demand]] += carried;
    }
  }

  #greatestFactor(): number {
    let most = 1;
    for (let cell = VOICE; cell < this.#asked.length; cell += CLASS_COUNT)
      if (this.#usual[cell] > 0) most = Math.max(most, this.#asked[cell] / this.#usual[cell]);
    return most;
  }

  /**
   * Satellite capacity goes to the sites that are cut off, the most populous first, a terminal each, class after class, for
   * what the backbone does not carry of what leaves them.
   */
  #overSatellite(world: Scene, kbps: number): void {
    let left = kbps;
    const { byPopulation, served } = this.#model.demand;
    const { terminals, perTerminalMbps } = world.variant.protocol.satellite;
    let used = 0;
    for (let place = 0; place < byPopulation.length && used < terminals.value && left > 0; place++) {
      const site = byPopulation[place];
      if (served[site] === 0 || world.reach.serves(site)) continue;
      const most = 1000 * perTerminalMbps.value;
      let perSite = most;
      for (let k = 0; k < CLASS_COUNT; k++) {
        const cell = site * CLASS_COUNT + k;
        const unserved = Math.min(this.#asked[cell] - this.#carried[cell], this.#wanted[k] - this.#served[k]);
        const granted = Math.max(0, Math.min(perSite, left, unserved));
        this.#served[k] += granted;
        perSite -= granted;
        left -= granted;
      }
      // A site that lacks nothing takes no terminal.
      if (perSite < most) used++;
    }
  }

  /** Whoever felt the first earthquake of a hazard, by its intensity; a hazard that shakes nobody moves nobody. */
  #feel({ draws }: Scene, hazard: number): void {
    const field = this.#model.hazards[hazard].field?.(draws);
    for (const { site, pgaG } of field?.sites ?? []) this.#offered.feel(this.#surge[hazard], site, mmiOfPga(pgaG));
  }

  /** Tells the carriers what has changed since they were told last. */
  #tell({ linkFaults, siteFaults }: Scene): void {
    const { isSpaceLink } = this.#model.network;
    for (let link = 0; link < linkFaults.length; link++) {
      // Links to satellites are no backhaul: what they carry is what a protocol activates.
      const isDown = linkFaults[link] > 0 || isSpaceLink[link] === 1 ? 1 : 0;
      if (isDown === this.#linkDown[link]) continue;
      this.#linkDown[link] = isDown;
      if (isDown === 1) this.#service.linkDown(link);
      else this.#service.linkUp(link);
      if (isDown === 1) this.#nominal.linkDown(link);
      else this.#nominal.linkUp(link);
    }
    for (let site = 0; site < siteFaults.length; site++) {
      const isDown = siteFaults[site] > 0 ? 1 : 0;
      if (isDown === this.#siteDown[site]) continue;
      this.#siteDown[site] = isDown;
      if (isDown === 1) this.#service.siteDown(site);
      else this.#service.siteUp(site);
      if (isDown === 1) this.#nominal.siteDown(site);
      else this.#nominal.siteUp(site);
    }
  }
}

/** kbit/s that leave each site, by class. */
function sumBySite({ from, to, priority }: TrafficDemand, kbps: Float64Array, into: Float64Array): void {
  into.fill(0);
  for (let demand = 0; demand < kbps.length; demand++)
    if (from[demand] !== to[demand]) into[from[demand] * CLASS_COUNT + priority[demand]] += kbps[demand];
}

function sumOf(bySite: Float64Array, k: number): number {
  let sum = 0;
  for (let cell = k; cell < bySite.length; cell += CLASS_COUNT) sum += bySite[cell];
  return sum;
}

/** A part as a share of a whole, at most 1. */
const shareOf = (part: number, whole: number): number => (part < whole ? part / whole : 1);
