/** Questions in SQL to the outcomes of a run or of a sweep, answered by DuckDB: an optional package. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FolderFault } from './sweep-store.ts';

/** What is used of `@duckdb/node-api`. It is not imported by its types, for it need not be installed. */
interface DuckDb {
  readonly DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<Connection> }> };
  readonly StatementType: { readonly SELECT: number };
}
interface Connection {
  run(sql: string): Promise<unknown>;
  extractStatements(sql: string): Promise<{
    readonly count: number;
    prepare(index: number): Promise<{ readonly statementType: number; runAndReadAll(): Promise<Reader> }>;
  }>;
}
interface Reader {
  columnNames(): readonly string[];
  getRowsJS(): readonly (readonly unknown[])[];
}

const PACKAGE = '@duckdb/node-api';

export type Cell = string | number | boolean | null;

export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A question that cannot be answered; its message is one for the user. */
export class QueryFault extends Error {}

/** Where a folder keeps its outcomes. @throws FolderFault when it holds neither a run nor a sweep */
function outcomesOf(folder: string): { readonly within: string; readonly files: string } {
  const run = join(folder, 'outcomes.parquet');
  if (existsSync(run)) return { within: resolve(folder), files: resolve(run) };
  const chunks = join(folder, 'chunks');
  if (existsSync(chunks) && readdirSync(chunks).some((name) => name.endsWith('.parquet')))
    return { within: resolve(chunks), files: join(resolve(chunks), '*.parquet') };
  throw new FolderFault(
    `${folder} holds no outcomes: neither outcomes.parquet (of a run) nor chunks/*.parquet (of a sweep)`,
  );
}

/**
 * The answer to one SELECT over the view `outcomes`. Nothing can be written, and nothing outside the folder be read.
 * @throws QueryFault with a sentence, also where DuckDB is not installed
 */
export async function queried(folder: string, sql: string): Promise<Answer> {
  const { within, files } = outcomesOf(folder);
  const { DuckDBInstance, StatementType } = await loaded();
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    await connection.run(`create view outcomes as select * from read_parquet(${text(files)})`);
    await connection.run(`set allowed_directories = [${text(`${within}/`)}]`);
    await connection.run('set enable_external_access = false');
    await connection.run('set lock_configuration = true');
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) throw new QueryFault(`found ${statements.count} statements, expected one SELECT`);
    const statement = await statements.prepare(0);
    if (statement.statementType !== StatementType.SELECT)
      throw new QueryFault('found a statement that is no SELECT; outcomes can only be read');
    const reader = await statement.runAndReadAll();
    return { columns: reader.columnNames(), rows: reader.getRowsJS().map((row) => row.map(cell)) };
  } catch (fault) {
    if (fault instanceof QueryFault || !(fault instanceof Error)) throw fault;
    throw new QueryFault(fault.message);
  }
}

async function loaded(): Promise<DuckDb> {
  try {
    return (await import(PACKAGE)) as DuckDb;
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ERR_MODULE_NOT_FOUND')
      throw new QueryFault(`the package ${PACKAGE} is not installed: npm install ${PACKAGE}`);
    throw fault;
  }
}

/** A text of SQL. */
const text = (plain: string): string => `'${plain.replaceAll("'", "''")}'`;

/** A value as JSON has it: a whole number that a double cannot hold is a text. */
function cell(value: unknown): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value instanceof Date
    ? value.toISOString()
    : JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner));
}
