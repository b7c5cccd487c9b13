/**
 * Protocols from their files: one whole protocol, laid upon those that it extends and upon mix-ins of one block each,
 * left to right, with every value still knowing the file that said it.
 */
import { z } from 'zod';
import type { Distribution } from '../engine/distribution.ts';
import { type BlockName, blockNames, blocks, type Protocol, protocolSchema } from '../response/protocol.ts';
import {
  type Document,
  merged,
  type Path,
  pathText,
  readDocument,
  settled,
  validated,
  valueAt,
  without,
} from '../text/document.ts';
import { nearestName, type Position, type Problems, shown } from '../text/problem.ts';
import { type Flag, isFact, type Sourced } from '../text/quantity.ts';
import { beside, type Load, textOf } from './files.ts';
import { checkedMixIn, isMixIn, type MixIn, partialProtocolSchema } from './mix-in.ts';

/** Where shipped protocols lie, as a name that the loader knows; their mix-ins lie in `blocks/` below it. */
const SHIPPED = 'shipped:scenarios/protocols';

/** What a protocol says of itself and does not hand on. */
const OWN = ['name', 'title', 'summary', 'extends'];

/** Longest chain of `extends` that a person could mean. */
const DEEPEST = 16;

/** Where a protocol was asked for. */
export interface Asker {
  readonly at: Position;
  readonly path: string;
}

/** Whose word a file is: a protocol's name, or `+` and a mix-in's, by the file. */
type Origins = ReadonlyMap<string, string>;

export interface ReadProtocol {
  readonly protocol: Protocol;
  readonly document: Document;
  readonly origins: Origins;
}

export interface ReadMixIn extends MixIn {
  /** With its `+`. */
  readonly name: string;
  readonly origins: Origins;
}

interface Work {
  readonly load: Load;
  readonly problems: Problems;
  readonly origins: Map<string, string>;
  /** Protocols resolved before, by file; undefined: they could not be. */
  readonly done: Map<string, Document | undefined>;
}

/**
 * A protocol by its name (a file in `protocols/` beside `from`, or shipped with the tool) or by its file, resolved and
 * checked. Undefined, with every problem told, when it cannot be used.
 */
export function readProtocol(
  name: string,
  from: string,
  load: Load,
  problems: Problems,
  asker: Asker,
): ReadProtocol | undefined {
  const before = problems.errors.length;
  const work: Work = { load, problems, origins: new Map(), done: new Map() };
  if (name.startsWith('+')) {
    problems.error(asker.at, asker.path, `the mix-in ${name}`, 'a whole protocol, which may extend it');
    return undefined;
  }
  const file = located(name, from, load, problems, asker);
  const whole = file === undefined ? undefined : wholeProtocol(file, [], asker, work);
  if (whole === undefined) return undefined;
  const document = settled(whole, problems);
  const protocol = validated(tellingAbsent(document), protocolSchema, problems);
  if (protocol === undefined || problems.errors.length > before) return undefined;
  return { protocol, document, origins: work.origins };
}

/** A mix-in by its name with the `+` (`blocks/` beside the protocols) or by its file. */
export function readMixIn(
  name: string,
  from: string,
  load: Load,
  problems: Problems,
  asker: Asker,
): ReadMixIn | undefined {
  const file = located(name, from, load, problems, asker);
  const text = file === undefined ? undefined : textOf(load, file, problems, asker.at, asker.path);
  const document = file === undefined || text === undefined ? undefined : readDocument(text, file, problems);
  if (document === undefined) return undefined;
  if (!isMixIn(document)) {
    problems.error(asker.at, asker.path, `${document.file}, which has no key "block"`, 'a mix-in');
    return undefined;
  }
  const mixIn = checkedMixIn(document, problems);
  const told = `+${stemOf(document.file)}`;
  return mixIn === undefined ? undefined : { ...mixIn, name: told, origins: new Map([[document.file, told]]) };
}

