/** Who and what a scenario has for the response: crews, assessors, spares, vessels, partners, relief, with every name looked up. */
import type { Addresses } from '../engine/draws.ts';
import type { Network } from '../network/network.ts';
import { type Crew, EVERY, ROUND_THE_CLOCK } from '../response/crew.ts';
import { type Protocol, TIERS } from '../response/protocol.ts';
import type { ReliefAsset } from '../response/relief.ts';
import { SPARE_KINDS, type SpareKind, type Stock } from '../response/spare.ts';
import type { Vessel } from '../response/vessel.ts';
import { type NationalEvent, type Partner, spaceLinksOf } from '../simulation/model.ts';
import { type Path, pathText } from '../text/document.ts';
import { nearestName, type Problems } from '../text/problem.ts';
import { type Flag, isFact } from '../text/quantity.ts';
import type { Reading } from './read.ts';
import type { Scenario } from './schema.ts';

/** What looking things up needs. */
export interface Lookup {
  readonly reading: Reading;
  readonly network: Network;
  /** Every operator of a site or a link, in order. */
  readonly operators: readonly string[];
  readonly addresses: Addresses;
  readonly problems: Problems;
  /** Names a value that somebody assumed. */
  readonly assume: (sentence: string) => void;
}

/** The index behind a name, or 0 with an error told. */
export function lookUp(
  { reading, problems }: Lookup,
  index: ReadonlyMap<string, number>,
  id: string,
  path: Path,
  what: string,
): number {
  const found = index.get(id);
  if (found !== undefined) return found;
  problems.error(
    reading.document.at(path),
    pathText(path),
    `"${id}"`,
    `the id of a ${what} in service`,
    nearestName(id, index.keys()),
  );
  return 0;
}

export const siteAt = (lookup: Lookup, id: string, path: Path): number =>
  lookUp(lookup, lookup.network.siteIndex, id, path, 'site');

/** Tells of ids that stand twice in a list. */
export function warnOfTwins(
  { reading, problems }: Lookup,
  list: Path,
  entries: readonly { readonly id?: string | undefined }[],
): void {
  const seen = new Set<string>();
  for (const [index, { id }] of entries.entries()) {
    if (id === undefined) continue;
    if (seen.has(id))
      problems.error(
        reading.document.at([...list, index, 'id']),
        pathText([...list, index, 'id']),
        `"${id}" a second time`,
        'an id of its own',
      );
    seen.add(id);
  }
}

/** The operators that an entry means; a name that owns nothing is told. */
export function operatorsOf({ reading, problems, operators }: Lookup, named: string, path: Path): readonly string[] {
  if (named === EVERY) return operators;
  if (!operators.includes(named))
    problems.warning(
      reading.document.at(path),
      pathText(path),
      `"${named}", who owns nothing in this topology`,
      'an operator of a site or link',
      nearestName(named, operators),
    );
  return [named];
}

export const assumed = (entries: readonly { readonly flag?: Flag | undefined }[]): number =>
  entries.filter(({ flag }) => !isFact(flag)).length;

/** Our own crews, then those of the partners. */
export function hireCrews(lookup: Lookup): Crew[] {
  const { reading, network, assume } = lookup;
  const { crews: entries, aid } = reading.scenario;
  warnOfTwins(lookup, ['crews'], entries);
  const crews: Crew[] = [];
  for (const [index, entry] of entries.entries()) {
    const path = ['crews', index];
    const operators = operatorsOf(lookup, entry.operator, [...path, 'operator']);
    if (entry.base !== EVERY) siteAt(lookup, entry.base, [...path, 'base']);
    for (const operator of operators) {
      const bases =
        entry.base === EVERY
          ? network.sites.filter((site) => site.operator === operator && site.role !== 'satellite')
          : network.sites.filter((site) => site.id === entry.base);
      for (const base of bases)
        for (let number = 1; number <= entry.count; number++)
          crews.push({
            name: [
              entry.id,
              ...(operators.length > 1 ? [operator] : []),
              ...(bases.length > 1 ? [base.id] : []),
              ...(entry.count > 1 ? [number] : []),
            ].join('-'),
            operator,
            lat: base.lat,
            lon: base.lon,
            mendsLinks: entry.skills.includes('fibre'),
            mendsSites: entry.skills.includes('site'),
            efficiency: entry.efficiency,
            shift:
              entry.shift === undefined
                ? ROUND_THE_CLOCK
                : { onHours: entry.shift.on, offHours: entry.shift.off, startsHours: entry.shift.starts },
            partner: -1,
          });
    }
  }
  if (assumed(entries) > 0)
    assume(`the number and the bases of ${crews.length} repair crews (no operator publishes its own)`);
  for (const [partner, entry] of aid.entries()) {
    const base = network.sites[siteAt(lookup, entry.base, ['aid', partner, 'base'])];
    for (let number = 1; number <= entry.crews; number++)
      crews.push({
        name: `${entry.id}-${number}`,
        operator: entry.id,
        lat: base.lat,
        lon: base.lon,
        mendsLinks: entry.skills.includes('fibre'),
        mendsSites: entry.skills.includes('site'),
        efficiency: 1,
        shift: ROUND_THE_CLOCK,
        partner,
      });
  }
  return crews;
}

