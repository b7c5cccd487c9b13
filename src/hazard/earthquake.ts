/** The hazard of one earthquake: shaking at every site and along every line, what it damages and what it cuts. */
import { z } from 'zod';
import { poissonQuantile } from '../engine/distribution.ts';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import { normalQuantile } from '../engine/normal.ts';
import { MEDIA, type Medium } from '../network/network.ts';
import { duration, isFact, sourced } from '../text/quantity.ts';
import { CABLE_K1, REPAIR_LAW_NAMES, REPAIR_LAWS, type RepairLaw, SERVICE_FACTOR } from './buried-line.ts';
import type { Damage } from './damage.ts';
import { damageState, FACILITY, type Fragility, HARMED_STATES, stateNumber } from './fragility.ts';
import type { GroundMotionEquation, GroundMotionModel } from './ground-motion/ground-motion.ts';
import { groundMotionModels } from './ground-motion/index.ts';
import { type Hazard, type HazardSetting, hazardKind } from './hazard.ts';
import { LocalPlane } from './local-plane.ts';
import { PGV_PGA_CORRELATION, RANGE_KM, WithinEvent } from './random-field.ts';
import { DIP_OF } from './rupture.ts';
import { type Earthquake, medianShaking, ShakenPlaces, type Source, sourceOf } from './shaking.ts';
import { counted, tellFlag, warnIfLate } from './telling.ts';

/** Lines are shaken at the midpoints of equal pieces no longer than this on the map, km. */
const PIECE_KM = 5;

const degrees = (low: number, high: number) => z.number().min(low).max(high);
const positive = sourced(z.number().positive());
const factor = sourced(z.number().nonnegative()).optional();

const schema = z.strictObject({
  magnitude: sourced(z.number().min(4).max(8.5)).describe('Moment magnitude, 4 to 8.5'),
  epicentre: sourced(z.tuple([degrees(-90, 90), degrees(-180, 180)])).describe('[latitude, longitude], degrees'),
  depthKm: sourced(z.number().positive().max(700)).describe('Focal depth, km'),
  rake: sourced(degrees(-180, 180)).optional().describe('Degrees; unknown style of faulting when left out'),
  strike: sourced(degrees(0, 360)).optional().describe('Degrees; drawn in each replication when left out'),
  dip: sourced(z.number().gt(0).max(90)).optional().describe('Degrees; by style of faulting when left out'),
  at: duration.default(0).describe('When it strikes'),
  source: z
    .enum(['point', 'finite'])
    .optional()
    .describe('A point, or a rectangle; finite when left out and the depth is less than 25 km'),
  model: z
    .enum(groundMotionModels.map((model) => model.name))
    .default('akkar-2014')
    .describe('Ground motion model'),
  beyondRange: z
    .enum(['unshaken', 'extrapolated'])
    .default('unshaken')
    .describe('Places farther than the stated range of the model: left alone, or given what the equation says'),
  failsFrom: z.enum(HARMED_STATES).default('moderate').describe('Damage state from which a site is out of service'),
  defaultVs30: positive.optional().describe('m/s, where a site has none; 360 when left out'),
  repairRate: z.enum(REPAIR_LAW_NAMES).default('ala-2001').describe('Repairs per km of line from peak ground velocity'),
  k1: factor.describe('Factor on the repair rate for cables; 0.5 when left out'),
  serviceFactor: z
    .strictObject({
      buried: factor,
      duct: factor,
      aerial: factor,
      opgw: factor,
      submarine: factor,
      satellite: factor,
      microwave: factor,
    } satisfies Record<Medium, typeof factor>)
    .optional()
    .describe('Cuts of service per repair, by medium'),
});
type Parameters = z.output<typeof schema>;

const DEFAULT_VS30 = 360;

/** Places named when an earthquake is described. */
const FELT_SHOWN = 6;

/** The sites that can be shaken, with how weak each is and what its fate is drawn on. */
interface ShakenSites {
  readonly sites: Int32Array;
  readonly handles: Int32Array;
  readonly fragilities: readonly Fragility[];
  readonly shaken: ShakenPlaces;
}

