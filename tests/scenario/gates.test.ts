/** Files of gates: what they mean, and what is told of those that are wrong. */
import { describe, expect, it } from 'vitest';
import { jsonSchema } from '../../src/cli/schema.ts';
import { baselineOfGates, type Gates, readGates } from '../../src/scenario/gates.ts';
import { Problems, describe as told } from '../../src/text/problem.ts';

const KNOWN = {
  baselines: ['siloed', 'cmg-core', 'cmg-full'],
  compared: (named: string | undefined) =>
    ['siloed', 'cmg-core', 'cmg-full'].filter((name) => name !== (named ?? 'siloed')),
  metrics: [
    { name: 'lostUserHours', kind: 'amount', unit: 'user-hours' },
    { name: 'availability', kind: 'amount', unit: 'share', better: 'higher' },
    { name: 'sustainedTimeTo95Hours', kind: 'time', unit: 'h' },
    { name: 'worstAfterHours', kind: 'time', unit: 'h', better: 'neither' },
    { name: 'corridorDownHours:a.b--c', kind: 'amount', unit: 'h' },
  ],
} as const;

function read(text: string): { gates: Gates | undefined; wrong: string[] } {
  const problems = new Problems();
  const gates = readGates('g.yaml', () => ({ text }), problems, KNOWN, 200);
  return { gates, wrong: problems.errors.map(told) };
}

const gate = (written: string) => {
  const { gates, wrong } = read(`gates: [${written}]`);
  expect(wrong).toEqual([]);
  return gates?.gates[0];
};

describe('a file of gates', () => {
  it('has what it leaves out from the scenario and from here', () => {
    expect(read('gates: [{ notWorse: lostUserHours }]').gates).toEqual({
      baseline: undefined,
      errorRate: 0.05,
      mostReplications: 1600,
      whenInconclusive: 'warn',
      gates: [
        {
          place: 'gates[0]',
          protocol: undefined,
          metric: 'lostUserHours',
          statistic: { of: 'mean' },
          claim: { kind: 'not-worse', margin: { share: 0.02 } },
        },
      ],
    });
  });
  it('never asks for fewer replications than the scenario', () => {
    expect(read('{ mostReplications: 20, gates: [{ notWorse: lostUserHours }] }').gates?.mostReplications).toBe(200);
  });
  it.each([
    ['notWorse: lostUserHours.cvar90, margin: 5%', { of: 'cvar', level: 0.9 }, { share: 0.05 }],
    ['notWorse: lostUserHours, margin: 1000', { of: 'mean' }, { absolute: 1000 }],
    ['notWorse: sustainedTimeTo95Hours', { of: 'rmst' }, { share: 0.02 }],
    ['notWorse: sustainedTimeTo95Hours.p95', { of: 'quantile', level: 0.95 }, { share: 0.02 }],
    // The 5 % that are worse lie at the other end.
    ['notWorse: availability.p05', { of: 'quantile', level: 0.05 }, { share: 0.02 }],
  ])('%s', (written, statistic, margin) => {
    expect(gate(`{ ${written} }`)).toMatchObject({ statistic, claim: { kind: 'not-worse', margin } });
  });
  it.each([
    ['sustainedTimeTo95Hours.p95 <= 30d', true, 720],
    ['sustainedTimeTo95Hours.median <= 7', true, 7],
    ['availability >= 99.5%', false, 0.995],
    ['sustainedTimeTo95Hours.censoredShare <= 5%', true, 0.05],
    ['corridorDownHours:a.b--c <= 2d', true, 48],
    ['corridorDownHours:a.b--c.p50 <= 2d', true, 48],
    ['lostUserHours <= 1_000_000', true, 1e6],
  ])('limit: %s', (limit, isAtMost, bound) => {
    expect(gate(`{ limit: "${limit}" }`)?.claim).toEqual({ kind: 'limit', isAtMost, limit: bound });
  });
  it('names its baseline, though it be wrong elsewhere', () => {
    expect(baselineOfGates('g', () => ({ text: '{ baseline: siloed, gates: 7 }' }))).toBe('siloed');
    expect(baselineOfGates('g', () => ({ text: 'gates: []' }))).toBeUndefined();
    expect(baselineOfGates('g', () => ({ found: 'no file g', expected: 'one' }))).toBeUndefined();
  });
  it('has a schema for editors', () => {
    expect(jsonSchema('gates')).toMatchObject({ type: 'object', required: ['gates'] });
  });
});

describe('what is wrong with a file of gates', () => {
  it('is told all at once, with its place and the nearest name', () => {
    const { gates, wrong } = read(`baseline: silod
errorRate: 0.5
gates:
  - { protocol: cmg-cor, notWorse: lostUserHour }
  - { notWorse: sustainedTimeTo95Hours.p90 }
  - { limit: lostUserHours < 3 }
  - { limit: sustainedTimeTo95Hours.p95 <= 3x, margin: 2% }
  - { notWorse: lostUserHours, equivalent: lostUserHours, margn: 2 }
  - { notWorse: lostUserHours, margin: -2 }
  - { protocol: cmg-core }
  - { notWorse: worstAfterHours }
  - { limit: lostUserHours.censoredShare <= 5% }
`);
    expect(gates).toBeUndefined();
    const places = [
      '1:11 baseline: found "silod", expected siloed, cmg-core or cmg-full (did you mean "siloed"?)',
      '2:12 errorRate: found 0.5',
      '4:17 gates[0].protocol: found "cmg-cor", expected a protocol that is compared',
      '4:36 gates[0].notWorse: found "lostUserHour", expected a metric of the scenario (sim list metrics) (did you mean "lostUserHours"?)',
      '5:17 gates[1].notWorse: found "p90"',
      '6:14 gates[2].limit: found "lostUserHours < 3"',
      '7:14 gates[3].limit: found "3x", expected hours, or a duration such as 3d',
      '7:56 gates[3].margin: found a margin beside a limit',
      '8:5 gates[4]: found notWorse and equivalent',
      '8:59 gates[4]: found unknown key "margn"',
      '9:40 gates[5].margin: found -2',
      '10:5 gates[6]: found no claim',
      '11:17 gates[7].notWorse: found "worstAfterHours", of which neither more nor less is better',
      '12:14 gates[8].limit: found "censoredShare"',
    ];
    for (const place of places)
      expect(
        wrong.some((line) => line.startsWith(`g.yaml:${place}`)),
        place,
      ).toBe(true);
    expect(wrong).toHaveLength(places.length);
  });
  it('is a gate on what is not compared: the baseline itself, too', () => {
    expect(read('gates: [{ protocol: siloed, notWorse: lostUserHours }]').wrong).toEqual([
      'g.yaml:1:21 gates[0].protocol: found "siloed", expected a protocol that is compared: cmg-core or cmg-full',
    ]);
    expect(read('{ baseline: cmg-core, gates: [{ protocol: siloed, notWorse: lostUserHours }] }').wrong).toEqual([]);
  });
  it('is a file that is not there, or no YAML', () => {
    const problems = new Problems();
    const missing = () => ({ found: 'no file g.yaml', expected: 'a file that is there' });
    expect(readGates('g.yaml', missing, problems, KNOWN, 1)).toBeUndefined();
    expect(problems.errors).toHaveLength(1);
    expect(read('gates: [').wrong.length).toBeGreaterThan(0);
    expect(read('gates: []').wrong).toHaveLength(1);
    expect(read('[]').wrong.length).toBeGreaterThan(0);
  });
});
