/** How much of the time things are up, held against the closed forms of `oracles_public.json` through the simulator itself. */
import { describe, expect, it } from 'vitest';
import { quantile } from '../../../src/engine/distribution.ts';
import { PURPOSE } from '../../../src/engine/draws.ts';
import type { Hazard } from '../../../src/hazard/hazard.ts';
import type { Model } from '../../../src/simulation/model.ts';
import { meanHittingTimes, repairChain } from '../reference-chains.ts';
import { meanZ, oracle, REPLICATIONS, shareZ, varianceZ, Z_MAX } from './oracle.ts';
import { downAt, eachReplication, hit, poissonHits, siteOf, timeAverage, unitsModel } from './units.ts';

const within = (z: number): void => expect(Math.abs(z)).toBeLessThanOrEqual(Z_MAX);

describe('one unit, exponential failures and repairs', () => {
  it.each(['P-avail-1000-24', 'P-avail-200-6'])('%s', (id) => {
    const { inputs, expected } = oracle<
      { mttf: number; mttr: number; t: number[]; T: number },
      { A: number[]; intervalA: number; failuresPerYear: number }
    >(id);
    const { mttf, mttr, t, T } = inputs;
    // The last time stands for the limit. What is left of the start after 20 MTTR is below e^-20.
    const settledHours = Math.max(T, 20 * mttr);
    const horizonHours = 2 * settledHours;
    const hours = t.map((time) => Math.min(time, settledHours));
    const model = unitsModel(
      { units: 1, crews: 1, repair: { exponential: `${mttr}h` }, horizonHours },
      poissonHits(1, 1 / mttf, horizonHours),
    );
    const up = new Float64Array(t.length);
    const interval = new Float64Array(REPLICATIONS);
    const failures = new Float64Array(REPLICATIONS);
    eachReplication(model, REPLICATIONS, ({ timeline }, entries, row) => {
      for (const [place, time] of hours.entries()) up[place] += 1 - downAt(timeline, time);
      interval[row] = timeAverage(timeline, 0, T, (down) => 1 - down);
      for (const { what, time } of entries) if (what === 'broke' && time >= settledHours) failures[row]++;
    });
    expect(up[0]).toBe(REPLICATIONS * expected.A[0]);
    for (let place = 1; place < t.length; place++) within(shareZ(up[place], REPLICATIONS, expected.A[place]));
    within(meanZ(interval, expected.intervalA));
    within(meanZ(failures, (expected.failuresPerYear / 8760) * (horizonHours - settledHours)));
  });
});

describe('P-altrenew: Weibull up times, lognormal down times', () => {
  const CYCLES = 4;
  const { inputs, expected } = oracle('P-altrenew');
  const repair = { law: 'lognormal', median: inputs.median, sigma: inputs.sigma } as const;

  /**
   * An up time that is not exponential begins anew at each repair, and a hazard may not see repairs. This one need not:
   * the hours of repair k of a site stand at an address that anybody may read, and with one crew on the spot and no other
   * stage they are the whole down time. That it foresaw right is checked below, failure by failure.
   */
  const renewals = (model: Model): Hazard => ({
    strike(draws, _, damage) {
      const handle = model.siteHandles[siteOf(0)];
      let hours = 0;
      for (let k = 0; k < CYCLES; k++) {
        const u = draws.uniform(handle, PURPOSE.eventTime, k);
        hours += inputs.scale * (-Math.log1p(-u)) ** (1 / inputs.k);
        hit(model, damage, hours, 0);
        hours += quantile(repair, draws.uniform(handle, PURPOSE.repair, k));
      }
    },
  });

  it('has the long-run availability and the variance rate of the time down, cycle by cycle', () => {
    const model = unitsModel(
      {
        units: 1,
        crews: 1,
        repair: { lognormal: [`${inputs.median}h`, inputs.sigma] },
        horizonHours: 10_000_000,
      },
      renewals,
    );
    const up = new Float64Array(REPLICATIONS * CYCLES);
    const down = new Float64Array(REPLICATIONS * CYCLES);
    let cycles = 0;
    eachReplication(model, REPLICATIONS, ({ timeline: { times, cutOff, length } }) => {
      // Up, down, up, ...: the first row is the start, and each cycle ends with a repair.
      expect(length).toBe(2 * CYCLES + 1);
      for (let row = 1; row < length; row += 2) {
        expect([cutOff[row - 1], cutOff[row]]).toEqual([0, 1]);
        up[cycles] = times[row] - times[row - 1];
        down[cycles++] = times[row + 1] - times[row];
      }
    });
    expect(cycles).toBe(REPLICATIONS * CYCLES);
    within(meanZ(up, expected.mU));
    within(meanZ(down, expected.mD));
    within(varianceZ(up, expected.sdU ** 2));
    within(varianceZ(down, expected.sdD ** 2));
    // Renewal-reward: E[up - A x cycle] = 0, and the rate is Var[A x down - (1 - A) x up] / E[cycle] (Smith, 1955).
    const { A } = expected;
    within(
      meanZ(
        up.map((hours, cycle) => hours - A * (hours + down[cycle])),
        0,
      ),
    );
    within(
      varianceZ(
        up.map((hours, cycle) => A * down[cycle] - (1 - A) * hours),
        expected.varRate * (expected.mU + expected.mD),
      ),
    );
  });
});

