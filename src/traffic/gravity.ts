/** Domestic demand between sites by their people. */
import { haversineKm } from '../network/geodesy.ts';
import type { Network } from '../network/network.ts';

export interface Gravity {
  /** Power of the people who attract. */
  readonly exponent: number;
  /** Distance over which the attraction falls to 1/e, km; Infinity when distance does not matter. */
  readonly distanceKm: number;
}

/**
 * How strongly each site draws the demand of one other: `people^exponent exp(-distance / distanceKm)`, by site; 0 for
 * itself and for sites without people. Wilson (1971), Environment and Planning 3:1-32, the production-constrained model;
 * without distance the gravity model of Roughan (2005), ACM SIGCOMM CCR 35:5.
 * @param peopled sites with people
 */
export function attraction(network: Network, peopled: Int32Array, from: number, gravity: Gravity): Float64Array {
  const weights = new Float64Array(network.siteCount);
  const here = network.sites[from];
  for (const to of peopled) {
    if (to === from) continue;
    const there = network.sites[to];
    const nearness =
      gravity.distanceKm === Number.POSITIVE_INFINITY
        ? 1
        : Math.exp(-haversineKm(here.lat, here.lon, there.lat, there.lon) / gravity.distanceKm);
    weights[to] = network.population[to] ** gravity.exponent * nearness;
  }
  return weights;
}
