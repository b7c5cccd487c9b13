/** The ground motion models beside their vectors: where each may be used, and that motion behaves as ground does. */
import { describe, expect, it } from 'vitest';
import { akkar2014 } from '../../src/hazard/ground-motion/akkar-2014.ts';
import { akkarCagnan2010 } from '../../src/hazard/ground-motion/akkar-cagnan-2010.ts';
import { boore2014, boore2014HighQ, boore2014LowQ } from '../../src/hazard/ground-motion/boore-2014.ts';
import { siteTerm } from '../../src/hazard/ground-motion/boore-atkinson-2008.ts';
import { chiouYoungs2014 } from '../../src/hazard/ground-motion/chiou-youngs-2014.ts';
import {
  type GroundMotion,
  type GroundMotionModel,
  motionlessSite,
  noMotion,
  type RuptureAndSite,
} from '../../src/hazard/ground-motion/ground-motion.ts';
import { groundMotionModels } from '../../src/hazard/ground-motion/index.ts';
import { pointRupture } from '../../src/hazard/rupture.ts';
import { type Earthquake, medianShaking } from '../../src/hazard/shaking.ts';

const SHALLOW = { extent: 'finite', depthKm: 24.9 } as const;
const DEEP = { extent: 'finite', depthKm: 25 } as const;
const POINT = { extent: 'point', depthKm: 10 } as const;

/** Motion of the first equation of a model; a magnitude 6.5 at 20 km on rock unless told otherwise. */
function motionOf({ equations }: GroundMotionModel, given: Partial<RuptureAndSite> = {}): GroundMotion {
  const out = noMotion();
  const at = { ...motionlessSite(), magnitude: 6.5, vs30: 760, rjbKm: 20, rrupKm: 21, repiKm: 25, rhypKm: 27 };
  equations[0].motion({ ...at, ...given }, out);
  return out;
}

describe('the models', () => {
  it('have names of their own, and a range and a source each', () => {
    expect(groundMotionModels.map(({ name }) => name)).toEqual([
      'akkar-2014',
      'boore-2014',
      'boore-2014-highq',
      'boore-2014-lowq',
      'chiou-youngs-2014',
      'akkar-cagnan-2010',
    ]);
    for (const { range, source } of groundMotionModels) {
      expect(source).toMatch(/\(20\d\d\)/);
      for (const [low, high] of Object.values(range)) expect(low).toBeLessThan(high);
    }
  });

  it.each([boore2014, boore2014HighQ, boore2014LowQ, akkarCagnan2010])(
    '$name, of Rjb alone, has no equation for deep and for point sources',
    (model) => {
      expect(model.equationFor(SHALLOW)?.distance).toBe('rjb');
      expect(model.equationFor(DEEP)).toBeUndefined();
      expect(model.equationFor(POINT)).toBeUndefined();
    },
  );

  it('that know the depth have an equation for every source', () => {
    for (const source of [SHALLOW, DEEP, POINT]) {
      expect(chiouYoungs2014.equationFor(source)?.distance).toBe('rrup');
      expect(akkar2014.equationFor(source)).toBeDefined();
    }
  });

  it.each(groundMotionModels)('$name: motion falls with distance and grows with magnitude', (model) => {
    let before = motionOf(model, { rjbKm: 0, rrupKm: 0 });
    for (let km = 1; km <= 200; km += 1) {
      const now = motionOf(model, { rjbKm: km, rrupKm: km });
      expect(now.lnPgaG).toBeLessThan(before.lnPgaG);
      expect(now.lnPgvCmS).toBeLessThan(before.lnPgvCmS);
      before = now;
    }
    for (let magnitude = 4.1; magnitude < 8; magnitude += 0.1)
      expect(motionOf(model, { magnitude }).lnPgvCmS).toBeGreaterThan(
        motionOf(model, { magnitude: magnitude - 0.1 }).lnPgvCmS,
      );
  });

  it.each(groundMotionModels)(
    '$name: soft ground moves faster than rock, and an unknown rake is an answer',
    (model) => {
      const soft = motionOf(model, { vs30: 250, rjbKm: 80, rrupKm: 80 });
      const rock = motionOf(model, { vs30: 1000, rjbKm: 80, rrupKm: 80 });
      expect(soft.lnPgvCmS).toBeGreaterThan(rock.lnPgvCmS);
      for (const value of Object.values(motionOf(model, { rake: Number.NaN }))) expect(value).not.toBeNaN();
    },
  );
});

