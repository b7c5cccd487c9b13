/** The earthquake hazard: Baku 2000, common random numbers, rates, and what the user is told. */
import { describe, expect, it } from 'vitest';
import { PURPOSE } from '../../src/engine/draws.ts';
import { REPAIR_LAWS, repairsPerKm } from '../../src/hazard/buried-line.ts';
import { Damage } from '../../src/hazard/damage.ts';
import { earthquake } from '../../src/hazard/earthquake.ts';
import { exceedance, FACILITY } from '../../src/hazard/fragility.ts';
import { akkar2014 } from '../../src/hazard/ground-motion/akkar-2014.ts';
import { LocalPlane } from '../../src/hazard/local-plane.ts';
import { placesOn } from '../../src/hazard/random-field.ts';
import { type Earthquake, medianShaking, ShakenPlaces, sourceOf } from '../../src/hazard/shaking.ts';
import { faults, link, prepare, site, struck } from './setting.ts';

const UNKNOWN = { rake: Number.NaN, strike: Number.NaN, dip: Number.NaN, source: undefined };
/** ISC-GEM 2770732, reverse. */
const BAKU_2000: Earthquake = { magnitude: 6.78, lat: 40.251, lon: 49.902, depthKm: 35, ...UNKNOWN, rake: 90 };
/** 18 km from the epicentre, as far as Baku. */
const BAKU = { lat: 40.251 - 18 / 111.195, lon: 49.902 };

describe('Baku, 25 November 2000 (published maximum MMI VI)', () => {
  const median = medianShaking(akkar2014, BAKU_2000, BAKU.lat, BAKU.lon, 400);
  it('is felt at MMI 5.5 to 7.0 by ground motion and by distance', () => {
    expect(median?.mmi).toBeGreaterThan(5.5);
    expect(median?.mmi).toBeLessThan(7);
    expect(median?.mmiOfDistance).toBeGreaterThan(5.5);
    expect(median?.mmiOfDistance).toBeLessThan(7);
  });
  it('shakes Baku as the reference says', () => {
    expect(median?.pgaG).toBeCloseTo(0.131, 3);
    expect(median?.pgvCmS).toBeCloseTo(12.5, 1);
    expect(median?.mmiOfDistance).toBeCloseTo(6.56, 2);
  });
  it('is felt alike when the style of faulting is not known', () => {
    const plain = medianShaking(akkar2014, { ...BAKU_2000, rake: Number.NaN }, BAKU.lat, BAKU.lon, 400);
    expect(plain?.mmi).toBeGreaterThan(5.5);
    expect(plain?.mmi).toBeLessThan(median?.mmi ?? 0);
  });
  it('would be a catastrophe by the equation for a rectangle at the surface, and is not asked so', () => {
    const shallow = medianShaking(akkar2014, { ...BAKU_2000, depthKm: 10 }, BAKU.lat, BAKU.lon, 400);
    expect(shallow?.pgaG).toBeGreaterThan(2 * (median?.pgaG ?? 0));
    const deepRectangle = medianShaking(akkar2014, { ...BAKU_2000, source: 'finite' }, BAKU.lat, BAKU.lon, 400);
    expect(deepRectangle?.pgaG).toBe(median?.pgaG);
  });
});

describe('the equation', () => {
  it('goes by Rjb for a shallow rectangle, by Rhyp for a point or at 25 km', () => {
    expect(akkar2014.equationFor({ extent: 'finite', depthKm: 24.9 })?.distance).toBe('rjb');
    expect(akkar2014.equationFor({ extent: 'finite', depthKm: 25 })?.distance).toBe('rhyp');
    expect(akkar2014.equationFor({ extent: 'point', depthKm: 10 })?.distance).toBe('rhyp');
    expect(sourceOf({ ...BAKU_2000, depthKm: 24 }).extent).toBe('finite');
    expect(sourceOf(BAKU_2000).extent).toBe('point');
  });
});

const SITES = [
  site('a', 40.6, 48.6),
  site('b', 40.63, 48.95, { building: 'anchored' }),
  site('c', 40.4, 49.3),
  site('d', 40.9, 48.2),
];
const LINKS = [
  link('ab', SITES, 'a', 'b'),
  link('bc', SITES, 'b', 'c'),
  link('da', SITES, 'd', 'a', { medium: 'duct' }),
  link('dc', SITES, 'd', 'c', { medium: 'aerial' }),
];
const SHAMAKHI = { magnitude: 7.4, epicentre: [40.6, 48.7], depthKm: 12 } as const satisfies Record<string, unknown>;
const shamakhi = () => ({ ...SHAMAKHI, epicentre: [40.6, 48.7] as [number, number] });

