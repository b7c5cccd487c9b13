/** `sim sensitivity`: a factor that matters and one that does not, on a scenario whose answer is known; the examples of its guide. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PLAIN_PROTOCOL, ROOT, scenarioText, TWO_SITES } from '../worlds.ts';
import { newFolder, type Said, simIn } from './sim.ts';

const folder = newFolder();
mkdirSync(join(folder, 'protocols'));
const hazards = [{ 'cable-cut': { link: 'hub--a', at: '4h' } }];
const scenario = (keys: object): string =>
  scenarioText({ name: 'small', hazards, protocols: ['plain', 'siloed'], horizon: '10d', replications: 8, ...keys });
writeFileSync(join(folder, 'scenario.yaml'), scenario({}));
writeFileSync(join(folder, 'whole.yaml'), scenario({ hazards: [] }));
writeFileSync(join(folder, 'net.yaml'), TWO_SITES);
writeFileSync(join(folder, 'protocols/plain.yaml'), PLAIN_PROTOCOL);

const sim = simIn(folder);
const simAtRoot = simIn(ROOT);

/** Repair takes 2 to 8 h of 1000 people; one crew is enough for one fault, whatever there are. */
const FACTORS = ['--vary', 'stages.repairLink.buried=2h:8h', '--vary', 'crews[0].count=1,2,3'];
const study = (...more: string[]): Promise<Said> =>
  sim('sensitivity', 'scenario.yaml', ...FACTORS, '--threads', '1', ...more);

interface Result {
  metric: string;
  protocol: string;
  mean: number;
  factors: (Record<string, number> & { path: string; muStarCi95: number[]; totalCi95: number[] })[];
  advice: string[];
}
interface Doc {
  format: string;
  points: number;
  differentPoints: number;
  replications: number;
  results: Result[];
}
const documentOf = (said: Said): Doc => {
  expect(said.code, said.err).toBe(0);
  return JSON.parse(said.out) as Doc;
};
const resultOf = ({ results }: Doc, metric: string, protocol: string): Result => {
  const found = results.find((one) => one.metric === metric && one.protocol === protocol);
  if (found === undefined) throw new Error(`no result of ${metric} under ${protocol}`);
  return found;
};

const morris = await study('--trajectories', '6', '--json', '--out', 'morris');

