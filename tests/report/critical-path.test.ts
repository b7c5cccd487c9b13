/** Waits and critical paths that are known to the hour. */
import { describe, expect, it } from 'vitest';
import { chronicleOf } from '../../src/report/chronicle.ts';
import { type CriticalPath, criticalPath } from '../../src/report/critical-path.ts';
import { waitsOf } from '../../src/report/waits.ts';
import type { Compiled } from '../../src/scenario/compile.ts';
import { compiledFrom, plainStages, traced } from '../worlds.ts';
import { twoCables, twoFaults, twoOwners } from './hand-made.ts';

function pathOf(compiled: Compiled): { path: CriticalPath; told: unknown[]; kinds: string[][] } {
  const { world, entries } = traced(compiled);
  const chronicle = chronicleOf(world, entries);
  const path = criticalPath(world, chronicle);
  return {
    path,
    told: path.steps.map(({ fault, kind, from, to }) => [fault, kind, from, to]),
    kinds: chronicle.spans.map((spans) => spans.map(({ kind, from, to }) => `${kind} ${from}-${to}`)),
  };
}

describe('the critical path', () => {
  it('of two faults and one crew goes through both repairs', () => {
    const { path, told, kinds } = pathOf(twoFaults());
    expect(told).toEqual([
      [0, 'repair', 0, 5],
      [1, 'repair', 5, 10],
    ]);
    expect(path).toMatchObject({ loss: { from: 0, to: 10, isBack: true }, lossCount: 1 });
    expect(path.steps.map(({ userHours, who }) => [userHours, who])).toEqual([
      [550, 'crew'],
      [50, 'crew'],
    ]);
    expect(kinds).toEqual([['repair 0-5'], ['others-first 0-5', 'repair 5-10']]);
  });

  it('tells crews at work since before from crews sent to others first', () => {
    const late = twoFaults({
      hazards: [{ 'cable-cut': { link: 'l0', at: '0h' } }, { 'cable-cut': { link: 'l1', at: '2h' } }],
    });
    expect(pathOf(late).kinds[1]).toEqual(['crews-busy 2-5', 'repair 5-10']);
  });

  it('stays on one fault when each has a crew, and ends at the longer', () => {
    const compiled = twoFaults({ crews: [{ id: 'crew', operator: 'op', base: 'hub', count: 2 }] });
    expect(pathOf(compiled).told).toEqual([[1, 'repair', 0, 5]]);
  });

  it('of owners apart queues for the own crew, of pooled crews for none', () => {
    expect(pathOf(twoOwners('plain')).told).toEqual([
      [0, 'repair', 0, 5],
      [1, 'repair', 5, 10],
    ]);
    expect(pathOf(twoOwners('pooled')).told).toEqual([[1, 'repair', 0, 5]]);
  });

  it('waits for a spare part, not for the crew that was free long before', () => {
    const compiled = twoFaults({
      crews: [{ id: 'crew', operator: 'op', base: 'hub', count: 2 }],
      spares: [{ operator: 'op', kind: 'cable', count: 1, resupply: '20h' }],
    });
    expect(pathOf(compiled).told).toEqual([
      [1, 'spare', 0, 20],
      [1, 'repair', 20, 25],
    ]);
  });

  it('waits for the shift, and rests between shifts', () => {
    const compiled = twoFaults({
      hazards: [{ 'cable-cut': { link: 'l0', at: '20h' } }],
      crews: [{ id: 'crew', operator: 'op', base: 'hub', shift: { on: '3h', off: '21h' } }],
    });
    expect(pathOf(compiled).told).toEqual([
      [0, 'shift', 20, 24],
      [0, 'repair', 24, 27],
      [0, 'shift', 27, 48],
      [0, 'repair', 48, 50],
    ]);
  });

  it('goes from the second cable to the first that kept the vessel', () => {
    const { told, kinds } = pathOf(twoCables());
    expect(told).toEqual([
      [0, 'mobilise', 0, expect.any(Number)],
      [0, 'repair', expect.any(Number), expect.any(Number)],
      [1, 'repair', expect.any(Number), expect.any(Number)],
    ]);
    expect(kinds[1][0]).toMatch(/^others-first 0-/);
  });

  it('tells that no vessel comes at all', () => {
    const { path, told } = pathOf(twoCables({ repairVessel: 'none' }));
    expect(told).toEqual([[0, 'no-vessel', 0, 2400]]);
    expect(path.loss).toEqual({ from: 0, to: 2400, isBack: false });
  });

  it('reaches the horizon where nobody may mend, by the fault that strands most', () => {
    const { path, told, kinds } = pathOf(twoFaults({ crews: [] }));
    expect(told).toEqual([[0, 'no-crew', 0, 2400]]);
    expect(kinds[1]).toEqual(['no-crew 0-2400']);
    expect(path.steps[0].userHours).toBe(110 * 2400);
  });

  it('begins with detection and assessment, and goes through the assessor that was busy elsewhere', () => {
    const compiled = compiledFrom({
      hazards: [
        { 'site-loss': { site: 'a', at: '0h', state: 'moderate' } },
        { 'site-loss': { site: 'hub', at: '0h', state: 'moderate' } },
      ],
      assessors: [{ operator: 'op', count: 1 }],
      crews: [{ id: 'crew', operator: 'op', base: 'hub', count: 2 }],
      stages: plainStages({
        detectSite: '1h',
        assessSite: '4h',
        repairSite: { slight: '5h', moderate: '5h', extensive: '5h', complete: '5h' },
      }),
    });
    const { told, kinds } = pathOf(compiled);
    expect(kinds[1].slice(0, 3)).toEqual(['not-visible 0-1', 'assessor 1-5', 'assessment 5-9']);
    expect(told).toEqual([
      [0, 'not-visible', 0, 1],
      [0, 'assessment', 1, 5],
      [1, 'assessment', 5, 9],
      [1, 'repair', 9, 14],
    ]);
  });

  it('is empty when nobody is cut off', () => {
    expect(pathOf(twoFaults({ hazards: [] })).path).toEqual({ loss: undefined, lossCount: 0, steps: [] });
  });

  it('has no gap, and its user-hours are those of its loss', () => {
    const compiled = twoFaults({
      stages: plainStages({ detectLink: { exponential: '2h' }, repairLink: { buried: { exponential: '5h' } } }),
    });
    for (let replication = 0; replication < 20; replication++) {
      const { world, entries } = traced(compiled, replication);
      const { steps, loss } = criticalPath(world, chronicleOf(world, entries));
      for (let place = 1; place < steps.length; place++) expect(steps[place].from).toBe(steps[place - 1].to);
      expect([steps[0].from, steps.at(-1)?.to]).toEqual([loss?.from, loss?.to]);
      let lost = 0;
      const { times, cutOff, length } = world.timeline;
      for (let row = 0; row + 1 < length; row++) lost += cutOff[row] * (times[row + 1] - times[row]);
      expect(steps.reduce((sum, { userHours }) => sum + userHours, 0)).toBeCloseTo(lost, 6);
    }
  });
});

describe('where the hours went', () => {
  it('adds up over all faults and along the path', () => {
    const { world, entries } = traced(twoFaults());
    const chronicle = chronicleOf(world, entries);
    expect(waitsOf(chronicle, criticalPath(world, chronicle))).toEqual([
      { kind: 'others-first', isWait: true, hours: 5, pathHours: 0, pathShare: 0, userHours: 0 },
      { kind: 'repair', isWait: false, hours: 10, pathHours: 10, pathShare: 1, userHours: 600 },
    ]);
  });
});
