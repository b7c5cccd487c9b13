/** What a comparison comes to, in a word. */
import { equivalenceP, type Tests } from './equivalence.ts';
import { holm } from './multiplicity.ts';

/**
 * In the order in which they are asked, the first that is shown being told. With L and U the one-sided 95 % bounds of how
 * much worse the candidate is, and m the margin:
 * - `improved`: U < 0 (and U < m).
 * - `equivalent`: -m < L and U < m, though it may be shown to be a little worse.
 * - `not worse`: U < m.
 * - `worse`: L > 0, and U >= m: worse, and not shown to be so by less than the margin.
 * - `inconclusive`: none of these; more replications may tell.
 */
export type Verdict = 'improved' | 'equivalent' | 'not worse' | 'worse' | 'inconclusive';

/** Verdicts that let a candidate pass a gate. */
export const passes = (verdict: Verdict): boolean => verdict !== 'worse' && verdict !== 'inconclusive';

/**
 * Verdicts on all metrics that are judged together. Of each claim the p values are adjusted by Holm over the metrics, so:
 * the chance that any metric is called improved that is not is at most alpha; so is the chance that any passes
 * ({@link passes}) whose true difference is the margin or more, though the words be three, since improved and equivalent
 * imply not worse; that any is called equivalent whose difference is the margin or more either way; and that any is called
 * worse that is not. For one look at a number of replications fixed beforehand: looking again and again adds chances.
 */
export function verdicts(tests: readonly Tests[], alpha = 0.05): Verdict[] {
  // By a margin that is a share, better than the baseline need not imply better than a little above it: both are asked.
  const improved = holm(tests.map((test) => Math.max(test.improved, test.notWorse)));
  const equivalent = holm(tests.map(equivalenceP));
  const notWorse = holm(tests.map((test) => test.notWorse));
  const worse = holm(tests.map((test) => test.worse));
  return tests.map((_, metric) => {
    if (improved[metric] < alpha) return 'improved';
    if (equivalent[metric] < alpha) return 'equivalent';
    if (notWorse[metric] < alpha) return 'not worse';
    if (worse[metric] < alpha) return 'worse';
    return 'inconclusive';
  });
}
