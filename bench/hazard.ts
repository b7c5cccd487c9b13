/** How long one strike of an earthquake takes on a national backbone of 130 sites and 170 links, all buried. */
import { bench, boxplot, do_not_optimize, run, summary } from 'mitata';
import { Addresses, Draws } from '../src/engine/draws.ts';
import { normalQuantile } from '../src/engine/normal.ts';
import { choleskyFactor, correlated, exponentialCorrelation } from '../src/hazard/correlation.ts';
import { Damage } from '../src/hazard/damage.ts';
import { earthquake } from '../src/hazard/earthquake.ts';
import type { HazardSetting } from '../src/hazard/hazard.ts';
import { LocalPlane } from '../src/hazard/local-plane.ts';
import { placesOn, RANGE_KM, WithinEvent } from '../src/hazard/random-field.ts';
import { waveSumOfThread } from '../src/hazard/wave-sum.ts';
import { Polyline } from '../src/network/geodesy.ts';
import { type Link, layOut, type Site } from '../src/network/network.ts';
import { Problems } from '../src/text/problem.ts';
import { addWaves } from '../tests/hazard/plain-wave-sum.ts';

const SITES = 130;
const LINKS = 170;
const REPLICATIONS = 1024;

const addresses = new Addresses();
const draws = new Draws(Int32Array.of(1, 2, 3, 4), addresses);

/** Sites scattered over the size of Azerbaijan, each linked to the nearest earlier one, then near pairs until there are enough. */
function backbone(): { sites: Site[]; links: Link[] } {
  const place = addresses.handle('bench/backbone');
  const sites = Array.from({ length: SITES }, (_, s): Site => {
    const lat = 38.5 + 3.3 * draws.uniform(place, 1, 2 * s);
    const lon = 45 + 5.2 * draws.uniform(place, 1, 2 * s + 1);
    return {
      id: `s${s}`,
      name: `s${s}`,
      role: 'core',
      operator: 'bench',
      lat,
      lon,
      population: 1,
      vs30: s % 3 === 0 ? 270 : Number.NaN,
      building: undefined,
      autonomyHours: 8,
    };
  });
  const pairs: { a: number; b: number; km: number }[] = [];
  const chosen: { a: number; b: number; km: number }[] = [];
  const flat = (a: Site, b: Site) => Math.hypot(111 * (a.lat - b.lat), 85 * (a.lon - b.lon));
  for (let b = 1; b < SITES; b++) {
    const towards = Array.from({ length: b }, (_, a) => ({ a, b, km: flat(sites[a], sites[b]) }));
    towards.sort((x, y) => x.km - y.km);
    chosen.push(towards[0]);
    pairs.push(...towards.slice(1));
  }
  pairs.sort((x, y) => x.km - y.km);
  chosen.push(...pairs.slice(0, LINKS - chosen.length));
  const links = chosen.map(({ a, b }, l): Link => {
    const route = Float64Array.of(sites[a].lat, sites[a].lon, sites[b].lat, sites[b].lon);
    const km = 1.2 * new Polyline(route).lengthKm;
    return {
      id: `l${l}`,
      from: a,
      to: b,
      medium: 'buried',
      operator: 'bench',
      lengthKm: [km, km],
      route,
      capacityGbps: 100,
      riskGroup: undefined,
    };
  });
  return { sites, links };
}

const { sites, links } = backbone();
const network = layOut(sites, links);
const lines = links.map((link) => new Polyline(link.route));
const lengthsKm = Float64Array.from(links, (link) => link.lengthKm[1]);
const points = lines.reduce((sum, line) => sum + Math.ceil(line.lengthKm / 5), 0);

const setting: HazardSetting = {
  index: 0,
  name: 'earthquake/1',
  network,
  lines,
  addresses,
  siteHandles: Int32Array.from(sites, ({ id }) => addresses.handle(`site/${id}`)),
  linkHandles: Int32Array.from(links, ({ id }) => addresses.handle(`link/${id}`)),
  horizonHours: 720,
  read: () => undefined,
  problems: new Problems(),
  error: () => {},
  warn: () => {},
  assume: () => {},
};
const ready = (written: object) =>
  earthquake.prepare(
    earthquake.schema.parse({ magnitude: 7.2, epicentre: [40.4, 47.8], depthKm: 15, ...written }),
    setting,
  );
const damage = new Damage();

