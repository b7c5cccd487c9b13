/** Sabotage of chosen targets. */
import { describe, expect, it } from 'vitest';
import { sabotage } from '../../src/hazard/sabotage.ts';
import { countFaults, expectShare } from './counting.ts';
import { faults, link, type Prepared, prepare, site, struck } from './setting.ts';

const SITES = [
  site('a', 40, 48, { population: 5 }),
  site('hub', 40, 49, { population: 10 }),
  site('c', 40, 50, { population: 100 }),
  site('d', 41, 50, { population: 1 }),
  site('sat', Number.NaN, Number.NaN, { role: 'satellite', population: 0 }),
];
const LINKS = [
  link('a-hub', SITES, 'a', 'hub', { lengthKm: [100, 100], riskGroup: 'bridge' }),
  link('hub-c', SITES, 'hub', 'c'),
  link('hub-d', SITES, 'hub', 'd', { riskGroup: 'bridge' }),
  link('c-d', SITES, 'c', 'd'),
  link('a-sat', SITES, 'a', 'sat', { medium: 'satellite' }),
];
const names = (prepared: Prepared, replication = 0, links = LINKS) =>
  faults(struck(prepared, replication), SITES, links).map((text) => text.split(' ')[0]);

describe('sabotage', () => {
  it('strikes named links and sites, each once, within the time it takes', () => {
    const written = { at: '3h', within: '2h', targets: ['hub', 'c-d', { link: 'hub-c' }, { site: 'hub' }] };
    const prepared = prepare(sabotage, { ...written, state: 'complete' }, SITES, LINKS);
    const { times, states, isSite, length } = struck(prepared, 0);
    expect(names(prepared)).toEqual(['hub', 'c-d', 'hub-c']);
    expect([...isSite.subarray(0, length)]).toEqual([1, 0, 0]);
    expect(states[0]).toBe(4);
    for (const time of times.subarray(0, length)) expect(time > 3 && time < 5).toBe(true);
    expect(new Set(times.subarray(0, length)).size).toBe(3);
    expect(prepared.assumptions).toHaveLength(2);
  });
  it('cuts the whole group once, unless told to leave it', () => {
    const prepared = prepare(sabotage, { targets: ['hub-d', 'a-hub'], atShare: 0.25 }, SITES, LINKS);
    expect(names(prepared)).toEqual(['a-hub', 'hub-d']);
    expect(struck(prepared, 0).positionsKm[0]).toBe(25);
    const alone = prepare(sabotage, { targets: ['hub-d'], atShare: 0.25, wholeGroup: false }, SITES, LINKS);
    expect(names(alone)).toEqual(['hub-d']);
    expect(alone.assumptions).toEqual([]);
  });
  it('chooses by degree and by population, equals by name', () => {
    const chosen = (choose: 'degree' | 'population', among: 'links' | 'sites', k: number) =>
      names(prepare(sabotage, { k, choose, among, wholeGroup: false }, SITES, LINKS));
    expect(chosen('degree', 'sites', 3)).toEqual(['hub', 'c', 'd']);
    expect(chosen('population', 'sites', 2)).toEqual(['c', 'hub']);
    // Degrees 1, 3, 2, 2 of a, hub, c, d: hub-c and hub-d have 5, a-hub and c-d have 4.
    expect(chosen('degree', 'links', 3)).toEqual(['hub-c', 'hub-d', 'a-hub']);
    expect(chosen('population', 'links', 2)).toEqual(['hub-c', 'c-d']);
    const told = prepare(sabotage, { k: 1, choose: 'degree', among: 'sites' }, SITES, LINKS);
    expect(told.hazard.describe?.()).toEqual(['sabotage strikes sites by degree: hub']);
    expect(told.assumptions).toEqual([]);
    expect(prepare(sabotage, { targets: ['hub'] }, SITES, LINKS).hazard.describe?.()).toEqual([]);
  });
  it('chooses at random k different ones, each as likely', () => {
    const prepared = prepare(sabotage, { k: 2, wholeGroup: false }, SITES, LINKS);
    const hits = new Map<string, number>();
    for (let replication = 0; replication < 3000; replication++) {
      const both = names(prepared, replication);
      expect(new Set(both).size).toBe(2);
      for (const name of both) hits.set(name, (hits.get(name) ?? 0) + 1);
    }
    expect(hits.size).toBe(4);
    for (const count of hits.values()) expectShare(count, 3000, 0.5);
    expect(countFaults(prepare(sabotage, { k: 3, among: 'sites' }, SITES, LINKS), 10)).toBe(30);
  });
  it('is the same in the same replication, and another link takes a place or changes nothing', () => {
    const before = prepare(sabotage, { k: 1, within: '1h', wholeGroup: false }, SITES, LINKS);
    expect(faults(struck(before, 9), SITES, LINKS)).toEqual(faults(struck(before, 9), SITES, LINKS));
    const more = [link('new', SITES, 'a', 'd'), ...LINKS];
    const after = prepare(sabotage, { k: 1, within: '1h', wholeGroup: false }, SITES, more);
    let taken = 0;
    for (let replication = 0; replication < 1000; replication++) {
      const then = faults(struck(after, replication), SITES, more);
      if (then[0].startsWith('new ')) taken++;
      else expect(then).toEqual(faults(struck(before, replication), SITES, LINKS));
    }
    expectShare(taken, 1000, 0.2);
  });
  it('tells what is wrong', () => {
    const both = [...SITES, site('c-d', 40, 48)];
    const targets = ['hbu', 'a-sat', 'sat', 'c-d', { site: 'c-d' }, { link: 'hub' }];
    const { errors } = prepare(sabotage, { targets }, both, LINKS);
    expect(errors.map(({ path }) => path)).toEqual([
      'targets.0',
      'targets.1',
      'targets.2',
      'targets.3',
      'targets.5.link',
    ]);
    expect(errors[0].known).toContain('hub');
    const many = prepare(sabotage, { k: 9, at: '9000h', choose: 'degree' }, SITES, LINKS);
    expect(many.warnings.map(({ path }) => path)).toEqual(['at', 'k']);
    for (const wrong of [{}, { k: 0 }, { k: 1, targets: ['hub'] }, { targets: ['hub'], choose: 'degree' }])
      expect(sabotage.schema.safeParse(wrong).success).toBe(false);
  });
});
