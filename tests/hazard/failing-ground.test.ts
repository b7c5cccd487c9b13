/** Ground that fails under lines: liquefaction, slopes, the trace of the fault. */
import { describe, expect, it } from 'vitest';
import { Damage } from '../../src/hazard/damage.ts';
import { earthquake } from '../../src/hazard/earthquake.ts';
import {
  CABLE_K2,
  DEFORMATION_LAWS,
  deformationRepairsPerKm,
} from '../../src/hazard/ground-failure/deformation-repairs.ts';
import { lateralSpreadCm, liquefactionProbability } from '../../src/hazard/ground-failure/liquefaction.ts';
import { importedField } from '../../src/hazard/imported-field.ts';
import { link, prepare, site } from './setting.ts';

const SITES = [site('south', 40.2, 48.5), site('north', 41, 48.5), site('east', 40.2, 49)];
const LINKS = [link('sn', SITES, 'south', 'north'), link('se', SITES, 'south', 'east')];
type Made = ReturnType<typeof prepare>;

/** A field of points with one motion everywhere. */
const field = (pga: number): string => {
  const rows = ['lon,lat,pga,pgv'];
  for (let lat = 400; lat <= 412; lat++)
    for (let lon = 482; lon <= 492; lon++) rows.push(`${lon / 10},${lat / 10},${pga},0.01`);
  return `${rows.join('\n')}\n`;
};
const shaken = (pga: number, groundFailure: Record<string, unknown>): Made =>
  prepare(importedField, { file: 'f.csv', k1: 0, groundFailure }, SITES, LINKS, undefined, undefined, {
    'f.csv': field(pga),
  });

/** Cuts of each link in each of n replications. */
function cuts({ hazard, draws, lengthsKm }: Made, n: number): { byLink: number[]; shares: number[][] } {
  const byLink = [0, 0];
  const shares: number[][] = [[], []];
  for (let replication = 0; replication < n; replication++) {
    const damage = new Damage();
    draws.replication = replication;
    hazard.strike(draws, lengthsKm, damage);
    for (let fault = 0; fault < damage.length; fault++) {
      if (damage.isSite[fault] === 1) continue;
      byLink[damage.elements[fault]]++;
      shares[damage.elements[fault]].push(damage.positionsKm[fault] / lengthsKm[damage.elements[fault]]);
    }
  }
  return { byLink, shares };
}

describe('liquefaction', () => {
  const box = [
    [40, 48.3],
    [40.6, 48.3],
    [40.6, 48.7],
    [40, 48.7],
  ];
  it('cuts the part of a line on such ground at the rate of the formulas', () => {
    const made = shaken(0.5, {
      magnitude: 7.5,
      areas: [{ susceptibility: 'very-high', polygon: box }],
      faultCrossing: false,
    });
    const n = 4000;
    const { byLink, shares } = cuts(made, n);
    const perKm =
      0.3 *
      liquefactionProbability('very-high', 0.5, 7.5) *
      deformationRepairsPerKm(
        DEFORMATION_LAWS['ala-2001'],
        Math.min(300, lateralSpreadCm('very-high', 0.5, 7.5)),
        CABLE_K2,
      );
    // Half of the line lies in the box, in whole pieces of at most 5 km.
    const expected = perKm * 0.5 * made.lengthsKm[0] * n;
    expect(Math.abs(byLink[0] / expected - 1)).toBeLessThan(0.12);
    expect(shares[0].every((share) => share < 0.56)).toBe(true);
  });
  it('does nothing on other ground, and asks for a magnitude where none is known', () => {
    expect(cuts(shaken(0.5, { magnitude: 7.5, faultCrossing: false }), 300).byLink).toEqual([0, 0]);
    expect(cuts(shaken(0.5, { areas: [{ susceptibility: 'high', polygon: box }] }), 300).byLink[0]).toBe(0);
  });
});

describe('a drawn slope', () => {
  it('slides half of the time at its median, within its own stretch', () => {
    const slopes = [{ link: 'se', fromShare: 0.2, toShare: 0.3 }];
    const { byLink, shares } = cuts(shaken(0.3, { slopes, faultCrossing: false }), 4000);
    expect(byLink[0]).toBe(0);
    expect(Math.abs(byLink[1] - 2000)).toBeLessThan(3.29 * Math.sqrt(1000));
    expect(shares[1].every((share) => share >= 0.2 && share <= 0.3)).toBe(true);
  });
  it('lets a current loose that cuts cables down the slope in order, minutes to hours later', () => {
    const sea = [
      link('up', SITES, 'south', 'north', { medium: 'submarine' }),
      link('down', SITES, 'south', 'east', { medium: 'submarine' }),
    ];
    const slopes = [
      { link: 'up', fromShare: 0.4, toShare: 0.5, runout: [{ link: 'down', runoutKm: 90, atShare: 0.5 }] },
    ];
    const made = prepare(
      importedField,
      { file: 'f.csv', at: '2h', groundFailure: { slopes } },
      SITES,
      sea,
      undefined,
      undefined,
      { 'f.csv': field(0.25) },
    );
    let slid = 0;
    for (let replication = 0; replication < 2000; replication++) {
      const damage = new Damage();
      made.draws.replication = replication;
      made.hazard.strike(made.draws, made.lengthsKm, damage);
      const cut = [...Array(damage.length).keys()].filter((fault) => damage.isSite[fault] === 0);
      if (cut.length === 0) continue;
      slid++;
      expect(cut.map((fault) => sea[damage.elements[fault]].id)).toEqual(['up', 'down']);
      expect(damage.times[cut[0]]).toBe(2);
      // 90 km at 5 to 13 m/s.
      expect(damage.times[cut[1]] - 2).toBeGreaterThan(90 / (3.6 * 13) - 1e-9);
      expect(damage.times[cut[1]] - 2).toBeLessThan(90 / (3.6 * 5) + 1e-9);
    }
    expect(Math.abs(slid - 1000)).toBeLessThan(3.29 * Math.sqrt(500));
  });
  it('tells a link that is not there', () => {
    const made = shaken(0.3, { slopes: [{ link: 'sx', fromShare: 0, toShare: 1 }] });
    expect(made.errors[0]).toMatchObject({ path: 'groundFailure.slopes.0.link', found: '"sx"' });
  });
});

