/** Demand as it changes in one replication: surges after hazards, planned events, and those who try again. */
import { enlarged } from '../engine/agenda.ts';
import { assert } from '../engine/assert.ts';
import { type Distribution, quantile } from '../engine/distribution.ts';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import { haversineKm } from '../network/geodesy.ts';
import type { Network } from '../network/network.ts';
import { CLASS_COUNT } from './classes.ts';
import { excessAt, nextSurgeStep } from './surge.ts';
import { DEMAND_KINDS, type TrafficDemand } from './traffic-demand.ts';

/** Whom a surge takes hold of: all sites alike, those near what was struck, or those that felt it. */
export type SurgeReach =
  | { readonly by: 'everywhere' }
  /** In full up to the first distance, not at all from the second on, in proportion between. */
  | { readonly by: 'distance'; readonly fullKm: number; readonly noneKm: number }
  /** Not at all up to the first intensity (MMI), in full from the second on, in proportion between. */
  | { readonly by: 'intensity'; readonly none: number; readonly full: number };

interface ClassSurge {
  /** Peak demand over normal demand, at least 1. */
  readonly peak: Distribution;
  /** Time in which the excess falls to 1/e. */
  readonly decayHours: number;
}

export interface SurgePlan {
  /** In the order of `TRAFFIC_CLASSES`; undefined for a class that does not surge. */
  readonly classes: readonly (ClassSurge | undefined)[];
  readonly stepsPerDecay: number;
  readonly reach: SurgeReach;
  /** The surge that begins at a time known beforehand; undefined when hazards begin it. */
  readonly planned: { readonly hours: number; readonly site: number; readonly handle: number } | undefined;
}

/** More is asked for at some sites from one time to another. */
export interface PlannedLoad {
  readonly sites: Int32Array;
  readonly beginsHours: number;
  readonly endsHours: number;
  /** Demand over normal demand, at least 1, in the order of `TRAFFIC_CLASSES`. */
  readonly factors: readonly number[];
}

export interface TrafficProfile {
  readonly surge: SurgePlan | undefined;
  readonly planned: readonly PlannedLoad[];
  /** Share of those turned away who try again, 0 to below 1. */
  readonly retry: Distribution;
  /** Handle for draws that belong to no surge. */
  readonly handle: number;
}

/** What is demanded while each site and class asks for a factor of its normal demand. */
interface Rates {
  readonly factors: Float64Array;
  readonly kbps: Float64Array;
  readonly asked: Float64Array;
  readonly byClass: Float64Array;
}

/** Rates that are kept: more than a surge has steps. */
const KEPT_RATES = 128;

const copyOf = ({ factors, kbps, asked, byClass }: Rates): Rates => ({
  factors: factors.slice(),
  kbps: kbps.slice(),
  asked: asked.slice(),
  byClass: byClass.slice(),
});

function isSame(a: Float64Array, b: Float64Array): boolean {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at];
  return sum;
}

const TRANSIT = DEMAND_KINDS.indexOf('transit');

/**
 * The kbit/s of every demand at a time of the replication. A site asks for its planned factor times one plus the excess of
 * the greatest surge that has hold of it; a demand follows whichever of its ends asks for more, for calls into a disaster
 * swell as those out of it (Tohoku 2011: 40 and 60 times). Transit stays as it is. Rates hold from one change to the next.
 */
