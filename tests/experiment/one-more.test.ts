/** One more of each, where what it saves is known. */
import { describe, expect, it } from 'vitest';
import { lossPeriods, oneMore, type Saving } from '../../src/experiment/one-more.ts';
import { Timeline } from '../../src/metrics/timeline.ts';
import type { Compiled } from '../../src/scenario/compile.ts';
import { twoCables, twoFaults, twoOwners } from '../report/hand-made.ts';
import { compiledFrom, plainStages, traced } from '../worlds.ts';

function savingsOf(compiled: Compiled): Saving[] {
  const { world, entries } = traced(compiled);
  return oneMore(world, compiled.model.variants[0], 0, entries);
}

describe('one more', () => {
  it('crew mends the second fault at once', () => {
    expect(savingsOf(twoFaults())).toEqual([
      { asset: 'crew', name: 'a crew of op at hub', userHoursSaved: 50, hoursSaved: 5, isBack: true },
    ]);
  });

  // All sites of this world stand at one place; a crew is told at the first that its operator owns.
  it('crew of an operator without damage saves nothing and is not tried; alike crews are tried once', () => {
    expect(savingsOf(twoOwners('plain')).map(({ name }) => name)).toEqual(['a crew of b at s1']);
    expect(savingsOf(twoOwners('pooled')).map(({ name, userHoursSaved }) => [name, userHoursSaved])).toEqual([
      ['a crew of a at hub', 0],
      ['a crew of b at s1', 0],
    ]);
    expect(savingsOf(twoFaults({ crews: [{ id: 'crew', operator: 'op', base: 'hub', count: 2 }] }))).toHaveLength(1);
  });

  it('spare part saves the wait for it, and is tried only where one was short', () => {
    const savings = savingsOf(
      twoFaults({
        crews: [{ id: 'crew', operator: 'op', base: 'hub', count: 2 }],
        spares: [{ operator: 'op', kind: 'cable', count: 1, resupply: '20h' }],
      }),
    );
    expect(savings).toEqual([
      { asset: 'spare', name: 'a length of cable of op', userHoursSaved: 200, hoursSaved: 20, isBack: true },
      { asset: 'crew', name: 'a crew of op at hub', userHoursSaved: 0, hoursSaved: 0, isBack: true },
    ]);
  });

  it('vessel takes the second cable', () => {
    const [saving, ...others] = savingsOf(twoCables());
    expect(others).toEqual([]);
    // The first vessel needs 1 h to mobilise and 5 h a splice: 11 h in all; two need 6 h.
    expect(saving).toMatchObject({ asset: 'vessel', name: 'a vessel (resident) at hub', isBack: true });
    expect(saving.hoursSaved).toBeCloseTo(4 + 1, 2);
    expect(saving.userHoursSaved).toBeCloseTo(50, 0);
  });

  it('vessel where there is none brings people back by the horizon', () => {
    const [saving] = savingsOf(twoCables({ repairVessel: 'none' }));
    expect(saving).toMatchObject({ name: 'a vessel (resident) at the nearer shore end', isBack: true });
    expect(saving.hoursSaved).toBeCloseTo(2400 - 11, 2);
  });

  it('assessor looks at the second site at once', () => {
    const compiled = compiledFrom({
      hazards: [
        { 'site-loss': { site: 'a', at: '0h', state: 'moderate' } },
        { 'site-loss': { site: 'hub', at: '0h', state: 'moderate' } },
      ],
      assessors: [{ operator: 'op', count: 1 }],
      crews: [{ id: 'crew', operator: 'op', base: 'hub', count: 2 }],
      travel: { roadFactor: 1, speedKmH: 1_000_000 },
      stages: plainStages({
        assessSite: '4h',
        repairSite: { slight: '5h', moderate: '5h', extensive: '5h', complete: '5h' },
      }),
    });
    const best = savingsOf(compiled)[0];
    expect(best).toMatchObject({ asset: 'assessor', name: 'an assessor of op', isBack: true });
    expect(best.hoursSaved).toBeCloseTo(4, 2);
  });

  it('leaves the model, its names and its draws as they were', () => {
    const compiled = twoFaults({ stages: plainStages({ repairLink: { buried: { lognormal: ['5h', 0.8] } } }) });
    const before = JSON.stringify(compiled.model.crews);
    const first = savingsOf(compiled);
    expect(savingsOf(compiled)).toEqual(first);
    expect(JSON.stringify(compiled.model.crews)).toBe(before);
    // Two crews begin both repairs at once with the same draws: the shorter of the two sums is what is left.
    const { world, entries } = traced(compiled);
    const took = entries
      .filter(({ what, name }) => what === 'stage-begins' && name === 'repair')
      .map(({ amount }) => amount);
    expect(took).toHaveLength(2);
    expect(first[0].hoursSaved).toBeCloseTo(took[0] + took[1] - Math.max(took[0], took[1]), 9);
    expect(world.timeline.cutOff[world.timeline.length - 1]).toBe(0);
  });

  it('has nothing to save where nobody is cut off', () => {
    expect(savingsOf(twoFaults({ hazards: [] }))).toEqual([]);
  });
});

describe('losses', () => {
  it('are told apart, the last to the horizon', () => {
    const timeline = new Timeline(10, 1, 100);
    timeline.record(0, 0, 0, 0);
    timeline.record(3, 5, 0, 0);
    timeline.record(4, 2, 0, 0);
    timeline.record(9, 0, 0, 0);
    timeline.record(50, 1, 0, 0);
    expect(lossPeriods(timeline)).toEqual([
      { from: 3, to: 9, isBack: true },
      { from: 50, to: 100, isBack: false },
    ]);
  });
});
