/** What a hazard tells the user about the values it was given: assumed ones, and events after the end. */
import { isFact, type Sourced } from '../text/quantity.ts';
import type { HazardSetting } from './hazard.ts';

/** Names a value that its author marked as less than a fact. A bare value is part of what the scenario asks. */
export function tellFlag(setting: HazardSetting, noun: string, given: Sourced<unknown> | undefined): void {
  if (given?.flag === undefined || isFact(given.flag)) return;
  const source = given.source === undefined ? '' : ` (${given.source})`;
  setting.assume(`${noun} ${String(given.value)} is ${given.flag}${source}`);
}

/** Warns of an event that begins when the scenario is over. */
export function warnIfLate(setting: HazardSetting, atHours: number): void {
  if (atHours >= setting.horizonHours) {
    setting.warn(['at'], `${atHours} h`, `a time before the horizon, ${setting.horizonHours} h`);
  }
}

/** `1 site`, `2 sites`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
