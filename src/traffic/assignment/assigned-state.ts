/** All that can be said of how the demands of a case fare in one state: ways, loads, fair rates, bounds, cuts. */
import { maxFlow } from '../max-flow.ts';
import { type Demands, maxConcurrentShare, maxServedKbps } from './best-possible.ts';
import { addEqualCostLoad } from './equal-cost.ts';
import type { LinearSolver } from './linear-solver.ts';
import { FULL, fairRates, priorityRates, type Sharing } from './max-min.ts';
import { ShortestTree } from './shortest-tree.ts';
import type { AnycastSet, TrafficCase } from './traffic-case.ts';
import { gbpsOf, kbpsOf, layOutTraffic, type TrafficGraph } from './traffic-graph.ts';

/** What is told: objects whose keys are ids are maps, so that they keep their order whatever the ids look like. */
export type Told = string | number | null | readonly Told[] | ReadonlyMap<string, Told>;

type Way = readonly number[] | undefined;

const SHARINGS = ['unit', 'proportional'] as const satisfies readonly Sharing[];

const told = (entries: Record<string, Told>): ReadonlyMap<string, Told> => new Map(Object.entries(entries));

/** A case made ready; {@link inState} answers for one state after the other. */
export class AssignedCase {
  readonly #case: TrafficCase;
  readonly #graph: TrafficGraph;
  readonly #nodeIndex: ReadonlyMap<string, number>;
  readonly #linkIndex: ReadonlyMap<string, number>;
  readonly #solve: LinearSolver | undefined;
  /** Name of each arc, and the arcs in the order of their names. */
  readonly #arcIds: readonly string[];
  readonly #arcsByName: readonly number[];

