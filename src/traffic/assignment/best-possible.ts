/** The best that any assignment could do: demands split at will over all ways. A bound for every rule. */
import type { LinearSolver } from './linear-solver.ts';
import type { TrafficGraph } from './traffic-graph.ts';

/** Demands between different sites, by index. */
export interface Demands {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly kbps: Float64Array;
}

/**
 * Multi-commodity flow with one commodity a destination (Ahuja, Magnanti & Orlin 1993, ch. 17): flows to one
 * destination may be told apart afterwards, so their sum says all. Rates are in Gbit/s, as the tolerances expect.
 */
class FlowProgramme {
  readonly #rows: string[] = [];
  readonly #graph: TrafficGraph;
  readonly #arcs: number[];

  /** @param linkDown a link is up when its entry is 0 */
  constructor(graph: TrafficGraph, linkDown: Uint8Array, destinations: Iterable<number>) {
    const { head, tail, capacityKbps } = graph;
    this.#graph = graph;
    this.#arcs = [...head.keys()].filter(
      (arc) => head[arc] !== tail[arc] && linkDown[arc >> 1] === 0 && capacityKbps[arc >> 1] > 0,
    );
    const all = [...destinations];
    for (const arc of this.#arcs) {
      if (capacityKbps[arc >> 1] === Number.POSITIVE_INFINITY) continue;
      const terms = all.filter((one) => this.#isOpen(one, arc)).map((one) => `+ ${this.#flow(one, arc)}`);
      if (terms.length > 0) this.#row(terms, '<=', capacityKbps[arc >> 1] / 1e6);
    }
  }

  /** What leaves each site for a destination is what comes in and what is sent from there. */
  conserve(destination: number, sent: ReadonlyMap<number, string>): void {
    const { head, tail, siteCount } = this.#graph;
    const terms: string[][] = Array.from({ length: siteCount }, () => []);
    for (const arc of this.#arcs) {
      if (!this.#isOpen(destination, arc)) continue;
      terms[tail[arc]].push(`+ ${this.#flow(destination, arc)}`);
      terms[head[arc]].push(`- ${this.#flow(destination, arc)}`);
    }
    for (let site = 0; site < siteCount; site++) {
      const own = sent.get(site);
      if (own !== undefined) terms[site].push(own);
      if (site !== destination && terms[site].length > 0) this.#row(terms[site], '=', 0);
    }
  }

  text(objective: readonly string[], bounds: readonly string[]): string {
    return ['Maximize', 'obj:', ...objective, 'Subject To', ...this.#rows, 'Bounds', ...bounds, 'End', ''].join('\n');
  }

  /** Nothing comes out of its destination, or passes a site that none may pass. */
  #isOpen(destination: number, arc: number): boolean {
    const { head, tail, isTerminal } = this.#graph;
    return tail[arc] !== destination && (isTerminal[head[arc]] === 0 || head[arc] === destination);
  }

  #flow(destination: number, arc: number): string {
    return `f${destination}_${arc}`;
  }

  #row(terms: readonly string[], sense: '=' | '<=', limit: number): void {
    this.#rows.push(`r${this.#rows.length}:`, ...terms, `${sense} ${limit}`);
  }
}

/** Demands of each destination, those of nothing and those within a site left out. */
function byDestination({ from, to, kbps }: Demands): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  kbps.forEach((size, demand) => {
    if (size === 0 || from[demand] === to[demand]) return;
    const group = groups.get(to[demand]);
    if (group === undefined) groups.set(to[demand], [demand]);
    else group.push(demand);
  });
  return groups;
}

/**
 * Maximum concurrent flow (Shahrokhi & Matula 1990, J. ACM 37:318-334): the greatest share of every demand that can be
 * carried at once, which may exceed 1. Null when nothing is demanded between different sites.
 */
export function maxConcurrentShare(
  graph: TrafficGraph,
  linkDown: Uint8Array,
  demands: Demands,
  solve: LinearSolver,
): number | null {
  const groups = byDestination(demands);
  if (groups.size === 0) return null;
  const programme = new FlowProgramme(graph, linkDown, groups.keys());
  for (const [destination, group] of groups) {
    const gbps = new Map<number, number>();
    for (const demand of group) {
      const site = demands.from[demand];
      gbps.set(site, (gbps.get(site) ?? 0) + demands.kbps[demand] / 1e6);
    }
    programme.conserve(destination, new Map([...gbps].map(([site, size]) => [site, `- ${size} share`])));
  }
  return solve(programme.text(['share'], ['share >= 0']));
}

/** The most that can be served in all, kbit/s, demands within a site included. */
export function maxServedKbps(
  graph: TrafficGraph,
  linkDown: Uint8Array,
  demands: Demands,
  solve: LinearSolver,
): number {
  const { from, to, kbps } = demands;
  const within = kbps.reduce((sum, size, demand) => (from[demand] === to[demand] ? sum + size : sum), 0);
  const groups = byDestination(demands);
  if (groups.size === 0) return within;
  const programme = new FlowProgramme(graph, linkDown, groups.keys());
  const served: string[] = [];
  const bounds: string[] = [];
  for (const [destination, group] of groups) {
    const gbps = new Map<number, number>();
    for (const demand of group) gbps.set(from[demand], (gbps.get(from[demand]) ?? 0) + kbps[demand] / 1e6);
    for (const [site, size] of gbps) {
      served.push(`+ s${destination}_${site}`);
      bounds.push(`0 <= s${destination}_${site} <= ${size}`);
    }
    programme.conserve(destination, new Map([...gbps.keys()].map((site) => [site, `- s${destination}_${site}`])));
  }
  return within + 1e6 * solve(programme.text(served, bounds));
}
