/** A design as a file: its points one by one in CSV, a column for each factor, as another program or a person chose them. */
import { fieldPlaces, readCsv } from '../../text/csv.ts';
import { type Position, type Problems, shown } from '../../text/problem.ts';
import { MOST_POINTS } from './design.ts';
import { type DesignPoint, type Factor, isMistake, listed, type Mistake } from './factor.ts';

export interface WrittenDesign {
  readonly factors: readonly string[];
  readonly points: readonly DesignPoint[];
  /** Where each factor stands in the heading. */
  readonly places: ReadonlyMap<string, Position>;
}

/** What a design may be called when it is a file. */
export const isDesignFile = (name: string): boolean => /\.csv$/i.test(name);

/**
 * The points of a file: a heading of paths, then a row a point.
 * @param factorFrom a factor from its path and the values that it takes, or what is wrong with it
 * @returns undefined, with all problems told, when the file cannot be used
 */
export function readDesign(
  text: string,
  file: string,
  factorFrom: (path: string, values: readonly unknown[]) => Factor | Mistake,
  problems: Problems,
): WrittenDesign | undefined {
  const before = problems.errors.length;
  const table = readCsv(text, file, problems);
  if (table === undefined) return undefined;
  const [heading, ...rows] = table.records;
  if (heading === undefined || rows.length === 0 || rows.length > MOST_POINTS) {
    const found = heading === undefined ? 'no heading' : `${rows.length} points`;
    const expected = `a heading of paths such as hazards[0].magnitude, and from 1 to ${MOST_POINTS} rows, one a point`;
    problems.error({ file, line: 1, column: 1 }, '', found, expected);
    return undefined;
  }
  const factors = heading.cells;
  const headingPlaces = fieldPlaces(table, heading);
  const points: DesignPoint[] = [];
  for (const row of rows) {
    const places = fieldPlaces(table, row);
    if (row.cells.length !== factors.length)
      problems.error(
        places[0],
        '',
        `${row.cells.length} values`,
        `${factors.length}, one for each path of the heading`,
      );
    row.cells.slice(0, factors.length).forEach((cell, column) => {
      if (cell === '') problems.error(places[column], factors[column], 'an empty field', 'a value');
    });
    points.push(row.cells.map(listed));
  }
  factors.forEach((path, column) => {
    const first = factors.indexOf(path);
    if (first < column) {
      problems.error(headingPlaces[column], path, `${shown(path)} twice`, 'each path once');
      return;
    }
    const values = new Set(points.map((point) => point[column]).filter((value) => value !== undefined && value !== ''));
    const factor = factorFrom(path, values.size === 0 ? [0] : [...values]);
    if (isMistake(factor)) problems.error(headingPlaces[column], path, factor.found, factor.expected);
  });
  if (problems.errors.length > before) return undefined;
  return { factors, points, places: new Map(factors.map((path, column) => [path, headingPlaces[column]])) };
}
