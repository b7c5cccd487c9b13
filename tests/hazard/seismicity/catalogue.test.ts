/** Catalogues in CSV: what is read, what is told of a bad one, and the three ways to draw from it. */
import { describe, expect, it } from 'vitest';
import {
  type Catalogue,
  type CatalogueUse,
  EventList,
  oneOfSource,
  ratedSource,
  readCatalogue,
  timedSource,
  utcHours,
} from '../../../src/hazard/seismicity/index.ts';
import { Problems, describe as told } from '../../../src/text/problem.ts';
import { chiSquare, chiSquare999, meanOf, shipped, varianceOf, world } from './setting.ts';

function read(text: string, use: CatalogueUse): { catalogue: Catalogue | undefined; lines: string[] } {
  const problems = new Problems();
  const catalogue = readCatalogue(text, 'events.csv', use, problems);
  return { catalogue, lines: problems.list.map(told) };
}

function catalogueOf(text: string, use: CatalogueUse): Catalogue {
  const { catalogue, lines } = read(text, use);
  expect(lines).toEqual([]);
  if (catalogue === undefined) throw new Error('no catalogue');
  return catalogue;
}

const RATED = `id,rate,mag,lon,lat,depth,rake,strike,dip
big,0.02,7.1,50.2,40.3,15,90,120,45
small,1.5,5.2,48.6,40.6,12,,,
never,0,6,48,40,10,,,
`;

describe('a time in UTC', () => {
  it('is hours since 1970', () => {
    expect(utcHours('1970-01-01')).toBe(0);
    expect(utcHours('2000-11-25T18:09:11.86')).toBeCloseTo(Date.UTC(2000, 10, 25, 18, 9, 11, 860) / 3_600_000, 9);
    expect(utcHours('2024-02-29 06:30Z')).toBe(Date.UTC(2024, 1, 29, 6, 30) / 3_600_000);
    expect(utcHours('1667-11-25')).toBe(Date.UTC(1667, 10, 25) / 3_600_000);
    expect(utcHours('1139')).toBe(Date.UTC(1139, 0, 1) / 3_600_000);
    expect(utcHours('1902-02')).toBe(Date.UTC(1902, 1, 1) / 3_600_000);
  });

  it('is refused when there is no such day, or a zone', () => {
    for (const text of ['2023-02-29', '2023-13-01', '2023-04-31', '2023-01-01T25:00', '2023-01-01T10:00+04:00', 'now'])
      expect(utcHours(text), text).toBeUndefined();
  });
});

