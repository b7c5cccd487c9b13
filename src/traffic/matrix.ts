/** A matrix of demands in a table: from, to, class, gbps. */
import { fieldPlaces, readCsv } from '../text/csv.ts';
import { nearestName, oneOf, type Position, type Problems, shown } from '../text/problem.ts';
import { TRAFFIC_CLASSES } from './classes.ts';
import type { NamedDemand } from './traffic-demand.ts';

const COLUMNS = ['from', 'to', 'class', 'gbps'] as const;
type Column = (typeof COLUMNS)[number];

const KBPS_PER_GBPS = 1e6;

/** Whole kbit/s of a rate in Gbit/s. */
export const wholeKbps = (gbps: number): number => Math.round(gbps * KBPS_PER_GBPS);

/**
 * The demands of a table, in its order; rates are rounded to whole kbit/s. Undefined when anything is wrong, with every
 * problem told at its line.
 */
export function readMatrix(
  text: string,
  file: string,
  siteIndex: ReadonlyMap<string, number>,
  problems: Problems,
): NamedDemand[] | undefined {
  const before = problems.errors.length;
  const table = readCsv(text, file, problems);
  if (table === undefined) return undefined;
  const [heading, ...body] = table.records;
  if (heading === undefined) {
    problems.error({ file, line: 1, column: 1 }, '', 'an empty table', `a heading with ${COLUMNS.join(', ')}`);
    return undefined;
  }
  const headingPlaces = fieldPlaces(table, heading);
  const columns = heading.cells;
  columns.forEach((name, at) => {
    if (!COLUMNS.some((column) => column === name))
      problems.error(headingPlaces[at], name, 'an unknown column', oneOf(COLUMNS), nearestName(name, COLUMNS));
    else if (columns.indexOf(name) < at)
      problems.error(headingPlaces[at], name, 'this column again', 'each column once');
  });
  for (const column of COLUMNS)
    if (!columns.includes(column)) problems.error(headingPlaces[0], column, 'no such column', 'one in the heading');
  if (problems.errors.length > before) return undefined;
  const demands: NamedDemand[] = [];
  const lines = new Map<string, number>();
  for (const record of body) {
    if (record.cells.every((cell) => cell === '')) continue;
    const places = fieldPlaces(table, record);
    const at = (column: Column): Position => places[columns.indexOf(column)] ?? places[places.length - 1];
    const cell = (column: Column): string => record.cells[columns.indexOf(column)] ?? '';
    const wrong = (column: Column, expected: string, nearest?: string): void =>
      problems.error(at(column), column, cell(column) === '' ? 'nothing' : shown(cell(column)), expected, nearest);
    if (record.cells.length > columns.length)
      problems.error(places[columns.length], '', shown(record.cells[columns.length]), 'the end of the line');
    const [from, to] = (['from', 'to'] as const).map((end) => {
      const site = siteIndex.get(cell(end));
      if (site === undefined) wrong(end, 'the id of a site', nearestName(cell(end), siteIndex.keys()));
      return site;
    });
    const priority = (TRAFFIC_CLASSES as readonly string[]).indexOf(cell('class'));
    if (priority < 0) wrong('class', oneOf(TRAFFIC_CLASSES), nearestName(cell('class'), TRAFFIC_CLASSES));
    const gbps = cell('gbps') === '' ? Number.NaN : Number(cell('gbps'));
    if (!(gbps >= 0 && gbps < Number.POSITIVE_INFINITY)) wrong('gbps', 'a rate in Gbit/s of at least 0');
    if (from === undefined || to === undefined || priority < 0 || !(gbps >= 0)) continue;
    const key = `${from} ${to} ${priority}`;
    const earlier = lines.get(key);
    if (earlier !== undefined)
      problems.error(
        at('from'),
        '',
        `${shown(cell('from'))} to ${shown(cell('to'))} (${cell('class')}) a second time`,
        `each demand once (see line ${earlier})`,
      );
    lines.set(key, at('from').line);
    demands.push({ from, to, priority, kbps: wholeKbps(gbps) });
  }
  return problems.errors.length > before ? undefined : demands;
}
