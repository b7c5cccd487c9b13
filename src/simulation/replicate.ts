/** One replication: the world is broken once, and mended under each protocol in turn. */
import { PURPOSE } from '../engine/draws.ts';
import { EVENT, handlers, PRIORITY, schedulePlans } from './events.ts';
import type { Variant } from './model.ts';
import { countUse, fillSeries } from './observation.ts';
import { servedOtherwise } from './relief.ts';
import type { Rerouting } from './rerouting.ts';
import type { World } from './world.ts';

/** Draws the lengths and the damage of a replication. What every protocol is then given is one and the same. */
export function breakWorld(world: World, replication: number): void {
  const { model, draws, damage, lengthsKm, leastKm, mostKm } = world;
  const { linkCount } = model.network;
  draws.replication = replication;
  for (let link = 0; link < linkCount; link++) {
    const low = leastKm[link];
    const high = mostKm[link];
    lengthsKm[link] =
      low === high ? low : low + (high - low) * draws.uniform(model.linkHandles[link], PURPOSE.lengthKm);
  }
  damage.clear();
  for (const hazard of model.hazards) hazard.strike(draws, lengthsKm, damage);
  world.fit(damage.length);
  countOccurrences(world);
}

/** How many faults on the same element come before each, by time and then by order: part of the address of its draws. */
function countOccurrences({ damage, occurrence, earlier, order, model }: World): void {
  const { length, elements, isSite, times } = damage;
  const { linkCount } = model.network;
  const sorted = order.subarray(0, length);
  for (let fault = 0; fault < length; fault++) sorted[fault] = fault;
  sorted.sort((a, b) => times[a] - times[b] || a - b);
  earlier.fill(0);
  for (let place = 0; place < length; place++) {
    const fault = sorted[place];
    occurrence[fault] = earlier[elements[fault] + isSite[fault] * linkCount]++;
  }
}

/** Lets one protocol respond to the damage that is in the world, and leaves the timeline there. */
export function respond(world: World, variant: Variant): void {
  world.begin(variant);
  const { agenda, damage, model, stamp } = world;
  for (let fault = 0; fault < damage.length; fault++)
    agenda.scheduleAt(damage.times[fault], PRIORITY.break, EVENT.break, fault);
  for (let closure = 0; closure < damage.closureCount; closure++)
    agenda.scheduleAt(damage.closureTimes[closure], PRIORITY.break, EVENT['road-closed'], closure);
  schedulePlans(world);
  const firstChange = world.carrying?.firstChange() ?? Number.POSITIVE_INFINITY;
  if (firstChange < Number.POSITIVE_INFINITY)
    agenda.scheduleAt(firstChange, PRIORITY.sample, EVENT['demand-changes'], 0, world.carrying?.stamp);
  // Left to themselves, sites without the grid go dark as the damage says; else what is brought to them decides.
  if (model.sitePower !== undefined)
    for (let loss = 0; loss < damage.lossCount; loss++)
      agenda.scheduleAt(damage.lossTimes[loss], PRIORITY.power, EVENT['grid-lost'], loss);
  let now = 0;
  while (agenda.next() && agenda.time <= model.horizonHours) {
    if (agenda.time !== now) {
      observe(world, now);
      if (model.observed.usage) countUse(world, agenda.time - now);
      now = agenda.time;
    }
    // A subject that was interrupted has a newer stamp: the event belongs to a story that ended.
    if (agenda.kind === EVENT['stage-done'] && stamp[agenda.subject] !== agenda.stamp) continue;
    fold(world);
    handlers[agenda.kind](world, agenda.subject);
    if (world.rerouting !== undefined) follow(world, world.rerouting);
  }
  observe(world, now);
  if (model.observed.usage) countUse(world, model.horizonHours - now);
  world.ledger.close(model.horizonHours);
  if (world.rerouting === undefined) return;
  world.rerouting.close(model.horizonHours);
  world.timeline.transientLossUserHours = world.rerouting.transientLossUserHours;
}

/** Notes what struck what, and has traffic moved after all else of an instant at which something changed. */
function follow({ agenda, damage, changed }: World, rerouting: Rerouting<World>): void {
  const { kind, subject, time } = agenda;
  if (kind === EVENT.break) rerouting.struck(time, subject, damage.isSite[subject] === 1, damage.elements[subject]);
  if (!changed || rerouting.asked || kind === EVENT['traffic-settles'] || kind === EVENT['traffic-moved']) return;
  rerouting.asked = true;
  agenda.schedule(0, PRIORITY.sample, EVENT['traffic-settles'], 0);
}

/** Writes a row of the timeline, once for all that changed at one instant. */
function observe(world: World, time: number): void {
  if (!world.changed) return;
  world.changed = false;
  const lost = world.cutOff();
  const served = servedOtherwise(world, lost);
  world.servedOtherwise = served;
  const { rerouting } = world;
  // Those whose traffic is being moved are reached by the backbone: they are no part of what is lost on the ground.
  const people = Math.max(0, lost - served) + (rerouting === undefined ? 0 : rerouting.peopleOut);
  world.trace?.({ time, what: 'service-changes', fault: -1, name: '', amount: people });
  noteSites(world, time);
  fillSeries(world, time);
  world.timeline.record(time, people, world.model.demand.pairs - world.reach.connectedPairs, world.watchedDown);
}

/** Notes which sites are cut off: all of them after something failed, else those only that have come to be connected. */
function noteSites({ model, reach, rerouting, ledger }: World, time: number): void {
  const { byPopulation, served } = model.demand;
  const { alsoDark } = model.observed;
  if (reach.isFollowed) {
    for (let place = 0; place < reach.arrivedCount; place++) ledger.note(time, reach.arrived[place], true);
    reach.arrivedCount = 0;
    return;
  }
  for (let place = 0; place < byPopulation.length; place++) {
    const site = byPopulation[place];
    if (served[site] === 1)
      ledger.note(time, site, reach.serves(site) && (rerouting === undefined || !rerouting.isOut(site)));
  }
  for (let place = 0; place < alsoDark.length; place++)
    ledger.note(time, alsoDark[place], reach.serves(alsoDark[place]));
  // Traffic that is moved at machine speed takes sites out though nothing fails: there, all are looked at each time.
  if (rerouting === undefined) reach.follow();
}

const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);

/** Folds the event just taken into the running hash: the fingerprint of a run is made of these. */
function fold(world: World): void {
  const { agenda } = world;
  world.events++;
  bits[0] = agenda.time;
  let high = world.hashHigh ^ words[1];
  let low = world.hashLow ^ words[0];
  high = Math.imul(high ^ (high >>> 15), 0x2c1b3c6d) ^ (agenda.kind << 24) ^ agenda.subject;
  low = Math.imul(low ^ (low >>> 13), 0x297a2d39) ^ high;
  world.hashHigh = high ^ (low >>> 16);
  world.hashLow = low;
}
