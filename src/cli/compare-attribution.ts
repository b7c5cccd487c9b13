/** Which blocks of a protocol its gain comes from: every mixture of the two is run on the same damage. */
import { assert } from '../engine/assert.ts';
import {
  type Attribution,
  drawnOrders,
  factorialEffects,
  MOST_EXACT_BLOCKS,
  masksOf,
  type SampledAttribution,
  sampledShapley,
  shapley,
} from '../experiment/attribution.ts';
import { samplesOf } from '../experiment/pairs.ts';
import { compileBundle } from '../fleet/bundle.ts';
import { Replications } from '../fleet/replications.ts';
import { amount, number } from '../report/amounts.ts';
import { between } from '../report/cells.ts';
import type { Section } from '../report/compare-table.ts';
import { differingBlocks, mixtureName } from '../scenario/mixtures.ts';
import { numbersOf } from './compare-until.ts';
import { warn } from './output.ts';
import { progressTo } from './progress.ts';
import type { Opened } from './scenario.ts';

export interface Attributed {
  readonly baseline: string;
  readonly candidate: string;
  readonly count: number;
  readonly threads: number;
}

/** Pairs of an order and its reverse, where there are too many blocks for all orders. */
const ORDER_PAIRS = 8;

/** Interactions told: the greatest. */
const MOST_INTERACTIONS = 3;

export async function attribute(
  { compiled, files, overrides }: Opened,
  file: string,
  { baseline, candidate, count, threads }: Attributed,
  metric: string,
): Promise<{ section: Section; told: unknown }> {
  const { variants, metrics } = compiled.model;
  const [from, to] = [baseline, candidate].map((name) => variants.find((variant) => variant.name === name)?.protocol);
  assert(from !== undefined && to !== undefined && from !== to, 'a protocol to attribute is compared with another');
  const named = compiled.reading.protocols.map(({ protocol }) => protocol.name);
  const blocks = differingBlocks(from, to);
  if (blocks.length === 0)
    return {
      section: {
        title: `where the gain of ${candidate} comes from`,
        rows: [],
        sentences: [`${candidate} and ${baseline} differ in no block.`],
      },
      told: { baseline, candidate, metric, replications: count, blocks: {} },
    };
  const isExact = blocks.length <= MOST_EXACT_BLOCKS;
  const orders = isExact ? [] : drawnOrders(blocks.length, ORDER_PAIRS);
  const masks = isExact ? Array.from({ length: 2 ** blocks.length }, (_, mask) => mask) : masksOf(orders);
  const stated = overrides.protocols ?? compiled.reading.scenario.protocols;
  // A protocol may be named by a file: what was written stands where the protocol stands.
  const written = [baseline, candidate].map((name) => stated[named.indexOf(name)]);
  const bundle = { file, texts: files.texts, overrides: { ...overrides, protocols: written, mixtures: masks } };
  warn(`${masks.length} mixtures of ${baseline} and ${candidate}, which differ in ${blocks.join(', ')}`);
  const replications = new Replications(compileBundle(bundle).model, bundle, threads);
  const progress = progressTo(process.stderr, count);
  const samples = samplesOf(await replications.upTo(count, progress.done));
  progress.end();
  const columns = new Map(masks.map((mask) => [mixtureName(mask), mask]));
  const byMask = new Map(samples.map((sample) => [columns.get(sample.name), numbersOf(sample, metric)]));
  const columnOf = (mask: number): Float64Array => byMask.get(mask) ?? new Float64Array(0);
  const found: Attribution & Partial<SampledAttribution> = isExact
    ? shapley(columnOf, blocks.length)
    : sampledShapley(columnOf, orders);
  const effects = isExact ? factorialEffects(columnOf, blocks.length) : [];
  const nameOf = (mask: number): string =>
    blocks.filter((_, block) => Math.floor(mask / 2 ** block) % 2 === 1).join(' with ');
  const unit = metrics.find(({ name }) => name === metric)?.unit ?? '';
  const tell = (value: number): string => amount(value, unit);
  const { total } = found;
  const isSum = (mask: number): boolean => !nameOf(mask).includes(' with ');
  const interactions = effects
    .filter(({ mask }) => !isSum(mask) && nameOf(mask).split(' with ').length === 2)
    .sort((a, b) => Math.abs(b.estimate.mean) - Math.abs(a.estimate.mean) || a.mask - b.mask)
    .slice(0, MOST_INTERACTIONS);
  const order = [...blocks.keys()].sort(
    (a, b) => Math.abs(found.blocks[b].mean) - Math.abs(found.blocks[a].mean) || a - b,
  );
  return {
    told: {
      baseline,
      candidate,
      metric,
      replications: count,
      by: isExact ? 'shapley' : 'shapley over drawn orders',
      total: { mean: total.mean, ci95: total.ci95 },
      blocks: Object.fromEntries(
        order.map((block) => [
          blocks[block],
          {
            mean: found.blocks[block].mean,
            ci95: found.blocks[block].ci95,
            ...(found.orderErrors === undefined ? {} : { orderError: found.orderErrors[block] }),
          },
        ]),
      ),
      effects: effects.map(({ mask, estimate }) => ({
        blocks: blocks.filter((_, block) => Math.floor(mask / 2 ** block) % 2 === 1),
        mean: estimate.mean,
        ci95: estimate.ci95,
      })),
    },
    section: {
      title: `where the change of ${metric} by ${candidate} comes from`,
      rows: [
        ['', 'contribution [95 %]', 'share'],
        ...order.map((block) => [
          `   ${blocks[block]}`,
          between(found.blocks[block].mean, found.blocks[block].ci95, tell),
          total.mean === 0 ? '–' : `${number((100 * found.blocks[block].mean) / total.mean)} %`,
        ]),
        ['   together', between(total.mean, total.ci95, tell), '100 %'],
      ],
      sentences: [
        isExact
          ? `Shapley values over all ${masks.length} mixtures of ${baseline} and ${candidate} on the same damage: what a block adds, averaged over all orders of adding them.`
          : `Shapley values over ${orders.length} drawn orders (${masks.length} mixtures); the error of the orders alone is up to ${tell(Math.max(0, ...(found.orderErrors ?? [])))}.`,
        ...interactions.map(
          ({ mask, estimate }) => `Interaction of ${nameOf(mask)}: ${between(estimate.mean, estimate.ci95, tell)}.`,
        ),
      ],
    },
  };
}
