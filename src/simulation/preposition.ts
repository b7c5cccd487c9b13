/** What is brought to the place of a planned event beforehand: the nearest free crews and relief assets. */
import { assetHours, isAssetFree, mayRelieve, sendAsset } from './relief.ts';
import { hoursBetween } from './travel.ts';
import { CREW, type World } from './world.ts';

/** Hour at which the order to set out is given; NaN when there is no event, or nothing is brought to it. */
export function orderHour({ model, variant }: World): number {
  const { lead, crews, generators, relief } = variant.protocol.preposition;
  if (model.nationalEvent === undefined || crews.value + generators.value + relief.value === 0) return Number.NaN;
  return Math.max(0, model.nationalEvent.beginsHours - lead.value);
}

/** Hours of the road that lie behind those whom an order before the scenario began has set out. */
export function headStart({ model, variant }: World): number {
  const begins = model.nationalEvent?.beginsHours ?? 0;
  return Math.max(0, variant.protocol.preposition.lead.value - begins);
}

/** Told of each crew or asset that sets out, and of the hours until it is in place. */
type SetOut = (world: World, subject: number, hours: number) => void;

/** Sends the nearest free crews that are elsewhere to the event; those at work when the order comes stay at it. They are away until they arrive. */
export function sendCrewsAhead(world: World, setOut: SetOut): void {
  const { crews, network, nationalEvent } = world.model;
  if (nationalEvent === undefined) return;
  const { lat, lon } = network.sites[nationalEvent.site];
  for (let count = world.variant.protocol.preposition.crews.value; count > 0; count--) {
    let nearest = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let crew = 0; crew < crews.length; crew++) {
      if (world.crewBusy[crew] !== CREW.free || !mayServe(world, crew, nationalEvent.site)) continue;
      const hours = hoursBetween(world, world.crewPlaces.lats[crew], world.crewPlaces.lons[crew], lat, lon);
      // Whoever stands there already need not be brought.
      if (hours === 0 || hours >= least) continue;
      least = hours;
      nearest = crew;
    }
    if (nearest < 0) return;
    world.crewBusy[nearest] = CREW.away;
    world.placeCrew(nearest, lat, lon);
    setOut(world, nearest, Math.max(0, least - headStart(world)));
  }
}

/** Whether the protocol lets a crew be brought to a site: any crew when they are pooled, a partner's, or the owner's. */
function mayServe({ model, variant }: World, crew: number, site: number): boolean {
  return (
    model.crews[crew].partner >= 0 ||
    variant.protocol.resources.crews.value === 'pooled' ||
    model.crewOperator[crew] === model.siteOperator[site]
  );
}

/** Sends the nearest free relief assets to the event, to be set up there before anything breaks. */
export function sendReliefAhead(world: World, setOut: SetOut): void {
  const { relief, nationalEvent } = world.model;
  if (nationalEvent === undefined) return;
  const { site } = nationalEvent;
  for (let count = world.variant.protocol.preposition.relief.value; count > 0; count--) {
    let nearest = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let asset = 0; asset < relief.length; asset++) {
      if (!isAssetFree(world, asset) || !mayRelieve(world, asset, site)) continue;
      if (world.relief.site[asset] === site) continue;
      const hours = assetHours(world, asset, site);
      if (hours >= least) continue;
      least = hours;
      nearest = asset;
    }
    if (nearest < 0) return;
    setOut(world, nearest, sendAsset(world, nearest, site, headStart(world)));
  }
}
