/** Replications until every difference from the baseline is known precisely enough. */
import { columnOf, referenceOf, type Sample } from '../experiment/pairs.ts';
import { Stopping } from '../experiment/stopping.ts';
import { number } from '../report/amounts.ts';
import type { Section } from '../report/compare-table.ts';
import { wrongOption } from './output.ts';

/** How more replications are had, and what the question is about. */
export interface Wants {
  /** Replications 0 to `count - 1` of every protocol, and those after them that are there already. */
  readonly upTo: (count: number) => Promise<Sample[]>;
  /** The most replications. */
  readonly most: number;
  readonly metric: string;
  readonly baseline: string;
}

/** What came of a question. */
export interface Answer {
  readonly section: Section;
  readonly told: unknown;
}

/** Replications added at a time, as a share of those that are there: what is run for nothing stays small. */
const GROWTH = 1.5;

/** The next number of replications, at most `most`. */
export const grown = (count: number, most: number): number => Math.min(most, Math.ceil((GROWTH * count) / 50) * 50);

/** A metric that has a number in every replication; for a time, that to the horizon where it was not reached. */
export function numbersOf(sample: Sample, metric: string): Float64Array {
  const { head, column } = columnOf(sample, metric);
  const { horizonHours, onset } = sample;
  return column.map((value, row) => {
    if (value === Number.POSITIVE_INFINITY) return horizonHours - onset[row];
    // A level that was never left is back at once; an amount must be there.
    if (Number.isNaN(value) && head.kind === 'amount')
      wrongOption(
        '--metrics',
        `${metric}, which does not arise in replication ${row}`,
        'one that has a number in each',
      );
    return Number.isNaN(value) ? 0 : value;
  });
}

/**
 * Goes on until the 95 % interval of the difference of each protocol from the baseline is narrower, to either side, than a
 * share of the baseline's mean (of what it lacks of 1, where a share is wanted).
 */
export async function stopWhenPrecise(first: readonly Sample[], share: number, wants: Wants): Promise<Answer> {
  const { metric, most, baseline, upTo } = wants;
  let samples: readonly Sample[] = first;
  const { head } = columnOf(samples[0], metric);
  const names = samples.map(({ name }) => name).filter((name) => name !== baseline);
  const rules = new Map(names.map((name) => [name, new Stopping({ relativeHalfWidth: share, cap: most })]));
  for (let fed = 0; ; ) {
    const count = samples[0].onset.length;
    const base = numbersOf(samples.find(({ name }) => name === baseline) ?? samples[0], metric);
    for (const [name, rule] of rules) {
      const values = numbersOf(samples.find((sample) => sample.name === name) ?? samples[0], metric);
      for (let row = fed; row < count && rule.end === undefined; row++)
        rule.feed(values[row] - base[row], referenceOf(head, base[row]));
    }
    fed = count;
    if (count >= most || [...rules.values()].every(({ end }) => end !== undefined)) break;
    samples = await upTo(grown(count, most));
  }
  const percent = (value: number): string => `${number(100 * value)} %`;
  return {
    told: {
      metric,
      relativeHalfWidth: share,
      protocols: Object.fromEntries(
        [...rules].map(([name, rule]) => [
          name,
          {
            replications: rule.n,
            reached: Number.isFinite(rule.relativeHalfWidth) ? rule.relativeHalfWidth : null,
            end: rule.end ?? 'capped',
          },
        ]),
      ),
    },
    section: {
      title: `replications until the difference in ${metric} is known to ${percent(share)} of the baseline`,
      rows: [
        ['', 'replications', 'known to', ''],
        ...[...rules].map(([name, rule]) => [
          `   ${name}`,
          number(rule.n),
          percent(rule.relativeHalfWidth),
          rule.end === 'precise' ? 'precise enough' : `not precise enough: the most (${number(most)})`,
        ]),
      ],
      sentences: [
        'Looked at every 50 replications, until three looks in a row find it narrow enough (Chow and Robbins 1965): these intervals cover a little less than 95 %.',
      ],
    },
  };
}
