/** The stories of a fault, as lists of stages: what happens to it between the break and the last splice. */
import { type Distribution, mean, quantile } from '../engine/distribution.ts';
import { PURPOSE, type Purpose } from '../engine/draws.ts';
import { haversineKm } from '../network/geodesy.ts';
import { waitForWindow } from '../response/weather.ts';
import type { World } from './world.ts';

/** A stage takes its hours (Infinity: it never ends), or waits in a queue for a crew or a vessel. */
export type Stage =
  | { readonly name: string; readonly hours: (world: World, fault: number) => number }
  | { readonly name: string; readonly waitsFor: 'crew' | 'vessel' };

/** One value of a law, addressed by the element of the fault and by how many times it had broken before. */
function drawn(world: World, fault: number, law: Distribution, purpose: Purpose): number {
  if (law.law === 'fixed') return law.value;
  return quantile(law, world.draws.uniform(world.handleOf(fault), purpose, world.occurrence[fault]));
}

const STATE_NAMES = ['slight', 'slight', 'moderate', 'extensive', 'complete'] as const;

function repairLaw(world: World, fault: number): Distribution {
  const { stages, marine } = world.variant.protocol;
  const { damage, model } = world;
  if (damage.isSite[fault] === 1) return stages.repairSite[STATE_NAMES[damage.states[fault]]].value;
  const { medium } = model.network.links[damage.elements[fault]];
  if (medium === 'submarine') return marine.splice.value;
  return stages.repairLink[medium === 'satellite' ? 'microwave' : medium].value;
}

/** Mean hours of repair of faults like this one: all that a dispatcher may know of it. */
export const estimatedRepairHours = (world: World, fault: number): number => mean(repairLaw(world, fault));

/** Hours on the road from a place to a fault. */
export function travelHours(world: World, lat: number, lon: number, fault: number): number {
  const { travel } = world.variant.protocol;
  const km = haversineKm(lat, lon, world.damage.lats[fault], world.damage.lons[fault]);
  return Number.isNaN(km) ? travel.placeUnknown.value : (km * travel.roadFactor.value) / travel.speedKmH.value;
}

const detect: Stage = {
  name: 'detect',
  hours: (world, fault) => {
    const { stages } = world.variant.protocol;
    const law = world.damage.isSite[fault] === 1 ? stages.detectSite.value : stages.detectLink.value;
    return world.trainingFactor * drawn(world, fault, law, PURPOSE.detect);
  },
};

/** An owner that dispatches for itself knows at its own alarm; a joint desk knows after the owner has shared it. */
const share: Stage = {
  name: 'share',
  hours: (world, fault) => {
    const { dispatch, awareness } = world.variant.protocol;
    return dispatch.scope.value === 'joint' ? drawn(world, fault, awareness.shareDelay.value, PURPOSE.share) : 0;
  },
};

const assess: Stage = {
  name: 'assess',
  hours: (world, fault) => {
    const { stages } = world.variant.protocol;
    const law = world.damage.isSite[fault] === 1 ? stages.assessSite.value : stages.assessLink.value;
    return world.trainingFactor * drawn(world, fault, law, PURPOSE.assess);
  },
};

const travel: Stage = {
  name: 'travel',
  hours: (world, fault) => {
    const crew = world.server[fault];
    const hours = travelHours(world, world.crewLat[crew], world.crewLon[crew], fault);
    if (!Number.isNaN(world.damage.lats[fault])) {
      world.crewLat[crew] = world.damage.lats[fault];
      world.crewLon[crew] = world.damage.lons[fault];
    }
    return hours;
  },
};

const repair: Stage = {
  name: 'repair',
  hours: (world, fault) => drawn(world, fault, repairLaw(world, fault), PURPOSE.repair),
};

/** Finds the place by coherent reflectometry from the shore, and lodges the request for a permit. */
const locate: Stage = {
  name: 'locate',
  hours: (world, fault) => {
    const { marine } = world.variant.protocol;
    const hours = drawn(world, fault, marine.locate.value, PURPOSE.locate);
    world.permitReady[fault] = world.agenda.time + hours + drawn(world, fault, marine.permit.value, PURPOSE.permit);
    return hours;
  },
};

/** A vessel already at sea goes on to the next fault without being mobilised again. */
const mobilise: Stage = {
  name: 'mobilise',
  hours: (world, fault) => {
    const vessel = world.server[fault];
    if (world.vesselAfloat[vessel] === 1) return 0;
    world.vesselAfloat[vessel] = 1;
    const { availability } = world.model.vessels;
    if (availability === 'none') return Number.POSITIVE_INFINITY;
    const law = world.variant.protocol.marine.mobilise[availability].value;
    return world.trainingFactor * drawn(world, fault, law, PURPOSE.mobilise);
  },
};

const load: Stage = {
  name: 'load',
  hours: (world, fault) => drawn(world, fault, world.variant.protocol.marine.load.value, PURPOSE.load),
};

/** From its base or its last fault; from the nearer shore end when it has no base. */
const sail: Stage = {
  name: 'sail',
  hours: (world, fault) => {
    const { damage, model } = world;
    const { marine, travel } = world.variant.protocol;
    const vessel = world.server[fault];
    const lat = damage.lats[fault];
    const lon = damage.lons[fault];
    let km = haversineKm(world.vesselLat[vessel], world.vesselLon[vessel], lat, lon);
    if (Number.isNaN(km)) {
      const { sites, from, to } = model.network;
      const link = damage.elements[fault];
      const near = sites[from[link]];
      const far = sites[to[link]];
      km = Math.min(haversineKm(near.lat, near.lon, lat, lon), haversineKm(far.lat, far.lon, lat, lon));
    }
    world.vesselLat[vessel] = lat;
    world.vesselLon[vessel] = lon;
    return Number.isNaN(km) ? travel.placeUnknown.value : km / marine.speedKmH.value;
  },
};

const permit: Stage = {
  name: 'permit',
  hours: (world, fault) => Math.max(0, world.permitReady[fault] - world.agenda.time),
};

const weather: Stage = {
  name: 'weather',
  hours: (world) => {
    const { goodMean, badMean, window } = world.variant.protocol.marine.weather;
    return waitForWindow(
      world.draws,
      world.model.seaHandle,
      { goodMeanHours: goodMean.value, badMeanHours: badMean.value },
      world.agenda.time,
      window.value,
      world.model.horizonHours,
    );
  },
};

const splice: Stage = {
  name: 'splice',
  hours: (world, fault) => drawn(world, fault, world.variant.protocol.marine.splice.value, PURPOSE.splice),
};

/** A fault on land: stages up to `assess` need nobody on the road. */
export const ON_LAND: readonly Stage[] = [detect, share, assess, { name: 'crew', waitsFor: 'crew' }, travel, repair];

/** A fault under the sea. The permit runs beside mobilisation, loading and the voyage; its stage is what is left of it. */
export const AT_SEA: readonly Stage[] = [
  detect,
  share,
  locate,
  { name: 'vessel', waitsFor: 'vessel' },
  mobilise,
  load,
  sail,
  permit,
  weather,
  splice,
];

/** The stage after which the one who dispatches knows of the fault. */
export const VISIBLE_AFTER = 'share';
