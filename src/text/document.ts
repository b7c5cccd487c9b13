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

/** Documents that were read last, by file: a sweep reads the same texts at each of its points. */
const remembered = new Map<string, { readonly text: string; readonly document: Document }>();

/** Most documents remembered, and the longest text of one: no more than a scenario with its protocols needs. */
const MOST_REMEMBERED = 64;
const LONGEST_REMEMBERED = 1_000_000;

/** The text's document; undefined, with the problems told, when it is no valid YAML or not an object at the top. */
export function readDocument(text: string, file: string, problems: Problems): Document | undefined {
  const known = remembered.get(file);
  if (known?.text === text) return known.document;
  const document = parsedDocument(text, file, problems);
  if (document === undefined || text.length > LONGEST_REMEMBERED) return document;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(file, { text, document });
  return document;
}

function parsedDocument(text: string, file: string, problems: Problems): Document | undefined {
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

/** What stands in place of a list that is to be lengthened: `{ $append: [...] }`, bare or as the `value` of a sourced one. */
const APPEND = '$append';

interface Addition {
  readonly added: unknown;
  /** From the value to the list that is added. */
  readonly inside: Path;
}

function additionOf(written: unknown): Addition | undefined {
  if (!isPlainObject(written)) return undefined;
  if (APPEND in written) return { added: written[APPEND], inside: [APPEND] };
  const { value } = written;
  return isPlainObject(value) && APPEND in value ? { added: value[APPEND], inside: ['value', APPEND] } : undefined;
}

/** The list in a value, bare, sourced or itself an addition, and the way to it. */
function listIn(written: unknown): { list: readonly unknown[]; inside: Path } | undefined {
  for (const inside of [[], ['value'], [APPEND], ['value', APPEND]]) {
    const list = valueAt(written, inside);
    if (Array.isArray(list)) return { list, inside };
  }
  return undefined;
}

/**
 * `over` laid upon `base`: objects are merged key by key, a value (sourced or a law) or a list is replaced as a whole,
 * `{ $append: [...] }` lengthens the list below it, and each part keeps its own place. An addition with nothing below
 * it is left for what comes next: see `settled`.
 */
export function merged(base: Document, over: Document, problems: Problems): Document {
  const from = base as PlacedDocument;
  const onto = over as PlacedDocument;
  const result: Places = { values: new Map(from.places.values), keys: new Map(from.places.keys) };
  const both = [
    [result.values, onto.places.values],
    [result.keys, onto.places.keys],
  ] as const;
  const forget = (path: Path): void => {
    for (const [places] of both) for (const known of [...below(places, path)]) places.delete(known[0]);
  };
  /** Sets right the places of lists that were joined, after all others. */
  const later: (() => void)[] = [];
  const lengthen = (under: unknown, above: unknown, { added, inside }: Addition, path: Path): unknown => {
    const list = listIn(under);
    const place = onto.at([...path, ...inside]);
    if (!Array.isArray(added) || list === undefined) {
      if (!Array.isArray(added)) problems.error(place, pathText(path), shown(added), `a list after ${APPEND}`);
      else problems.error(place, pathText(path), `${APPEND} on ${shown(under)}`, 'a list below it to append to');
      return under;
    }
    // An addition upon an addition is still one: the list itself may lie farther down.
    const still = list.inside.includes(APPEND) ? inside : inside.slice(0, -1);
    const kept = both.map(([places]) => [...below(places, [...path, ...list.inside])]);
    later.push(() => {
      for (const [which, [places, own]] of both.entries()) {
        for (const [known] of [...below(places, [...path, ...inside])]) places.delete(known);
        for (const [, where, rest] of kept[which]) places.set(keyOf([...path, ...still, ...rest]), where);
        for (const [, where, [index, ...rest]] of below(own, [...path, ...inside]))
          places.set(keyOf([...path, ...still, list.list.length + Number(index), ...rest]), where);
      }
    });
    forget(path);
    const joined = [...list.list, ...added];
    const bare = still.includes(APPEND) ? { [APPEND]: joined } : joined;
    return inside[0] === 'value' ? { ...(above as object), value: bare } : bare;
  };
  const join = (under: unknown, above: unknown, path: Path): unknown => {
    const addition = additionOf(above);
    if (addition !== undefined) return lengthen(under, above, addition, path);
    if (!isPlainObject(under) || !isPlainObject(above) || isOneValue(under) || isOneValue(above)) {
      if (path.length > 0) forget(path);
      return above;
    }
    const whole: Record<string, unknown> = { ...under };
    for (const [name, inner] of Object.entries(above))
      whole[name] = name in under ? join(under[name], inner, [...path, name]) : inner;
    return whole;
  };
  const value = join(from.value, onto.value, []);
  for (const [places, own] of both) for (const [known, place] of own) places.set(known, place);
  for (const move of later) move();
  return new PlacedDocument(value, over.file, result);
}

/** The places below a path, each with its key and the rest of its path. */
function* below(places: Map<string, Position>, path: Path): Generator<[string, Position, string[]]> {
  const prefix = `${keyOf(path)}\u0000`;
  for (const [known, place] of places)
    if (known.startsWith(prefix)) yield [known, place, known.slice(prefix.length).split('\u0000')];
}

/**
 * The document with its last additions made lists. Each of them is an error, for there is no list below it, unless the
 * document is a part that is still to be laid upon something.
 */
export function settled(document: Document, problems: Problems, isPart = false): Document {
  const settle = (written: unknown, path: Path): unknown => {
    if (!isPlainObject(written)) return written;
    const addition = additionOf(written);
    if (addition === undefined)
      return Object.fromEntries(Object.entries(written).map(([name, inner]) => [name, settle(inner, [...path, name])]));
    const { added, inside } = addition;
    const place = document.at([...path, ...inside]);
    if (!Array.isArray(added)) problems.error(place, pathText(path), shown(added), `a list after ${APPEND}`);
    else if (!isPart) problems.error(place, pathText(path), `${APPEND} on nothing`, 'a list below it to append to');
    const list = Array.isArray(added) ? added : [];
    return inside[0] === 'value' ? { ...written, value: list } : list;
  };
  return new PlacedDocument(settle(document.value, []), document.file, (document as PlacedDocument).places);
}

/** The document without some of its keys at the top. */
export function without(document: Document, names: readonly string[]): Document {
  const { places } = document as PlacedDocument;
  const left = (from: Map<string, Position>): Map<string, Position> =>
    new Map([...from].filter(([known]) => known === '' || !names.includes(known.split('\u0000')[0])));
  const value = Object.fromEntries(Object.entries(document.value as object).filter(([name]) => !names.includes(name)));
  return new PlacedDocument(value, document.file, { values: left(places.values), keys: left(places.keys) });
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
