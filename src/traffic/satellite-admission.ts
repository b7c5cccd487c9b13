/** Who is served over satellite: the largest sites first, a terminal a site, until the capacity is used up. */

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
 * @param cutOff people cut off at each site, in the order in which terminals are set up
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
  for (let place = 0; place < count && place < terminals && left > 0; place++) {
    const granted = Math.min(perTerminalMbps, left, cutOff[place] * perPersonMbps);
    // The allowance keeps a whole number of people whole after a division that is not exact.
    served += Math.floor(granted / perPersonMbps + 1e-9);
    left -= granted;
  }
  return served;
}
