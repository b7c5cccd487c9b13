/** Net2Plan designs of the three generations: small ones of our own, and real ones where they are. */
import { describe, expect, it } from 'vitest';
import { areRealFilesHere, making, reading, realFile, SKIPPED } from './reading.ts';

describe('a Net2Plan design', () => {
  it('without a version numbers nodes and links by their places', () => {
    const { graph, told } = reading([
      'old.n2p',
      `<network name="Old"><physicalTopology>
<node name="A" xCoord="10" yCoord="50" population="7"/><node name="B" xCoord="11" yCoord="51"/><node name="B" xCoord="12" yCoord="52"/>
<link originNodeId="0" destinationNodeId="1" linkCapacityInErlangs="5" linkLengthInKm="200"/>
<link originNodeId="1" destinationNodeId="0" linkCapacityInErlangs="8" linkLengthInKm="201"/>
<link originNodeId="1" destinationNodeId="2" linkCapacityInErlangs="0" linkLengthInKm="0"/>
</physicalTopology><srgInfo><srg mttf="1" mttr="1"><linkEntry id="1"/><linkEntry id="2"/></srg></srgInfo></network>`,
    ]);
    expect(told).toEqual([]);
    expect(graph?.getAttributes()).toEqual({ name: 'old', title: 'Old', file: 'old.n2p' });
    expect(graph?.nodes()).toEqual(['a', 'b-1', 'b-2']);
    expect(graph?.getNodeAttribute('a', 'at')?.value).toEqual([50, 10]);
    expect(graph?.getNodeAttribute('a', 'population')?.value).toBe(7);
    expect(graph?.edges()).toEqual(['a--b-1', 'b-1--b-2']);
    expect(graph?.getEdgeAttributes('a--b-1')).toMatchObject({
      lengthKm: { value: 200 },
      capacityGbps: { value: 8, flag: 'assumed' },
      riskGroup: 'srg-0',
      where: { file: 'old.n2p', line: 3, column: 1 },
    });
    expect(graph?.getEdgeAttributes('b-1--b-2')).toMatchObject({ lengthKm: undefined, riskGroup: 'srg-0' });
  });

  it('of version 3 or 4 folds directions, parallel by parallel', () => {
    const { graph, told } = reading([
      'three.n2p',
      `<network version="3"><node id="5" name="A" xCoord="0.5" yCoord="0"/><node id="9" name="B" xCoord="1" yCoord="0"/>
<layer id="0" linkCapacityUnitsName="Mbps">
<link id="0" originNodeId="5" destinationNodeId="9" capacity="1000" lengthInKm="60"/>
<link id="1" originNodeId="5" destinationNodeId="9" capacity="2000" lengthInKm="70"/>
<link id="2" originNodeId="9" destinationNodeId="5" capacity="4000" lengthInKm="60"><attribute key="bidirectionalCouple" value="1"/></link>
</layer>
<srg id="3" meanTimeToFailInHours="1" meanTimeToRepairInHours="1"><node id="5"/><link layerId="0" linkId="2"/></srg></network>`,
    ]);
    expect(told).toEqual([]);
    expect(graph?.edges()).toEqual(['a--b', 'a--b#2']);
    expect(graph?.getEdgeAttributes('a--b')).toMatchObject({
      lengthKm: { value: 60 },
      capacityGbps: { value: 1, flag: 'published' },
      riskGroup: undefined,
    });
    expect(graph?.getEdgeAttributes('a--b#2')).toMatchObject({
      lengthKm: { value: 70 },
      capacityGbps: { value: 4 },
      riskGroup: 'srg-3',
    });
  });

  it('of version 6 keeps ids of 64 bits, reads the default layer alone and finds people twice', () => {
    const big = '9223372036854775807';
    const near = '9223372036854775806';
    const { graph, told } = reading([
      'six.n2p',
      `<network version="6" name="">
<node id="${big}" name="" xCoord="1" yCoord="1" population="0.0"><attribute key="population" value="620778.4"/></node>
<node id="${near}" name="Córdoba" xCoord="2" yCoord="1" population="12"/>
<layer id="20" name="IP" isDefaultLayer="false"><link id="1" originNodeId="${big}" destinationNodeId="${near}" capacity="1" lengthInKm="1"/></layer>
<layer id="3" name="WDM" isDefaultLayer="true">
<link id="2" originNodeId="${big}" destinationNodeId="${near}" capacity="0" lengthInKm="120" bidirectionalPairId="3"/>
<link id="3" originNodeId="${near}" destinationNodeId="${big}" capacity="0" lengthInKm="120" bidirectionalPairId="2"/>
</layer>
<srg id="7" nodes="" links="2 3"/><srg id="8" nodes="" links="3 1"/></network>`,
    ]);
    expect(told).toEqual([
      'six.n2p:4:1 warning: layer: found 2 layers (WDM, IP), expected one: only the default layer WDM is read',
      'six.n2p:9:35 warning: srg: found link 2 in srg-8 and in srg-7, expected one risk group a link: srg-7 is kept',
    ]);
    expect(graph?.nodes()).toEqual([`site-${big}`, 'cordoba']);
    expect(graph?.getNodeAttribute(`site-${big}`, 'population')?.value).toBe(620778);
    expect(graph?.getNodeAttribute('cordoba', 'population')?.value).toBe(12);
    expect(graph?.size).toBe(1);
    const [link] = graph?.edges() ?? [];
    expect(graph?.getEdgeAttributes(link)).toMatchObject({ riskGroup: 'srg-7', capacityGbps: undefined });
  });

  it('drawn in pixels has no places', () => {
    const { graph, told } = reading([
      'p.n2p',
      `<network version="5"><node id="1" xCoord="10" yCoord="10"/>
<node id="2" xCoord="300" yCoord="20"/><layer id="0"/></network>`,
    ]);
    expect(told).toEqual([
      'p.n2p:2:1 warning: node.xCoord: found x 300, y 20, expected degrees of longitude and latitude: no site of this file has a place',
    ]);
    expect(graph?.mapNodes((_id, { at }) => at)).toEqual([undefined, undefined]);
    expect(graph?.size).toBe(0);
  });

  it('tells each fault at its line and column', () => {
    const { graph, told } = reading([
      'f.n2p',
      `<network version="5">
  <node id="11"/><node id="11"/><node/>
  <layer id="0">
    <link id="1" originNodeId="11" destinationNodeId="12" capacity="1" lengthInKm="1"/>
    <link id="2" originNodeId="11" destinationNodeId="11" capacity="Infinity" lengthInKm="-1"/>
  </layer>
</network>`,
    ]);
    expect(graph).toBeUndefined();
    expect(told).toEqual([
      'f.n2p:2:18 node: found "11" again, expected an id of its own',
      'f.n2p:2:33 node: found no id, expected an id',
      'f.n2p:4:5 link.destinationNodeId: found "12", expected the id of a node (did you mean "11"?)',
      'f.n2p:5:5 warning: link.lengthInKm: found "-1", expected a number from 0: it is left unknown',
      'f.n2p:5:5 warning: link.capacity: found "Infinity", expected a number from 0: it is left unknown',
    ]);
    expect(reading(['f.n2p', '<graphml/>']).told).toEqual([
      'f.n2p:1:1 found <graphml>, expected the <network> of a Net2Plan design',
    ]);
    expect(reading(['f.n2p', '<network>']).told).toHaveLength(1);
  });
});

