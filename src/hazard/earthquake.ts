/** The hazard of one earthquake: shaking at every site and along every line, what it damages and what it cuts. */
import { z } from 'zod';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import { type Sourced, sourced } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import { type Hazard, type HazardSetting, hazardKind, type ShakenField } from './hazard.ts';
import { LocalPlane } from './local-plane.ts';
import { DIP_OF, ruptureSize } from './rupture.ts';
import { magnitudeOf } from './seismicity/gutenberg-richter.ts';
import {
  type AftershockParameters,
  aftershockAssumptions,
  aftershocksSchema,
  type DoubletParameters,
  doubletAssumptions,
  doubletSchema,
  drawAftershocks,
  drawDoublet,
  EventList,
  sequenceStart,
} from './seismicity/index.ts';
import { strikeSequence } from './sequence.ts';
import type { StillSource } from './shaker.ts';
import { type Earthquake, medianShaking, type Source, sourceOf } from './shaking.ts';
import {
  DEFAULT_VS30,
  fieldOf,
  type Shakeable,
  shakeable,
  shakingOptions,
  strikesAt,
  tellOddMagnitude,
} from './shaking-options.ts';
import { tellFlag, warnIfLate } from './telling.ts';

const degrees = (low: number, high: number) => z.number().min(low).max(high);

/** Below the crust of the region an intraplate earthquake is not to be had, and no model here was made for it. */
const DEEPEST_KM = 100;

const LEAST_MAGNITUDE = 4;
const GREATEST_MAGNITUDE = 8.5;
const momentMagnitude = z.number().min(LEAST_MAGNITUDE).max(GREATEST_MAGNITUDE);

/** A slope of 0 or below is for who asks for great earthquakes more often than they come. */
const magnitudeLaw = z
  .strictObject({ b: z.number().min(-3).max(3), min: momentMagnitude, max: momentMagnitude })
  .refine(({ min, max }) => min < max, { error: 'a greatest magnitude above the least', path: ['max'] });
type MagnitudeLaw = z.output<typeof magnitudeLaw>;

const MAGNITUDE_EXPECTED = `a moment magnitude from ${LEAST_MAGNITUDE} to ${GREATEST_MAGNITUDE}, or a law of such: {gutenbergRichter: {b, min, max}} with min < max`;

const schema = z.strictObject({
  magnitude: sourced(
    z.union([momentMagnitude, z.strictObject({ gutenbergRichter: magnitudeLaw })], { error: MAGNITUDE_EXPECTED }),
  ).describe('Moment magnitude, 4 to 8.5, or a truncated Gutenberg-Richter law that each replication draws it from'),
  epicentre: sourced(z.tuple([degrees(-90, 90), degrees(-180, 180)])).describe('[latitude, longitude], degrees'),
  depthKm: sourced(z.number().positive().max(700)).describe('Focal depth, km'),
  rake: sourced(degrees(-180, 180)).optional().describe('Degrees; unknown style of faulting when left out'),
  strike: sourced(degrees(0, 360)).optional().describe('Degrees; drawn in each replication when left out'),
  dip: sourced(z.number().gt(0).max(90)).optional().describe('Degrees; by style of faulting when left out'),
  at: strikesAt,
  source: z
    .enum(['point', 'finite'])
    .optional()
    .describe('A point, or a rectangle; finite when left out and the depth is less than 25 km'),
  aftershocks: aftershocksSchema.optional().describe('Aftershocks that follow; none when left out'),
  doublet: doubletSchema.optional().describe('A second earthquake nearly as great; none when left out'),
  ...shakingOptions,
});
type Parameters = z.output<typeof schema>;

/** Rupture lengths from the epicentre within which all that follows an earthquake lies, its own rupture included. */
const FOLLOWED_BY = 4;

/** Places named when an earthquake is described. */
const FELT_SHOWN = 6;

/** One earthquake made ready. */
class StrikingEarthquake implements Hazard {
  readonly #setting: HazardSetting;
  readonly #event: number;
  readonly #at: number;
  /** Of the greatest magnitude where there is a law of them. */
  readonly #earthquake: Earthquake;
  /** Undefined when the magnitude is known. */
  readonly #law: MagnitudeLaw | undefined;
  readonly #turns: boolean;
  readonly #source: Source;
  readonly #shaken: Shakeable;
  /** Undefined when the strike or the magnitude is drawn in each replication. */
  readonly #still: StillSource | undefined;
  readonly #aftershocks: AftershockParameters | undefined;
  readonly #doublet: DoubletParameters | undefined;
  readonly #doubletHandle: number;
  readonly #followers = new EventList();

  constructor(
    setting: HazardSetting,
    at: number,
    earthquake: Earthquake,
    law: MagnitudeLaw | undefined,
    source: Source,
    shaken: Shakeable,
    turns: boolean,
    { aftershocks, doublet }: Pick<Parameters, 'aftershocks' | 'doublet'>,
  ) {
    this.#aftershocks = aftershocks;
    this.#doublet = doublet;
    this.#doubletHandle = setting.addresses.handle(`${setting.name}/doublet`);
    this.#setting = setting;
    this.#event = setting.addresses.handle(setting.name);
    this.#at = at;
    this.#earthquake = earthquake;
    this.#law = law;
    this.#turns = turns;
    this.#source = source;
    this.#shaken = shaken;
    const { depthKm, lat, lon } = earthquake;
    this.#still = turns || law !== undefined ? undefined : shaken.shaker.still(source, depthKm, lat, lon);
  }

