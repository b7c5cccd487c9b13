/** Sites without the grid: how long each still runs, what is ordered for it, and who brings it. Hours of power, not litres. */
import { quantile } from '../engine/distribution.ts';
import { PURPOSE } from '../engine/draws.ts';
import { GENERATOR, type Power, TRUCK } from './power-state.ts';
import type { TraceEntry } from './trace.ts';
import { hoursBetween, journeyBetween } from './travel.ts';
import type { World } from './world.ts';

/** What the supply of power has to wait for. */
type PowerEvent = 'grid-back' | 'power-wanted' | 'power-spent' | 'power-orders' | 'truck-done' | 'generator-done';

/** Told of what happens later, at an absolute hour. */
export type Later = (world: World, what: PowerEvent, time: number, subject: number, stamp: number) => void;

function tell(world: World, what: TraceEntry['what'], site: number, name: string, amount: number): void {
  world.trace?.({ time: world.agenda.time, what, fault: -1, name, amount, site });
}

/** A site loses the grid. What a second loss adds while the first lasts is only the time until the grid is back. */
export function loseGrid(world: World, loss: number, later: Later): void {
  const { power, damage, agenda } = world;
  const site = damage.lossSites[loss];
  later(world, 'grid-back', damage.lossUntils[loss], loss, 0);
  if (power.losses[site]++ > 0) return;
  power.ownUntil[site] = damage.lossSpents[loss];
  power.bookedAt[site] = agenda.time;
  power.standing[site] = power.means.tankHours[site] > 0 ? damage.lossStandby[loss] : 0;
  tell(
    world,
    'grid-lost',
    site,
    world.model.hazardNames[damage.lossHazards[loss]],
    damage.lossSpents[loss] - agenda.time,
  );
  lookAhead(world, site, later);
}

/** The grid is back, as far as this loss goes. A generator that was brought is free where it stands. */
export function regainGrid(world: World, loss: number, later: Later): void {
  const { power, damage, agenda } = world;
  const site = damage.lossSites[loss];
  if (--power.losses[site] > 0) return;
  power.book(site, agenda.time);
  power.stamp[site]++;
  power.wanting[site] = 0;
  tell(world, 'grid-back', site, '', Number.NaN);
  if (power.dark[site] === 1) light(world, site);
  const generator = power.generatorFor[site];
  if (generator < 0 || power.generatorState[generator] === GENERATOR.coming) return;
  release(power, generator, site);
  askForOrders(world, later);
}

/** From now on something is wanted at a site. */
export function want(world: World, site: number, later: Later): void {
  world.power.wanting[site] = 1;
  askForOrders(world, later);
}

/** A site has used all it had, and the grid is not back. */
export function runOut(world: World, site: number): void {
  const { power, agenda } = world;
  power.book(site, agenda.time);
  // What rounding left in the tanks is used up too.
  power.usedHours += power.tankHours[site];
  power.tankHours[site] = 0;
  const generator = power.runningAt(site);
  if (generator >= 0) {
    power.usedHours += power.generatorTankHours[generator];
    power.generatorTankHours[generator] = 0;
  }
  if (Number.isNaN(world.timeline.onset)) world.timeline.onset = agenda.time;
  power.dark[site] = 1;
  world.siteFaults[site]++;
  world.stale = true;
  world.changed = true;
  tell(world, 'power-spent', site, '', Number.NaN);
}

function light(world: World, site: number): void {
  world.power.dark[site] = 0;
  world.siteFaults[site]--;
  world.changed = true;
  if (!world.stale && world.siteFaults[site] === 0) world.reach.raise(site);
  tell(world, 'power-restored', site, '', Number.NaN);
}

/** What a site has has changed: when it will be spent, and when something will be wanted there, is worked out anew. */
function lookAhead(world: World, site: number, later: Later): void {
  const { power, agenda } = world;
  const generator = power.runningAt(site);
  const brought = generator < 0 ? 0 : power.generatorTankHours[generator];
  const spentAt = Math.max(agenda.time, power.ownUntil[site]) + power.tankHours[site] + brought;
  const stamp = ++power.stamp[site];
  power.spentAt[site] = spentAt;
  if (power.dark[site] === 1 && spentAt > agenda.time) light(world, site);
  if (power.dark[site] === 0) later(world, 'power-spent', spentAt, site, stamp);
  const wantedAt = spentAt - power.means.lookAheadHours;
  if (wantedAt <= agenda.time) want(world, site, later);
  else {
    power.wanting[site] = 0;
    later(world, 'power-wanted', wantedAt, site, stamp);
  }
}

/** Orders are given again at this instant, once, after all else. */
function askForOrders(world: World, later: Later): void {
  if (world.power.ordersAsked) return;
  world.power.ordersAsked = true;
  later(world, 'power-orders', world.agenda.time, 0, 0);
}

