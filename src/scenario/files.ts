/** How a scenario's files are asked for, without knowing where they lie. */
import type { Problems } from '../text/problem.ts';

/** A text, or why there is none. */
export type Loaded = { readonly text: string } | { readonly found: string; readonly expected: string };

/** Gives the text of a file named as a person would name it, from the folder where the command was typed. */
export type Load = (file: string) => Loaded;

/** The text, or undefined with the problem told at the place that named the file. */
export function textOf(
  load: Load,
  file: string,
  problems: Problems,
  at = { file, line: 1, column: 1 },
  path = '',
): string | undefined {
  const loaded = load(file);
  if ('text' in loaded) return loaded.text;
  problems.error(at, path, loaded.found, loaded.expected);
  return undefined;
}

/** Begins the name of a file that comes with resplice. */
export const SHIPPED = 'shipped:';

/** Folders and names with forward slashes, as in URLs: `join('a/b.yaml', '../c.yaml')` is `c.yaml`. */
export function beside(file: string, named: string): string {
  if (named.startsWith('/') || named.startsWith(SHIPPED) || !file.includes('/')) return named;
  const parts = file.split('/').slice(0, -1);
  for (const part of named.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') {
      if (parts.at(-1) === '') continue;
      parts.pop();
    } else parts.push(part);
  }
  return parts.join('/');
}
