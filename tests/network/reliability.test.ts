/** States and islands, held against the definitions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectationOver, Islands } from '../../src/network/reliability.ts';
import { eachState } from '../../src/network/state-enumeration.ts';
import { componentsOf } from '../../src/network/structure.ts';
import { drawnMultigraph, multigraph } from './random-multigraph.ts';

const unavailabilities = fc.array(fc.double({ min: 0, max: 0.9, noNaN: true }), { maxLength: 8 });

describe('states of elements that fail independently', () => {
  it('are each visited once, and their probabilities sum to one when all are visited', () => {
    fc.assert(
      fc.property(unavailabilities, fc.nat(9), (unavailability, most) => {
        const seen = new Set<string>();
        const visited = eachState(unavailability, most, (failed, count, probability) => {
          const down = [...failed.subarray(0, count)];
          seen.add(down.join());
          const product = unavailability.reduce((p, u, element) => p * (down.includes(element) ? u : 1 - u), 1);
          expect(probability).toBeCloseTo(product, 12);
        });
        let states = 0;
        let choose = 1;
        for (let k = 0; k <= Math.min(most, unavailability.length); k++) {
          states += choose;
          choose = (choose * (unavailability.length - k)) / (k + 1);
        }
        expect(seen.size).toBe(states);
        if (most >= unavailability.length) expect(visited).toBeCloseTo(1, 12);
        else expect(visited).toBeLessThanOrEqual(1 + 1e-12);
      }),
      { seed: 5 },
    );
  });

  it('have the expectation of a sum', () => {
    fc.assert(
      fc.property(unavailabilities, (unavailability) => {
        expect(expectationOver(unavailability, (_, count) => count)).toBeCloseTo(
          unavailability.reduce((sum, u) => sum + u, 0),
          10,
        );
      }),
      { seed: 5 },
    );
  });
});

describe('islands', () => {
  it('are the components over the links whose group is up', () => {
    fc.assert(
      fc.property(drawnMultigraph, fc.array(fc.nat(8), { maxLength: 3 }), ({ roles, links }, down) => {
        const network = multigraph(roles, links);
        const groupOf = Int32Array.from(network.links, (_, link) => (link % 4 === 3 ? -1 : link % 5));
        const islands = new Islands(network, groupOf);
        islands.part(Int32Array.from(down), down.length);
        const expected = componentsOf(network, (link) => groupOf[link] >= 0 && !down.includes(groupOf[link]));
        expect([islands.count, [...islands.of]]).toEqual([expected.count, [...expected.of]]);
      }),
      { seed: 5 },
    );
  });
});
