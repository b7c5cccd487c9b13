/** A repair-scheduling problem in a file of its own: a graph, damaged edges, hours, crews; read, checked, made ready. */
import { z } from 'zod';
import { layOut, type Network } from '../../network/network.ts';
import { type Document, validated, valueAt } from '../../text/document.ts';
import { type Problems, shown } from '../../text/problem.ts';
import { type RepairSetting, Restoration } from './restoration.ts';

const index = z.number().int().min(0);
const hours = z.number().min(0);
const weight = z.number().min(0);

const caseSchema = z.strictObject({
  id: z.string().optional(),
  nodes: z.number().int().min(1),
  /** Pairs of nodes. */
  edges: z.array(z.tuple([index, index])),
  /** People at each node. */
  pop: z.array(weight),
  gateway: index.nullish(),
  /** `od`: demand between connected nodes. `gw`: people connected to the gateway. */
  demandModel: z.enum(['od', 'gw']),
  odDemand: z.array(z.tuple([index, index, weight])).nullish(),
  /** Indices into `edges`; task k is the repair of edge `damagedEdgeIndex[k]`. */
  damagedEdgeIndex: z.array(index).min(1).max(1000),
  repairHours: z.array(hours),
  /** From task to task; the last row and column are the depot. */
  travelHours_sites_then_depot: z.array(z.array(hours)).nullish(),
  /** Tasks in the order in which they became known. */
  fifoOrder: z.array(index).nullish(),
  crews: z.number().int().min(1).max(1000),
  /** Results for comparison, not read. */
  expected: z.unknown().optional(),
});

export type RepairCase = z.output<typeof caseSchema>;

/** The case in a document; undefined when anything is wrong, with every problem told. */
export function readCase(document: Document, problems: Problems): RepairCase | undefined {
  const before = problems.errors.length;
  const written = validated(document, caseSchema, problems);
  checkTogether(document, problems);
  return problems.errors.length > before ? undefined : written;
}

/** What must agree between the keys, as far as each key is right by itself. */
function checkTogether(document: Document, problems: Problems): void {
  const part = <K extends keyof typeof caseSchema.shape>(key: K): z.output<(typeof caseSchema.shape)[K]> | undefined =>
    caseSchema.shape[key].safeParse(valueAt(document.value, [key])).data as
      | z.output<(typeof caseSchema.shape)[K]>
      | undefined;
  const error = (path: readonly (string | number)[], found: string, expected: string): void => {
    const [key, ...inner] = path;
    const text = `${key}${inner.map((place) => `[${place}]`).join('')}`;
    problems.error(document.at(path), text, found, expected);
  };
  const below = (path: readonly (string | number)[], value: number, count: number, what: string): void => {
    if (value >= count) error(path, String(value), `the index of ${what}, from 0 to ${count - 1}`);
  };
  const sized = (key: string, length: number | undefined, count: number | undefined, of: string): void => {
    if (length !== undefined && count !== undefined && length !== count)
      error([key], `${length} entries`, `${count}, one for each ${of}`);
  };
  const nodes = part('nodes');
  const edges = part('edges');
  const damaged = part('damagedEdgeIndex');
  const demand = part('odDemand');
  const gateway = part('gateway');
  const travel = part('travelHours_sites_then_depot');
  const known = part('fifoOrder');
  const model = part('demandModel');
  if (nodes !== undefined) {
    edges?.forEach((ends, edge) => {
      for (const end of [0, 1]) below(['edges', edge, end], ends[end], nodes, 'a node');
    });
    demand?.forEach((pair, place) => {
      for (const end of [0, 1]) below(['odDemand', place, end], pair[end], nodes, 'a node');
    });
    if (typeof gateway === 'number') below(['gateway'], gateway, nodes, 'a node');
    sized('pop', part('pop')?.length, nodes, 'node');
  }
  if (model === 'od' && valueAt(document.value, ['odDemand']) == null)
    error(['odDemand'], 'nothing', 'demand between nodes, for the demand model od');
  if (model === 'gw' && valueAt(document.value, ['gateway']) == null)
    error(['gateway'], 'nothing', 'a node, for the demand model gw');
  if (damaged === undefined) return;
  const tasks = damaged.length;
  damaged.forEach((edge, task) => {
    if (edges !== undefined) below(['damagedEdgeIndex', task], edge, edges.length, 'an edge');
    if (damaged.indexOf(edge) < task) error(['damagedEdgeIndex', task], String(edge), 'each edge at most once');
  });
  sized('repairHours', part('repairHours')?.length, tasks, 'damaged edge');
  if (travel) {
    const key = 'travelHours_sites_then_depot';
    if (travel.length !== tasks + 1)
      error([key], `${travel.length} rows`, `${tasks + 1}: one for each damaged edge, and the depot`);
    travel.forEach((row, place) => {
      if (row.length !== tasks + 1) error([key, place], `${row.length} entries`, `${tasks + 1}, as many as rows`);
    });
  }
  if (known) {
    sized('fifoOrder', known.length, tasks, 'damaged edge');
    known.forEach((task, place) => {
      below(['fifoOrder', place], task, tasks, 'a damaged edge');
      if (known.indexOf(task) < place) error(['fifoOrder', place], shown(task), 'each damaged edge once');
    });
  }
}

