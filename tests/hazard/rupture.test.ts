/** The rectangle near the ground, and styles of faulting. */
import { describe, expect, it } from 'vitest';
import { finiteRupture, pointRupture, Rupture, styleOf } from '../../src/hazard/rupture.ts';

const nowhere = () => ({ repiKm: 0, rhypKm: 0, rjbKm: 0, rrupKm: 0, rxKm: 0 });

describe('a rupture', () => {
  it('does not leave the ground: it is pushed down its dip, the hypocentre staying on it', () => {
    const rupture = new Rupture(2, 0, 45, 30, 20);
    expect(rupture.ztorKm).toBe(0);
    expect(rupture.upDipKm).toBeCloseTo(2 * Math.SQRT2, 12);
    const out = nowhere();
    rupture.distances(0, 0, out);
    expect(out.rxKm).toBeCloseTo(2, 12);
    expect(out.rjbKm).toBe(0);
    expect(out.rrupKm).toBeCloseTo(Math.SQRT2, 12);
    // The plane dips to the east, so its far edge lies 20 cos 45 - 2 km that way.
    rupture.distances(20, 0, out);
    expect(out.rjbKm).toBeCloseTo(22 - 20 * Math.SQRT1_2, 12);
  });
  it('of no size is a point', () => {
    const out = nowhere();
    pointRupture(12).distances(3, 4, out);
    expect(out.repiKm).toBe(5);
    expect(out.rhypKm).toBe(13);
    expect(out.rjbKm).toBeCloseTo(5, 12);
    expect(out.rrupKm).toBeCloseTo(13, 12);
  });
  it('lies along its strike', () => {
    const rupture = finiteRupture(7.5, 12, 90, 90, 'strike-slip');
    const out = nowhere();
    rupture.distances(rupture.lengthKm / 2, 0, out);
    expect(out.rjbKm).toBeCloseTo(0, 9);
    rupture.distances(0, rupture.lengthKm / 2, out);
    expect(out.rjbKm).toBeCloseTo(rupture.lengthKm / 2, 9);
  });
});

describe('the style of faulting', () => {
  it.each([
    [0, 'strike-slip'],
    [45, 'strike-slip'],
    [90, 'reverse'],
    [-90, 'normal'],
    [180, 'strike-slip'],
    [-150, 'strike-slip'],
    [Number.NaN, 'unknown'],
  ] as const)('of rake %d is %s', (rake, style) => {
    expect(styleOf(rake)).toBe(style);
  });
});
