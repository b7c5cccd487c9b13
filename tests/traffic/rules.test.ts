/** What holds for every assignment rule, and each rule against a plain one that goes through all ways. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Assignment } from '../../src/traffic/assignment/assignment.ts';
import { DestinationTrees } from '../../src/traffic/assignment/destination-trees.ts';
import { loadSolver } from '../../src/traffic/assignment/linear-solver.ts';
import { LooplessWays } from '../../src/traffic/assignment/loopless-ways.ts';
import { fairRates, type Sharing } from '../../src/traffic/assignment/max-min.ts';
import { SpilledRates } from '../../src/traffic/assignment/spilled-rates.ts';
import { layOutTraffic, type TrafficGraph } from '../../src/traffic/assignment/traffic-graph.ts';
import { rules } from '../../src/traffic/rules/index.ts';
import type { AssignmentRule, RuleOptions } from '../../src/traffic/rules/rule.ts';
import { below, dice, type RandomNetwork, randomNetwork, type Shape } from './random-network.ts';

const solve = await loadSolver();
if (solve === undefined) throw new Error('the package highs is not installed');

const CLASSES = 3;
const BARE: RuleOptions = { fairness: 'proportional', zeroCapacity: 'keep' };
const PROPORTIONAL: RuleOptions = { ...BARE, solve };
const EQUAL: RuleOptions = { ...PROPORTIONAL, fairness: 'equal' };
const ruleOf = (name: string): AssignmentRule => {
  const found = rules.find((rule) => rule.name === name);
  if (found === undefined) throw new Error(`no rule ${name}`);
  return found;
};
/** Rules that know equal rates. */
const KNOW_EQUAL = ['max-min', 'k-path'];
const VARIANTS = rules.flatMap((rule) =>
  (KNOW_EQUAL.includes(rule.name) ? [PROPORTIONAL, EQUAL] : [PROPORTIONAL]).map(
    (options): [string, AssignmentRule, RuleOptions] => [`${rule.name}, ${options.fairness}`, rule, options],
  ),
);

const world = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  sites: fc.integer({ min: 2, max: 8 }),
  links: fc.integer({ min: 1, max: 14 }),
  demands: fc.integer({ min: 1, max: 20 }),
  terminals: fc.integer({ min: 0, max: 2 }),
});
const networkOf = ({ seed, ...shape }: Omit<Shape, 'classes' | 'stepKm'> & { readonly seed: number }): RandomNetwork =>
  randomNetwork(seed, { ...shape, classes: CLASSES, stepKm: 100 });

const sumOf = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);
const expectClose = (a: number, b: number, what?: string): void =>
  expect(Math.abs(a - b), what).toBeLessThanOrEqual(1e-6 * (1 + Math.abs(b)));

/** Breaks some links and sites, the same ones for the same seed. */
function strike(assignment: Assignment, { siteCount, linkCount }: TrafficGraph, seed: number): Uint8Array {
  const roll = dice(seed);
  const down = Uint8Array.from({ length: linkCount }, () => (roll() < 0.15 ? 1 : 0));
  const siteDown = Uint8Array.from({ length: siteCount }, () => (roll() < 0.05 ? 1 : 0));
  for (const link of down.keys()) if (down[link] === 1) assignment.linkDown(link);
  for (const site of siteDown.keys()) if (siteDown[site] === 1) assignment.siteDown(site);
  assignment.evaluate();
  return siteDown;
}

/** Links of a graph that are down when its sites are. */
function linksDownOf(graph: TrafficGraph, seed: number, siteDown: Uint8Array): Uint8Array {
  const roll = dice(seed);
  return Uint8Array.from({ length: graph.linkCount }, (_, link) =>
    roll() < 0.15 || siteDown[graph.tail[2 * link]] === 1 || siteDown[graph.head[2 * link]] === 1 ? 1 : 0,
  );
}

interface PlainWay {
  readonly arcs: readonly number[];
  readonly cost: number;
}

