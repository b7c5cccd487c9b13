/** The traffic of a scenario: every name looked up, demand laid out, capacities filled in, and every filling named. */
import { assert } from '../engine/assert.ts';
import { fixed } from '../engine/distribution.ts';
import { CAPACITY_SERIES, demandSeries, servedSeries, unservedSeries } from '../metrics/demand.ts';
import type { SeriesHead } from '../metrics/timeline.ts';
import type { Medium, Network } from '../network/network.ts';
import type { Observed, Traffic } from '../simulation/model.ts';
import { type Path, pathText } from '../text/document.ts';
import { nearestName, shown } from '../text/problem.ts';
import { isFact, rateText, type Sourced } from '../text/quantity.ts';
import { layOutAnycast } from '../traffic/anycast.ts';
import type { TrafficGraph } from '../traffic/assignment/traffic-graph.ts';
import { TRAFFIC_CLASSES } from '../traffic/classes.ts';
import { readMatrix, wholeKbps } from '../traffic/matrix.ts';
import type { PlannedLoad, SurgePlan, SurgeReach, TrafficProfile } from '../traffic/offered-traffic.ts';
import { EVERY_GATEWAY, type TrafficKeys } from '../traffic/plan.ts';
import { rules } from '../traffic/rules/index.ts';
import type { AssignmentRule } from '../traffic/rules/rule.ts';
import {
  type AnycastGroup,
  type DemandPlan,
  type NamedDemand,
  type PersonalDemand,
  trafficDemand,
} from '../traffic/traffic-demand.ts';
import { assumedIn } from './assumptions.ts';
import { beside, type Load, textOf } from './files.ts';
import { type Lookup, siteAt } from './resources.ts';

function ruleNamed(name: string): AssignmentRule {
  const rule = rules.find((one) => one.name === name);
  assert(rule !== undefined, 'the schema lets an unknown rule through');
  return rule;
}

/** What the timeline keeps of the traffic: Gbit/s wanted and served by class, the capacity curve, people unserved by class. */
export function trafficSeries(
  network: Network,
  { demand, graph, rule, fairness, zeroCapacity }: Traffic,
  observed: Pick<Observed, 'traffic' | 'unserved'>,
): SeriesHead[] {
  if (!observed.traffic) return [];
  // What the backbone carries while nothing is broken; satellites carry what a protocol activates.
  const intact = rule.begin(graph, demand, { fairness, zeroCapacity, keptStates: 0 });
  for (let link = 0; link < network.linkCount; link++) if (network.isSpaceLink[link] === 1) intact.linkDown(link);
  intact.evaluate();
  const gbps = TRAFFIC_CLASSES.map((_, k) =>
    demand.kbps.reduce((sum, kbps, index) => (demand.priority[index] === k ? sum + kbps / 1e6 : sum), 0),
  );
  return [
    ...TRAFFIC_CLASSES.flatMap((name, k) => [
      { name: demandSeries(name), whole: gbps[k] },
      { name: servedSeries(name), whole: gbps[k] },
    ]),
    { name: CAPACITY_SERIES, whole: intact.servedKbps.reduce((sum, one) => sum + one, 0) / 1e6 },
    ...(observed.unserved ? TRAFFIC_CLASSES.map((name) => ({ name: unservedSeries(name), whole: 0 })) : []),
  ];
}

/** Shares add up to 1 when they miss it by no more than this. */
const ROUNDING = 1e-9;

