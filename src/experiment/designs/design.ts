/** The plug-in door for designs of experiments: which values of the factors are tried together. */
import type { Draws } from '../../engine/draws.ts';
import type { DesignPoint, Factor, Mistake } from './factor.ts';

interface DesignSetting {
  /** Points that were asked for; a design that counts its own takes no notice. */
  readonly count: number;
  /** Standing at replication 0. */
  readonly draws: Draws;
  /** Tries of which a design of chance keeps the best; 1 when left out. */
  readonly tries?: number;
}

export interface Design {
  /** Its name on the command line. */
  readonly name: string;
  readonly summary: string;
  /** Publication it rests on. */
  readonly source: string;
  /** Whether the number of points is the user's choice. */
  readonly isCounted: boolean;
  points(factors: readonly Factor[], setting: DesignSetting): DesignPoint[] | Mistake;
}

/** Most points that a person could mean: each of them is a run of many replications. */
export const MOST_POINTS = 1_000_000;

/** What is wrong with a number of points. */
export const mistakeInCount = (count: number): Mistake | undefined =>
  Number.isInteger(count) && count >= 1 && count <= MOST_POINTS
    ? undefined
    : { found: `${count} points`, expected: `a whole number of points from 1 to ${MOST_POINTS}` };
