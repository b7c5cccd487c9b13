/** A table in CSV whose every field still knows its line and column. */
import { CsvError, parse } from 'csv-parse/sync';
import type { Position, Problems } from './problem.ts';

export interface CsvRecord {
  /** The fields, trimmed and without their quotes. */
  readonly cells: readonly string[];
  /** The text of the record as it was written, without its line end. */
  readonly raw: string;
  /** Line on which it ends, 1-based. */
  readonly lastLine: number;
}

export interface CsvTable {
  readonly file: string;
  /** A comma, a semicolon or a tab: the first of them that the heading has. */
  readonly delimiter: string;
  readonly records: readonly CsvRecord[];
}

/** The records of a text, empty lines left out; undefined, with the problem told, when it is no CSV. */
export function readCsv(text: string, file: string, problems: Problems): CsvTable | undefined {
  // Line ends are made alike first: the parser would take those of the first line for all.
  const plain = text.replace(/\r\n?/g, '\n');
  const heading = /^.*\S.*$/m.exec(plain)?.[0] ?? '';
  const delimiter = [',', ';', '\t'].find((mark) => heading.includes(mark)) ?? ',';
  try {
    // The types of csv-parse do not follow `raw` and `info`, which make each record an object.
    const records = parse(plain, {
      bom: true,
      info: true,
      raw: true,
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { record: string[]; raw: string; info: { lines: number } }[];
    return {
      file,
      delimiter,
      records: records.map(({ record, raw, info }) => ({
        cells: record,
        raw: raw.replace(/\n$/, ''),
        lastLine: info.lines,
      })),
    };
  } catch (fault) {
    if (!(fault instanceof CsvError)) throw fault;
    const line = typeof fault.lines === 'number' ? fault.lines : 1;
    problems.error({ file, line, column: 1 }, '', `CSV that cannot be read (${fault.message})`, 'fields in a row');
    return undefined;
  }
}

/** Where each field of a record begins, its own quote included, by walking the text of the record. Columns count characters. */
export function fieldPlaces({ file, delimiter }: CsvTable, { raw, lastLine }: CsvRecord): Position[] {
  let line = lastLine - (raw.split('\n').length - 1);
  let column = 1;
  let isQuoted = false;
  let isBegun = false;
  const places: Position[] = [];
  for (const letter of raw) {
    if (!isBegun && (letter === delimiter || letter.trim() !== '')) {
      places.push({ file, line, column });
      isBegun = letter !== delimiter;
    }
    if (letter === '"') isQuoted = !isQuoted;
    if (letter === delimiter && !isQuoted) isBegun = false;
    if (letter === '\n') {
      line++;
      column = 1;
    } else column += letter.length;
  }
  if (!isBegun) places.push({ file, line, column });
  return places;
}
