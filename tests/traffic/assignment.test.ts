/** The fast assignment against the plain one, and against itself from scratch. */
import { describe, expect, it } from 'vitest';
import { Assignment } from '../../src/traffic/assignment/assignment.ts';
import { DestinationTrees } from '../../src/traffic/assignment/destination-trees.ts';
import { priorityRates } from '../../src/traffic/assignment/max-min.ts';
import { ShortestTree } from '../../src/traffic/assignment/shortest-tree.ts';
import { layOutTraffic, type TrafficLink } from '../../src/traffic/assignment/traffic-graph.ts';
import { below, dice, type RandomNetwork, randomNetwork, type Shape } from './random-network.ts';

const SHAPES: readonly (readonly [string, Shape])[] = [
  ['a mesh with ties', { sites: 24, links: 40, demands: 300, classes: 3, stepKm: 100 }],
  ['nearly a tree', { sites: 40, links: 44, demands: 400, classes: 2, stepKm: 7.3 }],
  ['parallel links', { sites: 6, links: 18, demands: 60, classes: 1, stepKm: 50 }],
  ['any of some sites', { sites: 20, links: 32, demands: 250, classes: 2, stepKm: 100, terminals: 3 }],
];

/** Random changes after which nothing may differ from scratch. */
const CHANGES = 10_000;

const bytesOf = ({ buffer }: Float64Array | Int32Array): Buffer => Buffer.from(buffer);

/** One demand from site 0 to site 1. */
const oneDemand = (links: readonly TrafficLink[], kbps: number) => ({
  graph: layOutTraffic(2, links),
  demands: {
    from: Int32Array.of(0),
    to: Int32Array.of(1),
    kbps: Float64Array.of(kbps),
    priority: Int32Array.of(0),
  },
});

/** Rates by the plain rule: ways from trees grown anew, demands one by one. */
function plainRates(
  { graph, demands }: RandomNetwork,
  linkDown: Uint8Array,
  siteDown: Uint8Array,
): { ways: (number[] | undefined)[]; rates: Float64Array } {
  const down = linkDown.map((isDown, link) => isDown | siteDown[graph.tail[2 * link]] | siteDown[graph.head[2 * link]]);
  const tree = new ShortestTree(graph);
  const ways = [...demands.to].map((to, demand) => {
    tree.grow(to, down);
    const from = demands.from[demand];
    return tree.label[from] === Number.POSITIVE_INFINITY || siteDown[from] === 1 ? undefined : tree.wayFrom(from);
  });
  const capacity = Float64Array.from({ length: 2 * graph.linkCount }, (_, arc) => graph.capacityKbps[arc >> 1]);
  return { ways, rates: priorityRates(capacity, demands.kbps, ways, [...demands.priority], 'proportional') };
}

