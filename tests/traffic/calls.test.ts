/** Calls at an exchange, against the closed forms that they are made of and the figures of the science. */
import { describe, expect, it } from 'vitest';
import { type CallLoad, offeredAt, TrunkGroups } from '../../src/traffic/calls.ts';
import { erlangB, trunkReservation, withRetrials } from '../../src/traffic/erlang.ts';

const NORMAL: CallLoad = {
  circuitShare: 1,
  publicFactor: 1,
  priorityFactor: 1,
  restriction: 0,
  textShare: 0,
  reservedShare: 0,
  persistence: 0,
};
const answered = (groups: TrunkGroups, load: Partial<CallLoad>): [number, number] => {
  groups.answer({ ...NORMAL, ...load });
  return [groups.publicCompletion, groups.priorityCompletion];
};

describe('120 circuits at 1 % blocking', () => {
  const groups = new TrunkGroups(120, 0.01, 0);

  it('carry 102.96 erlang on a normal day', () => {
    expect(offeredAt(120, 0.01)).toBeCloseTo(102.96, 2);
    expect(answered(groups, {})[0]).toBeCloseTo(0.99, 2);
  });

  it.each([
    [2, 0.424, 0.783],
    [5, 0.768, 0.943],
    [10, 0.884, 0.974],
    [20, 0.942, 0.988],
    [60, 0.981, 0.996],
  ])('block as published when %i times as many call (response science 9)', (factor, blocked, withRetries) => {
    expect(1 - answered(groups, { publicFactor: factor })[0]).toBeCloseTo(blocked, 2);
    // Those who try again block each other: the blocking of an attempt, not of a caller, is what is published.
    const { blocking } = withRetrials(102.96 * factor, 0.8, (offered) => erlangB(120, offered));
    expect(blocking).toBeCloseTo(withRetries, 2);
  });

  it('are held open by turning calls away', () => {
    // 0.9 turned away leaves a load of one tenth: at ten times the calls, a normal day for those let in.
    expect(answered(groups, { publicFactor: 10, restriction: 0.9 })[0]).toBeCloseTo(0.1 * 0.99, 2);
    expect(answered(groups, { publicFactor: 10, textShare: 0.3 })[0]).toBeGreaterThan(0.3);
  });

  it('carry nothing when none is left', () => {
    expect(answered(groups, { circuitShare: 0 })).toEqual([0, 0]);
  });
});

describe('a reserve for priority', () => {
  const groups = new TrunkGroups(120, 0.01, 0.03);

  it('lets every priority call through at any surge, and costs the public on a normal day', () => {
    const surge = answered(groups, { publicFactor: 40, reservedShare: 0.1 });
    expect(1 - surge[1]).toBeLessThan(1e-6);
    expect(answered(groups, { publicFactor: 40 })[1]).toBeLessThan(0.1);
    expect(answered(groups, { reservedShare: 0.1 })[0]).toBeLessThan(answered(groups, {})[0]);
  });

  it('is trunk reservation, to the step of the load', () => {
    const offered = offeredAt(120, 0.01);
    const exact = trunkReservation(120, 12, 5 * 0.97 * offered, 0.03 * offered);
    expect(answered(groups, { publicFactor: 5, reservedShare: 0.1 })[0]).toBeCloseTo(1 - exact.ordinary, 2);
  });
});
