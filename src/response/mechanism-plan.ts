/** The key `machine` of a scenario with its names looked up: which protection covers which link, and what restores beyond. */
import type { Distribution } from '../engine/distribution.ts';
import type { Network } from '../network/network.ts';
import type { Path } from '../text/document.ts';
import { isFact, type Sourced } from '../text/quantity.ts';
import { DOMAINS, type Latency, type MachineKeys, MECHANISMS, type MechanismKind, PARTS } from './mechanism.ts';

/** Most nodes of a ring with shared protection (ITU-T G.841, as vendors state it for ODUk rings). */
const RING_NODES = 16;
/** Beyond this length a ring may not switch within 50 ms (G.841, recalled). */
const RING_KM = 1200;

const ROOM_ASSUMED = 'a protection whose links state no capacity has room for what it protects';

/** One protection of one link. */
export interface Cover {
  readonly kind: 'linear' | 'ring' | 'bypass';
  readonly latency: Latency;
  /** Links that carry what the protected one did; empty for a bypass, which is looked for when it is needed. */
  readonly backup: Int32Array;
  /** Sites at the ends of the backup. */
  readonly sites: Int32Array;
  readonly revertHours: number;
  /** Whether the backup has room for the link and no risk group in common with it. */
  readonly fits: boolean;
}

/** One mechanism that finds a new way from end to end. */
interface Restoration {
  readonly latency: Latency;
  /** Whether it works only where the whole new way is of one operator. */
  readonly withinOperator: boolean;
  /** Whether people do it, who must have had the alarm. */
  readonly byHand: boolean;
}

/** The mechanisms of a scenario. Durations in hours. */
export interface MachinePlan {
  readonly epsilonHours: number;
  /** The protections of each link. */
  readonly covers: readonly (readonly Cover[])[];
  readonly restorations: readonly Restoration[];
  /** Wait to restore of each link, and of a site. */
  readonly linkRevertHours: Float64Array;
  readonly siteRevertHours: number;
}

/** Where a problem is told: the path begins below `machine`. */
export interface PlanTeller {
  error(path: Path, found: string, expected: string, known?: Iterable<string>): void;
  warn(path: Path, found: string, expected: string): void;
  assume(sentence: string): void;
}

/** Looks the names up. What is wrong is told; the plan is then of no use. */
export function planMechanisms(keys: MachineKeys, network: Network, tell: PlanTeller): MachinePlan {
  const covers: Cover[][] = Array.from({ length: network.linkCount }, () => []);
  const linkRevertHours = new Float64Array(network.linkCount).fill(keys.revert);
  const told = new Latencies();
  const taken = new Set<string>();
  for (const [index, entry] of keys.protection.entries()) {
    const path = ['protection', index];
    if (taken.has(entry.name)) tell.error([...path, 'name'], `"${entry.name}" a second time`, 'a name of its own');
    taken.add(entry.name);
    const latency = told.of(entry.kind, entry);
    const revertHours = entry.revert ?? keys.revert;
    const covering = { path, latency, revertHours };
    const covered =
      entry.kind === 'ring'
        ? ringCovers(entry.links, covering, network, tell)
        : entry.kind === 'frr'
          ? bypassCovers(entry.links, covering, network, tell)
          : linearCovers(entry.working, entry.backup, covering, network, tell);
    for (const [link, cover] of covered) {
      // Of several protections the one that keeps traffic away longest holds.
      linkRevertHours[link] = covers[link].length > 0 ? Math.max(linkRevertHours[link], revertHours) : revertHours;
      covers[link].push(cover);
    }
  }
  const kinds = new Set<string>();
  const restorations = keys.restoration.map((entry, index): Restoration => {
    if (kinds.has(entry.kind))
      tell.error(['restoration', index, 'kind'], `"${entry.kind}" a second time`, 'each kind once');
    kinds.add(entry.kind);
    return {
      latency: told.of(entry.kind, entry),
      withinOperator: (entry.domain ?? DOMAINS[entry.kind]) === 'operator',
      byHand: entry.kind === 'manual',
    };
  });
  if (restorations.length === 0)
    tell.warn(
      ['restoration'],
      'no mechanism',
      'one at least: traffic that no protection covers waits for the repair of its way, though another is up',
    );
  told.assume(tell);
  return {
    epsilonHours: keys.epsilon,
    covers,
    restorations,
    linkRevertHours,
    siteRevertHours: keys.revert,
  };
}