describe('a catalogue', () => {
  it('ships with the instrumental and the historical earthquakes', () => {
    const instrumental = catalogueOf(shipped('catalogue-instrumental.csv'), 'times');
    expect(instrumental.events).toHaveLength(89);
    expect(instrumental.isDated).toBe(true);
    expect(instrumental.events.every(({ magnitude }) => magnitude >= 5)).toBe(true);
    const historical = read(shipped('historical.csv'), 'one');
    expect(historical.catalogue?.events).toHaveLength(24);
    expect(historical.lines).toEqual([
      'events.csv:2:32 warning: magnitude: found an empty cell, and the earthquake is left out, expected a magnitude, -1 to 10',
      'events.csv:2:31 warning: depth: found an empty cell, and the earthquake is left out, expected a focal depth in km, 0 to 800',
    ]);
    const baku = historical.catalogue?.events.find(({ id }) => id === '2000a_baku');
    expect(baku).toMatchObject({ magnitude: 6.78, lat: 40.251, lon: 49.902, depthKm: 35, rake: Number.NaN });
  });

  it('may have the columns of others, any line ends, tabs, semicolons and quotes', () => {
    const usgs =
      'time,latitude,longitude,depth,mag,magType,place\r\n2023-02-06T01:17:34.342Z,37.2256,37.0143,10,7.8,mww,"Pazarcik, Türkiye"\r\n';
    expect(catalogueOf(usgs, 'times').events[0]).toMatchObject({ id: 'row-1', magnitude: 7.8, lon: 37.0143 });
    const semicolons = '\uFEFFHours;Magnitude;LON;LAT;depthKm\n5.5;6;50;40;10\n;;;;\n';
    const catalogue = catalogueOf(semicolons, 'times');
    expect(catalogue.isDated).toBe(false);
    expect(catalogue.events.map(({ hours }) => hours)).toEqual([5.5]);
  });

  it('is told all its bad cells, by line and column', () => {
    const { catalogue, lines } = read(
      `id,rate,mag,lon,lat,depth,rake,strike,dip
a,often,7.1,50.2,40.3,15,90,120,45
a,1,11,500,,12,200,-1,0
b,-1,x,48,40,900,,,,7
c,,6,48,40,,,,
`,
      'rates',
    );
    expect(catalogue).toBeUndefined();
    expect(lines).toEqual([
      'events.csv:4:21 found 10 fields, expected 9, one for each column of the heading',
      'events.csv:2:3 rate: found "often", expected a rate per year, 0 or more',
      'events.csv:3:1 id: found "a" again, expected an id of its own',
      'events.csv:3:5 magnitude: found "11", expected a magnitude, -1 to 10',
      'events.csv:3:8 lon: found "500", expected degrees east, -180 to 180',
      'events.csv:3:16 rake: found "200", expected a rake in degrees, -180 to 180, or an empty cell',
      'events.csv:3:20 strike: found "-1", expected a strike in degrees, 0 to 360, or an empty cell',
      'events.csv:3:23 dip: found "0", expected a dip in degrees, more than 0 and at most 90, or an empty cell',
      'events.csv:3:12 lat: found an empty cell, expected degrees north, -90 to 90',
      'events.csv:4:3 rate: found "-1", expected a rate per year, 0 or more',
      'events.csv:4:6 magnitude: found "x", expected a magnitude, -1 to 10',
      'events.csv:4:14 depth: found "900", expected a focal depth in km, 0 to 800',
      'events.csv:5:3 rate: found an empty cell, expected a rate per year, 0 or more',
      'events.csv:5:12 warning: depth: found an empty cell, and the earthquake is left out, expected a focal depth in km, 0 to 800',
    ]);
  });

  it('names the column that is missing, with those that are known', () => {
    const { lines } = read('id,mag,longitude,lat,dpth\n1,5,50,40,10\n', 'rates');
    expect(lines).toEqual([
      'events.csv:1:22 warning: dpth: found the column "dpth", left unread, expected a known column (did you mean "depth"?)',
      'events.csv:1:1 rate: found no such column among id, mag, longitude, lat, dpth, expected a column rate, ratePerYear or rate_per_year',
      'events.csv:1:1 depth: found no such column among id, mag, longitude, lat, dpth, expected a column depth, depthKm or depth_km',
    ]);
    expect(read('mag,mw,lon,lat,depth\n5,5,50,40,10\n', 'one').lines.join()).toContain('magnitude again');
  });

  it('is refused when it is empty, no CSV, or holds nothing to draw', () => {
    expect(read('', 'one').lines.join()).toContain('an empty table');
    expect(read('mag,lon,lat,depth\n"5,50,40,10\n', 'one').lines.join()).toContain('CSV that cannot be read');
    expect(read('mag,lon,lat,depth\n', 'one').lines.join()).toContain('no earthquake');
    expect(read('mag,lon,lat,depth,rate\n5,50,40,10,0\n', 'one').lines.join()).toContain('no rate above 0');
  });

  it('has dates or hours in its times, not both', () => {
    const heading = 'time,mag,lon,lat,depth\n';
    const row = (time: string): string => `${time},5,50,40,10\n`;
    expect(read(heading + row('2000-11-25') + row('12.5'), 'times').lines).toEqual([
      'events.csv:3:1 time: found "12.5", expected a date and time in UTC such as 2000-11-25T18:09:11',
    ]);
    expect(read(heading + row('-1') + row('soon') + row(''), 'times').lines).toEqual([
      'events.csv:2:1 time: found "-1", expected hours, 0 or more, or a date and time in UTC such as 2000-11-25T18:09:11',
      'events.csv:3:1 time: found "soon", expected hours, 0 or more, or a date and time in UTC such as 2000-11-25T18:09:11',
      'events.csv:4:1 time: found an empty cell, expected a date and time in UTC such as 2000-11-25T18:09:11',
    ]);
  });
});

