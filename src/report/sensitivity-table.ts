/** What `sim sensitivity` found, as a table: a block for each metric and protocol, the factor that matters most on top. */
import { adviceOn } from '../experiment/sensitivity/study.ts';
import { seedAt } from '../experiment/sweep-plan.ts';
import { amount, hours, number } from './amounts.ts';
import { between } from './cells.ts';
import type { SensitivityBlock, SensitivityHead } from './sensitivity-json.ts';
import { aligned, wrapped } from './table.ts';

const PAGE = 118;

export function sensitivityTable(head: SensitivityHead, blocks: readonly SensitivityBlock[]): string {
  const { assumptions } = head;
  const lines = [
    ...wrapped(planSentence(head), PAGE, '', ''),
    ...wrapped(replicationsSentence(head), PAGE, '', ''),
    ...wrapped(MEANING[head.study.plan.method], PAGE, '', ''),
    '',
    ...blocks.flatMap((block) => blockLines(head, block)),
  ];
  if (blocks.some(({ finding }) => finding.censoredShare > 0))
    lines.push('≥: not restored by the horizon in some replications; the means are restricted to it.', '');
  if (assumptions.length > 0) {
    lines.push('These results hold given what was assumed, beside what varies:');
    for (const sentence of assumptions) lines.push(...wrapped(sentence, PAGE, '  - ', '    '));
    lines.push('');
  }
  return lines.join('\n');
}

const MEANING = {
  morris:
    'mu*: how much the mean changes over the whole range of a factor, whichever way; mu: the same with its sign; sigma: how far that depends on the others, or is no straight line.',
  sobol:
    'first: share of the variance that a factor accounts for alone; total: with all others as well. Values in a range are as likely as each other.',
} as const;

function planSentence({ name, study: { plan, swept, places } }: SensitivityHead): string {
  const how =
    plan.method === 'morris'
      ? `Morris, ${counted(plan.cube.trajectories, 'trajectory', 'trajectories')} on ${plan.levels} levels`
      : `Sobol, ${counted(plan.cube.rows, 'row', 'rows')}`;
  const same = swept.points.length < places.length ? `, ${number(swept.points.length)} of them different` : '';
  return `${name}: ${how}; ${counted(swept.factors.length, 'factor', 'factors')}, ${counted(places.length, 'point', 'points')}${same}`;
}

function replicationsSentence({ replications, seeds }: SensitivityHead): string {
  const which = seeds.count === 1 ? `seed ${seeds.first}` : `seeds ${seeds.first} to ${seedAt(seeds, seeds.count - 1)}`;
  return `${counted(replications, 'replication', 'replications')} at each point, the same at all (${which}): what changes between points is the factors' doing.`;
}

const counted = (count: number, one: string, more: string): string => `${number(count)} ${count === 1 ? one : more}`;

function blockLines(head: SensitivityHead, { metric, protocol, finding }: SensitivityBlock): string[] {
  const { answer, mean, sd, noise, silent, censoredShare } = finding;
  const tell = (value: number): string => amount(value, metric.unit, `> ${hours(head.longestHorizonHours)}`);
  if (answer === undefined)
    return [
      `${metric.label}, ${protocol}: never arose at ${number(silent)} points, which leaves nothing to compare`,
      '',
    ];
  const bound = censoredShare > 0 ? '≥ ' : '';
  const title = `${metric.label}, ${protocol}: ${bound}${tell(mean)} on average over the points, standard deviation ${tell(sd)} between them`;
  const rows =
    answer.method === 'morris'
      ? [
          ['', 'mu* [95 %]', 'mu', 'sigma'],
          ...answer.effects.map(({ name, mu, muStar, muStarCi95, sigma }) => [
            `  ${name}`,
            between(muStar, muStarCi95, tell),
            tell(mu),
            tell(sigma),
          ]),
        ]
      : [
          ['', 'total [95 %]', 'first [95 %]'],
          ...answer.indices.factors.map(({ name, first, firstCi95, total, totalCi95 }) => [
            `  ${name}`,
            between(total, totalCi95, number),
            between(first, firstCi95, number),
          ]),
        ];
  const noisy = `standard error of the mean at a point: ${tell(noise)}; what of it is common to all points is not in the differences`;
  return [
    ...wrapped(title, PAGE, '', '  '),
    ...aligned(rows),
    ...wrapped(noisy, PAGE, '  ', '  '),
    ...adviceOn(finding).flatMap((sentence) => wrapped(sentence, PAGE, '  ', '  ')),
    '',
  ];
}
