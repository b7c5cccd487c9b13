/** `sim compare` as a person and a CI job meet it: what it prints and writes, and how it ends. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../worlds.ts';
import { DIST, fileOf, newFolder, type Said, saidBy, simIn } from './sim.ts';

const sim = simIn(ROOT, { GITHUB_STEP_SUMMARY: '' });

/** Few replications, one metric: what is tested here is not the numbers. */
const FEW = ['scenarios/quake.yaml', '--replications', '30', '--metrics', 'lostUserHours', '--threads', '1'];

describe('sim compare SCENARIO', () => {
  it('tells a table, passes its gates, and writes Markdown and JUnit', async () => {
    const out = newFolder();
    const [markdown, junit] = [join(out, 'c.md'), join(out, 'c.xml')];
    const gate = 'scenarios/gates/quake.yaml';
    const files = ['--markdown', markdown, '--junit', junit];
    const { code, out: table, err } = await sim('compare', ...FEW, '--protocols', 'cmg-core', '--gate', gate, ...files);
    expect(`${code} ${err}`).toMatch(/^0 /);
    // The baseline of the gates is compared, though --protocols does not name it.
    expect(table).toMatch(/^ {3}siloed +[\d.]+ million +baseline$/m);
    expect(table).toMatch(/^ {3}cmg-core .* improved$/m);
    expect(table.match(/^ {3}passed {3}/gm)).toHaveLength(4);
    for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    expect(readFileSync(markdown, 'utf8')).toContain('**Gates: passed**');
    expect(parseXml(readFileSync(junit, 'utf8')).root?.attributes).toMatchObject({ tests: '4', failures: '0' });
  });
  it('ends with 1 and a sentence when a gate fails, and with what the file says when one is not decided', async () => {
    const gates = fileOf('g.yaml', 'gates: [{ notWorse: lostUserHours }]');
    const failed = await sim('compare', ...FEW, '--baseline', 'cmg-core', '--protocols', 'siloed', '--gate', gates);
    expect(failed.code).toBe(1);
    expect(failed.err).toMatch(
      /^gate failed: siloed: lostUserHours not worse than cmg-core by 2 %: .* million against .* disproved/m,
    );
    for (const [when, code] of [
      ['warn', 0],
      ['fail', 1],
    ] as const) {
      const open = fileOf(
        'g.yaml',
        `{ whenInconclusive: ${when}, gates: [{ limit: "lostUserHours.p95 <= 200_000_000", protocol: siloed }] }`,
      );
      const args = [...FEW, '--baseline', 'cmg-core', '--protocols', 'siloed', '--most', '30', '--gate', open];
      const { code: ended, err } = await sim('compare', ...args);
      expect(err).toMatch(/^gate not decided: siloed: lostUserHours.p95 <= 200000000 user-hours/m);
      expect(ended).toBe(code);
    }
  });
  it('gives the same document on any number of threads', async () => {
    const document = async (threads: string): Promise<string> =>
      (await sim('compare', ...FEW.slice(0, -1), threads, '--protocols', 'siloed,cmg-core', '--json')).out;
    expect(await document('2')).toBe(await document('1'));
    expect(JSON.parse(await document('1'))).toMatchObject({
      format: 'resplice.compare/1',
      scenario: 'quake',
      baseline: 'siloed',
      replications: 30,
      passed: true,
    });
  });
  it('takes protocols from files, and a baseline that the scenario does not list', async () => {
    const copy = fileOf('my-protocol.yaml', 'name: mine\ntitle: Mine\nsummary: as cmg-core\nextends: [cmg-core]\n');
    const { code, out, err } = await sim('compare', ...FEW, '--baseline', 'cmg-core', '--protocols', `siloed,${copy}`);
    expect(`${code} ${err}`).toMatch(/^0 /);
    // Nothing differs but the name: exactly 0.
    expect(out).toMatch(/^ {3}mine .* 0 \[0 … 0\] +0 \[0 … 0\] % +0 % +equivalent$/m);
    const turned = await sim('compare', ...FEW, '--baseline', copy, '--protocols', 'siloed');
    expect(turned.out).toMatch(/^ {3}mine +[\d.]+ million +baseline$/m);
    expect(turned.out).toMatch(/^ {3}siloed .* worse$/m);
  });
  it('goes on until the difference is precise, or says that the most is reached', async () => {
    const args = [...FEW, '--protocols', 'siloed,cmg-core', '--until', '1%', '--rank', '--most', '40'];
    const { code, out } = await sim('compare', ...args);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {3}cmg-core +40 +[\d.]+ % +not precise enough: the most \(40\)$/m);
    expect(out.replaceAll('\n', ' ')).toContain(
      'Not decided within the most replications, 40: siloed, cmg-core are left. Nobody is dropped before 50 (--most).',
    );
    expect(out.replaceAll('\n', ' ')).toContain('Replications were added by what the first showed');
    const wide = await sim('compare', ...FEW, '--protocols', 'siloed,cmg-core', '--until', '50%', '--rank');
    expect(wide.out).toMatch(/^ {3}cmg-core +150 +[\d.]+ % +precise enough$/m);
    expect(wide.out).toMatch(/^ {3}cmg-core .* best/m);
  });
  it('says where a gain comes from', async () => {
    const { out } = await sim(
      'compare',
      ...FEW,
      '--protocols',
      'siloed,joint-dispatch',
      '--attribute',
      'joint-dispatch',
    );
    expect(out).toMatch(/^where the change of lostUserHours by joint-dispatch comes from$/m);
    expect(out).toMatch(/^ {3}together .* 100 %$/m);
  });
});