describe('an event set with rates', () => {
  it('draws each row a Poisson number of times', () => {
    const { draws, setting } = world(2 * 8766);
    const source = ratedSource(catalogueOf(RATED, 'rates'), setting);
    const small = setting.addresses.handle('event-set/1/event/small');
    const events = new EventList();
    const replications = 5000;
    const counts = Array.from({ length: replications }, (_, replication) => {
      draws.replication = replication;
      events.clear();
      source.draw(draws, events);
      let mine = 0;
      for (let event = 0; event < events.length; event++) {
        if (events.handles[event] !== small) continue;
        expect(events.occurrences[event]).toBe(mine++);
        expect(events.magnitudes[event]).toBe(5.2);
        expect(events.rakes[event]).toBeNaN();
        expect(events.times[event]).toBeLessThan(2 * 8766);
      }
      return mine;
    });
    expect(Math.abs(meanOf(counts) - 3)).toBeLessThan(3.3 * Math.sqrt(3 / replications));
    expect(Math.abs(varianceOf(counts) / meanOf(counts) - 1)).toBeLessThan(3.3 * Math.sqrt(2 / replications));
    expect(source.describe()).toEqual([
      '3 earthquakes with rates from events.csv: 1.52 a year in all, 3.04 in a replication on average',
    ]);
    expect(source.assumptions()).toHaveLength(1);
  });
});

describe('an event set with times', () => {
  it('draws exactly the earthquakes before the end, from the earliest or from a start', () => {
    const { draws, setting } = world(48);
    const catalogue = catalogueOf(shipped('catalogue-instrumental.csv'), 'times');
    const events = new EventList();
    const start = utcHours('2000-11-25T18:00');
    const source = timedSource(catalogue, setting, start);
    source.draw(draws, events);
    events.sortByTime();
    expect(events.length).toBeGreaterThanOrEqual(2);
    expect(events.times[0] * 60).toBeCloseTo(9 + 11.86 / 60, 6);
    expect((events.times[1] - events.times[0]) * 3600).toBeCloseTo(97.6, 1);
    expect(source.describe()[0]).toContain('earthquakes at the times of events.csv');
    expect(source.describe()[1]).toContain('before the start or after the end');
    expect(source.assumptions()).toEqual([]);
    events.clear();
    timedSource(catalogue, setting).draw(draws, events);
    expect([events.length, events.times[0], events.magnitudes[0]]).toEqual([1, 0, 7.1]);
  });

  it('takes hours as they are', () => {
    const { draws, setting } = world(48);
    const events = new EventList();
    const source = timedSource(catalogueOf('t,mw,lon,lat,depth\n3,6,50,40,10\n48,6,50,40,10\n', 'times'), setting);
    source.draw(draws, events);
    expect([events.length, events.times[0]]).toEqual([1, 3]);
  });
});

describe('one of a catalogue', () => {
  const chosen = (text: string): { counts: Map<number, number>; described: string } => {
    const { draws, setting } = world();
    const source = oneOfSource(catalogueOf(text, 'one'), setting, 6);
    const counts = new Map<number, number>();
    const events = new EventList();
    for (let replication = 0; replication < 9000; replication++) {
      draws.replication = replication;
      events.clear();
      source.draw(draws, events);
      expect([events.length, events.times[0]]).toEqual([1, 6]);
      counts.set(events.magnitudes[0], (counts.get(events.magnitudes[0]) ?? 0) + 1);
    }
    return { counts, described: [...source.describe(), ...source.assumptions()].join('\n') };
  };

  it('is any of them alike', () => {
    const { counts, described } = chosen('mag,lon,lat,depth\n5,50,40,10\n6,50,40,10\n7,50,40,10\n');
    expect(
      chiSquare(
        [5, 6, 7].map((m) => counts.get(m) ?? 0),
        [1 / 3, 1 / 3, 1 / 3],
      ),
    ).toBeLessThan(chiSquare999(2));
    expect(described).toContain('as likely as any other');
  });

  it('is chosen in proportion to rates where there are any', () => {
    const { counts, described } = chosen(RATED);
    expect(counts.get(6)).toBeUndefined();
    const share = 0.02 / 1.52;
    expect(chiSquare([counts.get(7.1) ?? 0, counts.get(5.2) ?? 0], [share, 1 - share])).toBeLessThan(chiSquare999(1));
    expect(described).toContain('in proportion to their rates');
  });
});
