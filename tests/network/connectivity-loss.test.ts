/** Connectivity losses against the published example and plain limits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConnectivityLoss } from '../../src/network/connectivity-loss.ts';
import { layOut, type Network } from '../../src/network/network.ts';
import { Reachability } from '../../src/network/reachability.ts';

const NAMES = [...'ABCDEFG'];
const at = (names: string): number[] => [...names].map((name) => NAMES.indexOf(name));

function networkOf(edges: readonly string[], satellite?: string): Network {
  return layOut(
    NAMES.map((id) => ({
      id,
      name: id,
      role: id === satellite ? 'satellite' : 'core',
      operator: 'o',
      lat: Number.NaN,
      lon: Number.NaN,
      population: 0,
      vs30: Number.NaN,
      building: undefined,
      autonomyHours: Number.NaN,
    })),
    edges.map(([a, b]) => ({
      id: `${a}--${b}`,
      from: NAMES.indexOf(a),
      to: NAMES.indexOf(b),
      medium: 'buried',
      operator: 'o',
      lengthKm: [1, 1],
      route: new Float64Array(0),
      capacityGbps: Number.NaN,
      riskGroup: undefined,
    })),
  );
}

const EDGES = ['DE', 'FG', 'AB', 'BC', 'EF', 'CD', 'CE'];
const network = networkOf(EDGES);
const faultsAt = (sites: readonly number[], count = network.siteCount): Int32Array =>
  Int32Array.from({ length: count }, (_, index) => (sites.includes(index) ? 1 : 0));

describe('connectivity losses', () => {
  it('are those of the example of OpenQuake: D fails', () => {
    const loss = new ConnectivityLoss(network, at('DCF'), at('AEG'));
    loss.measure(faultsAt(at('D')), faultsAt([], EDGES.length));
    expect(loss.complete).toBe(0);
    expect(loss.partial).toBeCloseTo(1 / 3, 12);
    expect(loss.weighted).toBeCloseTo(0.5202279202279202, 12);
    expect(loss.efficiency).toBeCloseTo(0.2964959568733154, 12);
  });
  it('are 0 where all is up and 1 where nothing is, and leave out who never reached a source', () => {
    const loss = new ConnectivityLoss(network, at('DCF'), at('AEG'));
    loss.measure(faultsAt([]), faultsAt([], EDGES.length));
    expect([loss.complete, loss.partial, loss.weighted, loss.efficiency]).toEqual([0, 0, 0, 0]);
    loss.measure(faultsAt([...NAMES.keys()]), faultsAt([], EDGES.length));
    expect([loss.complete, loss.partial, loss.weighted, loss.efficiency]).toEqual([1, 1, 1, 1]);
    const apart = networkOf(['AB']);
    const alone = new ConnectivityLoss(apart, at('A'), at('BG'));
    alone.measure(faultsAt(at('B')), faultsAt([], 1));
    expect(alone.complete).toBe(1);
    const nothing = new ConnectivityLoss(networkOf([]), at('A'), at('B'));
    nothing.measure(faultsAt(at('A')), new Int32Array(0));
    expect([nothing.complete, nothing.efficiency]).toEqual([0, 0]);
  });
  it('lead through no satellite in space', () => {
    const sky = networkOf(['AB', 'BC', 'AC'], 'B');
    const loss = new ConnectivityLoss(sky, at('C'), at('A'));
    loss.measure(faultsAt([]), faultsAt([2], 3));
    expect(loss.complete).toBe(1);
  });
  it('never fall when one thing more fails, and are in order', () => {
    const some = fc.array(fc.boolean(), { minLength: 14, maxLength: 14 });
    fc.assert(
      fc.property(some, fc.nat(13), (down, more) => {
        const sites = Int32Array.from(down.slice(0, 7), Number);
        const links = Int32Array.from(down.slice(7), Number);
        const loss = new ConnectivityLoss(network, at('DCF'), at('AEG'));
        const measured = (): number[] => {
          loss.measure(sites, links);
          return [loss.complete, loss.partial, loss.weighted, loss.efficiency];
        };
        const before = measured();
        expect(before[0]).toBeLessThanOrEqual(before[1] + 1e-12);
        expect(before[1]).toBeLessThanOrEqual(before[2] + 1e-12);
        if (more < 7) sites[more]++;
        else links[more - 7]++;
        for (const [place, after] of measured().entries()) expect(after).toBeGreaterThanOrEqual(before[place] - 1e-12);
      }),
    );
  });
});

describe('reachability', () => {
  it('connects two sites exactly where a search from one finds the other, and counts who is with a site', () => {
    const some = fc.array(fc.boolean(), { minLength: 14, maxLength: 14 });
    fc.assert(
      fc.property(some, fc.nat(6), fc.nat(6), (down, a, b) => {
        fc.pre(a !== b);
        const sites = Int32Array.from(down.slice(0, 7), Number);
        const links = Int32Array.from(down.slice(7), Number);
        const peopled = { ...network, population: Float64Array.from(NAMES, (_, site) => 2 ** site) };
        const reach = new Reachability(peopled, 'largest-component');
        reach.rebuild(sites, links);
        const reached = (from: number, to: number): boolean => {
          const loss = new ConnectivityLoss(network, [from], [to]);
          loss.measure(sites, links);
          return loss.complete === 0;
        };
        expect(reach.connects(a, b)).toBe(reached(a, b));
        expect(reach.connects(a, a)).toBe(sites[a] === 0);
        let people = sites[a] === 0 ? 2 ** a : 0;
        for (let site = 0; site < 7; site++) if (site !== a && reached(a, site)) people += 2 ** site;
        expect(reach.peopleWith(a)).toBe(people);
      }),
    );
  });
});
