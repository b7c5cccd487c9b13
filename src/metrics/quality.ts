/** The quality of what is provided as curves over time: of connection to people, between sites, of capacity and of service. */
import { CAPACITY_SERIES, demandSeries, servedSeries } from './demand.ts';
import type { Timeline } from './timeline.ts';

/** A share from 0 to 1 at each row of a timeline; the mean over replications is pointwise, and no time is read off it. */
export interface Quality {
  readonly name: string;
  of(timeline: Timeline): (row: number) => number;
}

const people: Quality = {
  name: 'people',
  of:
    ({ cutOff, people: all }) =>
    (row) =>
      all === 0 ? 1 : 1 - cutOff[row] / all,
};

const connectivity: Quality = {
  name: 'connectivity',
  of:
    ({ pairsLost, pairs }) =>
    (row) =>
      pairs === 0 ? 1 : 1 - pairsLost[row] / pairs,
};

/** Of the demand before anything broke, the share that could be served. */
const capacity: Quality = {
  name: 'capacity',
  of: (timeline) => {
    const served = timeline.series(CAPACITY_SERIES);
    const whole = timeline.whole(CAPACITY_SERIES);
    return (row) => (served === undefined || !(whole > 0) ? 1 : served[row] / whole);
  },
};

/** Of the demand at the time, surge included, the share that is served. */
const service = (classes: readonly string[]): Quality => ({
  name: 'service',
  of: (timeline) => {
    const wanted = classes.map((name) => timeline.series(demandSeries(name)));
    const served = classes.map((name) => timeline.series(servedSeries(name)));
    return (row) => {
      let want = 0;
      let serve = 0;
      for (let index = 0; index < classes.length; index++) {
        want += wanted[index]?.[row] ?? 0;
        serve += served[index]?.[row] ?? 0;
      }
      return want > 0 ? serve / want : 1;
    };
  },
});

/** The curves that can be drawn. @param classes of traffic that the timeline keeps */
export const qualities = (classes: readonly string[]): Quality[] => [
  people,
  connectivity,
  ...(classes.length === 0 ? [] : [capacity, service(classes)]),
];
