/** Tables in CSV whose every cell still knows its line and column, with columns under any of several names. */
import { fieldPlaces, readCsv } from '../../text/csv.ts';
import { nearestName, oneOf, type Position, type Problems, shown } from '../../text/problem.ts';

/** A row: the text of a cell by the name that we call its column, and where it stands. */
export interface TableRow {
  readonly at: Position;
  /** Trimmed; undefined when the cell is empty or there is no such column. */
  text(column: string): string | undefined;
  placeOf(column: string): Position;
}

/** A record with the place of each of its fields. */
interface TableRecord {
  readonly cells: readonly string[];
  readonly places: readonly Position[];
}

export interface Table {
  readonly rows: readonly TableRow[];
  has(column: string): boolean;
}

/**
 * The rows of a table whose delimiter is a comma, a semicolon or a tab; undefined when it is no CSV or lacks a column.
 * Other columns are let be, but one that looks like a slip of the pen is warned of.
 * @param names of each column, ours first; case does not count
 * @param required columns, each a list of which one must be there
 */
export function readTable(
  text: string,
  file: string,
  names: Readonly<Record<string, readonly string[]>>,
  required: readonly (readonly string[])[],
  problems: Problems,
): Table | undefined {
  const table = readCsv(text, file, problems);
  if (table === undefined) return undefined;
  const top = { file, line: 1, column: 1 };
  const [header, ...body] = table.records.map(
    (record): TableRecord => ({ cells: record.cells, places: fieldPlaces(table, record) }),
  );
  if (header === undefined) {
    problems.error(top, '', 'an empty table', `a heading with ${required.map(oneOf).join(', ')}`);
    return undefined;
  }
  const columns = columnsOf(header, names, problems);
  const missing = required.filter((choice) => !choice.some((column) => columns.has(column)));
  for (const choice of missing) {
    const known = choice.flatMap((column) => names[column]);
    problems.error(
      top,
      choice.join(' or '),
      `no such column among ${header.cells.join(', ')}`,
      `a column ${oneOf(known)}`,
    );
  }
  if (missing.length > 0) return undefined;
  const rows: TableRow[] = [];
  for (const { cells, places } of body) {
    // A spreadsheet leaves rows of separators where rows were deleted.
    if (cells.every((cell) => cell === '')) continue;
    if (cells.length > header.cells.length)
      problems.error(
        places[header.cells.length],
        '',
        `${cells.length} fields`,
        `${header.cells.length}, one for each column of the heading`,
      );
    const indexOf = (column: string): number => columns.get(column) ?? -1;
    rows.push({
      at: places[0],
      text: (column) => cells[indexOf(column)] || undefined,
      placeOf: (column) => places[indexOf(column)] ?? places[0],
    });
  }
  return { rows, has: (column) => columns.has(column) };
}

/** Our names of the columns of a heading, with their indices. */
function columnsOf(
  { cells, places }: TableRecord,
  names: Readonly<Record<string, readonly string[]>>,
  problems: Problems,
): Map<string, number> {
  const columns = new Map<string, number>();
  const strangers: number[] = [];
  cells.forEach((cell, index) => {
    const plain = cell.toLowerCase();
    const column = Object.keys(names).find((name) => names[name].some((known) => known.toLowerCase() === plain));
    if (column === undefined) strangers.push(index);
    else if (columns.has(column)) problems.error(places[index], cell, `${column} again`, 'each column once');
    else columns.set(column, index);
  });
  for (const index of strangers) {
    const absent = Object.keys(names).filter((name) => !columns.has(name));
    const near = nearestName(
      cells[index],
      absent.flatMap((name) => names[name]),
    );
    if (near !== undefined)
      problems.warning(
        places[index],
        cells[index],
        `the column ${shown(cells[index])}, left unread`,
        'a known column',
        near,
      );
  }
  return columns;
}
