/** The key `measures` from the scenario to the table and the document. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { curveTimes, place, QUALITY_UNITS } from '../../src/experiment/outcomes.ts';
import { pieces } from '../../src/experiment/plan.ts';
import { Runner } from '../../src/experiment/run.ts';
import { groupSummaries, summaries } from '../../src/experiment/statistics.ts';
import { metrics as usual } from '../../src/metrics/index.ts';
import { describe as told } from '../../src/text/problem.ts';
import { compiledFrom, metricOf, PLAIN_PROTOCOL, ROOT, ran, scenarioText, TWO_SITES, tried } from '../worlds.ts';

/** Two gateways at the ends of a line of four, with another operator in the middle. */
const LINE = `
name: line
sites:
  - { id: west, role: gateway, operator: op, at: [0.5, 10], population: 0 }
  - { id: a, role: district-unit, operator: op, at: [0.5, 10.3], population: 1000 }
  - { id: b, role: district-unit, operator: other, at: [0.5, 10.6], population: 3000 }
  - { id: east, role: gateway, operator: other, at: [0.5, 10.9], population: 0 }
links:
  - { id: west--a, ends: [west, a], medium: buried, operator: op, lengthKm: 40 }
  - { id: a--b, ends: [a, b], medium: buried, operator: op, lengthKm: 40 }
  - { id: b--east, ends: [b, east], medium: buried, operator: op, lengthKm: 40 }
`;

const cut = (link: string, at: string): Record<string, unknown> => ({ 'cable-cut': { link, at } });
const crew = [{ id: 'crew', operator: 'op', base: 'west' }];
const noTravel = { travel: { speedKmH: 1e9, roadFactor: 1, placeUnknown: '0h' } };

const measured = (
  measures: Record<string, unknown>,
  more: Record<string, unknown> = {},
): ReturnType<typeof compiledFrom> => compiledFrom({ crews: crew, measures, ...more }, LINE);

describe('what is measured', () => {
  it('is the usual where a scenario says nothing, and the timeline keeps no series', () => {
    const { model } = compiledFrom({});
    expect(model.metrics).toEqual(usual);
    expect(model.series).toEqual([]);
    expect(model.observed).toMatchObject({ connectivityLoss: undefined, usage: false });
    expect(ran(compiledFrom({}), 1).qualities).toEqual([]);
  });
  it('is only what is asked for, in the order of the list', () => {
    const { model } = measured({ metrics: ['availability', 'lostUserHours'] });
    expect(model.metrics.map(({ name }) => name)).toEqual(['lostUserHours', 'availability']);
  });
  it('is the usual and what is stated, with default among the names or none', () => {
    const corridors = [{ from: 'west', to: 'east' }];
    const told = ['corridorDownHours:west--east', 'corridorAvailability:west--east'];
    const { model } = measured({ corridors });
    expect(model.metrics.map(({ name }) => name)).toEqual([...usual.map(({ name }) => name), ...told]);
    expect(measured({ corridors, metrics: ['lostUserHours'] }).model.series).toEqual([]);
  });
  it('has its problems told at their place, all at once', () => {
    const { problems } = tried({
      'scenario.yaml': scenarioText({
        topology: 'net.yaml',
        measures: {
          metrics: ['lostUserHour', 'default'],
          corridors: [{ from: 'hub', to: 'b' }],
        },
      }),
      'net.yaml': TWO_SITES,
      'protocols/plain.yaml': PLAIN_PROTOCOL,
    });
    expect(problems.errors.map(told).join('\n')).toMatch(
      /measures\.metrics\[0\]: found "lostUserHour".*did you mean "lostUserHours"/,
    );
    const second = tried({
      'scenario.yaml': scenarioText({
        topology: 'net.yaml',
        measures: {
          metrics: ['lostUserHours', 'timeTo95Hours', 'thresholds'],
          corridors: [
            { from: 'hub', to: 'aa' },
            { from: 'hub', to: 'a' },
            { from: 'hub', to: 'a' },
          ],
          regions: { north: ['a', 'hubb'] },
          thresholds: 'bad.yaml',
          targets: { timeTo90Hours: '3d', lostUserHours: '1h' },
        },
      }),
      'net.yaml': TWO_SITES,
      'bad.yaml': 'name: bad\nthresholds:\n  - { lasts: 1h, share: 15 }\n',
      'protocols/plain.yaml': PLAIN_PROTOCOL,
    }).problems.errors.map(told);
    expect(second.join('\n')).toMatch(/corridors\[0\]\.to: found "aa", expected the id of a site/);
    expect(second.join('\n')).toMatch(/corridors\[2\]: found hub--a a second time/);
    expect(second.join('\n')).toMatch(/regions\.north\[1\]: found "hubb".*did you mean "hub"/);
    expect(second.join('\n')).toMatch(/bad\.yaml:3:\d+ thresholds\[0\]\.share: found 15/);
    expect(second.join('\n')).toMatch(/targets\.timeTo90Hours: found "timeTo90Hours".*did you mean "timeTo95Hours"/);
    expect(second.join('\n')).toMatch(/targets\.lostUserHours/);
  });
  it('warns of a measure with nothing to measure', () => {
    const { problems } = tried({
      'scenario.yaml': scenarioText({ topology: 'net.yaml', measures: { metrics: ['default', 'critical', 'demand'] } }),
      'net.yaml': TWO_SITES,
      'protocols/plain.yaml': PLAIN_PROTOCOL,
    });
    expect(problems.warnings.map(told).join('\n')).toMatch(/metrics\[1\]: found "critical" with nothing to measure/);
    expect(problems.warnings.map(told).join('\n')).toMatch(/metrics\[2\]: found "demand" with nothing/);
  });
});

