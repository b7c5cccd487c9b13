/** Faults that queue for crews, held against queueing theory through the simulator itself; and which oracle is checked where. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PURPOSE } from '../../../src/engine/draws.ts';
import type { Model } from '../../../src/simulation/model.ts';
import { compiledFrom, plainStages, ROOT } from '../../worlds.ts';
import { meanZ, oracle, oracleIds, REPLICATIONS, Z_MAX } from './oracle.ts';
import { eachReplication } from './units.ts';

const HERE = 'tests/verification/recovery/';
/** Where each entry is checked: a file, which names it; or the issue to which it is left. */
const CALLS = 'tests/verification/traffic/erlang.test.ts';
const CHECKED: Readonly<Record<string, string>> = {
  'P-repairman-10-2': `${HERE}repair.test.ts`,
  'P-repairman-40-3': `${HERE}repair.test.ts`,
  'P-repairman-5-1': `${HERE}repair.test.ts`,
  'P-repair-transient': `${HERE}repair.test.ts`,
  'P-clearout-10-2': `${HERE}repair.test.ts`,
  'P-clearout-20-4': `${HERE}repair.test.ts`,
  'P-clearout-5-5': `${HERE}repair.test.ts`,
  'P-silo-vs-pooled': `${HERE}repair.test.ts`,
  'P-parallel-max': `${HERE}repair.test.ts`,
  'P-stage-sum': `${HERE}repair.test.ts`,
  'P-avail-1000-24': `${HERE}availability.test.ts`,
  'P-avail-200-6': `${HERE}availability.test.ts`,
  'P-altrenew': `${HERE}availability.test.ts`,
  'P-kofn-3-2': `${HERE}availability.test.ts`,
  'P-kofn-5-3': `${HERE}availability.test.ts`,
  'P-kofn-repair-4-2-1': `${HERE}availability.test.ts`,
  'P-omori': `${HERE}availability.test.ts`,
  'P-mg1': `${HERE}queueing.test.ts`,
  'P-weather': `${HERE}weather.test.ts`,
  'P-battery': 'tests/simulation/power.test.ts',
  'P-wspt': `${HERE}schedules.test.ts`,
  'P-P2-sumwC': `${HERE}schedules.test.ts`,
  'P-travel-latency': `${HERE}schedules.test.ts`,
  'P-network-dp': `${HERE}schedules.test.ts`,
  'P-metrics-curve': 'tests/metrics/metrics.test.ts',
  // Calls, priority and flow; reliability of the backbone; statistics, comparison and sensitivity.
  'P-erlangB-10-5': CALLS,
  'P-erlangB-30-20': CALLS,
  'P-erlangB-120-100': CALLS,
  'P-erlangB-120-600': CALLS,
  'P-erlangB-120-6000': CALLS,
  'P-erlangC-5-3.5': CALLS,
  'P-erlangC-10-8': CALLS,
  'P-trunkres-60-6': CALLS,
  'P-trunkres-120-12': CALLS,
  'P-bridge': `${HERE}reliability.test.ts`,
  'P-caspian6': `${HERE}reliability.test.ts`,
  'P-caspian6-flow': `${HERE}reliability.test.ts`,
  'P-paired-t': `${HERE}comparison.test.ts`,
  'P-quantile-ci': `${HERE}statistics.test.ts`,
  'P-cvar': `${HERE}statistics.test.ts`,
  'P-kaplan-meier': `${HERE}statistics.test.ts`,
  'P-KN-constants': `${HERE}comparison.test.ts`,
  'P-OCBA': `${HERE}comparison.test.ts`,
  'P-multiple': `${HERE}comparison.test.ts`,
  'P-ishigami': `${HERE}sensitivity.test.ts`,
  'P-sobolG': `${HERE}sensitivity.test.ts`,
  'P-GR-strata': `${HERE}sensitivity.test.ts`,
};

describe('every oracle', () => {
  it('is checked somewhere, or left to a named issue', () =>
    expect(Object.keys(CHECKED).sort()).toEqual([...oracleIds].sort()));
  it.each(Object.entries(CHECKED).filter(([, where]) => where.endsWith('.ts')))('%s is named in %s', (id, where) => {
    expect(existsSync(`${ROOT}${where}`)).toBe(true);
    expect(readFileSync(`${ROOT}${where}`, 'utf8')).toContain(/^P-(erlang[BC]|trunkres)/.exec(id)?.[0] ?? id);
  });
});

/** One link, cut again and again: each cut is a job of its own for crews who are on the spot. */
const ONE_LINK = `
name: one
sites:
  - { id: hub, role: gateway, operator: op, at: [0.5, 10], population: 0 }
  - { id: a, role: district-unit, operator: op, at: [0.5, 10], population: 1 }
links:
  - { id: hub--a, ends: [hub, a], medium: buried, operator: op, lengthKm: 1 }
`;

