/** A table of ruptures seen from sites (CSV) with the ground motion that a model gives each row appended. */
import { CsvError, parse } from 'csv-parse/sync';
import {
  DEEP_KM,
  type DistanceName,
  distanceOf,
  type GroundMotionEquation,
  type GroundMotionModel,
  motionlessSite,
  noMotion,
  type RuptureAndSite,
} from '../hazard/ground-motion/ground-motion.ts';
import { nearestName, oneOf, type Position, type Problems, shown } from '../text/problem.ts';
import { decimal } from '../topology/decimal.ts';

/** What is computed, and how. */
export interface MotionChoice {
  readonly model: GroundMotionModel;
  /** The distance to use; if absent, in each row the first that the model has an equation for and the row a value. */
  readonly distance?: DistanceName | undefined;
  /** The region of rows that name none. */
  readonly region?: string | undefined;
}

/** Farther than any place is from any other, km. */
const FARTHEST_KM = 20_040;

/** Columns of numbers: what is in them, and what can be, so that a slip of units or columns is caught. */
const NUMBERS = {
  mag: { what: 'a magnitude', low: 0, high: 10 },
  rake: { what: 'a rake in degrees', low: -180, high: 180 },
  dip: { what: 'a dip in degrees', low: 0, high: 90 },
  ztor: { what: 'a depth in km', low: 0, high: 700 },
  rjb: { what: 'a distance in km', low: 0, high: FARTHEST_KM },
  rrup: { what: 'a distance in km', low: 0, high: FARTHEST_KM },
  repi: { what: 'a distance in km', low: 0, high: FARTHEST_KM },
  rhyp: { what: 'a distance in km', low: 0, high: FARTHEST_KM },
  rx: { what: 'a distance in km', low: -FARTHEST_KM, high: FARTHEST_KM },
  vs30: { what: 'a velocity in m/s', low: 10, high: 5000 },
  z1pt0: { what: 'a depth in metres', low: 0, high: 20_000 },
} as const;
type NumberColumn = keyof typeof NUMBERS;
type Column = NumberColumn | 'vs30measured' | 'region';
const COLUMNS = [...Object.keys(NUMBERS), 'vs30measured', 'region'] as readonly Column[];

/** Names shorter than this are near to too many others for a slip to be told. */
const SHORTEST_SLIP = 4;

/** m/s, where a row has none. */
const DEFAULT_VS30 = 760;

/** Medians (g and cm/s), and the standard deviations of their natural logarithms. */
const RESULTS = ['pga', 'pgv', 'tauPga', 'phiPga', 'tauPgv', 'phiPgv'];

/**
 * The same table with the columns of `RESULTS` appended; every other cell stays as it was written. An empty cell or an
 * absent column is unknown: dip 90, ztor 0, vs30 760 not measured, the mean z1pt0 of the model, no hanging wall.
 * @returns undefined, with every problem told at its cell, when a row cannot be computed
 */
export function motionTable(file: string, text: string, choice: MotionChoice, problems: Problems): string | undefined {
  const table = readTable(file, text, problems);
  if (table === undefined) return undefined;
  const columns = columnsOf(table, problems);
  if (!hasNeeded(table, columns, choice, problems)) return undefined;
  const motions = new Motions(table, columns, choice, problems);
  const width = table.header.cells.length;
  const lines = [[table.header.raw, ...RESULTS].join(table.delimiter)];
  for (const row of table.rows) {
    const absent = Array<string>(Math.max(0, width - row.cells.length)).fill('');
    lines.push([row.raw, ...absent, ...motions.of(row)].join(table.delimiter));
  }
  if (problems.errors.length > 0) return undefined;
  motions.tellOutside();
  return `${lines.join('\n')}\n`;
}

/** A row as it was written, and its trimmed fields. */
interface Row {
  readonly raw: string;
  readonly firstLine: number;
  readonly cells: readonly string[];
}

interface Table {
  readonly file: string;
  readonly delimiter: string;
  readonly header: Row;
  readonly rows: readonly Row[];
}