/** Every way without a loop, by cost and then by the order of link ids. */
function allWays(graph: TrafficGraph, linkDown: Uint8Array, from: number, to: number): PlainWay[] {
  const { firstLeaving, leaving, head, cost, isTerminal, rank } = graph;
  const found: PlainWay[] = [];
  const walk = (site: number, seen: readonly number[], arcs: readonly number[], sum: number): void => {
    if (site === to) {
      found.push({ arcs, cost: sum });
      return;
    }
    if (isTerminal[site] === 1 && site !== from) return;
    for (const arc of leaving.slice(firstLeaving[site], firstLeaving[site + 1])) {
      if (linkDown[arc >> 1] === 1 || seen.includes(head[arc])) continue;
      walk(head[arc], [...seen, head[arc]], [...arcs, arc], sum + cost[arc >> 1]);
    }
  };
  walk(from, [from], [], 0);
  const text = ({ arcs }: PlainWay): string => arcs.map((arc) => String.fromCodePoint(0x100 + rank[arc >> 1])).join('');
  return found.sort((a, b) => a.cost - b.cost || (text(a) < text(b) ? -1 : 1));
}

const capacityOf = ({ linkCount, capacityKbps }: TrafficGraph): Float64Array =>
  Float64Array.from({ length: 2 * linkCount }, (_, arc) => capacityKbps[arc >> 1]);

/** Rounds over the first k ways of every demand, with nothing left out. */
function plainSpill(
  { graph, demands }: RandomNetwork,
  linkDown: Uint8Array,
  k: number,
  sharing: Sharing,
): { rates: Float64Array; load: Float64Array } {
  const { from, to, kbps, priority } = demands;
  const left = capacityOf(graph);
  const load = new Float64Array(left.length);
  const rates = new Float64Array(kbps.length);
  const ways = [...from].map((site, demand) => allWays(graph, linkDown, site, to[demand]));
  for (let one = 0; one < CLASSES; one++)
    for (let place = 0; place < k; place++) {
      const round = ways.map((all, demand) =>
        priority[demand] === one && kbps[demand] - rates[demand] > 1e-9 * kbps[demand] ? all[place]?.arcs : undefined,
      );
      const given = fairRates(
        left,
        kbps.map((size, demand) => size - rates[demand]),
        round,
        sharing,
      );
      given.rate.forEach((rate, demand) => {
        rates[demand] += rate;
      });
      given.load.forEach((kbit, arc) => {
        load[arc] += kbit;
        left[arc] = left[arc] - kbit <= 1e-9 * graph.capacityKbps[arc >> 1] ? 0 : left[arc] - kbit;
        if (graph.capacityKbps[arc >> 1] === Number.POSITIVE_INFINITY) left[arc] = Number.POSITIVE_INFINITY;
      });
    }
  return { rates, load };
}

/** Equal-cost multipath by going through all shortest ways: fractions of the demands and load of the arcs. */
function plainSplit(
  { graph, demands }: RandomNetwork,
  linkDown: Uint8Array,
): { fractions: number[]; load: Float64Array } {
  const { from, to, kbps, priority } = demands;
  const metresOf = (way: PlainWay): number => sumOf(way.arcs.map((arc) => graph.metres[arc >> 1]));
  const shares = [...from].map((site, demand) => {
    if (site === to[demand]) return [];
    const all = allWays(graph, linkDown, site, to[demand]);
    const shortest = Math.min(...all.map(metresOf));
    const ways = all.filter((way) => metresOf(way) === shortest);
    // The share of a way: at each site on it one of as many next arcs as ways go on by from there.
    return ways.map(({ arcs }) => {
      let share = 1;
      arcs.forEach((_, at) => {
        const alike = ways.filter(({ arcs: other }) => other.slice(0, at).every((arc, place) => arc === arcs[place]));
        share /= new Set(alike.map(({ arcs: other }) => other[at])).size;
      });
      return { arcs, share };
    });
  });
  const offered = Array.from({ length: CLASSES }, () => new Float64Array(2 * graph.linkCount));
  shares.forEach((ways, demand) => {
    for (const { arcs, share } of ways) for (const arc of arcs) offered[priority[demand]][arc] += share * kbps[demand];
  });
  const capacity = capacityOf(graph);
  const passes = (arc: number, k: number): number => {
    const left = Math.max(0, capacity[arc] - sumOf(offered.slice(0, k).map((load) => load[arc])));
    return offered[k][arc] > left ? left / offered[k][arc] : 1;
  };
  const load = new Float64Array(2 * graph.linkCount);
  const fractions = shares.map((ways, demand) =>
    sumOf(
      ways.map(({ arcs, share }) => {
        const thinned = share * Math.min(...arcs.map((arc) => passes(arc, priority[demand])));
        for (const arc of arcs) load[arc] += thinned * kbps[demand];
        return thinned;
      }),
    ),
  );
  return { fractions, load };
}

