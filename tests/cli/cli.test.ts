/** The commands as a person meets them: what they print, where, and how they end. */
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonSchema, schemaNames } from '../../src/cli/schema.ts';
import { ROOT } from '../worlds.ts';
import { folderOf, newFolder, type Said, simAlone, simIn } from './sim.ts';

const SHARED = join(ROOT, '../shared/data');

const sim = simIn(ROOT);

describe('sim run', () => {
  const out = newFolder();
  const RUN = ['run', 'scenarios/quake.yaml', '--replications', '60'];
  const run = (...more: string[]): Promise<Said> => sim(...RUN, '--out', out, ...more);

  it('prints the table, keeps the results, and tells where they are', async () => {
    const said = await run();
    expect(said.code).toBe(0);
    expect(said.out).toContain('A shallow Mw 7 earthquake near Shamakhi');
    expect(said.out).toMatch(/lost user-hours +against siloed, on the same damage/);
    for (const name of ['siloed', 'cmg-core', 'cmg-regional', 'oracle-bound'])
      expect(said.out).toMatch(new RegExp(`^${name} +[\\d.]+ million \\[`, 'm'));
    const folder = /results in (.*)$/m.exec(said.err)?.[1] ?? '';
    expect(readdirSync(folder).sort()).toEqual([
      'manifest.json',
      'outcomes.parquet',
      'recovery-curve.csv',
      'recovery-curve.svg',
      'run.json',
    ]);
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      format: 'resplice.results/1',
      version: '0.1.0',
      node: process.version,
      replications: 60,
    });
    expect(Object.keys(manifest.inputs as object)).toContain('topologies/azerbaijan-caspian.yaml');
    expect(manifest.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });

  it('prints the same document on one thread and on two, and on a second run', async () => {
    const one = await run('--json', '--threads', '1');
    const two = await simAlone(ROOT, ...RUN, '--out', out, '--json', '--threads', '2');
    expect(one.out).toBe(two.out);
    expect((await run('--json', '--threads', '2')).out).toBe(one.out);
    const document = JSON.parse(one.out) as { protocols: Record<string, Record<string, { mean: number }>> };
    expect(document).toMatchObject({
      format: 'resplice.run/1',
      scenario: 'quake',
      replications: 60,
      topology: { sites: 115, links: 149 },
    });
    expect(document.protocols['cmg-core'].lostUserHours.mean).toBeLessThan(
      document.protocols.siloed.lostUserHours.mean,
    );
  });

  it('takes protocols and seed from the command line', async () => {
    const document = JSON.parse((await run('--json', '--protocol', 'cmg-core', '--seed', 'abc')).out) as {
      seed: string;
      protocols: object;
    };
    expect(document.seed).toBe('abc');
    expect(Object.keys(document.protocols)).toEqual(['cmg-core']);
  });

  it('runs every shipped scenario', async () => {
    for (const file of readdirSync(join(ROOT, 'scenarios')).filter(
      (name) => name.endsWith('.yaml') && !name.startsWith('any-'),
    )) {
      const said = await sim(
        'run',
        `scenarios/${file}`,
        '--replications',
        '2',
        '--threads',
        '1',
        '--out',
        out,
        '--json',
      );
      expect(`${file} ${said.code} ${said.err}`).toMatch(/^\S+ 0 /);
    }
  });

  it.runIf(existsSync(SHARED))('shakes any backbone: Grena and CORONET Global', async () => {
    for (const [file, epicentre] of [
      ['topology-zoo/Grena.graphml', '41.7,44.8'],
      ['net2plan/coronetGlobal_N100_E272.n2p', '35.7,139.7'],
    ]) {
      const said = await sim(
        'run',
        'scenarios/any-backbone-quake.yaml',
        '--topology',
        join(SHARED, file),
        '--epicentre',
        epicentre,
        '--replications',
        '20',
        '--out',
        out,
        '--json',
      );
      expect(said.code).toBe(0);
      expect((JSON.parse(said.out) as { meanFaults: number }).meanFaults).toBeGreaterThan(0.5);
    }
  });

  it('says what is missing when any-backbone-quake is given no backbone', async () => {
    const said = await sim('run', 'scenarios/any-backbone-quake.yaml');
    expect(said.code).toBe(2);
    expect(said.err).toMatch(/topology: found nothing, expected text/);
    expect(said.err).toMatch(/epicentre: found nothing/);
  });
});

