/** State of the power of one replication: what each site without the grid still has, and where trucks and generators are. */
import { NO_MEANS, type SitePower } from '../response/site-power.ts';
import type { Model } from './model.ts';

/** What a truck is doing. `empty`: it has nothing left, and no way to where it loads. */
export const TRUCK = { free: 0, coming: 1, unloading: 2, empty: 3, returning: 4, loading: 5 } as const;

/** What a generator on wheels is doing. `broken`: it did not start. `moving`: it is brought to a place beforehand. */
export const GENERATOR = { free: 0, coming: 1, settingUp: 2, running: 3, broken: 4, moving: 5 } as const;

/** State of the power of one replication. Arrays are by site, by truck or by generator. */
export class Power {
  /** Losses of the grid that last at a site: however many, it is without the grid once. */
  readonly losses: Int32Array;
  /** Hour until which the site runs on what it had when it lost the grid. */
  readonly ownUntil: Float64Array;
  /** 1 when the site's own generator runs, so that it can be refuelled. */
  readonly standing: Uint8Array;
  /** Hours of delivered fuel in the tank of the site's own generator. It is used before that of a generator on wheels. */
  readonly tankHours: Float64Array;
  /** Hour up to which fuel used is booked, and hour at which all will be spent. */
  readonly bookedAt: Float64Array;
  readonly spentAt: Float64Array;
  readonly dark: Uint8Array;
  /** 1 while a site has power for less than the look-ahead: the dispatcher wants something brought there. */
  readonly wanting: Uint8Array;
  readonly stamp: Int32Array;
  /** Truck on its way to the site or unloading there, generator on its way or there; -1 for none. */
  readonly truckFor: Int32Array;
  readonly generatorFor: Int32Array;
  /** How often fuel was unloaded, and a generator set up, at the site: part of the address of their draws. */
  readonly unloadings: Int32Array;
  readonly setups: Int32Array;

  readonly truckState: Uint8Array;
  readonly truckLat: Float64Array;
  readonly truckLon: Float64Array;
  readonly truckStops: Int32Array;
  readonly truckSite: Int32Array;
  readonly truckLoads: Int32Array;

  readonly generatorState: Uint8Array;
  readonly generatorLat: Float64Array;
  readonly generatorLon: Float64Array;
  readonly generatorTankHours: Float64Array;
  readonly generatorSite: Int32Array;
  readonly generatorStamp: Int32Array;

  ordersAsked = false;
  /** Hours of fuel unloaded so far, and used so far; the first tanks of generators on wheels count when used only. */
  deliveredHours = 0;
  usedHours = 0;

  /** The sites, those that count for the most people first, then in the order of the network. */
  readonly order: Int32Array;
  readonly means: SitePower;

  constructor({ network, sitePower }: Model) {
    this.means = sitePower ?? NO_MEANS;
    const sites = sitePower === undefined ? 0 : network.siteCount;
    const trucks = this.means.trucks.length;
    const generators = this.means.generators.length;
    this.order = Int32Array.from({ length: sites }, (_, site) => site);
    this.losses = new Int32Array(sites);
    this.ownUntil = new Float64Array(sites);
    this.standing = new Uint8Array(sites);
    this.tankHours = new Float64Array(sites);
    this.bookedAt = new Float64Array(sites);
    this.spentAt = new Float64Array(sites);
    this.dark = new Uint8Array(sites);
    this.wanting = new Uint8Array(sites);
    this.stamp = new Int32Array(sites);
    this.truckFor = new Int32Array(sites);
    this.generatorFor = new Int32Array(sites);
    this.unloadings = new Int32Array(sites);
    this.setups = new Int32Array(sites);
    this.truckState = new Uint8Array(trucks);
    this.truckLat = new Float64Array(trucks);
    this.truckLon = new Float64Array(trucks);
    this.truckStops = new Int32Array(trucks);
    this.truckSite = new Int32Array(trucks);
    this.truckLoads = new Int32Array(trucks);
    this.generatorState = new Uint8Array(generators);
    this.generatorLat = new Float64Array(generators);
    this.generatorLon = new Float64Array(generators);
    this.generatorTankHours = new Float64Array(generators);
    this.generatorSite = new Int32Array(generators);
    this.generatorStamp = new Int32Array(generators);
  }

  /** @param weights by site, what it counts for under the protocol */
  begin(weights: Float64Array): void {
    sortByWeight(this.order, weights);
    this.losses.fill(0);
    this.standing.fill(0);
    this.tankHours.fill(0);
    this.dark.fill(0);
    this.wanting.fill(0);
    this.stamp.fill(0);
    this.truckFor.fill(-1);
    this.generatorFor.fill(-1);
    this.unloadings.fill(0);
    this.setups.fill(0);
    for (let truck = 0; truck < this.truckState.length; truck++) {
      const { lat, lon, stops } = this.means.trucks[truck];
      this.truckState[truck] = TRUCK.free;
      this.truckLat[truck] = lat;
      this.truckLon[truck] = lon;
      this.truckStops[truck] = stops;
      this.truckLoads[truck] = 0;
    }
    for (let generator = 0; generator < this.generatorState.length; generator++) {
      const { lat, lon, tankHours } = this.means.generators[generator];
      this.generatorState[generator] = GENERATOR.free;
      this.generatorLat[generator] = lat;
      this.generatorLon[generator] = lon;
      this.generatorTankHours[generator] = tankHours;
      this.generatorStamp[generator] = 0;
    }
    this.ordersAsked = false;
    this.deliveredHours = 0;
    this.usedHours = 0;
  }

  /** The generator on wheels that runs at a site, or -1. */
  runningAt(site: number): number {
    const generator = this.generatorFor[site];
    return generator >= 0 && this.generatorState[generator] === GENERATOR.running ? generator : -1;
  }

  /** Whether fuel that is brought to the site finds a generator. */
  canRefuel(site: number): boolean {
    return this.standing[site] === 1 || this.runningAt(site) >= 0;
  }

  /** Books the fuel that a site without the grid has used until `time`. */
  book(site: number, time: number): void {
    let hours = time - Math.max(this.bookedAt[site], this.ownUntil[site]);
    this.bookedAt[site] = time;
    if (hours <= 0) return;
    const own = Math.min(hours, this.tankHours[site]);
    this.tankHours[site] -= own;
    this.usedHours += own;
    hours -= own;
    const generator = this.runningAt(site);
    if (generator < 0) return;
    const brought = Math.min(hours, this.generatorTankHours[generator]);
    this.generatorTankHours[generator] -= brought;
    this.usedHours += brought;
  }
}

/** In place; quick when the order is nearly right already. Ties go by index. */
function sortByWeight(order: Int32Array, weights: Float64Array): void {
  for (let place = 1; place < order.length; place++) {
    const site = order[place];
    let to = place;
    for (; to > 0; to--) {
      const before = order[to - 1];
      if (weights[before] > weights[site] || (weights[before] === weights[site] && before < site)) break;
      order[to] = before;
    }
    order[to] = site;
  }
}
