/** Shakes a backbone by one earthquake after another: a branch of the logic tree, residuals, and what follows from them. */
import { type Draws, PURPOSE } from '../engine/draws.ts';
import { normalQuantile } from '../engine/normal.ts';
import type { Damage } from './damage.ts';
import type { GroundMotionModel } from './ground-motion/ground-motion.ts';
import { LocalPlane } from './local-plane.ts';
import { placesOn, WithinEvent } from './random-field.ts';
import type { Shaken, Strike } from './shaken.ts';
import { ShakenPlaces, type Source } from './shaking.ts';

/** One branch of a logic tree. */
export interface Branch {
  readonly model: GroundMotionModel;
  /** Above 0; the weights of a tree need not sum to 1. */
  readonly weight: number;
}

/** `sampled`: by chance. `enumerated`: in turn over the replications, so that each gets its exact share. */
type TreeWalk = 'sampled' | 'enumerated';

/** Turns of the golden section: the evenest way to share replications out among branches of any weights. */
const GOLDEN = 0.6180339887498949;

/** The medians of one source under one branch, for each thing that is shaken. */
interface Medians {
  readonly weight: number;
  readonly places: readonly ShakenPlaces[];
}

/** ln of a measure at a place and its standard deviation; undefined where nothing is known. */
type ImposedMotion = Parameters<ShakenPlaces['impose']>[0];

/** A source whose rupture lies still: its medians are computed once for each branch that has an equation for it. */
export interface StillSource {
  readonly source: Source | undefined;
  readonly lat: number;
  readonly lon: number;
  readonly medians: readonly Medians[];
}

export class Shaker {
  readonly #shaken: readonly Shaken[];
  readonly #tree: readonly Branch[];
  readonly #walk: TreeWalk;
  readonly #extrapolates: boolean;
  readonly #within = new WithinEvent();
  readonly #plane: LocalPlane;
  readonly #motion: readonly Float64Array[];
  /** Medians of the source that is struck anew; made at its first use. */
  #moving: readonly ShakenPlaces[] | undefined;

  /** @param plane about which residuals are laid out: one for all events, so that a place keeps its place */
  constructor(
    plane: LocalPlane,
    shaken: readonly Shaken[],
    tree: readonly Branch[],
    walk: TreeWalk,
    extrapolates: boolean,
  ) {
    this.#plane = plane;
    this.#shaken = shaken;
    this.#tree = tree;
    this.#walk = walk;
    this.#extrapolates = extrapolates;
    this.#motion = shaken.map(({ ground }) => new Float64Array(ground.lats.length));
  }

  /** Computes the medians of a source that lies still. */
  still(source: Source, depthKm: number, lat: number, lon: number): StillSource {
    const medians: Medians[] = [];
    for (const { model, weight } of this.#tree) {
      const equation = model.equationFor({ extent: source.extent, depthKm });
      if (equation === undefined) continue;
      const places = this.#placesAbout(new LocalPlane(lat, lon));
      for (const one of places) one.shake(equation, source, this.#reachKm(model));
      medians.push({ weight, places });
    }
    return { source, lat, lon, medians };
  }

  /** Motion that comes from elsewhere than a model, in place of a source; `reached` counts the places that it shakes. */
  imposed(pga: ImposedMotion, pgv: ImposedMotion): StillSource & { readonly reached: number } {
    const places = this.#placesAbout(new LocalPlane(0, 0));
    let reached = 0;
    for (const [index, one] of places.entries())
      reached += one.impose(this.#shaken[index].measure === 'pga' ? pga : pgv);
    return { source: undefined, lat: Number.NaN, lon: Number.NaN, medians: [{ weight: 1, places }], reached };
  }

  /**
   * One earthquake of a still source. Where a hazard has many, the caller sets `draws.event` to the one that strikes.
   * @param event handle of the hazard
   */
  strikeStill(
    { source, lat, lon, medians }: StillSource,
    draws: Draws,
    event: number,
    atHours: number,
    lengthsKm: Float64Array,
    damage: Damage,
  ): void {
    if (medians.length === 0) return;
    const { places } = medians[chosenBranch(medians, this.#share(draws, event))];
    this.#strike(places, { draws, atHours, lat, lon, source, lengthsKm }, event, damage);
  }

  /** One earthquake of a source that lies differently in each replication. */
  strikeAnew(
    source: Source,
    depthKm: number,
    lat: number,
    lon: number,
    draws: Draws,
    event: number,
    atHours: number,
    lengthsKm: Float64Array,
    damage: Damage,
  ): void {
    const able = this.#tree.flatMap(({ model, weight }) => {
      const equation = model.equationFor({ extent: source.extent, depthKm });
      return equation === undefined ? [] : [{ equation, weight, reachKm: this.#reachKm(model) }];
    });
    if (able.length === 0) return;
    const { equation, reachKm } = able[chosenBranch(able, this.#share(draws, event))];
    const plane = new LocalPlane(lat, lon);
    if (this.#moving === undefined) this.#moving = this.#placesAbout(plane);
    let reached = 0;
    for (const places of this.#moving) {
      places.centre(plane);
      reached += places.shake(equation, source, reachKm);
    }
    if (reached > 0) this.#strike(this.#moving, { draws, atHours, lat, lon, source, lengthsKm }, event, damage);
  }

  /** The motion of a still source's first event: ln of the measure of each thing that is shaken; reused. */
  motionOf({ medians }: StillSource, draws: Draws, event: number): readonly Float64Array[] {
    this.#shake(medians[chosenBranch(medians, this.#share(draws, event))].places, draws, event);
    return this.#motion;
  }

  #strike(places: readonly ShakenPlaces[], strike: Strike, event: number, damage: Damage): void {
    this.#shake(places, strike.draws, event);
    for (const [index, one] of this.#shaken.entries()) one.suffer(strike, this.#motion[index], damage);
  }

  /** Draws the motion of an event at all places. */
  #shake(places: readonly ShakenPlaces[], draws: Draws, event: number): void {
    const betweenEvent = normalQuantile(draws.uniform(event, PURPOSE.betweenEvent));
    this.#within.draw(draws, event);
    for (const [index, one] of places.entries()) {
      const motion = this.#motion[index];
      if (this.#shaken[index].measure === 'pga') this.#within.pga(one.places, motion);
      else this.#within.pgv(one.places, motion);
      one.apply(betweenEvent, motion);
    }
  }

  #placesAbout(plane: LocalPlane): ShakenPlaces[] {
    return this.#shaken.map(
      ({ ground, measure }) =>
        new ShakenPlaces(ground, placesOn(this.#plane, ground.lats, ground.lons), plane, measure),
    );
  }

  #reachKm({ range }: GroundMotionModel): number {
    return this.#extrapolates ? Number.POSITIVE_INFINITY : range.distanceKm[1];
  }

  #share(draws: Draws, event: number): number {
    if (this.#tree.length < 2) return 0;
    return this.#walk === 'enumerated'
      ? ((draws.replication + 0.5) * GOLDEN) % 1
      : draws.uniform(event, PURPOSE.logicTree);
  }
}

/** The branch that a share (0 to 1) of the whole weight falls on. */
function chosenBranch(branches: readonly { readonly weight: number }[], share: number): number {
  let left = share * branches.reduce((sum, { weight }) => sum + weight, 0);
  for (let place = 0; place < branches.length - 1; place++) {
    left -= branches[place].weight;
    if (left < 0) return place;
  }
  return branches.length - 1;
}
