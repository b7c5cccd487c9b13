import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outcomesFor } from '../../src/experiment/run.ts';
import { summaries } from '../../src/experiment/statistics.ts';
import { chunkAt, chunkCount, type SweepPlan } from '../../src/experiment/sweep-plan.ts';
import { PointRunner } from '../../src/experiment/sweep-run.ts';
import { passesOf } from '../../src/experiment/sweep-summary.ts';
import { chunkFault, encodeChunk, readColumns } from '../../src/results/chunk.ts';
import { readRun } from '../../src/results/run-reading.ts';
import { sweepCells } from '../../src/results/sweep-reading.ts';
import {
  chunkPath,
  chunkState,
  openSweep,
  readManifest,
  type SweepManifest,
  sealSweep,
  sweepKey,
  sweepsAt,
  takeChunk,
  writeChunk,
  writeWhole,
} from '../../src/results/sweep-store.ts';
import { compiledFrom, ran } from '../worlds.ts';

const { model } = compiledFrom({
  horizon: '20h',
  watch: ['hub--a'],
  protocols: ['plain', 'siloed'],
  hazards: [{ 'cable-cut': { link: 'hub--a', at: '4h' } }],
  stages: { repairLink: { buried: { lognormal: ['12h', 0.8] } } },
});
const plan: SweepPlan = {
  factors: ['horizon', 'x', 'isOn'],
  points: [['20h', 0.5, true]],
  seeds: { first: 1, count: 1 },
  replications: 50,
  chunk: 16,
};
const runner = new PointRunner(model);
const chunks = Array.from({ length: chunkCount(plan) }, (_, index) => chunkAt(plan, index));
const files = chunks.map((chunk) => encodeChunk('key', plan, chunk, runner.run(plan, chunk)));
const manifest: SweepManifest = {
  format: 'resplice.sweep/1',
  version: '0',
  node: 'v0',
  name: 'test',
  key: 'key',
  command: [],
  plan,
  protocols: ['plain', 'siloed'],
  metrics: outcomesFor(model, 0, 0).metrics,
  horizonHours: [20],
  inputs: {},
  overrides: {},
  assumptions: [],
  warnings: [],
};

const newFolder = (): string => {
  const folder = join(mkdtempSync(join(tmpdir(), 'resplice-')), 'test', 'key');
  openSweep(folder, manifest);
  return folder;
};

describe('the file of a chunk', () => {
  it('has the same bytes each time, and is taken for no other', () => {
    const again = new PointRunner(model);
    expect(Buffer.compare(encodeChunk('key', plan, chunks[1], again.run(plan, chunks[1])), files[1])).toBe(0);
    expect(chunkFault(files[1], 'key', chunks[1], 2)).toBeUndefined();
    expect(chunkFault(files[1], 'other', chunks[1], 2)).toBe('it belongs to the sweep key');
    expect(chunkFault(files[1], 'key', chunks[2], 2)).toBe('it holds 16 replications from 16 of point 0');
    expect(chunkFault(files[1], 'key', chunks[1], 3)).toBe('it has 32 rows in place of 48');
  });

  it('is not believed when a byte of it is missing or changed', () => {
    const [bytes] = files;
    for (const length of [0, 4, 11, 100, bytes.length - 1])
      expect(chunkFault(bytes.subarray(0, length), 'key', chunks[0], 2)).toMatch(/cut short|no Parquet/);
    const columnsEnd = bytes.length - 8 - new DataView(bytes.buffer).getUint32(bytes.length - 8, true);
    for (let at = 4; at < columnsEnd; at += 97) {
      const changed = Uint8Array.from(bytes);
      changed[at] ^= 1;
      expect(chunkFault(changed, 'key', chunks[0], 2)).toBe('its columns are not those that were written');
    }
  });

  it('can be read back', async () => {
    const names = ['point', 'x', 'isOn', 'seed', 'replication', 'faults', 'timeTo100Hours', 'timeTo100HoursCensored'];
    const columns = await readColumns(files[1], names);
    const outcomes = ran({ model } as never, 50);
    const whole = outcomes.variants.map(
      ({ columns: all }) => all[outcomes.metrics.findIndex(({ name }) => name === 'timeTo100Hours')],
    );
    expect(columns.get('replication')?.slice(0, 16)).toEqual(Float64Array.from({ length: 16 }, (_, row) => 16 + row));
    expect([...(columns.get('x') ?? [])]).toEqual(Array(32).fill(0.5));
    expect([...(columns.get('isOn') ?? [])]).toEqual(Array(32).fill(1));
    expect([...(columns.get('seed') ?? [])]).toEqual(Array(32).fill(1));
    const censored = columns.get('timeTo100HoursCensored');
    const times = columns.get('timeTo100Hours');
    expect(censored).toContain(1);
    expect(censored).toContain(0);
    for (let row = 0; row < 32; row++) {
      const time = whole[row < 16 ? 0 : 1][16 + (row % 16)];
      expect(censored?.[row]).toBe(time === Number.POSITIVE_INFINITY ? 1 : 0);
      expect(times?.[row]).toBe(time === Number.POSITIVE_INFINITY ? 16 : time);
    }
  });
});

