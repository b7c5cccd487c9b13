/** Factors of a design: what is varied in a scenario, and over which values. */
import type { Path } from '../../text/document.ts';
import { oneOf, shown } from '../../text/problem.ts';

/** A number without a unit, or text: a number with its unit such as `4h`, or a name. */
export type Value = number | string;

/** The values of the factors, in their order. */
export type DesignPoint = readonly Value[];

/** Values one by one: those of a list, or of a range with its steps. */
interface Levels {
  readonly kind: 'levels';
  readonly levels: readonly Value[];
}

/** Everything from `low` to `high`. */
interface Interval {
  readonly kind: 'interval';
  readonly low: number;
  readonly high: number;
  /** What follows the number, such as `h`; empty for a bare number. */
  readonly unit: string;
}

export interface Factor {
  /** Of the value in the scenario, such as `hazards[0].earthquake.magnitude`. */
  readonly path: string;
  readonly values: Levels | Interval;
}

/** What is wrong with what a person asked for. */
export interface Mistake {
  readonly found: string;
  readonly expected: string;
}

/** A value as a scenario holds it: the words `true` and `false` are no text there. */
export const written = (value: Value): Value | boolean =>
  value === 'true' || value === 'false' ? value === 'true' : value;

export const isMistake = (result: object): result is Mistake => 'found' in result && 'expected' in result;

/** Most values of one factor that a person could mean. */
const MOST_LEVELS = 10_000;

const FACTOR_EXPECTED =
  'a path, "=" and its values, such as hazards[0].earthquake.magnitude=6:7.5:0.25, horizon=7d,14d or stages.travel=1h:6h';
const VALUES_EXPECTED = 'values: a range low:high:step, an interval low:high, or a list a,b,c';

/** A factor from a text such as `hazards[0].earthquake.magnitude=6:7.5:0.25`. */
export function factorOf(text: string): Factor | Mistake {
  const equals = text.indexOf('=');
  if (equals < 0) return { found: `${shown(text)}, without "="`, expected: FACTOR_EXPECTED };
  return factorFrom(text.slice(0, equals).trim(), text.slice(equals + 1));
}

/** A factor from its path and its values as a file gives them: a text as after `=`, one number, or a list. */
export function factorFrom(path: string, given: unknown): Factor | Mistake {
  if (path === '') return { found: 'no path', expected: FACTOR_EXPECTED };
  if (pathOf(path) === undefined)
    return {
      found: `the path ${shown(path)}`,
      expected: 'keys joined by dots, places of lists in brackets, such as hazards[0].earthquake.magnitude',
    };
  const values = valuesOf(given);
  return isMistake(values) ? { ...values, found: `${values.found} for ${path}` } : { path, values };
}

/** The parts of a path as `pathText` writes it; undefined when it is none. */
export function pathOf(text: string): Path | undefined {
  if (!/^[A-Za-z_][\w-]*(?:\[\d+\])*(?:\.[A-Za-z_][\w-]*(?:\[\d+\])*)*$/.test(text)) return undefined;
  return [...text.matchAll(/\[(\d+)\]|[\w-]+/g)].map(([part, index]) => (index === undefined ? part : Number(index)));
}

function valuesOf(given: unknown): Levels | Interval | Mistake {
  if (typeof given === 'number' && Number.isFinite(given)) return { kind: 'levels', levels: [given] };
  if (Array.isArray(given)) return levelsOf(given);
  if (typeof given !== 'string') return { found: shown(given), expected: VALUES_EXPECTED };
  if (given.trim() === '') return { found: 'no values', expected: VALUES_EXPECTED };
  if (given.includes(',') || !given.includes(':')) return levelsOf(given.split(',').map(listed));
  return spanOf(given);
}

/** A value as it stands in a list: a bare number is one, all else is text. */
export function listed(text: string): Value {
  const plain = text.trim();
  const number = decimalOf(plain);
  return number === undefined || number.unit !== '' ? plain : toNumber(number);
}

function levelsOf(list: readonly unknown[]): Levels | Mistake {
  const levels: Value[] = [];
  for (const value of list) {
    const isText = typeof value === 'string' && value.trim() !== '';
    if (!isText && !(typeof value === 'number' && Number.isFinite(value)))
      return {
        found: value === '' ? 'an empty place in the list' : `${shown(value)} in the list`,
        expected: 'numbers or words, such as 2h,4h',
      };
    if (levels.includes(value)) return { found: `${shown(value)} twice`, expected: 'each value once' };
    levels.push(value);
  }
  if (levels.length === 0) return { found: 'an empty list', expected: 'at least one value' };
  return { kind: 'levels', levels };
}

