/** `sim availability`: how available every demand is in years without a disaster, between bounds and by simulation. */
import seedrandom from 'seedrandom';
import { Addresses, Draws, keyFrom } from '../engine/draws.ts';
import { availabilityOf, failuresPerYear } from '../experiment/availability/availability.ts';
import { demandSites, everyPair, statedPairs } from '../experiment/availability/demands.ts';
import { failureGroups } from '../experiment/availability/failure-groups.ts';
import { RECOVERIES } from '../experiment/availability/service.ts';
import { Islands } from '../network/reliability.ts';
import { type AvailabilityHead, availabilityAssumptions, availabilityTable } from '../report/availability-table.ts';
import { textOf } from '../scenario/files.ts';
import { nearestName, oneOf, type Position, Problems, shown } from '../text/problem.ts';
import { parseHours } from '../text/quantity.ts';
import type { StatedDemand } from '../topology/backbone.ts';
import { type Built, build } from '../topology/build.ts';
import { formatFor, readBackbone } from '../topology/index.ts';
import { Files } from './files.ts';
import { CommandEnd, EXIT, tell, tellJson, tellProblems } from './output.ts';

interface AvailabilityOptions {
  readonly recovery: string;
  /** `uniform` when not given. */
  readonly demands?: string;
  readonly mttf: string;
  readonly mttr: string;
  readonly seed?: number | string;
  readonly years?: number;
  readonly replications: number;
  readonly json?: boolean;
}

/** More demands than half a million take minutes and more. */
const MOST_SITES = 1000;

/** Where the demands come from: one between every two sites, or the file. */
const DEMAND_SETS = ['uniform', 'file'] as const;

/** Failures in all that are drawn within some minutes; and of one group in one replication, whose numbers are addresses. */
const MOST_FAILURES = 1e8;
const MOST_FAILURES_OF_ONE = 2 ** 22;

const onCommandLine = (option: string): Position => ({
  file: `the command line (${option})`,
  line: 1,
  column: 1,
});

