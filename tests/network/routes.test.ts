/** Routes held against a search by relaxation, and against reachability. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, type Network, type Role } from '../../src/network/network.ts';
import { Reachability } from '../../src/network/reachability.ts';
import { GATEWAYS, Routes } from '../../src/network/routes.ts';

const networkOf = (roles: readonly Role[], ends: readonly (readonly [number, number])[]): Network =>
  layOut(
    roles.map((role, index) => ({
      id: `s${index}`,
      name: `s${index}`,
      role,
      operator: 'op',
      lat: 0,
      lon: index,
      population: role === 'satellite' ? 0 : 1,
      vs30: Number.NaN,
      building: undefined,
      autonomyHours: Number.NaN,
    })),
    ends.map(([from, to], index) => ({
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

/** The elements on the way of a site, the links as `l`, the sites as `s`. */
function wayOf(routes: Routes, site: number): string[] {
  const way = [`s${site}`];
  for (let at = site; routes.parentLink[at] >= 0; at = routes.parentSite[at])
    way.push(`l${routes.parentLink[at]}`, `s${routes.parentSite[at]}`);
  return way;
}

const drawn = fc
  .array(
    fc.record({
      role: fc.constantFrom<Role>('core', 'core', 'core', 'gateway', 'satellite'),
      down: fc.constantFrom(0, 0, 0, 1),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .chain((sites) =>
    fc.record({
      sites: fc.constant(sites),
      links: fc.array(
        fc.record({
          from: fc.nat(sites.length - 1),
          to: fc.nat(sites.length - 1),
          // Few lengths, so that there are ties; some of no length.
          km: fc.constantFrom(0, 1, 1, 2, 3),
          down: fc.constantFrom(0, 0, 0, 1),
        }),
        { maxLength: 18 },
      ),
      root: fc.option(fc.nat(sites.length - 1), { nil: GATEWAYS }),
      victim: fc.nat(100),
    }),
  );

describe('routes', () => {
  it('has the lengths that relaxation finds, and reaches whom reachability says', () => {
    fc.assert(
      fc.property(drawn, ({ sites, links, root }) => {
        const network = networkOf(
          sites.map(({ role }) => role),
          links.map(({ from, to }) => [from, to] as const),
        );
        const siteDown = Int32Array.from(sites, ({ down }) => down);
        const linkDown = Int32Array.from(links, ({ down }) => down);
        const linkKm = Float64Array.from(links, ({ km }) => km);
        const routes = new Routes(network);
        routes.rebuild(siteDown, linkDown, linkKm, root);

        const usable = (site: number): boolean => siteDown[site] === 0 && network.isSpace[site] === 0;
        const km = sites.map(({ role }, site) =>
          usable(site) && (root === GATEWAYS ? role === 'gateway' : site === root) ? 0 : Number.POSITIVE_INFINITY,
        );
        for (let round = 0; round < sites.length; round++)
          links.forEach((link) => {
            if (link.down > 0 || !usable(link.from) || !usable(link.to)) return;
            km[link.to] = Math.min(km[link.to], km[link.from] + link.km);
            km[link.from] = Math.min(km[link.from], km[link.to] + link.km);
          });
        expect([...routes.km]).toEqual(km);
        expect(routes.count).toBe(km.filter(Number.isFinite).length);

        // A parent comes before its children, and the way adds up to the length.
        const settled = [...routes.order.subarray(0, routes.count)];
        settled.forEach((site, rank) => {
          const link = routes.parentLink[site];
          if (link < 0) {
            expect(routes.km[site]).toBe(0);
            return;
          }
          const parent = routes.parentSite[site];
          expect([network.from[link], network.to[link]].sort()).toEqual([site, parent].sort());
          expect(settled.indexOf(parent)).toBeLessThan(rank);
          expect(routes.km[site]).toBe(routes.km[parent] + linkKm[link]);
        });
        if (root !== GATEWAYS) return;
        const reach = new Reachability(network, 'gateway');
        reach.rebuild(siteDown, linkDown);
        sites.forEach((_, site) => {
          expect(Number.isFinite(routes.km[site])).toBe(reach.serves(site));
        });
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('keeps the way of every site that does not use what fails', () => {
    fc.assert(
      fc.property(drawn, ({ sites, links, root, victim }) => {
        const network = networkOf(
          sites.map(({ role }) => role),
          links.map(({ from, to }) => [from, to] as const),
        );
        const siteDown = Int32Array.from(sites, ({ down }) => down);
        const linkDown = Int32Array.from(links, ({ down }) => down);
        // Lengths above 0: as in any backbone whose sites have places of their own.
        const linkKm = Float64Array.from(links, ({ km }) => km + 1);
        const routes = new Routes(network);
        routes.rebuild(siteDown, linkDown, linkKm, root);
        const before = sites.map((_, site) => wayOf(routes, site));
        const element = victim % (sites.length + links.length);
        const name = element < sites.length ? `s${element}` : `l${element - sites.length}`;
        if (element < sites.length) siteDown[element] = 1;
        else linkDown[element - sites.length] = 1;
        routes.rebuild(siteDown, linkDown, linkKm, root);
        sites.forEach((_, site) => {
          if (!before[site].includes(name)) expect(wayOf(routes, site)).toEqual(before[site]);
          else expect(wayOf(routes, site)).not.toContain(name === `s${site}` ? '' : name);
        });
      }),
      { numRuns: 500, seed: 8 },
    );
  });

  it('takes the lowest link of equal ways, and a root its own service', () => {
    const network = networkOf(
      ['gateway', 'core', 'core', 'gateway'],
      [
        [0, 1],
        [0, 1],
        [1, 2],
        [0, 2],
        [0, 3],
      ],
    );
    const routes = new Routes(network);
    const up = new Int32Array(5);
    routes.rebuild(up, up, Float64Array.of(5, 5, 5, 10, 0), GATEWAYS);
    expect([...routes.parentLink]).toEqual([-1, 0, 2, -1]);
    expect([...routes.km]).toEqual([0, 5, 10, 0]);
  });
});
