/**
 * One reassignment of traffic after a link change: beside networkx, igraph and scipy (Debian's packages) and C (gcc -O3),
 * all from scratch, on the same input. Answers are checked equal before anything is timed.
 * `tsx bench/assignment.ts [GraphML file of another network, such as Kdl of the Topology Zoo]`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { Addresses, Draws, type Purpose } from '../src/engine/draws.ts';
import type { Network } from '../src/network/network.ts';
import { describe, Problems } from '../src/text/problem.ts';
import { build } from '../src/topology/build.ts';
import { readBackbone } from '../src/topology/index.ts';
import { Assignment } from '../src/traffic/assignment/assignment.ts';
import type { ClassedDemands } from '../src/traffic/assignment/classed-demands.ts';
import { layOutTraffic, type TrafficGraph } from '../src/traffic/assignment/traffic-graph.ts';

const PEERS = fileURLToPath(new URL('./peers/', import.meta.url));
const addresses = new Addresses();
const draws = new Draws(Int32Array.of(1, 2, 3, 4), addresses);

interface Input {
  readonly title: string;
  readonly graph: TrafficGraph;
  readonly demands: ClassedDemands;
  /** Links that fail one after the other. */
  readonly changes: readonly number[];
}

interface Answers {
  /** kbit/s served in the state of each change. */
  readonly served: readonly number[];
  /** Of each reassignment. */
  readonly seconds: readonly number[];
}

function networkIn(file: string): Network {
  const problems = new Problems();
  const graph = readBackbone([{ file, text: readFileSync(file, 'utf8') }], problems);
  const built = graph === undefined ? undefined : build(graph, { inService: [] }, problems);
  if (built === undefined) throw new Error(problems.list.map(describe).join('\n'));
  return built.network;
}

/**
 * Ordered pairs by gravity on masses from 1 to 20, on capacities of 10, 40 or 100 Gbit/s; satellites are left out. Each link
 * gets its number in metres on top of its length, so that no two ways tie and every library must find the same.
 */
function inputOf(title: string, network: Network, pairs: number, loadGbps: number): Input {
  const handle = addresses.handle(`bench/${title}`);
  const roll = (purpose: Purpose, occurrence: number): number => draws.uniform(handle, purpose, occurrence);
  const sites = [...network.sites.keys()].filter((site) => network.isSpace[site] === 0);
  const index = new Map(sites.map((site, place) => [site, place]));
  const links = network.links.filter((_, link) => network.isSpaceLink[link] === 0);
  const graph = layOutTraffic(
    sites.length,
    links.map(({ id, from, to, lengthKm: [low, high] }, link) => ({
      id,
      from: index.get(from) ?? 0,
      to: index.get(to) ?? 0,
      lengthKm: (low + high) / 2 + 0.001 * link,
      capacityGbps: [10, 40, 100][Math.floor(3 * roll(1, link))],
    })),
  );
  const mass = sites.map((_, site) => 1 + Math.floor(20 * roll(2, site)));
  const all = sites.flatMap((_, from) => sites.map((_, to) => [from, to])).filter(([from, to]) => from !== to);
  const chosen = all
    .map((pair, place) => ({ pair, key: roll(3, place) }))
    .sort((a, b) => a.key - b.key)
    .slice(0, pairs)
    .map(({ pair }) => pair);
  const gravity = chosen.map(([from, to]) => mass[from] * mass[to]);
  const sum = gravity.reduce((a, b) => a + b, 0);
  return {
    title,
    graph,
    demands: {
      from: Int32Array.from(chosen, ([from]) => from),
      to: Int32Array.from(chosen, ([, to]) => to),
      kbps: Float64Array.from(gravity, (one) => Math.round((1e6 * loadGbps * one) / sum)),
      priority: new Int32Array(chosen.length),
    },
    changes: Array.from({ length: Math.min(150, graph.linkCount) }, (_, link) => (37 * link) % graph.linkCount),
  };
}

/** Incremental: each link fails and comes back, the answer asked for after either; nothing is kept between states. */
function incremental({ graph, demands, changes }: Input, rounds: number): Answers {
  const assignment = new Assignment(graph, demands, { keptStates: 0 });
  const served: number[] = [];
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++)
    for (const [place, link] of changes.entries()) {
      const began = performance.now();
      assignment.linkDown(link);
      assignment.evaluate();
      const broken = performance.now();
      served[place] = assignment.servedKbps[0];
      assignment.linkUp(link);
      assignment.evaluate();
      if (round > 0) seconds.push((broken - began) / 1000, (performance.now() - broken) / 1000);
    }
  return { served, seconds };
}

