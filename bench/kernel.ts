/**
 * The recovery of a backbone by crews: the kernel alone and the whole simulator, beside SimPy + networkx and igraph
 * (Debian's packages), Python alone by union-find and C (gcc -O3) by our own algorithm, all on the same input. Answers
 * are checked equal before anything is timed; times are processor time.
 * `tsx bench/kernel.ts [sites of the greatest backbone]`.
 *
 * A tenth of all sites and links fail at once; ten crews mend them in the order of a list, without travel; after each
 * repair it is noted how many people reach the gateway. Then all sites of a region of the greatest backbone fail. What fails
 * differs from replication to replication, as it does in a run: a processor that is given the same one again and again learns
 * it by heart, and then takes half the time on a small backbone. That is told beside.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Files } from '../src/cli/files.ts';
import { Agenda } from '../src/engine/agenda.ts';
import { quantile } from '../src/engine/distribution.ts';
import { Addresses, Draws, PURPOSE, type Purpose } from '../src/engine/draws.ts';
import type { Damage } from '../src/hazard/damage.ts';
import { lostUserHours } from '../src/metrics/loss.ts';
import { timeTo } from '../src/metrics/time-to-restore.ts';
import { Timeline } from '../src/metrics/timeline.ts';
import { layOut, type Network } from '../src/network/network.ts';
import { Reachability } from '../src/network/reachability.ts';
import { compile } from '../src/scenario/compile.ts';
import type { Model } from '../src/simulation/model.ts';
import { breakWorld, respond } from '../src/simulation/replicate.ts';
import { World } from '../src/simulation/world.ts';
import { describe, Problems } from '../src/text/problem.ts';
import { type Demand, demandOf } from '../src/traffic/demand.ts';

const PEERS = fileURLToPath(new URL('./peers/', import.meta.url));
const GREATEST = Number(process.argv[2] ?? 1_000_000);
const HORIZON_HOURS = 1e9;
const LEVELS = [0.5, 0.8, 0.95, 1].map(timeTo);

const addresses = new Addresses();
const bench = new Draws(Int32Array.of(1, 2, 3, 4), addresses);
const handle = addresses.handle('bench');
const roll = (purpose: Purpose, occurrence: number): number => bench.uniform(handle, purpose, occurrence);

/** What fails at time 0, in the order in which it is mended, and the hours that each repair takes. */
interface Faults {
  readonly isSite: Uint8Array;
  readonly elements: Int32Array;
  readonly hours: Float64Array;
}

interface Answer {
  readonly lost: number;
  readonly times: readonly number[];
  /** How often the number of people cut off changed. */
  readonly steps: number;
}

/** Sites on a disturbed grid, each joined to one before it; 0.4 links a site more between neighbours. The gateway is in the middle. */
function backboneOf(siteCount: number): Network {
  const width = Math.ceil(Math.sqrt(siteCount));
  const gateway = Math.floor(width / 2) * (width + 1);
  const sites = Array.from({ length: siteCount }, (_, site) => ({
    id: `s${site}`,
    name: `s${site}`,
    role: site === gateway ? ('gateway' as const) : ('core' as const),
    operator: 'op',
    lat: 40 + 0.01 * (Math.floor(site / width) + roll(1, site)),
    lon: 48 + 0.01 * ((site % width) + roll(2, site)),
    population: 100 + Math.floor(10_000 * roll(3, site) ** 4),
    vs30: Number.NaN,
    building: undefined,
    autonomyHours: Number.NaN,
  }));
  const ends: [number, number][] = [];
  for (let site = 1; site < siteCount; site++) {
    const left = site % width === 0 ? -1 : site - 1;
    const above = site - width;
    const takesLeft = above < 0 || (left >= 0 && roll(4, site) < 0.5);
    ends.push([takesLeft ? left : above, site]);
    const other = takesLeft ? above : left;
    if (other >= 0 && roll(5, site) < 0.4) ends.push([other, site]);
  }
  const route = new Float64Array(0);
  const links = ends.map(([from, to], link) => ({
    id: `l${link}`,
    from,
    to,
    medium: 'buried' as const,
    operator: 'op',
    lengthKm: [1, 1] as const,
    route,
    capacityGbps: Number.NaN,
    riskGroup: undefined,
  }));
  return layOut(sites, links);
}

