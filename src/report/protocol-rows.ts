/** Many protocols side by side: one row each, with what a planner decides by. */
import type { Outcomes } from '../experiment/outcomes.ts';
import type { MetricSummary } from '../experiment/statistics.ts';
import { machineMetrics, metrics as usualMetrics } from '../metrics/index.ts';
import { amount, hours, number } from './amounts.ts';
import { between, boundMark, difference, interval, spread } from './cells.ts';

/** The metric on which the protocols are compared pair by pair. */
const COMPARED = 'lostUserHours';
const SHOWN = ['lostUserHours', 'sustainedTimeTo95Hours', 'timeTo100Hours'] as const;

/** A header, then two lines a protocol: means with intervals, and below them medians with the 5th and 95th percentile. */
export function protocolRows(outcomes: Outcomes, all: readonly (readonly MetricSummary[])[]): string[][] {
  const { metrics, variants } = outcomes;
  const censoredAt = `> ${hours(outcomes.horizonHours)}`;
  const [first] = variants;
  const isShown = (name: string): boolean =>
    (SHOWN as readonly string[]).includes(name) || /^timeToRestoreLink/.test(name);
  // A watched link that never broke has nothing to tell.
  const shown = [...metrics.keys()].filter(
    (index) => isShown(metrics[index].name) && all.some((summaries) => summaries[index].n > 0),
  );
  const header = ['', ...shown.flatMap((index) => headings(metrics[index].name, metrics[index].label, first.name))];
  const rows: string[][] = [header];
  for (const [place, variant] of variants.entries()) {
    const means = [variant.name];
    const spreads = [''];
    for (const index of shown) {
      const { unit, name } = metrics[index];
      const cell = all[place][index];
      const tell = (value: number): string => amount(value, unit, censoredAt);
      means.push(`${boundMark(cell)}${interval(cell, unit, tell)}`);
      spreads.push(
        cell.censoredShare > 0
          ? `${spread(cell, tell)}, ${number(100 * cell.censoredShare)} % not`
          : spread(cell, tell),
      );
      if (name !== COMPARED) continue;
      if (place === 0) means.push('');
      else {
        const { mean, ci95 } = difference(variant.columns[index], first.columns[index]);
        means.push(between(mean, ci95, tell));
      }
      spreads.push('');
    }
    rows.push(means, spreads);
  }
  return rows;
}

/** What a scenario asks to be measured besides: one row a metric, the mean under each protocol. Empty when it asks for nothing. */
export function furtherMeans(outcomes: Outcomes, all: readonly (readonly MetricSummary[])[]): string[][] {
  const { metrics, variants } = outcomes;
  const censoredAt = `> ${hours(outcomes.horizonHours)}`;
  const rows: string[][] = [];
  for (const [index, { name, label, unit }] of metrics.entries()) {
    if (isUsual(name) || /^timeToRestoreLink/.test(name)) continue;
    const cells = all.map((summaries) => summaries[index]);
    rows.push([
      label,
      ...cells.map((cell) => `${boundMark(cell)}${amount(cell.survival?.rmst ?? cell.mean, unit, censoredAt)}`),
    ]);
  }
  return rows.length === 0 ? [] : [['means', ...variants.map(({ name }) => name)], ...rows];
}

const isUsual = (name: string): boolean =>
  usualMetrics.some((metric) => metric.name === name) || machineMetrics.some((metric) => metric.name === name);

const headings = (name: string, label: string, first: string): string[] =>
  name === COMPARED ? [label, `against ${first}, on the same damage`] : [label];
