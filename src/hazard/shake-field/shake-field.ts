/** A field of shaking that somebody else computed or recorded: what it says of any place inside it. */

/** Shaking at one place, as natural logarithms. */
export interface FieldMotion {
  /** Peak ground acceleration, g. */
  lnPgaG: number;
  /** Peak ground velocity, cm/s. */
  lnPgvCmS: number;
  /** Standard deviation of lnPgaG; NaN when the field does not say. */
  sdLnPga: number;
  /** Standard deviation of lnPgvCmS; NaN when the field does not say. */
  sdLnPgv: number;
}

export const noFieldMotion = (): FieldMotion => ({
  lnPgaG: Number.NEGATIVE_INFINITY,
  lnPgvCmS: Number.NEGATIVE_INFINITY,
  sdLnPga: Number.NaN,
  sdLnPgv: Number.NaN,
});

/** Degrees; `east` is above 180 where the field reaches across the date line. */
export interface Extent {
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
}

export interface ShakeField {
  /** How many places it is made of. */
  readonly count: number;
  readonly extent: Extent;
  /** Writes the shaking of a place; false, with nothing written, when it lies outside. Hot: allocates nothing. */
  at(lat: number, lon: number, out: FieldMotion): boolean;
}

/** The columns of a field, one entry a place. */
export interface MotionColumns {
  readonly lnPgaG: Float64Array;
  readonly lnPgvCmS: Float64Array;
  /** Empty when the field does not say. */
  readonly sdLnPga: Float64Array;
  readonly sdLnPgv: Float64Array;
}
