/** Gates as JUnit XML, which every CI reads: one test case a gate. */
import type { GateResult } from '../experiment/gate.ts';
import { claimText, findingText, isFailure } from './gate-sentence.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Control signs, halves of signs and what is no sign have no place in XML 1.0. */
const escaped = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ' ').replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign]);

/** @param whenInconclusive whether a gate that is not decided counts as failed; else as skipped */
export function junit(
  suite: string,
  gates: readonly GateResult[],
  baselineOf: (protocol: string) => string,
  whenInconclusive: 'warn' | 'fail',
): string {
  const fails = (gate: GateResult): boolean => isFailure(gate, whenInconclusive);
  const isSkipped = (gate: GateResult): boolean => gate.outcome === 'inconclusive' && !fails(gate);
  const count = (which: (gate: GateResult) => boolean): number => gates.filter(which).length;
  const counts = `tests="${gates.length}" failures="${count(fails)}" errors="0" skipped="${count(isSkipped)}"`;
  const cases = gates.flatMap((gate) => {
    const baseline = baselineOf(gate.protocol);
    const found = escaped(findingText(gate, baseline));
    const name = escaped(claimText(gate, baseline));
    const kind = gate.outcome === 'failed' ? 'gate failed' : 'gate not decided';
    return [
      `    <testcase classname="${escaped(`${suite}.${gate.protocol}`)}" name="${name}">`,
      ...(fails(gate) ? [`      <failure type="${kind}" message="${found}"/>`] : []),
      ...(isSkipped(gate) ? [`      <skipped message="${found}"/>`] : []),
      ...(gate.outcome === 'passed' ? [`      <system-out>${found}</system-out>`] : []),
      '    </testcase>',
    ];
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escaped(suite)}" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
