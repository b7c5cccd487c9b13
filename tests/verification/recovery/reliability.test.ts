/** Reliability by enumeration, held against `oracles_public.json`. */
import { describe, expect, it } from 'vitest';
import { expectationOver, Islands } from '../../../src/network/reliability.ts';
import { layOutTraffic } from '../../../src/traffic/assignment/traffic-graph.ts';
import { maxFlow } from '../../../src/traffic/max-flow.ts';
import { multigraph } from '../../network/random-multigraph.ts';
import { oracle } from './oracle.ts';

interface Graph {
  readonly edges: readonly (readonly [string, string])[];
}

const close = (found: number, expected: number): void =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected));

/** A graph whose every edge fails by itself. */
function failing({ edges }: Graph): { names: string[]; islands: Islands; ends: [number, number][] } {
  const names = [...new Set(edges.flat())];
  const ends = edges.map(([from, to]): [number, number] => [names.indexOf(from), names.indexOf(to)]);
  const network = multigraph(
    names.map(() => 'core'),
    ends.map(([from, to]) => ({ from, to, km: 1 })),
  );
  return { names, ends, islands: new Islands(network, Int32Array.from(edges.keys())) };
}

const unavailabilityOf = (p: readonly number[]): number[] => p.map((up) => 1 - up);

describe('reliability by enumeration of all states', () => {
  it('P-bridge: two terminals', () => {
    const { inputs, expected } = oracle<Graph & { p: number; s: string; t: string }>('P-bridge');
    const { names, islands } = failing(inputs);
    const [s, t] = [names.indexOf(inputs.s), names.indexOf(inputs.t)];
    const found = expectationOver(unavailabilityOf(inputs.edges.map(() => inputs.p)), (failed, count) => {
      islands.part(failed, count);
      return islands.of[s] === islands.of[t] ? 1 : 0;
    });
    close(found, expected.R);
    close(found, expected.poly);
  });

  it('P-caspian6: two terminals, all terminals, connected pairs', () => {
    const { inputs, expected } = oracle<Graph & { p: number[] }>('P-caspian6');
    const { names, islands } = failing(inputs);
    const over = (worth: () => number): number =>
      expectationOver(unavailabilityOf(inputs.p), (failed, count) => {
        islands.part(failed, count);
        return worth();
      });
    const [baku, almaty] = [names.indexOf('BAK'), names.indexOf('ALA')];
    close(
      over(() => (islands.of[baku] === islands.of[almaty] ? 1 : 0)),
      expected.R_BAK_ALA,
    );
    close(
      over(() => (islands.count === 1 ? 1 : 0)),
      expected.allTerminal,
    );
    const pairs = (names.length * (names.length - 1)) / 2;
    close(
      over(() => {
        const sizes = new Map<number, number>();
        for (const island of islands.of) sizes.set(island, (sizes.get(island) ?? 0) + 1);
        return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0) / pairs;
      }),
      expected.EconnectedPairs,
    );
  });

  it('P-caspian6-flow: what reaches Almaty of a demand, and its law', () => {
    const { inputs, expected } = oracle<
      Graph & { p: number[]; cap: number[]; D: number },
      { E: number; law: Record<string, number> }
    >('P-caspian6-flow');
    const { names, ends } = failing(inputs);
    const graph = layOutTraffic(
      names.length,
      ends.map(([from, to], link) => ({ id: `l${link}`, from, to, lengthKm: 1, capacityGbps: inputs.cap[link] })),
    );
    const isSink = Uint8Array.from(names, (name) => (name === 'ALA' ? 1 : 0));
    const whole = Float64Array.from({ length: 2 * ends.length }, (_, arc) => inputs.cap[arc >> 1]);
    const served = (failed: Int32Array, count: number): number => {
      const capacity = whole.slice();
      for (const link of failed.subarray(0, count)) capacity.fill(0, 2 * link, 2 * link + 2);
      return Math.min(inputs.D, maxFlow(graph, capacity, names.indexOf('BAK'), isSink).value);
    };
    const unavailability = unavailabilityOf(inputs.p);
    close(expectationOver(unavailability, served), expected.E);
    let total = 0;
    for (const [amount, probability] of Object.entries(expected.law)) {
      close(
        expectationOver(unavailability, (failed, count) => (served(failed, count) === Number(amount) ? 1 : 0)),
        probability,
      );
      total += probability;
    }
    close(total, 1);
  });

  it.each(['P-kofn-3-2', 'P-kofn-5-3'])('%s: enough units up', (id) => {
    const { inputs, expected } = oracle(id);
    const unavailability = new Float64Array(inputs.n).fill(1 - inputs.a);
    close(
      expectationOver(unavailability, (_, count) => (inputs.n - count >= inputs.k ? 1 : 0)),
      expected.A,
    );
  });
});
