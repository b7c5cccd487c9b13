/** Runs a range of replications of a model under all its protocols. */
import { InvariantError } from '../engine/assert.ts';
import type { Timeline } from '../metrics/timeline.ts';
import type { Model } from '../simulation/model.ts';
import { breakWorld, respond } from '../simulation/replicate.ts';
import { World } from '../simulation/world.ts';
import { curveTimes, emptyOutcomes, type Outcomes, QUALITY_UNITS } from './outcomes.ts';

/** Empty columns of the right shape for a model. */
export const outcomesFor = (model: Model, first: number, count: number): Outcomes =>
  emptyOutcomes(
    first,
    count,
    {
      horizonHours: model.horizonHours,
      people: model.demand.people,
      siteCount: model.network.siteCount,
      metrics: model.metrics,
      qualities: model.qualities.map(({ name }) => name),
      groups: model.groups.map(({ by, name, sites }) => ({
        by,
        name,
        people: sites.reduce((sum, site) => sum + peopleAt(model, site), 0),
      })),
    },
    model.variants.map((variant) => variant.name),
  );

/** People at a site who are connected before anything breaks: those who can be cut off. */
const peopleAt = ({ demand, network }: Model, site: number): number =>
  demand.served[site] === 1 ? network.population[site] : 0;

/** Keeps one world over many ranges, so that a thread builds it once. */
export class Runner {
  readonly #world: World;
  readonly #curve: Float64Array;

  constructor(model: Model) {
    this.#world = new World(model);
    this.#curve = curveTimes(model.horizonHours);
  }

  /** Goes on with the numbers of another seed. */
  rekey(key: Int32Array): void {
    this.#world.draws.rekey(key);
  }

  /** Replications `first` to `first + count - 1`. */
  run(first: number, count: number): Outcomes {
    const world = this.#world;
    const { model, timeline, damage } = world;
    const outcomes = outcomesFor(model, first, count);
    for (let row = 0; row < count; row++) {
      this.#guarded(first + row, () => breakWorld(world, first + row));
      outcomes.faults[row] = damage.length;
      for (let place = 0; place < model.variants.length; place++) {
        this.#guarded(first + row, () => respond(world, model.variants[place]));
        const variant = outcomes.variants[place];
        for (let metric = 0; metric < model.metrics.length; metric++)
          variant.columns[metric][row] = model.metrics[metric].read(timeline);
        variant.hashHigh[row] = world.hashHigh;
        variant.hashLow[row] = world.hashLow;
        for (let group = 0; group < model.groups.length; group++)
          variant.groupUserHours[group][row] = userHoursOf(world, model.groups[group].sites);
        addCurve(timeline, this.#curve, variant.cutOffSum, (at) => timeline.cutOff[at]);
        for (const [place, quality] of model.qualities.entries()) {
          const share = quality.of(timeline);
          addCurve(timeline, this.#curve, variant.qualitySums[place], (at) => Math.round(QUALITY_UNITS * share(at)));
        }
        for (let site = 0; site < outcomes.siteCount; site++) {
          const hours = world.ledger.hours[site];
          if (hours === 0) continue;
          variant.darkSecondsSum[site] += Math.round(3600 * hours);
          variant.darkCount[site]++;
        }
      }
      outcomes.onset[row] = timeline.onset;
    }
    return outcomes;
  }

  /** A broken invariant says which replication, protocol and event it came from, so that it can be played again. */
  #guarded(replication: number, work: () => void): void {
    try {
      work();
    } catch (fault) {
      if (!(fault instanceof InvariantError)) throw fault;
      const { variant, events } = this.#world;
      throw new InvariantError(
        `${fault.message} [replication ${replication}, protocol ${variant.name}, event ${events}]`,
      );
    }
  }
}

/** People times hours cut off on the ground, over some sites. */
function userHoursOf({ ledger, model }: World, sites: Int32Array): number {
  let sum = 0;
  for (let place = 0; place < sites.length; place++) sum += peopleAt(model, sites[place]) * ledger.hours[sites[place]];
  return sum;
}

/** Adds the whole number that a row stands for at each time of the curve. */
function addCurve(timeline: Timeline, times: Float64Array, sum: Float64Array, value: (row: number) => number): void {
  const { length, times: changes } = timeline;
  let row = 0;
  let now = value(row);
  for (let point = 0; point < times.length; point++) {
    if (row + 1 < length && changes[row + 1] <= times[point]) {
      while (row + 1 < length && changes[row + 1] <= times[point]) row++;
      now = value(row);
    }
    sum[point] += now;
  }
}
