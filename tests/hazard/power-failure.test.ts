/** The grid that fails, and the sites that go dark. */
import { describe, expect, it } from 'vitest';
import { powerFailure } from '../../src/hazard/power-failure.ts';
import { expectShare, expectUntouched } from './counting.ts';
import { faults, type Prepared, prepare, site, struck } from './setting.ts';

const SITES = [
  site('weak', 40, 48, { autonomyHours: 2, operator: 'one' }),
  site('strong', 40, 49, { autonomyHours: 24, role: 'exchange', operator: 'two' }),
  site('unknown', 40, 50, { autonomyHours: Number.NaN, role: 'junction', operator: 'two' }),
  site('sat', Number.NaN, Number.NaN, { role: 'satellite' }),
];
/** `name from until` of every darkness. */
const dark = (prepared: Prepared, replication = 0) => {
  const { length, elements, times, untils, states, isSite } = struck(prepared, replication);
  return Array.from({ length }, (_, fault) => {
    expect([isSite[fault], states[fault]]).toEqual([1, 0]);
    expect(untils[fault]).toBeGreaterThan(times[fault]);
    return `${SITES[elements[fault]].id} ${times[fault]} ${untils[fault]}`;
  });
};

describe('a failure of the grid', () => {
  it('darkens the sites whose autonomy ends before the grid is back', () => {
    const tenHours = prepare(powerFailure, { at: '1h', lasts: '10h' }, SITES, []);
    expect(dark(tenHours)).toEqual(['weak 3 11', 'unknown 9 11']);
    expect(tenHours.assumptions).toHaveLength(1);
    expect(tenHours.assumptions[0]).toContain('1 site of unknown autonomy run 8 h');
    expect(dark(prepare(powerFailure, { lasts: '8h' }, SITES, []))).toEqual(['weak 2 8']);
    expect(dark(prepare(powerFailure, { lasts: '30h' }, SITES, []))).toHaveLength(3);
    expect(dark(prepare(powerFailure, { lasts: '2h' }, SITES, []))).toEqual([]);
  });
  it('strikes a region by sites, area or operators', () => {
    const within = (more: object) => dark(prepare(powerFailure, { lasts: '48h', ...more }, SITES, []));
    expect(within({ sites: ['strong', 'weak'] })).toEqual(['weak 2 48', 'strong 24 48']);
    expect(within({ operators: ['two'] })).toEqual(['strong 24 48', 'unknown 8 48']);
    const area = [
      [39, 48.5],
      [41, 48.5],
      [41, 51],
      [39, 51],
    ];
    expect(within({ area })).toEqual(['strong 24 48', 'unknown 8 48']);
    expect(within({ area, sites: undefined, operators: ['one', 'two'] })).toHaveLength(2);
  });
  it('takes the autonomy that the scenario states for a role or for the unknown', () => {
    const written = {
      lasts: '10h',
      autonomy: { exchange: { value: '4h', flag: 'assumed' } },
      defaultAutonomy: { value: '1h', flag: 'assumed' },
    };
    const prepared = prepare(powerFailure, written, SITES, []);
    expect(dark(prepared)).toEqual(['weak 2 10', 'strong 4 10', 'unknown 1 10']);
    expect(prepared.assumptions.join('\n')).toContain('autonomy of each exchange, h: 4 is assumed');
    expect(prepared.assumptions.join('\n')).toContain('h: 1 is assumed');
  });
  it('finds some sites with their batteries alone', () => {
    const prepared = prepare(powerFailure, { lasts: '10h', standbyFails: 0.3, sites: ['strong', 'weak'] }, SITES, []);
    let failed = 0;
    for (let replication = 0; replication < 3000; replication++) {
      const found = dark(prepared, replication);
      if (found.includes('strong 4 10')) failed++;
      // Batteries never last longer than all that a site has.
      expect(found.filter((text) => text !== 'strong 4 10')).toEqual(['weak 2 10']);
    }
    expectShare(failed, 3000, 0.3);
    expect(prepared.assumptions).toHaveLength(1);
    const guess = { value: 1, flag: 'assumed' };
    const own = prepare(
      powerFailure,
      {
        lasts: '3h',
        second: { after: '4h', lasts: '3h' },
        standbyFails: guess,
        battery: { value: '90min', flag: 'assumed' },
      },
      SITES,
      [],
    );
    // The batteries are empty at 1.5 h and one hour of grid brings back one hour.
    expect(dark(own).slice(0, 2)).toEqual(['weak 1.5 3', 'weak 5 7']);
    expect(own.assumptions.slice(-2).every((sentence) => sentence.includes('is assumed'))).toBe(true);
  });
  it('may come twice, with what has come back of the autonomy in between', () => {
    const second = { after: '12h', lasts: '10h' };
    // strong spends 10 of its 24 h, gets 2 back and has 16 left; weak has 0 and gets 2; unknown has 0 and gets 2.
    const prepared = prepare(powerFailure, { lasts: '10h', second }, SITES, []);
    expect(dark(prepared)).toEqual(['weak 2 10', 'weak 14 22', 'unknown 8 10', 'unknown 14 22']);
    expect(prepared.assumptions.join('\n')).toContain('1 h of autonomy comes back in an hour');
    const slow = { value: 0.25, flag: 'assumed' };
    const flat = prepare(powerFailure, { lasts: '10h', recharge: slow, second }, SITES, []);
    expect(dark(flat)).toEqual(['weak 2 10', 'weak 12.5 22', 'unknown 8 10', 'unknown 12.5 22']);
    expect(flat.assumptions.join('\n')).toContain('0.25 is assumed');
    // A short first failure is made up wholly, and no more than wholly.
    const brief = { after: '9h', lasts: '3h' };
    expect(dark(prepare(powerFailure, { lasts: '1h', second: brief }, SITES, []))).toEqual(['weak 11 12']);
    // One that begins before the first is over is the same darkness.
    const early = { after: '5h', lasts: '10h' };
    expect(dark(prepare(powerFailure, { lasts: '10h', second: early }, SITES, []))).toEqual([
      'weak 2 15',
      'unknown 8 15',
    ]);
  });
  it('lasts as long as its law for the region, and longer by each site its own', () => {
    const written = {
      lasts: { uniform: ['4h', '8h'] },
      perSite: { exponential: '2h' },
      defaultAutonomy: '1h',
      sites: ['weak', 'unknown'],
    };
    const prepared = prepare(powerFailure, written, SITES, []);
    const region = prepare(powerFailure, { ...written, perSite: undefined } as never, SITES, []);
    const sums = [0, 0, 0, 0];
    let apart = 0;
    for (let replication = 0; replication < 4000; replication++) {
      const alone = struck(region, replication).untils.slice(0, 2);
      expect(alone[0]).toBe(alone[1]);
      expect(alone[0]).toBeGreaterThan(4);
      expect(alone[0]).toBeLessThan(8);
      const { untils } = struck(prepared, replication);
      expect(untils[0]).toBeGreaterThan(alone[0]);
      sums[0] += alone[0];
      sums[1] += untils[0] - alone[0];
      sums[2] += untils[1] - alone[0];
      sums[3] += (untils[0] - alone[0]) * (untils[1] - alone[0]);
      if (untils[0] !== untils[1]) apart++;
    }
    const [meanRegion, meanWeak, meanUnknown, meanProduct] = sums.map((sum) => sum / 4000);
    expect(Math.abs(meanRegion - 6)).toBeLessThan((3.29 * 4) / Math.sqrt(12 * 4000));
    expect(Math.abs(meanWeak - 2)).toBeLessThan((3.29 * 2) / Math.sqrt(4000));
    expect(Math.abs(meanUnknown - 2)).toBeLessThan((3.29 * 2) / Math.sqrt(4000));
    // Two independent exponentials of mean 2: the product has mean 4 and standard deviation sqrt(48).
    expect(Math.abs(meanProduct - 4)).toBeLessThan(3.29 * Math.sqrt(48 / 4000));
    expect(apart).toBe(4000);
  });
  it('is the same in the same replication and is not moved by another site', () => {
    const written = { lasts: { uniform: ['4h', '12h'] }, perSite: { uniform: ['1h', '2h'] } };
    const before = prepare(powerFailure, written, SITES, []);
    expect(faults(struck(before, 1), SITES, [])).toEqual(faults(struck(before, 1), SITES, []));
    expect(dark(before, 1)).not.toEqual(dark(before, 2));
    const more = [site('new', 40, 47), ...SITES];
    expectUntouched(before, SITES, [], prepare(powerFailure, written, more, []), more, []);
  });
  it('tells what is wrong', () => {
    const { errors, warnings } = prepare(
      powerFailure,
      { at: '9000h', lasts: '1h', sites: ['waek', 'sat'], operators: ['three'] },
      SITES,
      [],
    );
    expect(errors.map(({ path }) => path)).toEqual(['sites.0', 'sites.1', 'operators.0']);
    expect(errors[0].known).toContain('weak');
    expect(errors[2].known).toContain('two');
    expect(warnings.map(({ path }) => path)).toEqual(['', 'at']);
    for (const wrong of [
      {},
      { lasts: '1h', sites: ['weak'], area: [[0, 0]] },
      { lasts: '1h', second: { after: '2h' } },
    ])
      expect(powerFailure.schema.safeParse(wrong).success).toBe(false);
  });
});