export class OfferedTraffic {
  /** Whole kbit/s of each demand as of the last {@link bringTo}; to be read, and asked for anew at another time. */
  kbps: Float64Array;
  /** Their sums by {@link cell}, and by class. */
  asked: Float64Array;
  byClass: Float64Array;
  /** Cell of each demand, `site * CLASS_COUNT + class` of where it begins; those within sites have one a class, past all sites. */
  readonly cell: Int32Array;
  /** Demands of each class. */
  readonly ofClass: readonly Int32Array[];
  /** Demand of each site over its normal demand, as of then: `site * CLASS_COUNT + class`; last a 1, for transit. */
  readonly factors: Float64Array;
  /** Share of those turned away who try again, in this replication. */
  persistence = 0;
  readonly #network: Network;
  readonly #demand: TrafficDemand;
  readonly #profile: TrafficProfile;
  /** Place in `factors` of the two ends of each demand. */
  readonly #near: Int32Array;
  readonly #far: Int32Array;
  /** Rates worked out: the next protocol asks for the same. Those at hand, and the place of the next ones. */
  readonly #kept: Rates[];
  #place = 0;
  #nextPlace = 1;
  /** The replication whose rates are kept. */
  #replication = -1;
  /** Rates hold from here until there; NaN when they must be worked out. */
  #heldFrom = Number.NaN;
  #heldUntil = Number.NaN;
  #surgeCount = 0;
  #starts = new Float64Array(4);
  /** Peak less 1: `surge * CLASS_COUNT + class`. */
  #excess = new Float64Array(4 * CLASS_COUNT);
  /** Hold on each site, 0 to 1: `surge * siteCount + site`. */
  #hold: Float64Array;
  readonly #steps: { excess: number; decayHours: number; stepsPerDecay: number };

