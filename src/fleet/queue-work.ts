/**
 * What stands in the queue: the work of a sweep once, and a job for each chunk that names both by hash and number. All of it
 * comes from other machines and is checked like a file.
 */
import { z } from 'zod';
import { chunkCount, type SweepPlan } from '../experiment/sweep-plan.ts';
import { sha256 } from '../results/store.ts';
import { type SweepManifest, sweepKey } from '../results/sweep-store.ts';
import type { SweepWork } from './chunk-runner.ts';

/** What cannot be used of what was queued, as a clause. */
export class WorkFault extends Error {}

/** Who brings a chunk home: the queue, or the folder that the workers share with who asked. */
export type ResultsWay = 'queue' | 'folder';

export interface ChunkJob {
  /** Of resplice. */
  readonly version: string;
  readonly key: string;
  readonly index: number;
  readonly results: ResultsWay;
}

/** What a worker gives back: the bytes in base64, or word that they are in the folder. */
export type ChunkResult = { readonly bytes: string } | { readonly folder: true };

/** The work of a sweep, and what its key is made of beside it. */
export interface QueuedWork extends SweepWork, Pick<SweepManifest, 'version' | 'name' | 'protocols' | 'overrides'> {}

const LONGEST_NAME = 4096;
const LONGEST_TEXT = 32 * 2 ** 20;
const LONGEST_WORK = 128 * 2 ** 20;
const MOST_TEXTS = 4096;
const MOST_CHUNKS = 1_000_000;
const MOST_REPLICATIONS = 2 ** 31;

const key = z.string().regex(/^[0-9a-f]{12}$/, { error: 'a hash of 12 hex digits' });
const name = z.string().min(1).max(LONGEST_NAME);
const whole = (least: number, most: number) => z.int().min(least).max(most);
const seed = z.union([z.number(), z.string().max(LONGEST_NAME)]);
const folderName = z
  .string()
  .regex(/^[\w.-]{1,200}$/)
  .refine((written) => !/^\.+$/.test(written));

const jobSchema = z.strictObject({
  version: z.string(),
  key,
  index: whole(0, MOST_CHUNKS - 1),
  results: z.enum(['queue', 'folder']),
});

const resultSchema = z.union([
  z.strictObject({ bytes: z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/) }),
  z.strictObject({ folder: z.literal(true) }),
]);

/** As the command line gives them; the settings of a point are not among them. */
const overridesSchema = z.strictObject({
  topology: name.optional(),
  epicentre: z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)]).optional(),
  protocols: z.array(name).max(MOST_TEXTS).optional(),
  replications: whole(1, MOST_REPLICATIONS).optional(),
  seed: seed.optional(),
  horizonHours: z.number().positive().optional(),
});

const planSchema = z
  .strictObject({
    factors: z.array(name).max(256),
    points: z
      .array(z.array(z.union([z.number(), z.string().max(LONGEST_NAME), z.boolean()])))
      .min(1)
      .max(MOST_CHUNKS),
    seeds: z.strictObject({ first: seed, count: whole(1, MOST_REPLICATIONS) }),
    replications: whole(1, MOST_REPLICATIONS),
    chunk: whole(1, MOST_REPLICATIONS),
  })
  .refine(({ factors, points }) => points.every((point) => point.length === factors.length), {
    error: 'a value for each factor at every point',
  })
  .refine((plan) => chunkCount(plan) <= MOST_CHUNKS, { error: `at most ${MOST_CHUNKS} chunks` });

const workSchema = z.strictObject({
  version: z.string().max(LONGEST_NAME),
  name: folderName,
  key,
  plan: planSchema,
  protocols: z.array(name).min(1).max(MOST_TEXTS),
  overrides: z.unknown(),
  bundle: z.strictObject({
    file: name,
    texts: z
      .record(z.string().max(LONGEST_NAME), z.string().max(LONGEST_TEXT))
      .refine((texts) => Object.keys(texts).length <= MOST_TEXTS, { error: `at most ${MOST_TEXTS} texts` }),
    overrides: overridesSchema,
  }),
});