describe.skipIf(!areRealFilesHere)(`real designs${SKIPPED}`, () => {
  it('NSFNet has 14 sites with their people, and 21 links in the order of the file', () => {
    const { graph, told } = reading(realFile('net2plan/NSFNet_N14_E42.n2p'));
    expect(told).toEqual([]);
    const { network, checked } = making(graph);
    expect(network.siteCount).toBe(14);
    expect(network.sites[0]).toMatchObject({ id: 'seattle-wa', name: 'Seattle (WA)', population: 620778 });
    expect(network.links.map(({ from, to, lengthKm: [km] }) => [from, to, km]).slice(0, 5)).toEqual([
      [0, 1, 1100],
      [0, 2, 1600],
      [0, 7, 2800],
      [1, 2, 600],
      [1, 3, 1000],
    ]);
    expect(checked).toMatchObject({ links: 21, components: 1, totalLengthKm: 22700, bridges: [] });
  });

  it('CORONET Global has 100 sites, 136 links and lengths of 1.2 great circles', () => {
    const { graph, told } = reading(realFile('net2plan/coronetGlobal_N100_E272.n2p'));
    expect(told).toEqual([]);
    const { checked, lines } = making(graph);
    expect(checked).toMatchObject({ sites: 100, links: 136, sitesWithCoordinates: 100, components: 1 });
    const straightKm = lines.reduce((sum, line) => sum + line.lengthKm, 0);
    expect(checked.totalLengthKm / straightKm).toBeCloseTo(1.2, 1);
  });

  it('the seven nodes have 8 links, each in a risk group of its own', () => {
    const { graph, told } = reading(realFile('net2plan/example7nodes_ipOverWDM.n2p'));
    expect(told).toEqual([
      'net2plan/example7nodes_ipOverWDM.n2p:1100:2 warning: layer: found 2 layers (WDM, IP), expected one: only the default layer WDM is read',
    ]);
    const { network } = making(graph);
    expect(network.siteCount).toBe(7);
    expect(network.linkCount).toBe(8);
    expect(network.riskGroups.size).toBe(8);
    expect(network.population[0]).toBe(3265038);
  });
});
