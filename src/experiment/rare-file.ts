/** What is asked of rare events, in a file: a scenario, how magnitudes are drawn, and what is to be told. */
import { z } from 'zod';
import { type Document, validated } from '../text/document.ts';
import { nearestName, oneOf, type Problems, shown } from '../text/problem.ts';
import { parseHours } from '../text/quantity.ts';
import type { MetricHead } from './outcomes.ts';
import { type ImportanceBlock, importanceSchema, type StrataBlock, strataSchema } from './rare-events.ts';

export const rareSchema = z.strictObject({
  about: z.string().optional(),
  /** File of the scenario, as seen from this file. */
  scenario: z.string().meta({ description: 'File of the scenario, as seen from this file' }),
  seed: z
    .union([z.int().nonnegative(), z.string().min(1)])
    .optional()
    .describe('Seed of all chance; that of the scenario when left out'),
  protocols: z.array(z.string()).min(1).optional().describe('Those of the scenario when left out'),
  strata: strataSchema.optional().describe('Magnitudes drawn in strata; exactly one of strata and importance'),
  importance: importanceSchema.optional().describe('Magnitudes drawn from a law of another slope'),
  metrics: z.array(z.string()).min(1).optional().describe('Whose means are told; the headlines when left out'),
  exceed: z
    .array(
      z.strictObject({
        metric: z.string(),
        value: z.union([z.number(), z.string()]).describe('In the unit of the metric, or a duration such as 3d'),
      }),
    )
    .default([])
    .describe('The chance that a metric is above a value'),
});
type RareFile = z.output<typeof rareSchema>;

/** How the magnitudes are drawn, by the key that states it. */
export type MagnitudePlan =
  | { readonly kind: 'strata'; readonly block: StrataBlock }
  | { readonly kind: 'importance'; readonly block: ImportanceBlock };

export interface RareRequest {
  readonly file: RareFile;
  readonly plan: MagnitudePlan;
}

/** A checked file; undefined, with its problems told, when it cannot be used. */
export function readRareFile(document: Document, problems: Problems): RareRequest | undefined {
  const file = validated(document, rareSchema, problems);
  if (file === undefined) return undefined;
  const { strata, importance } = file;
  if (strata !== undefined && importance === undefined) return { file, plan: { kind: 'strata', block: strata } };
  if (importance !== undefined && strata === undefined)
    return { file, plan: { kind: 'importance', block: importance } };
  const at = strata === undefined ? document.at([]) : document.keyAt(['importance']);
  const found = strata === undefined ? 'neither strata nor importance' : 'strata and importance';
  problems.error(at, '', found, 'exactly one of strata and importance');
  return undefined;
}

/** A metric and the value that it may be above, in its unit. */
export interface Threshold {
  readonly metric: number;
  readonly above: number;
  /** As it was written. */
  readonly written: string;
}

export interface RareQuestions {
  /** Places of the metrics whose means are told. */
  readonly metrics: readonly number[];
  readonly thresholds: readonly Threshold[];
}

/**
 * The metrics and values that a file asks about. Problems are told at their places.
 * @param usual names of the metrics that are told when none are asked for
 */
export function questionsOf(
  { metrics, exceed }: RareFile,
  document: Document,
  heads: readonly MetricHead[],
  horizonHours: number,
  usual: readonly string[],
  problems: Problems,
): RareQuestions {
  const names = heads.map(({ name }) => name);
  const placeOf = (name: string, path: (string | number)[], text: string): number => {
    const place = names.indexOf(name);
    if (place < 0) problems.error(document.at(path), text, shown(name), oneOf(names), nearestName(name, names));
    return place;
  };
  const thresholds = exceed.flatMap(({ metric, value }, index): Threshold[] => {
    const place = placeOf(metric, ['exceed', index, 'metric'], `exceed[${index}].metric`);
    if (place < 0) return [];
    const { kind, unit } = heads[place];
    const above = typeof value === 'number' ? value : unit === 'h' ? parseHours(value) : undefined;
    const wrong = (expected: string): void =>
      problems.error(document.at(['exceed', index, 'value']), `exceed[${index}].value`, shown(value), expected);
    if (above === undefined) wrong(unit === 'h' ? 'hours, or a duration such as 3d' : `a number, of ${unit}`);
    else if (kind === 'time' && above >= horizonHours)
      wrong(`less than the horizon, ${horizonHours} h: beyond it nobody watches`);
    return above === undefined ? [] : [{ metric: place, above, written: String(value) }];
  });
  const asked = (metrics ?? usual).map((name, index) => placeOf(name, ['metrics', index], `metrics[${index}]`));
  return { metrics: [...new Set(asked)].filter((place) => place >= 0), thresholds };
}
