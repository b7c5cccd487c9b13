/** Random fields: standard normal at each place, correlated as published, and a function of place alone. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Addresses, Draws } from '../../src/engine/draws.ts';
import { normalCdf } from '../../src/engine/normal.ts';
import { LocalPlane } from '../../src/hazard/local-plane.ts';
import {
  exponentialSpectrum,
  PGV_PGA_CORRELATION,
  placesOn,
  RANGE_KM,
  remainderSpectrum,
  WithinEvent,
} from '../../src/hazard/random-field.ts';
import { geodesicKm, haversineKm } from '../../src/network/geodesy.ts';

function eventDraws(): { draws: Draws; event: number } {
  const addresses = new Addresses();
  const event = addresses.handle('earthquake/1');
  return { draws: new Draws(Int32Array.of(1, 2, 3, 4), addresses), event };
}

/** Sums over replications of the products of all pairs of values: PGA at every place, then PGV at every place. */
function moments(lats: number[], lons: number[], replications: number) {
  const { draws, event } = eventDraws();
  const places = placesOn(new LocalPlane(lats[0], lons[0]), lats, lons);
  const field = new WithinEvent();
  const n = lats.length;
  const pga = new Float64Array(n);
  const pgv = new Float64Array(n);
  const both = new Float64Array(2 * n);
  const mean = new Float64Array(2 * n);
  const product = Array.from({ length: 2 * n }, () => new Float64Array(2 * n));
  const firsts: number[] = [];
  for (let replication = 0; replication < replications; replication++) {
    draws.replication = replication;
    field.draw(draws, event);
    field.pga(places, pga);
    field.pgv(places, pgv);
    both.set(pga);
    both.set(pgv, n);
    firsts.push(both[1], both[n + 1]);
    for (let i = 0; i < 2 * n; i++) {
      mean[i] += both[i] / replications;
      for (let j = 0; j <= i; j++) product[i][j] += (both[i] * both[j]) / replications;
    }
  }
  return { n, mean, covariance: (i: number, j: number) => product[Math.max(i, j)][Math.min(i, j)], firsts };
}

describe('the spectra', () => {
  it('invert the power within a wave number', () => {
    const a = RANGE_KM.pgv / 3;
    for (const tail of [1e-6, 0.01, 0.3, 0.5, 0.9, 0.999]) {
      const w = exponentialSpectrum(RANGE_KM.pgv)(tail);
      expect(1 / Math.sqrt(1 + (a * w) ** 2)).toBeCloseTo(tail, 12);
    }
  });
  it('of the remainder is that of PGA less the share of PGV', () => {
    const whole = (w: number) => 1 / Math.sqrt(1 + ((RANGE_KM.pga / 3) * w) ** 2);
    const part = (w: number) => 1 / Math.sqrt(1 + ((RANGE_KM.pgv / 3) * w) ** 2);
    const rho2 = PGV_PGA_CORRELATION ** 2;
    const spectrum = remainderSpectrum(RANGE_KM.pga, RANGE_KM.pgv, PGV_PGA_CORRELATION);
    let last = Number.POSITIVE_INFINITY;
    for (const tail of [1e-9, 1e-4, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.9999]) {
      const w = spectrum(tail);
      expect((whole(w) - rho2 * part(w)) / (1 - rho2)).toBeCloseTo(tail, 10);
      expect(w).toBeLessThan(last);
      last = w;
    }
  });
});