describe.each(SHAPES)('%s', (_, shape) => {
  it('keeps trees and flows to the last bit while links fail and come back', () => {
    const network = randomNetwork(7, shape);
    const { graph, demands } = network;
    const kept = new Assignment(graph, demands, { keptStates: 0 });
    const roll = dice(11);
    const linkDown = new Uint8Array(graph.linkCount);
    const siteDown = new Uint8Array(graph.siteCount);
    const fractions = [new Float64Array(demands.kbps.length), new Float64Array(demands.kbps.length)];
    let offered = demands.kbps;
    for (let change = 1; change <= CHANGES; change++) {
      if (roll() < 0.9) {
        const link = below(roll, graph.linkCount);
        linkDown[link] ^= 1;
        if (linkDown[link] === 1) kept.linkDown(link);
        else kept.linkUp(link);
      } else {
        const site = below(roll, graph.siteCount);
        siteDown[site] = siteDown[site] === 0 && roll() < 0.4 ? 1 : 0;
        if (siteDown[site] === 1) kept.siteDown(site);
        else kept.siteUp(site);
      }
      // Mostly up again, so that ways are long and flows are many.
      if (change % 17 === 0)
        for (const link of linkDown.keys())
          if (roll() < 0.7) {
            linkDown[link] = 0;
            kept.linkUp(link);
          }
      if (change % 53 === 0) {
        const times = roll() < 0.3 ? 1 : below(roll, 4);
        offered = demands.kbps.map((kbps, demand) => (demand % 3 === 0 ? times * kbps : kbps));
        kept.offer(offered);
      }
      kept.evaluate();
      if (change % 97 !== 0 && change > 300) continue;
      const anew = new Assignment(graph, { ...demands, kbps: offered }, { keptStates: 0 });
      for (const link of linkDown.keys()) if (linkDown[link] === 1) anew.linkDown(link);
      for (const site of siteDown.keys()) if (siteDown[site] === 1) anew.siteDown(site);
      anew.evaluate();
      expect(kept.servedKbps).toEqual(anew.servedKbps);
      expect(kept.connectedKbps).toEqual(anew.connectedKbps);
      expect(kept.offeredKbps).toEqual(anew.offeredKbps);
      kept.fractions(fractions[0]);
      anew.fractions(fractions[1]);
      expect(fractions[0]).toEqual(fractions[1]);
    }
  });

  it('serves what the plain rule serves', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const network = randomNetwork(seed, shape);
      const { graph, demands } = network;
      const roll = dice(100 + seed);
      const linkDown = Uint8Array.from({ length: graph.linkCount }, () => (roll() < 0.1 ? 1 : 0));
      const siteDown = Uint8Array.from({ length: graph.siteCount }, () => (roll() < 0.05 ? 1 : 0));
      const fast = new Assignment(graph, demands);
      for (const link of linkDown.keys()) if (linkDown[link] === 1) fast.linkDown(link);
      for (const site of siteDown.keys()) if (siteDown[site] === 1) fast.siteDown(site);
      fast.evaluate();
      const { ways, rates } = plainRates(network, linkDown, siteDown);
      const fractions = new Float64Array(demands.kbps.length);
      fast.fractions(fractions);
      const served = new Float64Array(fast.classCount);
      const connected = new Float64Array(fast.classCount);
      rates.forEach((rate, demand) => {
        served[demands.priority[demand]] += rate;
        if (ways[demand] !== undefined) connected[demands.priority[demand]] += demands.kbps[demand];
        expect(Math.abs(fractions[demand] * demands.kbps[demand] - rate), `demand ${demand}`).toBeLessThan(1e-3);
      });
      expect(fast.connectedKbps).toEqual(connected);
      served.forEach((sum, k) => {
        expect(Math.abs(fast.servedKbps[k] - sum)).toBeLessThan(1e-2);
      });
    }
  });
});

describe('trees', () => {
  it.each([0, 3])('are those from scratch after every single change, with %i sites that none may pass', (terminals) => {
    const shape = { sites: 12, links: 22, demands: 80, classes: 2, stepKm: 100, terminals };
    const { graph, demands } = randomNetwork(3, shape);
    const ends = graph.siteCount;
    const destinations = Int32Array.from([...Array(ends).keys()]);
    const own = new Float64Array(ends * ends * 2);
    demands.kbps.forEach((kbps, demand) => {
      const { from, to, priority } = demands;
      if (from[demand] !== to[demand]) own[(to[demand] * ends + from[demand]) * 2 + priority[demand]] += kbps;
    });
    const trees = new DestinationTrees(graph, destinations, 2, own);
    const scratch = new DestinationTrees(graph, destinations, 2, own);
    const roll = dice(5);
    for (let change = 0; change < CHANGES; change++) {
      const link = below(roll, graph.linkCount);
      if (trees.linkDown[link] === 1) trees.restore(link);
      else trees.fail(link);
      if (change % 100 === 99) {
        for (const cell of own.keys()) if (own[cell] > 0) own[cell] = 1 + below(roll, 2_000_000);
        trees.load(own);
      }
      scratch.linkDown.set(trees.linkDown);
      scratch.rebuild(own);
      for (const part of ['label', 'next', 'flow', 'arcLoad'] as const)
        if (bytesOf(trees[part]).compare(bytesOf(scratch[part])) !== 0) expect(trees[part]).toEqual(scratch[part]);
    }
  });
});

