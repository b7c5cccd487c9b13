/** The mean curves of quality as CSV: share provided over time, one column a protocol and curve. Pointwise means: no time to restore can be read off them. */
import { curveTimes, type Outcomes, QUALITY_UNITS } from '../experiment/outcomes.ts';

export function qualityCsv({ horizonHours, qualities, variants, count }: Outcomes): string {
  const columns = variants.flatMap(({ name, qualitySums }) =>
    qualities.map((quality, index) => ({ head: `${name}_${quality}_mean`, sums: qualitySums[index] })),
  );
  const lines = [['hours', ...columns.map(({ head }) => head)].join(',')];
  for (const [point, time] of curveTimes(horizonHours).entries())
    lines.push([time, ...columns.map(({ sums }) => sums[point] / QUALITY_UNITS / count)].join(','));
  return `${lines.join('\n')}\n`;
}
