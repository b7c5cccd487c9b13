/** Losses by operator, by region, by class of traffic: one row each, the greatest first. */
import type { Outcomes } from '../experiment/outcomes.ts';
import { groupSummaries, type MetricSummary } from '../experiment/statistics.ts';
import { amount, number } from './amounts.ts';
import { interval } from './cells.ts';
import { aligned, namedIn } from './table.ts';

export type Grouping = 'operator' | 'region';
export type Breakdown = Grouping | 'class';

/** Groups of one kind by index, those of the greatest mean loss under the first protocol first. */
export function groupsBy({ groups, variants }: Outcomes, by: Grouping): number[] {
  const [{ groupUserHours }] = variants;
  const loss = groupUserHours.map((column) => column.reduce((sum, value) => sum + value, 0));
  return [...groups.keys()].filter((group) => groups[group].by === by).sort((a, b) => loss[b] - loss[a] || a - b);
}

interface TrafficClass {
  readonly name: string;
  /** Places among the metrics. */
  readonly lost: number;
  readonly completed: number;
}

const CLASS_LOSS = 'lostDemandHours:';

/** Classes of traffic whose loss is measured. */
export function classesIn({ metrics }: Outcomes): TrafficClass[] {
  return metrics.flatMap(({ name }, lost) => {
    if (!name.startsWith(CLASS_LOSS)) return [];
    const told = name.slice(CLASS_LOSS.length);
    return [{ name: told, lost, completed: metrics.findIndex((metric) => metric.name === `completion:${told}`) }];
  });
}

/** Empty where the run has no such groups. */
export function byTable(outcomes: Outcomes, all: readonly (readonly MetricSummary[])[], by: Breakdown): string {
  const rows = by === 'class' ? classRows(outcomes, all) : groupRows(outcomes, by);
  return rows.length < 2 ? '' : `${aligned(rows).join('\n')}\n`;
}

function groupRows(outcomes: Outcomes, by: Grouping): string[][] {
  const all = groupSummaries(outcomes);
  const told = namedIn(outcomes);
  const places = told.map((name) => outcomes.variants.findIndex((variant) => variant.name === name));
  const rows = [['user-hours cut off on the ground, by '.concat(by), 'people', ...told]];
  for (const group of groupsBy(outcomes, by)) {
    const { name, people } = outcomes.groups[group];
    const tell = (value: number): string => amount(value, 'user-hours');
    rows.push([
      `   ${name}`,
      number(people),
      ...places.map((place) => interval(all[place][group], 'user-hours', tell)),
    ]);
  }
  return rows;
}

function classRows(outcomes: Outcomes, all: readonly (readonly MetricSummary[])[]): string[][] {
  const told = namedIn(outcomes);
  const places = told.map((name) => outcomes.variants.findIndex((variant) => variant.name === name));
  const rows = [['by class of traffic', ...told.flatMap((name) => [`lost Gbit/s h, ${name}`, 'completed'])]];
  for (const { name, lost, completed } of classesIn(outcomes))
    rows.push([
      `   ${name}`,
      ...places.flatMap((place) => [
        interval(all[place][lost], 'Gbit/s h', number),
        amount(all[place][completed].mean, 'share'),
      ]),
    ]);
  return rows;
}
