/** Small random backbones with parallel links, loops and ties, for tests that try all paths. */
import fc from 'fast-check';
import { layOut, type Network, type Role } from '../../src/network/network.ts';

export interface DrawnLink {
  readonly from: number;
  readonly to: number;
  readonly km: number;
  readonly riskGroup?: string | undefined;
}

export const multigraph = (roles: readonly Role[], links: readonly DrawnLink[]): Network =>
  layOut(
    roles.map((role, index) => ({
      id: `s${index}`,
      name: `s${index}`,
      role,
      operator: 'op',
      lat: 0,
      lon: index,
      population: 0,
      vs30: Number.NaN,
      building: undefined,
      autonomyHours: Number.NaN,
    })),
    links.map(({ from, to, km, riskGroup }, index) => ({
      id: `l${index}`,
      from,
      to,
      medium: 'buried',
      operator: 'op',
      lengthKm: [km, km],
      route: new Float64Array(0),
      capacityGbps: Number.NaN,
      riskGroup,
    })),
  );

/** Up to six sites and nine links; few lengths, so that there are ties. */
export const drawnMultigraph = fc
  .array(fc.constantFrom<Role>('core', 'core', 'core', 'core', 'junction', 'satellite'), { minLength: 2, maxLength: 6 })
  .chain((roles) =>
    fc.record({
      roles: fc.constant(roles),
      links: fc.array(
        fc.record({
          from: fc.nat(roles.length - 1),
          to: fc.nat(roles.length - 1),
          km: fc.constantFrom(0, 1, 1, 2, 0.1, 0.2, 0.3, 3),
          riskGroup: fc.constantFrom(undefined, undefined, undefined, 'duct', 'bridge'),
        }),
        { minLength: 3, maxLength: 9 },
      ),
    }),
  );

/** All paths without a site twice, as lists of links from the source. */
export function allPaths(
  { linkCount, from, to, isSpace, isSpaceLink }: Network,
  source: number,
  target: number,
): number[][] {
  const paths: number[][] = [];
  const walk = (site: number, seen: ReadonlySet<number>, way: readonly number[]): void => {
    if (site === target) {
      paths.push([...way]);
      return;
    }
    for (let link = 0; link < linkCount; link++) {
      if (isSpaceLink[link] === 1 || (from[link] !== site && to[link] !== site)) continue;
      const next = from[link] === site ? to[link] : from[link];
      if (!seen.has(next)) walk(next, new Set([...seen, next]), [...way, link]);
    }
  };
  if (isSpace[source] === 0) walk(source, new Set([source]), []);
  return paths;
}
