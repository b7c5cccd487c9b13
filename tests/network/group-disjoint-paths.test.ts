/** Pairs of paths that no group takes, held against all pairs of all paths. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureGroups } from '../../src/experiment/availability/failure-groups.ts';
import { DisjointPaths } from '../../src/network/disjoint-paths.ts';
import { GroupDisjointPaths } from '../../src/network/group-disjoint-paths.ts';
import type { Network } from '../../src/network/network.ts';
import { allPaths, drawnMultigraph, multigraph } from './random-multigraph.ts';

const TIMES = { mttfHours: 1000, mttrHours: 10 };

function searchOf(network: Network): { pairs: DisjointPaths; apart: GroupDisjointPaths; groupOf: Int32Array } {
  const { groupOf, count } = failureGroups(network, TIMES);
  const pairs = new DisjointPaths(
    network,
    Float64Array.from(network.links, ({ lengthKm }) => lengthKm[0]),
  );
  return { pairs, apart: new GroupDisjointPaths(network, pairs, groupOf, count), groupOf };
}
const pathsOf = ({ pathLinks, pathLength }: Pick<GroupDisjointPaths, 'pathLinks' | 'pathLength'>): number[][] =>
  pathLinks.map((links, path) => [...links.subarray(0, pathLength[path])]);

/** Length in whole steps of 1 cm, then links, as one number. */
const costOf = (network: Network, paths: readonly (readonly number[])[]): number =>
  paths.flat().reduce((sum, link) => sum + Math.round(network.links[link].lengthKm[0] * 1e5) * 1000 + 1, 0);
const common = (one: readonly number[], other: readonly number[]): number[] => [
  ...new Set(one.filter((item) => other.includes(item))),
];

describe('the pair of paths that no group takes', () => {
  it('is of least total length where there is one, and else the link-disjoint pair, on random multigraphs', () => {
    let better = 0;
    fc.assert(
      fc.property(drawnMultigraph, ({ roles, links }) => {
        const network = multigraph(roles, links);
        const { pairs, apart, groupOf } = searchOf(network);
        const groupsOf = (path: readonly number[]): number[] => path.map((link) => groupOf[link]);
        for (let source = 0; source < network.siteCount; source++) {
          pairs.from(source);
          for (let target = 0; target < network.siteCount; target++) {
            if (source === target || !pairs.reaches(target)) continue;
            const all = allPaths(network, source, target);
            const onAll = all.reduce(common);
            const groupsOnAll = all.map(groupsOf).reduce(common);
            const free = all.flatMap((a) =>
              all
                .filter(
                  (b) =>
                    common(a, b).every((link) => onAll.includes(link)) &&
                    common(groupsOf(a), groupsOf(b)).every((group) => groupsOnAll.includes(group)),
                )
                .map((b) => [a, b]),
            );
            const { sharedLinks, sharedGroups, isSettled } = apart.pair(source, target);
            expect(isSettled).toBe(true);
            const [one, other] = pathsOf(apart);
            expect(common(one, other)).toHaveLength(sharedLinks);
            expect(common(groupsOf(one), groupsOf(other))).toHaveLength(sharedGroups);
            pairs.pair(target);
            const linkDisjoint = pathsOf(pairs);
            if (free.length === 0) {
              expect([one, other]).toEqual(linkDisjoint);
              continue;
            }
            expect(
              free.map((pair) =>
                pair
                  .map((path) => [...path].sort().join())
                  .sort()
                  .join('|'),
              ),
            ).toContain(
              [one, other]
                .map((path) => [...path].sort().join())
                .sort()
                .join('|'),
            );
            expect(costOf(network, [one, other])).toBe(Math.min(...free.map((pair) => costOf(network, pair))));
            if (costOf(network, [one, other]) > costOf(network, linkDisjoint)) better++;
          }
        }
      }),
      { numRuns: 400, seed: 6 },
    );
    expect(better).toBeGreaterThan(50);
  });

  it('is the link-disjoint pair where each link is a group', () => {
    fc.assert(
      fc.property(drawnMultigraph, ({ roles, links }) => {
        const network = multigraph(
          roles,
          links.map((link) => ({ ...link, riskGroup: undefined })),
        );
        const { pairs, apart } = searchOf(network);
        for (let source = 0; source < network.siteCount; source++) {
          pairs.from(source);
          for (let target = 0; target < network.siteCount; target++) {
            if (source === target || !pairs.reaches(target)) continue;
            const { sharedLinks, sharedGroups } = apart.pair(source, target);
            expect(sharedGroups).toBe(sharedLinks);
            expect(pairs.pair(target)).toBe(sharedLinks);
            expect(pathsOf(apart)).toEqual(pathsOf(pairs));
          }
        }
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  /** Three ways from 0 to 1, of which every two share a risk, and none is on all three. */
  const TRAP = [
    { from: 0, to: 2, km: 1, riskGroup: 'x' },
    { from: 2, to: 1, km: 1, riskGroup: 'y' },
    { from: 0, to: 3, km: 2, riskGroup: 'y' },
    { from: 3, to: 1, km: 2, riskGroup: 'z' },
    { from: 0, to: 4, km: 3, riskGroup: 'z' },
    { from: 4, to: 1, km: 3, riskGroup: 'x' },
  ];

  it('stays link-disjoint where every pair shares a risk', () => {
    const { pairs, apart } = searchOf(multigraph(new Array(5).fill('core'), TRAP));
    pairs.from(0);
    expect(apart.pair(0, 1)).toEqual({ sharedLinks: 0, sharedGroups: 1, isSettled: true });
    expect(pathsOf(apart)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('has its search ended where too much is left to try, and says so', () => {
    // Behind the trap fourteen pairs of parallel links, whose sides can be dealt in thousands of ways.
    const sides = Array.from({ length: 14 }, (_, step) => [
      { from: step === 0 ? 1 : 4 + step, to: 5 + step, km: 1 },
      { from: step === 0 ? 1 : 4 + step, to: 5 + step, km: 1 + step / 100 },
    ]).flat();
    const { pairs, apart } = searchOf(multigraph(new Array(19).fill('core'), [...TRAP, ...sides]));
    pairs.from(0);
    expect(apart.pair(0, 18)).toEqual({ sharedLinks: 0, sharedGroups: 1, isSettled: false });
    pairs.pair(18);
    expect(pathsOf(apart)).toEqual(pathsOf(pairs));
  });
});
