/** The door for sources of earthquakes: what a hazard asks for the earthquakes of one replication. */
import type { Addresses, Draws } from '../../engine/draws.ts';
import type { EventList } from './event-list.ts';

/** Hours in a mean year; rates are per year. */
export const YEAR_HOURS = 8766;

/** A source of earthquakes, made ready. */
export interface EventSource {
  /**
   * Adds the earthquakes of the replication that `draws` stands at: from hour 0 to before the horizon, in no order of
   * time, each with its own address. Does not clear the list. No event depends on what another source draws.
   */
  draw(draws: Draws, events: EventList): void;
  /** What a reader should know of it before the first replication; chance has no part in it. */
  describe(): string[];
  /** The values behind it that somebody assumed, a sentence each. */
  assumptions(): string[];
}

/** What a source is given when it is made ready. */
export interface SourceSetting {
  /** Name of the hazard in the addresses of its draws, unique in the scenario. */
  readonly name: string;
  readonly addresses: Addresses;
  readonly horizonHours: number;
}
