/** The gates that a protocol must pass in CI: text → what is claimed, of which protocol, by which statistic. */
import { z } from 'zod';
import { type Document, type Path, pathText, readDocument, validated, valueAt } from '../text/document.ts';
import { nearestName, oneOf, Problems } from '../text/problem.ts';
import { parseHours } from '../text/quantity.ts';
import { type Load, textOf } from './files.ts';

/** What of a column over replications is looked at. */
export type Statistic =
  | { readonly of: 'mean' }
  /** Mean of times, each cut at the longest time that all replications were watched for. */
  | { readonly of: 'rmst' }
  /** Mean of the worst share `1 - level`. */
  | { readonly of: 'cvar'; readonly level: number }
  | { readonly of: 'quantile'; readonly level: number }
  | { readonly of: 'censoredShare' };

/** A share of the baseline (of what it lacks, where a share of 1 is wanted), or a number in the unit of the metric. */
type Margin = { readonly share: number } | { readonly absolute: number };

export type Claim =
  /** The protocol is not worse than the baseline by the margin or more. */
  | { readonly kind: 'not-worse'; readonly margin: Margin }
  /** The protocol is neither worse nor better than the baseline by the margin or more. */
  | { readonly kind: 'equivalent'; readonly margin: Margin }
  | { readonly kind: 'limit'; readonly isAtMost: boolean; readonly limit: number };

export interface Gate {
  /** Where it is written, such as `gates[2]`. */
  readonly place: string;
  /** Undefined: every protocol that is compared. */
  readonly protocol: string | undefined;
  readonly metric: string;
  readonly statistic: Statistic;
  readonly claim: Claim;
}

export interface Gates {
  readonly baseline: string | undefined;
  /** Chance, at most, that any of the gates is told wrongly. */
  readonly errorRate: number;
  /** Replications up to which a gate that is not decided asks for more. */
  readonly mostReplications: number;
  readonly whenInconclusive: 'warn' | 'fail';
  readonly gates: readonly Gate[];
}

/** What a gate can be about. */
export interface Known {
  /** What the file may name as its baseline. */
  readonly baselines: readonly string[];
  /** The protocols that are compared with the baseline that the file names, if it names one. */
  readonly compared: (baseline: string | undefined) => readonly string[];
  readonly metrics: readonly KnownMetric[];
}

interface KnownMetric {
  readonly name: string;
  readonly kind: 'amount' | 'time';
  readonly unit: string;
  readonly better?: 'higher' | 'neither';
}

const MARGIN_EXPECTED = 'a share of the baseline such as 2%, or a number in the unit of the metric, above 0';

const margin = z
  .union([z.string(), z.number()], { error: MARGIN_EXPECTED })
  .meta({ description: MARGIN_EXPECTED })
  .transform((written, context): Margin => {
    const match = typeof written === 'string' ? /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(written) : null;
    const size = match === null ? written : Number(match[1]) / 100;
    if (typeof size === 'number' && size > 0 && Number.isFinite(size))
      return match === null ? { absolute: size } : { share: size };
    context.addIssue({ code: 'custom', message: MARGIN_EXPECTED });
    return z.NEVER;
  });

const gateSchema = z.strictObject({
  protocol: z.string().min(1).optional().describe('One protocol; every one that is compared when left out'),
  notWorse: z.string().min(1).optional().describe('A metric, or metric.statistic, that may not be worse'),
  equivalent: z.string().min(1).optional().describe('A metric, or metric.statistic, that must be about the same'),
  limit: z.string().min(1).optional().describe('Such as sustainedTimeTo95Hours.p95 <= 72'),
  margin: margin.optional().describe('What counts as a difference; 2% when left out'),
});

export const gatesSchema = z.strictObject({
  baseline: z
    .string()
    .min(1)
    .optional()
    .describe(
      'What the others are compared with; --baseline goes before it. Left out: the first protocol of the scenario; of two folders of results, the same protocol in the first',
    ),
  errorRate: z
    .number()
    .min(0.0001)
    .max(0.2)
    .default(0.05)
    .describe('Chance, at most, that any of the gates is told wrongly (Holm over the gates)'),
  mostReplications: z
    .number()
    .int()
    .min(2)
    .max(10_000_000)
    .optional()
    .describe(
      'Replications up to which a gate that is not decided asks for more; eight times the scenario’s when left out, and --most goes before it',
    ),
  whenInconclusive: z
    .enum(['warn', 'fail'])
    .default('warn')
    .describe('What a gate comes to that is still not decided then'),
  gates: z.array(gateSchema).min(1),
});

