/** The traffic of a scenario: what is made of its keys, what is told as assumed, and what is told when they are wrong. */
import { readFileSync } from 'node:fs';
import { expect, it, describe as suite } from 'vitest';
import { describe } from '../../src/text/problem.ts';
import { layOutTraffic } from '../../src/traffic/assignment/traffic-graph.ts';
import { DEMAND_KINDS } from '../../src/traffic/traffic-demand.ts';
import { NearestMember } from '../traffic/demand/nearest-member.ts';
import { PLAIN_PROTOCOL, ROOT, scenarioText, tried } from '../worlds.ts';

const NET = `
name: net
sites:
  - { id: hub, role: gateway, operator: op, at: [0.5, 10], population: 0 }
  - { id: port, role: gateway, operator: op, at: [0.5, 12], population: 0 }
  - { id: city, role: core, operator: op, at: [0.5, 10.3], population: 3000 }
  - { id: town, role: core, operator: op, at: [0.5, 10.9], population: 1000 }
  - { id: cache, role: data-centre, operator: op, population: 0 }
  - { id: sky, role: satellite, operator: op }
links:
  - { id: a, ends: [hub, city], medium: buried, operator: op, lengthKm: 40 }
  - { id: b, ends: [city, town], medium: buried, operator: op, lengthKm: 40, capacityGbps: 3 }
  - { id: c, ends: [town, port], medium: aerial, operator: op, lengthKm: [40, 60] }
  - { id: d, ends: [city, cache], medium: duct, operator: op, lengthKm: 1 }
  - { id: e, ends: [city, sky], medium: satellite, operator: op, lengthKm: 40000 }
`;

const PEOPLE = {
  perPerson: '200 kbit/s',
  classes: { priority: 0.02, voice: 0.18, data: 0.8 },
  kinds: { domestic: 0.2, international: 0.5, content: 0.3 },
};

const compiledWith = (traffic: unknown, more: Record<string, unknown> = {}, files: Record<string, string> = {}) =>
  tried({
    'scenario.yaml': scenarioText({ ...more, traffic }),
    'net.yaml': NET,
    'protocols/plain.yaml': PLAIN_PROTOCOL,
    ...files,
  });
const errorsOf = (...given: Parameters<typeof compiledWith>): string[] =>
  compiledWith(...given)
    .problems.errors.map(describe)
    .map((line) => line.replace(/^scenario\.yaml:\d+:\d+ /, ''));

