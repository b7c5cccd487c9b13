/**
 * A sweep as plain numbers: the points of its factors, its seeds and replications, and the chunks in which they are run.
 * Who runs a chunk, and when, is not in it: what is addressed here comes out the same on any machine.
 */
import { assert } from '../engine/assert.ts';
import type { Setting } from '../scenario/sweep-setting.ts';

/** Seeds `first`, `first + 1`, … Only whole numbers can be counted on: a seed that is a text stands alone. */
export interface Seeds {
  readonly first: number | string;
  readonly count: number;
}

export interface SweepPlan {
  /** The path of each factor that varies. */
  readonly factors: readonly string[];
  /** The values of the factors at each point; one point without values where nothing varies. */
  readonly points: readonly (readonly Setting['value'][])[];
  readonly seeds: Seeds;
  /** Of each seed. */
  readonly replications: number;
  /** Replications of a chunk; the last one of a point may be shorter. */
  readonly chunk: number;
}

/** The unit of work: replications `first` to `first + count - 1` of one point, under all protocols. */
export interface Chunk {
  readonly index: number;
  readonly point: number;
  /** Address of the first replication within its point: (seed - first seed) x replications + replication. */
  readonly first: number;
  readonly count: number;
}

/** Replications of one seed that follow each other in a chunk. */
export interface Span {
  readonly seed: number | string;
  /** Number of the first replication, as `sim run --seed` counts them. */
  readonly replication: number;
  readonly count: number;
  /** Row of the chunk at which it begins. */
  readonly row: number;
}

/** Replications of each point. */
export const perPoint = ({ seeds, replications }: Omit<SweepPlan, 'chunk'>): number => seeds.count * replications;

const chunksOfPoint = (plan: SweepPlan): number => Math.ceil(perPoint(plan) / plan.chunk);

export const chunkCount = (plan: SweepPlan): number => plan.points.length * chunksOfPoint(plan);

/** The chunk of a number from 0 to {@link chunkCount} - 1, point by point. */
export function chunkAt(plan: SweepPlan, index: number): Chunk {
  assert(index >= 0 && index < chunkCount(plan), 'a sweep has no such chunk');
  const each = chunksOfPoint(plan);
  const point = Math.floor(index / each);
  const first = (index - point * each) * plan.chunk;
  return { index, point, first, count: Math.min(plan.chunk, perPoint(plan) - first) };
}

/** Name of a chunk's file: its point and its first replication, so that a folder lists them in order. */
export const chunkName = ({ point, first }: Pick<Chunk, 'point' | 'first'>): string =>
  `p${String(point).padStart(5, '0')}-r${String(first).padStart(10, '0')}.parquet`;

/** The seed of a place among the seeds. */
export const seedAt = ({ first }: Seeds, place: number): number | string =>
  typeof first === 'number' ? first + place : first;

/** A chunk seed by seed. */
export function spansOf({ seeds, replications }: SweepPlan, { first, count }: Chunk): Span[] {
  const spans: Span[] = [];
  for (let row = 0; row < count; ) {
    const replication = (first + row) % replications;
    const length = Math.min(count - row, replications - replication);
    spans.push({ seed: seedAt(seeds, (first + row - replication) / replications), replication, count: length, row });
    row += length;
  }
  return spans;
}

/** What the factors are at a point. */
export const settingsAt = ({ factors, points }: Pick<SweepPlan, 'factors' | 'points'>, point: number): Setting[] =>
  factors.map((path, factor) => ({ path, value: points[point][factor] }));

/** A part of the chunks: those whose number leaves `place` when divided by `of`. */
export interface Shard {
  readonly place: number;
  readonly of: number;
}

/** Numbers of the chunks of a shard, in order. */
export function chunksOfShard(plan: SweepPlan, { place, of }: Shard): number[] {
  const list: number[] = [];
  for (let index = place; index < chunkCount(plan); index += of) list.push(index);
  return list;
}
