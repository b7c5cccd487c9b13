/** The file of the roads that crews travel on: YAML in which every value may carry its flag and its source. */
import { z } from 'zod';
import { geodesicKm, haversineKm } from '../network/geodesy.ts';
import { type Junction, layOutRoads, type Road, type RoadGraph } from '../network/roads.ts';
import { type Document, type Path, pathText, readDocument, validated, valueAt } from '../text/document.ts';
import { nearestName, type Problems, shown } from '../text/problem.ts';
import { FLAGS, isFact, type Sourced, sourced } from '../text/quantity.ts';

const identifier = z
  .string()
  .regex(/^[\w#.:-]+(?: [\w#.:-]+)*$/u, { error: 'an id of letters, digits and any of _ - # . :' });
const speedKmH = sourced(z.number().positive().max(200));
const routeFactor = sourced(z.number().min(1).max(5));

/** What holds where neither a road nor the file's own defaults say. */
const SPEED_OF_LAST_RESORT: Sourced<number> = { value: 50, flag: 'assumed' };
const FACTOR_OF_LAST_RESORT: Sourced<number> = { value: 1.3, flag: 'assumed' };

const roadFileSchema = z.strictObject({
  name: identifier,
  title: z.string().optional(),
  about: z.string().optional(),
  sources: z.record(z.string(), z.string()).optional().describe('Source ids and what they stand for'),
  defaults: z
    .strictObject({
      speedKmH: speedKmH.optional().describe('Of a road that states none, km/h'),
      routeFactor: routeFactor.optional().describe('Length over great circle of a road that states no length'),
    })
    .default({}),
  junctions: z
    .array(
      z.strictObject({
        id: identifier.describe('The id of a site of the backbone where it stands at one, or its own'),
        at: z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)]).describe('[latitude, longitude]'),
        note: z.string().optional(),
      }),
    )
    .min(1),
  roads: z.array(
    z.strictObject({
      id: identifier.optional().describe('Its two ends in alphabetical order with -- between, when left out'),
      ends: z.tuple([identifier, identifier]),
      lengthKm: sourced(z.number().positive()).optional(),
      routeFactor: routeFactor.optional(),
      speedKmH: speedKmH.optional(),
      name: z.string().optional(),
      flag: z.enum(FLAGS).optional().describe('How sure it is that this road joins its ends'),
      source: z.string().optional(),
      note: z.string().optional(),
    }),
  ),
});
type RoadFileData = z.output<typeof roadFileSchema>;

/** A stated length may fall short of the great circle by this share before we doubt it: coordinates are rounded too. */
const GREAT_CIRCLE_SLACK = 0.001;

/** Islands named one by one in a warning. */
const TOLD_ONE_BY_ONE = 5;

export interface RoadFile {
  readonly name: string;
  readonly graph: RoadGraph;
  /** What was assumed, in sentences for the reader of the results. */
  readonly assumptions: readonly string[];
}

/** The roads in a text; undefined when it has any error, and all of them are told, each at its line and column. */
export function readRoads(text: string, file: string, problems: Problems): RoadFile | undefined {
  const document = readDocument(text, file, problems);
  if (document === undefined) return undefined;
  const before = problems.errors.length;
  const data = validated(document, roadFileSchema, problems);
  // Names are checked on what was written, so that one bad number does not hide an unknown junction.
  checkNames(document, problems);
  checkSources(document, problems);
  if (data === undefined || problems.errors.length > before) return undefined;
  const index = new Map(data.junctions.map(({ id }, junction) => [id, junction]));
  const junctions = data.junctions.map(({ id, at: [lat, lon] }): Junction => ({ id, lat, lon }));
  const defaultFactor = data.defaults.routeFactor ?? FACTOR_OF_LAST_RESORT;
  const defaultSpeed = data.defaults.speedKmH ?? SPEED_OF_LAST_RESORT;
  const roads = data.roads.map((road, place): Road => {
    const from = index.get(road.ends[0]) ?? -1;
    const to = index.get(road.ends[1]) ?? -1;
    const [a, b] = [junctions[from], junctions[to]];
    const straightKm = geodesicKm(a.lat, a.lon, b.lat, b.lon);
    const path = ['roads', place];
    if (straightKm === 0 && road.lengthKm === undefined)
      problems.error(
        document.at([...path, 'ends']),
        pathText([...path, 'ends']),
        'two junctions at one place',
        'a length in km',
      );
    // Files measure on the sphere or on the ellipsoid: up to 0.56 % apart, and either is right here.
    const leastKm = Math.min(straightKm, haversineKm(a.lat, a.lon, b.lat, b.lon));
    if (road.lengthKm !== undefined && road.lengthKm.value < leastKm * (1 - GREAT_CIRCLE_SLACK))
      problems.error(
        document.at([...path, 'lengthKm']),
        pathText([...path, 'lengthKm']),
        `${road.lengthKm.value} km`,
        `at least the great circle between its ends, ${leastKm.toFixed(1)} km`,
      );
    return {
      id: idOf(road.id, road.ends),
      from,
      to,
      lengthKm: road.lengthKm?.value ?? straightKm * (road.routeFactor ?? defaultFactor).value,
      speedKmH: (road.speedKmH ?? defaultSpeed).value,
      name: road.name,
    };
  });
  if (problems.errors.length > before) return undefined;
  const graph = layOutRoads(junctions, roads);
  tellIslands(document, graph, problems);
  return { name: data.name, graph, assumptions: assumptionsOf(data, defaultSpeed, defaultFactor) };
}

