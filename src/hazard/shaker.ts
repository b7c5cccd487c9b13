/** Shakes a backbone by one earthquake after another: a branch of the logic tree, residuals, damage. */
import { type Draws, PURPOSE } from '../engine/draws.ts';
import { normalQuantile } from '../engine/normal.ts';
import type { Damage } from './damage.ts';
import type { ExposedLines, ExposedSites } from './exposure.ts';
import type { GroundMotionEquation, GroundMotionModel } from './ground-motion/ground-motion.ts';
import type { ShakenField } from './hazard.ts';
import { LocalPlane } from './local-plane.ts';
import { type Places, placesOn, WithinEvent } from './random-field.ts';
import { ShakenPlaces, type Source } from './shaking.ts';
import type { ShakingDamage } from './shaking-damage.ts';

/** One branch of a logic tree. */
export interface Branch {
  readonly model: GroundMotionModel;
  /** Above 0; the weights of a tree need not sum to 1. */
  readonly weight: number;
}

/** `sampled`: by chance. `enumerated`: in turn over the replications, so that each gets its exact share. */
export type TreeWalk = 'sampled' | 'enumerated';

/** Turns of the golden section: the evenest way to share replications out among branches of any weights. */
const GOLDEN = 0.6180339887498949;

/** The medians of one source under one branch. */
interface Medians {
  readonly equation: GroundMotionEquation;
  readonly weight: number;
  readonly sites: ShakenPlaces;
  readonly lines: ShakenPlaces;
}

/** A source whose rupture lies still: its medians are computed once for each branch that has an equation for it. */
export interface StillSource {
  readonly medians: readonly Medians[];
}

export class Shaker {
  readonly #sites: ExposedSites;
  readonly #lines: ExposedLines;
  readonly #tree: readonly Branch[];
  readonly #walk: TreeWalk;
  readonly #extrapolates: boolean;
  readonly #damage: ShakingDamage;
  readonly #within = new WithinEvent();
  readonly #sitePlaces: Places;
  readonly #linePlaces: Places;
  readonly #siteMotion: Float64Array;
  readonly #lineMotion: Float64Array;
  /** Medians of the source that is struck anew; made at its first use. */
  #moving: { sites: ShakenPlaces; lines: ShakenPlaces } | undefined;

  /** @param plane about which residuals are laid out: one for all events, so that a place keeps its place */
  constructor(
    plane: LocalPlane,
    sites: ExposedSites,
    lines: ExposedLines,
    tree: readonly Branch[],
    walk: TreeWalk,
    extrapolates: boolean,
    damage: ShakingDamage,
  ) {
    this.#sites = sites;
    this.#lines = lines;
    this.#tree = tree;
    this.#walk = walk;
    this.#extrapolates = extrapolates;
    this.#damage = damage;
    this.#sitePlaces = placesOn(plane, sites.ground.lats, sites.ground.lons);
    this.#linePlaces = placesOn(plane, lines.ground.lats, lines.ground.lons);
    this.#siteMotion = new Float64Array(sites.sites.length);
    this.#lineMotion = new Float64Array(lines.ground.lats.length);
  }

