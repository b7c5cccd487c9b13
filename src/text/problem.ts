/** What is wrong with a text that a person wrote, and where. */
import { distance } from 'fastest-levenshtein';

export interface Position {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

export interface Problem extends Position {
  readonly severity: 'error' | 'warning';
  /** Where in the document, such as `hazards[0].earthquake.magnitude`; empty for the whole file. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  /** The nearest known name, where a name was expected and one is near. */
  readonly nearest?: string;
}

/** Gathers problems, so that all of them are shown at once. */
export class Problems {
  readonly list: Problem[] = [];

  error(at: Position, path: string, found: string, expected: string, nearest?: string): void {
    this.#add('error', at, path, found, expected, nearest);
  }

  warning(at: Position, path: string, found: string, expected: string, nearest?: string): void {
    this.#add('warning', at, path, found, expected, nearest);
  }

  get errors(): Problem[] {
    return this.list.filter((problem) => problem.severity === 'error');
  }

  get warnings(): Problem[] {
    return this.list.filter((problem) => problem.severity === 'warning');
  }

  #add(
    severity: Problem['severity'],
    { file, line, column }: Position,
    path: string,
    found: string,
    expected: string,
    nearest?: string,
  ): void {
    // A file that two others extend is read twice, and its problems are told once.
    const told = this.list.some(
      (other) =>
        other.file === file &&
        other.line === line &&
        other.column === column &&
        other.path === path &&
        other.found === found,
    );
    if (told) return;
    this.list.push({
      severity,
      file,
      line,
      column,
      path,
      found,
      expected,
      ...(nearest === undefined ? {} : { nearest }),
    });
  }
}

/** One line: `file:line:column [warning:] path: found what, expected what (did you mean …?)`. */
export function describe(problem: Problem): string {
  const { file, line, column, severity, path, found, expected, nearest } = problem;
  const hint = nearest === undefined ? '' : ` (did you mean "${nearest}"?)`;
  const where = path === '' ? '' : `${path}: `;
  return `${file}:${line}:${column} ${severity === 'warning' ? 'warning: ' : ''}${where}found ${found}, expected ${expected}${hint}`;
}

/** The known name nearest to what was written, if it is near enough to be a slip (a third of its letters). */
export function nearestName(written: string, known: Iterable<string>): string | undefined {
  const plain = written.toLowerCase();
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of known) {
    const steps = distance(plain, name.toLowerCase());
    if (steps < least) {
      least = steps;
      best = name;
    }
  }
  return best !== undefined && least <= Math.max(1, Math.floor(Math.max(plain.length, best.length) / 3))
    ? best
    : undefined;
}

/** A value as a reader would recognise it in a message: quoted when it is text, cut when it is long. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Turns a list of names into `a, b or c`, cut after a dozen. */
export function oneOf(names: readonly string[]): string {
  const few = names.slice(0, 12);
  const more = names.length > few.length ? ` … (${names.length} in all)` : '';
  return few.length === 1 ? few[0] : `${few.slice(0, -1).join(', ')} or ${few.at(-1)}${more}`;
}
