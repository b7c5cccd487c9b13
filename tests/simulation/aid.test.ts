/** Crews of partners abroad, by hand: when they are asked, when they come, how fast they work, for whom. */
import { describe, expect, it } from 'vitest';
import { compiledFrom, metricOf, PLAIN_PROTOCOL, plainStages, ran, traced } from '../worlds.ts';

/** `a` (1000 people, line of op) and `b` (600, line of op2) hang on the hub. Cuts lie at the hub: no time on the road. */
const AB = JSON.stringify({
  name: 'ab',
  sites: [
    { id: 'hub', role: 'gateway', operator: 'op', at: [0.5, 10], population: 0 },
    { id: 'a', role: 'district-unit', operator: 'op', at: [0.5, 10], population: 1000 },
    { id: 'b', role: 'district-unit', operator: 'op2', at: [0.5, 10], population: 600 },
  ],
  links: [
    { id: 'hub--a', ends: ['hub', 'a'], medium: 'buried', operator: 'op', lengthKm: 40 },
    { id: 'hub--b', ends: ['hub', 'b'], medium: 'buried', operator: 'op2', lengthKm: 40 },
  ],
});
const cut = (link: string, at: string): unknown => ({ 'cable-cut': { link, at, atKm: 0 } });
const calling = (more = ''): Record<string, string> => ({
  plain: `${PLAIN_PROTOCOL}mutualAid: { partners: all, trigger: 0.5, request: 6h, arrival: 30h, efficiency: 0.5, efficiencyFor: 24h${more} }\n`,
});
const aid = (count = 1): unknown[] => [{ id: 'geo', crews: count, base: 'hub' }];
const repair = (hours: number): Record<string, unknown> => ({
  stages: plainStages({ repairLink: { buried: `${hours}h` } }),
});
const told = (keys: Record<string, unknown>, what: string, protocols = calling()): [string, number][] =>
  traced(compiledFrom({ crews: [], aid: aid(), ...keys }, AB, protocols))
    .entries.filter((entry) => entry.what === what)
    .map(({ name, time }) => [name, time]);

describe('mutual aid', () => {
  const both = [cut('hub--a', '1h'), cut('hub--b', '2h')];

  it('is asked for once, when enough people are cut off, and comes after request and arrival', () => {
    expect(told({ hazards: both }, 'aid-asked')).toEqual([['geo', 1]]);
    expect(told({ hazards: both }, 'aid-arrives')).toEqual([['geo', 37]]);
    expect(told({ hazards: [cut('hub--b', '1h')] }, 'aid-asked')).toEqual([]);
    expect(told({ hazards: [cut('hub--b', '1h'), cut('hub--a', '9h')] }, 'aid-asked')).toEqual([['geo', 9]]);
  });

  it('is asked for by what is known to be cut off', () => {
    const hazards = [{ 'site-loss': { site: 'a', at: '1h', state: 'complete' } }, cut('hub--b', '1h')];
    expect(told({ hazards, stages: plainStages({ detectSite: '20h' }) }, 'aid-asked')).toEqual([['geo', 21]]);
  });

  it('works at a slower pace for its first hours, and mends for every operator', () => {
    const mended = (hours: number, count = 1): number[] =>
      told({ hazards: both, aid: aid(count), ...repair(hours) }, 'mended').map(([, time]) => time);
    // Arrival at 37; 5 h of work at half pace take 10, and the next 5 h again 10.
    expect(mended(5)).toEqual([47, 57]);
    // 24 h at half pace do 12 of 20 h; the 8 h left, and the next fault, go at full pace.
    expect(mended(20)).toEqual([37 + 24 + 8, 37 + 24 + 8 + 20]);
    expect(mended(12)).toEqual([37 + 24, 37 + 24 + 12]);
    expect(mended(5, 2)).toEqual([47, 47]);
  });

  it('that would come after the horizon leaves the loss censored', () => {
    const compiled = compiledFrom({ crews: [], aid: aid(), hazards: both, horizon: '36h' }, AB, calling());
    expect(metricOf(ran(compiled, 1), 'timeTo100Hours')[0]).toBe(Number.POSITIVE_INFINITY);
  });

  it('never comes from a partner whom the protocol does not call, and changes nothing then', () => {
    const silent = (partners: string): Record<string, string> => ({
      plain: calling().plain.replace('partners: all', `partners: ${partners}`),
    });
    const hazards = both;
    const columns = (partners: unknown[], protocols: Record<string, string>): unknown =>
      ran(compiledFrom({ aid: partners, hazards }, AB, protocols), 3).variants.map(
        ({ columns: values, hashHigh, hashLow }) => [values, hashHigh, hashLow],
      );
    const without = columns([], silent('none'));
    expect(columns(aid(3), silent('none'))).toEqual(without);
    expect(columns(aid(3), silent('[tur]'))).toEqual(without);
    expect(columns(aid(3), calling())).not.toEqual(without);
    expect(told({ hazards }, 'aid-asked', silent('[geo]'))).toHaveLength(1);
  });

  it('draws its own times, by partner', () => {
    const random = { plain: calling().plain.replace('arrival: 30h', 'arrival: { exponential: 30h }') };
    const arrivals = (partners: unknown[]): [string, number][] =>
      told({ hazards: both, aid: partners }, 'aid-arrives', random).filter(([name]) => name === 'geo');
    expect(arrivals(aid())).toHaveLength(1);
    expect(arrivals([{ id: 'tur', crews: 2, base: 'hub' }, ...aid()])).toEqual(arrivals(aid()));
  });
});