  /** Where it is felt most, in median: intensity has no part in the damage, but a person knows what it means. */
  describe(): readonly string[] {
    const { sites } = this.#setting.network;
    const [{ model }] = this.#shaken.tree;
    const felt: { name: string; mmi: number }[] = [];
    for (const site of this.#shaken.sites.exposed.sites) {
      const { name, lat, lon, population } = sites[site];
      const shaking = medianShaking(model, this.#earthquake, lat, lon, DEFAULT_VS30);
      if (shaking !== undefined && population > 0) felt.push({ name, mmi: shaking.mmiOfDistance });
    }
    felt.sort((a, b) => b.mmi - a.mmi);
    const { magnitude, lat, lon, depthKm } = this.#earthquake;
    const most = felt.slice(0, FELT_SHOWN).map(({ name, mmi }) => `${name} ${mmi.toFixed(1)}`);
    const said = this.#law === undefined ? magnitude : lawSentence(this.#law);
    const greatest = this.#law === undefined ? '' : ` of the greatest, Mw ${magnitude}`;
    return [
      `Mw ${said} at ${lat} N ${lon} E, ${depthKm} km deep, as a ${this.#source.extent === 'finite' ? 'rectangle' : 'point'}`,
      ...(most.length > 0 ? [`median intensity${greatest} (MMI, Allen et al. 2012): ${most.join(', ')}`] : []),
    ];
  }

  field(draws: Draws): ShakenField {
    const { depthKm, lat, lon } = this.#earthquake;
    const still = this.#still ?? this.#shaken.shaker.still(this.#drawnSource(draws), depthKm, lat, lon);
    return fieldOf(this.#shaken, this.#shaken.shaker.motionOf(still, draws, this.#event));
  }

  /** The magnitude of this replication. */
  magnitude(draws: Draws): number {
    if (this.#law === undefined) return this.#earthquake.magnitude;
    const { b, min, max } = this.#law;
    return magnitudeOf(draws.uniform(this.#event, PURPOSE.quakeMagnitude), b, min, max);
  }

  /** The source of this replication, its rupture turned to the strike. */
  #drawnSource(draws: Draws): Source {
    const source =
      this.#law === undefined ? this.#source : sourceOf({ ...this.#earthquake, magnitude: this.magnitude(draws) });
    if (this.#turns) source.rupture.turnTo(360 * draws.uniform(this.#event, PURPOSE.ruptureStrike));
    return source;
  }

  strike(draws: Draws, lengthsKm: Float64Array, damage: Damage): void {
    const event = this.#event;
    const { shaker } = this.#shaken;
    if (this.#still !== undefined) shaker.strikeStill(this.#still, draws, event, this.#at, lengthsKm, damage);
    else {
      const { depthKm, lat, lon } = this.#earthquake;
      shaker.strikeAnew(this.#drawnSource(draws), depthKm, lat, lon, draws, event, this.#at, lengthsKm, damage);
    }
    if (this.#aftershocks === undefined && this.#doublet === undefined) return;
    strikeSequence(this.#follow(draws), shaker, event, draws, lengthsKm, damage);
  }

  /** What follows the mainshock: its twin, and the aftershocks of both. */
  #follow(draws: Draws): EventList {
    const events = this.#followers;
    const { horizonHours } = this.#setting;
    events.clear();
    const strike = Number.isNaN(this.#earthquake.strike)
      ? 360 * draws.uniform(this.#event, PURPOSE.ruptureStrike)
      : this.#earthquake.strike;
    const mainshock = { ...this.#earthquake, magnitude: this.magnitude(draws), strike, atHours: this.#at };
    if (this.#doublet !== undefined)
      drawDoublet(mainshock, this.#doublet, draws, this.#doubletHandle, 0, horizonHours, events);
    const twins = events.length;
    if (this.#aftershocks === undefined) return events;
    drawAftershocks(mainshock, this.#aftershocks, draws, this.#event, sequenceStart(0), horizonHours, events);
    for (let place = 0; place < twins; place++) {
      const twin = {
        ...mainshock,
        magnitude: events.magnitudes[place],
        lat: events.lats[place],
        lon: events.lons[place],
        depthKm: events.depthsKm[place],
        atHours: events.times[place],
      };
      drawAftershocks(twin, this.#aftershocks, draws, this.#doubletHandle, sequenceStart(0), horizonHours, events);
    }
    return events;
  }

  /** The mainshock and what follows it. */
  events(draws: Draws): EventList {
    const events = this.#follow(draws);
    const { lat, lon, depthKm, rake, strike, dip } = this.#earthquake;
    events.add(this.#at, this.magnitude(draws), lat, lon, depthKm, rake, strike, dip, this.#event, 0);
    events.sortByTime();
    return events;
  }
}

const lawSentence = ({ b, min, max }: MagnitudeLaw): string => `${min} to ${max} (Gutenberg-Richter, b ${b})`;

/** The magnitude as words: what is marked as assumed is told by it. */
function magnitudeTold({ value, ...dress }: Parameters['magnitude']): Sourced<number | string> {
  return { ...dress, value: typeof value === 'number' ? value : lawSentence(value.gutenbergRichter) };
}

/** Names what the scenario marks as less than a fact. */
function tellParameters(parameters: Parameters, setting: HazardSetting): void {
  tellFlag(setting, 'magnitude', magnitudeTold(parameters.magnitude));
  tellFlag(setting, 'epicentre', parameters.epicentre);
  tellFlag(setting, 'focal depth (km)', parameters.depthKm);
  tellFlag(setting, 'rake', parameters.rake);
  tellFlag(setting, 'strike', parameters.strike);
  tellFlag(setting, 'dip', parameters.dip);
  if (parameters.depthKm.value > DEEPEST_KM)
    setting.warn(
      ['depthKm'],
      `${parameters.depthKm.value} km`,
      `a depth within the crust, or at most ${DEEPEST_KM} km`,
    );
}

export const earthquake = hazardKind({
  name: 'earthquake',
  summary: 'One earthquake: sites damaged by peak ground acceleration, buried lines cut by peak ground velocity',
  source:
    'Akkar et al. (2014) and the other ground-motion models; Jayaram & Baker (2009); Bradley (2012); Wells & Coppersmith (1994); HAZUS-MH 2.1; ALA (2001)',
  schema,
  prepare(parameters, setting): Hazard {
    const [lat, lon] = parameters.epicentre.value;
    const stated = parameters.magnitude.value;
    const law = typeof stated === 'number' ? undefined : stated.gutenbergRichter;
    const known: Earthquake = {
      magnitude: typeof stated === 'number' ? stated : stated.gutenbergRichter.max,
      lat,
      lon,
      depthKm: parameters.depthKm.value,
      rake: parameters.rake?.value ?? Number.NaN,
      strike: parameters.strike?.value ?? Number.NaN,
      dip: parameters.dip?.value ?? Number.NaN,
      source: parameters.source,
    };
    const source = sourceOf(known);
    tellParameters(parameters, setting);
    warnIfLate(setting, parameters.at);
    // A rupture reaches at most its own length from the hypocentre, whatever its strike.
    const lengthKm = ruptureSize('subsurfaceLengthKm', known.magnitude, source.style);
    const isFollowed = parameters.aftershocks !== undefined || parameters.doublet !== undefined;
    const marginKm = (source.extent === 'finite' ? lengthKm : 0) + (isFollowed ? FOLLOWED_BY * lengthKm : 0);
    const shaken = shakeable(parameters, setting, new LocalPlane(lat, lon), marginKm);
    const { tree } = shaken;
    if (law === undefined) tellOddMagnitude(setting, tree, known.magnitude);
    else
      for (const end of ['min', 'max'] as const)
        tellOddMagnitude(setting, tree, law[end], ['magnitude', 'gutenbergRichter', end]);
    if (parameters.aftershocks !== undefined)
      tellOddMagnitude(setting, tree, parameters.aftershocks.minMagnitude, ['aftershocks', 'minMagnitude']);
    const able = tree.filter(
      ({ model }) => model.equationFor({ extent: source.extent, depthKm: known.depthKm }) !== undefined,
    );
    const of = `a ${source.extent === 'finite' ? 'rupture' : 'point'} at ${known.depthKm} km`;
    if (able.length === 0) {
      setting.error(['model'], tree.map(({ model }) => model.name).join(', '), `a model with an equation for ${of}`);
      return { strike: () => {} };
    }
    for (const branch of tree)
      if (!able.includes(branch))
        setting.assume(`${branch.model.name} has no equation for ${of}: its weight goes to the other branches`);
    const matters = able.some(
      ({ model }) => model.equationFor({ extent: source.extent, depthKm: known.depthKm })?.seesRupture === true,
    );
    const isRectangle = source.extent === 'finite' && matters;
    if (isRectangle) {
      setting.assume('the rupture has the median length and width of Wells & Coppersmith (1994), recalled');
      if (parameters.strike === undefined) setting.assume('the strike is unknown: any direction is as likely');
      if (parameters.dip === undefined) setting.assume(`the dip is ${DIP_OF[source.style]} degrees (judgement)`);
    }
    if (parameters.aftershocks === undefined) setting.assume('no aftershocks follow: none are asked for');
    else for (const sentence of aftershockAssumptions(parameters.aftershocks)) setting.assume(sentence);
    if (parameters.doublet !== undefined)
      for (const sentence of doubletAssumptions(parameters.doublet)) setting.assume(sentence);
    return new StrikingEarthquake(
      setting,
      parameters.at,
      known,
      law,
      source,
      shaken,
      isRectangle && parameters.strike === undefined,
      parameters,
    );
  },
});
