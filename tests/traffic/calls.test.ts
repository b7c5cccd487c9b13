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

describe('callers who try again', () => {
  /** By halving alone. */
  const halved = (fresh: number, persistence: number, blocking: (offered: number) => number): number => {
    let low = fresh;
    let high = fresh / (1 - persistence);
    for (let step = 0; step < 200; step++) {
      const middle = low + (high - low) / 2;
      if (middle === low || middle === high) break;
      if (middle * (1 - persistence * blocking(middle)) < fresh) low = middle;
      else high = middle;
    }
    return high;
  };

  it('are found to the last bit as by halving alone, with half as many looks', () => {
    let looks = 0;
    let halvings = 0;
    for (const trunks of [0, 1, 7, 120, 900])
      for (const reserved of [0, Math.floor(trunks / 10)])
        for (const persistence of [0.2, 0.5, 0.8, 0.99])
          for (const times of [1e-3, 0.3, 0.9, 1, 1.1, 3, 60]) {
            const fresh = times * (trunks + 1);
            const blocking = (offered: number): number => trunkReservation(trunks, reserved, offered, 3).ordinary;
            const { offered } = withRetrials(fresh, persistence, (all) => {
              looks++;
              return blocking(all);
            });
            const known = halved(fresh, persistence, (all) => {
              halvings++;
              return blocking(all);
            });
            expect(offered).toBe(known);
          }
    expect(looks).toBeLessThan(0.7 * halvings);
  });

  it('are remembered for thousands of loads, each with its own answer', () => {
    const load = (at: number): Partial<CallLoad> => ({
      publicFactor: 1 + (at % 60),
      priorityFactor: 1 + Math.floor(at / 60),
      circuitShare: (at % 7) / 6,
      persistence: 0.5,
    });
    const groups = new TrunkGroups(30, 0.01, 0.1);
    const first = Array.from({ length: 1500 }, (_, at) => answered(groups, load(at)));
    first.forEach((known, at) => {
      expect(answered(groups, load(at))).toEqual(known);
      if (at % 50 === 0) expect(answered(new TrunkGroups(30, 0.01, 0.1), load(at))).toEqual(known);
    });
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
