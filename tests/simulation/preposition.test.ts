/** A planned event: who is there, and what is brought there before it begins. */
import { describe, expect, it } from 'vitest';
import { haversineKm } from '../../src/network/geodesy.ts';
import { compiledFrom, PLAIN_PROTOCOL, ran, traced, tried } from '../worlds.ts';

const ROW = JSON.stringify({
  name: 'row',
  sites: [
    { id: 'hub', role: 'gateway', operator: 'op', at: [0.5, 10], population: 0 },
    { id: 'a', role: 'district-unit', operator: 'op', at: [0.5, 10.3], population: 1000 },
    { id: 'far', role: 'district-unit', operator: 'op2', at: [0.5, 12], population: 400 },
  ],
  links: [
    { id: 'hub--a', ends: ['hub', 'a'], medium: 'buried', operator: 'op', lengthKm: 40 },
    { id: 'hub--far', ends: ['hub', 'far'], medium: 'buried', operator: 'op2', lengthKm: 250 },
  ],
});
const road = (from: number, to: number): number => (haversineKm(0.5, from, 0.5, to) * 1.3) / 40;
const event = (begins: string, visitors = 500): Record<string, unknown> => ({
  nationalEvent: { name: 'race', site: 'a', begins, visitors },
});
const brought = (block: string, crews = 'pooled'): Record<string, string> => ({
  plain: `${PLAIN_PROTOCOL}resources: { crews: ${crews} }\npreposition: { ${block} }\n`,
});
const crews = [
  { id: 'far', operator: 'op2', base: 'far' },
  { id: 'near', operator: 'op', base: 'hub' },
];
const told = (keys: Record<string, unknown>, protocols: Record<string, string>, what: string): [string, number][] =>
  traced(compiledFrom(keys, ROW, protocols))
    .entries.filter((entry) => entry.what === what)
    .map(({ name, time }) => [name, time]);
const cow = { id: 'cow', kind: 'cell-on-wheels', operator: 'op', base: 'hub', people: 600, setup: '2h' };

describe('the visitors of a planned event', () => {
  it('are people of its site, and of no other scenario’s', () => {
    const compiled = compiledFrom(event('48h'), ROW);
    expect(compiled.model.demand.people).toBe(1900);
    expect(compiled.model.network.sites[1].population).toBe(1500);
    expect(compiledFrom({}, ROW).model.demand.people).toBe(1400);
    expect(compiled.assumptions).toContain('500 visitors at a for race');
  });
  it('come to a site that must be there, before the horizon', () => {
    const found = (keys: Record<string, unknown>): string[] =>
      tried({
        'scenario.yaml': JSON.stringify({
          name: 'test',
          repairVessel: 'none',
          topology: 'net.yaml',
          horizon: '9d',
          seed: 1,
          replications: 1,
          protocols: ['plain'],
          crews,
          hazards: [],
          ...keys,
        }),
        'net.yaml': ROW,
        'protocols/plain.yaml': PLAIN_PROTOCOL,
      }).problems.list.map(({ path }) => path);
    expect(found({ nationalEvent: { name: 'race', site: 'aa', begins: '1h', visitors: 5 } })).toContain(
      'nationalEvent.site',
    );
    expect(found(event('9d'))).toContain('nationalEvent.begins');
    expect(found(event('8d'))).not.toContain('nationalEvent.begins');
  });
});

