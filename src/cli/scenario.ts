/** Compiles the scenario that a command was given, and tells its problems. */
import { type Compiled, compile } from '../scenario/compile.ts';
import type { Overrides } from '../scenario/read.ts';
import { Problems } from '../text/problem.ts';
import { Files } from './files.ts';
import { tellProblems } from './output.ts';

export interface ScenarioOptions {
  topology?: string;
  epicentre?: [number, number];
  seed?: number | string;
}

export interface Opened {
  readonly compiled: Compiled;
  readonly files: Files;
  readonly overrides: Overrides;
  readonly problems: Problems;
}

/** @throws CommandEnd with code 2, after all problems are printed, when the scenario cannot be used */
export function open(file: string, options: ScenarioOptions, more: Partial<Overrides> = {}): Opened {
  const { topology, epicentre, seed } = options;
  const overrides: Overrides = {
    ...(topology === undefined ? {} : { topology }),
    ...(epicentre === undefined ? {} : { epicentre }),
    ...(seed === undefined ? {} : { seed }),
    ...more,
  };
  const files = new Files();
  const problems = new Problems();
  const compiled = compile(file, files.load, overrides, problems);
  tellProblems(problems);
  if (compiled === undefined) throw new Error('a scenario without errors did not compile');
  return { compiled, files, overrides, problems };
}