/** Trucks and generators are sent to the sites that want them. Nobody here knows when the grid will be back. */
export function giveOrders(world: World, later: Later): void {
  const { power } = world;
  power.ordersAsked = false;
  for (let truck = 0; truck < power.truckState.length; truck++)
    if (power.truckState[truck] === TRUCK.empty) goAndLoad(world, truck, later);
  const { order } = power;
  for (let place = 0; place < order.length; place++) {
    const site = order[place];
    if (power.wanting[site] === 0) continue;
    if (power.canRefuel(site) && (power.truckFor[site] >= 0 || sendTruck(world, site, later))) continue;
    if (power.generatorFor[site] < 0) sendGenerator(world, site, later);
  }
}

/** Whether a truck may bring fuel to a site, by the protocol. */
function mayFuel({ power, model, variant }: World, truck: number, site: number): boolean {
  return (
    variant.protocol.power.fuel.value === 'pooled' || power.means.trucks[truck].operator === model.siteOperator[site]
  );
}

/** The nearest free truck that may is sent. Whether there is one. */
function sendTruck(world: World, site: number, later: Later): boolean {
  const { power, model } = world;
  const { lat, lon } = model.network.sites[site];
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let truck = 0; truck < power.truckState.length; truck++) {
    if (power.truckState[truck] !== TRUCK.free || !mayFuel(world, truck, site)) continue;
    const hours = hoursBetween(world, power.truckLat[truck], power.truckLon[truck], lat, lon);
    if (hours < least) {
      least = hours;
      best = truck;
    }
  }
  if (best < 0) return false;
  power.truckState[best] = TRUCK.coming;
  power.truckSite[best] = site;
  power.truckFor[site] = best;
  const hours = journeyBetween(world, power.truckLat[best], power.truckLon[best], lat, lon);
  tell(world, 'fuel-ordered', site, power.means.trucks[best].name, hours);
  later(world, 'truck-done', world.agenda.time + hours, best, 0);
  return true;
}

/** The free generator nearest to a site that may serve it, or -1; one without fuel only where a truck may follow it. */
function nearestGenerator(world: World, site: number): number {
  const { power, model, variant } = world;
  const { lat, lon } = model.network.sites[site];
  const pooled = variant.protocol.power.generators.value === 'pooled';
  const { generators } = power.means;
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let generator = 0; generator < generators.length; generator++) {
    if (power.generatorState[generator] !== GENERATOR.free) continue;
    if (!pooled && generators[generator].operator !== model.siteOperator[site]) continue;
    if (power.generatorTankHours[generator] === 0 && !hasTruck(world, site)) continue;
    const hours = hoursBetween(world, power.generatorLat[generator], power.generatorLon[generator], lat, lon);
    if (hours < least) {
      least = hours;
      best = generator;
    }
  }
  return best;
}

function sendGenerator(world: World, site: number, later: Later): void {
  const { power } = world;
  const generator = nearestGenerator(world, site);
  if (generator < 0) return;
  power.generatorFor[site] = generator;
  setOut(world, generator, site, GENERATOR.coming, 0, later);
}

/** @param headStartHours of the road that lie behind it */
function setOut(
  world: World,
  generator: number,
  site: number,
  state: number,
  headStartHours: number,
  later: Later,
): void {
  const { power } = world;
  const { lat, lon } = world.model.network.sites[site];
  const road = journeyBetween(world, power.generatorLat[generator], power.generatorLon[generator], lat, lon);
  const hours = Math.max(0, road - headStartHours);
  power.generatorState[generator] = state;
  power.generatorSite[generator] = site;
  tell(world, 'generator-ordered', site, power.means.generators[generator].name, hours);
  later(world, 'generator-done', world.agenda.time + hours, generator, power.generatorStamp[generator]);
}

/**
 * Sends as many generators as the protocol says to the place of the planned event, where they stand ready.
 * @param headStartHours of the road that lie behind them when the scenario begins
 */
export function sendGeneratorsAhead(world: World, headStartHours: number, later: Later): void {
  const { nationalEvent } = world.model;
  if (nationalEvent === undefined) return;
  const { site } = nationalEvent;
  for (let count = world.variant.protocol.preposition.generators.value; count > 0; count--) {
    const generator = nearestGenerator(world, site);
    if (generator < 0) return;
    setOut(world, generator, site, GENERATOR.moving, headStartHours, later);
  }
}

/** Whether any truck may bring fuel to a site. */
function hasTruck(world: World, site: number): boolean {
  for (let truck = 0; truck < world.power.truckState.length; truck++) if (mayFuel(world, truck, site)) return true;
  return false;
}

