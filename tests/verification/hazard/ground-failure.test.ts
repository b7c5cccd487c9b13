/** Ground failure, its repairs and substations against the vectors of an independent implementation. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exceedance } from '../../../src/hazard/fragility.ts';
import { DEFORMATION_LAWS, deformationRepairsPerKm } from '../../../src/hazard/ground-failure/deformation-repairs.ts';
import {
  displacementFactor,
  lateralSpreadCm,
  liquefactionProbability,
  magnitudeFactor,
  type Susceptibility,
  waterFactor,
} from '../../../src/hazard/ground-failure/liquefaction.ts';
import { CIRCUIT, SUBSTATION, type SubstationClass } from '../../../src/hazard/substation.ts';

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

describe('liquefaction', () => {
  interface Vector {
    category: string;
    pga_g: number;
    mag: number;
    water_depth_m: number;
    probability: number;
    lateral_spread_pgd_cm: number;
  }
  const file = read('ground_failure_and_rates.json') as { tolerance_rel: number; liquefaction: Vector[] };
  it.each(file.liquefaction)('$category at $pga_g g, M $mag, water at $water_depth_m m', (v) => {
    const category = v.category.replace('_', '-') as Susceptibility;
    const p = liquefactionProbability(category, v.pga_g, v.mag, v.water_depth_m);
    expect(Math.abs(p - v.probability)).toBeLessThanOrEqual(file.tolerance_rel * v.probability);
    const spread = lateralSpreadCm(category, v.pga_g, v.mag);
    expect(Math.abs(spread - v.lateral_spread_pgd_cm)).toBeLessThanOrEqual(
      file.tolerance_rel * v.lateral_spread_pgd_cm,
    );
  });
  it('has factors near 1 at M 7.5 and 5 feet of water', () => {
    expect(magnitudeFactor(7.5)).toBeCloseTo(1.0147, 4);
    expect(displacementFactor(7.5)).toBeCloseTo(1.0269, 4);
    expect(waterFactor(1.524)).toBeCloseTo(1.04, 12);
  });
});

interface Facility {
  pga_g: number;
  power_class: string;
  power_exceed: number[];
}
const fragility = read('fragility.json') as {
  tolerance_abs: number;
  power: Record<string, [number, number][]>;
  facility: Facility[];
  buried: Record<string, number>[];
};

describe('repairs from permanent ground deformation', () => {
  it.each(fragility.buried)('$pgd_cm cm', (v) => {
    const near = (value: number, key: string): void =>
      expect(Math.abs(value - v[key]), key).toBeLessThanOrEqual(1e-9 * Math.max(1, v[key]));
    near(deformationRepairsPerKm(DEFORMATION_LAWS['ala-2001'], v.pgd_cm, v.K), 'ala_pgd_per_km');
    near(v.p_liq * deformationRepairsPerKm(DEFORMATION_LAWS['hazus-brittle'], v.pgd_cm), 'hazus_pgd_brittle_per_km');
    near(v.p_liq * deformationRepairsPerKm(DEFORMATION_LAWS['hazus-ductile'], v.pgd_cm), 'hazus_pgd_ductile_per_km');
  });
  it('of ALA at 10 cm is 5.384545 per km', () => {
    expect(deformationRepairsPerKm(DEFORMATION_LAWS['ala-2001'], 10)).toBeCloseTo(5.384545, 5);
  });
});

describe('substations and circuits', () => {
  const LETTER: Readonly<Record<string, SubstationClass>> = { L: 'low', M: 'medium', H: 'high' };
  /** Of a name such as EP.S.L.A or EP.C.U. */
  const curvesOf = (name: string) => {
    const parts = name.split('.');
    const anchoring = parts.at(-1) === 'A' ? 'anchored' : 'unanchored';
    return parts[1] === 'C' ? CIRCUIT[anchoring] : SUBSTATION[LETTER[parts[2]]][anchoring];
  };
  it.each(Object.entries(fragility.power))('%s', (name, rows) => {
    expect(curvesOf(name).map(({ medianG, beta }) => [medianG, beta])).toEqual(rows);
  });
  it.each(fragility.facility)('$power_class at $pga_g g', (v) => {
    let least = 1;
    exceedance(curvesOf(v.power_class), v.pga_g).forEach((p, state) => {
      // The file's curves may cross; ours are kept from rising.
      least = Math.min(least, v.power_exceed[state]);
      expect(Math.abs(p - least)).toBeLessThanOrEqual(fragility.tolerance_abs);
    });
  });
});
