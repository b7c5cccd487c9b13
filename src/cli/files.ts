/** Reads the files that a command needs, refuses what cannot be an input, and remembers what it read. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Load, type Loaded, SHIPPED } from '../scenario/files.ts';
import { nearestName } from '../text/problem.ts';

/** Larger than any real topology by far; a larger file is a mistake, and would only exhaust the memory. */
const LARGEST_MIB = 32;

/** The folder of the package: of `scenarios/` and `topologies/` as shipped. */
export const packageFolder = fileURLToPath(new URL('../../', import.meta.url));

export class Files {
  /** The texts read so far, by the name they were asked for under. */
  readonly texts: Record<string, string> = {};

  readonly load: Load = (file): Loaded => {
    const known = Object.hasOwn(this.texts, file) ? this.texts[file] : undefined;
    if (known !== undefined) return { text: known };
    const loaded = readText(file.startsWith(SHIPPED) ? join(packageFolder, file.slice(SHIPPED.length)) : file, file);
    if ('text' in loaded) this.texts[file] = loaded.text;
    return loaded;
  };
}

function readText(path: string, shownAs: string): Loaded {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry === undefined) {
    const folder = dirname(path);
    const near = existsSync(folder) ? nearestName(basename(path), readdirSync(folder)) : undefined;
    const hint = near === undefined ? '' : `; did you mean ${join(dirname(shownAs), near)}?`;
    return { found: `no file ${shownAs}`, expected: `a file that is there${hint}` };
  }
  if (entry.isDirectory()) return { found: `a folder, ${shownAs}`, expected: 'a file' };
  if (entry.size > LARGEST_MIB * 2 ** 20)
    return {
      found: `${shownAs} of ${Math.round(entry.size / 2 ** 20)} MiB`,
      expected: `a file of at most ${LARGEST_MIB} MiB`,
    };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    return { text };
  } catch (fault) {
    if (fault instanceof TypeError) return { found: `bytes in ${shownAs} that are no UTF-8`, expected: 'a text file' };
    return {
      found: `${shownAs}, which cannot be read (${fault instanceof Error ? fault.message : String(fault)})`,
      expected: 'a readable file',
    };
  }
}
