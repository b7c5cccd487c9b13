/** A checked scenario to a model ready to run: files are read, names are looked up, needs are met or told. */
import seedrandom from 'seedrandom';
import { Addresses, keyFrom } from '../engine/draws.ts';
import type { Hazard, HazardSetting } from '../hazard/hazard.ts';
import { hazards as hazardKinds } from '../hazard/index.ts';
import { metrics } from '../metrics/index.ts';
import { timeToRestoreLink } from '../metrics/watched-link.ts';
import type { Polyline } from '../network/geodesy.ts';
import type { Network } from '../network/network.ts';
import { type Crew, EVERY } from '../response/crew.ts';
import { policies } from '../response/policies/index.ts';
import type { Protocol } from '../response/protocol.ts';
import type { Vessels } from '../response/vessel.ts';
import { type Model, spaceLinksOf } from '../simulation/model.ts';
import { type Path, pathText } from '../text/document.ts';
import { nearestName, oneOf, type Position, type Problems } from '../text/problem.ts';
import { isFact, type Sourced } from '../text/quantity.ts';
import { demandOf } from '../traffic/demand.ts';
import { readTopology } from './backbone.ts';
import { beside, type Load, textOf } from './files.ts';
import { type Overrides, type Reading, readScenario } from './read.ts';

/** What the commands need of a scenario: the model, and what a reader of its results must be told. */
export interface Compiled {
  readonly reading: Reading;
  readonly model: Model;
  /** Values that somebody assumed and on which the result depends, as sentences. */
  readonly assumptions: readonly string[];
  readonly topologyName: string;
}

/** Undefined when there is an error among the problems. */
export function compile(file: string, load: Load, overrides: Overrides, problems: Problems): Compiled | undefined {
  const reading = readScenario(file, load, overrides, problems);
  if (reading === undefined) return undefined;
  const { scenario, document } = reading;
  const at = (path: Path): Position => document.at(path);
  const topologyFile = {
    named: scenario.topology,
    at: at(['topology']),
    fromCommandLine: overrides.topology !== undefined,
  };
  const backbone = readTopology(topologyFile, scenario, load, problems, at);
  if (backbone === undefined) return undefined;
  const { network, lines } = backbone;
  const assumptions: string[] = [...backbone.assumptions];
  const assume = (sentence: string): void => {
    if (!assumptions.includes(sentence)) assumptions.push(sentence);
  };
  const known = { problems, at };

  if (scenario.reference === 'gateway' && !network.isGateway.includes(1))
    problems.error(
      at(['topology']),
      'topology',
      'no site with the role gateway',
      'at least one, or "reference: largest-component" in the scenario',
    );
  const watched = Int32Array.from(scenario.watch, (id, index) =>
    lookUp(network.linkIndex, id, ['watch', index], 'link', known),
  );
  const addresses = new Addresses();
  const siteHandles = Int32Array.from(network.sites, (site) => addresses.handle(`site/${site.id}`));
  const linkHandles = Int32Array.from(network.links, (link) => addresses.handle(`link/${link.id}`));
  const horizonHours = scenario.horizon;
  const { hazards, hazardNames } = prepareHazards(
    reading,
    { network, lines, addresses, siteHandles, linkHandles, horizonHours },
    load,
    problems,
    assume,
  );
  const operators = [...new Set([...network.sites, ...network.links].map((element) => element.operator))].sort();
  const crews = hireCrews(reading, network, problems, assume);
  const vessels = findVessels(reading, network, problems, assume);
  for (const { protocol } of reading.protocols) listAssumedValues(protocol, assume);
  warnOfUnmended(reading, network, operators, crews, problems);
  if (problems.errors.length > 0) return undefined;

  const place = new Map(operators.map((operator, index) => [operator, index]));
  const model: Model = {
    network,
    lines,
    reference: scenario.reference,
    addresses,
    key: keyFrom(seedrandom(String(scenario.seed))),
    siteHandles,
    linkHandles,
    satelliteHandle: addresses.handle('satellite'),
    seaHandle: addresses.handle('sea'),
    siteOperator: Int32Array.from(network.sites, (site) => place.get(site.operator) ?? -1),
    linkOperator: Int32Array.from(network.links, (link) => place.get(link.operator) ?? -1),
    operators,
    horizonHours,
    hazards,
    hazardNames,
    variants: reading.protocols.map(({ protocol }) => ({
      name: protocol.name,
      protocol,
      policy: policies.find((policy) => policy.name === protocol.dispatch.policy.value) ?? policies[0],
    })),
    crews,
    crewOperator: Int32Array.from(crews, (crew) => place.get(crew.operator) ?? -1),
    vessels,
    spaceLinks: spaceLinksOf(network),
    watched,
    metrics: [...metrics, ...scenario.watch.map((id, index) => timeToRestoreLink(id, index))],
    demand: demandOf(network, scenario.reference),
  };
  return { reading, model, assumptions, topologyName: backbone.name };
}

