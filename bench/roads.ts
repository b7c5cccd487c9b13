/** How long a dispatcher's decision takes on the roads of Azerbaijan: 60 crews, each to 30 faults, and what roads add to a strike. */
import { readFileSync } from 'node:fs';
import { bench, do_not_optimize, run, summary } from 'mitata';
import { Addresses, Draws } from '../src/engine/draws.ts';
import { Damage } from '../src/hazard/damage.ts';
import { earthquake } from '../src/hazard/earthquake.ts';
import type { HazardSetting } from '../src/hazard/hazard.ts';
import { haversineKm, type Polyline } from '../src/network/geodesy.ts';
import { layOut } from '../src/network/network.ts';
import { RoadTravel } from '../src/network/road-travel.ts';
import { layOutRoads, type RoadGraph } from '../src/network/roads.ts';
import { Problems } from '../src/text/problem.ts';
import { readRoads } from '../src/topology/road-file.ts';

const CREWS = 60;
const FAULTS = 30;
const PER_KM = 1.3 / 40;

const file = new URL('../topologies/roads/azerbaijan-caspian.yaml', import.meta.url);
const read = readRoads(readFileSync(file, 'utf8'), file.pathname, new Problems());
if (read === undefined) throw new Error('the roads cannot be read');
const { graph } = read;

const addresses = new Addresses();
const draws = new Draws(Int32Array.of(1, 2, 3, 4), addresses);
const handle = addresses.handle('bench/roads');
const random = (occurrence: number): number => draws.uniform(handle, 1, occurrence);

/** Places about junctions, up to a tenth of a degree away: no two crews start from one. */
const about = (roads: RoadGraph, count: number, first: number): Float64Array =>
  Float64Array.from({ length: 2 * count }, (_, k) => {
    const { lat, lon } = roads.junctions[Math.floor(roads.junctionCount * random(first + 3 * (k >> 1)))];
    return (k % 2 === 0 ? lat : lon) + 0.2 * (random(first + 3 * (k >> 1) + 1 + (k % 2)) - 0.5);
  });

/** A square of junctions a tenth of a degree apart, each joined to its four neighbours. */
function squareOf(side: number): RoadGraph {
  const places = Array.from({ length: side * side }, (_, k) => ({
    id: `j${k}`,
    lat: 39 + 0.1 * Math.floor(k / side),
    lon: 46 + 0.1 * (k % side),
  }));
  const pairs = places.flatMap((_, k) => [
    ...(k % side < side - 1 ? [[k, k + 1]] : []),
    ...(k < side * (side - 1) ? [[k, k + side]] : []),
  ]);
  return layOutRoads(
    places,
    pairs.map(([from, to], road) => ({
      id: `r${road}`,
      from,
      to,
      lengthKm: 12 * (1 + random(100_000 + road)),
      speedKmH: 50,
      name: undefined,
    })),
  );
}

/** Decides again and again: every crew to every fault, as a dispatcher expects it. */
function deciding(roads: RoadGraph, isDamaged: boolean, isNew: boolean): () => number {
  const travel = new RoadTravel(roads, 150, 2 * CREWS);
  const crews = about(roads, CREWS, 0);
  const faults = about(roads, FAULTS, 1000);
  for (let road = 0; road < roads.roadCount; road++)
    if (isDamaged && random(10_000 + road) < 0.15) travel.close(road, 10_000 + 20 * random(20_000 + road), 10_000 + 25);
  let now = 0;
  return () => {
    // The clock has moved since the last decision, so that ways round closed roads are no longer known.
    if (isNew) now += 1e-6;
    let sum = 0;
    for (let fault = 0; fault < FAULTS; fault++)
      for (let crew = 0; crew < CREWS; crew++)
        sum += travel.expectedHours(
          now,
          crews[2 * crew],
          crews[2 * crew + 1],
          faults[2 * fault],
          faults[2 * fault + 1],
          PER_KM,
        );
    return sum;
  };
}