/** Damage of some replications as text. */
function history(prepared: ReturnType<typeof prepare>, sites = SITES, links = LINKS, replications = 40): string[][] {
  return Array.from({ length: replications }, (_, r) => faults(struck(prepared, r), sites, links));
}

describe('strikes', () => {
  it('are the same whenever the replication is asked for', () => {
    const once = prepare(earthquake, shamakhi(), SITES, LINKS);
    const forwards = history(once);
    expect(forwards.flat().length).toBeGreaterThan(40);
    const again = Array.from({ length: 40 }, (_, r) => faults(struck(once, 39 - r), SITES, LINKS)).reverse();
    expect(again).toEqual(forwards);
    expect(history(prepare(earthquake, shamakhi(), SITES, LINKS))).toEqual(forwards);
  });

  it.each([{ strike: 120 }, {}])('change no other fate when a site and a link are added, %o', (more) => {
    const sites = [site('new', 40.5, 48.8), ...SITES];
    const links = [
      link('new', sites, 'new', 'a'),
      ...LINKS.map((one) => link(one.id, sites, SITES[one.from].id, SITES[one.to].id, { medium: one.medium })),
    ];
    const before = history(prepare(earthquake, { ...shamakhi(), ...more }, SITES, LINKS));
    const after = history(prepare(earthquake, { ...shamakhi(), ...more }, sites, links), sites, links);
    expect(after.map((list) => list.filter((fault) => !fault.startsWith('new')))).toEqual(before);
    expect(after.flat().some((fault) => fault.startsWith('new'))).toBe(true);
  });

  it('draw apart for two earthquakes of one scenario', () => {
    const first = history(prepare(earthquake, shamakhi(), SITES, LINKS, 'earthquake/1'));
    expect(history(prepare(earthquake, shamakhi(), SITES, LINKS, 'earthquake/2'))).not.toEqual(first);
  });

  it('carry the hazard, the time, and a place on the line', () => {
    const prepared = prepare(earthquake, { ...shamakhi(), at: '6h' }, SITES, LINKS);
    prepared.lengthsKm[0] *= 2;
    let cuts = 0;
    for (let r = 0; r < 100; r++) {
      const damage = struck(prepared, r);
      for (let fault = 0; fault < damage.length; fault++) {
        expect(damage.times[fault]).toBe(6);
        expect(damage.hazards[fault]).toBe(3);
        const element = damage.elements[fault];
        if (damage.isSite[fault] === 1) {
          expect(damage.states[fault]).toBeGreaterThanOrEqual(2);
          expect(damage.lats[fault]).toBe(SITES[element].lat);
          continue;
        }
        cuts++;
        expect(LINKS[element].medium).not.toBe('satellite');
        expect(damage.positionsKm[fault]).toBeGreaterThanOrEqual(0);
        expect(damage.positionsKm[fault]).toBeLessThanOrEqual(prepared.lengthsKm[element]);
        const share = damage.positionsKm[fault] / prepared.lengthsKm[element];
        const { from, to } = LINKS[element];
        expect(damage.lons[fault]).toBeCloseTo(SITES[from].lon + share * (SITES[to].lon - SITES[from].lon), 2);
      }
    }
    expect(cuts).toBeGreaterThan(20);
  });

  it('damage more sites when less is enough to fail', () => {
    const count = (failsFrom: 'slight' | 'complete') =>
      history(prepare(earthquake, { ...shamakhi(), failsFrom }, SITES, [])).flat().length;
    expect(count('slight')).toBeGreaterThan(1.5 * count('complete'));
  });
});

