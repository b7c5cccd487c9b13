/** The file of roads: what it says, what is wrong with it and where, and the one that comes with resplice. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { haversineKm } from '../../src/network/geodesy.ts';
import { RoadTravel } from '../../src/network/road-travel.ts';
import { Problems, describe as shownProblem } from '../../src/text/problem.ts';
import { type RoadFile, readRoads } from '../../src/topology/road-file.ts';
import { making, reading } from './reading.ts';

function read(text: string): { file: RoadFile | undefined; told: string[] } {
  const problems = new Problems();
  const file = readRoads(text, 'r.yaml', problems);
  return { file, told: problems.list.map(shownProblem) };
}

const GOOD = `name: r
sources: { S: somebody }
defaults:
  speedKmH: { value: 60, flag: published, source: S }
  routeFactor: { value: 1.25, flag: assumed }
junctions:
  - { id: a, at: [40, 48] }
  - { id: b, at: [40, 49] }
  - { id: c, at: [41, 49] }
roads:
  - { ends: [b, a], name: M1, flag: published, source: S }
  - { ends: [b, c], lengthKm: { value: 150, flag: published, source: S }, speedKmH: 30, flag: inferred }
  - { id: old, ends: [a, b], routeFactor: 2 }
`;

/** The good file with one text put for another. */
const broken = (from: string, to: string): string[] => {
  expect(GOOD).toContain(from);
  const { file, told } = read(GOOD.replace(from, to));
  expect(file === undefined).toBe(told.some((line) => !line.includes('warning')));
  return told;
};

describe('a file of roads', () => {
  it('gives junctions, roads, lengths by great circle or as stated, and what is assumed', () => {
    const { file, told } = read(GOOD);
    expect(told).toEqual([]);
    const { graph, assumptions, name } = file ?? expect.fail();
    expect(name).toBe('r');
    expect(graph.junctions.map(({ id, lat, lon }) => [id, lat, lon])).toEqual([
      ['a', 40, 48],
      ['b', 40, 49],
      ['c', 41, 49],
    ]);
    expect(graph.roads.map(({ id, name, speedKmH, from, to }) => [id, name, speedKmH, from, to])).toEqual([
      ['a--b', 'M1', 60, 1, 0],
      ['b--c', undefined, 30, 1, 2],
      ['old', undefined, 60, 0, 1],
    ]);
    // One degree of longitude at 40 N is 85.394 km on the ellipsoid.
    expect(graph.roads[0].lengthKm).toBeCloseTo(1.25 * 85.394, 2);
    expect(graph.roads[1].lengthKm).toBe(150);
    expect(graph.roads[2].lengthKm).toBeCloseTo(2 * 85.394, 2);
    expect(graph.hours[1]).toBe(5);
    expect(assumptions).toEqual([
      'roads of r: 2 of 3 join places by our own reading of the map',
      'roads of r: 1 of 3 speeds are no facts (60 km/h by default)',
      'roads of r: 2 of 3 lengths are guessed (great circle x 1.25 by default)',
    ]);
  });

  it('has defaults of its own, told as assumptions', () => {
    const { file } = read(
      'name: r\njunctions: [{ id: a, at: [40, 48] }, { id: b, at: [40, 49] }]\nroads: [{ ends: [a, b], flag: published }]\n',
    );
    const { graph, assumptions } = file ?? expect.fail();
    expect(graph.roads[0].speedKmH).toBe(50);
    expect(graph.roads[0].lengthKm).toBeCloseTo(1.3 * 85.394, 2);
    expect(assumptions).toEqual([
      'roads of r: 1 of 1 speeds are no facts (50 km/h by default)',
      'roads of r: 1 of 1 lengths are guessed (great circle x 1.3 by default)',
    ]);
  });

  it.each([
    [
      'ends: [b, c]',
      'ends: [b, bb]',
      'r.yaml:12:17 roads[1].ends[1]: found "bb", expected the id of a junction (did you mean "b"?)',
    ],
    ['id: c', 'id: b', 'r.yaml:9:11 junctions[2].id: found "b" again, expected an id of its own'],
    ['id: old, ', '', 'r.yaml:13:13 roads[2].ends: found "a--b" again, expected an id of its own for each road'],
    ['id: old', 'id: b--c', 'r.yaml:13:11 roads[2].id: found "b--c" again, expected an id of its own for each road'],
    ['ends: [b, c]', 'ends: [b, b]', 'r.yaml:12:13 roads[1].ends: found "b" at both ends, expected two junctions'],
    ['value: 150', 'value: -150', 'r.yaml:12:40 roads[1].lengthKm.value: found -150, expected more than 0'],
    [
      'value: 150',
      'value: 110',
      'r.yaml:12:31 roads[1].lengthKm: found 110 km, expected at least the great circle between its ends, 111.0 km',
    ],
    ['at: [41, 49]', 'at: [91, 49]', 'r.yaml:9:19 junctions[2].at[0]: found 91, expected at most 90'],
    [
      'speedKmH: 30',
      'speed: 30',
      'r.yaml:12:75 roads[1]: found unknown key "speed", expected id, ends, lengthKm, routeFactor, speedKmH, name, flag, source or note',
    ],
    [
      'flag: inferred',
      'flag: infered',
      'found "infered", expected published, measured, computed, derived, inferred, estimated, assumed or recalled (did you mean "inferred"?)',
    ],
    ['at: [41, 49]', 'at: [40, 49]', ''],
  ])('tells what is wrong and where: %s -> %s', (from, to, expected) => {
    const told = broken(from, to);
    if (expected === '') expect(told).toEqual([]);
    else expect(told.join('\n')).toContain(expected);
  });

  it('tells everything at once, names and numbers alike', () => {
    const told = read(
      GOOD.replace('ends: [b, c]', 'ends: [b, x]').replace('value: 150', 'value: 0').replace('id: c', 'id: a'),
    ).told;
    expect(told).toHaveLength(3);
  });

  it('refuses a road of no length: two junctions at one place, and nothing stated', () => {
    const { file, told } = read(
      'name: r\njunctions: [{ id: a, at: [40, 48] }, { id: b, at: [40, 48] }]\nroads: [{ ends: [a, b] }]\n',
    );
    expect(file).toBeUndefined();
    expect(told).toEqual(['r.yaml:3:17 roads[0].ends: found two junctions at one place, expected a length in km']);
  });

  it('warns of roads that do not hang together, and of a source that is not listed', () => {
    expect(broken('  - { ends: [b, c]', '  - { id: again, ends: [b, a]')).toEqual([
      'r.yaml:9:5 warning: junctions: found 1 of 3 in 1 pieces apart (c), expected a road to the other 2: between pieces crews go straight',
    ]);
    expect(broken('source: S }\n  routeFactor', 'source: T }\n  routeFactor')).toEqual([
      'r.yaml:4:51 warning: defaults.speedKmH.source: found "T", expected a source of the `sources` list (did you mean "S"?)',
    ]);
  });

  it('never makes the reader throw, and never fails in silence', () => {
    fc.assert(
      fc.property(
        fc.nat(GOOD.length - 1),
        fc.nat(12),
        fc.oneof(fc.constantFrom('', '"', '-', '{', '[', '*a', '\n', ',', '1e999', '.nan'), fc.string()),
        (at, length, put) => {
          const { file, told } = read(GOOD.slice(0, at) + put + GOOD.slice(at + length));
          if (file === undefined) expect(told.length).toBeGreaterThan(0);
          else for (const hours of file.graph.hours) expect(hours).toBeGreaterThan(0);
        },
      ),
      { numRuns: 400, seed: 2 },
    );
  });
});

