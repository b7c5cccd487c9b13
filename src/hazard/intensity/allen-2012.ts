/** Allen, Wald & Worden (2012): felt intensity from magnitude and distance, without ground motion and without soil. */

/** A mean intensity on the Modified Mercalli scale and its standard deviation. */
export interface Intensity {
  readonly mmi: number;
  readonly sd: number;
}

/** For a finite rupture. J. Seismology 16:409-433, in Rrup; recalled range: M 5-7.9, up to 300 km. @param rrupKm km */
export function allenRupture(magnitude: number, rrupKm: number): Intensity {
  const near = 1 + 0.813 * Math.exp(magnitude - 5);
  return {
    mmi: 3.95 + 0.913 * magnitude - 1.107 * Math.log(Math.sqrt(rrupKm * rrupKm + near * near)),
    sd: 0.72 + 0.23 / (1 + (rrupKm / 44.7) ** 2),
  };
}

/** For a point source. The same paper, form in Rhyp. @param rhypKm km */
export function allenHypocentre(magnitude: number, rhypKm: number): Intensity {
  const near = -0.209 + 2.042 * Math.exp(magnitude - 5);
  const far = rhypKm > 50 ? 0.078 * Math.log(rhypKm / 50) : 0;
  return {
    mmi: 2.085 + 1.428 * magnitude - 1.402 * Math.log(Math.sqrt(rhypKm * rhypKm + near * near)) + far,
    sd: 0.82 + 0.37 / (1 + (rhypKm / 22.9) ** 2),
  };
}
