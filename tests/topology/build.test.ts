/** From graph to network: what is filled in, what is warned of and what is named as assumed. */
import { describe, expect, it } from 'vitest';
import { geodesicKm } from '../../src/network/geodesy.ts';
import { Problems } from '../../src/text/problem.ts';
import { emptyBackbone } from '../../src/topology/backbone.ts';
import { build, plannedLinks } from '../../src/topology/build.ts';
import { formatFor, readBackbone, topologyFormats } from '../../src/topology/index.ts';
import { type Making, making, reading } from './reading.ts';

const from = (sites: string, links: string, options: Parameters<typeof making>[1] = {}): Making => {
  const { graph, told } = reading(['t.yaml', `name: t\nsites:\n${sites}links:\n${links === '' ? '  []\n' : links}`]);
  if (graph === undefined) throw new Error(told.join('\n'));
  return making(graph, options);
};

const BAKU = '  - { id: baku, role: gateway, operator: o, at: [40.3777, 49.892] }\n';
const GANJA = '  - { id: ganja, role: core, operator: o, at: [40.6828, 46.3606], population: 335800 }\n';
const STRAIGHT_KM = geodesicKm(40.3777, 49.892, 40.6828, 46.3606);

describe('building a network', () => {
  it('keeps stated lengths and ranges, and estimates the rest on the map by medium', () => {
    const { network, lines, assumptions } = from(
      BAKU + GANJA,
      `  - { id: a, ends: [baku, ganja], medium: buried, operator: o, lengthKm: 330 }
  - { id: b, ends: [baku, ganja], medium: buried, operator: o, lengthKm: [340, 360] }
  - { id: c, ends: [baku, ganja], medium: duct, operator: o }
  - { id: d, ends: [ganja, baku], medium: submarine, operator: o }
  - { id: e, ends: [ganja, baku], medium: microwave, operator: o }
  - { id: f, ends: [ganja, baku], medium: aerial, operator: o, routeFactor: 1.5 }
  - { id: g, ends: [ganja, ganja], medium: aerial, operator: o }
`,
    );
    const factors = [1.125, 1.059, 1, 1.5, 0];
    expect(network.links.slice(0, 2).map(({ lengthKm }) => lengthKm)).toEqual([
      [330, 330],
      [340, 360],
    ]);
    factors.forEach((factor, index) => {
      const [low, high] = network.links[index + 2].lengthKm;
      expect(low).toBeCloseTo(factor * STRAIGHT_KM, 9);
      expect(high).toBe(low);
    });
    expect(lines).toHaveLength(7);
    expect(lines[3].at(0)[1]).toBeCloseTo(46.3606, 9);
    expect([...network.links[3].route]).toEqual([40.6828, 46.3606, 40.3777, 49.892]);
    expect(assumptions[0]).toBe('5 of 7 link lengths are estimated (great circle x 1 or 1.059 or 1.125)');
  });

  it('follows a drawn route', () => {
    const { network, assumptions } = from(
      BAKU + GANJA,
      '  - { id: a, ends: [baku, ganja], medium: buried, operator: o, route: [[41, 48]] }\n',
    );
    const km = geodesicKm(40.3777, 49.892, 41, 48) + geodesicKm(41, 48, 40.6828, 46.3606);
    expect(network.links[0].lengthKm[0]).toBeCloseTo(1.125 * km, 9);
    expect(assumptions[0]).toBe('1 of 1 link lengths are estimated (line on the map x 1.125)');
  });

  it('assumes the median length, or 100 km, where neither a length nor two places are known', () => {
    const nowhere = '  - { id: x, role: core, operator: o }\n';
    const links = '  - { id: u, ends: [baku, x], medium: buried, operator: o }\n';
    const known = [300, 100, 200, 400].map(
      (km, index) => `  - { id: k${index}, ends: [x, baku], medium: buried, operator: o, lengthKm: ${km} }\n`,
    );
    const median = from(BAKU + nowhere, links + known.join(''));
    expect(median.network.links[0].lengthKm).toEqual([250, 250]);
    expect(median.network.links[0].route).toHaveLength(0);
    expect(median.told).toEqual([
      't.yaml:4:5 warning: sites: found 1 of 2 sites without coordinates (x), expected latitude and longitude, which hazards and maps need',
      't.yaml:6:5 warning: links: found 1 link with neither a length nor places at both ends (u), expected a length or two places: 250 km is assumed (the median of the others)',
    ]);
    expect(median.assumptions[0]).toBe('1 of 5 link lengths are assumed (250 km, the median of the others)');
    const alone = from(BAKU + nowhere, links);
    expect(alone.network.links[0].lengthKm).toEqual([100, 100]);
    expect(alone.assumptions[0]).toBe('1 of 1 link lengths are assumed (100 km, no link of the file has one)');
  });

  it('puts satellites in orbit, without people, and lets them make no island', () => {
    const { network, assumptions, told, checked } = from(
      `${BAKU + GANJA}  - { id: sat, role: satellite, operator: o, population: 5 }\n`,
      `  - { id: up, ends: [baku, sat], medium: satellite, operator: o }
  - { id: vsat, ends: [baku, ganja], medium: satellite, operator: o }
`,
    );
    expect(network.links.map(({ lengthKm }) => lengthKm[0])).toEqual([35786, 71572]);
    expect([...network.population]).toEqual([0, 335800, 0]);
    expect([...network.isSpaceLink]).toEqual([1, 0]);
    expect(told).toEqual([]);
    expect(assumptions[0]).toBe('2 of 2 link lengths are assumed (geostationary orbit, 35786 km up)');
    expect(checked).toMatchObject({ sites: 3, links: 2, components: 1, totalLengthKm: 0, bridges: ['vsat'] });
  });

  it('doubts lengths below the great circle, five by name and the rest by number', () => {
    const links = Array.from(
      { length: 7 },
      (_, index) => `  - { id: l${index}, ends: [baku, ganja], medium: buried, operator: o, lengthKm: [290, 400] }\n`,
    );
    const { told } = from(BAKU + GANJA, links.join(''));
    expect(told).toHaveLength(6);
    expect(told[0]).toBe(
      't.yaml:6:5 warning: links l0: found a length of 290 km, expected at least the great circle between its ends, 300.4 km',
    );
    expect(told[5]).toBe(
      't.yaml:11:5 warning: links: found 2 more links shorter than the great circle between their ends, expected lengths along the cable',
    );
    const exact = from(
      BAKU + GANJA,
      `  - { id: l, ends: [baku, ganja], medium: buried, operator: o, lengthKm: ${STRAIGHT_KM * 0.9995} }\n`,
    );
    expect(exact.told).toEqual([]);
  });

  it('leaves planned links out unless they are named', () => {
    const links = `  - { id: old, ends: [baku, ganja], medium: buried, operator: o }
  - { id: new, ends: [baku, ganja], medium: buried, operator: o, status: planned }
`;
    const now = from(BAKU + GANJA, links);
    expect(plannedLinks(now.graph)).toEqual(['new']);
    expect(now.network.links.map(({ id }) => id)).toEqual(['old']);
    expect(now.assumptions).toContain('1 planned link left out');
    expect(now.checked).toMatchObject({ links: 1, plannedLinks: 1, bridges: ['old'] });
    const then = from(BAKU + GANJA, links, { inService: ['new'] });
    expect(then.network.linkCount).toBe(2);
    expect(then.assumptions).not.toContain('1 planned link left out');
    expect(then.checked).toMatchObject({ links: 2, plannedLinks: 0, parallelLinks: 1, bridges: [] });
  });

  it('warns of islands, but not of those that planned links will join', () => {
    const more = Array.from(
      { length: 6 },
      (_, index) => `  - { id: i${index}, role: core, operator: o, at: [41, 48] }\n`,
    );
    const { told, assumptions } = from(
      `${BAKU + GANJA}${more.join('')}  - { id: aktau, role: core, operator: o, at: [43.65, 51.15] }\n`,
      `  - { id: l, ends: [baku, ganja], medium: buried, operator: o }
  - { id: i, ends: [i0, i1], medium: buried, operator: o }
  - { id: p, ends: [baku, aktau], medium: submarine, operator: o, status: planned }
`,
    );
    expect(told).toEqual([
      't.yaml:5:5 warning: sites: found 6 sites in 5 islands (i0, i1, i2, i3, i4, …), expected a way on the ground to the other 2',
    ]);
    expect(assumptions).toContain('1 site joined by planned links alone: aktau');
  });

  it('takes 0, 0 for a place not known', () => {
    const { network, told, checked } = from(
      `${BAKU}  - { id: null-island, role: core, operator: o, at: [0, 0] }\n`,
      '  - { id: l, ends: [baku, null-island], medium: buried, operator: o, lengthKm: 10 }\n',
    );
    expect(told).toEqual([
      't.yaml:4:5 warning: sites: found 1 of 2 sites without coordinates, 1 of them at 0, 0 (null-island), expected latitude and longitude, which hazards and maps need',
    ]);
    expect(network.sites[1].lat).toBeNaN();
    expect(network.sites[1].vs30).toBeNaN();
    expect(network.links[0].capacityGbps).toBeNaN();
    expect(checked.sitesWithCoordinates).toBe(1);
  });

  it('fills in people and operators, and says what is no fact', () => {
    const { graph } = reading(
      [
        'sites.csv',
        'id,role,roleFlag,operator,lat,lon,latFlag,population,populationFlag\na,gateway,published,az,40,50,published,,\nb,,,,41,50,published,10,estimated\nc,,,,42,50,published,20,recalled\nd,exchange,inferred,,43,50,published,,\n',
      ],
      ['links.csv', 'from,to,operator,medium,mediumFlag,capacityGbps\na,b,az,duct,published,10\nb,c,,,,\nc,d,,,,\n'],
    );
    const { network, assumptions } = making(graph, { defaultPopulation: 7, operator: 'telekom' });
    expect([...network.population]).toEqual([0, 10, 20, 7]);
    expect(network.sites.map(({ operator }) => operator)).toEqual(['az', 'telekom', 'telekom', 'telekom']);
    expect(network.links.map(({ operator }) => operator)).toEqual(['az', 'telekom', 'telekom']);
    expect(assumptions).toEqual([
      '3 of 3 link lengths are estimated (great circle x 1.125)',
      '5 of 7 operators of sites and links are assumed (telekom where none is named)',
      '3 of 4 site roles are no facts: 1 inferred, 2 assumed',
      '2 of 3 media of links are assumed',
      '2 of 2 populations are no facts: 1 estimated, 1 recalled',
      '2 of 3 links state no capacity',
      '1 of 3 sites that serve people state no population: each counts 7',
      'taken as the file states them, without a flag: operators of sites and links (2), capacities (1)',
    ]);
  });

  it('refuses a file without sites', () => {
    const problems = new Problems();
    expect(build(emptyBackbone('empty'), { inService: [] }, problems)).toBeUndefined();
    expect(problems.errors).toMatchObject([{ file: 'empty', path: 'sites', found: 'no site' }]);
  });
});

