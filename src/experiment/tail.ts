/** The worst of many replications: value at risk, and the mean beyond it. */

export interface Tail {
  /** The ceil(alpha n)-th of the sorted values. */
  readonly valueAtRisk: number;
  /** Conditional value at risk: the mean of the worst share 1 - alpha. */
  readonly cvar: number;
  /** Standard error of `cvar` for many values; NaN for one. */
  readonly standardError: number;
}

/**
 * Rockafellar & Uryasev (2000), J. Risk 2:21-41: CVaR = VaR + E[(L - VaR)+] / (1 - alpha). The error is that of this mean
 * with VaR taken as known, which is right to first order (Trindade et al. 2007, J. Bank. Finance 31:3524-3538).
 */
export function tailOf(sorted: Float64Array, alpha: number): Tail {
  const n = sorted.length;
  // The allowance keeps 0.9 x 10 at rank 9.
  const valueAtRisk = sorted[Math.max(1, Math.ceil(alpha * n - 1e-9)) - 1];
  let sum = 0;
  let squares = 0;
  for (const value of sorted) {
    const beyond = Math.max(0, value - valueAtRisk);
    sum += beyond;
    squares += beyond * beyond;
  }
  const variance = n > 1 ? Math.max(0, squares - (sum * sum) / n) / (n - 1) : Number.NaN;
  return {
    valueAtRisk,
    cvar: valueAtRisk + sum / n / (1 - alpha),
    standardError: Math.sqrt(variance / n) / (1 - alpha),
  };
}

/**
 * One number a row whose mean is the mean of the worst share 1 - alpha, and whose spread is that of this mean to first
 * order (as in {@link tailOf}), so that it is compared as a mean is: VaR + (value - VaR)+ / (1 - alpha).
 */
export function tailColumn(column: Float64Array, alpha: number): Float64Array {
  if (column.length === 0) return column;
  const { valueAtRisk } = tailOf(column.slice().sort(), alpha);
  return column.map((value) => valueAtRisk + Math.max(0, value - valueAtRisk) / (1 - alpha));
}
