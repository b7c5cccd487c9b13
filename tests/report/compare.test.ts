/** What a comparison says: as a table, as Markdown, as JUnit XML and as JSON. */
import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { describe, expect, it } from 'vitest';
import { contest } from '../../src/experiment/contest.ts';
import { type GateResult, judge } from '../../src/experiment/gate.ts';
import type { Sample } from '../../src/experiment/pairs.ts';
import { compareDocument } from '../../src/report/compare-json.ts';
import { type ComparisonHead, compareMarkdown, compareTable } from '../../src/report/compare-table.ts';
import { claimText, findingText } from '../../src/report/gate-sentence.ts';
import { junit } from '../../src/report/junit.ts';
import type { Gates } from '../../src/scenario/gates.ts';

const N = 60;
const NASTY = 'a|b*c_<i>[x](y)`$&';

const sampleOf = (name: string, times: number): Sample => ({
  name,
  horizonHours: 100,
  metrics: [
    { name: 'lostUserHours', kind: 'amount', unit: 'user-hours', label: 'lost user-hours' },
    { name: 'sustainedTimeTo95Hours', kind: 'time', unit: 'h', label: 'time to 95 %' },
    { name: 'availability', kind: 'amount', unit: 'share', label: 'availability', better: 'higher' },
    { name: 'worstAfterHours', kind: 'time', unit: 'h', label: 'worst after', better: 'neither' },
  ],
  columns: [
    Float64Array.from({ length: N }, (_, row) => times * (5e7 + 1e6 * (row % 7))),
    Float64Array.from({ length: N }, (_, row) => (row % 6 === 0 ? Number.POSITIVE_INFINITY : times * (10 + (row % 5)))),
    Float64Array.from({ length: N }, (_, row) => 1 - times * (0.01 + 0.001 * (row % 3))),
    Float64Array.from({ length: N }, (_, row) => times * (1 + (row % 2))),
  ],
  onset: new Float64Array(N),
});

const baseline = sampleOf('siloed', 1);
const candidates = [sampleOf('siloed-twice', 1), sampleOf(NASTY, 0.7), sampleOf('worse', 1.3)];
const pairs = candidates.map((candidate) => ({ baseline, candidate }));
const mean = { of: 'mean' } as const;
const notWorse = { kind: 'not-worse', margin: { share: 0.02 } } as const;
const GATES: Gates = {
  baseline: 'siloed',
  errorRate: 0.05,
  mostReplications: N,
  whenInconclusive: 'warn',
  gates: [
    { place: 'gates[0]', protocol: undefined, metric: 'lostUserHours', statistic: mean, claim: notWorse },
    { place: 'gates[1]', protocol: NASTY, metric: 'availability', statistic: mean, claim: notWorse },
    {
      place: 'gates[2]',
      protocol: 'worse',
      metric: 'sustainedTimeTo95Hours',
      statistic: { of: 'quantile', level: 0.95 },
      claim: { kind: 'limit', isAtMost: true, limit: 120 },
    },
  ],
};
const gates: GateResult[] = judge(GATES, () => baseline, candidates, 1);
const baselineOf = (): string => 'siloed';
const head: ComparisonHead = {
  title: 'A quake <at> # Shamakhi',
  about: ['60 replications'],
  baselineOf,
  replications: N,
  horizonHours: 100,
  margin: 0.02,
  alpha: 0.05,
  isGrown: false,
  assumptions: ['1 value of *cmg*'],
  sections: [
    {
      title: 'how',
      rows: [
        ['', 'n'],
        ['   x', '3'],
      ],
      sentences: ['So it was.'],
    },
  ],
};
const contested = contest(pairs, { margin: { share: 0.02 }, alpha: 0.05 });

