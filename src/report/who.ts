/** Who is cut off: each site by how often and how long, the greatest loss of user-hours first. */
import type { Outcomes } from '../experiment/outcomes.ts';
import type { RunHead } from './run-head.ts';

export interface SiteLoss {
  readonly id: string;
  readonly name: string;
  readonly population: number;
  /** By protocol: the share of replications in which it was cut off, and the mean hours over all replications. */
  readonly protocols: Readonly<Record<string, { readonly cutOffShare: number; readonly meanHours: number }>>;
}

/** Sites that were ever cut off, ordered by people times hours under the first protocol. */
export function whoIsCutOff(head: RunHead, { variants, count }: Outcomes): SiteLoss[] {
  const [first] = variants;
  const weight = (site: number): number => head.siteNames[site].population * first.darkSecondsSum[site];
  return [...head.siteNames.keys()]
    .filter((site) => variants.some((variant) => variant.darkCount[site] > 0))
    .sort((a, b) => weight(b) - weight(a) || a - b)
    .map((site) => ({
      ...head.siteNames[site],
      protocols: Object.fromEntries(
        variants.map(({ name, darkCount, darkSecondsSum }) => [
          name,
          { cutOffShare: darkCount[site] / count, meanHours: darkSecondsSum[site] / 3600 / count },
        ]),
      ),
    }));
}