describe('what is wrong', () => {
  const wrong = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await sim('compare', ...args);
    expect(out).toBe('');
    expect(code).toBe(2);
    return err;
  };
  it('with a gate file is told with its place', async () => {
    const gates = fileOf('g.yaml', 'gates:\n  - { protocol: joint-dispach, notWorse: lostUserHour }\n');
    const err = await wrong(...FEW, '--protocols', 'siloed,cmg-core', '--gate', gates);
    expect(err).toContain(`${gates}:2:17 gates[0].protocol: found "joint-dispach"`);
    expect(err).toMatch(/g.yaml:2:42 gates\[0\].notWorse: .*did you mean "lostUserHours"\?/);
    const other = fileOf('g.yaml', 'gates: [{ protocol: cmg-full, notWorse: lostUserHours }]');
    expect(await wrong(...FEW, '--protocols', 'siloed,cmg-core', '--gate', other)).toContain(
      'expected a protocol that is compared: cmg-core',
    );
  });
  it('with an option is told before anything is run', async () => {
    const two = [...FEW, '--protocols', 'siloed,cmg-core'];
    const none = join(newFolder(), 'none');
    const gate = ['--gate', 'docs/ci/gates.yaml'];
    expect(await wrong(...two, '--markdown', join(none, 'c.md'))).toMatch(/^--markdown: found no folder .*none/);
    expect(await wrong(...two, ...gate, '--junit', join(none, 'c.xml'))).toMatch(/^--junit: found no folder/);
    expect(existsSync(none)).toBe(false);
    expect(await wrong(...two, '--junit', 'c.xml')).toMatch(/^--junit: found no --gate/);
    expect(await wrong(...two, '--markdown', tmpdir())).toMatch(/^--markdown: found a folder/);
    expect(await wrong(...two, ...gate, '--junit', 'x', '--markdown', './x')).toMatch(
      /^--junit: found the file of --markdown/,
    );
    expect(await wrong(...two, '--most', '20')).toMatch(/^--most: found 20, expected 30/);
    expect(await wrong(...two, '--attribute', 'siloed')).toMatch(/^--attribute: found "siloed", expected .*cmg-core/);
    expect(await wrong(...two, '--baseline', 'silod')).toMatch(/silod/);
    expect(await wrong(...FEW, '--protocols', 'siloed')).toMatch(/^compare: found the protocol siloed alone/);
    expect(await wrong(...two.slice(0, 4), 'lostUserHour')).toMatch(/^--metrics: found "lostUserHour".*did you mean/);
  });
});