function expectWithin(load: Float64Array, graph: TrafficGraph): void {
  load.forEach((kbps, arc) => {
    expect(kbps).toBeLessThanOrEqual(graph.capacityKbps[arc >> 1] * (1 + 1e-9) + 1e-6);
  });
}

describe('the door', () => {
  it('has every rule once, each with what it does and where it comes from', () => {
    expect(rules.map(({ name }) => name)).toEqual(['reachability', 'max-min', 'ecmp', 'k-path', 'best-possible']);
    for (const { summary, source } of rules) expect(Math.min(summary.length, source.length)).toBeGreaterThan(8);
    const { graph, demands } = networkOf({ seed: 1, sites: 4, links: 5, demands: 3 });
    expect(rules.filter(({ needsSolver }) => needsSolver).map(({ name }) => name)).toEqual(['best-possible']);
    expect(() => ruleOf('best-possible').begin(graph, demands, BARE)).toThrow('solver');
  });
});

describe.each(VARIANTS)('%s', (_, rule, options) => {
  const numRuns = rule.needsSolver ? 30 : 120;

  it('serves of each class no more than is connected, and that no more than is offered; fractions add up', () => {
    fc.assert(
      fc.property(world, (drawn) => {
        const { graph, demands } = networkOf(drawn);
        const one = rule.begin(graph, demands, options);
        strike(one, graph, drawn.seed);
        const fractions = new Float64Array(demands.kbps.length);
        one.fractions(fractions);
        const sums = new Float64Array(one.classCount);
        fractions.forEach((fraction, demand) => {
          expect(fraction).toBeGreaterThanOrEqual(0);
          expect(fraction).toBeLessThanOrEqual(1);
          sums[demands.priority[demand]] += fraction * demands.kbps[demand];
        });
        for (let k = 0; k < one.classCount; k++) {
          expect(one.servedKbps[k]).toBeGreaterThanOrEqual(-1e-6);
          expect(one.servedKbps[k]).toBeLessThanOrEqual(one.connectedKbps[k]);
          expect(one.connectedKbps[k]).toBeLessThanOrEqual(one.offeredKbps[k]);
          expectClose(sums[k], one.servedKbps[k], `class ${k}`);
        }
      }),
      { numRuns, seed: 1 },
    );
  });

  it('gives a class the same whatever later classes ask for, and scales', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 0, max: 1 }), (drawn, last) => {
        const { graph, links, demands } = networkOf(drawn);
        const one = rule.begin(graph, demands, options);
        strike(one, graph, drawn.seed);
        const all = one.servedKbps.slice();
        one.offer(demands.kbps.map((kbps, demand) => (demands.priority[demand] <= last ? kbps : 0)));
        one.evaluate();
        for (let k = 0; k <= last && k < one.classCount; k++) expectClose(one.servedKbps[k], all[k]);
        const isNotPassed = [...graph.isTerminal.keys()].filter((site) => graph.isTerminal[site] === 1);
        const wider = links.map((link) => ({ ...link, capacityGbps: 3 * link.capacityGbps }));
        const grown = rule.begin(
          layOutTraffic(graph.siteCount, wider, isNotPassed),
          { ...demands, kbps: demands.kbps.map((kbps) => 3 * kbps) },
          options,
        );
        strike(grown, graph, drawn.seed);
        grown.servedKbps.forEach((kbps, k) => {
          expectClose(kbps, 3 * all[k]);
        });
      }),
      { numRuns, seed: 2 },
    );
  });

  it('answers to the last bit as from scratch, whatever happened before', () => {
    const shape = { sites: 9, links: 16, demands: 60, classes: CLASSES, stepKm: 100, terminals: 2 };
    const { graph, demands } = randomNetwork(5, shape);
    const kept = rule.begin(graph, demands, { ...options, keptStates: 0 });
    const roll = dice(3);
    const down = new Uint8Array(graph.linkCount);
    let kbps = demands.kbps;
    for (let change = 0; change < (rule.needsSolver ? 30 : 300); change++) {
      const link = below(roll, graph.linkCount);
      down[link] = down[link] === 0 && roll() < 0.6 ? 1 : 0;
      if (down[link] === 1) kept.linkDown(link);
      else kept.linkUp(link);
      if (change % 7 === 0) {
        kbps = demands.kbps.map((size) => below(roll, 3) * size);
        kept.offer(kbps);
      }
      kept.evaluate();
      const anew = rule.begin(graph, { ...demands, kbps }, { ...options, keptStates: 0 });
      for (const one of down.keys()) if (down[one] === 1) anew.linkDown(one);
      anew.evaluate();
      expect(kept.servedKbps).toEqual(anew.servedKbps);
      expect(kept.connectedKbps).toEqual(anew.connectedKbps);
      const fractions = [kept, anew].map((one) => {
        const into = new Float64Array(kbps.length);
        one.fractions(into);
        return into;
      });
      expect(fractions[0]).toEqual(fractions[1]);
    }
  });

  it('serves the first classes together no more than the best possible', () => {
    if (rule.name === 'reachability') return;
    fc.assert(
      fc.property(world, (drawn) => {
        const { graph, demands } = networkOf(drawn);
        const one = rule.begin(graph, demands, options);
        const best = ruleOf('best-possible').begin(graph, demands, options);
        strike(one, graph, drawn.seed);
        strike(best, graph, drawn.seed);
        for (let k = 0; k < one.classCount; k++)
          expect(sumOf(one.servedKbps.slice(0, k + 1))).toBeLessThanOrEqual(
            sumOf(best.servedKbps.slice(0, k + 1)) * (1 + 1e-6) + 1,
          );
      }),
      { numRuns: 40, seed: 4 },
    );
  });
});