  /** Without a solver what only a linear programme can answer is left out. */
  constructor(trafficCase: TrafficCase, solve: LinearSolver | undefined) {
    const { nodes, links } = trafficCase;
    this.#case = trafficCase;
    this.#solve = solve;
    this.#nodeIndex = new Map(nodes.map((id, node) => [id, node]));
    this.#linkIndex = new Map(links.map(({ id }, link) => [id, link]));
    this.#graph = layOutTraffic(
      nodes.length,
      links.map(({ id, a, b, lengthKm, capacityGbps }) => ({
        id,
        from: this.#node(a),
        to: this.#node(b),
        lengthKm,
        capacityGbps,
      })),
    );
    this.#arcIds = links.flatMap(({ id }) => [`${id}>`, `${id}<`]);
    const ids = this.#arcIds;
    this.#arcsByName = [...ids.keys()].sort((a, b) => (ids[a] < ids[b] ? -1 : 1));
  }

  inState(linksDown: readonly string[]): Told {
    const { demands, gateways, anycastSets } = this.#case;
    const linkDown = new Uint8Array(this.#graph.linkCount);
    for (const id of linksDown) linkDown[this.#linkIndex.get(id) ?? 0] = 1;
    const size = Float64Array.from(demands, ({ gbps }) => kbpsOf(gbps));
    const trees = new Map<number, ShortestTree>();
    const ways = demands.map(({ from, to }) =>
      this.#way(this.#tree(this.#node(to), linkDown, trees), this.#node(from)),
    );
    const answer: Record<string, Told> = {
      shortestPath: new Map(
        demands.map(({ id, from, to }, demand) => {
          const tree = this.#tree(this.#node(to), linkDown, trees);
          return [id, this.#toldWay(tree, this.#node(from), ways[demand])];
        }),
      ),
      connectedPairs: told({
        count: ways.filter((way) => way !== undefined).length,
        gbps: gbpsOf(size.reduce((sum, kbps, demand) => (ways[demand] === undefined ? sum : sum + kbps), 0)),
      }),
      ...this.#offered(size, ways),
      ecmpLoadGbps: this.#equalCostLoads(size, linkDown, trees),
      maxMin: this.#fair(size, ways, demands),
      priorityMaxMin: this.#prioritised(size, ways),
      ...this.#best(size, ways, linkDown),
    };
    if (gateways !== undefined) answer.toGateways = this.#flows(gateways, linkDown);
    if (anycastSets !== undefined)
      answer.anycast = new Map(anycastSets.map((set) => [set.id, this.#anycast(set, linkDown, trees)]));
    return told(answer);
  }

  #node(id: string): number {
    return this.#nodeIndex.get(id) ?? 0;
  }

  #tree(destination: number, linkDown: Uint8Array, trees: Map<number, ShortestTree>): ShortestTree {
    const known = trees.get(destination);
    if (known !== undefined) return known;
    const tree = new ShortestTree(this.#graph);
    tree.grow(destination, linkDown);
    trees.set(destination, tree);
    return tree;
  }

  #way(tree: ShortestTree, from: number): Way {
    return tree.label[from] === Number.POSITIVE_INFINITY ? undefined : tree.wayFrom(from);
  }

  #toldWay(tree: ShortestTree, from: number, way: Way, more: Record<string, Told> = {}): Told {
    if (way === undefined) return null;
    return told({ ...more, lengthM: tree.metresFrom(from), links: way.map((arc) => this.#arcIds[arc]) });
  }

  #offered(size: Float64Array, ways: readonly Way[]): Record<string, Told> {
    const { capacityKbps } = this.#graph;
    const load = new Float64Array(this.#arcIds.length);
    const isUsed = new Uint8Array(this.#arcIds.length);
    ways.forEach((way, demand) => {
      for (const arc of way ?? []) {
        load[arc] += size[demand];
        isUsed[arc] = 1;
      }
    });
    let utilisation = 0;
    load.forEach((kbps, arc) => {
      if (capacityKbps[arc >> 1] > 0) utilisation = Math.max(utilisation, kbps / capacityKbps[arc >> 1]);
    });
    return {
      offeredLoadGbps: this.#loads(load, (arc) => isUsed[arc] === 1),
      maxUtilisation: utilisation,
    };
  }

  #equalCostLoads(size: Float64Array, linkDown: Uint8Array, trees: Map<number, ShortestTree>): Told {
    const load = new Float64Array(this.#arcIds.length);
    const { demands } = this.#case;
    const entering = new Map<number, Float64Array>();
    demands.forEach(({ from, to }, demand) => {
      const destination = this.#node(to);
      const own = entering.get(destination) ?? new Float64Array(this.#graph.siteCount);
      own[this.#node(from)] += size[demand];
      entering.set(destination, own);
    });
    for (const [destination, own] of entering)
      addEqualCostLoad(this.#graph, this.#tree(destination, linkDown, trees), linkDown, own, load);
    return this.#loads(load, (arc) => load[arc] > 0);
  }

  #fair(size: Float64Array, ways: readonly Way[], demands: readonly { readonly id: string }[]): Told {
    const capacity = this.#capacity();
    const isUsed = new Uint8Array(capacity.length);
    for (const way of ways) for (const arc of way ?? []) isUsed[arc] = 1;
    return new Map(
      SHARINGS.map((sharing) => {
        const { rate, load } = fairRates(capacity, size, ways, sharing);
        const full = this.#arcsByName.filter((arc) => isUsed[arc] === 1 && load[arc] >= capacity[arc] * (1 - FULL));
        return [
          sharing,
          told({
            rateGbps: new Map(demands.map(({ id }, demand) => [id, gbpsOf(rate[demand])])),
            servedGbps: gbpsOf(rate.reduce((sum, kbps) => sum + kbps, 0)),
            linkLoadGbps: this.#loads(load, (arc) => load[arc] > 0),
            saturatedArcs: full.map((arc) => this.#arcIds[arc]),
          }),
        ];
      }),
    );
  }

  #prioritised(size: Float64Array, ways: readonly Way[]): Told {
    const { demands } = this.#case;
    const classes = demands.map((demand) => demand.class);
    return new Map(
      SHARINGS.map((sharing) => {
        const rate = priorityRates(this.#capacity(), size, ways, classes, sharing);
        const sums = [...new Set(classes)]
          .sort((a, b) => a - b)
          .map((one): [string, Told] => {
            let offered = 0;
            let served = 0;
            classes.forEach((other, demand) => {
              if (other !== one) return;
              offered += size[demand];
              served += rate[demand];
            });
            return [String(one), told({ offeredGbps: gbpsOf(offered), servedGbps: gbpsOf(served) })];
          });
        return [
          sharing,
          told({
            rateGbps: new Map(demands.map(({ id }, demand) => [id, gbpsOf(rate[demand])])),
            servedByClass: new Map(sums),
          }),
        ];
      }),
    );
  }

  #best(size: Float64Array, ways: readonly Way[], linkDown: Uint8Array): Record<string, Told> {
    const solve = this.#solve;
    if (solve === undefined) return {};
    const { demands } = this.#case;
    const all: Demands = {
      from: Int32Array.from(demands, ({ from }) => this.#node(from)),
      to: Int32Array.from(demands, ({ to }) => this.#node(to)),
      kbps: size,
    };
    const connected = { ...all, kbps: size.map((kbps, demand) => (ways[demand] === undefined ? 0 : kbps)) };
    const isCut = size.some((kbps, demand) => kbps > 0 && ways[demand] === undefined);
    const share = maxConcurrentShare(this.#graph, linkDown, connected, solve);
    return {
      maxConcurrentLambda: isCut ? 0 : share,
      maxConcurrentLambdaConnected: share,
      maxTotalServedGbps: gbpsOf(maxServedKbps(this.#graph, linkDown, connected, solve)),
    };
  }

  #flows(gateways: readonly string[], linkDown: Uint8Array): Told {
    const { nodes, links, flowSources } = this.#case;
    const isSink = new Uint8Array(nodes.length);
    for (const id of gateways) isSink[this.#node(id)] = 1;
    const capacity = this.#capacity().map((kbps, arc) => (linkDown[arc >> 1] === 0 ? kbps : 0));
    const single = capacity.map((_, arc) => (linkDown[arc >> 1] === 0 ? 1 : 0));
    const answers = (flowSources ?? nodes).map((id): [string, Told] => {
      const source = this.#node(id);
      if (isSink[source] === 1) return [id, told({ maxflowGbps: null, note: 'source is itself a gateway' })];
      const { value, sourceSide } = maxFlow(this.#graph, capacity, source, isSink);
      const cut = links.filter(
        (link, index) => linkDown[index] === 0 && sourceSide[this.#node(link.a)] !== sourceSide[this.#node(link.b)],
      );
      return [
        id,
        told({
          maxflowGbps: gbpsOf(value),
          minCutSourceSide: nodes.filter((_, node) => sourceSide[node] === 1).sort(),
          minCutLinks: cut.map((link) => link.id).sort(),
          edgeDisjointPaths: maxFlow(this.#graph, single, source, isSink).value,
        }),
      ];
    });
    return new Map(answers);
  }

  /** Each demand goes to the nearest member that is up: by metres, hops, then the id. */
  #anycast(
    { members, membersDown, demands }: AnycastSet,
    linkDown: Uint8Array,
    trees: Map<number, ShortestTree>,
  ): Told {
    const up = members.filter((id) => !(membersDown ?? []).includes(id)).sort();
    const ways: Way[] = [];
    const choices = demands.map(({ id, from }): [string, Told] => {
      const source = this.#node(from);
      let chosen: string | undefined;
      let nearest = Number.POSITIVE_INFINITY;
      for (const member of up) {
        const { label } = this.#tree(this.#node(member), linkDown, trees);
        if (label[source] >= nearest) continue;
        nearest = label[source];
        chosen = member;
      }
      if (chosen === undefined) {
        ways.push(undefined);
        return [id, null];
      }
      const tree = this.#tree(this.#node(chosen), linkDown, trees);
      const way = this.#way(tree, source);
      ways.push(way);
      return [id, this.#toldWay(tree, source, way, { member: chosen })];
    });
    const size = Float64Array.from(demands, ({ gbps }) => kbpsOf(gbps));
    return told({ choice: new Map(choices), maxMin: this.#fair(size, ways, demands) });
  }

  #capacity(): Float64Array {
    return Float64Array.from(this.#arcIds, (_, arc) => this.#graph.capacityKbps[arc >> 1]);
  }

  #loads(load: Float64Array, isTold: (arc: number) => boolean): Told {
    return new Map(this.#arcsByName.filter(isTold).map((arc) => [this.#arcIds[arc], gbpsOf(load[arc])]));
  }
}
