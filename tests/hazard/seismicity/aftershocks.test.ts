/** Aftershocks and doublets as they are drawn: counts, times, magnitudes and places against their laws. */
import { describe, expect, it } from 'vitest';
import { LocalPlane } from '../../../src/hazard/local-plane.ts';
import { finiteRupture, ruptureSize } from '../../../src/hazard/rupture.ts';
import { AFTERSHOCK_SETS, expectedAftershocks, productivitySd } from '../../../src/hazard/seismicity/aftershocks.ts';
import { DOUBLETS } from '../../../src/hazard/seismicity/doublet.ts';
import { rateAbove } from '../../../src/hazard/seismicity/gutenberg-richter.ts';
import {
  aftershockAssumptions,
  aftershocksSchema,
  doubletAssumptions,
  doubletSchema,
  drawAftershocks,
  drawDoublet,
  EventList,
  type Mainshock,
  SEQUENCE_OCCURRENCES,
  sequenceStart,
} from '../../../src/hazard/seismicity/index.ts';
import { chiSquare, chiSquare999, KOLMOGOROV_999, kolmogorov, meanOf, varianceOf, world } from './setting.ts';

const SHALLOW: Mainshock = {
  magnitude: 7.4,
  lat: 40.7,
  lon: 48.6,
  depthKm: 15,
  rake: 0,
  strike: 120,
  dip: 90,
  source: undefined,
  atHours: 10,
};
const { draws, setting } = world();
const handle = setting.addresses.handle('mainshock');
const median = aftershocksSchema.parse({ sampleProductivity: false });
const sampled = aftershocksSchema.parse({});
const everAfter = Number.POSITIVE_INFINITY;

/** Counts of many replications, and all their events in one list. */
function sequences(mainshock: Mainshock, parameters: typeof sampled, replications: number, first = sequenceStart(0)) {
  const events = new EventList();
  const counts = Array.from({ length: replications }, (_, replication) => {
    draws.replication = replication;
    return drawAftershocks(mainshock, parameters, draws, handle, first, everAfter, events);
  });
  return { counts, events };
}

