/** Fields of shaking as a table of scattered places: columns lon, lat, pgaG, pgvCmS and mmi. */
import { type CsvRecord, fieldPlaces, readCsv } from '../../text/csv.ts';
import { nearestName, oneOf, type Position, type Problems, shown } from '../../text/problem.ts';
import { decimal, Measures, MOST_PGA_G, MOST_PGV_CM_S } from './measures.ts';
import { PointsField } from './points-field.ts';

/** The columns, with the range of each; the unit is in the name, so that none is mistaken. */
const RANGES = {
  lon: [-180, 360],
  lat: [-90, 90],
  pgaG: [0, MOST_PGA_G],
  pgvCmS: [0, MOST_PGV_CM_S],
  mmi: [0, 12],
} as const;
type Column = keyof typeof RANGES;
const COLUMNS = ['lon', 'lat', 'pgaG', 'pgvCmS', 'mmi'] as const satisfies readonly Column[];
/** Names as ShakeMap and most tables write them; PGA is in g and PGV in cm/s whatever they are called. */
const ALIASES: Readonly<Record<string, Column>> = {
  lon: 'lon',
  longitude: 'lon',
  lat: 'lat',
  latitude: 'lat',
  pga: 'pgaG',
  pgag: 'pgaG',
  pgv: 'pgvCmS',
  pgvcms: 'pgvCmS',
  mmi: 'mmi',
};
const MEASURES = ['pgaG', 'pgvCmS', 'mmi'] as const satisfies readonly Column[];

/** A stronger PGA than was ever recorded: somebody may have written %g. */
const DOUBTFUL_PGA_G = 4;

/** The faults that are told before the reading is given up: a wrong column has one in every row. */
const MOST_FAULTS = 10;

export interface ShakePoints {
  readonly field: PointsField;
  /** What the reader had to put in, in sentences: assumptions of whoever uses the field. */
  readonly notes: readonly string[];
}

/**
 * The field of a table; undefined, with the faults told at their places, when it is not sound. A row may leave measures
 * empty as long as it has one. @param reachKm see PointsField
 */
export function readPointsCsv(
  text: string,
  file: string,
  problems: Problems,
  reachKm?: number,
): ShakePoints | undefined {
  const before = problems.errors.length;
  const table = readCsv(text, file, problems);
  if (table === undefined) return undefined;
  const [header, ...body] = table.records;
  const top = { file, line: 1, column: 1 };
  if (header === undefined) {
    problems.error(top, '', 'an empty table', `a heading with ${oneOf(COLUMNS)}`);
    return undefined;
  }
  const places = (row: CsvRecord): Position[] => fieldPlaces(table, row);
  const columns = headingOf(header, places, top, problems);
  if (columns === undefined) return undefined;
  const lons: number[] = [];
  const lats: number[] = [];
  const measured: number[] = [];
  const seen = new Set<string>();
  let faults = 0;
  let doubtful: Position | undefined;
  let strongestG = 0;
  for (const row of body) {
    // A spreadsheet leaves rows of separators where rows were deleted.
    if (row.cells.every((cell) => cell === '')) continue;
    const found = problems.errors.length;
    const cells = readRow(row, columns, places, problems);
    if (cells !== undefined) {
      const key = `${cells.lon} ${cells.lat}`;
      if (seen.has(key)) problems.error(places(row)[0], '', `${key} again`, 'each place once');
      seen.add(key);
      lons.push(cells.lon);
      lats.push(cells.lat);
      measured.push(cells.pgaG, cells.pgvCmS, cells.mmi);
      if (cells.pgaG > DOUBTFUL_PGA_G) {
        doubtful ??= places(row)[columns.indexOf('pgaG')];
        strongestG = Math.max(strongestG, cells.pgaG);
      }
    }
    faults += problems.errors.length - found;
    if (faults >= MOST_FAULTS) {
      problems.error(places(row)[0], '', `${faults} faults up to here`, 'a table; the rest was not read');
      return undefined;
    }
  }
  if (faults === 0 && lons.length === 0) problems.error(top, '', 'a heading alone', 'at least one place');
  if (doubtful !== undefined) problems.warning(doubtful, 'pgaG', `up to ${strongestG} g`, 'PGA in g, not in %g');
  if (problems.errors.length > before) return undefined;
  const measures = new Measures(lons.length);
  for (let place = 0; place < lons.length; place++)
    measures.put(place, measured[3 * place], measured[3 * place + 1], measured[3 * place + 2]);
  return {
    field: new PointsField(Float64Array.from(lats), Float64Array.from(lons), measures, reachKm),
    notes: measures.notes(),
  };
}

/** The columns in the order of the heading; undefined, with the faults told, when they do not make a field. */
function headingOf(
  header: CsvRecord,
  places: (row: CsvRecord) => Position[],
  top: Position,
  problems: Problems,
): readonly Column[] | undefined {
  const before = problems.errors.length;
  const names: string[] = header.cells.map((name) => ALIASES[name.toLowerCase()] ?? name);
  names.forEach((name, index) => {
    const at = places(header)[index];
    if (!COLUMNS.some((known) => known === name))
      problems.error(at, name, 'an unknown column', oneOf(COLUMNS), nearestName(name, COLUMNS));
    else if (names.indexOf(name) < index) problems.error(at, name, 'this column again', 'each column once');
  });
  for (const name of ['lon', 'lat'])
    if (!names.includes(name)) problems.error(top, name, 'no such column', 'one in the heading');
  if (!MEASURES.some((name) => names.includes(name))) problems.error(top, '', 'no column of shaking', oneOf(MEASURES));
  if (problems.errors.length > before) return undefined;
  return names.flatMap((name) => COLUMNS.filter((known) => known === name));
}

/** The cells of a row, NaN for an empty measure; undefined, with the faults told, when the row is not sound. */
function readRow(
  row: CsvRecord,
  columns: readonly Column[],
  places: (row: CsvRecord) => Position[],
  problems: Problems,
): Record<Column, number> | undefined {
  const cells: Record<Column, number> = { lon: NaN, lat: NaN, pgaG: NaN, pgvCmS: NaN, mmi: NaN };
  let isSound = true;
  const fault = (index: number, path: string, found: string, expected: string): void => {
    const at = places(row);
    problems.error(at[index] ?? at[0], path, found, expected);
    isSound = false;
  };
  if (row.cells.length > columns.length)
    fault(columns.length, '', `${row.cells.length} fields`, `${columns.length}, one for each column of the heading`);
  columns.forEach((column, index) => {
    const written = row.cells[index] ?? '';
    const isPlace = column === 'lon' || column === 'lat';
    if (written === '' && !isPlace) return;
    const value = decimal(written);
    const [low, high] = RANGES[column];
    if (value === undefined) fault(index, column, written === '' ? 'nothing' : shown(written), 'a number');
    else if (value < low || value > high) fault(index, column, written, `a number from ${low} to ${high}`);
    else cells[column] = value;
  });
  if (isSound && MEASURES.every((column) => Number.isNaN(cells[column])))
    fault(0, '', 'a place without shaking', oneOf(MEASURES));
  return isSound ? cells : undefined;
}
