/** All that changes in a replication. One world serves many replications; clearing it costs no memory. */
import { Agenda } from '../engine/agenda.ts';
import { Draws } from '../engine/draws.ts';
import { Damage } from '../hazard/damage.ts';
import { SiteLedger } from '../metrics/site-ledger.ts';
import { Timeline } from '../metrics/timeline.ts';
import { Reachability } from '../network/reachability.ts';
import { trainingFactor } from '../response/protocol.ts';
import type { Model, Variant } from './model.ts';
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

export class World {
  readonly model: Model;
  readonly draws: Draws;
  readonly agenda = new Agenda();
  readonly damage = new Damage();
  readonly timeline: Timeline;
  readonly ledger: SiteLedger;
  readonly lengthsKm: Float64Array;
  trace: Trace | undefined;

  /** The protocol under which this response runs. */
  variant: Variant;
  trainingFactor = 1;

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

  /** What the dispatcher believes: known faults are down, ordered repairs are done. */
  readonly believedSiteFaults: Int32Array;
  readonly believedLinkFaults: Int32Array;
  readonly belief: Reachability;

  /** Faults counted so far on each link, then on each site. */
  readonly earlier: Int32Array;

  /** Per fault of the replication; grown to the damage. */
  occurrence = new Int32Array(64);
  /** Faults by time; of use while they are counted. */
  order = new Int32Array(64);
  status = new Uint8Array(64);
  stage = new Uint8Array(64);
  stamp = new Int32Array(64);
  visibleSince = new Float64Array(64);
  permitReady = new Float64Array(64);
  /** Crew or vessel at work on the fault; -1 for none. */
  server = new Int32Array(64);
  /** Faults that wait for a crew, in order of visibility. */
  waiting = new Int32Array(64);
  waitingCount = 0;
  /** Faults that wait for a vessel, in order. */
  offshore = new Int32Array(64);
  offshoreCount = 0;
  dispatchAsked = false;

  readonly crewBusy: Uint8Array;
  readonly crewLat: Float64Array;
  readonly crewLon: Float64Array;
  readonly vesselBusy: Uint8Array;
  /** 1 once a vessel is mobilised; it stays so while faults wait for it. */
  readonly vesselAfloat: Uint8Array;
  readonly vesselLat: Float64Array;
  readonly vesselLon: Float64Array;

  satelliteCalled = false;
  satelliteUp = false;
  readonly cutOffBySite: Float64Array;
  readonly satelliteCapacity = { mbps: 0, terminals: 0, perTerminalMbps: 0, kbpsPerPerson: 1 };

  /** Events of this response so far. */
  events = 0;
  /** Running hash of all events of the response: two 32-bit words. */
  hashHigh = 0;
  hashLow = 0;

  constructor(model: Model) {
    const { network, demand, crews, vessels } = model;
    this.model = model;
    this.draws = new Draws(model.key, model.addresses);
    this.timeline = new Timeline(demand.people, demand.pairs, model.horizonHours);
    this.ledger = new SiteLedger(network.siteCount);
    this.lengthsKm = new Float64Array(network.linkCount);
    this.variant = model.variants[0];
    this.siteFaults = new Int32Array(network.siteCount);
    this.linkFaults = new Int32Array(network.linkCount);
    this.earlier = new Int32Array(network.linkCount + network.siteCount);
    this.siteHit = new Int32Array(network.siteCount);
    this.reach = new Reachability(network, model.reference);
    this.believedSiteFaults = new Int32Array(network.siteCount);
    this.believedLinkFaults = new Int32Array(network.linkCount);
    this.belief = new Reachability(network, model.reference);
    this.crewBusy = new Uint8Array(crews.length);
    this.crewLat = new Float64Array(crews.length);
    this.crewLon = new Float64Array(crews.length);
    this.vesselBusy = new Uint8Array(vessels.count);
    this.vesselAfloat = new Uint8Array(vessels.count);
    this.vesselLat = new Float64Array(vessels.count);
    this.vesselLon = new Float64Array(vessels.count);
    this.cutOffBySite = new Float64Array(network.siteCount);
  }

  /** Makes room for the faults of a replication. */
  fit(faults: number): void {
    if (faults <= this.status.length) return;
    const capacity = Math.max(faults, 2 * this.status.length);
    this.occurrence = new Int32Array(capacity);
    this.order = new Int32Array(capacity);
    this.status = new Uint8Array(capacity);
    this.stage = new Uint8Array(capacity);
    this.stamp = new Int32Array(capacity);
    this.visibleSince = new Float64Array(capacity);
    this.permitReady = new Float64Array(capacity);
    this.server = new Int32Array(capacity);
    this.waiting = new Int32Array(capacity);
    this.offshore = new Int32Array(capacity);
  }

  /** Stands the world back to the moment before anything breaks, under a protocol. */
  begin(variant: Variant): void {
    const { model } = this;
    this.variant = variant;
    this.trainingFactor = trainingFactor(variant.protocol);
    this.agenda.clear();
    this.timeline.clear();
    this.ledger.clear();
    this.siteFaults.fill(0);
    this.linkFaults.fill(0);
    this.siteHit.fill(-1);
    this.stale = true;
    this.changed = true;
    this.watchedDown = 0;
    const faults = this.damage.length;
    this.status.fill(STATUS.pending, 0, faults);
    this.stage.fill(0, 0, faults);
    this.stamp.fill(0, 0, faults);
    this.server.fill(-1, 0, faults);
    this.waitingCount = 0;
    this.offshoreCount = 0;
    this.dispatchAsked = false;
    this.crewBusy.fill(0);
    for (let crew = 0; crew < model.crews.length; crew++) {
      this.crewLat[crew] = model.crews[crew].lat;
      this.crewLon[crew] = model.crews[crew].lon;
    }
    this.vesselBusy.fill(0);
    this.vesselAfloat.fill(0);
    this.vesselLat.fill(model.vessels.lat);
    this.vesselLon.fill(model.vessels.lon);
    this.satelliteCalled = false;
    this.satelliteUp = false;
    this.events = 0;
    this.hashHigh = 0x6a09e667;
    this.hashLow = 0x3c6ef372;
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
