/** A whole number divided by weights into whole numbers. */

/**
 * Largest remainders (Hamilton 1792; Balinski & Young 2001, Fair Representation, 2): the parts add up to the whole
 * exactly, and each differs from its share by less than 1; equal remainders go to the smaller index. All 0 when no
 * weight is above 0.
 * @param whole at least 0, whole  @param weights finite, at least 0
 */
export function apportioned(whole: number, weights: ArrayLike<number>): Float64Array {
  const parts = new Float64Array(weights.length);
  let sum = 0;
  for (let at = 0; at < weights.length; at++) sum += weights[at];
  if (!(sum > 0) || whole === 0) return parts;
  const remainders = new Float64Array(weights.length);
  let left = whole;
  for (let at = 0; at < weights.length; at++) {
    const share = whole * (weights[at] / sum);
    parts[at] = Math.floor(share);
    remainders[at] = weights[at] > 0 ? share - parts[at] : -1;
    left -= parts[at];
  }
  const order = [...remainders.keys()].sort((a, b) => remainders[b] - remainders[a] || a - b);
  for (let at = 0; at < left; at++) parts[order[at]]++;
  return parts;
}
