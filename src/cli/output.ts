/** Where a command writes: data to stdout, messages to stderr, and how it ends when the input is wrong. */
import { describe, type Problems } from '../text/problem.ts';

export const EXIT = { ok: 0, gate: 1, input: 2, invariant: 70, interrupted: 130, terminated: 143 } as const;

/** Ends the command with a code after everything has been told. */
export class CommandEnd extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

export const tell = (text: string): void => {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
};

export const warn = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** Prints all problems, one a line, file by file from the top; ends with exit code 2 when one of them is an error. */
export function tellProblems(problems: Problems): void {
  const files = [...new Set(problems.list.map(({ file }) => file))];
  const ordered = [...problems.list].sort(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
  for (const problem of ordered) warn(describe(problem));
  if (problems.errors.length > 0) throw new CommandEnd(EXIT.input);
}

/** A mistake on the command line itself. */
export function wrongOption(option: string, found: string, expected: string): never {
  warn(`${option}: found ${found}, expected ${expected}`);
  throw new CommandEnd(EXIT.input);
}

export const tellJson = (value: unknown): void => tell(JSON.stringify(value, null, 2));