/** Undefined when the scenario has no traffic, or when anything is wrong with it. */
export function findTraffic(lookup: Lookup, load: Load, hazardNames: readonly string[]): Traffic | undefined {
  const { reading, network, problems } = lookup;
  const { traffic } = reading.scenario;
  if (traffic === undefined) return undefined;
  const before = problems.errors.length;
  const asked = new Asked(lookup, traffic);
  const plan: DemandPlan = {
    personal: asked.personal(),
    gravity: asked.gravity(),
    gateways: asked.gateways(),
    holders: asked.holders(),
    matrix: asked.matrix(load),
    transit: asked.transit(),
  };
  const profile: TrafficProfile = {
    surge: asked.surge(),
    planned: asked.planned(),
    retry: traffic.retry?.value ?? fixed(0),
    handle: lookup.addresses.handle('traffic'),
  };
  if (problems.errors.length > before) return undefined;
  const demand = trafficDemand(network, plan);
  if (demand.kbps.length === 0)
    asked.wrong([], 'no demand at all', 'perPerson with people at sites, a matrix or transit');
  tellAssumed(lookup, traffic);
  return {
    graph: graphOf(lookup, traffic, demand.groups),
    demand,
    profile,
    rule: ruleNamed(traffic.rule),
    fairness: traffic.fairness,
    zeroCapacity: traffic.zeroCapacity,
    calls:
      traffic.calls === undefined
        ? undefined
        : { circuits: traffic.calls.circuits.value, blocking: traffic.calls.blocking.value },
    surgeHandles: Int32Array.from(hazardNames, (name) => lookup.addresses.handle(`surge/${name}`)),
  };
}

/** What the keys ask for, with problems told at their lines. */
class Asked {
  readonly #lookup: Lookup;
  readonly #keys: TrafficKeys;
  readonly #network: Network;

  constructor(lookup: Lookup, keys: TrafficKeys) {
    this.#lookup = lookup;
    this.#keys = keys;
    this.#network = lookup.network;
  }

  wrong(path: Path, found: string, expected: string, nearest?: string): void {
    const { reading, problems } = this.#lookup;
    const whole = ['traffic', ...path];
    problems.error(reading.document.at(whole), pathText(whole), found, expected, nearest);
  }

