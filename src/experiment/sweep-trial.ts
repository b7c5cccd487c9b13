/** How many replications make a chunk: told by what happens in a few of them, never by a clock, so that any machine agrees. */
import type { Model } from '../simulation/model.ts';
import { breakWorld, respond } from '../simulation/replicate.ts';
import { World } from '../simulation/world.ts';

/** Replications that are tried. */
const TRIED = 8;

/** What a chunk should take, and the most replications in one. */
const CHUNK_SECONDS = 1;
const LARGEST_CHUNK = 4096;

/**
 * What each costs, in seconds on a machine of 2024: measured over the shipped scenarios, which it tells within a factor of
 * three but for the smallest. Where traffic is assigned, it is what a row of the timeline costs.
 */
const SECONDS = { replication: 0.2e-3, event: 10e-6, row: 50e-6, rowWithTraffic: 450e-6 } as const;

export interface TrialCount {
  readonly replications: number;
  /** Events, and rows of the timeline, under all protocols. */
  readonly events: number;
  readonly rows: number;
  readonly hasTraffic: boolean;
}

/** Counts what happens in the first replications of a model. */
export function trialOf(model: Model): TrialCount {
  const world = new World(model);
  let events = 0;
  let rows = 0;
  for (let replication = 0; replication < TRIED; replication++) {
    breakWorld(world, replication);
    for (const variant of model.variants) {
      respond(world, variant);
      events += world.events;
      rows += world.timeline.length;
    }
  }
  return { replications: TRIED, events, rows, hasTraffic: model.traffic !== undefined };
}

/** The power of two, from 1 to 4096, of replications that come nearest to the time that a chunk should take. */
export function chunkSize({ replications, events, rows, hasTraffic }: TrialCount): number {
  const ofRows = rows * (hasTraffic ? SECONDS.rowWithTraffic : SECONDS.row);
  const each = SECONDS.replication + (events * SECONDS.event + ofRows) / replications;
  const power = Math.round(Math.log2(CHUNK_SECONDS / each));
  return Math.min(LARGEST_CHUNK, 2 ** Math.max(0, power));
}
