/** Round trips: by hand over each medium, and held against all paths of small networks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Link, layOut, type Medium, type Role, type Site } from '../../src/network/network.ts';
import { RoundTrips } from '../../src/network/round-trips.ts';
import { allPaths, drawnMultigraph, multigraph } from './random-multigraph.ts';

const siteOf = (id: string, role: Role, population = 0): Site => ({
  id,
  name: id,
  role,
  operator: 'op',
  lat: 0,
  lon: 0,
  population,
  vs30: Number.NaN,
  building: undefined,
  autonomyHours: Number.NaN,
});
const linkOf = (id: string, from: number, to: number, medium: Medium): Link => ({
  id,
  from,
  to,
  medium,
  operator: 'op',
  lengthKm: [1, 1],
  route: new Float64Array(0),
  capacityGbps: Number.NaN,
  riskGroup: undefined,
});

function linkRoundTripMs(medium: Medium, km: number): number {
  const trips = new RoundTrips(layOut([siteOf('a', 'core'), siteOf('b', 'core')], [linkOf('ab', 0, 1, medium)]));
  trips.setLengths(Float64Array.of(km));
  const into = new Float64Array(1);
  trips.between(trips.allSitesUp, trips.allLinksUp, Int32Array.of(0, 1), into, 0);
  return into[0];
}

describe('the round trip over a link', () => {
  it.each<[Medium, number, number]>([
    ['buried', 1000, 9.8],
    ['duct', 100, 0.98],
    ['opgw', 1000, 9.8],
    ['submarine', 380, 3.724],
    ['microwave', 50, 0.334],
    // Geostationary, twice 35,786 km; and up and down to a low orbit.
    ['satellite', 71_572, 503.1],
    ['satellite', 2250, 40.03],
    ['buried', 0, 0],
  ])('by %s over %d km is %d ms', (medium, km, ms) => {
    expect(linkRoundTripMs(medium, km)).toBeCloseTo(ms, 1);
  });

  it('is that of light: no medium is quicker than vacuum, and a hop of Azerspace-1 from Baku is as computed', () => {
    for (const medium of ['buried', 'microwave', 'satellite'] as const)
      expect(linkRoundTripMs(medium, 1000)).toBeGreaterThan((2 * 1000) / 299.792458);
    // Slant range 37,555 km: 501 ms of propagation, and what the hop takes beside.
    expect(linkRoundTripMs('satellite', 2 * 37_555)).toBeCloseTo(501 + 25, -0.5);
  });
});

/** Two gateways g and h; a, b with people; a satellite link between a and h is a link like another, one to space is none. */
function world(): { trips: RoundTrips; lengths: Float64Array } {
  const network = layOut(
    [
      siteOf('g', 'gateway', 0),
      siteOf('a', 'core', 3000),
      siteOf('b', 'core', 1000),
      siteOf('h', 'gateway', 0),
      siteOf('sat', 'satellite', 0),
    ],
    [
      linkOf('ga', 0, 1, 'buried'),
      linkOf('ab', 1, 2, 'buried'),
      linkOf('ab-radio', 1, 2, 'microwave'),
      linkOf('ah', 1, 3, 'satellite'),
      linkOf('up', 0, 4, 'satellite'),
      linkOf('down', 2, 4, 'satellite'),
    ],
  );
  return { trips: new RoundTrips(network), lengths: Float64Array.of(100, 100, 120, 71_572, 1, 1) };
}

describe('round trips', () => {
  it('run over the quickest way, which need not be the shortest', () => {
    const { trips, lengths } = world();
    trips.setLengths(lengths);
    const { allSitesUp, allLinksUp } = trips;
    const into = new Float64Array(4).fill(-1);
    expect(trips.between(allSitesUp, allLinksUp, Int32Array.of(0, 2, 0, 3), into, 1)).toBe(3);
    // Radio, 120 km: 0.8016 ms against 0.98 of the fibre of 100 km.
    expect(into[1]).toBeCloseTo(0.98 + 0.8016, 9);
    expect(into[2]).toBeCloseTo(0.98 + 503.10096, 4);
    expect([into[0], into[3]]).toEqual([-1, -1]);
    expect(trips.toGateways(allSitesUp, allLinksUp)).toBeCloseTo((3 * 0.98 + (0.98 + 0.8016)) / 4, 9);
  });

  it('go round what is down, over a satellite if need be, and are endless where no way is left', () => {
    const { trips, lengths } = world();
    trips.setLengths(lengths);
    const { allSitesUp, allLinksUp } = trips;
    const down = (...links: number[]): Int32Array => allLinksUp.map((_, link) => (links.includes(link) ? 1 : 0));
    const between = (links: Int32Array, sites = allSitesUp): number[] => {
      const into = new Float64Array(1);
      trips.between(sites, links, Int32Array.of(0, 2), into, 0);
      return [...into];
    };
    expect(between(down(2))[0]).toBeCloseTo(1.96, 9);
    expect(between(down(1, 2))).toEqual([Number.POSITIVE_INFINITY]);
    expect(between(allLinksUp, Int32Array.of(0, 1, 0, 0, 0))).toEqual([Number.POSITIVE_INFINITY]);
    // All to the other gateway by satellite; b cut off, and a alone; nobody.
    expect(trips.toGateways(allSitesUp, down(0))).toBeCloseTo(503.10096 + 0.8016 / 4, 4);
    expect(trips.toGateways(allSitesUp, down(1, 2))).toBeCloseTo(0.98, 9);
    expect(trips.toGateways(allSitesUp, down(0, 3))).toBe(Number.POSITIVE_INFINITY);
  });

  it('are the least over all paths, on random multigraphs, and never shorter when links go down', () => {
    let reached = 0;
    fc.assert(
      fc.property(
        drawnMultigraph,
        fc.array(fc.constantFrom(0, 0, 1), { minLength: 9, maxLength: 9 }),
        ({ roles, links }, broken) => {
          const network = multigraph(roles, links);
          const trips = new RoundTrips(network);
          trips.setLengths(Float64Array.from(network.links, ({ lengthKm }) => lengthKm[0]));
          const down = Int32Array.from(links, (_, link) => broken[link]);
          const ends: number[] = [];
          for (let a = 0; a < network.siteCount; a++) for (let b = 0; b < network.siteCount; b++) ends.push(a, b);
          const left = new Float64Array(ends.length / 2);
          const whole = new Float64Array(ends.length / 2);
          trips.between(trips.allSitesUp, down, Int32Array.from(ends), left, 0);
          trips.between(trips.allSitesUp, trips.allLinksUp, Int32Array.from(ends), whole, 0);
          for (let pair = 0; pair < left.length; pair++) {
            expect(left[pair]).toBeGreaterThanOrEqual(whole[pair]);
            const ways = allPaths(network, ends[2 * pair], ends[2 * pair + 1]).filter((path) =>
              path.every((link) => down[link] === 0),
            );
            const least = ways.reduce(
              (best, way) =>
                Math.min(
                  best,
                  way.reduce((sum, link) => sum + 9.8e-3 * links[link].km, 0),
                ),
              Number.POSITIVE_INFINITY,
            );
            if (least === Number.POSITIVE_INFINITY) expect(left[pair]).toBe(least);
            else {
              reached++;
              expect(left[pair]).toBeCloseTo(least, 12);
            }
          }
        },
      ),
      { numRuns: 300, seed: 8 },
    );
    expect(reached).toBeGreaterThan(1000);
  });
});