describe('ways without a loop', () => {
  it('are the first of all there are, also after links failed and came back', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const shape = { sites: 7, links: 12, demands: 1, classes: 1, stepKm: 100, terminals: seed % 3 };
      const { graph } = randomNetwork(seed, shape);
      const { siteCount, linkCount } = graph;
      const trees = new DestinationTrees(
        graph,
        Int32Array.from([...Array(siteCount).keys()]),
        1,
        new Float64Array(siteCount * siteCount),
      );
      const ways = new LooplessWays(graph, trees, 4);
      const roll = dice(seed);
      for (let change = 0; change < 12; change++) {
        for (let to = 0; to < siteCount; to++)
          for (let from = 0; from < siteCount; from++) {
            if (from === to) continue;
            const known = allWays(graph, trees.linkDown, from, to);
            for (let place = 0; place < 4; place++) expect(ways.wayFrom(to, from, place)).toEqual(known[place]?.arcs);
          }
        const link = below(roll, linkCount);
        if (trees.linkDown[link] === 1) trees.restore(link);
        else trees.fail(link);
        ways.renew();
      }
    }
  });
});

describe('spilling', () => {
  it.each([
    ['max-min', 1, EQUAL, 'unit'],
    ['max-min', 1, PROPORTIONAL, 'proportional'],
    ['k-path', 3, EQUAL, 'unit'],
    ['k-path', 3, PROPORTIONAL, 'proportional'],
  ] as const)('%s on %i ways is that of the plain rule, and within capacity', (name, k, options, sharing) => {
    fc.assert(
      fc.property(world, (drawn) => {
        const network = networkOf(drawn);
        const { graph, demands } = network;
        const one = ruleOf(name).begin(graph, demands, options);
        const down = linksDownOf(graph, drawn.seed, strike(one, graph, drawn.seed));
        const { rates, load } = plainSpill(network, down, k, sharing);
        expectWithin(load, graph);
        const fractions = new Float64Array(rates.length);
        one.fractions(fractions);
        rates.forEach((rate, demand) => {
          if (demands.from[demand] !== demands.to[demand])
            expectClose(fractions[demand] * demands.kbps[demand], rate, `demand ${demand}`);
        });
      }),
      { numRuns: 150, seed: 5 },
    );
  });

  it('on one way with equal fractions is the fast rule', () => {
    const network = randomNetwork(9, { sites: 30, links: 50, demands: 500, classes: 3, stepKm: 100, terminals: 2 });
    const { graph, demands } = network;
    const fast = new Assignment(graph, demands);
    const plain = new Assignment(graph, demands, {
      method: () => new SpilledRates(graph, demands, 1, 'proportional'),
    });
    for (let link = 0; link < graph.linkCount; link += 3) {
      for (const one of [fast, plain]) {
        one.linkDown(link);
        one.evaluate();
      }
      fast.servedKbps.forEach((kbps, k) => {
        expectClose(kbps, plain.servedKbps[k]);
      });
      expect(fast.connectedKbps).toEqual(plain.connectedKbps);
    }
  });

  it('serves more where a second way is free', () => {
    const links = [
      { id: 'short', from: 0, to: 1, lengthKm: 1, capacityGbps: 2 },
      { id: 'long', from: 0, to: 1, lengthKm: 5, capacityGbps: 2 },
      { id: 'longest', from: 0, to: 1, lengthKm: 9, capacityGbps: 2 },
      { id: 'too long', from: 0, to: 1, lengthKm: 10, capacityGbps: 2 },
    ];
    const demands = {
      from: Int32Array.of(0),
      to: Int32Array.of(1),
      kbps: Float64Array.of(9e6),
      priority: Int32Array.of(0),
    };
    const served = rules.map((rule) => {
      const one = rule.begin(layOutTraffic(2, links), demands, PROPORTIONAL);
      one.evaluate();
      return [rule.name, Math.round(one.servedKbps[0] / 1e3) / 1e3];
    });
    expect(Object.fromEntries(served)).toEqual({
      reachability: 9,
      'max-min': 2,
      ecmp: 2,
      'k-path': 6,
      'best-possible': 8,
    });
  });
});

