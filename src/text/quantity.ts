/** Quantities with their units, as a person writes them (`30min`, `7h`, `3.5d`, `380km`), and the laws of chance they may follow. */
import { z } from 'zod';
import { unreachable } from '../engine/assert.ts';
import { type Distribution, fixed } from '../engine/distribution.ts';

const HOURS: Readonly<Record<string, number>> = {
  ms: 1 / 3_600_000,
  s: 1 / 3600,
  min: 1 / 60,
  h: 1,
  d: 24,
  w: 168,
  y: 8766,
};

/** Hours in a text such as `30min`; undefined when it is none. A bare 0 needs no unit. */
export function parseHours(written: unknown): number | undefined {
  if (written === 0) return 0;
  if (typeof written !== 'string') return undefined;
  const match = /^\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(ms|s|min|h|d|w|y)\s*$/.exec(written);
  return match === null ? undefined : Number(match[1]) * HOURS[match[2]];
}

const DURATION_EXPECTED = 'a duration with its unit (ms, s, min, h, d, w, y), such as 30min';

const NEGATIVE = /^\s*-/;
const DURATION_NOT_NEGATIVE = 'a duration of at least 0, such as 30min';

/** Zod: a duration in hours. */
export const duration = z
  .union([z.string(), z.literal(0)], { error: DURATION_EXPECTED })
  .meta({ description: DURATION_EXPECTED })
  .transform((written, context): number => {
    const hours = parseHours(written);
    if (hours !== undefined) return hours;
    const isNegative = typeof written === 'string' && NEGATIVE.test(written);
    context.addIssue({ code: 'custom', message: isNegative ? DURATION_NOT_NEGATIVE : DURATION_EXPECTED });
    return z.NEVER;
  });

const LAWS = ['exponential', 'lognormal', 'triangular', 'uniform'] as const;

/** Whether an object stands for one value (a law, or a value with its source) and not for keys of their own. */
export const isOneValue = (written: object): boolean => 'value' in written || LAWS.some((law) => law in written);

const LAW_EXPECTED =
  'a duration such as 6h, or a law: {exponential: 2min}, {lognormal: [6h, 0.8]} (median, sigma), {triangular: [1d, 3d, 21d]}, {uniform: [2h, 4h]}';

/** What a law needs for its parameters to make sense. */
const NEEDS: Readonly<Record<(typeof LAWS)[number], string>> = {
  exponential: 'an exponential law with a mean above 0, such as {exponential: 2min}',
  lognormal: 'a lognormal law with a median above 0 and a sigma of at least 0, such as {lognormal: [6h, 0.8]}',
  triangular: 'a triangular law with low ≤ mode ≤ high, such as {triangular: [1d, 3d, 21d]}',
  uniform: 'a uniform law with low ≤ high, such as {uniform: [2h, 4h]}',
};

/** What was expected in place of something that is no law. */
function expectedLaw(written: unknown): string {
  if (typeof written === 'string' && NEGATIVE.test(written)) return DURATION_NOT_NEGATIVE;
  if (typeof written !== 'object' || written === null) return LAW_EXPECTED;
  const law = LAWS.find((name) => name in written);
  return law === undefined ? LAW_EXPECTED : NEEDS[law];
}

function parseLaw(written: unknown): Distribution | undefined {
  const hours = parseHours(written);
  if (hours !== undefined) return fixed(hours);
  if (typeof written !== 'object' || written === null) return undefined;
  const entries = Object.entries(written);
  if (entries.length !== 1) return undefined;
  const [law, given] = entries[0];
  if (law === 'exponential') {
    const mean = parseHours(given);
    return mean !== undefined && mean > 0 ? { law, mean } : undefined;
  }
  if (!Array.isArray(given)) return undefined;
  if (law === 'lognormal' && given.length === 2) {
    const median = parseHours(given[0]);
    const sigma: unknown = given[1];
    return median !== undefined && median > 0 && typeof sigma === 'number' && sigma >= 0
      ? { law, median, sigma }
      : undefined;
  }
  const times = given.map(parseHours);
  if (law === 'uniform' && times.length === 2) {
    const [low, high] = times;
    return low !== undefined && high !== undefined && low <= high ? { law, low, high } : undefined;
  }
  if (law === 'triangular' && times.length === 3) {
    const [low, mode, high] = times;
    return low !== undefined && mode !== undefined && high !== undefined && low <= mode && mode <= high
      ? { law, low, mode, high }
      : undefined;
  }
  return undefined;
}

/** Units from the largest, without those that nobody writes for a stage. */
const WRITTEN_UNITS = ['d', 'h', 'min', 's', 'ms'] as const;

/** Hours as a person writes them: in the largest unit that says them in three digits. */
function durationText(hours: number): string {
  if (hours === 0) return '0h';
  const units = WRITTEN_UNITS.filter((unit) => hours >= HOURS[unit]);
  const said = (unit: string): number => Number((hours / HOURS[unit]).toPrecision(3));
  const exact = units.find((unit) => Math.abs(said(unit) * HOURS[unit] - hours) < 1e-9 * hours);
  const unit = exact ?? units.at(0) ?? 'ms';
  return `${said(unit)}${unit}`;
}

/** The law of a duration as a scenario writes it, such as `{lognormal: [6h, 0.8]}`. */
export function lawText(law: Distribution): string {
  switch (law.law) {
    case 'fixed':
      return durationText(law.value);
    case 'exponential':
      return `{exponential: ${durationText(law.mean)}}`;
    case 'lognormal':
      return `{lognormal: [${durationText(law.median)}, ${Number(law.sigma.toPrecision(3))}]}`;
    case 'uniform':
      return `{uniform: [${durationText(law.low)}, ${durationText(law.high)}]}`;
    case 'triangular':
      return `{triangular: [${durationText(law.low)}, ${durationText(law.mode)}, ${durationText(law.high)}]}`;
    default:
      return unreachable(law);
  }
}

