/** The part of a fault that slips: its size from the magnitude, and how far a place is from it. */

const DEGREE = Math.PI / 180;

/** Style of faulting. */
export type Style = 'strike-slip' | 'reverse' | 'normal' | 'unknown';

/** The style of a rake in degrees (-180 to 180), in quadrants about 0, 90, -90 and 180; NaN is unknown. */
export function styleOf(rake: number): Style {
  if (Number.isNaN(rake)) return 'unknown';
  if (rake > 45 && rake < 135) return 'reverse';
  return rake > -135 && rake < -45 ? 'normal' : 'strike-slip';
}

/** Intercept, slope per unit of magnitude, standard deviation of log10. */
type Scaling = readonly [number, number, number];

/**
 * Wells & Coppersmith (1994), BSSA 84:974-1002, table 2A, log10 X = a + b Mw: subsurface length and down-dip width
 * (km), area (km2), surface length (km), average and maximum displacement (m). The rows of width, subsurface length
 * and displacement are recalled, not re-read; displacements of reverse faults are not significant in the source.
 */
const SCALING = {
  subsurfaceLengthKm: {
    'strike-slip': [-2.57, 0.62, 0.15],
    reverse: [-2.42, 0.58, 0.16],
    normal: [-1.88, 0.5, 0.17],
    unknown: [-2.44, 0.59, 0.16],
  },
  widthKm: {
    'strike-slip': [-0.76, 0.27, 0.14],
    reverse: [-1.61, 0.41, 0.15],
    normal: [-1.14, 0.35, 0.12],
    unknown: [-1.01, 0.32, 0.15],
  },
  areaKm2: {
    'strike-slip': [-3.42, 0.9, 0.22],
    reverse: [-3.99, 0.98, 0.26],
    normal: [-2.87, 0.82, 0.22],
    unknown: [-3.49, 0.91, 0.24],
  },
  surfaceLengthKm: {
    'strike-slip': [-3.55, 0.74, 0.23],
    reverse: [-2.86, 0.63, 0.2],
    normal: [-2.01, 0.5, 0.21],
    unknown: [-3.22, 0.69, 0.22],
  },
  averageDisplacementM: {
    'strike-slip': [-6.32, 0.9, 0.28],
    reverse: [-0.74, 0.08, 0.38],
    normal: [-4.45, 0.63, 0.33],
    unknown: [-4.8, 0.69, 0.36],
  },
  maximumDisplacementM: {
    'strike-slip': [-7.03, 1.03, 0.34],
    reverse: [-1.84, 0.29, 0.42],
    normal: [-5.9, 0.89, 0.38],
    unknown: [-5.46, 0.82, 0.42],
  },
} as const satisfies Record<string, Record<Style, Scaling>>;
export type RuptureSize = keyof typeof SCALING;

/** Median of a size of the rupture, in the unit its name ends in. Wells & Coppersmith (1994), table 2A. */
export function ruptureSize(size: RuptureSize, magnitude: number, style: Style): number {
  const [a, b] = SCALING[size][style];
  return 10 ** (a + b * magnitude);
}

/** Standard deviation of the decimal logarithm of that size. */
export const ruptureSizeSd = (size: RuptureSize, style: Style): number => SCALING[size][style][2];

/** Distances of one place, km. Rx is positive on the hanging wall, measured across strike from the top edge. */
export interface Distances {
  repiKm: number;
  rhypKm: number;
  rjbKm: number;
  rrupKm: number;
  rxKm: number;
}

/** A plane rectangle with the hypocentre in the middle of its length; a point when its length and width are 0. */
export class Rupture {
  readonly depthKm: number;
  readonly dip: number;
  readonly lengthKm: number;
  readonly widthKm: number;
  /** Depth of the top edge. */
  readonly ztorKm: number;
  /** From the top edge down to the hypocentre: half the width, less where the plane would leave the ground. */
  readonly upDipKm: number;
  readonly #cosDip: number;
  readonly #sinDip: number;
  #cosStrike = 1;
  #sinStrike = 0;

  /** @param strike degrees from north, the plane dips to its right @param dip degrees, above 0 and at most 90 */
  constructor(depthKm: number, strike: number, dip: number, lengthKm: number, widthKm: number) {
    this.depthKm = depthKm;
    this.dip = dip;
    this.lengthKm = lengthKm;
    this.widthKm = widthKm;
    this.#cosDip = Math.cos(dip * DEGREE);
    this.#sinDip = Math.sin(dip * DEGREE);
    const top = depthKm - (widthKm / 2) * this.#sinDip;
    this.ztorKm = Math.max(0, top);
    this.upDipKm = top < 0 ? depthKm / this.#sinDip : widthKm / 2;
    this.turnTo(strike);
  }

  /** Turns the plane about its hypocentre: an unknown strike is drawn anew in each replication. */
  turnTo(strike: number): void {
    this.#cosStrike = Math.cos(strike * DEGREE);
    this.#sinStrike = Math.sin(strike * DEGREE);
  }

  /** Writes the distances of a place given in km east and north of the epicentre. */
  distances(eastKm: number, northKm: number, out: Distances): void {
    const cosDip = this.#cosDip;
    const sinDip = this.#sinDip;
    const along = eastKm * this.#sinStrike + northKm * this.#cosStrike;
    const across = eastKm * this.#cosStrike - northKm * this.#sinStrike + this.upDipKm * cosDip;
    const beyondEnd = Math.max(Math.abs(along) - this.lengthKm / 2, 0);
    const beyondSide = Math.max(-across, across - this.widthKm * cosDip, 0);
    // The nearest point of the plane, as a distance down it from the top edge.
    const down = Math.min(Math.max(across * cosDip - this.ztorKm * sinDip, 0), this.widthKm);
    const aside = across - down * cosDip;
    const below = this.ztorKm + down * sinDip;
    const epicentral2 = eastKm * eastKm + northKm * northKm;
    out.repiKm = Math.sqrt(epicentral2);
    out.rhypKm = Math.sqrt(epicentral2 + this.depthKm * this.depthKm);
    out.rjbKm = Math.sqrt(beyondEnd * beyondEnd + beyondSide * beyondSide);
    out.rrupKm = Math.sqrt(beyondEnd * beyondEnd + aside * aside + below * below);
    out.rxKm = across;
  }
}

/** The rectangle of median subsurface length and width for a magnitude. Wells & Coppersmith (1994). */
export function finiteRupture(magnitude: number, depthKm: number, strike: number, dip: number, style: Style): Rupture {
  const lengthKm = ruptureSize('subsurfaceLengthKm', magnitude, style);
  return new Rupture(depthKm, strike, dip, lengthKm, ruptureSize('widthKm', magnitude, style));
}

/** A source without extent: Rjb is Repi and Rrup is Rhyp. */
export const pointRupture = (depthKm: number): Rupture => new Rupture(depthKm, 0, 90, 0, 0);

/** Dips where none is known, degrees (judgement). For an unknown style, between the vertical and the dipping ones. */
export const DIP_OF: Readonly<Record<Style, number>> = { 'strike-slip': 90, reverse: 45, normal: 50, unknown: 60 };
