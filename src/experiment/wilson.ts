/** Intervals on shares. */

/** Wilson's 95 % interval of a share of n, which holds the share itself. Wilson (1927), J. Am. Stat. Assoc. 22:209-212. */
export function wilson(share: number, n: number): [number, number] {
  const z = 1.959963984540054;
  const middle = share + (z * z) / (2 * n);
  const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const whole = 1 + (z * z) / n;
  // Rounding must not put a share of 0 or 1 outside.
  return [Math.max(0, Math.min(share, (middle - half) / whole)), Math.min(1, Math.max(share, (middle + half) / whole))];
}
