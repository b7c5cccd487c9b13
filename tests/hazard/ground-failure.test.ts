/** Ground that fails: never less with stronger shaking, and the places where a route crosses a fault, by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BREAK_SHARE,
  CABLE_K2,
  DEFORMATION_LAW_NAMES,
  DEFORMATION_LAWS,
  deformationRepairsPerKm,
} from '../../src/hazard/ground-failure/deformation-repairs.ts';
import {
  CABLE_SLACK_M,
  crossings,
  FaultTrace,
  planeRoute,
  SHALLOW_TOP_KM,
  SURFACE_MAGNITUDE,
  surfaceRupture,
  tears,
} from '../../src/hazard/ground-failure/fault-crossing.ts';
import {
  classSlideProbability,
  DRAWN_SLOPE,
  SLOPE_CLASS,
  SLOPE_CLASSES,
  slideProbability,
  slides,
} from '../../src/hazard/ground-failure/landslide.ts';
import {
  DEFAULT_WATER_DEPTH_M,
  lateralSpreadCm,
  liquefactionProbability,
  SUSCEPTIBILITIES,
} from '../../src/hazard/ground-failure/liquefaction.ts';
import { LocalPlane } from '../../src/hazard/local-plane.ts';
import { finiteRupture, pointRupture, Rupture } from '../../src/hazard/rupture.ts';
import { Polyline } from '../../src/network/geodesy.ts';

const susceptibility = fc.constantFrom(...SUSCEPTIBILITIES);
const magnitude = fc.double({ min: 4, max: 8.5, noNaN: true });
const pga = fc.double({ min: 0, max: 2, noNaN: true });

describe('liquefaction', () => {
  it('never grows less likely, nor spreads less, with PGA', () => {
    fc.assert(
      fc.property(susceptibility, magnitude, pga, pga, (ground, m, a, b) => {
        const [weak, strong] = a < b ? [a, b] : [b, a];
        const p = liquefactionProbability(ground, strong, m);
        expect(p).toBeGreaterThanOrEqual(liquefactionProbability(ground, weak, m));
        expect(p).toBeLessThanOrEqual(1);
        expect(lateralSpreadCm(ground, strong, m)).toBeGreaterThanOrEqual(lateralSpreadCm(ground, weak, m));
        expect(lateralSpreadCm(ground, weak, m)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
  it('grows less likely with the depth of water and with firmer ground', () => {
    expect(liquefactionProbability('high', 0.3, 7, 10)).toBeLessThan(liquefactionProbability('high', 0.3, 7, 1));
    expect(liquefactionProbability('high', 0.3, 7)).toBe(
      liquefactionProbability('high', 0.3, 7, DEFAULT_WATER_DEPTH_M),
    );
    const p = SUSCEPTIBILITIES.map((ground) => liquefactionProbability(ground, 0.4, 7));
    expect(p).toEqual(p.toSorted((a, b) => b - a));
    expect(p[0]).toBeGreaterThan(0.2);
    expect(p.at(-1)).toBe(0);
  });
  it('begins at the threshold and joins its branches', () => {
    expect(liquefactionProbability('low', 0.2099, 7)).toBe(0);
    expect(lateralSpreadCm('moderate', 0.15, 7)).toBe(0);
    // 12 inches at twice the threshold and 30 at three times, times 2.54 cm and Kd.
    const kd = lateralSpreadCm('moderate', 0.3, 7) / 30.48;
    expect(lateralSpreadCm('moderate', 0.30000001, 7)).toBeCloseTo(30.48 * kd, 4);
    expect(lateralSpreadCm('moderate', 0.45, 7)).toBeCloseTo(76.2 * kd, 9);
    expect(lateralSpreadCm('moderate', 0.45000001, 7)).toBeCloseTo(76.2 * kd, 4);
  });
  it('spreads nothing where the cubic of Kd is below zero', () => {
    expect(lateralSpreadCm('very-high', 0.5, 4)).toBe(0);
  });
});

describe('repairs from deformation', () => {
  it('are none without deformation, and 0.3 as many in ductile pipes', () => {
    for (const name of DEFORMATION_LAW_NAMES) expect(deformationRepairsPerKm(DEFORMATION_LAWS[name], 0)).toBe(0);
    const [brittle, ductile] = (['hazus-brittle', 'hazus-ductile'] as const).map((name) =>
      deformationRepairsPerKm(DEFORMATION_LAWS[name], 25),
    );
    expect(ductile).toBeCloseTo(0.3 * brittle, 12);
  });
  it('of HAZUS is one per km at an inch', () => {
    expect(deformationRepairsPerKm(DEFORMATION_LAWS['hazus-brittle'], 2.54)).toBeCloseTo(1, 12);
  });
  it('halve for a cable, and are breaks more often than those of shaking', () => {
    const law = DEFORMATION_LAWS['ala-2001'];
    expect(deformationRepairsPerKm(law, 10, CABLE_K2)).toBeCloseTo(5.384545 / 2, 6);
    expect(BREAK_SHARE.deformation).toBeGreaterThan(BREAK_SHARE.shaking);
  });
});

describe('landslides', () => {
  it('of a drawn slope are one in two at 0.3 g', () => {
    expect(slideProbability(0.3)).toBeCloseTo(0.5, 12);
    expect(slideProbability(0.3, { ...DRAWN_SLOPE, medianG: 0.25 })).toBeGreaterThan(0.6);
    expect(slideProbability(0)).toBe(0);
    expect(slides(Math.log(0.3), 0.499)).toBe(true);
    expect(slides(Math.log(0.3), 0.501)).toBe(false);
    expect(slides(Number.NEGATIVE_INFINITY, 1e-9)).toBe(false);
  });
  it('follow their probability by one uniform', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 2, noNaN: true }),
        fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
        (pgaG, u) => {
          fc.pre(Math.abs(slideProbability(pgaG) - u) > 1e-9);
          expect(slides(Math.log(pgaG), u)).toBe(u < slideProbability(pgaG));
        },
      ),
    );
  });
  it('of a class happen on its share of the map above its critical acceleration', () => {
    expect(classSlideProbability('X', 0.05)).toBe(0);
    expect(classSlideProbability('X', 0.051)).toBe(0.3);
    expect(classSlideProbability('I', 0.59)).toBe(0);
    const rows = SLOPE_CLASSES.map((slope) => SLOPE_CLASS[slope]);
    for (let row = 1; row < rows.length; row++) {
      expect(rows[row].criticalG).toBeLessThan(rows[row - 1].criticalG);
      expect(rows[row].share).toBeGreaterThan(rows[row - 1].share);
    }
  });
});

describe('a surface rupture', () => {
  it('has the lengths and slips of Wells & Coppersmith', () => {
    const rupture = finiteRupture(7, 8, 0, 90, 'strike-slip');
    const surface = surfaceRupture(7, 'strike-slip', rupture);
    expect(surface?.lengthKm).toBeCloseTo(10 ** (-3.55 + 0.74 * 7), 9);
    expect(surface?.displacementM).toBeCloseTo(10 ** (-6.32 + 0.9 * 7), 9);
    // A reverse fault slips by the row of all styles, for its own is not significant.
    const reverse = surfaceRupture(7, 'reverse', finiteRupture(7, 8, 0, 45, 'reverse'));
    expect(reverse?.displacementM).toBeCloseTo(10 ** (-4.8 + 0.69 * 7), 9);
    if (surface === undefined) return;
    expect(tears(surface)).toBe(true);
    expect(tears(surface, 2)).toBe(false);
    expect(tears({ lengthKm: 1, displacementM: CABLE_SLACK_M })).toBe(false);
  });
  it('is not expected of a small, a deep or an unextended earthquake', () => {
    expect(surfaceRupture(5.9, 'normal', finiteRupture(5.9, 5, 0, 50, 'normal'))).toBeUndefined();
    expect(surfaceRupture(7, 'normal', finiteRupture(7, 20, 0, 50, 'normal'))).toBeUndefined();
    expect(surfaceRupture(7, 'normal', pointRupture(1))).toBeUndefined();
    // A vertical plane 10 km wide: its top edge is 5 km above its middle.
    const topAt = (km: number): Rupture => new Rupture(km + 5, 0, 90, 20, 10);
    expect(surfaceRupture(SURFACE_MAGNITUDE, 'normal', topAt(SHALLOW_TOP_KM))).toBeDefined();
    expect(surfaceRupture(SURFACE_MAGNITUDE, 'normal', topAt(SHALLOW_TOP_KM + 0.1))).toBeUndefined();
  });
});

describe('crossings', () => {
  /** Vertical, striking north through (40, 49), 20 km long, from the ground down. */
  const vertical = new Rupture(5, 0, 90, 20, 10);
  const route = (...places: [number, number][]): Float64Array => Float64Array.from(places.flat());

  it('are where a route crosses, as a share of its length', () => {
    const found = crossings(vertical, 40, 49, route([40, 48.9], [40, 49.3]));
    expect(found).toHaveLength(1);
    expect(found[0]).toBeCloseTo(0.25, 5);
    expect(crossings(vertical, 40, 49, route([40, 49.3], [40, 48.9]))[0]).toBeCloseTo(0.75, 5);
  });
  it('are none beyond the ends of the trace, nor where the trace is short', () => {
    // The trace ends 10 km north, at 40.0899.
    expect(crossings(vertical, 40, 49, route([40.08, 48.9], [40.08, 49.1]))).toHaveLength(1);
    expect(crossings(vertical, 40, 49, route([40.1, 48.9], [40.1, 49.1]))).toEqual([]);
    expect(crossings(vertical, 40, 49, route([40.08, 48.9], [40.08, 49.1]), 10)).toEqual([]);
  });
  it('are one for each time a winding route crosses, in order', () => {
    const found = crossings(vertical, 40, 49, route([40, 48.99], [40, 49.01], [40.01, 49.01], [40.01, 48.99]));
    expect(found).toHaveLength(2);
    expect(found[0]).toBeLessThan(found[1]);
  });
  it('are none where a route touches the trace or runs along it, one where it leaves on the other side', () => {
    expect(crossings(vertical, 40, 49, route([40, 48.9], [40, 49], [40.02, 48.9]))).toEqual([]);
    expect(crossings(vertical, 40, 49, route([40, 49.1], [40, 49], [40.02, 49.1]))).toEqual([]);
    expect(crossings(vertical, 40, 49, route([40, 49], [40.05, 49]))).toEqual([]);
    expect(crossings(vertical, 40, 49, route([40, 48.9], [40, 49], [40.02, 49], [40.02, 49.1]))).toHaveLength(1);
  });
  it('follow the strike, and lie up the dip of the hypocentre', () => {
    const east = new Rupture(5, 90, 90, 20, 10);
    expect(crossings(east, 40, 49, route([40, 48.9], [40, 49.3]))).toEqual([]);
    expect(crossings(east, 40, 49, route([39.9, 49], [40.1, 49]))[0]).toBeCloseTo(0.5, 4);
    // Dip 45 to the east from a hypocentre 5 km deep: it meets the ground 5 km west, whatever the top edge's depth.
    const kmEast = (6371 * Math.PI * Math.cos((40 * Math.PI) / 180)) / 180;
    for (const widthKm of [10, 20]) {
      const dipping = new Rupture(5, 0, 45, 20, widthKm);
      const [share] = crossings(dipping, 40, 49, route([40, 48.8], [40, 49.2]));
      expect((share - 0.5) * 0.4 * kmEast).toBeCloseTo(-5, 3);
    }
  });
  it('of a turned trace are those of a rupture made so', () => {
    const line = planeRoute(new LocalPlane(40, 49), route([39.9, 48.95], [40.1, 49.2]));
    const trace = new FaultTrace();
    const out: number[] = [];
    const turned = new Rupture(5, 0, 60, 30, 10);
    for (let strike = 0; strike < 360; strike += 17) {
      turned.turnTo(strike);
      trace.lay(turned, 30);
      const count = trace.crossings(line, out);
      const fresh = crossings(new Rupture(5, strike, 60, 30, 10), 40, 49, route([39.9, 48.95], [40.1, 49.2]));
      expect(out.slice(0, count)).toEqual(fresh);
    }
  });
  it('lie on the trace as the line itself has it, on a long leg too', () => {
    const long = route([40, 44], [41, 54]);
    const rupture = new Rupture(5, 10, 90, 300, 10);
    const found = crossings(rupture, 40.5, 49, long);
    expect(found).toHaveLength(1);
    const [lat, lon] = new Polyline(long).at(found[0]);
    const plane = new LocalPlane(40.5, 49);
    const at = { repiKm: 0, rhypKm: 0, rjbKm: 0, rrupKm: 0, rxKm: 0 };
    rupture.distances(plane.eastKm(lon), plane.northKm(lat), at);
    expect(Math.abs(at.rxKm)).toBeLessThan(0.01);
  });
  it('are none of a line without a place', () => {
    expect(crossings(vertical, 40, 49, new Float64Array(0))).toEqual([]);
    expect(crossings(vertical, 40, 49, route([40, 49], [40, 49]))).toEqual([]);
  });
});
