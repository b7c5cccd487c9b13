/** The hazard models against the vectors of an independent implementation, at the tolerances stated in the files. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REPAIR_LAWS, repairsPerKm } from '../../../src/hazard/buried-line.ts';
import { exceedance, FACILITY } from '../../../src/hazard/fragility.ts';
import { type AkkarMetric, akkarEquation } from '../../../src/hazard/ground-motion/akkar-2014.ts';
import { akkarCagnan2010 } from '../../../src/hazard/ground-motion/akkar-cagnan-2010.ts';
import { boore2014 } from '../../../src/hazard/ground-motion/boore-2014.ts';
import { chiouYoungs2014 } from '../../../src/hazard/ground-motion/chiou-youngs-2014.ts';
import {
  type GroundMotionEquation,
  motionlessSite,
  noMotion,
} from '../../../src/hazard/ground-motion/ground-motion.ts';
import { allenHypocentre, allenRupture } from '../../../src/hazard/intensity/allen-2012.ts';
import { mmiOfPga, mmiOfPgv, pgaOfMmi, pgvOfMmi } from '../../../src/hazard/intensity/worden-2012.ts';
import { LocalPlane } from '../../../src/hazard/local-plane.ts';
import {
  finiteRupture,
  Rupture,
  type RuptureSize,
  ruptureSize,
  ruptureSizeSd,
  type Style,
} from '../../../src/hazard/rupture.ts';
import type { BuildingClass } from '../../../src/network/network.ts';

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

/** Fails unless the value lies within a relative tolerance of the expected one. */
function expectRelative(value: number, expected: number, tolerance: number, what: string): void {
  expect(Math.abs(value - expected), `${what}: ${value} for ${expected}`).toBeLessThanOrEqual(
    tolerance * Math.max(Math.abs(expected), 1e-300),
  );
}

interface MotionVector {
  model: 'ASB14' | 'BSSA14' | 'CY14' | 'AC10';
  imt: 'PGA' | 'PGV';
  mag: number;
  vs30: number;
  rake: number | null;
  metric?: AkkarMetric;
  distance?: number;
  region?: string;
  rjb?: number;
  rrup?: number;
  rx?: number;
  ztor?: number;
  dip?: number;
  z1pt0_m?: number | null;
  vs30_measured?: boolean;
  ln_median: number;
  median: number;
  tau: number;
  phi: number;
}

/** The equation that a vector is of. */
function equationOf({ model, metric, region }: MotionVector): GroundMotionEquation {
  switch (model) {
    case 'ASB14':
      return akkarEquation(metric ?? 'rjb');
    case 'BSSA14':
      return boore2014.regions![region!].equations[0];
    case 'CY14':
      return chiouYoungs2014.equations[0];
    case 'AC10':
      return akkarCagnan2010.equations[0];
  }
}

describe('ground motion', () => {
  const file = read('gmpe.json') as { tolerance_rel: number; vectors: MotionVector[] };
  it('has vectors of every model, measure, distance and region', () => {
    for (const model of ['ASB14', 'BSSA14', 'CY14', 'AC10'])
      for (const imt of ['PGA', 'PGV'])
        expect(file.vectors.filter((v) => v.model === model && v.imt === imt).length).toBe(40);
    expect(new Set(file.vectors.map(({ metric }) => metric))).toEqual(new Set(['rjb', 'repi', 'rhyp', undefined]));
    expect(new Set(file.vectors.map(({ region }) => region))).toEqual(new Set(['global', 'highq', 'lowq', undefined]));
  });
  it.each(file.vectors.map((v, index) => ({ ...v, index })))('$model $imt M $mag vs30 $vs30 (vector $index)', (v) => {
    const equation = equationOf(v);
    // What a vector does not give is absurd on purpose: the equation must not look at it.
    const at = {
      ...motionlessSite(),
      magnitude: v.mag,
      rake: v.rake ?? Number.NaN,
      vs30: v.vs30,
      dip: v.dip ?? 1e6,
      ztorKm: v.ztor ?? 1e6,
      rjbKm: v.rjb ?? 1e6,
      rrupKm: v.rrup ?? 1e6,
      repiKm: 1e6,
      rhypKm: 1e6,
      rxKm: v.rx ?? 1e6,
      z1pt0M: v.z1pt0_m ?? Number.NaN,
      vs30Measured: v.vs30_measured ?? false,
    };
    if (v.metric !== undefined) at[`${v.metric}Km`] = v.distance ?? Number.NaN;
    const out = noMotion();
    equation.motion(at, out);
    const ln = v.imt === 'PGA' ? out.lnPgaG : out.lnPgvCmS;
    // The tolerance is of the median: absolute in its logarithm.
    expect(Math.abs(ln - v.ln_median)).toBeLessThanOrEqual(file.tolerance_rel);
    expectRelative(Math.exp(ln), v.median, file.tolerance_rel, 'median');
    expectRelative(v.imt === 'PGA' ? out.tauPga : out.tauPgv, v.tau, file.tolerance_rel, 'tau');
    expectRelative(v.imt === 'PGA' ? out.phiPga : out.phiPgv, v.phi, file.tolerance_rel, 'phi');
  });
});

