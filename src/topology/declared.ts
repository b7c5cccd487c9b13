/** A topology in our own keys, whether YAML or CSV carries them: what its parts name is checked, and the graph built. */
import { type Document, type Path, pathText, validated, valueAt } from '../text/document.ts';
import { nearestName, type Problems, shown } from '../text/problem.ts';
import { type BackboneGraph, emptyBackbone, routeFactorFor } from './backbone.ts';
import { topologySchema } from './schema.ts';

/** The graph; undefined when the document has any error, and all of them are told, those of naming included. */
export function declaredBackbone(document: Document, problems: Problems): BackboneGraph | undefined {
  const before = problems.errors.length;
  const data = validated(document, topologySchema, problems);
  // Names are checked on what was written, so that one bad number does not hide an unknown site.
  checkIds(document, problems);
  checkOperators(document, problems);
  checkSources(document, problems);
  if (data === undefined || problems.errors.length > before) return undefined;
  const graph = emptyBackbone(data.name, data.title, document.file);
  data.sites.forEach((site, index) => {
    const { id, autonomy, ...rest } = site;
    graph.addNode(id, {
      ...rest,
      name: site.name ?? id,
      autonomyHours: autonomy,
      where: document.at(['sites', index]),
    });
  });
  data.links.forEach((link, index) => {
    const { id, ends, mttf, mttr, ...rest } = link;
    graph.addUndirectedEdgeWithKey(id, ends[0], ends[1], {
      ...rest,
      mttfHours: mttf,
      mttrHours: mttr,
      route: link.route ?? [],
      routeFactor: link.routeFactor ?? routeFactorFor(link.medium.value, data.routeFactor),
      status: link.status ?? { value: 'in-service' },
      where: document.at(['links', index]),
    });
  });
  return graph;
}

const entriesOf = (document: Document, part: string): unknown[] => {
  const entries = valueAt(document.value, [part]);
  return Array.isArray(entries) ? entries : [];
};

function checkIds(document: Document, problems: Problems): void {
  const unique = (part: string): Set<string> => {
    const seen = new Set<string>();
    entriesOf(document, part).forEach((entry, index) => {
      const id = valueAt(entry, ['id']);
      if (typeof id !== 'string') return;
      const path = [part, index, 'id'];
      if (seen.has(id)) problems.error(document.at(path), pathText(path), `${shown(id)} again`, 'an id of its own');
      seen.add(id);
    });
    return seen;
  };
  const sites = unique('sites');
  unique('links');
  entriesOf(document, 'links').forEach((link, index) => {
    const ends = valueAt(link, ['ends']);
    if (!Array.isArray(ends)) return;
    ends.slice(0, 2).forEach((end: unknown, side) => {
      if (typeof end !== 'string' || sites.has(end)) return;
      const path = ['links', index, 'ends', side];
      problems.error(document.at(path), pathText(path), shown(end), 'the id of a site', nearestName(end, sites));
    });
  });
}

/** Names that a list of the file should hold and does not: each is told once, where it is first used. */
class Missing {
  readonly #uses = new Map<string, { path: Path; count: number }>();

  add(name: string, path: Path): void {
    const use = this.#uses.get(name);
    if (use === undefined) this.#uses.set(name, { path, count: 1 });
    else use.count++;
  }

  tell(document: Document, problems: Problems, expected: string, known: Iterable<string>): void {
    const names = [...known];
    for (const [name, { path, count }] of this.#uses)
      problems.warning(
        document.at(path),
        pathText(path),
        count === 1 ? shown(name) : `${shown(name)} (${count} times)`,
        expected,
        nearestName(name, names),
      );
  }
}

function checkOperators(document: Document, problems: Problems): void {
  const listed = valueAt(document.value, ['operators']);
  if (!Array.isArray(listed)) return;
  const known = new Set(listed.map((operator) => valueAt(operator, ['id'])).filter((id) => typeof id === 'string'));
  const missing = new Missing();
  for (const part of ['sites', 'links'])
    entriesOf(document, part).forEach((entry, index) => {
      const written = valueAt(entry, ['operator']);
      const dressed = valueAt(written, ['value']);
      const name = dressed ?? written;
      const path = [part, index, 'operator', ...(dressed === undefined ? [] : ['value'])];
      if (typeof name === 'string' && !known.has(name)) missing.add(name, path);
    });
  missing.tell(document, problems, 'an operator of the `operators` list', known);
}

/** Without a `sources` list a source speaks for itself; with one, every name must be in it. */
function checkSources(document: Document, problems: Problems): void {
  const listed = valueAt(document.value, ['sources']);
  if (typeof listed !== 'object' || listed === null) return;
  const known = new Set(Object.keys(listed));
  const missing = new Missing();
  const walk = (value: unknown, path: Path): void => {
    if (Array.isArray(value)) {
      value.forEach((inner, index) => {
        walk(inner, [...path, index]);
      });
    } else if (typeof value === 'object' && value !== null) {
      const source: unknown = 'value' in value && 'source' in value ? value.source : undefined;
      if (typeof source === 'string')
        for (const name of source.split(';').map((one) => one.trim()))
          if (name !== '' && !known.has(name)) missing.add(name, [...path, 'source']);
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
    }
  };
  walk(document.value, []);
  missing.tell(document, problems, 'a source of the `sources` list', known);
}