describe('the replay of 16 November 2015', () => {
  it('loses what was measured: 78 to 94 % of the country, for 7 to 8 hours', async () => {
    const said = await sim('run', 'scenarios/delta-telecom-2015.yaml', '--json', '--out', newFolder());
    const document = JSON.parse(said.out) as {
      protocols: Record<string, Record<string, { mean: number; median: number }>>;
    };
    const { populationCutOffPeak, timeTo95Hours } = document.protocols.siloed;
    expect(populationCutOffPeak.mean).toBeGreaterThanOrEqual(0.78);
    expect(populationCutOffPeak.mean).toBeLessThanOrEqual(0.94);
    expect(timeTo95Hours.median).toBeGreaterThanOrEqual(7);
    expect(timeTo95Hours.median).toBeLessThanOrEqual(8);
  });
});

describe('sim explain', () => {
  it("tells the ship's story of the cut cable", async () => {
    const said = await sim('explain', 'scenarios/cable-cut.yaml', '--protocol', 'cmg-core', '--replication', '3');
    expect(said.code).toBe(0);
    const order = [
      'is cut at km',
      'located from the shore',
      'is mobilised',
      'are loaded',
      'sails to the break',
      'permit',
      'window of good weather',
      'spliced',
      'in service again',
    ];
    let at = 0;
    for (const words of order) {
      const found = said.out.indexOf(words, at);
      expect(found, words).toBeGreaterThan(0);
      at = found;
    }
  });
});

describe('sim check, list and topology check', () => {
  it('check tells what is assumed, in full', async () => {
    const said = await sim('check', 'scenarios/quake.yaml');
    expect(said.code).toBe(0);
    expect(said.out).toContain('marine.weather.window');
    expect(said.out).toMatch(/median intensity \(MMI, Allen et al\. 2012\): Shamakhi 7\.\d/);
    expect(said.out).toContain('sumgayit--aktau is planned; this scenario takes it as in service');
  });
  it.each([
    ['hazards', 'earthquake'],
    ['protocols', 'cmg-core'],
    ['metrics', 'lostUserHours'],
    ['topologies', 'azerbaijan-caspian'],
    ['policies', 'most-people'],
    ['formats', 'graphml'],
  ])('list %s names %s', async (what, name) => {
    expect((await sim('list', what)).out).toContain(name);
    expect(
      (JSON.parse((await sim('list', what, '--json')).out) as { name: string }[]).map((entry) => entry.name),
    ).toContain(name);
  });
  it('list tells the nearest of what it knows', async () => {
    const said = await sim('list', 'hazard');
    expect([said.code, said.err]).toEqual([2, expect.stringContaining('did you mean "hazards"?')]);
  });
  it('counts the home backbone', async () => {
    const record = JSON.parse(
      (await sim('topology', 'check', 'topologies/azerbaijan-caspian.yaml', '--json')).out,
    ) as Record<string, unknown>;
    expect(record).toMatchObject({
      format: 'resplice.topology-check/1',
      name: 'azerbaijan-caspian',
      sites: 115,
      plannedLinks: 4,
      problems: [],
    });
    expect((await sim('topology', 'check', 'topologies/digital-silk-road.yaml')).out).toMatch(/components +1\n/);
  });
  it.each(schemaNames)('docs/schema/%s.json is what sim schema prints', (name) => {
    expect(JSON.parse(readFileSync(join(ROOT, `docs/schema/${name}.json`), 'utf8'))).toEqual(jsonSchema(name));
  });
  it('schema knows three kinds of file', async () => {
    expect((await sim('schema', 'scenario')).out).toContain('"repairVessel"');
    expect((await sim('schema', 'crew')).code).toBe(2);
  });
});

