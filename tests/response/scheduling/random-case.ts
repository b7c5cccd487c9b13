/** Random repair cases like those of the public set: thinned Gabriel graphs of 16 nodes on 400 x 300 km. */
import seedrandom from 'seedrandom';
import { Addresses, Draws, keyFrom, PURPOSE } from '../../../src/engine/draws.ts';
import { normalQuantile } from '../../../src/engine/normal.ts';
import type { RepairCase } from '../../../src/response/scheduling/repair-case.ts';

const NODES = 16;

export interface Kind {
  demandModel: 'od' | 'gw';
  crews: number;
  tasks: number;
  travel: boolean;
}

/** The four kinds of the published benchmark, in turn. */
export const KINDS: readonly Kind[] = [
  { demandModel: 'od', crews: 1, tasks: 8, travel: true },
  { demandModel: 'gw', crews: 1, tasks: 8, travel: true },
  { demandModel: 'od', crews: 2, tasks: 6, travel: false },
  { demandModel: 'gw', crews: 2, tasks: 6, travel: false },
];

/** @param seed names the case: the same seed is the same case, whatever else is drawn */
export function randomCase(seed: string, { demandModel, crews, tasks, travel }: Kind): RepairCase {
  const addresses = new Addresses();
  const draws = new Draws(keyFrom(seedrandom('repair cases')), addresses);
  const handle = addresses.handle(seed);
  let drawn = 0;
  const uniform = (): number => draws.uniform(handle, PURPOSE.lot, drawn++);
  const lognormal = (median: number, sigma: number): number => median * Math.exp(sigma * normalQuantile(uniform()));

  const at = Array.from({ length: NODES }, () => [400 * uniform(), 300 * uniform()] as const);
  const km = (a: readonly [number, number], b: readonly [number, number]): number =>
    Math.hypot(a[0] - b[0], a[1] - b[1]);
  const middle = (a: number, b: number) => [(at[a][0] + at[b][0]) / 2, (at[a][1] + at[b][1]) / 2] as const;
  let edges: [number, number][] = [];
  for (let a = 0; a < NODES; a++)
    for (let b = a + 1; b < NODES; b++) {
      const radius = km(at[a], at[b]) / 2;
      if (at.every((other, node) => node === a || node === b || km(other, middle(a, b)) >= radius)) edges.push([a, b]);
    }
  const connected = (some: readonly [number, number][]): boolean => {
    const reached = new Set([0]);
    for (let grown = true; grown; ) {
      grown = false;
      for (const [a, b] of some)
        if (reached.has(a) !== reached.has(b)) {
          reached.add(a).add(b);
          grown = true;
        }
    }
    return reached.size === NODES;
  };
  const wanted = 17 + Math.floor(6 * uniform());
  for (const edge of edges.map((one) => ({ one, lot: uniform() })).sort((x, y) => x.lot - y.lot)) {
    if (edges.length <= wanted) break;
    const fewer = edges.filter((other) => other !== edge.one);
    if (connected(fewer)) edges = fewer;
  }
  const pop = Array.from({ length: NODES }, () => Math.ceil(lognormal(35, 1)));
  const gateway = Math.floor(NODES * uniform());
  pop[gateway] *= 4;
  const odDemand: [number, number, number][] = [];
  for (let a = 0; a < NODES; a++)
    for (let b = a + 1; b < NODES; b++) {
      const demand = Math.round((pop[a] * pop[b]) / (20 + km(at[a], at[b])));
      if (demand > 0) odDemand.push([a, b, demand]);
    }
  const epicentre = [400 * uniform(), 300 * uniform()] as const;
  const damagedEdgeIndex = edges
    .map(([a, b], edge) => ({ edge, km: km(middle(a, b), epicentre) }))
    .sort((x, y) => x.km - y.km)
    .slice(0, tasks)
    .map(({ edge }) => edge);
  const stops = [...damagedEdgeIndex.map((edge) => middle(...edges[edge])), at[gateway]];
  return {
    nodes: NODES,
    edges,
    pop,
    gateway,
    demandModel,
    odDemand: demandModel === 'od' ? odDemand : null,
    damagedEdgeIndex,
    repairHours: damagedEdgeIndex.map(() => lognormal(8, 0.6)),
    travelHours_sites_then_depot: travel ? stops.map((a) => stops.map((b) => (1.3 * km(a, b)) / 40)) : null,
    fifoOrder: null,
    crews,
  };
}
