/** Where further replications tell most about which of several systems is best. */

/**
 * Shares of a budget of independent replications that find the smallest mean with the greatest chance. Chen, Lin, Yucesan
 * & Chick (2000), Discrete Event Dynamic Systems 10:251-270, theorem 1: N_i ~ (s_i / delta_i)^2 and
 * N_b = s_b sqrt(sum (N_i / s_i)^2). On common random numbers it is a guide only: there `Selection` is exact.
 * @param means of which the smallest is best, no other equal to it  @param sds above 0
 */
export function budgetShares(means: ArrayLike<number>, sds: ArrayLike<number>): Float64Array {
  const shares = new Float64Array(means.length);
  let best = 0;
  for (let system = 1; system < means.length; system++) if (means[system] < means[best]) best = system;
  let squares = 0;
  let sum = 0;
  for (let system = 0; system < means.length; system++) {
    if (system === best) continue;
    shares[system] = (sds[system] / (means[system] - means[best])) ** 2;
    squares += (shares[system] / sds[system]) ** 2;
    sum += shares[system];
  }
  shares[best] = sds[best] * Math.sqrt(squares);
  sum += shares[best];
  return shares.map((share) => share / sum);
}
