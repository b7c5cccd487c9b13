/** Spatially correlated residuals of ground motion, each a function of its place alone. */
import { type Draws, PURPOSE } from '../engine/draws.ts';
import { jayaramBakerRangeKm } from './correlation.ts';
import type { LocalPlane } from './local-plane.ts';
import { type WaveSum, waveSumOfThread } from './wave-sum.ts';

/** Ranges b of exp(-3h/b), km. Jayaram & Baker (2009), EESD 38:1687-1708, clustered vs30; PGV as SA(1 s). */
export const RANGE_KM = { pga: jayaramBakerRangeKm(0, true), pgv: jayaramBakerRangeKm(1, true) } as const;

/** Correlation of the residuals of PGV and PGA at one place. Bradley (2012), recalled. */
export const PGV_PGA_CORRELATION = 0.73;

/**
 * Waves in a field, a multiple of four. A field costs about 0.4 ns per wave and place; what few waves cost in truth is
 * told at {@link RandomField}.
 */
const WAVES = 64;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Phase units in one turn. */
const TURN = 2 ** 32;

/** Places in whole metres on a local plane: phases are then exact integer arithmetic, alike on every machine. */
export interface Places {
  readonly eastM: Int32Array;
  readonly northM: Int32Array;
}

/** Rounds places to the metre. @param lats degrees @param lons degrees */
export function placesOn(plane: LocalPlane, lats: ArrayLike<number>, lons: ArrayLike<number>): Places {
  return {
    eastM: Int32Array.from(lons, (lon) => Math.round(1000 * plane.eastKm(lon))),
    northM: Int32Array.from(lats, (lat) => Math.round(1000 * plane.northKm(lat))),
  };
}

/** Wave number (rad/km) that a share `tail` of the field's power lies beyond. @param tail in (0, 1) */
export type Spectrum = (tail: number) => number;

/**
 * Spectrum of the correlation exp(-3h/b) in the plane: power within wave number w is 1 - 1/sqrt(1 + (aw)^2), a = b/3
 * (the Hankel transform of the exponential; Matérn (1960) with smoothness one half).
 */
export const exponentialSpectrum = (rangeKm: number): Spectrum => {
  const a = rangeKm / 3;
  return (tail) => Math.sqrt(1 / (tail * tail) - 1) / a;
};

/**
 * Spectrum of what is left of a field of exponential correlation (range `wholeKm`) when `rho` times a field of range
 * `partKm` is taken from it: density (S_whole - rho^2 S_part)/(1 - rho^2), which is nowhere negative as long as
 * `partKm` is the shorter range and rho^2 <= partKm/wholeKm; here 0.533 <= 0.631.
 */
export const remainderSpectrum = (wholeKm: number, partKm: number, rho: number): Spectrum => {
  const a = wholeKm / 3;
  const ratio2 = (partKm / wholeKm) ** 2;
  const rho2 = rho * rho;
  return (tail) => {
    // With v = 1/sqrt(1 + (aw)^2) the tail is [v - rho^2 v/sqrt(v^2 (1 - s) + s)]/(1 - rho^2), s the squared ratio of
    // the ranges: convex from (0, 0) to (1, 1), so Newton's steps converge from anywhere between.
    let v = tail;
    for (let step = 0; step < 7; step++) {
      const root2 = v * v * (1 - ratio2) + ratio2;
      const root = Math.sqrt(root2);
      const value = v * (1 - rho2 / root) - tail * (1 - rho2);
      const next = Math.min(1, v - value / (1 - (rho2 * ratio2) / (root2 * root)));
      // A step that leads nowhere would be taken again and again.
      if (next === v) break;
      v = next;
    }
    return Math.sqrt(1 / (v * v) - 1) / a;
  };
};

/**
 * One standard normal field: a sum of plane waves A_j cos(w_j . x + phase_j). The wave numbers are drawn anew in every
 * replication, stratified over the spectrum (one wave per equal share of power, directions a golden angle apart, with
 * one common random offset of each), so over replications every wave number has exactly the spectrum's law. Hence, up
 * to rounding (a metre of place, 1/2048 of a turn of phase):
 *
 * - at each place the value is exactly standard normal, given the wave numbers and over all;
 * - between any two places the correlation over replications is exactly the target, at every distance and in every
 *   direction: there is no truncation to tune. (64 waves fixed once for all would be off by up to 0.32 within 200 km,
 *   512 by up to 0.08.) Within one replication the pattern is that of 64 waves, whose own correlation scatters about
 *   the target by 0.07 (root mean square over 200 km); jointly the values are a mixture of normals.
 *   Against an exact Cholesky factor (60 sites within 150 km, 60 000 replications) the number of sites above one
 *   standard deviation, the largest value and the mean of exp(0.63 x) agree within 1.5 % from the 5 % to the 99.9 %
 *   quantile, but for one site in 22 at the last.
 *
 * Nothing is stored per place and nothing is factored, so a new site or link changes no other draw.
 * Shinozuka & Jan (1972), J. Sound Vib. 25:111-128 (random phases); Kraichnan (1970), Phys. Fluids 13:22-31 (random
 * wave numbers).
 */
