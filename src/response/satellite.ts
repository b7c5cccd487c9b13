/** What satellite capacity can do for people who are cut off: the largest sites first, a terminal a site, until it is used up. */
import type { Protocol } from './protocol.ts';

/**
 * People served over satellite.
 * @param cutOff people cut off at each site, in the order in which terminals are set up (largest site first)
 * @param count how many entries of `cutOff` count
 * @param spaceSegmentMbps what the working satellite links of the topology can carry
 */
export function servedBySatellite(
  cutOff: Float64Array,
  count: number,
  satellite: Protocol['satellite'],
  spaceSegmentMbps: number,
): number {
  const perPersonMbps = satellite.kbpsPerPerson.value / 1000;
  let capacity = Math.min(satellite.capacityMbps.value, spaceSegmentMbps);
  let served = 0;
  for (let place = 0; place < count && place < satellite.terminals.value && capacity > 0; place++) {
    const granted = Math.min(satellite.perTerminalMbps.value, capacity, cutOff[place] * perPersonMbps);
    served += Math.floor(granted / perPersonMbps + 1e-9);
    capacity -= granted;
  }
  return served;
}