describe('the chances', () => {
  // At a point right below: one median for a site, and nearly one along a short line.
  const sites = [site('a', 40.3, 48.6), site('b', 40.3, 48.63)];
  const links = [link('ab', sites, 'a', 'b')];
  const quake = {
    magnitude: 6.8,
    epicentre: [40.6, 48.6] as [number, number],
    depthKm: 20,
    source: 'point' as const,
  };
  const known: Earthquake = { magnitude: 6.8, lat: 40.6, lon: 48.6, depthKm: 20, ...UNKNOWN, source: 'point' };
  const replications = 20_000;

  it('of a damage state are the curve smoothed by both residuals', () => {
    const prepared = prepare(earthquake, { ...quake, failsFrom: 'slight' }, sites, []);
    const states = new Float64Array(5);
    const damage = new Damage();
    for (let r = 0; r < replications; r++) {
      struck(prepared, r, damage);
      for (let fault = 0; fault < damage.length; fault++) {
        if (damage.elements[fault] === 0) states[damage.states[fault]]++;
      }
    }
    const median = medianShaking(akkar2014, known, 40.3, 48.6, 400)?.pgaG ?? Number.NaN;
    const spread2 = 0.3472 ** 2 + 0.6475 ** 2;
    const smoothed = FACILITY.unanchored.map(({ medianG, beta }) => ({
      medianG,
      beta: Math.sqrt(beta * beta + spread2),
    }));
    const expected = exceedance(smoothed, median);
    let worse = 0;
    for (let state = 4; state >= 1; state--) {
      worse += states[state] / replications;
      // Crossing curves are forced monotone before smoothing, hence a little more than the sampling error.
      expect(Math.abs(worse - expected[state - 1])).toBeLessThan(0.013);
    }
    expect(worse).toBeGreaterThan(0.1);
  });

  it('of a break have the mean of the rate: Poisson given the shaking', () => {
    const psi = 30;
    const prepared = prepare(earthquake, { ...quake, serviceFactor: { buried: psi } }, sites, links);
    prepared.lengthsKm[0] = 10;
    let sum = 0;
    let squares = 0;
    const damage = new Damage();
    for (let r = 0; r < replications; r++) {
      const count = struck(prepared, r, damage).length;
      let cuts = 0;
      for (let fault = 0; fault < count; fault++) cuts += 1 - damage.isSite[fault];
      sum += cuts;
      squares += cuts * cuts;
    }
    const median = medianShaking(akkar2014, known, 40.3, 48.615, 400)?.pgvCmS ?? Number.NaN;
    const s2 = 0.3312 ** 2 + 0.628 ** 2;
    const expected = psi * 10 * repairsPerKm(REPAIR_LAWS['ala-2001'], median, 0.5) * Math.exp(s2 / 2);
    const mean = sum / replications;
    const variance = squares / replications - mean * mean;
    expect(expected).toBeGreaterThan(1);
    // A Poisson number of lognormal mean m has variance m + m^2 (exp(s^2) - 1).
    const expectedVariance = expected + expected ** 2 * Math.expm1(s2);
    expect(Math.abs(mean / expected - 1)).toBeLessThan((4 * Math.sqrt(expectedVariance / replications)) / expected);
    expect(Math.abs(variance / expectedVariance - 1)).toBeLessThan(0.1);
  });

  it('of a break on a line of many pieces are the mean over them, spread evenly within each', () => {
    const ends = [site('a', 40.3, 48.5), site('b', 40.3, 48.7)];
    const line = [link('ab', ends, 'a', 'b')];
    const psi = 30;
    const prepared = prepare(earthquake, { ...quake, serviceFactor: { buried: psi } }, ends, line);
    prepared.lengthsKm[0] = 16;
    const pieces = 4;
    let expected = 0;
    for (let piece = 0; piece < pieces; piece++) {
      const lon = 48.5 + (0.2 * (piece + 0.5)) / pieces;
      const pgv = medianShaking(akkar2014, known, 40.3, lon, 400)?.pgvCmS ?? Number.NaN;
      expected += (psi * 16 * repairsPerKm(REPAIR_LAWS['ala-2001'], pgv, 0.5)) / pieces;
    }
    expected *= Math.exp((0.3312 ** 2 + 0.628 ** 2) / 2);
    let cuts = 0;
    const tenths = new Float64Array(10);
    const damage = new Damage();
    for (let r = 0; r < replications; r++) {
      struck(prepared, r, damage);
      for (let fault = 0; fault < damage.length; fault++) {
        if (damage.isSite[fault] === 1) continue;
        cuts++;
        tenths[Math.floor(10 * ((damage.positionsKm[fault] / 4) % 1))]++;
      }
    }
    expect(Math.abs(cuts / replications / expected - 1)).toBeLessThan(0.025);
    for (const count of tenths) expect(Math.abs(count / cuts - 0.1)).toBeLessThan(0.005);
  });

  it('of a cut are higher near the softer end', () => {
    const ends = [site('a', 40.3, 48.4, { vs30: 900 }), site('b', 40.3, 48.8, { vs30: 180 })];
    const prepared = prepare(earthquake, { ...quake, serviceFactor: { buried: 10 } }, ends, [
      link('ab', ends, 'a', 'b'),
    ]);
    let soft = 0;
    let all = 0;
    for (let r = 0; r < 1000; r++) {
      const damage = struck(prepared, r);
      for (let fault = 0; fault < damage.length; fault++) {
        if (damage.isSite[fault] === 1) continue;
        all++;
        if (damage.positionsKm[fault] > prepared.lengthsKm[0] / 2) soft++;
      }
    }
    expect(soft / all).toBeGreaterThan(0.65);
  });

  it('of a cut fall where the ground moves most', () => {
    const far = [site('a', 40.6, 48.7), site('b', 40.6, 51)];
    const line = [link('ab', far, 'a', 'b')];
    const prepared = prepare(earthquake, { ...shamakhi(), serviceFactor: { buried: 3 } }, far, line);
    let near = 0;
    let all = 0;
    for (let r = 0; r < 300; r++) {
      const damage = struck(prepared, r);
      for (let fault = 0; fault < damage.length; fault++) {
        if (damage.isSite[fault] === 1) continue;
        all++;
        if (damage.positionsKm[fault] < prepared.lengthsKm[0] / 2) near++;
      }
    }
    expect(all).toBeGreaterThan(300);
    expect(near / all).toBeGreaterThan(0.75);
  });

  it('fall with the power of the repair law', () => {
    const breaks = (repairRate: 'hazus-brittle' | 'hazus-ductile') => {
      const prepared = prepare(earthquake, { ...shamakhi(), repairRate, serviceFactor: { buried: 3 } }, SITES, LINKS);
      return history(prepared, SITES, LINKS, 200)
        .flat()
        .filter((fault) => fault.startsWith('ab ')).length;
    };
    const brittle = breaks('hazus-brittle');
    expect(brittle / breaks('hazus-ductile')).toBeCloseTo(1 / 0.3, 0);
  });
});

