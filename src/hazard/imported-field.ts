/** A shake field that was observed or computed elsewhere, in place of a ground-motion model. */
import { z } from 'zod';
import type { Draws } from '../engine/draws.ts';
import { sourced } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import { type Hazard, type HazardSetting, hazardKind, type ShakenField } from './hazard.ts';
import { LocalPlane } from './local-plane.ts';
import { readPointsCsv } from './shake-field/points-csv.ts';
import { noFieldMotion, type ShakeField } from './shake-field/shake-field.ts';
import { readShakeMap } from './shake-field/shakemap-grid.ts';
import { Shaker, type StillSource } from './shaker.ts';
import { damageOptions, type Exposed, exposed, fieldOf, strikesAt } from './shaking-options.ts';
import { counted, tellFlag, warnIfLate } from './telling.ts';

const schema = z.strictObject({
  file: z.string().describe('ShakeMap grid.xml, or CSV of lon, lat, PGA (g), PGV (cm/s), MMI'),
  uncertainty: z.string().optional().describe('uncertainty.xml of the same ShakeMap'),
  at: strikesAt,
  sdLn: sourced(z.number().min(0).max(2))
    .optional()
    .describe('Standard deviation of ln PGA and ln PGV where the field states none; 0 (exact) when left out'),
  ...damageOptions,
});
type Parameters = z.output<typeof schema>;

function fieldFrom(
  { file, uncertainty }: Parameters,
  setting: HazardSetting,
): { field: ShakeField; notes: readonly string[] } | undefined {
  const main = setting.read(['file'], file);
  if (main === undefined) return undefined;
  if (!file.toLowerCase().endsWith('.xml')) return readPointsCsv(main.text, main.file, setting.problems);
  const spread = uncertainty === undefined ? undefined : setting.read(['uncertainty'], uncertainty);
  if (uncertainty !== undefined && spread === undefined) return undefined;
  return readShakeMap(main, setting.problems, spread);
}

class ImportedField implements Hazard {
  readonly #event: number;
  readonly #at: number;
  readonly #what: Exposed;
  readonly #shaker: Shaker;
  readonly #still: StillSource;

  constructor(setting: HazardSetting, at: number, what: Exposed, shaker: Shaker, still: StillSource) {
    this.#event = setting.addresses.handle(setting.name);
    this.#at = at;
    this.#what = what;
    this.#shaker = shaker;
    this.#still = still;
  }

  field(draws: Draws): ShakenField {
    return fieldOf(this.#what, this.#shaker.motionOf(this.#still, draws, this.#event));
  }

  strike(draws: Draws, lengthsKm: Float64Array, damage: Damage): void {
    this.#shaker.strikeStill(this.#still, draws, this.#event, this.#at, lengthsKm, damage);
  }
}

export const importedField = hazardKind({
  name: 'shake-field',
  summary: 'The shaking of an earthquake as somebody else observed or computed it (ShakeMap grid.xml, CSV)',
  source: 'Worden et al. (2012) where only an intensity is given; HAZUS-MH 2.1; ALA (2001)',
  schema,
  prepare(parameters, setting): Hazard {
    warnIfLate(setting, parameters.at);
    const read = fieldFrom(parameters, setting);
    if (read === undefined) return { strike: () => {} };
    const { field, notes } = read;
    const out = noFieldMotion();
    const what = exposed(parameters, setting, (lat, lon) => field.at(lat, lon, out));
    for (const note of notes) setting.assume(note);
    tellFlag(setting, 'standard deviation of the shake field (ln)', parameters.sdLn);
    const sd = parameters.sdLn?.value ?? 0;
    let silent = 0;
    const spread = (given: number): number => {
      if (!Number.isNaN(given)) return given;
      silent++;
      return sd;
    };
    const { south, west, north, east } = field.extent;
    const plane = new LocalPlane((south + north) / 2, (west + east) / 2);
    const shaker = new Shaker(plane, what.shaken, [], 'sampled', false);
    const still = shaker.imposed(
      (lat, lon) => (field.at(lat, lon, out) ? { ln: out.lnPgaG, sd: spread(out.sdLnPga) } : undefined),
      (lat, lon) => (field.at(lat, lon, out) ? { ln: out.lnPgvCmS, sd: spread(out.sdLnPgv) } : undefined),
    );
    if (still.reached === 0)
      setting.warn(['file'], 'no site and no link within the field', 'a field over the backbone');
    if (silent > 0 && parameters.sdLn === undefined)
      setting.assume(`the shake field is exact at ${counted(silent, 'place')} where it states no uncertainty`);
    return new ImportedField(setting, parameters.at, what, shaker, still);
  },
});
