/** Substations: how damage lasts, and which of them feeds whom. */
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { damageState } from '../../src/hazard/fragility.ts';
import { hazardKind } from '../../src/hazard/hazard.ts';
import {
  feedersOf,
  gridOutageHours,
  type PowerGrid,
  powerOutageHours,
  powerSchema,
  SUBSTATION,
} from '../../src/hazard/substation.ts';
import { prepare, site } from './setting.ts';

/** The grid that a scenario's words make, with everything told. */
function resolved(written: z.input<typeof powerSchema>, sites = SITES) {
  let grid: PowerGrid | undefined;
  const kind = hazardKind({
    name: 'power',
    summary: '',
    source: '',
    schema: powerSchema,
    prepare(power, setting) {
      grid = feedersOf(power, setting);
      return { strike: () => {} };
    },
  });
  const { errors, warnings, assumptions } = prepare(kind, written, sites, []);
  if (grid === undefined) throw new Error('not resolved');
  return {
    grid,
    errors,
    warnings,
    assumptions,
    fed: grid.substations.map((one) => [...one.sites].map((s) => sites[s].id)),
  };
}

const SITES = [
  site('a', 40, 49),
  site('b', 40.1, 49, { autonomyHours: Number.NaN }),
  site('c', 41, 49),
  site('nowhere', Number.NaN, Number.NaN),
  site('sat', Number.NaN, Number.NaN, { role: 'satellite', autonomyHours: Number.NaN }),
];
const low = { at: [40, 49.01] as [number, number], class: 'low' as const };

describe('the outage of a damaged substation', () => {
  it('is none without damage, and has the means and deviations of HAZUS', () => {
    expect(powerOutageHours(0, 0.9)).toBe(0);
    const expected = [24, 72, 168, 720];
    for (let state = 1; state <= 4; state++) {
      const steps = 20_000;
      let sum = 0;
      let squares = 0;
      for (let step = 0; step < steps; step++) {
        const hours = powerOutageHours(state, (step + 0.5) / steps);
        sum += hours;
        squares += hours * hours;
      }
      const mean = sum / steps;
      expect(mean / expected[state - 1]).toBeCloseTo(1, 2);
      expect(Math.sqrt(squares / steps - mean * mean) / (expected[state - 1] / 2)).toBeCloseTo(1, 1);
    }
  });
  it('grows with the state and with the uniform', () => {
    for (let state = 2; state <= 4; state++)
      expect(powerOutageHours(state, 0.4)).toBeGreaterThan(powerOutageHours(state - 1, 0.4));
    expect(powerOutageHours(2, 0.6)).toBeGreaterThan(powerOutageHours(2, 0.5));
  });
});

describe('the state of a substation', () => {
  it('is never better for a higher voltage or without anchors', () => {
    for (const u of [0.05, 0.3, 0.5, 0.8])
      for (let lnPga = -4; lnPga < 1; lnPga += 0.1) {
        const state = (voltage: 'low' | 'medium' | 'high', anchoring: 'anchored' | 'unanchored') =>
          damageState(SUBSTATION[voltage][anchoring], lnPga, u);
        expect(state('high', 'unanchored')).toBeGreaterThanOrEqual(state('low', 'unanchored'));
      }
    expect(damageState(SUBSTATION.high.unanchored, Math.log(0.17), 0.499)).toBe(3);
    expect(damageState(SUBSTATION.high.unanchored, Math.log(0.17), 0.501)).toBe(2);
  });
});

