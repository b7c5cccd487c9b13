/** Which replications are run together. The pieces depend on the count alone, never on how many threads there are. */

export interface Piece {
  readonly first: number;
  readonly count: number;
}

/** Replications `0` to `count - 1` in pieces of at most `size`. */
export function pieces(count: number, size = 50): Piece[] {
  const list: Piece[] = [];
  for (let first = 0; first < count; first += size) list.push({ first, count: Math.min(size, count - first) });
  return list;
}
