/** Topologies as a pair of tables, `<name>sites.csv` and `<name>links.csv`, whose columns are the keys of the YAML format. */
import { fieldPlaces, readCsv } from '../../text/csv.ts';
import { type Document, type Path, pathText } from '../../text/document.ts';
import { nearestName, oneOf, type Position, Problems } from '../../text/problem.ts';
import { ASSUMED_MEDIUM, ASSUMED_ROLE, type BackboneGraph, UNKNOWN_OPERATOR } from '../backbone.ts';
import { decimal } from '../decimal.ts';
import { declaredBackbone } from '../declared.ts';
import type { SourceText, TopologyFormat } from '../format.ts';
import { linkNamer, slug, stem } from '../names.ts';

/** Columns whose value may have a flag and a source in columns of their own; `lat` speaks for both coordinates. */
const SOURCED_SITE = ['role', 'operator', 'lat', 'population', 'vs30', 'building', 'autonomy', 'unitOf'];
const SOURCED_LINK = ['medium', 'operator', 'lengthKm', 'routeFactor', 'capacityGbps', 'status', 'mttf', 'mttr'];

const withSources = (plain: readonly string[], sourced: readonly string[]): string[] => [
  ...plain,
  ...sourced,
  ...sourced.flatMap((column) => [`${column}Flag`, `${column}Source`]),
];
const SITE_COLUMNS = withSources(['id', 'name', 'lon', 'note'], SOURCED_SITE);
const LINK_COLUMNS = withSources(['id', 'from', 'to', 'riskGroup', 'route', 'note'], SOURCED_LINK);

export const csv: TopologyFormat = {
  name: 'csv',
  summary: 'a pair of tables, sites.csv and links.csv (spreadsheets)',
  endings: ['sites.csv', 'links.csv'],
  companions: (file) => [
    /sites\.csv$/i.test(file) ? file.replace(/sites\.csv$/i, 'links.csv') : file.replace(/links\.csv$/i, 'sites.csv'),
  ],
  read(texts: readonly SourceText[], problems: Problems): BackboneGraph | undefined {
    const siteText = texts.find(({ file }) => /sites\.csv$/i.test(file));
    const linkText = texts.find(({ file }) => /links\.csv$/i.test(file));
    if (siteText === undefined || linkText === undefined) {
      const { file } = texts[0];
      problems.error({ file, line: 1, column: 1 }, '', 'one table alone', `its companion ${csv.companions?.(file)}`);
      return undefined;
    }
    const before = problems.errors.length;
    const sites = readTable(siteText, SITE_COLUMNS, ['id'], problems);
    const links = readTable(linkText, LINK_COLUMNS, ['from', 'to'], problems);
    if (sites === undefined || links === undefined) return undefined;
    const name = slug(stem(siteText.file).replace(/sites$/i, '')) || 'topology';
    const document = new Tables(siteText.file, name, sites, links);
    const told = new Problems();
    const graph = declaredBackbone(document, told);
    for (const { severity, found, expected, nearest, path, ...at } of told.list)
      problems[severity](at, document.columnOf(path), found, expected, nearest);
    return problems.errors.length > before ? undefined : graph;
  },
};

interface Cell {
  /** Trimmed; never empty. */
  readonly text: string;
  readonly at: Position;
}

interface Row {
  readonly at: Position;
  readonly cells: ReadonlyMap<string, Cell>;
  /** Where an absent cell is missed: its own place when it is empty, the row's when the row ends before it. */
  placeOf(column: string): Position;
}

/** The rows of a table; undefined when it is no CSV or lacks a column that must be there. Columns count characters. */
function readTable(
  { file, text }: SourceText,
  known: readonly string[],
  required: readonly string[],
  problems: Problems,
): Row[] | undefined {
  const table = readCsv(text, file, problems);
  if (table === undefined) return undefined;
  const [header, ...body] = table.records.map((record) => ({
    record: record.cells,
    places: fieldPlaces(table, record),
  }));
  const top = { file, line: 1, column: 1 };
  if (header === undefined) {
    problems.error(top, '', 'an empty table', `a heading with ${required.join(' and ')}`);
    return undefined;
  }
  const columns = header.record;
  columns.forEach((column, index) => {
    if (!known.includes(column))
      problems.error(header.places[index], column, 'an unknown column', oneOf(known), nearestName(column, known));
    else if (columns.indexOf(column) < index)
      problems.error(header.places[index], column, 'this column again', 'each column once');
  });
  const absent = required.filter((column) => !columns.includes(column));
  for (const column of absent) problems.error(top, column, 'no such column', 'one in the heading');
  if (absent.length > 0) return undefined;
  const rows: Row[] = [];
  for (const { record, places } of body) {
    // A spreadsheet leaves rows of separators where rows were deleted.
    if (record.every((field) => field === '')) continue;
    if (record.length > columns.length)
      problems.error(
        places[columns.length],
        '',
        `${record.length} fields`,
        `${columns.length}, one for each column of the heading`,
      );
    const cells = new Map<string, Cell>();
    record.slice(0, columns.length).forEach((field, index) => {
      if (field !== '') cells.set(columns[index], { text: field, at: places[index] });
    });
    rows.push({
      at: places[0],
      cells,
      placeOf: (column) => places[columns.indexOf(column)] ?? places[0],
    });
  }
  return rows;
}

