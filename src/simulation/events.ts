/** All that can happen, on one page. The order of the names is the number of the event. */

import { assert } from '../engine/assert.ts';
import { TIERS } from '../response/protocol.ts';
import { askForAid, welcome } from './aid.ts';
import { sendAssessors } from './assessors.ts';
import { resupplyHours, takeSpare, untilNextShift, waitReason } from './crews.ts';
import { dispatch } from './dispatch.ts';
import { releaseVessel, sendVessels, vesselWaitReason } from './marine.ts';
import {
  advanceGenerator,
  advanceTruck,
  giveOrders,
  type Later,
  loseGrid,
  regainGrid,
  runOut,
  sendGeneratorsAhead,
  want,
} from './power.ts';
import { headStart, orderHour, sendCrewsAhead, sendReliefAhead } from './preposition.ts';
import { callRoaming, callSatellites, raiseAsset, raiseTier, sendRelief, startRoaming } from './relief.ts';
import { AT_SEA, AT_WORK_FROM, alarmHours, ON_LAND, type Stage, temporaryShare, VISIBLE_AFTER } from './stages.ts';
import { CREW, STATUS, type World } from './world.ts';

const eventNames = [
  'break',
  'passed',
  'stage-done',
  'dispatch',
  'answer',
  'satellite-ready',
  'shift-change',
  'spare-arrives',
  'aid-arrives',
  'roaming-on',
  'relief-order',
  'relief-ready',
  'preposition',
  'crew-in-place',
  'grid-lost',
  'grid-back',
  'power-wanted',
  'power-spent',
  'power-orders',
  'truck-done',
  'generator-done',
  'traffic-settles',
  'traffic-moved',
  'road-closed',
  'demand-changes',
] as const;
export type EventName = (typeof eventNames)[number];
export const EVENT = Object.fromEntries(eventNames.map((name, kind) => [name, kind])) as Record<EventName, number>;

/** What comes first when several things happen at one time. */
export const PRIORITY = { break: 0, power: 1, repaired: 2, restored: 3, stage: 4, dispatch: 5, sample: 6 } as const;

type Handler = (world: World, subject: number) => void;

