/** Numbers in files that have only text. */

/** The decimal number that a text is; undefined when it is none, or greater than a number can be. */
export function decimal(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
