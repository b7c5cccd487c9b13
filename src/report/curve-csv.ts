/** The mean recovery curve as CSV: share of people cut off, over time, one column a protocol. */
import { curveTimes, type Outcomes } from '../experiment/outcomes.ts';

export function curveCsv(outcomes: Outcomes): string {
  const times = curveTimes(outcomes.horizonHours);
  const lines = [['hours', ...outcomes.variants.map((variant) => `${variant.name}_cut_off_share_mean`)].join(',')];
  for (const [point, time] of times.entries())
    lines.push([time, ...outcomes.variants.map((variant) => meanShare(outcomes, variant.cutOffSum[point]))].join(','));
  return `${lines.join('\n')}\n`;
}

/** Mean share of the people cut off, from the sum of people over replications. */
export const meanShare = (outcomes: Outcomes, sum: number): number =>
  outcomes.people === 0 ? 0 : sum / outcomes.count / outcomes.people;
