/** Small backbones and the setting of a hazard, for the tests of this folder. */
import type { z } from 'zod';
import { Addresses, Draws } from '../../src/engine/draws.ts';
import { Damage } from '../../src/hazard/damage.ts';
import type { Hazard, HazardKind, HazardSetting } from '../../src/hazard/hazard.ts';
import { Polyline } from '../../src/network/geodesy.ts';
import { type Link, layOut, type Site } from '../../src/network/network.ts';
import { Problems } from '../../src/text/problem.ts';

export const site = (id: string, lat: number, lon: number, more: Partial<Site> = {}): Site => ({
  id,
  name: id,
  role: 'core',
  operator: 'test',
  lat,
  lon,
  population: 1000,
  vs30: 400,
  building: 'unanchored',
  autonomyHours: 8,
  ...more,
});

/** A straight link between two of the sites; its length is that on the map unless told otherwise. */
export function link(id: string, sites: readonly Site[], from: string, to: string, more: Partial<Link> = {}): Link {
  const a = sites.findIndex((one) => one.id === from);
  const b = sites.findIndex((one) => one.id === to);
  const route = Float64Array.of(sites[a].lat, sites[a].lon, sites[b].lat, sites[b].lon);
  const lengthKm = new Polyline(route).lengthKm;
  return {
    id,
    from: a,
    to: b,
    medium: 'buried',
    operator: 'test',
    lengthKm: [lengthKm, lengthKm],
    route: route.some(Number.isNaN) ? new Float64Array(0) : route,
    capacityGbps: 100,
    riskGroup: undefined,
    ...more,
  };
}

interface Told {
  readonly errors: { path: string; found: string; expected: string; known: string[] }[];
  readonly warnings: { path: string; found: string; expected: string }[];
  readonly assumptions: string[];
}

export interface Prepared extends Told {
  readonly hazard: Hazard;
  /** What is wrong inside the files that it read. */
  readonly problems?: Problems;
  readonly draws: Draws;
  readonly lengthsKm: Float64Array;
}

/** Makes a hazard ready from the parameters that a person would write. */
export function prepare<S extends z.ZodType>(
  kind: HazardKind<S>,
  written: z.input<S>,
  sites: readonly Site[],
  links: readonly Link[],
  name = `${kind.name}/1`,
  horizonHours = 8766,
  texts: Readonly<Record<string, string>> = {},
): Prepared {
  const network = layOut(sites, links);
  const addresses = new Addresses();
  const problems = new Problems();
  const told: Told = { errors: [], warnings: [], assumptions: [] };
  const setting: HazardSetting = {
    index: 3,
    name,
    network,
    lines: links.map((one) => new Polyline(one.route)),
    addresses,
    siteHandles: Int32Array.from(sites, (one) => addresses.handle(`site/${one.id}`)),
    linkHandles: Int32Array.from(links, (one) => addresses.handle(`link/${one.id}`)),
    horizonHours,
    read: (path, file) => {
      if (!Object.hasOwn(texts, file))
        told.errors.push({
          path: path.join('.'),
          found: `no file ${file}`,
          expected: 'a file that is there',
          known: [],
        });
      return Object.hasOwn(texts, file) ? { file, text: texts[file] } : undefined;
    },
    problems,
    error: (path, found, expected, known = []) =>
      told.errors.push({ path: path.join('.'), found, expected, known: [...known] }),
    warn: (path, found, expected) => told.warnings.push({ path: path.join('.'), found, expected }),
    assume: (sentence) => told.assumptions.push(sentence),
  };
  const hazard = kind.prepare(kind.schema.parse(written), setting);
  return {
    ...told,
    problems,
    hazard,
    draws: new Draws(Int32Array.of(1, 2, 3, 4), addresses),
    lengthsKm: Float64Array.from(links, (one) => one.lengthKm[1]),
  };
}

/** A fault as text, with the site or link by name: what two runs are compared by. */
export function faults(damage: Damage, sites: readonly Site[], links: readonly Link[]): string[] {
  return Array.from({ length: damage.length }, (_, fault) => {
    const element = damage.elements[fault];
    const name = damage.isSite[fault] === 1 ? sites[element].id : links[element].id;
    return [
      name,
      damage.times[fault],
      damage.states[fault],
      damage.positionsKm[fault],
      damage.lats[fault],
      damage.lons[fault],
    ].join(' ');
  });
}

/** Strikes in one replication and tells the damage. */
export function struck({ hazard, draws, lengthsKm }: Prepared, replication: number, damage = new Damage()): Damage {
  damage.clear();
  draws.replication = replication;
  hazard.strike(draws, lengthsKm, damage);
  return damage;
}
