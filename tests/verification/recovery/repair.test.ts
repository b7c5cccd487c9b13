/** Crews that mend, held against the closed forms of `oracles_public.json` through the simulator itself. */
import { describe, expect, it } from 'vitest';
import { haversineKm } from '../../../src/network/geodesy.ts';
import { compiledFrom, metricOf, PLAIN_PROTOCOL, plainStages, ran } from '../../worlds.ts';
import { repairChain, stationary } from '../reference-chains.ts';
import { meanZ, oracle, quantileZ, REPLICATIONS, varianceZ, Z_MAX } from './oracle.ts';
import { downAt, eachReplication, hit, poissonHits, star, timeAverage, unitsModel } from './units.ts';

const within = (z: number): void => expect(Math.abs(z)).toBeLessThanOrEqual(Z_MAX);

describe('machine repairman: N units, c crews, exponential failures and repairs, in the steady state', () => {
  /** The chain forgets how it began at a rate of about mu: e^-15 is left of it after the warm-up. */
  const WARM_UP = 15;
  const WATCH_HOURS = 200;
  it.each(['P-repairman-10-2', 'P-repairman-40-3', 'P-repairman-5-1'])('%s', (id) => {
    const { inputs, expected } = oracle(id);
    const { N, c, lam, mu } = inputs;
    const from = WARM_UP / mu;
    const to = from + WATCH_HOURS;
    // Failures go on for as long as it takes to mend what broke while it was watched.
    const horizonHours = to + WARM_UP / mu;
    const model = unitsModel(
      { units: N, crews: c, repair: { exponential: `${1 / mu}h` }, horizonHours },
      poissonHits(N, lam, horizonHours),
    );
    const column = (): Float64Array => new Float64Array(REPLICATIONS);
    const down = column();
    const queued = column();
    const allUp = column();
    const allDown = column();
    const mended = column();
    const busy = column();
    const sojourn = column();
    const wait = column();
    let unfinished = 0;
    eachReplication(model, REPLICATIONS, ({ timeline, damage }, entries, row) => {
      down[row] = timeAverage(timeline, from, to, (units) => units);
      queued[row] = timeAverage(timeline, from, to, (units) => Math.max(0, units - c));
      allUp[row] = timeAverage(timeline, from, to, (units) => (units === 0 ? 1 : 0));
      allDown[row] = timeAverage(timeline, from, to, (units) => (units === N ? 1 : 0));
      const assigned = new Float64Array(damage.length).fill(Number.NaN);
      for (const { what, fault, time } of entries) {
        const broke = fault < 0 ? Number.NaN : damage.times[fault];
        const isWatched = broke >= from && broke < to;
        if (what === 'broke' && isWatched) unfinished++;
        if (what === 'assigned') {
          assigned[fault] = time;
          // E[sum of waits - Wq x their number] is 0 (Palm), so that no ratio has to be estimated.
          if (isWatched) wait[row] += time - broke - expected.Wq;
        }
        if (what !== 'mended') continue;
        if (isWatched) {
          unfinished--;
          sojourn[row] += time - broke - expected.W;
        }
        if (time >= from && time < to) mended[row]++;
        busy[row] += Math.max(0, Math.min(time, to) - Math.max(assigned[fault], from));
      }
    });
    expect(unfinished).toBeLessThan(REPLICATIONS / 1000);
    within(meanZ(down, expected.L));
    within(meanZ(down, N * (1 - expected.meanAvail)));
    within(meanZ(queued, expected.Lq));
    within(meanZ(allUp, expected.p0));
    within(meanZ(mended, expected.throughput * WATCH_HOURS));
    within(meanZ(busy, expected.crewUtil * c * WATCH_HOURS));
    within(meanZ(sojourn, 0));
    within(meanZ(wait, 0));
    // Where all are down less than once in 1e12 hours the simulator must never see it; the chain gives the number.
    if (expected.pAllDown > 1e-6) within(meanZ(allDown, expected.pAllDown));
    else expect(Math.max(...allDown)).toBe(0);
    expect(stationary(repairChain(N, c, lam, mu))[N] / expected.pAllDown).toBeCloseTo(1, 9);
  });
});

