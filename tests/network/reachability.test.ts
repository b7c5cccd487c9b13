import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, type Network, type Role } from '../../src/network/network.ts';
import { Reachability, type Reference } from '../../src/network/reachability.ts';
import { expectAssembled } from '../assembled.ts';

interface Drawn {
  sites: { population: number; role: Role; down: boolean }[];
  links: { from: number; to: number; down: boolean }[];
}

const drawn: fc.Arbitrary<Drawn> = fc
  .array(
    fc.record({
      population: fc.integer({ min: 0, max: 50 }),
      role: fc.constantFrom<Role>('core', 'core', 'core', 'gateway', 'satellite'),
      down: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .chain((sites) =>
    fc.record({
      sites: fc.constant(sites),
      links: fc.array(
        fc.record({
          from: fc.integer({ min: 0, max: sites.length - 1 }),
          to: fc.integer({ min: 0, max: sites.length - 1 }),
          down: fc.boolean(),
        }),
        { maxLength: 14 },
      ),
    }),
  );

const networkOf = ({ sites, links }: Drawn): Network =>
  layOut(
    sites.map(({ population, role }, index) => ({
      id: `s${index}`,
      name: `s${index}`,
      role,
      operator: 'op',
      lat: 0,
      lon: index,
      population: role === 'satellite' ? 0 : population,
      vs30: Number.NaN,
      building: undefined,
      autonomyHours: Number.NaN,
    })),
    links.map(({ from, to }, index) => ({
      id: `l${index}`,
      from,
      to,
      medium: 'buried',
      operator: 'op',
      lengthKm: [1, 1],
      route: new Float64Array(0),
      capacityGbps: Number.NaN,
      riskGroup: undefined,
    })),
  );

/** Groups of sites that are up, by search from each site. */
function groupsBySearch(network: Network, siteFaults: Int32Array, linkFaults: Int32Array): number[][] {
  const up = (site: number): boolean => siteFaults[site] === 0 && network.isSpace[site] === 0;
  const seen = new Set<number>();
  const groups: number[][] = [];
  for (let start = 0; start < network.siteCount; start++) {
    if (!up(start) || seen.has(start)) continue;
    const group = [start];
    seen.add(start);
    for (const site of group)
      for (let link = 0; link < network.linkCount; link++) {
        if (linkFaults[link] > 0) continue;
        const ends = [network.from[link], network.to[link]];
        if (!ends.includes(site)) continue;
        const other = ends[0] === site ? ends[1] : ends[0];
        if (up(other) && !seen.has(other)) {
          seen.add(other);
          group.push(other);
        }
      }
    groups.push(group);
  }
  return groups;
}

const peopleIn = (network: Network, group: number[]): number =>
  group.reduce((sum, site) => sum + network.population[site], 0);

function expectedPeople(network: Network, groups: number[][], reference: Reference): number {
  if (reference === 'largest-component') return Math.max(0, ...groups.map((group) => peopleIn(network, group)));
  return groups
    .filter((group) => group.some((site) => network.isGateway[site] === 1))
    .reduce((sum, group) => sum + peopleIn(network, group), 0);
}

const faultsOf = (list: { down: boolean }[]): Int32Array => Int32Array.from(list, ({ down }) => (down ? 1 : 0));

describe('the bytes', () => {
  it('are those of the text', async () => {
    await expectAssembled('network/reachability', 'tests/network/reachability.test.ts');
  });
});

describe.each<Reference>(['gateway', 'largest-component'])('reachability by %s', (reference) => {
  it('agrees with a search, and joining what comes back agrees with starting anew', () => {
    fc.assert(
      fc.property(drawn, (drawing) => {
        const network = networkOf(drawing);
        const siteFaults = faultsOf(drawing.sites);
        const linkFaults = faultsOf(drawing.links);
        const reach = new Reachability(network, reference);
        reach.rebuild(siteFaults, linkFaults);
        const agree = (): void => {
          const groups = groupsBySearch(network, siteFaults, linkFaults);
          expect(reach.connectedPairs).toBe(groups.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0));
          expect(reach.connectedPeople).toBe(expectedPeople(network, groups, reference));
        };
        agree();
        for (let site = 0; site < network.siteCount; site++) {
          if (siteFaults[site] === 0) continue;
          siteFaults[site] = 0;
          reach.raise(site);
          agree();
        }
        for (let link = 0; link < network.linkCount; link++) {
          if (linkFaults[link] === 0) continue;
          linkFaults[link] = 0;
          reach.join(link);
          agree();
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('who is counted', () => {
  it('may be others than the network tells of, from the next rebuild on', () => {
    fc.assert(
      fc.property(
        drawn,
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 8 }),
        (drawing, weights) => {
          const network = networkOf(drawing);
          const siteFaults = faultsOf(drawing.sites);
          const linkFaults = faultsOf(drawing.links);
          const population = network.population.map((_, site) => (network.isSpace[site] === 1 ? 0 : weights[site]));
          const weighed = new Reachability(network, 'gateway');
          weighed.rebuild(siteFaults, linkFaults);
          weighed.weigh(population);
          weighed.rebuild(siteFaults, linkFaults);
          const told = new Reachability({ ...network, population }, 'gateway');
          told.rebuild(siteFaults, linkFaults);
          for (let site = 0; site < network.siteCount; site++) {
            expect(weighed.peopleWith(site)).toBe(told.peopleWith(site));
            expect(weighed.strandedAtSite(site, linkFaults)).toBe(told.strandedAtSite(site, linkFaults));
            siteFaults[site] = 0;
            weighed.raise(site);
            told.raise(site);
            expect(weighed.connectedPeople).toBe(told.connectedPeople);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('who has come to be connected', () => {
  it('is listed, each site once, from the moment at which somebody follows', () => {
    fc.assert(
      fc.property(drawn, (drawing) => {
        const network = networkOf(drawing);
        const siteFaults = faultsOf(drawing.sites);
        const linkFaults = faultsOf(drawing.links);
        const reach = new Reachability(network, 'gateway');
        reach.rebuild(siteFaults, linkFaults);
        expect(reach.isFollowed).toBe(false);
        reach.follow();
        const served = (): number[] => [...network.sites.keys()].filter((site) => reach.serves(site));
        let before = served();
        const agree = (): void => {
          const now = served();
          const arrived = [...reach.arrived.subarray(0, reach.arrivedCount)].sort((a, b) => a - b);
          expect(arrived).toEqual(now.filter((site) => !before.includes(site)));
          reach.arrivedCount = 0;
          before = now;
        };
        for (let link = 0; link < network.linkCount; link++) {
          if (linkFaults[link] === 0) continue;
          linkFaults[link] = 0;
          reach.join(link);
          if (link % 2 === 0) agree();
        }
        for (let site = 0; site < network.siteCount; site++) {
          if (siteFaults[site] === 0) continue;
          siteFaults[site] = 0;
          reach.raise(site);
          agree();
        }
        agree();
        reach.rebuild(siteFaults, linkFaults);
        expect(served()).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  it('is not listed where the most populous group counts', () => {
    const reach = new Reachability(networkOf({ sites: [], links: [] }), 'largest-component');
    reach.rebuild(new Int32Array(0), new Int32Array(0));
    reach.follow();
    expect(reach.isFollowed).toBe(false);
  });
});

describe('what a repair would gain', () => {
  it('is what it does gain, under the reference of gateways', () => {
    fc.assert(
      fc.property(drawn, (drawing) => {
        const network = networkOf(drawing);
        const siteFaults = faultsOf(drawing.sites);
        const linkFaults = faultsOf(drawing.links);
        const before = new Reachability(network, 'gateway');
        before.rebuild(siteFaults, linkFaults);
        const after = new Reachability(network, 'gateway');
        for (let link = 0; link < network.linkCount; link++) {
          if (linkFaults[link] === 0) continue;
          linkFaults[link] = 0;
          after.rebuild(siteFaults, linkFaults);
          linkFaults[link] = 1;
          if (network.isSpaceLink[link] === 0)
            expect(before.gainOfLink(link)).toBe(after.connectedPeople - before.connectedPeople);
          expect(before.strandedAtLink(link)).toBeGreaterThanOrEqual(before.gainOfLink(link));
        }
        for (let site = 0; site < network.siteCount; site++) {
          if (siteFaults[site] === 0 || network.isSpace[site] === 1) continue;
          siteFaults[site] = 0;
          after.rebuild(siteFaults, linkFaults);
          siteFaults[site] = 1;
          expect(before.gainOfSite(site, linkFaults)).toBe(after.connectedPeople - before.connectedPeople);
        }
      }),
      { numRuns: 300 },
    );
  });
});