describe('intensity', () => {
  const file = read('intensity.json') as { tolerance_rel: number; vectors: Record<string, number>[] };
  it.each(file.vectors)('M $mag at $distance km', (v) => {
    const same = (value: number, key: string): void => expectRelative(value, v[key], file.tolerance_rel, key);
    const rupture = allenRupture(v.mag, v.distance);
    const hypocentre = allenHypocentre(v.mag, v.distance);
    same(rupture.mmi, 'aww12_rrup');
    same(rupture.sd, 'aww12_rrup_sigma');
    same(hypocentre.mmi, 'aww12_rhypo');
    same(hypocentre.sd, 'aww12_rhypo_sigma');
    const terms = { magnitude: v.mag, rrupKm: v.distance };
    same(mmiOfPga(v.pga_g), 'wgrw12_mmi_pga');
    same(mmiOfPgv(v.pgv_cms), 'wgrw12_mmi_pgv');
    same(mmiOfPga(v.pga_g, terms), 'wgrw12_mmi_pga_md');
    same(mmiOfPgv(v.pgv_cms, terms), 'wgrw12_mmi_pgv_md');
    same(pgaOfMmi(v.mmi), 'wgrw12_pga_of_mmi');
    same(pgvOfMmi(v.mmi), 'wgrw12_pgv_of_mmi');
  });
});

const STYLE: Readonly<Record<string, Style>> = { SS: 'strike-slip', R: 'reverse', N: 'normal', U: 'unknown' };

describe('distances to a rectangle', () => {
  interface Vector {
    mag: number;
    sof: string;
    rupture: Record<'lat' | 'lon' | 'depth' | 'strike' | 'dip' | 'L' | 'W' | 'up' | 'ztor', number>;
    site: [number, number];
    repi: number;
    rhyp: number;
    rjb: number;
    rrup: number;
    rx: number;
  }
  const file = read('distances.json') as { tolerance_km: number; vectors: Vector[] };
  it.each(file.vectors)('M $mag $sof seen from $site', (v) => {
    const { lat, lon, depth, strike, dip } = v.rupture;
    const made = finiteRupture(v.mag, depth, strike, dip, STYLE[v.sof]);
    expect(Math.abs(made.lengthKm - v.rupture.L)).toBeLessThanOrEqual(file.tolerance_km);
    expect(Math.abs(made.widthKm - v.rupture.W)).toBeLessThanOrEqual(file.tolerance_km);
    const rupture = new Rupture(depth, strike, dip, v.rupture.L, v.rupture.W);
    expect(Math.abs(rupture.upDipKm - v.rupture.up)).toBeLessThanOrEqual(file.tolerance_km);
    expect(Math.abs(rupture.ztorKm - v.rupture.ztor)).toBeLessThanOrEqual(file.tolerance_km);
    const plane = new LocalPlane(lat, lon);
    const out = { repiKm: 0, rhypKm: 0, rjbKm: 0, rrupKm: 0, rxKm: 0 };
    rupture.distances(plane.eastKm(v.site[1]), plane.northKm(v.site[0]), out);
    for (const key of ['repi', 'rhyp', 'rjb', 'rrup', 'rx'] as const) {
      expect(Math.abs(out[`${key}Km`] - v[key]), key).toBeLessThanOrEqual(file.tolerance_km);
    }
  });
});

