/** The served function and what is built on it: taking back, relabelling, several faults of one element. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betweennessOf } from '../../../src/network/betweenness.ts';
import { policies } from '../../../src/response/policies/index.ts';
import { pathBound } from '../../../src/response/scheduling/bounds.ts';
import { ContractedGraph } from '../../../src/response/scheduling/contracted-graph.ts';
import { networkOf, type RepairCase, restorationOf } from '../../../src/response/scheduling/repair-case.ts';
import { Restoration } from '../../../src/response/scheduling/restoration.ts';
import { bestScheduleOf, scheduleOf } from '../../../src/response/scheduling/schedule.ts';
import { ServedDemand } from '../../../src/response/scheduling/served-demand.ts';
import { KINDS, randomCase } from './random-case.ts';

/** People connected to the gateway, or demand between connected nodes, by plain search over what works. */
function servedBySearch(one: RepairCase, downNodes: Set<number>, downEdges: Set<number>): number {
  const group = Array.from({ length: one.nodes }, (_, node) => node);
  for (let round = 0; round < one.nodes; round++)
    one.edges.forEach(([a, b], edge) => {
      if (downEdges.has(edge) || downNodes.has(a) || downNodes.has(b)) return;
      group[a] = group[b] = Math.min(group[a], group[b]);
    });
  const works = (node: number): boolean => !downNodes.has(node);
  if (one.demandModel === 'gw') {
    const gateway = one.gateway ?? -1;
    if (!works(gateway)) return 0;
    return one.pop.reduce((sum, people, node) => sum + (works(node) && group[node] === group[gateway] ? people : 0), 0);
  }
  return (one.odDemand ?? []).reduce(
    (sum, [a, b, demand]) => sum + (works(a) && works(b) && group[a] === group[b] ? demand : 0),
    0,
  );
}

const steps = fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 60 });
const hit = fc.uniqueArray(fc.nat(15), { maxLength: 6 });