describe('the residuals', () => {
  const file = JSON.parse(
    readFileSync(new URL('../verification/hazard/correlation.json', import.meta.url), 'utf8'),
  ) as {
    sites: [number, number][];
    models: Record<string, { corr: number[][] }>;
  };
  // Two places more: far away, and very near the first site.
  const lats = [...file.sites.map(([lat]) => lat), file.sites[0][0] + 0.01];
  const lons = [...file.sites.map(([, lon]) => lon), file.sites[0][1]];
  const replications = 100_000;
  const { n, mean, covariance, firsts } = moments(lats, lons, replications);

  it('have mean 0 and variance 1 everywhere', () => {
    for (let i = 0; i < 2 * n; i++) {
      expect(Math.abs(mean[i])).toBeLessThan(0.012);
      expect(Math.abs(covariance(i, i) - 1)).toBeLessThan(0.018);
    }
  });
  it('reproduce the published correlations within 0.012', () => {
    file.sites.forEach((_, i) => {
      for (let j = 0; j < i; j++) {
        expect(Math.abs(covariance(i, j) - file.models.PGA_clustered.corr[i][j])).toBeLessThan(0.012);
        expect(Math.abs(covariance(n + i, n + j) - file.models.PGV_as_T1.corr[i][j])).toBeLessThan(0.012);
      }
    });
  });
  it('correlate PGV with PGA at a place and less at a distance', () => {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const h = haversineKm(lats[i], lons[i], lats[j], lons[j]);
        const expected = PGV_PGA_CORRELATION * Math.exp((-3 * h) / RANGE_KM.pgv);
        expect(Math.abs(covariance(i, n + j) - expected)).toBeLessThan(0.015);
      }
    }
  });
  it('keep the correlation of near places', () => {
    const h = geodesicKm(lats[0], lons[0], lats[n - 1], lons[n - 1]);
    expect(Math.abs(covariance(n, 2 * n - 1) - Math.exp((-3 * h) / RANGE_KM.pgv))).toBeLessThan(0.012);
  });
  it('are normal (Kolmogorov-Smirnov at 0.1 %)', () => {
    for (const which of [0, 1]) {
      const values = firsts.filter((_, place) => place % 2 === which).sort((a, b) => a - b);
      let worst = 0;
      values.forEach((value, rank) => {
        const p = normalCdf(value);
        worst = Math.max(worst, Math.abs(p - rank / values.length), Math.abs(p - (rank + 1) / values.length));
      });
      expect(worst).toBeLessThan(1.95 / Math.sqrt(values.length));
    }
  });
  it('hold their correlation in every direction and to 200 km', () => {
    const line = [5, 15, 40, 100, 200];
    const aroundLats = [40];
    const aroundLons = [49];
    for (const km of line) {
      for (const bearing of [0, 45, 90, 135]) {
        aroundLats.push(40 + (km * Math.cos((bearing * Math.PI) / 180)) / 111.195);
        const east = (km * Math.sin((bearing * Math.PI) / 180)) / (111.195 * Math.cos((40 * Math.PI) / 180));
        aroundLons.push(49 + east);
      }
    }
    const around = moments(aroundLats, aroundLons, 40_000);
    line.forEach((km, ring) => {
      for (let direction = 0; direction < 4; direction++) {
        const place = 1 + 4 * ring + direction;
        const pga = around.covariance(0, place);
        const pgv = around.covariance(around.n, around.n + place);
        expect(Math.abs(pga - Math.exp((-3 * km) / RANGE_KM.pga))).toBeLessThan(0.022);
        expect(Math.abs(pgv - Math.exp((-3 * km) / RANGE_KM.pgv))).toBeLessThan(0.022);
      }
    });
  });
});

describe('a residual', () => {
  it('is a function of its place alone', () => {
    const { draws, event } = eventDraws();
    const plane = new LocalPlane(40, 49);
    const lats = [40.1, 40.2, 41.7, 38.2];
    const lons = [49.3, 48.1, 47.2, 50.9];
    const field = new WithinEvent();
    const few = { pga: new Float64Array(2), pgv: new Float64Array(2) };
    const many = { pga: new Float64Array(4), pgv: new Float64Array(4) };
    draws.replication = 17;
    field.draw(draws, event);
    for (const measure of ['pga', 'pgv'] as const) {
      field[measure](placesOn(plane, lats, lons), many[measure]);
      field[measure](placesOn(plane, lats.slice(1, 3).reverse(), lons.slice(1, 3).reverse()), few[measure]);
      expect(few[measure][0]).toBe(many[measure][2]);
      expect(few[measure][1]).toBe(many[measure][1]);
      expect(new Set(many[measure]).size).toBe(4);
    }
  });
  it('is drawn anew in every replication and for every event, and again the same', () => {
    const addresses = new Addresses();
    const draws = new Draws(Int32Array.of(1, 2, 3, 4), addresses);
    const places = placesOn(new LocalPlane(40, 49), [40.1], [49.3]);
    const field = new WithinEvent();
    const out = new Float64Array(1);
    const value = (event: string, replication: number): number => {
      draws.replication = replication;
      field.draw(draws, addresses.handle(event));
      field.pga(places, out);
      return out[0];
    };
    const first = value('earthquake/1', 0);
    expect(value('earthquake/1', 1)).not.toBe(first);
    expect(value('earthquake/2', 0)).not.toBe(first);
    expect(value('earthquake/1', 0)).toBe(first);
  });
});