/** A decimal number held exactly: `whole` times ten to the power `-places`. */
interface Decimal {
  readonly whole: bigint;
  readonly places: number;
  readonly unit: string;
}

/** Most digits behind the point, or noughts of an exponent, that a person could mean. */
const MOST_PLACES = 20;

function decimalOf(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?(\s*[A-Za-z%°][\w/%°]*)?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, sign, digits, fraction = '', exponent = '0', unit = ''] = match;
  const places = fraction.length - Number(exponent);
  if (Math.abs(places) > MOST_PLACES) return undefined;
  const whole = BigInt(digits + fraction) * 10n ** BigInt(Math.max(0, -places));
  return { whole: sign === '-' ? -whole : whole, places: Math.max(0, places), unit };
}

const scaled = ({ whole, places }: Decimal, to: number): bigint => whole * 10n ** BigInt(to - places);

/** The double nearest to the decimal: what a reader of its digits would get. */
const toNumber = ({ whole, places }: Omit<Decimal, 'unit'>): number => Number(`${whole}e-${places}`);

/** `low:high:step` or `low:high`. Steps are counted in whole numbers, so that no value gathers an error. */
function spanOf(text: string): Levels | Interval | Mistake {
  const parts = text.split(':').map((part) => part.trim());
  if (parts.length > 3) return { found: `${parts.length} parts in ${shown(text)}`, expected: VALUES_EXPECTED };
  const decimals: Decimal[] = [];
  for (const part of parts) {
    const decimal = decimalOf(part);
    if (decimal === undefined)
      return {
        found: `${part === '' ? 'nothing' : shown(part)} in ${shown(text)}`,
        expected: 'a number, with its unit if it has one, such as 6.5 or 4h',
      };
    decimals.push(decimal);
  }
  const units = [...new Set(decimals.map(({ unit }) => unit))];
  if (units.length > 1) {
    const named = units.map((unit) => (unit === '' ? 'no unit' : shown(unit.trim())));
    return {
      found: `${named.join(' and ')} in ${shown(text)}`,
      expected: 'the same unit throughout, such as 2h:8h:2h',
    };
  }
  const most = Math.max(...decimals.map(({ places }) => places));
  const [low, high, step] = decimals.map((decimal) => scaled(decimal, most));
  const [unit] = units;
  if (low >= high) return { found: shown(text), expected: 'a low below the high' };
  const number = (whole: bigint): number => toNumber({ whole, places: most });
  if (decimals.length === 2) return { kind: 'interval', low: number(low), high: number(high), unit };
  if (step <= 0n) return { found: `a step of ${parts[2]} in ${shown(text)}`, expected: 'a step above 0' };
  const count = (high - low) / step + 1n;
  if (count > MOST_LEVELS) return { found: `${count} values in ${shown(text)}`, expected: `at most ${MOST_LEVELS}` };
  const levels = Array.from({ length: Number(count) }, (_, index) =>
    withUnit(number(low + BigInt(index) * step), unit),
  );
  return { kind: 'levels', levels };
}

const withUnit = (value: number, unit: string): Value => (unit === '' ? value : `${plainText(value)}${unit}`);

/** A number in digits without an exponent, which the readers of quantities want behind it. */
function plainText(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(MOST_PLACES).replace(/\.?0+$/, '') : text;
}

/** Parts of an interval that are told apart: values are rounded to a millionth of its length. */
const FINENESS = 6;

/** The value at a share `u` of the way through a factor. A list is cut into parts of equal length. @param u in [0, 1] */
export function valueAlong({ values }: Factor, u: number): Value {
  if (values.kind === 'levels') {
    const { levels } = values;
    return levels[Math.min(Math.floor(u * levels.length), levels.length - 1)];
  }
  const { low, high, unit } = values;
  const places = Math.min(100, Math.max(0, FINENESS - Math.floor(Math.log10(high - low))));
  const rounded = Number((low + u * (high - low)).toFixed(places));
  return withUnit(Math.min(high, Math.max(low, rounded)), unit);
}

/** Points of the unit cube as values of the factors. @param cube a row a point, a column a factor */
export const pointsAlong = (factors: readonly Factor[], cube: readonly Float64Array[]): DesignPoint[] =>
  cube.map((row) => factors.map((factor, index) => valueAlong(factor, row[index])));

/** What is wrong with factors taken together: none at all, or one of them twice. */
export function mistakeAmong(factors: readonly Factor[]): Mistake | undefined {
  if (factors.length === 0) return { found: 'no factor', expected: 'at least one factor to vary' };
  const paths = factors.map(({ path }) => path);
  const again = paths.filter((path, index) => paths.indexOf(path) !== index);
  return again.length > 0 ? { found: `${oneOf([...new Set(again)])} twice`, expected: 'each path once' } : undefined;
}
