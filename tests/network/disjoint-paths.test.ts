/** Pairs of disjoint paths, held against all pairs of all paths. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DisjointPaths } from '../../src/network/disjoint-paths.ts';
import type { Network } from '../../src/network/network.ts';
import { allPaths, drawnMultigraph, multigraph } from './random-multigraph.ts';

/** What is compared: length in whole steps of 1 cm, then links. */
type Cost = readonly [steps: number, links: number];
const costOf = (network: Network, ...paths: readonly (readonly number[])[]): Cost => {
  const links = paths.flat();
  return [links.reduce((sum, link) => sum + Math.round(network.links[link].lengthKm[0] * 1e5), 0), links.length];
};
const isLess = (a: Cost, b: Cost): boolean => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
const least = (costs: readonly Cost[]): Cost => costs.reduce((best, cost) => (isLess(cost, best) ? cost : best));

const searchOf = (network: Network): DisjointPaths =>
  new DisjointPaths(
    network,
    Float64Array.from(network.links, ({ lengthKm }) => lengthKm[0]),
  );
const pairOf = (search: DisjointPaths): number[][] =>
  search.pathLinks.map((links, path) => [...links.subarray(0, search.pathLength[path])]);

/** Where a walk along these links ends. */
const endOf = ({ from, to }: Network, source: number, path: readonly number[]): number =>
  path.reduce((site, link) => {
    expect([from[link], to[link]]).toContain(site);
    return from[link] === site ? to[link] : from[link];
  }, source);

describe('the pair of link-disjoint paths', () => {
  it('is of least total length and shares only what all ways share, on random multigraphs', () => {
    let pairs = 0;
    let sharing = 0;
    fc.assert(
      fc.property(drawnMultigraph, ({ roles, links }) => {
        const network = multigraph(roles, links);
        const search = searchOf(network);
        const way = new Int32Array(network.siteCount);
        for (let source = 0; source < network.siteCount; source++) {
          search.from(source);
          for (let target = 0; target < network.siteCount; target++) {
            const paths = allPaths(network, source, target);
            expect(search.reaches(target)).toBe(paths.length > 0);
            if (paths.length === 0 || source === target) continue;
            pairs++;
            const shortest = [...way.subarray(0, search.shortest(target, way))].reverse();
            expect(endOf(network, source, shortest)).toBe(target);
            expect(costOf(network, shortest)).toEqual(least(paths.map((path) => costOf(network, path))));

            const shared = search.pair(target);
            const [one, other] = pairOf(search);
            expect([endOf(network, source, one), endOf(network, source, other)]).toEqual([target, target]);
            for (const path of [one, other]) expect(new Set(path).size).toBe(path.length);
            expect(one.filter((link) => other.includes(link))).toHaveLength(shared);
            const common = paths.reduce((links, path) => links.filter((link) => path.includes(link)));
            expect(shared).toBe(common.length);
            const candidates = paths.flatMap((a) =>
              paths
                .filter((b) => a.filter((link) => b.includes(link)).length === shared)
                .map((b) => costOf(network, a, b)),
            );
            expect(costOf(network, one, other)).toEqual(least(candidates));
            if (shared > 0) sharing++;
          }
        }
      }),
      { numRuns: 400, seed: 5 },
    );
    expect(pairs).toBeGreaterThan(2000);
    expect(sharing).toBeGreaterThan(500);
  });

  it('gives up the shortest path where that blocks every other', () => {
    // The trap of Suurballe (1974): the shortest path 0-1-2-3 leaves no second; both others use a part of it.
    const network = multigraph(
      ['core', 'core', 'core', 'core'],
      [
        { from: 0, to: 1, km: 1 },
        { from: 1, to: 2, km: 1 },
        { from: 2, to: 3, km: 1 },
        { from: 0, to: 2, km: 10 },
        { from: 1, to: 3, km: 10 },
      ],
    );
    const search = searchOf(network);
    search.from(0);
    expect(search.pair(3)).toBe(0);
    expect(pairOf(search)).toEqual([
      [0, 4],
      [3, 2],
    ]);
  });

  it('takes parallel links as two ways, and a way of fewer links where lengths are equal', () => {
    const network = multigraph(
      ['core', 'core', 'core'],
      [
        { from: 0, to: 1, km: 0.1 },
        { from: 1, to: 2, km: 0.2 },
        { from: 0, to: 2, km: 0.3 },
        { from: 2, to: 0, km: 0.3 },
      ],
    );
    const search = searchOf(network);
    search.from(0);
    const way = new Int32Array(3);
    expect([...way.subarray(0, search.shortest(2, way))]).toEqual([2]);
    expect(search.pair(2)).toBe(0);
    expect(pairOf(search)).toEqual([[2], [3]]);
  });
});
