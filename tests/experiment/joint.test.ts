import { describe, expect, it } from 'vitest';
import { jointFailures } from '../../src/experiment/joint.ts';
import { wilson } from '../../src/experiment/wilson.ts';
import { compiledFrom } from '../worlds.ts';

const ANY = [{ id: 'crew', operator: '*', base: '*' }];
const row = JSON.stringify({
  name: 'row',
  sites: [0, 1, 2, 3].map((k) => ({
    id: `s${k}`,
    role: k === 0 ? 'gateway' : 'core',
    operator: 'op',
    at: [40.6, 48 + 0.3 * k],
    population: 10,
  })),
  links: [
    { id: 'near-a', ends: ['s0', 's1'], medium: 'buried', operator: 'op' },
    { id: 'near-b', ends: ['s0', 's1'], medium: 'buried', operator: 'op' },
    { id: 'hop', ends: ['s1', 's2'], medium: 'microwave', operator: 'op' },
    { id: 'far', ends: ['s2', 's3'], medium: 'buried', operator: 'op' },
  ],
});

describe("Wilson's interval", () => {
  // R: prop.test(15, 50, correct = FALSE).
  it('has the published values', () => {
    const [low, high] = wilson(0.3, 50);
    expect(low).toBeCloseTo(0.19105, 4);
    expect(high).toBeCloseTo(0.43751, 4);
    expect(wilson(0, 10)[0]).toBe(0);
    expect(wilson(1, 10)[1]).toBeCloseTo(1, 12);
  });
});

describe('joint failures', () => {
  it('find the risk group that the ground makes: links in one corridor fail together', () => {
    const compiled = compiledFrom(
      { crews: ANY, hazards: [{ earthquake: { magnitude: 7.3, epicentre: [40.6, 48.15], depthKm: 10, rake: 90 } }] },
      row,
    );
    const { model } = compiled;
    const pairs = jointFailures(model, 2000);
    const [first] = pairs;
    expect([model.network.links[first.a].id, model.network.links[first.b].id]).toEqual(['near-a', 'near-b']);
    expect(first.together).toBeGreaterThan(1.1 * first.independent);
    expect(first.ci95[0]).toBeGreaterThan(first.independent);
    for (const { together, shareA, shareB, ci95 } of pairs) {
      expect(together).toBeLessThanOrEqual(Math.min(shareA, shareB));
      expect(ci95[0] <= together && together <= ci95[1]).toBe(true);
    }
  });
  it('find none where cuts come by chance', () => {
    const compiled = compiledFrom(
      { crews: ANY, horizon: '100d', hazards: [{ 'random-cuts': { ratesPer1000KmYear: { buried: 2000 } } }] },
      row,
    );
    for (const { together, ci95, independent } of jointFailures(compiled.model, 4000))
      expect(`${ci95[0] <= independent && independent <= ci95[1]} ${together}`).toMatch(/^true/);
  });
});
