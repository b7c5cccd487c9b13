/** The shape of a backbone against brute force, and the cases that go wrong elsewhere. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Link, layOut, type Network, type Role, type Site } from '../../src/network/network.ts';
import {
  articulationPoints,
  bridges,
  componentsOf,
  isolatedSites,
  parallelLinkCount,
  selfLoopCount,
} from '../../src/network/structure.ts';

function networkOf(
  siteCount: number,
  ends: readonly (readonly [number, number])[],
  satellites: number[] = [],
): Network {
  const sites = Array.from({ length: siteCount }, (_, index): Site => {
    const role: Role = satellites.includes(index) ? 'satellite' : 'core';
    const unknown = Number.NaN;
    return {
      id: `s${index}`,
      name: `s${index}`,
      role,
      operator: 'o',
      lat: unknown,
      lon: unknown,
      population: 0,
      vs30: unknown,
      building: undefined,
      autonomyHours: unknown,
    };
  });
  const links = ends.map(
    ([from, to], index): Link => ({
      id: `l${index}`,
      from,
      to,
      medium: 'buried',
      operator: 'o',
      lengthKm: [1, 1],
      route: new Float64Array(0),
      capacityGbps: Number.NaN,
      riskGroup: undefined,
    }),
  );
  return layOut(sites, links);
}

/** Components by spreading labels until nothing changes: too slow to be wrong. */
function slowComponents(sites: readonly number[], ends: readonly (readonly [number, number])[]): number {
  const label = new Map(sites.map((site) => [site, site]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const [a, b] of ends) {
      const [one, other] = [label.get(a), label.get(b)];
      if (one === undefined || other === undefined || one === other) continue;
      const low = Math.min(one, other);
      label.set(a, low);
      label.set(b, low);
      changed = true;
    }
  }
  return new Set(label.values()).size;
}

const multigraph = fc.integer({ min: 1, max: 9 }).chain((siteCount) =>
  fc.record({
    siteCount: fc.constant(siteCount),
    ends: fc.array(fc.tuple(fc.nat(siteCount - 1), fc.nat(siteCount - 1)), { maxLength: 16 }),
  }),
);

describe('the shape of a backbone', () => {
  it('agrees with brute force on small random multigraphs', () => {
    fc.assert(
      fc.property(multigraph, ({ siteCount, ends }) => {
        const network = networkOf(siteCount, ends);
        const all = Array.from({ length: siteCount }, (_, site) => site);
        const whole = slowComponents(all, ends);
        expect(componentsOf(network).count).toBe(whole);
        expect(bridges(network)).toEqual(
          ends.flatMap((_, link) => (slowComponents(all, ends.toSpliced(link, 1)) > whole ? [link] : [])),
        );
        expect(articulationPoints(network)).toEqual(
          all.filter((lost) => {
            const rest = all.filter((site) => site !== lost);
            const isolated = ends.every(([a, b]) => a === b || (a !== lost && b !== lost));
            return slowComponents(rest, ends) > whole - (isolated ? 1 : 0);
          }),
        );
        expect(isolatedSites(network)).toEqual(all.filter((site) => !ends.flat().includes(site)));
        expect(selfLoopCount(network)).toBe(ends.filter(([a, b]) => a === b).length);
        const pairs = new Set(ends.map(([a, b]) => `${Math.min(a, b)} ${Math.max(a, b)}`));
        expect(parallelLinkCount(network)).toBe(ends.length - pairs.size);
      }),
      { numRuns: 2000, seed: 20001125 },
    );
  });

  it('calls neither a link with a parallel twin nor a self-loop a bridge', () => {
    const network = networkOf(3, [
      [0, 1],
      [1, 0],
      [1, 2],
      [2, 2],
    ]);
    expect(bridges(network)).toEqual([2]);
    expect(articulationPoints(network)).toEqual([1]);
    expect(parallelLinkCount(network)).toBe(1);
    expect(selfLoopCount(network)).toBe(1);
  });

  it('numbers components by their first sites, over the links that are usable', () => {
    const network = networkOf(5, [
      [0, 3],
      [1, 2],
      [3, 1],
    ]);
    expect(componentsOf(network)).toEqual({ count: 2, of: Int32Array.of(0, 0, 0, 0, 1), sizes: [4, 1] });
    expect(componentsOf(network, (link) => link !== 2)).toEqual({
      count: 3,
      of: Int32Array.of(0, 1, 1, 0, 2),
      sizes: [2, 2, 1],
    });
  });

  it('leaves space out unless asked', () => {
    const network = networkOf(
      4,
      [
        [0, 1],
        [0, 3],
        [1, 3],
        [2, 3],
        [2, 3],
      ],
      [3],
    );
    expect(componentsOf(network)).toEqual({ count: 2, of: Int32Array.of(0, 0, 1, -1), sizes: [2, 1] });
    expect(componentsOf(network, undefined, { space: true }).count).toBe(1);
    expect(bridges(network)).toEqual([0]);
    expect(bridges(network, { space: true })).toEqual([]);
    expect(articulationPoints(network)).toEqual([]);
    expect(articulationPoints(network, { space: true })).toEqual([3]);
    expect(isolatedSites(network)).toEqual([2]);
    expect(isolatedSites(network, { space: true })).toEqual([]);
    expect(parallelLinkCount(network)).toBe(0);
    expect(parallelLinkCount(network, { space: true })).toBe(1);
  });

  it('walks a chain of 100,000 sites without overflowing the stack', () => {
    const last = 99_999;
    const network = networkOf(
      last + 1,
      Array.from({ length: last }, (_, site): [number, number] => [site, site + 1]),
    );
    expect(bridges(network)).toHaveLength(last);
    expect(articulationPoints(network)).toHaveLength(last - 1);
    expect(componentsOf(network).sizes).toEqual([last + 1]);
  });
});