/** A truck has arrived, has unloaded, is back where it loads, or is loaded. */
export function advanceTruck(world: World, truck: number, later: Later): void {
  const { power, model } = world;
  const { network } = model;
  const { name, unload, load, stops, handle, loadLat, loadLon } = power.means.trucks[truck];
  const site = power.truckSite[truck];
  switch (power.truckState[truck]) {
    case TRUCK.coming: {
      power.truckLat[truck] = network.sites[site].lat;
      power.truckLon[truck] = network.sites[site].lon;
      if (power.losses[site] === 0 || !power.canRefuel(site)) {
        tell(world, 'fuel-not-needed', site, name, Number.NaN);
        power.truckFor[site] = -1;
        break;
      }
      const hours = quantile(
        unload,
        world.draws.uniform(power.means.handles[site], PURPOSE.refuel, power.unloadings[site]++),
      );
      tell(world, 'fuel-arrives', site, name, hours);
      power.truckState[truck] = TRUCK.unloading;
      later(world, 'truck-done', world.agenda.time + hours, truck, 0);
      return;
    }
    case TRUCK.unloading:
      power.truckFor[site] = -1;
      refuel(world, truck, site, later);
      if (power.truckStops[truck] > 0) break;
      power.truckState[truck] = TRUCK.empty;
      goAndLoad(world, truck, later);
      return;
    case TRUCK.returning: {
      power.truckLat[truck] = loadLat;
      power.truckLon[truck] = loadLon;
      power.truckState[truck] = TRUCK.loading;
      const hours = quantile(load, world.draws.uniform(handle, PURPOSE.load, power.truckLoads[truck]++));
      later(world, 'truck-done', world.agenda.time + hours, truck, 0);
      return;
    }
    case TRUCK.loading:
      power.truckStops[truck] = stops;
  }
  power.truckState[truck] = TRUCK.free;
  askForOrders(world, later);
}

/** Fuel is in the tank: that of the site's own generator, else of the one that was brought. It stays with the truck when that one has left. */
function refuel(world: World, truck: number, site: number, later: Later): void {
  const { power, agenda } = world;
  const { tankHours, generators, trucks } = power.means;
  const isOut = power.losses[site] > 0;
  if (isOut) power.book(site, agenda.time);
  const generator = power.runningAt(site);
  if (power.standing[site] === 0 && generator < 0) {
    tell(world, 'fuel-not-needed', site, trucks[truck].name, Number.NaN);
    return;
  }
  const hours = power.standing[site] === 1 ? tankHours[site] : generators[generator].tankHours;
  if (power.standing[site] === 1) power.tankHours[site] += hours;
  else power.generatorTankHours[generator] += hours;
  power.deliveredHours += hours;
  power.truckStops[truck]--;
  tell(world, 'fuel-delivered', site, trucks[truck].name, hours);
  if (isOut) lookAhead(world, site, later);
}

/** A truck with nothing left goes where it loads, as soon as there is a way. */
function goAndLoad(world: World, truck: number, later: Later): void {
  const { power, agenda } = world;
  const { loadLat, loadLon } = power.means.trucks[truck];
  const hours = journeyBetween(world, power.truckLat[truck], power.truckLon[truck], loadLat, loadLon);
  if (hours === Number.POSITIVE_INFINITY) return;
  power.truckState[truck] = TRUCK.returning;
  later(world, 'truck-done', agenda.time + hours, truck, 0);
}

/** A generator has arrived, or has been set up. */
export function advanceGenerator(world: World, generator: number, later: Later): void {
  const { power, agenda, draws } = world;
  const { handles, generators } = power.means;
  const { name, setup, startFailure } = generators[generator];
  const site = power.generatorSite[generator];
  if (power.generatorState[generator] === GENERATOR.moving) {
    moveTo(world, generator, site);
    tell(world, 'generator-in-place', site, name, Number.NaN);
    power.generatorState[generator] = GENERATOR.free;
    askForOrders(world, later);
    return;
  }
  if (power.generatorState[generator] === GENERATOR.coming) {
    moveTo(world, generator, site);
    if (power.losses[site] === 0) {
      tell(world, 'generator-not-needed', site, name, Number.NaN);
      release(power, generator, site);
      askForOrders(world, later);
      return;
    }
    const hours = quantile(setup, draws.uniform(handles[site], PURPOSE.reliefSetup, power.setups[site]++));
    tell(world, 'generator-arrives', site, name, hours);
    power.generatorState[generator] = GENERATOR.settingUp;
    later(world, 'generator-done', agenda.time + hours, generator, power.generatorStamp[generator]);
    return;
  }
  if (startFailure > 0 && draws.uniform(handles[site], PURPOSE.generatorStart, power.setups[site] - 1) < startFailure) {
    tell(world, 'generator-fails', site, name, Number.NaN);
    power.generatorState[generator] = GENERATOR.broken;
    power.generatorFor[site] = -1;
    askForOrders(world, later);
    return;
  }
  power.book(site, agenda.time);
  power.generatorState[generator] = GENERATOR.running;
  tell(world, 'generator-runs', site, name, power.generatorTankHours[generator]);
  lookAhead(world, site, later);
}

function moveTo({ power, model }: World, generator: number, site: number): void {
  power.generatorLat[generator] = model.network.sites[site].lat;
  power.generatorLon[generator] = model.network.sites[site].lon;
}

/** A generator is free, with the fuel it has left, where it stands. */
function release(power: Power, generator: number, site: number): void {
  power.generatorState[generator] = GENERATOR.free;
  power.generatorFor[site] = -1;
  power.generatorStamp[generator]++;
}
