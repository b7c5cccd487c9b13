/** What `sim explain` prints, and its document. */
import { describe, expect, it } from 'vitest';
import { chronicleOf } from '../../src/report/chronicle.ts';
import { explanationDocument, explanationOf, explanationText } from '../../src/report/explanation.ts';
import { story } from '../../src/report/story.ts';
import type { Compiled } from '../../src/scenario/compile.ts';
import type { TraceEntry } from '../../src/simulation/trace.ts';
import { lawText } from '../../src/text/quantity.ts';
import { plainStages, traced } from '../worlds.ts';
import { twoCables, twoFaults } from './hand-made.ts';

function textOf(compiled: Compiled): string {
  const { world, entries } = traced(compiled);
  return explanationText(explanationOf(world, 0, entries));
}

function documentOf(compiled: Compiled): Record<string, unknown> {
  const { world, entries } = traced(compiled);
  return explanationDocument({ scenario: 'test', seed: 1 }, explanationOf(world, 0, entries));
}

describe('the story of a wait', () => {
  it('is one interval with its reason, and none when somebody comes at once', () => {
    const text = textOf(twoFaults());
    expect(text).toContain('day  0 00:00  l1 [fault 2]: waits for a crew, 5 h: others were put first (crew at l0)\n');
    expect(text).not.toContain('still waits');
    expect(text.match(/waits for a crew, /g)).toHaveLength(1);
  });

  it('names those who are at work elsewhere', () => {
    const late = {
      hazards: [{ 'cable-cut': { link: 'l0', at: '0h' } }, { 'cable-cut': { link: 'l1', at: '2h' } }],
    };
    expect(textOf(twoFaults(late))).toContain(
      'day  0 02:00  l1 [fault 2]: waits for a crew, 3 h: the only crew that may mend it is at work (crew at l0)',
    );
  });

  it.each([
    [{ crews: [] }, 'waits for a crew, to the horizon, 100 d: there is no crew that may and can mend it'],
    [
      {
        crews: [{ id: 'crew', operator: 'op', base: 'hub', count: 2 }],
        spares: [{ operator: 'op', kind: 'cable', count: 1, resupply: '20h' }],
      },
      'waits for a crew, 20 h: no spare part is in stock',
    ],
    [
      { crews: [{ id: 'crew', operator: 'op', base: 'hub', shift: { on: '8h', off: '16h', starts: '6h' } }] },
      'waits for a crew, 6 h: those who are free are off duty',
    ],
  ])('tells %j', (keys, words) => {
    expect(textOf(twoFaults(keys))).toContain(words);
  });

  it('tells the same of vessels', () => {
    expect(textOf(twoCables())).toMatch(
      /l1 \[fault 2\]: waits for a vessel, .*: others were put first \(vessel 1 at l0\)/,
    );
    expect(textOf(twoCables({ repairVessel: 'none' }))).toContain(
      'waits for a vessel, to the horizon, 100 d: there is no vessel that may and can mend it',
    );
    expect(
      textOf(twoCables({ spares: [{ operator: 'op', kind: 'submarine-cable', count: 1, resupply: '30h' }] })),
    ).toContain('no spare part is in stock');
  });

  it('tells how much of a mobilisation is the closed canal', () => {
    const text = textOf(twoCables({ begins: '2026-12-31', repairVessel: { availability: 'import', base: 'hub' } }));
    expect(text).toMatch(/the vessel is mobilised, [\d.]+ d, of which [\d.]+ d canal closed for the season/);
    expect(text).toMatch(/waiting: canal closed for the season +[\d.]+ d +[\d.]+ d +\d/);
  });

  it('tells how much of a journey is a closed road', () => {
    const compiled = twoFaults({ travel: { placeUnknown: '3h' } });
    const { world, entries } = traced(compiled);
    const at = entries.findIndex(({ what, name }) => what === 'stage-begins' && name === 'repair');
    const { time, fault } = entries[at];
    const onTheRoad: TraceEntry[] = [
      ...entries.slice(0, at),
      { time, what: 'road-closed', fault, name: 'm1', amount: 2 },
      { time, what: 'stage-begins', fault, name: 'travel', amount: 3 },
      ...entries.slice(at).map((entry) => ({ ...entry, time: entry.time + 3 })),
    ];
    const chronicle = chronicleOf(world, onTheRoad);
    expect(chronicle.spans[fault].map(({ kind, from, to }) => [kind, to - from])).toEqual([
      ['travel', 1],
      ['road', 2],
      ['repair', 5],
    ]);
    expect(story(world, world.variant, onTheRoad, 0, chronicle)).toContain(
      'the crew is on the road, 3 h, of which 2 h road closed',
    );
  });

  it('keeps to 120 columns', () => {
    const text = textOf(twoFaults({ crews: [{ id: `crew-${'x'.repeat(60)}`, operator: 'op', base: 'hub' }] }));
    expect(text).toContain('x'.repeat(60));
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
});

describe('the sections after the story', () => {
  it('tell the critical path, the hours, one more of each and the laws', () => {
    const text = textOf(twoFaults());
    expect(text).toContain(
      [
        'The critical path, 10 h from day 0 00:00 until nobody is cut off (day  0 10:00):',
        'day  0 00:00       5 h  l0 [fault 1]: repair (crew)',
        'day  0 05:00       5 h  l1 [fault 2]: repair (crew, now free from l0)',
        '',
      ].join('\n'),
    );
    expect(text).toMatch(/at work: repair +10 h +10 h +100 % +600\n/);
    expect(text).toMatch(/ {2}a crew of op at hub +50 +5 h\n/);
    expect(text).toMatch(/ {2}stages\.repairLink\.buried +5h +5 h +5 h +2 +5 h +5 h\n/);
  });

  it('say that nobody was cut off, or that people still are', () => {
    expect(textOf(twoFaults({ hazards: [] }))).toContain('Nobody was cut off: no recovery, and no critical path.');
    const open = textOf(twoCables({ repairVessel: 'none' }));
    expect(open).toContain('until the horizon (day 100 00:00), with people still cut off:');
    expect(open).toMatch(/a vessel \(resident\) at the nearer shore end +\S+ +\S+ d \(back by the horizon\)/);
  });

  it('tell honestly that one more would have made it worse, and how many would have changed nothing', () => {
    const { world, entries } = traced(twoFaults());
    const saving = { asset: 'crew', name: 'a crew', userHoursSaved: -1234, hoursSaved: -2, isBack: true } as const;
    const explanation = { ...explanationOf(world, 0, entries), savings: [saving] };
    const text = explanationText(explanation);
    expect(text).toMatch(/ {2}a crew +−1,234 +−2 h\n/);
    expect(text).toContain('Graham 1969');
    const nothing = explanationText({ ...explanation, savings: [{ ...saving, userHoursSaved: 0, hoursSaved: 0 }] });
    expect(nothing).toContain('One more of anything would have saved nothing here (1 asset tried).');
  });

  it('hold each law against what was drawn from it', () => {
    const compiled = twoFaults({ stages: plainStages({ repairLink: { buried: { lognormal: ['7h', 0.6] } } }) });
    const { world, entries } = traced(compiled);
    const took = entries
      .filter(({ what, name }) => what === 'stage-begins' && name === 'repair')
      .map((entry) => entry.amount);
    const [law] = explanationOf(world, 0, entries).laws.filter(({ name }) => name === 'stages.repairLink.buried');
    expect(law).toMatchObject({ count: 2, leastHours: Math.min(...took), mostHours: Math.max(...took) });
    expect(law.meanHours).toBeCloseTo(7 * Math.exp(0.18), 9);
    // z(0.9) = 1.2815515655 (standard normal table).
    expect(law.p90Hours).toBeCloseTo(7 * Math.exp(0.6 * 1.2815515655446004), 6);
  });
});

describe('the document', () => {
  it('has the promised keys in one order, and null for what no number can say', () => {
    const document = documentOf(twoFaults());
    expect(Object.keys(document)).toEqual([
      'format',
      'scenario',
      'seed',
      'protocol',
      'replication',
      'horizonHours',
      'people',
      'lostUserHours',
      'hazards',
      'faults',
      'events',
      'waits',
      'criticalPath',
      'oneMore',
      'laws',
    ]);
    expect(document).toMatchObject({
      format: 'resplice.explain/1',
      protocol: 'plain',
      people: 110,
      lostUserHours: 600,
      criticalPath: { lostHours: 0, backHours: 10, censored: false, losses: 1 },
      oneMore: [{ asset: 'crew', name: 'a crew of op at hub', userHoursSaved: 50, hoursSaved: 5, isBack: true }],
    });
    expect((document.faults as unknown[])[1]).toMatchObject({
      fault: 2,
      element: 'l1',
      endedHours: 10,
      intervals: [
        { fromHours: 0, toHours: 5, kind: 'others-first', isWait: true, stage: 'crew' },
        { fromHours: 5, toHours: 10, kind: 'repair', isWait: false, stage: 'repair' },
      ],
    });
    expect(JSON.stringify(documentOf(twoFaults()))).toBe(JSON.stringify(document));
  });

  it('is whole when people are still cut off', () => {
    const document = documentOf(twoFaults({ crews: [] }));
    expect(document.criticalPath).toMatchObject({
      lostHours: 0,
      backHours: null,
      censored: true,
      steps: [{ fault: 1, element: 'l0', kind: 'no-crew', who: null, fromHours: 0, toHours: 2400 }],
    });
    expect(document.faults).toMatchObject([{ endedHours: null }, { endedHours: null }]);
  });
});

describe('a law', () => {
  it.each([
    [{ law: 'fixed', value: 0.25 }, '15min'],
    [{ law: 'fixed', value: 0 }, '0h'],
    [{ law: 'fixed', value: 36 }, '1.5d'],
    [{ law: 'exponential', mean: 1 / 30 }, '{exponential: 2min}'],
    [{ law: 'lognormal', median: 6, sigma: 0.8 }, '{lognormal: [6h, 0.8]}'],
    [{ law: 'lognormal', median: 100 / 7, sigma: 1 / 3 }, '{lognormal: [14.3h, 0.333]}'],
    [{ law: 'uniform', low: 2, high: 4 }, '{uniform: [2h, 4h]}'],
    [{ law: 'triangular', low: 0, mode: 72, high: 504 }, '{triangular: [0h, 3d, 21d]}'],
  ] as const)('%j is written %s', (law, text) => {
    expect(lawText(law)).toBe(text);
  });
});
