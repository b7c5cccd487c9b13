/** What metrics ask of a replication beside who is cut off: the series of the timeline, and what is used. */
import { USE } from '../metrics/use.ts';
import { TIERS } from '../response/protocol.ts';
import type { ObservedLatency } from './model.ts';
import { satelliteMbps } from './relief.ts';
import { AT_WORK_FROM } from './stages.ts';
import { CREW, STATUS, type World } from './world.ts';

/** Fills the series of the next row of the timeline: corridors, gateways, connectivity losses, latencies; last, traffic. */
export function fillSeries(world: World, time: number): void {
  const { corridors, gateways, connectivityLoss, latency } = world.model.observed;
  const { values } = world.timeline;
  if (values.length === 0) return;
  fillTraffic(world, time, values);
  const { reach } = world;
  let at = 0;
  for (let end = 0; end < corridors.length; end += 2)
    values[at++] = reach.connects(corridors[end], corridors[end + 1]) ? 1 : 0;
  for (let place = 0; place < gateways.length; place++) values[at++] = reach.peopleWith(gateways[place]);
  if (connectivityLoss !== undefined) {
    connectivityLoss.measure(world.siteFaults, world.linkFaults);
    values[at++] = connectivityLoss.complete;
    values[at++] = connectivityLoss.partial;
    values[at++] = connectivityLoss.weighted;
    values[at++] = connectivityLoss.efficiency;
  }
  if (latency !== undefined) fillLatencies(world, latency, at);
}

/** Round trips over what is left; before the first row also over all that there is, at the lengths of this replication. */
function fillLatencies(world: World, { roundTrips, corridors, toGateways }: ObservedLatency, at: number): void {
  const { timeline, siteFaults, linkFaults } = world;
  if (timeline.length === 0) {
    const { allSitesUp, allLinksUp } = roundTrips;
    roundTrips.setLengths(world.lengthsKm);
    const after = roundTrips.between(allSitesUp, allLinksUp, corridors, timeline.wholes, at);
    if (toGateways) timeline.wholes[after] = roundTrips.toGateways(allSitesUp, allLinksUp);
  }
  const after = roundTrips.between(siteFaults, linkFaults, corridors, timeline.values, at);
  if (toGateways) timeline.values[after] = roundTrips.toGateways(siteFaults, linkFaults);
}

/** The last series: Gbit/s wanted and served by class, then the capacity curve. */
function fillTraffic(world: World, time: number, values: Float64Array): void {
  const { carrying } = world;
  const { traffic, unserved } = world.model.observed;
  if (carrying === undefined || !traffic) return;
  carrying.bringTo(world, time, satelliteMbps(world), world.relief.roams ? world.relief.takenOn : undefined);
  const { wantedGbps, servedGbps, capacityGbps } = carrying;
  let at = values.length - (unserved ? 3 : 2) * wantedGbps.length - 1;
  for (let k = 0; k < wantedGbps.length; k++) {
    values[at++] = wantedGbps[k];
    values[at++] = servedGbps[k];
  }
  values[at++] = capacityGbps;
  if (!unserved) return;
  const { unservedPeople } = carrying;
  for (let k = 0; k < unservedPeople.length; k++) values[at++] = unservedPeople[k];
}

/** Adds what is used in some hours through which nothing changes. */
export function countUse(world: World, hours: number): void {
  const { model, timeline, relief, power } = world;
  const { used } = timeline;
  let busy = 0;
  let present = 0;
  for (let crew = 0; crew < model.crews.length; crew++) {
    if (world.crewBusy[crew] === CREW.away) continue;
    present++;
    if (world.crewBusy[crew] === CREW.busy) busy++;
  }
  used[USE.crewBusyHours] += hours * busy;
  if (busy > 0 || world.waitingCount > 0) used[USE.crewPresentHours] += hours * present;
  if (busy > 0) used[USE.crewTravelHours] += hours * travelling(world);
  let sailing = 0;
  for (let vessel = 0; vessel < model.vessels.length; vessel++) sailing += world.vesselBusy[vessel];
  used[USE.vesselBusyHours] += hours * sailing;
  if (model.assessors !== undefined) {
    let away = 0;
    for (let operator = 0; operator < model.assessors.length; operator++)
      away += model.assessors[operator] - world.assessorsFree[operator];
    used[USE.assessorBusyHours] += hours * away;
  }
  used[USE.fuelDeliveredHours] = power.deliveredHours;
  used[USE.fuelUsedHours] = power.usedHours;
  let mbps = 0;
  for (let tier = 0; tier < TIERS.length; tier++)
    if (relief.tierUp[tier] === 1) mbps += world.variant.protocol.satellite[TIERS[tier]].capacityMbps.value;
  used[USE.satelliteMbpsHours] += hours * mbps;
  used[USE.otherwiseUserHours] += hours * world.servedOtherwise;
}

/** Crews on the road to a fault. */
function travelling(world: World): number {
  let count = 0;
  for (let fault = 0; fault < world.damage.length; fault++)
    if (
      world.status[fault] === STATUS.committed &&
      world.server[fault] >= 0 &&
      world.stage[fault] < AT_WORK_FROM &&
      !world.isSubmarine(fault)
    )
      count++;
  return count;
}