describe('aftershocks', () => {
  it('have the schema of a scenario', () => {
    expect(sampled).toEqual({ minMagnitude: 4.5, duration: 2160, sampleProductivity: true, widenedBy: 0.5 });
    expect(aftershocksSchema.safeParse({ model: 'etas' }).success).toBe(false);
    expect(aftershocksSchema.safeParse({ minMagnitude: 2 }).success).toBe(false);
    expect(aftershockAssumptions(sampled).join()).toContain('ANSR-SHALCON');
    expect(aftershockAssumptions(aftershocksSchema.parse({ model: 'california' })).join()).toContain('no spread');
  });

  it('are Poisson in number, of the mean that the law gives', () => {
    const replications = 4000;
    const { counts } = sequences(SHALLOW, median, replications);
    const expected = expectedAftershocks(AFTERSHOCK_SETS.shallow, 7.4, 4.5, 0, 90);
    expect(Math.abs(meanOf(counts) - expected)).toBeLessThan(3.3 * Math.sqrt(expected / replications));
    // The index of dispersion of a Poisson sample has a standard deviation of sqrt(2 / n).
    expect(Math.abs(varianceOf(counts) / meanOf(counts) - 1)).toBeLessThan(3.3 * Math.sqrt(2 / replications));
  });

  it('are more on average when productivity is drawn, by exp((sigma ln 10)^2 / 2)', () => {
    const mainshock = { ...SHALLOW, magnitude: 6.8 };
    const replications = 40_000;
    const set = AFTERSHOCK_SETS.shallow;
    const ratio =
      meanOf(sequences(mainshock, sampled, replications).counts) / expectedAftershocks(set, 6.8, 4.5, 0, 90);
    const sigma = productivitySd(set, 6.8) * Math.LN10;
    expect(Math.exp(sigma ** 2 / 2)).toBeCloseTo(2.2, 1);
    expect(ratio / Math.exp(sigma ** 2 / 2)).toBeGreaterThan(0.96);
    expect(ratio / Math.exp(sigma ** 2 / 2)).toBeLessThan(1.04);
  });

  it("fall off by Omori's law", () => {
    const { events } = sequences(SHALLOW, median, 1500);
    const { shallow } = AFTERSHOCK_SETS;
    const all = expectedAftershocks(shallow, 7.4, 4.5, 0, 90);
    const times = Array.from(events.times.subarray(0, events.length), (time) => (time - SHALLOW.atHours) / 24);
    expect(times.length).toBeGreaterThan(20_000);
    const cdf = (days: number): number => expectedAftershocks(shallow, 7.4, 4.5, 0, days) / all;
    expect(kolmogorov(times, cdf)).toBeLessThan(KOLMOGOROV_999);
  });

  it('have magnitudes by Gutenberg-Richter, up to half a unit above the mainshock', () => {
    const mainshock = { ...SHALLOW, magnitude: 6.2 };
    const { events } = sequences(mainshock, median, 25_000);
    const edges = [4.5, 4.6, 4.7, 4.9, 5.1, 5.4, 5.8, 6.2, 6.7];
    const above = (m: number): number => rateAbove(m, 1, 1, 4.5, 6.7);
    const bins = edges.slice(1).map(() => 0);
    for (const m of events.magnitudes.subarray(0, events.length)) bins[edges.findLastIndex((edge) => m >= edge)]++;
    const shares = bins.map((_, bin) => above(edges[bin]) - above(edges[bin + 1]));
    expect(bins.at(-1)).toBeGreaterThan(5);
    expect(chiSquare(bins, shares)).toBeLessThan(chiSquare999(bins.length - 1));
  });

  it('lie uniformly on the plane, lengthened and moved sideways, with the angles of the mainshock', () => {
    const mainshock = { ...SHALLOW, dip: 60, rake: 90, strike: 30 };
    const { events } = sequences(mainshock, median, 400);
    const rupture = finiteRupture(7.4, 15, 30, 60, 'reverse');
    const plane = new LocalPlane(mainshock.lat, mainshock.lon);
    const [sin, cos] = [Math.sin(Math.PI / 6), Math.cos(Math.PI / 6)];
    const along: number[] = [];
    const down: number[] = [];
    const aside: number[] = [];
    for (let event = 0; event < events.length; event++) {
      const [east, north] = [plane.eastKm(events.lons[event]), plane.northKm(events.lats[event])];
      const downKm = (events.depthsKm[event] - rupture.ztorKm) / Math.sin(Math.PI / 3);
      along.push((east * sin + north * cos) / (1.5 * rupture.lengthKm) + 0.5);
      down.push(downKm / rupture.widthKm);
      const across = east * cos - north * sin - (downKm - rupture.upDipKm) / 2;
      aside.push(across / (0.5 * rupture.lengthKm) + 0.5);
      expect([events.rakes[event], events.strikes[event], events.dips[event]]).toEqual([90, 30, 60]);
    }
    const uniform = (x: number): number => Math.min(Math.max(x, 0), 1);
    for (const sample of [along, down, aside]) {
      expect(Math.min(...sample)).toBeGreaterThan(-1e-9);
      expect(Math.max(...sample)).toBeLessThan(1 + 1e-9);
      expect(kolmogorov(sample, uniform)).toBeLessThan(KOLMOGOROV_999);
    }
  });

  it('lie in a disc at the focal depth about a point, or where no strike is known', () => {
    const deep = { ...SHALLOW, depthKm: 35, rake: Number.NaN, strike: Number.NaN, dip: Number.NaN, lon: 179.9 };
    for (const mainshock of [deep, { ...deep, depthKm: 10 }]) {
      const { events } = sequences(mainshock, median, 200);
      const radiusKm = 0.75 * ruptureSize('subsurfaceLengthKm', 7.4, 'unknown');
      const plane = new LocalPlane(mainshock.lat, mainshock.lon);
      const shares: number[] = [];
      for (let event = 0; event < events.length; event++) {
        expect(Math.abs(events.lons[event])).toBeLessThanOrEqual(180);
        expect(events.depthsKm[event]).toBe(mainshock.depthKm);
        expect(events.dips[event]).toBeNaN();
        const km = Math.hypot(plane.eastKm(events.lons[event]), plane.northKm(events.lats[event]));
        shares.push((km / radiusKm) ** 2);
      }
      expect(kolmogorov(shares, (x) => Math.min(x, 1))).toBeLessThan(KOLMOGOROV_999);
    }
  });

  it('are of the deep kind from 25 km, unless told otherwise', () => {
    const deep = { ...SHALLOW, depthKm: 25 };
    const mean = (mainshock: Mainshock, written: object): number =>
      meanOf(sequences(mainshock, aftershocksSchema.parse({ sampleProductivity: false, ...written }), 500).counts);
    expect(mean(deep, {}) / mean(SHALLOW, {})).toBeCloseTo(10 ** 0.29, 1);
    expect(mean(deep, { model: 'shallow' })).toBe(mean(SHALLOW, {}));
    expect(mean(SHALLOW, { model: 'california', minMagnitude: 5 })).toBeCloseTo(
      expectedAftershocks(AFTERSHOCK_SETS.california, 7.4, 5, 0, 90),
      0,
    );
  });

  it('are cut off by the end without changing those before it', () => {
    draws.replication = 7;
    const whole = new EventList();
    drawAftershocks(SHALLOW, sampled, draws, handle, sequenceStart(0), everAfter, whole);
    whole.sortByTime();
    const part = new EventList();
    const count = drawAftershocks(SHALLOW, sampled, draws, handle, sequenceStart(0), 34, part);
    part.sortByTime();
    expect(count).toBe(part.length);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(whole.length);
    expect(part.times[count - 1]).toBeLessThan(34);
    expect(whole.times[count]).toBeGreaterThanOrEqual(34);
    for (const column of ['times', 'magnitudes', 'lats', 'lons', 'occurrences'] as const)
      expect(part[column].subarray(0, count)).toEqual(whole[column].subarray(0, count));
  });

  it('are none after a small earthquake, or after the end', () => {
    const events = new EventList();
    const small = { ...SHALLOW, magnitude: 4 };
    expect(drawAftershocks(small, sampled, draws, handle, sequenceStart(0), everAfter, events)).toBe(0);
    expect(drawAftershocks(SHALLOW, sampled, draws, handle, sequenceStart(0), 10, events)).toBe(0);
    expect(events.length).toBe(0);
  });

  it('keep to the block of their own mainshock, and differ from those of the next', () => {
    const one = sequences(SHALLOW, median, 1);
    const other = sequences(SHALLOW, median, 1, sequenceStart(1));
    expect(one.events.occurrences[0]).toBe(SEQUENCE_OCCURRENCES);
    expect(other.events.occurrences[0]).toBe(2 * SEQUENCE_OCCURRENCES);
    expect(one.events.times[0]).not.toBe(other.events.times[0]);
    const huge = { ...SHALLOW, magnitude: 10 };
    expect(sequences(huge, aftershocksSchema.parse({ minMagnitude: 4 }), 1).counts[0]).toBe(SEQUENCE_OCCURRENCES);
  });
});