/** A tenth of all elements but the gateway, drawn without putting back. */
function tenthOf({ siteCount, linkCount, isGateway }: Network, replication: number): [number, number][] {
  const pool = [
    ...Array.from({ length: siteCount }, (_, site) => [1, site] as [number, number]).filter(
      ([, s]) => isGateway[s] === 0,
    ),
    ...Array.from({ length: linkCount }, (_, link) => [0, link] as [number, number]),
  ];
  const count = Math.round(0.1 * (siteCount + linkCount));
  bench.replication = replication;
  for (let place = 0; place < count; place++) {
    const other = place + Math.floor(roll(6, place) * (pool.length - place));
    [pool[place], pool[other]] = [pool[other], pool[place]];
  }
  bench.replication = 0;
  return pool.slice(0, count);
}

/** A share of the sites: those within a radius of a place between the gateway and the corner. */
function regionOf({ siteCount, isGateway }: Network, share: number): [number, number][] {
  const width = Math.ceil(Math.sqrt(siteCount));
  const radius = Math.sqrt((share * siteCount) / Math.PI);
  const centre = 0.3 * width;
  return Array.from({ length: siteCount }, (_, site) => [1, site] as [number, number]).filter(
    ([, site]) =>
      isGateway[site] === 0 && Math.hypot((site % width) - centre, Math.floor(site / width) - centre) <= radius,
  );
}

/** Everyone knows of everything at once, no one travels, and crews take what waits in the order of the list. */
const PLAIN = `
name: plain
title: Plain
summary: repairs only
extends: joint-dispatch
awareness: { estimateNoise: 0, shareDelay: 0h }
dispatch: { policy: fifo, replanInterval: 0h, conflictProbability: 0 }
training: { level: 0 }
satellite: { hot: { capacityMbps: 0 }, warm: { capacityMbps: 0 }, cold: { capacityMbps: 0 } }
`;

const SEED_TOPOLOGY = `
name: seed
sites:
  - { id: hub, role: gateway, operator: op, at: [40, 48], population: 0 }
  - { id: a, role: core, operator: op, at: [40, 48.1], population: 100 }
links:
  - { id: hub--a, ends: [hub, a], medium: buried, operator: op, lengthKm: 1 }
`;

const scenarioText = (crews: number): string =>
  JSON.stringify({
    name: 'kernel',
    repairVessel: 'none',
    topology: 'seed.yaml',
    horizon: '1d',
    seed: 1,
    replications: 1,
    protocols: ['plain'],
    crews: [{ id: 'crew', operator: 'op', base: 'hub', count: crews }],
    hazards: [],
    travel: { placeUnknown: '0h' },
    management: { path: 'ignored' },
    stages: {
      ...Object.fromEntries(
        ['detectLink', 'detectSite', 'assessLink', 'assessSite', 'assessLinkInField', 'accessLink', 'accessSite'].map(
          (stage) => [stage, '0h'],
        ),
      ),
      verify: '0h',
    },
  });

/** Of each replication, what fails: whether it is a site, and its number. */
type Failing = readonly (readonly [number, number][])[];

/** A small scenario compiled like any other; then the backbone and its damage take the place of the small ones. */
function modelOf(network: Network, failing: Failing, crews: number): Model {
  const texts: Record<string, string> = {
    'kernel.yaml': scenarioText(crews),
    'seed.yaml': SEED_TOPOLOGY,
    'protocols/plain.yaml': PLAIN,
  };
  const files = new Files();
  const problems = new Problems();
  const load = (file: string): ReturnType<Files['load']> =>
    Object.hasOwn(texts, file) ? { text: texts[file] } : files.load(file);
  const compiled = compile('kernel.yaml', load, {}, problems);
  if (compiled === undefined) throw new Error(problems.list.map(describe).join('\n'));
  const { model } = compiled;
  const { siteCount, linkCount } = network;
  const strike = ({ replication }: Draws, _lengths: Float64Array, damage: Damage): void => {
    for (const [isSite, element] of failing[replication])
      if (isSite === 1) damage.hitSite(0, 0, element, Number.NaN, Number.NaN, 2);
      else damage.cutLink(0, 0, element, 0, Number.NaN, Number.NaN);
  };
  return {
    ...model,
    network,
    lines: [],
    siteHandles: Int32Array.from(network.sites, ({ id }) => model.addresses.handle(`site/${id}`)),
    linkHandles: Int32Array.from(network.links, ({ id }) => model.addresses.handle(`link/${id}`)),
    siteOperator: new Int32Array(siteCount),
    linkOperator: new Int32Array(linkCount),
    horizonHours: HORIZON_HOURS,
    hazards: [{ strike }],
    hazardNames: ['bench'],
    variants: model.variants.map((variant) => ({ ...variant, weights: network.population.slice() })),
    linkSea: new Int32Array(linkCount),
    siteRank: new Float64Array(siteCount).fill(Number.POSITIVE_INFINITY),
    linkRank: new Float64Array(linkCount).fill(Number.POSITIVE_INFINITY),
    outOfBand: new Uint8Array(siteCount),
    groups: [],
    demand: demandOf(network, 'gateway'),
  };
}