describe('the served function', () => {
  it.each(['gw', 'od'] as const)('is what a search from scratch finds, after any steps there and back: %s', (model) => {
    fc.assert(
      fc.property(fc.nat(1000), hit, hit, steps, (seed, nodes, edges, walk) => {
        const one = randomCase(`walk ${seed}`, { ...KINDS[0], demandModel: model });
        const network = networkOf(one);
        const siteFaults = new Int32Array(network.siteCount);
        const linkFaults = new Int32Array(network.linkCount);
        for (const node of nodes) siteFaults[node] = 1;
        for (const edge of edges) linkFaults[edge] = 2;
        const pairs = {
          a: Int32Array.from(one.odDemand ?? [], ([a]) => a),
          b: Int32Array.from(one.odDemand ?? [], ([, b]) => b),
          weight: Float64Array.from(one.odDemand ?? [], ([, , demand]) => demand),
        };
        const law = { weight: network.population, isRoot: network.isGateway };
        const graph = new ContractedGraph(network, model === 'gw' ? law : { ...law, pairs });
        graph.contract(siteFaults, linkFaults);
        const state = new ServedDemand(graph);
        state.reset();
        const downNodes = new Set(nodes);
        const downEdges = new Set(edges);
        const past: { steps: number; take: () => void }[] = [];
        for (const [choice, back] of walk) {
          if (back) {
            const last = past.pop();
            if (last !== undefined) {
              state.rollBack(last.steps);
              last.take();
            }
          } else {
            const down = [
              ...[...downNodes].map((n) => [n, true] as const),
              ...[...downEdges].map((e) => [e, false] as const),
            ];
            if (down.length === 0) continue;
            const [element, isNode] = down[choice % down.length];
            const set = isNode ? downNodes : downEdges;
            past.push({ steps: state.steps, take: () => set.add(element) });
            set.delete(element);
            state.raise(isNode ? graph.siteElement[element] : graph.linkElement[element]);
          }
          expect(state.served).toBeCloseTo(servedBySearch(one, downNodes, downEdges), 6);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('counts an element only when the last of its faults is mended', () => {
    const one = randomCase('twice', KINDS[1]);
    const network = networkOf(one);
    const [edge] = one.damagedEdgeIndex;
    const linkFaults = new Int32Array(network.linkCount);
    linkFaults[edge] = 2;
    const problem = new Restoration(network, { weight: network.population, isRoot: network.isGateway }, 'first');
    problem.begin(new Int32Array(network.siteCount), linkFaults, {
      travelBetween: () => 1,
      travelFromCrew: () => 1,
      leastFromCrew: () => 1,
      mayTake: () => true,
    });
    for (const task of [0, 1]) problem.addTask(problem.graph.linkElement[edge], 2 + task, true, task);
    problem.addCrew(0);
    problem.ready();
    const { element, state } = problem;
    problem.send(0);
    expect(state.up[element[0]]).toBe(0);
    expect(problem.elementHours[element[0]]).toBe(3);
    problem.send(1);
    expect(state.up[element[0]]).toBe(1);
    problem.recall(0);
    expect([state.up[element[0]], state.pending[element[0]], problem.elementHours[element[0]]]).toEqual([0, 2, 5]);
    // 1 h there and 2 h of work, then 1 h and 3 h: the element comes up at 7 h.
    const gained = problem.servedAtEnd - problem.servedAtStart;
    expect(problem.lossOf(Int32Array.of(0, 1), 2)).toBeCloseTo(7 * gained, 9);
  });
});

describe('schedules', () => {
  const kinds = fc.constantFrom(...KINDS, { ...KINDS[0], crews: 3 }, { ...KINDS[1], tasks: 3 });
  const lots = (task: number): number => ((task * 37 + 11) % 97) / 97;

  it('of every policy are orders of all tasks, and do not lose less than the bound', () => {
    fc.assert(
      fc.property(fc.nat(10_000), kinds, (seed, kind) => {
        const one = randomCase(`any ${seed}`, kind);
        const bound = pathBound(restorationOf(one, networkOf(one)));
        for (const policy of policies) {
          const { order, loss } = scheduleOf(one, policy, lots);
          expect(order.toSorted((a, b) => a - b)).toEqual(one.damagedEdgeIndex.map((_, task) => task));
          expect(loss).toBeGreaterThanOrEqual(bound * (1 - 1e-9));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('lose the same when nodes, edges and tasks are named otherwise', () => {
    const ruled = ['nearest', 'shortest-repair', 'betweenness', 'myopic', 'bundle', 'exact'];
    fc.assert(
      fc.property(fc.nat(10_000), kinds, (seed, kind) => {
        const one = randomCase(`named ${seed}`, kind);
        const last = one.nodes - 1;
        const tasks = one.damagedEdgeIndex.length;
        const backwards = <T>(list: T[]): T[] => [...list].reverse();
        const travel = one.travelHours_sites_then_depot;
        const turn = <T>(row: T[]): T[] => [...backwards(row.slice(0, tasks)), row[tasks]];
        const other: RepairCase = {
          ...one,
          edges: backwards(one.edges).map(([a, b]) => [last - b, last - a]),
          pop: backwards(one.pop),
          gateway: last - (one.gateway ?? 0),
          odDemand: one.odDemand?.map(([a, b, demand]) => [last - b, last - a, demand]) ?? null,
          damagedEdgeIndex: backwards(one.damagedEdgeIndex).map((edge) => one.edges.length - 1 - edge),
          repairHours: backwards(one.repairHours),
          travelHours_sites_then_depot: travel ? turn(travel.map(turn)) : null,
        };
        expect(bestScheduleOf(other).loss).toBeCloseTo(bestScheduleOf(one).loss, 6);
        for (const policy of policies.filter(({ name }) => ruled.includes(name))) {
          const here = scheduleOf(one, policy, lots);
          const there = scheduleOf(other, policy, lots);
          expect(there.loss / Math.max(here.loss, 1e-9), policy.name).toBeCloseTo(here.loss > 0 ? 1 : 0, 6);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('betweenness', () => {
  it('is that of a path and of a ring with a double link', () => {
    const path = networkOf({
      ...randomCase('x', KINDS[1]),
      nodes: 4,
      edges: [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
      pop: [1, 1, 1, 1],
      gateway: 0,
    });
    expect([...betweennessOf(path).sites]).toEqual([0, 2, 2, 0]);
    expect([...betweennessOf(path).links]).toEqual([3, 4, 3]);
    const ring = networkOf({
      ...randomCase('x', KINDS[1]),
      nodes: 4,
      edges: [
        [0, 1],
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 0],
      ],
      pop: [1, 1, 1, 1],
      gateway: 0,
    });
    // 0-2: three paths, two of them by the double link; 1-3 the same.
    expect([...betweennessOf(ring).sites].map((value) => Math.round(value * 1e9) / 1e9)).toEqual(
      [2 / 3, 2 / 3, 1 / 3, 1 / 3].map((value) => Math.round(value * 1e9) / 1e9),
    );
    const links = betweennessOf(ring).links;
    expect(links[0]).toBeCloseTo(0.5 + 1 / 3 + 1 / 3, 8);
    expect(links[1]).toBeCloseTo(links[0], 8);
    expect(links.reduce((sum, value) => sum + value, 0)).toBeCloseTo(4 + 2 * 2, 8);
  });
});