suite('traffic made ready', () => {
  const { compiled, problems } = compiledWith({
    ...PEOPLE,
    rule: 'max-min',
    content: { holders: ['gateways'], regional: { site: 'cache', inService: true } },
    transit: [{ from: 'hub', to: 'port', gbps: 2.5, source: 'a contract', flag: 'published' }],
    surge: { classes: { voice: { peak: { uniform: [10, 60] }, decay: '2h' } } },
    planned: [{ name: 'match', sites: ['town'], begins: '1d', ends: '26h', factors: { data: 3 } }],
    retry: 0.8,
    defaultCapacity: {
      buried: { value: '0.5 Gbit/s', flag: 'assumed' },
      aerial: { value: '8 Mbit/s', flag: 'published' },
    },
  });
  const traffic = compiled?.model.traffic;

  it('has capacities: stated, of the medium, none in the sky, no limit otherwise', () => {
    expect(problems.errors).toEqual([]);
    const { capacityKbps, metres, head, siteCount } = traffic?.graph ?? {};
    expect([...(capacityKbps ?? [])].slice(0, 5)).toEqual([500_000, 3_000_000, 8000, Number.POSITIVE_INFINITY, 0]);
    expect([...(metres ?? [])].slice(0, 5)).toEqual([40_000, 40_000, 50_000, 1000, 40_000_000]);
    // Beyond them, without limit, the last metre to each terminal: from 2 gateways and from 3 holders.
    expect([...(capacityKbps ?? [])].slice(5)).toEqual(new Array(5).fill(Number.POSITIVE_INFINITY));
    expect([5, 6, 7, 8, 9].map((link) => head?.[2 * link])).toEqual([6, 6, 7, 7, 7]);
    expect(siteCount).toBe(8);
  });

  it('has demand, groups and profiles', () => {
    const demand = traffic?.demand;
    expect(demand?.groups.map(({ name, members }) => [name, [...members]])).toEqual([
      ['gateways', [0, 1]],
      ['content', [0, 1, 4]],
    ]);
    const people = [...(demand?.kbps ?? [])].filter((_, at) => demand?.kind[at] !== DEMAND_KINDS.indexOf('transit'));
    expect(people.reduce((total, one) => total + one, 0)).toBe(4000 * 200);
    expect(demand?.kbps[demand.kind.indexOf(DEMAND_KINDS.indexOf('transit'))]).toBe(2_500_000);
    expect(traffic?.profile.surge?.classes).toEqual([
      undefined,
      { peak: { law: 'uniform', low: 10, high: 60 }, decayHours: 2 },
      undefined,
    ]);
    expect(traffic?.profile.planned).toEqual([
      { sites: Int32Array.of(3), beginsHours: 24, endsHours: 26, factors: [1, 1, 3] },
    ]);
    expect(traffic?.profile.retry).toEqual({ law: 'fixed', value: 0.8 });
  });

  it('tells what is assumed, and not what is published', () => {
    const told = compiled?.assumptions.join('\n') ?? '';
    expect(told).toContain('500 Mbit/s each way on each buried link that states no capacity (1 of them)');
    expect(told).toContain(
      'no limit to what a link carries that states no capacity and whose medium has none by default (1 of them)',
    );
    expect(told).not.toContain('8 Mbit/s');
    expect(told).toContain('perPerson, classes.priority');
    expect(told).toContain('a regional data centre at cache that holds all content');
    expect(told).not.toContain('the rate of transit');
  });

  it('is absent when the scenario asks for none', () => {
    const plain = tried({ 'scenario.yaml': scenarioText({}), 'net.yaml': NET, 'protocols/plain.yaml': PLAIN_PROTOCOL });
    expect(plain.compiled).toBeDefined();
    expect(plain.compiled?.model.traffic).toBeUndefined();
  });

  it('takes a matrix in place of gravity', () => {
    const kinds = { international: 0.7, content: 0.3 };
    const files = { 'm.csv': 'from,to,class,gbps\ncity,town,voice,0.25\n' };
    const { demand } = compiledWith({ ...PEOPLE, kinds, matrix: 'm.csv' }, {}, files).compiled?.model.traffic ?? {};
    const at = demand?.kind.indexOf(DEMAND_KINDS.indexOf('matrix')) ?? -1;
    expect([demand?.from[at], demand?.to[at], demand?.kbps[at], demand?.priority[at]]).toEqual([2, 3, 250_000, 1]);
    expect([...(demand?.kind ?? [])]).not.toContain(DEMAND_KINDS.indexOf('domestic'));
  });

  it('begins a surge with the national event', () => {
    const event = { name: 'match', site: 'town', begins: '30h', visitors: 10 };
    const surge = { after: 'event', classes: { data: { peak: 3, decay: '1h' } }, reach: 'everywhere' };
    const { compiled: made } = compiledWith({ ...PEOPLE, surge }, { nationalEvent: event });
    expect(made?.model.traffic?.profile.surge?.planned).toMatchObject({ hours: 30, site: 3 });
  });
});

