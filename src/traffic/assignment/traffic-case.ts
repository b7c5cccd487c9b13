/** A traffic problem in a file of its own: sites, links, demands, and states of which links are down; read and checked. */
import { z } from 'zod';
import { type Document, type Path, pathText, validated, valueAt } from '../../text/document.ts';
import { nearestName, oneOf, type Problems, shown } from '../../text/problem.ts';

const amount = z.number().min(0);
const name = z.string();

const demandSchema = z.looseObject({ id: name, from: name, to: name, gbps: amount, class: z.number().int().min(0) });
const linkSchema = z.looseObject({
  id: name,
  a: name,
  b: name,
  lengthKm: amount.max(1e6),
  capacityGbps: amount.max(1e9),
});
const anycastDemandSchema = z.looseObject({
  id: name,
  from: name,
  gbps: amount,
  class: z.number().int().min(0).optional(),
});
const anycastSchema = z.looseObject({
  id: name,
  members: z.array(name),
  membersDown: z.array(name).optional(),
  demands: z.array(anycastDemandSchema),
});
const stateSchema = z.looseObject({
  linksDown: z.array(name),
  /** Results for comparison, not read. */
  expected: z.unknown().optional(),
});

const caseSchema = z.looseObject({
  id: name.optional(),
  nodes: z.array(name).min(1).max(5000),
  links: z.array(linkSchema),
  demands: z.array(demandSchema),
  gateways: z.array(name).optional(),
  /** Nodes whose flow to the gateways is asked for; all when left out. */
  flowSources: z.array(name).optional(),
  anycastSets: z.array(anycastSchema).optional(),
  states: z.array(stateSchema),
});

export type TrafficCase = z.output<typeof caseSchema>;
export type AnycastSet = z.output<typeof anycastSchema>;

/** Keys that say where a case comes from, and change nothing. */
const NOTES = ['id', 'source', 'doc', 'units', 'tolerance', 'mass', 'name', 'title', 'note'];

/** The case in a document; undefined when anything is wrong, with every problem told. Unknown keys are warned of. */
export function readTrafficCase(document: Document, problems: Problems): TrafficCase | undefined {
  const before = problems.errors.length;
  const written = validated(document, caseSchema, problems);
  if (written !== undefined) {
    checkNames(document, written, problems);
    warnOfKeys(document, problems);
  }
  return problems.errors.length > before ? undefined : written;
}

function checkNames(document: Document, written: TrafficCase, problems: Problems): void {
  const error = (path: Path, found: string, expected: string, nearest?: string): void =>
    problems.error(document.at(path), pathText(path), found, expected, nearest);
  /** Each name once; gives what is known from then on. */
  const unique = (names: readonly string[], pathOf: (place: number) => Path): Set<string> => {
    const known = new Set<string>();
    names.forEach((one, place) => {
      if (known.has(one)) error(pathOf(place), shown(one), 'a name that no other has');
      known.add(one);
    });
    return known;
  };
  const amongst = (known: ReadonlySet<string>, one: string, path: Path, what: string): void => {
    if (!known.has(one))
      error(path, shown(one), known.size === 0 ? `${what}, of which there is none` : what, nearestName(one, known));
  };
  const nodes = unique(written.nodes, (place) => ['nodes', place]);
  const links = unique(
    written.links.map(({ id }) => id),
    (place) => ['links', place, 'id'],
  );
  unique(
    written.demands.map(({ id }) => id),
    (place) => ['demands', place, 'id'],
  );
  written.links.forEach((link, place) => {
    for (const end of ['a', 'b'] as const) amongst(nodes, link[end], ['links', place, end], 'a node');
  });
  written.demands.forEach((demand, place) => {
    for (const end of ['from', 'to'] as const) amongst(nodes, demand[end], ['demands', place, end], 'a node');
  });
  for (const key of ['gateways', 'flowSources'] as const)
    written[key]?.forEach((one, place) => {
      amongst(nodes, one, [key, place], 'a node');
    });
  const sets = written.anycastSets ?? [];
  unique(
    sets.map(({ id }) => id),
    (place) => ['anycastSets', place, 'id'],
  );
  sets.forEach((set, place) => {
    const here = (...inner: Path): Path => ['anycastSets', place, ...inner];
    const members = unique(set.members, (member) => here('members', member));
    unique(
      set.demands.map(({ id }) => id),
      (demand) => here('demands', demand, 'id'),
    );
    set.members.forEach((one, member) => {
      amongst(nodes, one, here('members', member), 'a node');
    });
    set.membersDown?.forEach((one, member) => {
      amongst(members, one, here('membersDown', member), 'a member of the set');
    });
    set.demands.forEach(({ from }, demand) => {
      amongst(nodes, from, here('demands', demand, 'from'), 'a node');
    });
  });
  written.states.forEach(({ linksDown }, place) => {
    linksDown.forEach((one, link) => {
      amongst(links, one, ['states', place, 'linksDown', link], 'a link');
    });
  });
}

/** A case may carry more than is read here, but a slip of the pen must not go unseen. */
function warnOfKeys(document: Document, problems: Problems): void {
  const among = (path: Path, known: readonly string[]): void => {
    for (const key of Object.keys((valueAt(document.value, path) ?? {}) as object)) {
      if (known.includes(key)) continue;
      const here = [...path, key];
      const told = known.filter((one) => !NOTES.includes(one));
      problems.warning(
        document.keyAt(here),
        pathText(path),
        `unknown key "${key}", which is not read`,
        oneOf(told),
        nearestName(key, known),
      );
    }
  };
  const each = (path: Path, schema: z.ZodObject): void => {
    const list = valueAt(document.value, path);
    if (Array.isArray(list))
      for (const place of list.keys()) among([...path, place], [...Object.keys(schema.shape), ...NOTES]);
  };
  among([], [...Object.keys(caseSchema.shape), ...NOTES]);
  each(['links'], linkSchema);
  each(['demands'], demandSchema);
  each(['anycastSets'], anycastSchema);
  const sets = valueAt(document.value, ['anycastSets']);
  if (Array.isArray(sets)) for (const set of sets.keys()) each(['anycastSets', set, 'demands'], anycastDemandSchema);
  each(['states'], stateSchema);
}