describe('in the simulator', () => {
  const measures = {
    metrics: ['default', 'critical', 'gateways', 'connectivityLoss', 'usage', 'thresholds'],
    corridors: [{ from: 'west', to: 'east' }],
    thresholds: 'enisa',
    curves: true,
  };
  // a--b from 10 h, b--east from 12 h: b is cut off from 12 h until the crew has mended a--b at 15 h.
  const compiled = measured(measures, {
    hazards: [cut('a--b', '10h'), cut('b--east', '12h')],
    critical: ['b', 'east'],
    ...noTravel,
  });
  const outcomes = ran(compiled, 1);
  const value = (name: string): number => metricOf(outcomes, name)[0];

  it('a corridor is down while its ends are apart, a gateway while nobody reaches it', () => {
    expect(value('corridorDownHours:west--east')).toBeCloseTo(10, 6);
    expect(value('corridorAvailability:west--east')).toBeCloseTo(1 - 10 / 2400, 9);
    expect(value('gatewayUnreachedHours:east')).toBeCloseTo(8, 6);
    expect(value('gatewayUnreachedHours:west')).toBe(0);
    // 1000 of 4000 reach the west from 10 h to 15 h.
    expect(value('gatewayReach:west')).toBeCloseTo(1 - (5 * 0.75) / 2400, 9);
  });
  it('critical sites are dark while they are cut off, people or not', () => {
    expect(value('criticalDarkHours:b')).toBeCloseTo(3, 6);
    // A gateway that is up is connected to itself.
    expect(value('criticalDarkHours:east')).toBe(0);
    expect(value('criticalDarkHours')).toBeCloseTo(3, 6);
    expect(value('lostUserHours')).toBeCloseTo(9000, 3);
  });
  it('a corridor takes the quickest way left, and people the nearest gateway left', () => {
    // The way round is 50 km longer; its length is drawn. b--east is cut first, then all of the line.
    const round = `${LINE}  - { id: west--east, ends: [west, east], medium: buried, operator: op, lengthKm: [160, 180] }\n`;
    const { model, assumptions } = compiledFrom(
      {
        crews: crew,
        hazards: [cut('b--east', '10h'), cut('west--east', '10h'), cut('a--b', '12h')],
        measures: {
          metrics: ['corridorLatency', 'gatewayLatency'],
          corridors: [
            { from: 'west', to: 'b', latencyLimitMs: { value: 0.9, flag: 'assumed' } },
            { from: 'west', to: 'east' },
          ],
        },
        ...noTravel,
      },
      round,
    );
    expect(model.series.map(({ name }) => name)).toEqual(['latencyMs/west--b', 'latencyMs/west--east', 'latencyMs']);
    const told = new Runner(model).run(0, 1);
    const of = (name: string): number => metricOf(told, name)[0];
    expect(of('corridorLatencyBefore:west--b')).toBeCloseTo(0.784, 9);
    expect(of('corridorLatencyBefore:west--east')).toBeCloseTo(1.176, 9);
    // One crew mends the line from the east: b--east until 15 h, west--east until 20 h, a--b until 25 h.
    expect(of('corridorLatencyWorst:west--east')).toBeGreaterThan(0.0098 * 160);
    expect(of('corridorLatencyWorst:west--b')).toBeCloseTo(of('corridorLatencyWorst:west--east') + 0.392, 9);
    expect(of('corridorLatencyAboveHours:west--b')).toBeCloseTo(5, 6);
    // a is 40 km from the west, b 40 km from the east, then 80 km from the west, then cut off.
    expect(of('gatewayLatencyBefore')).toBeCloseTo(0.392, 9);
    expect(of('gatewayLatencyWorst')).toBeCloseTo((0.392 + 3 * 0.784) / 4, 9);
    expect(assumptions.join('\n')).toMatch(/a round trip of west--b above 0\.9 ms is too long/);
    expect(assumptions.join('\n')).toMatch(/4\.9 us\/km one way in fibre \(derived: group index 1\.468\)$/m);
    expect(assumptions.join('\n')).not.toContain('by microwave');
  });
  it('a corridor goes the long way, at the lengths of the replication, while the short one is cut', () => {
    const round = `${LINE}  - { id: west--east, ends: [west, east], medium: buried, operator: op, lengthKm: [160, 180] }\n`;
    const compiledRound = compiledFrom(
      {
        crews: crew,
        hazards: [cut('a--b', '10h')],
        measures: {
          metrics: ['corridorLatency'],
          corridors: [{ from: 'west', to: 'east', latencyLimitMs: 1.5 }],
        },
        ...noTravel,
      },
      round,
    );
    const told = ran(compiledRound, 3);
    const worst = metricOf(told, 'corridorLatencyWorst:west--east');
    const means = metricOf(told, 'corridorLatencyMean:west--east');
    for (const [replication, ms] of worst.entries()) {
      expect(ms).toBeGreaterThan(0.0098 * 160);
      expect(ms).toBeLessThan(0.0098 * 180);
      // Five hours of repair out of 2400.
      expect(means[replication]).toBeCloseTo(1.176 + ((ms - 1.176) * 5) / 2400, 8);
      expect(metricOf(told, 'corridorLatencyAboveHours:west--east')[replication]).toBeCloseTo(5, 6);
    }
    expect(new Set(worst).size).toBe(3);
  });
  it('latency is kept only where it is asked for: by name, or by a limit', () => {
    const corridors = [{ from: 'west', to: 'east' }];
    expect(measured({ corridors }).model.observed.latency).toBeUndefined();
    expect(measured({ corridors, metrics: ['lostUserHours'] }).model.observed.latency).toBeUndefined();
    const limited = measured({ corridors: [{ from: 'west', to: 'east', latencyLimitMs: 3 }] }).model;
    expect(limited.series.map(({ name }) => name)).toEqual(['corridor/west--east', 'latencyMs/west--east']);
    expect(limited.metrics.at(-1)?.name).toBe('corridorLatencyAboveHours:west--east');
  });
  it('the worst connectivity loss is that of the worst time', () => {
    expect(value('completeConnectivityLoss')).toBe(0.5);
    expect(value('partialConnectivityLoss')).toBeCloseTo(0.75, 12);
    expect(value('efficiencyLoss')).toBeGreaterThan(0.5);
  });
  it('the crew is busy from its orders to the end of its work', () => {
    expect(value('crewBusyHours')).toBeCloseTo(10, 6);
    expect(value('crewBusyShare')).toBeCloseTo(1, 9);
    expect(value('crewTravelShare')).toBeLessThan(1e-6);
    expect(value('assessorBusyHours')).toBe(0);
  });
  it('travel is a share of what crews do', () => {
    const travelling = measured(
      { metrics: ['usage'] },
      { hazards: [cut('b--east', '0h')], travel: { speedKmH: 10, roadFactor: 1, placeUnknown: '0h' } },
    );
    const outcome = ran(travelling, 1);
    const busy = metricOf(outcome, 'crewBusyHours')[0];
    expect(metricOf(outcome, 'crewTravelShare')[0] * busy).toBeCloseTo(busy - 5, 6);
    expect(busy).toBeGreaterThan(5 + 5);
  });
  it('a long enough incident is reportable, and the thresholds are told as assumed', () => {
    expect(value('reportableChance')).toBe(1);
    expect(value('reportableIncidents')).toBe(1);
    expect(compiled.assumptions.join('\n')).toMatch(/reportable by the thresholds of enisa/);
  });
  it('losses by operator are those of the sites that it owns', () => {
    expect(outcomes.groups).toEqual([
      { by: 'operator', name: 'op', people: 1000 },
      { by: 'operator', name: 'other', people: 3000 },
    ]);
    expect(outcomes.variants[0].groupUserHours[0][0]).toBe(0);
    expect(outcomes.variants[0].groupUserHours[1][0]).toBeCloseTo(9000, 3);
  });
  it('curves of quality are kept as whole numbers', () => {
    const { qualities, variants } = outcomes;
    expect(qualities).toEqual(['people', 'connectivity']);
    const times = curveTimes(2400);
    const point = times.findIndex((time) => time >= 12);
    expect(times[point]).toBeLessThan(15);
    expect(variants[0].qualitySums[0][point] / QUALITY_UNITS).toBeCloseTo(0.25, 9);
    expect(variants[0].qualitySums[1][point] / QUALITY_UNITS).toBeCloseTo(1 / 6, 9);
    expect(variants[0].qualitySums[0][0]).toBe(QUALITY_UNITS);
  });
  it('what is measured changes nothing that happens', () => {
    const plain = ran(
      compiledFrom({ crews: crew, hazards: [cut('a--b', '10h'), cut('b--east', '12h')], ...noTravel }, LINE),
      1,
    );
    expect(plain.variants[0].hashHigh).toEqual(outcomes.variants[0].hashHigh);
    expect(plain.variants[0].hashLow).toEqual(outcomes.variants[0].hashLow);
  });
});