describe('crews brought to a planned event', () => {
  it('set out at the lead, the nearest first, and are free there on arrival', () => {
    const one = brought('lead: 24h, crews: 1');
    expect(told({ crews, ...event('48h') }, one, 'crew-sets-out')).toEqual([['near', 24]]);
    const [[name, time]] = told({ crews, ...event('48h') }, one, 'crew-in-place');
    expect(name).toBe('near');
    expect(time).toBeCloseTo(24 + road(10, 10.3), 9);
    // A break beside the event is reached at once; without the order, after the road.
    const hazards = [{ 'cable-cut': { link: 'hub--a', at: '50h', atShare: 1 } }];
    const mended = (protocols: Record<string, string>): number =>
      told({ crews: [crews[1]], hazards, ...event('48h') }, protocols, 'mended')[0][1];
    expect(mended(one)).toBeCloseTo(55, 6);
    expect(mended(brought('lead: 24h'))).toBeCloseTo(55 + road(10, 10.3), 6);
  });
  it('are no more than there are', () => {
    const both = told({ crews, ...event('48h') }, brought('lead: 24h, crews: 5'), 'crew-in-place');
    expect(both.map(([name]) => name)).toEqual(['near', 'far']);
    expect(both[1][1]).toBeCloseTo(24 + road(12, 10.3), 9);
  });
  it('are the owner’s alone when crews are not pooled', () => {
    const names = told({ crews, ...event('48h') }, brought('lead: 24h, crews: 5', 'owner'), 'crew-sets-out');
    expect(names).toEqual([['near', 24]]);
  });
  it('are besides those who stand there', () => {
    const more = [{ id: 'there', operator: 'op', base: 'a', count: 2 }, ...crews];
    const names = told({ crews: more, ...event('48h') }, brought('lead: 24h, crews: 1'), 'crew-sets-out');
    expect(names).toEqual([['near', 24]]);
  });
  it('stay at the work they have', () => {
    const hazards = [{ 'cable-cut': { link: 'hub--a', at: '23h', atKm: 0 } }];
    const names = told({ crews, hazards, ...event('48h') }, brought('lead: 24h, crews: 1'), 'crew-sets-out');
    expect(names).toEqual([['far', 24]]);
  });
  it('are away until they arrive', () => {
    const hazards = [{ 'cable-cut': { link: 'hub--far', at: '25h', atShare: 1 } }];
    const assigned = told({ crews: [crews[0]], hazards, ...event('48h') }, brought('lead: 24h, crews: 1'), 'assigned');
    expect(assigned[0][1]).toBeCloseTo(24 + road(12, 10.3), 9);
  });
  it('are under way already when the scenario begins after the order', () => {
    const one = brought('lead: 4h, crews: 1');
    expect(told({ crews: [crews[0]], ...event('2h') }, one, 'crew-in-place')[0][1]).toBeCloseTo(road(12, 10.3) - 2, 9);
    expect(told({ crews, ...event('2h') }, brought('lead: 9h, crews: 2'), 'crew-in-place')).toEqual([
      ['near', 0],
      ['far', 0],
    ]);
  });
});

describe('relief brought to a planned event', () => {
  const lost = (protocols: Record<string, string>, begins = '48h'): [number, number][] =>
    traced(
      compiledFrom(
        { crews: [], relief: [cow], hazards: [{ 'cable-cut': { link: 'hub--a', at: '50h' } }], ...event(begins) },
        ROW,
        protocols,
      ),
    )
      .entries.filter(({ what, time }) => what === 'service-changes' && time > 49)
      .map(({ time, amount }) => [time, amount]);

  it('serves as soon as the site is cut off', () => {
    expect(lost(brought('lead: 24h, relief: 3'))).toEqual([[50, 900]]);
    const late = lost(brought('lead: 24h'));
    expect(late.map(([, people]) => people)).toEqual([1500, 900]);
    expect(late[1][0]).toBeCloseTo(50 + road(10, 10.3) + 2, 9);
  });
  it('has its set-up behind it when the order came long before the scenario', () => {
    const keys = { crews: [], relief: [cow], ...event('1h') };
    expect(told(keys, brought('lead: 24h, relief: 1'), 'relief-ready')).toEqual([['cow', 0]]);
    expect(told(keys, brought('lead: 2h, relief: 1'), 'relief-ready')[0][1]).toBeCloseTo(road(10, 10.3) + 2 - 1, 9);
  });
  it('goes to no event that is not planned, and changes nothing there', () => {
    const run = (protocols: Record<string, string>): unknown =>
      ran(
        compiledFrom(
          { crews, relief: [cow], hazards: [{ 'cable-cut': { link: 'hub--a', at: '50h' } }] },
          ROW,
          protocols,
        ),
        3,
      ).variants;
    expect(run(brought('lead: 24h, relief: 3, crews: 2'))).toEqual(run(brought('lead: 0h')));
  });
});
