/** What a scenario asks to be measured, with every name looked up: metrics, and what the timeline must keep for them. */
import { CONNECTIVITY_LOSSES, connectivityLossSeries, corridorSeries, gatewaySeries } from '../metrics/connection.ts';
import { machineMetrics, measures, metrics as usualMetrics } from '../metrics/index.ts';
import { corridorLatencySeries, GATEWAY_LATENCY_SERIES } from '../metrics/latency.ts';
import type { Metric, Threshold } from '../metrics/metric.ts';
import { type Quality, qualities } from '../metrics/quality.ts';
import type { SeriesHead } from '../metrics/timeline.ts';
import { timeToRestoreLink } from '../metrics/watched-link.ts';
import { ConnectivityLoss } from '../network/connectivity-loss.ts';
import { Reachability } from '../network/reachability.ts';
import { AIR_US_PER_KM, FIBRE_US_PER_KM, RoundTrips, SATELLITE_ACCESS_MS } from '../network/round-trips.ts';
import type { Observed, ObservedLatency, SiteGroup } from '../simulation/model.ts';
import { type Path, pathText, readDocument, validated } from '../text/document.ts';
import { nearestName, oneOf } from '../text/problem.ts';
import { isFact } from '../text/quantity.ts';
import { beside, type Load, textOf } from './files.ts';
import { thresholdsSchema, USUAL } from './measures-schema.ts';
import { type Lookup, siteAt } from './resources.ts';

/** Where shipped thresholds lie, as a name that the loader knows. */
const SHIPPED_THRESHOLDS = 'shipped:scenarios/thresholds';

export interface Measured {
  readonly metrics: readonly Metric[];
  readonly series: readonly SeriesHead[];
  readonly observed: Observed;
  readonly groups: readonly SiteGroup[];
  readonly qualities: readonly Quality[];
}

/** What of the scenario decides which metrics there are. @param classes of traffic whose demand and service are series of the timeline */
export function findMeasures(
  lookup: Lookup,
  load: Load,
  { machine, classes }: { readonly machine: boolean; readonly classes: readonly string[] },
): Measured {
  const { reading, network } = lookup;
  const { measures: asked, critical, watch, reference } = reading.scenario;
  const corridors = findCorridors(lookup);
  const thresholds = findThresholds(lookup, load);
  const gateways = [...network.isGateway.keys()].filter((site) => network.isGateway[site] === 1);
  const names = asked.metrics ?? [USUAL];
  const chosen = new Set<string>(names);
  if (chosen.has(USUAL)) {
    for (const metric of usualMetrics) chosen.add(metric.name);
    if (machine) for (const metric of machineMetrics) chosen.add(metric.name);
    if (corridors.length > 0) chosen.add('corridors');
    if (corridors.some(({ latencyLimitMs }) => latencyLimitMs !== undefined)) chosen.add('corridorLatency');
    if (thresholds.length > 0) chosen.add('thresholds');
    if (classes.length > 0) chosen.add('demand');
  }
  const setting = {
    critical: critical.map((id, index) => ({ id, site: siteAt(lookup, id, ['critical', index]) })),
    corridors,
    gateways: gateways.map((site) => network.sites[site].id),
    classes,
    thresholds,
  };
  const metrics: Metric[] = [];
  for (const measure of measures) {
    if (!chosen.has(measure.name)) continue;
    const made = measure.make(setting);
    metrics.push(...made);
    if (made.length === 0) warnOfNothing(lookup, measure.name);
  }
  metrics.push(...watch.map((id, index) => timeToRestoreLink(id, index)));

  const intact = new Reachability(network, reference);
  intact.rebuild(new Int32Array(network.siteCount), new Int32Array(network.linkCount));
  const series: SeriesHead[] = [];
  if (chosen.has('corridors'))
    for (const { name, from, to } of corridors)
      series.push({ name: corridorSeries(name), whole: intact.connects(from, to) ? 1 : 0 });
  if (chosen.has('gateways'))
    for (const site of gateways)
      series.push({ name: gatewaySeries(network.sites[site].id), whole: intact.peopleWith(site) });
  if (chosen.has('connectivityLoss'))
    for (const loss of CONNECTIVITY_LOSSES) series.push({ name: connectivityLossSeries(loss), whole: 0 });
  const latency = findLatency(
    lookup,
    chosen.has('corridorLatency') ? corridors : [],
    chosen.has('gatewayLatency') && gateways.length > 0,
    series,
  );
  const people = [...network.population.keys()].filter((site) => network.population[site] > 0);
  const hasCurves = asked.curves ?? classes.length > 0;
  return {
    metrics: withTargets(lookup, metrics),
    series,
    observed: {
      corridors: Int32Array.from(chosen.has('corridors') ? corridors.flatMap(({ from, to }) => [from, to]) : []),
      gateways: Int32Array.from(chosen.has('gateways') ? gateways : []),
      connectivityLoss: chosen.has('connectivityLoss') ? new ConnectivityLoss(network, gateways, people) : undefined,
      latency,
      alsoDark: Int32Array.from(
        chosen.has('critical')
          ? setting.critical.filter(({ site }) => network.population[site] === 0).map(({ site }) => site)
          : [],
      ),
      traffic: classes.length > 0 && (chosen.has('demand') || hasCurves),
      unserved: classes.length > 0 && chosen.has('demand'),
      usage: chosen.has('usage'),
    },
    groups: findGroups(lookup),
    qualities: hasCurves ? qualities(classes) : [],
  };
}

