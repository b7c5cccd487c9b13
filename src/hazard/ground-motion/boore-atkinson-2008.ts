/** The site term of Boore & Atkinson (2008), which other models borrow. */

/** Coefficients of one measure. */
export interface SiteTerms {
  readonly linear: number;
  readonly b1: number;
  readonly b2: number;
}

/** Earthquake Spectra 24(1):99-138, table 3. */
export const PGA_SITE: SiteTerms = { linear: -0.36, b1: -0.64, b2: -0.14 };
export const PGV_SITE: SiteTerms = { linear: -0.6, b1: -0.5, b2: -0.06 };

const REFERENCE_VS30 = 760;
/** The nonlinear part is constant up to `WEAK`, bends up to `STRONG`, and is a straight line beyond; g. */
const WEAK = 0.03;
const STRONG = 0.09;
const LOW = 0.06;
const HIGH = 0.1;
const BEND = Math.log(STRONG / WEAK);

/** How much stronger the ground answers when shaken harder: less so the stiffer it is, and not at all on rock. */
function slope({ b1, b2 }: SiteTerms, vs30: number): number {
  if (vs30 <= 180) return b1;
  if (vs30 <= 300) return ((b1 - b2) * Math.log(vs30 / 300)) / Math.log(180 / 300) + b2;
  if (vs30 < REFERENCE_VS30) return (b2 * Math.log(vs30 / REFERENCE_VS30)) / Math.log(300 / REFERENCE_VS30);
  return 0;
}

/** Natural logarithm of the amplification over rock (760 m/s). @param vs30 m/s @param rockPgaG PGA on that rock, g */
export function siteTerm(terms: SiteTerms, vs30: number, rockPgaG: number): number {
  const linear = terms.linear * Math.log(vs30 / REFERENCE_VS30);
  const b = slope(terms, vs30);
  if (rockPgaG > STRONG) return linear + b * Math.log(rockPgaG / HIGH);
  const least = b * Math.log(LOW / HIGH);
  if (rockPgaG <= WEAK) return linear + least;
  const rise = b * Math.log(STRONG / LOW);
  const beyond = Math.log(rockPgaG / WEAK);
  const c = (3 * rise - b * BEND) / (BEND * BEND);
  const d = -(2 * rise - b * BEND) / (BEND * BEND * BEND);
  return linear + least + c * beyond * beyond + d * beyond * beyond * beyond;
}