/** The lines that shaking can cut, in equal pieces: those of line i are `firstPiece[i]` to `firstPiece[i + 1] - 1`. */
interface ShakenLines {
  readonly links: Int32Array;
  readonly handles: Int32Array;
  readonly firstPiece: Int32Array;
  /** Cuts per km at a PGV of 1 cm/s. */
  readonly cutsPerKm: Float64Array;
  readonly shaken: ShakenPlaces;
}

function siteVs30(setting: HazardSetting, site: number, defaultVs30: number): number {
  const { vs30 } = setting.network.sites[site];
  return Number.isNaN(vs30) ? defaultVs30 : vs30;
}

function shakenSites(parameters: Parameters, setting: HazardSetting, plane: LocalPlane, vs30: number): ShakenSites {
  const { sites } = setting.network;
  const chosen: number[] = [];
  let placeless = 0;
  let softless = 0;
  let classless = 0;
  sites.forEach((site, index) => {
    if (site.role === 'satellite') return;
    if (Number.isNaN(site.lat) || Number.isNaN(site.lon)) {
      placeless++;
      return;
    }
    if (Number.isNaN(site.vs30)) softless++;
    if (site.building === undefined) classless++;
    chosen.push(index);
  });
  if (placeless > 0) {
    setting.warn([], `${counted(placeless, 'site')} without a place, left unshaken`, 'sites with coordinates');
  }
  if (softless > 0 && (parameters.defaultVs30 === undefined || !isFact(parameters.defaultVs30.flag))) {
    setting.assume(`vs30 = ${vs30} m/s at ${counted(softless, 'site')} where none is known`);
  }
  if (classless > 0) {
    setting.assume(`the equipment of ${counted(classless, 'site')} of unknown building class is unanchored`);
  }
  if (chosen.length > 0) {
    setting.assume('fragility of communication facilities: HAZUS-MH 2.1 table 8.30, recalled and not verified');
  }
  return {
    sites: Int32Array.from(chosen),
    handles: Int32Array.from(chosen, (site) => setting.addresses.handle(`${setting.name}/site/${sites[site].id}`)),
    fragilities: chosen.map((site) => FACILITY[sites[site].building ?? 'unanchored']),
    shaken: new ShakenPlaces(
      plane,
      chosen.map((site) => sites[site].lat),
      chosen.map((site) => sites[site].lon),
      chosen.map((site) => siteVs30(setting, site, vs30)),
      'pga',
    ),
  };
}

/** Cuts of service per repair for each medium, with the assumptions named for the media that this network has. */
function serviceFactors(parameters: Parameters, setting: HazardSetting): Record<Medium, number> {
  const factors = { ...SERVICE_FACTOR };
  const present = new Set(setting.network.links.map((link) => link.medium));
  const spared: Medium[] = [];
  for (const medium of MEDIA) {
    const given = parameters.serviceFactor?.[medium];
    if (given !== undefined) factors[medium] = given.value;
    if (!present.has(medium)) continue;
    if (given !== undefined) tellFlag(setting, `cuts of service per repair of ${medium} cable, psi`, given);
    else if (factors[medium] === 0) spared.push(medium);
    else setting.assume(`psi = ${factors[medium]} cuts of service per repair for ${medium} cable (judgement)`);
  }
  if (spared.length > 0) {
    setting.assume(`shaking cuts no ${spared.join(', ')} link in this release (psi = 0)`);
  }
  return factors;
}