describe('over replications', () => {
  const compiled = measured(
    {
      metrics: ['default', 'gateways', 'usage', 'connectivityLoss'],
      regions: { all: ['a', 'b'], near: ['a'] },
      targets: { timeTo100Hours: '12h' },
      curves: true,
    },
    { hazards: [{ 'random-cuts': { ratesPer1000KmYear: { buried: 200 } } }], horizon: '60d' },
  );
  const outcomes = ran(compiled, 120);

  it('put together from pieces is as run in one', () => {
    const runner = new Runner(compiled.model);
    const whole = new Runner(compiled.model).run(0, 0);
    expect(whole.count).toBe(0);
    const empty = ran(compiled, 120);
    for (const variant of empty.variants)
      for (const column of [...variant.columns, ...variant.groupUserHours, ...variant.qualitySums, variant.cutOffSum])
        column.fill(0);
    for (const { first, count } of pieces(120).reverse()) place(runner.run(first, count), empty);
    expect(empty.variants[0].columns).toEqual(outcomes.variants[0].columns);
    expect(empty.variants[0].groupUserHours).toEqual(outcomes.variants[0].groupUserHours);
    expect(empty.variants[0].qualitySums).toEqual(outcomes.variants[0].qualitySums);
  });
  it('regions and operators lose what people lose', () => {
    const [told] = groupSummaries(outcomes);
    const index = (by: string, name: string): number =>
      outcomes.groups.findIndex((group) => group.by === by && group.name === name);
    const lost = summaries(outcomes)[0][outcomes.metrics.findIndex(({ name }) => name === 'lostUserHours')];
    expect(told[index('region', 'all')].mean).toBeCloseTo(lost.mean, 6);
    expect(told[index('operator', 'op')].mean + told[index('operator', 'other')].mean).toBeCloseTo(lost.mean, 6);
    expect(told[index('region', 'near')].mean).toBeCloseTo(told[index('operator', 'op')].mean, 9);
    expect(told[index('region', 'all')].mean).toBeGreaterThan(0);
  });
  it('the chance of the time wanted is the share that made it', () => {
    const index = outcomes.metrics.findIndex(({ name }) => name === 'timeTo100Hours');
    const { survival } = summaries(outcomes)[0][index];
    const column = outcomes.variants[0].columns[index];
    expect(column.some((hours) => hours > 12)).toBe(true);
    expect(survival?.target?.chance).toBeCloseTo(column.filter((hours) => hours <= 12).length / 120, 9);
  });
});

