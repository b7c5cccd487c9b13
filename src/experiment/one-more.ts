/**
 * What one more crew, spare part, vessel or assessor would have saved in one replication: the same broken world is mended
 * again with it. Draws go by address, so that nothing else changes; one more pair of hands can make a list schedule
 * longer all the same (Graham 1969, Bounds on multiprocessing timing anomalies, SIAM J. Appl. Math. 17:416-429).
 */
import { lostUserHours } from '../metrics/loss.ts';
import type { Timeline } from '../metrics/timeline.ts';
import type { SpareKind } from '../response/spare.ts';
import type { Vessel } from '../response/vessel.ts';
import { mayMend, spareKind } from '../simulation/crews.ts';
import type { Model, Variant } from '../simulation/model.ts';
import { breakWorld, respond } from '../simulation/replicate.ts';
import type { TraceEntry } from '../simulation/trace.ts';
import { World } from '../simulation/world.ts';

type Asset = 'crew' | 'spare' | 'vessel' | 'assessor';

/** One asset more, and what it changes; savings below 0 are losses. */
export interface Saving {
  readonly asset: Asset;
  /** Such as `a crew of aztelekom at ganja`. */
  readonly name: string;
  readonly userHoursSaved: number;
  /** By how much shorter somebody is cut off: with a single loss, how much sooner all are back. Counted to the horizon. */
  readonly hoursSaved: number;
  /** Whether nobody is cut off at the horizon with it. */
  readonly isBack: boolean;
}

interface Candidate {
  readonly asset: Asset;
  readonly name: string;
  readonly model: Model;
}

/** One time during which somebody was cut off throughout, in hours. */
export interface LossPeriod {
  readonly from: number;
  /** The horizon when it lasts longer. */
  readonly to: number;
  readonly isBack: boolean;
}

/** In order of time. */
export function lossPeriods({ times, cutOff, length, people, horizonHours }: Timeline): LossPeriod[] {
  // The allowance covers the rounding of sums, far below one person.
  const allowed = people * 1e-12;
  const periods: LossPeriod[] = [];
  let from = Number.NaN;
  for (let row = 0; row < length; row++) {
    const isLost = cutOff[row] > allowed;
    if (isLost && Number.isNaN(from)) from = times[row];
    if (isLost || Number.isNaN(from)) continue;
    periods.push({ from, to: times[row], isBack: true });
    from = Number.NaN;
  }
  if (!Number.isNaN(from)) periods.push({ from, to: horizonHours, isBack: false });
  return periods;
}

const hoursOf = (periods: readonly LossPeriod[]): number => periods.reduce((sum, { from, to }) => sum + (to - from), 0);

/**
 * The savings of every asset that could matter, the greatest in user-hours first.
 * @param world as the response to the replication left it
 * @param entries the trace of that response
 */
export function oneMore(world: World, variant: Variant, replication: number, entries: readonly TraceEntry[]): Saving[] {
  const lost = lostUserHours.read(world.timeline);
  const periods = lossPeriods(world.timeline);
  if (periods.length === 0) return [];
  return candidatesOf(world, entries)
    .map(({ asset, name, model }): Saving => {
      const other = new World({ ...model, variants: [variant] });
      breakWorld(other, replication);
      respond(other, variant);
      const then = lossPeriods(other.timeline);
      return {
        asset,
        name,
        userHoursSaved: lost - lostUserHours.read(other.timeline),
        hoursSaved: hoursOf(periods) - hoursOf(then),
        isBack: then.every(({ isBack }) => isBack),
      };
    })
    .sort((a, b) => b.userHoursSaved - a.userHoursSaved || b.hoursSaved - a.hoursSaved);
}

function candidatesOf(world: World, entries: readonly TraceEntry[]): Candidate[] {
  return [...moreCrews(world), ...moreSpares(world, entries), ...moreVessels(world), ...moreAssessors(world, entries)];
}

/** Whether somebody has to come for a fault: power comes back by itself. */
const isMended = ({ damage }: World, fault: number): boolean => Number.isNaN(damage.untils[fault]);

/** Id of the site at a place, of that operator if one is. */
function siteAt({ network }: Model, lat: number, lon: number, operator?: string): string {
  const here = network.sites.filter((site) => site.lat === lat && site.lon === lon);
  return (here.find((site) => site.operator === operator) ?? here.at(0))?.id ?? 'an unknown place';
}

