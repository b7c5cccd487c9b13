/** The outcomes of many replications as columns addressed by replication: what threads fill, disks keep and reports read. */
import type { MetricKind } from '../metrics/metric.ts';

/** Points of the mean recovery curve, denser where recovery is fast: t = horizon (i / 240)^2. */
const CURVE_POINTS = 241;

/** Qualities are summed in whole billionths, so that the order of adding is free. */
export const QUALITY_UNITS = 1e9;

export const curveTimes = (horizonHours: number): Float64Array =>
  Float64Array.from({ length: CURVE_POINTS }, (_, point) => horizonHours * (point / (CURVE_POINTS - 1)) ** 2);

interface VariantOutcomes {
  readonly name: string;
  /** One column a metric, in the order of {@link Outcomes.metrics}. */
  readonly columns: readonly Float64Array[];
  /** One column a group: hours cut off on the ground times people, summed over its sites. In the order of {@link Outcomes.groups}. */
  readonly groupUserHours: readonly Float64Array[];
  /** Hash of all events of each replication: two 32-bit words. */
  readonly hashHigh: Int32Array;
  readonly hashLow: Int32Array;
  /** People cut off at each time of the curve, summed over replications: whole numbers, so the order of adding is free. */
  readonly cutOffSum: Float64Array;
  /** One sum over replications a quality, at each time of the curve, in units of 1 / {@link QUALITY_UNITS}. */
  readonly qualitySums: readonly Float64Array[];
  /** Seconds that each site was cut off, summed over replications: whole numbers too. */
  readonly darkSecondsSum: Float64Array;
  /** Replications in which each site was cut off at all. */
  readonly darkCount: Float64Array;
}

export interface MetricHead {
  readonly name: string;
  readonly kind: MetricKind;
  readonly unit: string;
  readonly label: string;
  /** `lower` when left out. */
  readonly better?: 'higher' | 'neither';
  /** For a time: hours within which it is wanted. */
  readonly targetHours?: number;
}

/** Sites whose losses are told together. */
interface GroupHead {
  readonly by: 'operator' | 'region';
  readonly name: string;
  readonly people: number;
}

/** Replications `first` to `first + count - 1`. */
export interface Outcomes {
  readonly first: number;
  readonly count: number;
  readonly horizonHours: number;
  readonly people: number;
  readonly siteCount: number;
  readonly metrics: readonly MetricHead[];
  readonly groups: readonly GroupHead[];
  /** Names of the curves of quality that are kept. */
  readonly qualities: readonly string[];
  /** Faults of each replication, and the hour of the first (NaN when nothing broke); the same for every protocol. */
  readonly faults: Int32Array;
  readonly onset: Float64Array;
  readonly variants: readonly VariantOutcomes[];
}

/** Columns for a range, empty as yet. */
export function emptyOutcomes(
  first: number,
  count: number,
  like: Pick<Outcomes, 'horizonHours' | 'people' | 'siteCount' | 'metrics' | 'groups' | 'qualities'>,
  variants: readonly string[],
): Outcomes {
  const { horizonHours, people, siteCount, metrics, groups, qualities } = like;
  return {
    first,
    count,
    horizonHours,
    people,
    siteCount,
    metrics: metrics.map(({ name, kind, unit, label, better, targetHours }) => ({
      name,
      kind,
      unit,
      label,
      ...(better === undefined ? {} : { better }),
      ...(targetHours === undefined ? {} : { targetHours }),
    })),
    qualities,
    groups: groups.map(({ by, name, people }) => ({ by, name, people })),
    faults: new Int32Array(count),
    onset: new Float64Array(count),
    variants: variants.map((name) => ({
      name,
      columns: metrics.map(() => new Float64Array(count)),
      groupUserHours: groups.map(() => new Float64Array(count)),
      hashHigh: new Int32Array(count),
      hashLow: new Int32Array(count),
      cutOffSum: new Float64Array(CURVE_POINTS),
      qualitySums: qualities.map(() => new Float64Array(CURVE_POINTS)),
      darkSecondsSum: new Float64Array(siteCount),
      darkCount: new Float64Array(siteCount),
    })),
  };
}

/** Puts the outcomes of a part where they belong in the whole. */
export function place(part: Outcomes, whole: Outcomes): void {
  const at = part.first - whole.first;
  whole.faults.set(part.faults, at);
  whole.onset.set(part.onset, at);
  for (const [index, variant] of part.variants.entries()) {
    const target = whole.variants[index];
    for (const [metric, column] of variant.columns.entries()) target.columns[metric].set(column, at);
    for (const [group, column] of variant.groupUserHours.entries()) target.groupUserHours[group].set(column, at);
    target.hashHigh.set(variant.hashHigh, at);
    target.hashLow.set(variant.hashLow, at);
    add(variant.cutOffSum, target.cutOffSum);
    for (const [quality, sum] of variant.qualitySums.entries()) add(sum, target.qualitySums[quality]);
    add(variant.darkSecondsSum, target.darkSecondsSum);
    add(variant.darkCount, target.darkCount);
  }
}

function add(from: Float64Array, to: Float64Array): void {
  for (let index = 0; index < from.length; index++) to[index] += from[index];
}
