/** A flat map around one place: kilometres east and north of it, for distances to a rupture and for random fields. */

/** The radius of the distance tables in tests/verification/hazard; 1.4 ppm from the IUGG mean. */
const KM_PER_DEGREE = (6371 * Math.PI) / 180;

/** Equirectangular projection about a centre. */
export class LocalPlane {
  readonly #lat: number;
  readonly #lon: number;
  readonly #kmPerDegreeEast: number;

  /** @param lat degrees north @param lon degrees east, of the centre */
  constructor(lat: number, lon: number) {
    this.#lat = lat;
    this.#lon = lon;
    this.#kmPerDegreeEast = KM_PER_DEGREE * Math.cos((lat * Math.PI) / 180);
  }

  /** Kilometres east of the centre, the short way round the earth. */
  eastKm(lon: number): number {
    const turn = lon - this.#lon;
    return (turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn) * this.#kmPerDegreeEast;
  }

  /** Kilometres north of the centre. */
  northKm(lat: number): number {
    return (lat - this.#lat) * KM_PER_DEGREE;
  }
}
