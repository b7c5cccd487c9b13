/** The table that a planner reads: one column a protocol, intervals, what is censored, what was assumed. */
import type { Outcomes } from '../experiment/outcomes.ts';
import type { MetricSummary } from '../experiment/statistics.ts';
import { metrics as usualMetrics } from '../metrics/index.ts';
import { amount, hours, number } from './amounts.ts';
import { between, boundMark, difference, interval, spread } from './cells.ts';
import { furtherMeans, protocolRows } from './protocol-rows.ts';
import type { RunHead } from './run-head.ts';
import { whoIsCutOff } from './who.ts';

const CELL_GAP = 3;

/** Left to `--json` and the results folder: a planner asks for one sustained level. */
const FOR_ANALYSTS = /^sustainedTimeTo(50|80|100)Hours$/;

/** The metric on which the protocols are also compared pair by pair. */
const COMPARED = 'lostUserHours';

/** With more protocols than this, each has a row instead of a column. */
const MOST_COLUMNS = 3;

/** Sites told by name. */
const HARDEST_HIT = 8;

/** A longer sentence is cut here; `sim check` prints it whole. */
const LONGEST_ASSUMPTION = 320;

export function runTable(head: RunHead, outcomes: Outcomes, all: readonly (readonly MetricSummary[])[]): string {
  const horizon = hours(outcomes.horizonHours);
  const inRows = outcomes.variants.length > MOST_COLUMNS;
  const rows = inRows ? protocolRows(outcomes, all) : metricRows(outcomes, all);
  const further = inRows ? furtherMeans(outcomes, all) : [];
  const censored = all.some((summaries) => summaries.some((cell) => cell.censoredShare > 0));
  const faults = outcomes.faults.reduce((sum, count) => sum + count, 0) / outcomes.count;
  const lines = [
    `${head.title}`,
    `${head.topologyName}: ${head.sites} sites, ${head.links} links, ${number(outcomes.people)} people connected before the event`,
    `${outcomes.count} replications, seed ${head.seed}, horizon ${horizon}; ${number(faults)} faults a replication on average`,
    'Each cell: mean [95 % interval of the mean], below it median (5th … 95th percentile).',
    '',
    ...aligned(rows),
    '',
    ...(further.length === 0 ? [] : [...aligned(further), '']),
    ...hardestHit(head, outcomes),
  ];
  if (censored)
    lines.push(
      `≥: some replications were not restored within ${horizon}; their mean is restricted to the time watched (Kaplan-Meier), a lower bound.`,
      '',
    );
  if (head.assumptions.length > 0) {
    lines.push('These results hold given what was assumed (sim check prints it in full):');
    for (const sentence of head.assumptions) lines.push(...wrapped(cut(sentence), 118, '  - ', '    '));
    lines.push('');
  }
  return lines.join('\n');
}