  personal(): PersonalDemand | undefined {
    const { perPerson, classes, kinds } = this.#keys;
    const given = { perPerson, classes, kinds };
    const missing = Object.entries(given).filter(([, value]) => value === undefined);
    if (missing.length === 3) return undefined;
    for (const [name] of missing)
      this.wrong([], `no ${name}`, 'perPerson, classes and kinds together, or none of them');
    if (perPerson === undefined || classes === undefined || kinds === undefined) return undefined;
    const classShares = TRAFFIC_CLASSES.map((name) => classes[name].value);
    const {
      domestic = 0,
      international = 0,
      content = 0,
    } = Object.fromEntries(Object.entries(kinds).map(([name, one]) => [name, one?.value ?? 0]));
    this.#addUp(['classes'], classShares);
    this.#addUp(['kinds'], [domestic, international, content]);
    if (content > classes.data.value + ROUNDING)
      this.wrong(
        ['kinds', 'content'],
        `${content}`,
        `at most the share of data, ${classes.data.value}: content is data`,
      );
    const peopled = this.#peopled();
    if (peopled === 0) this.wrong(['perPerson'], 'no site with people', 'people at one site at least');
    if (domestic > 0 && peopled === 1)
      this.wrong(['kinds', 'domestic'], `${domestic}, with people at one site only`, 'people at two sites at least');
    if (international > 0 && !this.#network.isGateway.includes(1))
      this.wrong(['kinds', 'international'], 'no site with the role gateway', 'at least one');
    if (domestic > 0 && this.#keys.matrix !== undefined)
      this.wrong(['kinds', 'domestic'], `${domestic} besides a matrix`, 'domestic demand from the matrix alone');
    return { perPersonKbps: perPerson.value, classShares, kindShares: { domestic, international, content } };
  }

  gravity(): DemandPlan['gravity'] {
    const { gravity, matrix } = this.#keys;
    if (gravity !== undefined && matrix !== undefined)
      this.wrong(['matrix'], 'a matrix besides gravity', 'one of the two');
    const unplaced = this.#unplaced();
    if (gravity?.distanceKm !== undefined && unplaced !== undefined)
      this.wrong(['gravity', 'distanceKm'], `no place of "${unplaced}"`, 'the place of every site with people');
    return {
      exponent: gravity?.exponent?.value ?? 1,
      distanceKm: gravity?.distanceKm?.value ?? Number.POSITIVE_INFINITY,
    };
  }

  gateways(): DemandPlan['gateways'] {
    const { international } = this.#keys;
    if (international === 'nearest') return international;
    const path: Path = ['international', 'shares'];
    const entries = Object.entries(international.shares);
    this.#addUp(
      path,
      entries.map(([, { value }]) => value),
    );
    return entries.map(([id, { value }]) => {
      const site = this.#site(id, [...path, id]);
      if (this.#network.siteIndex.has(id) && this.#network.isGateway[site] === 0)
        this.wrong([...path, id], `"${id}", which is no gateway`, 'a site with the role gateway');
      return { site, share: value };
    });
  }

  holders(): number[] {
    const { content, kinds } = this.#keys;
    const { isGateway } = this.#network;
    const everyGateway = [...isGateway.keys()].filter((site) => isGateway[site] === 1);
    const named = (content?.holders ?? [EVERY_GATEWAY]).flatMap((id, at) =>
      id === EVERY_GATEWAY ? everyGateway : [this.#site(id, ['content', 'holders', at], [EVERY_GATEWAY])],
    );
    const regional = content?.regional;
    const site = regional === undefined ? -1 : this.#site(regional.site, ['content', 'regional', 'site']);
    const all = regional?.inService === true ? [...named, site] : named;
    if ((kinds?.content?.value ?? 0) > 0 && all.length === 0)
      this.wrong(['content'], 'nobody who holds content', 'one holder at least');
    return all;
  }

  matrix(load: Load): NamedDemand[] {
    const { matrix } = this.#keys;
    if (matrix === undefined) return [];
    const { reading, problems } = this.#lookup;
    const at = reading.document.at(['traffic', 'matrix']);
    const file = beside(at.file, matrix);
    const text = textOf(load, file, problems, at, 'traffic.matrix');
    return (text === undefined ? undefined : readMatrix(text, file, this.#network.siteIndex, problems)) ?? [];
  }

  transit(): NamedDemand[] {
    return this.#keys.transit.map(({ from, to, gbps, class: name }, at) => ({
      from: this.#site(from, ['transit', at, 'from']),
      to: this.#site(to, ['transit', at, 'to']),
      priority: TRAFFIC_CLASSES.indexOf(name),
      kbps: wholeKbps(gbps),
    }));
  }

  surge(): SurgePlan | undefined {
    const { surge } = this.#keys;
    if (surge === undefined) return undefined;
    const { scenario } = this.#lookup.reading;
    const event = scenario.nationalEvent;
    if (surge.after === 'event' && event === undefined)
      this.wrong(['surge', 'after'], 'event, without a nationalEvent', 'hazard, or a nationalEvent in the scenario');
    if (surge.after === 'event' && typeof surge.reach === 'object' && 'intensity' in surge.reach)
      this.wrong(['surge', 'reach'], 'intensity after an event', 'everywhere or distance: an event shakes nobody');
    return {
      classes: TRAFFIC_CLASSES.map((name) => {
        const ofClass = surge.classes[name];
        return ofClass === undefined ? undefined : { peak: ofClass.peak.value, decayHours: ofClass.decay.value };
      }),
      stepsPerDecay: surge.stepsPerDecay,
      reach: this.#reach(surge.reach),
      planned:
        surge.after === 'event' && event !== undefined
          ? {
              hours: event.begins,
              site: siteAt(this.#lookup, event.site, ['nationalEvent', 'site']),
              handle: this.#lookup.addresses.handle('surge/event'),
            }
          : undefined,
    };
  }

  planned(): PlannedLoad[] {
    return this.#keys.planned.map(({ sites, begins, ends, factors }, at) => {
      if (begins >= ends) this.wrong(['planned', at, 'ends'], `${ends} h`, `a time after it begins, ${begins} h`);
      return {
        sites: Int32Array.from(new Set(sites.map((id, place) => this.#site(id, ['planned', at, 'sites', place])))),
        beginsHours: begins,
        endsHours: ends,
        factors: TRAFFIC_CLASSES.map((name) => factors[name]?.value ?? 1),
      };
    });
  }

  #reach(reach: NonNullable<TrafficKeys['surge']>['reach']): SurgeReach {
    if (reach === 'everywhere') return { by: 'everywhere' };
    if ('distance' in reach) {
      const { full, none } = reach.distance;
      if (full.value >= none.value)
        this.wrong(['surge', 'reach', 'distance', 'none'], `${none.value} km`, `more than full, ${full.value} km`);
      const unplaced = this.#unplaced();
      if (unplaced !== undefined)
        this.wrong(['surge', 'reach'], `no place of "${unplaced}"`, 'the place of every site with people');
      return { by: 'distance', fullKm: full.value, noneKm: none.value };
    }
    const { full, none } = reach.intensity;
    if (full.value <= none.value)
      this.wrong(['surge', 'reach', 'intensity', 'full'], `${full.value}`, `more than none, ${none.value}`);
    return { by: 'intensity', none: none.value, full: full.value };
  }

  #addUp(path: Path, shares: readonly number[]): void {
    const sum = shares.reduce((total, one) => total + one, 0);
    if (Math.abs(sum - 1) > ROUNDING)
      this.wrong(path, `shares that add up to ${Number(sum.toPrecision(9))}`, 'shares that add up to 1');
  }

  /** The site of a name, or 0 with an error told. Satellites hold and ask for nothing. */
  #site(id: string, path: Path, besides: readonly string[] = []): number {
    const { siteIndex, sites, isSpace } = this.#network;
    const site = siteIndex.get(id);
    if (site !== undefined && isSpace[site] === 0) return site;
    const onGround = sites.filter((_, at) => isSpace[at] === 0).map((one) => one.id);
    const more = besides.length === 0 ? '' : `, or "${EVERY_GATEWAY}" for every gateway`;
    this.wrong(path, shown(id), `the id of a site on the ground${more}`, nearestName(id, [...onGround, ...besides]));
    return 0;
  }

  #peopled(): number {
    const { population, isSpace } = this.#network;
    return population.filter((people, site) => people > 0 && isSpace[site] === 0).length;
  }

