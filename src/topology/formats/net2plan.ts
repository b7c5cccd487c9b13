/** Designs of the Net2Plan tool (`.n2p`): the generation without a version, versions 3 and 4, and versions 5 and 6.
 *  Net2Plan's links have a direction; here the two directions of a pair are one link. */
import type { XmlElement } from '@rgrove/parse-xml';
import { childrenOf, descendantsOf, localName, type Markup, readMarkup } from '../../text/markup.ts';
import { nearestName, type Problems, shown } from '../../text/problem.ts';
import type { Sourced } from '../../text/quantity.ts';
import {
  ASSUMED_MEDIUM,
  ASSUMED_ROLE,
  type BackboneGraph,
  emptyBackbone,
  type StatedDemand,
  TERRESTRIAL_ROUTE_FACTOR,
  UNKNOWN_OPERATOR,
} from '../backbone.ts';
import { decimal } from '../decimal.ts';
import type { SourceText, TopologyFormat } from '../format.ts';
import { linkNamer, siteIds, slug, stem } from '../names.ts';

export const net2plan: TopologyFormat = {
  name: 'net2plan',
  summary: 'designs of Net2Plan',
  endings: ['.n2p'],
  read([{ file, text }]: readonly SourceText[], problems: Problems): BackboneGraph | undefined {
    const markup = readMarkup(text, file, problems, 'a topology file');
    if (markup === undefined) return undefined;
    if (localName(markup.root) !== 'network') {
      problems.error(markup.at(markup.root), '', `<${markup.root.name}>`, 'the <network> of a Net2Plan design');
      return undefined;
    }
    return readDesign(markup, file, problems);
  },
};

interface Parts {
  readonly nodes: readonly XmlElement[];
  readonly links: readonly XmlElement[];
  readonly riskGroups: readonly XmlElement[];
  /** Not read of the oldest generation. */
  readonly demands: readonly XmlElement[];
  /** In the oldest generation a node or link has no id but its place in the list. */
  readonly isNumberedByPlace: boolean;
  readonly capacityUnit: string;
}

function partsOf(markup: Markup, problems: Problems): Parts {
  const { root } = markup;
  const physical = childrenOf(root, 'physicalTopology').at(0);
  if (physical !== undefined)
    return {
      nodes: descendantsOf(physical, 'node'),
      links: descendantsOf(physical, 'link'),
      riskGroups: childrenOf(root, 'srgInfo').flatMap((inner) => childrenOf(inner, 'srg')),
      demands: [],
      isNumberedByPlace: true,
      capacityUnit: '',
    };
  // Ids are up to 64 bits long: compared as texts of digits, never as numbers.
  const byId = (a: XmlElement, b: XmlElement): number => {
    const [one, other] = [a.attributes.id ?? '', b.attributes.id ?? ''];
    return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
  };
  const layers = childrenOf(root, 'layer').sort(byId);
  const layer = layers.find((one) => one.attributes.isDefaultLayer === 'true') ?? layers.at(0);
  if (layer !== undefined && layers.length > 1) {
    const names = layers.map((one) => one.attributes.name || one.attributes.id).join(', ');
    const read = layer.attributes.name || layer.attributes.id;
    problems.warning(
      markup.at(layers.find((one) => one !== layer) ?? layer),
      'layer',
      `${layers.length} layers (${names})`,
      `one: only the default layer ${read} is read`,
    );
  }
  return {
    nodes: childrenOf(root, 'node'),
    links: layer === undefined ? [] : childrenOf(layer, 'link'),
    riskGroups: childrenOf(root, 'srg'),
    demands: layer === undefined ? [] : childrenOf(layer, 'demand'),
    isNumberedByPlace: false,
    capacityUnit: layer?.attributes.linkCapacityUnitsName ?? '',
  };
}

/** An attribute of the element itself or, for those that users add, one of its `<attribute key value>`. */
const attribute = (element: XmlElement, key: string): string | undefined =>
  element.attributes[key] ??
  childrenOf(element, 'attribute').find((inner) => inner.attributes.key === key)?.attributes.value;