export function availability(file: string, options: AvailabilityOptions): void {
  const { years, replications, seed = 1 } = options;
  const problems = new Problems();
  const recovery = RECOVERIES.find((name) => name === options.recovery);
  if (recovery === undefined)
    problems.error(
      onCommandLine('--recovery'),
      '',
      shown(options.recovery),
      oneOf(RECOVERIES),
      nearestName(options.recovery, RECOVERIES),
    );
  const demands = DEMAND_SETS.find((name) => name === (options.demands ?? 'uniform'));
  if (demands === undefined)
    problems.error(
      onCommandLine('--demands'),
      '',
      shown(options.demands),
      oneOf(DEMAND_SETS),
      nearestName(options.demands ?? '', DEMAND_SETS),
    );
  const mttfHours = hoursOf('--mttf', options.mttf, 'a duration above 0 with its unit, such as 8748h', problems);
  const mttrHours = hoursOf('--mttr', options.mttr, 'a duration with its unit, such as 12h', problems);
  if (mttfHours === 0)
    problems.error(onCommandLine('--mttf'), '', shown(options.mttf), 'a duration above 0 with its unit, such as 8748h');
  const read = readNetwork(file, problems);
  const assumed = { mttfHours: mttfHours ?? Number.NaN, mttrHours: mttrHours ?? Number.NaN };
  if (read !== undefined && problems.errors.length === 0) {
    const { network } = read.built;
    const at = { file, line: 1, column: 1 };
    const groups = failureGroups(network, assumed);
    const ends = demandSites(network);
    if (demands === 'file' && read.stated === undefined)
      problems.error(
        onCommandLine('--demands'),
        '',
        `"file", and ${file} states no demands`,
        'uniform; or a Net2Plan design (.n2p, version 3 or later) with demands in the layer that is read',
      );
    else if (demands === 'uniform' && ends.length > MOST_SITES)
      problems.error(at, 'sites', `${ends.length} sites that end demands`, `at most ${MOST_SITES}`);
    else {
      const { from, to } =
        read.stated !== undefined && demands === 'file' ? statedPairs(network, read.stated) : everyPair(network);
      const islands = new Islands(network, groups.groupOf);
      islands.part(new Int32Array(0), 0);
      if (!from.some((source, pair) => islands.of[source] === islands.of[to[pair]]))
        problems.error(at, 'links', 'no two sites that a way joins', 'at least one demand');
    }
    // One year is the least that is simulated.
    const failures = replications * (years ?? 1) * failuresPerYear(groups);
    const cycleHours = groups.mttfHours.map((hours, group) => hours + groups.mttrHours[group]);
    const ofOne = ((years ?? 1) * 8766) / cycleHours.reduce((least, hours) => Math.min(least, hours), 8766);
    if (failures > MOST_FAILURES || ofOne > MOST_FAILURES_OF_ONE)
      problems.error(
        onCommandLine('--years, --replications'),
        '',
        `${failures.toExponential(1)} failures to simulate`,
        `at most ${MOST_FAILURES.toExponential(0)}, and ${MOST_FAILURES_OF_ONE.toExponential(0)} of one group: fewer years or replications`,
      );
  }
  tellProblems(problems);
  if (read === undefined || recovery === undefined || demands === undefined) throw new CommandEnd(EXIT.input);
  const { network, assumptions } = read.built;
  const draws = new Draws(keyFrom(seedrandom(String(seed))), new Addresses());
  const stated = demands === 'file' ? read.stated : undefined;
  const found = availabilityOf(network, { recovery, stated, assumed, years, replications }, draws);
  const { name } = read;
  const head: AvailabilityHead = {
    topologyName: name,
    sites: network.siteCount,
    links: network.linkCount,
    recovery,
    demands,
    statedCount: read.stated?.length ?? 0,
    assumed,
    seed,
    assumptions,
  };
  if (options.json !== true) {
    tell(availabilityTable(head, found));
    return;
  }
  tellJson({
    format: 'resplice.availability/1',
    topology: name,
    recovery,
    pessimistic: found.pessimistic,
    optimistic: found.optimistic,
    excess: found.excess,
    ...(found.exact === undefined ? {} : { exact: found.exact }),
    simulated: { ...found.simulated, seed },
    worst: found.worst,
    groups: found.groups.count,
    demands: found.demandCount,
    unreachable: found.unreachableCount,
    demandSet: demands,
    withoutDisjointPair: found.shared.links,
    withoutGroupDisjointPair: found.shared.groups,
    assumptions: availabilityAssumptions(head, found),
  });
}

function hoursOf(option: string, written: string, expected: string, problems: Problems): number | undefined {
  const hours = parseHours(written);
  if (hours === undefined || !Number.isFinite(hours))
    problems.error(onCommandLine(option), '', shown(written), expected);
  return hours;
}

interface ReadBackbone {
  readonly name: string;
  readonly built: Built;
  /** The demands that the file states; undefined when it states none. */
  readonly stated: readonly StatedDemand[] | undefined;
}

/** The backbone of a file without its planned links. */
function readNetwork(file: string, problems: Problems): ReadBackbone | undefined {
  const { load } = new Files();
  const texts = [file, ...(formatFor(file)?.companions?.(file) ?? [])].flatMap((name) => {
    const text = textOf(load, name, problems);
    return text === undefined ? [] : [{ file: name, text }];
  });
  const before = problems.errors.length;
  const graph = before > 0 && texts.length === 0 ? undefined : readBackbone(texts, problems);
  if (graph === undefined || problems.errors.length > before) return undefined;
  const built = build(graph, { inService: [] }, problems);
  if (built === undefined) return undefined;
  return { name: graph.getAttribute('name'), built, stated: graph.getAttribute('demands') };
}