/** A crew like each that is here from the start and can mend anything that broke; alike ones count once. */
function moreCrews(world: World): Candidate[] {
  const { model, damage } = world;
  const seen = new Set<string>();
  const kin = model.crews.filter((crew, index) => {
    const { operator, lat, lon, mendsLinks, mendsSites, efficiency, shift, partner } = crew;
    const kind = JSON.stringify([operator, lat, lon, mendsLinks, mendsSites, efficiency, shift]);
    if (partner >= 0 || seen.has(kind)) return false;
    seen.add(kind);
    for (let fault = 0; fault < damage.length; fault++)
      if (isMended(world, fault) && !world.isSubmarine(fault) && mayMend(world, index, fault)) return true;
    return false;
  });
  return kin.map((crew): Candidate => {
    const { operator, lat, lon } = crew;
    const isAlone = kin.every(
      (other) => other === crew || other.operator !== operator || other.lat !== lat || other.lon !== lon,
    );
    const like = isAlone ? '' : `, like ${crew.name}`;
    return {
      asset: 'crew',
      name: `a crew of ${operator} at ${siteAt(model, lat, lon, operator)}${like}`,
      model: {
        ...model,
        // At the end of the list, so that ties still go to whom they went to.
        crews: [...model.crews, { ...crew, name: `one more like ${crew.name}` }],
        crewOperator: Int32Array.from([...model.crewOperator, model.crewOperator[model.crews.indexOf(crew)]]),
      },
    };
  });
}

/** What a part of a kind is called. */
const PART: Readonly<Record<SpareKind, string>> = {
  cable: 'a length of cable',
  equipment: 'a set of equipment',
  'submarine-cable': 'a length of submarine cable',
};

/** A part of each kind that a fault had to wait for, at the operator of that fault. */
function moreSpares(world: World, entries: readonly TraceEntry[]): Candidate[] {
  const { model } = world;
  const seen = new Set<string>();
  return entries.flatMap(({ what, name, fault }): Candidate[] => {
    if (what !== 'still-waits' || name !== 'spare') return [];
    const kind = spareKind(world, fault);
    if (kind === undefined) return [];
    const operator = world.operatorOf(fault);
    const key = `${kind} ${operator}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const own = model.stocks.findIndex((stock) => stock.kind === kind && stock.operator === operator);
    const like = model.stocks.find((stock) => stock.kind === kind);
    if (like === undefined) return [];
    const stocks =
      own >= 0
        ? model.stocks.map((stock, index) => (index === own ? { ...stock, count: stock.count + 1 } : stock))
        : [...model.stocks, { ...like, operator, count: 1, resupply: undefined }];
    return [{ asset: 'spare', name: `${PART[kind]} of ${model.operators[operator]}`, model: { ...model, stocks } }];
  });
}

/** A vessel like each, where a cable under the sea broke; a resident one where there is none. */
function moreVessels(world: World): Candidate[] {
  const { model, damage } = world;
  let isWanted = false;
  for (let fault = 0; fault < damage.length && !isWanted; fault++) isWanted = world.isSubmarine(fault);
  if (!isWanted) return [];
  const handle = model.addresses.handle('vessel/one more');
  const resident: Vessel = {
    name: 'one more vessel',
    availability: 'resident',
    lat: Number.NaN,
    lon: Number.NaN,
    sea: -1,
    handle,
  };
  const seen = new Set<string>();
  return (model.vessels.length === 0 ? [resident] : model.vessels).flatMap((vessel): Candidate[] => {
    const { availability, lat, lon, sea } = vessel;
    const kin = JSON.stringify([availability, lat, lon, sea]);
    if (seen.has(kin)) return [];
    seen.add(kin);
    const where = Number.isNaN(lat) ? 'at the nearer shore end' : `at ${siteAt(model, lat, lon)}`;
    const reaches = sea < 0 ? '' : `, like ${vessel.name}`;
    return [
      {
        asset: 'vessel',
        name: `a vessel (${availability}) ${where}${reaches}`,
        model: { ...model, vessels: [...model.vessels, { ...vessel, name: resident.name, handle }] },
      },
    ];
  });
}

/** An assessor of each operator whose faults had to wait for one. */
function moreAssessors(world: World, entries: readonly TraceEntry[]): Candidate[] {
  const { model } = world;
  const { assessors } = model;
  if (assessors === undefined) return [];
  const short = new Set<number>();
  for (const { what, name, fault } of entries)
    if (what === 'still-waits' && name === 'assessor') short.add(world.operatorOf(fault));
  return [...short]
    .sort((a, b) => a - b)
    .map((operator) => {
      const more = Int32Array.from(assessors);
      more[operator]++;
      return {
        asset: 'assessor',
        name: `an assessor of ${model.operators[operator]}`,
        model: { ...model, assessors: more },
      };
    });
}