describe('a doublet', () => {
  const twin = setting.addresses.handle('mainshock/doublet');
  const draw = (written: object, replications: number, until = everAfter): EventList => {
    const events = new EventList();
    for (let replication = 0; replication < replications; replication++) {
      draws.replication = replication;
      drawDoublet(SHALLOW, doubletSchema.parse(written), draws, twin, 0, until, events);
    }
    return events;
  };

  it('comes as often, as late and as great as in the region when nothing is said', () => {
    const replications = 20_000;
    const events = draw({}, replications);
    expect(events.length / replications).toBeCloseTo(0.19, 2);
    const logs = Array.from(events.times.subarray(0, events.length), (time) => Math.log(time - SHALLOW.atHours));
    const gaps = DOUBLETS.map(({ gapHours }) => Math.log(gapHours));
    expect(Math.exp(meanOf(gaps))).toBeCloseTo(1.015, 3);
    expect(Math.sqrt(varianceOf(gaps))).toBeCloseTo(3.187, 3);
    expect(Math.abs(meanOf(logs) - meanOf(gaps))).toBeLessThan(0.2);
    expect(Math.abs(Math.sqrt(varianceOf(logs)) - 3.187)).toBeLessThan(0.15);
    for (const m of events.magnitudes.subarray(0, events.length)) {
      expect(m).toBeGreaterThan(7.1);
      expect(m).toBeLessThan(7.3);
    }
    expect(doubletAssumptions(doubletSchema.parse({}))).toHaveLength(4);
  });

  it('is what it is told to be', () => {
    const events = draw({ after: '9h', magnitude: 7, probability: { value: 1, flag: 'assumed' } }, 3);
    expect(events.length).toBe(3);
    expect([...events.times.subarray(0, 3)]).toEqual([19, 19, 19]);
    expect([...events.magnitudes.subarray(0, 3)]).toEqual([7, 7, 7]);
    expect([events.handles[0], events.occurrences[0], events.strikes[0]]).toEqual([twin, 0, 120]);
    expect(draw({ after: '9h', probability: 1 }, 3, 19).length).toBe(0);
    expect(draw({ probability: 0 }, 50).length).toBe(0);
    expect(doubletAssumptions(doubletSchema.parse({ after: '9h', magnitude: 7, probability: 1 }))).toHaveLength(1);
    expect(doubletSchema.safeParse({ probability: 2 }).success).toBe(false);
  });
});
