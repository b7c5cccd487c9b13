/** Student's t distribution, and the intervals on means that are made of it. */

/** Lanczos approximation of ln Gamma(x), x > 0. Numerical Recipes (3rd ed.), section 6.1; relative error below 1e-13. */
function logGamma(x: number): number {
  const coefficients = [
    57.1562356658629235, -59.5979603554754912, 14.1360979747417471, -0.491913816097620199, 3.39946499848118887e-5,
    4.65236289270485756e-5, -9.83744753048795646e-5, 1.58088703224912494e-4, -2.10264441724104883e-4,
    2.17439618115212643e-4, -1.6431810653676389e-4, 8.44182239838527433e-5, -2.6190838401581408e-5,
    3.68991826595316234e-6,
  ];
  const t = x + 5.2421875;
  let sum = 0.999999999999997092;
  for (const [index, coefficient] of coefficients.entries()) sum += coefficient / (x + index + 1);
  return (x + 0.5) * Math.log(t) - t + Math.log((2.5066282746310005 * sum) / x);
}

/** Regularised incomplete beta function I_x(a, b) by Lentz's continued fraction (Numerical Recipes, section 6.4). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / Math.max(tiny, Math.abs(1 - ((a + b) * x) / (a + 1)));
  let fraction = d;
  for (let m = 1; m < 20000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonzero(1 + even * d);
    c = nonzero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + odd * d);
    c = nonzero(1 + odd / c);
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return front * fraction;
}

const nonzero = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value);

/** P(T > t) with `df` degrees of freedom: exact far out too, where 1 - P(T <= t) is all rounding. */
export function studentTail(t: number, df: number): number {
  const tail = incompleteBeta(df / (df + t * t), df / 2, 0.5) / 2;
  return t > 0 ? tail : 1 - tail;
}

/** P(T <= t) with `df` degrees of freedom. */
export const studentCdf = (t: number, df: number): number => studentTail(-t, df);

/** The last quantile asked for: many intervals have as many replications. */
const last = { p: Number.NaN, df: Number.NaN, t: Number.NaN };

/** The t with P(T <= t) = p, by bisection of the distribution function to the last bit; p in (0.5, 1). */
export function studentQuantile(p: number, df: number): number {
  if (p === last.p && df === last.df) return last.t;
  let low = 0;
  let high = 1;
  while (studentCdf(high, df) < p) high *= 2;
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    if (studentCdf(middle, df) < p) low = middle;
    else high = middle;
  }
  last.p = p;
  last.df = df;
  last.t = (low + high) / 2;
  return last.t;
}

/** What a sample says of the mean that it is drawn from. */
export interface MeanEstimate {
  readonly n: number;
  readonly mean: number;
  /** Of one value; NaN for fewer than two. */
  readonly sd: number;
  /** NaN at both ends for fewer than two values. */
  readonly ci95: readonly [number, number];
}

/** Mean of a column of independent values with Student's interval. NaN throughout for none. */
export function meanEstimate(column: Float64Array): MeanEstimate {
  const n = column.length;
  let sum = 0;
  for (let row = 0; row < n; row++) sum += column[row];
  const mean = sum / n;
  if (n < 2) return { n, mean, sd: Number.NaN, ci95: [Number.NaN, Number.NaN] };
  let squares = 0;
  for (let row = 0; row < n; row++) squares += (column[row] - mean) ** 2;
  const sd = Math.sqrt(squares / (n - 1));
  const half = (studentQuantile(0.975, n - 1) * sd) / Math.sqrt(n);
  return { n, mean, sd, ci95: [mean - half, mean + half] };
}

type Sample = Pick<MeanEstimate, 'n' | 'mean' | 'sd'>;

/**
 * The p value of the hypothesis that the expectation is at most `bound`, by Student's t. Without spread it is 0 or 1. NaN
 * for fewer than two values.
 */
export function atMostP({ n, mean, sd }: Sample, bound: number): number {
  if (n < 2) return Number.NaN;
  if (sd === 0) return mean > bound ? 0 : 1;
  return studentTail((mean - bound) / (sd / Math.sqrt(n)), n - 1);
}

/** The p value of the hypothesis that the expectation is at least `bound`. */
export const atLeastP = ({ n, mean, sd }: Sample, bound: number): number => atMostP({ n, mean: -mean, sd }, -bound);