suite('traffic with mistakes', () => {
  it('tells shares that do not add up, and content beyond data', () => {
    expect(
      errorsOf({
        perPerson: '200 kbit/s',
        classes: { priority: 0.02, voice: 0.6, data: 0.2 },
        kinds: { domestic: 0.2, international: 0.4, content: 0.3 },
        international: { shares: { hub: 0.5, port: 0.6 } },
      }),
    ).toEqual([
      'traffic.classes: found shares that add up to 0.82, expected shares that add up to 1',
      'traffic.kinds: found shares that add up to 0.9, expected shares that add up to 1',
      'traffic.kinds.content: found 0.3, expected at most the share of data, 0.2: content is data',
      'traffic.international.shares: found shares that add up to 1.1, expected shares that add up to 1',
    ]);
  });

  it('tells rates without units or below 0', () => {
    const rate =
      'expected a rate of at least 0 with its unit (bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s), such as 200 kbit/s';
    expect(errorsOf({ ...PEOPLE, perPerson: '-5 kbit/s' })).toEqual([`traffic.perPerson: found "-5 kbit/s", ${rate}`]);
    expect(errorsOf({ ...PEOPLE, perPerson: 200 })).toEqual([`traffic.perPerson: found 200, ${rate}`]);
    expect(errorsOf({ ...PEOPLE, defaultCapacity: { buried: '10 Gb' } })).toEqual([
      `traffic.defaultCapacity.buried: found "10 Gb", ${rate}`,
    ]);
    expect(errorsOf({ ...PEOPLE, transit: [{ from: 'hub', to: 'port', gbps: -1 }] })).toEqual([
      'traffic.transit[0].gbps: found -1, expected more than 0',
    ]);
  });

  it('tells names that no site has, wherever they stand, all at once', () => {
    expect(
      errorsOf({
        ...PEOPLE,
        international: { shares: { hubb: 0.5, city: 0.5 } },
        content: { holders: ['gateway', 'towm', 'sky'], regional: { site: 'cachee', inService: false } },
        transit: [{ from: 'hub', to: 'prt', gbps: 1 }],
        planned: [{ name: 'x', sites: ['tow'], begins: '5h', ends: '5h', factors: { data: 2 } }],
      }),
    ).toEqual([
      'traffic.international.shares.hubb: found "hubb", expected the id of a site on the ground (did you mean "hub"?)',
      'traffic.international.shares.city: found "city", which is no gateway, expected a site with the role gateway',
      'traffic.content.holders[0]: found "gateway", expected the id of a site on the ground, or "gateways" for every gateway (did you mean "gateways"?)',
      'traffic.content.holders[1]: found "towm", expected the id of a site on the ground, or "gateways" for every gateway (did you mean "town"?)',
      'traffic.content.holders[2]: found "sky", expected the id of a site on the ground, or "gateways" for every gateway',
      'traffic.content.regional.site: found "cachee", expected the id of a site on the ground (did you mean "cache"?)',
      'traffic.transit[0].to: found "prt", expected the id of a site on the ground (did you mean "port"?)',
      'traffic.planned[0].ends: found 5 h, expected a time after it begins, 5 h',
      'traffic.planned[0].sites[0]: found "tow", expected the id of a site on the ground (did you mean "town"?)',
    ]);
  });

  it('tells what does not go together', () => {
    expect(errorsOf({ perPerson: '1 kbit/s', kinds: { content: 1 } })).toEqual([
      'traffic: found no classes, expected perPerson, classes and kinds together, or none of them',
    ]);
    expect(
      errorsOf({ ...PEOPLE, gravity: { exponent: 1 }, matrix: 'm.csv' }, {}, { 'm.csv': 'from,to,class,gbps\n' }),
    ).toEqual([
      'traffic.kinds.domestic: found 0.2 besides a matrix, expected domestic demand from the matrix alone',
      'traffic.matrix: found a matrix besides gravity, expected one of the two',
    ]);
    expect(errorsOf({ ...PEOPLE, content: { holders: [] } })).toEqual([
      'traffic.content: found nobody who holds content, expected one holder at least',
    ]);
    expect(errorsOf({})).toEqual([
      'traffic: found no demand at all, expected perPerson with people at sites, a matrix or transit',
    ]);
  });

  it('tells surges that cannot be', () => {
    const classes = { voice: { peak: 5, decay: '2h' } };
    const surge = (more: Record<string, unknown>): string[] => errorsOf({ ...PEOPLE, surge: { classes, ...more } });
    expect(surge({ after: 'event' })).toEqual([
      'traffic.surge.after: found event, without a nationalEvent, expected hazard, or a nationalEvent in the scenario',
    ]);
    expect(surge({ reach: { distance: { full: 100, none: 50 } } })).toEqual([
      'traffic.surge.reach.distance.none: found 50 km, expected more than full, 100 km',
    ]);
    expect(surge({ reach: { intensity: { full: 3, none: 5 } } })).toEqual([
      'traffic.surge.reach.intensity.full: found 3, expected more than none, 5',
    ]);
    expect(surge({ classes: { voice: { peak: { uniform: [60, 10] }, decay: '2h' } } })).toEqual([
      'traffic.surge.classes.voice.peak: found {"uniform":[60,10]}, expected a number from 1 to 1000000, or a law of such numbers: {uniform: [low, high]} with low ≤ high',
    ]);
  });

  it('tells a matrix that is not there and one with mistakes, at its own lines', () => {
    const kinds = { international: 0.7, content: 0.3 };
    expect(errorsOf({ ...PEOPLE, kinds, matrix: 'none.csv' })[0]).toMatch(/^traffic\.matrix: found /);
    expect(
      errorsOf({ ...PEOPLE, kinds, matrix: 'm.csv' }, {}, { 'm.csv': 'from,to,class,gbps\ncity,towwn,data,1\n' }),
    ).toEqual(['m.csv:2:6 to: found "towwn", expected the id of a site (did you mean "town"?)']);
  });
});