const handlersByName: Record<EventName, Handler> = {
  /** An element fails. A cable can be cut in many places; a site is down once, however often it is hit. */
  break: (world, fault) => {
    const { damage, timeline, agenda } = world;
    const element = damage.elements[fault];
    if (Number.isNaN(timeline.onset)) timeline.onset = agenda.time;
    callOut(world, fault);
    if (damage.isSite[fault] === 1) {
      if (!Number.isNaN(damage.untils[fault])) {
        goDark(world, fault);
        return;
      }
      const before = world.siteHit[element];
      if (before >= 0 && !hitAgain(world, before, fault)) return;
      if (before < 0) world.siteFaults[element]++;
      world.siteHit[element] = fault;
      if (before >= 0) return;
    } else {
      world.linkFaults[element]++;
      setWatched(world, element);
    }
    world.stale = true;
    world.changed = true;
    world.status[fault] = STATUS.hidden;
    world.trace?.({ time: agenda.time, what: 'broke', fault, name: '', amount: Number.NaN });
    enter(world, fault, 0);
  },

  /** A darkness passes: power is back. */
  passed: (world, fault) => {
    const element = world.damage.elements[fault];
    world.status[fault] = STATUS.mended;
    world.siteFaults[element]--;
    world.changed = true;
    if (!world.stale && world.siteFaults[element] === 0) world.reach.raise(element);
    world.trace?.({ time: world.agenda.time, what: 'light-again', fault, name: '', amount: Number.NaN });
    askForRelief(world);
  },

  /** A stage of a fault's story ends; the next begins. */
  'stage-done': (world, fault) => {
    const stage = world.stage[fault];
    leave(world, fault, stage);
    enter(world, fault, stage + 1);
  },

  /** Whoever is free is sent to what waits; asked for at most once an instant, after all else of that instant. */
  dispatch: (world) => {
    world.dispatchAsked = false;
    world.lastDispatch = world.agenda.time;
    world.round++;
    sendAssessors(world, assignAssessor);
    sendVessels(world, assign);
    if (world.trace !== undefined) tellOtherWaits(world);
    sendRelief(world, awaitRelief);
    if (world.waitingCount === 0) return;
    dispatch(world, assign);
    awaitShift(world);
    if (world.trace !== undefined) tellWaits(world);
  },

  /** A loss has come to be known (darkness at once, damage when it is told): satellites, other operators and partners are called, and relief is sent. */
  answer: (world) => {
    world.answerAsked = false;
    if (world.cutOff() === 0) return;
    callSatellites(world, awaitSatellite);
    callRoaming(world, awaitRoaming);
    sendRelief(world, awaitRelief);
    askForAid(world, awaitAid);
  },

  'satellite-ready': (world, tier) => {
    raiseTier(world, tier);
    world.changed = true;
    world.trace?.({ time: world.agenda.time, what: 'satellite-up', fault: -1, name: TIERS[tier], amount: Number.NaN });
  },

  'shift-change': (world) => {
    world.shiftChangeAt = -1;
    askForDispatch(world);
  },

  'spare-arrives': (world, stock) => {
    world.stock[stock]++;
    askForDispatch(world);
  },

  'aid-arrives': (world, partner) => {
    welcome(world, partner);
    const { name } = world.model.partners[partner];
    world.trace?.({ time: world.agenda.time, what: 'aid-arrives', fault: -1, name, amount: Number.NaN });
    askForDispatch(world);
  },

  'roaming-on': (world) => {
    startRoaming(world);
    world.changed = true;
    world.trace?.({ time: world.agenda.time, what: 'roaming-on', fault: -1, name: '', amount: Number.NaN });
  },

  /** A site is connected again: the assets that stand there may go elsewhere. Asked for at most once an instant. */
  'relief-order': (world) => {
    world.relief.asked = false;
    sendRelief(world, awaitRelief);
  },

  'relief-ready': (world, asset) => {
    raiseAsset(world, asset);
    world.changed = true;
    const { name, people } = world.model.relief[asset];
    const site = world.relief.site[asset];
    world.trace?.({ time: world.agenda.time, what: 'relief-ready', fault: -1, name, amount: people, site });
    askForRelief(world);
  },

  /** The order goes out before a planned event. */
  preposition: (world) => {
    const { name, site } = world.model.nationalEvent ?? { name: '', site: -1 };
    world.trace?.({ time: world.agenda.time, what: 'prepositioned', fault: -1, name, amount: Number.NaN, site });
    sendCrewsAhead(world, awaitCrew);
    sendReliefAhead(world, awaitRelief);
    sendGeneratorsAhead(world, headStart(world), later);
  },

  'crew-in-place': (world, crew) => {
    world.crewBusy[crew] = CREW.free;
    const { name } = world.model.crews[crew];
    world.trace?.({ time: world.agenda.time, what: 'crew-in-place', fault: -1, name, amount: Number.NaN });
    askForDispatch(world);
  },

  /** People ask for more or for less, or the protocol's answer to a surge sets in. */
  'demand-changes': (world) => {
    const { carrying, agenda } = world;
    if (carrying === undefined || agenda.stamp !== carrying.stamp) return;
    world.changed = true;
    const next = carrying.changeDemand(world);
    if (next < Number.POSITIVE_INFINITY)
      agenda.scheduleAt(next, PRIORITY.sample, EVENT['demand-changes'], 0, carrying.stamp);
  },

  'road-closed': ({ roads, damage }, closure) => {
    const { closureRoads, closureUntils, closureExpectedUntils } = damage;
    roads?.close(closureRoads[closure], closureUntils[closure], closureExpectedUntils[closure]);
  },

  'grid-lost': (world, loss) => loseGrid(world, loss, later),

  'grid-back': (world, loss) => regainGrid(world, loss, later),

  /** What a site has lasts for less than the look-ahead from now on. */
  'power-wanted': (world, site) => {
    if (world.agenda.stamp === world.power.stamp[site]) want(world, site, later);
  },

  'power-spent': (world, site) => {
    if (world.agenda.stamp !== world.power.stamp[site]) return;
    runOut(world, site);
    askForAnswer(world);
  },

  /** Trucks and generators are sent; asked for at most once an instant, after all else of that instant. */
  'power-orders': (world) => giveOrders(world, later),

  'truck-done': (world, truck) => {
    advanceTruck(world, truck, later);
    askForRelief(world);
  },

  'generator-done': (world, generator) => {
    if (world.agenda.stamp !== world.power.generatorStamp[generator]) return;
    advanceGenerator(world, generator, later);
    askForRelief(world);
  },

  /** After all else of an instant: traffic whose way has failed is moved at machine speed. */
  'traffic-settles': (world) => {
    const { rerouting, agenda, model } = world;
    if (rerouting === undefined) return;
    world.settled();
    rerouting.settle(agenda.time, alarmHours);
    for (let place = 0; place < rerouting.dueCount; place++) {
      const site = rerouting.due[place];
      const until = rerouting.until[site];
      const amount = until - agenda.time;
      world.trace?.({ time: agenda.time, what: 'traffic-moves', fault: -1, name: '', amount, site });
      if (until > model.horizonHours) continue;
      agenda.scheduleAt(until, PRIORITY.restored, EVENT['traffic-moved'], site, rerouting.stamp[site]);
    }
  },

  'traffic-moved': (world, site) => {
    const { rerouting, agenda } = world;
    if (rerouting === undefined || rerouting.stamp[site] !== agenda.stamp) return;
    rerouting.finish(site, agenda.time);
    world.changed = true;
    world.trace?.({ time: agenda.time, what: 'traffic-moved', fault: -1, name: '', amount: Number.NaN, site });
  },
};
export const handlers: readonly Handler[] = eventNames.map((name) => handlersByName[name]);

