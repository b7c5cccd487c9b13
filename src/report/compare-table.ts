/** What a comparison of protocols says, as a table for a terminal and as Markdown for the summary of a CI step. */
import type { Bout, Contested } from '../experiment/contest.ts';
import type { GateResult } from '../experiment/gate.ts';
import { amount, hours, number } from './amounts.ts';
import { claimText, findingText } from './gate-sentence.ts';
import { aligned, wrapped } from './table.ts';

/** What a comparison is about. */
export interface ComparisonHead {
  readonly title: string;
  /** What was run, in a clause or two. */
  readonly about: readonly string[];
  /** What a protocol is compared with, by its name: another protocol, or the same of another run. */
  readonly baselineOf: (protocol: string) => string;
  readonly replications: number;
  readonly horizonHours: number;
  /** A share of the baseline. */
  readonly margin: number;
  readonly alpha: number;
  /** Replications were added by what those before them showed: the verdicts are for reading then. */
  readonly isGrown: boolean;
  readonly assumptions: readonly string[];
  /** Further paragraphs: how the number of replications came about, what a ranking or an attribution says. */
  readonly sections: readonly Section[];
}

export interface Section {
  readonly title: string;
  /** A header and rows; sentences follow. */
  readonly rows: readonly (readonly string[])[];
  readonly sentences: readonly string[];
}

const PAGE = 118;

