/** Values of options, checked as they are typed. */
import { InvalidArgumentError } from 'commander';

/** A whole number from `least` to `most`. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(
        `Found ${JSON.stringify(text)}, expected a whole number from ${least} to ${most}.`,
      );
    return value;
  };

/** Names with commas between them. */
export function names(text: string): string[] {
  const list = text.split(',').map((name) => name.trim());
  if (list.some((name) => name === ''))
    throw new InvalidArgumentError(`Found ${JSON.stringify(text)}, expected names with commas between them.`);
  return list;
}

/** `lat,lon` in degrees. */
export function place(text: string): [number, number] {
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [lat, lon] = parts;
  if (parts.length !== 2 || !(Math.abs(lat) <= 90) || !(Math.abs(lon) <= 180))
    throw new InvalidArgumentError(
      `Found ${JSON.stringify(text)}, expected latitude,longitude in degrees, such as 40.6,48.6.`,
    );
  return [lat, lon];
}

/** A seed: a whole number as a number, anything else as text, so that 7 is the same seed here and in a file. */
export const seed = (text: string): number | string => (/^\d{1,15}$/.test(text) ? Number(text) : text);

/** A share above 0 written as per cent, such as `2%`. */
export const percent =
  (most: number) =>
  (text: string): number => {
    const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim());
    const value = match === null ? Number.NaN : Number(match[1]) / 100;
    if (!(value > 0 && value <= most))
      throw new InvalidArgumentError(
        `Found ${JSON.stringify(text)}, expected a share above 0 and at most ${100 * most} %, such as 2%.`,
      );
    return value;
  };