/** One direction of a link. */
interface Arc {
  readonly element: XmlElement;
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly lengthKm: number;
  readonly capacity: number;
  readonly twinId: string | undefined;
}

function readDesign(markup: Markup, file: string, problems: Problems): BackboneGraph | undefined {
  const before = problems.errors.length;
  const { nodes, links, riskGroups, demands, isNumberedByPlace, capacityUnit } = partsOf(markup, problems);
  const graph = emptyBackbone(slug(stem(file)) || 'topology', markup.root.attributes.name?.trim() || stem(file), file);

  const idOf = (element: XmlElement, index: number): string | undefined =>
    isNumberedByPlace ? String(index) : element.attributes.id;
  const labels = nodes.map((node, index) => ({ id: idOf(node, index) ?? '', label: node.attributes.name ?? '' }));
  const sites = siteIds(labels);
  const places = placesOf(nodes, markup, problems);
  const siteOf = new Map<string, string>();
  nodes.forEach((node, index) => {
    const { id, label } = labels[index];
    if (id === '') problems.error(markup.at(node), 'node', 'no id', 'an id');
    else if (siteOf.has(id)) problems.error(markup.at(node), 'node', `${shown(id)} again`, 'an id of its own');
    else {
      siteOf.set(id, sites[index]);
      graph.addNode(sites[index], {
        name: label.trim() || sites[index],
        role: ASSUMED_ROLE,
        operator: UNKNOWN_OPERATOR,
        at: places?.[index],
        population: populationOf(node),
        where: markup.at(node),
      });
    }
  });

  const arcs: Arc[] = [];
  links.forEach((element, index) => {
    const [from, to] = ['originNodeId', 'destinationNodeId'].map((side) => {
      const id = element.attributes[side];
      const site = siteOf.get(id ?? '');
      if (site === undefined)
        problems.error(
          markup.at(element),
          `link.${side}`,
          shown(id),
          'the id of a node',
          id === undefined ? undefined : nearestName(id, siteOf.keys()),
        );
      return site;
    });
    if (from === undefined || to === undefined) return;
    arcs.push({
      element,
      id: idOf(element, index) ?? '',
      from,
      to,
      lengthKm: numberOf(element, ['lengthInKm', 'linkLengthInKm'], markup, problems),
      capacity: numberOf(element, ['capacity', 'linkCapacityInErlangs'], markup, problems),
      twinId: attribute(element, 'bidirectionalPairId') ?? attribute(element, 'bidirectionalCouple'),
    });
  });

  const pairs = folded(arcs);
  const groupOf = groupsOf(riskGroups, pairs, markup, problems);
  const nameLink = linkNamer();
  // Designs whose capacity is still to be planned write 0 everywhere.
  const areCapacitiesStated = arcs.some(({ capacity }) => capacity > 0);
  for (const pair of pairs) {
    const [first] = pair;
    const capacity = Math.max(...pair.map((arc) => arc.capacity));
    graph.addUndirectedEdgeWithKey(nameLink(first.from, first.to), first.from, first.to, {
      medium: ASSUMED_MEDIUM,
      operator: UNKNOWN_OPERATOR,
      route: [],
      lengthKm: first.lengthKm > 0 ? { value: first.lengthKm, flag: 'published' } : undefined,
      routeFactor: TERRESTRIAL_ROUTE_FACTOR,
      capacityGbps: areCapacitiesStated ? inGbps(capacity, capacityUnit) : undefined,
      status: { value: 'in-service' },
      riskGroup: groupOf.get(first)?.name,
      mttfHours: groupOf.get(first)?.mttfHours,
      mttrHours: groupOf.get(first)?.mttrHours,
      where: markup.at(first.element),
    });
  }
  const stated = demandsOf(demands, siteOf, markup, problems);
  if (stated.length > 0) graph.setAttribute('demands', stated);
  return problems.errors.length > before ? undefined : graph;
}

