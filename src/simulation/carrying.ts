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
  /** Elements as they were seen last: 1 is down. */
  readonly #linkDown: Uint8Array;
  readonly #siteDown: Uint8Array;
  /** Cells of sites; those after them are for what stays within sites, see `OfferedTraffic`. */
  readonly #siteCells: number;
  /** kbit/s by cell; as it is, and before. */
  readonly #asked: Float64Array;
  readonly #usual: Float64Array;
  /** Share of each demand that is carried, of the carrier's stamp. */
  readonly #fraction: Float64Array;
  #fractionStamp = -1;
  /** Demands that are not carried in full, in rising order. */
  readonly #short: Int32Array;
  #shortCount = 0;
  /** kbit/s carried by cell. */
  readonly #carried: Float64Array;
  /** Share of what the backbone carries of each cell that comes through the exchange; 1 within sites. */
  readonly #completion: Float64Array;
  #capacityGbps = 0;
  #isCapacityKnown = false;
  /** Of the demand before anything broke, all that has a way, in Gbit/s; right for the stamp. */
  #connectedGbps = 0;
  readonly #usualKbps: number;
  /** What a person sends out of a site on a usual day. */
  readonly #kbpsAPerson: number;
  #isUnservedKnown = false;
  readonly #unservedPeople = new Float64Array(CLASS_COUNT);
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
    this.#siteCells = network.siteCount * CLASS_COUNT;
    this.#fraction = new Float64Array(demand.kbps.length);
    this.#short = new Int32Array(demand.kbps.length);
    this.#carried = new Float64Array(this.#offered.asked.length);
    this.#completion = new Float64Array(this.#offered.asked.length).fill(1);
    this.#linkDown = new Uint8Array(network.linkCount);
    this.#siteDown = new Uint8Array(network.siteCount);
    // Nothing is asked for yet but what is usual.
    this.#usual = this.#offered.asked.slice();
    this.#asked = this.#usual.slice();
    this.#surgesOf = new Int32Array(hazards.length);
    this.#surgeAt = new Float64Array(hazards.length);
    this.#surge = new Int32Array(hazards.length);
    this.#usualKbps = sumOf(demand.kbps);
    const people = network.population.reduce((sum, count) => sum + count, 0);
    this.#kbpsAPerson = people > 0 ? sumOf(this.#usual.subarray(0, this.#siteCells)) / people : 0;
    const called = sumOfClass(this.#usual, PRIORITY) + sumOfClass(this.#usual, VOICE);
    this.#calls =
      calls === undefined || called === 0
        ? undefined
        : new TrunkGroups(calls.circuits, calls.blocking, sumOfClass(this.#usual, PRIORITY) / called);
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
      this.#service.offer(this.#offered.kbps, this.#offered.byClass);
      this.#asked.set(this.#offered.asked);
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

  /**
   * Works out what is wanted and served of the demand as it stands; the rest is worked out when it is asked for.
   * @param satelliteMbps of satellite capacity that is up
   * @param roaming people of each cut-off site whom sites of other operators have taken on; undefined for nobody
   */
  bringTo(world: Scene, time: number, satelliteMbps: number, roaming?: Float64Array): void {
    this.#see(world);
    this.#service.stand(this.#linkDown, this.#siteDown);
    this.#service.evaluate();
    this.#isCapacityKnown = this.#isUnservedKnown = false;
    // The carriers know of no class after the last that is demanded.
    this.#served.set(this.#service.servedKbps);
    this.#wanted.set(this.#service.offeredKbps);
    const calls = this.#calls;
    if (calls !== undefined || satelliteMbps > 0 || roaming !== undefined) this.#sumCarried();
    if (calls !== undefined) this.#holdBack(world, time, calls);
    if (roaming !== undefined) this.#byRoaming(world, roaming);
    if (satelliteMbps > 0) this.#overSatellite(world, 1000 * satelliteMbps);
    for (let k = 0; k < CLASS_COUNT; k++) {
      this.wantedGbps[k] = this.#wanted[k] / KBPS_A_GBPS;
      this.servedGbps[k] = this.#served[k] / KBPS_A_GBPS;
    }
  }

  /** Gbit/s of the demand before anything broke that could be served when {@link bringTo} looked. */
  get capacityGbps(): number {
    if (!this.#isCapacityKnown) this.#capacityGbps = this.#findCapacity();
    this.#isCapacityKnown = true;
    return this.#capacityGbps;
  }

  /** People whose demand was not served over the backbone then, in part where part of it was, by class. */
  get unservedPeople(): Float64Array {
    if (!this.#isUnservedKnown) for (let k = 0; k < CLASS_COUNT; k++) this.#unservedPeople[k] = this.#countUnserved(k);
    this.#isUnservedKnown = true;
    return this.#unservedPeople;
  }

  #countUnserved(k: number): number {
    this.#findFractions();
    const { users, priority } = this.#traffic.demand;
    const { cell } = this.#offered;
    const completion = this.#completion;
    const fraction = this.#fraction;
    let people = 0;
    if (isOneIn(completion, k)) {
      const short = this.#short;
      for (let at = 0; at < this.#shortCount; at++)
        if (priority[short[at]] === k) people += users[short[at]] * (1 - fraction[short[at]]);
      return people;
    }
    const demands = this.#offered.ofClass[k];
    for (let at = 0; at < demands.length; at++) {
      const demand = demands[at];
      const unserved = 1 - fraction[demand] * completion[cell[demand]];
      if (unserved > 0) people += users[demand] * unserved;
    }
    return people;
  }

  #findCapacity(): number {
    const service = this.#service;
    if (service.isFirstOffer) return sumOf(service.servedKbps) / KBPS_A_GBPS;
    // Nobody ever asks for less than before anything broke.
    if (service.isFree) {
      this.#findFractions();
      return this.#connectedGbps;
    }
    this.#nominal.stand(this.#linkDown, this.#siteDown);
    this.#nominal.evaluate();
    return sumOf(this.#nominal.servedKbps) / KBPS_A_GBPS;
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
    let called = this.#carried[this.#siteCells + VOICE];
    let urgent = this.#carried[this.#siteCells + PRIORITY];
    for (let cell = 0; cell < this.#siteCells; cell += CLASS_COUNT) {
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

  /** What is carried of each cell. */
  #sumCarried(): void {
    this.#findFractions();
    const carried = this.#carried;
    const { cell } = this.#offered;
    const fraction = this.#fraction;
    const kbps = this.#surges ? this.#offered.kbps : this.#traffic.demand.kbps;
    if (this.#service.isFree) {
      // All or nothing of each demand: whole numbers, which may be taken off again.
      const short = this.#short;
      carried.set(this.#asked);
      for (let at = 0; at < this.#shortCount; at++) carried[cell[short[at]]] -= kbps[short[at]];
      return;
    }
    carried.fill(0);
    for (let demand = 0; demand < kbps.length; demand++) carried[cell[demand]] += kbps[demand] * fraction[demand];
  }

  /** Brings the share that is carried of each demand up to date. */
  #findFractions(): void {
    const stamp = this.#service.fractionStamp;
    if (stamp === this.#fractionStamp) return;
    this.#fractionStamp = stamp;
    this.#service.fractions(this.#fraction);
    const { kbps } = this.#traffic.demand;
    const fraction = this.#fraction;
    const short = this.#short;
    let count = 0;
    let connected = this.#usualKbps;
    for (let demand = 0; demand < kbps.length; demand++) {
      if (fraction[demand] === 1) continue;
      short[count++] = demand;
      if (fraction[demand] === 0) connected -= kbps[demand];
    }
    this.#shortCount = count;
    this.#connectedGbps = connected / KBPS_A_GBPS;
  }

  #greatestFactor(): number {
    let most = 1;
    for (let cell = VOICE; cell < this.#siteCells; cell += CLASS_COUNT)
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
      const granted = this.#admit(site, Math.min(1000 * perTerminalMbps.value, left));
      left -= granted;
      // A site that lacks nothing takes no terminal.
      if (granted > 0) used++;
    }
  }

  /**
   * Serves those whom other operators have taken on. What a host can spare was found in people: each may use what a
   * person uses on a usual day, however much more is asked for.
   */
  #byRoaming({ reach }: Scene, roaming: Float64Array): void {
    const { byPopulation, served } = this.#model.demand;
    for (let place = 0; place < byPopulation.length; place++) {
      const site = byPopulation[place];
      if (served[site] === 0 || roaming[site] === 0 || reach.serves(site)) continue;
      this.#admit(site, roaming[site] * this.#kbpsAPerson);
    }
  }

  /** Serves what a site lacks, class after class, out of some kbit/s. How much of it is used. */
  #admit(site: number, kbps: number): number {
    let left = kbps;
    for (let k = 0; k < CLASS_COUNT; k++) {
      const cell = site * CLASS_COUNT + k;
      const unserved = Math.min(this.#asked[cell] - this.#carried[cell], this.#wanted[k] - this.#served[k]);
      const granted = Math.max(0, Math.min(left, unserved));
      this.#served[k] += granted;
      this.#carried[cell] += granted;
      left -= granted;
    }
    return kbps - left;
  }

  /** Whoever felt the first earthquake of a hazard, by its intensity; a hazard that shakes nobody moves nobody. */
  #feel({ draws }: Scene, hazard: number): void {
    const field = this.#model.hazards[hazard].field?.(draws);
    for (const { site, pgaG } of field?.sites ?? []) this.#offered.feel(this.#surge[hazard], site, mmiOfPga(pgaG));
  }

  /** Sees what is down. */
  #see({ linkFaults, siteFaults }: Scene): void {
    const { isSpaceLink } = this.#model.network;
    const linkDown = this.#linkDown;
    const siteDown = this.#siteDown;
    // Links to satellites are no backhaul: what they carry is what a protocol activates.
    for (let link = 0; link < linkDown.length; link++)
      linkDown[link] = linkFaults[link] > 0 || isSpaceLink[link] === 1 ? 1 : 0;
    for (let site = 0; site < siteDown.length; site++) siteDown[site] = siteFaults[site] > 0 ? 1 : 0;
  }
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at];
  return sum;
}

/** Of one class, what stays within sites left aside. */
function sumOfClass(byCell: Float64Array, k: number): number {
  let sum = 0;
  for (let cell = k; cell < byCell.length - CLASS_COUNT; cell += CLASS_COUNT) sum += byCell[cell];
  return sum;
}

/** Whether every value of a class is 1. */
function isOneIn(byCell: Float64Array, k: number): boolean {
  for (let cell = k; cell < byCell.length; cell += CLASS_COUNT) if (byCell[cell] !== 1) return false;
  return true;
}

/** A part as a share of a whole, at most 1. */
const shareOf = (part: number, whole: number): number => (part < whole ? part / whole : 1);