describe('clearing what is damaged', () => {
  it('P-repair-transient: expected units down at given times', () => {
    const { inputs, expected } = oracle<
      { N: number; c: number; mu: number; n0: number; t: number[] },
      { Edown: number[] }
    >('P-repair-transient');
    const model = unitsModel(
      { units: inputs.N, crews: inputs.c, repair: { exponential: `${1 / inputs.mu}h` }, horizonHours: 101 },
      (units) => ({
        strike(_, __, damage) {
          for (let unit = 0; unit < inputs.n0; unit++) hit(units, damage, 0, unit);
        },
      }),
    );
    const columns = inputs.t.map(() => new Float64Array(REPLICATIONS));
    eachReplication(model, REPLICATIONS, ({ timeline }, _, row) => {
      for (const [place, hours] of inputs.t.entries()) columns[place][row] = downAt(timeline, hours);
    });
    expect(columns[0].every((down) => down === expected.Edown[0])).toBe(true);
    for (let place = 1; place < columns.length; place++) within(meanZ(columns[place], expected.Edown[place]));
  });

  const cutAll = (n: number): unknown[] =>
    Array.from({ length: n }, (_, k) => ({ 'cable-cut': { link: `l${k}`, at: '0h' } }));
  const repaired = (law: unknown): Record<string, unknown> => ({
    stages: plainStages({ repairLink: { buried: law } }),
    horizon: '3000d',
  });

  it.each(['P-clearout-10-2', 'P-clearout-20-4', 'P-clearout-5-5'])('%s: n cut links, c crews', (id) => {
    const { inputs, expected } = oracle(id);
    const outcomes = ran(
      compiledFrom(
        {
          ...repaired({ exponential: `${1 / inputs.mu}h` }),
          hazards: cutAll(inputs.n),
          crews: [{ id: 'crew', operator: 'op', base: 'hub', count: inputs.c }],
        },
        star(Array<string>(inputs.n).fill('op')),
      ),
      REPLICATIONS,
    );
    const whole = metricOf(outcomes, 'timeTo100Hours');
    within(meanZ(whole, expected.ET100));
    within(varianceZ(whole, expected.sdT100 ** 2));
    within(quantileZ(whole, 0.5, expected.T100_p50));
    within(quantileZ(whole, 0.95, expected.T100_p95));
    within(meanZ(metricOf(outcomes, 'lostUserHours'), expected.area));
    within(meanZ(metricOf(outcomes, 'timeTo50Hours'), expected.ET50));
    within(meanZ(metricOf(outcomes, 'timeTo80Hours'), expected.ET80));
    within(meanZ(metricOf(outcomes, 'timeTo95Hours'), expected.ET95));
  });

  it('P-silo-vs-pooled: crews of each operator, or crews of all', () => {
    const { inputs, expected } = oracle<{ operators: { jobs: number; crews: number }[]; mu: number }>(
      'P-silo-vs-pooled',
    );
    const operators = inputs.operators.flatMap(({ jobs }, group) => Array<string>(jobs).fill(`op${group}`));
    const pooled = `${PLAIN_PROTOCOL.replace('name: plain', 'name: pooled').replace('awareness: { ', 'awareness: { shareDelay: 0h, ').replace('dispatch: { ', 'dispatch: { scope: joint, ')}resources: { crews: pooled }
`;
    const outcomes = ran(
      compiledFrom(
        {
          ...repaired({ exponential: `${1 / inputs.mu}h` }),
          protocols: ['plain', 'pooled'],
          hazards: cutAll(operators.length),
          crews: inputs.operators.map(({ crews }, group) => ({
            id: `crew${group}`,
            operator: `op${group}`,
            base: 'hub',
            count: crews,
          })),
        },
        star(operators),
        { pooled },
      ),
      REPLICATIONS,
    );
    within(meanZ(metricOf(outcomes, 'timeTo100Hours', 0), expected.silo_ET100));
    within(meanZ(metricOf(outcomes, 'lostUserHours', 0), expected.silo_area));
    within(meanZ(metricOf(outcomes, 'timeTo100Hours', 1), expected.pooled_ET100));
    within(meanZ(metricOf(outcomes, 'lostUserHours', 1), expected.pooled_area));
  });

  it('P-parallel-max: a crew for each cut', () => {
    const { inputs, expected } = oracle('P-parallel-max');
    const outcomes = ran(
      compiledFrom(
        {
          ...repaired({ lognormal: [`${inputs.median}h`, inputs.sigma] }),
          hazards: cutAll(inputs.n),
          crews: [{ id: 'crew', operator: 'op', base: 'hub', count: inputs.n }],
        },
        star(Array<string>(inputs.n).fill('op')),
      ),
      REPLICATIONS,
    );
    const whole = metricOf(outcomes, 'timeTo100Hours');
    within(meanZ(whole, expected.ET100));
    within(quantileZ(whole, 0.5, expected.p50));
    within(quantileZ(whole, 0.9, expected.p90));
    within(quantileZ(whole, 0.95, expected.p95));
    within(meanZ(metricOf(outcomes, 'lostUserHours'), expected.lostElementHours));
  });
});

describe('P-stage-sum: detection, assessment, travel and repair one after another', () => {
  it('has the mean and the spread of the sum', () => {
    const { inputs, expected } = oracle<{
      detect: [string, number];
      assess: [string, number, number];
      travel: [string, number];
      repair: [string, number, number];
    }>('P-stage-sum');
    const { detect, assess, travel, repair } = inputs;
    const km = haversineKm(0.5, 10, 0.5, 10.3);
    const outcomes = ran(
      compiledFrom({
        stages: plainStages({
          detectSite: { exponential: `${detect[1]}h` },
          assessSite: { lognormal: [`${assess[1]}h`, assess[2]] },
          repairSite: { slight: { lognormal: [`${repair[1]}h`, repair[2]] } },
        }),
        travel: { roadFactor: 1, speedKmH: km / travel[1] },
        horizon: '1000d',
        hazards: [{ 'site-loss': { site: 'a', at: '1h', state: 'slight' } }],
      }),
      REPLICATIONS,
    );
    const whole = metricOf(outcomes, 'timeTo100Hours');
    within(meanZ(whole, expected.mean));
    within(varianceZ(whole, expected.sd ** 2));
  });
});