describe('the roads of Azerbaijan and its neighbours', () => {
  const here = (path: string): string => fileURLToPath(new URL(`../../topologies/${path}`, import.meta.url));
  const text = readFileSync(here('roads/azerbaijan-caspian.yaml'), 'utf8');
  const { file, told } = read(text);
  const { network } = making(
    reading(['azerbaijan-caspian.yaml', readFileSync(here('azerbaijan-caspian.yaml'), 'utf8')]).graph,
  );
  const { graph, assumptions } = file ?? expect.fail();
  const nearestKm = (lat: number, lon: number): number =>
    Math.min(...graph.junctions.map((junction) => haversineKm(lat, lon, junction.lat, junction.lon)));

  it('load without a problem, as one piece, and say what they are', () => {
    expect(told).toEqual([]);
    expect(text).toContain('ILLUSTRATIVE');
    expect(graph.roadCount).toBeGreaterThan(130);
    expect(assumptions[0]).toContain(`${graph.roadCount} of ${graph.roadCount} join places by our own reading`);
  });

  it('stand where the sites stand whose id they have', () => {
    const shared = graph.junctions.filter(({ id }) => network.siteIndex.has(id));
    expect(shared.length).toBeGreaterThan(90);
    for (const { id, lat, lon } of shared) {
      const site = network.sites[network.siteIndex.get(id) ?? -1];
      expect([id, site.lat, site.lon]).toEqual([id, lat, lon]);
    }
  });

  it('reach every site this side of the sea within 25 km, and none beyond it', () => {
    const FAR = ['astrakhan', 'aktau', 'kuryk', 'beyneu', 'atyrau', 'turkmenbashi', 'ashgabat'];
    const near: string[] = [];
    for (const { id, lat, lon, role } of network.sites) {
      if (role === 'satellite') continue;
      if (FAR.includes(id)) expect(nearestKm(lat, lon), id).toBeGreaterThan(150);
      else {
        near.push(id);
        expect(nearestKm(lat, lon), id).toBeLessThan(25);
      }
    }
    expect(near.length).toBeGreaterThan(100);
  });

  it('take a van from Baku to Ganja in about five hours, and to Nakhchivan only round through Iran', () => {
    const travel = new RoadTravel(graph);
    const hours = (from: string, to: string): number => {
      const [a, b] = [from, to].map((id) => network.sites[network.siteIndex.get(id) ?? -1]);
      return travel.travelHours(0, a.lat, a.lon, b.lat, b.lon, 1.3 / 40);
    };
    expect(hours('baku', 'ganja')).toBeGreaterThan(4);
    expect(hours('baku', 'ganja')).toBeLessThan(6);
    const round = hours('baku', 'nakhchivan');
    expect(round).toBeGreaterThan(10);
    for (const id of [
      'ardabil--tabriz',
      'bilasuvar--parsabad',
      'julfa_ir--parsabad',
      'ardabil--astara_ir',
      'ardabil--bilasuvar',
    ])
      travel.close(
        graph.roads.findIndex((road) => road.id === id),
        1000,
        1000,
      );
    // Then through Georgia and Turkey, or by Rasht and Tehran to nowhere: longer, but no wait.
    expect(hours('baku', 'nakhchivan')).toBeGreaterThan(round + 3);
    expect(travel.waitedHours).toBe(0);
  });
});