/** What is planned before anything breaks goes on the agenda. */
export function schedulePlans(world: World): void {
  const hour = orderHour(world);
  if (!Number.isNaN(hour)) world.agenda.scheduleAt(hour, PRIORITY.dispatch, EVENT.preposition, 0);
}

/** What the supply of power waits for. */
const later: Later = (world, what, time, subject, stamp) => {
  const priority = what === 'power-orders' ? PRIORITY.dispatch : PRIORITY.power;
  world.agenda.scheduleAt(Math.max(time, world.agenda.time), priority, EVENT[what], subject, stamp);
};

/** People call when something breaks: demand is looked at once all of this instant has broken. */
function callOut(world: World, fault: number): void {
  const { carrying, agenda } = world;
  if (carrying === undefined || !carrying.struck(world, fault)) return;
  agenda.schedule(0, PRIORITY.sample, EVENT['demand-changes'], 0, ++carrying.stamp);
}

/** A site's own power is spent before the grid is back: it is dark, and nobody has to mend it. */
function goDark(world: World, fault: number): void {
  const { damage, agenda } = world;
  // What is brought to the sites decides when they are dark.
  if (world.model.sitePower !== undefined) {
    world.status[fault] = STATUS.moot;
    return;
  }
  const until = damage.untils[fault];
  world.siteFaults[damage.elements[fault]]++;
  world.stale = true;
  world.changed = true;
  world.status[fault] = STATUS.passing;
  askForAnswer(world);
  world.trace?.({ time: agenda.time, what: 'went-dark', fault, name: '', amount: until - agenda.time });
  agenda.scheduleAt(Math.max(until, agenda.time), PRIORITY.power, EVENT.passed, fault);
}

/**
 * A site that is down is hit again. Whether the new fault takes the place of the one before: it does when a crew is at
 * work there and must begin anew. A lighter hit than what is being mended adds nothing.
 */
function hitAgain(world: World, before: number, fault: number): boolean {
  const { damage, severity, agenda } = world;
  const { mode, accumulate } = world.model.conditions.rebreak;
  const isAtWork = world.status[before] === STATUS.committed && world.stage[before] >= AT_WORK_FROM;
  const moot = (): false => {
    world.status[fault] = STATUS.moot;
    world.trace?.({ time: agenda.time, what: 'already-down', fault, name: '', amount: Number.NaN });
    return false;
  };
  if (!isAtWork || mode.value === 'resume') {
    if (accumulate.value && damage.states[fault] > severity[before]) {
      severity[before] = damage.states[fault];
      world.trace?.({ time: agenda.time, what: 'worsened', fault: before, name: '', amount: Number.NaN });
    }
    return moot();
  }
  if (damage.states[fault] < severity[before]) return moot();
  if (world.restored[before] === 1) loseAgain(world, before);
  world.stamp[before]++;
  if (mode.value === 'repeat-identical') {
    world.trace?.({ time: agenda.time, what: 'broken-again', fault: before, name: '', amount: Number.NaN });
    moot();
    enter(world, before, AT_WORK_FROM);
    return false;
  }
  // The crew stays on the spot and mends the new fault, in a time of its own.
  world.status[before] = STATUS.moot;
  world.trace?.({ time: agenda.time, what: 'replaced', fault: before, name: '', amount: Number.NaN });
  world.trace?.({ time: agenda.time, what: 'broke', fault, name: '', amount: Number.NaN });
  world.siteHit[damage.elements[fault]] = fault;
  world.status[fault] = STATUS.committed;
  world.server[fault] = world.server[before];
  world.visibleSince[fault] = world.visibleSince[before];
  enter(world, fault, AT_WORK_FROM);
  return true;
}

/** A temporary fix is broken: the site is out of service again. */
function loseAgain(world: World, fault: number): void {
  world.restored[fault] = 0;
  world.siteFaults[world.damage.elements[fault]]++;
  world.stale = true;
  world.changed = true;
}

