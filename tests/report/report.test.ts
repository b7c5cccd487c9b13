import { describe, expect, it } from 'vitest';
import { progressTo } from '../../src/cli/progress.ts';
import { summaries } from '../../src/experiment/statistics.ts';
import { amount, hours, number } from '../../src/report/amounts.ts';
import { curveCsv } from '../../src/report/curve-csv.ts';
import { curveSvg } from '../../src/report/curve-svg.ts';
import { runDocument } from '../../src/report/run-json.ts';
import { story } from '../../src/report/story.ts';
import { aligned, runTable, wrapped } from '../../src/report/table.ts';
import { whoIsCutOff } from '../../src/report/who.ts';
import { compiledFrom, ran, traced } from '../worlds.ts';

const head = {
  scenario: 's',
  title: 'A <cut> & more',
  seed: 1,
  topologyName: 'two',
  sites: 2,
  links: 1,
  siteNames: [
    { id: 'hub', name: 'Hub', population: 0 },
    { id: 'a', name: 'Town A', population: 1000 },
  ],
  assumptions: ['short', `long ${'word '.repeat(80)}end`],
  warnings: [],
};

describe('amounts', () => {
  it.each([
    [Number.NaN, '–'],
    [0, '0 h'],
    [0.001, '3.6 s'],
    [0.5, '30 min'],
    [7.25, '7.25 h'],
    [47.9, '47.9 h'],
    [72, '3 d'],
  ])('%d hours are %s', (value, text) => {
    expect(hours(value)).toBe(text);
  });
  it('have their units', () => {
    expect(amount(0.1234, 'share')).toBe('12.3 %');
    expect(amount(Number.NaN, 'share')).toBe('–');
    expect(amount(71_500_000, 'user-hours')).toBe('71.5 million');
    expect(amount(1234.6, 'user-hours')).toBe('1,235');
    expect(amount(Number.POSITIVE_INFINITY, 'h', '> 60 d')).toBe('> 60 d');
    expect(number(0.0123)).toBe('0.012');
  });
});

describe('the table', () => {
  const cut = { 'cable-cut': { link: 'hub--a', at: '3h' } };
  it('tells means with intervals, and what is censored', () => {
    const outcomes = ran(compiledFrom({ crews: [], hazards: [cut], watch: ['hub--a'] }), 4);
    const text = runTable(head, outcomes, summaries(outcomes));
    expect(text).toMatch(/people cut off at worst +100 % \[100 % … 100 %\]/);
    expect(text).toMatch(/time to 100 % +≥ 99\.9 d/);
    expect(text).toMatch(/not back within 100 d +100 %/);
    expect(text).toContain('lower bound');
    expect(text).toContain('  - short');
    expect(text).toContain('word …');
    expect(text.split('\n').every((line) => line.length <= 140)).toBe(true);
  });
  it('says that a watched link never broke, or in how many replications it did', () => {
    const never = ran(compiledFrom({ watch: ['hub--a'] }), 2);
    expect(runTable(head, never, summaries(never))).toMatch(/hub--a back +never broke/);
    const some = ran(
      compiledFrom({ watch: ['hub--a'], hazards: [{ 'random-cuts': { ratesPer1000KmYear: { buried: 50 } } }] }),
      40,
    );
    expect(runTable(head, some, summaries(some))).toMatch(/replications in which it broke +\d+ of 40/);
  });
  it('names who is cut off, how often and for how long', () => {
    const outcomes = ran(
      compiledFrom({ hazards: [{ 'site-loss': { site: 'a', at: '3h', state: 'complete' } }], crews: [] }),
      2,
    );
    expect(whoIsCutOff(head, outcomes)).toEqual([
      { id: 'a', name: 'Town A', population: 1000, protocols: { plain: { cutOffShare: 1, meanHours: 2397 } } },
    ]);
    expect(runTable(head, outcomes, summaries(outcomes))).toMatch(/Town A +1,000 +100 % +99\.9 d/);
  });
  it('sets columns and breaks lines', () => {
    expect(
      aligned([
        ['a', 'bb'],
        ['ccc', 'd'],
      ]),
    ).toEqual(['a     bb', 'ccc    d']);
    expect(wrapped('one two three', 9, '- ', '  ')).toEqual(['- one two', '  three']);
  });
});

