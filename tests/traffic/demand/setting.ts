/** A small country for tests of demand: two cities, a village and two gateways on the equator. */
import { type Link, layOut, type Network, type Role, type Site } from '../../../src/network/network.ts';
import type { DemandPlan } from '../../../src/traffic/traffic-demand.ts';

const site = (id: string, role: Role, lon: number, population: number): Site => ({
  id,
  name: id,
  role,
  operator: 'op',
  lat: 0,
  lon,
  population,
  vs30: Number.NaN,
  building: undefined,
  autonomyHours: Number.NaN,
});

const link = (id: string, from: number, to: number): Link => ({
  id,
  from,
  to,
  medium: 'buried',
  operator: 'op',
  lengthKm: [100, 100],
  route: new Float64Array(0),
  capacityGbps: 1,
  riskGroup: undefined,
});

export const WEST = 0;
export const CITY = 1;
export const TOWN = 2;
export const VILLAGE = 3;
export const EAST = 4;

/** west -- city -- town -- village -- east, and a satellite with people who must not count. */
export const country: Network = layOut(
  [
    site('west', 'gateway', 0, 0),
    site('city', 'core', 1, 3000),
    site('town', 'core', 2, 1000),
    site('village', 'district-unit', 3, 7),
    site('east', 'gateway', 4, 0),
    site('sky', 'satellite', 0, 0),
  ],
  [link('a', WEST, CITY), link('b', CITY, TOWN), link('c', TOWN, VILLAGE), link('d', VILLAGE, EAST)],
);

export const PLAN: DemandPlan = {
  personal: {
    perPersonKbps: 10.3,
    classShares: [0.02, 0.18, 0.8],
    kindShares: { domestic: 0.2, international: 0.5, content: 0.3 },
  },
  gravity: { exponent: 1, distanceKm: Number.POSITIVE_INFINITY },
  gateways: 'nearest',
  holders: [EAST, CITY],
  matrix: [],
  transit: [],
};