describe('sim run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'resplice-'));
  writeFileSync(join(folder, 'net.yaml'), LINE);
  const scenario = (measures: Record<string, unknown>, protocols = ['siloed', 'cmg-core']): string => {
    const file = join(folder, 'scenario.yaml');
    writeFileSync(
      file,
      scenarioText({
        protocols,
        replications: 30,
        crews: crew,
        critical: ['b'],
        hazards: [{ 'random-cuts': { ratesPer1000KmYear: { buried: 300 } } }],
        measures,
      }),
    );
    return file;
  };
  const said = async (file: string, options: Partial<Parameters<typeof run>[1]> = {}): Promise<string> => {
    const out: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    await run(file, { out: join(folder, 'results'), threads: 1, ...options }, '0');
    return out.join('');
  };
  afterEach(() => vi.restoreAllMocks());

  it('prints what was asked for, with the worst tenth and the chance of the time wanted', async () => {
    const text = await said(
      scenario({ metrics: ['default', 'critical', 'usage', 'availability'], targets: { timeTo100Hours: '12h' } }),
    );
    expect(text).toMatch(/mean of the worst tenth +[\d.]+/);
    expect(text).toMatch(/ {3}within 12 h +\d[\d.]* % \[/);
    expect(text).toMatch(/ {3}b cut off +/);
    expect(text).toMatch(/availability to people +99\.\d+ %/);
    expect(text).toMatch(/crews busy +/);
  });
  it('prints losses by operator and region, the greatest first', async () => {
    const file = scenario({ regions: { small: ['a'], large: ['a', 'b'] } });
    const byRegion = (await said(file, { by: 'region' })).split('by region')[1];
    expect(byRegion).toMatch(/^ +people +siloed +cmg-core\n +large +4,000 +[\d,.]+( million)? \[.*\n +small +1,000/);
    expect((await said(file, { by: 'operator' })).split('by operator')[1]).toMatch(/other +3,000/);
  });
  it('refuses to tell by what the scenario does not state', async () => {
    const file = scenario({});
    await expect(said(file, { by: 'region' })).rejects.toThrow('exit 2');
    await expect(said(file, { by: 'class' })).rejects.toThrow('exit 2');
  });
  it('keeps the shape of the document and adds to it', async () => {
    const text = await said(scenario({ regions: { all: ['a', 'b'] }, targets: { timeTo100Hours: '12h' } }), {
      json: true,
    });
    const document = JSON.parse(text) as {
      by: Record<string, { name: string; protocols: Record<string, Record<string, { mean: number }>> }[]>;
      protocols: Record<string, Record<string, Record<string, unknown>>>;
    };
    expect(Object.keys(document.by)).toEqual(['operator', 'region', 'class']);
    expect(document.by.class).toEqual([]);
    expect(document.by.region[0].name).toBe('all');
    expect(document.by.region[0].protocols.siloed.lostUserHours.mean).toBeGreaterThan(0);
    expect(document.protocols.siloed.timeTo100Hours.kaplanMeier).toMatchObject({
      rmst: expect.any(Number),
      rmstCi95: [expect.any(Number), expect.any(Number)],
      target: { withinHours: 12, chance: expect.any(Number) },
    });
    expect(document.protocols.siloed.lostUserHours).not.toHaveProperty('kaplanMeier');
  });
  it('tells many protocols what else was asked for in rows of means', async () => {
    const text = await said(
      scenario({ metrics: ['default', 'availability'] }, ['siloed', 'cmg-core', 'shared-picture', 'joint-dispatch']),
    );
    expect(text).toMatch(/means +siloed +cmg-core +shared-picture +joint-dispatch\navailability to people +99\.\d+ %/);
  });
  it('keeps the curves of quality beside the recovery curve when they are asked for', async () => {
    const err: string[] = [];
    const file = scenario({ curves: true });
    vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
    await run(file, { out: join(folder, 'results'), threads: 1 }, '0');
    const kept = /results in (.*)$/m.exec(err.join(''))?.[1] ?? '';
    const lines = readFileSync(join(kept, 'quality-curves.csv'), 'utf8').trim().split('\n');
    expect(lines[0]).toBe(
      'hours,siloed_people_mean,siloed_connectivity_mean,cmg-core_people_mean,cmg-core_connectivity_mean',
    );
    expect(lines).toHaveLength(242);
    expect(
      lines.slice(1).every((line) =>
        line
          .split(',')
          .slice(1)
          .every((share) => Number(share) >= 0 && Number(share) <= 1),
      ),
    ).toBe(true);
  });
});

it('the shipped corridor goes round by Baku while the land ways are cut, and is down when all three are', () => {
  const { compiled, problems } = tried({}, `${ROOT}scenarios/digital-silk-road.yaml`);
  if (compiled === undefined) throw new Error(problems.list.map(told).join('\n'));
  const outcomes = ran(compiled, 20);
  const of = (name: string): Float64Array => metricOf(outcomes, `${name}:frankfurt--almaty`);
  const limit = 75;
  for (const [replication, before] of of('corridorLatencyBefore').entries()) {
    const mean = of('corridorLatencyMean')[replication];
    expect(before).toBeLessThan(limit);
    expect(mean).toBeGreaterThan(before);
    expect(of('corridorLatencyWorst')[replication]).toBeGreaterThan(limit);
    // The excess of the mean is made in the hours of the way round, and little of it on others.
    expect(of('corridorLatencyAboveHours')[replication]).toBeGreaterThan(0);
    expect(of('corridorDownHours')[replication]).toBeGreaterThan(0);
    expect(of('corridorDownHours')[replication]).toBeLessThan(14 * 24);
  }
  expect(compiled.assumptions.join()).toContain('a round trip of frankfurt--almaty above 75 ms is too long');
});

it('the corridor from Frankfurt to Almaty can be watched on the shipped backbone', () => {
  const { compiled, problems } = tried({
    'scenario.yaml': scenarioText({
      topology: join(ROOT, 'topologies/digital-silk-road.yaml'),
      crews: [],
      measures: { corridors: [{ from: 'frankfurt', to: 'almaty' }] },
    }),
    'protocols/plain.yaml': PLAIN_PROTOCOL,
  });
  expect(problems.errors.map(told)).toEqual([]);
  expect(compiled?.model.series).toEqual([{ name: 'corridor/frankfurt--almaty', whole: 1 }]);
});
