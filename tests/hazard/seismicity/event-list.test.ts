/** The list of earthquakes: it grows, and sorts by time without changing the order of equals. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventList } from '../../../src/hazard/seismicity/index.ts';

describe('a list of earthquakes', () => {
  it('sorts every column by time, and leaves those of one time in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 200 }), (times) => {
        const list = new EventList(1);
        times.forEach((time, index) => {
          const x = index / 7;
          list.add(time, x, x + 1, x + 2, x + 3, Number.NaN, x + 4, x + 5, index, index + 6);
        });
        list.sortByTime();
        const expected = times.map((time, index) => ({ time, index })).sort((a, b) => a.time - b.time);
        expect(list.length).toBe(times.length);
        expected.forEach(({ time, index }, place) => {
          const x = index / 7;
          expect([list.times[place], list.handles[place], list.occurrences[place]]).toEqual([time, index, index + 6]);
          expect([list.magnitudes, list.lats, list.lons, list.depthsKm].map((column) => column[place])).toEqual([
            x,
            x + 1,
            x + 2,
            x + 3,
          ]);
          expect([list.rakes, list.strikes, list.dips].map((column) => column[place])).toEqual([
            Number.NaN,
            x + 4,
            x + 5,
          ]);
        });
      }),
    );
  });

  it('keeps its arrays once grown', () => {
    const list = new EventList(2);
    const fill = (): void => {
      list.clear();
      for (let event = 50; event > 0; event--) list.add(event, 5, 40, 50, 10, 0, 0, 90);
      list.sortByTime();
    };
    fill();
    const { times, handles } = list;
    fill();
    expect(list.times).toBe(times);
    expect(list.handles).toBe(handles);
    expect(list.length).toBe(50);
    expect([list.times[0], list.times[49], list.handles[0]]).toEqual([1, 50, -1]);
  });

  it('refuses an earthquake without a time', () => {
    expect(() => new EventList().add(Number.NaN, 5, 40, 50, 10, 0, 0, 90)).toThrow('has a time');
  });
});
