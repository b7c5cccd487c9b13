/** A checked scenario to a model ready to run: files are read, names are looked up, needs are met or told. */
import seedrandom from 'seedrandom';
import { Addresses, keyFrom } from '../engine/draws.ts';
import type { Hazard, HazardSetting } from '../hazard/hazard.ts';
import { hazards as hazardKinds } from '../hazard/index.ts';
import type { Polyline } from '../network/geodesy.ts';
import type { Network } from '../network/network.ts';
import type { RoadGraph } from '../network/roads.ts';
import type { Conditions } from '../response/conditions.ts';
import type { Crew } from '../response/crew.ts';
import { policies } from '../response/policies/index.ts';
import { type Model, spaceLinksOf } from '../simulation/model.ts';
import { type Path, pathText } from '../text/document.ts';
import { nearestName, oneOf, type Position, type Problems } from '../text/problem.ts';
import { readRoads } from '../topology/road-file.ts';
import { TRAFFIC_CLASSES } from '../traffic/classes.ts';
import { demandOf } from '../traffic/demand.ts';
import { assumedIn } from './assumptions.ts';
import { readTopology } from './backbone.ts';
import { beside, type Load, textOf } from './files.ts';
import { findMeasures } from './measures.ts';
import { findMechanisms } from './mechanisms.ts';
import { mixturesOf } from './mixtures.ts';
import { assumedValues } from './protocols.ts';
import { type Overrides, type Reading, readScenario } from './read.ts';
import {
  findAssessors,
  findNationalEvent,
  findOutOfBand,
  findPartners,
  findRanks,
  findRelief,
  findSeas,
  findStocks,
  findVessels,
  hireCrews,
  type Lookup,
  lookUp,
  partnersOf,
  warnOfMissingStock,
  warnOfNoSky,
  weightsOf,
  withVisitors,
} from './resources.ts';
import { findSitePower } from './site-power.ts';
import { findTraffic, trafficSeries } from './traffic.ts';

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
  const { lines } = backbone;
  const network = withVisitors(backbone.network, scenario.nationalEvent);
  const assumptions: string[] = [...backbone.assumptions];
  const assume = (sentence: string): void => {
    if (!assumptions.includes(sentence)) assumptions.push(sentence);
  };
  if (scenario.reference === 'gateway' && !network.isGateway.includes(1))
    problems.error(
      at(['topology']),
      'topology',
      'no site with the role gateway',
      'at least one, or "reference: largest-component" in the scenario',
    );
  const addresses = new Addresses();
  const operators = [...new Set([...network.sites, ...network.links].map((element) => element.operator))].sort();
  const lookup: Lookup = { reading, network, operators, addresses, problems, assume };
  const watched = Int32Array.from(scenario.watch, (id, index) =>
    lookUp(lookup, network.linkIndex, id, ['watch', index], 'link'),
  );
  const siteHandles = Int32Array.from(network.sites, (site) => addresses.handle(`site/${site.id}`));
  const linkHandles = Int32Array.from(network.links, (link) => addresses.handle(`link/${link.id}`));
  const horizonHours = scenario.horizon;
  const roads = readRoadFile(reading, load, problems, assume);
  const { hazards, hazardNames } = prepareHazards(
    reading,
    { network, lines, addresses, siteHandles, linkHandles, horizonHours, ...(roads === undefined ? {} : { roads }) },
    load,
    problems,
    assume,
  );
  const crews = hireCrews(lookup);
  const partners = findPartners(lookup);
  const assessors = findAssessors(lookup);
  const stocks = findStocks(lookup);
  const seas = findSeas(lookup);
  const vessels = findVessels(lookup, seas);
  const relief = findRelief(lookup);
  const sitePower = findSitePower(lookup);
  const nationalEvent = findNationalEvent(lookup);
  const { siteRank, linkRank } = findRanks(lookup);
  const outOfBand = findOutOfBand(lookup);
  const machine = findMechanisms(lookup);
  const traffic = findTraffic(lookup, load, hazardNames);
  const classes = traffic === undefined ? [] : TRAFFIC_CLASSES;
  const measured = findMeasures(lookup, load, { machine: machine !== undefined, classes });
  const stated = reading.protocols.map(({ protocol }) => protocol);
  const protocols = overrides.mixtures === undefined ? stated : mixturesOf(stated, overrides.mixtures);
  const variants = protocols.map((protocol) => ({
    name: protocol.name,
    protocol,
    policy: policies.find((policy) => policy.name === protocol.dispatch.policy.value) ?? policies[0],
    weights: weightsOf(lookup, siteRank, protocol),
    partners: partnersOf(lookup, protocol),
  }));
  warnOfMissingStock(lookup, protocols);
  warnOfNoSky(lookup, protocols);
  const { travel, stages, management, rebreak, marine } = scenario;
  const conditions: Conditions = { travel, stages, management, rebreak, marine };
  const given = assumedIn(conditions);
  if (given.names.length > 0)
    assume(`${given.names.length} of ${given.all} values of how long things take: ${given.names.join(', ')}`);
  for (const sentence of assumedValues(protocols)) assume(sentence);
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
    siteOperator: Int32Array.from(network.sites, (site) => place.get(site.operator) ?? -1),
    linkOperator: Int32Array.from(network.links, (link) => place.get(link.operator) ?? -1),
    operators,
    horizonHours,
    beginsDay: scenario.begins === undefined ? Number.NaN : dayOfYear(scenario.begins),
    conditions,
    roads,
    hazards,
    hazardNames,
    variants,
    crews,
    crewOperator: Int32Array.from(crews, (crew) => place.get(crew.operator) ?? -1),
    partners,
    assessors,
    stocks,
    vessels,
    linkSea: seas.linkSea,
    seaHandles: seas.handles,
    relief,
    sitePower,
    nationalEvent,
    siteRank,
    linkRank,
    outOfBand,
    machine,
    spaceLinks: spaceLinksOf(network),
    watched,
    ...measured,
    series: [...measured.series, ...(traffic === undefined ? [] : trafficSeries(network, traffic, measured.observed))],
    traffic,
    demand: demandOf(network, scenario.reference),
  };
  return { reading, model, assumptions, topologyName: backbone.name };
}

/** Days from the first of January of its year. */
const dayOfYear = (date: string): number =>
  Math.round((Date.parse(`${date}T00:00:00Z`) - Date.parse(`${date.slice(0, 4)}-01-01T00:00:00Z`)) / 86_400_000);

/** The roads that the scenario names. */
function readRoadFile(
  { scenario, document }: Reading,
  load: Load,
  problems: Problems,
  assume: (sentence: string) => void,
): RoadGraph | undefined {
  if (scenario.roads === undefined) return undefined;
  const at = document.at(['roads']);
  const file = beside(at.file, scenario.roads);
  const text = textOf(load, file, problems, at, 'roads');
  const read = text === undefined ? undefined : readRoads(text, file, problems);
  for (const sentence of read?.assumptions ?? []) assume(sentence);
  return read?.graph;
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
    roads?: RoadGraph;
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