describe('an unknown strike', () => {
  it('is drawn once in each replication and moves the shaking', () => {
    const known = prepare(earthquake, { ...shamakhi(), strike: 90, dip: 90 }, SITES, LINKS);
    const unknown = prepare(earthquake, { ...shamakhi(), dip: 90 }, SITES, LINKS);
    expect(unknown.assumptions.some((sentence) => sentence.includes('strike is unknown'))).toBe(true);
    expect(known.assumptions.some((sentence) => sentence.includes('strike is unknown'))).toBe(false);
    // What the draw gives is what a scenario with that strike gives.
    const { draws } = unknown;
    draws.replication = 5;
    const strike = 360 * draws.uniform(draws.addresses.handle('earthquake/1'), PURPOSE.ruptureStrike);
    const turned = prepare(earthquake, { ...shamakhi(), strike, dip: 90 }, SITES, LINKS);
    expect(faults(struck(unknown, 5), SITES, LINKS)).toEqual(faults(struck(turned, 5), SITES, LINKS));
  });
  it('does not matter to a point', () => {
    const { assumptions } = prepare(earthquake, { ...shamakhi(), depthKm: 40 }, SITES, LINKS);
    expect(assumptions.some((sentence) => sentence.includes('strike'))).toBe(false);
  });
});

