/** The vessels: who is called to which fault at sea, and how long each leg of the voyage takes. */
import { quantile } from '../engine/distribution.ts';
import { PURPOSE } from '../engine/draws.ts';
import { haversineKm } from '../network/geodesy.ts';
import { waitForWindow } from '../response/weather.ts';
import { spareInReach } from './crews.ts';
import type { World } from './world.ts';

const HOURS_A_DAY = 24;
const DAYS_A_YEAR = 365;

/** Told of each match of a fault with a vessel. */
type Assign = (world: World, fault: number, vessel: number) => void;

/** Each free vessel takes a fault that it can reach: the next break of the cable it is on, else the one that has waited longest. */
export function sendVessels(world: World, assign: Assign): void {
  const { offshore, vesselBusy } = world;
  for (let vessel = 0; vessel < vesselBusy.length && offshore.length > 0; vessel++) {
    if (vesselBusy[vessel] === 1) continue;
    const place = nextFor(world, vessel);
    if (place < 0) continue;
    const fault = offshore.at(place);
    offshore.removeAt(place);
    vesselBusy[vessel] = 1;
    assign(world, fault, vessel);
  }
}

/** Place in the queue of the fault that a vessel takes next, or -1. */
function nextFor(world: World, vessel: number): number {
  const { offshore, damage, vesselLink } = world;
  let first = -1;
  let nearest = -1;
  let leastKm = Number.POSITIVE_INFINITY;
  for (let place = 0; place < offshore.length; place++) {
    const fault = offshore.at(place);
    if (!canReach(world, vessel, fault) || !spareInReach(world, fault)) continue;
    if (first < 0) first = place;
    if (damage.elements[fault] !== vesselLink[vessel]) continue;
    const km = Math.abs(damage.positionsKm[fault] - world.vesselKm[vessel]);
    if (km < leastKm) {
      leastKm = km;
      nearest = place;
    }
  }
  return nearest >= 0 ? nearest : first;
}

function canReach({ model, damage }: World, vessel: number, fault: number): boolean {
  const { sea } = model.vessels[vessel];
  return sea < 0 || sea === model.linkSea[damage.elements[fault]];
}

/** Why a fault at sea has no vessel: no cable to mend it with, or no vessel that can reach it is free. */
export const vesselWaitReason = (world: World, fault: number): 'spare' | 'vessel' =>
  spareInReach(world, fault) ? 'vessel' : 'spare';

/** Whether another fault waits that this vessel could take. */
function isWantedAgain(world: World, vessel: number): boolean {
  for (let place = 0; place < world.offshore.length; place++)
    if (canReach(world, vessel, world.offshore.at(place))) return true;
  return false;
}

/** A vessel is done: it stays at sea while faults wait for it, else it goes home and must be called anew. */
export function releaseVessel(world: World, vessel: number): void {
  world.vesselBusy[vessel] = 0;
  if (isWantedAgain(world, vessel)) return;
  const { lat, lon } = world.model.vessels[vessel];
  world.vesselAfloat[vessel] = 0;
  world.vesselLink[vessel] = -1;
  world.vesselLat[vessel] = lat;
  world.vesselLon[vessel] = lon;
}

export const locateHours = (world: World, hours: number): number => (world.isClairvoyant ? 0 : hours);

/** A vessel has other clients: with some chance it is away when called, and comes free later. */
export function charterHours(world: World, fault: number): number {
  const vessel = world.server[fault];
  if (world.vesselAfloat[vessel] === 1) return 0;
  const { busy, residual } = world.model.conditions.marine.charter;
  const { handle } = world.model.vessels[vessel];
  const call = world.vesselCalls[vessel]++;
  if (world.draws.uniform(handle, PURPOSE.charter, call) >= busy.value) return 0;
  return quantile(residual.value, world.draws.uniform(handle, PURPOSE.charterWait, call));
}

/** A vessel already at sea goes on to the next fault without being mobilised again. */
export function mobiliseHours(world: World, fault: number): number {
  const vessel = world.server[fault];
  if (world.vesselAfloat[vessel] === 1) return 0;
  world.vesselAfloat[vessel] = 1;
  const { availability } = world.model.vessels[vessel];
  const { marine } = world.model.conditions;
  const law = marine.mobilise[availability].value;
  const u = world.draws.uniform(world.handleOf(fault), PURPOSE.mobilise, world.occurrence[fault]);
  const hours = world.timeFactor * quantile(law, u);
  if (availability !== 'import') return hours;
  const closed = untilCanalOpens(world, world.agenda.time + hours);
  if (closed > 0) world.trace?.({ time: world.agenda.time, what: 'still-waits', fault, name: 'canal', amount: closed });
  return hours + closed;
}

/** Hours from `time` until the canal is open; 0 when the scenario does not say on which day it begins. */
function untilCanalOpens(world: World, time: number): number {
  const { beginsDay, conditions } = world.model;
  if (Number.isNaN(beginsDay)) return 0;
  const { closes, opens } = conditions.marine.canal;
  const day = (beginsDay + time / HOURS_A_DAY) % DAYS_A_YEAR;
  const closedDays = (opens.value - closes.value + DAYS_A_YEAR) % DAYS_A_YEAR;
  const sinceClosed = (day - closes.value + DAYS_A_YEAR) % DAYS_A_YEAR;
  return sinceClosed < closedDays ? (closedDays - sinceClosed) * HOURS_A_DAY : 0;
}

/** From its base or its last fault; from the nearer shore end when it has no base. */
export function sailHours(world: World, fault: number): number {
  const { damage, model } = world;
  const { marine, travel } = model.conditions;
  const vessel = world.server[fault];
  const lat = damage.lats[fault];
  const lon = damage.lons[fault];
  const link = damage.elements[fault];
  let km = haversineKm(world.vesselLat[vessel], world.vesselLon[vessel], lat, lon);
  if (Number.isNaN(km)) {
    const { sites, from, to } = model.network;
    const near = sites[from[link]];
    const far = sites[to[link]];
    km = Math.min(haversineKm(near.lat, near.lon, lat, lon), haversineKm(far.lat, far.lon, lat, lon));
  }
  world.vesselLat[vessel] = lat;
  world.vesselLon[vessel] = lon;
  world.vesselLink[vessel] = link;
  world.vesselKm[vessel] = damage.positionsKm[fault];
  return Number.isNaN(km) ? travel.placeUnknown.value : km / marine.speedKmH.value;
}

/** The wait on station for a window of good weather in this sea. */
export function weatherHours(world: World, fault: number): number {
  const { model, damage } = world;
  const { goodMean, badMean, window } = model.conditions.marine.weather;
  world.climate.goodMeanHours = goodMean.value;
  world.climate.badMeanHours = badMean.value;
  return waitForWindow(
    world.draws,
    model.seaHandles[model.linkSea[damage.elements[fault]]],
    world.climate,
    world.agenda.time,
    window.value,
    model.horizonHours,
  );
}