/** The protocol in a file, laid upon all that it extends; its last additions are still to be settled. */
function wholeProtocol(file: string, trail: readonly string[], asker: Asker, work: Work): Document | undefined {
  const { load, problems, origins, done } = work;
  if (done.has(file)) return done.get(file);
  const text = textOf(load, file, problems, asker.at, asker.path);
  const own = text === undefined ? undefined : readDocument(text, file, problems);
  if (own === undefined) return undefined;
  if (isMixIn(own)) {
    problems.error(
      asker.at,
      asker.path,
      `${file}, a mix-in`,
      `a whole protocol, or "+${stemOf(file)}" to lay it upon one`,
    );
    return undefined;
  }
  const name = valueAt(own.value, ['name']);
  origins.set(file, typeof name === 'string' ? name : stemOf(file));
  const way = [...trail, file];
  const before = problems.errors.length;
  const entries = entriesOf(own, problems);
  let below: Document | undefined;
  let usable = problems.errors.length === before;
  const laid = new Map<BlockName, string>();
  const lay = (layer: Document): void => {
    below = below === undefined ? layer : merged(below, layer, problems);
  };
  for (const [index, { written, path }] of entries.entries()) {
    const here: Asker = { at: own.at(path), path: pathText(path) };
    if (written.startsWith('+')) {
      const mixIn = readMixIn(written, file, load, problems, here);
      if (mixIn === undefined) continue;
      const earlier = laid.get(mixIn.block);
      if (earlier !== undefined)
        problems.warning(
          here.at,
          here.path,
          `${written} upon ${earlier}, both of the block ${mixIn.block}: where they differ, the later wins`,
          'one mix-in a block',
        );
      laid.set(mixIn.block, written);
      for (const [place, told] of mixIn.origins) origins.set(place, told);
      lay(mixIn.layer);
      continue;
    }
    const base = located(written, file, load, problems, here);
    if (base !== undefined && (way.includes(base) || way.length >= DEEPEST)) {
      problems.error(
        here.at,
        here.path,
        way.includes(base)
          ? `a circle: ${[...way.slice(way.indexOf(base)), base].join(' -> ')}`
          : `a chain of more than ${DEEPEST} protocols`,
        'a protocol that does not come back to this one',
      );
      usable = false;
      continue;
    }
    const whole = base === undefined ? undefined : wholeProtocol(base, way, here, work);
    if (whole === undefined) {
      usable = false;
      continue;
    }
    if (index > 0)
      problems.warning(
        here.at,
        here.path,
        `the whole protocol ${written} after ${entries[index - 1].written}: it replaces what stands before it`,
        'one protocol, then mix-ins',
      );
    lay(without(whole, OWN));
  }
  // Without its base it cannot be whole; what it says itself is checked all the same.
  if (!usable) validated(settled(without(own, ['extends']), problems, true), partialProtocolSchema.partial(), problems);
  const result = !usable ? undefined : below === undefined ? own : merged(below, own, problems);
  done.set(file, result);
  return result;
}

/** What a protocol extends, as a list; entries that are no names are told and left out. */
function entriesOf(document: Document, problems: Problems): { written: string; path: Path }[] {
  const named = valueAt(document.value, ['extends']);
  if (named === undefined) return [];
  const entries: { written: unknown; path: Path }[] = Array.isArray(named)
    ? named.map((written: unknown, index) => ({ written, path: ['extends', index] }))
    : [{ written: named, path: ['extends'] }];
  return entries.flatMap(({ written, path }) => {
    if (typeof written === 'string' && written !== '') return [{ written, path }];
    const expected = 'the name of a protocol, or + and that of a mix-in';
    problems.error(document.at(path), pathText(path), shown(written), expected);
    return [];
  });
}

const stemOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1).replace(/\.yaml$/, '');

/** The file of a protocol or, with a `+` before it, of a mix-in; undefined, with the problem told, when there is none. */
function located(written: string, from: string, load: Load, problems: Problems, asker: Asker): string | undefined {
  const mixIn = written.startsWith('+');
  const name = mixIn ? written.slice(1) : written;
  if (name.endsWith('.yaml')) return beside(from, name);
  const places = placesOf(name, from, mixIn);
  const near: string[] = [];
  for (const file of places) {
    const loaded = load(file);
    if ('text' in loaded) return file;
    // The loader names the nearest file that is there.
    const hint = /did you mean (.+)\?$/.exec(loaded.expected)?.[1];
    if (hint !== undefined) near.push(`${mixIn ? '+' : ''}${stemOf(hint)}`);
  }
  if (placesOf(name, from, !mixIn).some((file) => 'text' in load(file))) near.unshift(mixIn ? name : `+${name}`);
  problems.error(
    asker.at,
    asker.path,
    `no ${mixIn ? 'mix-in' : 'protocol'} "${written}"`,
    `a file ${places[0]}, or a shipped one (sim protocol list)`,
    nearestName(written, near),
  );
  return undefined;
}