interface Told {
  readonly problems: Problems;
  readonly at: (path: Path) => Position;
}

/** The index behind a name, or 0 with an error told. */
function lookUp(
  index: ReadonlyMap<string, number>,
  id: string,
  path: Path,
  what: string,
  { problems, at }: Told,
): number {
  const found = index.get(id);
  if (found !== undefined) return found;
  problems.error(at(path), pathText(path), `"${id}"`, `the id of a ${what} in service`, nearestName(id, index.keys()));
  return 0;
}

function prepareHazards(
  { scenario, document }: Reading,
  shared: {
    network: Network;
    lines: readonly Polyline[];
    addresses: Addresses;
    siteHandles: Int32Array;
    linkHandles: Int32Array;
    horizonHours: number;
  },
  load: Load,
  problems: Problems,
  assume: (sentence: string) => void,
): { hazards: Hazard[]; hazardNames: string[] } {
  const hazards: Hazard[] = [];
  const hazardNames: string[] = [];
  const counts = new Map<string, number>();
  for (const [index, entry] of scenario.hazards.entries()) {
    const parameters = entry as Record<string, unknown>;
    const kinds = hazardKinds.filter((kind) => parameters[kind.name] !== undefined);
    if (kinds.length !== 1) {
      problems.error(
        document.at(['hazards', index]),
        `hazards[${index}]`,
        kinds.length === 0 ? 'no kind of hazard' : kinds.map((kind) => kind.name).join(' and '),
        `one of ${oneOf(hazardKinds.map((kind) => kind.name))}`,
      );
      continue;
    }
    const [kind] = kinds;
    const count = (counts.get(kind.name) ?? 0) + 1;
    counts.set(kind.name, count);
    const name = entry.name ?? `${kind.name}/${count}`;
    if (hazardNames.includes(name))
      problems.error(
        document.at(['hazards', index, 'name']),
        `hazards[${index}].name`,
        `"${name}" a second time`,
        'a name of its own',
      );
    const tell = (path: Path): [Position, string] => {
      const whole = ['hazards', index, kind.name, ...path];
      return [document.at(whole), pathText(whole)];
    };
    const setting: HazardSetting = {
      index,
      name,
      ...shared,
      read: (path, named) => {
        const [where, whole] = tell(path);
        const file = beside(where.file, named);
        const text = textOf(load, file, problems, where, whole);
        return text === undefined ? undefined : { file, text };
      },
      problems,
      error: (path, found, expected, known) =>
        problems.error(
          ...tell(path),
          found,
          expected,
          known === undefined ? undefined : nearestName(found.replaceAll('"', ''), known),
        ),
      warn: (path, found, expected) => problems.warning(...tell(path), found, expected),
      assume,
    };
    hazardNames.push(name);
    hazards.push(kind.prepare(parameters[kind.name], setting));
  }
  return { hazards, hazardNames };
}

