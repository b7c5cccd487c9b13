/** Many tests at once: p values adjusted so that each can be held against the level wanted for all. */

/** Places of the p values, the smallest first; those that are NaN (not tested) are left out. */
const ascending = (p: ArrayLike<number>): number[] =>
  Array.from({ length: p.length }, (_, place) => place)
    .filter((place) => !Number.isNaN(p[place]))
    .sort((a, b) => p[a] - p[b] || a - b);

/**
 * Adjusted p values that bound the chance of any false finding. Holm (1979), Scand. J. Stat. 6:65-70. For what is gated.
 * NaN stays NaN and does not count as a test.
 */
export function holm(p: ArrayLike<number>): Float64Array {
  const adjusted = new Float64Array(p.length).fill(Number.NaN);
  const order = ascending(p);
  let most = 0;
  for (const [rank, place] of order.entries()) {
    most = Math.max(most, Math.min(1, (order.length - rank) * p[place]));
    adjusted[place] = most;
  }
  return adjusted;
}

/**
 * Adjusted p values that bound the expected share of false findings among the findings. Benjamini & Hochberg (1995),
 * J. R. Stat. Soc. B 57:289-300. For tables to explore. NaN stays NaN and does not count as a test.
 */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const adjusted = new Float64Array(p.length).fill(Number.NaN);
  const order = ascending(p);
  let least = 1;
  for (let rank = order.length; rank > 0; rank--) {
    const place = order[rank - 1];
    least = Math.min(least, (order.length * p[place]) / rank);
    adjusted[place] = least;
  }
  return adjusted;
}