function placesOf(name: string, from: string, mixIn: boolean): string[] {
  const file = mixIn ? `blocks/${name}.yaml` : `${name}.yaml`;
  const own = from.includes('protocols/') ? [beside(from, file)] : [];
  return [...own, beside(from, `protocols/${file}`), `${SHIPPED}/${file}`];
}

/** The document, which tells what is absent at the block where it should be, or else where the file says what it extends. */
const tellingAbsent = (document: Document): Document => ({
  value: document.value,
  file: document.file,
  keyAt: (path) => document.keyAt(path),
  at: (path) => {
    if (valueAt(document.value, path) !== undefined) return document.at(path);
    for (let length = path.length - 1; length > 0; length--)
      if (valueAt(document.value, path.slice(0, length)) !== undefined) return document.keyAt(path.slice(0, length));
    return document.at(['extends']);
  },
});

/** One value of a protocol, with all that is known of where it comes from. */
export interface ResolvedValue {
  readonly block: BlockName;
  /** Inside the block, such as `roaming.spareShare`. */
  readonly path: string;
  /** As the file has it, without its dress. */
  readonly written: unknown;
  /** Hours; absent for what is no law of chance. */
  readonly law: Distribution | undefined;
  readonly flag: Flag | undefined;
  readonly source: string | undefined;
  readonly note: string | undefined;
  readonly at: Position;
  /** The protocol or mix-in that said it; for a list that was lengthened, all that did. */
  readonly from: string;
}

/** Every value of a protocol or of a mix-in, block by block in the order of the schema. */
export function resolvedValues(read: ReadProtocol | ReadMixIn): ResolvedValue[] {
  const { document } = read;
  const checked = 'protocol' in read ? read.protocol : read.values;
  return blockNames.flatMap((block) =>
    leavesOf(blocks[block], [block]).flatMap((path): ResolvedValue[] => {
      const whole = valueAt(document.value, path);
      if (whole === undefined) return [];
      const dressed = typeof whole === 'object' && whole !== null && 'value' in whole;
      const { value, flag, source, note } = valueAt(checked, path) as Sourced<unknown>;
      const written = dressed ? whole.value : whole;
      const inside = dressed ? [...path, 'value'] : path;
      const files = Array.isArray(written) ? written.map((_, index) => document.at([...inside, index]).file) : [];
      const at = document.at(path);
      const from = [...new Set([...files, at.file])].map((file) => read.origins.get(file) ?? file);
      const law = typeof value === 'object' && value !== null && 'law' in value ? (value as Distribution) : undefined;
      return [{ block, path: pathText(path.slice(1)), written, law, flag, source, note, at, from: from.join(', ') }];
    }),
  );
}

/** The paths of the values that a schema asks for, in its order. */
function leavesOf(schema: z.ZodType, path: Path): Path[] {
  if (!(schema instanceof z.ZodObject)) return [path];
  return Object.entries(schema.shape).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

/**
 * Names the values that are no facts: all those of the first protocol, and of each other one those that it does not
 * share with the first. One sentence a protocol.
 */
export function assumedValues(protocols: readonly Protocol[]): string[] {
  const [first] = protocols;
  return protocols.flatMap((protocol): string[] => {
    let all = 0;
    let count = 0;
    const told: string[] = [];
    for (const block of blockNames) {
      const names: string[] = [];
      for (const path of leavesOf(blocks[block], [block])) {
        const here = valueAt(protocol, path) as Sourced<unknown>;
        const there = valueAt(first, path) as Sourced<unknown>;
        all++;
        const shared =
          protocol !== first && !isFact(there.flag) && JSON.stringify(here.value) === JSON.stringify(there.value);
        if (!isFact(here.flag) && !shared) names.push(pathText(path.slice(1)));
      }
      count += names.length;
      if (names.length > 0) told.push(`${block} (${names.join(', ')})`);
    }
    if (count === 0) return [];
    return protocol === first
      ? [`${count} of ${all} values of protocol ${protocol.name}: ${told.join(', ')}`]
      : [
          `${count} ${count === 1 ? 'value' : 'values'} of protocol ${protocol.name} unlike those of ${first.name}: ${told.join(', ')}`,
        ];
  });
}
