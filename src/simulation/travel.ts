/** The way of a crew to a fault. */
import { haversineKm } from '../network/geodesy.ts';
import type { World } from './world.ts';

/** Hours on the road from a place to a fault, as far as the dispatcher knows. */
export const travelHours = (world: World, lat: number, lon: number, fault: number): number =>
  hoursBetween(world, lat, lon, world.damage.lats[fault], world.damage.lons[fault]);

/** Hours on the road between two places, as far as the dispatcher knows: a closed road is expected to open at its mean. */
export function hoursBetween(world: World, lat: number, lon: number, toLat: number, toLon: number): number {
  const { roads, agenda } = world;
  const known =
    roads === undefined
      ? straightHours(world, lat, lon, toLat, toLon)
      : roads.expectedHours(agenda.time, lat, lon, toLat, toLon, hoursPerKm(world));
  return Number.isNaN(known) ? world.model.conditions.travel.placeUnknown.value : known;
}

/**
 * No crew is at a fault in fewer hours: the chord through the earth at the fastest pace there is, which needs no
 * trigonometry. 0 when a place is unknown. Hot.
 */
export function leastTravelHours(world: World, crew: number, fault: number): number {
  const { crewPoint, faultPoint } = world;
  const x = crewPoint[3 * crew] - faultPoint[3 * fault];
  const y = crewPoint[3 * crew + 1] - faultPoint[3 * fault + 1];
  const z = crewPoint[3 * crew + 2] - faultPoint[3 * fault + 2];
  const hours = Math.sqrt(x * x + y * y + z * z) * world.bestHoursPerChord;
  return Number.isNaN(hours) ? 0 : hours;
}

/** Hours that a journey begun now truly takes, with what is waited at closed roads. */
export function journeyBetween(world: World, lat: number, lon: number, toLat: number, toLon: number): number {
  const { roads, agenda } = world;
  if (roads === undefined) return hoursBetween(world, lat, lon, toLat, toLon);
  const hours = roads.travelHours(agenda.time, lat, lon, toLat, toLon, hoursPerKm(world));
  return Number.isNaN(hours) ? world.model.conditions.travel.placeUnknown.value : hours;
}

/** Hours that a crew is truly on its way to a fault. */
export function journeyHours(world: World, lat: number, lon: number, fault: number): number {
  const { roads, agenda, damage, trace } = world;
  const hours = journeyBetween(world, lat, lon, damage.lats[fault], damage.lons[fault]);
  if (roads !== undefined && roads.waitedHours > 0) {
    const name = world.model.roads?.roads[roads.waitedAt].id ?? '';
    trace?.({ time: agenda.time, what: 'road-closed', fault, name, amount: roads.waitedHours });
  }
  return hours;
}

const hoursPerKm = ({ model: { conditions } }: World): number =>
  conditions.travel.roadFactor.value / conditions.travel.speedKmH.value;

const straightHours = (world: World, lat: number, lon: number, toLat: number, toLon: number): number =>
  haversineKm(lat, lon, toLat, toLon) * hoursPerKm(world);
