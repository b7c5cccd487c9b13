/** Which crew may, can and is free to take a fault on. */
import { travelHours } from './stages.ts';
import type { World } from './world.ts';

/** The free crew nearest to a fault that may and can mend it, or -1. Ties go to the crew listed first. */
export function nearestCrew(world: World, fault: number): number {
  const { crews, crewOperator } = world.model;
  const pooled = world.variant.protocol.resources.crews.value === 'pooled';
  const operator = world.operatorOf(fault);
  const isSite = world.damage.isSite[fault] === 1;
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let crew = 0; crew < crews.length; crew++) {
    if (world.crewBusy[crew] === 1) continue;
    if (!pooled && crewOperator[crew] !== operator) continue;
    if (isSite ? !crews[crew].mendsSites : !crews[crew].mendsLinks) continue;
    const hours = travelHours(world, world.crewLat[crew], world.crewLon[crew], fault);
    if (hours < least) {
      least = hours;
      best = crew;
    }
  }
  return best;
}