interface FoundCorridor {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly latencyLimitMs: number | undefined;
}

function findCorridors(lookup: Lookup): FoundCorridor[] {
  const { reading, problems, assume } = lookup;
  const found = reading.scenario.measures.corridors.map(({ from, to, latencyLimitMs }, index) => ({
    name: `${from}--${to}`,
    from: siteAt(lookup, from, ['measures', 'corridors', index, 'from']),
    to: siteAt(lookup, to, ['measures', 'corridors', index, 'to']),
    latencyLimitMs: latencyLimitMs?.value,
  }));
  for (const [index, { name }] of found.entries()) {
    const path = ['measures', 'corridors', index];
    if (found.findIndex((other) => other.name === name) < index)
      problems.error(reading.document.at(path), pathText(path), `${name} a second time`, 'each corridor once');
    const limit = reading.scenario.measures.corridors[index].latencyLimitMs;
    if (limit !== undefined && !isFact(limit.flag))
      assume(`a round trip of ${name} above ${limit.value} ms is too long`);
  }
  return found;
}

/** Round trips that a metric asks for, with their series; undefined when none does. */
function findLatency(
  { network, assume }: Lookup,
  corridors: readonly FoundCorridor[],
  toGateways: boolean,
  series: SeriesHead[],
): ObservedLatency | undefined {
  if (corridors.length === 0 && !toGateways) return undefined;
  const { links, isSpaceLink } = network;
  const media = new Set([...links.keys()].filter((link) => isSpaceLink[link] === 0).map((link) => links[link].medium));
  const paces = [
    ...([...media].some((medium) => medium !== 'microwave' && medium !== 'satellite')
      ? [`${FIBRE_US_PER_KM} us/km one way in fibre (derived: group index 1.468)`]
      : []),
    ...(media.has('microwave') ? [`${AIR_US_PER_KM} us/km by microwave (derived: refractive index 1.0003)`] : []),
    ...(media.has('satellite')
      ? [
          `${AIR_US_PER_KM} us/km and ${SATELLITE_ACCESS_MS} ms a hop round trip over a satellite (recalled: 503 ms geostationary, 40 ms over a low orbit)`,
        ]
      : []),
  ];
  assume(
    `round trips are propagation over the quickest way left, without equipment, queues or the choices of carriers: ${paces.join('; ')}`,
  );
  const ends = Int32Array.from(corridors.flatMap(({ from, to }) => [from, to]));
  const roundTrips = new RoundTrips(network);
  const { allSitesUp, allLinksUp } = roundTrips;
  roundTrips.setLengths(Float64Array.from(links, ({ lengthKm: [low, high] }) => (low + high) / 2));
  const wholes = new Float64Array(corridors.length);
  roundTrips.between(allSitesUp, allLinksUp, ends, wholes, 0);
  for (const [index, { name }] of corridors.entries())
    series.push({ name: corridorLatencySeries(name), whole: wholes[index] });
  if (toGateways) series.push({ name: GATEWAY_LATENCY_SERIES, whole: roundTrips.toGateways(allSitesUp, allLinksUp) });
  return { roundTrips, corridors: ends, toGateways };
}