describe('bad input', () => {
  const out = newFolder();
  const refused = async (file: string, ...more: string[]): Promise<string> => {
    const said = await sim('run', file, '--out', out, ...more);
    expect(said.code).toBe(2);
    expect(said.out).toBe('');
    expect(readdirSync(out)).toEqual([]);
    return said.err;
  };

  it('five mistakes are five lines, each with its place', async () => {
    const folder = folderOf({
      'five.yaml': readFileSync(join(ROOT, 'scenarios/quake.yaml'), 'utf8')
        .replace('../topologies', join(ROOT, 'topologies'))
        .replace('repairVessel: converted', 'repairVessel: convertd')
        .replace('horizon: 60d', 'horizon: 60')
        .replace('magnitude: 7.0', 'magnitude: 11')
        .replace('rake: 90', 'rakes: 90')
        .replace('replications: 200', 'replications: many'),
    });
    const lines = (await refused(join(folder, 'five.yaml'))).trim().split('\n');
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(line).toMatch(/five\.yaml:\d+:\d+ .*found .*, expected /);
  });

  it('an alias bomb, a folder, a missing file, a circle, no sites, bytes that are no text', async () => {
    const bomb = Array.from(
      { length: 9 },
      (_, k) =>
        `l${k}: &l${k} [${Array(9)
          .fill(k === 0 ? 'lol' : `*l${k - 1}`)
          .join(', ')}]`,
    ).join('\n');
    const folder = folderOf({
      'bomb.yaml': bomb,
      'a.yaml': 'extends: b.yaml',
      'b.yaml': 'extends: a.yaml',
      'empty.yaml': 'name: e\nsites: []\nlinks: []\n',
    });
    writeFileSync(join(folder, 'bytes.yaml'), Buffer.from([0xff, 0xfe, 0x00, 0xc3]));
    expect(await refused(join(folder, 'bomb.yaml'))).toContain('aliases that cannot be resolved');
    expect(await refused(folder)).toContain('found a folder');
    expect(await refused('scenarios/quak.yaml')).toContain('did you mean scenarios/quake.yaml?');
    expect(await refused(join(folder, 'a.yaml'))).toContain('a circle');
    expect(await refused(join(folder, 'bytes.yaml'))).toContain('no UTF-8');
    expect(await refused('scenarios/quake.yaml', '--topology', join(folder, 'empty.yaml'))).toContain('found no site');
    expect(await refused('scenarios/quake.yaml', '--topology', join(folder, 'a.xyz'))).toContain('no file');
  });

  it('a file of 100 MB is refused unread', async () => {
    const folder = folderOf({ 'huge.yaml': '' });
    truncateSync(join(folder, 'huge.yaml'), 100 * 2 ** 20);
    expect(await refused(join(folder, 'huge.yaml'))).toContain('of 100 MiB, expected a file of at most 32 MiB');
  });

  it('options that are no numbers, commands that are none', async () => {
    for (const args of [
      ['run', 'scenarios/quake.yaml', '--replications', '-3'],
      ['run', 'scenarios/quake.yaml', '--threads', 'two'],
      ['run', 'scenarios/quake.yaml', '--protocol', 'a,,b'],
      ['run', 'scenarios/quake.yaml', '--epicentre', '95,10'],
      ['explain', 'scenarios/quake.yaml'],
      ['rum'],
      ['topology', 'check', 'nowhere.yaml'],
    ]) {
      const said = await sim(...args);
      expect(`${args.join(' ')}: ${said.code}`).toBe(`${args.join(' ')}: 2`);
    }
    expect((await sim('rum')).err).toContain('Did you mean run?');
  });

  it('a results folder that cannot be written is told without a stack', async () => {
    const folder = folderOf({ taken: '' });
    const said = await sim('run', 'scenarios/cable-cut.yaml', '--replications', '1', '--out', join(folder, 'taken'));
    expect([said.code, said.err]).toEqual([2, expect.stringContaining('the results cannot be written')]);
  });
});
