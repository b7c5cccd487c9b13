/** `sim hazard ground-motion` as a person meets it: a table in, the same table with motion out, or every problem. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groundMotion } from '../../src/cli/hazard-ground-motion.ts';
import { type Heard, hearing } from './hearing.ts';

/** Runs the command on a table; the name of its file is `t.csv` in what was said. */
function run(model: string, text: string, options: { distance?: string; region?: string } = {}): Heard {
  const file = join(mkdtempSync(join(tmpdir(), 'resplice-')), 't.csv');
  writeFileSync(file, text);
  return runFile(model, file, options);
}

function runFile(model: string, file: string, options: { distance?: string; region?: string } = {}): Heard {
  const { said, ended, end } = hearing();
  try {
    groundMotion(model, file, options);
  } catch (fault) {
    ended(fault);
  } finally {
    end();
  }
  return { ...said, err: said.err.replaceAll(file, 't.csv') };
}

/** The rows of a table as records. */
function records(text: string): Record<string, string>[] {
  const [heading, ...rows] = text.trimEnd().split('\n');
  const names = heading.split(',');
  return rows.map((row) => Object.fromEntries(row.split(',').map((cell, index) => [names[index], cell])));
}

const RESULTS = 'pga,pgv,tauPga,phiPga,tauPgv,phiPgv';

describe('the vectors, through the command', () => {
  const { vectors } = JSON.parse(
    readFileSync(new URL('../verification/hazard/gmpe.json', import.meta.url), 'utf8'),
  ) as { vectors: Record<string, string | number | boolean | null>[] };
  const NAME: Readonly<Record<string, string>> = {
    ASB14: 'akkar-2014',
    BSSA14: 'boore-2014',
    CY14: 'chiou-youngs-2014',
    AC10: 'akkar-cagnan-2010',
  };
  const COLUMN: Readonly<Record<string, string>> = { z1pt0_m: 'Z1pt0', vs30_measured: 'Vs30Measured', mag: 'MAG' };
  const INPUTS = ['mag', 'rake', 'dip', 'ztor', 'rjb', 'rrup', 'rx', 'vs30', 'vs30_measured', 'z1pt0_m', 'region'];

  function compare(said: Heard, expected: typeof vectors): void {
    expect(said.code).toBe(0);
    const rows = records(said.out);
    expect(rows.length).toBe(expected.length);
    expected.forEach((vector, index) => {
      const row = rows[index];
      const isPga = vector.imt === 'PGA';
      const same = (value: string, wanted: unknown) =>
        expect(Math.abs(Number(value) / Number(wanted) - 1), JSON.stringify(vector)).toBeLessThanOrEqual(1e-9);
      same(isPga ? row.pga : row.pgv, vector.median);
      same(isPga ? row.tauPga : row.tauPgv, vector.tau);
      same(isPga ? row.phiPga : row.phiPgv, vector.phi);
    });
  }

  it.each(['BSSA14', 'CY14', 'AC10'])('%s', (model) => {
    const mine = vectors.filter((vector) => vector.model === model);
    const columns = INPUTS.filter((name) => name in mine[0]);
    const rows = mine.map((vector) => columns.map((name) => vector[name] ?? '').join(','));
    const text = [columns.map((name) => COLUMN[name] ?? name).join(','), ...rows].join('\n');
    compare(run(NAME[model], text), mine);
  });

  it.each(['rjb', 'repi', 'rhyp'])('ASB14 with %s', (metric) => {
    const mine = vectors.filter((vector) => vector.model === 'ASB14' && vector.metric === metric);
    // The other distances are there and must not be taken.
    const rows = mine.map(({ mag, rake, vs30, distance }) =>
      [mag, rake ?? '', vs30, ...['rjb', 'repi', 'rhyp'].map((name) => (name === metric ? distance : 9999))].join(','),
    );
    const text = ['mag,rake,vs30,rjb,repi,rhyp', ...rows].join('\r\n');
    compare(run('akkar-2014', text, { distance: metric }), mine);
  });

  it('takes the region of the command line where a row has none, and the three names for regions', () => {
    const only = (text: string, model = 'boore-2014', options = {}): string =>
      records(run(model, text, options).out)[0].pga;
    const high = only('mag,rjb,region\n6,200,HighQ\n');
    expect(only('mag,rjb\n6,200\n', 'boore-2014', { region: 'highq' })).toBe(high);
    expect(only('mag,rjb,region\n6,200,\n', 'boore-2014', { region: 'highq' })).toBe(high);
    expect(only('mag,rjb,region\n6,200,highq\n', 'boore-2014', { region: 'lowq' })).toBe(high);
    expect(only('mag,rjb\n6,200\n', 'boore-2014-highq')).toBe(high);
    expect(Number(only('mag,rjb\n6,200\n'))).toBeLessThan(Number(high));
  });
});