/** Operators by their sites, and the regions that the scenario names. */
function findGroups(lookup: Lookup): SiteGroup[] {
  const { reading, network, operators } = lookup;
  const { sites } = network;
  const owners = operators
    .map(
      (name): SiteGroup => ({
        by: 'operator',
        name,
        sites: Int32Array.from(
          [...sites.keys()].filter((site) => sites[site].operator === name && sites[site].population > 0),
        ),
      }),
    )
    .filter((group) => group.sites.length > 0);
  const regions = Object.entries(reading.scenario.measures.regions).map(
    ([name, ids]): SiteGroup => ({
      by: 'region',
      name,
      sites: Int32Array.from(new Set(ids.map((id, index) => siteAt(lookup, id, ['measures', 'regions', name, index])))),
    }),
  );
  return [...owners, ...regions];
}

function findThresholds({ reading, problems, assume }: Lookup, load: Load): readonly Threshold[] {
  const { document, scenario } = reading;
  const named = scenario.measures.thresholds;
  if (named === undefined) return [];
  const at = document.at(['measures', 'thresholds']);
  const file = named.endsWith('.yaml') ? beside(at.file, named) : `${SHIPPED_THRESHOLDS}/${named}.yaml`;
  const text = textOf(load, file, problems, at, 'measures.thresholds');
  const written = text === undefined ? undefined : readDocument(text, file, problems);
  const read = written === undefined ? undefined : validated(written, thresholdsSchema, problems);
  if (read === undefined) return [];
  if (!isFact(read.flag))
    assume(
      `an incident is reportable by the thresholds of ${read.name}${read.source === undefined ? '' : ` (${read.source})`}: ${read.thresholds
        .map(({ lasts, share }) => `${100 * share} % for ${lasts} h`)
        .join(', ')}`,
    );
  return read.thresholds.map(({ lasts, share }) => ({ hours: lasts, share }));
}

/** A measure that was asked for by name and has nothing to measure. */
function warnOfNothing({ reading, problems }: Lookup, name: string): void {
  const needs: Readonly<Record<string, string>> = {
    critical: 'sites under the key "critical"',
    corridors: 'corridors under measures.corridors',
    corridorLatency: 'corridors under measures.corridors',
    gateways: 'a site with the role gateway',
    gatewayLatency: 'a site with the role gateway',
    thresholds: 'a file under measures.thresholds',
    demand: 'the key "traffic"',
  };
  const path: Path = ['measures', 'metrics', (reading.scenario.measures.metrics ?? []).indexOf(name)];
  problems.warning(reading.document.at(path), pathText(path), `"${name}" with nothing to measure`, needs[name] ?? '');
}

/** Sets the times wanted on the metrics that they name. */
function withTargets({ reading, problems }: Lookup, metrics: readonly Metric[]): readonly Metric[] {
  const { targets } = reading.scenario.measures;
  const times = metrics.filter(({ kind }) => kind === 'time').map(({ name }) => name);
  for (const name of Object.keys(targets)) {
    if (times.includes(name)) continue;
    const path = ['measures', 'targets', name];
    problems.error(
      reading.document.at(path),
      pathText(path),
      `"${name}"`,
      times.length === 0
        ? 'a time among the metrics, of which there is none'
        : `a time among the metrics: ${oneOf(times)}`,
      nearestName(name, times),
    );
  }
  return metrics.map((metric) =>
    Object.hasOwn(targets, metric.name) ? { ...metric, targetHours: targets[metric.name] } : metric,
  );
}
