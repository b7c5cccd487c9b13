/** `sim rare`: strata, importance and plain sampling agree on a scenario with a law of magnitudes; what is refused, and what is wrong. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { CommandEnd } from '../../src/cli/output.ts';
import { rare } from '../../src/cli/rare.ts';
import { PLAIN_PROTOCOL, ROOT, scenarioText, TWO_SITES } from '../worlds.ts';
import { newFolder, type Said, simIn } from './sim.ts';

const LAW = { b: 1, min: 5, max: 7.5 };
const quake = (magnitude: unknown): object => ({
  earthquake: { magnitude, epicentre: [0.5, 10.15], depthKm: 10, rake: 90, strike: 0, dip: 45, at: '1h' },
});
const folder = newFolder();
mkdirSync(join(folder, 'protocols'));
const scenario = (magnitude: unknown): string =>
  scenarioText({ name: 'small', hazards: [quake(magnitude)], horizon: '10d', protocols: ['plain'] });
writeFileSync(join(folder, 'law.yaml'), scenario({ gutenbergRichter: LAW }));
writeFileSync(join(folder, 'fixed.yaml'), scenario(7));
writeFileSync(join(folder, 'net.yaml'), TWO_SITES);
writeFileSync(join(folder, 'protocols/plain.yaml'), PLAIN_PROTOCOL);

const sim = simIn(folder);

const BLOCK = { path: 'hazards[0].magnitude', ...LAW };
const EXCEED = [
  { metric: 'lostUserHours', value: 0 },
  { metric: 'sustainedTimeTo95Hours', value: '6h' },
];
let files = 0;
/** Writes a file of rare events. */
function asked(keys: object): string {
  const name = `rare-${files++}.yaml`;
  writeFileSync(
    join(folder, name),
    JSON.stringify({ scenario: 'law.yaml', metrics: ['lostUserHours'], exceed: EXCEED, ...keys }, null, 1),
  );
  return name;
}

interface Told {
  value: number;
  standardError: number;
  ci95: number[];
  plainVarianceOverThis: number;
  effectiveSize: number;
}
interface Doc {
  format: string;
  within: string;
  replications: number;
  pilotReplications: number;
  refused?: string;
  strata: { min: number; max: number; probability: number; replications: number }[];
  means: (Told & { metric: string; protocol: string; strata: number[] })[];
  exceedances: (Told & { metric: string; above: number })[];
}
async function documentOf(keys: object, ...more: string[]): Promise<Doc> {
  const said = await sim('rare', asked(keys), '--json', '--threads', '1', ...more);
  expect(said.code, said.err).toBe(0);
  return JSON.parse(said.out) as Doc;
}

/** One stratum is plain sampling. */
const plain = await documentOf({ strata: { ...BLOCK, count: 1, replications: 2500 } });
const strata = await documentOf({ strata: { ...BLOCK, count: 5, allocation: 'equal', replications: 2000 } });

/** Two estimates of the same within 4 standard errors of their difference. */
function agree(one: Told, other: Told): void {
  expect(Math.abs(one.value - other.value)).toBeLessThan(4 * Math.hypot(one.standardError, other.standardError));
}

function agreeInAll(one: Doc, other: Doc): void {
  expect(one.means).toHaveLength(1);
  expect(one.exceedances).toHaveLength(2);
  agree(one.means[0], other.means[0]);
  for (const [place, chance] of one.exceedances.entries()) agree(chance, other.exceedances[place]);
}

