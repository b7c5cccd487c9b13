/** GraphML: small files of our own, and real ones where they are. */
import { describe, expect, it } from 'vitest';
import { areRealFilesHere, making, reading, realFile, SKIPPED } from './reading.ts';

const zoo = `<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key attr.name="Latitude" attr.type="double" for="node" id="d1" />
  <key attr.name="Longitude" attr.type="double" for="node" id="d2" />
  <key attr.name="Internal" attr.type="integer" for="node" id="d3" />
  <key attr.name="label" attr.type="string" for="node" id="d4" />
  <key attr.name="hyperedge" attr.type="whatever" for="node" id="d5" />
  <key attr.name="Country" attr.type="string" for="node" id="d6" />
  <key attr.name="LinkType" attr.type="string" for="edge" id="d7"><default>Fibre</default></key>
  <key attr.name="LinkStatus" attr.type="string" for="edge" id="d8" />
  <key attr.name="LinkSpeedRaw" attr.type="double" for="edge" id="d9" />
  <key attr.name="LinkSpeed" attr.type="string" for="edge" id="d10" />
  <key attr.name="LinkSpeedUnits" attr.type="string" for="edge" id="d11" />
  <key attr.name="Network" attr.type="string" for="graph" id="d12" />
  <graph edgedefault="directed">
    <data key="d12">Test &amp; Net</data>
    <node id="0">
      <data key="d4">Bakı Şəhər</data><data key="d1">40.4</data><data key="d2">49.9</data>
      <data key="d3">1</data><data key="d6">Azerbaijan</data>
    </node>
    <node id="1"><data key="d4">Twin</data><data key="d3">0</data></node>
    <node id="2"><data key="d4">twin</data><data key="d5">1</data></node>
    <node id="3"/>
    <edge source="0" target="1"><data key="d9">10000000000.0</data></edge>
    <edge source="1" target="0"><data key="d7">Satellite</data><data key="d8">Future 2012</data></edge>
    <edge source="2" target="2"><data key="d7">Wireless</data><data key="d10">155</data><data key="d11">M</data></edge>
    <edge source="0" target="3"><data key="d7">Microwave</data></edge>
  </graph>
</graphml>
`;

