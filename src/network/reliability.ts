/** Who still reaches whom while groups of links are down, and the reliabilities that follow by enumeration. */
import type { Network } from './network.ts';
import { eachState } from './state-enumeration.ts';

/** Sites grouped by who reaches whom over the links whose group is up. Satellites in space are left out. */
export class Islands {
  /** The island of each site; numbered from 0 in the order of their first sites, -1 in space. */
  readonly of: Int32Array;
  count = 0;
  readonly #network: Network;
  readonly #groupOf: Int32Array;
  readonly #parent: Int32Array;

  /** @param groupOf the group that each link fails with; a link of group -1 carries nothing */
  constructor(network: Network, groupOf: Int32Array) {
    this.#network = network;
    this.#groupOf = groupOf;
    this.of = new Int32Array(network.siteCount);
    this.#parent = new Int32Array(network.siteCount);
  }

  /** Works the islands out while the first `count` of these groups are down. */
  part(failed: Int32Array, count: number): void {
    const { siteCount, linkCount, from, to, isSpace, isSpaceLink } = this.#network;
    const parent = this.#parent;
    for (let site = 0; site < siteCount; site++) parent[site] = site;
    for (let link = 0; link < linkCount; link++) {
      const group = this.#groupOf[link];
      if (group < 0 || isSpaceLink[link] === 1) continue;
      let isDown = false;
      for (let place = 0; place < count; place++) if (failed[place] === group) isDown = true;
      if (isDown) continue;
      const a = this.#root(from[link]);
      const b = this.#root(to[link]);
      // The lower site is the root: it is met first below.
      if (a < b) parent[b] = a;
      else parent[a] = b;
    }
    this.count = 0;
    for (let site = 0; site < siteCount; site++) {
      if (isSpace[site] === 1) this.of[site] = -1;
      else {
        const root = this.#root(site);
        this.of[site] = root === site ? this.count++ : this.of[root];
      }
    }
  }

  #root(site: number): number {
    const parent = this.#parent;
    let node = site;
    while (parent[node] !== node) {
      parent[node] = parent[parent[node]];
      node = parent[node];
    }
    return node;
  }
}

/**
 * Expectation of what a state is worth, over all 2^n states of n elements that fail independently.
 * Colbourn (1987), "The Combinatorics of Network Reliability", ch. 1. @param unavailability of each element, in [0, 1)
 */
export function expectationOver(
  unavailability: ArrayLike<number>,
  worth: (failed: Int32Array, count: number) => number,
): number {
  let sum = 0;
  eachState(unavailability, unavailability.length, (failed, count, probability) => {
    sum += probability * worth(failed, count);
  });
  return sum;
}