describe('Boore et al. 2014', () => {
  const pga = (rake: number): number => motionOf(boore2014, { rake }).lnPgaG;

  it('takes slip within 30 degrees of horizontal for strike-slip, both ends included', () => {
    for (const rake of [30, -30, 150, -150, 180, -180]) expect(pga(rake)).toBe(pga(0));
    expect(pga(31)).toBe(pga(90));
    expect(pga(149)).toBe(pga(90));
    expect(pga(-31)).toBe(pga(-90));
    expect(pga(-149)).toBe(pga(-90));
    expect(new Set([pga(0), pga(90), pga(-90), pga(Number.NaN)]).size).toBe(4);
  });

  it('fades slowest where the crust is of high Q', () => {
    const far = { rjbKm: 250 };
    expect(motionOf(boore2014HighQ, far).lnPgaG).toBeGreaterThan(motionOf(boore2014, far).lnPgaG);
    expect(motionOf(boore2014LowQ, far).lnPgaG).toBeLessThan(motionOf(boore2014, far).lnPgaG);
    expect(Object.keys(boore2014.regions ?? {})).toEqual(['global', 'highq', 'lowq']);
  });

  it('has a deviation at the fault itself', () => {
    expect(motionOf(boore2014, { rjbKm: 0 }).phiPga).toBeCloseTo(0.495, 12);
  });
});

describe('Chiou & Youngs 2014', () => {
  const dipping = { rake: 90, dip: 45, ztorKm: 2, rjbKm: 3, rrupKm: 7 };

  it('shakes the hanging wall harder than the footwall, and an unknown side as the footwall', () => {
    const above = motionOf(chiouYoungs2014, { ...dipping, rxKm: 10 });
    const below = motionOf(chiouYoungs2014, { ...dipping, rxKm: -10 });
    expect(above.lnPgaG).toBeGreaterThan(below.lnPgaG);
    expect(above.lnPgvCmS).toBeGreaterThan(below.lnPgvCmS);
    expect(motionOf(chiouYoungs2014, { ...dipping, rxKm: Number.NaN })).toEqual(below);
  });

  it('knows no hanging wall of a vertical plane, whatever Rx and Rjb are', () => {
    const side = (rxKm: number, rjbKm: number) => motionOf(chiouYoungs2014, { ...dipping, dip: 90, rxKm, rjbKm });
    expect(side(10, Number.NaN)).toEqual(side(-10, 3));
  });

  it('takes 30 to 150 for reverse and -120 to -60 for normal, ends included', () => {
    const pga = (rake: number): number => motionOf(chiouYoungs2014, { rake, ztorKm: 5 }).lnPgaG;
    for (const rake of [30, 150]) expect(pga(rake)).toBe(pga(90));
    for (const rake of [-60, -120]) expect(pga(rake)).toBe(pga(-90));
    for (const rake of [29, 151, -59, -121, Number.NaN]) expect(pga(rake)).toBe(pga(0));
  });

  it('is surer where vs30 was measured, and moves faster over a deeper basin', () => {
    const soft = { vs30: 300 };
    const plain = motionOf(chiouYoungs2014, soft);
    expect(motionOf(chiouYoungs2014, { ...soft, vs30Measured: true }).phiPga).toBeLessThan(plain.phiPga);
    expect(motionOf(chiouYoungs2014, { ...soft, z1pt0M: 2000 }).lnPgvCmS).toBeGreaterThan(plain.lnPgvCmS);
  });

  it('reads a point as its own top, with Rrup = Rhyp and Rjb = Repi', () => {
    const at = motionlessSite();
    const point = pointRupture(35);
    point.distances(12, 13, at);
    expect(at.rrupKm).toBeCloseTo(at.rhypKm, 12);
    expect(at.rjbKm).toBeCloseTo(at.repiKm, 12);
    expect(point.ztorKm).toBe(35);
    expect(point.dip).toBe(90);
  });

  it('gives a deep source an answer, as at Baku in 2000', () => {
    const baku: Earthquake = {
      magnitude: 6.78,
      lat: 40.245,
      lon: 49.946,
      depthKm: 35,
      rake: Number.NaN,
      strike: Number.NaN,
      dip: Number.NaN,
      source: undefined,
    };
    expect(medianShaking(chiouYoungs2014, baku, 40.4, 49.87, 400)?.pgaG).toBeGreaterThan(0.1);
    expect(medianShaking(boore2014, baku, 40.4, 49.87, 400)).toBeUndefined();
  });
});

describe('the site term of Boore & Atkinson 2008', () => {
  const terms = { linear: -0.36, b1: -0.64, b2: -0.14 };

  it('is nothing on its rock', () => {
    for (const pga of [0.01, 0.05, 0.5]) expect(siteTerm(terms, 760, pga)).toBeCloseTo(0, 12);
  });

  it.each([180, 300, 500])('has no step where its pieces meet, at vs30 %d', (vs30) => {
    for (const pga of [0.03, 0.09]) {
      const step = siteTerm(terms, vs30, pga + 1e-9) - siteTerm(terms, vs30, pga);
      expect(Math.abs(step)).toBeLessThan(1e-7);
    }
    expect(Math.abs(siteTerm(terms, vs30 + 1e-9, 0.2) - siteTerm(terms, vs30 - 1e-9, 0.2))).toBeLessThan(1e-7);
  });
});
