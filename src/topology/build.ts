/** The graph that a file was read into, made a `Network`: what it leaves open is filled in, and every filling named. */
import { geodesicKm, haversineKm, Polyline } from '../network/geodesy.ts';
import { type Link, layOut, type Network, type Role, type Site } from '../network/network.ts';
import { componentsOf } from '../network/structure.ts';
import { type Position, type Problems, shown } from '../text/problem.ts';
import { FLAGS, type Flag, isFact, type Sourced } from '../text/quantity.ts';
import { type BackboneGraph, type LinkAttributes, type SiteAttributes, UNKNOWN_OPERATOR } from './backbone.ts';

export interface BuildOptions {
  /** Ids of planned links that are to be in service. */
  readonly inService: readonly string[];
  /** People of each site that serves people and states no number; 0 when not given. A whole number. */
  readonly defaultPopulation?: number | undefined;
  /** The operator of whatever names none. */
  readonly operator?: string | undefined;
}

export interface Built {
  readonly network: Network;
  /** The line on the map of each link of the network, by link. */
  readonly lines: Polyline[];
  /** What was assumed, in sentences for the reader of the results. */
  readonly assumptions: string[];
}

/** Ids of the links that the file calls planned: what `inService` may name. */
export const plannedLinks = (graph: BackboneGraph): string[] =>
  graph.filterEdges((_link, { status }) => status.value === 'planned');

/** Whether a site's place is known. 0° N 0° E lies in the Gulf of Guinea: programs write it for a place not known. */
export const isPlaced = ({ at }: Pick<SiteAttributes, 'at'>): boolean =>
  at !== undefined && (at.value[0] !== 0 || at.value[1] !== 0);

/** Roles that people live around; the others join places or serve machines. */
const PEOPLED: readonly Role[] = ['core', 'exchange', 'district-unit', 'mobile-cluster'];

/** Altitude of the geostationary orbit, km: one sidereal day by Kepler's third law (42,164 km from the centre), less the
 *  earth's radius at the equator (6,378 km). One way up or down is at least that. */
const GEOSTATIONARY_KM = 35_786;

/** A link's length when no link of its file has one, km. */
const LENGTH_OF_LAST_RESORT_KM = 100;

/** A stated length may fall short of the great circle by this share before we doubt it: coordinates are rounded too. */
const GREAT_CIRCLE_SLACK = 0.001;

/** So many faults of one kind are told one by one; the rest are counted. */
const TOLD_ONE_BY_ONE = 5;

/** The network; undefined when the graph has no site. */
export function build(graph: BackboneGraph, options: BuildOptions, problems: Problems): Built | undefined {
  if (graph.order === 0) {
    problems.error({ file: graph.getAttribute('file'), line: 1, column: 1 }, 'sites', 'no site', 'at least one');
    return undefined;
  }
  const assumptions: string[] = [];
  const siteIndex = new Map(graph.nodes().map((id, index) => [id, index]));
  const sites = graph.mapNodes((id, site) => siteOf(id, site, options));
  tellPlaces(graph, problems);

  const chosen = new Set(options.inService);
  const isIn = (id: string, { status }: LinkAttributes): boolean => status.value !== 'planned' || chosen.has(id);
  const kept = graph.filterEdges(isIn);
  const routes = kept.map((id) => routeOf(graph, id));
  const lines = routes.map((route) => new Polyline(route));
  const lengths = lengthsOf(graph, kept, lines, problems, assumptions);
  const links = kept.map((id, index): Link => {
    const link = graph.getEdgeAttributes(id);
    return {
      id,
      from: siteIndex.get(graph.source(id)) ?? -1,
      to: siteIndex.get(graph.target(id)) ?? -1,
      medium: link.medium.value,
      operator: operatorOf(link, options),
      lengthKm: lengths[index],
      route: routes[index],
      capacityGbps: link.capacityGbps?.value ?? Number.NaN,
      riskGroup: link.riskGroup,
      mttfHours: link.mttfHours?.value,
      mttrHours: link.mttrHours?.value,
    };
  });
  tellUnlikeTimes(graph, kept, problems);
  const network = layOut(sites, links);
  tellShortLinks(graph, network, problems);

  const leftOut = graph.filterEdges((id, link) => !isIn(id, link));
  const waiting = tellIslands(graph, network, leftOut, problems);
  assumptions.push(...assumed(graph, kept, options));
  if (leftOut.length > 0) assumptions.push(`${count(leftOut.length, 'planned link')} left out`);
  if (waiting.length > 0)
    assumptions.push(`${count(waiting.length, 'site')} joined by planned links alone: ${listed(waiting)}`);
  return { network, lines, assumptions };
}

