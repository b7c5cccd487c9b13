/** The steps of a surge against the curve that they stand for. */
import { describe, expect, it } from 'vitest';
import { excessAt, nextSurgeStep, type SurgeSteps } from '../../../src/traffic/surge.ts';

/** Every step as [start, end, level]. */
function stepsOf(surge: SurgeSteps, start: number): [number, number, number][] {
  const steps: [number, number, number][] = [];
  let at = nextSurgeStep(surge, start, start - 1);
  for (let count = 0; count < 10_000; count++) {
    const next = nextSurgeStep(surge, start, at);
    if (next === Number.POSITIVE_INFINITY) return steps;
    steps.push([at, next, excessAt(surge, start, at)]);
    at = next;
  }
  throw new Error('a surge without end');
}

const SURGES: SurgeSteps[] = [
  { excess: 59, decayHours: 2, stepsPerDecay: 4 },
  { excess: 9, decayHours: 2, stepsPerDecay: 1 },
  { excess: 1.7, decayHours: 6, stepsPerDecay: 10 },
  { excess: 0.03, decayHours: 0.1, stepsPerDecay: 4 },
  { excess: 30, decayHours: 1 / 3, stepsPerDecay: 7 },
];

describe.each(SURGES)('a surge of $excess, $decayHours h, $stepsPerDecay steps', (surge) => {
  const { excess, decayHours, stepsPerDecay: m } = surge;

  it.each([0, 2, 1234.567])('adds up to excess x decay exactly, from hour %d on', (start) => {
    const steps = stepsOf(surge, start);
    expect(steps[0][0]).toBe(start);
    const sum = steps.reduce((total, [from, to, level]) => total + (to - from) * level, 0);
    // Times of 1234 hours are exact to 2e-13.
    expect(Math.abs(sum / (excess * decayHours) - 1)).toBeLessThan(1e-10);
  });

  it('keeps to the curve within its stated bounds', () => {
    const steps = stepsOf(surge, 2);
    const below = 1 - m * (1 - Math.exp(-1 / m));
    const above = m * (Math.exp(1 / m) - 1) - 1;
    steps.forEach(([from, to, level], at) => {
      for (const share of [0, 0.3, 0.7, 1]) {
        const curve = excess * Math.exp(-(from + share * (to - from) - 2) / decayHours);
        if (at === steps.length - 1) expect(Math.abs(level - curve)).toBeLessThanOrEqual(0.05);
        else {
          expect(level / curve - 1).toBeGreaterThanOrEqual(-below - 1e-9);
          expect(level / curve - 1).toBeLessThanOrEqual(above + 1e-9);
        }
      }
    });
    expect(excess * Math.exp(-((steps.at(-1)?.[1] ?? 0) - 2) / decayHours)).toBeLessThanOrEqual(0.05);
  });

  it('is constant from one step to the next, and nothing before and after', () => {
    const start = 3.3;
    const steps = stepsOf(surge, start);
    for (const [from, to, level] of steps) {
      expect(excessAt(surge, start, from + (to - from) * 0.999)).toBe(level);
      expect(nextSurgeStep(surge, start, from + (to - from) / 2)).toBe(to);
    }
    expect(excessAt(surge, start, start - 1e-9)).toBe(0);
    expect(excessAt(surge, start, steps.at(-1)?.[1] ?? 0)).toBe(0);
    expect(nextSurgeStep(surge, start, 0)).toBe(start);
  });
});

it('comes closer to the curve with more steps', () => {
  const worst = (stepsPerDecay: number): number => {
    const surge = { excess: 20, decayHours: 2, stepsPerDecay };
    let most = 0;
    for (let hours = 0; hours < 8; hours += 0.01)
      most = Math.max(most, Math.abs(excessAt(surge, 0, hours) - 20 * Math.exp(-hours / 2)));
    return most;
  };
  expect(worst(20)).toBeLessThan(worst(4) / 4);
});

it('without excess never changes anything', () => {
  const none = { excess: 0, decayHours: 2, stepsPerDecay: 4 };
  expect(excessAt(none, 1, 1)).toBe(0);
  expect(nextSurgeStep(none, 1, 0)).toBe(Number.POSITIVE_INFINITY);
});
