/** Text to a checked scenario and its checked protocols, with every problem at its line and column. */

import { protocolSchema } from '../response/protocol.ts';
import { type Document, merged, readDocument, settled, validated, valueAt, withOverride } from '../text/document.ts';
import { nearestName, oneOf, type Problems } from '../text/problem.ts';
import { beside, type Load, textOf } from './files.ts';
import { type ReadProtocol, readProtocol } from './protocols.ts';
import { type Scenario, scenarioSchema } from './schema.ts';
import { protocolOf, type Setting, withSettings } from './sweep-setting.ts';

/** What the command line says instead of the file. */
export interface Overrides {
  readonly topology?: string;
  /** Latitude and longitude, degrees, of every earthquake. */
  readonly epicentre?: readonly [number, number];
  readonly protocols?: readonly string[];
  readonly replications?: number;
  readonly seed?: number | string;
  /** Hours, in place of the scenario's horizon. */
  readonly horizonHours?: number;
  /**
   * In place of the first two protocols, mixtures of them: each takes from the second the blocks whose bits are set, of
   * those in which the two differ.
   */
  readonly mixtures?: readonly number[];
  /** What a sweep sets at one of its points, in the scenario and in its protocols. */
  readonly settings?: readonly Setting[];
}

/** The overrides with the settings of a point. A backbone is named as the command line names it. */
export function atPoint(overrides: Overrides, settings: readonly Setting[]): Overrides {
  const topology = settings.find(({ path }) => path === 'topology');
  const others = settings.filter((setting) => setting !== topology);
  return {
    ...overrides,
    ...(topology === undefined ? {} : { topology: String(topology.value) }),
    ...(others.length === 0 ? {} : { settings: others }),
  };
}

export interface Reading {
  readonly file: string;
  readonly scenario: Scenario;
  readonly document: Document;
  readonly protocols: readonly ReadProtocol[];
}

/** Longest chain of `extends` that a person could mean. */
const DEEPEST = 16;

/** Reads a scenario, what it extends and the protocols it names. Undefined when any of them cannot be used. */
export function readScenario(file: string, load: Load, overrides: Overrides, problems: Problems): Reading | undefined {
  const plain = readExtended(file, load, problems, (named, from) => beside(from, named));
  if (plain === undefined) return undefined;
  const settings = overrides.settings ?? [];
  const document = withSettings(
    overridden(settled(onConditions(plain, load, problems), problems), overrides),
    settings.filter(({ path }) => protocolOf(path) === undefined),
    Object.keys(scenarioSchema.shape),
    problems,
  );
  const scenario = validated(document, scenarioSchema, problems);
  const before = problems.errors.length;
  // Protocols are read even when the scenario is wrong, so that all problems are told at once.
  const named = scenario?.protocols ?? valueAt(document.value, ['protocols']);
  const names = Array.isArray(named) ? named.filter((name): name is string => typeof name === 'string') : [];
  const protocols = names.flatMap((name, index) => {
    const asker = { at: document.at(['protocols', index]), path: `protocols[${index}]` };
    const found = readProtocol(name, file, load, problems, asker);
    return found === undefined ? [] : [withOwnSettings(found, settings, problems)].filter((read) => read !== undefined);
  });
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index)
      problems.error(
        document.at(['protocols', index]),
        `protocols[${index}]`,
        `"${name}" a second time`,
        'each protocol once',
      );
  const told = protocols.map(({ protocol }) => protocol.name);
  for (const [index, name] of told.entries())
    if (told.length === names.length && told.indexOf(name) !== index && names.indexOf(names[index]) === index)
      problems.error(
        document.at(['protocols', index]),
        `protocols[${index}]`,
        `a second protocol of the name "${name}"`,
        'each name once',
      );
  tellUnknownProtocols(settings, [...new Set([...names, ...told])], problems);
  if (scenario === undefined || problems.errors.length > before) return undefined;
  return { file, scenario, document, protocols };
}

