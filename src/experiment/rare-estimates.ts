/** What the replications of a weighted design say of each protocol and metric. */
import type { Outcomes } from './outcomes.ts';
import {
  gainOverPlain,
  isRefusal,
  type Refusal,
  stratumMeans,
  type WeightedDesign,
  type WeightedEstimate,
  weightedExceedance,
  weightedMean,
} from './rare-events.ts';
import type { RareQuestions, Threshold } from './rare-file.ts';

/** The columns that are asked about: a metric under a protocol at each point, as a run has them. */
export class WeightedColumns {
  readonly metrics: readonly number[];
  /** [place of the metric][protocol][point]. */
  readonly #columns: Float64Array[][][];
  /** The same, with what a censored time is known to exceed in its place. */
  readonly #known: Float64Array[][][];

  constructor({ metrics, thresholds }: RareQuestions, protocols: number) {
    this.metrics = [...new Set([...metrics, ...thresholds.map(({ metric }) => metric)])];
    const empty = (): Float64Array[][][] =>
      this.metrics.map(() => Array.from({ length: protocols }, (): Float64Array[] => []));
    this.#columns = empty();
    this.#known = empty();
  }

  /** The outcomes of the next point, or of as many next points as they are cut into, each of so many replications. */
  add(outcomes: Outcomes, counts: readonly number[]): void {
    const { variants, onset, horizonHours } = outcomes;
    for (const [place, metric] of this.metrics.entries())
      for (const [protocol, { columns }] of variants.entries()) {
        const column = columns[metric];
        const known = column.map((value, row) =>
          value === Number.POSITIVE_INFINITY ? horizonHours - onset[row] : value,
        );
        let first = 0;
        for (const count of counts) {
          this.#columns[place][protocol].push(column.subarray(first, first + count));
          this.#known[place][protocol].push(known.subarray(first, first + count));
          first += count;
        }
      }
  }

  /** Infinity where a time is censored. */
  of(metric: number, protocol: number): readonly Float64Array[] {
    return this.#columns[this.metrics.indexOf(metric)][protocol];
  }

  known(metric: number, protocol: number): readonly Float64Array[] {
    return this.#known[this.metrics.indexOf(metric)][protocol];
  }
}

/** An estimate beside what plain sampling on as many replications would have come to. */
export interface Weighed {
  readonly estimate: WeightedEstimate;
  /** Variance of plain sampling over that of the design; NaN where the design leaves nothing to chance. */
  readonly gain: number;
}

interface RareMean extends Weighed {
  readonly metric: number;
  readonly protocol: number;
  /** Mean within each stratum. */
  readonly strata: readonly number[];
  /** Weight of the replications whose time is censored: with any, the mean is a lower bound. */
  readonly censoredShare: number;
}

export interface RareChance extends Weighed, Threshold {
  readonly protocol: number;
}

export interface RareFindings {
  readonly means: readonly RareMean[];
  readonly chances: readonly RareChance[];
}

/** All that is asked, metric by metric and protocol by protocol, or why nothing can be told. */
export function findingsOf(
  design: WeightedDesign,
  columns: WeightedColumns,
  { metrics, thresholds }: RareQuestions,
  protocols: number,
): RareFindings | Refusal {
  const means: RareMean[] = [];
  const chances: RareChance[] = [];
  for (const metric of metrics)
    for (let protocol = 0; protocol < protocols; protocol++) {
      const known = columns.known(metric, protocol);
      const estimate = weightedMean(design, known);
      if (isRefusal(estimate)) return estimate;
      const gain = gainOverPlain(design, known, estimate);
      const censoredShare = censoredIn(design, columns.of(metric, protocol));
      means.push({ metric, protocol, estimate, gain, strata: stratumMeans(design, known), censoredShare });
    }
  for (const threshold of thresholds)
    for (let protocol = 0; protocol < protocols; protocol++) {
      const raw = columns.of(threshold.metric, protocol);
      // Whether a censored time is above is known: no value is asked about that lies beyond the horizon.
      const above = raw.map((column) => column.map((value) => (value > threshold.above ? 1 : 0)));
      const estimate = weightedExceedance(design, above, 0);
      if (isRefusal(estimate)) return estimate;
      chances.push({ ...threshold, protocol, estimate, gain: gainOverPlain(design, above, estimate) });
    }
  return { means, chances };
}

function censoredIn({ points }: WeightedDesign, columns: readonly Float64Array[]): number {
  let censored = 0;
  let arisen = 0;
  for (const [place, column] of columns.entries())
    for (const value of column) {
      if (Number.isNaN(value)) continue;
      arisen += points[place].weight;
      if (value === Number.POSITIVE_INFINITY) censored += points[place].weight;
    }
  return arisen > 0 ? censored / arisen : Number.NaN;
}
