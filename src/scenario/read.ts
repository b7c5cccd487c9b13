/** Text to a checked scenario and its checked protocols, with every problem at its line and column. */
import type { Protocol } from '../response/protocol.ts';
import { protocolSchema } from '../response/protocol.ts';
import { type Document, merged, type Path, readDocument, validated, valueAt, withOverride } from '../text/document.ts';
import type { Problems } from '../text/problem.ts';
import { beside, type Load, textOf } from './files.ts';
import { type Scenario, scenarioSchema } from './schema.ts';

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
}

export interface Reading {
  readonly file: string;
  readonly scenario: Scenario;
  readonly document: Document;
  readonly protocols: readonly { readonly protocol: Protocol; readonly document: Document }[];
}

/** Longest chain of `extends` that a person could mean. */
const DEEPEST = 16;

/** Reads a scenario, what it extends and the protocols it names. Undefined when any of them cannot be used. */
export function readScenario(file: string, load: Load, overrides: Overrides, problems: Problems): Reading | undefined {
  const plain = readExtended(file, load, problems, (named, from) => beside(from, named));
  if (plain === undefined) return undefined;
  const document = overridden(plain, overrides);
  const scenario = validated(document, scenarioSchema, problems);
  const before = problems.errors.length;
  const names = scenario?.protocols ?? [];
  const protocols = names.flatMap((name, index) => {
    const found = readProtocol(name, file, load, problems, document, ['protocols', index]);
    return found === undefined ? [] : [found];
  });
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index)
      problems.error(
        document.at(['protocols', index]),
        `protocols[${index}]`,
        `"${name}" a second time`,
        'each protocol once',
      );
  if (scenario === undefined || problems.errors.length > before) return undefined;
  return { file, scenario, document, protocols };
}

/** A protocol by its name (a file in `protocols/` beside the scenario, or shipped with the tool) or by its file. */
function readProtocol(
  name: string,
  from: string,
  load: Load,
  problems: Problems,
  namedIn?: Document,
  path: Path = [],
): { protocol: Protocol; document: Document } | undefined {
  const file = protocolFile(name, from, load);
  if ('found' in file) {
    problems.error(namedIn?.at(path) ?? { file: from, line: 1, column: 1 }, 'protocols', file.found, file.expected);
    return undefined;
  }
  const document = readExtended(file.file, load, problems, (named, inside) => {
    const below = protocolFile(named, inside, load);
    return 'found' in below ? beside(inside, `${named}.yaml`) : below.file;
  });
  if (document === undefined) return undefined;
  const protocol = validated(document, protocolSchema, problems);
  return protocol === undefined ? undefined : { protocol, document };
}

/** Where shipped protocols lie, as a name that the loader knows. */
const SHIPPED_PROTOCOLS = 'shipped:scenarios/protocols';

function protocolFile(name: string, from: string, load: Load): { file: string } | { found: string; expected: string } {
  if (name.endsWith('.yaml')) return { file: beside(from, name) };
  const places = [
    beside(from, `${name}.yaml`),
    beside(from, `protocols/${name}.yaml`),
    `${SHIPPED_PROTOCOLS}/${name}.yaml`,
  ];
  for (const file of from.includes('protocols/') ? places : places.slice(1)) if ('text' in load(file)) return { file };
  return {
    found: `no protocol "${name}"`,
    expected: `a file ${beside(from, `protocols/${name}.yaml`)}, or the name of a shipped protocol (see sim list protocols)`,
  };
}

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
  return chain.reduceRight((base, over) => merged(base, over));
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
