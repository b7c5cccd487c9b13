/** The shaking of many places by one earthquake: medians once per rupture, residuals once per replication. */

import type { Ground } from './exposure.ts';
import type {
  GroundMotion,
  GroundMotionEquation,
  GroundMotionModel,
  RuptureAndSite,
} from './ground-motion/ground-motion.ts';
import { DEEP_KM, distanceOf, motionlessSite, noMotion } from './ground-motion/ground-motion.ts';
import { allenHypocentre, allenRupture } from './intensity/allen-2012.ts';
import { mmiOfPgv } from './intensity/worden-2012.ts';
import { LocalPlane } from './local-plane.ts';
import type { Places } from './random-field.ts';
import { DIP_OF, finiteRupture, pointRupture, type Rupture, type Style, styleOf } from './rupture.ts';

/** An earthquake as a person knows it; NaN where an angle is unknown, `undefined` for the source of its depth. */
export interface Earthquake {
  readonly magnitude: number;
  readonly lat: number;
  readonly lon: number;
  readonly depthKm: number;
  readonly rake: number;
  readonly strike: number;
  readonly dip: number;
  readonly source: 'point' | 'finite' | undefined;
}

/** An earthquake with its rupture: a rectangle, or a point. */
export interface Source {
  readonly magnitude: number;
  readonly rake: number;
  readonly style: Style;
  readonly extent: 'point' | 'finite';
  readonly rupture: Rupture;
}

/** The source of an earthquake: a rectangle unless called a point or below 25 km. An unknown strike is 0 here. */
export function sourceOf({ magnitude, depthKm, rake, strike, dip, source }: Earthquake): Source {
  const style = styleOf(rake);
  const extent = source ?? (depthKm < DEEP_KM ? 'finite' : 'point');
  const knownStrike = Number.isNaN(strike) ? 0 : strike;
  const knownDip = Number.isNaN(dip) ? DIP_OF[style] : dip;
  return {
    magnitude,
    rake,
    style,
    extent,
    rupture:
      extent === 'finite' ? finiteRupture(magnitude, depthKm, knownStrike, knownDip, style) : pointRupture(depthKm),
  };
}

/** Writes what the source itself says into the input of an equation; distances and vs30 come per place. */
function describeSource({ magnitude, rake, rupture }: Source, at: RuptureAndSite): void {
  at.magnitude = magnitude;
  at.rake = rake;
  at.dip = rupture.dip;
  at.ztorKm = rupture.ztorKm;
}

/** Places with one measure of their shaking, ready to be drawn again and again. */
export class ShakenPlaces {
  readonly count: number;
  readonly places: Places;
  readonly #measure: 'pga' | 'pgv';
  readonly #ground: Ground;
  readonly #eastKm: Float64Array;
  readonly #northKm: Float64Array;
  readonly #vs30: Float64Array;
  readonly #lnMedian: Float64Array;
  readonly #tau: Float64Array;
  readonly #phi: Float64Array;
  readonly #at: RuptureAndSite = motionlessSite();
  readonly #motion: GroundMotion = noMotion();

  /** @param places of the same ground, for its residuals @param plane about the source; {@link centre} moves it */
  constructor(ground: Ground, places: Places, plane: LocalPlane, measure: 'pga' | 'pgv') {
    this.count = ground.lats.length;
    this.places = places;
    this.#measure = measure;
    this.#ground = ground;
    this.#eastKm = new Float64Array(this.count);
    this.#northKm = new Float64Array(this.count);
    this.#vs30 = Float64Array.from(ground.vs30);
    this.#lnMedian = new Float64Array(this.count);
    this.#tau = new Float64Array(this.count);
    this.#phi = new Float64Array(this.count);
    this.centre(plane);
  }

  /** Measures the places from another source. */
  centre(plane: LocalPlane): void {
    const { lats, lons } = this.#ground;
    for (let place = 0; place < this.count; place++) {
      this.#eastKm[place] = plane.eastKm(lons[place]);
      this.#northKm[place] = plane.northKm(lats[place]);
    }
  }

