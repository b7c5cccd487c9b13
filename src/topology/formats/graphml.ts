/** GraphML as the Internet Topology Zoo and the yEd editor write it. */
import type { XmlElement } from '@rgrove/parse-xml';
import type { Medium } from '../../network/network.ts';
import { childrenOf, descendantsOf, localName, type Markup, readMarkup } from '../../text/markup.ts';
import { nearestName, type Problems, shown } from '../../text/problem.ts';
import type { Sourced } from '../../text/quantity.ts';
import {
  ASSUMED_MEDIUM,
  ASSUMED_ROLE,
  type BackboneGraph,
  emptyBackbone,
  routeFactorFor,
  type SiteAttributes,
  UNKNOWN_OPERATOR,
} from '../backbone.ts';
import { decimal } from '../decimal.ts';
import type { SourceText, TopologyFormat } from '../format.ts';
import { linkNamer, siteIds, slug, stem } from '../names.ts';

export const graphml: TopologyFormat = {
  name: 'graphml',
  summary: 'GraphML of the Internet Topology Zoo or of yEd',
  endings: ['.graphml'],
  read([{ file, text }]: readonly SourceText[], problems: Problems): BackboneGraph | undefined {
    const markup = readMarkup(text, file, problems, 'a topology file');
    if (markup === undefined) return undefined;
    const { root } = markup;
    const [graphElement, ...others] = childrenOf(root, 'graph');
    if (localName(root) !== 'graphml' || graphElement === undefined) {
      problems.error(markup.at(root), '', `<${root.name}> without a graph`, '<graphml> with a <graph>');
      return undefined;
    }
    if (others.length > 0)
      problems.warning(markup.at(others[0]), '', `${others.length + 1} graphs`, 'one graph: only the first is read');
    return readGraph(markup, graphElement, keysOf(root), file, problems);
  },
};

interface Key {
  readonly name: string;
  /** What it describes: `node`, `edge`, `graph` or `all`. */
  readonly domain: string;
  readonly fallback: XmlElement | undefined;
}

/** What each `<key>` of a file stands for, by its id: the ids differ from file to file, the names do not. */
type Keys = ReadonlyMap<string, Key>;

const keysOf = (root: XmlElement): Keys =>
  new Map(
    childrenOf(root, 'key').map((key) => [
      key.attributes.id ?? '',
      {
        // A key of yEd's own has no attr.name but the kind of drawing that it holds.
        name: (key.attributes['attr.name'] ?? key.attributes['yfiles.type'] ?? '').toLowerCase(),
        domain: key.attributes.for ?? 'all',
        fallback: childrenOf(key, 'default').at(0),
      },
    ]),
  );

/** The data of a node, an edge or the graph, by name in small letters. */
function dataOf(element: XmlElement, keys: Keys): Map<string, XmlElement> {
  const data = new Map<string, XmlElement>();
  for (const datum of childrenOf(element, 'data')) {
    const id = datum.attributes.key ?? '';
    data.set(keys.get(id)?.name ?? id.toLowerCase(), datum);
  }
  return data;
}

/** The defaults of the keys that describe one kind of element. */
const defaultsOf = (keys: Keys, kind: 'node' | 'edge'): [string, XmlElement][] =>
  [...keys.values()].flatMap(({ name, domain, fallback }) =>
    (domain === kind || domain === 'all') && fallback !== undefined ? [[name, fallback]] : [],
  );

const isTrue = (datum: XmlElement | undefined): boolean =>
  datum !== undefined && /^\s*(?:1|true)\s*$/i.test(datum.text);
const isFalse = (datum: XmlElement | undefined): boolean =>
  datum !== undefined && /^\s*(?:0|false)\s*$/i.test(datum.text);

