/** The results folder of a run: a manifest, the outcome columns and the mean recovery curve, written whole or not at all. */
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Outcomes } from '../experiment/outcomes.ts';

export interface Manifest {
  readonly format: 'resplice.results/1';
  /** Version of resplice. */
  readonly version: string;
  readonly node: string;
  readonly scenario: string;
  readonly seed: number | string;
  readonly replications: number;
  readonly protocols: readonly string[];
  readonly horizonHours: number;
  readonly metrics: Outcomes['metrics'];
  /** SHA-256 of each file that was read, by the name it was read under. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What the command line said instead of the files. */
  readonly overrides: unknown;
  readonly fingerprint: string;
  readonly assumptions: readonly string[];
  readonly warnings: readonly string[];
}

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** Name of a run's folder: a hash of everything that decides its outcome, whatever its files are called. The same run has the same name on any machine. */
export function runKey(
  manifest: Pick<Manifest, 'version' | 'seed' | 'replications' | 'protocols' | 'inputs' | 'overrides'>,
): string {
  const { version, seed, replications, protocols, inputs, overrides } = manifest;
  const sorted = Object.values(inputs).sort();
  return sha256(JSON.stringify({ version, seed, replications, protocols, inputs: sorted, overrides })).slice(0, 12);
}

/**
 * Writes `files` into `<out>/<scenario>/<key>/` and gives that folder. They are written beside it first and moved in
 * place at the end, so that a reader never sees half a run.
 */
export function writeRun(
  out: string,
  scenario: string,
  key: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): string {
  const parent = join(out, scenario);
  const folder = join(parent, key);
  const unfinished = join(parent, `.${key}.${process.pid}.tmp`);
  mkdirSync(unfinished, { recursive: true });
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(unfinished, name), content);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** A column of a Parquet file. */
export interface OutcomeColumn {
  readonly name: string;
  readonly type: 'STRING' | 'INT32' | 'INT64' | 'DOUBLE' | 'BOOLEAN';
  readonly data: unknown[];
  readonly nullable?: boolean;
}

/**
 * The outcome columns, one row a protocol and replication, protocol by protocol. A time that was not reached holds the
 * hours to the horizon, which it is known to exceed, and `<name>Censored` is true; null where the question did not arise.
 */
export function outcomeColumns(outcomes: Outcomes): OutcomeColumn[] {
  const { count, first, variants, metrics, faults, onset, horizonHours } = outcomes;
  const rows = variants.length * count;
  const row = (index: number): number => index % count;
  const fill = <T>(value: (variant: number, row: number) => T): T[] =>
    Array.from({ length: rows }, (_, index) => value(Math.floor(index / count), row(index)));
  const columns: OutcomeColumn[] = [
    { name: 'protocol', type: 'STRING', data: fill((variant) => variants[variant].name) },
    { name: 'replication', type: 'INT32', data: fill((_, at) => first + at) },
    { name: 'faults', type: 'INT32', data: fill((_, at) => faults[at]) },
    { name: 'onsetHours', type: 'DOUBLE', data: fill((_, at) => orNull(onset[at])), nullable: true },
  ];
  for (const [index, metric] of metrics.entries()) {
    const value = (variant: number, at: number): number => variants[variant].columns[index][at];
    columns.push({
      name: metric.name,
      type: 'DOUBLE',
      nullable: true,
      data: fill((variant, at) => {
        const read = value(variant, at);
        return read === Number.POSITIVE_INFINITY ? horizonHours - onset[at] : orNull(read);
      }),
    });
    if (metric.kind === 'time')
      columns.push({
        name: censoredName(metric.name),
        type: 'BOOLEAN',
        data: fill((variant, at) => value(variant, at) === Number.POSITIVE_INFINITY),
      });
  }
  return columns;
}

/** Name of the column that says where a time was not reached. */
export const censoredName = (metric: string): string => `${metric}Censored`;

/** The outcome columns of a run as Parquet. */
export const outcomesParquet = (outcomes: Outcomes): Uint8Array =>
  new Uint8Array(parquetWriteBuffer({ columnData: outcomeColumns(outcomes) }));

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