/** A crew or a vessel is sent to a fault: its story goes on. */
function assign(world: World, fault: number, server: number): void {
  world.status[fault] = STATUS.committed;
  world.server[fault] = server;
  if (world.trace !== undefined) {
    const { crews, vessels } = world.model;
    const { name } = world.isSubmarine(fault) ? vessels[server] : crews[server];
    world.trace({ time: world.agenda.time, what: 'assigned', fault, name, amount: Number.NaN });
  }
  const stock = takeSpare(world, fault);
  if (stock >= 0) {
    const hours = resupplyHours(world, stock);
    if (hours < Number.POSITIVE_INFINITY)
      world.agenda.schedule(hours, PRIORITY.restored, EVENT['spare-arrives'], stock);
  }
  enter(world, fault, world.stage[fault] + 1);
}

function assignAssessor(world: World, fault: number, operator: number): void {
  world.server[fault] = operator;
  enter(world, fault, world.stage[fault] + 1);
}

const storyOf = (world: World, fault: number): readonly Stage[] => (world.isSubmarine(fault) ? AT_SEA : ON_LAND);

/** A fault enters a stage of its story. Stages that take no time are gone through at once; after the last it is mended. */
function enter(world: World, fault: number, first: number): void {
  const { agenda } = world;
  const story = storyOf(world, fault);
  for (let stage = first; stage < story.length; stage++) {
    const what = story[stage];
    world.stage[fault] = stage;
    if ('waitsFor' in what) {
      if (what.isNeedless?.(world, fault) === true) continue;
      join(world, fault, what.waitsFor);
      return;
    }
    const hours = what.hours(world, fault);
    assert(hours >= 0, 'a stage takes no negative time');
    if (hours > 0) {
      world.trace?.({ time: agenda.time, what: 'stage-begins', fault, name: what.name, amount: hours });
      // A stage that never ends (no vessel comes) leaves the fault as it is: it is censored at the horizon.
      if (hours === Number.POSITIVE_INFINITY) return;
      const priority = stage + 1 === story.length ? PRIORITY.repaired : PRIORITY.stage;
      agenda.schedule(hours, priority, EVENT['stage-done'], fault, world.stamp[fault]);
      return;
    }
    leave(world, fault, stage);
  }
  mend(world, fault);
}

/** A fault joins the queue for those it waits for. */
function join(world: World, fault: number, awaited: 'assessor' | 'crew' | 'vessel'): void {
  if (awaited === 'assessor') world.unassessed.push(fault);
  else {
    world.status[fault] = STATUS.waiting;
    if (awaited === 'crew') world.awaitCrew(fault);
    else world.offshore.push(fault);
  }
  world.trace?.({ time: world.agenda.time, what: 'waits', fault, name: awaited, amount: Number.NaN });
  askForDispatch(world);
}

/** What the end of a stage brings about. */
function leave(world: World, fault: number, stage: number): void {
  switch (storyOf(world, fault)[stage].name) {
    case VISIBLE_AFTER:
      world.status[fault] = STATUS.known;
      world.visibleSince[fault] = world.agenda.time;
      askForAnswer(world);
      return;
    case 'assess':
      if (world.model.assessors !== undefined && world.server[fault] >= 0) {
        world.assessorsFree[world.server[fault]]++;
        world.server[fault] = -1;
        if (world.unassessed.length > 0) askForDispatch(world);
      }
      return;
    case 'repair':
      if (temporaryShare(world, fault) < 1) restore(world, fault);
  }
}

/** The element of a fault is back in service, as far as this fault goes. */
function restore(world: World, fault: number): void {
  const { damage, agenda } = world;
  const element = damage.elements[fault];
  world.restored[fault] = 1;
  world.changed = true;
  askForRelief(world);
  if (damage.isSite[fault] === 1) {
    world.siteFaults[element]--;
    if (!world.stale && world.siteFaults[element] === 0) world.reach.raise(element);
  } else {
    world.linkFaults[element]--;
    setWatched(world, element);
    if (!world.stale && world.linkFaults[element] === 0) world.reach.join(element);
  }
  const openFaults = damage.isSite[fault] === 1 ? world.siteFaults[element] : world.linkFaults[element];
  if (openFaults === 0) world.trace?.({ time: agenda.time, what: 'up-again', fault, name: '', amount: Number.NaN });
}