/** One row a metric, one column a protocol. */
function metricRows(outcomes: Outcomes, all: readonly (readonly MetricSummary[])[]): string[][] {
  const horizon = hours(outcomes.horizonHours);
  const isUsual = usualMetrics.every(({ name }) => outcomes.metrics.some((metric) => metric.name === name));
  const rows: string[][] = [['', ...outcomes.variants.map((variant) => variant.name)]];
  for (const [index, metric] of outcomes.metrics.entries()) {
    if (isUsual && FOR_ANALYSTS.test(metric.name)) continue;
    const cells = all.map((summaries) => summaries[index]);
    const isLink = /^timeToRestoreLink/.test(metric.name);
    const tell = (value: number): string => amount(value, metric.unit, `> ${horizon}`);
    if (cells.every((cell) => cell.n === 0)) {
      rows.push([metric.label, ...cells.map(() => (isLink ? 'never broke' : 'never arose'))]);
      continue;
    }
    if (cells.every((cell) => cell.mean === 0 && cell.p95 === 0)) {
      rows.push([metric.label, ...cells.map(() => `${tell(0)} in every replication`)]);
      continue;
    }
    rows.push([metric.label, ...cells.map((cell) => `${boundMark(cell)}${interval(cell, metric.unit, tell)}`)]);
    rows.push(['', ...cells.map((cell) => spread(cell, tell))]);
    if (metric.name === COMPARED && outcomes.count > 1)
      rows.push([
        '   mean of the worst tenth',
        ...cells.map((cell) => between(cell.cvar90, atLeast0(cell.cvar90Ci95), tell)),
      ]);
    if (metric.name === COMPARED && outcomes.variants.length > 1) {
      const [first] = outcomes.variants;
      rows.push([
        `   against ${first.name}, on the same damage`,
        '',
        ...outcomes.variants.slice(1).map((variant) => {
          const { mean, ci95 } = difference(variant.columns[index], first.columns[index]);
          return between(mean, ci95, tell);
        }),
      ]);
    }
    if (metric.targetHours !== undefined) rows.push([`   within ${hours(metric.targetHours)}`, ...cells.map(chanceOf)]);
    if (cells.some((cell) => cell.censoredShare > 0))
      rows.push([`   not back within ${horizon}`, ...cells.map((cell) => `${number(100 * cell.censoredShare)} %`)]);
    if (cells.some((cell) => cell.n < outcomes.count))
      rows.push([
        isLink ? '   replications in which it broke' : '   replications in which it arose',
        ...cells.map((cell) => `${cell.n} of ${outcomes.count}`),
      ]);
  }
  return rows;
}

const atLeast0 = ([low, high]: readonly [number, number]): [number, number] => [Math.max(0, low), high];

/** The chance of a time wanted. */
function chanceOf({ survival }: MetricSummary): string {
  const target = survival?.target;
  return target === undefined ? '–' : between(target.chance, target.ci95, (share) => amount(share, 'share'));
}

/** The sites that lose most user-hours, each with how often it is cut off and for how long on average. */
function hardestHit(head: RunHead, outcomes: Outcomes): string[] {
  const sites = whoIsCutOff(head, outcomes);
  if (sites.length === 0) return [];
  const names = namedIn(outcomes);
  const rows = [['who loses most', 'people', 'share of runs', ...names.map((name) => `cut off, ${name}`)]];
  for (const { name, population, protocols } of sites.slice(0, HARDEST_HIT))
    rows.push([
      `   ${name}`,
      number(population),
      `${number(100 * protocols[names[0]].cutOffShare)} %`,
      ...names.map((protocol) => hours(protocols[protocol].meanHours)),
    ]);
  if (sites.length > HARDEST_HIT)
    rows.push([`   … and ${sites.length - HARDEST_HIT} more (--json)`, ...Array(names.length + 2).fill('')]);
  return [...aligned(rows), ''];
}

/** All protocols where there is room for them, else the first and the one that loses least. */
export function namedIn({ variants, metrics }: Outcomes): string[] {
  if (variants.length <= MOST_COLUMNS) return variants.map(({ name }) => name);
  const compared = metrics.findIndex(({ name }) => name === COMPARED);
  if (compared < 0) return [variants[0].name];
  const loss = variants.map(({ columns }) => columns[compared].reduce((sum, value) => sum + value, 0));
  const best = loss.indexOf(Math.min(...loss));
  return best === 0 ? [variants[0].name] : [variants[0].name, variants[best].name];
}

const cut = (sentence: string): string =>
  sentence.length > LONGEST_ASSUMPTION
    ? `${sentence.slice(0, sentence.lastIndexOf(' ', LONGEST_ASSUMPTION))} …`
    : sentence;

/** Columns set under each other: the first to the left, the others to the right. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0]) : ' '.repeat(CELL_GAP) + cell.padStart(widths[column]),
      )
      .join('')
      .trimEnd(),
  );
}

/** A sentence broken at blanks. */
export function wrapped(sentence: string, width: number, first: string, rest: string): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of sentence.split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