function readGraph(
  markup: Markup,
  graphElement: XmlElement,
  keys: Keys,
  file: string,
  problems: Problems,
): BackboneGraph | undefined {
  const before = problems.errors.length;
  const about = dataOf(graphElement, keys);
  const name = slug(stem(file)) || 'topology';
  const title = about.get('network')?.text.trim() || about.get('label')?.text.trim() || stem(file);
  const graph = emptyBackbone(name, title, file);

  const edges = descendantsOf(graphElement, 'edge');
  const hyperedges = descendantsOf(graphElement, 'hyperedge');
  if (hyperedges.length > 0)
    problems.warning(
      markup.at(hyperedges[0]),
      '',
      `${hyperedges.length} <hyperedge> elements`,
      'links between two sites: these are not read',
    );
  const ends = new Set(edges.flatMap((edge) => [edge.attributes.source, edge.attributes.target]));
  // A node that holds a graph is a box drawn round other nodes, unless a link ends at the box itself.
  const nodes = descendantsOf(graphElement, 'node').filter(
    (node) => childrenOf(node, 'graph').length === 0 || ends.has(node.attributes.id),
  );
  const nodeDefaults = defaultsOf(keys, 'node');
  const described = nodes.map((node) => {
    const data = new Map([...nodeDefaults, ...dataOf(node, keys)]);
    const id = node.attributes.id ?? '';
    return { node, id, data, label: labelOf(node, data) };
  });
  const sites = siteIds(described.map(({ id, label }) => ({ id, label: label ?? '' })));
  const siteOf = new Map<string, string>();
  described.forEach(({ node, id, data, label }, index) => {
    if (id === '') problems.error(markup.at(node), 'node', 'no id', 'an id');
    else if (siteOf.has(id)) problems.error(markup.at(node), 'node', `${shown(id)} again`, 'an id of its own');
    else {
      siteOf.set(id, sites[index]);
      graph.addNode(sites[index], {
        name: label ?? sites[index],
        ...roleOf(data),
        at: placeOf(data, markup, problems),
        note: data.get('country')?.text.trim() || undefined,
        where: markup.at(node),
      });
    }
  });

  const nameLink = linkNamer();
  const edgeDefaults = defaultsOf(keys, 'edge');
  for (const edge of edges) {
    const [from, to] = (['source', 'target'] as const).map((side) => {
      const id = edge.attributes[side];
      const site = siteOf.get(id ?? '');
      if (site === undefined)
        problems.error(
          markup.at(edge),
          `edge.${side}`,
          shown(id),
          'the id of a node',
          id === undefined ? undefined : nearestName(id, siteOf.keys()),
        );
      return site;
    });
    if (from === undefined || to === undefined) continue;
    const data = new Map([...edgeDefaults, ...dataOf(edge, keys)]);
    const medium = mediumOf(data.get('linktype')?.text);
    const isPlanned = /future|planned|proposed/i.test(data.get('linkstatus')?.text ?? '');
    graph.addUndirectedEdgeWithKey(nameLink(from, to), from, to, {
      medium,
      operator: UNKNOWN_OPERATOR,
      route: [],
      routeFactor: routeFactorFor(medium.value),
      capacityGbps: capacityOf(data, markup, problems),
      status: isPlanned ? { value: 'planned', flag: 'published' } : { value: 'in-service' },
      note: data.get('linklabel')?.text.trim() || undefined,
      where: markup.at(edge),
    });
  }
  return problems.errors.length > before ? undefined : graph;
}

/** The label that the file states, or else the one that yEd draws. */
function labelOf(node: XmlElement, data: ReadonlyMap<string, XmlElement>): string | undefined {
  const stated = data.get('label')?.text.trim();
  if (stated) return stated;
  for (const drawing of childrenOf(node, 'data'))
    for (const label of descendantsOf(drawing, 'NodeLabel')) {
      const text = label.text.replace(/\s+/g, ' ').trim();
      if (text !== '') return text;
    }
  return undefined;
}

/** An external node is another network's, met at the border: for those within, the way to the world. */
function roleOf(data: ReadonlyMap<string, XmlElement>): Pick<SiteAttributes, 'role' | 'operator'> {
  const operator = UNKNOWN_OPERATOR;
  if (isTrue(data.get('hyperedge'))) return { role: { value: 'junction', flag: 'inferred' }, operator };
  if (isFalse(data.get('internal'))) return { role: { value: 'gateway', flag: 'inferred' }, operator };
  return { role: ASSUMED_ROLE, operator };
}

function placeOf(
  data: ReadonlyMap<string, XmlElement>,
  markup: Markup,
  problems: Problems,
): Sourced<readonly [number, number]> | undefined {
  const degrees = (name: string, limit: number): number | undefined => {
    const datum = data.get(name);
    if (datum === undefined || datum.text.trim() === '') return undefined;
    const value = decimal(datum.text);
    if (value !== undefined && Math.abs(value) <= limit) return value;
    problems.warning(
      markup.textAt(datum),
      `node.${name}`,
      shown(datum.text),
      `degrees from -${limit} to ${limit}: this site is left without a place`,
    );
    return undefined;
  };
  const lat = degrees('latitude', 90);
  const lon = degrees('longitude', 180);
  return lat === undefined || lon === undefined ? undefined : { value: [lat, lon], flag: 'published' };
}

function mediumOf(linkType = ''): Sourced<Medium> {
  if (/satellite|vsat/i.test(linkType)) return { value: 'satellite', flag: 'published' };
  if (/microwave/i.test(linkType)) return { value: 'microwave', flag: 'published' };
  if (/wireless|radio/i.test(linkType)) return { value: 'microwave', flag: 'inferred' };
  return ASSUMED_MEDIUM;
}

/** Gbit/s of one unit of `LinkSpeedUnits`. */
const UNIT_GBPS: Readonly<Record<string, number>> = { K: 1e-6, M: 1e-3, G: 1, T: 1e3 };

/** `LinkSpeedRaw` is in bit/s; some files give only `LinkSpeed` with its unit. */
function capacityOf(
  data: ReadonlyMap<string, XmlElement>,
  markup: Markup,
  problems: Problems,
): Sourced<number> | undefined {
  const raw = data.get('linkspeedraw');
  const speed = data.get('linkspeed');
  const unit = UNIT_GBPS[data.get('linkspeedunits')?.text.trim().toUpperCase().at(0) ?? ''];
  const [datum, scale] = raw !== undefined ? [raw, 1e-9] : [unit === undefined ? undefined : speed, unit ?? 1];
  if (datum === undefined || datum.text.trim() === '') return undefined;
  const value = decimal(datum.text);
  if (value !== undefined && value >= 0) return { value: value * scale, flag: 'published' };
  problems.warning(
    markup.textAt(datum),
    'edge.LinkSpeed',
    shown(datum.text),
    'a number from 0: this capacity is left unknown',
  );
  return undefined;
}
