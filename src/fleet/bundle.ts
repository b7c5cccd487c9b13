/** A scenario as plain data that can be sent to another thread or machine: the texts it is made of, and what was asked. */
import { type Compiled, compile } from '../scenario/compile.ts';
import type { Load, Loaded } from '../scenario/files.ts';
import type { Overrides } from '../scenario/read.ts';
import { Problems } from '../text/problem.ts';

export interface Bundle {
  readonly file: string;
  /** Every text that was asked for, by the name it was asked for under. */
  readonly texts: Readonly<Record<string, string>>;
  readonly overrides: Overrides;
}

/** Compiles a scenario from a bundle that compiled before. @throws Error when it does not: the bundle was changed */
export function compileBundle({ file, texts, overrides }: Bundle): Compiled {
  const load: Load = (name): Loaded =>
    Object.hasOwn(texts, name) ? { text: texts[name] } : { found: `no file ${name}`, expected: 'a file of the bundle' };
  const problems = new Problems();
  const compiled = compile(file, load, overrides, problems);
  if (compiled === undefined) throw new Error(`the bundle of ${file} does not compile: ${problems.errors[0]?.found}`);
  return compiled;
}
