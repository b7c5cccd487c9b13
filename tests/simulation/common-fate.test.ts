/** What is compared is broken alike: a protocol, a crew or an unrelated link changes no draw of any other. */
import { describe, expect, it } from 'vitest';
import { compiledFrom, plainStages, ran, traced } from '../worlds.ts';

const site = (id: string, lon: number, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  id,
  role: 'district-unit',
  operator: 'op',
  at: [40.6, lon],
  population: 1000,
  vs30: 270,
  building: 'unanchored',
  ...more,
});
const link = (a: string, b: string): Record<string, unknown> => ({
  id: `${a}--${b}`,
  ends: [a, b],
  medium: 'buried',
  operator: 'op',
});
const network = (extraSites: unknown[] = [], extraLinks: unknown[] = []): string =>
  JSON.stringify({
    name: 'row',
    sites: [...extraSites, site('hub', 48, { role: 'gateway' }), site('a', 48.4), site('b', 48.8), site('c', 49.2)],
    links: [
      ...extraLinks,
      link('hub', 'a'),
      link('a', 'b'),
      link('b', 'c'),
      { ...link('hub', 'c'), lengthKm: [120, 140] },
    ],
  });
const hazards = [
  { earthquake: { at: '1h', magnitude: 7.2, epicentre: [40.6, 48.6], depthKm: 10, rake: 90 } },
  { 'random-cuts': { ratesPer1000KmYear: { buried: 400 } } },
];
/** The faults of a replication, by name. */
const fate = (
  compiled: ReturnType<typeof compiledFrom>,
  replication: number,
  drop: readonly string[] = [],
): string[] => {
  const { world } = traced(compiled, replication);
  const { damage } = world;
  return Array.from({ length: damage.length }, (_, fault) => {
    const { network: net } = compiled.model;
    const id = damage.isSite[fault] === 1 ? net.sites[damage.elements[fault]].id : net.links[damage.elements[fault]].id;
    return [id, damage.times[fault], damage.positionsKm[fault], damage.states[fault]].join(' ');
  })
    .filter((line) => !drop.includes(line.split(' ')[0]))
    .sort();
};

describe('the fate of a replication', () => {
  const base = compiledFrom({ hazards, horizon: '30d' }, network());

  it('breaks something to compare', () => {
    expect([0, 1, 2, 3, 4].reduce((sum, replication) => sum + fate(base, replication).length, 0)).toBeGreaterThan(10);
  });

  it('is unchanged by another protocol, more crews, a watched link', () => {
    const more = compiledFrom(
      {
        hazards,
        horizon: '30d',
        protocols: ['cmg-core', 'plain'],
        watch: ['a--b'],
        crews: [
          { id: 'x', operator: 'op', base: 'a', count: 3 },
          { id: 'crew', operator: 'op', base: 'hub' },
        ],
      },
      network(),
    );
    for (let replication = 0; replication < 5; replication++)
      expect(fate(more, replication)).toEqual(fate(base, replication));
  });

  it('is unchanged by a site and a link added before all others', () => {
    const more = compiledFrom({ hazards, horizon: '30d' }, network([site('new', 48.2)], [link('new', 'hub')]));
    for (let replication = 0; replication < 5; replication++)
      expect(fate(more, replication, ['new', 'new--hub'])).toEqual(fate(base, replication));
  });

  it('gives a protocol the same outcome whoever runs beside it', () => {
    const pair = compiledFrom({ hazards, horizon: '30d', protocols: ['cmg-core', 'plain'] }, network());
    const alone = ran(base, 20);
    const beside = ran(pair, 20);
    expect(beside.variants[1].columns).toEqual(alone.variants[0].columns);
    expect(beside.variants[1].hashHigh).toEqual(alone.variants[0].hashHigh);
  });

  it('keeps repair draws when a second crew changes the order of repairs', () => {
    const stages = plainStages({ repairLink: { buried: { exponential: '30h' } } });
    const repairs = (count: number): string[] =>
      traced(
        compiledFrom(
          { hazards, stages, horizon: '3000d', crews: [{ id: 'crew', operator: 'op', base: 'hub', count }] },
          network(),
        ),
      )
        .entries.filter(({ what, name, fault }) => what === 'stage-begins' && name === 'repair' && fault >= 0)
        .map(({ fault, amount }) => `${fault} ${amount}`)
        .sort();
    expect(repairs(3).length).toBeGreaterThan(2);
    expect(repairs(3)).toEqual(repairs(1));
  });
});