/** The hours that the simulator will draw for each repair, so that all peers are given the same. */
function faultsOf(
  { conditions, key, addresses, siteHandles, linkHandles }: Model,
  elements: readonly [number, number][],
  replication: number,
): Faults {
  const draws = new Draws(key, addresses);
  draws.replication = replication;
  const { repairSite, repairLink } = conditions.stages;
  return {
    isSite: Uint8Array.from(elements, ([isSite]) => isSite),
    elements: Int32Array.from(elements, ([, element]) => element),
    hours: Float64Array.from(elements, ([isSite, element]) =>
      isSite === 1
        ? quantile(repairSite.moderate.value, draws.uniform(siteHandles[element], PURPOSE.repair))
        : quantile(repairLink.buried.value, draws.uniform(linkHandles[element], PURPOSE.repair)),
    ),
  };
}

/** The recovery with nothing around it: our agenda, reachability, timeline and metrics, and crews that take the next fault. */
class Kernel {
  readonly #faults: readonly Faults[];
  readonly #crews: number;
  readonly #demand: Demand;
  readonly #siteFaults: Int32Array;
  readonly #linkFaults: Int32Array;
  readonly #reach: Reachability;
  readonly #agenda = new Agenda();
  readonly timeline: Timeline;
  /** What the metrics say; kept so that nobody leaves them out. */
  lost = 0;
  readonly times = new Float64Array(LEVELS.length);

  constructor({ network, demand }: Model, faults: readonly Faults[], crews: number) {
    this.#faults = faults;
    this.#crews = crews;
    this.#demand = demand;
    this.#siteFaults = new Int32Array(network.siteCount);
    this.#linkFaults = new Int32Array(network.linkCount);
    this.#reach = new Reachability(network, 'gateway');
    this.timeline = new Timeline(demand.people, demand.pairs, HORIZON_HOURS);
  }