/** The demands between two sites; one that is none is told and left out. */
function demandsOf(
  demands: readonly XmlElement[],
  siteOf: ReadonlyMap<string, string>,
  markup: Markup,
  problems: Problems,
): StatedDemand[] {
  return demands.flatMap((element): StatedDemand[] => {
    const [from, to] = ['ingressNodeId', 'egressNodeId'].map((side) => {
      const id = element.attributes[side];
      const site = siteOf.get(id ?? '');
      if (site === undefined)
        problems.warning(
          markup.at(element),
          `demand.${side}`,
          shown(id),
          'the id of a node: the demand is left out',
          id === undefined ? undefined : nearestName(id, siteOf.keys()),
        );
      return site;
    });
    const amount = decimal(element.attributes.offeredTraffic);
    if (amount === undefined || amount < 0)
      problems.warning(
        markup.at(element),
        'demand.offeredTraffic',
        shown(element.attributes.offeredTraffic),
        'a number from 0: the demand is left out',
      );
    if (from === undefined || to === undefined || from === to || amount === undefined || amount <= 0) return [];
    return [{ from, to, amount }];
  });
}

/** The nodes' places, x being the longitude; undefined when one lies off the globe, as pixels then made them all. */
function placesOf(
  nodes: readonly XmlElement[],
  markup: Markup,
  problems: Problems,
): (Sourced<readonly [number, number]> | undefined)[] | undefined {
  const degrees = nodes.map(({ attributes }) => [decimal(attributes.yCoord), decimal(attributes.xCoord)] as const);
  const stray = degrees.findIndex(([lat = 0, lon = 0]) => Math.abs(lat) > 90 || Math.abs(lon) > 180);
  if (stray >= 0) {
    const [lat, lon] = degrees[stray];
    problems.warning(
      markup.at(nodes[stray]),
      'node.xCoord',
      `x ${lon}, y ${lat}`,
      'degrees of longitude and latitude: no site of this file has a place',
    );
    return undefined;
  }
  return degrees.map(([lat, lon]) =>
    lat === undefined || lon === undefined ? undefined : { value: [lat, lon], flag: 'published' },
  );
}

/** People of a node: its own attribute, or the user's where that is 0, as it is in designs of version 6. */
function populationOf(node: XmlElement): Sourced<number> | undefined {
  const added = childrenOf(node, 'attribute').find(({ attributes }) => attributes.key === 'population');
  for (const text of [node.attributes.population, added?.attributes.value]) {
    const people = Math.round(decimal(text) ?? 0);
    if (people > 0) return { value: people, flag: 'published' };
  }
  return undefined;
}

/** The number in the first of these attributes that is there; 0, which stands for unknown, when none is. */
function numberOf(element: XmlElement, keys: readonly string[], markup: Markup, problems: Problems): number {
  const key = keys.find((one) => element.attributes[one] !== undefined);
  if (key === undefined) return 0;
  const value = decimal(element.attributes[key]);
  if (value !== undefined && value >= 0) return value;
  // Net2Plan itself writes Infinity for a capacity without limit: nothing that can be lost in part.
  problems.warning(
    markup.at(element),
    `link.${key}`,
    shown(element.attributes[key]),
    'a number from 0: it is left unknown',
  );
  return 0;
}

/** Arcs put together into links: declared twins first, then each arc with the next one of the other direction. So between
 *  two sites there are as many links as there are arcs in the direction that has more of them. */
