/** The way of a crew to a fault. */
import { haversineKm } from '../network/geodesy.ts';
import { chordKm, type RoadPlaces } from '../network/road-places.ts';
import type { World } from './world.ts';

/** Hours on the road from a located place to a fault, as far as the dispatcher knows. Hot. */
export const travelHours = (world: World, from: RoadPlaces, at: number, fault: number): number =>
  hoursToPlace(world, from, at, world.faultPlaces, fault);

/** Hours on the road between two located places, as far as the dispatcher knows. Hot. */
export function hoursToPlace(world: World, from: RoadPlaces, at: number, to: RoadPlaces, there: number): number {
  const { roads, agenda } = world;
  if (roads === undefined) return hoursBetween(world, from.lats[at], from.lons[at], to.lats[there], to.lons[there]);
  const known = roads.expectedBetween(agenda.time, from, at, to, there, world.hoursPerKm);
  return Number.isNaN(known) ? world.model.conditions.travel.placeUnknown.value : known;
}

/** Hours on the road between two places, as far as the dispatcher knows: a closed road is expected to open at its mean. */
export function hoursBetween(world: World, lat: number, lon: number, toLat: number, toLon: number): number {
  const { roads, agenda } = world;
  const known =
    roads === undefined
      ? straightHours(world, lat, lon, toLat, toLon)
      : roads.expectedHours(agenda.time, lat, lon, toLat, toLon, world.hoursPerKm);
  return Number.isNaN(known) ? world.model.conditions.travel.placeUnknown.value : known;
}

/**
 * No crew is at a fault in fewer hours: the way with every road open, or the chord through the earth at the price of the
 * great circle, which needs no trigonometry. 0 when a place is unknown. Hot.
 */
export function leastTravelHours(world: World, crew: number, fault: number): number {
  const { roads, crewPlaces, faultPlaces } = world;
  const hours =
    roads === undefined
      ? chordKm(crewPlaces, crew, faultPlaces, fault) * world.hoursPerKm
      : roads.openHours(crewPlaces, crew, faultPlaces, fault, world.hoursPerKm);
  return Number.isNaN(hours) ? 0 : hours;
}

/** Hours that a journey begun now truly takes, with what is waited at closed roads. */
export function journeyBetween(world: World, lat: number, lon: number, toLat: number, toLon: number): number {
  const { roads, agenda } = world;
  if (roads === undefined) return hoursBetween(world, lat, lon, toLat, toLon);
  const hours = roads.travelHours(agenda.time, lat, lon, toLat, toLon, world.hoursPerKm);
  return Number.isNaN(hours) ? world.model.conditions.travel.placeUnknown.value : hours;
}

/** Hours that a crew is truly on its way to a fault. */
export function journeyHours(world: World, crew: number, fault: number): number {
  const { roads, agenda, damage, trace, crewPlaces } = world;
  const hours = journeyBetween(
    world,
    crewPlaces.lats[crew],
    crewPlaces.lons[crew],
    damage.lats[fault],
    damage.lons[fault],
  );
  if (roads !== undefined && roads.waitedHours > 0) {
    const name = world.model.roads?.roads[roads.waitedAt].id ?? '';
    trace?.({ time: agenda.time, what: 'road-closed', fault, name, amount: roads.waitedHours });
  }
  return hours;
}

const straightHours = (world: World, lat: number, lon: number, toLat: number, toLon: number): number =>
  haversineKm(lat, lon, toLat, toLon) * world.hoursPerKm;
