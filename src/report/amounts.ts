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
  if (value < 1 / 60) return `${number(value * 3600)} s`;
  if (value < 1) return `${number(value * 60)} min`;
  return value < 48 ? `${number(value)} h` : `${number(value / 24)} d`;
}

/** An amount with its unit. `beyond` is told where a time lies past the horizon. */
export function amount(value: number, unit: string, beyond = ''): string {
  if (value === Number.POSITIVE_INFINITY) return beyond;
  if (unit === 'h') return hours(value);
  if (unit === 'share') return Number.isNaN(value) ? '–' : `${number(100 * value)} %`;
  if (unit === 'user-hours' && Math.abs(value) >= 1e6) return `${number(value / 1e6)} million`;
  return number(value);
}