class RandomField {
  readonly #spectrum: Spectrum;
  readonly #firstOccurrence: number;
  readonly #east = new Int32Array(WAVES);
  readonly #north = new Int32Array(WAVES);
  readonly #phase = new Int32Array(WAVES);
  readonly #amplitude = new Float64Array(WAVES);

  /** @param firstOccurrence where its draws begin; a field takes {@link RandomField.occurrences} of them */
  constructor(spectrum: Spectrum, firstOccurrence = 0) {
    this.#spectrum = spectrum;
    this.#firstOccurrence = firstOccurrence;
  }

  static readonly occurrences = 2 + 2 * WAVES;

  /** Draws the waves of this replication on one event's handle. */
  draw(draws: Draws, event: number): void {
    const purpose = PURPOSE.withinEvent;
    let occurrence = this.#firstOccurrence;
    const offset = draws.uniform(event, purpose, occurrence++);
    const rotation = draws.uniform(event, purpose, occurrence++);
    // From radians per km to phase units per metre.
    const scale = TURN / (2 * Math.PI * 1000);
    for (let wave = 0; wave < WAVES; wave++) {
      const number = this.#spectrum((wave + offset) / WAVES) * scale;
      const direction = Math.PI * ((rotation + wave * GOLDEN) % 1);
      // `| 0` is modulo one turn per metre, which changes no phase at a place in whole metres.
      this.#east[wave] = (number * Math.cos(direction)) | 0;
      this.#north[wave] = (number * Math.sin(direction)) | 0;
      // Amplitude and phase of a pair of independent normals of variance 1/WAVES, by Box & Muller's polar form.
      this.#amplitude[wave] = Math.sqrt((-2 * Math.log(draws.uniform(event, purpose, occurrence++))) / WAVES);
      this.#phase[wave] = (draws.uniform(event, purpose, occurrence++) * TURN) | 0;
    }
  }

  /** Lays its waves down with `weight` times their amplitudes, from wave `first` on. */
  layDown(sum: WaveSum, first: number, weight: number): void {
    for (let wave = 0; wave < WAVES; wave++)
      sum.setWave(first + wave, this.#east[wave], this.#north[wave], this.#phase[wave], weight * this.#amplitude[wave]);
  }
}

/**
 * The within-event residuals of PGA and PGV of one earthquake. PGV is a field of range 25.7 km; PGA is rho times that
 * field plus a remainder chosen so that PGA has range 40.7 km. So both have their own correlation, they correlate by
 * rho at a place and by rho exp(-3h/25.7) at a distance, and lines, which want PGV alone, pay for one field.
 */
export class WithinEvent {
  readonly #sum = waveSumOfThread();
  readonly #pgv = new RandomField(exponentialSpectrum(RANGE_KM.pgv));
  readonly #remainder = new RandomField(
    remainderSpectrum(RANGE_KM.pga, RANGE_KM.pgv, PGV_PGA_CORRELATION),
    RandomField.occurrences,
  );

  draw(draws: Draws, event: number): void {
    this.#pgv.draw(draws, event);
    this.#remainder.draw(draws, event);
  }

  /** Writes the standard normal residual of ln PGV at each place. */
  pgv({ eastM, northM }: Places, out: Float64Array): void {
    this.#pgv.layDown(this.#sum, 0, 1);
    this.#sum.sum(WAVES, eastM, northM, out);
  }

  /** Writes the standard normal residual of ln PGA at each place. */
  pga({ eastM, northM }: Places, out: Float64Array): void {
    this.#pgv.layDown(this.#sum, 0, PGV_PGA_CORRELATION);
    this.#remainder.layDown(this.#sum, WAVES, Math.sqrt(1 - PGV_PGA_CORRELATION ** 2));
    this.#sum.sum(2 * WAVES, eastM, northM, out);
  }
}
