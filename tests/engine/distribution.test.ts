import { describe, expect, it } from 'vitest';
import {
  type Distribution,
  fixed,
  lognormalFromMoments,
  mean,
  poissonQuantile,
  quantile,
} from '../../src/engine/distribution.ts';
import { normalCdf, normalQuantile } from '../../src/engine/normal.ts';

describe('the normal law', () => {
  // Reference values: R 4, qnorm and pnorm.
  it.each([
    [0.5, 0],
    [0.975, 1.9599639845400545],
    [0.9999, 3.719016485455709],
    [1e-10, -6.361340902404056],
  ])('quantile of %d is %d', (u, x) => {
    expect(normalQuantile(u)).toBeCloseTo(x, 12);
  });
  it('is inverted by its distribution function', () => {
    for (let u = 0.001; u < 1; u += 0.001) expect(normalCdf(normalQuantile(u))).toBeCloseTo(u, 13);
    expect(normalCdf(-40)).toBe(0);
    expect(normalCdf(40)).toBe(1);
    expect(normalCdf(-8)).toBeCloseTo(6.22096057427178e-16, 22);
  });
});

describe('laws of durations', () => {
  const laws: Distribution[] = [
    fixed(3),
    { law: 'uniform', low: 2, high: 6 },
    { law: 'exponential', mean: 5 },
    { law: 'lognormal', median: 8, sigma: 0.6 },
    { law: 'triangular', low: 1, mode: 2, high: 6 },
    { law: 'triangular', low: 4, mode: 4, high: 4 },
    lognormalFromMoments(24, 24),
  ];
  it.each(laws)('$law: the midpoint rule over its quantiles gives its mean', (law) => {
    const n = 200_000;
    let sum = 0;
    for (let k = 0; k < n; k++) sum += quantile(law, (k + 0.5) / n);
    expect(sum / n / mean(law)).toBeCloseTo(1, 3);
  });
  it('keeps mean and deviation when made from moments', () => {
    const law = lognormalFromMoments(7, 7);
    expect(mean(law)).toBeCloseTo(7, 12);
    expect(law.law === 'lognormal' && Math.sqrt(Math.expm1(law.sigma ** 2)) * mean(law)).toBeCloseTo(7, 12);
  });
});

describe('Poisson counts by inversion', () => {
  it.each([0.05, 1, 7.3, 400, 900])('mean and variance %d', (rate) => {
    const n = 50_000;
    let sum = 0;
    let squares = 0;
    for (let k = 0; k < n; k++) {
      const count = poissonQuantile(rate, (k + 0.5) / n);
      sum += count;
      squares += count * count;
    }
    expect(sum / n / rate).toBeCloseTo(1, 2);
    expect((squares / n - (sum / n) ** 2) / rate).toBeCloseTo(1, 1);
  });
  it('is zero at rate zero', () => {
    expect(poissonQuantile(0, 0.999)).toBe(0);
  });
});