  run(replication: number): void {
    const { isSite, elements, hours } = this.#faults[replication];
    const agenda = this.#agenda;
    const reach = this.#reach;
    const siteFaults = this.#siteFaults;
    const linkFaults = this.#linkFaults;
    siteFaults.fill(0);
    linkFaults.fill(0);
    for (let fault = 0; fault < elements.length; fault++)
      if (isSite[fault] === 1) siteFaults[elements[fault]]++;
      else linkFaults[elements[fault]]++;
    reach.rebuild(siteFaults, linkFaults);
    agenda.clear();
    this.timeline.clear();
    this.timeline.onset = 0;
    this.#record(0);
    let next = 0;
    while (next < this.#crews && next < hours.length) agenda.schedule(hours[next], 0, 0, next++);
    while (agenda.next()) {
      const { subject } = agenda;
      const element = elements[subject];
      if (isSite[subject] === 1) {
        siteFaults[element]--;
        reach.raise(element);
      } else {
        linkFaults[element]--;
        reach.join(element);
      }
      this.#record(agenda.time);
      if (next < hours.length) agenda.schedule(hours[next], 0, 0, next++);
    }
    this.lost = lostUserHours.read(this.timeline);
    for (let level = 0; level < LEVELS.length; level++) this.times[level] = LEVELS[level].read(this.timeline);
  }

  #record(time: number): void {
    const { people, pairs } = this.#demand;
    this.timeline.record(time, people - this.#reach.connectedPeople, pairs - this.#reach.connectedPairs, 0);
  }
}

function answerOf(timeline: Timeline): Answer {
  let steps = 0;
  for (let row = 0; row < timeline.length; row++)
    if (timeline.cutOff[row] !== (row === 0 ? 0 : timeline.cutOff[row - 1])) steps++;
  return { lost: lostUserHours.read(timeline), times: LEVELS.map((metric) => metric.read(timeline)), steps };
}

function textOf(network: Network, replications: readonly Faults[], crews: number): string {
  const { siteCount, linkCount, isGateway } = network;
  const lines = [
    [siteCount, linkCount, replications[0].hours.length, crews, isGateway.indexOf(1), replications.length].join(' '),
    network.population.join(' '),
  ];
  for (let link = 0; link < network.linkCount; link++) lines.push(`${network.from[link]} ${network.to[link]}`);
  for (const { isSite, elements, hours } of replications)
    for (let fault = 0; fault < hours.length; fault++)
      lines.push(`${isSite[fault]} ${elements[fault]} ${hours[fault]}`);
  return `${lines.join('\n')}\n`;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
const tell = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Seconds of processor time of a piece of work: the median of rounds of a tenth of a second each; once will do for what takes long. */
function timed(work: () => void, rounds = 15): number {
  const used = (times: number): number => {
    const began = process.cpuUsage();
    for (let time = 0; time < times; time++) work();
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1e6;
  };
  let batch = 1;
  let seconds = used(batch);
  if (seconds > 3) return seconds;
  for (; seconds < 0.1; seconds = used(batch)) batch = Math.ceil(batch * Math.min(10, 0.12 / Math.max(seconds, 1e-4)));
  return median(Array.from({ length: rounds }, () => used(batch) / batch));
}

/** Equal to 1e-9 of what it is. */
const isLike = (found: number, known: number): boolean =>
  Math.abs(found - known) <= 1e-9 * Math.max(1, Math.abs(known));

function check(name: string, answers: readonly Answer[], known: readonly Answer[]): void {
  if (answers.length !== known.length) throw new Error(`${name} answers ${answers.length} times`);
  answers.forEach((answer, replication) => {
    checkOne(name, answer, known[replication]);
  });
}

function checkOne(name: string, found: Answer, known: Answer): void {
  if (
    !isLike(found.lost, known.lost) ||
    found.steps !== known.steps ||
    !known.times.every((time, place) => isLike(found.times[place], time))
  )
    throw new Error(`${name} answers ${JSON.stringify(found)}, we ${JSON.stringify(known)}`);
}

interface Asked {
  readonly answers: readonly Answer[];
  /** Of a replication, by round. */
  readonly seconds: readonly number[];
  /** The first replication again and again. */
  readonly again?: readonly number[];
}

/** What a peer answers, or the reason why it does not. */
function asked(command: string, args: readonly (string | number)[]): Asked | string {
  try {
    const out = execFileSync(command, args.map(String), {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return JSON.parse(out) as Asked;
  } catch (fault) {
    return String((fault as { stderr?: string }).stderr || fault)
      .trim()
      .split('\n')
      .slice(-1)[0];
  }
}

const shown = (seconds: number): string =>
  seconds < 0.01 ? `${(1e6 * seconds).toFixed(1)} µs` : `${(1e3 * seconds).toFixed(1)} ms`;

/** Seconds a replication; NaN where it is not measured. */
interface Cost {
  readonly kernel: number;
  readonly response: number;
  readonly inC: number;
}

const CREWS = 10;
const PYTHON = '/usr/bin/python3';
const SCRIPT = join(PEERS, 'kernel.py');

interface Case {
  readonly title: string;
  readonly network: Network;
  readonly failing: Failing;
  readonly crews: number;
  /** Whether those that search anew after each repair are asked too. */
  readonly withSearching: boolean;
}

function compare({ title, network, failing, crews, withSearching }: Case, folder: string, binary: string): Cost {
  const model = modelOf(network, failing, crews);
  const faults = failing.map((elements, replication) => faultsOf(model, elements, replication));
  const each = [...failing.keys()];
  const kernel = new Kernel(model, faults, crews);
  const known = each.map((replication) => {
    kernel.run(replication);
    return answerOf(kernel.timeline);
  });
  const world = new World(model);
  const [variant] = model.variants;
  let events = 0;
  const simulated = each.map((replication) => {
    breakWorld(world, replication);
    respond(world, variant);
    events += world.events;
    return answerOf(world.timeline);
  });
  check('the simulator', simulated, known);
  const mean = (value: (answer: Answer) => number): number =>
    Math.round(known.reduce((sum, answer) => sum + value(answer), 0) / known.length);
  tell(
    `${title}: ${network.siteCount} sites, ${network.linkCount} links, ${failing[0].length} fail, ${crews} crews; ` +
      `means of ${known.length} replications: ${mean(({ lost }) => lost)} user-hours lost, ` +
      `all back after ${mean(({ times }) => times[3])} h, ${mean(({ steps }) => steps)} steps`,
  );
  const file = join(folder, 'input.txt');
  writeFileSync(file, textOf(network, faults, crews));
  // Slow peers are asked for fewer rounds.
  const timesOver = Math.ceil(20_000_000 / (network.siteCount * 40 * failing.length));
  const peers: [string, string, readonly (string | number)[]][] = [
    ['C (gcc -O3), our algorithm', binary, [file, 21, timesOver]],
    ['Python, union-find', PYTHON, [SCRIPT, 'plain', file, network.siteCount > 50_000 ? 3 : 7]],
  ];
  if (withSearching) {
    peers.push(['igraph', PYTHON, [SCRIPT, 'igraph', file, 5]]);
    peers.push(['SimPy + networkx', PYTHON, [SCRIPT, 'simpy', file, 3]]);
  }
  const answers = peers.map(([name, command, args]) => {
    const answer = command === '' ? 'not compiled' : asked(command, args);
    if (typeof answer !== 'string') check(name, answer.answers, known);
    return { name, answer };
  });
  /** Seconds a replication of a piece of work that does each in turn. */
  const ofEach = (work: (replication: number) => void): number =>
    timed(() => {
      for (const replication of each) work(replication);
    }) / each.length;
  const [{ answer: inC }] = answers;
  const cost: Cost = {
    kernel: ofEach((replication) => kernel.run(replication)),
    // The damage is timed beside it, since each replication has its own.
    response: ofEach((replication) => {
      breakWorld(world, replication);
      respond(world, variant);
    }),
    inC: typeof inC === 'string' ? Number.NaN : median(inC.seconds),
  };
  const line = (name: string, seconds: number): void =>
    tell(
      `  ${name.padEnd(46)} ${shown(seconds).padStart(11)}  ${(seconds / cost.kernel).toFixed(2).padStart(8)} × the kernel  ` +
        `${(seconds / cost.response).toFixed(2).padStart(8)} × the simulator`,
    );
  line('kernel, this package', cost.kernel);
  line(`simulator, damage and response (${Math.round(events / each.length)} events)`, cost.response);
  for (const { name, answer } of answers)
    if (typeof answer === 'string') tell(`  ${name.padEnd(46)} not measured: ${answer}`);
    else line(name, median(answer.seconds));
  if (each.length > 1) {
    const again = timed(() => kernel.run(0));
    const againInC = typeof inC === 'string' || inC.again === undefined ? Number.NaN : median(inC.again);
    tell(
      `  the first replication again and again: kernel ${shown(again)}, C ${shown(againInC)}: ` +
        `${(again / againInC).toFixed(2)} times C`,
    );
  }
  return cost;
}

const exponent = (small: number, large: number, from: number, to: number): string =>
  (Math.log(large / small) / Math.log(to / from)).toFixed(3);

const megabytes = (): string => {
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return [rss, heapUsed, arrayBuffers].map((bytes) => (bytes / 2 ** 20).toFixed(0)).join(', ');
};

const folder = mkdtempSync(join(tmpdir(), 'resplice-bench-'));
try {
  let binary = join(folder, 'kernel');
  try {
    execFileSync('gcc', ['-O3', '-march=native', '-o', binary, join(PEERS, 'kernel.c')], { stdio: 'pipe' });
  } catch (fault) {
    tell(`C is left out: ${String((fault as { stderr?: Buffer }).stderr || fault).split('\n')[0]}`);
    binary = '';
  }
  const costs = [
    { sites: 750, replications: 64 },
    { sites: 10_000, replications: 16 },
    { sites: 100_000, replications: 4 },
  ]
    .filter(({ sites }) => sites <= GREATEST)
    .map(({ sites, replications }) => {
      const network = backboneOf(sites);
      const failing = Array.from({ length: replications }, (_, replication) => tenthOf(network, replication));
      const title = 'a tenth of all fails';
      const cost = compare({ title, network, failing, crews: CREWS, withSearching: sites === 750 }, folder, binary);
      return { sites, ...cost };
    });
  const [first] = costs;
  for (const { sites, kernel, response, inC } of costs.slice(1)) {
    const grown = (from: number, to: number): string => exponent(from, to, first.sites, sites);
    tell(
      `growth from ${first.sites} to ${sites} sites, exponent: ${grown(first.kernel, kernel)} of the kernel, ` +
        `${grown(first.response, response)} of the simulator, ${grown(first.inC, inC)} of the kernel in C`,
    );
  }
  const network = backboneOf(GREATEST);
  const failing = [regionOf(network, 0.01)];
  compare({ title: 'a region fails', network, failing, crews: 100, withSearching: false }, folder, binary);
  tell(`  MB in use (resident, heap, arrays): ${megabytes()}`);
} finally {
  rmSync(folder, { recursive: true });
}