describe('Wells & Coppersmith', () => {
  const SIZE: Readonly<Record<string, RuptureSize>> = {
    RLD: 'subsurfaceLengthKm',
    RW: 'widthKm',
    RA: 'areaKm2',
    SRL: 'surfaceLengthKm',
    AD: 'averageDisplacementM',
    MD: 'maximumDisplacementM',
  };
  interface Vector {
    what: string;
    sof: string;
    mag: number;
    value: number;
    sd_log10: number;
  }
  const file = read('wells_coppersmith.json') as { tolerance_rel: number; vectors: Vector[] };
  it.each(file.vectors)('$what $sof M $mag', (v) => {
    expectRelative(ruptureSize(SIZE[v.what], v.mag, STYLE[v.sof]), v.value, file.tolerance_rel, v.what);
    expect(ruptureSizeSd(SIZE[v.what], STYLE[v.sof])).toBe(v.sd_log10);
  });
});

describe('fragility', () => {
  interface Facility {
    pga_g: number;
    comm_class: BuildingClass;
    exceed: number[];
    state_probs_none_slight_mod_ext_complete: number[];
  }
  type Buried = Record<string, number>;
  const file = read('fragility.json') as { tolerance_abs: number; facility: Facility[]; buried: Buried[] };
  it.each(file.facility)('$comm_class facility at $pga_g g', (v) => {
    const p = exceedance(FACILITY[v.comm_class], v.pga_g);
    let least = 1;
    v.exceed.forEach((expected, state) => {
      // The file's curves may cross; ours are kept from rising.
      least = Math.min(least, expected);
      expect(Math.abs(p[state] - least)).toBeLessThanOrEqual(file.tolerance_abs);
    });
    [1 - p[0], p[0] - p[1], p[1] - p[2], p[2] - p[3], p[3]].forEach((share, state) => {
      const expected = v.state_probs_none_slight_mod_ext_complete[state];
      expect(Math.abs(share - expected)).toBeLessThanOrEqual(file.tolerance_abs);
    });
  });
  it.each(file.buried)('buried line at $pgv_cms cm/s', (v) => {
    const near = (value: number, key: string): void =>
      expect(Math.abs(value - v[key]), key).toBeLessThanOrEqual(file.tolerance_abs);
    const perKm = repairsPerKm(REPAIR_LAWS['ala-2001'], v.pgv_cms, v.K);
    near(perKm, 'ala_pgv_per_km');
    near(1 - Math.exp(-perKm * v.length_km), 'p_any_repair_ala_pgv');
    near(repairsPerKm(REPAIR_LAWS['hazus-brittle'], v.pgv_cms), 'hazus_pgv_brittle_per_km');
    near(repairsPerKm(REPAIR_LAWS['hazus-ductile'], v.pgv_cms), 'hazus_pgv_ductile_per_km');
  });
});

describe('anchors', () => {
  it('repair rates at 20 cm/s', () => {
    expect(repairsPerKm(REPAIR_LAWS['ala-2001'], 20)).toBeCloseTo(0.0483084, 7);
    expect(repairsPerKm(REPAIR_LAWS['hazus-brittle'], 20)).toBeCloseTo(0.0845897, 7);
    expect(repairsPerKm(REPAIR_LAWS['hazus-ductile'], 20)).toBeCloseTo(0.0253769, 7);
  });
  it('an unanchored central office at 0.3 g', () => {
    const [slight, moderate, extensive, complete] = exceedance(FACILITY.unanchored, 0.3);
    expect(1 - slight).toBeCloseTo(0.064, 3);
    expect(slight - moderate).toBeCloseTo(0.323, 3);
    expect(moderate - extensive).toBeCloseTo(0.367, 3);
    expect(extensive - complete).toBeCloseTo(0.222, 3);
    expect(complete).toBeCloseTo(0.023, 3);
  });
});
