/** The stories of a fault, as lists of stages: what happens to it between the break and the last splice. */
import { type Distribution, mean, quantile } from '../engine/distribution.ts';
import { PURPOSE, type Purpose } from '../engine/draws.ts';
import { normalQuantile } from '../engine/normal.ts';
import { errorFactor } from '../response/protocol.ts';
import { hoursOfWork } from './crews.ts';
import { charterHours, locateHours, mobiliseHours, sailHours, weatherHours } from './marine.ts';
import { journeyHours } from './travel.ts';
import type { World } from './world.ts';

/** What a fault waits for in a queue. */
type Awaited = 'assessor' | 'crew' | 'vessel';

/** A stage takes its hours (Infinity: it never ends; 0: it is over at once), or waits in a queue unless it need not. */
export type Stage =
  | { readonly name: string; readonly hours: (world: World, fault: number) => number }
  | {
      readonly name: string;
      readonly waitsFor: Awaited;
      readonly isNeedless?: (world: World, fault: number) => boolean;
    };

/** One value of a law, addressed by the element of the fault and by how many times it had broken before. */
function drawn(world: World, fault: number, law: Distribution, purpose: Purpose): number {
  if (law.law === 'fixed') return law.value;
  return quantile(law, world.draws.uniform(world.handleOf(fault), purpose, world.occurrence[fault]));
}

const STATE_NAMES = ['slight', 'slight', 'moderate', 'extensive', 'complete'] as const;

function repairLaw(world: World, fault: number): Distribution {
  const { stages, marine } = world.model.conditions;
  const { damage, model } = world;
  if (damage.isSite[fault] === 1) return stages.repairSite[STATE_NAMES[world.severity[fault]]].value;
  const { medium } = model.network.links[damage.elements[fault]];
  if (medium === 'submarine') return marine.splice.value;
  return stages.repairLink[medium === 'satellite' ? 'microwave' : medium].value;
}

/** Hours of work that a fault on land takes a crew of ordinary pace, with what has to be done twice. */
function workHours(world: World, fault: number): number {
  const work = drawn(world, fault, repairLaw(world, fault), PURPOSE.repair);
  return isDoneTwice(world, fault) ? 2 * work : work;
}

/** Whether two teams get in each other's way at a fault, so that its work must be done again. */
function isDoneTwice(world: World, fault: number): boolean {
  const { protocol } = world.variant;
  const chance = protocol.dispatch.conflictProbability.value * errorFactor(protocol);
  return (
    chance > 0 &&
    !world.isSubmarine(fault) &&
    world.draws.uniform(world.handleOf(fault), PURPOSE.rework, world.occurrence[fault]) < chance
  );
}

/** Hours of repair as a dispatcher estimates them: the mean of faults like this one, with noise; the truth when clairvoyant. */
export function estimatedRepairHours(world: World, fault: number): number {
  const { estimate, estimateSeverity, severity } = world;
  if (estimateSeverity[fault] !== severity[fault]) {
    estimateSeverity[fault] = severity[fault];
    estimate[fault] = repairHoursAsEstimated(world, fault);
  }
  return estimate[fault];
}

function repairHoursAsEstimated(world: World, fault: number): number {
  const { dispatch, awareness } = world.variant.protocol;
  if (dispatch.clairvoyant.value) return workHours(world, fault);
  const typical = mean(repairLaw(world, fault));
  const sigma = awareness.estimateNoise.value;
  if (sigma === 0) return typical;
  const u = world.draws.uniform(world.handleOf(fault), PURPOSE.estimate, world.occurrence[fault]);
  // The mean of the noise is 1, so that estimates are right on average.
  return typical * Math.exp(sigma * normalQuantile(u) - (sigma * sigma) / 2);
}

/** Whether the damage can be seen from afar: over a network that reaches an end of the link, or a satellite path. */
function isManageable(world: World, fault: number): boolean {
  const { model, damage } = world;
  if (model.conditions.management.path.value === 'ignored') return true;
  const { from, to } = model.network;
  const link = damage.elements[fault];
  if (model.outOfBand[from[link]] === 1 || model.outOfBand[to[link]] === 1) return true;
  const reach = world.settled();
  return reach.serves(from[link]) || reach.serves(to[link]);
}

/** A link is assessed by reflectometry, unless no instrument can be reached; all else in the field, by an assessor. */
const isSeenFromAfar = (world: World, fault: number): boolean =>
  world.damage.isSite[fault] === 0 && isManageable(world, fault);

/** Hours from a fault until its owner has the alarm. */
export function alarmHours(world: World, fault: number): number {
  const { stages } = world.model.conditions;
  if (world.isClairvoyant) return 0;
  const law = world.damage.isSite[fault] === 1 ? stages.detectSite.value : stages.detectLink.value;
  return world.timeFactor * drawn(world, fault, law, PURPOSE.detect);
}

