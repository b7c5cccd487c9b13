/** Numbers as a planner reads them: hours as hours or days, shares as per cent, people with their thousands. */

/** Three significant digits, with thousands apart and no exponent. */
export function number(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
  return value.toLocaleString('en-US', { minimumFractionDigits: 0, maximumFractionDigits: digits }).replace(/^-/, '−');
}

/** Hours below two days as hours, beyond as days. */
export function hours(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (value === 0) return '0 h';
  const size = Math.abs(value);
  if (size < 1 / 60) return `${number(value * 3600)} s`;
  if (size < 1) return `${number(value * 60)} min`;
  return size < 48 ? `${number(value)} h` : `${number(value / 24)} d`;
}

/** A share just below 1 in as many digits as tell it from 1, as availabilities are told; undefined for any other. */
function nearlyAll(share: number): string | undefined {
  const missing = 100 * (1 - share);
  // Below a millionth of a per cent it is rounding.
  return missing >= 1e-6 && missing < 0.1 ? (100 - missing).toFixed(Math.ceil(-Math.log10(missing))) : undefined;
}

/** An amount with its unit. `beyond` is told where a time lies past the horizon. */
export function amount(value: number, unit: string, beyond = ''): string {
  if (value === Number.POSITIVE_INFINITY) return beyond;
  if (unit === 'h') return hours(value);
  if (unit === 'share') return Number.isNaN(value) ? '–' : `${nearlyAll(value) ?? number(100 * value)} %`;
  if (unit === 'user-hours' && Math.abs(value) >= 1e6) return `${number(value / 1e6)} million`;
  return number(value);
}
