/**
 * Whether gates keep the error rate that they state: quake.yaml under 100 seeds, judged as the example workflow does (one
 * look) and as `sim compare` does on a scenario (looks at twice as many replications each time).
 *
 * Candidates against cmg-core: itself, unchanged; docs/ci/cmg-core-worse.yaml, which is 5 % worse by rare and great losses;
 * one that is 5 % worse by a little in most replications; and both with a true difference of the margin: their columns, whose
 * noise is their own, times the number that makes their mean over all seeds 1.02 times that of cmg-core over all seeds, which
 * 64,000 replications tell far better than the 640 at most that a gate sees.
 */
import { fileURLToPath } from 'node:url';
import seedrandom from 'seedrandom';
import { Files } from '../src/cli/files.ts';
import { keyFrom } from '../src/engine/draws.ts';
import { type GateOutcome, judge, looksUpTo } from '../src/experiment/gate.ts';
import { columnOf, firstOf, type Sample, samplesOf } from '../src/experiment/pairs.ts';
import { Runner } from '../src/experiment/run.ts';
import { wilson } from '../src/experiment/wilson.ts';
import { compile } from '../src/scenario/compile.ts';
import type { Load } from '../src/scenario/files.ts';
import { type Gates, readGates } from '../src/scenario/gates.ts';
import { describe, Problems } from '../src/text/problem.ts';

const SEEDS = 100;
const REPLICATIONS = 640;
const FIRST_LOOK = 160;
const PROTOCOL = 'cmg-core';
const METRIC = 'lostUserHours';

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
/** As cmg-core, but a fault is known to all hours later: a little worse in most replications. */
const LATE = `{ name: late, title: Late, summary: all know late, extends: [cmg-core],
  awareness: { shareDelay: { exponential: 7.6h } } }`;
const files = new Files();
const load: Load = (name) => (name === at('docs/ci/late.yaml') ? { text: LATE } : files.load(name));
const problems = new Problems();
const compiled = compile(
  at('scenarios/quake.yaml'),
  load,
  { protocols: [PROTOCOL, at('docs/ci/cmg-core-worse.yaml'), at('docs/ci/late.yaml')], replications: REPLICATIONS },
  problems,
);
if (compiled === undefined) throw new Error(problems.errors.map(describe).join('\n'));
const { model } = compiled;
const known = { baselines: [PROTOCOL], compared: () => [PROTOCOL], metrics: model.metrics };
const gates = readGates(at('docs/ci/gates.yaml'), load, problems, known, REPLICATIONS);
if (gates === undefined) throw new Error(problems.errors.map(describe).join('\n'));
const [first] = gates.gates;
if (first.claim.kind !== 'not-worse' || !('share' in first.claim.margin) || first.metric !== METRIC)
  throw new Error(`the first gate is not one on ${METRIC}`);
const { share } = first.claim.margin;

const runner = new Runner(model);
const seeds = Array.from({ length: SEEDS }, (_, seed) => {
  runner.rekey(keyFrom(seedrandom(String(seed + 1))));
  const [before, rare, late] = samplesOf(runner.run(0, REPLICATIONS));
  return { before, rare: { ...rare, name: PROTOCOL }, late: { ...late, name: PROTOCOL } };
});
const total = (samples: readonly Sample[]): number =>
  samples.reduce((sum, sample) => sum + columnOf(sample, METRIC).column.reduce((all, value) => all + value, 0), 0);
const lost = total(seeds.map(({ before }) => before));
const lostBy = { rare: total(seeds.map(({ rare }) => rare)), late: total(seeds.map(({ late }) => late)) };
const atMargin = (sample: Sample, scale: number): Sample => ({
  ...sample,
  columns: sample.columns.map((column, place) =>
    sample.metrics[place].name === METRIC ? column.map((value) => scale * value) : column,
  ),
});

/** The gates of a candidate; the last look decides. */
function outcomesOf(before: Sample, candidate: Sample, judged: Gates, firstLook: number): GateOutcome[] {
  const looks = looksUpTo(firstLook, REPLICATIONS);
  for (let count = firstLook; ; count = Math.min(2 * count, REPLICATIONS)) {
    const results = judge(judged, () => firstOf(before, count), [firstOf(candidate, count)], looks);
    const outcomes = results.map(({ outcome }) => outcome);
    if (count >= REPLICATIONS || !outcomes.includes('inconclusive')) return outcomes;
  }
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
const told = (hits: number): string => {
  const [low, high] = wilson(hits / SEEDS, SEEDS);
  return `${percent(hits / SEEDS)} [${percent(low)} … ${percent(high)}]`.padEnd(27);
};
const candidates: readonly [string, (seed: (typeof seeds)[number]) => Sample][] = [
  ['unchanged', ({ before }) => before],
  ['5 % worse, rarely', ({ rare }) => rare],
  ['5 % worse, mostly', ({ late }) => late],
  ['at the margin, rarely', ({ rare }) => atMargin(rare, ((1 + share) * lost) / lostBy.rare)],
  ['at the margin, mostly', ({ late }) => atMargin(late, ((1 + share) * lost) / lostBy.late)],
];
say(
  `${SEEDS} seeds of ${REPLICATIONS} replications; stated error rate ${percent(gates.errorRate)}, margin ${percent(share)}`,
);
say(
  `over all seeds the one loses ${percent(lostBy.rare / lost - 1)} more, the other ${percent(lostBy.late / lost - 1)}`,
);
say('any gate fails, the gate on the mean passes, it is not decided; shares of the seeds [95 %, Wilson]');
for (const [how, firstLook] of [
  ['one look, as the example workflow', REPLICATIONS],
  [`looks at ${FIRST_LOOK}, ${2 * FIRST_LOOK}, ${4 * FIRST_LOOK}`, FIRST_LOOK],
] as const) {
  say(`\n${how}`);
  say(`${''.padEnd(24)}${'fails'.padEnd(27)}${'passes'.padEnd(27)}not decided`);
  for (const [name, candidateOf] of candidates) {
    const all = seeds.map((seed) => outcomesOf(seed.before, candidateOf(seed), gates, firstLook));
    const count = (which: (outcomes: GateOutcome[]) => boolean): string => told(all.filter(which).length);
    const fails = count((outcomes) => outcomes.includes('failed'));
    const passes = count(([mean]) => mean === 'passed');
    const open = count(([mean]) => mean === 'inconclusive');
    say(`${name.padEnd(24)}${fails}${passes}${open}`.trimEnd());
  }
}
