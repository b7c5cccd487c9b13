/** Repair schedules against published optima and oracles: each is named by its id in the files of this folder. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { policies } from '../../../src/response/policies/index.ts';
import { additiveBound } from '../../../src/response/scheduling/bounds.ts';
import { networkOf, type RepairCase, restorationOf } from '../../../src/response/scheduling/repair-case.ts';
import { bestScheduleOf, scheduleOf } from '../../../src/response/scheduling/schedule.ts';

const read = (file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));

interface Expected {
  servedNone: number;
  servedAll: number;
  optLoss: number;
  policies: Record<string, { order: number[]; loss: number }>;
}
const cases: (RepairCase & { id: string; expected: Expected })[] = read('sched_cases_public.json').cases;
const oracles: { id: string; inputs: never; expected: never }[] = read('oracles_public.json');
const oracle = <I, E>(id: string): { inputs: I; expected: E } => {
  const found = oracles.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no oracle ${id}`);
  return found;
};
const lots = (task: number): number => ((task * 7919 + 13) % 101) / 101;
const lossBy = (name: string, repairCase: RepairCase): number => {
  const policy = policies.find((one) => one.name === name);
  if (policy === undefined) throw new Error(`no policy ${name}`);
  return scheduleOf(repairCase, policy, lots).loss;
};
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Their name and ours of one rule. `maxpop` is another rule than our most-people, `dbc_per_h` than demand-centrality. */
const SAME_RULE = {
  fifo: 'fifo',
  srt: 'shortest-repair',
  myopic: 'myopic',
  dbc: 'demand-centrality',
  bundle: 'bundle',
};

describe('the sixteen public cases', () => {
  it.each(cases)('$id: served at the start and the end', (repairCase) => {
    const problem = restorationOf(repairCase, networkOf(repairCase));
    expect(problem.servedAtStart).toBeCloseTo(repairCase.expected.servedNone, 9);
    expect(problem.servedAtEnd).toBeCloseTo(repairCase.expected.servedAll, 9);
  });

  it.each(cases)('$id: the loss of every order that is given', (repairCase) => {
    const problem = restorationOf(repairCase, networkOf(repairCase));
    for (const { order, loss } of Object.values(repairCase.expected.policies))
      expect(problem.lossOf(Int32Array.from(order), order.length) / loss).toBeCloseTo(1, 6);
  });

  it.each(cases)('$id: exact is the optimum, and nothing is better', (repairCase) => {
    const { optLoss } = repairCase.expected;
    const best = bestScheduleOf(repairCase);
    expect(Math.abs(best.loss / optLoss - 1)).toBeLessThan(1e-6);
    expect(best.lowerBound).toBeUndefined();
    for (const { name } of policies) expect(lossBy(name, repairCase) / best.loss).toBeGreaterThan(1 - 1e-9);
  });

  it.each(Object.entries(SAME_RULE))('%s is our %s in every case', (theirs, ours) => {
    for (const repairCase of cases) {
      const { loss } = repairCase.expected.policies[theirs];
      expect(lossBy(ours, repairCase) / loss, repairCase.id).toBeCloseTo(1, 6);
    }
  });

  it('nearest is theirs where travel is given', () => {
    const travelling = cases.filter((one) => one.travelHours_sites_then_depot !== null);
    expect(travelling).toHaveLength(8);
    for (const repairCase of travelling)
      expect(lossBy('nearest', repairCase) / repairCase.expected.policies.nearest.loss).toBeCloseTo(1, 6);
  });

  it.each([
    ['bundle', 1.05],
    ['rollout', 1.01],
    ['local-search', 1.02],
  ])('%s is within %d of the optimum on average', (name, most) => {
    expect(mean(cases.map((one) => lossBy(name, one) / one.expected.optLoss))).toBeLessThan(most);
  });
});