/** A heading, then rows below {@link HEADER}. */
interface Block {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

const HEADER = ['', 'value', 'difference [95 %]', 'change [95 %]', 'better in', 'verdict'] as const;

const signed = (text: string, value: number): string => (value > 0 ? `+${text}` : text);

/** A value with its interval, the unit once where all three have the same: `−26.4 [−30.4 … −22.4] million`. */
function narrow(value: number, [low, high]: readonly [number, number], tell: (value: number) => string): string {
  if (Number.isNaN(value)) return '–';
  const told = [value, low, high].map(tell);
  const [unit] = / \S+$/.exec(told[0]) ?? [''];
  const isShared = unit !== '' && told.every((one) => one.endsWith(unit));
  const [at, from, to] = isShared ? told.map((one) => one.slice(0, -unit.length)) : told;
  return `${at} [${from} … ${to}]${isShared ? unit : ''}`;
}

/** The row of a protocol. */
function boutRow({ metric, by }: Contested, bout: Bout, horizonHours: number): string[] {
  const { contrast, comparison, verdict } = bout;
  const tell = (value: number): string => amount(value, metric.unit, `> ${hours(horizonHours)}`);
  const percent = (share: number): string => `${number(100 * share)} %`;
  const { change, ci95 } = comparison.relative;
  const isTail = by === 'cvar90';
  const censored = comparison.censoredShare.candidate > 0 ? '≥ ' : '';
  return [
    `   ${bout.protocol}`,
    `${censored}${tell(contrast.candidate)}`,
    signed(narrow(contrast.difference, contrast.ci95, tell), contrast.difference),
    isTail
      ? signed(percent(contrast.difference / contrast.baseline), contrast.difference)
      : signed(narrow(change, ci95, percent), change),
    isTail || metric.better === 'neither' ? '' : percent(comparison.better.share),
    verdict,
  ];
}

const BY = { mean: '', rmst: ', restricted mean', cvar90: ', mean of the worst tenth' } as const;

function blocksOf({ baselineOf, horizonHours }: ComparisonHead, contested: readonly Contested[]): Block[] {
  return contested.map((one) => {
    const { metric, by, bouts } = one;
    const rows: string[][] = [];
    const told = new Set<string>();
    for (const bout of bouts) {
      const baseline = baselineOf(bout.protocol);
      if (!told.has(baseline)) {
        const value = amount(bout.contrast.baseline, metric.unit, `> ${hours(horizonHours)}`);
        const censored = bout.comparison.censoredShare.baseline > 0 ? '≥ ' : '';
        rows.push([`   ${baseline}`, `${censored}${value}`, '', '', '', 'baseline']);
      }
      told.add(baseline);
      rows.push(boutRow(one, bout, horizonHours));
    }
    return { title: `${metric.label}${BY[by]}`, rows };
  });
}

const GROWN =
  ' Replications were added by what the first showed, so that the verdicts are for reading: gates count their looks.';

/** How the verdicts are to be read. */
function rules({ margin, alpha, replications, isGrown }: ComparisonHead, contested: readonly Contested[]): string {
  const isMissing = contested.some(({ metric: { unit, better } }) => unit === 'share' && better === 'higher');
  const of = `${number(100 * margin)} % of the baseline${isMissing ? ' (of a share that is wanted: of what it lacks of 100 %)' : ''}`;
  const one = replications === 1 ? ' One replication has no interval and shows nothing.' : '';
  return `Paired differences on the same damage. Verdicts: one-sided tests at ${number(100 * alpha)} % for all rows together (Holm), margin ${of}. "improved": shown to be better; "not worse": by less than the margin; "equivalent": within the margin either way; "worse": shown, and not by less than the margin; "inconclusive": none of these is shown.${one}${isGrown ? GROWN : ''}`;
}

const gateRows = (gates: readonly GateResult[], head: ComparisonHead): string[][] => [
  ['gate', 'outcome', 'found'],
  ...gates.map((gate) => {
    const baseline = head.baselineOf(gate.protocol);
    return [claimText(gate, baseline), gate.outcome, findingText(gate, baseline)];
  }),
];

const CENSORED = '≥: censored replications count with the time watched: a lower bound.';
const hasCensored = (contested: readonly Contested[]): boolean =>
  contested.some(({ bouts }) =>
    bouts.some(({ comparison: { censoredShare } }) => censoredShare.baseline + censoredShare.candidate > 0),
  );

export function compareTable(
  head: ComparisonHead,
  contested: readonly Contested[],
  gates: readonly GateResult[],
): string {
  const blocks = blocksOf(head, contested);
  const lines = [head.title, ...head.about.flatMap((sentence) => wrapped(sentence, PAGE, '', ''))];
  lines.push(...wrapped(rules(head, contested), PAGE, '', ''), '');
  // One set of widths for all blocks, under one header.
  const [header, ...body] = aligned([HEADER, ...blocks.flatMap(({ rows }) => rows)]);
  lines.push(header);
  let at = 0;
  for (const { title, rows } of blocks) {
    lines.push(title, ...body.slice(at, at + rows.length), '');
    at += rows.length;
  }
  if (hasCensored(contested)) lines.push(CENSORED, '');
  for (const { title, rows, sentences } of head.sections) {
    lines.push(title, ...(rows.length === 0 ? [] : aligned(rows)));
    for (const sentence of sentences) lines.push(...wrapped(sentence, PAGE, '', ''));
    lines.push('');
  }
  if (gates.length > 0) {
    lines.push('gates');
    for (const [claim, outcome, found] of gateRows(gates, head).slice(1))
      lines.push(
        `   ${outcome.padEnd('inconclusive'.length)}   ${claim}`,
        ...wrapped(found, PAGE, ' '.repeat(18), ' '.repeat(18)),
      );
    lines.push('');
  }
  if (head.assumptions.length > 0)
    lines.push(
      `These results hold given ${head.assumptions.length} groups of assumptions (sim check prints them; the JSON holds them).`,
      '',
    );
  return lines.join('\n');
}

/** GitHub's and GitLab's Markdown alike. */
export function compareMarkdown(
  head: ComparisonHead,
  contested: readonly Contested[],
  gates: readonly GateResult[],
): string {
  const lines = [`## ${escaped(head.title)}`, '', ...head.about.map(escaped), ''];
  if (gates.length > 0) {
    const worst = (['failed', 'inconclusive', 'passed'] as const).find((outcome) =>
      gates.some((gate) => gate.outcome === outcome),
    );
    lines.push(`**Gates: ${worst}**`, '', ...markdownTable(gateRows(gates, head)), '');
  }
  for (const { title, rows } of blocksOf(head, contested))
    lines.push(`### ${escaped(title)}`, '', ...markdownTable([HEADER, ...rows]), '');
  if (hasCensored(contested)) lines.push(CENSORED, '');
  for (const { title, rows, sentences } of head.sections)
    lines.push(
      `### ${escaped(title)}`,
      '',
      ...(rows.length === 0 ? [] : [...markdownTable(rows), '']),
      ...sentences.map(escaped),
      '',
    );
  lines.push(`<sub>${escaped(rules(head, contested))}</sub>`, '');
  if (head.assumptions.length > 0)
    lines.push(
      `<details><summary>These results hold given what was assumed (${head.assumptions.length})</summary>`,
      '',
      ...head.assumptions.map((sentence) => `- ${escaped(sentence)}`),
      '',
      '</details>',
      '',
    );
  return lines.join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/** Names and titles are a user's: none of them may make a column, a tag, a link, a heading or a formula. */
const escaped = (text: string): string =>
  text.replaceAll(/[\\|`*_[\]<>&~$#]/g, (sign) => ENTITIES[sign] ?? `\\${sign}`).replaceAll(/\s+/g, ' ');

function markdownTable([header, ...body]: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]): string => `| ${cells.map((cell) => escaped(cell.trim())).join(' | ')} |`;
  return [
    row(header),
    `|${header.map((_, column) => (column === 0 ? ' :-- ' : ' --: ')).join('|')}|`,
    ...body.map(row),
  ];
}
