/** How long light is on its way: the round trip over each link, and over the quickest way that is left. */
import type { Medium, Network } from './network.ts';
import { GATEWAYS, Routes } from './routes.ts';

/** One way along a fibre, us a km: 1.468, the group index of single-mode fibre at 1550 nm, over the speed of light in vacuum, 299,792.458 km/s. */
export const FIBRE_US_PER_KM = 4.9;

/** One way through the air or space, us a km: the refractive index of air at the ground, 1.0003, over the speed of light in vacuum. */
export const AIR_US_PER_KM = 3.34;

/**
 * What a hop over a satellite takes beside the way up and down, round trip, ms. With it a geostationary hop of twice
 * 35,786 km takes 503 ms, and one over a low orbit, 2,250 km up and down, 40 ms: the figures commonly told.
 */
export const SATELLITE_ACCESS_MS = 25;

/** Round trip over a link, ms: propagation alone, but for {@link SATELLITE_ACCESS_MS}. */
function linkRoundTripMs(medium: Medium, km: number): number {
  if (medium === 'satellite') return (2 * km * AIR_US_PER_KM) / 1000 + SATELLITE_ACCESS_MS;
  return (2 * km * (medium === 'microwave' ? AIR_US_PER_KM : FIBRE_US_PER_KM)) / 1000;
}

/** Round trips over the quickest way of the links that are up. Satellites in space and the links to them are left out. */
export class RoundTrips {
  /** What to pass for the network before anything broke. */
  readonly allSitesUp: Int32Array;
  readonly allLinksUp: Int32Array;
  readonly #network: Network;
  readonly #routes: Routes;
  readonly #linkMs: Float64Array;

  constructor(network: Network) {
    this.#network = network;
    this.allSitesUp = new Int32Array(network.siteCount);
    this.allLinksUp = new Int32Array(network.linkCount);
    this.#routes = new Routes(network);
    this.#linkMs = new Float64Array(network.linkCount);
  }

  /** Sets the length of each link, km. */
  setLengths(linkKm: Float64Array): void {
    const { links } = this.#network;
    for (let link = 0; link < links.length; link++)
      this.#linkMs[link] = linkRoundTripMs(links[link].medium, linkKm[link]);
  }

  /**
   * Puts the round trip between the ends of each corridor, ms, into `into` from `at` on: Infinity where they do not reach
   * each other.
   * @param siteDown, linkDown an element is up when its entry is 0
   * @param corridors the two ends of each, one after the other
   * @returns the place after the last
   */
  between(siteDown: Int32Array, linkDown: Int32Array, corridors: Int32Array, into: Float64Array, at: number): number {
    const { km } = this.#routes;
    for (let end = 0; end < corridors.length; end += 2) {
      // Corridors that are stated one after the other from one end share a search.
      if (end === 0 || corridors[end] !== corridors[end - 2])
        this.#routes.rebuild(siteDown, linkDown, this.#linkMs, corridors[end]);
      into[at + end / 2] = km[corridors[end + 1]];
    }
    return at + corridors.length / 2;
  }

  /**
   * Round trip from a person to the gateway nearest to her in time, ms, on average over the people who reach one;
   * Infinity where nobody does. Of the way from a person to her site nothing is known.
   */
  toGateways(siteDown: Int32Array, linkDown: Int32Array): number {
    const { siteCount, population } = this.#network;
    const { km } = this.#routes;
    this.#routes.rebuild(siteDown, linkDown, this.#linkMs, GATEWAYS);
    let people = 0;
    let sum = 0;
    for (let site = 0; site < siteCount; site++) {
      if (population[site] === 0 || km[site] === Number.POSITIVE_INFINITY) continue;
      people += population[site];
      sum += population[site] * km[site];
    }
    return people === 0 ? Number.POSITIVE_INFINITY : sum / people;
  }
}
