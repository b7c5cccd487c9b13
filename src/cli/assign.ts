/** `sim assign`: how the demands of a traffic case fare in each of its states, filled in where the answers were left out. */
import { textOf } from '../scenario/files.ts';
import { type Document, readDocument, valueAt } from '../text/document.ts';
import { Problems } from '../text/problem.ts';
import { AssignedCase, type Told } from '../traffic/assignment/assigned-state.ts';
import { loadSolver } from '../traffic/assignment/linear-solver.ts';
import { readTrafficCase, type TrafficCase } from '../traffic/assignment/traffic-case.ts';
import { Files } from './files.ts';
import { CommandEnd, EXIT, tell, tellProblems, warn } from './output.ts';

export async function assign(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  const problems = new Problems();
  const text = textOf(new Files().load, file, problems);
  const document = text === undefined ? undefined : readDocument(text, file, problems);
  const trafficCase = document === undefined ? undefined : readTrafficCase(document, problems);
  tellProblems(problems);
  if (document === undefined || trafficCase === undefined) throw new CommandEnd(EXIT.input);
  const solve = await loadSolver();
  if (solve === undefined)
    warn(
      'the best possible (maxConcurrentLambda, maxConcurrentLambdaConnected, maxTotalServedGbps) is left out: ' +
        'the optional package highs is not installed (npm install highs@1.15.3)',
    );
  const assigned = new AssignedCase(trafficCase, solve);
  const answers = trafficCase.states.map(({ linksDown }) => assigned.inState(linksDown));
  tell(json === true ? filledIn(document, answers) : tableOf(trafficCase, answers));
}

/** The case as it was written, with what was worked out as the `expected` of each of its states. */
function filledIn(document: Document, answers: readonly Told[]): string {
  const states = answers.map(
    (expected, place) =>
      new Map<string, unknown>(Object.entries({ ...(valueAt(document.value, ['states', place]) as object), expected })),
  );
  return written(new Map<string, unknown>(Object.entries({ ...(document.value as object), states })));
}

/** JSON in which a map is an object with its keys in the order of the map. */
function written(value: unknown): string {
  if (value instanceof Map) {
    const entries = [...value].filter(([, inner]) => inner !== undefined);
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${written(inner)}`).join(',')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  return JSON.stringify(value);
}

const figure = (value: unknown): string =>
  typeof value === 'number' ? value.toLocaleString('en-GB', { maximumFractionDigits: 3, useGrouping: false }) : '–';

/** The value at some keys of an answer. */
function part(answer: Told, ...keys: string[]): Told | undefined {
  let inner: Told | undefined = answer;
  for (const key of keys) inner = inner instanceof Map ? (inner.get(key) as Told | undefined) : undefined;
  return inner;
}

function tableOf({ demands, states }: TrafficCase, answers: readonly Told[]): string {
  const head = ['state', 'connected', 'unit Gbit/s', 'proportional', 'at best', 'busiest', 'links down'];
  const rows = answers.map((answer, place) => [
    String(place),
    `${figure(part(answer, 'connectedPairs', 'count'))}/${demands.length}`,
    figure(part(answer, 'maxMin', 'unit', 'servedGbps')),
    figure(part(answer, 'maxMin', 'proportional', 'servedGbps')),
    figure(part(answer, 'maxTotalServedGbps')),
    figure(part(answer, 'maxUtilisation')),
    linksText(states[place].linksDown),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padStart(widths[column]))).join('  ');
  const offered = demands.reduce((sum, { gbps }) => sum + gbps, 0);
  return [`${demands.length} demands, ${figure(offered)} Gbit/s in all`, line(head), ...rows.map(line)].join('\n');
}

const linksText = (ids: readonly string[]): string =>
  ids.length === 0
    ? 'none'
    : ids.length > 6
      ? `${ids.slice(0, 6).join(', ')} and ${ids.length - 6} more`
      : ids.join(', ');
