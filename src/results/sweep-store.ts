/** The folder of a sweep: a manifest, one file a chunk, and once all are there their hashes and the summary. */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Outcomes } from '../experiment/outcomes.ts';
import { type Chunk, chunkAt, chunkCount, chunkName, type SweepPlan } from '../experiment/sweep-plan.ts';
import { chunkFault } from './chunk.ts';
import { sha256 } from './store.ts';

export interface SweepManifest {
  readonly format: 'resplice.sweep/1';
  /** Version of resplice. */
  readonly version: string;
  readonly node: string;
  /** Of the scenario. */
  readonly name: string;
  readonly key: string;
  /** What was typed, without what changes no digit: where it is kept, which shard, how many threads. */
  readonly command: readonly string[];
  readonly plan: SweepPlan;
  readonly protocols: readonly string[];
  readonly metrics: Outcomes['metrics'];
  /** Hours, at each point. */
  readonly horizonHours: readonly number[];
  /** SHA-256 of each file that was read, by the name it was read under. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What the command line said instead of the files, beside the factors. */
  readonly overrides: unknown;
  readonly assumptions: readonly string[];
  readonly warnings: readonly string[];
}

/** What all chunks come to once they are there. */
export interface ChunkList {
  readonly format: 'resplice.chunks/1';
  readonly key: string;
  /** Of the whole sweep: made of the hashes of its chunks in order. */
  readonly fingerprint: string;
  readonly chunks: readonly { readonly name: string; readonly sha256: string }[];
}

/** A folder that cannot be used as what it was named for: a fault of the user's input. */
export class FolderFault extends Error {
  override readonly name = 'FolderFault';
}

export const MANIFEST = 'sweep.json';
export const CHUNK_LIST = 'chunks.json';
const CHUNKS = 'chunks';

/** Name of a sweep's folder: a hash of everything that decides its outcome, whatever its files are called. */
export function sweepKey({
  version,
  plan,
  protocols,
  inputs,
  overrides,
}: Pick<SweepManifest, 'version' | 'plan' | 'protocols' | 'inputs' | 'overrides'>): string {
  const sorted = Object.values(inputs).sort();
  return sha256(JSON.stringify({ version, plan, protocols, inputs: sorted, overrides })).slice(0, 12);
}

export const sweepFolder = (out: string, { name, key }: Pick<SweepManifest, 'name' | 'key'>): string =>
  join(out, name, key);

export const chunkPath = (folder: string, chunk: Chunk): string => join(folder, CHUNKS, chunkName(chunk));

/** What is being written; left behind by who was killed meanwhile. */
const UNFINISHED = /^\.[\da-f-]{36}\.tmp$/;
/** Nobody writes one file for so long. */
const GIVEN_UP_MS = 3_600_000;

/** Makes the folder and writes the manifest into it, unless it is there. */
export function openSweep(folder: string, manifest: SweepManifest): void {
  mkdirSync(join(folder, CHUNKS), { recursive: true });
  for (const here of [folder, join(folder, CHUNKS)])
    for (const name of readdirSync(here)) if (UNFINISHED.test(name)) removeIfOld(join(here, name));
  if (!existsSync(join(folder, MANIFEST))) writeWhole(join(folder, MANIFEST), pretty(manifest));
}

function removeIfOld(path: string): void {
  const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  if (Date.now() - since > GIVEN_UP_MS) rmSync(path, { force: true });
}

/** @throws FolderFault when the folder has no manifest that this version reads */
export function readManifest(folder: string): SweepManifest {
  const file = join(folder, MANIFEST);
  if (!existsSync(file)) throw new FolderFault(`${folder} holds no sweep: there is no ${MANIFEST} in it`);
  let manifest: SweepManifest;
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8')) as SweepManifest;
  } catch {
    throw new FolderFault(`${file} cannot be read as JSON`);
  }
  if (manifest.format !== 'resplice.sweep/1')
    throw new FolderFault(`${file} has the format ${JSON.stringify(manifest.format)}, not resplice.sweep/1`);
  return manifest;
}

/** Folders of sweeps at a folder: itself, or those at most two below it, as `<out>/<name>/<key>`. */
export function sweepsAt(folder: string): string[] {
  const found: string[] = [];
  const look = (here: string, deep: number): void => {
    if (existsSync(join(here, MANIFEST))) found.push(here);
    else if (deep > 0 && existsSync(here))
      for (const entry of readdirSync(here, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)))
        if (entry.isDirectory()) look(join(here, entry.name), deep - 1);
  };
  look(folder, 2);
  return found;
}

/** `whole`, `missing`, or what is wrong with it as a clause in `fault`. */
export type ChunkState = 'whole' | 'missing' | { readonly fault: string };

/** What is on disk of a chunk. It is read to the last byte: a name alone is not believed. */
export function chunkState(folder: string, { key, protocols }: SweepManifest, chunk: Chunk): ChunkState {
  const path = chunkPath(folder, chunk);
  if (!existsSync(path)) return 'missing';
  const fault = chunkFault(readFileSync(path), key, chunk, protocols.length);
  return fault === undefined ? 'whole' : { fault };
}

/** Puts a chunk in its place, whole or not at all. Two who write the same chunk do no harm: their bytes are the same. */
export const writeChunk = (folder: string, chunk: Chunk, bytes: Uint8Array): void =>
  writeWhole(chunkPath(folder, chunk), bytes);

/** Lays a whole chunk of one folder into another: a link where both lie on one disk, else a copy. */
export function takeChunk(from: string, to: string, chunk: Chunk): void {
  const source = chunkPath(from, chunk);
  const unfinished = join(to, CHUNKS, `.${randomUUID()}.tmp`);
  try {
    linkSync(source, unfinished);
  } catch (fault) {
    if (!(fault instanceof Error && 'code' in fault)) throw fault;
    writeWhole(chunkPath(to, chunk), readFileSync(source));
    return;
  }
  renameSync(unfinished, chunkPath(to, chunk));
  syncFolder(join(to, CHUNKS));
}

/** Writes a file beside its place, has it reach the disk, and moves it there. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const folder = dirname(path);
  const unfinished = join(folder, `.${randomUUID()}.tmp`);
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  try {
    const file = openSync(unfinished, 'wx');
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (fault) {
    rmSync(unfinished, { force: true });
    throw fault;
  }
  syncFolder(folder);
}

/** A name is as lasting as the folder that holds it. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The hashes of all chunks of a folder in which none is missing. @throws FolderFault when one is not what it should be */
export function sealSweep(folder: string, manifest: SweepManifest): ChunkList {
  const { key, plan, protocols } = manifest;
  const chunks = Array.from({ length: chunkCount(plan) }, (_, index) => {
    const chunk = chunkAt(plan, index);
    const name = chunkName(chunk);
    const bytes = readFileSync(chunkPath(folder, chunk));
    const fault = chunkFault(bytes, key, chunk, protocols.length);
    if (fault !== undefined) throw new FolderFault(`${chunkPath(folder, chunk)}: ${fault}`);
    return { name, sha256: sha256(bytes) };
  });
  const list: ChunkList = {
    format: 'resplice.chunks/1',
    key,
    fingerprint: sha256(chunks.map((chunk) => chunk.sha256).join('')).slice(0, 16),
    chunks,
  };
  writeWhole(join(folder, CHUNK_LIST), pretty(list));
  return list;
}
