/** When there are replications enough. */
import { describe, expect, it } from 'vitest';
import { Stopping, type StoppingOptions } from '../../src/experiment/stopping.ts';
import { meanEstimate } from '../../src/experiment/student.ts';
import { normals } from './sample.ts';

function stopped(options: StoppingOptions, value: () => number, reference?: () => number): Stopping {
  const stopping = new Stopping(options);
  while (stopping.end === undefined) stopping.feed(value(), reference?.());
  return stopping;
}

describe('stopping', () => {
  it('has the mean and width of what it was fed', () => {
    const normal = normals('fed');
    const fed: number[] = [];
    const stopping = stopped({ cap: 170, relativeHalfWidth: 0.001 }, () => {
      fed.push(10 + normal());
      return fed[fed.length - 1];
    });
    const { mean, ci95 } = meanEstimate(Float64Array.from(fed));
    expect(stopping.end).toBe('capped');
    expect(stopping.n).toBe(170);
    expect(stopping.mean).toBeCloseTo(mean, 12);
    expect(stopping.halfWidth).toBeCloseTo((ci95[1] - ci95[0]) / 2, 12);
    expect(stopping.relativeHalfWidth).toBeCloseTo((ci95[1] - ci95[0]) / 2 / mean, 12);
  });
  it('stops as early as three looks allow where nothing varies', () => {
    const stopping = stopped({ cap: 9999 }, () => 4);
    expect([stopping.n, stopping.end, stopping.relativeHalfWidth]).toEqual([150, 'precise', 0]);
    expect(stopped({ cap: 9999, first: 10 }, () => 4).n).toBe(150);
    expect(stopped({ cap: 9999, first: 80, every: 20, looks: 2 }, () => 4).n).toBe(100);
  });
  it('starts to count anew when a look finds it too wide', () => {
    let n = 0;
    // Still for 100, then a burst, then still again.
    const stopping = stopped({ cap: 99999, relativeHalfWidth: 0.1 }, () => (++n > 100 && n <= 150 ? 10 * (n % 2) : 1));
    expect(stopping.n).toBeGreaterThan(250);
    expect(stopping.end).toBe('precise');
  });
  it('never takes nothing lost for precise', () =>
    expect(stopped({ cap: 400 }, () => 0)).toMatchObject({ n: 400, end: 'capped', relativeHalfWidth: Number.NaN }));
  it('holds a difference against the baseline', () => {
    const stopping = stopped(
      { cap: 9999 },
      () => 0,
      () => 7,
    );
    expect([stopping.n, stopping.end]).toEqual([150, 'precise']);
    const normal = normals('difference');
    const told = stopped(
      { cap: 99999 },
      () => 0.01 + normal(),
      () => 10,
    );
    // A mean near 0 would never be relatively precise; half a width of 0.2 takes about 100.
    expect(told.n).toBeLessThan(400);
    expect(told.halfWidth).toBeLessThanOrEqual(0.2);
  });
  it('needs about (1.96 cv / e)^2, and covers little less than 95 % of 1,000 experiments', () => {
    const normal = normals('sequential');
    let held = 0;
    let rows = 0;
    for (let experiment = 0; experiment < 1000; experiment++) {
      const stopping = stopped({ cap: 5000, relativeHalfWidth: 0.05 }, () => 10 + 5 * normal());
      rows += stopping.n;
      if (Math.abs(stopping.mean - 10) <= stopping.halfWidth) held++;
    }
    // 384 for cv 0.5 and e 0.05, the step to the next look, and two more looks.
    expect(rows / 1000).toBeGreaterThan(384);
    expect(rows / 1000).toBeLessThan(384 + 150);
    expect(held / 1000).toBeGreaterThanOrEqual(0.93);
    expect(held / 1000).toBeLessThanOrEqual(0.967);
  });
});
