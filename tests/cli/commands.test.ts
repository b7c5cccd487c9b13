/** Every command from its sources, in this process: it says what the shipped one says, and ends with the same code. */
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ROOT } from '../worlds.ts';
import { folderOf, newFolder, type Said, simIn } from './sim.ts';

const shipped = simIn(ROOT);
const typed = process.argv;
const code = process.exitCode;
const scenario = join(ROOT, 'scenarios/cable-cut.yaml');
const WAYS = '--protocols siloed,cmg-core --replications 24 --threads 1';

/** Runs `sim` from its first line, as a shell would. */
async function fromSources(args: readonly string[]): Promise<Said> {
  const said = { out: '', err: '' };
  const hear = (name: 'out' | 'err') => (text: unknown) => {
    said[name] += String(text);
    return true;
  };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(hear('out'));
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(hear('err'));
  process.argv = [process.argv[0], 'sim', ...args];
  process.exitCode = undefined;
  try {
    await import('../../src/cli/main.ts');
    return { code: Number(process.exitCode ?? 0), ...said };
  } finally {
    out.mockRestore();
    err.mockRestore();
    process.argv = typed;
    process.exitCode = code;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeAllListeners(signal);
    process.stdout.removeAllListeners('error');
  }
}

beforeEach(() => {
  vi.resetModules();
});
afterAll(() => {
  process.exitCode = code;
});

/** Folders of results have names of their own, and a pace is nobody's business. */
const plain = (text: string): string =>
  text
    .replaceAll(/\/\S*resplice-\w+/g, 'FOLDER')
    .replaceAll(/, [\d.]+ a second(, [\w ]+ left)?/g, '')
    .replaceAll(/^\d+ of \d+ replications\n/gm, '');

const GATES = `gates:
  - { notWorse: lostUserHours, margin: 1 }
  - { limit: "timeToRestoreLinkHours:sumgayit--aktau.p95 <= 1h" }
  - { limit: "timeToRestoreLinkHours:sumgayit--aktau.mean <= 400d" }
`;
const RARE = `scenario: ${join(ROOT, 'scenarios/quake.yaml')}
protocols: [siloed]
importance: { path: 'hazards[0].magnitude', b: 1, min: 5, max: 7, proposal: 0.5, replications: 80 }
metrics: [lostUserHours]
exceed: [{ metric: lostUserHours, value: 1000000 }]
`;

const COMMANDS: readonly [words: string, code: number][] = [
  ['run SCENARIO --replications 8 --threads 1 --out OUT', 0],
  ['compare SCENARIO WAYS --rank --until 40% --metrics timeToRestoreLinkHours:sumgayit--aktau', 0],
  ['compare SCENARIO WAYS --attribute cmg-core --json', 0],
  ['compare SCENARIO WAYS --gate gates.yaml --most 24 --junit OUT/gates.xml --markdown OUT/gates.md', 1],
  ['compare SCENARIO --gate gates.yaml --protocols none', 2],
  ['sweep SCENARIO --seeds 1..12 --vary hazards[0].at=1h,9h --chunk 8 --threads 1 --out OUT', 0],
  [
    'sweep SCENARIO --seeds 1..12 --vary hazards[0].at=1h:9h --design lhs --points 3 --shard 1/2 --threads 1 --out OUT',
    0,
  ],
  ['sweep SCENARIO --vary hazards[0].att=1h', 2],
  [
    'sensitivity SCENARIO --vary hazards[0].at=0h:24h --vary repairVessel=resident,converted --trajectories 3 --replications 4 --protocol siloed --threads 1 --out OUT',
    0,
  ],
  [
    'sensitivity SCENARIO --method sobol --rows 4 --vary hazards[0].at=0h:24h --replications 4 --protocol siloed --threads 1 --json --out OUT',
    0,
  ],
  ['rare rare.yaml --threads 1', 0],
  ['explain SCENARIO --protocol siloed --replication 2', 0],
  ['check SCENARIO', 0],
  ['protocol show cmg-core', 0],
  ['schema gates', 0],
  ['topology check topologies/azerbaijan-caspian.yaml', 0],
  ['availability topologies/azerbaijan-2015.yaml --years 5 --replications 5', 0],
  ['worker --queue nowhere://x', 2],
  ['merge OUT --out OUT', 2],
];

describe('a command', () => {
  const files = folderOf({ 'gates.yaml': GATES, 'rare.yaml': RARE });
  it.each(COMMANDS)('%s', async (words, expected) => {
    const wordsIn = (out: string): string[] =>
      words
        .replaceAll('SCENARIO', scenario)
        .replaceAll('WAYS', WAYS)
        .replaceAll('OUT', out)
        .replaceAll(/(gates|rare)\.yaml/g, join(files, '$1.yaml'))
        .split(' ');
    const here = await fromSources(wordsIn(newFolder()));
    const there = await shipped(...wordsIn(newFolder()));
    expect([here.code, there.code]).toEqual([expected, expected]);
    expect(plain(here.out)).toBe(plain(there.out));
    expect(plain(here.err)).toBe(plain(there.err));
    if (expected === 0) expect(here.out.length + here.err.length).toBeGreaterThan(100);
  });
});
