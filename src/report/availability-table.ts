/** The availability of a backbone in years without a disaster, as a planner reads it. */
import type { Availability } from '../experiment/availability/availability.ts';
import type { MeanTimes } from '../experiment/availability/failure-groups.ts';
import type { Recovery } from '../experiment/availability/service.ts';
import { number } from './amounts.ts';
import { aligned, wrapped } from './table.ts';

export interface AvailabilityHead {
  readonly topologyName: string;
  readonly sites: number;
  readonly links: number;
  readonly recovery: Recovery;
  /** Whether the demands are those of the file, or one between every two sites. */
  readonly demands: 'uniform' | 'file';
  /** How many demands the file states. */
  readonly statedCount: number;
  readonly assumed: MeanTimes;
  readonly seed: number | string;
  /** What building the topology assumed. */
  readonly assumptions: readonly string[];
}

/** What a demand may do when its path fails. */
const RECOVERY_TEXT: Readonly<Record<Recovery, string>> = {
  none: 'none: each demand stays on its shortest path by km',
  protection:
    '1+1 protection: each demand has the pair of paths of least total length that shares no group which fails',
  ideal: 'ideal: each demand takes any way that is left',
};

const MINUTES_A_YEAR = 8766 * 60;
const WIDTH = 118;

const share = (value: number): string => value.toFixed(10);
const minutes = (availability: number): string => number((1 - availability) * MINUTES_A_YEAR);

/** In sentences, what the figures rest on. */
export function availabilityAssumptions(head: AvailabilityHead, found: Availability): string[] {
  const { groups, unreachableCount, shared, demandCount } = found;
  const { mttfHours, mttrHours } = head.assumed;
  const sentences = [
    'links fail and are repaired independently of each other and whatever their length; a risk group fails as a whole; sites do not fail',
    `${
      head.demands === 'file'
        ? 'the demands of the file, weighed by their sizes, those of the two directions between two sites as one'
        : 'one demand of the same size between every two sites but junctions and satellites'
    }, served when a path of it is up; capacities are not asked`,
    'times to failure and repair are exponential in the simulation; the bounds need their means alone',
  ];
  if (groups.assumedCount > 0)
    sentences.unshift(
      `MTTF ${mttfHours} h and MTTR ${mttrHours} h where the file states none: in ${groups.assumedCount} of ${groups.count} groups`,
    );
  if (head.demands === 'uniform' && head.statedCount > 0)
    sentences.push(`the ${head.statedCount} demands that the file states are not used (--demands file takes them)`);
  if (shared.links > 0)
    sentences.push(
      `${shared.links} of ${demandCount} demands have no two link-disjoint paths: both of theirs run over the bridges between their ends`,
    );
  if (shared.groups > shared.links)
    sentences.push(
      `${shared.groups} of ${demandCount} demands have two paths with a risk group in common, for want of a pair without`,
    );
  if (shared.unsettled > 0)
    sentences.push(
      `the search of ${shared.unsettled} pairs of paths was ended before it was done: another pair may share fewer risk groups or be shorter`,
    );
  if (unreachableCount > 0)
    sentences.push(`${unreachableCount} pairs of sites that no way joins even while all is up are left out`);
  return [...sentences, ...head.assumptions];
}

export function availabilityTable(head: AvailabilityHead, found: Availability): string {
  const { simulated, groups, worst } = found;
  const { years, replications, timeAverage } = simulated;
  const interval = ([low, high]: readonly [number, number]): string => `[${share(low)} … ${share(high)}]`;
  const rows = [
    ['mean over the demands', 'availability', 'min/year', '95 % interval'],
    ['pessimistic bound', share(found.pessimistic), minutes(found.pessimistic), ''],
    ['simulated, with controls', share(simulated.mean), minutes(simulated.mean), interval(simulated.ci95)],
    ['simulated, time average', share(timeAverage.mean), minutes(timeAverage.mean), interval(timeAverage.ci95)],
    ...(found.exact === undefined ? [] : [['all states enumerated', share(found.exact), minutes(found.exact), '']]),
    ['optimistic bound', share(found.optimistic), minutes(found.optimistic), ''],
  ];
  const demandRows = [
    ['worst demands', 'availability', 'min/year'],
    ...worst.map(({ from, to, availability, minutesPerYear }) => [
      `   ${from} – ${to}`,
      share(availability),
      number(minutesPerYear),
    ]),
  ];
  const lines = [
    `${head.topologyName}: ${head.sites} sites, ${head.links} links in ${groups.count} groups that fail, ${found.demandCount} demands`,
    `recovery ${RECOVERY_TEXT[head.recovery]}`,
    `${replications} replications of ${number(years)} years, seed ${head.seed}`,
    '',
    ...aligned(rows),
    '',
    ...wrapped(
      `The bounds enumerate all states of up to two failed groups; the rest, of probability ${found.excess.toExponential(3)}, counts as lost and as served. The controls are the time in those states and the service in them, whose expectations are known: only the service beyond two failures is left to chance (${simulated.beyondTwo.toExponential(2)} of the simulated time).`,
      WIDTH,
      '',
      '',
    ),
    '',
    ...aligned(demandRows),
    '   (pessimistic bound)',
    '',
    'These results hold given what was assumed:',
  ];
  for (const sentence of availabilityAssumptions(head, found)) lines.push(...wrapped(sentence, WIDTH, '  - ', '    '));
  return lines.join('\n');
}
