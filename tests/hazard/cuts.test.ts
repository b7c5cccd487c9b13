/** Cable cuts, random cuts and lost sites. */
import { describe, expect, it } from 'vitest';
import { cableCut } from '../../src/hazard/cable-cut.ts';
import { Damage } from '../../src/hazard/damage.ts';
import { hazards } from '../../src/hazard/index.ts';
import { randomCuts } from '../../src/hazard/random-cuts.ts';
import { siteLoss } from '../../src/hazard/site-loss.ts';
import { faults, link, prepare, site, struck } from './setting.ts';

const SITES = [
  site('a', 40, 48),
  site('b', 40, 49),
  site('c', 40, 50),
  site('sat', Number.NaN, Number.NaN, { role: 'satellite' }),
];
const LINKS = [
  link('ab', SITES, 'a', 'b', { riskGroup: 'bridge', lengthKm: [100, 100] }),
  link('ab2', SITES, 'a', 'b', { riskGroup: 'bridge', lengthKm: [200, 200], medium: 'duct' }),
  link('bc', SITES, 'b', 'c', { lengthKm: [50, 60], medium: 'aerial' }),
  link('as', SITES, 'a', 'sat', { medium: 'satellite', lengthKm: [1000, 1000] }),
  link('ca', SITES, 'c', 'a', { medium: 'submarine', lengthKm: [400, 400] }),
];
const names = (damage: Damage) => Array.from({ length: damage.length }, (_, f) => LINKS[damage.elements[f]].id);

describe('a cable cut', () => {
  it('takes the whole risk group at one share of the length', () => {
    const prepared = prepare(cableCut, { link: 'ab', at: '2h', atKm: 25 }, SITES, LINKS);
    const damage = struck(prepared, 0);
    expect(names(damage)).toEqual(['ab', 'ab2']);
    expect([...damage.positionsKm.slice(0, 2)]).toEqual([25, 50]);
    expect([...damage.times.slice(0, 2)]).toEqual([2, 2]);
    expect([...damage.isSite.slice(0, 2)]).toEqual([0, 0]);
    expect(damage.hazards[0]).toBe(3);
    expect(damage.lons[0]).toBeCloseTo(48.25, 4);
    expect(damage.lons[1]).toBeCloseTo(48.25, 4);
    expect(prepared.assumptions.join()).toContain('same share');
  });
  it('leaves the group alone when told so', () => {
    const damage = struck(prepare(cableCut, { link: 'ab2', atShare: 0.5, wholeGroup: false }, SITES, LINKS), 0);
    expect(names(damage)).toEqual(['ab2']);
    expect(damage.positionsKm[0]).toBe(100);
  });
  it('takes a group by its name, and once when several of its links are named', () => {
    expect(names(struck(prepare(cableCut, { riskGroup: 'bridge' }, SITES, LINKS), 0))).toEqual(['ab', 'ab2']);
    const listed = prepare(cableCut, { link: ['ab2', 'bc', 'ab', 'bc'] }, SITES, LINKS);
    expect(names(struck(listed, 0))).toEqual(['ab2', 'ab', 'bc']);
  });
  it('falls anywhere when no place is told, the same in the same replication', () => {
    const prepared = prepare(cableCut, { link: 'bc', times: 3 }, SITES, LINKS);
    expect(struck(prepared, 0).length).toBe(3);
    expect(new Set(struck(prepared, 0).positionsKm.slice(0, 3)).size).toBe(3);
    let sum = 0;
    for (let r = 0; r < 4000; r++) sum += struck(prepared, r).positionsKm[1];
    expect(Math.abs(sum / 4000 - 30)).toBeLessThan(1.2);
    const first = faults(struck(prepared, 7), SITES, LINKS);
    expect(faults(struck(prepared, 7), SITES, LINKS)).toEqual(first);
    expect(faults(struck(prepared, 8), SITES, LINKS)).not.toEqual(first);
  });
  it('stays on the cable when this replication is shorter than it could be', () => {
    const prepared = prepare(cableCut, { link: 'bc', atKm: 58 }, SITES, LINKS);
    prepared.lengthsKm[2] = 50;
    expect(struck(prepared, 0).positionsKm[0]).toBe(50);
  });
  it('tells of names it does not know, with those it knows', () => {
    const told = prepare(cableCut, { link: ['ab', 'zz', 'as'] }, SITES, LINKS);
    expect(told.errors).toEqual([
      { path: 'link.1', found: '"zz"', expected: 'the id of a link', known: ['ab', 'ab2', 'bc', 'as', 'ca'] },
      { path: 'link.2', found: '"as", a link to space', expected: 'a link that can be cut', known: [] },
    ]);
    const group = prepare(cableCut, { riskGroup: 'brige' }, SITES, LINKS);
    expect(group.errors).toMatchObject([{ path: 'riskGroup', known: ['bridge'] }]);
    expect(struck(group, 0).length).toBe(0);
    const beyond = prepare(cableCut, { link: 'bc', atKm: 61 }, SITES, LINKS);
    expect(beyond.errors).toMatchObject([{ path: 'atKm', found: '61 km' }]);
    const late = prepare(cableCut, { link: 'bc', at: '3y' }, SITES, LINKS);
    expect(late.warnings).toMatchObject([{ path: 'at' }]);
  });
  it('wants either links or a group, and one place', () => {
    const { schema } = cableCut;
    expect(schema.safeParse({}).success).toBe(false);
    expect(schema.safeParse({ link: 'ab', riskGroup: 'bridge' }).success).toBe(false);
    expect(schema.safeParse({ link: 'ab', atKm: 1, atShare: 0.1 }).success).toBe(false);
    expect(schema.parse({ link: 'ab' })).toEqual({ link: 'ab', at: 0, times: 1, wholeGroup: true });
  });
});

