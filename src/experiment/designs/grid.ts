/** Full factorial: every value of each factor with every value of all the others. */
import { type Design, MOST_POINTS } from './design.ts';
import { type DesignPoint, mistakeAmong, type Value } from './factor.ts';

export const grid: Design = {
  name: 'grid',
  summary: 'every value of each factor with every value of all the others; the last factor changes fastest',
  source: 'Fisher (1935), The Design of Experiments, chapter 6',
  isCounted: false,
  points(factors) {
    const mistake = mistakeAmong(factors);
    if (mistake !== undefined) return mistake;
    const axes: (readonly Value[])[] = [];
    for (const { path, values } of factors) {
      if (values.kind === 'interval')
        return {
          found: `the interval ${values.low} to ${values.high} of ${path}`,
          expected: 'a range with its step, low:high:step, or a list a,b,c (an interval is for lhs and sobol)',
        };
      axes.push(values.levels);
    }
    const count = axes.reduce((product, { length }) => product * length, 1);
    if (count > MOST_POINTS)
      return {
        found: `${axes.map(({ length }) => length).join(' x ')} = ${count} points`,
        expected: `at most ${MOST_POINTS}: fewer values, or the design lhs or sobol`,
      };
    return axes.reduce<DesignPoint[]>(
      (points, axis) => points.flatMap((point) => axis.map((value) => [...point, value])),
      [[]],
    );
  },
};