interface Covering {
  readonly path: Path;
  readonly latency: Latency;
  readonly revertHours: number;
}
type Covered = [link: number, cover: Cover][];

function ringCovers(ids: readonly string[], covering: Covering, network: Network, tell: PlanTeller): Covered {
  const path = [...covering.path, 'links'];
  const ring = linksOf(ids, path, network, tell);
  if (ring === undefined) return [];
  const { degrees, connected } = shapeOf(network, ring);
  if (!connected || ring.length < 2 || [...degrees.values()].some((degree) => degree !== 2)) {
    tell.error(path, 'links that do not form a cycle', 'each site of the ring at the ends of two of its links');
    return [];
  }
  if (degrees.size > RING_NODES) tell.error(path, `a ring of ${degrees.size} sites`, `${RING_NODES} at most`);
  const km = ring.reduce((sum, link) => sum + network.links[link].lengthKm[0], 0);
  if (km > RING_KM)
    tell.warn(path, `a ring of ${Math.round(km)} km`, `${RING_KM} km at most, or a longer switch of your own (0.3 s)`);
  const sites = Int32Array.from(degrees.keys());
  return ring.map((link) => {
    const backup = Int32Array.from(ring.filter((other) => other !== link));
    return [link, { ...covering, kind: 'ring', backup, sites, fits: checked(link, backup, covering, network, tell) }];
  });
}

function linearCovers(
  workingIds: readonly string[],
  backupIds: readonly string[],
  covering: Covering,
  network: Network,
  tell: PlanTeller,
): Covered {
  const { path } = covering;
  const working = linksOf(workingIds, [...path, 'working'], network, tell);
  const standby = linksOf(backupIds, [...path, 'backup'], network, tell);
  if (working === undefined || standby === undefined) return [];
  const shared = standby.find((link) => working.includes(link));
  if (shared !== undefined) {
    tell.error(
      [...path, 'backup', standby.indexOf(shared)],
      `"${network.links[shared].id}", which is a working link`,
      'a link of the backup alone',
    );
    return [];
  }
  const ends = endsOf(network, working);
  const ways = endsOf(network, standby);
  if (ends === undefined) tell.error([...path, 'working'], 'links that do not form one path', 'links end to end');
  if (ways === undefined) tell.error([...path, 'backup'], 'links that do not form one path', 'links end to end');
  if (ends === undefined || ways === undefined) return [];
  if (ends.some((site) => !ways.includes(site))) {
    const shown = (sites: readonly number[]): string => sites.map((site) => network.sites[site].id).join(' and ');
    tell.error([...path, 'backup'], `a path between ${shown(ways)}`, `one between ${shown(ends)}, as the working path`);
    return [];
  }
  const backup = Int32Array.from(standby);
  const sites = Int32Array.from(shapeOf(network, standby).degrees.keys());
  return working.map((link) => [
    link,
    { ...covering, kind: 'linear', backup, sites, fits: checked(link, backup, covering, network, tell) },
  ]);
}

function bypassCovers(ids: readonly string[], covering: Covering, network: Network, tell: PlanTeller): Covered {
  const links = linksOf(ids, [...covering.path, 'links'], network, tell) ?? [];
  const none = new Int32Array(0);
  const operators = new Set(links.map((link) => network.links[link].operator));
  if (network.links.some(({ operator, capacityGbps }) => operators.has(operator) && Number.isNaN(capacityGbps)))
    tell.assume(ROOM_ASSUMED);
  return links.map((link) => [link, { ...covering, kind: 'bypass', backup: none, sites: none, fits: true }]);
}