  constructor(network: Network, demand: TrafficDemand, profile: TrafficProfile) {
    this.#network = network;
    this.#demand = demand;
    this.#profile = profile;
    const { from, to, priority, kind, siteCount } = demand;
    this.factors = new Float64Array(siteCount * CLASS_COUNT + 1).fill(1);
    const always = siteCount * CLASS_COUNT;
    this.#near = from.map((site, at) => (kind[at] === TRANSIT ? always : site * CLASS_COUNT + priority[at]));
    this.#far = to.map((site, at) =>
      kind[at] === TRANSIT || site >= siteCount ? this.#near[at] : site * CLASS_COUNT + priority[at],
    );
    this.ofClass = Array.from({ length: CLASS_COUNT }, (_, k) =>
      Int32Array.from([...priority.keys()].filter((at) => priority[at] === k)),
    );
    this.cell = from.map((site, at) => (site === to[at] ? always : site * CLASS_COUNT) + priority[at]);
    this.kbps = demand.kbps.slice();
    this.asked = new Float64Array(always + CLASS_COUNT);
    this.byClass = new Float64Array(CLASS_COUNT);
    const normal = { factors: this.factors.slice(), kbps: this.kbps, asked: this.asked, byClass: this.byClass };
    for (let k = 0; k < CLASS_COUNT; k++) this.#workOutClass(normal, k);
    this.#kept = [normal];
    this.#hold = new Float64Array(4 * network.siteCount);
    this.#steps = { excess: 0, decayHours: 1, stepsPerDecay: profile.surge?.stepsPerDecay ?? 1 };
  }

  /** Begins the replication at which `draws` stands. */
  begin(draws: Draws): void {
    const { surge, retry, handle } = this.#profile;
    this.#surgeCount = 0;
    this.#heldFrom = this.#heldUntil = Number.NaN;
    // Another replication draws other peaks: what is kept makes room, and few places stay in use.
    if (draws.replication !== this.#replication) this.#nextPlace = 1;
    this.#replication = draws.replication;
    this.persistence = quantile(retry, draws.uniform(handle, PURPOSE.retry));
    if (surge?.planned === undefined) return;
    const { hours, site, handle: named } = surge.planned;
    const { lat, lon } = this.#network.sites[site];
    this.spread(this.startSurge(draws, named, 0, hours), lat, lon);
  }

  /**
   * A hazard sets off a surge; its peaks are drawn by the hazard's handle and the occurrence among its events. With a
   * reach of everywhere it has hold of all sites at once, otherwise of those that {@link spread} or {@link feel} gives it.
   * @returns the surge, for those two; -1 when the scenario has none
   */
  startSurge(draws: Draws, handle: number, occurrence: number, hours: number): number {
    const plan = this.#profile.surge;
    if (plan === undefined) return -1;
    const { siteCount } = this.#network;
    if (this.#surgeCount === this.#starts.length) this.#grow();
    const surge = this.#surgeCount++;
    this.#starts[surge] = hours;
    for (let k = 0; k < CLASS_COUNT; k++) {
      const ofClass = plan.classes[k];
      this.#excess[surge * CLASS_COUNT + k] =
        ofClass === undefined
          ? 0
          : quantile(ofClass.peak, draws.uniform(handle, PURPOSE.surgePeak, occurrence * CLASS_COUNT + k)) - 1;
    }
    this.#hold.fill(plan.reach.by === 'everywhere' ? 1 : 0, surge * siteCount, (surge + 1) * siteCount);
    this.#heldFrom = this.#heldUntil = Number.NaN;
    return surge;
  }

  /** The hazard of a surge struck here: sites about it are taken hold of, by distance. No effect with another reach. */
  spread(surge: number, lat: number, lon: number): void {
    const reach = this.#profile.surge?.reach;
    if (reach?.by !== 'distance' || surge < 0) return;
    const { siteCount, sites } = this.#network;
    for (let site = 0; site < siteCount; site++) {
      const km = haversineKm(lat, lon, sites[site].lat, sites[site].lon);
      this.#takeHold(surge, site, (reach.noneKm - km) / (reach.noneKm - reach.fullKm));
    }
  }

  /** A site felt the hazard of a surge with this intensity (MMI). No effect with another reach. */
  feel(surge: number, site: number, intensity: number): void {
    const reach = this.#profile.surge?.reach;
    if (reach?.by === 'intensity' && surge >= 0)
      this.#takeHold(surge, site, (intensity - reach.none) / (reach.full - reach.none));
  }

  /** Brings `kbps` to a time; false when nothing has changed since the last call. */
  bringTo(hours: number): boolean {
    if (hours >= this.#heldFrom && hours < this.#heldUntil) return false;
    this.#heldFrom = hours;
    this.#heldUntil = this.nextChange(hours);
    this.#workOutFactors(hours);
    const place = this.#placeOf(this.factors);
    if (place >= 0) this.#stand(place);
    else this.#workOutRates();
    return true;
  }

  /** Place among the kept rates of those of some factors, sought from the ones that came next the last time; -1 for none. */
  #placeOf(factors: Float64Array): number {
    const kept = this.#kept;
    for (let step = 0; step < kept.length; step++) {
      const place = (this.#place + step) % kept.length;
      if (isSame(kept[place].factors, factors)) return place;
    }
    return -1;
  }

  #stand(place: number): void {
    const { kbps, asked, byClass } = this.#kept[place];
    this.#place = place;
    this.kbps = kbps;
    this.asked = asked;
    this.byClass = byClass;
  }

  /** Works rates out where factors are not those of the rates at hand, in the place of the ones kept longest. */
  #workOutRates(): void {
    const from = this.#kept[this.#place];
    const place = this.#nextPlace;
    // The first rates, of factors of 1, stay.
    this.#nextPlace = place + 1 < KEPT_RATES ? place + 1 : 1;
    if (place === this.#kept.length) this.#kept.push(copyOf(from));
    const rates = this.#kept[place];
    if (rates !== from) {
      rates.factors.set(from.factors);
      rates.kbps.set(from.kbps);
      rates.asked.set(from.asked);
      rates.byClass.set(from.byClass);
    }
    for (let k = 0; k < CLASS_COUNT; k++)
      for (let cell = k; cell < this.factors.length; cell += CLASS_COUNT)
        if (this.factors[cell] !== rates.factors[cell]) {
          this.#workOutClass(rates, k);
          break;
        }
    rates.factors.set(this.factors);
    assert(sumOf(rates.byClass) < Number.MAX_SAFE_INTEGER, 'more is demanded than can be summed exactly');
    this.#stand(place);
  }

  #workOutClass({ kbps, asked, byClass }: Rates, k: number): void {
    const factor = this.factors;
    const near = this.#near;
    const far = this.#far;
    const normal = this.#demand.kbps;
    const demands = this.ofClass[k];
    const { cell } = this;
    for (let place = k; place < asked.length; place += CLASS_COUNT) asked[place] = 0;
    let sum = 0;
    for (let at = 0; at < demands.length; at++) {
      const demand = demands[at];
      const rate = Math.round(normal[demand] * Math.max(factor[near[demand]], factor[far[demand]]));
      kbps[demand] = rate;
      asked[cell[demand]] += rate;
      sum += rate;
    }
    byClass[k] = sum;
  }

  /** The next time after `hours` at which rates change, as far as surges have begun; Infinity when there is none. */
  nextChange(hours: number): number {
    const { planned, surge: plan } = this.#profile;
    let next = Number.POSITIVE_INFINITY;
    for (let at = 0; at < planned.length; at++) {
      const { beginsHours, endsHours } = planned[at];
      if (beginsHours > hours && beginsHours < next) next = beginsHours;
      if (endsHours > hours && endsHours < next) next = endsHours;
    }
    if (plan === undefined) return next;
    for (let surge = 0; surge < this.#surgeCount; surge++)
      for (let k = 0; k < CLASS_COUNT; k++) {
        if (!this.#set(surge, k)) continue;
        const then = nextSurgeStep(this.#steps, this.#starts[surge], hours);
        if (then < next) next = then;
      }
    assert(next > hours, 'rates change at a time that is past');
    return next;
  }

  #workOutFactors(hours: number): void {
    const { planned } = this.#profile;
    const { siteCount } = this.#network;
    const factor = this.factors;
    const hold = this.#hold;
    // First the greatest excess, then one plus it, then what was planned.
    factor.fill(0);
    for (let surge = 0; surge < this.#surgeCount; surge++)
      for (let k = 0; k < CLASS_COUNT; k++) {
        if (!this.#set(surge, k)) continue;
        const excess = excessAt(this.#steps, this.#starts[surge], hours);
        if (excess === 0) continue;
        for (let site = 0; site < siteCount; site++) {
          const held = excess * hold[surge * siteCount + site];
          if (held > factor[site * CLASS_COUNT + k]) factor[site * CLASS_COUNT + k] = held;
        }
      }
    for (let cell = 0; cell < factor.length; cell++) factor[cell] += 1;
    for (let at = 0; at < planned.length; at++) {
      const { sites, beginsHours, endsHours, factors } = planned[at];
      if (hours < beginsHours || hours >= endsHours) continue;
      for (let place = 0; place < sites.length; place++)
        for (let k = 0; k < CLASS_COUNT; k++) factor[sites[place] * CLASS_COUNT + k] *= factors[k];
    }
  }

  /** Sets the steps of a surge's class ready; false when the class does not surge. */
  #set(surge: number, k: number): boolean {
    const ofClass = this.#profile.surge?.classes[k];
    const excess = this.#excess[surge * CLASS_COUNT + k];
    if (ofClass === undefined || !(excess > 0)) return false;
    this.#steps.excess = excess;
    this.#steps.decayHours = ofClass.decayHours;
    return true;
  }

  #takeHold(surge: number, site: number, hold: number): void {
    const cell = surge * this.#network.siteCount + site;
    const within = Math.min(1, hold);
    if (!(within > this.#hold[cell])) return;
    this.#hold[cell] = within;
    this.#heldFrom = this.#heldUntil = Number.NaN;
  }

  #grow(): void {
    this.#starts = enlarged(this.#starts, new Float64Array(2 * this.#starts.length));
    this.#excess = enlarged(this.#excess, new Float64Array(2 * this.#excess.length));
    this.#hold = enlarged(this.#hold, new Float64Array(2 * this.#hold.length));
  }
}