/** How many times the replications of the scenario a gate may ask for when its file says nothing. */
const MOST_TIMES = 8;

const USUAL_MARGIN: Margin = { share: 0.02 };

const LIMIT = /^\s*([\w:.-]+?)\s*(<=|>=)\s*(.+?)\s*$/;
const LIMITS_EXPECTED: Readonly<Record<string, string>> = {
  h: 'hours, or a duration such as 3d',
  share: 'a share such as 5% or 0.05',
};
const LIMIT_EXPECTED = 'metric.statistic <= number, such as sustainedTimeTo95Hours.p95 <= 72';
const STATISTICS_EXPECTED = 'mean, rmst (a time), median, cvar90, censoredShare (a time) or a percentile such as p95';

/** Undefined when the word names no statistic of such a metric. */
function statisticOf(word: string, kind: 'amount' | 'time'): Statistic | undefined {
  if (word === 'mean') return kind === 'amount' ? { of: 'mean' } : { of: 'rmst' };
  if (word === 'rmst' || word === 'censoredShare') return kind === 'time' ? { of: word } : undefined;
  if (word === 'median') return { of: 'quantile', level: 0.5 };
  const match = /^(p|cvar)(\d{2})$/.exec(word);
  if (match === null || match[2] === '00') return undefined;
  return { of: match[1] === 'p' ? 'quantile' : 'cvar', level: Number(match[2]) / 100 };
}

/** What two protocols are compared by: of the quantiles the one than which 5 % are worse. */
const comparable = (statistic: Statistic, better: KnownMetric['better']): boolean =>
  statistic.of === 'mean' ||
  statistic.of === 'rmst' ||
  (statistic.of === 'cvar' && statistic.level === 0.9) ||
  (statistic.of === 'quantile' && statistic.level === (better === 'higher' ? 0.05 : 0.95));

/** The baseline that a file of gates names; undefined where it names none or cannot be read. */
export function baselineOfGates(file: string, load: Load): string | undefined {
  const loaded = load(file);
  const document = 'text' in loaded ? readDocument(loaded.text, file, new Problems()) : undefined;
  const named = valueAt(document?.value, ['baseline']);
  return typeof named === 'string' ? named : undefined;
}

/** Reads a file of gates. @returns undefined when it cannot be used, with all problems told */
export function readGates(
  file: string,
  load: Load,
  problems: Problems,
  known: Known,
  replications: number,
): Gates | undefined {
  const text = textOf(load, file, problems);
  if (text === undefined) return undefined;
  const document = readDocument(text, file, problems);
  if (document === undefined) return undefined;
  const before = problems.errors.length;
  const read = validated(document, gatesSchema, problems);
  const { value } = document;
  // Names are looked up though the schema be broken elsewhere, so that all problems are told at once.
  const baseline = valueAt(value, ['baseline']);
  const named = (found: unknown, path: Path, names: readonly string[], expected: string): void => {
    if (typeof found === 'string' && found !== '' && !names.includes(found))
      problems.error(document.at(path), pathText(path), `"${found}"`, expected, nearestName(found, names));
  };
  named(baseline, ['baseline'], known.baselines, oneOf(known.baselines));
  const compared = known.compared(typeof baseline === 'string' ? baseline : undefined);
  const written = valueAt(value, ['gates']);
  const gates: Gate[] = [];
  for (const [index, entry] of (Array.isArray(written) ? written : []).entries()) {
    if (typeof entry !== 'object' || entry === null) continue;
    const path = ['gates', index];
    const protocol = valueAt(entry, ['protocol']);
    named(protocol, [...path, 'protocol'], compared, `a protocol that is compared: ${oneOf(compared)}`);
    const own = { place: `gates[${index}]`, protocol: typeof protocol === 'string' ? protocol : undefined };
    const gate = gateOf(entry, read?.gates[index]?.margin, document, path, known, problems);
    if (gate !== undefined) gates.push({ ...own, ...gate });
  }
  if (read === undefined || problems.errors.length > before) return undefined;
  return {
    baseline: read.baseline,
    errorRate: read.errorRate,
    mostReplications: Math.max(replications, read.mostReplications ?? MOST_TIMES * replications),
    whenInconclusive: read.whenInconclusive,
    gates,
  };
}

