/** Whole worlds with traffic drawn at random: what is carried keeps within what is wanted, and touches nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Compiled } from '../../src/scenario/compile.ts';
import { breakWorld, respond } from '../../src/simulation/replicate.ts';
import { World } from '../../src/simulation/world.ts';
import { maxServedKbps } from '../../src/traffic/assignment/best-possible.ts';
import { loadSolver } from '../../src/traffic/assignment/linear-solver.ts';
import { compiledFrom, metricOf, ran, traced } from '../worlds.ts';

const SITES = 10;
const CLASSES = ['priority', 'voice', 'data'];
const worlds = fc.record({
  sites: fc.array(
    fc.record({
      population: fc.integer({ min: 1, max: 1000 }),
      lon: fc.double({ min: 48, max: 50, noNaN: true }),
      gateway: fc.boolean(),
    }),
    { minLength: SITES, maxLength: SITES },
  ),
  links: fc.array(
    fc.record({
      a: fc.nat(SITES - 1),
      b: fc.nat(SITES - 1),
      capacityGbps: fc.constantFrom(0, 0.05, 0.2, 1),
      lengthKm: fc.integer({ min: 10, max: 60 }),
    }),
    { minLength: 6, maxLength: 16 },
  ),
  cuts: fc.array(fc.record({ link: fc.nat(5), at: fc.integer({ min: 0, max: 60 }) }), { maxLength: 5 }),
  loss: fc.nat(SITES - 1),
  calls: fc.boolean(),
  reach: fc.constantFrom('everywhere', { distance: { full: 20, none: 90 } }),
  planned: fc.boolean(),
  zeroCapacity: fc.constantFrom('keep', 'withdraw'),
  rule: fc.constantFrom('max-min', 'max-min', 'ecmp', 'k-path'),
  seed: fc.nat(9999),
});
type Drawn = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

const trafficOf = ({ calls, reach, planned, zeroCapacity }: Drawn, rule: string): Record<string, unknown> => ({
  rule,
  zeroCapacity,
  perPerson: '200 kbit/s',
  classes: { priority: 0.05, voice: 0.25, data: 0.7 },
  kinds: { domestic: 0.3, international: 0.4, content: 0.3 },
  transit: [{ from: 's0', to: 's1', gbps: 0.1 }],
  surge: {
    reach,
    classes: { voice: { peak: { uniform: [2, 20] }, decay: '3h' }, data: { peak: 2, decay: '6h' } },
  },
  retry: { uniform: [0, 0.8] },
  ...(calls ? { calls: { circuits: 60, blocking: 0.01 } } : {}),
  ...(planned ? { planned: [{ name: 'p', sites: ['s2'], begins: '9h', ends: '30h', factors: { voice: 4 } }] } : {}),
});
const worldOf = (
  drawn: Drawn,
  rule: string | undefined,
  nameOf: (link: number) => string = (link) => `l${String(link).padStart(2, '0')}`,
  satellite = true,
): Compiled =>
  compiledFrom(
    {
      horizon: '20d',
      seed: drawn.seed,
      protocols: ['siloed', 'cmg-core'],
      crews: [{ id: 'c', operator: '*', base: 's0', skills: ['fibre', 'site'] }],
      hazards: [
        ...drawn.cuts.map(({ link, at }) => ({ 'cable-cut': { link: nameOf(link), at: `${at}h`, atKm: 1 } })),
        { 'site-loss': { site: `s${drawn.loss}`, at: '10h', state: 'moderate' } },
      ],
      ...(rule === undefined ? {} : { traffic: trafficOf(drawn, rule) }),
    },
    JSON.stringify({
      name: 'fuzz',
      sites: [
        ...drawn.sites.map(({ population, lon, gateway }, k) => ({
          id: `s${k}`,
          role: k === 0 || gateway ? 'gateway' : 'core',
          operator: 'A',
          at: [40.5, lon],
          population,
        })),
        ...(satellite ? [{ id: 'sat', role: 'satellite', operator: 'A' }] : []),
      ],
      links: [
        ...drawn.links.map(({ a, b, capacityGbps, lengthKm }, k) => ({
          id: nameOf(k),
          ends: [`s${a}`, `s${a === b ? (b + 1) % SITES : b}`],
          medium: 'buried',
          operator: 'A',
          lengthKm,
          ...(capacityGbps === 0 ? {} : { capacityGbps }),
        })),
        ...(satellite
          ? [{ id: 'up', ends: ['s0', 'sat'], medium: 'satellite', operator: 'A', capacityGbps: 1, lengthKm: 40000 }]
          : []),
      ],
    }),
  );

const seriesOf = ({ timeline }: World, name: string): Float64Array =>
  timeline.series(name)?.slice(0, timeline.length) ?? new Float64Array(0);
const allOf = (world: World): unknown => [
  world.timeline.times.slice(0, world.timeline.length),
  world.timeline.cutOff.slice(0, world.timeline.length),
  ...CLASSES.flatMap((name) => [seriesOf(world, `demandGbps/${name}`), seriesOf(world, `servedGbps/${name}`)]),
  seriesOf(world, 'capacityServedGbps'),
];
/** The people cut off, at each time that it changes. */
const peopleOf = ({ timeline }: World): [number, number][] => {
  const told: [number, number][] = [];
  for (let row = 0; row < timeline.length; row++)
    if (told.at(-1)?.[1] !== timeline.cutOff[row]) told.push([timeline.times[row], timeline.cutOff[row]]);
  return told;
};