describe('GraphML', () => {
  it('is read by the names of its keys, with parallel links and self-loops kept', () => {
    const { graph, told } = reading(['zoo/Test.graphml', zoo]);
    expect(told).toEqual([]);
    expect(graph?.getAttributes()).toEqual({ name: 'test', title: 'Test & Net', file: 'zoo/Test.graphml' });
    expect(graph?.nodes()).toEqual(['baki-seher', 'twin-1', 'twin-2', 'site-3']);
    expect(graph?.getNodeAttributes('baki-seher')).toMatchObject({
      name: 'Bakı Şəhər',
      role: { value: 'core', flag: 'assumed' },
      operator: { value: 'unknown', flag: 'assumed' },
      at: { value: [40.4, 49.9] },
      note: 'Azerbaijan',
      where: { file: 'zoo/Test.graphml', line: 17, column: 5 },
    });
    expect(graph?.getNodeAttribute('twin-1', 'role')).toEqual({ value: 'gateway', flag: 'inferred' });
    expect(graph?.getNodeAttribute('twin-2', 'role')).toEqual({ value: 'junction', flag: 'inferred' });
    expect(graph?.edges()).toEqual([
      'baki-seher--twin-1',
      'baki-seher--twin-1#2',
      'twin-2--twin-2',
      'baki-seher--site-3',
    ]);
    expect(graph?.getEdgeAttributes('baki-seher--twin-1')).toMatchObject({
      medium: { value: 'buried', flag: 'assumed' },
      capacityGbps: { value: 10 },
      status: { value: 'in-service' },
    });
    expect(graph?.getEdgeAttributes('baki-seher--twin-1#2')).toMatchObject({
      medium: { value: 'satellite' },
      status: { value: 'planned' },
    });
    expect(graph?.getEdgeAttributes('twin-2--twin-2')).toMatchObject({ medium: { value: 'microwave' } });
    expect(graph?.getEdgeAttribute('twin-2--twin-2', 'capacityGbps')?.value).toBeCloseTo(0.155, 12);
  });

  it('takes the labels that yEd draws, and the nodes within its boxes', () => {
    const { graph, told } = reading([
      'yed.graphml',
      `<graphml xmlns:y="http://www.yworks.com/xml/graphml"><key for="node" id="d0" yfiles.type="nodegraphics"/>
<key for="graphml" id="d1" yfiles.type="resources"/>
<graph edgedefault="directed" id="G">
<node id="n0"><data key="d0"><y:ShapeNode><y:Geometry x="1" y="2"/><y:NodeLabel>Los
 Angeles<y:LabelModel/></y:NodeLabel></y:ShapeNode></data></node>
<node id="n1" yfiles.foldertype="group"><graph id="n1:"><node id="n1::n0"/></graph></node>
<edge source="n0" target="n1::n0"/>
</graph><data key="d1"><y:Resources/></data></graphml>`,
    ]);
    expect(told).toEqual([]);
    expect(graph?.nodes()).toEqual(['los-angeles', 'n1-n0']);
    expect(graph?.getNodeAttribute('los-angeles', 'name')).toBe('Los Angeles');
    expect(graph?.getNodeAttribute('los-angeles', 'at')).toBeUndefined();
    expect(graph?.edges()).toEqual(['los-angeles--n1-n0']);
  });

  it('tells each fault at its line and column', () => {
    const { graph, told } = reading([
      'f.graphml',
      `<graphml>
  <key id="la" attr.name="Latitude" for="node"/>
  <key id="lo" attr.name="Longitude" for="node"/>
  <key id="sp" attr.name="LinkSpeedRaw" for="edge"/>
  <graph>
    <node id="n1"><data key="la">north</data><data key="lo">200</data></node>
    <node id="n1"/>
    <node/>
    <edge source="n1" target="n9"/>
    <edge target="n1"/>
    <edge source="n1" target="n1"><data key="sp">fast</data></edge>
    <hyperedge/>
  </graph>
  <graph/>
</graphml>`,
    ]);
    expect(graph).toBeUndefined();
    expect(told).toEqual([
      'f.graphml:14:3 warning: found 2 graphs, expected one graph: only the first is read',
      'f.graphml:12:5 warning: found 1 <hyperedge> elements, expected links between two sites: these are not read',
      'f.graphml:6:34 warning: node.latitude: found "north", expected degrees from -90 to 90: this site is left without a place',
      'f.graphml:6:61 warning: node.longitude: found "200", expected degrees from -180 to 180: this site is left without a place',
      'f.graphml:7:5 node: found "n1" again, expected an id of its own',
      'f.graphml:8:5 node: found no id, expected an id',
      'f.graphml:9:5 edge.target: found "n9", expected the id of a node (did you mean "n1"?)',
      'f.graphml:10:5 edge.source: found nothing, expected the id of a node',
      'f.graphml:11:50 warning: edge.LinkSpeed: found "fast", expected a number from 0: this capacity is left unknown',
    ]);
  });

  it.each([
    ['broken XML', '<graphml>\n <graph></graphml>', /^f\.graphml:2:9 found XML that cannot be read \(Missing end tag/],
    ['an empty file', '', /^f\.graphml:1:1 found XML that cannot be read \(Root element is missing/],
    ['something else', '\n<html/>', /^f\.graphml:2:1 found <html> without a graph, expected <graphml> with a <graph>$/],
    [
      'an entity of its own',
      '<!DOCTYPE g [<!ENTITY x SYSTEM "/etc/passwd">]><graphml>&x;</graphml>',
      /:1:57 found XML/,
    ],
    ['a deep nest', `<graphml>${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}</graphml>`, /:1:1 found elements nested/],
    ['a bottomless nest', '<graphml>'.repeat(100_000), /:1:1 found elements nested more than 200 deep/],
  ])('answers %s with a problem', (_what, text, line) => {
    const { graph, told } = reading(['f.graphml', text]);
    expect(graph).toBeUndefined();
    expect(told).toEqual([expect.stringMatching(line)]);
  });

  it('counts lines and columns in a file with a byte order mark and carriage returns', () => {
    const { told } = reading([
      'f.graphml',
      '\ufeff<graphml>\r\n<graph>\r\n  <edge source="é" target="é"/>\r\n</graph></graphml>',
    ]);
    expect(told.map((line) => line.slice(0, 14))).toEqual(['f.graphml:3:3 ', 'f.graphml:3:3 ']);
  });
});

/** Sites, links, parallel, self-loops, components, articulation points, bridges, located: from networkx 3.6.1. */
const COUNTS: Readonly<Record<string, readonly number[]>> = {
  Abilene: [11, 14, 0, 0, 1, 0, 0, 11],
  Ai3: [10, 9, 0, 0, 1, 3, 9, 0],
  Arpanet19728: [29, 32, 0, 0, 1, 0, 0, 29],
  AsnetAm: [65, 79, 2, 0, 1, 16, 40, 1],
  AttMpls: [25, 57, 1, 0, 1, 0, 0, 25],
  Azrena: [22, 25, 4, 0, 1, 8, 19, 0],
  Belnet: [22, 33, 7, 0, 1, 0, 0, 0],
  Cogentco: [197, 245, 2, 0, 1, 33, 30, 186],
  Dfn: [58, 87, 0, 0, 1, 4, 7, 51],
  Garr201201: [61, 89, 14, 0, 1, 17, 30, 48],
  Geant2012: [40, 61, 0, 0, 1, 8, 8, 37],
  Grena: [16, 15, 0, 0, 1, 9, 15, 13],
  Janetbackbone: [29, 45, 0, 0, 1, 0, 0, 28],
  Kdl: [754, 899, 4, 0, 1, 69, 73, 726],
  Psnc: [36, 41, 0, 0, 1, 7, 7, 21],
  Renater2010: [43, 56, 0, 0, 1, 4, 5, 37],
  Switch: [74, 92, 0, 0, 1, 13, 22, 47],
  Ulaknet: [82, 82, 0, 0, 1, 7, 79, 76],
  Uran: [24, 24, 0, 0, 1, 11, 20, 19],
  WideJpn: [30, 33, 0, 0, 1, 8, 19, 19],
};

describe.skipIf(!areRealFilesHere)(`the Topology Zoo${SKIPPED}`, () => {
  it.each(Object.entries(COUNTS))('%s has the counts that networkx gives', (name, counts) => {
    const { graph, told } = reading(realFile(`topology-zoo/${name}.graphml`));
    expect(told).toEqual([]);
    const { checked, network } = making(graph, { defaultPopulation: 1 });
    expect([
      checked.sites,
      checked.links,
      checked.parallelLinks,
      checked.selfLoops,
      checked.components,
      checked.articulationPoints.length,
      checked.bridges.length,
      checked.sitesWithCoordinates,
    ]).toEqual(counts);
    expect(checked.isolatedSites).toBe(0);
    for (const { lengthKm } of network.links) expect(lengthKm[0]).toBeGreaterThanOrEqual(0);
  });
});
