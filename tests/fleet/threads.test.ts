import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Files } from '../../src/cli/files.ts';
import { fingerprint } from '../../src/experiment/fingerprint.ts';
import { compileBundle } from '../../src/fleet/bundle.ts';
import { runOnThreads } from '../../src/fleet/threads.ts';
import { outcomesParquet } from '../../src/results/store.ts';
import { compile } from '../../src/scenario/compile.ts';
import { Problems } from '../../src/text/problem.ts';
import { ROOT } from '../worlds.ts';

const file = `${ROOT}scenarios/quake.yaml`;
const files = new Files();
const overrides = { protocols: ['siloed'] };
const { model } = compile(file, files.load, overrides, new Problems())!;
const bundle = { file, texts: files.texts, overrides };

/** As it is shipped: its workers start sooner than those from the sources. */
const built = (await import(pathToFileURL(`${ROOT}dist/fleet/threads.js`).href)) as {
  runOnThreads: typeof runOnThreads;
};

describe('threads', () => {
  it('change nothing: same fingerprint and same bytes on one, on two and on three, and again', async () => {
    const done: number[] = [];
    const one = await runOnThreads(model, bundle, 270, 1, (count) => done.push(count));
    expect(done).toEqual([50, 100, 150, 200, 250, 270]);
    for (const threads of [2, 3, 3]) {
      const told: number[] = [];
      const some = await built.runOnThreads(model, bundle, 270, threads, (count) => told.push(count), {
        worthSeconds: 0,
      });
      expect(told.at(-1)).toBe(270);
      expect(fingerprint(some)).toBe(fingerprint(one));
      expect(Buffer.compare(outcomesParquet(some), outcomesParquet(one))).toBe(0);
      expect(some.variants.map(({ cutOffSum }) => cutOffSum)).toEqual(one.variants.map(({ cutOffSum }) => cutOffSum));
    }
  });

  it('go on from a later replication as if all had been run at once', async () => {
    const whole = await runOnThreads(model, bundle, 60, 1, () => {});
    const rest = await built.runOnThreads(model, bundle, 20, 2, () => {}, { first: 40, worthSeconds: 0 });
    expect(rest).toMatchObject({ first: 40, count: 20 });
    for (const [place, { columns }] of rest.variants.entries())
      expect(columns).toEqual(whole.variants[place].columns.map((column) => column.slice(40)));
  });

  it('cannot run a bundle that was changed', () => {
    expect(() => compileBundle({ ...bundle, texts: { ...files.texts, [file]: 'name: [' } })).toThrow(
      /does not compile/,
    );
    expect(() => compileBundle({ ...bundle, texts: {} })).toThrow(/does not compile/);
  });
});