/** Name of the job that holds the work of a sweep. */
export const workId = (sweep: string): string => `sweep-${sweep}`;

/** Name of the job of a chunk, the same whoever asks for it. */
export const chunkId = (sweep: string, index: number): string => `${sweep}-${index}`;

const clause = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`)
    .join('; ');

/** The version that a job was made by, if it says one. */
export function versionOf(data: unknown): string | undefined {
  const parsed = z.looseObject({ version: z.string().max(LONGEST_NAME) }).safeParse(data);
  return parsed.success ? parsed.data.version : undefined;
}

/** @throws WorkFault */
export function readJob(id: string | undefined, data: unknown): ChunkJob {
  const parsed = jobSchema.safeParse(data);
  if (!parsed.success) throw new WorkFault(`the job is not one of a chunk (${clause(parsed.error)})`);
  if (id !== chunkId(parsed.data.key, parsed.data.index))
    throw new WorkFault('the job asks for another chunk than its name says');
  return parsed.data;
}

/** What a worker gave back; undefined when it is nothing of ours. */
export function readResult(value: unknown): ChunkResult | undefined {
  const parsed = resultSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** As a text: an engine may order the keys of an object anew, and with them its hash. */
export const writeWork = (work: SweepWork, manifest: SweepManifest): string => {
  const { version, name: scenario, protocols, overrides } = manifest;
  return JSON.stringify({ version, name: scenario, ...work, protocols, overrides } satisfies QueuedWork);
};

/**
 * The work of a sweep, if it is the one of that key: the key is computed again from all that decides the outcome.
 * @throws WorkFault
 */
export function readWork(text: unknown, sweep: string, version: string): QueuedWork {
  if (typeof text !== 'string' || text.length > LONGEST_WORK)
    throw new WorkFault(`the work of the sweep is no text of at most ${LONGEST_WORK} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text, (property, inner: unknown) => {
      if (property === '__proto__') throw new WorkFault('the work of the sweep has a key __proto__');
      return inner;
    });
  } catch (fault) {
    throw fault instanceof WorkFault ? fault : new WorkFault('the work of the sweep is no JSON');
  }
  const parsed = workSchema.safeParse(value);
  if (!parsed.success) throw new WorkFault(`the work of the sweep cannot be used (${clause(parsed.error)})`);
  // The value itself, for a schema may order the keys of what it gives anew.
  const work = value as QueuedWork;
  const { plan, protocols, overrides, bundle } = work;
  const inputs = Object.fromEntries(Object.entries(bundle.texts).map(([file, one]) => [file, sha256(one)]));
  const computed = sweepKey({ version, plan, protocols, inputs, overrides });
  if (work.version !== version || work.key !== sweep || computed !== sweep)
    throw new WorkFault(`the work is not that of the sweep ${sweep}: its own hash is ${computed}`);
  checkOverrides(work);
  return work;
}

/** What was hashed of the overrides and what the scenario is compiled with must not differ. */
function checkOverrides({ overrides, bundle, plan }: QueuedWork): void {
  const hashed = (typeof overrides === 'object' && overrides !== null ? overrides : {}) as Record<string, unknown>;
  for (const [option, value] of Object.entries(bundle.overrides)) {
    if (Object.hasOwn(hashed, option) ? same(hashed[option], value) : isInPlan(option, value, plan)) continue;
    throw new WorkFault(`the work of the sweep says ${option} twice, and not the same`);
  }
  for (const [option, value] of Object.entries(hashed))
    if (value !== null && !Object.hasOwn(bundle.overrides, option))
      throw new WorkFault(`the work of the sweep names ${option} but does not follow it`);
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Protocols are compared where the scenario is compiled. */
const isInPlan = (option: string, value: unknown, { replications, seeds }: SweepPlan): boolean =>
  option === 'protocols' ||
  (option === 'seed' && value === seeds.first) ||
  (option === 'replications' && value === replications);