function shakenLines(
  parameters: Parameters,
  setting: HazardSetting,
  plane: LocalPlane,
  vs30: number,
  law: RepairLaw,
): ShakenLines {
  const { links } = setting.network;
  const factors = serviceFactors(parameters, setting);
  const k1 = parameters.k1?.value ?? CABLE_K1;
  const chosen: number[] = [];
  const lats: number[] = [];
  const lons: number[] = [];
  const softness: number[] = [];
  const firstPiece: number[] = [0];
  let placeless = 0;
  links.forEach(({ medium, from, to }, link) => {
    if (factors[medium] * k1 === 0 || setting.network.isSpaceLink[link] === 1) return;
    const line = setting.lines[link];
    if (Number.isNaN(line.at(0)[0])) {
      placeless++;
      return;
    }
    chosen.push(link);
    // A duct between two rooms at one place has no length on the map, but it has a place.
    const pieces = Math.max(1, Math.ceil(line.lengthKm / PIECE_KM));
    for (let piece = 0; piece < pieces; piece++) {
      const share = (piece + 0.5) / pieces;
      const [lat, lon] = line.at(share);
      lats.push(lat);
      lons.push(lon);
      softness.push(siteVs30(setting, share < 0.5 ? from : to, vs30));
    }
    firstPiece.push(lats.length);
  });
  if (placeless > 0) {
    setting.warn([], `${counted(placeless, 'link')} without a line on the map, left unshaken`, 'links between places');
  }
  if (chosen.length > 0) {
    if (parameters.k1 === undefined) setting.assume(`K1 = ${k1} for flexible cables in the repair rate (judgement)`);
    setting.assume(`the repair rate of buried pipes (${law.source}) holds for cables, and ground does not fail`);
    setting.assume('vs30 along a line is that of its nearer end');
  }
  return {
    links: Int32Array.from(chosen),
    handles: Int32Array.from(chosen, (link) => setting.addresses.handle(`${setting.name}/link/${links[link].id}`)),
    firstPiece: Int32Array.from(firstPiece),
    cutsPerKm: Float64Array.from(chosen, (link) => factors[links[link].medium] * k1 * law.coefficient),
    shaken: new ShakenPlaces(plane, lats, lons, softness, 'pgv'),
  };
}

function tellOutOfRange(
  parameters: Parameters,
  setting: HazardSetting,
  equation: GroundMotionEquation,
  source: Source,
  shaken: readonly ShakenPlaces[],
): void {
  const model = modelNamed(parameters.model);
  const { magnitude, distanceKm, vs30 } = model.range;
  if (source.magnitude < magnitude[0] || source.magnitude > magnitude[1]) {
    setting.warn(
      ['magnitude'],
      `${source.magnitude}`,
      `${magnitude[0]} to ${magnitude[1]}, the range of ${model.name}`,
    );
  }
  let far = 0;
  let odd = 0;
  let all = 0;
  for (const places of shaken) {
    const outside = places.outside(model, equation, source, parameters.strike !== undefined);
    far += outside.far;
    odd += outside.vs30;
    all += places.count;
  }
  if (far > 0) {
    setting.assume(
      `${far} of ${counted(all, 'place')} (sites and points of lines) beyond ${distanceKm[1]} km, the range of ${model.name}, are ${parameters.beyondRange}`,
    );
  }
  if (odd > 0) {
    setting.warn(
      [],
      `${odd} of ${counted(all, 'shaken place')} outside vs30 ${vs30[0]} to ${vs30[1]} m/s`,
      `ground within the range of ${model.name}`,
    );
  }
}

function modelNamed(name: string) {
  const model = groundMotionModels.find((known) => known.name === name);
  return model ?? groundMotionModels[0];
}

/** Names what the scenario marks as less than a fact, and what the residuals rest on. */
function tellParameters(parameters: Parameters, setting: HazardSetting): void {
  tellFlag(setting, 'magnitude', parameters.magnitude);
  tellFlag(setting, 'epicentre', parameters.epicentre);
  tellFlag(setting, 'focal depth (km)', parameters.depthKm);
  tellFlag(setting, 'rake', parameters.rake);
  tellFlag(setting, 'strike', parameters.strike);
  tellFlag(setting, 'dip', parameters.dip);
  tellFlag(setting, 'vs30 (m/s) where none is known', parameters.defaultVs30);
  tellFlag(setting, 'K1', parameters.k1);
  setting.assume(
    `residuals correlate over ${RANGE_KM.pga} km (PGA) and ${RANGE_KM.pgv} km (PGV, as SA at 1 s), Jayaram & Baker (2009)`,
  );
  setting.assume(`residuals of PGV and PGA correlate by ${PGV_PGA_CORRELATION} at a place (Bradley 2012, recalled)`);
}