const idOf = (id: string | undefined, ends: readonly string[]): string => id ?? [...ends].sort().join('--');

const entriesOf = (document: Document, part: string): unknown[] => {
  const entries = valueAt(document.value, [part]);
  return Array.isArray(entries) ? entries : [];
};

/** Junctions and roads named twice, ends at no junction, and roads that return to where they began. */
function checkNames(document: Document, problems: Problems): void {
  const tell = (path: Path, found: string, expected: string, nearest?: string): void =>
    problems.error(document.at(path), pathText(path), found, expected, nearest);
  const junctions = new Set<string>();
  for (const [index, junction] of entriesOf(document, 'junctions').entries()) {
    const id = valueAt(junction, ['id']);
    if (typeof id !== 'string') continue;
    if (junctions.has(id)) tell(['junctions', index, 'id'], `${shown(id)} again`, 'an id of its own');
    junctions.add(id);
  }
  const roads = new Set<string>();
  for (const [index, road] of entriesOf(document, 'roads').entries()) {
    const ends = valueAt(road, ['ends']);
    if (!Array.isArray(ends) || ends.length !== 2 || !ends.every((end): end is string => typeof end === 'string'))
      continue;
    for (const [side, end] of ends.entries())
      if (!junctions.has(end))
        tell(['roads', index, 'ends', side], shown(end), 'the id of a junction', nearestName(end, junctions));
    if (ends[0] === ends[1]) tell(['roads', index, 'ends'], `${shown(ends[0])} at both ends`, 'two junctions');
    const given = valueAt(road, ['id']);
    const id = idOf(typeof given === 'string' ? given : undefined, ends);
    if (roads.has(id))
      tell(
        ['roads', index, typeof given === 'string' ? 'id' : 'ends'],
        `${shown(id)} again`,
        'an id of its own for each road',
      );
    roads.add(id);
  }
}

/** Without a `sources` list a source speaks for itself; with one, every name must be in it. */
function checkSources(document: Document, problems: Problems): void {
  const listed = valueAt(document.value, ['sources']);
  if (typeof listed !== 'object' || listed === null) return;
  const known = Object.keys(listed);
  const told = new Set<string>();
  const walk = (value: unknown, path: Path): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
      if (key !== 'source' || typeof inner !== 'string') {
        walk(inner, [...path, key]);
        continue;
      }
      for (const name of inner.split(';').map((one) => one.trim())) {
        if (name === '' || known.includes(name) || told.has(name)) continue;
        told.add(name);
        const at = [...path, key];
        problems.warning(
          document.at(at),
          pathText(at),
          shown(name),
          'a source of the `sources` list',
          nearestName(name, known),
        );
      }
    }
  };
  for (const part of ['defaults', 'junctions', 'roads']) walk(valueAt(document.value, [part]), [part]);
}

/** Warns of junctions that roads do not join to most of the others. */
function tellIslands(document: Document, graph: RoadGraph, problems: Problems): void {
  const { junctionCount, junctions, from, to, firstIncident, incident } = graph;
  const group = new Int32Array(junctionCount).fill(-1);
  const sizes: number[] = [];
  for (let start = 0; start < junctionCount; start++) {
    if (group[start] >= 0) continue;
    const stack = [start];
    group[start] = sizes.length;
    let size = 0;
    for (let junction = stack.pop(); junction !== undefined; junction = stack.pop()) {
      size++;
      for (let place = firstIncident[junction]; place < firstIncident[junction + 1]; place++) {
        const road = incident[place];
        const other = from[road] === junction ? to[road] : from[road];
        if (group[other] >= 0) continue;
        group[other] = sizes.length;
        stack.push(other);
      }
    }
    sizes.push(size);
  }
  if (sizes.length < 2) return;
  const mainland = sizes.indexOf(Math.max(...sizes));
  const apart = [...junctions.keys()].filter((junction) => group[junction] !== mainland);
  const named = apart.slice(0, TOLD_ONE_BY_ONE).map((junction) => junctions[junction].id);
  problems.warning(
    document.at(['junctions', apart[0]]),
    'junctions',
    `${apart.length} of ${junctionCount} in ${sizes.length - 1} pieces apart (${named.join(', ')}${apart.length > named.length ? ', …' : ''})`,
    `a road to the other ${sizes[mainland]}: between pieces crews go straight`,
  );
}

function assumptionsOf(
  { name, roads }: RoadFileData,
  defaultSpeed: Sourced<number>,
  defaultFactor: Sourced<number>,
): string[] {
  const sentences: string[] = [];
  const all = roads.length;
  const tell = (count: number, sentence: string): void => {
    if (count > 0) sentences.push(`roads of ${name}: ${count} of ${all} ${sentence}`);
  };
  tell(roads.filter(({ flag }) => !isFact(flag)).length, 'join places by our own reading of the map');
  const speeds = roads.map((road) => road.speedKmH ?? defaultSpeed);
  tell(
    speeds.filter(({ flag }) => !isFact(flag)).length,
    `speeds are no facts (${defaultSpeed.value} km/h by default)`,
  );
  const factors = roads.filter(({ lengthKm }) => lengthKm === undefined);
  tell(
    factors.filter((road) => !isFact((road.routeFactor ?? defaultFactor).flag)).length,
    `lengths are guessed (great circle x ${defaultFactor.value} by default)`,
  );
  tell(
    roads.filter(({ lengthKm }) => lengthKm !== undefined && !isFact(lengthKm.flag)).length,
    'stated lengths are no facts',
  );
  return sentences;
}
