/** All that changes in a replication. One world serves many replications; clearing it costs no memory. */
import { Agenda } from '../engine/agenda.ts';
import { Draws } from '../engine/draws.ts';
import { Damage } from '../hazard/damage.ts';
import { SiteLedger } from '../metrics/site-ledger.ts';
import { Timeline } from '../metrics/timeline.ts';
import { Reachability } from '../network/reachability.ts';
import { RoadPlaces } from '../network/road-places.ts';
import { RoadTravel } from '../network/road-travel.ts';
import { timeFactor } from '../response/protocol.ts';
import { Carrying } from './carrying.ts';
import type { Model, Variant } from './model.ts';
import { Power } from './power-state.ts';
import { Queue } from './queue.ts';
import { Relief } from './relief-state.ts';
import { Rerouting } from './rerouting.ts';
import type { Trace } from './trace.ts';

/** How far a fault has come, in the eyes of the one who dispatches. */
export const STATUS = {
  pending: 0,
  hidden: 1,
  known: 2,
  waiting: 3,
  committed: 4,
  mended: 5,
  moot: 6,
  passing: 7,
} as const;

/** What a crew is doing. */
export const CREW = { free: 0, busy: 1, away: 2 } as const;

/** The spot of a crew that nobody else shares. */
export const NOWHERE_ELSE = -1;

/** A place farther than this from every road is reached in a straight line. */
const ROAD_REACH_KM = 150;

export class World {
  readonly model: Model;
  readonly draws: Draws;
  readonly agenda = new Agenda();
  readonly damage = new Damage();
  readonly timeline: Timeline;
  readonly ledger: SiteLedger;
  readonly lengthsKm: Float64Array;
  /** The length of each link lies between these. */
  readonly leastKm: Float64Array;
  readonly mostKm: Float64Array;
  trace: Trace | undefined;

  /** The protocol under which this response runs. */
  variant: Variant;
  timeFactor = 1;
  isClairvoyant = false;

  /** Open faults on each site and each link: 0 means up. */
  readonly siteFaults: Int32Array;
  readonly linkFaults: Int32Array;
  /** The fault that a damaged site waits to have mended; -1 for none. Darkness without damage is not in it. */
  readonly siteHit: Int32Array;
  readonly reach: Reachability;
  /** Whether an element failed since `reach` was last right. */
  stale = false;
  /** Whether anything that the timeline keeps may have changed at this instant. */
  changed = false;
  watchedDown = 0;
  /** People cut off on the ground who are served all the same, since the last row of the timeline. */
  servedOtherwise = 0;

  /** What the dispatcher believes: known faults are down, ordered repairs are done. */
  readonly believedSiteFaults: Int32Array;
  readonly believedLinkFaults: Int32Array;
  readonly belief: Reachability;
  /** What each site counts for when repairs are ranked. */
  readonly weights: Float64Array;

  /** Faults counted so far on each link, then on each site. */
  readonly earlier: Int32Array;

  /** Per fault of the replication; grown to the damage. */
  occurrence = new Int32Array(64);
  /** Faults by time; of use while they are counted. */
  order = new Int32Array(64);
  status = new Uint8Array(64);
  stage = new Uint8Array(64);
  /** Damage state of a site, which a harder hit can raise; 0 for a link. */
  severity = new Uint8Array(64);
  /** 1 when service is back although the work is not done. */
  restored = new Uint8Array(64);
  seenFromAfar = new Uint8Array(64);
  stamp = new Int32Array(64);
  visibleSince = new Float64Array(64);
  /** Hours of repair as they were estimated, and for which severity: it holds for one response. */
  estimate = new Float64Array(64);
  estimateSeverity = new Int32Array(64);
  permitReady = new Float64Array(64);
  /** Crew or vessel at work on the fault; -1 for none. */
  server = new Int32Array(64);
  /** Faults that wait for a crew, in order of visibility. */
  readonly waiting = new Queue();
  /** Whether those that wait stand in the order in which they became visible: they do unless one was long assessed. */
  waitingInOrder = true;
  /** Faults that wait for a vessel, and for an assessor. */
  readonly offshore = new Queue();
  readonly unassessed = new Queue();
  dispatchAsked = false;
  /** Hour of the last round of orders; -Infinity before the first. */
  lastDispatch = Number.NEGATIVE_INFINITY;
  /** Hour at which a shift change will ask for orders; -1 when none is awaited. */
  shiftChangeAt = -1;
  /** Whether an answer to a loss that has come to be known is due at this instant. */
  answerAsked = false;