export function findPartners(lookup: Lookup): Partner[] {
  const { reading, addresses, assume } = lookup;
  const { aid } = reading.scenario;
  warnOfTwins(lookup, ['aid'], aid);
  if (assumed(aid) > 0) assume(`the crews of ${aid.length} partners abroad (no agreement publishes a number)`);
  return aid.map(({ id }) => ({ name: id, handle: addresses.handle(`partner/${id}`) }));
}

/** Which partners a protocol may call; a name that is none of the scenario's is told. */
export function partnersOf({ reading, problems }: Lookup, protocol: Protocol): Uint8Array {
  const { value } = protocol.mutualAid.partners;
  const ids = reading.scenario.aid.map(({ id }) => id);
  if (Array.isArray(value))
    for (const name of value)
      if (!ids.includes(name))
        problems.warning(
          reading.document.at(['aid']),
          'aid',
          `no partner "${name}", whom protocol ${protocol.name} calls`,
          'a partner of that id',
          nearestName(name, ids),
        );
  return Uint8Array.from(ids, (id) => (value === 'all' || (Array.isArray(value) && value.includes(id)) ? 1 : 0));
}

/** Assessors of each operator; undefined when the scenario names none. */
export function findAssessors(lookup: Lookup): Int32Array | undefined {
  const { reading, operators, assume } = lookup;
  const { assessors } = reading.scenario;
  if (assessors === undefined) return undefined;
  const counts = new Int32Array(operators.length);
  for (const [index, { operator, count }] of assessors.entries())
    for (const name of operatorsOf(lookup, operator, ['assessors', index, 'operator'])) {
      const place = operators.indexOf(name);
      if (place >= 0) counts[place] += count;
    }
  if (assumed(assessors) > 0) assume('the number of assessors of each operator');
  return counts;
}

export function findStocks(lookup: Lookup): Stock[] {
  const { reading, operators, addresses, assume } = lookup;
  const { spares } = reading.scenario;
  if (assumed(spares) > 0) assume('the stocks of spare parts and the time until they are filled again');
  return spares.flatMap(({ operator, kind, count, resupply }, index): Stock[] =>
    operatorsOf(lookup, operator, ['spares', index, 'operator']).map((name) => ({
      operator: operators.indexOf(name),
      kind,
      count,
      resupply,
      handle: addresses.handle(`spares/${kind}/${name}`),
    })),
  );
}

/** Operators whose faults find no stock of a kind that others stock: a reader must know. */
export function warnOfMissingStock(lookup: Lookup, protocols: readonly Protocol[]): void {
  const { reading, problems, operators, network } = lookup;
  const { spares } = reading.scenario;
  const alone = protocols.filter((protocol) => protocol.resources.spares.value === 'owner').map(({ name }) => name);
  if (alone.length === 0) return;
  for (const kind of SPARE_KINDS) {
    const stocked = spares.filter((spare) => spare.kind === kind).map(({ operator }) => operator);
    if (stocked.length === 0 || stocked.includes(EVERY)) continue;
    const without = operators.filter((operator) => needs(network, operator, kind) && !stocked.includes(operator));
    if (without.length > 0)
      problems.warning(
        reading.document.at(['spares']),
        'spares',
        `no ${kind} for ${without.join(', ')}`,
        `a stock at each operator: under ${alone.join(', ')} nobody lends them any`,
      );
  }
}

