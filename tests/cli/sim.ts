/** `sim` as it is shipped: in a process of its own, or, where many commands are tried, one after another in one that stays. */
import { type ChildProcess, fork, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, expect } from 'vitest';
import { ROOT } from '../worlds.ts';

export const DIST = join(ROOT, 'dist/cli/main.js');

export interface Said {
  code: number | null;
  out: string;
  err: string;
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'resplice-'));

/** A new folder with files of these names and texts. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = newFolder();
  for (const [name, body] of Object.entries(files)) writeFileSync(join(folder, name), body);
  return folder;
}

/** A file of this name and text, in a new folder. */
export const fileOf = (name: string, body: string): string => join(folderOf({ [name]: body }), name);

/** No command may ever show a stack to a user. */
function plain(said: Said): Said {
  expect(`${said.out}${said.err}`).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  return said;
}

/** Runs any command to its end. */
export async function saidBy(command: string, args: readonly string[], options: SpawnOptions): Promise<Said> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close') as Promise<[number | null]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout ?? []), text(child.stderr ?? []), ended]);
  return plain({ code, out, err });
}

/** `sim` with these words in a process of its own. */
export const simAlone = (cwd: string, ...args: string[]): Promise<Said> =>
  saidBy(process.execPath, [DIST, ...args], { cwd });

/** Where a command that runs in a process with others ended. */
const MARK = '\u0004\n';

/** Collects what a stream says up to the next mark. */
function heard(child: ChildProcess, name: 'stdout' | 'stderr'): () => Promise<string> {
  let said = '';
  let wake = (): void => {};
  child[name]?.setEncoding('utf8').on('data', (part: string) => {
    said += part;
    wake();
  });
  return async () => {
    while (!said.endsWith(MARK)) await new Promise<void>((resolve) => (wake = resolve));
    const whole = said.slice(0, -MARK.length);
    said = '';
    return whole;
  };
}

/**
 * `sim` with the words that it is given, in one process that stays until all tests of the file are done. It is a hundred
 * times sooner there than alone: starting takes long, and code is slow at first. Commands wait for each other.
 */
export function simIn(cwd: string, env: Readonly<Record<string, string>> = {}): (...args: string[]) => Promise<Said> {
  let one: Kept | undefined;
  afterAll(async () => {
    if (one === undefined || one.child.exitCode !== null) return;
    const ended = once(one.child, 'exit');
    one.child.kill();
    await ended;
  });
  let before: Promise<unknown> = Promise.resolve();
  return (...args) => {
    const said = before.then(() => {
      one ??= started();
      return one.run({ args, cwd, env });
    });
    before = said.catch(() => undefined);
    return said;
  };
}

interface Kept {
  readonly child: ChildProcess;
  readonly run: (request: { args: string[]; cwd: string; env: object }) => Promise<Said>;
}

function started(): Kept {
  const words = [pathToFileURL(DIST).href];
  const child = fork(join(import.meta.dirname, 'sim-process.js'), words, { silent: true, execArgv: [] });
  const [out, err] = [heard(child, 'stdout'), heard(child, 'stderr')];
  const died = once(child, 'exit').then(([code]): never => {
    throw new Error(`the process that runs sim again and again ended, with code ${code}`);
  });
  died.catch(() => undefined);
  const run = async (request: object): Promise<Said> => {
    const answered = once(child, 'message') as Promise<[number]>;
    child.send({ ...request, mark: MARK });
    const [[code], ...texts] = await Promise.race([Promise.all([answered, out(), err()]), died]);
    return plain({ code, out: texts[0], err: texts[1] });
  };
  return { child, run };
}