  /** Computes the medians of a source that lies still. */
  still(source: Source, depthKm: number, lat: number, lon: number): StillSource {
    const medians: Medians[] = [];
    for (const { model, weight } of this.#tree) {
      const equation = model.equationFor({ extent: source.extent, depthKm });
      if (equation === undefined) continue;
      const { sites, lines } = this.#placesAbout(new LocalPlane(lat, lon));
      sites.shake(equation, source, this.#reachKm(model));
      lines.shake(equation, source, this.#reachKm(model));
      medians.push({ equation, weight, sites, lines });
    }
    return { medians };
  }

  /**
   * One earthquake of a still source. @param event handle of the hazard @param number which of its earthquakes, from 0
   */
  strikeStill(
    { medians }: StillSource,
    draws: Draws,
    event: number,
    number: number,
    atHours: number,
    lengthsKm: Float64Array,
    damage: Damage,
  ): void {
    if (medians.length === 0) return;
    const chosen = medians[chosenBranch(medians, this.#share(draws, event, number))];
    this.#strike(chosen.sites, chosen.lines, draws, event, number, atHours, lengthsKm, damage);
  }

  /** One earthquake of a source that lies differently in each replication. */
  strikeAnew(
    source: Source,
    depthKm: number,
    lat: number,
    lon: number,
    draws: Draws,
    event: number,
    number: number,
    atHours: number,
    lengthsKm: Float64Array,
    damage: Damage,
  ): void {
    const branch = this.#branchFor(source, depthKm, this.#share(draws, event, number));
    if (branch === undefined) return;
    const plane = new LocalPlane(lat, lon);
    if (this.#moving === undefined) this.#moving = this.#placesAbout(plane);
    const { sites, lines } = this.#moving;
    sites.centre(plane);
    lines.centre(plane);
    sites.shake(branch.equation, source, branch.reachKm);
    lines.shake(branch.equation, source, branch.reachKm);
    this.#strike(sites, lines, draws, event, number, atHours, lengthsKm, damage);
  }

  /** The motion of a still source's first event, for a map. */
  fieldOf({ medians }: StillSource, draws: Draws, event: number): ShakenField {
    const { sites, lines } = medians[chosenBranch(medians, this.#share(draws, event, 0))];
    this.#shake(sites, lines, draws, event, 0);
    const { firstPiece, links, ground } = this.#lines;
    return {
      sites: Array.from(this.#sites.sites, (site, place) => ({ site, pgaG: Math.exp(this.#siteMotion[place]) })),
      points: Array.from(links).flatMap((link, line) =>
        ground.lats.slice(firstPiece[line], firstPiece[line + 1]).map((lat, piece) => ({
          link,
          lat,
          lon: ground.lons[firstPiece[line] + piece],
          pgvCmS: Math.exp(this.#lineMotion[firstPiece[line] + piece]),
        })),
      ),
    };
  }

  #strike(
    sites: ShakenPlaces,
    lines: ShakenPlaces,
    draws: Draws,
    event: number,
    number: number,
    atHours: number,
    lengthsKm: Float64Array,
    damage: Damage,
  ): void {
    this.#shake(sites, lines, draws, event, number);
    this.#damage.hitSites(draws, number, atHours, this.#siteMotion, damage);
    this.#damage.cutLines(draws, number, atHours, this.#lineMotion, lengthsKm, damage);
  }

  /** Draws the motion of an event at all places: ln PGA at sites, ln PGV at pieces of lines. */
  #shake(sites: ShakenPlaces, lines: ShakenPlaces, draws: Draws, event: number, number: number): void {
    const betweenEvent = normalQuantile(draws.uniform(event, PURPOSE.betweenEvent, number));
    this.#within.draw(draws, event, number);
    this.#within.pga(sites.places, this.#siteMotion);
    sites.apply(betweenEvent, this.#siteMotion);
    this.#within.pgv(lines.places, this.#lineMotion);
    lines.apply(betweenEvent, this.#lineMotion);
  }

  /** The branch for a source among those that have an equation for it. */
  #branchFor(
    source: Source,
    depthKm: number,
    share: number,
  ): { equation: GroundMotionEquation; reachKm: number } | undefined {
    const able = this.#tree.flatMap(({ model, weight }) => {
      const equation = model.equationFor({ extent: source.extent, depthKm });
      return equation === undefined ? [] : [{ equation, weight, reachKm: this.#reachKm(model) }];
    });
    return able.length === 0 ? undefined : able[chosenBranch(able, share)];
  }

  #placesAbout(plane: LocalPlane): { sites: ShakenPlaces; lines: ShakenPlaces } {
    return {
      sites: new ShakenPlaces(this.#sites.ground, this.#sitePlaces, plane, 'pga'),
      lines: new ShakenPlaces(this.#lines.ground, this.#linePlaces, plane, 'pgv'),
    };
  }

  #reachKm({ range }: GroundMotionModel): number {
    return this.#extrapolates ? Number.POSITIVE_INFINITY : range.distanceKm[1];
  }

  #share(draws: Draws, event: number, number: number): number {
    if (this.#tree.length === 1) return 0;
    return this.#walk === 'enumerated'
      ? ((draws.replication + 0.5) * GOLDEN) % 1
      : draws.uniform(event, PURPOSE.logicTree, number);
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
