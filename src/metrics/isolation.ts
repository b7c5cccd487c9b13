/** How long sites are cut off, one by one. */
import type { Metric } from './metric.ts';

export const isolatedSites: Metric = {
  name: 'isolatedSites',
  kind: 'amount',
  unit: 'count',
  label: 'sites cut off at some time',
  summary: 'sites with people that are cut off on the ground at some time',
  read: ({ darkHours }) => {
    let count = 0;
    for (const hours of darkHours) if (hours > 0) count++;
    return count;
  },
};

export const longestIsolationHours: Metric = {
  name: 'longestIsolationHours',
  kind: 'amount',
  unit: 'h',
  label: 'longest isolation of a site',
  summary: 'hours for which the site that is cut off longest is cut off on the ground, all its outages together',
  read: ({ darkHours }) => {
    let longest = 0;
    for (const hours of darkHours) if (hours > longest) longest = hours;
    return longest;
  },
};

/** Hours for which critical sites are cut off, all together and one by one. */
export function criticalDarkHours(critical: readonly { readonly id: string; readonly site: number }[]): Metric[] {
  if (critical.length === 0) return [];
  return [
    {
      name: 'criticalDarkHours',
      kind: 'amount',
      unit: 'h',
      label: 'critical sites cut off, together',
      summary: 'hours for which critical sites are cut off on the ground, summed over them',
      read: ({ darkHours }) => {
        let sum = 0;
        for (const { site } of critical) sum += darkHours[site];
        return sum;
      },
    },
    ...critical.map(
      ({ id, site }): Metric => ({
        name: `criticalDarkHours:${id}`,
        kind: 'amount',
        unit: 'h',
        label: `   ${id} cut off`,
        summary: `hours for which ${id} is cut off on the ground`,
        read: ({ darkHours }) => darkHours[site],
      }),
    ),
  ];
}
