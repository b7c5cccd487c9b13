/** A sweep as a table: a row for each point and protocol, the means of its headline metrics with their intervals. */
import { perPoint, seedAt, settingsAt } from '../experiment/sweep-plan.ts';
import type { SweepCell } from '../experiment/sweep-summary.ts';
import type { SweepManifest } from '../results/sweep-store.ts';
import { amount, hours, number } from './amounts.ts';
import { boundMark, interval } from './cells.ts';
import { aligned } from './table.ts';

/** Further rows are left to the summary that is kept. */
const MOST_ROWS = 200;

/** @param cells point by point, protocol by protocol, the same metrics for each */
export function sweepTable(manifest: SweepManifest, cells: readonly SweepCell[]): string {
  const { plan, protocols, metrics } = manifest;
  const summarised = [...new Set(cells.map(({ metric }) => metric))];
  const arose = new Set(cells.filter(({ summary }) => summary.n > 0).map(({ metric }) => metric));
  const labelsOf = (wanted: boolean): string[] =>
    summarised.filter((metric) => arose.has(metric) === wanted).map((metric) => metrics[metric].label);
  const never = labelsOf(false);
  const rows: string[][] = [[...plan.factors, 'protocol', ...labelsOf(true)]];
  for (let first = 0; first < cells.length && rows.length <= MOST_ROWS; first += summarised.length) {
    const { point, protocol } = cells[first];
    const values = settingsAt(plan, point).map(({ value }) => (protocol === 0 ? String(value) : ''));
    const told = cells.slice(first, first + summarised.length).filter(({ metric }) => arose.has(metric));
    rows.push([...values, protocols[protocol], ...told.map((cell) => cellText(manifest, cell))]);
  }
  const all = cells.length / Math.max(1, summarised.length);
  const censored = cells.some(({ summary }) => summary.censoredShare > 0);
  return [
    `${manifest.name}: ${counted(plan.points.length, 'point')}, ${number(perPoint(plan))} replications at each (${seedsText(manifest)})`,
    'Each cell: mean [95 % interval of the mean].',
    '',
    ...aligned(rows),
    ...(all > MOST_ROWS ? [`… and ${all - MOST_ROWS} rows more in summary.json`] : []),
    '',
    ...(never.length > 0 ? [`Never arose at any point: ${never.join(', ')}.`, ''] : []),
    ...(censored ? ['≥: so many per cent were not restored by the horizon, and the mean is a lower bound.', ''] : []),
    ...(manifest.assumptions.length > 0
      ? ['These results hold given what was assumed: summary.json says what, as sim check does.', '']
      : []),
  ].join('\n');
}

const counted = (count: number, what: string): string => `${number(count)} ${what}${count === 1 ? '' : 's'}`;

function seedsText({ plan: { seeds, replications } }: SweepManifest): string {
  if (seeds.count === 1) return `seed ${seeds.first}`;
  const each = replications === 1 ? '' : `, ${replications} of each`;
  return `seeds ${seeds.first} to ${seedAt(seeds, seeds.count - 1)}${each}`;
}

function cellText({ metrics, horizonHours }: SweepManifest, { metric, point, summary }: SweepCell): string {
  const { unit } = metrics[metric];
  if (summary.n === 0) return 'never arose';
  const tell = (value: number): string => amount(value, unit, `> ${hours(horizonHours[point])}`);
  const not = summary.censoredShare > 0 ? `, ${number(100 * summary.censoredShare)} % not` : '';
  return `${boundMark(summary)}${interval(summary, unit, tell)}${not}`;
}