function siteOf(id: string, site: SiteAttributes, options: BuildOptions): Site {
  const [lat, lon] = site.at !== undefined && isPlaced(site) ? site.at.value : [Number.NaN, Number.NaN];
  return {
    id,
    name: site.name,
    role: site.role.value,
    operator: operatorOf(site, options),
    lat,
    lon,
    population: populationOf(site, options),
    vs30: site.vs30?.value ?? Number.NaN,
    building: site.building?.value,
    autonomyHours: site.autonomyHours?.value ?? Number.NaN,
  };
}

const operatorOf = ({ operator }: { operator: Sourced<string> }, options: BuildOptions): string =>
  operator.value === UNKNOWN_OPERATOR.value ? (options.operator ?? operator.value) : operator.value;

function populationOf({ role, population }: SiteAttributes, { defaultPopulation = 0 }: BuildOptions): number {
  if (role.value === 'satellite') return 0;
  return population?.value ?? (PEOPLED.includes(role.value) ? defaultPopulation : 0);
}

/** The link's points from end to end, latitude and longitude in turn; empty when an end has no place. */
function routeOf(graph: BackboneGraph, id: string): Float64Array {
  const [from, to] = graph.extremities(id).map((site) => graph.getNodeAttributes(site));
  if (from.at === undefined || to.at === undefined || !isPlaced(from) || !isPlaced(to)) return new Float64Array(0);
  return Float64Array.from([from.at.value, ...graph.getEdgeAttribute(id, 'route'), to.at.value].flat());
}

const middle = ([low, high]: readonly [number, number]): number => (low + high) / 2;

/** Where a link's length comes from. */
type LengthOrigin = 'stated' | 'map' | 'space' | 'none';

function lengthsOf(
  graph: BackboneGraph,
  kept: readonly string[],
  lines: readonly Polyline[],
  problems: Problems,
  assumptions: string[],
): (readonly [number, number])[] {
  const origins: LengthOrigin[] = [];
  const found = kept.map((id, index): readonly [number, number] => {
    const link = graph.getEdgeAttributes(id);
    const stated = link.lengthKm?.value;
    if (stated !== undefined) {
      origins.push('stated');
      return typeof stated === 'number' ? [stated, stated] : stated;
    }
    if (link.medium.value === 'satellite') {
      origins.push('space');
      const inSpace = graph.extremities(id).some((site) => graph.getNodeAttribute(site, 'role').value === 'satellite');
      const km = inSpace ? GEOSTATIONARY_KM : 2 * GEOSTATIONARY_KM;
      return [km, km];
    }
    const onMap = graph.extremities(id).every((site) => isPlaced(graph.getNodeAttributes(site)));
    origins.push(onMap ? 'map' : 'none');
    const km = lines[index].lengthKm * link.routeFactor.value;
    return [km, km];
  });
  const indicesOf = (origin: LengthOrigin): number[] =>
    origins.flatMap((one, index) => (one === origin ? [index] : []));

  const drawn = indicesOf('map');
  if (drawn.length > 0) {
    const used = drawn.map((index) => graph.getEdgeAttributes(kept[index]));
    const factors = [...new Set(used.map(({ routeFactor }) => routeFactor.value))].sort((a, b) => a - b);
    const line = used.some(({ route }) => route.length > 0) ? 'line on the map' : 'great circle';
    assumptions.push(
      `${drawn.length} of ${kept.length} link lengths are estimated (${line} x ${factors.slice(0, 3).join(' or ')})`,
    );
  }
  const up = indicesOf('space');
  if (up.length > 0)
    assumptions.push(
      `${up.length} of ${kept.length} link lengths are assumed (geostationary orbit, ${GEOSTATIONARY_KM} km up)`,
    );
  const missing = indicesOf('none');
  if (missing.length === 0) return found;

  // Two nodes in one building make a link of 0 km, and some files have more of those than others: they tell nothing of a
  // link whose ends are unknown.
  const known = found
    .filter((_length, index) => graph.getEdgeAttribute(kept[index], 'medium').value !== 'satellite')
    .map(middle)
    .filter((km) => km > 0)
    .sort((a, b) => a - b);
  const half = known.length >> 1;
  const medianKm = known.length % 2 === 1 ? known[half] : (known[half - 1] + known[half]) / 2;
  const km = known.length === 0 ? LENGTH_OF_LAST_RESORT_KM : medianKm;
  const reason = known.length === 0 ? 'no link of the file has one' : 'the median of the others';
  problems.warning(
    graph.getEdgeAttribute(kept[missing[0]], 'where'),
    'links',
    `${count(missing.length, 'link')} with neither a length nor places at both ends (${listed(missing.map((index) => kept[index]))})`,
    `a length or two places: ${rounded(km)} km is assumed (${reason})`,
  );
  assumptions.push(`${missing.length} of ${kept.length} link lengths are assumed (${rounded(km)} km, ${reason})`);
  return found.map((length, index) => (origins[index] === 'none' ? [km, km] : length));
}

