/** What holds for every backbone: bounds, priority, scale, names. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxConcurrentShare, maxServedKbps } from '../../src/traffic/assignment/best-possible.ts';
import { loadSolver } from '../../src/traffic/assignment/linear-solver.ts';
import { fairRates, priorityRates, type Sharing } from '../../src/traffic/assignment/max-min.ts';
import { ShortestTree } from '../../src/traffic/assignment/shortest-tree.ts';
import { layOutTraffic, type TrafficGraph } from '../../src/traffic/assignment/traffic-graph.ts';
import { maxFlow } from '../../src/traffic/max-flow.ts';
import { dice, type RandomNetwork, randomNetwork } from './random-network.ts';

const SHARINGS: readonly Sharing[] = ['unit', 'proportional'];
const world = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  sites: fc.integer({ min: 2, max: 9 }),
  links: fc.integer({ min: 1, max: 16 }),
  demands: fc.integer({ min: 1, max: 20 }),
});
const networkOf = ({
  seed,
  ...shape
}: {
  seed: number;
  sites: number;
  links: number;
  demands: number;
}): RandomNetwork => randomNetwork(seed, { ...shape, classes: 3, stepKm: 100 });

const capacityOf = ({ linkCount, capacityKbps }: TrafficGraph, times = 1): Float64Array =>
  Float64Array.from({ length: 2 * linkCount }, (_, arc) => times * capacityKbps[arc >> 1]);
function waysIn({ graph, demands }: RandomNetwork, down: Uint8Array): (number[] | undefined)[] {
  const tree = new ShortestTree(graph);
  return [...demands.to].map((to, demand) => {
    tree.grow(to, down);
    return tree.label[demands.from[demand]] < Number.POSITIVE_INFINITY ? tree.wayFrom(demands.from[demand]) : undefined;
  });
}
const sumOf = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);
const isClose = (a: number, b: number): void => expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-6 * (1 + Math.abs(b)));

describe('fair rates', () => {
  it('keep within capacity, and whoever is short has a full arc where nobody gets more', () => {
    fc.assert(
      fc.property(world, (drawn) => {
        const network = networkOf(drawn);
        const { graph, demands } = network;
        const ways = waysIn(network, new Uint8Array(graph.linkCount));
        const capacity = capacityOf(graph);
        for (const sharing of SHARINGS) {
          const { rate, load } = fairRates(capacity, demands.kbps, ways, sharing);
          const level = (demand: number): number => rate[demand] / (sharing === 'unit' ? 1 : demands.kbps[demand]);
          load.forEach((kbps, arc) => {
            expect(kbps).toBeLessThanOrEqual(capacity[arc] * (1 + 1e-9));
          });
          ways.forEach((way, demand) => {
            if (way === undefined || rate[demand] >= demands.kbps[demand]) return;
            const isBottleneck = (arc: number): boolean =>
              load[arc] >= capacity[arc] * (1 - 1e-9) &&
              ways.every(
                (other, rival) =>
                  !other?.includes(arc) || demands.kbps[rival] === 0 || level(rival) <= level(demand) * (1 + 1e-9),
              );
            expect(way.some(isBottleneck)).toBe(true);
          });
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('of a class do not depend on lower classes, and all scale with capacity and demand', () => {
    fc.assert(
      fc.property(world, fc.constantFrom(2, 3, 1000), (drawn, times) => {
        const network = networkOf(drawn);
        const { graph, demands } = network;
        const ways = waysIn(network, new Uint8Array(graph.linkCount));
        const classes = [...demands.priority];
        const grown = demands.kbps.map((kbps) => times * kbps);
        for (const sharing of SHARINGS) {
          const rates = (capacity: Float64Array, kbps: Float64Array) =>
            priorityRates(capacity, kbps, ways, classes, sharing);
          const all = rates(capacityOf(graph), demands.kbps);
          const upper = rates(
            capacityOf(graph),
            demands.kbps.map((kbps, demand) => (classes[demand] < 2 ? kbps : 0)),
          );
          const scaled = rates(capacityOf(graph, times), grown);
          all.forEach((rate, demand) => {
            if (classes[demand] < 2) expect(upper[demand]).toBe(rate);
            isClose(scaled[demand], times * rate);
          });
        }
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  it('do not change when links are named anew in the same order', () => {
    fc.assert(
      fc.property(world, (drawn) => {
        const network = networkOf(drawn);
        const { graph, links, demands } = network;
        const renamed = layOutTraffic(
          graph.siteCount,
          links.map((link, index) => ({ ...link, id: String.fromCodePoint(0x100 + graph.rank[index]) })),
        );
        const none = new Uint8Array(graph.linkCount);
        expect(waysIn({ graph: renamed, links, demands }, none)).toEqual(waysIn(network, none));
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});

describe('the best possible', async () => {
  const solver = await loadSolver();
  it('is a bound, within what is demanded, that never rises when links go down', () => {
    if (solver === undefined) throw new Error('the package highs is not installed');
    fc.assert(
      fc.property(world, (drawn) => {
        const network = networkOf(drawn);
        const { graph, demands } = network;
        const roll = dice(drawn.seed);
        let best = sumOf(demands.kbps);
        let share = Number.POSITIVE_INFINITY;
        let flow = Number.POSITIVE_INFINITY;
        const down = new Uint8Array(graph.linkCount);
        const isSink = Uint8Array.from({ length: graph.siteCount }, (_, site) => (site === 0 ? 0 : site % 2));
        for (let state = 0; state < 3; state++) {
          const ways = waysIn(network, down);
          const served = maxServedKbps(graph, down, demands, solver);
          expect(served).toBeLessThanOrEqual(best * (1 + 1e-6) + 1);
          for (const sharing of SHARINGS)
            expect(sumOf(fairRates(capacityOf(graph), demands.kbps, ways, sharing).rate)).toBeLessThanOrEqual(
              served * (1 + 1e-6) + 1,
            );
          const lambda = maxConcurrentShare(graph, down, demands, solver) ?? Number.POSITIVE_INFINITY;
          expect(lambda).toBeLessThanOrEqual(share * (1 + 1e-6) + 1e-9);
          if (lambda >= 1) isClose(served / 1e6, sumOf(demands.kbps) / 1e6);
          const capacity = capacityOf(graph).map((kbps, arc) => (down[arc >> 1] === 1 ? 0 : kbps));
          const { value, sourceSide } = maxFlow(graph, capacity, 0, isSink);
          expect(value).toBeLessThanOrEqual(flow);
          const cut = capacity.filter(
            (_, arc) => sourceSide[graph.tail[arc]] === 1 && sourceSide[graph.head[arc]] === 0,
          );
          expect(value).toBe(sumOf(cut));
          best = served;
          share = lambda;
          flow = value;
          for (const link of down.keys()) if (roll() < 0.2) down[link] = 1;
        }
      }),
      { numRuns: 40, seed: 4 },
    );
  });
});
