/** Birth-death chains worked out apart from the simulator, to hold it against. */

/** A chain on 0 to n: `up[i]` is the rate from i to i + 1, `down[i]` from i to i - 1 (`down[0]` is not read). */
interface BirthDeath {
  readonly up: readonly number[];
  readonly down: readonly number[];
}

/** Units down among `units` that fail at rate `lambda` each and are mended at rate `mu` by each of `crews`. */
export const repairChain = (units: number, crews: number, lambda: number, mu: number): BirthDeath => ({
  up: Array.from({ length: units }, (_, down) => (units - down) * lambda),
  down: Array.from({ length: units + 1 }, (_, down) => Math.min(down, crews) * mu),
});

/** Long-run shares of time, by detailed balance. */
export function stationary({ up, down }: BirthDeath): number[] {
  const weights = [1];
  for (let state = 0; state < up.length; state++) weights.push((weights[state] * up[state]) / down[state + 1]);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Mean time until `goal` is first reached from each state below it: the step from i to i + 1 takes (1 + down[i] step[i-1]) / up[i]. */
export function meanHittingTimes({ up, down }: BirthDeath, goal: number): number[] {
  const steps: number[] = [];
  for (let state = 0; state < goal; state++)
    steps.push((1 + (state === 0 ? 0 : down[state] * steps[state - 1])) / up[state]);
  return steps.map((_, state) => steps.slice(state).reduce((sum, step) => sum + step, 0));
}