describe('the table', () => {
  const table = compareTable(head, contested, gates);
  it('has a row for each protocol, below its baseline, with a verdict', () => {
    expect(table).toMatch(/^lost user-hours\n {3}siloed +52.9 million +baseline\n/m);
    expect(table).toMatch(/^ {3}siloed-twice +52.9 million +0 \[0 … 0\] +0 \[0 … 0\] % +0 % +equivalent$/m);
    expect(table).toMatch(/^ {3}worse .*\+15.9 \[15.7 … 16\] million .* worse$/m);
    expect(table).toContain('≥: censored replications count with the time watched: a lower bound.');
    expect(table).toMatch(/^ {3}failed +worse: lostUserHours not worse than siloed by 2 %$/m);
    expect(table).toMatch(/^ {3}inconclusive +worse: sustainedTimeTo95Hours.p95 <= 120 h$/m);
  });
  it('is no wider than 120 columns', () => {
    for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
  it('says of what neither more nor less is better that it has no direction', () => {
    const told = contest(pairs, {
      margin: { share: 0.02 },
      alpha: 0.05,
      metrics: ['worstAfterHours', 'lostUserHours'],
    });
    expect(told[0].bouts.map(({ verdict }) => verdict)).toEqual(Array(3).fill('no direction'));
    expect(told[1].bouts.map(({ verdict }) => verdict)).toEqual(['equivalent', 'improved', 'worse']);
    expect(compareTable(head, told, [])).toMatch(/^ {3}worse .* no direction$/m);
  });
  it('takes the margin of a share that is wanted as one of what is missing, and says so', () => {
    const told = contest(pairs, { margin: { share: 0.02 }, alpha: 0.05, metrics: ['availability'] });
    expect(told[0].bouts.map(({ verdict }) => verdict)).toEqual(['equivalent', 'improved', 'worse']);
    expect(compareTable(head, told, []).replaceAll(/\s+/g, ' ')).toContain('of what it lacks of 100 %');
    expect(gates.some((gate) => claimText(gate, 'siloed').endsWith('by 2 % of what it lacks'))).toBe(true);
  });
  it('of one replication shows nothing, and says so', () => {
    const one = (sample: Sample): Sample => ({
      ...sample,
      columns: sample.columns.map((column) => column.subarray(1, 2)),
      onset: sample.onset.subarray(1, 2),
    });
    const told = contest([{ baseline: one(baseline), candidate: one(candidates[2]) }], {
      margin: { share: 0.02 },
      alpha: 0.05,
    });
    for (const { bouts } of told) expect(bouts[0].verdict).toBe('inconclusive');
    expect(compareTable({ ...head, replications: 1 }, told, []).replaceAll('\n', ' ')).toContain(
      'One replication has no interval and shows nothing.',
    );
  });
});

describe('the Markdown', () => {
  const text = compareMarkdown(head, contested, gates);
  it('lets no name make a column, a tag, a link, a heading or a formula', () => {
    expect(text).toContain('a\\|b\\*c\\_&lt;i&gt;\\[x\\](y)\\`\\$&amp;');
    expect(text).toMatch(/^## A quake &lt;at&gt; \\# Shamakhi$/m);
    expect(text).not.toMatch(/<(?!\/?(sub|details|summary)>)/);
  });
  it('has as many cells in each row of a table as its header', () => {
    const cells = (line: string): number => line.replaceAll('\\|', '').split('|').length;
    for (const block of text.split('\n\n').filter((part) => part.startsWith('|'))) {
      const [header, ...rows] = block.split('\n');
      for (const row of rows) expect(cells(row)).toBe(cells(header));
    }
  });
  it('begins with the worst of the gates', () => {
    expect(text).toContain('**Gates: failed**');
    expect(text.indexOf('Gates:')).toBeLessThan(text.indexOf('### lost user-hours'));
  });
});

describe('the JUnit XML', () => {
  it.each(['warn', 'fail'] as const)('is well formed and its counts add up where the undecided %s', (when) => {
    const { root } = parseXml(junit(`x ${NASTY}\u0000\uD800\uFFFF`, gates, baselineOf, when));
    if (root === null) throw new Error('no root');
    const elements = (of: XmlElement): XmlElement[] =>
      of.children.filter((child): child is XmlElement => child instanceof XmlElement);
    const [suite] = elements(root);
    const cases = elements(suite);
    expect(cases).toHaveLength(gates.length);
    const having = (name: string): number =>
      cases.filter((one) => elements(one).some((child) => child.name === name)).length;
    for (const { attributes } of [root, suite])
      expect(attributes).toMatchObject({
        tests: String(gates.length),
        failures: String(having('failure')),
        errors: '0',
        skipped: String(having('skipped')),
      });
    expect(having('failure') + having('skipped') + having('system-out')).toBe(gates.length);
    const count = (outcome: string): number => gates.filter((gate) => gate.outcome === outcome).length;
    expect(count('failed') * count('passed') * count('inconclusive')).toBeGreaterThan(0);
    expect(having('failure')).toBe(count('failed') + (when === 'fail' ? count('inconclusive') : 0));
    expect(cases[0].attributes.name).toBe('siloed-twice: lostUserHours not worse than siloed by 2 %');
    expect(cases[1].attributes.classname).toContain(NASTY);
  });
});

describe('the document', () => {
  const document = compareDocument(head, contested, gates, 'warn', { scenario: 'x' });
  it('is plain data that JSON keeps whole, with the same keys everywhere', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(Object.keys(document)).toEqual([
      'format',
      'title',
      'replications',
      'isGrown',
      'horizonHours',
      'alpha',
      'margin',
      'passed',
      'measures',
      'gates',
      'scenario',
      'assumptions',
    ]);
    expect(document).toMatchObject({ format: 'resplice.compare/1', passed: false, margin: 0.02 });
  });
  it('tells each gate with its numbers and its sentence', () => {
    const [, , failed] = document.gates as Record<string, unknown>[];
    expect(failed).toMatchObject({
      protocol: 'worse',
      subject: 'lostUserHours',
      kind: 'not-worse',
      outcome: 'failed',
      margin: { share: 0.02 },
      found: findingText(gates[2], 'siloed'),
    });
    expect(failed.found).toMatch(/^68.8 million against 52.9 million of siloed, difference 15.9 million .*: disproved/);
  });
});
