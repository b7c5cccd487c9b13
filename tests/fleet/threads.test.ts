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
const { model } = compile(file, files.load, {}, new Problems())!;
const bundle = { file, texts: files.texts, overrides: {} };

describe('threads', () => {
  it('change nothing: same fingerprint and same bytes on one and on two, and again', async () => {
    const done: number[] = [];
    const one = await runOnThreads(model, bundle, 170, 1, (count) => done.push(count));
    const two = await runOnThreads(model, bundle, 170, 2, () => {}, { worthSeconds: 0 });
    const again = await runOnThreads(model, bundle, 170, 2, () => {}, { worthSeconds: 0 });
    expect(done).toEqual([50, 100, 150, 170]);
    expect(fingerprint(two)).toBe(fingerprint(one));
    expect(Buffer.compare(outcomesParquet(two), outcomesParquet(one))).toBe(0);
    expect(Buffer.compare(outcomesParquet(again), outcomesParquet(one))).toBe(0);
    expect(two.variants.map(({ cutOffSum }) => cutOffSum)).toEqual(one.variants.map(({ cutOffSum }) => cutOffSum));
  });

  it('cannot run a bundle that was changed', () => {
    expect(() => compileBundle({ ...bundle, texts: { ...files.texts, [file]: 'name: [' } })).toThrow(
      /does not compile/,
    );
    expect(() => compileBundle({ ...bundle, texts: {} })).toThrow(/does not compile/);
  });
});
