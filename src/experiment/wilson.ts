/** Intervals on shares. */

/** Wilson's 95 % interval of a share of n. Wilson (1927), J. Am. Stat. Assoc. 22:209-212. */
export function wilson(share: number, n: number): [number, number] {
  const z = 1.959963984540054;
  const middle = share + (z * z) / (2 * n);
  const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const whole = 1 + (z * z) / n;
  return [Math.max(0, (middle - half) / whole), Math.min(1, (middle + half) / whole)];
}