  /** By crew: what it is doing, where it is, and when it arrived (partners' crews). */
  readonly crewBusy: Uint8Array;
  readonly crewPlaces: RoadPlaces;
  readonly crewSince: Float64Array;
  /** Where each crew begins, and where each fault is. */
  readonly #crewBases: RoadPlaces;
  readonly faultPlaces = new RoadPlaces(64);
  readonly sitePlaces: RoadPlaces;
  /** Where each relief asset is, and where it begins. */
  readonly assetPlaces: RoadPlaces;
  readonly #assetBases: RoadPlaces;
  /** By crew: its spot. Crews at one spot are alike to whoever looks for the nearest: bases come first, then faults. */
  readonly crewSpot: Int32Array;
  readonly #baseSpot: Int32Array;
  /** Those of whom one might be the nearest, one a spot, and the hours below which none can be there. Scratch. */
  readonly candidates: Int32Array;
  readonly candidateBound: Float64Array;
  /** By spot: which candidate stands there, if any does. */
  spotCandidate: Int32Array;
  /** Off the roads, hours per km of the great circle. */
  readonly hoursPerKm: number;
  /** Rounds of orders so far; and for each fault the crew found nearest, and in which round. */
  round = 0;
  nearest = new Int32Array(64);
  nearestRound = new Int32Array(64);
  /** Assessors who are free, by operator. */
  readonly assessorsFree: Int32Array;
  /** Spare parts in stock, and how many have been ordered so far. */
  readonly stock: Int32Array;
  readonly ordered: Int32Array;

  readonly vesselBusy: Uint8Array;
  /** 1 once a vessel is mobilised; it stays so while faults wait for it. */
  readonly vesselAfloat: Uint8Array;
  readonly vesselLat: Float64Array;
  readonly vesselLon: Float64Array;
  /** The cable that a vessel at sea is on, and the km along it; -1 for none. */
  readonly vesselLink: Int32Array;
  readonly vesselKm: Float64Array;
  /** How often each vessel has been called. */
  readonly vesselCalls: Int32Array;
  /** Scratch for the weather. */
  readonly climate = { goodMeanHours: 1, badMeanHours: 1 };

  /** 1 for each partner whose crews have been asked for. */
  readonly aidAsked: Uint8Array;
  readonly relief: Relief;
  readonly roads: RoadTravel | undefined;
  readonly carrying: Carrying | undefined;
  readonly power: Power;
  /** Traffic that is moved at machine speed; undefined where it finds its new way at once. */
  readonly rerouting: Rerouting<World> | undefined;

  /** Events of this response so far. */
  events = 0;
  /** Running hash of all events of the response: two 32-bit words. */
  hashHigh = 0;
  hashLow = 0;

