/** Imported fields of shaking: what they say between their places, and every fault of a file at its line and column. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pgaOfMmi, pgvOfMmi } from '../../src/hazard/intensity/worden-2012.ts';
import { GridField } from '../../src/hazard/shake-field/grid-field.ts';
import { readPointsCsv } from '../../src/hazard/shake-field/points-csv.ts';
import { PointsField } from '../../src/hazard/shake-field/points-field.ts';
import { type FieldMotion, type MotionColumns, noFieldMotion } from '../../src/hazard/shake-field/shake-field.ts';
import { readShakeMap } from '../../src/hazard/shake-field/shakemap-grid.ts';
import { haversineKm } from '../../src/network/geodesy.ts';
import { Problems, describe as sentence } from '../../src/text/problem.ts';

const NONE = new Float64Array(0);
const columns = (lnPgaG: ArrayLike<number>, lnPgvCmS = lnPgaG): MotionColumns => ({
  lnPgaG: Float64Array.from(lnPgaG),
  lnPgvCmS: Float64Array.from(lnPgvCmS),
  sdLnPga: NONE,
  sdLnPgv: NONE,
});
const told = (problems: Problems): string[] => problems.list.map(sentence);

describe('a regular field', () => {
  const value = fc.double({ min: -12, max: 3, noNaN: true }).map((drawn) => drawn + 0);
  const axis = fc
    .tuple(
      fc.double({ min: -80, max: 60, noNaN: true }),
      fc.array(fc.double({ min: 0.01, max: 3, noNaN: true }), { minLength: 1, maxLength: 6 }),
    )
    .map(([first, steps]) => {
      const nodes = [first];
      for (const step of steps) nodes.push(nodes[nodes.length - 1] + step);
      return Float64Array.from(nodes);
    });

  it('gives back its nodes to the last bit', () => {
    fc.assert(
      fc.property(axis, axis, fc.array(value, { minLength: 49, maxLength: 49 }), (lons, lats, values) => {
        const count = lons.length * lats.length;
        const field = new GridField(lons, lats, columns(values.slice(0, count), values.slice(0, count).reverse()));
        const out = noFieldMotion();
        for (let j = 0; j < lats.length; j++)
          for (let i = 0; i < lons.length; i++) {
            expect(field.at(lats[j], lons[i], out)).toBe(true);
            const node = j * lons.length + i;
            expect(out.lnPgaG).toBe(values[node]);
            expect(out.lnPgvCmS).toBe(values[count - 1 - node]);
          }
      }),
    );
  });
  it('reproduces a plane of the logarithms, and what is bilinear', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(axis, axis, value, value, value, share, share, (lons, lats, a, b, c, x, y) => {
        const plane = (lon: number, lat: number): number => a + 0.1 * b * (lon - lons[0]) + 0.1 * c * (lat - lats[0]);
        const values = [...lats].flatMap((lat) => [...lons].map((lon) => plane(lon, lat)));
        const field = new GridField(lons, lats, columns(values));
        const { south, west, north, east } = field.extent;
        const lon = west + x * (east - west);
        const lat = south + y * (north - south);
        const out = noFieldMotion();
        expect(field.at(lat, lon, out)).toBe(true);
        expect(out.lnPgaG).toBeCloseTo(plane(lon, lat), 9);
      }),
    );
  });
  it('says nothing outside, and leaves the answer alone', () => {
    const field = new GridField(Float64Array.of(49, 50), Float64Array.of(40, 41), columns([0, 1, 2, 3]));
    const out = noFieldMotion();
    for (const [lat, lon] of [
      [39.99, 49.5],
      [41.01, 49.5],
      [40.5, 48.99],
      [40.5, 50.01],
      [Number.NaN, 49.5],
      [40.5, Number.NaN],
    ])
      expect(field.at(lat, lon, out)).toBe(false);
    expect(out).toEqual(noFieldMotion());
    expect(field.at(40.5, 49.5, out)).toBe(true);
    expect(out.lnPgaG).toBe(1.5);
    expect(out.sdLnPga).toBeNaN();
    expect(field.count).toBe(4);
  });
  it('reaches across the date line', () => {
    const field = new GridField(Float64Array.of(179, 180, 181), Float64Array.of(0, 1), columns([0, 1, 2, 0, 1, 2]));
    const out = noFieldMotion();
    expect(field.at(0, -179.5, out)).toBe(true);
    expect(out.lnPgaG).toBeCloseTo(1.5, 9);
    expect(field.at(0, 178, out)).toBe(false);
  });
});

describe('a field of scattered places', () => {
  const place = fc.tuple(fc.double({ min: 38, max: 42, noNaN: true }), fc.double({ min: 46, max: 52, noNaN: true }));
  const places = fc.uniqueArray(place, {
    minLength: 1,
    maxLength: 60,
    comparator: (a, b) => haversineKm(a[0], a[1], b[0], b[1]) < 0.01,
  });

  it('is the inverse-distance mean of the four nearest, as found by looking at all', () => {
    fc.assert(
      fc.property(places, place, (points, [lat, lon]) => {
        const values = points.map((_, point) => Math.sin(point));
        const field = new PointsField(
          Float64Array.from(points, ([one]) => one),
          Float64Array.from(points, ([, one]) => one),
          columns(values),
          100,
        );
        const near = points
          .map(([one, other], point) => ({ km: haversineKm(lat, lon, one, other), value: values[point] }))
          .filter(({ km }) => km <= 100)
          .sort((a, b) => a.km - b.km)
          .slice(0, 4);
        const out = noFieldMotion();
        expect(field.at(lat, lon, out)).toBe(near.length > 0);
        if (near.length === 0 || near[0].km < 0.01) return;
        const weight = near.reduce((sum, { km }) => sum + km ** -2, 0);
        const mean = near.reduce((sum, one) => sum + (one.km ** -2 * one.value) / weight, 0);
        expect(out.lnPgaG).toBeCloseTo(mean, 3);
      }),
    );
  });
  it('keeps the values of its places', () => {
    fc.assert(
      fc.property(places, (points) => {
        const field = new PointsField(
          Float64Array.from(points, ([lat]) => lat),
          Float64Array.from(points, ([, lon]) => lon),
          columns(points.map((_, point) => point)),
        );
        const out = noFieldMotion();
        points.forEach(([lat, lon], point) => {
          expect(field.at(lat, lon, out)).toBe(true);
          expect(out.lnPgaG).toBe(point);
        });
      }),
    );
  });
  it('reaches twice the median distance between neighbours', () => {
    const lats = Float64Array.of(40, 40, 40, 40);
    const lons = Float64Array.of(49, 49.1, 49.2, 50);
    const field = new PointsField(lats, lons, columns([0, 0, 0, 0]));
    expect(field.reachKm).toBeCloseTo(2 * haversineKm(40, 49, 40, 49.1), 6);
    expect(field.extent).toEqual({ south: 40, west: 49, north: 40, east: 50 });
    const out = noFieldMotion();
    expect(field.at(40, 48.81, out)).toBe(true);
    expect(field.at(40, 48.79, out)).toBe(false);
    expect(new PointsField(Float64Array.of(1), Float64Array.of(2), columns([7])).reachKm).toBe(10);
  });
  it('knows its box across the date line', () => {
    const field = new PointsField(Float64Array.of(0, 1, 2), Float64Array.of(179, -179, 178), columns([0, 1, 2]));
    expect(field.extent).toEqual({ south: 0, west: 178, north: 2, east: 181 });
    const out = noFieldMotion();
    expect(field.at(1, 181, out)).toBe(true);
    expect(out.lnPgaG).toBeCloseTo(1, 12);
  });
});

/** A map of 3 by 2 places, written as ShakeMap does: from the north-west, row by row. */
const FIELDS = ['LON dd', 'LAT dd', 'PGA pctg', 'PGV cms', 'MMI intensity', 'SVEL ms'];
const ROWS = [
  '49.0000 41.0000 10.0 8.0 6.0 400',
  '49.5000 41.0000 20.0 16.0 7.0 400',
  '50.0000 41.0000 40.0 32.0 8.0 nan',
  '49.0000 40.0000 5.0 4.0 5.0 400',
  '49.5000 40.0000 10.0 8.0 6.0 400',
  '50.0000 40.0000 0 0.0 1.0 400',
];
const SPECIFICATION =
  '<grid_specification lon_min="49.0" lat_min="40.0" lon_max="50.0" lat_max="41.0" nominal_lon_spacing="0.5" nominal_lat_spacing="1.0" nlon="3" nlat="2" />';