const detect: Stage = { name: 'detect', hours: alarmHours };

/** An owner that dispatches for itself knows at its own alarm; a joint desk knows after the owner has shared it. */
const share: Stage = {
  name: 'share',
  hours: (world, fault) => {
    const { dispatch, awareness } = world.variant.protocol;
    if (world.isClairvoyant || dispatch.scope.value === 'owner') return 0;
    return drawn(world, fault, awareness.shareDelay.value, PURPOSE.share);
  },
};

const assess: Stage = {
  name: 'assess',
  hours: (world, fault) => {
    if (world.isClairvoyant) return 0;
    const { assessLink, assessSite, assessLinkInField } = world.model.conditions.stages;
    const law =
      world.damage.isSite[fault] === 1 ? assessSite : world.seenFromAfar[fault] === 1 ? assessLink : assessLinkInField;
    return world.timeFactor * drawn(world, fault, law.value, PURPOSE.assess);
  },
};

const assessor: Stage = {
  name: 'assessor',
  waitsFor: 'assessor',
  isNeedless: (world, fault) => {
    world.seenFromAfar[fault] = isSeenFromAfar(world, fault) ? 1 : 0;
    return world.isClairvoyant || world.model.assessors === undefined || world.seenFromAfar[fault] === 1;
  },
};

const access: Stage = {
  name: 'access',
  hours: (world, fault) => {
    const { accessLink, accessSite } = world.model.conditions.stages;
    return drawn(world, fault, (world.damage.isSite[fault] === 1 ? accessSite : accessLink).value, PURPOSE.access);
  },
};

const travel: Stage = {
  name: 'travel',
  hours: (world, fault) => {
    const crew = world.server[fault];
    const hours = journeyHours(world, crew, fault);
    if (!Number.isNaN(world.damage.lats[fault])) world.placeCrewAt(crew, fault);
    return hours;
  },
};

/** Share of the work after which service is back on a temporary fix. */
export function temporaryShare(world: World, fault: number): number {
  const { temporaryLink, temporarySite } = world.model.conditions.stages;
  return (world.damage.isSite[fault] === 1 ? temporarySite : temporaryLink).value;
}

const repair: Stage = {
  name: 'repair',
  hours: (world, fault) =>
    hoursOfWork(world, world.server[fault], workHours(world, fault) * temporaryShare(world, fault)),
};

const finish: Stage = {
  name: 'finish',
  hours: (world, fault) => {
    const share = temporaryShare(world, fault);
    return share === 1 ? 0 : hoursOfWork(world, world.server[fault], workHours(world, fault) * (1 - share));
  },
};

const verify: Stage = {
  name: 'verify',
  hours: (world, fault) => drawn(world, fault, world.model.conditions.stages.verify.value, PURPOSE.verify),
};

/** Finds the place by coherent reflectometry from the shore, and lodges the request for a permit. */
const locate: Stage = {
  name: 'locate',
  hours: (world, fault) => {
    const { marine } = world.model.conditions;
    const hours = locateHours(world, drawn(world, fault, marine.locate.value, PURPOSE.locate));
    world.permitReady[fault] = world.agenda.time + hours + drawn(world, fault, marine.permit.value, PURPOSE.permit);
    return hours;
  },
};

const load: Stage = {
  name: 'load',
  hours: (world, fault) => drawn(world, fault, world.model.conditions.marine.load.value, PURPOSE.load),
};

const permit: Stage = {
  name: 'permit',
  hours: (world, fault) => Math.max(0, world.permitReady[fault] - world.agenda.time),
};

const splice: Stage = {
  name: 'splice',
  hours: (world, fault) => drawn(world, fault, world.model.conditions.marine.splice.value, PURPOSE.splice),
};

/** A fault on land: stages up to `access` need nobody on the road but an assessor. */
export const ON_LAND: readonly Stage[] = [
  detect,
  share,
  assessor,
  assess,
  access,
  { name: 'crew', waitsFor: 'crew' },
  travel,
  repair,
  finish,
  verify,
];

/** A fault under the sea. The permit runs beside mobilisation, loading and the voyage; its stage is what is left of it. */
export const AT_SEA: readonly Stage[] = [
  detect,
  share,
  locate,
  { name: 'vessel', waitsFor: 'vessel' },
  { name: 'charter', hours: charterHours },
  { name: 'mobilise', hours: mobiliseHours },
  load,
  { name: 'sail', hours: sailHours },
  permit,
  { name: 'weather', hours: weatherHours },
  splice,
  verify,
];

/** The stage after which the one who dispatches knows of the fault. */
export const VISIBLE_AFTER = 'share';

/** The first stage at which a crew is at work on the spot. */
export const AT_WORK_FROM = ON_LAND.indexOf(repair);