suite('the shipped scenarios', () => {
  const shipped = (file: string, edit = (text: string): string => text) => {
    const name = `${ROOT}scenarios/${file}`;
    const { compiled, problems } = tried({ [name]: edit(readFileSync(name, 'utf8')) }, name);
    if (compiled?.model.traffic === undefined) throw new Error(problems.list.map(describe).join('\n'));
    const { network } = compiled.model;
    const standing = network.links.map((link) => ({ ...link, lengthKm: link.lengthKm[0] }));
    const near = new NearestMember(
      layOutTraffic(network.siteCount, standing),
      network.sites.map(({ id }) => id),
    );
    const down = (ids: readonly string[]): Uint8Array =>
      Uint8Array.from(network.links, ({ id }) => (ids.includes(id) ? 1 : 0));
    return { traffic: compiled.model.traffic, network, near, down };
  };
  const cutsIn = (file: string): string[] =>
    [...readFileSync(`${ROOT}scenarios/${file}`, 'utf8').matchAll(/cable-cut: \{ link: (\S+),/g)].map(([, id]) => id);

  it('trans-caspian: with both ways through Russia cut, only the cable joins Frankfurt and Almaty', () => {
    const cuts = cutsIn('trans-caspian-with.yaml');
    const reached = ['trans-caspian-with.yaml', 'trans-caspian-without.yaml'].map((file) => {
      const { network, near, down, traffic } = shipped(file);
      const at = (id: string): number => network.siteIndex.get(id) ?? -1;
      const transit = traffic.demand.kind.indexOf(DEMAND_KINDS.indexOf('transit'));
      expect(traffic.demand.kbps[transit]).toBe(400_000_000);
      return [[], cuts].map((ids) => {
        near.find(Int32Array.of(at('frankfurt')), down(ids), network.isSpace);
        return near.member[at('almaty')] >= 0;
      });
    });
    expect(reached).toEqual([
      [true, true],
      [true, false],
    ]);
  });

  it('data-centre: with every border cut, only what the regional centre holds is reached', () => {
    const cuts = cutsIn('data-centre.yaml');
    const without = (text: string): string => text.replace('inService: true', 'inService: false');
    const reached = [(text: string) => text, without].map((edit) => {
      const { network, near, down, traffic } = shipped('data-centre.yaml', edit);
      return traffic.demand.groups.map(({ members }) => {
        near.find(members, down(cuts), network.isSpace);
        return network.population.reduce((sum, people, site) => sum + (near.member[site] >= 0 ? people : 0), 0);
      });
    });
    const [[gatewaysWith, contentWith], [gatewaysWithout, contentWithout]] = reached;
    expect([gatewaysWith, gatewaysWithout, contentWithout]).toEqual([0, 0, 0]);
    const { network } = shipped('data-centre.yaml');
    const people = network.population.reduce((sum, one) => sum + one, 0);
    // All but Nakhchivan, which has no link to the rest on its own ground.
    expect(contentWith).toBeGreaterThan(0.95 * people);
    expect(contentWith).toBeLessThan(people);
  });
});