const grid = (rows = ROWS, fields = FIELDS, specification = SPECIFICATION): string =>
  [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    '<shakemap_grid event_id="test" shakemap_event_type="SCENARIO">',
    '<event event_id="test" magnitude="6.8" depth="35.0" lat="40.2" lon="49.9" event_description="Xəzər" />',
    specification,
    ...fields.map((field, index) => {
      const [name, units] = field.split(' ');
      return `<grid_field index="${index + 1}" name="${name}" units="${units}" />`;
    }),
    '<grid_data>',
    ...rows,
    '</grid_data>',
    '</shakemap_grid>',
    '',
  ].join('\n');

function readGrid(text: string, uncertainty?: string) {
  const problems = new Problems();
  const beside = uncertainty === undefined ? undefined : { text: uncertainty, file: 'uncertainty.xml' };
  return { map: readShakeMap({ text, file: 'grid.xml' }, problems, beside), problems: told(problems) };
}

/** The first line of a grid's table. */
const DATA_LINE = 5 + FIELDS.length + 1;

describe('a ShakeMap grid', () => {
  it('is read, PGA in g, whatever the order of its rows', () => {
    for (const text of [grid(), grid(ROWS.toReversed()), `\ufeff${grid().replaceAll('\n', '\r\n')}`]) {
      const { map, problems } = readGrid(text);
      expect(problems).toEqual([]);
      if (map === undefined) throw new Error('not read');
      const out: FieldMotion = noFieldMotion();
      expect(map.field.at(41, 50, out)).toBe(true);
      expect(Math.exp(out.lnPgaG)).toBeCloseTo(0.4, 12);
      expect(Math.exp(out.lnPgvCmS)).toBeCloseTo(32, 10);
      expect(out.sdLnPga).toBeNaN();
      map.field.at(41, 49.25, out);
      expect(Math.exp(out.lnPgaG)).toBeCloseTo(Math.sqrt(0.1 * 0.2), 12);
      expect(map.event).toEqual({ magnitude: 6.8, lat: 40.2, lon: 49.9, depthKm: 35 });
      expect(map.nominalLonSpacing).toBe(0.5);
      expect([...map.field.lons]).toEqual([49, 49.5, 50]);
      expect(map.field.extent).toEqual({ south: 40, west: 49, north: 41, east: 50 });
      expect(map.notes).toEqual(['no shaking, taken as at least 0.00001 g and 0.001 cm/s, at 1 place']);
    }
  });
  it('takes what is missing from the intensity, and says so', () => {
    const only = ROWS.map((row) => {
      const [lon, lat, , , mmi] = row.split(' ');
      return `${lon} ${lat} ${mmi}`;
    });
    const { map, problems } = readGrid(grid(only, ['LON dd', 'LAT dd', 'MMI intensity']));
    expect(problems).toEqual([]);
    const out = noFieldMotion();
    map?.field.at(41, 49, out);
    expect(Math.exp(out.lnPgaG)).toBeCloseTo(pgaOfMmi(6), 12);
    expect(Math.exp(out.lnPgvCmS)).toBeCloseTo(pgvOfMmi(6), 10);
    expect(map?.notes).toEqual([
      'PGA is that of the intensity, Worden et al. (2012), at 6 places',
      'PGV is that of the intensity, Worden et al. (2012), at 6 places',
    ]);
  });
  it('has its standard deviations in itself or in the file beside it', () => {
    const spread = ROWS.map((row, index) => `${row.split(' ').slice(0, 2).join(' ')} 0.${index + 1} 0.5`);
    const fields = ['LON dd', 'LAT dd', 'STDPGA ln(g)', 'STDPGV ln(cm/s)'];
    const { map, problems } = readGrid(grid(), grid(spread, fields));
    expect(problems).toEqual([]);
    const out = noFieldMotion();
    map?.field.at(41, 49.5, out);
    expect(out.sdLnPga).toBe(0.2);
    expect(out.sdLnPgv).toBe(0.5);
    const own = readGrid(
      grid(
        ROWS.map((row) => `${row} 0.6`),
        [...FIELDS, 'STDPGA ln(pctg)'],
      ),
    );
    own.map?.field.at(40.3, 49.3, out);
    expect(out.sdLnPga).toBeCloseTo(0.6, 12);
    expect(out.sdLnPgv).toBeNaN();
    const other = SPECIFICATION.replace('lat_max="41.0"', 'lat_max="42.0"');
    expect(
      readGrid(
        grid(),
        grid(
          spread.map((row) => row.replace(' 41.', ' 42.')),
          fields,
          other,
        ),
      ).problems,
    ).toEqual(['uncertainty.xml:4:1 grid_specification: found another grid, expected that of grid.xml']);
  });
  it('may be in g, and across the date line', () => {
    const rows = ['179 1 0.1', '-179 1 0.2', '179 0 0.3', '-179 0 0.4'];
    const specification =
      '<grid_specification lon_min="179" lon_max="-179" lat_min="0" lat_max="1" nlon="2" nlat="2"/>';
    const { map, problems } = readGrid(grid(rows, ['LON dd', 'LAT dd', 'PGA g'], specification));
    expect(problems).toEqual([]);
    const out = noFieldMotion();
    expect(map?.field.at(0, -179, out)).toBe(true);
    expect(Math.exp(out.lnPgaG)).toBeCloseTo(0.4, 12);
    expect(map?.nominalLatSpacing).toBeNaN();
  });

  const changed = (index: number, row: string): string[] => ROWS.map((old, place) => (place === index ? row : old));
  const cases: [string, string, string[]][] = [
    ['no XML', '<shakemap_grid>', ['grid.xml:1:16 found XML that cannot be read']],
    [
      'another document',
      '<earthquake/>',
      ['grid.xml:1:1 found <earthquake>, expected a ShakeMap grid, <shakemap_grid>'],
    ],
    [
      'no table',
      '<shakemap_grid>\n</shakemap_grid>',
      [
        'grid.xml:1:1 grid_specification: found no such element, expected one <grid_specification>',
        'grid.xml:1:1 grid_data: found no such element, expected one <grid_data>',
        'grid.xml:1:1 grid_field: found no field LON, expected LON and LAT',
        'grid.xml:1:1 grid_field: found no field LAT, expected LON and LAT',
        'grid.xml:1:1 grid_field: found no field PGA, PGV or MMI, expected one of them',
      ],
    ],
    [
      'a word for a number',
      grid(changed(1, '49.5000 41.0000 abc 16.0 7.0 400')),
      [`grid.xml:${DATA_LINE + 1}:17 PGA: found "abc", expected a number`],
    ],
    [
      'a value below zero',
      grid(changed(2, '  50.0000 41.0000 40.0 -32.0 8.0 400')),
      [`grid.xml:${DATA_LINE + 2}:24 PGV: found -32.0, expected a number from 0 to 2000`],
    ],
    [
      'a short row',
      grid(changed(3, '49.0 40.0 5.0')),
      [`grid.xml:${DATA_LINE + 3}:1 grid_data: found 3 numbers, expected 6, one for each field`],
    ],
    [
      'a place off the grid',
      grid(changed(3, '49.2000 40.0000 5.0 4.0 5.0 400')),
      [`grid.xml:${DATA_LINE + 3}:1 LON: found 49.2, off the grid, expected a longitude of the grid_specification`],
    ],
    [
      'a place north of the grid',
      grid(changed(3, '49.0000 42.0000 5.0 4.0 5.0 400')),
      [`grid.xml:${DATA_LINE + 3}:9 LAT: found 42, off the grid, expected a latitude of the grid_specification`],
    ],
    [
      'a place twice',
      grid(changed(3, ROWS[1])),
      [`grid.xml:${DATA_LINE + 3}:1 grid_data: found 49.5 41 again, expected each place once`],
    ],
    [
      'a row too few',
      grid(ROWS.slice(1)),
      [`grid.xml:${DATA_LINE - 1}:1 grid_data: found 5 places, expected 6, nlon times nlat`],
    ],
    [
      'a count that is none',
      grid(ROWS, FIELDS, SPECIFICATION.replace('nlon="3"', 'nlon="three"')),
      [`grid.xml:4:${SPECIFICATION.indexOf('nlon="') + 1} grid_specification.nlon: found "three", expected a number`],
    ],
    [
      'a count of one',
      grid(ROWS, FIELDS, SPECIFICATION.replace('nlat="2"', 'nlat="1"')),
      [
        `grid.xml:4:${SPECIFICATION.indexOf('nlat="') + 1} grid_specification.nlat: found 1, expected a whole number from 2 to 100000`,
      ],
    ],
    [
      'an end before the beginning',
      grid(ROWS, FIELDS, SPECIFICATION.replace('lat_max="41.0"', 'lat_max="39.0"')),
      [
        `grid.xml:4:${SPECIFICATION.indexOf('lat_max') + 1} grid_specification.lat_max: found 39 after lat_min 40, expected degrees, rising`,
      ],
    ],
    [
      'unknown units',
      grid(
        ROWS,
        FIELDS.map((field) => field.replace('pctg', 'gal')),
      ),
      ['grid.xml:7:34 PGA units: found "gal", expected pctg, %g or g'],
    ],
    [
      'an index twice',
      grid().replace('index="5"', 'index="4"'),
      ['grid.xml:9:13 grid_field.index: found 4 again, expected each index once'],
    ],
    [
      'an index beyond the fields',
      grid().replace('index="6"', 'index="7"'),
      ['grid.xml:10:13 grid_field.index: found 7, expected 1 to 6'],
    ],
    [
      'a field twice',
      grid().replace('name="SVEL"', 'name="MMI"'),
      ['grid.xml:10:23 grid_field.name: found "MMI" again, expected each field once'],
    ],
    [
      'no magnitude',
      grid().replace('magnitude="6.8"', 'magnitude="big"'),
      ['grid.xml:3:24 event.magnitude: found "big", expected a number'],
    ],
    [
      'markup in the table',
      grid(changed(0, '<b/>')),
      [`grid.xml:${DATA_LINE}:1 grid_data: found markup, expected numbers alone`],
    ],
  ];
  it.each(cases)('with %s is told of at its place', (_, text, expected) => {
    const { map, problems } = readGrid(text);
    expect(map).toBeUndefined();
    expect(problems.map((problem, index) => problem.slice(0, expected[index]?.length))).toEqual(expected);
  });
  it('is given up after ten faults', () => {
    const { problems } = readGrid(grid(Array.from({ length: 50 }, () => 'x')));
    expect(problems).toHaveLength(11);
    expect(problems.at(-1)).toContain(`grid.xml:${DATA_LINE + 9}:1 grid_data: found 10 faults up to here`);
  });
  it('of any depth is no reason to fall over', () => {
    const { problems } = readGrid('<a>'.repeat(200_000));
    expect(problems).toHaveLength(1);
  });
});