function hireCrews(
  { scenario, document }: Reading,
  network: Network,
  problems: Problems,
  assume: (sentence: string) => void,
): Crew[] {
  const known = { problems, at: (path: Path): Position => document.at(path) };
  const owners = [...new Set([...network.sites, ...network.links].map((element) => element.operator))].sort();
  const crews: Crew[] = [];
  const ids = new Set<string>();
  let assumed = 0;
  for (const [index, entry] of scenario.crews.entries()) {
    const path = ['crews', index];
    if (ids.has(entry.id))
      problems.error(
        document.at([...path, 'id']),
        `crews[${index}].id`,
        `"${entry.id}" a second time`,
        'an id of its own',
      );
    ids.add(entry.id);
    if (!isFact(entry.flag)) assumed += 1;
    if (entry.operator !== EVERY && !owners.includes(entry.operator))
      problems.warning(
        document.at([...path, 'operator']),
        `crews[${index}].operator`,
        `"${entry.operator}", who owns nothing in this topology`,
        'an operator of a site or link',
        nearestName(entry.operator, owners),
      );
    const operators = entry.operator === EVERY ? owners : [entry.operator];
    if (entry.base !== EVERY) lookUp(network.siteIndex, entry.base, [...path, 'base'], 'site', known);
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
          });
    }
  }
  if (assumed > 0) assume(`the number and the bases of ${crews.length} repair crews (no operator publishes its own)`);
  return crews;
}

function findVessels(
  { scenario, document }: Reading,
  network: Network,
  problems: Problems,
  assume: (sentence: string) => void,
): Vessels {
  const given =
    typeof scenario.repairVessel === 'string'
      ? { availability: scenario.repairVessel, count: 1 }
      : scenario.repairVessel;
  const base = 'base' in given && given.base !== undefined ? given.base : undefined;
  const site =
    base === undefined
      ? undefined
      : network.sites[
          lookUp(network.siteIndex, base, ['repairVessel', 'base'], 'site', {
            problems,
            at: (path) => document.at(path),
          })
        ];
  if (network.links.some((link) => link.medium === 'submarine'))
    assume(`the repair vessel is "${given.availability}" (repairVessel in the scenario)`);
  return {
    availability: given.availability,
    count: given.availability === 'none' ? 0 : given.count,
    lat: site?.lat ?? Number.NaN,
    lon: site?.lon ?? Number.NaN,
  };
}

/** Names the values of a protocol that are not facts, in one sentence a protocol. */
function listAssumedValues(protocol: Protocol, assume: (sentence: string) => void): void {
  const names: string[] = [];
  let all = 0;
  const walk = (value: unknown, path: string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('value' in value) {
      all++;
      if (!isFact((value as Sourced<unknown>).flag)) names.push(path.join('.'));
      return;
    }
    for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
  };
  walk(protocol, []);
  if (names.length > 0) assume(`${names.length} of ${all} values of protocol ${protocol.name}: ${names.join(', ')}`);
}

/** An operator that dispatches for itself and has no crew leaves its faults unmended: the reader must know. */
function warnOfUnmended(
  { document, protocols }: Reading,
  network: Network,
  operators: readonly string[],
  crews: readonly Crew[],
  problems: Problems,
): void {
  const alone = protocols.filter(({ protocol }) => protocol.resources.crews.value === 'owner');
  if (alone.length === 0) return;
  const owning = new Set([
    ...network.sites.filter((site) => site.role !== 'satellite').map((site) => site.operator),
    ...network.links
      .filter((link) => link.medium !== 'submarine' && link.medium !== 'satellite')
      .map((link) => link.operator),
  ]);
  const without = operators.filter(
    (operator) => owning.has(operator) && !crews.some((crew) => crew.operator === operator),
  );
  if (without.length > 0)
    problems.warning(
      document.at(['crews']),
      'crews',
      `no crew for ${without.join(', ')}`,
      `one for each operator: under ${alone.map(({ protocol }) => protocol.name).join(', ')} nobody mends what they own`,
    );
}