/** One earthquake made ready: everything that is the same in every replication, and the arrays that are not. */
class StrikingEarthquake implements Hazard {
  readonly #setting: HazardSetting;
  readonly #event: number;
  readonly #at: number;
  readonly #failsFrom: number;
  readonly #law: RepairLaw;
  readonly #equation: GroundMotionEquation;
  readonly #source: Source;
  readonly #model: GroundMotionModel;
  readonly #earthquake: Earthquake;
  readonly #turns: boolean;
  readonly #reachKm: number;
  readonly #sites: ShakenSites;
  readonly #lines: ShakenLines;
  readonly #within = new WithinEvent();
  readonly #siteMotion: Float64Array;
  readonly #lineMotion: Float64Array;

  constructor(
    parameters: Parameters,
    setting: HazardSetting,
    known: Earthquake,
    equation: GroundMotionEquation,
    source: Source,
    sites: ShakenSites,
    lines: ShakenLines,
    turns: boolean,
  ) {
    this.#setting = setting;
    this.#model = modelNamed(parameters.model);
    this.#earthquake = known;
    this.#event = setting.addresses.handle(setting.name);
    this.#at = parameters.at;
    this.#failsFrom = stateNumber(parameters.failsFrom);
    this.#law = REPAIR_LAWS[parameters.repairRate];
    this.#equation = equation;
    this.#source = source;
    this.#turns = turns;
    this.#sites = sites;
    this.#lines = lines;
    this.#siteMotion = new Float64Array(sites.shaken.count);
    this.#lineMotion = new Float64Array(lines.shaken.count);
    this.#reachKm =
      parameters.beyondRange === 'unshaken'
        ? modelNamed(parameters.model).range.distanceKm[1]
        : Number.POSITIVE_INFINITY;
    if (!turns) this.#shake();
  }

  #shake(): void {
    this.#sites.shaken.shake(this.#equation, this.#source, this.#reachKm);
    this.#lines.shaken.shake(this.#equation, this.#source, this.#reachKm);
  }

  /** Where it is felt most, in median: intensity has no part in the damage, but a person knows what it means. */
  describe(): readonly string[] {
    const { sites } = this.#setting.network;
    const felt: { name: string; mmi: number }[] = [];
    for (const site of this.#sites.sites) {
      const { name, lat, lon, population } = sites[site];
      const shaking = medianShaking(this.#model, this.#earthquake, lat, lon, DEFAULT_VS30);
      if (shaking !== undefined && population > 0) felt.push({ name, mmi: shaking.mmiOfDistance });
    }
    felt.sort((a, b) => b.mmi - a.mmi);
    const { magnitude, lat, lon, depthKm } = this.#earthquake;
    const most = felt.slice(0, FELT_SHOWN).map(({ name, mmi }) => `${name} ${mmi.toFixed(1)}`);
    return [
      `Mw ${magnitude} at ${lat} N ${lon} E, ${depthKm} km deep, as a ${this.#source.extent === 'finite' ? 'rectangle' : 'point'}`,
      ...(most.length > 0 ? [`median intensity (MMI, Allen et al. 2012): ${most.join(', ')}`] : []),
    ];
  }

  strike(draws: Draws, lengthsKm: Float64Array, damage: Damage): void {
    const event = this.#event;
    if (this.#turns) {
      this.#source.rupture.turnTo(360 * draws.uniform(event, PURPOSE.ruptureStrike));
      this.#shake();
    }
    const betweenEvent = normalQuantile(draws.uniform(event, PURPOSE.betweenEvent));
    this.#within.draw(draws, event);
    this.#hitSites(draws, betweenEvent, damage);
    this.#cutLines(draws, betweenEvent, lengthsKm, damage);
  }

  #hitSites(draws: Draws, betweenEvent: number, damage: Damage): void {
    const { sites, handles, fragilities, shaken } = this.#sites;
    const lnPga = this.#siteMotion;
    this.#within.pga(shaken.places, lnPga);
    shaken.apply(betweenEvent, lnPga);
    for (let place = 0; place < sites.length; place++) {
      const u = draws.uniform(handles[place], PURPOSE.damageState);
      const state = damageState(fragilities[place], lnPga[place], u);
      if (state < this.#failsFrom) continue;
      const { lat, lon } = this.#setting.network.sites[sites[place]];
      damage.hitSite(this.#setting.index, this.#at, sites[place], lat, lon, state);
    }
  }

  #cutLines(draws: Draws, betweenEvent: number, lengthsKm: Float64Array, damage: Damage): void {
    const { links, handles, firstPiece, cutsPerKm, shaken } = this.#lines;
    const motion = this.#lineMotion;
    const { exponent } = this.#law;
    this.#within.pgv(shaken.places, motion);
    shaken.apply(betweenEvent, motion);
    for (let line = 0; line < links.length; line++) {
      const first = firstPiece[line];
      const end = firstPiece[line + 1];
      // From here `motion` holds the cumulated PGV^exponent of the pieces of this line.
      let sum = 0;
      for (let piece = first; piece < end; piece++) {
        sum += Math.exp(exponent * motion[piece]);
        motion[piece] = sum;
      }
      // Equal pieces share the length of this replication, so the integral is the mean of the pieces times the length.
      const cuts = (cutsPerKm[line] * sum * lengthsKm[links[line]]) / (end - first);
      const count = poissonQuantile(cuts, draws.uniform(handles[line], PURPOSE.lineBreaks));
      for (let cut = 0; cut < count; cut++) {
        const target = sum * draws.uniform(handles[line], PURPOSE.breakPosition, cut);
        let piece = first;
        while (piece < end - 1 && motion[piece] < target) piece++;
        const before = piece === first ? 0 : motion[piece - 1];
        const share = (piece - first + (target - before) / (motion[piece] - before)) / (end - first);
        this.#cut(links[line], share, lengthsKm, damage);
      }
    }
  }

  #cut(link: number, share: number, lengthsKm: Float64Array, damage: Damage): void {
    const [lat, lon] = this.#setting.lines[link].at(share);
    damage.cutLink(this.#setting.index, this.#at, link, share * lengthsKm[link], lat, lon);
  }
}