describe('what is told', () => {
  it('counts what was left out, assumed or out of range', () => {
    const sites = [
      site('a', 40.6, 48.6, { vs30: Number.NaN, building: undefined }),
      site('b', Number.NaN, Number.NaN),
      site('c', 44.9, 49.3, { vs30: 120 }),
      site('sat', Number.NaN, Number.NaN, { role: 'satellite' }),
    ];
    const links = [
      link('ab', sites, 'a', 'b'),
      link('ac', sites, 'a', 'c', { medium: 'aerial' }),
      link('as', sites, 'a', 'sat', { medium: 'satellite' }),
    ];
    const told = prepare(
      earthquake,
      {
        ...shamakhi(),
        magnitude: { value: 8.2, flag: 'estimated', source: 'a guess' },
        at: '2y',
        beyondRange: 'extrapolated',
      },
      sites,
      links,
    );
    expect(told.errors).toEqual([]);
    const warnings = told.warnings.map(({ path, found }) => `${path}: ${found}`);
    expect(warnings).toEqual([
      'at: 17532 h',
      ': 1 site without a place, left unshaken',
      ': 1 link without a line on the map, left unshaken',
      ': 1 of 99 shaken places outside vs30 150 to 1200 m/s',
      'magnitude: 8.2',
    ]);
    const all = told.assumptions.join('\n');
    expect(all).toContain('magnitude 8.2 is estimated (a guess)');
    expect(all).toMatch(/\d+ of 99 places beyond the stated range of akkar-2014 \(200 km\) are extrapolated/);
    expect(all).toContain('vs30 = 360 m/s at 1 site where none is known');
    expect(all).toContain('1 site of unknown building class is unanchored');
    expect(all).toContain('psi = 0.3 cuts of service per repair for buried cable (judgement)');
    expect(all).toContain('shaking cuts no satellite link');
    expect(all).toContain('HAZUS-MH 2.1 table 8.30, recalled');
    expect(all).toContain('0.73');
  });
  it('keeps silent about facts', () => {
    const told = prepare(
      earthquake,
      { ...shamakhi(), magnitude: { value: 7.2, flag: 'published', source: 'a catalogue' }, strike: 10, dip: 80 },
      SITES,
      LINKS,
    );
    expect(told.warnings).toEqual([]);
    expect(told.assumptions.join('\n')).not.toContain('magnitude');
    expect(told.assumptions.join('\n')).not.toContain('dip');
    expect(told.assumptions.join('\n')).not.toContain('vs30 = ');
  });
  it('shakes what is placed even when the satellites are not', () => {
    const sites = [site('a', 40.6, 48.7), site('sat', Number.NaN, Number.NaN, { role: 'satellite' })];
    const told = prepare(earthquake, shamakhi(), sites, []);
    expect(told.warnings).toEqual([]);
    expect(
      history(told, sites, [])
        .flat()
        .every((fault) => fault.startsWith('a ')),
    ).toBe(true);
  });
});

describe('the schema', () => {
  it('fills in the defaults', () => {
    expect(earthquake.schema.parse(shamakhi())).toMatchObject({
      at: 0,
      model: 'akkar-2014',
      failsFrom: 'moderate',
      repairRate: 'ala-2001',
    });
  });
  it.each([
    { magnitude: 3.9 },
    { magnitude: 8.6 },
    { epicentre: [91, 0] },
    { epicentre: [40] },
    { depthKm: 0 },
    { dip: 0 },
    { at: 5 },
    { model: 'none' },
    { failsFrom: 'none' },
    { depth: 5 },
  ])('refuses %o', (wrong) => {
    expect(earthquake.schema.safeParse({ ...shamakhi(), ...wrong }).success).toBe(false);
  });
});

describe('shaken places', () => {
  it('beyond the reach are not shaken at all, and those within as before', () => {
    const source = sourceOf(BAKU_2000);
    const equation = akkar2014.equationFor({ extent: 'point', depthKm: 35 });
    if (equation === undefined) throw new Error('no equation');
    const plane = new LocalPlane(40.251, 49.902);
    const ground = { lats: [40.4, 43.4], lons: [49.5, 49.9], vs30: [400, 400] };
    const places = new ShakenPlaces(ground, placesOn(plane, ground.lats, ground.lons), plane, 'pga');
    const medians = (reachKm: number): Float64Array => {
      const out = new Float64Array(2);
      places.shake(equation, source, reachKm);
      places.apply(0, out);
      return out;
    };
    const [near, far] = medians(Number.POSITIVE_INFINITY);
    expect(far).toBeLessThan(near);
    expect([...medians(200)]).toEqual([near, Number.NEGATIVE_INFINITY]);
  });
  it('lie as far from the rupture after a whole turn', () => {
    const source = sourceOf({ ...BAKU_2000, depthKm: 10 });
    const equation = akkar2014.equationFor({ extent: 'finite', depthKm: 10 });
    if (equation === undefined) throw new Error('no equation');
    const plane = new LocalPlane(40.251, 49.902);
    const ground = { lats: [40.4], lons: [49.5], vs30: [400] };
    const places = new ShakenPlaces(ground, placesOn(plane, ground.lats, ground.lons), plane, 'pga');
    const at = (strike: number): number => {
      source.rupture.turnTo(strike);
      places.shake(equation, source, Number.POSITIVE_INFINITY);
      const out = new Float64Array(1);
      places.apply(0, out);
      return out[0];
    };
    expect(at(360)).toBeCloseTo(at(0), 12);
    expect(Math.abs(at(90) - at(0))).toBeGreaterThan(0.01);
  });
});
