/** Small worlds for tests: scenarios written in the test, compiled like any other, run in this thread. */
import { fileURLToPath } from 'node:url';
import { Files } from '../src/cli/files.ts';
import type { Outcomes } from '../src/experiment/outcomes.ts';
import { Runner } from '../src/experiment/run.ts';
import { type Compiled, compile } from '../src/scenario/compile.ts';
import type { Load } from '../src/scenario/files.ts';
import type { Overrides } from '../src/scenario/read.ts';
import { breakWorld, respond } from '../src/simulation/replicate.ts';
import type { TraceEntry } from '../src/simulation/trace.ts';
import { World } from '../src/simulation/world.ts';
import { describe, Problems } from '../src/text/problem.ts';

/** The root of the project, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Nobody trains, nobody errs, and no satellite helps: what a closed form can be held against. */
export const PLAIN_PROTOCOL = `
name: plain
title: Plain
summary: no delay of its own
extends: siloed
awareness: { estimateNoise: 0 }
dispatch: { conflictProbability: 0 }
training: { level: 0 }
satellite: { cold: { capacityMbps: 0 } }
`;

/** Every stage takes no time and no chance, but travel and repair. */
export const plainStages = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  detectLink: '0h',
  detectSite: '0h',
  assessLink: '0h',
  assessSite: '0h',
  assessLinkInField: '0h',
  verify: '0h',
  repairLink: { buried: '5h' },
  ...more,
});

/** Site `hub` is a gateway; `a` hangs on it by one link of 40 km, east along the equator. */
export const TWO_SITES = `
name: two
sites:
  - { id: hub, role: gateway, operator: op, at: [0.5, 10], population: 0 }
  - { id: a, role: district-unit, operator: op, at: [0.5, 10.3], population: 1000 }
links:
  - { id: hub--a, ends: [hub, a], medium: buried, operator: op, lengthKm: 40 }
`;

export const scenarioText = (keys: Record<string, unknown>): string =>
  JSON.stringify({
    name: 'test',
    repairVessel: 'none',
    topology: 'net.yaml',
    horizon: '100d',
    seed: 1,
    replications: 1,
    protocols: ['plain'],
    crews: [{ id: 'crew', operator: 'op', base: 'hub' }],
    hazards: [],
    stages: plainStages(),
    ...keys,
  });

/** Texts by name; protocols that are shipped are found too. */
const loadFrom = (texts: Record<string, string>): Load => {
  const files = new Files();
  return (file) => (Object.hasOwn(texts, file) ? { text: texts[file] } : files.load(file));
};

export function tried(
  texts: Record<string, string>,
  file = 'scenario.yaml',
  overrides: Overrides = {},
): { compiled: Compiled | undefined; problems: Problems } {
  const problems = new Problems();
  const compiled = compile(file, loadFrom(texts), overrides, problems);
  return { compiled, problems };
}

/** Compiles a scenario that must be right. */
export function compiledFrom(
  keys: Record<string, unknown>,
  topology = TWO_SITES,
  protocols: Record<string, string> = {},
): Compiled {
  const { compiled, problems } = tried({
    'scenario.yaml': scenarioText(keys),
    'net.yaml': topology,
    'protocols/plain.yaml': PLAIN_PROTOCOL,
    ...Object.fromEntries(Object.entries(protocols).map(([name, text]) => [`protocols/${name}.yaml`, text])),
  });
  if (compiled === undefined) throw new Error(problems.list.map(describe).join('\n'));
  return compiled;
}

/** Outcomes of replications 0 to n - 1. */
export const ran = (compiled: Compiled, n: number): Outcomes => new Runner(compiled.model).run(0, n);

/** One replication, with its trace. */
export function traced(compiled: Compiled, replication = 0, variant = 0): { world: World; entries: TraceEntry[] } {
  const world = new World(compiled.model);
  const entries: TraceEntry[] = [];
  breakWorld(world, replication);
  world.trace = (entry) => entries.push(entry);
  respond(world, compiled.model.variants[variant]);
  return { world, entries };
}

export const metricOf = (outcomes: Outcomes, name: string, variant = 0): Float64Array => {
  const index = outcomes.metrics.findIndex((metric) => metric.name === name);
  if (index < 0) throw new Error(`no metric ${name}`);
  return outcomes.variants[variant].columns[index];
};