describe('the trace of the fault', () => {
  const quake = (more: Record<string, unknown>): Made =>
    prepare(
      earthquake,
      {
        magnitude: 7.4,
        epicentre: [40.6, 48.5],
        depthKm: 6,
        rake: 0,
        strike: 90,
        dip: 90,
        k1: 0,
        groundFailure: {},
        ...more,
      },
      SITES,
      LINKS,
    );
  it('cuts what crosses it in every replication, and at the same place', () => {
    const { byLink, shares } = cuts(quake({}), 20);
    expect(byLink).toEqual([20, 0]);
    for (const share of shares[0]) expect(share).toBeCloseTo(0.5, 2);
  });
  it('spares what has slack enough, what is deep, small, or has no such trace', () => {
    expect(cuts(quake({ groundFailure: { slackM: 50 } }), 5).byLink).toEqual([0, 0]);
    expect(cuts(quake({ groundFailure: { faultCrossing: false } }), 5).byLink).toEqual([0, 0]);
    expect(cuts(quake({ magnitude: 5.5 }), 5).byLink).toEqual([0, 0]);
    expect(cuts(quake({ depthKm: 40 }), 5).byLink).toEqual([0, 0]);
    expect(cuts(quake({ strike: 0, epicentre: [40.6, 48.7] }), 5).byLink).toEqual([0, 0]);
  });
});

describe('what stands', () => {
  const HOPS = [
    link('air', SITES, 'south', 'north', { medium: 'aerial' }),
    link('radio', SITES, 'south', 'east', { medium: 'microwave' }),
  ];
  const standing = (pga: number): { air: number; radio: number; assumed: string } => {
    const made = prepare(importedField, { file: 'f.csv' }, SITES, HOPS, undefined, undefined, { 'f.csv': field(pga) });
    const { byLink } = cuts(made, 2000);
    return { air: byLink[0], radio: byLink[1], assumed: made.assumptions.join('\n') };
  };
  it('holds below 0.3 g, and fails by its curves above', () => {
    const weak = standing(0.3);
    expect(weak.air).toBeLessThan(150);
    expect(weak.radio).toBeLessThan(10);
    const strong = standing(1.2);
    // Half of the towers, two to a hop.
    expect(Math.abs(strong.radio - 2000)).toBeLessThan(3.29 * Math.sqrt(4000 * 0.25));
    // 0.05 per km times Phi(ln(1.2 / 0.8) / 0.4) = 0.8446 over the length.
    const expected = 0.05 * 0.8446 * HOPS[0].lengthKm[1] * 2000;
    expect(Math.abs(strong.air - expected)).toBeLessThan(3.29 * Math.sqrt(expected));
    expect(strong.assumed).toContain('half of the radio towers fail at 1.2 g');
  });
});

describe('substations', () => {
  it('put sites in the dark when their own power runs out, and bring them back by themselves', () => {
    const made = prepare(
      earthquake,
      {
        magnitude: 7.4,
        epicentre: [40.6, 48.5],
        depthKm: 8,
        at: '2h',
        power: { perSite: { class: 'low' }, defaultAutonomy: '4h' },
      },
      SITES.map((one) => ({ ...one, autonomyHours: Number.NaN })),
      LINKS,
    );
    const { hazard, draws, lengthsKm } = made;
    let dark = 0;
    for (let replication = 0; replication < 50; replication++) {
      const damage = new Damage();
      draws.replication = replication;
      hazard.strike(draws, lengthsKm, damage);
      for (let fault = 0; fault < damage.length; fault++) {
        if (Number.isNaN(damage.untils[fault])) continue;
        dark++;
        expect(damage.times[fault]).toBe(6);
        expect(damage.untils[fault]).toBeGreaterThan(6);
      }
    }
    expect(dark).toBeGreaterThan(20);
    expect(made.assumptions.join('\n')).not.toContain('the power grid holds');
  });
});