describe('feeders', () => {
  it('are those of the lists, and else the nearest within its radius', () => {
    const { fed, grid, errors, warnings, assumptions } = resolved({
      substations: [
        { id: 's1', ...low, feeds: ['b', 'nowhere'] },
        { id: 's2', ...low, radiusKm: 5 },
        { id: 's3', at: [40.02, 49], class: 'high', anchored: true, vs30: 300, radiusKm: 500 },
      ],
    });
    expect(errors).toEqual([]);
    expect(warnings).toEqual([]);
    expect(fed).toEqual([['b', 'nowhere'], ['a'], ['c']]);
    expect(grid.substations[2].fragility).toBe(SUBSTATION.high.anchored);
    expect(grid.substations[2].vs30).toBe(300);
    expect(grid.substations[0].vs30).toBeNaN();
    expect([...grid.autonomyHours.slice(0, 2)]).toEqual([8, 8]);
    expect(assumptions).toContain('1 site of unknown autonomy: 8 h');
    expect(assumptions).toContain('the equipment of 2 substations of unknown class is unanchored');
  });
  it('keep a site lit while one of several holds', () => {
    const { grid } = resolved({
      substations: [
        { id: 's1', ...low, feeds: ['a', 'b'] },
        { id: 's2', ...low, feeds: ['a'] },
      ],
    });
    expect(gridOutageHours(grid, 0, Float64Array.of(50, 0))).toBe(0);
    expect(gridOutageHours(grid, 0, Float64Array.of(50, 20))).toBe(20);
    expect(gridOutageHours(grid, 1, Float64Array.of(50, 0))).toBe(50);
    expect(gridOutageHours(grid, 2, Float64Array.of(50, 20))).toBe(0);
  });
  it('may be assumed at each site that none is known for', () => {
    const { grid, fed, assumptions } = resolved({
      substations: [{ id: 's1', ...low, feeds: ['a'] }],
      perSite: { class: 'medium' },
      defaultAutonomy: '4h',
    });
    expect(fed).toEqual([['a'], ['b'], ['c']]);
    expect(grid.substations[1]).toMatchObject({ name: 'site/b', lat: 40.1, vs30: 400 });
    expect(grid.substations[1].fragility).toBe(SUBSTATION.medium.unanchored);
    expect(grid.autonomyHours[1]).toBe(4);
    expect(assumptions).toContain(
      '2 sites of unknown feeder: each has a medium-voltage, unanchored substation of its own, at its place',
    );
    expect(assumptions).toContain('the power of 1 site that no substation feeds does not fail');
  });
  it('tell of what cannot be', () => {
    const { errors, warnings, assumptions } = resolved({
      substations: [
        { id: 's1', ...low, feeds: ['a', 'a', 'x', 'sat'] },
        { id: 's1', ...low },
        { id: 's3', ...low, feeds: ['c'], radiusKm: 5 },
        { id: 's4', at: [10, 10], class: 'low', radiusKm: 5 },
      ],
    });
    expect(errors.map(({ path, found }) => [path, found])).toEqual([
      ['power.substations.0.feeds.2', '"x"'],
      ['power.substations.0.feeds.3', '"sat", a satellite'],
      ['power.substations.1.id', '"s1" again'],
      ['power.substations.1', '"s1", which feeds nobody'],
      ['power.substations.2.radiusKm', '`feeds` and `radiusKm`'],
    ]);
    expect(errors[0].known).toContain('a');
    expect(warnings.map(({ path }) => path)).toEqual(['power.substations.0.feeds.1', 'power.substations.3.radiusKm']);
    expect(assumptions).toContain('the power of 2 sites that no substation feeds does not fail');
  });
  it('are missed when there are none', () => {
    const { errors, grid } = resolved({});
    expect(errors[0].found).toBe('no substations');
    expect(gridOutageHours(grid, 0, new Float64Array(0))).toBe(0);
  });
  it('refuse other keys and classes', () => {
    expect(
      powerSchema.safeParse({ substations: [{ id: 's', at: [40, 49], class: 'huge', feeds: ['a'] }] }).success,
    ).toBe(false);
    expect(powerSchema.safeParse({ perSite: { class: 'low' }, other: 1 }).success).toBe(false);
    expect(powerSchema.parse({ perSite: { class: 'low' } })).toMatchObject({ failsFrom: 'moderate' });
  });
});