describe('a site that none may pass', () => {
  it('is left out of every way but those that begin or end there', () => {
    let passable = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const { graph, links } = randomNetwork(seed, SHAPES[3][1]);
      const { siteCount, linkCount, tail, head, isTerminal } = graph;
      const open = layOutTraffic(siteCount, links);
      const [tree, plain, bare] = [new ShortestTree(graph), new ShortestTree(open), new ShortestTree(open)];
      const none = new Uint8Array(linkCount);
      for (let to = 0; to < siteCount; to++) {
        tree.grow(to, none);
        plain.grow(to, none);
        for (let from = 0; from < siteCount; from++) {
          if (from === to) continue;
          const isShut = (site: number): boolean => isTerminal[site] === 1 && site !== from && site !== to;
          const shut = Uint8Array.from(none, (_, link) => (isShut(tail[2 * link]) || isShut(head[2 * link]) ? 1 : 0));
          bare.grow(to, shut);
          expect(tree.label[from]).toBe(bare.label[from]);
          expect(tree.wayFrom(from)).toEqual(bare.wayFrom(from));
          if (plain.label[from] < tree.label[from]) passable++;
        }
      }
    }
    expect(passable).toBeGreaterThan(100);
  });

  it('has demands to whichever of many is nearest, in full, and none takes it as a short cut', () => {
    const line = (id: string, from: number, to: number, lengthKm: number, capacityGbps: number) => ({
      id,
      from,
      to,
      lengthKm,
      capacityGbps,
    });
    const links = [
      line('a', 0, 1, 10, 5),
      line('b', 0, 2, 20, 7),
      line('c', 1, 2, 90, 4),
      line('any1', 3, 1, 0.001, Number.POSITIVE_INFINITY),
      line('any2', 3, 2, 0.001, Number.POSITIVE_INFINITY),
    ];
    const graph = layOutTraffic(4, links, [3]);
    const one = new Assignment(graph, {
      from: Int32Array.of(0, 1, 1),
      to: Int32Array.of(3, 3, 2),
      kbps: Float64Array.of(6e6, 50e6, 2e6),
      priority: Int32Array.of(0, 1, 2),
    });
    const served = (): number[] => {
      one.evaluate();
      return [...one.servedKbps];
    };
    expect(served()).toEqual([5e6, 50e6, 2e6]);
    one.linkDown(0);
    expect(served()).toEqual([6e6, 50e6, 2e6]);
    one.linkDown(2);
    expect(served()).toEqual([6e6, 50e6, 0]);
    one.siteDown(2);
    expect(served()).toEqual([0, 50e6, 0]);
  });
});

describe('another offer', () => {
  it('answers as if it had been there from the beginning, and the first one is known again', () => {
    const { graph, demands } = randomNetwork(4, SHAPES[3][1]);
    const one = new Assignment(graph, demands);
    const roll = dice(6);
    const answers = new Map<number, Float64Array>();
    for (let change = 0; change < 60; change++) {
      const times = [1, 40, 0, 3][change % 4];
      const kbps = demands.kbps.map((size, demand) => (demand % 2 === 0 ? times * size : size));
      one.offer(kbps);
      const link = below(roll, 3);
      one.linkDown(link);
      one.evaluate();
      const anew = new Assignment(graph, { ...demands, kbps });
      anew.linkDown(link);
      anew.evaluate();
      expect(one.servedKbps).toEqual(anew.servedKbps);
      expect(one.offeredKbps).toEqual(anew.offeredKbps);
      if (times === 1) expect(one.servedKbps).toEqual(answers.get(link) ?? one.servedKbps);
      if (times === 1) answers.set(link, one.servedKbps.slice());
      one.linkUp(link);
    }
    expect(() => one.offer(Float64Array.of(1))).toThrow('other demands');
    expect(() => one.offer(demands.kbps.map(() => 0.5))).toThrow('whole number');
  });
});

