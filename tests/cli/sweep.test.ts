/** `sim sweep`, `sim merge` and `sim query` as a person meets them, and as a machine that is killed does. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { progressTo } from '../../src/cli/progress.ts';
import { shardOf } from '../../src/cli/shard.ts';
import { queried } from '../../src/results/outcome-query.ts';
import { PLAIN_PROTOCOL, ROOT, scenarioText, TWO_SITES } from '../worlds.ts';
import { DIST, newFolder, type Said, saidBy, simAlone, simIn } from './sim.ts';

/** A folder with a small scenario and the file of a sweep of it, 40 chunks. */
function small(): string {
  const folder = newFolder();
  mkdirSync(join(folder, 'protocols'));
  const hazard = { 'cable-cut': { link: 'hub--a', at: '4h' } };
  const stages = { repairLink: { buried: { lognormal: ['12h', 0.8] } } };
  writeFileSync(
    join(folder, 'scenario.yaml'),
    scenarioText({ name: 'small', hazards: [hazard], stages, protocols: ['plain', 'siloed'], horizon: '10d' }),
  );
  writeFileSync(join(folder, 'net.yaml'), TWO_SITES);
  writeFileSync(join(folder, 'protocols/plain.yaml'), PLAIN_PROTOCOL);
  writeFileSync(
    join(folder, 'sweep.yaml'),
    'scenario: scenario.yaml\nseeds: 1..600\nvary:\n  horizon: [1d, 2d]\n  crews[0].count: 1:2:1\nchunk: 60\n',
  );
  return folder;
}

const folder = small();
const SWEEP = ['sweep', 'sweep.yaml', '--threads', '1'];

const sim = simIn(folder);

/** The folder that a sweep told. */
const kept = ({ err }: Said): string => join(folder, /results in (.*)$/m.exec(err)?.[1] ?? 'nowhere');