/** The two tables seen as one document of the YAML format, whose values still know their cells. */
class Tables implements Document {
  readonly value: { name: string; sites: unknown[]; links: unknown[] };
  readonly file: string;
  readonly #places = new Map<string, Position>();
  readonly #columns = new Map<string, string>();

  constructor(file: string, name: string, sites: readonly Row[], links: readonly Row[]) {
    this.file = file;
    const given = links.map(({ cells }) => cells.get('id')?.text).filter((id) => id !== undefined);
    const nameLink = linkNamer(given);
    this.value = {
      name,
      sites: sites.map((row, index) => this.#site(row, ['sites', index])),
      links: links.map((row, index) => this.#link(row, ['links', index], nameLink, `unnamed-${index}`)),
    };
  }

  at(path: Path): Position {
    for (let length = path.length; length > 0; length--) {
      const place = this.#places.get(pathText(path.slice(0, length)));
      if (place !== undefined) return place;
    }
    return { file: this.file, line: 1, column: 1 };
  }

  keyAt(path: Path): Position {
    return this.at(path);
  }

  /** The column that a path of the YAML format was read from. */
  columnOf(path: string): string {
    for (let rest = path; rest !== ''; rest = rest.replace(/(?:^|\.)[^.[\]]+$|\[\d+\]$/, '')) {
      const column = this.#columns.get(rest);
      if (column !== undefined) return column;
    }
    return path;
  }

  #site(row: Row, path: Path): unknown {
    this.#places.set(pathText(path), row.at);
    const { cells } = row;
    const plain = (key: string) => this.#plain(row, path, key);
    const sourced = (key: string, parse?: (text: string) => unknown) => this.#sourced(row, path, key, key, parse);
    const located = cells.has('lat') || cells.has('lon');
    const at = located
      ? this.#sourced(row, path, 'at', 'lat', () => ['lat', 'lon'].map((column) => number(cells.get(column)?.text)))
      : undefined;
    ['lat', 'lon'].forEach((column, index) => {
      this.#place(row, [...path, 'at', 'value', index], column);
    });
    return present({
      id: plain('id'),
      name: plain('name'),
      role: sourced('role') ?? ASSUMED_ROLE,
      operator: sourced('operator') ?? UNKNOWN_OPERATOR,
      at,
      population: sourced('population', number),
      vs30: sourced('vs30', number),
      building: sourced('building'),
      autonomy: sourced('autonomy', (text) => (text === '0' ? 0 : text)),
      unitOf: sourced('unitOf'),
      note: plain('note'),
    });
  }

  #link(row: Row, path: Path, nameLink: (from: string, to: string) => string, unnamed: string): unknown {
    this.#places.set(pathText(path), row.at);
    const plain = (key: string) => this.#plain(row, path, key);
    const sourced = (key: string, parse?: (text: string) => unknown) => this.#sourced(row, path, key, key, parse);
    const ends = ['from', 'to'].map((column, side) => {
      this.#place(row, [...path, 'ends', side], column);
      return row.cells.get(column)?.text;
    });
    this.#place(row, [...path, 'route'], 'route');
    const [from, to] = ends;
    return present({
      id: plain('id') ?? (from !== undefined && to !== undefined ? nameLink(from, to) : unnamed),
      ends,
      medium: sourced('medium') ?? ASSUMED_MEDIUM,
      operator: sourced('operator') ?? UNKNOWN_OPERATOR,
      lengthKm: sourced('lengthKm', (text) => (text.includes('..') ? text.split('..').map(number) : number(text))),
      routeFactor: sourced('routeFactor', number),
      capacityGbps: sourced('capacityGbps', number),
      status: sourced('status'),
      riskGroup: plain('riskGroup'),
      mttf: sourced('mttf'),
      mttr: sourced('mttr', (text) => (text === '0' ? 0 : text)),
      route: row.cells
        .get('route')
        ?.text.split(';')
        .filter((point) => point.trim() !== '')
        .map((point) => point.trim().split(/\s+/).map(number)),
      note: plain('note'),
    });
  }

  #place(row: Row, path: Path, column: string): void {
    const text = pathText(path);
    this.#places.set(text, row.placeOf(column));
    this.#columns.set(text, column);
  }

  #plain(row: Row, path: Path, key: string): string | undefined {
    this.#place(row, [...path, key], key);
    return row.cells.get(key)?.text;
  }

  /** The value of a column with the flag and source that stand beside it; undefined when the cell is empty. */
  #sourced(
    row: Row,
    path: Path,
    key: string,
    column: string,
    parse: (text: string) => unknown = (text) => text,
  ): unknown {
    this.#place(row, [...path, key], column);
    const cell = row.cells.get(column);
    if (cell === undefined && key !== 'at') return undefined;
    this.#place(row, [...path, key, 'flag'], `${column}Flag`);
    this.#place(row, [...path, key, 'source'], `${column}Source`);
    return present({
      value: parse(cell?.text ?? ''),
      flag: row.cells.get(`${column}Flag`)?.text,
      source: row.cells.get(`${column}Source`)?.text,
    });
  }
}

/** The number that a text is, or the text itself, which the schema then refuses by name. */
const number = (text: string | undefined): unknown => decimal(text) ?? text;

/** The entries that have a value: an absent key and an empty cell are the same thing. */
const present = (entries: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
