/** Which values of a tree of sourced values somebody assumed. */
import { isFact, type Sourced } from '../text/quantity.ts';

interface Assumed {
  /** Paths of the values that may not be told as fact, such as `stages.repairLink.buried`. */
  readonly names: readonly string[];
  /** How many values there are. */
  readonly all: number;
}

export function assumedIn(tree: unknown): Assumed {
  const names: string[] = [];
  let all = 0;
  const walk = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('value' in value) {
      all++;
      if (!isFact((value as Sourced<unknown>).flag)) names.push(path.join('.'));
      return;
    }
    for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
  };
  walk(tree, []);
  return { names, all };
}