describe('sim compare BEFORE AFTER', () => {
  const runs = newFolder();
  const at = (name: string): string => join(runs, name);
  const kept = async (name: string, ...args: string[]): Promise<void> => {
    const { code, err } = await sim('run', 'scenarios/quake.yaml', '--out', at(name), '--threads', '1', ...args);
    expect(`${code} ${err}`).toMatch(/^0 /);
  };
  /** The folder of the run itself. */
  const inner = (name: string): string => {
    const [key] = readdirSync(join(at(name), 'quake'));
    return join(at(name), 'quake', key);
  };
  beforeAll(async () => {
    await kept('forty', '--protocol', 'siloed,cmg-core', '--replications', '40');
    await kept('thirty', '--protocol', 'cmg-core,joint-dispatch', '--replications', '30');
    await kept('other-seed', '--protocol', 'cmg-core', '--replications', '5', '--seed', '7');
    await kept('elsewhere', '--protocol', 'cmg-core', '--replications', '30', '--epicentre', '40.4,49.8');
  });
  const compared = (...args: string[]): Promise<Said> => sim('compare', ...args, '--metrics', 'lostUserHours');

  it('lays each protocol beside itself, the first replications of both', async () => {
    const { code, out, err } = await compared(at('forty'), inner('thirty'));
    expect(code).toBe(0);
    expect(err).toContain('the first 30 of both are compared');
    expect(out).toMatch(/^ {3}cmg-core before +[\d.]+ million +baseline$/m);
    expect(out).toMatch(/^ {3}cmg-core +[\d.]+ million +0 \[0 … 0\] +0 \[0 … 0\] % +0 % +equivalent$/m);
    expect(out).not.toContain('joint-dispatch');
  });
  it('or beside one baseline, which the gates may name', async () => {
    const { out } = await compared(at('forty'), at('thirty'), '--baseline', 'siloed');
    expect(out).toMatch(/^ {3}siloed before .* baseline$/m);
    expect(out).toMatch(/^ {3}joint-dispatch .* improved$/m);
    const gated = await compared(at('forty'), at('thirty'), '--gate', 'scenarios/gates/quake.yaml');
    expect(gated.out).toContain('cmg-core: lostUserHours not worse than siloed before by 2 %');
  });
  it('tells what else differs', async () => {
    const { code, err } = await compared(at('thirty'), at('elsewhere'));
    expect(code).toBe(0);
    expect(err).toContain('the command lines differ');
    expect(err).toMatch(/in \d+ of 30 replications the damage differs/);
    expect(err).toContain('scenarios/protocols/joint-dispatch.yaml');
    const copy = at('newer');
    cpSync(inner('thirty'), copy, { recursive: true });
    const manifest = readFileSync(join(copy, 'manifest.json'), 'utf8').replace(
      '"version": "0.1.0"',
      '"version": "9.0.0"',
    );
    writeFileSync(join(copy, 'manifest.json'), manifest);
    expect((await compared(at('thirty'), copy)).err).toContain('is of resplice 0.1.0 and');
  });
  it('refuses another seed, folders that hold no run or several, and what only a scenario can do', async () => {
    const refused = async (...args: string[]): Promise<string> => {
      const { code, err } = await compared(...args);
      expect(code).toBe(2);
      return err;
    };
    expect(await refused(at('forty'), at('other-seed'))).toMatch(/other-seed: found seed 7, expected 20001125/);
    expect(await refused(at('forty'), at('none'))).toMatch(/none holds no run/);
    for (const name of ['a', 'b']) cpSync(inner('thirty'), join(at('several'), name), { recursive: true });
    expect(await refused(at('several'), at('forty'))).toMatch(/several holds 2 runs: name one of/);
    expect(await refused(at('forty'))).toMatch(/found one folder of results/);
    expect(await refused(at('forty'), at('thirty'), '--rank')).toMatch(/^--rank: found two folders of results/);
    expect(await refused(at('forty'), at('thirty'), '--protocols', 'cmg-cor')).toMatch(/did you mean "cmg-core"/);
    const broken = at('broken');
    mkdirSync(broken);
    for (const name of ['manifest.json', 'outcomes.parquet'])
      copyFileSync(join(inner('forty'), name), join(broken, name));
    truncateSync(join(broken, 'outcomes.parquet'), 300);
    expect(await refused(broken, at('forty'))).toMatch(/outcomes.parquet cannot be read/);
    writeFileSync(
      join(broken, 'manifest.json'),
      '{ "format": "resplice.results/1", "metrics": [], "horizonHours": 1 }',
    );
    expect(await refused(broken, at('forty'))).toMatch(/not of the format/);
    writeFileSync(join(broken, 'manifest.json'), 'null');
    expect(await refused(broken, at('forty'))).toMatch(/not of the format/);
  });
});