/** Zod: the law of a duration, in hours. */
export const durationLaw = z
  .union(
    [
      z.string(),
      z.literal(0),
      z.strictObject({ exponential: z.unknown() }),
      z.strictObject({ lognormal: z.unknown() }),
      z.strictObject({ triangular: z.unknown() }),
      z.strictObject({ uniform: z.unknown() }),
    ],
    { error: LAW_EXPECTED },
  )
  .meta({ description: LAW_EXPECTED })
  .transform((written, context): Distribution => {
    const law = parseLaw(written);
    if (law !== undefined) return law;
    context.addIssue({ code: 'custom', message: expectedLaw(written) });
    return z.NEVER;
  });

const KBPS: Readonly<Record<string, number>> = { '': 1e-3, k: 1, M: 1e3, G: 1e6, T: 1e9 };

const RATE_EXPECTED = 'a rate of at least 0 with its unit (bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s), such as 200 kbit/s';

/** kbit/s in a text such as `0.5 Mbit/s`; undefined when it is none. A bare 0 needs no unit. */
function parseKbps(written: unknown): number | undefined {
  if (written === 0) return 0;
  if (typeof written !== 'string') return undefined;
  const match = /^\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*([kMGT]?)bit\/s\s*$/.exec(written);
  return match === null ? undefined : Number(match[1]) * KBPS[match[2]];
}

/** Zod: a rate in kbit/s. */
export const rate = z
  .union([z.string(), z.literal(0)], { error: RATE_EXPECTED })
  .meta({ description: RATE_EXPECTED })
  .transform((written, context): number => {
    const kbps = parseKbps(written);
    if (kbps !== undefined) return kbps;
    context.addIssue({ code: 'custom', message: RATE_EXPECTED });
    return z.NEVER;
  });

/** A rate as a person writes it: in the largest unit of which there is at least one. */
export function rateText(kbps: number): string {
  const unit = ['T', 'G', 'M', 'k'].find((prefix) => kbps >= KBPS[prefix]) ?? '';
  return `${Number((kbps / KBPS[unit]).toPrecision(6))} ${unit}bit/s`;
}

/** Zod: a plain number from `least` to `most`, or a uniform law between two of them. */
export function numberLaw(least: number, most: number) {
  const range = most === Number.POSITIVE_INFINITY ? `of at least ${least}` : `from ${least} to ${most}`;
  const expected = `a number ${range}, or a law of such numbers: {uniform: [low, high]} with low ≤ high`;
  const isFit = (value: unknown): value is number => typeof value === 'number' && value >= least && value <= most;
  return z
    .union([z.number(), z.strictObject({ uniform: z.unknown() })], { error: expected })
    .meta({ description: expected })
    .transform((written, context): Distribution => {
      if (typeof written === 'number') {
        if (isFit(written)) return fixed(written);
      } else if (Array.isArray(written.uniform) && written.uniform.length === 2) {
        const [low, high]: unknown[] = written.uniform;
        if (isFit(low) && isFit(high) && low <= high) return { law: 'uniform', low, high };
      }
      context.addIssue({ code: 'custom', message: expected });
      return z.NEVER;
    });
}

/** How sure we are of a value. Only `published`, `measured` and `computed` may be told as fact; the others are assumptions. */
export const FLAGS = [
  'published',
  'measured',
  'computed',
  'derived',
  'inferred',
  'estimated',
  'assumed',
  'recalled',
] as const;
export type Flag = (typeof FLAGS)[number];

export const isFact = (flag: Flag | undefined): boolean =>
  flag === 'published' || flag === 'measured' || flag === 'computed' || flag === 'derived';

/** A value with where it comes from. */
export interface Sourced<T> {
  readonly value: T;
  readonly flag?: Flag | undefined;
  readonly source?: string | undefined;
  readonly note?: string | undefined;
}

/** A value in its dress; made once, for zod compiles a schema at its first use. */
const DRESSED = z.strictObject({
  value: z.unknown(),
  flag: z.enum(FLAGS).optional(),
  source: z.string().optional(),
  note: z.string().optional(),
});

/** Zod: a bare value, or `{value, flag, source, note}`. */
export const sourced = <S extends z.ZodType>(schema: S) =>
  z
    .unknown()
    .transform((written, context): Sourced<z.output<S>> => {
      const dressed = typeof written === 'object' && written !== null && 'value' in written;
      const outer = dressed ? DRESSED.safeParse(written) : undefined;
      if (outer !== undefined && !outer.success) {
        for (const issue of outer.error.issues) context.issues.push({ ...issue, input: written } as never);
        return z.NEVER;
      }
      const inner = schema.safeParse(outer === undefined ? written : outer.data.value);
      if (!inner.success) {
        for (const issue of inner.error.issues)
          context.issues.push({
            ...issue,
            path: outer === undefined ? issue.path : ['value', ...issue.path],
            input: written,
          } as never);
        return z.NEVER;
      }
      return outer === undefined ? { value: inner.data } : { ...outer.data, value: inner.data };
    })
    .meta({
      anyOf: [
        z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
        {
          type: 'object',
          required: ['value'],
          additionalProperties: false,
          properties: {
            value: z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
            flag: { enum: [...FLAGS] },
            source: { type: 'string' },
            note: { type: 'string' },
          },
        },
      ] as never,
    });