/** The rows of a text; undefined when it is no CSV or empty. */
function readTable(file: string, text: string, problems: Problems): Table | undefined {
  // Line ends are made alike first: the parser would take those of the first line for all.
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const heading = /^.*\S.*$/m.exec(plain)?.[0] ?? '';
  const delimiter = [',', ';', '\t'].find((mark) => heading.includes(mark)) ?? ',';
  let records: { record: string[]; raw: string; info: { lines: number } }[];
  try {
    // The types of csv-parse do not follow `raw` and `info`, which make each record an object.
    records = parse(plain, {
      info: true,
      raw: true,
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as typeof records;
  } catch (fault) {
    if (!(fault instanceof CsvError)) throw fault;
    const line = typeof fault.lines === 'number' ? fault.lines : 1;
    problems.error({ file, line, column: 1 }, '', `CSV that cannot be read (${fault.message})`, 'fields in a row');
    return undefined;
  }
  const [header, ...rows] = records.map(({ record, raw, info }): Row => {
    const line = raw.replace(/^\n+|\n$/g, '');
    return { raw: line, firstLine: info.lines - (line.split('\n').length - 1), cells: record };
  });
  if (header !== undefined) return { file, delimiter, header, rows };
  problems.error({ file, line: 1, column: 1 }, '', 'an empty table', 'a heading and rows');
  return undefined;
}

/** Where a field of a row begins; of one that the row ends before, where the row ends. */
function placeOf({ file, delimiter }: Table, { raw, firstLine }: Row, index: number): Position {
  let line = firstLine;
  let column = 1;
  let field = 0;
  let isQuoted = false;
  for (const letter of raw) {
    const isEnd = letter === delimiter && !isQuoted;
    if (field === index && (isEnd || letter.trim() !== '')) break;
    if (isEnd) field++;
    if (letter === '"') isQuoted = !isQuoted;
    if (letter === '\n') {
      line++;
      column = 1;
    } else column += letter.length;
  }
  return { file, line, column };
}

type Columns = ReadonlyMap<Column, number>;

/** Where each known column stands in the heading, whose doubtful names are told. */
function columnsOf(table: Table, problems: Problems): Columns {
  const names = table.header.cells.map((cell) => cell.toLowerCase());
  const columns = new Map(
    COLUMNS.filter((column) => names.includes(column)).map((column) => [column, names.indexOf(column)]),
  );
  names.forEach((name, index) => {
    const at = placeOf(table, table.header, index);
    const cell = table.header.cells[index];
    const column = COLUMNS.find((known) => known === name);
    const near = nearestName(
      name,
      COLUMNS.filter((known) => known.length >= SHORTEST_SLIP && !columns.has(known)),
    );
    if (column !== undefined) {
      if (columns.get(column) !== index) problems.error(at, cell, 'this column again', 'each column once');
    } else if (RESULTS.some((result) => result.toLowerCase() === name)) {
      problems.warning(at, cell, 'a column with the name of a result', 'another name; the result is the last of them');
    } else if (near !== undefined) {
      problems.warning(at, cell, 'a column that is passed through', 'a column that is used', near);
    }
  });
  return columns;
}

/** The equations that a row may use: of its region, and of the distance asked for. */
function equationsOf({ model, distance }: MotionChoice, region: string | undefined): readonly GroundMotionEquation[] {
  const { equations } = (region === undefined ? undefined : model.regions?.[region]) ?? model;
  return distance === undefined ? equations : equations.filter((equation) => equation.distance === distance);
}

const distancesOf = (choice: MotionChoice): DistanceName[] =>
  equationsOf(choice, undefined).map(({ distance }) => distance);

/** Whether the heading has the columns that no row can do without. */
function hasNeeded({ file, header }: Table, columns: Columns, choice: MotionChoice, problems: Problems): boolean {
  const distances = distancesOf(choice);
  const missing = columns.has('mag') ? [] : ['mag'];
  if (!distances.some((distance) => columns.has(distance))) missing.push(oneOf(distances));
  if (missing.length === 0) return true;
  problems.error(
    { file, line: header.firstLine, column: 1 },
    '',
    `no column ${missing.join(' and no column ')}`,
    `columns mag and ${oneOf(distances)}, which ${choice.model.name} needs`,
  );
  return false;
}

/** Rows of which one value is not what a model was made for. */
interface Outside {
  readonly found: string;
  readonly expected: string;
  rows: number;
}

/** Computes row after row, and counts those that the model was not made for. */
class Motions {
  readonly #table: Table;
  readonly #columns: Columns;
  readonly #choice: MotionChoice;
  readonly #problems: Problems;
  readonly #outside = new Map<Column, Outside>();
  readonly #motion = noMotion();
  #rows = 0;
  /** Whether the row at hand has no problem so far. */
  #isSound = true;

  constructor(table: Table, columns: Columns, choice: MotionChoice, problems: Problems) {
    this.#table = table;
    this.#columns = columns;
    this.#choice = choice;
    this.#problems = problems;
  }

  /** The cells of `RESULTS` for a row; of no meaning when the row has a problem, which is told. */
  of(row: Row): string[] {
    // A spreadsheet leaves rows of separators; they stay, so that the rows of the two tables still match.
    if (row.cells.every((cell) => cell === '')) return RESULTS.map(() => '');
    this.#rows++;
    this.#isSound = true;
    const width = this.#table.header.cells.length;
    if (row.cells.length > width) {
      const found = `${row.cells.length} fields`;
      const at = placeOf(this.#table, row, width);
      this.#problems.error(at, '', found, `${width}, one for each column of the heading`);
    }
    const at = this.#siteOf(row);
    const equation = this.#equationOf(row);
    if (equation === undefined || !this.#isSound) return [];
    const motion = this.#motion;
    equation.motion(at, motion);
    // With all else checked, one thing can still be missing: the Rjb of a site above a dipping plane.
    if (Number.isNaN(motion.lnPgaG))
      this.#wrong(row, 'rjb', 'a distance in km, which a site above the plane (rx of 0 or more) needs');
    this.#countOutside(at, equation);
    const { lnPgaG, lnPgvCmS, tauPga, phiPga, tauPgv, phiPgv } = motion;
    return [Math.exp(lnPgaG), Math.exp(lnPgvCmS), tauPga, phiPga, tauPgv, phiPgv].map(String);
  }

  /** Warns once of each column with values that the model was not made for. */
  tellOutside(): void {
    const { header } = this.#table;
    for (const [column, { found, expected, rows }] of this.#outside) {
      const at = placeOf(this.#table, header, this.#columns.get(column) ?? 0);
      this.#problems.warning(
        at,
        header.cells[this.#columns.get(column) ?? 0],
        `${rows} of ${this.#rows} rows ${found}`,
        expected,
      );
    }
  }

  #siteOf(row: Row): RuptureAndSite {
    return {
      ...motionlessSite(),
      magnitude: this.#number(row, 'mag'),
      rake: this.#number(row, 'rake'),
      dip: this.#number(row, 'dip', 90),
      ztorKm: this.#number(row, 'ztor', 0),
      rjbKm: this.#number(row, 'rjb'),
      rrupKm: this.#number(row, 'rrup'),
      repiKm: this.#number(row, 'repi'),
      rhypKm: this.#number(row, 'rhyp'),
      rxKm: this.#number(row, 'rx'),
      vs30: this.#number(row, 'vs30', DEFAULT_VS30),
      vs30Measured: this.#isMeasured(row),
      z1pt0M: this.#number(row, 'z1pt0'),
    };
  }

  /** The equation of the first distance that the row has. */
  #equationOf(row: Row): GroundMotionEquation | undefined {
    if (this.#cell(row, 'mag') === '') this.#wrong(row, 'mag', 'a magnitude');
    const equations = equationsOf(this.#choice, this.#regionOf(row));
    const equation = equations.find(({ distance }) => this.#cell(row, distance) !== '');
    if (equation === undefined) {
      const names = distancesOf(this.#choice);
      const column = names.find((name) => this.#columns.has(name)) ?? names[0];
      this.#wrong(
        row,
        column,
        names.length === 1 ? 'a distance in km' : `a distance in km, here or in another of ${oneOf(names)}`,
      );
    }
    return equation;
  }

  #regionOf(row: Row): string | undefined {
    const { model, region } = this.#choice;
    const cell = this.#cell(row, 'region').toLowerCase();
    // A model without regions leaves the column to the others.
    if (model.regions === undefined || cell === '') return region;
    const known = Object.keys(model.regions);
    if (known.includes(cell)) return cell;
    this.#wrong(row, 'region', oneOf(known), nearestName(cell, known));
    return region;
  }

  #isMeasured(row: Row): boolean {
    const cell = this.#cell(row, 'vs30measured').toLowerCase();
    if (cell === 'true' || decimal(cell) === 1) return true;
    if (cell !== '' && cell !== 'false' && decimal(cell) !== 0) this.#wrong(row, 'vs30measured', '1, 0, true or false');
    return false;
  }

  /** The number in a column; NaN, unless there is another `otherwise`, when the cell is empty or wrong. */
  #number(row: Row, column: NumberColumn, otherwise = Number.NaN): number {
    const cell = this.#cell(row, column);
    if (cell === '') return otherwise;
    const { what, low, high } = NUMBERS[column];
    const value = decimal(cell);
    if (value !== undefined && value >= low && value <= high) return value;
    this.#wrong(row, column, `${what}, ${low} to ${high}`);
    return Number.NaN;
  }

  /** The trimmed text of a column; empty when the table or the row has none. */
  #cell(row: Row, column: Column): string {
    return row.cells[this.#columns.get(column) ?? -1] ?? '';
  }

  #wrong(row: Row, column: Column, expected: string, nearest?: string): void {
    this.#isSound = false;
    const index = this.#columns.get(column);
    const at = placeOf(this.#table, row, index ?? 0);
    const found = shown(this.#cell(row, column) || undefined);
    this.#problems.error(at, index === undefined ? column : this.#table.header.cells[index], found, expected, nearest);
  }

  #countOutside(at: RuptureAndSite, { distance }: GroundMotionEquation): void {
    const { name, source, range } = this.#choice.model;
    const stated = `values in the stated range of ${name} (${source})`;
    this.#count('mag', at.magnitude, range.magnitude, '', stated);
    this.#count(distance, distanceOf(distance, at), range.distanceKm, ' km', stated);
    this.#count('vs30', at.vs30, range.vs30, ' m/s', stated);
    if (distance === 'rjb' && at.ztorKm >= DEEP_KM)
      this.#add('ztor', `from ${DEEP_KM} km down`, 'shallower ruptures: a distance to the surface projection misleads');
  }

  #count(column: Column, value: number, [low, high]: readonly [number, number], unit: string, stated: string): void {
    if (value < low || value > high) this.#add(column, `outside ${low} to ${high}${unit}`, stated);
  }

  #add(column: Column, found: string, expected: string): void {
    const known = this.#outside.get(column);
    if (known === undefined) this.#outside.set(column, { found, expected, rows: 1 });
    else known.rows++;
  }
}
