/** How good the rules are on random cases like the public ones, and that the optimum is one. */
import { describe, expect, it } from 'vitest';
import { policies } from '../../../src/response/policies/index.ts';
import type { RepairCase } from '../../../src/response/scheduling/repair-case.ts';
import { networkOf, restorationOf } from '../../../src/response/scheduling/repair-case.ts';
import { bestScheduleOf, scheduleOf } from '../../../src/response/scheduling/schedule.ts';
import { KINDS, randomCase } from './random-case.ts';

const CASES_A_KIND = 40;
const many = KINDS.flatMap((kind) =>
  Array.from({ length: CASES_A_KIND }, (_, seed) => randomCase(`${seed}/${kind.demandModel}`, kind)),
)
  .map((repairCase) => ({ repairCase, least: bestScheduleOf(repairCase).loss }))
  .filter(({ least }) => least > 0);

const lossBy = (name: string, repairCase: RepairCase): number => {
  const policy = policies.find((one) => one.name === name);
  if (policy === undefined) throw new Error(`no policy ${name}`);
  return scheduleOf(repairCase, policy, (task) => task / 100).loss;
};

describe('on random cases', () => {
  it('nearly all lose something', () => {
    expect(many.length).toBeGreaterThan(0.9 * KINDS.length * CASES_A_KIND);
  });

  it.each([
    ['bundle', 1.05],
    ['rollout', 1.01],
    ['local-search', 1.01],
    ['demand-centrality', 1.1],
    ['myopic', 1.15],
    ['isp', 1.2],
  ])('%s loses on average less than %d of the optimum, and never less than it', (name, most) => {
    const ratios = many.map(({ repairCase, least }) => lossBy(name, repairCase) / least);
    expect(Math.min(...ratios)).toBeGreaterThan(1 - 1e-9);
    expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length).toBeLessThan(most);
  });

  it('rollout is never worse than the rule below it', () => {
    for (const { repairCase } of many)
      expect(lossBy('rollout', repairCase)).toBeLessThanOrEqual(lossBy('bundle', repairCase) * (1 + 1e-12));
  });

  it.each([1, 2, 3])('exact is the least of all orders, %d crews', (crews) => {
    for (const [seed, kind] of KINDS.entries()) {
      const repairCase = randomCase(`brute ${seed}`, { ...kind, crews, tasks: 6, travel: seed < 2 });
      const problem = restorationOf(repairCase, networkOf(repairCase));
      const order = Int32Array.from({ length: 6 }, (_, task) => task);
      let least = Number.POSITIVE_INFINITY;
      const permute = (from: number): void => {
        if (from === order.length) least = Math.min(least, problem.lossOf(order, order.length));
        for (let place = from; place < order.length; place++) {
          [order[from], order[place]] = [order[place], order[from]];
          permute(from + 1);
          [order[from], order[place]] = [order[place], order[from]];
        }
      };
      permute(0);
      expect(bestScheduleOf(repairCase).loss).toBeCloseTo(least, 6);
    }
  });

  it('says how far from the best it may be when the case is too large to solve', () => {
    for (const kind of KINDS) {
      const solvable = { ...kind, tasks: kind.crews === 1 ? 15 : 10 };
      expect(bestScheduleOf(randomCase('large', solvable)).lowerBound).toBeUndefined();
      const best = bestScheduleOf(randomCase('large', { ...kind, tasks: 16 }));
      expect(best.order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, task) => task));
      expect(best.lowerBound).toBeGreaterThan(0);
      expect(best.loss).toBeGreaterThanOrEqual(best.lowerBound ?? Number.NaN);
      expect(best.gap).toBeCloseTo(best.loss / (best.lowerBound ?? Number.NaN) - 1, 12);
    }
  });
});