export const earthquake = hazardKind({
  name: 'earthquake',
  summary: 'One earthquake: sites damaged by peak ground acceleration, buried lines cut by peak ground velocity',
  source:
    'Akkar et al. (2014); Jayaram & Baker (2009); Bradley (2012); Wells & Coppersmith (1994); HAZUS-MH 2.1; ALA (2001)',
  schema,
  prepare(parameters, setting): Hazard {
    const [lat, lon] = parameters.epicentre.value;
    const known: Earthquake = {
      magnitude: parameters.magnitude.value,
      lat,
      lon,
      depthKm: parameters.depthKm.value,
      rake: parameters.rake?.value ?? Number.NaN,
      strike: parameters.strike?.value ?? Number.NaN,
      dip: parameters.dip?.value ?? Number.NaN,
      source: parameters.source,
    };
    const source = sourceOf(known);
    const model = modelNamed(parameters.model);
    const equation = model.equationFor({ extent: source.extent, depthKm: known.depthKm });
    if (equation === undefined) {
      const of = `a ${source.extent === 'finite' ? 'rupture' : 'point'} at ${known.depthKm} km`;
      setting.error(['model'], model.name, `a model with an equation for ${of}`);
      return { strike: () => {} };
    }
    warnIfLate(setting, parameters.at);
    const plane = new LocalPlane(lat, lon);
    const vs30 = parameters.defaultVs30?.value ?? DEFAULT_VS30;
    const sites = shakenSites(parameters, setting, plane, vs30);
    const lines = shakenLines(parameters, setting, plane, vs30, REPAIR_LAWS[parameters.repairRate]);
    tellParameters(parameters, setting);
    const matters = source.extent === 'finite' && equation.seesRupture;
    if (matters) {
      setting.assume('the rupture has the median length and width of Wells & Coppersmith (1994), recalled');
      if (parameters.strike === undefined) setting.assume('the strike is unknown: any direction is as likely');
      if (parameters.dip === undefined) setting.assume(`the dip is ${DIP_OF[source.style]} degrees (judgement)`);
    }
    setting.assume('the power grid does not fail and no aftershock follows: neither is in this release');
    tellOutOfRange(parameters, setting, equation, source, [sites.shaken, lines.shaken]);
    const turns = matters && parameters.strike === undefined;
    return new StrikingEarthquake(parameters, setting, known, equation, source, sites, lines, turns);
  },
});