const crews = about(graph, CREWS, 0);
const faults = about(graph, FAULTS, 1000);
const straight = (): number => {
  let sum = 0;
  for (let fault = 0; fault < FAULTS; fault++)
    for (let crew = 0; crew < CREWS; crew++)
      sum += PER_KM * haversineKm(crews[2 * crew], crews[2 * crew + 1], faults[2 * fault], faults[2 * fault + 1]);
  return sum;
};
/** The nearest crew to one new fault while roads are closed: every crew asked, or those that are not beaten beforehand. */
function finding(isPruned: boolean): () => number {
  const travel = new RoadTravel(graph, 150, 2 * CREWS);
  for (let road = 0; road < graph.roadCount; road++)
    if (random(10_000 + road) < 0.15) travel.close(road, 10_000 + 20 * random(20_000 + road), 10_000 + 25);
  let now = 0;
  return () => {
    now += 1e-6;
    const fault = Math.round(now * 1e6) % FAULTS;
    const [lat, lon] = [faults[2 * fault], faults[2 * fault + 1]];
    let least = Number.POSITIVE_INFINITY;
    for (let crew = 0; crew < CREWS; crew++) {
      const [fromLat, fromLon] = [crews[2 * crew], crews[2 * crew + 1]];
      if (isPruned && travel.leastHours(fromLat, fromLon, lat, lon, PER_KM) >= least) continue;
      least = Math.min(least, travel.expectedHours(now, fromLat, fromLon, lat, lon, PER_KM));
    }
    return least;
  };
}
const [asking, pruned] = [finding(false), finding(true)];
summary(() => {
  bench(`the nearest of ${CREWS} crews to one fault, 15 % closed, at a later hour`, () => do_not_optimize(asking()));
  bench('the same with leastHours asked first', () => do_not_optimize(pruned()));
});

const open = deciding(graph, false, true);
const known = deciding(graph, true, false);
const anew = deciding(graph, true, true);
const large = deciding(squareOf(50), true, true);
const title = `${CREWS} crews to ${FAULTS} faults`;

summary(() => {
  bench(`${title}, straight lines`, () => do_not_optimize(straight()));
  bench(`${title}, ${graph.junctionCount} junctions, ${graph.roadCount} roads, all open`, () =>
    do_not_optimize(open()),
  );
  bench('the same, 15 % closed, asked again at the same hour', () => do_not_optimize(known()));
  bench('the same, 15 % closed, at a later hour: a tree for each crew', () => do_not_optimize(anew()));
  bench('the same on 2500 junctions and 4900 roads', () => do_not_optimize(large()));
});

/** Strikes one replication after another on two sites, with roads or without. */
function striking(roads: RoadGraph | undefined): () => number {
  const sites = graph.junctions.slice(0, 2).map(({ id, lat, lon }) => ({
    id,
    name: id,
    role: 'core' as const,
    operator: 'bench',
    lat,
    lon,
    population: 1,
    vs30: 400,
    building: undefined,
    autonomyHours: 8,
  }));
  const own = new Addresses();
  const setting: HazardSetting = {
    index: 0,
    name: 'earthquake/1',
    network: layOut(sites, []),
    lines: [] as Polyline[],
    roads,
    addresses: own,
    siteHandles: Int32Array.from(sites, ({ id }) => own.handle(`site/${id}`)),
    linkHandles: new Int32Array(0),
    horizonHours: 720,
    read: () => undefined,
    problems: new Problems(),
    error: () => {},
    warn: () => {},
    assume: () => {},
  };
  const hazard = earthquake.prepare(
    earthquake.schema.parse({ magnitude: 7.2, epicentre: [40.6, 48.7], depthKm: 15, strike: 110, dip: 60 }),
    setting,
  );
  const worlds = new Draws(Int32Array.of(1, 2, 3, 4), own);
  const damage = new Damage();
  let closed = 0;
  return () => {
    damage.clear();
    worlds.replication = (worlds.replication + 1) % 1024;
    hazard.strike(worlds, new Float64Array(0), damage);
    closed += damage.closureCount;
    return closed;
  };
}
const bare = striking(undefined);
const roaded = striking(graph);

summary(() => {
  bench('strike of two sites', () => do_not_optimize(bare()));
  bench(`strike of two sites and ${graph.roadCount} roads`, () => do_not_optimize(roaded()));
});

await run();
