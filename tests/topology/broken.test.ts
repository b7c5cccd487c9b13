/** No text makes a reader throw: what cannot be read is told, at a place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { making, reading } from './reading.ts';

const YAML = `name: t
sources: { S: s }
operators: [{ id: o, name: O }]
sites:
  - { id: a, role: { value: core, flag: assumed, source: S }, operator: o, at: [40, 50] }
  - { id: b, role: gateway, operator: o, at: { value: [41, 50] }, autonomy: 8h }
links:
  - { id: l, ends: [a, b], medium: buried, operator: o, lengthKm: [120, 140], route: [[40.5, 50.5]] }
`;
const SITES = 'id,name,role,roleFlag,lat,lon,population\na,"A, ""x""",core,assumed,40,50,10\nb,,gateway,,41,50,\n';
const LINKS = 'from,to,lengthKm,route\na,b,120..140,40.5 50.5\nb,a,,\n';
const GRAPHML = `<graphml><key id="d0" for="node" attr.name="Latitude"/><key id="d1" for="node" attr.name="Longitude"/>
<graph><node id="a"><data key="d0">40</data><data key="d1">50</data></node><node id="b"/>
<edge source="a" target="b"/><edge source="b" target="b"/></graph></graphml>`;
const N2P = `<network version="5"><node id="1" xCoord="50" yCoord="40"/><node id="2" xCoord="50" yCoord="41"/>
<layer id="0"><link id="3" originNodeId="1" destinationNodeId="2" capacity="1" lengthInKm="130" bidirectionalPairId="4"/>
<link id="4" originNodeId="2" destinationNodeId="1" capacity="1" lengthInKm="130" bidirectionalPairId="3"/></layer>
<srg id="9" links="3 4"/></network>`;

/** A text with a few pieces cut out, doubled or replaced. */
const mutated = (text: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.record({
        at: fc.nat(text.length - 1),
        length: fc.nat(12),
        put: fc.oneof(
          fc.constantFrom('', '"', '<', '&', '-', '{', '[', '*a', '&a ', '\n', ',', '1e999', '\0'),
          fc.string(),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((cuts) => cuts.reduce((now, { at, length, put }) => now.slice(0, at) + put + now.slice(at + length), text));

describe('a reader', () => {
  it.each([
    ['t.yaml', YAML, undefined],
    ['sites.csv', SITES, ['links.csv', LINKS]],
    ['links.csv', LINKS, ['sites.csv', SITES]],
    ['t.graphml', GRAPHML, undefined],
    ['t.n2p', N2P, undefined],
  ] as const)('of %s never throws and never fails in silence', (file, text, companion) => {
    fc.assert(
      fc.property(mutated(text), (broken) => {
        const { graph, told } = reading([file, broken], ...(companion === undefined ? [] : [companion]));
        for (const line of told) expect(line).toMatch(/^[\w.]+:\d+:\d+ /);
        if (graph === undefined) expect(told.length).toBeGreaterThan(0);
        else if (graph.order > 0) {
          const { network } = making(graph, { defaultPopulation: 1 });
          for (const { lengthKm } of network.links) expect(lengthKm[1]).toBeGreaterThanOrEqual(lengthKm[0]);
        }
      }),
      { numRuns: 400, seed: 1 },
    );
  });
});