/** Whether the backup may ever carry what a link does. That it never can is told, and so is that nobody knows. */
function checked(link: number, backup: Int32Array, { path }: Covering, network: Network, tell: PlanTeller): boolean {
  const { links } = network;
  const { id, riskGroup, capacityGbps } = links[link];
  let fits = true;
  for (const other of backup) {
    if (sharesRisk(riskGroup, links[other].riskGroup)) {
      tell.warn(
        path,
        `${links[other].id} in the risk group ${riskGroup} of ${id}`,
        'a backup that does not share its fate: this one never protects it',
      );
      fits = false;
    }
    if (!hasRoom(capacityGbps, links[other].capacityGbps)) {
      tell.warn(
        path,
        `${links[other].id} of ${links[other].capacityGbps} Gbit/s behind ${id} of ${capacityGbps} Gbit/s`,
        'a backup with room: this one never protects it',
      );
      fits = false;
    }
    if (Number.isNaN(capacityGbps) || Number.isNaN(links[other].capacityGbps)) tell.assume(ROOM_ASSUMED);
  }
  return fits;
}

export const sharesRisk = (a: string | undefined, b: string | undefined): boolean => a !== undefined && a === b;

/** Whether a backup is at least as large as what it protects; one that is not known to be smaller is. */
export const hasRoom = (protectedGbps: number, backupGbps: number): boolean => !(backupGbps < protectedGbps);

/** The links behind ids, each once; undefined, with every reason told, when one is none. */
function linksOf(ids: readonly string[], path: Path, network: Network, tell: PlanTeller): number[] | undefined {
  const links: number[] = [];
  let right = true;
  for (const [place, id] of ids.entries()) {
    const link = network.linkIndex.get(id);
    if (link === undefined)
      tell.error([...path, place], `"${id}"`, 'the id of a link in service', network.linkIndex.keys());
    else if (links.includes(link)) tell.error([...path, place], `"${id}" a second time`, 'each link once');
    else if (network.isSpaceLink[link] === 1)
      tell.error([...path, place], `"${id}", a link to a satellite`, 'a link on the ground');
    else {
      links.push(link);
      continue;
    }
    right = false;
  }
  return right ? links : undefined;
}

/** How many of some links end at each site, and whether they hang together. */
function shapeOf(network: Network, links: readonly number[]): { degrees: Map<number, number>; connected: boolean } {
  const degrees = new Map<number, number>();
  const reached = new Set<number>([network.from[links[0]]]);
  for (const link of links)
    for (const site of [network.from[link], network.to[link]]) degrees.set(site, (degrees.get(site) ?? 0) + 1);
  for (let round = 0; round < links.length; round++)
    for (const link of links)
      if (reached.has(network.from[link]) || reached.has(network.to[link]))
        reached.add(network.from[link]).add(network.to[link]);
  return { degrees, connected: reached.size === degrees.size };
}

/** The two ends of a path; undefined when the links form none. */
function endsOf(network: Network, links: readonly number[]): number[] | undefined {
  const { degrees, connected } = shapeOf(network, links);
  const ends = [...degrees].filter(([, degree]) => degree === 1).map(([site]) => site);
  return connected && ends.length === 2 && [...degrees.values()].every((degree) => degree <= 2) ? ends : undefined;
}

type Stated = { readonly [P in (typeof PARTS)[number]]?: Sourced<Distribution> | undefined };

/** The laws of the mechanisms that are used, with a record of which of them somebody assumed. */
class Latencies {
  readonly #assumed = new Set<string>();
  readonly #all = new Set<string>();

  of(kind: MechanismKind, stated: Stated): Latency {
    const { code, laws } = MECHANISMS[kind];
    const parts = PARTS.map((part) => {
      const law = stated[part] ?? laws[part];
      const name = `${kind}.${part}`;
      this.#all.add(name);
      if (!isFact(law.flag)) this.#assumed.add(name);
      return law.value;
    });
    return { code, parts: [parts[0], parts[1], parts[2]] };
  }

  assume(tell: PlanTeller): void {
    if (this.#assumed.size === 0) return;
    tell.assume(
      `${this.#assumed.size} of ${this.#all.size} latencies of machine-speed mechanisms: ${[...this.#assumed].join(', ')}`,
    );
  }
}
