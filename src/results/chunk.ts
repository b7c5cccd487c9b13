/** One chunk of a sweep as a Parquet file. Its bytes depend on the sweep and on the place of the chunk alone. */
import { parquetMetadata, parquetRead } from 'hyparquet';
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { fingerprint } from '../experiment/fingerprint.ts';
import type { Outcomes } from '../experiment/outcomes.ts';
import { type Chunk, type SweepPlan, settingsAt, spansOf } from '../experiment/sweep-plan.ts';
import type { Setting } from '../scenario/sweep-setting.ts';
import { type OutcomeColumn, outcomeColumns, sha256 } from './store.ts';

/** Before the footer's end: its length in four bytes, and `PAR1`. */
const TAIL_BYTES = 8;
/** `PAR1` at the start. */
const HEAD_BYTES = 4;

/** What a chunk says of itself in the metadata of its file. */
interface Label {
  readonly key: string;
  readonly point: string;
  readonly first: string;
  readonly count: string;
  /** SHA-256 of all bytes between the `PAR1` at the start and the footer: of all columns. */
  readonly sha256: string;
  /** Fingerprint of all events. */
  readonly events: string;
}

/**
 * The file of a chunk: one row a protocol and replication, protocol by protocol, with the point, the seed and the values
 * of the factors beside the outcomes.
 * @param key of the sweep
 */
export function encodeChunk(key: string, plan: SweepPlan, chunk: Chunk, outcomes: Outcomes): Uint8Array<ArrayBuffer> {
  const columnData = chunkColumns(plan, chunk, outcomes);
  const file = new ByteWriter();
  const writer = new ParquetWriter({
    writer: file,
    schema: schemaFromColumnData({ columnData }),
    createdBy: 'resplice',
  });
  // Without indexes nothing lies between the columns and the footer.
  writer.write({
    columnData: columnData.map((column) => ({ ...column, offsetIndex: false })),
    rowGroupSize: outcomes.variants.length * chunk.count,
  });
  const label: Label = {
    key,
    point: String(chunk.point),
    first: String(chunk.first),
    count: String(chunk.count),
    sha256: sha256(file.getBytes().subarray(HEAD_BYTES)),
    events: fingerprint(outcomes),
  };
  writer.kvMetadata = Object.entries(label).map(([name, value]) => ({ key: name, value }));
  writer.finish();
  return new Uint8Array(file.getBuffer());
}

function chunkColumns(plan: SweepPlan, chunk: Chunk, outcomes: Outcomes): OutcomeColumn[] {
  const { variants } = outcomes;
  const spans = spansOf(plan, chunk);
  const seeds = spans.flatMap(({ seed, count }) => Array<number | string>(count).fill(seed));
  const replications = spans.flatMap(({ replication, count }) =>
    Array.from({ length: count }, (_, at) => replication + at),
  );
  const forAll = <T>(values: readonly T[]): T[] => variants.flatMap(() => values);
  const rows = variants.length * chunk.count;
  const factors = settingsAt(plan, chunk.point).map(({ path, value }, factor): OutcomeColumn => {
    const type = factorType(plan.points.map((point) => point[factor]));
    return { name: path, type, data: Array(rows).fill(type === 'STRING' ? String(value) : value) };
  });
  const [protocol, , ...measured] = outcomeColumns(outcomes);
  return [
    { name: 'point', type: 'INT32', data: Array(rows).fill(chunk.point) },
    ...factors,
    Number.isSafeInteger(plan.seeds.first)
      ? { name: 'seed', type: 'INT64', data: forAll(seeds.map(BigInt)) }
      : { name: 'seed', type: 'STRING', data: forAll(seeds.map(String)) },
    { name: 'replication', type: 'INT32', data: forAll(replications) },
    protocol,
    ...measured,
  ];
}

/** One type for all points, so that a column has the same in every chunk. */
function factorType(values: readonly Setting['value'][]): OutcomeColumn['type'] {
  if (values.every((value) => typeof value === 'number')) return 'DOUBLE';
  return values.every((value) => typeof value === 'boolean') ? 'BOOLEAN' : 'STRING';
}

/** What is wrong with the bytes of a chunk, as a clause; undefined when they are that chunk of that sweep, whole. */
export function chunkFault(bytes: Uint8Array, key: string, chunk: Chunk, protocols: number): string | undefined {
  let metadata: ReturnType<typeof parquetMetadata>;
  try {
    metadata = parquetMetadata(bytes);
  } catch {
    return `it is cut short or no Parquet file (${bytes.length} bytes)`;
  }
  const label = Object.fromEntries((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value]));
  if (label.key !== key) return `it belongs to ${label.key === undefined ? 'no sweep' : `the sweep ${label.key}`}`;
  const { point, first, count } = chunk;
  if (label.point !== String(point) || label.first !== String(first) || label.count !== String(count))
    return `it holds ${label.count} replications from ${label.first} of point ${label.point}`;
  if (metadata.num_rows !== BigInt(count * protocols))
    return `it has ${metadata.num_rows} rows in place of ${count * protocols}`;
  const end = bytes.length - TAIL_BYTES - metadata.metadata_length;
  return label.sha256 === sha256(bytes.subarray(HEAD_BYTES, end))
    ? undefined
    : 'its columns are not those that were written';
}

/** Some columns of a file of outcomes as numbers: true is 1, null is NaN. */
export async function readColumns(bytes: Uint8Array, names: readonly string[]): Promise<Map<string, Float64Array>> {
  const { buffer, byteOffset, byteLength } = bytes;
  const metadata = parquetMetadata(bytes);
  const columns = new Map(names.map((name) => [name, new Float64Array(Number(metadata.num_rows)).fill(Number.NaN)]));
  await parquetRead({
    file: {
      byteLength,
      slice: (start, end) => buffer.slice(byteOffset + start, byteOffset + (end ?? byteLength)) as ArrayBuffer,
    },
    metadata,
    columns: [...names],
    onChunk: ({ columnName, columnData, rowStart }) => {
      const column = columns.get(columnName);
      if (column === undefined) return;
      for (let row = 0; row < columnData.length; row++) {
        const value: unknown = columnData[row];
        if (value !== null && value !== undefined) column[rowStart + row] = Number(value);
      }
    },
  });
  return columns;
}
