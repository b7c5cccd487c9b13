/** The gates of a comparison: read beside what is compared, decided look by look, and told by the exit code. */
import { type GateResult, judge, looksUpTo } from '../experiment/gate.ts';
import { firstOf, type Sample } from '../experiment/pairs.ts';
import { number } from '../report/amounts.ts';
import type { Section } from '../report/compare-table.ts';
import { claimText, findingText, isFailure } from '../report/gate-sentence.ts';
import { type Gates, type Known, readGates } from '../scenario/gates.ts';
import { Problems } from '../text/problem.ts';
import { Files } from './files.ts';
import { CommandEnd, EXIT, tellProblems, warn } from './output.ts';

export interface Decided {
  readonly gates: Gates;
  readonly results: readonly GateResult[];
  /** Replications at each look. */
  readonly counts: readonly number[];
  readonly looks: number;
}

/** @param most replications, in place of what the file says  @throws CommandEnd with code 2, after all problems are told */
export function gatesIn(
  file: string | undefined,
  known: Known,
  replications: number,
  most: number | undefined,
): Gates | undefined {
  if (file === undefined) return undefined;
  const problems = new Problems();
  const gates = readGates(file, new Files().load, problems, known, replications);
  tellProblems(problems);
  return gates === undefined || most === undefined ? gates : { ...gates, mostReplications: most };
}

/**
 * Looks at twice as many replications each time until every gate is decided. The looks are fixed beforehand: what else was
 * run, and why, changes none of them.
 */
export async function decide(
  gates: Gates,
  first: number,
  upTo: (count: number) => Promise<readonly Sample[]>,
  baseline: string,
): Promise<Decided> {
  const { mostReplications } = gates;
  const looks = looksUpTo(first, mostReplications);
  const counts: number[] = [];
  for (let count = first; ; count = Math.min(2 * count, mostReplications)) {
    const samples = (await upTo(count)).map((sample) => firstOf(sample, count));
    const base = samples.find(({ name }) => name === baseline) ?? samples[0];
    const candidates = samples.filter((sample) => sample !== base);
    const results = judge(gates, () => base, candidates, looks);
    counts.push(count);
    if (count >= mostReplications || results.every(({ outcome }) => outcome !== 'inconclusive'))
      return { gates, results, counts, looks };
    warn(`a gate is not decided at ${count} replications: on to ${Math.min(2 * count, mostReplications)}`);
  }
}

/** What the error rate of the gates means. */
export function gateRule({ gates: { errorRate }, counts, looks }: Decided): Section {
  const spent =
    looks === 1
      ? `Looked at once, after ${counts[0]} replications:`
      : `Looked at after ${counts.join(', ')} replications, at most ${looks} times, each of which spends ${number((100 * errorRate) / looks)} %:`;
  const all = number(100 * errorRate);
  return {
    title: 'how the gates were decided',
    rows: [],
    sentences: [
      `${spent} over all gates and looks the stated chance that one is passed that does not hold is at most ${all} %, and that one is failed that does, at most as much. Losses that are great and rare raise the first (docs/compare.md).`,
    ],
  };
}

/** Exit code 1, with a sentence for each, when a gate fails. */
export function endByGates(
  results: readonly GateResult[],
  baselineOf: (protocol: string) => string,
  whenInconclusive: Gates['whenInconclusive'],
): void {
  for (const gate of results) {
    if (gate.outcome === 'passed') continue;
    const baseline = baselineOf(gate.protocol);
    const what = gate.outcome === 'failed' ? 'gate failed' : 'gate not decided';
    warn(`${what}: ${claimText(gate, baseline)}: ${findingText(gate, baseline)}`);
  }
  if (results.some((gate) => isFailure(gate, whenInconclusive))) throw new CommandEnd(EXIT.gate);
}
