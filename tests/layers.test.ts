/** Keeps the house in order: who may import whom, no circles, and no outside world in the pure middle. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '..', 'src');
const files = (readdirSync(SRC, { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'));

/** From the ground up; folders in one storey do not import each other unless an exception says so. */
const STOREYS: readonly (readonly string[])[] = [
  ['engine'],
  ['network', 'metrics', 'text'],
  ['topology', 'traffic', 'hazard', 'response'],
  ['simulation'],
  ['scenario'],
  ['experiment'],
  ['results'],
  ['fleet', 'report'],
  ['cli'],
];
/** All that these know of `engine`: assertions, and how code in WebAssembly is started. */
const KNOWN_OF_ENGINE: Readonly<Record<string, readonly string[]>> = {
  network: ['engine/assert.ts', 'engine/web-assembly.ts'],
  metrics: ['engine/assert.ts'],
};
const OUTSIDE_ALLOWED = ['results', 'fleet', 'cli'];
const OUTSIDE =
  /\bfrom 'node:(?!crypto')|\bprocess\.|\bconsole\.|\bDate\.now|\bnew Date\b|\bperformance\.|Math\.random|\bfetch\(/;

const storeyOf = (folder: string): number => STOREYS.findIndex((storey) => storey.includes(folder));
const importsOf = (file: string): string[] =>
  [...readFileSync(join(SRC, file), 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target]) =>
    relative(SRC, join(SRC, dirname(file), target)),
  );

describe('the house', () => {
  it('knows every folder of src', () => {
    const folders = new Set(files.map((file) => file.split('/')[0]));
    for (const folder of folders) expect(storeyOf(folder), folder).toBeGreaterThanOrEqual(0);
  });

  it.each(files)('%s imports only what stands below it', (file) => {
    const here = file.split('/')[0];
    for (const target of importsOf(file)) {
      const there = target.split('/')[0];
      if (there === here) continue;
      expect(storeyOf(there), `${file} -> ${target}`).toBeLessThan(storeyOf(here));
      if (Object.hasOwn(KNOWN_OF_ENGINE, here)) expect(KNOWN_OF_ENGINE[here]).toContain(target);
    }
  });

  it('has no circles', () => {
    const state = new Map<string, 'open' | 'done'>();
    const visit = (file: string, way: string[]): void => {
      if (state.get(file) === 'done') return;
      expect(state.get(file), [...way, file].join(' -> ')).toBeUndefined();
      state.set(file, 'open');
      for (const target of importsOf(file)) visit(target, [...way, file]);
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
  });

  it.each(files.filter((file) => !OUTSIDE_ALLOWED.includes(file.split('/')[0])))(
    '%s does not touch the outside world',
    (file) => {
      expect(readFileSync(join(SRC, file), 'utf8')).not.toMatch(OUTSIDE);
    },
  );
});