describe('the document', () => {
  it('has the promised shape, and null for what no number can say', () => {
    const outcomes = ran(
      compiledFrom({ crews: [], watch: ['hub--a'], hazards: [{ 'cable-cut': { link: 'hub--a' } }] }),
      3,
    );
    const document = runDocument(head, outcomes, summaries(outcomes), 'f'.repeat(16));
    expect(document).toMatchObject({
      format: 'resplice.run/1',
      scenario: 's',
      seed: 1,
      replications: 3,
      fingerprint: 'ffffffffffffffff',
      topology: { sites: 2, links: 1 },
    });
    const { plain } = document.protocols as Record<string, Record<string, Record<string, unknown>>>;
    for (const name of [
      'populationCutOffPeak',
      'pairsDisconnectedPeak',
      'lostUserHours',
      'lossOfResilienceHours',
      'timeTo50Hours',
      'timeTo80Hours',
      'timeTo95Hours',
      'timeTo100Hours',
      'sustainedTimeTo95Hours',
    ])
      expect(Object.keys(plain[name]).sort()).toEqual([
        'censoredShare',
        'ci95',
        'cvar90',
        'cvar90Ci95',
        ...(/Time/i.test(name) ? ['kaplanMeier'] : []),
        'mean',
        'median',
        'medianCi95',
        'n',
        'p05',
        'p05Ci95',
        'p95',
        'p95Ci95',
        'sd',
      ]);
    expect(plain.timeTo100Hours).toMatchObject({ mean: 2400, median: null, p95: null, censoredShare: 1 });
    const calm = ran(compiledFrom({ watch: ['hub--a'] }), 1);
    const quiet = runDocument(head, calm, summaries(calm), '').protocols as typeof document.protocols &
      Record<string, Record<string, unknown>>;
    expect(quiet.plain['timeToRestoreLinkHours:hub--a']).toMatchObject({ mean: null, ci95: [null, null], n: 0 });
  });
});

describe('the recovery curve', () => {
  const outcomes = ran(compiledFrom({ hazards: [{ 'cable-cut': { link: 'hub--a', at: '3h' } }] }), 2);
  it('as CSV begins with nobody cut off and ends with nobody cut off', () => {
    const lines = curveCsv(outcomes).trim().split('\n');
    expect(lines[0]).toBe('hours,plain_cut_off_share_mean');
    expect(lines).toHaveLength(242);
    expect(lines[1]).toBe('0,0');
    expect(lines.at(-1)).toBe('2400,0');
    expect(lines.some((line) => line.endsWith(',1'))).toBe(true);
  });
  it('as a picture escapes what it is told', () => {
    const svg = curveSvg(head.title, outcomes);
    expect(svg).toContain('A &lt;cut&gt; &amp; more');
    expect(svg.match(/<path /g)).toHaveLength(1);
    expect(curveSvg('calm', ran(compiledFrom({}), 1))).toContain('1 %');
  });
});

describe('the story', () => {
  it('tells a repair from break to service', () => {
    const compiled = compiledFrom({ hazards: [{ name: 'digger', 'cable-cut': { link: 'hub--a', at: '3h' } }] });
    const { world, entries } = traced(compiled);
    const text = story(world, compiled.model.variants[0], entries, 0);
    expect(text).toMatch(
      /day {2}0 03:00 {2}hub--a \[fault 1\]: buried link of op is cut at km \d+(\.\d+)? of 40 by digger/,
    );
    expect(text).toContain('= 1,000 people are cut off');
    expect(text).toContain('hub--a [fault 1]: crew takes it on');
    expect(text).toContain('hub--a [fault 1]: the repair begins, 5 h');
    expect(text).toMatch(/= nobody is cut off\n\nEverything is mended by day {2}0/);
  });
  it('tells what is open at the horizon, and that nothing broke', () => {
    const open = compiledFrom({
      crews: [],
      hazards: [{ 'site-loss': { site: 'a', state: 'complete' } }, { 'site-loss': { site: 'a' } }],
    });
    const one = traced(open);
    const text = story(one.world, open.model.variants[0], one.entries, 0);
    expect(text).toContain('is destroyed by site-loss/1 and out of service');
    expect(text).toContain('hit again while down');
    expect(text).toContain('At the horizon 1 fault is still open: a.');
    const calm = compiledFrom({});
    const none = traced(calm);
    expect(story(none.world, calm.model.variants[0], none.entries, 5)).toContain('Nothing broke.');
  });
});

describe('progress', () => {
  const written = (isTTY: boolean): string => {
    let text = '';
    const progress = progressTo(
      {
        isTTY,
        write: (more: string) => {
          text += more;
        },
      },
      100,
    );
    for (const done of [10, 30, 60, 100]) progress.done(done);
    progress.end();
    return text;
  };
  it('is a line drawn over on a terminal, and few plain lines elsewhere', () => {
    expect(written(true)).toContain('\r[#########                     ] 30 of 100 replications');
    expect(written(false)).toBe('30 of 100 replications\n60 of 100 replications\n100 of 100 replications\n');
  });
});
