import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { firstPassage, sustainedPassage } from '../../src/metrics/curve.ts';
import { lossOfResilienceHours, lostUserHours } from '../../src/metrics/loss.ts';
import { populationCutOffPeak } from '../../src/metrics/share-lost.ts';
import { sustainedTimeTo, timeTo } from '../../src/metrics/time-to-restore.ts';
import { Timeline } from '../../src/metrics/timeline.ts';
import { timeToRestoreLink } from '../../src/metrics/watched-link.ts';

interface CurveOracle {
  id: string;
  inputs: { curve: [number, number][]; T: number; t0: number };
  expected: Record<string, number | null | Record<string, number | null>>;
}
const oracle = (
  JSON.parse(
    readFileSync(new URL('../verification/recovery/oracles_public.json', import.meta.url), 'utf8'),
  ) as CurveOracle[]
).find(({ id }) => id === 'P-metrics-curve')!;

const timelineOf = (curve: [number, number][], horizon: number, onset: number, people = 1000): Timeline => {
  const timeline = new Timeline(people, 10, horizon, [], 1);
  timeline.onset = onset;
  for (const [time, quality] of curve) timeline.record(time, Math.round(people * (1 - quality)), 0, 0);
  return timeline;
};

describe('metrics on the curve of the oracle', () => {
  const { curve, T, t0 } = oracle.inputs;
  const timeline = timelineOf(curve, T, t0);

  it('has the loss of resilience', () => {
    expect(lossOfResilienceHours.read(timeline)).toBeCloseTo(oracle.expected.LoR as number, 9);
    expect(lostUserHours.read(timeline)).toBeCloseTo(1000 * (oracle.expected.LoR as number), 6);
    expect(populationCutOffPeak.read(timeline)).toBeCloseTo(0.6, 12);
  });

  it('has the times of first passage and of passage sustained to the horizon', () => {
    const first = oracle.expected.first as Record<string, number | null>;
    const sustained = oracle.expected.sustained as Record<string, number | null>;
    for (const [level, hours] of Object.entries(first)) {
      const loss = timeline.cutOff;
      const allowed = 1000 * (1 - Number(level)) + 1e-6;
      expect(firstPassage(timeline.times, loss, timeline.length, allowed, t0) - t0).toBe(
        hours ?? Number.POSITIVE_INFINITY,
      );
      expect(
        sustainedPassage(timeline.times, loss, timeline.length, allowed, t0, Number.POSITIVE_INFINITY, T) - t0,
      ).toBe(sustained[level] ?? Number.POSITIVE_INFINITY);
    }
    expect(timeTo(0.8).read(timeline)).toBe(18);
  });
});

describe('times to restore', () => {
  it('are zero when nothing broke, or when the level was never lost', () => {
    expect(timeTo(1).read(timelineOf([[0, 1]], 100, Number.NaN))).toBe(0);
    expect(sustainedTimeTo(0.95).read(timelineOf([[0, 1]], 100, Number.NaN))).toBe(0);
    expect(
      timeTo(0.5).read(
        timelineOf(
          [
            [0, 1],
            [2, 0.9],
            [9, 1],
          ],
          100,
          2,
        ),
      ),
    ).toBe(0);
    expect(
      sustainedTimeTo(0.5).read(
        timelineOf(
          [
            [0, 1],
            [2, 0.9],
            [9, 1],
          ],
          100,
          2,
        ),
      ),
    ).toBe(0);
  });
  it('are infinite (censored) when the level is not back by the horizon', () => {
    const timeline = timelineOf(
      [
        [0, 1],
        [2, 0.4],
        [50, 0.9],
      ],
      100,
      2,
    );
    expect(timeTo(0.95).read(timeline)).toBe(Number.POSITIVE_INFINITY);
    expect(sustainedTimeTo(0.95).read(timeline)).toBe(Number.POSITIVE_INFINITY);
    expect(sustainedTimeTo(0.8).read(timeline)).toBe(48);
  });
  it('sustained means held for 24 hours, or until the horizon if that is nearer', () => {
    const dip: [number, number][] = [
      [0, 1],
      [0, 0.5],
      [10, 1],
      [30, 0.5],
      [40, 1],
      [64, 0.5],
      [90, 1],
    ];
    const timeline = timelineOf(dip, 100, 0);
    expect(timeTo(1).read(timeline)).toBe(10);
    expect(sustainedTimeTo(1).read(timeline)).toBe(40);
    expect(
      sustainedTimeTo(1).read(
        timelineOf(
          [
            [0, 1],
            [0, 0.5],
            [90, 1],
          ],
          100,
          0,
        ),
      ),
    ).toBe(90);
  });
});

describe('a watched link', () => {
  const metric = timeToRestoreLink('a--b', 1);
  const read = (rows: [number, number][]): number => {
    const timeline = new Timeline(1, 1, 100);
    for (const [time, bits] of rows) timeline.record(time, 0, 0, bits);
    return metric.read(timeline);
  };
  it('is timed from its first fault until it carries again, however it fares later', () => {
    expect(
      read([
        [0, 0],
        [5, 2],
        [9, 0],
        [12, 3],
        [20, 1],
      ]),
    ).toBe(4);
  });
  it('is censored when it is still down, and no question when it never broke', () => {
    expect(
      read([
        [0, 0],
        [5, 2],
      ]),
    ).toBe(Number.POSITIVE_INFINITY);
    expect(
      read([
        [0, 0],
        [5, 1],
      ]),
    ).toBeNaN();
  });
});

describe('the timeline', () => {
  it('keeps one row an instant and none where nothing changed', () => {
    const timeline = new Timeline(10, 1, 100, [], 1);
    timeline.record(0, 0, 0, 0);
    timeline.record(1, 5, 0, 0);
    timeline.record(1, 7, 0, 0);
    timeline.record(2, 7, 0, 0);
    timeline.record(3, 0, 0, 0);
    expect(timeline.length).toBe(3);
    expect([...timeline.cutOff.subarray(0, 3)]).toEqual([0, 7, 0]);
  });
});
