/** The plug-in door for hazards: what breaks, and when. A hazard never schedules and never sees the world. */
import type { z } from 'zod';
import type { Addresses, Draws } from '../engine/draws.ts';
import type { Polyline } from '../network/geodesy.ts';
import type { Network } from '../network/network.ts';
import type { RoadGraph } from '../network/roads.ts';
import type { Problems } from '../text/problem.ts';
import type { Damage } from './damage.ts';
import type { EventList } from './seismicity/event-list.ts';

/** One hazard of a scenario, made ready. */
export interface Hazard {
  /**
   * Adds to `damage` what this hazard breaks in the replication that `draws` stands at.
   * @param lengthsKm length of each link in this replication, km along the cable
   */
  strike(draws: Draws, lengthsKm: Float64Array, damage: Damage): void;
  /** The earthquakes of the replication that `draws` stands at, where it has a list of them. */
  events?(draws: Draws): EventList;
  /** The magnitude of its first earthquake in the replication that `draws` stands at, where it has one. */
  magnitude?(draws: Draws): number;
  /** The shaking that this hazard draws in the replication that `draws` stands at, where it has any. */
  field?(draws: Draws): ShakenField;
  /** What a reader should know of it before the first replication, in sentences; chance has no part in it. */
  describe?(): readonly string[];
}

/** The shaking of one event at the places where it matters. */
export interface ShakenField {
  /** Index of each shaken site, and its PGA in g. */
  readonly sites: readonly { readonly site: number; readonly pgaG: number }[];
  /** Points along links, and their PGV in cm/s. */
  readonly points: readonly {
    readonly link: number;
    readonly lat: number;
    readonly lon: number;
    readonly pgvCmS: number;
  }[];
}

/** What a hazard is given when it is made ready, before the first replication. */
export interface HazardSetting {
  /** Index of the hazard in the scenario: what its faults are marked with. */
  readonly index: number;
  /** Name of this hazard in the addresses of its draws, such as `earthquake/1`; unique in the scenario. */
  readonly name: string;
  readonly network: Network;
  /** The line of each link on the map. */
  readonly lines: readonly Polyline[];
  /** The roads that crews travel on; undefined when the scenario has none. */
  readonly roads?: RoadGraph | undefined;
  readonly addresses: Addresses;
  /** Handle of each site and of each link for draws on them. */
  readonly siteHandles: Int32Array;
  readonly linkHandles: Int32Array;
  readonly horizonHours: number;
  /** The text of a file that the parameter at `path` names, as seen from the scenario; undefined, with the problem told, if there is none. */
  read(path: readonly (string | number)[], file: string): { readonly file: string; readonly text: string } | undefined;
  /** Where what is wrong inside such a file is told, at its own lines. */
  readonly problems: Problems;
  /** Tells the user of a problem at a path below this hazard's parameters. */
  error(path: readonly (string | number)[], found: string, expected: string, known?: Iterable<string>): void;
  warn(path: readonly (string | number)[], found: string, expected: string): void;
  /** Names a value that somebody assumed and that the result depends on. */
  assume(sentence: string): void;
}

export interface HazardKind<S extends z.ZodType = z.ZodType> {
  /** Its key in the scenario. */
  readonly name: string;
  readonly summary: string;
  /** Publications it rests on. */
  readonly source: string;
  readonly schema: S;
  prepare(parameters: z.output<S>, setting: HazardSetting): Hazard;
}

/** Keeps the type of a kind's parameters while it is checked to be a kind. */
export const hazardKind = <S extends z.ZodType>(kind: HazardKind<S>): HazardKind<S> => kind;
