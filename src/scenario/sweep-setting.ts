/** Values that take the place of those in a scenario, or in a protocol of it, by their paths: what a sweep varies. */
import { type Document, type Path, pathText, withOverride } from '../text/document.ts';
import { nearestName, oneOf, type Problems, shown } from '../text/problem.ts';

export interface Setting {
  /** Such as `hazards[0].magnitude`, or `protocol:siloed.dispatch.policy`. */
  readonly path: string;
  readonly value: number | string | boolean;
}

/** Before the name of the protocol in whose file a setting belongs. */
const PROTOCOL = /^protocol:([^.]+)\.(.+)$/;

/** Keys at the top that no sweep can vary, and what to say in their place. */
const FIXED: Readonly<Record<string, string>> = {
  seed: '--seeds',
  replications: '--replications',
  protocols: '--protocol, for all of a scenario are run at every point',
  conditions: 'a path to one of the conditions, such as stages.repairLink.buried',
  ...Object.fromEntries(
    ['name', 'title', 'about', 'summary', 'extends'].map((key) => [key, 'a path to what changes an outcome']),
  ),
};

/** Keys of a value that is given with its source. */
const DRESS = ['value', 'flag', 'source', 'note'];

/** The name of the protocol that a path belongs to, and the rest of it; undefined for a path into the scenario. */
export function protocolOf(path: string): { readonly name: string; readonly rest: string } | undefined {
  const match = PROTOCOL.exec(path);
  return match === null ? undefined : { name: match[1], rest: match[2] };
}

/** Where a problem with a setting is told: with its value, unless that would look like a file. */
export const settingPlace = ({ path, value }: Setting): string =>
  String(value).includes('/') ? `--vary ${path}` : `--vary ${path}=${value}`;

/**
 * The document with the settings in place of what it says; one that cannot be laid is told and left out.
 * @param keys that the document may have at its top
 */
export function withSettings(
  document: Document,
  settings: readonly Setting[],
  keys: readonly string[],
  problems: Problems,
): Document {
  let result = document;
  for (const setting of settings) {
    const written = protocolOf(setting.path)?.rest ?? setting.path;
    const found = located(result.value, written, keys);
    if ('mistake' in found) {
      const place = { file: `the command line (--vary ${setting.path})`, line: 1, column: 1 };
      problems.error(place, setting.path, found.mistake, found.expected, found.nearest);
      continue;
    }
    // What is not there yet is set as a whole, so that its place is told for all of it.
    const { path, missing } = found;
    const value = missing.reduceRight<unknown>((inner, key) => ({ [key]: inner }), setting.value);
    result = withOverride(result, path, value, settingPlace(setting));
  }
  return result;
}

interface Misplaced {
  readonly mistake: string;
  readonly expected: string;
  readonly nearest?: string | undefined;
}

/** The path to a value that is there, or to the first key that is not, and the keys after that. */
interface Located {
  readonly path: Path;
  readonly missing: readonly string[];
}

/**
 * Where in a document the value of a path stands. A hazard's kind may be left out, and a value with its source is
 * replaced inside its dress. A key that is not there is left to the schema, which knows whether it may be.
 */
export function located(document: unknown, written: string, keys: readonly string[]): Located | Misplaced {
  const parts = partsOf(written);
  if (parts === undefined)
    return {
      mistake: `the path ${shown(written)}`,
      expected: 'keys joined by dots, places of lists in brackets, such as hazards[0].earthquake.magnitude',
    };
  const top = String(parts[0]);
  if (top in FIXED) return { mistake: shown(written), expected: FIXED[top] };
  if (!keys.includes(top))
    return { mistake: `unknown key "${top}"`, expected: oneOf(keys), nearest: nearestName(top, keys) };
  const path: (string | number)[] = [];
  const missing: string[] = [];
  let inner: unknown = document;
  const enter = (part: string | number): void => {
    path.push(part);
    inner = (inner as Record<string | number, unknown>)[part];
  };
  for (const [place, part] of parts.entries()) {
    if (isDressed(inner) && !DRESS.includes(String(part))) enter('value');
    const here = pathText(path);
    if (typeof part === 'number') {
      if (!Array.isArray(inner)) return { mistake: `[${part}] after ${here}`, expected: 'a list there' };
      if (part >= inner.length)
        return {
          mistake: pathText([...path, part]),
          expected: inner.length === 0 ? 'a list with entries' : `${here}[0] to [${inner.length - 1}]`,
        };
    } else if (Array.isArray(inner))
      return { mistake: `${here}.${part}, of a list`, expected: `a place in it, such as ${here}[0].${part}` };
    else if (!isKeyed(inner)) return { mistake: `${here}.${part}, below a plain value`, expected: here };
    else {
      const kind = path.length === 2 && path[0] === 'hazards' ? kindOf(inner, part) : undefined;
      if (kind !== undefined) enter(kind);
      if (isKeyed(inner) && !(part in inner)) {
        const rest = parts.slice(place + 1);
        if (rest.some((one) => typeof one === 'number'))
          return { mistake: `${shown(written)}: no ${pathText([...path, part])}`, expected: 'a list that is there' };
        path.push(part);
        missing.push(...rest.map(String));
        return { path, missing };
      }
    }
    enter(part);
  }
  if (isDressed(inner)) enter('value');
  return { path, missing };
}

/** The only kind of a hazard, where a path goes on with something else. */
function kindOf(entry: unknown, part: string | number): string | undefined {
  if (!isKeyed(entry) || part === 'name' || part in entry) return undefined;
  const kinds = Object.keys(entry).filter((key) => key !== 'name');
  return kinds.length === 1 ? kinds[0] : undefined;
}

function partsOf(written: string): Path | undefined {
  if (!/^[A-Za-z_][\w-]*(?:\[\d+\])*(?:\.[A-Za-z_][\w-]*(?:\[\d+\])*)*$/.test(written)) return undefined;
  return [...written.matchAll(/\[(\d+)\]|[\w-]+/g)].map(([part, index]) =>
    index === undefined ? part : Number(index),
  );
}

const isKeyed = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDressed = (value: unknown): boolean =>
  isKeyed(value) && 'value' in value && Object.keys(value).every((key) => DRESS.includes(key));
