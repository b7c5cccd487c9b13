import { describe, expect, it } from 'vitest';
import { geodesicKm, haversineKm, Polyline } from '../../src/network/geodesy.ts';

describe('distances', () => {
  it('has the great circle Sumgayit-Aktau of the facts', () => {
    expect(geodesicKm(40.5897, 49.6686, 43.65, 51.1667)).toBeCloseTo(362, 0);
    expect(haversineKm(40.5897, 49.6686, 43.65, 51.1667)).toBeCloseTo(362, 0);
  });
  it('crosses the antimeridian by the short way', () => {
    expect(geodesicKm(0, 179.5, 0, -179.5)).toBeCloseTo(111.32, 1);
    expect(haversineKm(0, 179.5, 0, -179.5)).toBeCloseTo(111.2, 1);
  });
});

describe('a line on the map', () => {
  const line = new Polyline(Float64Array.of(40, 50, 40, 51, 41, 51));
  it('has its ends, its bend and its length', () => {
    expect(line.at(0)[0]).toBeCloseTo(40, 9);
    expect(line.at(0)[1]).toBeCloseTo(50, 9);
    expect(line.at(1)[0]).toBeCloseTo(41, 9);
    expect(line.at(1)[1]).toBeCloseTo(51, 9);
    const bend = geodesicKm(40, 50, 40, 51);
    expect(line.lengthKm).toBeCloseTo(bend + geodesicKm(40, 51, 41, 51), 9);
    const [lat, lon] = line.at(bend / line.lengthKm);
    expect(lat).toBeCloseTo(40, 6);
    expect(lon).toBeCloseTo(51, 6);
  });
  it('puts a share of the way at that share of the length', () => {
    const [lat, lon] = line.at(0.8);
    expect(geodesicKm(40, 51, lat, lon)).toBeCloseTo(0.8 * line.lengthKm - geodesicKm(40, 50, 40, 51), 6);
  });
  it('has no place when its ends have none', () => {
    const nowhere = new Polyline(new Float64Array(0));
    expect(nowhere.lengthKm).toBe(0);
    expect(nowhere.at(0.5)).toEqual([Number.NaN, Number.NaN]);
  });
});