const CLAIMS = ['notWorse', 'equivalent', 'limit'] as const;

/** One gate. @returns undefined when it cannot be used, with its problems told */
function gateOf(
  entry: object,
  margin: Margin | undefined,
  document: Document,
  path: readonly (string | number)[],
  known: Known,
  problems: Problems,
): Omit<Gate, 'place' | 'protocol'> | undefined {
  const keys = CLAIMS.filter((key) => key in entry);
  if (keys.length !== 1) {
    const found = keys.length === 0 ? 'no claim' : keys.join(' and ');
    problems.error(document.at(path), pathText(path), found, 'exactly one of notWorse, equivalent, limit');
    return undefined;
  }
  const [key] = keys;
  const claimed = valueAt(entry, [key]);
  // The schema says that it is a text.
  if (typeof claimed !== 'string' || claimed === '') return undefined;
  const wrong = (found: string, expected: string, nearest?: string, at: string = key): undefined => {
    problems.error(document.at([...path, at]), pathText([...path, at]), found, expected, nearest);
    return undefined;
  };
  const limit = key === 'limit' ? LIMIT.exec(claimed) : null;
  if (key === 'limit' && limit === null) return wrong(`"${claimed}"`, LIMIT_EXPECTED);
  const [name, word] = namesIn(limit === null ? claimed : limit[1], known);
  const metric = known.metrics.find((one) => one.name === name);
  if (metric === undefined) {
    const names = known.metrics.map((one) => one.name);
    return wrong(`"${name}"`, 'a metric of the scenario (sim list metrics)', nearestName(name, names));
  }
  const statistic = statisticOf(word ?? 'mean', metric.kind);
  if (statistic === undefined) return wrong(`"${word}"`, STATISTICS_EXPECTED);
  if (limit !== null) {
    if ('margin' in entry) wrong('a margin beside a limit', 'one of the two', undefined, 'margin');
    const unit = statistic.of === 'censoredShare' ? 'share' : metric.unit;
    const bound = limitOf(limit[3], unit);
    if (bound === undefined) return wrong(`"${limit[3]}"`, LIMITS_EXPECTED[unit] ?? 'a number');
    return { metric: name, statistic, claim: { kind: 'limit', isAtMost: limit[2] === '<=', limit: bound } };
  }
  if (!comparable(statistic, metric.better)) {
    const far = metric.better === 'higher' ? 'p05' : 'p95';
    return wrong(
      `"${word}"`,
      `mean, rmst, cvar90 or ${far}: what two protocols are compared by; a limit takes the others`,
    );
  }
  if (key === 'notWorse' && metric.better === 'neither')
    return wrong(
      `"${name}", of which neither more nor less is better`,
      'a metric with a direction; or equivalent, or limit',
    );
  const kind = key === 'equivalent' ? 'equivalent' : 'not-worse';
  return { metric: name, statistic, claim: { kind, margin: margin ?? USUAL_MARGIN } };
}

/** A metric's name and, after the last point, its statistic; names of metrics may hold points themselves. */
function namesIn(subject: string, { metrics }: Known): [string, string | undefined] {
  if (metrics.some(({ name }) => name === subject)) return [subject, undefined];
  const point = subject.lastIndexOf('.');
  return point < 0 ? [subject, undefined] : [subject.slice(0, point), subject.slice(point + 1)];
}

/** A number, a share such as `5%`, or for hours a duration. */
function limitOf(written: string, unit: string): number | undefined {
  const share = /^(-?\d+(?:\.\d+)?)\s*%$/.exec(written);
  if (share !== null) return unit === 'share' ? Number(share[1]) / 100 : undefined;
  const plain = Number(written.replaceAll('_', ''));
  if (Number.isFinite(plain)) return plain;
  return unit === 'h' ? parseHours(written) : undefined;
}
