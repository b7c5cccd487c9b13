/**
 * What serves people who are cut off while others mend. At a site: first the relief assets on the spot, then the sites
 * of other operators near by, then satellite for whoever is left. Nobody is served twice.
 */
import { quantile } from '../engine/distribution.ts';
import { PURPOSE } from '../engine/draws.ts';
import type { Reachability } from '../network/reachability.ts';
import { TIERS } from '../response/protocol.ts';
import { admittedBySatellite } from '../traffic/satellite-admission.ts';
import { ASSET } from './relief-state.ts';
import { hoursToPlace } from './travel.ts';
import { STATUS, type World } from './world.ts';

/** Calls each tier of satellite capacity that the protocol has, once; `ready` is told of the tier and of the hours until it is up. */
export function callSatellites(world: World, ready: (world: World, tier: number, hours: number) => void): void {
  const { satellite } = world.variant.protocol;
  if (world.relief.satellitesCalled || world.model.spaceLinks.length === 0) return;
  world.relief.satellitesCalled = true;
  const handle = world.model.satelliteHandle;
  for (let tier = 0; tier < TIERS.length; tier++) {
    const { capacityMbps, activation, startFailure } = satellite[TIERS[tier]];
    if (capacityMbps.value === 0) continue;
    let hours = quantile(activation.value, world.draws.uniform(handle, PURPOSE.satellite, tier));
    if (world.draws.uniform(handle, PURPOSE.satelliteStart, tier) < startFailure.value)
      hours += quantile(satellite.retry.value, world.draws.uniform(handle, PURPOSE.satelliteRetry, tier));
    ready(world, tier, hours);
  }
}

export function raiseTier({ relief }: World, tier: number): void {
  relief.tierUp[tier] = 1;
  relief.up++;
}

/** Calls for roaming, once, where the protocol has it and some site has a neighbour of another operator. */
export function callRoaming(world: World, ready: (world: World, hours: number) => void): void {
  const { relief, draws } = world;
  const { spareShare, activation } = world.variant.protocol.sharing.roaming;
  if (relief.roamingCalled || spareShare.value === 0 || relief.hosts.length === 0) return;
  relief.roamingCalled = true;
  ready(world, quantile(activation.value, draws.uniform(relief.roamingHandle, PURPOSE.roaming)));
}

export function startRoaming({ relief }: World): void {
  relief.roams = true;
  relief.up++;
}

/** Who reaches whom by the faults that somebody who dispatches knows of. Darkness is seen as it falls. */
export function knownReach(world: World): Reachability {
  const { relief, damage, status, restored, power } = world;
  const { known, knownSiteFaults, knownLinkFaults } = relief;
  for (let site = 0; site < knownSiteFaults.length; site++) knownSiteFaults[site] = power.dark[site];
  knownLinkFaults.fill(0);
  for (let fault = 0; fault < damage.length; fault++) {
    const is = status[fault];
    if (is === STATUS.pending || is === STATUS.hidden || is === STATUS.mended || is === STATUS.moot) continue;
    if (restored[fault] === 1) continue;
    if (damage.isSite[fault] === 1) knownSiteFaults[damage.elements[fault]]++;
    else knownLinkFaults[damage.elements[fault]]++;
  }
  known.rebuild(knownSiteFaults, knownLinkFaults);
  return known;
}

/** Whether an asset can be sent: it waits at its base, or the site where it stands is connected. */
export function isAssetFree(world: World, asset: number): boolean {
  const { doing, site } = world.relief;
  return doing[asset] === ASSET.stored || (doing[asset] === ASSET.ready && world.settled().serves(site[asset]));
}

/** Whether the protocol lets an asset serve a site: any site when crews are pooled, else those of its own operator. */
export function mayRelieve(world: World, asset: number, site: number): boolean {
  const { relief, siteOperator } = world.model;
  return world.variant.protocol.resources.crews.value === 'pooled' || relief[asset].operator === siteOperator[site];
}

/** Hours on the road from where an asset stands to a site. */
export function assetHours(world: World, asset: number, site: number): number {
  return hoursToPlace(world, world.assetPlaces, asset, world.sitePlaces, site);
}

/**
 * Sends an asset to a site. Hours until it serves there: the road, and a set-up addressed by how often it was sent.
 * @param ahead hours of these that already lie behind it
 */
export function sendAsset(world: World, asset: number, site: number, ahead = 0): number {
  const { relief, draws, model } = world;
  const { people, setup, handle } = model.relief[asset];
  const setupHours = quantile(setup, draws.uniform(handle, PURPOSE.reliefSetup, relief.sent[asset]));
  const hours = Math.max(0, assetHours(world, asset, site) + setupHours - ahead);
  if (relief.doing[asset] === ASSET.ready) {
    relief.ready[relief.site[asset]] -= people;
    relief.up--;
  }
  if (relief.doing[asset] === ASSET.stored) relief.fielded++;
  relief.doing[asset] = ASSET.away;
  relief.site[asset] = site;
  relief.sent[asset]++;
  relief.coming[site] += people;
  world.assetPlaces.copy(asset, world.sitePlaces, site);
  return hours;
}

/** An asset is set up. It stays so until it is sent elsewhere. */
export function raiseAsset({ relief, model }: World, asset: number): void {
  const { people } = model.relief[asset];
  const site = relief.site[asset];
  relief.doing[asset] = ASSET.ready;
  relief.coming[site] -= people;
  relief.ready[site] += people;
  relief.up++;
}

/** Told of each asset sent, and of the hours until it serves at its site. */
type Sent = (world: World, asset: number, hours: number) => void;

