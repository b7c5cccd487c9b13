/** Values of known laws, by address: the same in every run. */
import { hashName } from '../../src/engine/draws.ts';
import { normalQuantile } from '../../src/engine/normal.ts';
import { threefry4x32 } from '../../src/engine/threefry.ts';

const KEY = Int32Array.of(1, 2, 3, 4);

/** Uniform numbers in (0, 1), one after another, from a name. */
export function uniforms(name: string): () => number {
  const [high, low] = hashName(name);
  const words = new Int32Array(4);
  let count = 0;
  return () => {
    threefry4x32(KEY, high, low, count++, 0, words);
    return ((words[0] >>> 0) * 2 ** 20 + (words[1] >>> 12) + 0.5) / 2 ** 52;
  };
}

/** Standard normal values. */
export function normals(name: string): () => number {
  const uniform = uniforms(name);
  return () => normalQuantile(uniform());
}

export const columnOf = (length: number, value: () => number): Float64Array => Float64Array.from({ length }, value);
