/** What a scenario has to keep sites without the grid alive, with every name looked up. */

import type { Site } from '../network/network.ts';
import { EVERY } from '../response/crew.ts';
import type { FuelTruck, MobileGenerator, SitePower } from '../response/site-power.ts';
import type { Path } from '../text/document.ts';
import { isFact } from '../text/quantity.ts';
import { assumed, type Lookup, operatorsOf, siteAt, warnOfTwins } from './resources.ts';

/** One of those that an entry means: at each of its operators, at each of its bases, as many as it counts. */
interface Unit {
  readonly name: string;
  readonly operator: string;
  readonly base: Site;
}

/** Undefined when the scenario leaves each site to itself. */
export function findSitePower(lookup: Lookup): SitePower | undefined {
  const { reading, network, operators, addresses, assume } = lookup;
  const { sitePower } = reading.scenario;
  if (sitePower === undefined) return undefined;
  const { generators: standing, mobile, fuel, lookAhead } = sitePower;
  warnOfTwins(lookup, ['sitePower', 'mobile'], mobile);
  warnOfTwins(lookup, ['sitePower', 'fuel'], fuel);
  const generators = mobile.flatMap((entry, index): MobileGenerator[] =>
    unitsOf(lookup, entry, ['sitePower', 'mobile', index]).map(({ name, operator, base }) => ({
      name,
      operator: operators.indexOf(operator),
      lat: base.lat,
      lon: base.lon,
      tankHours: entry.tank,
      setup: entry.setup,
      startFailure: entry.startFailure?.value ?? 0,
    })),
  );
  const trucks = fuel.flatMap((entry, index): FuelTruck[] => {
    const loadsAt =
      entry.refillAt === undefined
        ? undefined
        : network.sites[siteAt(lookup, entry.refillAt, ['sitePower', 'fuel', index, 'refillAt'])];
    return unitsOf(lookup, entry, ['sitePower', 'fuel', index]).map(({ name, operator, base }) => ({
      name,
      operator: operators.indexOf(operator),
      lat: base.lat,
      lon: base.lon,
      stops: entry.stops,
      unload: entry.unload,
      load: entry.load,
      loadLat: (loadsAt ?? base).lat,
      loadLon: (loadsAt ?? base).lon,
      handle: addresses.handle(`truck/${name}`),
    }));
  });
  const tankHours = Float64Array.from(network.sites, ({ role }) =>
    standing?.roles.includes(role) === true ? standing.tank : 0,
  );
  if (standing !== undefined && !isFact(standing.flag))
    assume(
      `which sites have a generator of their own (${standing.roles.join(', ')}), and ${standing.tank} h to a delivery`,
    );
  if (assumed(mobile) > 0) assume(`${generators.length} generators on wheels: whose, where, and how long they run`);
  const failing = mobile.filter(({ startFailure }) => startFailure !== undefined && !isFact(startFailure.flag));
  if (failing.length > 0)
    assume(`that a generator on wheels does not start: ${failing.map(({ id }) => id).join(', ')}`);
  if (assumed(fuel) > 0) assume(`${trucks.length} trucks with fuel: whose, where, and how many sites each serves`);
  if (!isFact(lookAhead.flag))
    assume(`fuel and generators are ordered when a site has power for less than ${lookAhead.value} h`);
  return {
    lookAheadHours: lookAhead.value,
    tankHours,
    generators,
    trucks,
    handles: Int32Array.from(network.sites, ({ id }) => addresses.handle(`power/${id}`)),
  };
}

function unitsOf(
  lookup: Lookup,
  entry: { readonly id: string; readonly operator: string; readonly base: string; readonly count: number },
  path: Path,
): Unit[] {
  const { network } = lookup;
  const operators = operatorsOf(lookup, entry.operator, [...path, 'operator']);
  const named = entry.base === EVERY ? undefined : network.sites[siteAt(lookup, entry.base, [...path, 'base'])];
  return operators.flatMap((operator) => {
    const bases =
      named === undefined
        ? network.sites.filter((site) => site.operator === operator && site.role !== 'satellite')
        : [named];
    return bases.flatMap((base) =>
      Array.from({ length: entry.count }, (_, number) => ({
        name: [
          entry.id,
          ...(operators.length > 1 ? [operator] : []),
          ...(bases.length > 1 ? [base.id] : []),
          ...(entry.count > 1 ? [number + 1] : []),
        ].join('-'),
        operator,
        base,
      })),
    );
  });
}