describe('the table', () => {
  it('keeps every other cell as it was written, and rows short or empty', () => {
    const said = run('boore-2014', '\uFEFF id , MAG,Rjb,note\r\n 007,6.0,"10",  "a ""b"", c"\r\n\r\n8,6,10\r\n,,,\r\n');
    expect(said.err).toBe('');
    const [heading, first, second, third, end] = said.out.split('\n');
    const results = first.split(',').slice(-6).join(',');
    expect(heading).toBe(` id , MAG,Rjb,note,${RESULTS}`);
    expect(first).toBe(` 007,6.0,"10",  "a ""b"", c",${results}`);
    expect(second).toBe(`8,6,10,,${results}`);
    expect(third).toBe(',,,,,,,,,');
    expect(end).toBe('');
  });

  it('takes semicolons and tabs, and a heading alone', () => {
    for (const mark of [';', '\t']) {
      const said = run('boore-2014', `mag${mark}rjb\n6${mark}10`);
      expect(said.out.split('\n')[0]).toBe(['mag', 'rjb', ...RESULTS.split(',')].join(mark));
      expect(said.out.split('\n')[1].split(mark).length).toBe(8);
    }
    expect(run('boore-2014', 'mag,rjb')).toEqual({ code: 0, out: `mag,rjb,${RESULTS}\n`, err: '' });
  });

  it('prints numbers in full', () => {
    const [row] = records(run('boore-2014', 'mag,rjb\n6,10\n').out);
    expect(row.pga).toMatch(/^0\.\d{15,17}$/);
  });

  it('takes what is left out for what is usual', () => {
    const full =
      'mag,rake,dip,ztor,rjb,rrup,rx,vs30,vs30measured,z1pt0\n6.5,,90,0,10,11,-10,760,false,\n6.5,,90,0,10,11,-10,760,0,';
    const bare = records(run('chiou-youngs-2014', 'mag,rrup\n6.5,11\n').out)[0];
    for (const row of records(run('chiou-youngs-2014', full).out)) {
      expect(row.pga).toBe(bare.pga);
      expect(row.phiPgv).toBe(bare.phiPgv);
    }
    const measured = records(run('chiou-youngs-2014', 'mag,rrup,vs30measured\n6,9,1\n6,9,True\n6,9,1.0\n').out);
    expect(new Set(measured.map(({ phiPga }) => phiPga)).size).toBe(1);
    expect(measured[0].phiPga).not.toBe(bare.phiPga);
  });

  it('of Akkar et al. takes the first of rjb, repi and rhyp that a row gives', () => {
    const only = (text: string) => records(run('akkar-2014', text).out).map(({ pga }) => pga);
    const mixed = only('mag,rhyp,repi,rjb\n6,40,30,20\n6,40,30,\n6,40,,\n');
    expect(mixed).toEqual([only('mag,rjb\n6,20\n')[0], only('mag,repi\n6,30\n')[0], only('mag,rhyp\n6,40\n')[0]]);
    expect(new Set(mixed).size).toBe(3);
  });

  it('leaves the region to the models that have one', () => {
    expect(run('chiou-youngs-2014', 'mag,rrup,region\n6,10,california\n').code).toBe(0);
  });

  it('takes a table of twenty thousand rows whole', () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `${4 + (index % 40) / 10},${index % 200},7,300`);
    const said = run('chiou-youngs-2014', ['mag,rrup,ztor,vs30', ...rows].join('\n'));
    expect(said.code).toBe(0);
    expect(said.out.trimEnd().split('\n')).toHaveLength(20_001);
  });
});