function folded(arcs: readonly Arc[]): Arc[][] {
  const byId = new Map(arcs.map((arc) => [arc.id, arc]));
  const twins = new Map<Arc, Arc>();
  for (const arc of arcs) {
    const twin = arc.twinId === undefined ? undefined : byId.get(arc.twinId);
    if (twin === undefined || twin === arc || twins.has(arc) || twins.has(twin)) continue;
    if (twin.from !== arc.to || twin.to !== arc.from) continue;
    twins.set(arc, twin);
    twins.set(twin, arc);
  }
  const waiting = new Map<string, Arc[]>();
  for (const arc of arcs) {
    if (twins.has(arc) || arc.from === arc.to) continue;
    const opposite = waiting.get(JSON.stringify([arc.to, arc.from]))?.shift();
    if (opposite !== undefined) {
      twins.set(arc, opposite);
      twins.set(opposite, arc);
      continue;
    }
    const direction = JSON.stringify([arc.from, arc.to]);
    waiting.set(direction, [...(waiting.get(direction) ?? []), arc]);
  }
  const done = new Set<Arc>();
  const pairs: Arc[][] = [];
  for (const arc of arcs) {
    if (done.has(arc)) continue;
    const twin = twins.get(arc);
    const pair = twin === undefined ? [arc] : [arc, twin];
    for (const one of pair) done.add(one);
    pairs.push(pair);
  }
  return pairs;
}

interface RiskGroup {
  readonly name: string;
  readonly mttfHours: Sourced<number> | undefined;
  readonly mttrHours: Sourced<number> | undefined;
}

/** The risk group of each link that a group names, under the link's first arc; the first group where several do. */
function groupsOf(
  riskGroups: readonly XmlElement[],
  pairs: readonly Arc[][],
  markup: Markup,
  problems: Problems,
): Map<Arc, RiskGroup> {
  const firstOf = new Map(pairs.flatMap((pair) => pair.map((arc) => [arc.id, pair[0]] as const)));
  const groupOf = new Map<Arc, RiskGroup>();
  riskGroups.forEach((group, index) => {
    const name = `srg-${group.attributes.id ?? index}`;
    const riskGroup = {
      name,
      mttfHours: meanHoursOf(group, ['meanTimeToFailInHours', 'mttf'], Number.MIN_VALUE, markup, problems),
      mttrHours: meanHoursOf(group, ['meanTimeToRepairInHours', 'mttr'], 0, markup, problems),
    };
    const listed = (group.attributes.links ?? '').split(/[\s,]+/);
    const inner = ['link', 'linkEntry'].flatMap((tag) => descendantsOf(group, tag));
    const ids = [...listed, ...inner.map(({ attributes }) => attributes.linkId ?? attributes.id ?? '')];
    // Ids of no link here belong to a layer that is not read.
    for (const first of new Set(ids.map((id) => firstOf.get(id)).filter((arc) => arc !== undefined))) {
      const known = groupOf.get(first)?.name;
      if (known === undefined) groupOf.set(first, riskGroup);
      else
        problems.warning(
          markup.at(group),
          'srg',
          `link ${first.id} in ${name} and in ${known}`,
          `one risk group a link: ${known} is kept`,
        );
    }
  });
  return groupOf;
}

/** The mean hours in the first of these attributes that is there; undefined when there is none or it is no time. */
function meanHoursOf(
  group: XmlElement,
  keys: readonly string[],
  least: number,
  markup: Markup,
  problems: Problems,
): Sourced<number> | undefined {
  const key = keys.find((one) => group.attributes[one] !== undefined);
  if (key === undefined) return undefined;
  const value = decimal(group.attributes[key]);
  if (value !== undefined && value >= least) return { value, flag: 'published' };
  problems.warning(
    markup.at(group),
    `srg.${key}`,
    shown(group.attributes[key]),
    `hours ${least > 0 ? 'above' : 'from'} 0: taken as not stated`,
  );
  return undefined;
}

/** Gbit/s of one of the unit that a layer names. */
const UNIT_GBPS: Readonly<Record<string, number>> = { k: 1e-6, m: 1e-3, g: 1, t: 1e3 };

function inGbps(capacity: number, unit: string): Sourced<number> {
  const named = /^\s*([kmgt])(?:bps|b\/s|bit\/s|bits\/s)\s*$/i.exec(unit);
  if (named !== null) return { value: capacity * UNIT_GBPS[named[1].toLowerCase()], flag: 'published' };
  return { value: capacity, flag: 'assumed', note: 'the file names no unit: taken as Gbit/s' };
}