function textOf({ graph, demands, changes }: Input): string {
  const { siteCount, linkCount, tail, head, cost, capacityKbps } = graph;
  const lines = [`${siteCount} ${linkCount} ${demands.kbps.length} ${changes.length}`];
  for (let link = 0; link < linkCount; link++)
    lines.push(`${tail[2 * link]} ${head[2 * link]} ${cost[link]} ${capacityKbps[link]}`);
  demands.kbps.forEach((kbps, demand) => {
    lines.push(`${demands.from[demand]} ${demands.to[demand]} ${kbps}`);
  });
  return `${[...lines, ...changes].join('\n')}\n`;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
const tell = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** What a peer answers, or the reason why it does not. */
function asked(command: string, args: readonly string[]): Answers | string {
  try {
    const out = execFileSync(command, args, {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return JSON.parse(out) as Answers;
  } catch (fault) {
    return String((fault as { stderr?: string }).stderr ?? fault)
      .trim()
      .split('\n')
      .slice(-1)[0];
  }
}

function compare(input: Input, peers: readonly (readonly [string, string, readonly string[]])[], folder: string): void {
  const { title, graph, demands, changes } = input;
  const file = join(folder, 'input.txt');
  const few = join(folder, 'few.txt');
  writeFileSync(file, textOf(input));
  // From scratch in Python a state takes long: a tenth of them is enough.
  const some = changes.filter((_, place) => place % 10 === 0);
  writeFileSync(few, textOf({ ...input, changes: some }));
  tell(`${title}: ${graph.siteCount} sites, ${graph.linkCount} links, ${demands.kbps.length} demands`);
  const rounds = Math.max(3, Math.ceil(100_000 / demands.kbps.length));
  const ours = incremental(input, rounds);
  const offered = demands.kbps.reduce((a, b) => a + b, 0);
  const whole = new Assignment(graph, demands);
  const fractions = new Float64Array(demands.kbps.length);
  whole.fractions(fractions);
  const short = fractions.filter((fraction) => fraction < 1).length;
  tell(
    `  ${(100 * mean(ours.served.map((kbps) => kbps / offered))).toFixed(1)} % served on average with one link down; ` +
      `with all up ${short} demands are not served in full`,
  );
  // On a machine that does other work too the median tells of the method, the mean of the other work.
  const own = median(ours.seconds);
  const line = (name: string, seconds: readonly number[]): void =>
    tell(
      `  ${name.padEnd(38)} ${(1e6 * median(seconds)).toFixed(0).padStart(8)} µs (mean ${(1e6 * mean(seconds)).toFixed(0)})` +
        `${seconds === ours.seconds ? '' : `  ${(median(seconds) / own).toFixed(1)} × ours`}`,
    );
  line('incremental, this package', ours.seconds);
  for (const [name, command, args] of peers) {
    const isSlow = command !== join(folder, 'assignment');
    const answers = asked(command, [...args, isSlow ? few : file]);
    if (typeof answers === 'string') {
      tell(`  ${name.padEnd(34)} not measured: ${answers}`);
      continue;
    }
    const known = isSlow ? ours.served.filter((_, place) => place % 10 === 0) : ours.served;
    answers.served.forEach((kbps, place) => {
      if (!(Math.abs(kbps - known[place]) <= 1e-9 * offered))
        throw new Error(`${name} serves ${kbps} kbit/s in state ${place}, we ${known[place]}`);
    });
    line(`${name}, from scratch`, answers.seconds);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'resplice-bench-'));
try {
  const binary = join(folder, 'assignment');
  let compiled = '';
  try {
    execFileSync('gcc', ['-O3', '-march=native', '-o', binary, join(PEERS, 'assignment.c')], { stdio: 'pipe' });
  } catch (fault) {
    compiled = String((fault as { stderr?: Buffer }).stderr ?? fault);
    tell(`C is left out: ${compiled.split('\n')[0]}`);
  }
  const script = join(PEERS, 'assignment.py');
  const python = '/usr/bin/python3';
  const peers = [
    ...(compiled === '' ? [['C (gcc -O3)', binary, []] as const] : []),
    ['scipy, filling in Python', python, [script, 'scipy']] as const,
    ['scipy, filling by numpy', python, [script, 'numpy']] as const,
    ['igraph, filling in Python', python, [script, 'igraph']] as const,
    ['networkx, filling in Python', python, [script, 'networkx']] as const,
  ];
  const home = networkIn(fileURLToPath(new URL('../topologies/azerbaijan-caspian.yaml', import.meta.url)));
  for (const gbps of [100, 300, 1000])
    compare(inputOf(`home network, ${gbps} Gbit/s`, home, 16_512, gbps), peers, folder);
  const other = process.argv[2];
  if (other === undefined) tell('no other network: name a GraphML file, such as Kdl of the Topology Zoo');
  else compare(inputOf(other.split('/').at(-1) ?? other, networkIn(other), 10_000, 300), peers, folder);
} finally {
  rmSync(folder, { recursive: true });
}
