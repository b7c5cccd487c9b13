/** The documentation is executed: every `npx sim` line of the README runs, and what it shows is what is printed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder, simIn } from './cli/sim.ts';
import { ROOT } from './worlds.ts';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const OUT = newFolder();
const sim = simIn(ROOT);

/** Commands of the shell blocks, each with the text block that follows it, if one does. */
const examples = [...readme.matchAll(/(<!-- (\w+)[^>]*-->\n)?```(sh|text)\n([\s\S]*?)```/g)].map(
  ([, , mark, language, body]) => ({
    mark,
    language,
    body,
  }),
);
const commands = examples.flatMap(({ language, body }, index) =>
  language === 'sh'
    ? body
        .split('\n')
        .map((line) => line.replace(/ +#.*$/, '').replace(/^npm install && /, ''))
        .filter((line) => line.startsWith('npx sim '))
        .map((line) => ({ line, shown: examples[index + 1]?.language === 'text' ? examples[index + 1] : undefined }))
    : [],
);

/** What shows no numbers is run with fewer of them, to see that it runs. */
const FEWER: Readonly<Record<string, readonly string[]>> = {
  run: ['--replications', '10'],
  sweep: ['--seeds', '1..3'],
};

describe('the README', () => {
  it('has the commands it promises', () => {
    expect(commands.length).toBeGreaterThan(10);
    expect(commands.filter(({ shown }) => shown !== undefined).length).toBeGreaterThanOrEqual(2);
  });

  it.each(commands)('$line', async ({ line, shown }) => {
    const args = [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word).slice(2);
    const foreign = args.find((arg) => arg.startsWith('../shared/'));
    if (foreign !== undefined && !existsSync(join(ROOT, foreign))) return;
    const writes = ['run', 'sweep'].includes(args[0]) ? ['--out', OUT] : [];
    const said = await sim(...args, ...writes, ...(shown === undefined ? (FEWER[args[0]] ?? []) : []));
    expect(`${said.code} ${said.err}`).toMatch(/^0 /);
    if (shown === undefined) return;
    const text = shown.body.trimEnd();
    if (shown.mark === 'begins') expect(said.out.startsWith(`${text}\n`)).toBe(true);
    else expect(said.out.trimEnd()).toBe(text);
  });

  it('shows the picture that the main job draws', async () => {
    const said = await sim('run', 'scenarios/quake.yaml', '--out', OUT);
    const folder = /results in (.*)$/m.exec(said.err)?.[1] ?? '';
    expect(readFileSync(join(folder, 'recovery-curve.svg'), 'utf8')).toBe(
      readFileSync(join(ROOT, 'docs/quake-recovery.svg'), 'utf8'),
    );
  });

  it('links only to what is there', () => {
    for (const [, target] of readme.matchAll(/\]\((?!http)([^)#]+)/g))
      expect(existsSync(join(ROOT, target)), target).toBe(true);
  });
});
