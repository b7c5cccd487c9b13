/** Who wants to be connected: the people at the sites, and the pairs of sites, before anything breaks. */
import type { Network } from '../network/network.ts';
import { Reachability, type Reference } from '../network/reachability.ts';

/** What every loss is measured against. */
export interface Demand {
  /** People connected to the reference. */
  readonly people: number;
  /** Unordered pairs of sites that reach each other. */
  readonly pairs: number;
  /** 1 for a site whose people are connected. */
  readonly served: Uint8Array;
  /** Sites with people, the most populous first. */
  readonly byPopulation: Int32Array;
}

/** The demand that an intact backbone serves; people on islands are cut off from the start and no loss. */
export function demandOf(network: Network, reference: Reference): Demand {
  const reach = new Reachability(network, reference);
  reach.rebuild(new Int32Array(network.siteCount), new Int32Array(network.linkCount));
  const sites = [...network.population.keys()].filter((site) => network.population[site] > 0);
  sites.sort((a, b) => network.population[b] - network.population[a] || a - b);
  return {
    people: reach.connectedPeople,
    pairs: reach.connectedPairs,
    served: Uint8Array.from(network.sites, (_, site) => (reach.serves(site) ? 1 : 0)),
    byPopulation: Int32Array.from(sites),
  };
}
