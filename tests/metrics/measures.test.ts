/** Metrics that a scenario can ask for, read off curves drawn by hand: they see the timeline and nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { availability, lossOfConnectivityHours, pairAvailability } from '../../src/metrics/availability.ts';
import {
  connectivityLossPeak,
  connectivityLossSeries,
  corridorAvailability,
  corridorDownHours,
  corridorSeries,
  gatewayReach,
  gatewaySeries,
  gatewayUnreachedHours,
} from '../../src/metrics/connection.ts';
import {
  CAPACITY_SERIES,
  completion,
  demandSeries,
  lossOfCapacityHours,
  lossOfServiceHours,
  lostDemandHours,
  lostDemandHoursOf,
  minutesBelowCompletion,
  servedSeries,
} from '../../src/metrics/demand.ts';
import { measures } from '../../src/metrics/index.ts';
import { criticalDarkHours, isolatedSites, longestIsolationHours } from '../../src/metrics/isolation.ts';
import {
  corridorLatencies,
  corridorLatencySeries,
  GATEWAY_LATENCY_SERIES,
  gatewayLatencies,
} from '../../src/metrics/latency.ts';
import { lostUserHours } from '../../src/metrics/loss.ts';
import { qualities } from '../../src/metrics/quality.ts';
import { relapses, relapseUserHours } from '../../src/metrics/relapse.ts';
import { reportable } from '../../src/metrics/reportable.ts';
import { sustainedTimeTo, sustainedTimeToNewNormal } from '../../src/metrics/time-to-restore.ts';
import { type SeriesHead, Timeline } from '../../src/metrics/timeline.ts';
import { usage } from '../../src/metrics/usage.ts';
import { USE } from '../../src/metrics/use.ts';
import { firstServiceHours, worstAfterHours } from '../../src/metrics/worst.ts';

const HORIZON = 100;

/** People cut off of 1000, by time. */
function drawn(rows: readonly (readonly [time: number, cutOff: number])[], people = 1000): Timeline {
  const timeline = new Timeline(people, 10, HORIZON);
  timeline.onset = rows.find(([, lost]) => lost > 0)?.[0] ?? Number.NaN;
  for (const [time, lost] of rows) timeline.record(time, lost, 0, 0);
  return timeline;
}

/** One series, by time; whole is what it is at first. */
function withSeries(
  heads: readonly SeriesHead[],
  rows: readonly (readonly [time: number, ...values: number[]])[],
): Timeline {
  const timeline = new Timeline(1000, 10, HORIZON, heads, 1);
  timeline.clear();
  for (const [time, ...values] of rows) {
    timeline.values.set(values);
    timeline.record(time, 0, 0, 0);
  }
  return timeline;
}

describe('the timeline', () => {
  const heads = [
    { name: 'a', whole: 1 },
    { name: 'b', whole: 7 },
  ];
  it('keeps a row when any series changes, and none when none does', () => {
    const timeline = withSeries(heads, [
      [0, 1, 7],
      [5, 1, 7],
      [6, 1, 3],
      [6, 0, 3],
      [9, 0, 3],
    ]);
    expect(timeline.length).toBe(2);
    expect([...timeline.times.subarray(0, 2)]).toEqual([0, 6]);
    expect([...timeline.series('a')!.subarray(0, 2)]).toEqual([1, 0]);
    expect([...timeline.series('b')!.subarray(0, 2)]).toEqual([7, 3]);
  });
  it('begins anew with each series whole, and knows of no others', () => {
    const timeline = withSeries(heads, [[0, 0, 0]]);
    timeline.used[USE.crewBusyHours] = 3;
    timeline.clear();
    expect([...timeline.values]).toEqual([1, 7]);
    expect(timeline.used.every((hours) => hours === 0)).toBe(true);
    expect(timeline.whole('b')).toBe(7);
    expect(timeline.whole('c')).toBeNaN();
    expect(timeline.series('c')).toBeUndefined();
  });
});