describe('the folder of a sweep', () => {
  it('knows what is there, what is not, and what cannot be trusted', () => {
    const folder = newFolder();
    for (const [index, bytes] of files.entries()) if (index !== 2) writeChunk(folder, chunks[index], bytes);
    expect(chunks.map((chunk) => chunkState(folder, manifest, chunk))).toEqual(['whole', 'whole', 'missing', 'whole']);
    truncateSync(chunkPath(folder, chunks[0]), 500);
    expect(chunkState(folder, manifest, chunks[0])).toEqual({
      fault: 'it is cut short or no Parquet file (500 bytes)',
    });
    writeChunk(folder, chunks[0], files[0]);
    writeChunk(folder, chunks[2], files[2]);
    const list = sealSweep(folder, manifest);
    expect(list.chunks.map(({ name }) => name)).toEqual(readdirSync(join(folder, 'chunks')));
    expect(list.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(sealSweep(folder, manifest)).toEqual(list);
    writeFileSync(chunkPath(folder, chunks[3]), 'foreign');
    expect(() => sealSweep(folder, manifest)).toThrow(/p00000-r0000000048\.parquet: it is cut short/);
  });

  it('is found, read, and its chunks are laid into another', () => {
    const folder = newFolder();
    expect(sweepsAt(join(folder, '..', '..'))).toEqual([folder]);
    expect(readManifest(folder)).toEqual(manifest);
    expect(() => readManifest(tmpdir())).toThrow(/holds no sweep/);
    writeFileSync(join(folder, 'sweep.json'), '{"format": "x"}');
    expect(() => readManifest(folder)).toThrow('has the format "x"');
    const other = newFolder();
    writeChunk(folder, chunks[0], files[0]);
    takeChunk(folder, other, chunks[0]);
    expect(Buffer.compare(readFileSync(chunkPath(other, chunks[0])), files[0])).toBe(0);
    expect(readdirSync(join(other, 'chunks'))).toHaveLength(1);
  });

  it('is cleared of what a killed process left long ago, and of nothing else', () => {
    const folder = newFolder();
    const old = join(folder, 'chunks', '.01234567-89ab-cdef-0123-456789abcdef.tmp');
    const young = join(folder, 'chunks', '.11234567-89ab-cdef-0123-456789abcdef.tmp');
    for (const path of [old, young]) writeFileSync(path, 'half');
    utimesSync(old, new Date(0), new Date(0));
    openSweep(folder, manifest);
    expect(readdirSync(join(folder, 'chunks'))).toEqual(['.11234567-89ab-cdef-0123-456789abcdef.tmp']);
  });

  it('has a name that its texts decide and their names do not', () => {
    const key = (inputs: Record<string, string>) => sweepKey({ ...manifest, inputs });
    expect(key({ a: '1', b: '2' })).toBe(key({ c: '2', d: '1' }));
    expect(key({ a: '1' })).not.toBe(key({ a: '2' }));
    expect(sweepKey({ ...manifest, plan: { ...plan, chunk: 8 } })).not.toBe(sweepKey(manifest));
  });

  it('is summarised as a run of the same replications is, however small a pass', async () => {
    const folder = newFolder();
    for (const [index, bytes] of files.entries()) writeChunk(folder, chunks[index], bytes);
    const outcomes = ran({ model } as never, 50);
    const all = summaries(outcomes);
    const names = outcomes.metrics.map(({ name }) => name);
    const cells = await sweepCells(folder, manifest, names);
    expect(cells).toHaveLength(2 * names.length);
    for (const { metric, protocol, summary } of cells) {
      const { survival: _, ...expected } = all[protocol][metric];
      expect(summary).toEqual(expected);
    }
    expect(await sweepCells(folder, manifest, names, 1)).toEqual(cells);
    expect(passesOf(50, [0, 1], 2, 1)).toHaveLength(4);
  });
});

describe('a file', () => {
  const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;

  it('is written whole or not at all', () => {
    const folder = mkdtempSync(join(tmpdir(), 'resplice-'));
    mkdirSync(join(folder, 'taken'));
    writeWhole(join(folder, 'a'), 'one');
    writeWhole(join(folder, 'a'), 'two');
    expect(() => writeWhole(join(folder, 'taken'), 'three')).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
    expect(() => writeWhole(join(folder, 'no', 'b'), 'four')).toThrow(/ENOENT/);
    expect(readdirSync(folder).sort()).toEqual(['a', 'taken']);
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('two');
  });

  it.skipIf(!canMount)('leaves nothing of itself on a full disk', () => {
    const folder = mkdtempSync(join(tmpdir(), 'resplice-'));
    const script = `
      import { readdirSync } from 'node:fs';
      import { writeWhole } from '${join(import.meta.dirname, '../../src/results/sweep-store.ts')}';
      writeWhole('${folder}/a', new Uint8Array(20_000));
      try { writeWhole('${folder}/b', new Uint8Array(90_000)); } catch (fault) { console.log(fault.code); }
      console.log(readdirSync('${folder}').join());`;
    const told = execFileSync(
      'unshare',
      [
        '-rm',
        'sh',
        '-c',
        `mount -t tmpfs -o size=64k tmpfs ${folder} && exec "$@"`,
        'sh',
        process.execPath,
        '--import',
        'tsx',
        '--input-type=module',
        '-e',
        script,
      ],
      { encoding: 'utf8', cwd: join(import.meta.dirname, '../..') },
    );
    expect(told).toBe('ENOSPC\na\n');
  });
});

describe('a sweep of one point read back', () => {
  const outcomes = runner.run(plan, { index: 0, point: 0, first: 0, count: 50 });

  it('is a run over all its seeds: the same columns to the last bit', async () => {
    const folder = newFolder();
    for (const [index, chunk] of chunks.entries()) writeChunk(folder, chunk, files[index]);
    const { manifest: told, samples, faults } = await readRun(folder);
    expect(told).toMatchObject({ scenario: 'test', seed: 1, replications: 50, fingerprint: 'key' });
    expect(faults).toEqual(Float64Array.from(outcomes.faults));
    for (const [place, sample] of samples.entries()) {
      expect(sample.name).toBe(outcomes.variants[place].name);
      expect(sample.onset).toEqual(outcomes.onset);
      expect(sample.columns).toEqual(outcomes.variants[place].columns);
    }
    const { fingerprint } = sealSweep(folder, manifest);
    expect((await readRun(folder)).manifest.fingerprint).toBe(fingerprint);
  });

  it('is refused when a chunk is missing or cut short, or when something varies', async () => {
    const folder = newFolder();
    for (const [index, chunk] of chunks.entries()) if (index > 0) writeChunk(folder, chunk, files[index]);
    await expect(readRun(folder)).rejects.toThrow('is missing; sim sweep --resume makes it');
    writeChunk(folder, chunks[0], files[0].slice(0, -20));
    await expect(readRun(folder)).rejects.toThrow('it is cut short');
    const several = join(mkdtempSync(join(tmpdir(), 'resplice-')), 'test', 'key');
    openSweep(several, { ...manifest, plan: { ...plan, points: [...plan.points, ['30h', 1, false]] } });
    await expect(readRun(several)).rejects.toThrow('a sweep of 2 points, and a comparison is of one');
  });
});
