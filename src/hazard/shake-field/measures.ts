/** The measures of shaking at a place as a file gives them, some of them missing, made complete. */
import { mmiOfPga, mmiOfPgv, pgaOfMmi, pgvOfMmi } from '../intensity/worden-2012.ts';
import { counted } from '../telling.ts';
import type { MotionColumns } from './shake-field.ts';

/** What a map prints as 0 is taken for this little, which harms nothing: its logarithm must be a number. */
const LEAST_PGA_G = 1e-5;
const LEAST_PGV_CM_S = 1e-3;

/** More than this is no PGA in g: the strongest ever recorded is about 3 g horizontally. */
export const MOST_PGA_G = 10;
/** More than this is no PGV in cm/s. */
export const MOST_PGV_CM_S = 2000;

/** The decimal number that a text is; undefined when it is none. */
export function decimal(text: string): number | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Gathers the measures of a field's places and counts what it had to put in. */
export class Measures implements MotionColumns {
  readonly lnPgaG: Float64Array;
  readonly lnPgvCmS: Float64Array;
  readonly sdLnPga: Float64Array;
  readonly sdLnPgv: Float64Array;
  #pgaOfMmi = 0;
  #pgvOfMmi = 0;
  #pgaOfPgv = 0;
  #pgvOfPga = 0;
  #zeros = 0;

  constructor(count: number, hasSdPga = false, hasSdPgv = false) {
    this.lnPgaG = new Float64Array(count);
    this.lnPgvCmS = new Float64Array(count);
    this.sdLnPga = new Float64Array(hasSdPga ? count : 0);
    this.sdLnPgv = new Float64Array(hasSdPgv ? count : 0);
  }

  /**
   * Puts the measures of one place, NaN for a missing one; at least one must be there. A missing PGA or PGV is that of
   * the intensity, Worden et al. (2012); without an intensity, that of the other's.
   */
  put(place: number, pgaG: number, pgvCmS: number, mmi: number): void {
    let pga = pgaG;
    let pgv = pgvCmS;
    if (Number.isNaN(pgaG)) {
      if (Number.isNaN(mmi)) this.#pgaOfPgv++;
      else this.#pgaOfMmi++;
      pga = pgaOfMmi(Number.isNaN(mmi) ? mmiOfPgv(pgvCmS) : mmi);
    }
    if (Number.isNaN(pgvCmS)) {
      if (Number.isNaN(mmi)) this.#pgvOfPga++;
      else this.#pgvOfMmi++;
      pgv = pgvOfMmi(Number.isNaN(mmi) ? mmiOfPga(pgaG) : mmi);
    }
    if (pga === 0 || pgv === 0) this.#zeros++;
    this.lnPgaG[place] = Math.log(Math.max(pga, LEAST_PGA_G));
    this.lnPgvCmS[place] = Math.log(Math.max(pgv, LEAST_PGV_CM_S));
  }

  /** What was put in, in sentences. */
  notes(): string[] {
    const of = (count: number, what: string): string[] =>
      count === 0 ? [] : [`${what} at ${counted(count, 'place')}`];
    return [
      ...of(this.#pgaOfMmi, 'PGA is that of the intensity, Worden et al. (2012),'),
      ...of(this.#pgvOfMmi, 'PGV is that of the intensity, Worden et al. (2012),'),
      ...of(this.#pgaOfPgv, 'PGA is that of the intensity of PGV, Worden et al. (2012),'),
      ...of(this.#pgvOfPga, 'PGV is that of the intensity of PGA, Worden et al. (2012),'),
      ...of(this.#zeros, `no shaking, taken as at least ${LEAST_PGA_G} g and ${LEAST_PGV_CM_S} cm/s,`),
    ];
  }
}