function needs({ sites, links }: Network, operator: string, kind: SpareKind): boolean {
  if (kind === 'equipment') return sites.some((site) => site.operator === operator && site.role !== 'satellite');
  return links.some(
    (link) =>
      link.operator === operator &&
      link.medium !== 'satellite' &&
      (link.medium === 'submarine') === (kind === 'submarine-cable'),
  );
}

interface Seas {
  readonly names: readonly string[];
  /** By link; 0 for those in none of them. */
  readonly linkSea: Int32Array;
  readonly handles: Int32Array;
}

export function findSeas(lookup: Lookup): Seas {
  const { reading, network, addresses } = lookup;
  const { seas } = reading.scenario;
  warnOfTwins(lookup, ['seas'], seas);
  const linkSea = new Int32Array(network.linkCount);
  for (const [index, { links }] of seas.entries())
    for (const [place, id] of links.entries())
      linkSea[lookUp(lookup, network.linkIndex, id, ['seas', index, 'links', place], 'link')] = index + 1;
  return {
    names: ['', ...seas.map(({ id }) => id)],
    linkSea,
    handles: Int32Array.from(['sea', ...seas.map(({ id }) => `sea/${id}`)], (name) => addresses.handle(name)),
  };
}

/** The vessels; each must be able to reach a cable of its sea from its base. */
export function findVessels(lookup: Lookup, { names, linkSea }: Seas): Vessel[] {
  const { reading, network, addresses, problems, assume } = lookup;
  const given = reading.scenario.repairVessel;
  const entries =
    typeof given === 'string' ? [{ availability: given, count: 1 }] : Array.isArray(given) ? given : [given];
  const pathOf = (index: number): Path => (Array.isArray(given) ? ['repairVessel', index] : ['repairVessel']);
  if (network.links.some((link) => link.medium === 'submarine'))
    assume(
      `repair vessels: ${[...new Set(entries.map(({ availability }) => availability))].join(', ')} (repairVessel in the scenario)`,
    );
  const vessels: Vessel[] = [];
  for (const [index, entry] of entries.entries()) {
    const { availability } = entry;
    const named = 'sea' in entry ? entry.sea : undefined;
    const base = 'base' in entry ? entry.base : undefined;
    const sea = named === undefined ? -1 : names.indexOf(named, 1);
    if (named !== undefined && sea < 0)
      problems.error(
        reading.document.at([...pathOf(index), 'sea']),
        pathText([...pathOf(index), 'sea']),
        `"${named}"`,
        'one of the scenario’s `seas`',
        nearestName(named, names.slice(1)),
      );
    const site = base === undefined ? -1 : siteAt(lookup, base, [...pathOf(index), 'base']);
    if (site >= 0 && sea > 0 && !isOnSea(network, linkSea, site, sea))
      problems.error(
        reading.document.at([...pathOf(index), 'base']),
        pathText([...pathOf(index), 'base']),
        `"${base}", from which the ${named} cannot be reached`,
        `a site where a cable of the ${named} lands`,
      );
    if (availability === 'none') continue;
    const id = ('id' in entry ? entry.id : undefined) ?? (entries.length > 1 ? `vessel ${index + 1}` : 'vessel');
    for (let number = 1; number <= entry.count; number++) {
      const name =
        entries.length === 1 && entry.count === 1 && !('id' in entry && entry.id)
          ? 'vessel 1'
          : entry.count > 1
            ? `${id} ${number}`
            : id;
      vessels.push({
        name,
        availability,
        lat: site < 0 ? Number.NaN : network.sites[site].lat,
        lon: site < 0 ? Number.NaN : network.sites[site].lon,
        sea,
        handle: addresses.handle(`vessel/${name}`),
      });
    }
  }
  return vessels;
}

/** Whether a cable of a sea ends at a site. */
function isOnSea({ firstIncident, incident }: Network, linkSea: Int32Array, site: number, sea: number): boolean {
  for (let place = firstIncident[site]; place < firstIncident[site + 1]; place++)
    if (linkSea[incident[place]] === sea) return true;
  return false;
}