describe('sim rare', () => {
  it('is plain sampling where there is one stratum, as sim run on the law of the scenario', async () => {
    expect(plain).toMatchObject({ format: 'resplice.rare/1', within: 'law', replications: 2500 });
    // As good as itself, exactly, up to rounding.
    expect(plain.means[0].plainVarianceOverThis).toBeCloseTo(1, 9);
    const run = await sim('run', 'law.yaml', '--replications', '2500', '--json', '--threads', '1');
    const { protocols } = JSON.parse(run.out) as { protocols: { plain: { lostUserHours: { mean: number } } } };
    expect(plain.means[0].value / protocols.plain.lostUserHours.mean).toBeCloseTo(1, 9);
  });

  it('comes to the same by strata of a law, each replication with a magnitude of its own', () => {
    expect(strata.within).toBe('law');
    expect(strata.strata.map(({ replications }) => replications)).toEqual([400, 400, 400, 400, 400]);
    expect(strata.strata.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
    agreeInAll(strata, plain);
    const means = strata.means[0].strata;
    expect(means[4]).toBeGreaterThan(means[0]);
    const whole = strata.strata.reduce((sum, { probability }, place) => sum + probability * means[place], 0);
    expect(strata.means[0].value).toBeCloseTo(whole, 6);
  });

  it("comes to the same by Neyman's allocation, after a pilot that is told", async () => {
    const neyman = await documentOf({ strata: { ...BLOCK, count: 5, allocation: 'neyman', replications: 2000 } });
    expect(neyman.pilotReplications).toBe(200);
    expect(neyman.strata.reduce((sum, { replications }) => sum + replications, 0)).toBe(2000);
    expect(new Set(neyman.strata.map(({ replications }) => replications)).size).toBeGreaterThan(1);
    agreeInAll(neyman, plain);
  });

  it('comes to the same by importance, of a law or magnitude by magnitude', async () => {
    const block = { ...BLOCK, proposal: 0.3 };
    const ofLaw = await documentOf({ importance: { ...block, replications: 1500 } });
    expect(ofLaw.within).toBe('law');
    expect(ofLaw.means[0].effectiveSize).toBeGreaterThan(50);
    agreeInAll(ofLaw, plain);
    const ofFixed = await documentOf({
      scenario: 'fixed.yaml',
      importance: { ...block, proposal: 0.7, replications: 300, perMagnitude: 3 },
    });
    expect(ofFixed.within).toBe('magnitudes');
    agreeInAll(ofFixed, plain);
  });

  it('comes to the same where the scenario has one magnitude and others take its place', async () => {
    const fixed = await documentOf({
      scenario: 'fixed.yaml',
      strata: { ...BLOCK, count: 4, allocation: 'equal', replications: 320, perMagnitude: 4 },
    });
    expect(fixed.within).toBe('magnitudes');
    agreeInAll(fixed, plain);
  });

  it('prints a table, and the same bytes on any number of threads', async () => {
    const name = asked({ strata: { ...BLOCK, count: 5, allocation: 'equal', replications: 600 } });
    const one = await sim('rare', name, '--threads', '1');
    expect(one.code, one.err).toBe(0);
    expect((await sim('rare', name, '--threads', '3')).out).toBe(one.out);
    expect(one.out).toContain('hazards[0].magnitude: Gutenberg-Richter, b 1, Mw 5 to 7.5; seed 1, horizon 10 d');
    expect(one.out).toMatch(/^mean lost user-hours\n {2}plain +[\d,]+ \[/m);
    expect(one.out).toMatch(/^chance of lost user-hours above 0\n {2}plain +[\d.]+ % \[/m);
    expect(one.out).toMatch(/^Mw 7 to 7\.5 +[\d.]+ % +120 +/m);
    expect(one.out).toContain('follow the Gutenberg-Richter law with b = 1, cut off at 5 and 7.5');
  });

  it('refuses weights that rest on too few magnitudes, before anything is run', async () => {
    const name = asked({ importance: { ...BLOCK, b: 2, proposal: -2, replications: 200 } });
    const said = await sim('rare', name);
    expect(said.code).toBe(1);
    expect(said.err).toMatch(/^refused: the weights are worth [\d.]+ magnitudes of equal weight, fewer than 50/m);
    expect(said.err).not.toContain('replications,');
    expect(said.out).toBe('');
    const json = await sim('rare', name, '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ means: [], exceedances: [] });
    expect((JSON.parse(json.out) as Doc).refused).toContain('fewer than 50');
  });
});

/** The command in this process, for what ends before anything is run. */
async function told(name: string): Promise<Said> {
  const said: Said = { code: 0, out: '', err: '' };
  const kept = (stream: 'out' | 'err') => (text: unknown) => {
    said[stream] += String(text);
    return true;
  };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(kept('out'));
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(kept('err'));
  try {
    await rare(join(folder, name), {});
  } catch (fault) {
    if (!(fault instanceof CommandEnd)) throw fault;
    said.code = fault.code;
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
  return said;
}

describe('what is wrong with a file of rare events', () => {
  const some = { ...BLOCK, count: 4, replications: 400 };
  it.each<[string, object, RegExp]>([
    ['both kinds', { strata: some, importance: { ...BLOCK, proposal: 0, replications: 99 } }, /:\d+:\d+ .*exactly one/],
    ['neither kind', {}, /neither strata nor importance/],
    ['no scenario', { scenario: 'lav.yaml', strata: some }, /scenario: found no file .*lav\.yaml.*law\.yaml/],
    ['an unknown metric', { strata: some, metrics: ['lostUserHour'] }, /metrics\[0\].*did you mean "lostUserHours"/],
    [
      'a time beyond the horizon',
      { strata: some, exceed: [{ metric: 'sustainedTimeTo95Hours', value: '11d' }] },
      /exceed\[0\]\.value: found "11d", expected less than the horizon, 240 h/,
    ],
    [
      'no number',
      { strata: some, exceed: [{ metric: 'lostUserHours', value: '3d' }] },
      /expected a number, of user-hours/,
    ],
    ['a path to something else', { strata: { ...some, path: 'hazards[0].depthKm' } }, /the magnitude of an earthquake/],
    ['a path to nothing', { strata: { ...some, path: 'hazards[3].magnitude' } }, /strata\.path: found hazards\[3\]/],
    [
      'a magnitude beyond all',
      { strata: { ...some, max: 9 } },
      /magnitude\.gutenbergRichter\.max: found 9, expected at most 8\.5/,
    ],
    ['a law upside down', { strata: { ...some, min: 7, max: 6 } }, /a greatest magnitude above the least/],
    ['too few replications', { strata: { ...some, replications: 5 } }, /5 replications for 4 strata.*at least 8/],
    [
      'too few magnitudes',
      { importance: { ...BLOCK, proposal: 0, replications: 40 } },
      /40 replications.*at least 50 magnitudes/,
    ],
    ['an unknown key', { strata: { ...some, counts: 3 } }, /unknown key "counts".*did you mean "count"/],
    ['an unknown protocol', { strata: some, protocols: ['plane'] }, /protocols\[0\]: found no protocol "plane"/],
  ])('%s is told at its place, with code 2', async (_, keys, message) => {
    const said = await told(asked(keys));
    expect(said.err).toMatch(message);
    expect(said.err).toMatch(/rare-\d+\.yaml:\d+:\d+ /);
    expect(said).toMatchObject({ code: 2, out: '' });
  });

  it('is described by sim schema rare', async () => {
    const schema = JSON.parse((await sim('schema', 'rare')).out) as { properties: object };
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(['scenario', 'strata', 'importance', 'exceed', 'metrics', 'protocols', 'seed']),
    );
    expect(schema).toEqual(JSON.parse(readFileSync(join(ROOT, 'docs/schema/rare.json'), 'utf8')));
  });
});