/** The work at a fault is done, and whoever did it is free. */
function mend(world: World, fault: number): void {
  const { damage, agenda, server } = world;
  world.trace?.({ time: agenda.time, what: 'mended', fault, name: '', amount: Number.NaN });
  if (world.restored[fault] === 0) restore(world, fault);
  world.status[fault] = STATUS.mended;
  if (damage.isSite[fault] === 1) world.siteHit[damage.elements[fault]] = -1;
  if (world.isSubmarine(fault)) releaseVessel(world, server[fault]);
  else world.crewBusy[server[fault]] = CREW.free;
  askForDispatch(world);
}

function askForDispatch(world: World): void {
  if (world.dispatchAsked) return;
  world.dispatchAsked = true;
  const { agenda, lastDispatch, variant } = world;
  const at = Math.max(agenda.time, lastDispatch + variant.protocol.dispatch.replanInterval.value);
  agenda.scheduleAt(at, PRIORITY.dispatch, EVENT.dispatch, 0);
}

/** Faults wait, and free crews are off duty: orders are given again when the first of them comes on. */
function awaitShift(world: World): void {
  if (world.waitingCount === 0 || world.shiftChangeAt >= 0) return;
  const hours = untilNextShift(world);
  if (hours === Number.POSITIVE_INFINITY) return;
  world.shiftChangeAt = world.agenda.time + hours;
  world.agenda.schedule(hours, PRIORITY.stage, EVENT['shift-change'], 0);
}

/** Tells why each fault that is still in the queue has nobody. */
function tellWaits(world: World): void {
  for (let place = 0; place < world.waitingCount; place++) {
    const fault = world.waiting.at(place);
    const name = waitReason(world, fault);
    world.trace?.({ time: world.agenda.time, what: 'still-waits', fault, name, amount: Number.NaN });
  }
}

/** Tells which faults have no assessor, and why each fault at sea has no vessel. */
function tellOtherWaits(world: World): void {
  const { time } = world.agenda;
  for (let place = 0; place < world.unassessed.length; place++) {
    const fault = world.unassessed.at(place);
    world.trace?.({ time, what: 'still-waits', fault, name: 'assessor', amount: Number.NaN });
  }
  for (let place = 0; place < world.offshore.length; place++) {
    const fault = world.offshore.at(place);
    const name = vesselWaitReason(world, fault);
    world.trace?.({ time, what: 'still-waits', fault, name, amount: Number.NaN });
  }
}

function askForAnswer(world: World): void {
  if (world.answerAsked) return;
  world.answerAsked = true;
  world.agenda.schedule(0, PRIORITY.dispatch, EVENT.answer, 0);
}

function awaitSatellite(world: World, tier: number, hours: number): void {
  world.trace?.({ time: world.agenda.time, what: 'satellite-called', fault: -1, name: TIERS[tier], amount: hours });
  world.agenda.schedule(hours, PRIORITY.restored, EVENT['satellite-ready'], tier);
}

function awaitRoaming(world: World, hours: number): void {
  world.trace?.({ time: world.agenda.time, what: 'roaming-called', fault: -1, name: '', amount: hours });
  world.agenda.schedule(hours, PRIORITY.restored, EVENT['roaming-on'], 0);
}

function askForRelief(world: World): void {
  if (world.relief.asked || world.relief.fielded === 0) return;
  world.relief.asked = true;
  world.agenda.schedule(0, PRIORITY.dispatch, EVENT['relief-order'], 0);
}

function awaitRelief(world: World, asset: number, hours: number): void {
  const { name } = world.model.relief[asset];
  const site = world.relief.site[asset];
  world.trace?.({ time: world.agenda.time, what: 'relief-sent', fault: -1, name, amount: hours, site });
  world.agenda.schedule(hours, PRIORITY.restored, EVENT['relief-ready'], asset);
}

function awaitCrew(world: World, crew: number, hours: number): void {
  const { name } = world.model.crews[crew];
  world.trace?.({ time: world.agenda.time, what: 'crew-sets-out', fault: -1, name, amount: hours });
  world.agenda.schedule(hours, PRIORITY.restored, EVENT['crew-in-place'], crew);
}

function awaitAid(world: World, partner: number, hours: number): void {
  const { name } = world.model.partners[partner];
  world.trace?.({ time: world.agenda.time, what: 'aid-asked', fault: -1, name, amount: hours });
  world.agenda.schedule(hours, PRIORITY.restored, EVENT['aid-arrives'], partner);
}

function setWatched(world: World, link: number): void {
  const { watched } = world.model;
  for (let place = 0; place < watched.length; place++) {
    if (watched[place] !== link) continue;
    if (world.linkFaults[link] > 0) world.watchedDown |= 1 << place;
    else world.watchedDown &= ~(1 << place);
  }
}
