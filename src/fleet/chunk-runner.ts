/** Runs chunks of a sweep one after another, whatever their points, and gives the bytes of their files. */
import { InvariantError } from '../engine/assert.ts';
import { chunkAt, type SweepPlan, settingsAt } from '../experiment/sweep-plan.ts';
import { PointRunner } from '../experiment/sweep-run.ts';
import { encodeChunk } from '../results/chunk.ts';
import { atPoint } from '../scenario/read.ts';
import { type Bundle, compileBundle } from './bundle.ts';

/** All that a machine needs to run any chunk of a sweep; plain data. */
export interface SweepWork {
  readonly key: string;
  readonly plan: SweepPlan;
  /** Without the settings of a point. */
  readonly bundle: Bundle;
}

/** Points whose worlds are kept: those on either side of a border between two. */
const POINTS_KEPT = 2;

export class ChunkRunner {
  readonly #work: SweepWork;
  /** By point, the one used last at the end. */
  readonly #points = new Map<number, PointRunner>();

  constructor(work: SweepWork) {
    this.#work = work;
  }

  /** The file of a chunk. @throws Error when the bundle does not compile: it was changed */
  run(index: number): Uint8Array<ArrayBuffer> {
    const { key, plan } = this.#work;
    const chunk = chunkAt(plan, index);
    try {
      return encodeChunk(key, plan, chunk, this.#at(chunk.point).run(plan, chunk));
    } catch (fault) {
      if (!(fault instanceof InvariantError)) throw fault;
      throw new InvariantError(`${fault.message} [chunk ${index} of the sweep ${key}]`);
    }
  }

  #at(point: number): PointRunner {
    const known = this.#points.get(point);
    this.#points.delete(point);
    const runner = known ?? new PointRunner(this.#modelOf(point));
    this.#points.set(point, runner);
    for (const oldest of this.#points.keys()) {
      if (this.#points.size <= POINTS_KEPT) break;
      this.#points.delete(oldest);
    }
    return runner;
  }

  #modelOf(point: number) {
    const { plan, bundle } = this.#work;
    const overrides = atPoint(bundle.overrides, settingsAt(plan, point));
    return compileBundle({ ...bundle, overrides }).model;
  }
}
