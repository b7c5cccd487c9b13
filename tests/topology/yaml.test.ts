/** YAML topologies: what is read, and where each fault is told. */
import { describe, expect, it } from 'vitest';
import { making, reading } from './reading.ts';

const good = `name: caspian
title: A small one
sources:
  S-1: a paper
  S-2: another
operators:
  - { id: aztelekom, name: Aztelekom }
routeFactor: { value: 1.13, flag: measured, source: S-1; S-2 }
sites:
  - id: baku
    name: Bakı
    role: gateway
    operator: aztelekom
    at: { value: [40.3777, 49.892], flag: published, source: S-1 }
    population: 1116513
    vs30: 310
    building: anchored
    autonomy: 8h
    unitOf: aztelekom
  - { id: aktau, role: landing-station, operator: aztelekom, at: [43.65, 51.15] }
links:
  - id: baku--aktau
    ends: [baku, aktau]
    medium: { value: submarine, flag: inferred }
    operator: aztelekom
    lengthKm: [380, 400]
    capacityGbps: 400000
    status: planned
    riskGroup: shelf
    route: [[41, 50.5]]
  - { id: radio, ends: [baku, aktau], medium: microwave, operator: aztelekom }
  - { id: land, ends: [baku, baku], medium: buried, operator: aztelekom }
`;

describe('a YAML topology', () => {
  it('is read with its flags, sources and places in the file', () => {
    const { graph, told } = reading(['a.yaml', good]);
    expect(told).toEqual([]);
    expect(graph?.getAttributes()).toEqual({ name: 'caspian', title: 'A small one', file: 'a.yaml' });
    expect(graph?.getNodeAttributes('baku')).toMatchObject({
      name: 'Bakı',
      role: { value: 'gateway' },
      at: { value: [40.3777, 49.892], flag: 'published', source: 'S-1' },
      population: { value: 1116513 },
      autonomyHours: { value: 8 },
      where: { file: 'a.yaml', line: 10, column: 5 },
    });
    expect(graph?.getNodeAttribute('aktau', 'name')).toBe('aktau');
    expect(graph?.getEdgeAttributes('baku--aktau')).toMatchObject({
      medium: { value: 'submarine', flag: 'inferred' },
      lengthKm: { value: [380, 400] },
      status: { value: 'planned' },
      riskGroup: 'shelf',
      route: [[41, 50.5]],
      routeFactor: { value: 1.059 },
      where: { file: 'a.yaml', line: 22, column: 5 },
    });
    expect(graph?.getEdgeAttribute('radio', 'routeFactor').value).toBe(1);
    expect(graph?.getEdgeAttribute('land', 'routeFactor').value).toBe(1.13);
    expect(graph?.getEdgeAttribute('land', 'status').value).toBe('in-service');
  });

  it('without a site is refused under its own file name', () => {
    const { graph, told } = reading(['d/t.yaml', 'name: t\nsites: []\nlinks: []\n']);
    expect(told).toEqual([]);
    expect(() => making(graph)).toThrow('d/t.yaml:1:1 sites: found no site, expected at least one');
  });

  it('tells five different mistakes at once, each at the value', () => {
    const text = `name: t
sites:
  - { id: baku, role: gatway, operator: o, at: [40.4, 49.9] }
  - { id: ganja, role: core, operator: o, at: [40.7, 246.4] }
  - { id: baku, role: core, operator: o }
links:
  - { id: l, ends: [baku, gania], medium: buried, operator: o }
  - { id: m, ends: [baku, ganja], medium: buried, operator: o, lenghtKm: 300 }
`;
    const { graph, told } = reading(['t.yaml', text]);
    expect(graph).toBeUndefined();
    expect(told).toHaveLength(5);
    expect(told[0]).toMatch(/^t\.yaml:3:23 sites\[0\]\.role: found "gatway", .* \(did you mean "gateway"\?\)$/);
    expect(told[1]).toBe('t.yaml:4:54 sites[1].at[1]: found 246.4, expected at most 180');
    expect(told[2]).toMatch(
      /^t\.yaml:8:64 links\[1\]: found unknown key "lenghtKm", .* \(did you mean "lengthKm"\?\)$/,
    );
    expect(told[3]).toBe('t.yaml:5:11 sites[2].id: found "baku" again, expected an id of its own');
    expect(told[4]).toBe(
      't.yaml:7:27 links[0].ends[1]: found "gania", expected the id of a site (did you mean "ganja"?)',
    );
  });

  it('tells of a second link with the same id, where the second is', () => {
    const text = `name: t
sites: [{ id: a, role: core, operator: o }]
links:
  - { id: l, ends: [a, a], medium: buried, operator: o }
  - { id: l, ends: [a, a], medium: buried, operator: o }
`;
    expect(reading(['t.yaml', text]).told).toEqual([
      't.yaml:5:11 links[1].id: found "l" again, expected an id of its own',
    ]);
  });

  it('warns once of each operator and source that the lists do not hold', () => {
    const text = `name: t
sources: { S-AZN: a }
operators: [{ id: aztelekom, name: A }]
sites:
  - id: a
    role: { value: core, flag: assumed, source: S-AZN;S-AZM }
    operator: { value: aztelekon, flag: assumed }
  - { id: b, role: core, operator: aztelekon }
links:
  - { id: l, ends: [a, b], medium: buried, operator: azercosmos }
`;
    const { graph, told } = reading(['t.yaml', text]);
    expect(graph?.order).toBe(2);
    expect(told).toEqual([
      't.yaml:7:24 warning: sites[0].operator.value: found "aztelekon" (2 times), expected an operator of the `operators` list (did you mean "aztelekom"?)',
      't.yaml:10:54 warning: links[0].operator: found "azercosmos", expected an operator of the `operators` list',
      't.yaml:6:49 warning: sites[0].role.source: found "S-AZM", expected a source of the `sources` list (did you mean "S-AZN"?)',
    ]);
  });

  it('lets a source speak for itself where there is no list', () => {
    const text =
      'name: t\nsites: [{ id: a, role: { value: core, flag: measured, source: our GIS }, operator: o }]\nlinks: []\n';
    expect(reading(['t.yaml', text]).told).toEqual([]);
  });

  it.each([
    ['an empty file', '', 't.yaml:1:1 found an empty document, expected keys and values at the top'],
    ['a list', '- a\n', 't.yaml:1:1 found ["a"], expected keys and values at the top'],
    ['broken YAML', 'name: [a\nsites: b', undefined],
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nname: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`,
      't.yaml:1:1 found aliases that cannot be resolved (Excessive alias count indicates a resource exhaustion attack), expected at most 100 uses of an alias',
    ],
  ])('answers %s with a problem', (_what, text, line) => {
    const { graph, told } = reading(['t.yaml', text]);
    expect(graph).toBeUndefined();
    expect(told.length).toBeGreaterThan(0);
    expect(told[0]).toMatch(/^t\.yaml:\d+:\d+ found /);
    if (line !== undefined) expect(told).toEqual([line]);
  });
});