/** Gains that add up: a star, each leaf of which hangs on one damaged edge. */
const star = (repairHours: number[], gains: number[], crews: number, travel: number[][] | null = null): RepairCase => ({
  nodes: gains.length + 1,
  edges: gains.map((_, leaf) => [0, leaf + 1]),
  pop: [0, ...gains],
  gateway: 0,
  demandModel: 'gw',
  damagedEdgeIndex: gains.map((_, leaf) => leaf),
  repairHours,
  travelHours_sites_then_depot: travel,
  crews,
});

describe('oracles', () => {
  it('P-wspt: one crew, no travel, gains that add up: the rule of Smith', () => {
    const { inputs, expected } = oracle<{ p: number[]; w: number[] }, { order: number[]; sumwC: number }>('P-wspt');
    const best = bestScheduleOf(star(inputs.p, inputs.w, 1));
    expect(best).toEqual({ order: expected.order, loss: expected.sumwC });
    expect(lossBy('bundle', star(inputs.p, inputs.w, 1))).toBe(expected.sumwC);
    expect(lossBy('myopic', star(inputs.p, inputs.w, 1))).toBe(expected.sumwC);
  });

  it('P-P2-sumwC: two crews, with the bound of Eastman, Even and Isaacs', () => {
    const { inputs, expected } = oracle<
      { p: number[]; w: number[]; m: number },
      { opt: number; wsptList: number; EEI: number }
    >('P-P2-sumwC');
    const repairCase = star(inputs.p, inputs.w, inputs.m);
    expect(bestScheduleOf(repairCase).loss).toBe(expected.opt);
    expect(lossBy('myopic', repairCase)).toBe(expected.wsptList);
    expect(additiveBound(Float64Array.from(inputs.p), Float64Array.from(inputs.w), inputs.m)).toBe(expected.EEI);
  });

  it('P-travel-latency: one crew that travels', () => {
    const { inputs, expected } = oracle<
      { xy: [number, number][]; speed: number; p: number[]; w: number[] },
      { opt: number; optPerm: number[]; nearest: number[]; nearestVal: number; greedyVal: number }
    >('P-travel-latency');
    const [depot, ...sites] = inputs.xy;
    const stops = [...sites, depot];
    const travel = stops.map(([x, y]) =>
      stops.map(([u, v]) => Math.round((Math.hypot(x - u, y - v) / inputs.speed) * 1e6) / 1e6),
    );
    const repairCase = star(inputs.p, inputs.w, 1, travel);
    const best = bestScheduleOf(repairCase);
    expect(best.order).toEqual(expected.optPerm);
    expect(best.loss / expected.opt).toBeCloseTo(1, 9);
    expect(lossBy('nearest', repairCase) / expected.nearestVal).toBeCloseTo(1, 9);
    expect(lossBy('myopic', repairCase) / expected.greedyVal).toBeCloseTo(1, 9);
  });

  it('P-network-dp: gains that do not add up, and the served function of every subset', () => {
    const { inputs, expected } = oracle<
      { edges: [string, string][]; repair: number[]; demand: Record<string, number>; root: string },
      { opt: number; f: Record<string, number> }
    >('P-network-dp');
    const names = [...new Set(inputs.edges.flat())];
    const repairCase: RepairCase = {
      nodes: names.length,
      edges: inputs.edges.map(([a, b]) => [names.indexOf(a), names.indexOf(b)]),
      pop: names.map((name) => inputs.demand[name] ?? 0),
      gateway: names.indexOf(inputs.root),
      demandModel: 'gw',
      damagedEdgeIndex: inputs.edges.map((_, edge) => edge),
      repairHours: inputs.repair,
      crews: 1,
    };
    expect(bestScheduleOf(repairCase).loss).toBe(expected.opt);
    const problem = restorationOf(repairCase, networkOf(repairCase));
    const table = new Float64Array(2 ** inputs.edges.length);
    problem.tabulateServed(
      Int32Array.from(inputs.edges, (_, task) => task),
      inputs.edges.length,
      table,
    );
    expect(Object.fromEntries([...table].map((served, set) => [String(set), served]))).toEqual(expected.f);
  });
});