describe('checking a network', () => {
  it('finds the site with the longest way to its nearest gateway', () => {
    const { checked, told } = from(
      `${BAKU}  - { id: astara, role: gateway, operator: p, at: [38.5, 48.9] }
  - { id: constructor, role: core, operator: o, at: [40, 48] }
  - { id: far, role: core, operator: o, at: [41, 47] }
  - { id: lone, role: core, operator: o, at: [41, 46] }
`,
      `  - { id: a, ends: [baku, constructor], medium: buried, operator: o, lengthKm: 500 }
  - { id: b, ends: [constructor, astara], medium: buried, operator: o, lengthKm: [200, 300] }
  - { id: c, ends: [far, constructor], medium: buried, operator: q, lengthKm: 300 }
  - { id: d, ends: [far, constructor], medium: buried, operator: q, lengthKm: 200 }
  - { id: e, ends: [far, far], medium: buried, operator: q, lengthKm: 1 }
`,
    );
    expect(told).toHaveLength(1);
    expect(checked).toEqual({
      name: 't',
      sites: 5,
      links: 5,
      parallelLinks: 1,
      selfLoops: 1,
      components: 2,
      isolatedSites: 1,
      sitesWithCoordinates: 5,
      totalLengthKm: 1251,
      plannedLinks: 0,
      operators: ['o', 'p', 'q'],
      articulationPoints: ['constructor'],
      bridges: ['a', 'b'],
      farthestFromGateway: { site: 'far', km: 450 },
    });
  });

  it('warns where there is no gateway', () => {
    const { checked, told } = from(GANJA, '');
    expect(checked.farthestFromGateway).toBeNull();
    expect(told).toEqual([expect.stringMatching(/^t\.yaml:3:5 warning: sites: found no site of role gateway/)]);
    expect(from(BAKU, '').checked.farthestFromGateway).toBeNull();
  });
});

describe('the formats', () => {
  it('go by the ends of file names', () => {
    expect(topologyFormats.map(({ name }) => name)).toEqual(['yaml', 'csv', 'graphml', 'net2plan']);
    expect(formatFor('topologies/az.yml')?.name).toBe('yaml');
    expect(formatFor('X.GraphML')?.name).toBe('graphml');
    expect(formatFor('az.csv')).toBeUndefined();
    const problems = new Problems();
    expect(readBackbone([], problems)).toBeUndefined();
    expect(readBackbone([{ file: 'a.gml', text: '' }], problems)).toBeUndefined();
    expect(problems.list).toMatchObject([
      { file: 'a.gml', expected: 'a name that ends in .yaml, .yml, sites.csv, links.csv, .graphml or .n2p' },
    ]);
  });
});
