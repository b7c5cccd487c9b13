/** Correlation matrices, their factors, and the rates of lines, against the vectors. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../../src/engine/normal.ts';
import {
  choleskyFactor,
  correlated,
  exponentialCorrelation,
  jayaramBakerRangeKm,
  lothBakerCorrelation,
} from '../../../src/hazard/correlation.ts';
import { countPerKm, YEAR_HOURS } from '../../../src/hazard/poisson-cuts.ts';

const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as T;

interface Model {
  range_km: number;
  corr: number[][];
  chol: number[][];
  L_times_z: number[];
}
const file = read<{
  z: number[];
  dist_km: number[][];
  models: Record<string, Model>;
  tolerance_abs: number;
  lb13: { i: number; j: number; h: number; rho: number }[];
}>('correlation.json');
const RANGES: Record<string, number> = {
  PGA_unclustered: jayaramBakerRangeKm(0, false),
  PGA_clustered: jayaramBakerRangeKm(0, true),
  PGV_as_T1: jayaramBakerRangeKm(1, true),
};

describe('Jayaram & Baker (2009)', () => {
  it.each(Object.entries(file.models))(
    '%s: range, matrix, factor and sample',
    (name, { range_km, corr, chol, L_times_z }) => {
      const n = file.z.length;
      expect(RANGES[name]).toBeCloseTo(range_km, 10);
      const matrix = Float64Array.from(file.dist_km.flat(), (km) => exponentialCorrelation(km, RANGES[name]));
      const factor = choleskyFactor(matrix, n);
      const sample = new Float64Array(n);
      correlated(factor, Float64Array.from(file.z), sample);
      for (let row = 0; row < n; row++) {
        expect(Math.abs(sample[row] - L_times_z[row])).toBeLessThanOrEqual(file.tolerance_abs);
        for (let column = 0; column < n; column++) {
          expect(Math.abs(matrix[row * n + column] - corr[row][column])).toBeLessThanOrEqual(file.tolerance_abs);
          expect(Math.abs(factor[row * n + column] - chol[row][column])).toBeLessThanOrEqual(file.tolerance_abs);
        }
      }
    },
  );
  it('has the anchors of OpenQuake at 11.11949 km', () => {
    expect(exponentialCorrelation(11.11949, jayaramBakerRangeKm(0, false))).toBeCloseTo(0.01975148, 7);
    expect(exponentialCorrelation(11.11949, jayaramBakerRangeKm(0.001, true))).toBeCloseTo(0.44046654, 6);
  });
});

describe('Loth & Baker (2013)', () => {
  it.each(file.lb13)('$i, $j at $h km', ({ i, j, h, rho }) => {
    const pair = i === 0 && j === 0 ? 'pga-pga' : i === 0 ? 'pga-pgv' : 'pgv-pgv';
    expect(Math.abs(lothBakerCorrelation(pair, h) - rho)).toBeLessThanOrEqual(file.tolerance_abs);
  });
});

describe('rates of lines', () => {
  const rates = read<{
    tolerance_rel: number;
    line_rates: { rate_per_1000km_yr: number; km: number; years: number; p_one_or_more: number }[];
  }>('ground_failure_and_rates.json');
  it.each(rates.line_rates)(
    '$rate_per_1000km_yr over $km km and $years years',
    ({ rate_per_1000km_yr, km, years, p_one_or_more }) => {
      const p = -Math.expm1(-countPerKm(rate_per_1000km_yr, years * YEAR_HOURS) * km);
      expect(Math.abs(p / p_one_or_more - 1)).toBeLessThanOrEqual(rates.tolerance_rel);
    },
  );
});

describe('restoration of facilities', () => {
  const fragility = read<{
    tolerance_abs: number;
    restore: [number, number][];
    facility: { ds: number; t_days: number; restored_fraction: number }[];
  }>('fragility.json');
  it.each(fragility.facility)('state $ds after $t_days days', ({ ds, t_days, restored_fraction }) => {
    const [mean, sd] = fragility.restore[ds - 1];
    expect(Math.abs(normalCdf((t_days - mean) / sd) - restored_fraction)).toBeLessThanOrEqual(fragility.tolerance_abs);
  });
});