describe('equal-cost multipath', () => {
  it('is that of going through all shortest ways, and within capacity', () => {
    fc.assert(
      fc.property(world, (drawn) => {
        const network = networkOf(drawn);
        const { graph, demands } = network;
        const one = ruleOf('ecmp').begin(graph, demands, PROPORTIONAL);
        const down = linksDownOf(graph, drawn.seed, strike(one, graph, drawn.seed));
        const { fractions: known, load } = plainSplit(network, down);
        expectWithin(load, graph);
        const fractions = new Float64Array(known.length);
        one.fractions(fractions);
        known.forEach((fraction, demand) => {
          if (demands.from[demand] !== demands.to[demand]) expectClose(fractions[demand], fraction, `demand ${demand}`);
        });
      }),
      { numRuns: 200, seed: 6 },
    );
  });

  it('never serves less when a link gets more capacity', () => {
    fc.assert(
      fc.property(world, fc.nat(), (drawn, which) => {
        const { graph, links, demands } = networkOf(drawn);
        const isNotPassed = [...graph.isTerminal.keys()].filter((site) => graph.isTerminal[site] === 1);
        const wider = links.map((link, index) =>
          index === which % links.length ? { ...link, capacityGbps: 1.5 * link.capacityGbps + 0.1 } : link,
        );
        const [before, after] = [links, wider].map((laid) => {
          const one = ruleOf('ecmp').begin(layOutTraffic(graph.siteCount, laid, isNotPassed), demands, PROPORTIONAL);
          strike(one, graph, drawn.seed);
          return one.servedKbps;
        });
        after.forEach((kbps, k) => {
          expect(kbps).toBeGreaterThanOrEqual(before[k] - 1e-6 * (1 + before[k]));
        });
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});