/** A function that strikes the next replication: the sink is the number of faults of all of them. */
function striking(written: object): { strike: () => number; faultsEach: number } {
  const hazard = ready(written);
  let replication = 0;
  let faults = 0;
  const strike = (): number => {
    damage.clear();
    draws.replication = replication++ % REPLICATIONS;
    hazard.strike(draws, lengthsKm, damage);
    faults += damage.length;
    return faults;
  };
  for (let warm = 0; warm < REPLICATIONS; warm++) strike();
  return { strike, faultsEach: faults / REPLICATIONS };
}

const known = striking({ strike: 110, dip: 60 });
const unknown = striking({});
const field = new WithinEvent();
const plane = new LocalPlane(40.4, 47.8);
const everywhere = placesOn(
  plane,
  sites.map(({ lat }) => lat),
  sites.map(({ lon }) => lon),
);
const values = new Float64Array(SITES);
const event = addresses.handle('earthquake/1');

/** The exact sampler of the same correlation, for comparison: its factor is made once, each sample is a product. */
const POINTS = 1000;
const spread = Float64Array.from({ length: 2 * POINTS }, (_, k) => 400 * draws.uniform(event, 1, k));
const distances = new Float64Array(POINTS * POINTS);
for (let a = 0; a < POINTS; a++)
  for (let b = 0; b < POINTS; b++) {
    const km = Math.hypot(spread[2 * a] - spread[2 * b], spread[2 * a + 1] - spread[2 * b + 1]);
    distances[a * POINTS + b] = exponentialCorrelation(km, RANGE_KM.pga);
  }
const factor = choleskyFactor(distances, POINTS, 1e-9);
const normals = Float64Array.from({ length: POINTS }, (_, k) => normalQuantile(draws.uniform(event, 2, k)));
const dense = new Float64Array(POINTS);
const scattered = {
  eastM: Int32Array.from({ length: POINTS }, (_, k) => 1000 * spread[2 * k]),
  northM: Int32Array.from({ length: POINTS }, (_, k) => 1000 * spread[2 * k + 1]),
};

/** The waves of one field, for the sum alone. */
const WAVES = 64;
const anyInts = (kind: number) =>
  Int32Array.from({ length: WAVES }, (_, wave) => 2 ** 32 * (draws.uniform(event, 1, kind * WAVES + wave) - 0.5));
const waves = {
  east: anyInts(0),
  north: anyInts(1),
  phase: anyInts(2),
  amplitude: Float64Array.from({ length: WAVES }, (_, wave) => draws.uniform(event, 2, wave)),
};
const waveSum = waveSumOfThread();

summary(() => {
  bench(`the sum of ${WAVES} waves at ${POINTS} points, in WebAssembly`, () => {
    for (let wave = 0; wave < WAVES; wave++)
      waveSum.setWave(wave, waves.east[wave], waves.north[wave], waves.phase[wave], waves.amplitude[wave]);
    waveSum.sum(WAVES, scattered.eastM, scattered.northM, dense);
    do_not_optimize(dense[0]);
  });
  bench('the same in plain JavaScript', () => {
    dense.fill(0);
    addWaves(waves, scattered.eastM, scattered.northM, 1, dense);
    do_not_optimize(dense[0]);
  });
});

summary(() => {
  bench(`one field of residuals at ${POINTS} points: 64 waves, drawn and summed`, () => {
    field.draw(draws, event);
    field.pgv(scattered, dense);
    do_not_optimize(dense[0]);
  });
  bench(`the same by the dense factor, which took 0.3 s to make`, () => {
    correlated(factor, normals, dense);
    do_not_optimize(dense[0]);
  });
});

boxplot(() => {
  summary(() => {
    bench(`strike, known strike: ${SITES} sites, ${points} points, ${known.faultsEach.toFixed(1)} faults`, () =>
      do_not_optimize(known.strike()),
    );
    bench(`strike, unknown strike: the same, ${unknown.faultsEach.toFixed(1)} faults`, () =>
      do_not_optimize(unknown.strike()),
    );
    bench('drawing the waves of one event', () => do_not_optimize(field.draw(draws, event)));
    bench(`PGA residuals of ${SITES} sites`, () => {
      field.pga(everywhere, values);
      do_not_optimize(values[0]);
    });
    bench('making the earthquake ready', () => do_not_optimize(ready({})));
  });
});

await run();
