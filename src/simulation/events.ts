/** All that can happen, on one page. The order of the names is the number of the event. */

import { quantile } from '../engine/distribution.ts';
import { PURPOSE } from '../engine/draws.ts';
import { dispatch, withdraw } from './dispatch.ts';
import { AT_SEA, ON_LAND, type Stage, VISIBLE_AFTER } from './stages.ts';
import { STATUS, type World } from './world.ts';

const eventNames = ['break', 'passed', 'stage-done', 'dispatch', 'satellite-ready'] as const;
export type EventName = (typeof eventNames)[number];
export const EVENT = Object.fromEntries(eventNames.map((name, kind) => [name, kind])) as Record<EventName, number>;

/** What comes first when several things happen at one time. */
export const PRIORITY = { break: 0, power: 1, repaired: 2, restored: 3, stage: 4, dispatch: 5, sample: 6 } as const;

type Handler = (world: World, subject: number) => void;

const handlersByName: Record<EventName, Handler> = {
  /**
   * An element fails. A site that is damaged already is hit again only by what is worse, and then its repair begins anew;
   * a cable can be cut in many places. A site without power goes dark, and nobody has to mend it.
   */
  break: (world, fault) => {
    const { damage, timeline, agenda } = world;
    const element = damage.elements[fault];
    if (Number.isNaN(timeline.onset)) timeline.onset = agenda.time;
    if (damage.isSite[fault] === 1) {
      const until = damage.untils[fault];
      if (!Number.isNaN(until)) {
        world.siteFaults[element]++;
        world.stale = true;
        world.changed = true;
        world.status[fault] = STATUS.passing;
        world.trace?.({ time: agenda.time, what: 'went-dark', fault, name: '', amount: until - agenda.time });
        agenda.scheduleAt(Math.max(until, agenda.time), PRIORITY.power, EVENT.passed, fault);
        return;
      }
      const before = world.siteHit[element];
      if (before >= 0 && damage.states[before] >= damage.states[fault]) {
        world.status[fault] = STATUS.moot;
        world.trace?.({ time: agenda.time, what: 'already-down', fault, name: '', amount: Number.NaN });
        return;
      }
      if (before >= 0) giveUp(world, before);
      else world.siteFaults[element]++;
      world.siteHit[element] = fault;
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
    if (!world.stale) world.reach.raise(element, world.linkFaults, world.siteFaults);
    world.trace?.({ time: world.agenda.time, what: 'light-again', fault, name: '', amount: Number.NaN });
  },

  /** A stage of a fault's story ends; the next begins. */
  'stage-done': (world, fault) => {
    const story = storyOf(world, fault);
    const ended = world.stage[fault];
    if (story[ended].name === VISIBLE_AFTER) {
      world.status[fault] = STATUS.known;
      world.visibleSince[fault] = world.agenda.time;
      callSatellite(world);
    }
    if (ended + 1 < story.length) enter(world, fault, ended + 1);
    else mend(world, fault);
  },

  /** Whoever is free is sent to what waits; asked for at most once an instant, after all else of that instant. */
  dispatch: (world) => {
    world.dispatchAsked = false;
    dispatch(world, assign);
  },

  'satellite-ready': (world) => {
    world.satelliteUp = true;
    world.changed = true;
    world.trace?.({ time: world.agenda.time, what: 'satellite-up', fault: -1, name: '', amount: Number.NaN });
  },
};
export const handlers: readonly Handler[] = eventNames.map((name) => handlersByName[name]);

/** A crew or a vessel is sent to a fault: its story goes on. */
function assign(world: World, fault: number, server: number): void {
  world.status[fault] = STATUS.committed;
  world.server[fault] = server;
  if (world.trace !== undefined) {
    const name = world.isSubmarine(fault) ? `vessel ${server + 1}` : world.model.crews[server].name;
    world.trace({ time: world.agenda.time, what: 'assigned', fault, name, amount: Number.NaN });
  }
  enter(world, fault, world.stage[fault] + 1);
}

const storyOf = (world: World, fault: number): readonly Stage[] => (world.isSubmarine(fault) ? AT_SEA : ON_LAND);

function enter(world: World, fault: number, stage: number): void {
  const { agenda } = world;
  const what = storyOf(world, fault)[stage];
  world.stage[fault] = stage;
  if ('waitsFor' in what) {
    world.status[fault] = STATUS.waiting;
    if (what.waitsFor === 'crew') world.waiting[world.waitingCount++] = fault;
    else world.offshore[world.offshoreCount++] = fault;
    world.trace?.({ time: agenda.time, what: 'waits', fault, name: what.name, amount: Number.NaN });
    askForDispatch(world);
    return;
  }
  const hours = what.hours(world, fault);
  world.trace?.({ time: agenda.time, what: 'stage-begins', fault, name: what.name, amount: hours });
  // A stage that never ends (no vessel comes) leaves the fault as it is: it is censored at the horizon.
  if (hours === Number.POSITIVE_INFINITY) return;
  const last = stage + 1 === storyOf(world, fault).length;
  const priority = last ? PRIORITY.repaired : PRIORITY.stage;
  agenda.schedule(hours, priority, EVENT['stage-done'], fault, world.stamp[fault]);
}

function mend(world: World, fault: number): void {
  const { damage, agenda } = world;
  const element = damage.elements[fault];
  const server = world.server[fault];
  world.status[fault] = STATUS.mended;
  world.trace?.({ time: agenda.time, what: 'mended', fault, name: '', amount: Number.NaN });
  if (world.isSubmarine(fault)) {
    world.vesselBusy[server] = 0;
    if (world.offshoreCount === 0) {
      world.vesselAfloat[server] = 0;
      world.vesselLat[server] = world.model.vessels.lat;
      world.vesselLon[server] = world.model.vessels.lon;
    }
  } else world.crewBusy[server] = 0;
  world.changed = true;
  if (damage.isSite[fault] === 1) {
    world.siteFaults[element]--;
    world.siteHit[element] = -1;
    if (!world.stale) world.reach.raise(element, world.linkFaults, world.siteFaults);
  } else {
    world.linkFaults[element]--;
    setWatched(world, element);
    if (!world.stale && world.linkFaults[element] === 0) world.reach.join(element);
  }
  const openFaults = damage.isSite[fault] === 1 ? world.siteFaults[element] : world.linkFaults[element];
  if (openFaults === 0) world.trace?.({ time: agenda.time, what: 'up-again', fault, name: '', amount: Number.NaN });
  askForDispatch(world);
}

/** A worse hit takes the place of a fault: its story ends here and its crew is free. Events of its story become stale. */
function giveUp(world: World, fault: number): void {
  const { agenda, status, server } = world;
  world.trace?.({ time: agenda.time, what: 'worsened', fault, name: '', amount: Number.NaN });
  if (status[fault] === STATUS.waiting) withdraw(world, fault);
  if (status[fault] === STATUS.committed) {
    world.crewBusy[server[fault]] = 0;
    askForDispatch(world);
  }
  status[fault] = STATUS.moot;
  world.stamp[fault]++;
}

function askForDispatch(world: World): void {
  if (world.dispatchAsked) return;
  world.dispatchAsked = true;
  world.agenda.schedule(0, PRIORITY.dispatch, EVENT.dispatch, 0);
}

/** Satellite capacity, where there is any, is called on once: when a fault is known and somebody is cut off. */
function callSatellite(world: World): void {
  const { activation, capacityMbps } = world.variant.protocol.satellite;
  if (world.satelliteCalled || capacityMbps.value === 0 || world.model.spaceLinks.length === 0) return;
  if (cutOff(world) === 0) return;
  world.satelliteCalled = true;
  const hours = quantile(activation.value, world.draws.uniform(world.model.satelliteHandle, PURPOSE.satellite));
  world.trace?.({ time: world.agenda.time, what: 'satellite-called', fault: -1, name: '', amount: hours });
  world.agenda.schedule(hours, PRIORITY.restored, EVENT['satellite-ready'], 0);
}

function setWatched(world: World, link: number): void {
  const { watched } = world.model;
  for (let place = 0; place < watched.length; place++) {
    if (watched[place] !== link) continue;
    if (world.linkFaults[link] > 0) world.watchedDown |= 1 << place;
    else world.watchedDown &= ~(1 << place);
  }
}

/** People cut off now on the ground, beyond those cut off before anything broke. */
export function cutOff(world: World): number {
  if (world.stale) {
    world.reach.rebuild(world.siteFaults, world.linkFaults);
    world.stale = false;
  }
  return world.model.demand.people - world.reach.connectedPeople;
}
