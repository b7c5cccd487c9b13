/** Rare events as a table: means and chances under the law of magnitudes, and the strata that they were put together of. */
import type { MetricHead } from '../experiment/outcomes.ts';
import type { RareChance, RareFindings, Weighed } from '../experiment/rare-estimates.ts';
import { LEAST_EFFECTIVE, type Stratum, type WeightedDesign } from '../experiment/rare-events.ts';
import type { MagnitudePlan } from '../experiment/rare-file.ts';
import { amount, hours, number } from './amounts.ts';
import { between } from './cells.ts';
import { aligned, wrapped } from './table.ts';

/** What rare events are told of. */
export interface RareHead {
  readonly title: string;
  readonly scenario: string;
  readonly seed: number | string;
  readonly plan: MagnitudePlan;
  /** Whether each replication draws its own magnitude, or magnitudes are drawn first. */
  readonly within: 'law' | 'magnitudes';
  readonly design: WeightedDesign;
  /** The strata; none for importance. */
  readonly strata: readonly Stratum[];
  /** Replications of the pilot that Neyman's allocation needs; 0 without one. */
  readonly pilot: number;
  readonly protocols: readonly string[];
  readonly metrics: readonly MetricHead[];
  readonly horizonHours: number;
  readonly assumptions: readonly string[];
  readonly warnings: readonly string[];
}

const PAGE = 118;

export const replicationsOf = ({ points }: WeightedDesign): number => points.reduce((sum, { count }) => sum + count, 0);

/** Chances below a hundredth of a per cent with an exponent. */
const chance = (value: number): string => (value > 0 && value < 1e-4 ? value.toPrecision(2) : amount(value, 'share'));

/** The variance beside that of plain sampling. */
const gainText = (gain: number): string => (Number.isNaN(gain) ? '–' : `${number(gain)} times`);

export function rareTable(head: RareHead, { means, chances }: RareFindings): string {
  const { metrics, protocols, horizonHours, plan } = head;
  const tell =
    (unit: string) =>
    (value: number): string =>
      unit === 'chance' ? chance(value) : amount(value, unit, `> ${hours(horizonHours)}`);
  const told = ({ estimate: { value, ci95 }, gain }: Weighed, unit: string, bounds: [number, number]): string[] => [
    between(value, [Math.max(bounds[0], ci95[0]), Math.min(bounds[1], ci95[1])], tell(unit)),
    gainText(gain),
  ];
  const rows: string[][] = [['', 'value [95 %]', 'plain variance']];
  for (const metric of new Set(means.map((mean) => mean.metric))) {
    const { label, unit } = metrics[metric];
    rows.push([`mean ${label}`]);
    for (const mean of means.filter((one) => one.metric === metric)) {
      const [value, gain] = told(mean, unit, [0, unit === 'share' ? 1 : Number.POSITIVE_INFINITY]);
      const isNever = Number.isNaN(mean.estimate.value);
      const bound = mean.censoredShare > 0 ? '≥ ' : '';
      rows.push([`  ${protocols[mean.protocol]}`, isNever ? 'never arose' : `${bound}${value}`, isNever ? '' : gain]);
    }
  }
  for (const sentence of new Set(chances.map((one) => sentenceOf(one, head)))) {
    rows.push([sentence]);
    for (const one of chances.filter((each) => sentenceOf(each, head) === sentence))
      rows.push([`  ${protocols[one.protocol]}`, ...told(one, 'chance', [0, 1])]);
  }
  const size = means[0]?.estimate.effectiveSize ?? chances[0]?.estimate.effectiveSize ?? Number.NaN;
  const isImportance = plan.kind === 'importance';
  const lines = [
    head.title,
    ...wrapped(lawSentence(head), PAGE, '', ''),
    ...wrapped(drawnSentence(head), PAGE, '', ''),
    'Each value is a mean, or a chance, given that one earthquake of the law strikes.',
    '',
    ...aligned(rows),
    '',
    isImportance
      ? `Effective sample size ${number(size)} of ${head.design.points.length} magnitudes (below ${LEAST_EFFECTIVE} nothing would be told).`
      : `Effective sample size ${number(size)}: how even the weights are; strata do not need them to be.`,
    'Plain variance: how many times as much it would be, had as many replications been drawn from the law as it is.',
    '',
    ...strataTable(head, means),
  ];
  if (means.some(({ censoredShare }) => censoredShare > 0))
    lines.push('≥: some replications were not restored by the horizon, and the mean is a lower bound.', '');
  if (head.assumptions.length > 0) {
    lines.push('These results hold given what was assumed:');
    for (const sentence of head.assumptions) lines.push(...wrapped(sentence, PAGE, '  - ', '    '));
    lines.push('');
  }
  return lines.join('\n');
}

function sentenceOf({ metric, above }: RareChance, { metrics, horizonHours }: RareHead): string {
  const { label, unit } = metrics[metric];
  return `chance of ${label} above ${amount(above, unit, `> ${hours(horizonHours)}`)}`;
}

function lawSentence({ plan: { block }, horizonHours, seed }: RareHead): string {
  const { path, b, min, max } = block;
  return `${path}: Gutenberg-Richter, b ${b}, Mw ${min} to ${max}; seed ${seed}, horizon ${hours(horizonHours)}`;
}

function drawnSentence({ plan, within, design, pilot }: RareHead): string {
  const { perMagnitude } = plan.block;
  const each = within === 'law' ? 'each with a magnitude of its own' : `${perMagnitude} on each magnitude`;
  const ran = `${number(replicationsOf(design))} replications, ${each}`;
  if (plan.kind === 'importance') return `${ran}, drawn with b ${plan.block.proposal} and weighed back`;
  const { count, allocation } = plan.block;
  const how = {
    proportional: 'in proportion to their probability',
    equal: 'the same number for each',
    neyman: `by Neyman's allocation after a pilot of ${number(pilot)}`,
  }[allocation];
  return `${ran}, over ${count} strata, ${how}`;
}

/** By the first metric, under each protocol. */
function strataTable({ strata, design, protocols, metrics }: RareHead, means: RareFindings['means']): string[] {
  if (strata.length === 0 || means.length === 0) return [];
  const first = means.filter(({ metric }) => metric === means[0].metric);
  const { label, unit } = metrics[means[0].metric];
  const rows = strata.map(({ min, max, probability }, stratum) => [
    `Mw ${number(min)} to ${number(max)}`,
    chance(probability),
    number(replicationsIn(design, stratum)),
    ...first.map((mean) => amount(mean.strata[stratum], unit)),
  ]);
  const names = first.map(({ protocol }) => protocols[protocol]);
  return [...aligned([[label, 'probability', 'replications', ...names], ...rows]), ''];
}

export const replicationsIn = ({ points }: WeightedDesign, stratum: number): number =>
  points.reduce((sum, point) => sum + (point.stratum === stratum ? point.count : 0), 0);
