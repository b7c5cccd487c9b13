/** Readings of a curve, and statistics over replications, against `oracles_public.json`. */
import { describe, expect, it } from 'vitest';
import { restrictedMean, survivalMedian, survivalOf } from '../../../src/experiment/kaplan-meier.ts';
import { quantileRanks } from '../../../src/experiment/order-statistics.ts';
import { tailOf } from '../../../src/experiment/tail.ts';
import { availability } from '../../../src/metrics/availability.ts';
import { firstPassage, sustainedPassage } from '../../../src/metrics/curve.ts';
import { lossOfResilienceHours } from '../../../src/metrics/loss.ts';
import { populationCutOffPeak } from '../../../src/metrics/share-lost.ts';
import { Timeline } from '../../../src/metrics/timeline.ts';
import { oracle } from './oracle.ts';

/** Relative 1e-9. */
const close = (value: number, expected: number): void =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected));

describe('P-metrics-curve', () => {
  interface Expected {
    LoR: number;
    resilience: number;
    Qmin: number;
    first: Record<string, number>;
    sustained: Record<string, number>;
  }
  const { inputs, expected } = oracle<{ curve: [number, number][]; T: number; t0: number }, Expected>(
    'P-metrics-curve',
  );
  const { curve, T, t0 } = inputs;
  const people = 100;
  const timeline = new Timeline(people, 1, T);
  timeline.onset = t0;
  for (const [time, quality] of curve) timeline.record(time, Math.round(people * (1 - quality)), 0, 0);

  it('has loss, resilience and depth', () => {
    close(lossOfResilienceHours.read(timeline), expected.LoR);
    close(availability.read(timeline), expected.resilience);
    close(1 - populationCutOffPeak.read(timeline), expected.Qmin);
  });
  it.each(Object.keys(expected.first))('reaches %s first, and for good', (level) => {
    const { times, cutOff, length } = timeline;
    const allowed = people * (1 - Number(level) + 1e-12);
    close(firstPassage(times, cutOff, length, allowed, t0) - t0, expected.first[level]);
    close(
      sustainedPassage(times, cutOff, length, allowed, t0, Number.POSITIVE_INFINITY, T) - t0,
      expected.sustained[level],
    );
  });
});

it('P-cvar', () => {
  const { inputs, expected } = oracle<{ L: number[]; alpha: number }>('P-cvar');
  const { valueAtRisk, cvar } = tailOf(Float64Array.from(inputs.L).sort(), inputs.alpha);
  close(valueAtRisk, expected.VaR);
  close(cvar, expected.CVaR);
});

it('P-quantile-ci', () => {
  const { inputs, expected } = oracle('P-quantile-ci');
  const { low, high, coverage } = quantileRanks(inputs.N, inputs.p);
  expect([low, high]).toEqual([expected.r, expected.s]);
  close(coverage, expected.coverage);
});

it('P-kaplan-meier', () => {
  interface Expected {
    S: [number, number][];
    RMST: number;
    median: number;
  }
  const { inputs, expected } = oracle<{ data: [number, number][]; tau: number }, Expected>('P-kaplan-meier');
  const steps = survivalOf(
    Float64Array.from(inputs.data, ([time]) => time),
    Uint8Array.from(inputs.data, ([, event]) => event),
  );
  expect(steps.map(({ time }) => time)).toEqual(expected.S.map(([time]) => time));
  for (const [place, { survival }] of steps.entries()) close(survival, expected.S[place][1]);
  close(restrictedMean(steps, inputs.tau).mean, expected.RMST);
  expect(survivalMedian(steps)).toBe(expected.median);
});
