/** Reads back what `sim run`, or a sweep of one point, kept: its outcomes as columns, as they were before they were written. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from '../experiment/pairs.ts';
import { chunkAt, chunkCount, perPoint } from '../experiment/sweep-plan.ts';
import { readColumns } from './chunk.ts';
import { censoredName, type Manifest } from './store.ts';
import { pointColumns } from './sweep-reading.ts';
import {
  CHUNK_LIST,
  type ChunkList,
  chunkPath,
  chunkState,
  FolderFault,
  MANIFEST,
  readManifest,
} from './sweep-store.ts';

export interface KeptRun {
  readonly manifest: Pick<
    Manifest,
    | 'scenario'
    | 'seed'
    | 'version'
    | 'fingerprint'
    | 'replications'
    | 'protocols'
    | 'horizonHours'
    | 'inputs'
    | 'overrides'
    | 'assumptions'
  >;
  /** One a protocol, in the order of the run. */
  readonly samples: readonly Sample[];
  /** Faults of each replication. */
  readonly faults: Float64Array;
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** How deep a run lies in what `sim run --out` wrote: the scenario's folder, then the run's. */
const DEEPEST = 2;

/** The folders of runs and sweeps in a folder: it itself, or those that `--out` put there. */
function runsIn(folder: string, depth = 0): string[] {
  if (existsSync(join(folder, 'manifest.json')) || existsSync(join(folder, MANIFEST))) return [folder];
  if (depth === DEEPEST || !isFolder(folder)) return [];
  return readdirSync(folder)
    .sort()
    .filter((name) => !name.startsWith('.') && isFolder(join(folder, name)))
    .flatMap((name) => runsIn(join(folder, name), depth + 1));
}

/** Whether a path is, or holds, a run. */
export const holdsRun = (path: string): boolean => runsIn(path).length > 0;

/**
 * @param place the folder of a run, or one in which there is no other
 * @throws FolderFault when it holds no run that this version reads
 */
export async function readRun(place: string): Promise<KeptRun> {
  const runs = runsIn(place);
  if (runs.length > 1) throw new FolderFault(`${place} holds ${runs.length} runs: name one of ${runs.join(', ')}`);
  const [folder = place] = runs;
  if (existsSync(join(folder, MANIFEST))) return readSweptPoint(folder);
  const [manifestFile, outcomesFile] = ['manifest.json', 'outcomes.parquet'].map((name) => join(folder, name));
  for (const file of [manifestFile, outcomesFile])
    if (!existsSync(file)) throw new FolderFault(`${folder} holds no run: there is no ${file}`);
  const manifest = parsed(manifestFile);
  const { protocols, replications, metrics, horizonHours } = manifest;
  const times = metrics.filter(({ kind }) => kind === 'time').map(({ name }) => censoredName(name));
  const names = ['replication', 'faults', 'onsetHours', ...metrics.map(({ name }) => name), ...times];
  let columns: Map<string, Float64Array>;
  try {
    columns = await readColumns(readFileSync(outcomesFile), names);
  } catch (fault) {
    throw new FolderFault(`${outcomesFile} cannot be read: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
  const all = (name: string): Float64Array => {
    const column = columns.get(name);
    if (column?.length !== protocols.length * replications)
      throw new FolderFault(`${outcomesFile} does not hold what ${manifestFile} says of ${name}`);
    return column;
  };
  const numbers = all('replication');
  if (numbers.some((number, row) => number !== row % replications))
    throw new FolderFault(
      `${outcomesFile} does not hold replications 0 to ${replications - 1} of each protocol in turn`,
    );
  const samples = protocols.map((name, place): Sample => {
    const own = (column: string): Float64Array => all(column).slice(place * replications, (place + 1) * replications);
    return {
      name,
      horizonHours,
      metrics,
      onset: own('onsetHours'),
      columns: metrics.map((metric) => {
        const values = own(metric.name);
        if (metric.kind === 'amount') return values;
        const censored = own(censoredName(metric.name));
        return values.map((value, row) => (censored[row] === 1 ? Number.POSITIVE_INFINITY : value));
      }),
    };
  });
  return { manifest, samples, faults: all('faults').slice(0, replications) };
}

/** A sweep in which nothing varies, as one run over all its seeds. */
async function readSweptPoint(folder: string): Promise<KeptRun> {
  const manifest = readManifest(folder);
  const { plan, protocols, metrics, horizonHours, name, version, inputs, overrides, assumptions, key } = manifest;
  if (plan.points.length !== 1)
    throw new FolderFault(`${folder} holds a sweep of ${plan.points.length} points, and a comparison is of one`);
  for (let index = 0; index < chunkCount(plan); index++) {
    const chunk = chunkAt(plan, index);
    const state = chunkState(folder, manifest, chunk);
    if (state !== 'whole')
      throw new FolderFault(
        `${chunkPath(folder, chunk)} ${state === 'missing' ? 'is missing' : `cannot be used: ${state.fault}`}; sim sweep --resume makes it`,
      );
  }
  const wanted = protocols.flatMap((_, protocol) => metrics.map((_, metric) => ({ metric, protocol })));
  const { onset, faults, columns } = await pointColumns(folder, manifest, 0, wanted);
  const { first, count } = plan.seeds;
  const sealed = join(folder, CHUNK_LIST);
  return {
    manifest: {
      scenario: name,
      seed: count === 1 ? first : `${first} and ${count - 1} after it, ${plan.replications} of each`,
      version,
      fingerprint: existsSync(sealed) ? (JSON.parse(readFileSync(sealed, 'utf8')) as ChunkList).fingerprint : key,
      replications: perPoint(plan),
      protocols,
      horizonHours: horizonHours[0],
      inputs,
      overrides,
      assumptions,
    },
    samples: protocols.map((protocol, place) => ({
      name: protocol,
      horizonHours: horizonHours[0],
      metrics,
      onset,
      columns: columns.slice(place * metrics.length, (place + 1) * metrics.length),
    })),
    faults,
  };
}

function parsed(file: string): Manifest {
  let read: Partial<Manifest> | null;
  try {
    read = JSON.parse(readFileSync(file, 'utf8')) as Partial<Manifest> | null;
  } catch {
    throw new FolderFault(`${file} cannot be read as JSON`);
  }
  const { format, metrics, protocols, replications, horizonHours, inputs, assumptions } = read ?? {};
  const isWhole =
    [metrics, protocols, assumptions].every(Array.isArray) &&
    Number.isInteger(replications) &&
    typeof horizonHours === 'number' &&
    typeof inputs === 'object';
  if (format !== 'resplice.results/1' || !isWhole || protocols?.length === 0)
    throw new FolderFault(
      `${file} is not of the format resplice.results/1 as this version writes it; run the scenario again`,
    );
  return read as Manifest;
}
