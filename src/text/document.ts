/** A YAML document whose every key and value still knows its line and column, and its check against a schema. */
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { nearestName, oneOf, type Position, type Problems, shown } from './problem.ts';
import { isOneValue } from './quantity.ts';

export type Path = readonly (string | number)[];

/** A value read from one file or merged from several, with the place of each of its parts. */
export interface Document {
  readonly value: unknown;
  readonly file: string;
  /** Where the value at a path begins; for a path that is absent, where its nearest present ancestor begins. */
  at(path: Path): Position;
  /** Where the key of the entry at a path begins. */
  keyAt(path: Path): Position;
}

interface Places {
  readonly values: Map<string, Position>;
  readonly keys: Map<string, Position>;
}

const keyOf = (path: Path): string => path.join('\u0000');

/** `hazards[0].earthquake.magnitude`, as a person would write it. */
export const pathText = (path: Path): string =>
  path.map((part, place) => (typeof part === 'number' ? `[${part}]` : place === 0 ? part : `.${part}`)).join('');

class PlacedDocument implements Document {
  readonly value: unknown;
  readonly file: string;
  readonly places: Places;
  constructor(value: unknown, file: string, places: Places) {
    this.value = value;
    this.file = file;
    this.places = places;
  }
  at(path: Path): Position {
    return this.#nearest(this.places.values, path);
  }
  keyAt(path: Path): Position {
    return this.places.keys.get(keyOf(path)) ?? this.at(path);
  }
  #nearest(places: Map<string, Position>, path: Path): Position {
    for (let length = path.length; length >= 0; length--) {
      const place = places.get(keyOf(path.slice(0, length)));
      if (place !== undefined) return place;
    }
    return { file: this.file, line: 1, column: 1 };
  }
}

/** The text's document; undefined, with the problems told, when it is no valid YAML or not an object at the top. */
export function readDocument(text: string, file: string, problems: Problems): Document | undefined {
  const lines = new LineCounter();
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const parsed = parseDocument(text, { lineCounter: lines, uniqueKeys: true, stringKeys: true });
  for (const fault of parsed.errors)
    problems.error(
      position(fault.pos[0]),
      '',
      `YAML that cannot be read (${fault.message.split('\n')[0].replace(/ at line.*$/, '')})`,
      'valid YAML 1.2',
    );
  if (parsed.errors.length > 0) return undefined;
  let value: unknown;
  try {
    value = parsed.toJS({ maxAliasCount: 100 });
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    problems.error(
      { file, line: 1, column: 1 },
      '',
      `aliases that cannot be resolved (${reason})`,
      'at most 100 uses of an alias',
    );
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.error(
      { file, line: 1, column: 1 },
      '',
      value === null ? 'an empty document' : shown(value),
      'keys and values at the top',
    );
    return undefined;
  }
  const places: Places = { values: new Map(), keys: new Map() };
  const walk = (node: Node | null, path: Path): void => {
    if (node?.range) places.values.set(keyOf(path), position(node.range[0]));
    if (isMap(node)) {
      for (const { key, value: inner } of node.items) {
        if (!isScalar(key)) continue;
        const here = [...path, String(key.value)];
        if (key.range) places.keys.set(keyOf(here), position(key.range[0]));
        walk(inner as Node | null, here);
      }
    } else if (isSeq(node)) {
      node.items.forEach((inner, index) => {
        walk(inner as Node | null, [...path, index]);
      });
    }
  };
  walk(parsed.contents, []);
  return new PlacedDocument(value, file, places);
}

/** `over` laid upon `base`: objects are merged key by key, a value (sourced or a law) is replaced as a whole, and each part keeps its own place. */
export function merged(base: Document, over: Document): Document {
  const from = base as PlacedDocument;
  const onto = over as PlacedDocument;
  const values = new Map(from.places.values);
  const keys = new Map(from.places.keys);
  const forget = (path: Path): void => {
    const prefix = `${keyOf(path)}\u0000`;
    for (const places of [values, keys])
      for (const known of places.keys()) if (known.startsWith(prefix)) places.delete(known);
  };
  const join = (below: unknown, above: unknown, path: Path): unknown => {
    if (!isPlainObject(below) || !isPlainObject(above) || isOneValue(below) || isOneValue(above)) {
      if (path.length > 0) forget(path);
      return above;
    }
    const result: Record<string, unknown> = { ...below };
    for (const [name, inner] of Object.entries(above))
      result[name] = name in below ? join(below[name], inner, [...path, name]) : inner;
    return result;
  };
  const value = join(from.value, onto.value, []);
  for (const [known, place] of onto.places.values) values.set(known, place);
  for (const [known, place] of onto.places.keys) keys.set(known, place);
  return new PlacedDocument(value, over.file, { values, keys });
}