  /**
   * Computes the medians and their uncertainty for a source as it now lies. Hot when the strike is unknown.
   * @param reachKm places beyond it, by the distance that the equation uses, are not shaken at all
   * @returns how many places are shaken
   */
  shake(equation: GroundMotionEquation, source: Source, reachKm: number): number {
    const at = this.#at;
    const motion = this.#motion;
    const isPga = this.#measure === 'pga';
    describeSource(source, at);
    let reached = 0;
    for (let place = 0; place < this.count; place++) {
      source.rupture.distances(this.#eastKm[place], this.#northKm[place], at);
      at.vs30 = this.#vs30[place];
      if (distanceOf(equation.distance, at) > reachKm) {
        this.#lnMedian[place] = Number.NEGATIVE_INFINITY;
        continue;
      }
      reached++;
      equation.motion(at, motion);
      this.#lnMedian[place] = isPga ? motion.lnPgaG : motion.lnPgvCmS;
      this.#tau[place] = isPga ? motion.tauPga : motion.tauPgv;
      this.#phi[place] = isPga ? motion.phiPga : motion.phiPgv;
    }
    return reached;
  }

  /**
   * Takes the motion of each place from elsewhere than a model. @param motionAt ln of the measure and its standard
   * deviation at a place; a place of which nothing is known is not shaken
   * @returns how many places are shaken
   */
  impose(motionAt: (lat: number, lon: number) => { readonly ln: number; readonly sd: number } | undefined): number {
    const { lats, lons } = this.#ground;
    let reached = 0;
    for (let place = 0; place < this.count; place++) {
      const motion = motionAt(lats[place], lons[place]);
      if (motion !== undefined) reached++;
      this.#lnMedian[place] = motion?.ln ?? Number.NEGATIVE_INFINITY;
      this.#tau[place] = 0;
      this.#phi[place] = motion?.sd ?? 0;
    }
    return reached;
  }

  /** Turns standard normal within-event residuals, in place, into the logarithm of the measure (g or cm/s). */
  apply(betweenEvent: number, residuals: Float64Array): void {
    for (let place = 0; place < this.count; place++) {
      residuals[place] = this.#lnMedian[place] + this.#tau[place] * betweenEvent + this.#phi[place] * residuals[place];
    }
  }
}

/** Medians at one place. */
export interface MedianShaking {
  readonly pgaG: number;
  readonly pgvCmS: number;
  /** Modified Mercalli intensity from PGV, Worden et al. (2012). */
  readonly mmi: number;
  /** The same without ground motion and soil, Allen, Wald & Worden (2012): Rrup for a rectangle, Rhyp for a point. */
  readonly mmiOfDistance: number;
}

/**
 * The median shaking of a place, without any chance; an unknown strike is taken as 0 (north).
 * @param vs30 m/s @returns undefined when the model has no equation for such a source
 */
export function medianShaking(
  model: GroundMotionModel,
  earthquake: Earthquake,
  lat: number,
  lon: number,
  vs30: number,
): MedianShaking | undefined {
  const source = sourceOf(earthquake);
  const equation = model.equationFor({ extent: source.extent, depthKm: earthquake.depthKm });
  if (equation === undefined) return undefined;
  const plane = new LocalPlane(earthquake.lat, earthquake.lon);
  const at = motionlessSite();
  const motion = noMotion();
  describeSource(source, at);
  source.rupture.distances(plane.eastKm(lon), plane.northKm(lat), at);
  at.vs30 = vs30;
  equation.motion(at, motion);
  const pgvCmS = Math.exp(motion.lnPgvCmS);
  const felt =
    source.extent === 'finite'
      ? allenRupture(source.magnitude, at.rrupKm)
      : allenHypocentre(source.magnitude, at.rhypKm);
  return { pgaG: Math.exp(motion.lnPgaG), pgvCmS, mmi: mmiOfPgv(pgvCmS), mmiOfDistance: felt.mmi };
}
