/** Something that shaking does: at which places it wants which measure, and what follows. */
import type { Draws } from '../engine/draws.ts';
import type { Damage } from './damage.ts';
import type { Ground } from './exposure.ts';
import type { Source } from './shaking.ts';

/** One earthquake as it strikes. */
export interface Strike {
  readonly draws: Draws;
  readonly atHours: number;
  /** Degrees, of the epicentre. */
  readonly lat: number;
  readonly lon: number;
  /** Undefined where the shaking comes from a field that somebody else made. */
  readonly source: Source | undefined;
  /** Length of each link in this replication, km along the cable. */
  readonly lengthsKm: Float64Array;
}

export interface Shaken {
  readonly ground: Ground;
  readonly measure: 'pga' | 'pgv';
  /**
   * Adds to `damage` what the shaking does.
   * @param motion ln of the measure (g or cm/s) at each place, -Infinity where it is not shaken; may be overwritten
   */
  suffer(strike: Strike, motion: Float64Array, damage: Damage): void;
}
