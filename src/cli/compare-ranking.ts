/** Which of several protocols is best, with a guarantee. */
import { budgetShares } from '../experiment/allocation.ts';
import { columnOf, referenceOf, type Sample } from '../experiment/pairs.ts';
import { Selection } from '../experiment/ranking.ts';
import { meanEstimate } from '../experiment/student.ts';
import { amount, number } from '../report/amounts.ts';
import { type Answer, grown, numbersOf, type Wants } from './compare-until.ts';

/** Replications from which variances, and what is indifferent, are taken. */
const FIRST = 50;
const ALPHA = 0.05;

/** @param share of the baseline's mean (of what it lacks of 1, where a share is wanted): a smaller difference is indifferent */
export async function rank(
  first: readonly Sample[],
  share: number,
  { metric, most, baseline, upTo }: Wants,
): Promise<Answer> {
  let samples = first[0].onset.length < FIRST ? await upTo(Math.min(most, FIRST)) : first;
  const { head } = columnOf(samples[0], metric);
  const base = numbersOf(samples.find(({ name }) => name === baseline) ?? samples[0], metric);
  const delta = Math.abs(share * referenceOf(head, meanEstimate(base.subarray(0, FIRST)).mean));
  const better = head.better === 'higher' ? 'higher' : 'lower';
  const selection = new Selection(samples.length, {
    delta: delta > 0 ? delta : Number.MIN_VALUE,
    alpha: ALPHA,
    better,
  });
  const row = new Float64Array(samples.length);
  for (;;) {
    const columns = samples.map((sample) => numbersOf(sample, metric));
    const count = columns[0].length;
    while (selection.rows < Math.min(count, most) && !selection.done) {
      for (let system = 0; system < row.length; system++) row[system] = columns[system][selection.rows];
      selection.feed(row);
    }
    if (selection.done || count >= most) break;
    samples = await upTo(grown(count, most));
  }
  const { survivors, droppedAt, means } = selection;
  const tell = (value: number): string => amount(value, head.unit);
  const order = [...samples.keys()].sort(
    (a, b) =>
      after(droppedAt[b]) - after(droppedAt[a]) || (better === 'lower' ? 1 : -1) * (means[a] - means[b]) || a - b,
  );
  const best = survivors.map((system) => samples[system].name);
  const shares = sharesOf(samples, metric, better);
  return {
    told: {
      metric,
      indifference: delta,
      guarantee: 1 - ALPHA,
      best: selection.done ? best : undefined,
      left: best,
      replications: selection.rows,
      protocols: Object.fromEntries(
        order.map((system) => [
          samples[system].name,
          { mean: means[system], droppedAfter: droppedAt[system] < 0 ? null : droppedAt[system] },
        ]),
      ),
    },
    section: {
      title: `ranking by ${metric}`,
      rows: [
        ['', 'mean when last looked at', 'dropped after', 'share of a further budget'],
        ...order.map((system) => [
          `   ${samples[system].name}`,
          tell(means[system]),
          droppedAt[system] < 0
            ? selection.done
              ? 'best'
              : 'not decided'
            : `${number(droppedAt[system])} replications`,
          shares === undefined ? '' : `${number(100 * shares[system])} %`,
        ]),
      ],
      sentences: [
        selection.done
          ? `${best.join(' and ')} ${best.length > 1 ? 'cannot be told apart and are' : 'is'} best with a chance of at least ${number(100 * (1 - ALPHA))} %, if better than every other by ${tell(delta)} (${number(100 * share)} % of the baseline) or more; else within that of the best (Kim and Nelson 2001, on common random numbers).`
          : `Not decided within the most replications, ${number(selection.rows)}: ${best.join(', ')} are left. ${enough(selection, delta)}`,
        ...(shares === undefined
          ? []
          : [
              'The last column is a guide to where further independent replications would tell most (Chen et al. 2000).',
            ]),
      ],
    },
  };
}

/** What would decide it. */
function enough({ mostRows }: Selection, delta: number): string {
  if (Number.isFinite(mostRows)) return `${number(mostRows)} would be enough (--most).`;
  return delta > 0
    ? `Nobody is dropped before ${FIRST} (--most).`
    : `The baseline has 0 in its first ${FIRST} replications: a share of it tells no difference that matters.`;
}

/** A protocol that was never dropped comes first. */
const after = (dropped: number): number => (dropped < 0 ? Number.MAX_SAFE_INTEGER : dropped);

/** Undefined where two means are equal to the last bit or one protocol never varies: nothing is left to find out. */
function sharesOf(samples: readonly Sample[], metric: string, better: 'lower' | 'higher'): Float64Array | undefined {
  const estimates = samples.map((sample) => meanEstimate(numbersOf(sample, metric)));
  const means = estimates.map(({ mean }) => (better === 'lower' ? mean : -mean));
  const sds = estimates.map(({ sd }) => sd);
  const best = Math.min(...means);
  const isClear = means.filter((mean) => mean === best).length === 1 && sds.every((sd) => sd > 0);
  return isClear ? budgetShares(means, sds) : undefined;
}