describe('random cuts', () => {
  /** Cuts of each link in a number of replications. */
  function counts(prepared: ReturnType<typeof prepare>, replications: number): { mean: number[]; variance: number[] } {
    const sum = LINKS.map(() => 0);
    const squares = LINKS.map(() => 0);
    const damage = new Damage();
    for (let r = 0; r < replications; r++) {
      struck(prepared, r, damage);
      const here = LINKS.map(() => 0);
      for (let fault = 0; fault < damage.length; fault++) {
        here[damage.elements[fault]]++;
        expect(damage.times[fault]).toBeGreaterThan(0);
        expect(damage.times[fault]).toBeLessThan(2 * 8766);
        expect(damage.positionsKm[fault]).toBeLessThan(prepared.lengthsKm[damage.elements[fault]]);
      }
      here.forEach((count, index) => {
        sum[index] += count / replications;
        squares[index] += (count * count) / replications;
      });
    }
    return { mean: sum, variance: squares.map((square, index) => square - sum[index] ** 2) };
  }

  it('come at the rate of their medium, as a Poisson number over the horizon', () => {
    const prepared = prepare(randomCuts, {}, SITES, LINKS, 'random-cuts/1', 2 * 8766);
    const replications = 20_000;
    const { mean, variance } = counts(prepared, replications);
    const expected = [2.13 * 0.2, 2.13 * 0.4, 0.085 * 0.12, 0, 0.2 * 0.8];
    expected.forEach((rate, index) => {
      expect(Math.abs(mean[index] - rate)).toBeLessThanOrEqual(4 * Math.sqrt(rate / replications));
      if (rate > 0.1) expect(Math.abs(variance[index] / mean[index] - 1)).toBeLessThan(0.06);
    });
    const all = prepared.assumptions.join('\n');
    expect(all).toContain('submarine cable fails 0.2');
    expect(all).toContain('duct');
    expect(all).not.toContain('opgw');
  });
  it('fall uniformly in time and along the cable', () => {
    const prepared = prepare(randomCuts, { ratesPer1000KmYear: { buried: 100 } }, SITES, LINKS.slice(0, 1));
    let time = 0;
    let position = 0;
    let all = 0;
    for (let r = 0; r < 1000; r++) {
      const damage = struck(prepared, r);
      for (let fault = 0; fault < damage.length; fault++, all++) {
        time += damage.times[fault] / 8766;
        position += damage.positionsKm[fault] / 100;
      }
    }
    expect(Math.abs(time / all - 0.5)).toBeLessThan(0.012);
    expect(Math.abs(position / all - 0.5)).toBeLessThan(0.012);
  });
  it('follow the rates of the scenario and change no other link', () => {
    const plain = prepare(randomCuts, {}, SITES, LINKS);
    const told = prepare(
      randomCuts,
      { ratesPer1000KmYear: { duct: { value: 0, flag: 'assumed', source: 'a guess' } } },
      SITES,
      LINKS,
    );
    const others = (prepared: typeof plain, r: number) =>
      faults(struck(prepared, r), SITES, LINKS).filter((fault) => !fault.startsWith('ab2 '));
    for (let r = 0; r < 200; r++) {
      expect(others(told, r)).toEqual(others(plain, r));
      expect(names(struck(told, r))).not.toContain('ab2');
    }
    expect(told.assumptions.join('\n')).toContain('duct cable per 1000 km and year: 0 is assumed (a guess)');
    expect(randomCuts.schema.safeParse({ ratesPer1000KmYear: { buried: -1 } }).success).toBe(false);
    expect(randomCuts.schema.safeParse({ ratesPer1000KmYear: { copper: 1 } }).success).toBe(false);
  });
});

describe('a lost site', () => {
  it('is damaged as told, at its time', () => {
    const damage = struck(prepare(siteLoss, { site: ['b', 'a', 'b'], at: '1d', state: 'complete' }, SITES, LINKS), 0);
    expect(faults(damage, SITES, LINKS)).toEqual(['b 24 4 0 40 49', 'a 24 4 0 40 48']);
    expect(siteLoss.schema.parse({ site: 'a' })).toEqual({ site: 'a', at: 0, state: 'extensive' });
  });
  it('must be known and on the ground', () => {
    const told = prepare(siteLoss, { site: 'sat' }, SITES, LINKS);
    expect(told.errors).toMatchObject([{ path: 'site', found: '"sat", a satellite' }]);
    expect(prepare(siteLoss, { site: ['x'] }, SITES, LINKS).errors).toMatchObject([
      { path: 'site.0', known: ['a', 'b', 'c', 'sat'] },
    ]);
  });
});

describe('the list of hazards', () => {
  it('has each once, with a summary and a source', () => {
    const names = hazards.map(({ name }) => name);
    expect(names).toHaveLength(16);
    expect(new Set(names).size).toBe(16);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const { summary, source } of hazards) {
      expect(summary).not.toBe('');
      expect(source).not.toBe('');
    }
  });
});