/** The document with the value at a path replaced by one that the command line gave. */
export function withOverride(document: Document, path: Path, value: unknown, option: string): Document {
  const top = structuredClone(document.value) as Record<string, unknown>;
  let inner: Record<string | number, unknown> = top;
  for (const part of path.slice(0, -1)) {
    if (!isPlainObject(inner[part]) && !Array.isArray(inner[part])) inner[part] = {};
    inner = inner[part] as Record<string | number, unknown>;
  }
  inner[path[path.length - 1]] = value;
  const { places } = document as PlacedDocument;
  const values = new Map(places.values);
  values.set(keyOf(path), { file: `the command line (${option})`, line: 1, column: 1 });
  return new PlacedDocument(top, document.file, { values, keys: places.keys });
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path of plain data. */
export function valueAt(value: unknown, path: Path): unknown {
  let inner = value;
  for (const part of path) {
    if (typeof inner !== 'object' || inner === null) return undefined;
    inner = (inner as Record<string | number, unknown>)[part];
  }
  return inner;
}

/** Checks a document (or the part of it at `root`) against a schema and tells every problem at its place. */
export function validated<S extends z.ZodType>(
  document: Document,
  schema: S,
  problems: Problems,
  root: Path = [],
): z.output<S> | undefined {
  const whole = valueAt(document.value, root);
  const result = schema.safeParse(whole);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const inside = issue.path.filter((part): part is string | number => typeof part !== 'symbol');
    const path = [...root, ...inside];
    const found = valueAt(document.value, path);
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(schema, inside);
      for (const key of issue.keys)
        problems.error(
          document.keyAt([...path, key]),
          pathText(path),
          `unknown key "${key}"`,
          known.length > 0 ? oneOf(known) : 'no such key',
          nearestName(key, known),
        );
    } else if (issue.code === 'invalid_value') {
      const known = issue.values.map(String);
      problems.error(
        document.at(path),
        pathText(path),
        shown(found),
        oneOf(known),
        typeof found === 'string' ? nearestName(found, known) : undefined,
      );
    } else {
      problems.error(document.at(path), pathText(path), shown(found), expectation(issue));
    }
  }
  return undefined;
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return (
        {
          string: 'text',
          array: 'a list',
          object: 'keys and values',
          boolean: 'true or false',
          nonoptional: 'a value',
          int: 'a whole number',
        }[issue.expected as string] ?? `a ${issue.expected}`
      );
    case 'too_small':
      return issue.origin === 'array'
        ? `at least ${issue.minimum} entries`
        : `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'array'
        ? `at most ${issue.maximum} entries`
        : `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
    default:
      return issue.message.replace(/^Invalid input: expected /, '');
  }
}

type JsonSchema = {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
  additionalProperties?: JsonSchema | boolean;
  anyOf?: JsonSchema[];
  allOf?: JsonSchema[];
};

/** The keys that a schema knows at a path, read off its JSON schema. */
function knownKeys(schema: z.ZodType, path: Path): string[] {
  const top = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema;
  let layer: JsonSchema[] = [top];
  const spread = (schemas: JsonSchema[]): JsonSchema[] =>
    schemas.flatMap((one) => [one, ...spread([...(one.anyOf ?? []), ...(one.allOf ?? [])])]);
  for (const part of path) {
    layer = spread(layer).flatMap((one) => {
      if (typeof part === 'number') return [one.items, one.prefixItems?.[part]].filter((inner) => inner !== undefined);
      const named = one.properties?.[part];
      const rest = typeof one.additionalProperties === 'object' ? one.additionalProperties : undefined;
      return [named ?? rest].filter((inner) => inner !== undefined);
    });
  }
  return [...new Set(spread(layer).flatMap((one) => Object.keys(one.properties ?? {})))];
}
