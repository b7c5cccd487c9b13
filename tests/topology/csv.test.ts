/** Topologies in a pair of tables: what is read, and the cell at which each fault is told. */
import { describe, expect, it } from 'vitest';
import { formatFor } from '../../src/topology/index.ts';
import { reading } from './reading.ts';

const SITES = 'id,lat,lon\na,40,50\nb,41,50\n';

describe('a pair of tables', () => {
  it('is read with flags, quotes, a byte order mark and blank lines', () => {
    const { graph, told } = reading(
      [
        'd/net-sites.csv',
        '\ufeffid,name,role,roleFlag,operator,lat,lon,latFlag,latSource,population,autonomy,building,vs30,unitOf,note\r\n' +
          'baku,"Baku, the ""city""",gateway,published,AzerTelecom,40.4,49.9,measured,GN,100,8h,anchored,300,az,"two\r\nlines"\r\n' +
          '\r\nganja,,,,,40.7,46.4,,,,,,,,\r\n,,,,,,,,,,,,,,\r\n',
      ],
      [
        'd/net-links.csv',
        'id,from,to,medium,lengthKm,lengthKmFlag,capacityGbps,status,riskGroup,route,routeFactor\n' +
          'x,baku,ganja,duct,380..400,published,100,planned,bridge,40.2 48; 40.3 47,\n' +
          ',ganja,baku,,,,,,,,1.3\n,baku,ganja,,330,,,,,,\n',
      ],
    );
    expect(told).toEqual([]);
    expect(graph?.getAttribute('name')).toBe('net');
    expect(graph?.getNodeAttributes('baku')).toMatchObject({
      name: 'Baku, the "city"',
      role: { value: 'gateway', flag: 'published' },
      operator: { value: 'AzerTelecom' },
      at: { value: [40.4, 49.9], flag: 'measured', source: 'GN' },
      population: { value: 100 },
      autonomyHours: { value: 8 },
      building: { value: 'anchored' },
      vs30: { value: 300 },
      unitOf: { value: 'az' },
      note: 'two\nlines',
      where: { file: 'd/net-sites.csv', line: 2, column: 1 },
    });
    expect(graph?.getNodeAttributes('ganja')).toMatchObject({
      role: { value: 'core', flag: 'assumed' },
      operator: { value: 'unknown', flag: 'assumed' },
      where: { file: 'd/net-sites.csv', line: 5, column: 1 },
    });
    expect(graph?.edges()).toEqual(['x', 'ganja--baku', 'ganja--baku#2']);
    expect(graph?.getEdgeAttributes('x')).toMatchObject({
      medium: { value: 'duct' },
      lengthKm: { value: [380, 400], flag: 'published' },
      capacityGbps: { value: 100 },
      status: { value: 'planned' },
      riskGroup: 'bridge',
      route: [
        [40.2, 48],
        [40.3, 47],
      ],
    });
    expect(graph?.getEdgeAttributes('ganja--baku')).toMatchObject({
      medium: { value: 'buried', flag: 'assumed' },
      routeFactor: { value: 1.3 },
    });
  });

  it('may be parted by semicolons, and given with the links first', () => {
    const { graph, told } = reading(['links.csv', 'from;to\na;b\n'], ['sites.csv', SITES.replaceAll(',', ';')]);
    expect(told).toEqual([]);
    expect(graph?.edges()).toEqual(['a--b']);
    expect(graph?.getAttribute('name')).toBe('topology');
  });

  it('names its companion', () => {
    expect(formatFor('x/net-links.csv')?.companions?.('x/net-links.csv')).toEqual(['x/net-sites.csv']);
    expect(formatFor('sites.csv')?.companions?.('sites.csv')).toEqual(['links.csv']);
    expect(reading(['net-links.csv', 'from,to\n']).told).toEqual([
      'net-links.csv:1:1 found one table alone, expected its companion net-sites.csv',
    ]);
  });

  it('tells every bad cell by its line, its column in characters and its heading', () => {
    const { graph, told } = reading(
      [
        'links.csv',
        'from,to,lengthKm,medium,route,riskGroup\n' +
          'baku,gania,far,buired,,\n' +
          '"baku" , ganja,10,duct,"40 50; 40,1 50",\n' +
          ',ganja\n' +
          'baku,ganja,1,duct,,g,too many\n',
      ],
      [
        'sites.csv',
        'id,lat,lon,population,role,roleFlag\nbaku,40.4,,1,,\n"ganja",95,46.4,-1,core,sure\nbaku,41,50,abc,,\n',
      ],
    );
    expect(graph).toBeUndefined();
    expect(told).toEqual([
      'links.csv:5:22 found 7 fields, expected 6, one for each column of the heading',
      'sites.csv:2:11 lon: found nothing, expected a number',
      expect.stringMatching(/^sites\.csv:3:25 roleFlag: found "sure", expected published, /),
      'sites.csv:3:9 lat: found 95, expected at most 90',
      'sites.csv:3:17 population: found -1, expected at least 0',
      'sites.csv:4:12 population: found "abc", expected a number',
      'links.csv:2:16 medium: found "buired", expected buried, duct, aerial, opgw, submarine, satellite or microwave (did you mean "buried"?)',
      'links.csv:2:12 lengthKm: found "far", expected a length in km above 0, or a range [low, high]',
      'links.csv:3:24 route: found "40,1", expected a number',
      'links.csv:4:1 from: found nothing, expected text',
      'sites.csv:4:1 id: found "baku" again, expected an id of its own',
      'links.csv:2:6 to: found "gania", expected the id of a site (did you mean "ganja"?)',
    ]);
  });

  it('tells of columns that it does not know, has twice or misses', () => {
    const { told } = reading(['sites.csv', 'id,lat,latitude,lat\na,1,2,3\n'], ['links.csv', 'from,medum\n']);
    expect(told).toHaveLength(4);
    expect(told[0]).toMatch(/^sites\.csv:1:8 latitude: found an unknown column, expected /);
    expect(told[1]).toBe('sites.csv:1:17 lat: found this column again, expected each column once');
    expect(told[2]).toMatch(/^links\.csv:1:6 medum: found an unknown column, .* \(did you mean "medium"\?\)$/);
    expect(told[3]).toBe('links.csv:1:1 to: found no such column, expected one in the heading');
  });

  it('answers an empty table and a quote never closed with a problem', () => {
    expect(reading(['sites.csv', ''], ['links.csv', 'from,to\n']).told).toEqual([
      'sites.csv:1:1 found an empty table, expected a heading with id',
    ]);
    expect(reading(['sites.csv', SITES], ['links.csv', 'from,to\n"a,b\n']).told).toEqual([
      expect.stringMatching(/^links\.csv:2:1 found CSV that cannot be read \(Quote Not Closed/),
    ]);
  });
});
