/** Who is served over satellite: a terminal a site, in the order given, until the capacity is used up. */

export interface SatelliteCapacity {
  readonly mbps: number;
  /** Ground terminals, one a site. */
  readonly terminals: number;
  readonly perTerminalMbps: number;
  /** What one person needs to count as connected. */
  readonly kbpsPerPerson: number;
}

/**
 * People served.
 * @param cutOff people cut off at each site whom nothing else serves, in the order in which terminals are set up; a
 *   site with nobody left takes no terminal
 * @param count how many entries of `cutOff` count
 */
export function admittedBySatellite(
  cutOff: Float64Array,
  count: number,
  { mbps, terminals, perTerminalMbps, kbpsPerPerson }: SatelliteCapacity,
): number {
  const perPersonMbps = kbpsPerPerson / 1000;
  let left = mbps;
  let served = 0;
  let spare = terminals;
  for (let place = 0; place < count && spare > 0 && left > 0; place++) {
    if (cutOff[place] === 0) continue;
    spare--;
    const granted = Math.min(perTerminalMbps, left, cutOff[place] * perPersonMbps);
    // The allowance keeps a whole number of people whole after a division that is not exact.
    served += Math.floor(granted / perPersonMbps + 1e-9);
    left -= granted;
  }
  return served;
}
