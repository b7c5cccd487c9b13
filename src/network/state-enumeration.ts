/** The states of elements that fail independently, each with its exact probability. */

/**
 * Visits every state with at most `most` failed elements, fewest failed first in each branch of the search.
 * @param unavailability of each element, in [0, 1)
 * @param visit is given the failed elements in order, of which the first `count` are of use, and the probability
 * @returns the probability of all states visited
 */
export function eachState(
  unavailability: ArrayLike<number>,
  most: number,
  visit: (failed: Int32Array, count: number, probability: number) => void,
): number {
  const elements = unavailability.length;
  const failed = new Int32Array(Math.min(most, elements));
  let allUp = 1;
  for (let element = 0; element < elements; element++) allUp *= 1 - unavailability[element];
  let visited = 0;
  const walk = (first: number, count: number, probability: number): void => {
    visit(failed, count, probability);
    visited += probability;
    if (count === failed.length) return;
    for (let element = first; element < elements; element++) {
      failed[count] = element;
      walk(element + 1, count + 1, (probability * unavailability[element]) / (1 - unavailability[element]));
    }
  };
  walk(0, 0, allUp);
  return visited;
}