/** A protocol with the settings that are meant for it; undefined, with the problems told, when it cannot be used then. */
function withOwnSettings(
  read: ReadProtocol,
  settings: readonly Setting[],
  problems: Problems,
): ReadProtocol | undefined {
  const own = settings.filter(({ path }) => protocolOf(path)?.name === read.protocol.name);
  if (own.length === 0) return read;
  const document = withSettings(read.document, own, Object.keys(protocolSchema.shape), problems);
  const protocol = validated(document, protocolSchema, problems);
  return protocol === undefined ? undefined : { ...read, document, protocol };
}

function tellUnknownProtocols(settings: readonly Setting[], known: readonly string[], problems: Problems): void {
  for (const { path } of settings) {
    const name = protocolOf(path)?.name;
    if (name === undefined || known.includes(name)) continue;
    const place = { file: `the command line (--vary ${path})`, line: 1, column: 1 };
    problems.error(place, path, `no protocol "${name}" here`, oneOf(known), nearestName(name, known));
  }
}

/** The scenario laid upon the conditions that it names. */
function onConditions(scenario: Document, load: Load, problems: Problems): Document {
  const named = valueAt(scenario.value, ['conditions']) ?? 'default';
  if (typeof named !== 'string') return scenario;
  const file = named.endsWith('.yaml') ? beside(scenario.file, named) : `${SHIPPED_CONDITIONS}/${named}.yaml`;
  const conditions = readExtended(file, load, problems, (below, from) => beside(from, below));
  return conditions === undefined ? scenario : merged(conditions, scenario, problems);
}

/** Where shipped conditions lie, as a name that the loader knows. */
const SHIPPED_CONDITIONS = 'shipped:scenarios/conditions';

/** A document laid upon those that it extends, the farthest first. */
function readExtended(
  file: string,
  load: Load,
  problems: Problems,
  locate: (named: string, from: string) => string,
): Document | undefined {
  const chain: Document[] = [];
  const seen: string[] = [];
  for (let next: string | undefined = file; next !== undefined; ) {
    const here: string = next;
    const asker: Document | undefined = chain.at(-1);
    const text = textOf(load, here, problems, asker?.at(['extends']), asker === undefined ? '' : 'extends');
    if (text === undefined) return undefined;
    const document = readDocument(text, here, problems);
    if (document === undefined) return undefined;
    chain.push(document);
    seen.push(here);
    const named = valueAt(document.value, ['extends']);
    next = typeof named === 'string' ? locate(named, here) : undefined;
    if (next !== undefined && (seen.includes(next) || seen.length >= DEEPEST)) {
      problems.error(
        document.at(['extends']),
        'extends',
        `a circle: ${[...seen, next].join(' -> ')}`,
        'a file that does not come back to this one',
      );
      return undefined;
    }
  }
  return chain.reduceRight((base, over) => merged(base, over, problems));
}

function overridden(document: Document, overrides: Overrides): Document {
  let result = document;
  const { topology, epicentre, protocols, replications, seed, horizonHours } = overrides;
  if (topology !== undefined) result = withOverride(result, ['topology'], topology, '--topology');
  if (protocols !== undefined) result = withOverride(result, ['protocols'], protocols, '--protocol');
  if (replications !== undefined) result = withOverride(result, ['replications'], replications, '--replications');
  if (horizonHours !== undefined) result = withOverride(result, ['horizon'], `${horizonHours}h`, '--years');
  if (seed !== undefined) result = withOverride(result, ['seed'], seed, '--seed');
  const entries = valueAt(result.value, ['hazards']);
  if (epicentre !== undefined && Array.isArray(entries))
    for (const [index, entry] of entries.entries())
      if (typeof entry === 'object' && entry !== null && 'earthquake' in entry)
        result = withOverride(result, ['hazards', index, 'earthquake', 'epicentre'], epicentre, '--epicentre');
  return result;
}