describe('depth and first service', () => {
  it('are timed from the first fault', () => {
    const timeline = drawn([
      [0, 0],
      [2, 300],
      [5, 600],
      [9, 500],
      [20, 600],
      [30, 0],
    ]);
    expect(worstAfterHours.read(timeline)).toBe(3);
    expect(firstServiceHours.read(timeline)).toBe(7);
  });
  it('do not arise where nothing is lost, and are censored where nothing comes back', () => {
    expect(worstAfterHours.read(drawn([[0, 0]]))).toBeNaN();
    expect(firstServiceHours.read(drawn([[0, 0]]))).toBeNaN();
    const lost = drawn([
      [0, 0],
      [2, 300],
      [3, 400],
    ]);
    expect(firstServiceHours.read(lost)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('the new normal', () => {
  const timeline = drawn([
    [0, 0],
    [2, 600],
    [10, 300],
    [40, 200],
  ]);
  it('is what is connected at the horizon', () => {
    expect(sustainedTimeTo(0.95).read(timeline)).toBe(Number.POSITIVE_INFINITY);
    // 95 % of 800 is 760 connected: 240 may be cut off.
    expect(sustainedTimeToNewNormal(0.95).read(timeline)).toBe(38);
    expect(sustainedTimeToNewNormal(0.8).read(timeline)).toBe(8);
    expect(sustainedTimeToNewNormal(1).read(timeline)).toBe(38);
  });
  it('is the state before where all comes back', () => {
    const whole = drawn([
      [0, 0],
      [2, 600],
      [10, 30],
      [40, 0],
    ]);
    for (const level of [0.5, 0.8, 0.95, 1])
      expect(sustainedTimeToNewNormal(level).read(whole)).toBe(sustainedTimeTo(level).read(whole));
  });
});

describe('losses after the first recovery', () => {
  it('are counted, and measured below the level', () => {
    const timeline = drawn([
      [0, 0],
      [2, 600],
      [10, 50],
      [20, 150],
      [24, 350],
      [26, 0],
      [30, 50],
      [40, 100],
    ]);
    expect(relapses.read(timeline)).toBe(2);
    expect(relapseUserHours.read(timeline)).toBeCloseTo(4 * 100 + 2 * 300 + 60 * 50, 6);
  });
  it('are none where the level was never lost, or never back', () => {
    for (const rows of [
      [
        [0, 0],
        [3, 40],
      ],
      [
        [0, 0],
        [3, 400],
        [9, 100],
        [12, 700],
      ],
    ] as [number, number][][]) {
      expect(relapses.read(drawn(rows))).toBe(0);
      expect(relapseUserHours.read(drawn(rows))).toBe(0);
    }
  });
});

describe('availability', () => {
  const curve = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 0, max: 1000 })), { maxLength: 12 })
    .map((rows): [number, number][] => [[0, 0], ...[...new Map(rows)].sort((a, b) => a[0] - b[0])]);
  it('is one less the loss, whatever the number of people', () => {
    fc.assert(
      fc.property(curve, (rows) => {
        const few = drawn(rows);
        const many = drawn(
          rows.map(([time, lost]): [number, number] => [time, 50 * lost]),
          50_000,
        );
        expect(availability.read(few)).toBeCloseTo(1 - lostUserHours.read(few) / 1000 / HORIZON, 9);
        expect(availability.read(many)).toBeCloseTo(availability.read(few), 9);
        expect(lostUserHours.read(many)).toBeCloseTo(50 * lostUserHours.read(few), 3);
      }),
    );
  });
  it('falls when more are cut off', () => {
    fc.assert(
      fc.property(curve, fc.nat(), (rows, pick) => {
        const worse = rows.map(([time, lost], row): [number, number] => [
          time,
          row === pick % rows.length ? Math.min(1000, lost + 10) : lost,
        ]);
        expect(availability.read(drawn(worse))).toBeLessThanOrEqual(availability.read(drawn(rows)) + 1e-12);
      }),
    );
  });
  it('of pairs is the connectivity curve', () => {
    const timeline = new Timeline(0, 10, HORIZON);
    timeline.record(0, 0, 0, 0);
    timeline.record(20, 0, 5, 0);
    timeline.record(60, 0, 0, 0);
    expect(lossOfConnectivityHours.read(timeline)).toBe(20);
    expect(pairAvailability.read(timeline)).toBeCloseTo(0.8, 12);
    expect(availability.read(timeline)).toBe(1);
    expect(pairAvailability.read(new Timeline(0, 0, HORIZON))).toBe(1);
  });
});

describe('sites', () => {
  const timeline = drawn([[0, 0]]);
  timeline.darkHours = Float64Array.of(0, 4, 0, 90, 0.5);
  it('are told by how many were cut off, and the longest', () => {
    expect(isolatedSites.read(timeline)).toBe(3);
    expect(longestIsolationHours.read(timeline)).toBe(90);
  });
  it('that are critical are told together and one by one', () => {
    const told = criticalDarkHours([
      { id: 'hospital', site: 1 },
      { id: 'ministry', site: 4 },
      { id: 'depot', site: 2 },
    ]);
    expect(told.map((metric) => [metric.name, metric.read(timeline)])).toEqual([
      ['criticalDarkHours', 4.5],
      ['criticalDarkHours:hospital', 4],
      ['criticalDarkHours:ministry', 0.5],
      ['criticalDarkHours:depot', 0],
    ]);
    expect(criticalDarkHours([])).toEqual([]);
  });
});

describe('corridors and gateways', () => {
  it('are down while their series is 0', () => {
    const timeline = withSeries(
      [
        { name: corridorSeries('a--b'), whole: 1 },
        { name: gatewaySeries('g'), whole: 1000 },
      ],
      [
        [0, 1, 1000],
        [10, 0, 500],
        [30, 1, 0],
        [70, 0, 1000],
      ],
    );
    expect(corridorDownHours('a--b').read(timeline)).toBe(50);
    expect(corridorAvailability('a--b').read(timeline)).toBeCloseTo(0.5, 12);
    expect(gatewayUnreachedHours('g').read(timeline)).toBe(40);
    expect(gatewayReach('g').read(timeline)).toBeCloseTo((10 + 10 + 0 + 30) / 100, 12);
  });
  it('that never were connected, or are not kept, are no question', () => {
    const timeline = withSeries([{ name: corridorSeries('a--b'), whole: 0 }], [[0, 0]]);
    for (const metric of [corridorDownHours('a--b'), corridorAvailability('c--d'), gatewayReach('g')])
      expect(metric.read(timeline)).toBeNaN();
  });
  it('have the worst of their connectivity losses', () => {
    const timeline = withSeries(
      [{ name: connectivityLossSeries('weighted'), whole: 0 }],
      [
        [0, 0],
        [5, 0.5],
        [9, 0.2],
      ],
    );
    expect(connectivityLossPeak('weighted').read(timeline)).toBe(0.5);
    expect(connectivityLossPeak('efficiency').name).toBe('efficiencyLoss');
    expect(connectivityLossPeak('efficiency').read(timeline)).toBeNaN();
  });
});

describe('latency', () => {
  const DOWN = Number.POSITIVE_INFINITY;
  const timeline = withSeries(
    [
      { name: corridorLatencySeries('a--b'), whole: 60 },
      { name: GATEWAY_LATENCY_SERIES, whole: 5 },
    ],
    [
      [0, 60, 5],
      [10, 80, 5],
      [30, DOWN, 9],
      [40, 75, DOWN],
      [60, 60, 4],
    ],
  );
  const told = (limit?: number): [string, number][] =>
    corridorLatencies('a--b', limit).map(({ name, read }) => [name, read(timeline)]);
  it('of a corridor is told before, on average and at worst, while it is up, and in hours above a limit', () => {
    expect(told(75)).toEqual([
      ['corridorLatencyBefore:a--b', 60],
      ['corridorLatencyMean:a--b', (10 * 60 + 20 * 80 + 20 * 75 + 40 * 60) / 90],
      ['corridorLatencyWorst:a--b', 80],
      // 75 is not above 75, and no way at all is no long way.
      ['corridorLatencyAboveHours:a--b', 20],
    ]);
    expect(told(74.9).at(-1)).toEqual(['corridorLatencyAboveHours:a--b', 40]);
    expect(told()).toHaveLength(3);
  });
  it('to the nearest gateway is told while anybody reaches one', () => {
    expect(gatewayLatencies.map(({ read }) => read(timeline))).toEqual([5, (30 * 5 + 10 * 9 + 40 * 4) / 80, 9]);
  });
  it('is no question where the ends never reach each other, or nothing is kept', () => {
    const never = withSeries([{ name: corridorLatencySeries('a--b'), whole: DOWN }], [[0, DOWN]]);
    expect(corridorLatencies('a--b', undefined).map(({ read }) => read(never))).toEqual([NaN, NaN, NaN]);
    expect(corridorLatencies('a--b', 9).map(({ read }) => read(drawn([[0, 0]])))).toEqual([NaN, NaN, NaN, NaN]);
  });
  it('before anything broke is that of the replication, when who records knows better', () => {
    const other = withSeries([{ name: GATEWAY_LATENCY_SERIES, whole: 5 }], [[0, 6]]);
    other.wholes[0] = 5.5;
    expect(gatewayLatencies[0].read(other)).toBe(5.5);
    other.clear();
    expect(gatewayLatencies[0].read(other)).toBe(5);
  });
});

describe('incidents', () => {
  const [chance, count] = reportable([
    { hours: 1, share: 0.15 },
    { hours: 8, share: 0.01 },
  ]);
  it('are reportable when they are deep, or long', () => {
    const timeline = drawn([
      [0, 0],
      [10, 200],
      [11, 0],
      [20, 150],
      [26, 5],
      [40, 0],
      [50, 11],
      [58, 0],
      [60, 200],
      [60.5, 0],
      [95, 20],
    ]);
    // Deep for an hour; not deep enough and too short; shallow for eight hours; half an hour; five hours to the horizon.
    expect(count.read(timeline)).toBe(2);
    expect(chance.read(timeline)).toBe(1);
  });
  it('are one while anybody is cut off, and a threshold must be exceeded without a break', () => {
    const timeline = drawn([
      [0, 0],
      [10, 20],
      [14, 5],
      [15, 20],
      [19, 0],
    ]);
    expect(count.read(timeline)).toBe(0);
    expect(chance.read(timeline)).toBe(0);
    expect(reportable([])).toEqual([]);
  });
});

describe('use', () => {
  const read = (name: string, timeline: Timeline): number =>
    usage.find((metric) => metric.name === name)!.read(timeline);
  it('is told in hours and shares', () => {
    const timeline = drawn([[0, 0]]);
    timeline.used[USE.crewBusyHours] = 20;
    timeline.used[USE.crewTravelHours] = 5;
    timeline.used[USE.crewPresentHours] = 80;
    expect(read('crewBusyHours', timeline)).toBe(20);
    expect(read('crewBusyShare', timeline)).toBe(0.25);
    expect(read('crewTravelShare', timeline)).toBe(0.25);
  });
  it('has no shares of nothing', () => {
    expect(read('crewBusyShare', drawn([[0, 0]]))).toBeNaN();
    expect(read('vesselBusyHours', drawn([[0, 0]]))).toBe(0);
  });
});

describe('demand', () => {
  const heads = [
    { name: demandSeries('voice'), whole: 2 },
    { name: servedSeries('voice'), whole: 2 },
    { name: demandSeries('data'), whole: 8 },
    { name: servedSeries('data'), whole: 8 },
    { name: CAPACITY_SERIES, whole: 10 },
  ];
  const timeline = withSeries(heads, [
    [0, 2, 2, 8, 8, 10],
    [10, 6, 3, 14, 7, 5],
    [30, 2, 2, 8, 8, 10],
  ]);
  const classes = ['voice', 'data'];
  it('is lost while it is not served, in total and by class', () => {
    expect(lostDemandHours('voice').read(timeline)).toBeCloseTo(60, 9);
    expect(lostDemandHours('data').read(timeline)).toBeCloseTo(140, 9);
    expect(lostDemandHoursOf(classes).read(timeline)).toBeCloseTo(200, 9);
    expect(completion('voice').read(timeline)).toBeCloseTo((20 + 60 + 140) / (20 + 120 + 140), 12);
  });
  it('of priority is below 95 % in so many minutes', () => {
    const curve = withSeries(
      [
        { name: demandSeries('priority'), whole: 2 },
        { name: servedSeries('priority'), whole: 2 },
      ],
      [
        [0, 2, 2],
        [10, 2, 1.9],
        [20, 4, 3.79],
        [20.5, 4, 0],
        [22, 0, 0],
        [30, 2, 1],
        [99, 2, 2],
      ],
    );
    // 95 % is enough; where nothing is wanted nothing lacks.
    expect(minutesBelowCompletion('priority').read(curve)).toBeCloseTo(60 * (0.5 + 1.5 + 69), 9);
    expect(minutesBelowCompletion('priority').read(drawn([[0, 0]]))).toBeNaN();
    const named = (classes: string[]): string[] =>
      measures
        .flatMap((measure) =>
          measure.name === 'demand'
            ? measure.make({ critical: [], corridors: [], gateways: [], classes, thresholds: [] })
            : [],
        )
        .map(({ name }) => name)
        .filter((name) => name.startsWith('minutes'));
    expect(named(['priority', 'voice'])).toEqual(['minutesBelow95Completion:priority']);
    expect(named(['voice'])).toEqual([]);
  });
  it('has a curve of service, of the surged demand, and one of capacity, of the demand before', () => {
    expect(lossOfServiceHours(classes).read(timeline)).toBeCloseTo(10, 9);
    expect(lossOfCapacityHours.read(timeline)).toBeCloseTo(10, 9);
    const curves = qualities(classes);
    expect(curves.map(({ name }) => name)).toEqual(['people', 'connectivity', 'capacity', 'service']);
    expect(curves.map((curve) => curve.of(timeline)(1))).toEqual([1, 1, 0.5, 0.5]);
    expect(qualities([]).map(({ name }) => name)).toEqual(['people', 'connectivity']);
  });
  it('is no question where the timeline keeps none', () => {
    expect(lostDemandHours('voice').read(drawn([[0, 0]]))).toBeNaN();
    expect(lossOfCapacityHours.read(drawn([[0, 0]]))).toBeNaN();
  });
});

describe('the list of measures', () => {
  it('has each name once, and makes metrics of different names', () => {
    expect(new Set(measures.map(({ name }) => name)).size).toBe(measures.length);
    const made = measures.flatMap((measure) =>
      measure.make({
        critical: [{ id: 'x', site: 0 }],
        corridors: [{ name: 'a--b', latencyLimitMs: 10 }, { name: 'c--d' }],
        gateways: ['g'],
        classes: ['priority', 'voice'],
        thresholds: [{ hours: 1, share: 0.1 }],
      }),
    );
    expect(new Set(made.map(({ name }) => name)).size).toBe(made.length);
    // Where nothing happens nobody loses anything, and shares of the time are whole.
    const calm = drawn([[0, 0]]);
    calm.darkHours = new Float64Array(1);
    for (const metric of made) expect(['0', '1', 'NaN'], metric.name).toContain(String(metric.read(calm)));
  });
});