export function findRelief(lookup: Lookup): ReliefAsset[] {
  const { reading, network, operators, addresses, assume } = lookup;
  const { relief } = reading.scenario;
  warnOfTwins(lookup, ['relief'], relief);
  if (assumed(relief) > 0)
    assume('the relief assets (cells on wheels, MDRU), whom they serve and how long they take to set up');
  return relief.flatMap(({ id, operator, base, count, people, setup }, index): ReliefAsset[] => {
    operatorsOf(lookup, operator, ['relief', index, 'operator']);
    const { lat, lon } = network.sites[siteAt(lookup, base, ['relief', index, 'base'])];
    return Array.from({ length: count }, (_, number) => {
      const name = count > 1 ? `${id}-${number + 1}` : id;
      return {
        name,
        operator: operators.indexOf(operator),
        lat,
        lon,
        people,
        setup,
        handle: addresses.handle(`relief/${name}`),
      };
    });
  });
}

/** The backbone with the visitors of a planned event among the people of its site, for the whole scenario. */
export function withVisitors(network: Network, event: Scenario['nationalEvent']): Network {
  const place = event === undefined ? undefined : network.siteIndex.get(event.site);
  if (event === undefined || place === undefined) return network;
  const sites = network.sites.map((site, index) =>
    index === place ? { ...site, population: site.population + event.visitors } : site,
  );
  return { ...network, sites, population: Float64Array.from(sites, (site) => site.population) };
}

export function findNationalEvent(lookup: Lookup): NationalEvent | undefined {
  const { reading, problems } = lookup;
  const { nationalEvent, horizon } = reading.scenario;
  if (nationalEvent === undefined) return undefined;
  const { name, site, begins, visitors, flag } = nationalEvent;
  if (begins >= horizon)
    problems.warning(
      reading.document.at(['nationalEvent', 'begins']),
      'nationalEvent.begins',
      `${begins} h`,
      `an event that begins before the horizon, ${horizon} h`,
    );
  if (!isFact(flag)) lookup.assume(`${visitors} visitors at ${site} for ${name}`);
  lookup.assume(`visitors for ${name} count as people of ${site} throughout`);
  return { name, site: siteAt(lookup, site, ['nationalEvent', 'site']), beginsHours: begins };
}

/** Protocols that call on satellite capacity which the backbone does not have: a reader must know. */
export function warnOfNoSky({ reading, network, problems }: Lookup, protocols: readonly Protocol[]): void {
  if (spaceLinksOf(network).length > 0) return;
  const calling = protocols.filter(({ satellite }) => TIERS.some((tier) => satellite[tier].capacityMbps.value > 0));
  if (calling.length > 0)
    problems.warning(
      reading.document.at(['topology']),
      'topology',
      'no link to a satellite that states a capacity',
      `one: the satellite capacity that ${calling.map(({ name }) => name).join(', ')} would call on serves nobody`,
    );
}

/** Place of each site in the list of what is critical, and of each link the best of its ends; Infinity for none. */
export function findRanks(lookup: Lookup): { siteRank: Float64Array; linkRank: Float64Array } {
  const { reading, network } = lookup;
  const siteRank = new Float64Array(network.siteCount).fill(Number.POSITIVE_INFINITY);
  for (const [index, id] of reading.scenario.critical.entries()) {
    const site = siteAt(lookup, id, ['critical', index]);
    siteRank[site] = Math.min(siteRank[site], index);
  }
  const linkRank = Float64Array.from(network.links, ({ from, to }) => Math.min(siteRank[from], siteRank[to]));
  return { siteRank, linkRank };
}

/** What each site counts for when repairs are ranked. */
export function weightsOf({ network }: Lookup, siteRank: Float64Array, protocol: Protocol): Float64Array {
  const { criticalWeight, criticalFloor } = protocol.priorities;
  return Float64Array.from(network.population, (people, site) =>
    siteRank[site] === Number.POSITIVE_INFINITY ? people : criticalWeight.value * Math.max(people, criticalFloor.value),
  );
}

/** 1 for a site that can be managed over a satellite path of its own. */
export function findOutOfBand(lookup: Lookup): Uint8Array {
  const { reading, network } = lookup;
  const { value } = reading.scenario.management.outOfBand;
  const path = ['management', 'outOfBand'];
  if (value === 'all') return new Uint8Array(network.siteCount).fill(1);
  const marked = new Uint8Array(network.siteCount);
  for (const id of value) marked[siteAt(lookup, id, path)] = 1;
  return marked;
}