function readCsv(text: string, reachKm?: number) {
  const problems = new Problems();
  return { points: readPointsCsv(text, 'points.csv', problems, reachKm), problems: told(problems) };
}

describe('a table of places', () => {
  it('is read, with what is missing taken from what is there', () => {
    const text =
      '\ufefflon;lat;pgaG;pgvCmS;mmi\r\n49;40;0.2;15;\r\n\r\n49.1;40;;;6\r\n49.2;40;0.1;;7\r\n;;;;\r\n49.3;40;0.3;;\r\n49.4;40;;20;\r\n';
    const { points, problems } = readCsv(text);
    expect(problems).toEqual([]);
    if (points === undefined) throw new Error('not read');
    const out = noFieldMotion();
    const at = (lon: number): [number, number] => {
      expect(points.field.at(40, lon, out)).toBe(true);
      return [Math.exp(out.lnPgaG), Math.exp(out.lnPgvCmS)];
    };
    expect(points.field.count).toBe(5);
    expect(at(49)[0]).toBeCloseTo(0.2, 12);
    expect(at(49)[1]).toBeCloseTo(15, 10);
    expect(at(49.1)[0]).toBeCloseTo(pgaOfMmi(6), 12);
    expect(at(49.1)[1]).toBeCloseTo(pgvOfMmi(6), 10);
    expect(at(49.2)[0]).toBeCloseTo(0.1, 12);
    expect(at(49.2)[1]).toBeCloseTo(pgvOfMmi(7), 10);
    expect(at(49.3)[1]).toBeGreaterThan(10);
    expect(at(49.4)[0]).toBeGreaterThan(0.1);
    expect(points.notes).toEqual([
      'PGA is that of the intensity, Worden et al. (2012), at 1 place',
      'PGV is that of the intensity, Worden et al. (2012), at 2 places',
      'PGA is that of the intensity of PGV, Worden et al. (2012), at 1 place',
      'PGV is that of the intensity of PGA, Worden et al. (2012), at 1 place',
    ]);
  });
  it('reaches as far as it is told', () => {
    expect(readCsv('lon,lat,pgaG\n49,40,0.1\n', 33).points?.field.reachKm).toBe(33);
  });
  it('may be meant in %g: a warning where it begins', () => {
    const { points, problems } = readCsv('lon,lat,pgaG\n49,40,0.1\n50,40,5\n51,40,6\n');
    expect(points).toBeDefined();
    expect(problems).toEqual(['points.csv:3:7 warning: pgaG: found up to 6 g, expected PGA in g, not in %g']);
  });

  const cases: [string, string, string[]][] = [
    ['nothing', '', ['points.csv:1:1 found an empty table, expected a heading with lon, lat, pgaG, pgvCmS or mmi']],
    ['a heading alone', 'lon,lat,mmi\n', ['points.csv:1:1 found a heading alone, expected at least one place']],
    [
      'a column without its unit',
      'lon,lat,pgaX\n49,40,0.1\n',
      [
        'points.csv:1:9 pgaX: found an unknown column, expected lon, lat, pgaG, pgvCmS or mmi (did you mean "pgaG"?)',
        'points.csv:1:1 found no column of shaking, expected pgaG, pgvCmS or mmi',
      ],
    ],
    [
      'no latitude',
      'lon,mmi,mmi\n',
      [
        'points.csv:1:9 mmi: found this column again, expected each column once',
        'points.csv:1:1 lat: found no such column, expected one in the heading',
      ],
    ],
    [
      'a word for a number',
      'lon,lat,pgaG\n49,40,0.1\n49.5, 40, strong\n',
      ['points.csv:3:11 pgaG: found "strong", expected a number'],
    ],
    ['an empty latitude', 'lon,lat,pgaG\n\n49,,0.1\n', ['points.csv:3:4 lat: found nothing, expected a number']],
    [
      'a value out of range',
      'lon,lat,pgaG,mmi\n49,91,34,13\n',
      [
        'points.csv:2:4 lat: found 91, expected a number from -90 to 90',
        'points.csv:2:7 pgaG: found 34, expected a number from 0 to 10',
        'points.csv:2:10 mmi: found 13, expected a number from 0 to 12',
      ],
    ],
    [
      'a place without shaking',
      'lon,lat,pgaG,mmi\n49,40,,\n',
      ['points.csv:2:1 found a place without shaking, expected pgaG, pgvCmS or mmi'],
    ],
    [
      'a place twice',
      'lon,lat,mmi\n49,40,5\n49.0,40,6\n',
      ['points.csv:3:1 found 49 40 again, expected each place once'],
    ],
    [
      'a field too many',
      'lon,lat,mmi\n49,40,5,6\n',
      ['points.csv:2:9 found 4 fields, expected 3, one for each column of the heading'],
    ],
    ['a quote that never ends', 'lon,lat,mmi\n49,40,"5\n', ['points.csv:2:1 found CSV that cannot be read']],
  ];
  it.each(cases)('with %s is told of at its place', (_, text, expected) => {
    const { points, problems } = readCsv(text);
    expect(points).toBeUndefined();
    expect(problems.map((problem, index) => problem.slice(0, expected[index]?.length))).toEqual(expected);
  });
  it('is given up after ten faults', () => {
    const { problems } = readCsv(`lon,lat,mmi\n${'x,40,5\n'.repeat(50)}`);
    expect(problems).toHaveLength(11);
    expect(problems.at(-1)).toContain('points.csv:11:1 found 10 faults up to here');
  });
});