describe('any world with traffic', () => {
  it('serves no more than is wanted, by reachability no less than by capacity, and leaves people as they are', () => {
    fc.assert(
      fc.property(worlds, (drawn) => {
        const fair = worldOf(drawn, drawn.rule);
        const reached = worldOf({ ...drawn, calls: false }, 'reachability');
        const plain = worldOf(drawn, undefined);
        for (const variant of [0, 1]) {
          const { world } = traced(fair, 2, variant);
          const free = traced(reached, 2, variant).world;
          const { length, times } = world.timeline;
          const whole = CLASSES.reduce((sum, name) => sum + world.timeline.whole(`demandGbps/${name}`), 0);
          expect(length).toBeGreaterThan(0);
          for (const name of CLASSES) {
            const wanted = seriesOf(world, `demandGbps/${name}`);
            const served = seriesOf(world, `servedGbps/${name}`);
            const most = seriesOf(free, `servedGbps/${name}`);
            let row = 0;
            for (let at = 0; at < length; at++) {
              expect(served[at]).toBeGreaterThanOrEqual(0);
              expect(served[at]).toBeLessThanOrEqual(wanted[at] + 1e-9);
              while (row + 1 < free.timeline.length && free.timeline.times[row + 1] <= times[at]) row++;
              if (free.timeline.times[row] <= times[at] && world.relief.up === 0)
                expect(served[at]).toBeLessThanOrEqual(most[row] + 1e-9);
            }
          }
          for (const gbps of seriesOf(world, 'capacityServedGbps')) {
            expect(gbps).toBeGreaterThanOrEqual(0);
            expect(gbps).toBeLessThanOrEqual(whole + 1e-9);
          }
          // A row each for what changes: elements, surges by class and step, plans, reactions. None of them loops.
          expect(world.events).toBeLessThan(2500);
          expect(peopleOf(world)).toEqual(peopleOf(traced(plain, 2, variant).world));
        }
        const [withTraffic, without] = [ran(fair, 2), ran(plain, 2)];
        for (const hours of metricOf(withTraffic, 'lossOfCapacityHours')) expect(hours).toBeGreaterThanOrEqual(-1e-9);
        for (const name of ['lostUserHours', 'timeToRestore90'])
          if (without.metrics.some((metric) => metric.name === name))
            metricOf(without, name).forEach((value, at) => {
              const found = metricOf(withTraffic, name)[at];
              if (Number.isFinite(value)) expect(Math.abs(found - value)).toBeLessThanOrEqual(1e-9 * (1 + value));
              else expect(found).toBe(value);
            });
      }),
      { numRuns: 25, seed: 20261123 },
    );
  }, 120_000);

  it('does the same again, in a used world too, and with links named anew in the same order', () => {
    fc.assert(
      fc.property(worlds, (drawn) => {
        const compiled = worldOf(drawn, drawn.rule);
        const used = new World(compiled.model);
        for (const replication of [3, 0]) {
          breakWorld(used, replication);
          for (const variant of compiled.model.variants) respond(used, variant);
        }
        expect(allOf(used)).toEqual(allOf(traced(compiled, 0, 1).world));
        expect(ran(compiled, 2)).toEqual(ran(compiled, 2));
        // Draws go by the names of elements, so only what nothing draws for is compared: the state before anything breaks.
        const renamed = worldOf(drawn, drawn.rule, (link) => `x${String(link + 7).padStart(3, '0')}`);
        const intact = (one: Compiled): unknown => {
          const world = new World({ ...one.model, hazards: [] });
          breakWorld(world, 0);
          respond(world, one.model.variants[0]);
          return allOf(world);
        };
        expect(intact(renamed)).toEqual(intact(compiled));
      }),
      { numRuns: 15, seed: 20261124 },
    );
  }, 120_000);
});

const solve = await loadSolver();
describe('the best possible', () => {
  it.skipIf(solve === undefined)(
    'bounds what is served (skipped without the package highs)',
    () => {
      if (solve === undefined) throw new Error('the package highs is not installed');
      fc.assert(
        fc.property(worlds, (drawn) => {
          const compiled = worldOf({ ...drawn, calls: false }, drawn.rule, undefined, false);
          const { model } = compiled;
          const { traffic } = model;
          if (traffic === undefined) throw new Error('no traffic');
          const { graph, demand, rule, fairness, zeroCapacity } = traffic;
          const assigned = rule.begin(graph, demand, { fairness, zeroCapacity });
          const down = new Uint8Array(graph.linkCount);
          const wanted = demand.kbps.reduce((sum, kbps) => sum + kbps, 0);
          const isBounded = (): void => {
            assigned.evaluate();
            const most = maxServedKbps(graph, down, demand, solve);
            expect(most).toBeLessThanOrEqual(wanted * (1 + 1e-6) + 1);
            expect(assigned.servedKbps.reduce((sum, kbps) => sum + kbps, 0)).toBeLessThanOrEqual(most * (1 + 1e-6) + 1);
          };
          isBounded();
          for (const { link } of drawn.cuts) {
            down[link] = 1;
            assigned.linkDown(link);
            isBounded();
          }
          assigned.siteDown(drawn.loss);
          for (let link = 0; link < graph.linkCount; link++)
            if (graph.tail[2 * link] === drawn.loss || graph.head[2 * link] === drawn.loss) down[link] = 1;
          isBounded();
        }),
        { numRuns: 8, seed: 20261125 },
      );
    },
    60_000,
  );
});
