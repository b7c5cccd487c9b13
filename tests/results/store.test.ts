import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { outcomesParquet, runKey, writeRun } from '../../src/results/store.ts';
import { compiledFrom, ran } from '../worlds.ts';

describe('outcome columns', () => {
  it('can be read back: censored times hold the hours to the horizon, what never arose is null', async () => {
    const outcomes = ran(
      compiledFrom({
        crews: [],
        watch: ['hub--a'],
        protocols: ['plain', 'siloed'],
        hazards: [{ 'cable-cut': { link: 'hub--a', at: '4h' } }],
      }),
      2,
    );
    const bytes = outcomesParquet(outcomes);
    const rows = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    });
    expect(rows).toHaveLength(4);
    expect(rows[1]).toMatchObject({
      protocol: 'plain',
      replication: 1,
      faults: 1,
      onsetHours: 4,
      timeTo100Hours: 2396,
      timeTo100HoursCensored: true,
      'timeToRestoreLinkHours:hub--a': 2396,
      'timeToRestoreLinkHours:hub--aCensored': true,
    });
    expect(rows[2]).toMatchObject({ protocol: 'siloed', replication: 0 });
    const calm = outcomesParquet(ran(compiledFrom({ watch: ['hub--a'] }), 1));
    const [row] = await parquetReadObjects({
      file: calm.buffer.slice(calm.byteOffset, calm.byteOffset + calm.length) as ArrayBuffer,
    });
    expect(row).toMatchObject({ onsetHours: null, 'timeToRestoreLinkHours:hub--a': null, timeTo100Hours: 0 });
  });
});

describe('the results folder', () => {
  it('is written whole, and a second run takes its place', () => {
    const out = mkdtempSync(join(tmpdir(), 'resplice-'));
    const folder = writeRun(out, 's', 'key', { 'a.txt': 'one', 'b.bin': new Uint8Array([1, 2]) });
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('one');
    writeRun(out, 's', 'key', { 'a.txt': 'two' });
    expect(readdirSync(folder)).toEqual(['a.txt']);
    expect(readdirSync(join(out, 's'))).toEqual(['key']);
  });

  it('leaves nothing behind when it cannot be written', () => {
    const out = mkdtempSync(join(tmpdir(), 'resplice-'));
    writeFileSync(join(out, 'taken'), '');
    expect(() => writeRun(join(out, 'taken'), 's', 'key', { 'a.txt': 'one' })).toThrow();
    expect(() => writeRun(out, 's', 'key', { 'no/such/folder/a.txt': 'one' })).toThrow();
    expect(readdirSync(join(out, 's'))).toEqual([]);
  });

  it('is named for what decides the outcome, in whatever order the files were read', () => {
    const base = {
      version: '1',
      seed: 1,
      replications: 2,
      protocols: ['a'],
      inputs: { x: '1', y: '2' },
      overrides: {},
    };
    expect(runKey({ ...base, inputs: { y: '2', x: '1' } })).toBe(runKey(base));
    for (const change of [
      { version: '2' },
      { seed: 2 },
      { replications: 3 },
      { protocols: ['b'] },
      { inputs: { x: '1', y: '3' } },
    ])
      expect(runKey({ ...base, ...change })).not.toBe(runKey(base));
  });
});
