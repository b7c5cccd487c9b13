/** The bytes of a WebAssembly text, held against those that are kept beside it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import binaryen from 'binaryen';
import { expect } from 'vitest';

/**
 * Assembles and optimises `src/<path>.wat` and expects `src/<path>-code.ts` to keep just that, base64 in lines. With
 * `--update` it is written anew.
 * @param test the file of the test, as its text tells
 */
export async function expectAssembled(path: string, test: string): Promise<void> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const module = binaryen.parseText(readFileSync(new URL(`../src/${path}.wat`, import.meta.url), 'utf8'));
  module.setFeatures(binaryen.Features.MVP | binaryen.Features.SIMD128);
  expect(module.validate()).toBe(1);
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  // V8 calls what it is told to call, so that what is short to read need be inlined here.
  binaryen.setAlwaysInlineMaxSize(80);
  binaryen.setFlexibleInlineMaxSize(80);
  binaryen.setAllowInliningFunctionsWithLoops(true);
  module.optimize();
  const lines =
    Buffer.from(module.emitBinary())
      .toString('base64')
      .match(/.{1,112}/g) ?? [];
  const code = [
    `/** The bytes of \`${name}.wat\`, base64. Generated: \`npx vitest run ${test} --update\`. */`,
    `export const ${name.toUpperCase().replaceAll('-', '_')}_CODE =`,
    `${lines.map((line) => `  '${line}'`).join(' +\n')};`,
    '',
  ].join('\n');
  await expect(code).toMatchFileSnapshot(fileURLToPath(new URL(`../src/${path}-code.ts`, import.meta.url)));
}
