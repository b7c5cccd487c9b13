/** Tests of a difference against a margin: that a candidate is not worse, not better, or neither, by more than that. */

/**
 * How much of a difference is nothing: in units of the metric, or as a share of the size of the baseline. A share is
 * tested on candidate - (1 +- share) baseline, so that the baseline's own uncertainty counts (Sasabuchi 1988; the tests
 * that belong to Fieller's interval). `missing`: of a share between 0 and 1 that is better when higher, a share of what the
 * baseline lacks of 1: 2 % of an availability of 0.99 is all that can be lost twice over, 2 % of the 0.01 missing is not.
 */
export type Margin = { readonly absolute: number } | { readonly share: number } | { readonly missing: number };

/** p values, all one-sided. Worse is more of a metric that is better when lower, less of another. */
export interface Tests {
  /** In units of the metric. */
  readonly margin: number;
  /** Against: the candidate is as bad as the baseline, or worse. */
  readonly improved: number;
  /** Against: it is worse by the margin or more (test of non-inferiority). */
  readonly notWorse: number;
  /** Against: it is better by the margin or more. */
  readonly notBetter: number;
  /** Against: it is as good as the baseline, or better. */
  readonly worse: number;
}

/** p values of the hypotheses that something is at most, and at least, a bound. */
export interface Evidence {
  atMostP(bound: number): number;
  atLeastP(bound: number): number;
}

/**
 * @param against evidence on candidate - factor x baseline, where greater is worse
 * @param baseline the baseline where greater is worse
 * @param identical nothing differs in any replication: within every margin, though the share of it be 0
 */
export function testsOf(
  against: (factor: number) => Evidence,
  baseline: number,
  margin: Margin,
  identical: boolean,
): Tests {
  const units =
    'share' in margin
      ? margin.share * Math.abs(baseline)
      : 'missing' in margin
        ? margin.missing * (1 + baseline)
        : margin.absolute;
  if (identical) return { margin: units, improved: 1, notWorse: 0, notBetter: 0, worse: 1 };
  // A share of a baseline below 0 (one that is better when higher, turned round) lies above it all the same.
  // Turned round, what is missing is 1 + value: it grows by the share m where value - (1 + m) baseline is m.
  const share = 'share' in margin ? margin.share * Math.sign(baseline) : 'missing' in margin ? margin.missing : 0;
  const shift = 'share' in margin ? 0 : 'missing' in margin ? margin.missing : margin.absolute;
  const plain = against(1);
  return {
    margin: units,
    improved: plain.atLeastP(0),
    notWorse: against(1 + share).atLeastP(shift),
    notBetter: against(1 - share).atMostP(-shift),
    worse: plain.atMostP(0),
  };
}

/** Two one-sided tests. Schuirmann (1987), J. Pharmacokinet. Biopharm. 15:657-680: the greater of both p values. */
export const equivalenceP = ({ notWorse, notBetter }: Tests): number => Math.max(notWorse, notBetter);