describe('a surge that dies away', () => {
  it.each([1, 2, 3])('is answered as from scratch, whether it still flows on the trees or not (network %i)', (seed) => {
    // Wide links: overloaded at the peak in some states only.
    const { links, demands, graph: plain } = randomNetwork(seed, SHAPES[0][1]);
    const wide = links.map((one) => ({ ...one, capacityGbps: 40 + one.capacityGbps * 6 }));
    const graph = layOutTraffic(plain.siteCount, wide);
    const kept = new Assignment(graph, demands);
    const roll = dice(50 + seed);
    const linkDown = new Uint8Array(graph.linkCount);
    const siteDown = new Uint8Array(graph.siteCount);
    const fractions = new Float64Array(demands.kbps.length);
    const known = new Float64Array(demands.kbps.length);
    let stamp = Number.NaN;
    const seen = new Set<string>();
    for (let surge = 0; surge < 12; surge++)
      for (let step = 0; step < 12; step++) {
        const factor = 1 + (4 * roll() + 1) * 0.7 ** step;
        const kbps = demands.kbps.map((one, demand) =>
          Math.round(one * (demands.priority[demand] === step % 3 ? factor : 1)),
        );
        const byClass = new Float64Array(kept.classCount);
        for (const [demand, one] of kbps.entries()) byClass[demands.priority[demand]] += one;
        if (step % 2 === 0) kept.offer(kbps);
        else kept.offer(kbps, byClass);
        if (roll() < 0.5) linkDown[below(roll, graph.linkCount)] ^= 1;
        if (roll() < 0.2) siteDown[below(roll, graph.siteCount)] ^= 1;
        if (step === 0) {
          linkDown.fill(0);
          siteDown.fill(0);
        }
        kept.stand(linkDown, siteDown);
        kept.evaluate();
        const anew = new Assignment(graph, { ...demands, kbps }, { keptStates: 0 });
        anew.stand(linkDown, siteDown);
        anew.evaluate();
        expect(kept.servedKbps).toEqual(anew.servedKbps);
        expect(kept.connectedKbps).toEqual(anew.connectedKbps);
        expect(kept.offeredKbps).toEqual(byClass);
        anew.fractions(known);
        // Whoever holds fractions with this stamp need not ask again.
        if (kept.fractionStamp !== stamp) kept.fractions(fractions);
        stamp = kept.fractionStamp;
        expect(fractions).toEqual(known);
        if (kept.isFree) expect(kept.servedKbps).toEqual(kept.connectedKbps);
        seen.add(`${kept.isFree}`);
      }
    expect([...seen].sort()).toEqual(['false', 'true']);
  });
});

describe('what is kept', () => {
  it('answers for the exact state, in whatever order it came about', () => {
    const { graph, demands } = randomNetwork(2, SHAPES[0][1]);
    const kept = new Assignment(graph, demands, { keptStates: 4 });
    const bare = new Assignment(graph, demands, { keptStates: 0 });
    const roll = dice(8);
    for (let change = 0; change < 500; change++) {
      const link = below(roll, 5);
      for (const one of [kept, bare]) {
        if (change % 2 === 0) one.linkDown(link);
        else one.linkUp(link);
        one.evaluate();
      }
      expect(kept.servedKbps).toEqual(bare.servedKbps);
    }
    for (const one of [kept, bare]) {
      one.clear();
      one.evaluate();
    }
    const intact = new Assignment(graph, demands);
    intact.evaluate();
    expect(kept.servedKbps).toEqual(intact.servedKbps);
    expect(bare.servedKbps).toEqual(intact.servedKbps);
  });

  it('gives fractions also where the sums came from what was kept', () => {
    const { graph, demands } = randomNetwork(2, SHAPES[0][1]);
    const one = new Assignment(graph, demands);
    const before = new Float64Array(demands.kbps.length);
    const after = new Float64Array(demands.kbps.length);
    one.evaluate();
    one.fractions(before);
    one.linkDown(0);
    one.evaluate();
    one.fractions(after);
    expect(after).not.toEqual(before);
    one.linkUp(0);
    one.evaluate();
    one.fractions(after);
    expect(after).toEqual(before);
  });
});

describe('a link of no capacity', () => {
  it('draws traffic and drops it, or stays out of routing', () => {
    const links = [
      { id: 'short', from: 0, to: 1, lengthKm: 1, capacityGbps: 0 },
      { id: 'long', from: 0, to: 1, lengthKm: 5, capacityGbps: 2 },
    ];
    const { graph, demands } = oneDemand(links, 3e6);
    const served = (['keep', 'withdraw'] as const).map((zeroCapacity) => {
      const one = new Assignment(graph, demands, { zeroCapacity });
      one.evaluate();
      return one.servedKbps[0];
    });
    expect(served).toEqual([0, 2e6]);
  });
});