describe('mistakes', () => {
  it('names the nearest model', () => {
    const said = run('boor-2014', 'mag,rjb\n6,10\n');
    expect(said).toMatchObject({ code: 2, out: '' });
    expect(said.err).toContain('ground-motion: found "boor-2014", expected akkar-2014, boore-2014');
    expect(said.err).toContain('(did you mean "boore-2014"?)');
  });

  it('names the distances and regions that a model has', () => {
    const table = 'mag,rjb,rrup\n6,10,10\n';
    const err = (model: string, options: { distance?: string; region?: string }): string => {
      const said = run(model, table, options);
      expect(said).toMatchObject({ code: 2, out: '' });
      return said.err;
    };
    expect(err('boore-2014', { distance: 'rrup' })).toBe(
      '--distance: found "rrup", expected rjb, which boore-2014 has\n',
    );
    expect(err('akkar-2014', { distance: 'rrup' })).toContain('expected rjb, repi or rhyp, which akkar-2014 has');
    expect(err('boore-2014', { region: 'higq' })).toContain('expected global, highq or lowq (did you mean "highq"?)');
    expect(err('akkar-2014', { region: 'global' })).toContain('akkar-2014 has no regions');
  });

  it('names the columns that are needed', () => {
    const said = run('akkar-2014', 'id,m,rrup\n1,6,10\n');
    expect(said).toMatchObject({ code: 2, out: '' });
    expect(said.err).toBe(
      't.csv:1:1 found no column mag and no column rjb, repi or rhyp, expected columns mag and rjb, repi or rhyp, which akkar-2014 needs\n',
    );
    expect(run('akkar-2014', 'mag,rjb\n6,10\n', { distance: 'rhyp' }).err).toContain(
      'found no column rhyp, expected columns mag and rhyp',
    );
    expect(run('chiou-youngs-2014', 'mag,rjb\n6,10\n').err).toContain('expected columns mag and rrup');
  });

  it('tells every bad cell at its place, all at once, and prints nothing', () => {
    const said = run(
      'boore-2014',
      [
        'note,Mag,rjb,vs30,rake,vs30measured,region',
        'good,6,10,760,90,1,global',
        'x,six,-1,0,270,maybe,higq',
        '"two',
        'lines, quoted", ,  ,760',
        'x,6,10,760,90,1,global,7',
        'x,6,NaN,1e999,0x10',
      ].join('\n'),
    );
    expect(said).toMatchObject({ code: 2, out: '' });
    expect(said.err.trimEnd().split('\n')).toEqual([
      't.csv:3:3 Mag: found "six", expected a magnitude, 0 to 10',
      't.csv:3:7 rjb: found "-1", expected a distance in km, 0 to 20040',
      't.csv:3:10 vs30: found "0", expected a velocity in m/s, 10 to 5000',
      't.csv:3:12 rake: found "270", expected a rake in degrees, -180 to 180',
      't.csv:3:16 vs30measured: found "maybe", expected 1, 0, true or false',
      't.csv:3:22 region: found "higq", expected global, highq or lowq (did you mean "highq"?)',
      't.csv:5:17 Mag: found nothing, expected a magnitude',
      't.csv:5:20 rjb: found nothing, expected a distance in km',
      't.csv:6:24 found 8 fields, expected 7, one for each column of the heading',
      't.csv:7:5 rjb: found "NaN", expected a distance in km, 0 to 20040',
      't.csv:7:9 vs30: found "1e999", expected a velocity in m/s, 10 to 5000',
      't.csv:7:15 rake: found "0x10", expected a rake in degrees, -180 to 180',
    ]);
  });

  it('refuses a region of a name that every object has', () => {
    expect(run('boore-2014', 'mag,rjb,region\n6,10,constructor\n').err).toContain('expected global, highq or lowq');
  });

  it('asks for the Rjb of a site above a dipping plane', () => {
    const said = run('chiou-youngs-2014', 'mag,rrup,rjb,rx,dip\n6,10,,5,45\n6,10,,-5,45\n6,10,,5,90\n');
    expect(said.code).toBe(2);
    expect(said.err).toBe(
      't.csv:2:6 rjb: found nothing, expected a distance in km, which a site above the plane (rx of 0 or more) needs\n',
    );
  });

  it('refuses what is no table', () => {
    expect(run('boore-2014', '').err).toContain('t.csv:1:1 found an empty table');
    expect(run('boore-2014', 'mag,rjb\n6,"10\n').err).toContain('CSV that cannot be read');
    expect(run('boore-2014', 'mag,rjb,Mag\n6,10,6\n').err).toContain('t.csv:1:9 Mag: found this column again');
    const said = runFile('boore-2014', '/nowhere/at/all.csv');
    expect(said).toMatchObject({ code: 2, out: '' });
    expect(said.err).toContain('t.csv:1:1 found no file t.csv');
  });
});

describe('warnings', () => {
  it('tells once of each column outside the stated range, and computes all the same', () => {
    const said = run('akkar-2014', 'mag,rhyp,vs30\n9,10,760\n3,500,100\n6,10,760\n,,\n');
    expect(said.code).toBe(0);
    expect(records(said.out).length).toBe(4);
    const by = 'expected values in the stated range of akkar-2014 (Akkar, Sandıkkaya & Bommer (2014)';
    expect(said.err.trimEnd().split('\n')).toEqual([
      expect.stringContaining(`t.csv:1:1 warning: mag: found 2 of 3 rows outside 4 to 8, ${by}`),
      expect.stringContaining(`t.csv:1:5 warning: rhyp: found 1 of 3 rows outside 0 to 200 km, ${by}`),
      expect.stringContaining(`t.csv:1:10 warning: vs30: found 1 of 3 rows outside 150 to 1200 m/s, ${by}`),
    ]);
  });

  it('tells of deep ruptures where only the surface projection is known', () => {
    expect(run('boore-2014', 'mag,rjb,ztor\n6,10,30\n6,10,5\n').err).toContain(
      'warning: ztor: found 1 of 2 rows from 25 km down',
    );
    expect(run('akkar-2014', 'mag,rhyp,ztor\n6,40,30\n').err).toBe('');
  });

  it('tells of columns that look like a slip or like a result', () => {
    const said = run('boore-2014', 'mag,rjb,vs_30,PGA\n6,10,300,0.1\n');
    expect(said.code).toBe(0);
    expect(said.err).toContain('vs_30: found a column that is passed through');
    expect(said.err).toContain('(did you mean "vs30"?)');
    expect(said.err).toContain('PGA: found a column with the name of a result');
    expect(said.out.split('\n')[0]).toBe(`mag,rjb,vs_30,PGA,${RESULTS}`);
  });
});