/** Tells of sites without a place, and of places that cannot be. */
function tellPlaces(graph: BackboneGraph, problems: Problems): void {
  const nowhere = graph.filterNodes((_id, site) => !isPlaced(site) && site.role.value !== 'satellite');
  if (nowhere.length === 0) return;
  const atZero = nowhere.filter((id) => graph.getNodeAttribute(id, 'at') !== undefined);
  const zero = atZero.length === 0 ? '' : `, ${atZero.length} of them at 0, 0`;
  problems.warning(
    graph.getNodeAttribute(nowhere[0], 'where'),
    'sites',
    `${nowhere.length} of ${count(graph.order, 'site')} without coordinates${zero} (${listed(nowhere)})`,
    'latitude and longitude, which hazards and maps need',
  );
}

/** Tells of stated lengths that even the straight line between the ends exceeds. */
function tellShortLinks(graph: BackboneGraph, network: Network, problems: Problems): void {
  const short: { where: Position; id: string; statedKm: number; straightKm: number }[] = [];
  network.links.forEach(({ id, from, to, lengthKm: [statedKm], route }, link) => {
    const { lengthKm, where } = graph.getEdgeAttributes(id);
    if (lengthKm === undefined || route.length === 0 || network.isSpaceLink[link] === 1) return;
    const [a, b] = [network.sites[from], network.sites[to]];
    const ends = [a.lat, a.lon, b.lat, b.lon] as const;
    // Files measure on the sphere or on the ellipsoid: up to 0.56 % apart, and either is right here.
    const straightKm = Math.min(geodesicKm(...ends), haversineKm(...ends));
    if (statedKm < straightKm * (1 - GREAT_CIRCLE_SLACK)) short.push({ where, id, statedKm, straightKm });
  });
  for (const { where, id, statedKm, straightKm } of short.slice(0, TOLD_ONE_BY_ONE))
    problems.warning(
      where,
      `links ${id}`,
      `a length of ${rounded(statedKm)} km`,
      `at least the great circle between its ends, ${rounded(straightKm)} km`,
    );
  if (short.length > TOLD_ONE_BY_ONE)
    problems.warning(
      short[TOLD_ONE_BY_ONE].where,
      'links',
      `${short.length - TOLD_ONE_BY_ONE} more links shorter than the great circle between their ends`,
      'lengths along the cable',
    );
}

/** Tells of risk groups whose links state unlike mean times: a group fails and is repaired as a whole. */
function tellUnlikeTimes(graph: BackboneGraph, kept: readonly string[], problems: Problems): void {
  for (const key of ['mttf', 'mttr'] as const) {
    const stated = new Map<string, number>();
    for (const id of kept) {
      const link = graph.getEdgeAttributes(id);
      const hours = link[`${key}Hours`]?.value;
      if (link.riskGroup === undefined || hours === undefined) continue;
      const first = stated.get(link.riskGroup) ?? hours;
      stated.set(link.riskGroup, first);
      if (hours !== first)
        problems.warning(
          link.where,
          `links ${id}.${key}`,
          `${hours} h`,
          `the ${first} h of the first link of ${link.riskGroup}, which fails as a whole: that is kept`,
        );
    }
  }
}