/**
 * Sends free assets to the sites that are known to be cut off: first where most people are unserved, weighted as the
 * protocol ranks sites; the nearest asset that may go there. Ties go to the larger site, then to what is listed first.
 */
export function sendRelief(world: World, sent: Sent): void {
  if (!hasFreeAsset(world) || world.cutOff() === 0) return;
  const needy = listNeedy(world, knownReach(world));
  for (;;) {
    const site = neediestSite(world, needy);
    if (site < 0) return;
    const asset = nearestAsset(world, site);
    sent(world, asset, sendAsset(world, asset, site));
  }
}

function hasFreeAsset(world: World): boolean {
  for (let asset = 0; asset < world.model.relief.length; asset++) if (isAssetFree(world, asset)) return true;
  return false;
}

/** Lists the sites with people that are cut off and known to be, the larger first; how many there are. */
function listNeedy(world: World, known: Reachability): number {
  const { served, byPopulation } = world.model.demand;
  const { needy } = world.relief;
  let count = 0;
  for (let place = 0; place < byPopulation.length; place++) {
    const site = byPopulation[place];
    if (served[site] === 1 && !known.serves(site) && !world.reach.serves(site)) needy[count++] = site;
  }
  return count;
}

function neediestSite(world: World, count: number): number {
  const { network } = world.model;
  const { ready, coming, needy } = world.relief;
  let neediest = -1;
  let most = 0;
  for (let place = 0; place < count; place++) {
    const site = needy[place];
    const people = network.population[site];
    const need = (world.weights[site] * (people - ready[site] - coming[site])) / people;
    if (need <= most || nearestAsset(world, site) < 0) continue;
    neediest = site;
    most = need;
  }
  return neediest;
}

/** The free asset that is soonest at a site and may serve it; -1 for none. */
function nearestAsset(world: World, site: number): number {
  let nearest = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let asset = 0; asset < world.model.relief.length; asset++) {
    if (!isAssetFree(world, asset) || !mayRelieve(world, asset, site)) continue;
    const hours = assetHours(world, asset, site);
    if (hours >= least) continue;
    least = hours;
    nearest = asset;
  }
  return nearest;
}

/** People cut off on the ground who are served all the same. @param lost people cut off on the ground */
export function servedOtherwise(world: World, lost: number): number {
  const { relief } = world;
  if (lost === 0 || relief.up === 0) return 0;
  const { network, demand } = world.model;
  const { ready, leftBySite } = relief;
  if (relief.roams) countSpare(world);
  let served = 0;
  let count = 0;
  for (let place = 0; place < demand.byPopulation.length; place++) {
    const site = demand.byPopulation[place];
    if (demand.served[site] === 0 || world.reach.serves(site)) continue;
    const people = network.population[site];
    let left = Math.max(0, people - ready[site]);
    if (relief.roams) {
      relief.takenOn[site] = takenOn(world, site, left);
      left -= relief.takenOn[site];
    }
    served += people - left;
    leftBySite[count++] = left;
  }
  // In a backbone without gateways the group that counts may change, and take people in who were cut off before.
  return Math.min(lost, served + servedBySatellite(world, count));
}

/** How many people each site that is connected can take on. */
function countSpare(world: World): void {
  const { spare } = world.relief;
  const { siteCount, population } = world.model.network;
  const share = world.variant.protocol.sharing.roaming.spareShare.value;
  for (let site = 0; site < siteCount; site++)
    spare[site] = world.reach.serves(site) ? Math.floor(share * population[site] + 1e-9) : 0;
}

/** People of a cut-off site whom sites of other operators take on, the nearest first. @param left people to place */
function takenOn(world: World, site: number, left: number): number {
  const { firstHost, hosts, hostKm, spare } = world.relief;
  const { radiusKm } = world.variant.protocol.sharing.roaming;
  let taken = 0;
  for (let place = firstHost[site]; place < firstHost[site + 1] && hostKm[place] <= radiusKm.value; place++) {
    const here = Math.min(left - taken, spare[hosts[place]]);
    spare[hosts[place]] -= here;
    taken += here;
  }
  return taken;
}

/** Mbit/s of satellite capacity that is up: what was called, through the ground stations that are connected. */
export function satelliteMbps(world: World): number {
  const { tierUp } = world.relief;
  const { satellite } = world.variant.protocol;
  let called = 0;
  for (let tier = 0; tier < TIERS.length; tier++)
    if (tierUp[tier] === 1) called += satellite[TIERS[tier]].capacityMbps.value;
  if (called === 0) return 0;
  const { network, spaceLinks } = world.model;
  let mbps = 0;
  for (let place = 0; place < spaceLinks.length; place++) {
    const link = spaceLinks[place];
    const { from, to, capacityGbps } = network.links[link];
    const ground = network.isSpace[from] === 1 ? to : from;
    if (world.linkFaults[link] === 0 && world.reach.serves(ground)) mbps += 1000 * capacityGbps;
  }
  return Math.min(called, mbps);
}

/** People served over satellite, of those in `leftBySite`. */
function servedBySatellite(world: World, count: number): number {
  const { leftBySite, capacity } = world.relief;
  const { satellite } = world.variant.protocol;
  capacity.mbps = satelliteMbps(world);
  if (capacity.mbps === 0) return 0;
  capacity.terminals = satellite.terminals.value;
  capacity.perTerminalMbps = satellite.perTerminalMbps.value;
  capacity.kbpsPerPerson = satellite.kbpsPerPerson.value;
  return admittedBySatellite(leftBySite, count, capacity);
}