  constructor(model: Model) {
    const { network, demand, crews, vessels, stocks, operators } = model;
    this.model = model;
    this.draws = new Draws(model.key, model.addresses);
    this.timeline = new Timeline(demand.people, demand.pairs, model.horizonHours, model.series);
    this.ledger = new SiteLedger(network.siteCount);
    this.timeline.darkHours = this.ledger.hours;
    this.lengthsKm = new Float64Array(network.linkCount);
    this.leastKm = Float64Array.from(network.links, ({ lengthKm }) => lengthKm[0]);
    this.mostKm = Float64Array.from(network.links, ({ lengthKm }) => lengthKm[1]);
    this.variant = model.variants[0];
    this.siteFaults = new Int32Array(network.siteCount);
    this.linkFaults = new Int32Array(network.linkCount);
    this.earlier = new Int32Array(network.linkCount + network.siteCount);
    this.siteHit = new Int32Array(network.siteCount);
    this.reach = new Reachability(network, model.reference);
    this.believedSiteFaults = new Int32Array(network.siteCount);
    this.believedLinkFaults = new Int32Array(network.linkCount);
    this.weights = new Float64Array(network.siteCount);
    this.belief = new Reachability(network, model.reference);
    this.crewBusy = new Uint8Array(crews.length);
    this.crewPlaces = new RoadPlaces(crews.length);
    this.crewSince = new Float64Array(crews.length);
    this.#crewBases = new RoadPlaces(crews.length);
    this.crewSpot = new Int32Array(crews.length);
    this.#baseSpot = Int32Array.from(crews, ({ lat, lon }) =>
      crews.findIndex((other) => Object.is(other.lat, lat) && Object.is(other.lon, lon)),
    );
    this.candidates = new Int32Array(crews.length);
    this.candidateBound = new Float64Array(crews.length);
    this.spotCandidate = new Int32Array(crews.length + this.status.length);
    this.hoursPerKm = model.conditions.travel.roadFactor.value / model.conditions.travel.speedKmH.value;
    this.assessorsFree = new Int32Array(operators.length);
    this.stock = new Int32Array(stocks.length);
    this.ordered = new Int32Array(stocks.length);
    this.vesselBusy = new Uint8Array(vessels.length);
    this.vesselAfloat = new Uint8Array(vessels.length);
    this.vesselLat = new Float64Array(vessels.length);
    this.vesselLon = new Float64Array(vessels.length);
    this.vesselLink = new Int32Array(vessels.length);
    this.vesselKm = new Float64Array(vessels.length);
    this.vesselCalls = new Int32Array(vessels.length);
    this.aidAsked = new Uint8Array(model.partners.length);
    this.relief = new Relief(model);
    this.carrying = model.traffic === undefined ? undefined : new Carrying(model, model.traffic);
    this.roads =
      model.roads === undefined
        ? undefined
        : new RoadTravel(model.roads, ROAD_REACH_KM, Math.max(128, 2 * crews.length));
    for (const [crew, { lat, lon }] of crews.entries()) this.#locate(lat, lon, this.#crewBases, crew);
    this.sitePlaces = new RoadPlaces(network.siteCount);
    for (const [site, { lat, lon }] of network.sites.entries()) this.#locate(lat, lon, this.sitePlaces, site);
    this.assetPlaces = new RoadPlaces(model.relief.length);
    this.#assetBases = new RoadPlaces(model.relief.length);
    for (const [asset, { lat, lon }] of model.relief.entries()) this.#locate(lat, lon, this.#assetBases, asset);
    this.power = new Power(model);
    this.rerouting = model.machine === undefined ? undefined : new Rerouting<World>(model, model.machine, this);
  }

  /** Makes room for the faults of a replication. */
  fit(faults: number): void {
    if (faults <= this.status.length) return;
    const capacity = Math.max(faults, 2 * this.status.length);
    this.occurrence = new Int32Array(capacity);
    this.order = new Int32Array(capacity);
    this.status = new Uint8Array(capacity);
    this.stage = new Uint8Array(capacity);
    this.severity = new Uint8Array(capacity);
    this.restored = new Uint8Array(capacity);
    this.seenFromAfar = new Uint8Array(capacity);
    this.faultPlaces.fit(capacity);
    this.spotCandidate = new Int32Array(this.model.crews.length + capacity);
    this.nearest = new Int32Array(capacity);
    this.nearestRound = new Int32Array(capacity);
    this.stamp = new Int32Array(capacity);
    this.visibleSince = new Float64Array(capacity);
    this.estimate = new Float64Array(capacity);
    this.estimateSeverity = new Int32Array(capacity);
    this.permitReady = new Float64Array(capacity);
    this.server = new Int32Array(capacity);
  }

  /** Looks up where the faults of a replication are. */
  #placeFaults(): void {
    const { length, lats, lons } = this.damage;
    for (let fault = 0; fault < length; fault++) this.#locate(lats[fault], lons[fault], this.faultPlaces, fault);
  }

  /** Stands the world back to the moment before anything breaks, under a protocol. */
  begin(variant: Variant): void {
    const { model } = this;
    this.variant = variant;
    this.timeFactor = timeFactor(variant.protocol);
    this.isClairvoyant = variant.protocol.dispatch.clairvoyant.value;
    this.weights.set(variant.weights);
    this.belief.weigh(variant.weights);
    this.agenda.clear();
    this.timeline.clear();
    this.ledger.clear();
    this.siteFaults.fill(0);
    this.linkFaults.fill(0);
    this.siteHit.fill(-1);
    this.stale = true;
    this.changed = true;
    this.watchedDown = 0;
    this.servedOtherwise = 0;
    const faults = this.damage.length;
    this.status.fill(STATUS.pending, 0, faults);
    this.stage.fill(0, 0, faults);
    this.estimateSeverity.fill(-1, 0, faults);
    this.stamp.fill(0, 0, faults);
    this.server.fill(-1, 0, faults);
    this.severity.set(this.damage.states.subarray(0, faults));
    this.restored.fill(0, 0, faults);
    this.#placeFaults();
    this.round = 0;
    this.nearestRound.fill(0, 0, faults);
    this.waiting.clear();
    this.waitingInOrder = true;
    this.offshore.clear();
    this.unassessed.clear();
    this.dispatchAsked = false;
    this.lastDispatch = Number.NEGATIVE_INFINITY;
    this.shiftChangeAt = -1;
    this.answerAsked = false;
    for (let crew = 0; crew < model.crews.length; crew++)
      this.crewBusy[crew] = model.crews[crew].partner < 0 ? CREW.free : CREW.away;
    this.crewPlaces.takeOver(this.#crewBases);
    this.crewSpot.set(this.#baseSpot);
    if (model.assessors !== undefined) this.assessorsFree.set(model.assessors);
    for (let stock = 0; stock < model.stocks.length; stock++) this.stock[stock] = model.stocks[stock].count;
    this.ordered.fill(0);
    this.vesselBusy.fill(0);
    this.vesselAfloat.fill(0);
    this.vesselLink.fill(-1);
    this.vesselCalls.fill(0);
    for (let vessel = 0; vessel < model.vessels.length; vessel++) {
      this.vesselLat[vessel] = model.vessels[vessel].lat;
      this.vesselLon[vessel] = model.vessels[vessel].lon;
    }
    this.aidAsked.fill(0);
    this.roads?.clear();
    this.carrying?.begin(this.draws);
    this.relief.begin();
    this.assetPlaces.takeOver(this.#assetBases);
    this.power.begin(variant.weights);
    this.rerouting?.begin();
    this.events = 0;
    this.hashHigh = 0x6a09e667;
    this.hashLow = 0x3c6ef372;
  }

  /** A crew stands where a fault is. */
  placeCrewAt(crew: number, fault: number): void {
    this.crewPlaces.copy(crew, this.faultPlaces, fault);
    this.crewSpot[crew] = this.model.crews.length + fault;
  }

  /** A crew stands anywhere else: as if it had a base of its own there. */
  placeCrew(crew: number, lat: number, lon: number): void {
    this.#locate(lat, lon, this.crewPlaces, crew);
    this.crewSpot[crew] = NOWHERE_ELSE;
  }

  #locate(lat: number, lon: number, places: RoadPlaces, at: number): void {
    if (this.roads === undefined) places.put(lat, lon, at);
    else this.roads.locate(lat, lon, places, at);
  }

  get waitingCount(): number {
    return this.waiting.length;
  }

  /** A fault joins those that wait for a crew. */
  awaitCrew(fault: number): void {
    const { waiting, visibleSince } = this;
    const { length } = waiting;
    if (length === 0) this.waitingInOrder = true;
    else if (visibleSince[waiting.at(length - 1)] > visibleSince[fault]) this.waitingInOrder = false;
    waiting.push(fault);
  }

  /** Who reaches whom at this instant. */
  settled(): Reachability {
    if (this.stale) {
      this.reach.rebuild(this.siteFaults, this.linkFaults);
      this.stale = false;
    }
    return this.reach;
  }

  /** People cut off now on the ground, beyond those cut off before anything broke. */
  cutOff(): number {
    return this.model.demand.people - this.settled().connectedPeople;
  }

  operatorOf(fault: number): number {
    const { siteOperator, linkOperator } = this.model;
    const element = this.damage.elements[fault];
    return this.damage.isSite[fault] === 1 ? siteOperator[element] : linkOperator[element];
  }

  handleOf(fault: number): number {
    const { siteHandles, linkHandles } = this.model;
    const element = this.damage.elements[fault];
    return this.damage.isSite[fault] === 1 ? siteHandles[element] : linkHandles[element];
  }

  isSubmarine(fault: number): boolean {
    return (
      this.damage.isSite[fault] === 0 && this.model.network.links[this.damage.elements[fault]].medium === 'submarine'
    );
  }
}