  /** Id of a site with people and without a place; undefined when there is none. */
  #unplaced(): string | undefined {
    return this.#network.sites.find(({ population, lat, lon }) => population > 0 && !Number.isFinite(lat + lon))?.id;
  }
}

/** The backbone as traffic sees it. A length that is known only within bounds counts as the middle of them. */
function graphOf(
  { network, assume }: Lookup,
  { defaultCapacity }: TrafficKeys,
  groups: readonly AnycastGroup[],
): TrafficGraph {
  const filled = new Map<Medium, number>();
  let unlimited = 0;
  const links = network.links.map(({ id, from, to, medium, lengthKm: [least, most], capacityGbps }, link) => {
    const standing = { id, from, to, lengthKm: (least + most) / 2 };
    if (!Number.isNaN(capacityGbps)) return { ...standing, capacityGbps };
    // What a satellite carries is what a protocol activates; without a stated capacity there is nothing to activate.
    if (network.isSpaceLink[link] === 1) return { ...standing, capacityGbps: 0 };
    const given = defaultCapacity[medium];
    if (given === undefined) unlimited++;
    else filled.set(medium, (filled.get(medium) ?? 0) + 1);
    return { ...standing, capacityGbps: given === undefined ? Number.POSITIVE_INFINITY : given.value / 1e6 };
  });
  for (const [medium, count] of filled) {
    const given = defaultCapacity[medium] as Sourced<number>;
    if (!isFact(given.flag))
      assume(`${rateText(given.value)} each way on each ${medium} link that states no capacity (${count} of them)`);
  }
  if (unlimited > 0)
    assume(
      `no limit to what a link carries that states no capacity and whose medium has none by default (${unlimited} of them)`,
    );
  return layOutAnycast(
    network.sites.map(({ id }) => id),
    links,
    groups,
  );
}

function tellAssumed({ assume }: Lookup, keys: TrafficKeys): void {
  const { defaultCapacity: _told, ...rest } = keys;
  const { names, all } = assumedIn(rest);
  if (names.length > 0)
    assume(`${names.length} of ${all} values of what is asked of the backbone: ${names.join(', ')}`);
  const guessed = keys.transit.filter(({ flag }) => !isFact(flag));
  if (guessed.length > 0)
    assume(
      `the rate of transit: ${guessed.map(({ from, to, gbps }) => `${from} to ${to}, ${gbps} Gbit/s`).join('; ')}`,
    );
  const regional = keys.content?.regional;
  if (regional?.inService === true && !isFact(regional.flag))
    assume(`a regional data centre at ${regional.site} that holds all content`);
}
