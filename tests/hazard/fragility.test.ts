/** One uniform decides the damage state of a site: its law, and that it never improves with stronger shaking. */
import { describe, expect, it } from 'vitest';
import { damageState, exceedance, FACILITY, type Fragility, stateNumber } from '../../src/hazard/fragility.ts';

describe('the damage state of a uniform', () => {
  it.each(['anchored', 'unanchored'] as const)('has the shares of the curves, %s', (building) => {
    for (const pgaG of [0.02, 0.1, 0.3, 0.8]) {
      const exceeded = exceedance(FACILITY[building], pgaG);
      const steps = 20_000;
      const counts = new Float64Array(5);
      for (let step = 0; step < steps; step++) {
        counts[damageState(FACILITY[building], Math.log(pgaG), (step + 0.5) / steps)]++;
      }
      let worse = 0;
      for (let state = 4; state >= 1; state--) {
        worse += counts[state];
        expect(Math.abs(worse / steps - exceeded[state - 1])).toBeLessThan(1.01 / steps);
      }
    }
  });
  it('never improves with the shaking', () => {
    for (const u of [0.001, 0.1, 0.5, 0.9, 0.999]) {
      let last = 0;
      for (let lnPga = -6; lnPga < 2; lnPga += 0.1) {
        const state = damageState(FACILITY.unanchored, lnPga, u);
        expect(state).toBeGreaterThanOrEqual(last);
        last = state;
      }
    }
  });
  it('is kept monotone where curves cross', () => {
    const crossing: Fragility = [
      { medianG: 0.3, beta: 0.2 },
      { medianG: 0.4, beta: 1 },
    ];
    expect(exceedance(crossing, 0.1)[1]).toBe(exceedance(crossing, 0.1)[0]);
    // Between the two curves at 0.1 g: the worse one is exceeded, the milder is not, so nothing happens.
    expect(damageState(crossing, Math.log(0.1), 0.01)).toBe(0);
  });
  it('numbers the states', () => {
    expect(stateNumber('slight')).toBe(1);
    expect(stateNumber('complete')).toBe(4);
  });
});
