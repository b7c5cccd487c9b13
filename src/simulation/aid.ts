/** Crews of partners abroad: asked for when the known loss is great, here some time later. */
import { quantile } from '../engine/distribution.ts';
import { PURPOSE } from '../engine/draws.ts';
import { knownReach } from './relief.ts';
import { CREW, type World } from './world.ts';

/** Asks each partner whom the protocol may call, once, when enough people are known to be cut off; `coming` is told of the partner and of the hours until it is here. */
export function askForAid(world: World, coming: (world: World, partner: number, hours: number) => void): void {
  const { partners, demand } = world.model;
  if (partners.length === 0) return;
  const { mutualAid } = world.variant.protocol;
  if (!hasPartnerToAsk(world)) return;
  const cutOffAsKnown = demand.people - knownReach(world).connectedPeople;
  if (cutOffAsKnown < mutualAid.trigger.value * demand.people) return;
  for (let partner = 0; partner < partners.length; partner++) {
    if (world.variant.partners[partner] === 0 || world.aidAsked[partner] === 1) continue;
    world.aidAsked[partner] = 1;
    const { handle } = partners[partner];
    const request = quantile(mutualAid.request.value, world.draws.uniform(handle, PURPOSE.aidRequest));
    const arrival = quantile(mutualAid.arrival.value, world.draws.uniform(handle, PURPOSE.aidArrival));
    coming(world, partner, request + arrival);
  }
}

function hasPartnerToAsk({ variant, aidAsked }: World): boolean {
  for (let partner = 0; partner < aidAsked.length; partner++)
    if (variant.partners[partner] === 1 && aidAsked[partner] === 0) return true;
  return false;
}

/** The crews of a partner are here. */
export function welcome(world: World, partner: number): void {
  const { crews } = world.model;
  for (let crew = 0; crew < crews.length; crew++) {
    if (crews[crew].partner !== partner) continue;
    world.crewBusy[crew] = CREW.free;
    world.crewSince[crew] = world.agenda.time;
  }
}
