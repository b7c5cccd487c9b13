/** What a sweep is asked for, in a file or on the command line, and the points that follow from it. */
import { z } from 'zod';
import type { Draws } from '../engine/draws.ts';
import { protocolOf, type Setting } from '../scenario/sweep-setting.ts';
import { type Document, validated } from '../text/document.ts';
import { nearestName, oneOf, type Problems, shown } from '../text/problem.ts';
import { isDesignFile, type WrittenDesign } from './designs/design-file.ts';
import { type DesignPoint, type Factor, factorFrom, isMistake, type Mistake } from './designs/factor.ts';
import { designs } from './designs/index.ts';
import type { Seeds, SweepPlan } from './sweep-plan.ts';

/** Most seeds of one sweep. */
const MOST_SEEDS = 10_000_000;

const SEEDS_EXPECTED = 'seeds such as 1..1000, the first not above the last, or one whole number';

/** Seeds from a text such as `1..1000`, or one number; undefined when it is none. */
export function seedsOf(written: string | number): Seeds | undefined {
  const match = /^(\d{1,15})(?:\.\.(\d{1,15}))?$/.exec(String(written).trim());
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return last >= first && last - first < MOST_SEEDS ? { first, count: last - first + 1 } : undefined;
}

const seeds = z
  .union([z.string(), z.number()], { error: SEEDS_EXPECTED })
  .meta({ description: SEEDS_EXPECTED })
  .transform((written, context): Seeds => {
    const found = seedsOf(written);
    if (found !== undefined) return found;
    context.addIssue({ code: 'custom', message: SEEDS_EXPECTED });
    return z.NEVER;
  });

const designNames = designs.map(({ name }) => name);
const DESIGN_EXPECTED = `${oneOf(designNames)}, or a file of points (.csv), as seen from this file`;

const VALUES = 'low:high:step, low:high (for lhs and sobol), a list, or one value';

export const sweepSchema = z.strictObject({
  about: z.string().optional(),
  /** File of the scenario, as seen from this file. */
  scenario: z.string().meta({ description: 'File of the scenario, as seen from this file' }),
  seeds: seeds.optional().meta({ description: 'Each seed is a run of its own, such as 1..1000' }),
  replications: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .meta({ description: 'Of each seed: 1 where seeds are named, else those of the scenario' }),
  /** Values by the path of what varies. */
  vary: z
    .record(z.string(), z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()])).min(1)]))
    .default({})
    .meta({ description: `By path, such as hazards[0].magnitude: ${VALUES}` }),
  design: z
    .string()
    .refine((name) => designNames.includes(name) || isDesignFile(name), { error: DESIGN_EXPECTED })
    .optional()
    .meta({ description: DESIGN_EXPECTED, examples: [...designNames, 'points.csv'] }),
  points: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .meta({ description: 'Points of a design that does not count its own' }),
  protocols: z.array(z.string()).min(1).optional(),
  chunk: z.int().min(1).max(4096).optional().meta({ description: 'Replications in one file of the results' }),
});
export type SweepFile = z.output<typeof sweepSchema>;

/** A checked sweep file; undefined, with its problems told, when it cannot be used. */
export function readSweepFile(
  document: Document,
  problems: Problems,
): { file: SweepFile; factors: Factor[] } | undefined {
  const file = validated(document, sweepSchema, problems);
  if (file === undefined) return undefined;
  const before = problems.errors.length;
  const factors = Object.entries(file.vary).flatMap(([path, values]) => {
    const factor = sweptFactor(path, values);
    if (!isMistake(factor)) return [factor];
    problems.error(document.keyAt(['vary', path]), `vary.${path}`, factor.found, factor.expected);
    return [];
  });
  return problems.errors.length > before ? undefined : { file, factors };
}

/** A factor from its path, which may lie in a protocol, and its values as written. */
export function sweptFactor(path: string, written: unknown): Factor | Mistake {
  const rest = protocolOf(path)?.rest;
  if (rest === undefined) return factorFrom(path, written);
  const factor = factorFrom(rest, written);
  return isMistake(factor) ? factor : { ...factor, path };
}

/** A factor from a text such as `hazards[0].magnitude=6:7.5:0.25`. */
export function sweptFactorOf(text: string): Factor | Mistake {
  const equals = text.indexOf('=');
  if (equals < 0)
    return {
      found: `${shown(text)}, without "="`,
      expected: `a path, "=" and its values: ${VALUES}`,
    };
  return sweptFactor(text.slice(0, equals).trim(), text.slice(equals + 1));
}

/** How the points of a sweep are chosen. */
export interface DesignRequest {
  readonly factors: readonly Factor[];
  /** Name of a design; where it is left out, the grid. */
  readonly design?: string | undefined;
  /** The points themselves, where a file lists them. */
  readonly written?: WrittenDesign | undefined;
  readonly points?: number | undefined;
}

/**
 * The points of a sweep: one, without values, where nothing varies.
 * @param draws standing at replication 0, for designs that leave something to chance
 */
export function pointsOf(
  { factors, design = 'grid', written, points }: DesignRequest,
  draws: Draws,
): Pick<SweepPlan, 'factors' | 'points'> | Mistake {
  if (written !== undefined) {
    if (factors.length > 0)
      return {
        found: `${design} and ${factors[0].path} that varies beside it`,
        expected: 'all that varies in the file',
      };
    if (points !== undefined)
      return { found: `${design} and ${points} points`, expected: 'as many points as it lists' };
    return { factors: written.factors, points: settingsOf(written.points) };
  }
  const chosen = designs.find(({ name }) => name === design);
  if (chosen === undefined) {
    const near = nearestName(design, designNames);
    return {
      found: `the design ${shown(design)}`,
      expected: `${oneOf(designNames)}, or a file of points (.csv)${near === undefined ? '' : ` (did you mean "${near}"?)`}`,
    };
  }
  if (factors.length === 0) {
    if (points === undefined) return { factors: [], points: [[]] };
    return { found: `${points} points and nothing that varies`, expected: 'a factor to vary' };
  }
  if (chosen.isCounted && points === undefined)
    return { found: `the design ${design} without a number of points`, expected: 'how many points it shall have' };
  if (!chosen.isCounted && points !== undefined)
    return { found: `${points} points for the design ${design}`, expected: 'lhs or sobol, or no number of points' };
  const made = chosen.points(factors, { count: points ?? 1, draws });
  return isMistake(made) ? made : { factors: factors.map(({ path }) => path), points: settingsOf(made) };
}

/** `true` and `false` stand for themselves, as in a scenario. */
const plain = (value: number | string): Setting['value'] =>
  value === 'true' ? true : value === 'false' ? false : value;

const settingsOf = (points: readonly DesignPoint[]): Setting['value'][][] => points.map((point) => point.map(plain));