/** Every file below a folder, by its path. */
const bytesOf = (below: string): Record<string, string> =>
  Object.fromEntries(
    (
      readdirSync(below, { recursive: true, withFileTypes: true }) as {
        isFile(): boolean;
        name: string;
        parentPath: string;
      }[]
    )
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'))
      .map((entry) => [
        join(entry.parentPath, entry.name).slice(below.length),
        readFileSync(join(entry.parentPath, entry.name), 'hex'),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const whole = await simAlone(folder, ...SWEEP, '--out', 'whole');
const wanted = bytesOf(kept(whole));

/** The chunks that are there so far. */
function chunksIn(out: string): string[] {
  if (!existsSync(join(folder, out))) return [];
  return (readdirSync(join(folder, out), { recursive: true }) as string[]).filter((name) => name.endsWith('.parquet'));
}

/** Starts a sweep and waits until some chunks are there. */
async function begun(out: string, chunks: number, ...more: string[]): Promise<ChildProcess & { told: () => string }> {
  const child = spawn(process.execPath, [DIST, ...SWEEP, '--out', out, ...more], { cwd: folder });
  let err = '';
  child.stderr.on('data', (text) => {
    err += text;
  });
  while (chunksIn(out).length < chunks && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 2));
  return Object.assign(child, { told: () => err });
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.on('exit', (code) => resolve(code));
  });

describe('sim sweep', () => {
  it('prints a row for each point and protocol, and keeps chunks, hashes and summary', () => {
    expect(whole.code, whole.err).toBe(0);
    expect(whole.out).toContain('small: 4 points, 600 replications at each (seeds 1 to 600)');
    expect(whole.out).toMatch(/^horizon +crews\[0\]\.count +protocol .*\n1d +1 +plain .*\n +siloed /m);
    expect(Object.keys(wanted)).toHaveLength(43);
    expect(Object.keys(wanted)).toContain('/chunks/p00003-r0000000540.parquet');
    const summary = JSON.parse(Buffer.from(wanted['/summary.json'], 'hex').toString()) as {
      points: { settings: object; protocols: Record<string, { lostUserHours: { n: number; mean: number } }> }[];
    };
    expect(summary.points.map(({ settings }) => settings)).toEqual([
      { horizon: '1d', 'crews[0].count': 1 },
      { horizon: '1d', 'crews[0].count': 2 },
      { horizon: '2d', 'crews[0].count': 1 },
      { horizon: '2d', 'crews[0].count': 2 },
    ]);
    expect(summary.points[2].protocols.plain.lostUserHours.n).toBe(600);
    expect(summary.points[2].protocols.plain.lostUserHours.mean).toBeGreaterThan(
      summary.points[0].protocols.plain.lostUserHours.mean,
    );
  });

  it('gives the same bytes in shards, merged', async () => {
    for (const shard of ['2/3', '0/3', '1/3']) {
      const threads = shard === '0/3' ? '2' : '1';
      const said = await sim(
        'sweep',
        'sweep.yaml',
        '--threads',
        threads,
        '--shard',
        shard,
        '--out',
        `shard-${shard[0]}`,
      );
      expect(said.code).toBe(0);
      expect(said.err).toContain('sim merge DIR --out DIR');
    }
    const early = await sim('merge', 'shard-0', 'shard-2', '--out', 'merged');
    expect(early.code).toBe(1);
    expect(early.err).toContain('13 of 40 chunks are missing: 1, 4, 7, 10,');
    expect(early.err).toContain('  sim sweep sweep.yaml --out merged --resume');
    const merged = await sim('merge', 'shard-0', 'shard-1', 'shard-2', '--out', 'merged');
    expect(merged.code).toBe(0);
    expect(merged.out).toBe(whole.out);
    expect(bytesOf(kept(merged))).toEqual(wanted);
  });

  it('takes shards into one folder, and the last one ends it', async () => {
    for (const shard of ['0/2', '1/2']) await sim(...SWEEP, '--shard', shard, '--out', 'shared', '--resume');
    expect(bytesOf(join(folder, 'shared'))).toEqual(bytesOf(join(folder, 'whole')));
  });

  it.each([1, 2])('goes on after it is killed at any moment: the same bytes (%i)', async (turn) => {
    const out = `killed-${turn}`;
    const child = await begun(out, 1 + Math.floor(Math.random() * 25));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    child.kill('SIGKILL');
    await ended(child);
    const there = chunksIn(out).length;
    const said = await sim(...SWEEP, '--out', out, '--resume');
    expect(said.code, said.err).toBe(0);
    expect(said.err).toContain(`${there} of 40 chunks are there and whole`);
    expect(bytesOf(kept(said))).toEqual(wanted);
  });

  it('takes two who do the same work into one folder', async () => {
    const both = await Promise.all([begun('both', 0), begun('both', 0)]);
    expect(await Promise.all(both.map(ended))).toEqual([0, 0]);
    expect(bytesOf(join(folder, 'both'))).toEqual(bytesOf(join(folder, 'whole')));
  });

  // A person's Ctrl-C; what Slurm and Kubernetes send before they kill.
  it.each([
    { signal: 'SIGINT', code: 130 },
    { signal: 'SIGTERM', code: 143 },
  ] as const)('keeps what is done on $signal, and says how to go on', async ({ signal, code }) => {
    const out = `stopped-${code}`;
    const child = await begun(out, 3);
    child.kill(signal);
    expect(await ended(child)).toBe(code);
    const [, count, goOn] =
      /interrupted: (\d+) of 40 chunks are kept in .*; to go on:\n {2}(.*)$/m.exec(child.told()) ?? [];
    expect(Number(count)).toBe(chunksIn(out).length);
    expect(goOn).toBe(`sim sweep sweep.yaml --threads 1 --out ${out} --resume`);
    expect(bytesOf(kept(await sim(...goOn.split(' ').slice(1))))).toEqual(wanted);
  });

  it('runs again what is cut short or foreign, and says so', async () => {
    cpSync(join(folder, 'whole'), join(folder, 'torn'), { recursive: true });
    const chunks = chunksIn('torn').sort();
    truncateSync(join(folder, 'torn', chunks[3]), 1000);
    copyFileSync(join(folder, 'torn', chunks[9]), join(folder, 'torn', chunks[12]));
    appendFileSync(join(folder, 'torn', chunks[20]), 'x');
    rmSync(join(folder, 'torn', chunks[30]));
    const said = await sim(...SWEEP, '--out', 'torn', '--resume');
    expect(said.err).toContain(`torn/${chunks[3]} is run again: it is cut short or no Parquet file (1000 bytes)`);
    expect(said.err).toContain(`torn/${chunks[12]} is run again: it holds 60 replications from 540 of point 0`);
    expect(said.err).toContain(`torn/${chunks[20]} is run again: it is cut short`);
    expect(said.err).toContain('36 of 40 chunks are there and whole');
    expect(bytesOf(kept(said))).toEqual(wanted);
  });

  it('takes the points of a file, which name themselves where they are wrong', async () => {
    writeFileSync(join(folder, 'points.csv'), 'horizon,crews[0].count\n1d,1\n1d,2\n2d,1\n2d,2\n');
    const words = ['--seeds', '1..600', '--chunk', '60', '--threads', '1', '--out', 'listed'];
    const said = await sim('sweep', 'scenario.yaml', '--design', 'points.csv', ...words);
    expect(said.code, said.err).toBe(0);
    // All but what was typed, which the manifest tells.
    const { '/sweep.json': _own, ...own } = bytesOf(kept(said));
    const { '/sweep.json': _other, ...other } = wanted;
    expect(Object.keys(own).length).toBeGreaterThan(40);
    expect(own).toEqual(other);
    writeFileSync(
      join(folder, 'by-file.yaml'),
      'scenario: scenario.yaml\nseeds: 1..600\nchunk: 60\ndesign: points.csv\n',
    );
    const again = await sim('sweep', 'by-file.yaml', '--out', 'listed', '--resume');
    expect(again.code, again.err).toBe(0);
    expect(again.err).toContain('40 of 40 chunks are there and whole');
    writeFileSync(join(folder, 'points.csv'), 'horizon,crews[0].counts\n1d,1\nsoon,2\n');
    const wrong = await sim('sweep', 'scenario.yaml', '--design', 'points.csv', ...words);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toMatch(/^points\.csv:1:1 horizon: found "soon", expected a duration/m);
    expect(wrong.err).toMatch(/^points\.csv:1:9 crews\[0\]: found unknown key "counts".*did you mean "count"/m);
    const none = await sim('sweep', 'scenario.yaml', '--design', 'nowhere.csv', ...words);
    expect(none.code).toBe(2);
    expect(none.err).toBe('nowhere.csv:1:1 found no file nowhere.csv, expected a file that is there\n');
  });

  it('does not go on with a changed scenario', async () => {
    const text = readFileSync(join(folder, 'net.yaml'), 'utf8');
    writeFileSync(join(folder, 'net.yaml'), text.replace('population: 1000', 'population: 1001'));
    const said = await sim(...SWEEP, '--out', 'whole', '--resume');
    writeFileSync(join(folder, 'net.yaml'), text);
    expect(said.code).toBe(2);
    expect(said.err).toContain('was begun with something else: net.yaml has changed');
    const other = await sim(...SWEEP, '--out', 'whole', '--resume', '--chunk', '30');
    expect(other.code).toBe(2);
    expect(other.err).toContain('chunks were of 60 replications, and are of 30');
    expect(readdirSync(join(folder, 'whole/small'))).toHaveLength(1);
  });

  it('ends with a sentence on a full disk, and goes on when there is room', async () => {
    if (spawnSync('unshare', ['-rm', 'true']).status !== 0) return;
    const [disk, copy] = [newFolder(), newFolder()];
    const script = `mount -t tmpfs -o size=300k tmpfs ${disk} || exit 99; "$@"; code=$?; cp -r ${disk}/. ${copy}; exit $code`;
    const command = [process.execPath, DIST, ...SWEEP, '--out', disk];
    const { code, err } = await saidBy('unshare', ['-rm', 'sh', '-c', script, 'sh', ...command], { cwd: folder });
    if (code === 99) return;
    expect(code, err).toBe(2);
    const count = Number(/the disk is full: (\d+) of 40 chunks are kept/.exec(err)?.[1]);
    expect(count).toBeGreaterThan(0);
    const names = readdirSync(copy, { recursive: true }) as string[];
    expect(names.filter((name) => name.endsWith('.parquet'))).toHaveLength(count);
    expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const said = await sim(...SWEEP, '--out', copy, '--resume');
    expect(said.err).toContain(`${count} of 40 chunks are there and whole`);
    expect(bytesOf(copy)).toEqual(bytesOf(join(folder, 'whole')));
  });

  it('says of one point without seeds what a run says', async () => {
    const run = await sim('run', 'scenario.yaml', '--replications', '70', '--out', 'runs', '--json', '--threads', '1');
    const swept = await sim(
      'sweep',
      'scenario.yaml',
      '--replications',
      '70',
      '--out',
      'runs',
      '--json',
      '--threads',
      '1',
    );
    const one = JSON.parse(run.out) as { protocols: Record<string, Record<string, Record<string, unknown>>> };
    const other = JSON.parse(swept.out) as { points: (typeof one)[] };
    const cell = (document: typeof one) => document.protocols.siloed.lostUserHours;
    const { mean, ci95, p95, censoredShare, n } = cell(one);
    expect(cell(other.points[0])).toMatchObject({ mean, ci95, p95, censoredShare, n });
  });

  it('tells all that is wrong once, at its line, before anything is run', async () => {
    writeFileSync(
      join(folder, 'wrong.yaml'),
      'scenario: scenario.yaml\nseeds: 1..600\nvary:\n  horizon: [1d, 2d, 3x]\n  crews[0].counts: 1:3:1\n  crews[7].count: [1]\n',
    );
    const said = await sim('sweep', 'wrong.yaml', '--out', 'wrong');
    expect(said.code).toBe(2);
    expect(said.err.split('\n').filter((line) => line.startsWith('wrong.yaml'))).toEqual([
      expect.stringMatching(/^wrong\.yaml:4:3 horizon: found "3x", expected a duration/),
      expect.stringMatching(/^wrong\.yaml:5:3 crews\[0\]: found unknown key "counts", .*did you mean "count"/),
      expect.stringMatching(/^wrong\.yaml:6:3 crews\[7\]\.count: found crews\[7\], expected crews\[0\] to \[0\]$/),
    ]);
    expect(existsSync(join(folder, 'wrong'))).toBe(false);
    for (const [wrong, sentence] of [
      [['--vary', 'horizon'], '--vary: found "horizon", without "="'],
      [['--metrics', 'lostUserHour'], '(did you mean "lostUserHours"?)'],
      [['--seed', '3'], '--seed: found 3 beside seeds'],
    ] as const) {
      const one = await sim('sweep', 'sweep.yaml', '--out', 'wrong', ...wrong);
      expect(one.code).toBe(2);
      expect(one.err).toContain(sentence);
    }
    expect((await sim('merge', 'protocols')).err).toContain('no sweep in protocols');
  });
});

describe('a shard', () => {
  it('is told by what started the machine', () => {
    expect(shardOf('2/8', {})).toEqual({ place: 2, of: 8 });
    const slurm = { SLURM_ARRAY_TASK_ID: '7', SLURM_ARRAY_TASK_MIN: '5', SLURM_ARRAY_TASK_COUNT: '4' };
    expect(shardOf('auto', slurm)).toEqual({ place: 2, of: 4 });
    expect(shardOf('auto', { JOB_COMPLETION_INDEX: '0', JOB_COMPLETIONS: '3' })).toEqual({ place: 0, of: 3 });
    expect(shardOf('auto', { CI_NODE_INDEX: '3', CI_NODE_TOTAL: '3' })).toEqual({ place: 2, of: 3 });
    expect(() => shardOf('3/3', {})).toThrow('exit 2');
    for (const wrong of [{}, { CI_NODE_INDEX: '0', CI_NODE_TOTAL: '3' }, { JOB_COMPLETION_INDEX: '3' }])
      expect(() => shardOf('auto', wrong)).toThrow('exit 2');
  });
});

describe('progress with a clock', () => {
  it('tells the pace and the time left, of what was done since it began', () => {
    let now = 0;
    let text = '';
    const sink = {
      isTTY: false,
      write: (more: string) => {
        text += more;
      },
    };
    const progress = progressTo(sink, 10_000, 5000, () => now);
    now = 10;
    progress.done(6000);
    now = 61;
    progress.done(6100);
    now = 70;
    progress.done(7500);
    progress.done(10_000);
    expect(text).toBe(
      '6100 of 10000 replications, 18 a second, 3 min 37 s left\n7500 of 10000 replications, 36 a second, 1 min 10 s left\n10000 of 10000 replications, 71 a second\n',
    );
  });
});

describe('sim query', () => {
  const hasDuckDb = ((): boolean => {
    try {
      createRequire(import.meta.url).resolve('@duckdb/node-api');
      return true;
    } catch {
      return false;
    }
  })();

  it.skipIf(hasDuckDb)('says what to install', async () => {
    const said = await sim('query', kept(whole), 'select 1');
    expect(said.code).toBe(2);
    expect(said.err).toContain('the package @duckdb/node-api is not installed: npm install @duckdb/node-api');
  });

  it.skipIf(!hasDuckDb)('answers over all chunks, and over a run', async () => {
    const sql =
      "select horizon, count(*) n, avg(lostUserHours) loss from outcomes where protocol = 'plain' group by all order by 1";
    const rows = JSON.parse((await sim('query', kept(whole), sql, '--format', 'json')).out) as {
      n: number;
      horizon: string;
    }[];
    expect(rows.map(({ horizon, n }) => [horizon, n])).toEqual([
      ['1d', 1200],
      ['2d', 1200],
    ]);
    const csv = await sim(
      'query',
      kept(whole),
      'select seed, replication from outcomes order by 1 limit 1',
      '--format',
      'csv',
    );
    expect(csv.out).toBe('seed,replication\n1,0\n');
    const run = await sim('run', 'scenario.yaml', '--replications', '5', '--out', 'runs', '--threads', '1');
    expect((await sim('query', kept(run), 'select count(*) n from outcomes')).out).toBe('n\n10\n');
  });

  it
    .skipIf(!hasDuckDb)
    .each([
      `copy (select 1) to '${folder}/stolen.csv'`,
      "select * from read_csv('/etc/passwd')",
      'drop view outcomes',
      'select 1; select 2',
      'selct 1',
    ])('does not answer %s', async (sql) => {
    await expect(queried(kept(whole), sql)).rejects.toThrow(/no SELECT|Permission Error|2 statements|syntax error/);
    expect(existsSync(join(folder, 'stolen.csv'))).toBe(false);
  });

  it('says what a folder lacks', async () => {
    const said = await sim('query', 'protocols', 'select 1');
    expect(said.code).toBe(2);
    expect(said.err).toContain('protocols holds no outcomes');
  });
});

describe('the shipped sweep', () => {
  it('runs', async () => {
    const file = join(ROOT, 'scenarios/sweeps/magnitude-and-place.yaml');
    const said = await sim(
      'sweep',
      file,
      '--seeds',
      '1..2',
      '--vary',
      'hazards[0].epicentre[1]=49',
      '--out',
      'shipped',
      '--threads',
      '1',
    );
    expect(said.code, said.err).toBe(0);
    expect(said.out).toContain('quake: 4 points, 2 replications at each (seeds 1 to 2)');
  });
});