/** Tells of the sites that the largest component does not reach, and returns those that planned links would join. */
function tellIslands(graph: BackboneGraph, network: Network, leftOut: readonly string[], problems: Problems): string[] {
  const components = componentsOf(network);
  if (components.count < 2) return [];
  const mainland = components.sizes.indexOf(Math.max(...components.sizes));
  const joined = Int32Array.from(components.sizes.keys());
  const rootOf = (component: number): number => {
    let root = component;
    while (joined[root] !== root) root = joined[root];
    return root;
  };
  for (const id of leftOut) {
    const [one, other] = graph.extremities(id).map((site) => components.of[network.siteIndex.get(site) ?? -1]);
    if (one >= 0 && other >= 0) joined[rootOf(one)] = rootOf(other);
  }
  const waiting: string[] = [];
  const islands: string[] = [];
  const pieces = new Set<number>();
  network.sites.forEach(({ id }, site) => {
    const component = components.of[site];
    if (component < 0 || component === mainland) return;
    if (rootOf(component) === rootOf(mainland)) waiting.push(id);
    else {
      islands.push(id);
      pieces.add(component);
    }
  });
  if (islands.length > 0)
    problems.warning(
      graph.getNodeAttribute(islands[0], 'where'),
      'sites',
      `${count(islands.length, 'site')} in ${count(pieces.size, 'island')} (${listed(islands)})`,
      `a way on the ground to the other ${components.sizes[mainland]}`,
    );
  return waiting;
}

/** Sentences on the values that are no facts, a field each, and one on those that say nothing of themselves. */
function assumed(graph: BackboneGraph, kept: readonly string[], options: BuildOptions): string[] {
  const sites = graph.mapNodes((_id, site) => site);
  const links = kept.map((id) => graph.getEdgeAttributes(id));
  const sentences: string[] = [];
  const unflagged: string[] = [];
  const tell = (label: string, values: readonly (Sourced<unknown> | undefined)[], remark = ''): void => {
    const given = values.filter((value) => value !== undefined);
    const bare = given.filter(({ flag }) => flag === undefined);
    if (bare.length > 0) unflagged.push(`${label} (${bare.length})`);
    const tally = new Map<Flag, number>();
    for (const { flag } of given) if (flag !== undefined && !isFact(flag)) tally.set(flag, (tally.get(flag) ?? 0) + 1);
    if (tally.size === 0) return;
    const total = [...tally.values()].reduce((sum, one) => sum + one, 0);
    const kinds = FLAGS.filter((flag) => tally.has(flag));
    const words = kinds.length === 1 ? kinds[0] : kinds.map((flag) => `${tally.get(flag)} ${flag}`).join(', ');
    sentences.push(
      `${total} of ${given.length} ${label} are ${kinds.length === 1 ? '' : 'no facts: '}${words}${remark}`,
    );
  };
  tell(
    'stated link lengths',
    links.map(({ lengthKm }) => lengthKm),
  );
  const named = options.operator === undefined ? '' : ` (${options.operator} where none is named)`;
  tell(
    'operators of sites and links',
    [...sites, ...links].map(({ operator }) => operator),
    named,
  );
  tell(
    'site roles',
    sites.map(({ role }) => role),
  );
  tell(
    'media of links',
    links.map(({ medium }) => medium),
  );
  tell(
    'capacities',
    links.map(({ capacityGbps }) => capacityGbps),
  );
  tell(
    'times to failure and repair',
    links.flatMap(({ mttfHours, mttrHours }) => [mttfHours, mttrHours]),
  );
  tell(
    'populations',
    sites.map(({ population }) => population),
  );
  tell(
    'places',
    sites.map(({ at }) => at),
  );
  const ground = sites.flatMap(({ vs30, building, autonomyHours }) => [vs30, building, autonomyHours]);
  tell('values of ground, building and autonomy', ground);

  const unrated = links.filter(({ capacityGbps }) => capacityGbps === undefined).length;
  if (unrated > 0) sentences.push(`${unrated} of ${links.length} links state no capacity`);
  const peopled = sites.filter(({ role }) => PEOPLED.includes(role.value));
  const unpeopled = peopled.filter(({ population }) => population === undefined).length;
  if (unpeopled > 0)
    sentences.push(
      `${unpeopled} of ${peopled.length} sites that serve people state no population: each counts ${options.defaultPopulation ?? 0}`,
    );
  if (unflagged.length > 0) sentences.push(`taken as the file states them, without a flag: ${unflagged.join(', ')}`);
  return sentences;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

const rounded = (km: number): number => Math.round(km * 10) / 10;

/** The first five names, and that there are more. */
const listed = (names: readonly string[]): string =>
  names.slice(0, 5).map(shownId).join(', ') + (names.length > 5 ? ', …' : '');

const shownId = (id: string): string => (/^[\w#.:-]+$/.test(id) ? id : shown(id));