describe('k of n units must be up', () => {
  it.each(['P-kofn-3-2', 'P-kofn-5-3'])('%s: a crew for each unit', (id) => {
    const { inputs, expected } = oracle(id);
    const { n, k, a } = inputs;
    const mttr = 1;
    const mttf = (mttr * a) / (1 - a);
    const from = 20 * mttr;
    const to = 60 * mttr;
    const model = unitsModel(
      { units: n, crews: n, repair: { exponential: `${mttr}h` }, horizonHours: to },
      poissonHits(n, 1 / mttf, to),
    );
    const share = new Float64Array(REPLICATIONS);
    eachReplication(model, REPLICATIONS, ({ timeline }, _, row) => {
      share[row] = timeAverage(timeline, from, to, (down) => (n - down >= k ? 1 : 0));
    });
    within(meanZ(share, expected.A));
  });

  it('P-kofn-repair-4-2-1: one crew for all; availability, and mean time to the first failure of the whole', () => {
    const { inputs, expected } = oracle('P-kofn-repair-4-2-1');
    const { n, k, c, lam, mu } = inputs;
    const failed = n - k + 1;
    const rest = meanHittingTimes(repairChain(n, c, lam, mu), failed);
    expect(rest[0]).toBeCloseTo(expected.MTTFF, 6);
    const from = 20 / mu;
    const to = 1500;
    const model = unitsModel(
      { units: n, crews: c, repair: { exponential: `${1 / mu}h` }, horizonHours: to },
      poissonHits(n, lam, to),
    );
    const share = new Float64Array(REPLICATIONS);
    const life = new Float64Array(REPLICATIONS);
    eachReplication(model, REPLICATIONS, ({ timeline }, _, row) => {
      share[row] = timeAverage(timeline, from, to, (down) => (down < failed ? 1 : 0));
      let first = 0;
      while (first < timeline.length && timeline.cutOff[first] < failed) first++;
      // Where all still stands at the end, the rest of the life is put at its mean given the state then: its expectation
      // is unchanged (the chain has no memory).
      life[row] = first < timeline.length ? timeline.times[first] : to + rest[downAt(timeline, to)];
    });
    within(meanZ(share, expected.A));
    within(meanZ(life, expected.MTTFF));
  });
});

describe('P-omori: aftershocks by Omori-Utsu break what was mended', () => {
  it('has the count, and the chance of being up at given times', () => {
    const { inputs, expected } = oracle<
      { K: number; c: number; p: number; q: number; mu: number },
      { count: number; Pup: number[] }
    >('P-omori');
    const { K, c, p, q, mu } = inputs;
    const hours = [6, 24, 72, 240];
    const horizonHours = 240;
    const counts = new Float64Array(REPLICATIONS);
    // The number of aftershocks by time t has mean K (c^(1-p) - (t+c)^(1-p)) / (p - 1); unit arrivals through its inverse.
    const inverse = (count: number): number => (c ** (1 - p) - (count * (p - 1)) / K) ** (1 / (1 - p)) - c;
    const total = (K * (c ** (1 - p) - (horizonHours + c) ** (1 - p))) / (p - 1);
    expect(total).toBeCloseTo(expected.count, 9);
    const model = unitsModel(
      { units: 1, crews: 1, repair: { exponential: `${1 / mu}h` }, horizonHours },
      (units): Hazard => ({
        strike(draws, _, damage) {
          const handle = units.siteHandles[siteOf(0)];
          hit(units, damage, 0, 0);
          let count = 0;
          for (let k = 0; ; k++) {
            count -= Math.log1p(-draws.uniform(handle, PURPOSE.aftershockTime, k));
            if (count > total) break;
            counts[draws.replication]++;
            if (draws.uniform(handle, PURPOSE.damageState, k) < q) hit(units, damage, inverse(count), 0);
          }
        },
      }),
    );
    const up = new Float64Array(hours.length);
    eachReplication(model, REPLICATIONS, ({ timeline }) => {
      for (const [place, time] of hours.entries()) up[place] += 1 - downAt(timeline, time);
    });
    within(meanZ(counts, expected.count));
    for (let place = 0; place < hours.length; place++) within(shareZ(up[place], REPLICATIONS, expected.Pup[place]));
  });
});