/** Cuts that arrive as a Poisson process until `untilHours`; the horizon is so late that all are mended. */
function queueModel(ratePerHour: number, crews: number, repair: unknown, untilHours: number): Model {
  const { model } = compiledFrom(
    {
      stages: plainStages({ repairLink: { buried: repair } }),
      crews: [{ id: 'crew', operator: 'op', base: 'hub', count: crews }],
      horizon: '100y',
    },
    ONE_LINK,
  );
  const [handle] = model.linkHandles;
  const { lat, lon } = model.network.sites[0];
  return {
    ...model,
    hazards: [
      {
        strike(draws, _, damage) {
          let hours = 0;
          for (let k = 0; ; k++) {
            hours -= Math.log1p(-draws.uniform(handle, PURPOSE.eventTime, k)) / ratePerHour;
            if (hours > untilHours) return;
            damage.cutLink(0, hours, 0, 0, lat, lon);
          }
        },
      },
    ],
  };
}

/** By replication: the sum of the waits of those who arrive from `from` on, and of their times in the system; and their number. */
interface Waits {
  readonly waits: Float64Array;
  readonly sojourns: Float64Array;
  readonly counts: Float64Array;
}
function waitsFrom(model: Model, from: number, replications = REPLICATIONS): Waits {
  const waits = new Float64Array(replications);
  const sojourns = new Float64Array(replications);
  const counts = new Float64Array(replications);
  eachReplication(model, replications, ({ damage }, entries, row) => {
    for (const { what, fault, time } of entries) {
      if (fault < 0 || damage.times[fault] < from) continue;
      if (what === 'assigned') waits[row] += time - damage.times[fault];
      if (what === 'mended') {
        sojourns[row] += time - damage.times[fault];
        counts[row]++;
      }
    }
  });
  return { waits, sojourns, counts };
}

describe('P-mg1: Poisson faults, general repairs', () => {
  const { inputs, expected } = oracle('P-mg1');
  const { lam, median, sigma } = inputs;
  const lognormal = { lognormal: [`${median}h`, sigma] };
  const meanRepair = median * Math.exp(sigma ** 2 / 2);
  // The relaxation time of the queue is below 1 / (mu (1 - rho^0.5)^2), some 320 h (Cohen, 1982, for M/M/1).
  const FROM = 1500;
  const UNTIL = 1600;
  /** z of the mean wait: the sum of (wait - expected) over those who arrive has mean 0 (Palm), so no ratio is estimated. */
  const zOf = (sums: Float64Array, counts: Float64Array, expectation: number): number =>
    meanZ(
      sums.map((sum, row) => sum - expectation * counts[row]),
      0,
    );

  it('one crew, lognormal repairs: Pollaczek and Khinchine', () => {
    const { waits, sojourns, counts } = waitsFrom(queueModel(lam, 1, lognormal, UNTIL), FROM);
    expect(lam * meanRepair).toBeCloseTo(expected.rho, 9);
    expect(Math.abs(zOf(waits, counts, expected.Wq))).toBeLessThanOrEqual(Z_MAX);
    expect(Math.abs(zOf(sojourns, counts, expected.W))).toBeLessThanOrEqual(Z_MAX);
  });

  it('one crew, repairs of one length: M/D/1', () => {
    const { waits, counts } = waitsFrom(queueModel(lam, 1, `${meanRepair}h`, 800), 700);
    expect(Math.abs(zOf(waits, counts, expected.MD1_Wq))).toBeLessThanOrEqual(Z_MAX);
  });

  it('three crews at the same load each: within 10 % of Allen and Cunneen', () => {
    const { waits, counts } = waitsFrom(queueModel(3 * lam, 3, lognormal, 700), 500, 5000);
    const sum = (column: Float64Array): number => column.reduce((total, value) => total + value, 0);
    expect(Math.abs(sum(waits) / sum(counts) / expected.MG3_Wq_approx - 1)).toBeLessThan(0.1);
  });

  it('one crew, wait by wait: Lindley’s recursion', () => {
    let compared = 0;
    eachReplication(queueModel(lam, 1, lognormal, 400), 50, ({ damage }, entries) => {
      let free = 0;
      const repairs = new Map(
        entries
          .filter(({ what, name }) => what === 'stage-begins' && name === 'repair')
          .map((e) => [e.fault, e.amount]),
      );
      const begun = new Map(entries.filter(({ what }) => what === 'assigned').map((e) => [e.fault, e.time]));
      for (let fault = 0; fault < damage.length; fault++) {
        const begins = Math.max(free, damage.times[fault]);
        expect(begun.get(fault)).toBe(begins);
        free = begins + (repairs.get(fault) ?? Number.NaN);
        compared++;
      }
    });
    expect(compared).toBeGreaterThan(500);
  });
});