describe('the example workflow', () => {
  const text = readFileSync(join(ROOT, 'docs/ci/compare.yml'), 'utf8');
  interface Workflow {
    on: { pull_request: { paths: string[] } };
    jobs: { gates: { steps: { run?: string; uses?: string; with?: Record<string, unknown> }[] } };
  }
  it('is YAML that runs the script where a protocol is changed', () => {
    const { on, jobs } = parse(text) as Workflow;
    expect(on.pull_request.paths).toEqual(['scenarios/protocols/**']);
    const lines = jobs.gates.steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
    expect(lines.at(-1)).toBe('sh docs/ci/compare.sh ../before .');
    // What a pull request is called is never part of a command.
    expect(lines.join('\n')).not.toContain('${{');
    expect(jobs.gates.steps.at(-1)?.with?.path).toBe('results/gates/gates.xml');
  });

  /** Two checkouts: the scenarios and topologies, the second with another cmg-core. */
  async function ranOn(
    change: (protocol: string) => string,
    more: Record<string, string> = {},
  ): Promise<Said & { junit: string; markdown: string }> {
    const both = newFolder();
    for (const side of ['before', 'after'])
      for (const data of ['scenarios', 'topologies'])
        cpSync(join(ROOT, data), join(both, side, data), { recursive: true });
    const protocol = join(both, 'after/scenarios/protocols/cmg-core.yaml');
    writeFileSync(protocol, change(readFileSync(protocol, 'utf8')));
    const out = join(both, 'results');
    const places = { OUT: out, GITHUB_STEP_SUMMARY: join(both, 'summary.md') };
    const env = { ...process.env, SIM: `${process.execPath} ${DIST}`, ...places, ...more };
    // The very command of the workflow, with two folders in place of two checkouts.
    const steps = (parse(text) as Workflow).jobs.gates.steps;
    const command = (steps.findLast(({ run }) => run !== undefined)?.run ?? '').replace(
      '../before .',
      `${join(both, 'before')} ${join(both, 'after')}`,
    );
    const ended = await saidBy('sh', ['-c', command], { cwd: ROOT, env });
    return {
      ...ended,
      junit: readFileSync(join(out, 'gates.xml'), 'utf8'),
      markdown: readFileSync(join(both, 'summary.md'), 'utf8'),
    };
  }

  it('passes a protocol of which only the words are changed', async () => {
    // Nothing differs, in however many.
    const { code, err, junit } = await ranOn((protocol) => protocol.replace(/^title: .*$/m, 'title: In other words'), {
      REPLICATIONS: '40',
    });
    expect(`${code} ${err}`).toMatch(/^0 /);
    expect(err).toMatch(/^inputs that differ: .*protocols\/cmg-core.yaml$/m);
    expect(parseXml(junit).root?.attributes).toMatchObject({ tests: '2', failures: '0', skipped: '0' });
  });
  it('fails one that is made 5 % worse, and says by how much', async () => {
    const worse = parse(readFileSync(join(ROOT, 'docs/ci/cmg-core-worse.yaml'), 'utf8')) as {
      dispatch: { conflictProbability: { value: number } };
    };
    const line = `dispatch: { conflictProbability: ${worse.dispatch.conflictProbability.value} }`;
    const { code, err, junit, markdown } = await ranOn((protocol) => `${protocol}\n${line}\n`);
    expect(code).toBe(1);
    expect(err).toMatch(
      /^gate failed: cmg-core: lostUserHours not worse than cmg-core before by 2 %: [\d.]+ million against [\d.]+ million of cmg-core before, difference .* disproved/m,
    );
    expect(markdown).toContain('**Gates: failed**');
    const { root } = parseXml(junit);
    expect(root).toBeInstanceOf(XmlElement);
    expect(Number(root?.attributes.failures)).toBeGreaterThanOrEqual(1);
  });
});

describe('docs/compare.md', () => {
  const page = readFileSync(join(ROOT, 'docs/compare.md'), 'utf8');
  const blocks = [...page.matchAll(/```(sh|text|yaml)\n([\s\S]*?)```/g)].map(([, language, body]) => ({
    language,
    body,
  }));
  const commands = blocks.flatMap(({ language, body }, index) =>
    language === 'sh'
      ? body
          .split('\n')
          .filter((line) => line.startsWith('npx sim compare scenarios/'))
          .map((line) => ({ line, shown: blocks[index + 1]?.language === 'text' ? blocks[index + 1].body : undefined }))
      : [],
  );
  it('has commands', () => {
    expect(commands.length).toBeGreaterThan(3);
  });
  it.each(commands)('$line', async ({ line, shown }) => {
    const { code, out, err } = await sim(...line.trim().split(/\s+/).slice(2));
    expect(`${code} ${err}`).toMatch(/^0 /);
    if (shown !== undefined) expect(out.startsWith(shown.trimEnd())).toBe(true);
  });
});