/** The graph of a case as a network without places. */
export function networkOf({ nodes, edges, pop, gateway }: RepairCase): Network {
  return layOut(
    Array.from({ length: nodes }, (_, node) => ({
      id: String(node),
      name: String(node),
      role: node === gateway ? ('gateway' as const) : ('core' as const),
      operator: 'all',
      lat: Number.NaN,
      lon: Number.NaN,
      population: pop[node],
      vs30: Number.NaN,
      building: undefined,
      autonomyHours: Number.NaN,
    })),
    edges.map(([from, to], edge) => ({
      id: String(edge),
      from,
      to,
      medium: 'buried' as const,
      operator: 'all',
      lengthKm: [Number.NaN, Number.NaN] as const,
      route: new Float64Array(0),
      capacityGbps: Number.NaN,
      riskGroup: undefined,
    })),
  );
}

/** The case as a problem ready to be scheduled. Of crews that are free at one hour the first listed goes. */
export function restorationOf(repairCase: RepairCase, network: Network): Restoration {
  const { demandModel, odDemand, damagedEdgeIndex, repairHours, crews } = repairCase;
  const travel = repairCase.travelHours_sites_then_depot;
  const depot = damagedEdgeIndex.length;
  const setting: RepairSetting = {
    travelBetween: (task, next) => travel?.[task][next] ?? 0,
    travelFromCrew: (_, task) => travel?.[depot][task] ?? 0,
    leastFromCrew: (_, task) => travel?.[depot][task] ?? 0,
    mayTake: () => true,
  };
  const law = { weight: network.population, isRoot: network.isGateway };
  const pairs = (odDemand ?? []).filter(([a, b]) => a !== b);
  const problem = new Restoration(
    network,
    demandModel === 'gw'
      ? law
      : {
          ...law,
          pairs: {
            a: Int32Array.from(pairs, ([a]) => a),
            b: Int32Array.from(pairs, ([, b]) => b),
            weight: Float64Array.from(pairs, ([, , demanded]) => demanded),
          },
        },
    'first',
  );
  const linkFaults = new Int32Array(network.linkCount);
  for (const edge of damagedEdgeIndex) linkFaults[edge] = 1;
  problem.begin(new Int32Array(network.siteCount), linkFaults, setting);
  damagedEdgeIndex.forEach((edge, task) => {
    problem.addTask(problem.graph.linkElement[edge], repairHours[task], true, task);
  });
  for (let crew = 0; crew < crews; crew++) problem.addCrew(0);
  problem.ready();
  return problem;
}