describe('sim sensitivity --method morris', () => {
  const document = documentOf(morris);

  it('runs each different point once, on one set of replications', () => {
    expect(document).toMatchObject({ format: 'resplice.sensitivity/1', points: 18, replications: 8 });
    expect(document.differentPoints).toBeLessThan(18);
    expect(document.results).toHaveLength(4);
  });

  it('finds the effect of what matters, and exactly none of what does not: numbers are common', () => {
    const { factors } = resultOf(document, 'lostUserHours', 'plain');
    expect(factors.map(({ path }) => path)).toEqual(['stages.repairLink.buried', 'crews[0].count']);
    const [repair, crews] = factors;
    // 1000 people wait 6 h longer over the whole range, in a straight line; values are told to a millionth.
    expect(repair.mu).toBeCloseTo(6000, 1);
    expect(repair.muStar).toBeCloseTo(6000, 1);
    expect(repair.sigma).toBeLessThan(0.1);
    expect(crews).toMatchObject({ mu: 0, muStar: 0, sigma: 0, muStarCi95: [0, 0] });
  });

  it('tells times too, and every protocol', () => {
    expect(resultOf(document, 'sustainedTimeTo95Hours', 'plain').factors[0].mu).toBeCloseTo(6, 3);
    const { factors } = resultOf(document, 'lostUserHours', 'siloed');
    expect(factors[0].muStar).toBeGreaterThan(5000);
    expect(factors[1].muStar).toBe(0);
  });

  it('prints a block for each metric and protocol, the factor that matters on top, and keeps the document', async () => {
    const said = await study('--trajectories', '6', '--out', 'morris', '--resume');
    expect(said.code, said.err).toBe(0);
    expect(said.err).toMatch(/(\d+) of \1 chunks are there and whole/);
    expect(said.out).toContain('small: Morris, 6 trajectories on 4 levels; 2 factors, 18 points');
    expect(said.out).toContain('8 replications at each point, the same at all (seed 1)');
    expect(said.out).toMatch(
      /^lost user-hours, plain: .*\n +mu\* \[95 %\].*\n {2}stages\.repairLink\.buried +6,000 \[/m,
    );
    expect(said.out).toMatch(/^ {2}crews\[0\]\.count +0 \[0 … 0\] +0 +0$/m);
    expect(said.out).toContain('These results hold given what was assumed');
    const kept = /results in (.*)$/m.exec(said.err)?.[1] ?? '';
    expect(JSON.parse(readFileSync(join(folder, kept, 'sensitivity.json'), 'utf8'))).toEqual(JSON.parse(morris.out));
  });

  it('goes on where it was killed, to the same bytes on any number of threads', async () => {
    const first = await study('--trajectories', '6', '--json', '--out', 'killed', '--chunk', '4');
    const kept = /results in (.*)$/m.exec(first.err)?.[1] ?? '';
    const chunks = readdirSync(join(folder, kept, 'chunks'));
    for (const chunk of chunks.slice(3)) rmSync(join(folder, kept, 'chunks', chunk));
    const again = await sim(
      ...['sensitivity', 'scenario.yaml', ...FACTORS, '--threads', '2', '--trajectories', '6', '--json'],
      ...['--out', 'killed', '--chunk', '4', '--resume'],
    );
    expect(again.err).toContain(`3 of ${chunks.length} chunks are there and whole`);
    expect(again.out).toBe(first.out);
  });

  it('advises what would narrow a wide interval', async () => {
    const wide = documentOf(
      await sim(
        ...['sensitivity', 'scenario.yaml', '--vary', 'stages.repairLink.buried=2h:8h', '--vary', 'horizon=5h:20h'],
        ...['--trajectories', '3', '--json', '--out', 'wide', '--protocol', 'plain', '--metrics', 'lostUserHours'],
      ),
    );
    expect(wide.results).toHaveLength(1);
    expect(wide.results[0].advice.join()).toContain('more --trajectories');
  });
});

describe('sim sensitivity --method sobol', async () => {
  const said = await study('--method', 'sobol', '--rows', '32', '--json', '--out', 'sobol');
  const document = documentOf(said);

  it('gives all of the variance to the one factor that matters, and exactly nothing to the other', () => {
    expect(document.points).toBe(4 * 32);
    const [repair, crews] = resultOf(document, 'lostUserHours', 'plain').factors;
    expect(repair.path).toBe('stages.repairLink.buried');
    expect(Math.abs(repair.first - 1)).toBeLessThan(0.15);
    expect(Math.abs(repair.total - 1)).toBeLessThan(0.15);
    expect(repair.totalCi95[0]).toBeLessThan(1.05);
    expect(repair.totalCi95[1]).toBeGreaterThan(0.95);
    expect(crews.first).toBe(0);
    expect(crews.total).toBe(0);
  });

  it('says nothing where a metric never varies', async () => {
    const still = await sim(
      ...['sensitivity', 'whole.yaml', '--vary', 'crews[0].count=1,2', '--method', 'sobol', '--rows', '4'],
      ...['--json', '--out', 'still', '--protocol', 'plain'],
    );
    const [{ factors }] = documentOf(still).results;
    expect(factors[0]).toMatchObject({ first: null, total: null });
  });
});

describe('what is wrong with the request', () => {
  const vary = ['--vary', 'stages.repairLink.buried=2h:8h'];
  it.each<[string, string[], RegExp]>([
    ['no factor', [], /required option '--vary/],
    ['a factor of one value', ['--vary', 'crews[0].count=2'], /one value of crews\[0\]\.count.*low:high/],
    ['a factor twice', [...vary, ...vary], /stages\.repairLink\.buried twice/],
    ['an odd number of levels', [...vary, '--levels', '5'], /found 5 levels, expected an even number/],
    ['rows that are no power of two', [...vary, '--method', 'sobol', '--rows', '100'], /100 rows.*a power of two/],
    ['rows beside morris', [...vary, '--rows', '64'], /--rows: found it beside --method morris/],
    ['levels beside sobol', [...vary, '--method', 'sobol', '--levels', '4'], /--levels: found it beside/],
    ['an unknown path', ['--vary', 'crewz[0].count=1:2'], /unknown key "crewz".*did you mean "crews"/],
    ['values that do not fit', ['--vary', 'stages.repairLink.buried=2:8'], /stages\.repairLink\.buried/],
    ['an unknown metric', [...vary, '--metrics', 'lostUserHour'], /--metrics.*did you mean "lostUserHours"/],
    ['an unknown method', [...vary, '--method', 'fast'], /morris, sobol/],
  ])('%s is told, with code 2 and nothing written', async (_, args, message) => {
    const said = await sim('sensitivity', 'scenario.yaml', ...args, '--out', 'wrong');
    expect(said.err).toMatch(message);
    expect(said.code).toBe(2);
    expect(said.out).toBe('');
    expect(said.err).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    expect(existsSync(join(folder, 'wrong'))).toBe(false);
  });
});

/** The commands of the guide are run with fewer replications, to see that they run. */
const FEWER = ['--replications', '3'];

describe('docs/sensitivity.md', () => {
  const guide = readFileSync(join(ROOT, 'docs/sensitivity.md'), 'utf8');
  const commands = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, body]) =>
    body
      .replaceAll('\\\n', ' ')
      .split('\n')
      .filter((line) => line.startsWith('npx sim ')),
  );

  it('has a command for each of the two', () => {
    for (const name of ['sensitivity', 'rare'])
      expect(commands.some((line) => line.startsWith(`npx sim ${name} `))).toBe(true);
  });

  it.each(commands)('%s', async (line) => {
    const args = [...line.slice('npx sim '.length).matchAll(/'([^']*)'|(\S+)/g)].map(([, a, b]) => a ?? b);
    const writes = args[0] === 'sensitivity' ? ['--out', join(folder, 'guide'), ...FEWER] : [];
    const { code, out, err } = await simAtRoot(...args, ...writes);
    expect(`${code} ${err}`).toMatch(/^0 /);
    expect(out.length).toBeGreaterThan(100);
  });
});
