/** Random backbones with parallel links, loops, ties and dead capacity, and demands on them; the same for the same seed. */
import { Addresses, Draws } from '../../src/engine/draws.ts';
import type { ClassedDemands } from '../../src/traffic/assignment/classed-demands.ts';
import { layOutTraffic, type TrafficGraph, type TrafficLink } from '../../src/traffic/assignment/traffic-graph.ts';

export interface Shape {
  readonly sites: number;
  readonly links: number;
  readonly demands: number;
  readonly classes: number;
  /** Lengths are whole multiples of this, from 1 to 5 of them: the larger, the more ties. */
  readonly stepKm: number;
  /** Sites that stand for the nearest of three, with links of no limit; besides them an ordinary site is not passed. */
  readonly terminals?: number;
}

/** Uniform numbers, one after the other. */
export function dice(seed: number): () => number {
  const addresses = new Addresses();
  const draws = new Draws(Int32Array.of(seed, 2, 3, 4), addresses);
  const handle = addresses.handle('test/traffic');
  let occurrence = 0;
  return () => draws.uniform(handle, 1, occurrence++);
}

export const below = (roll: () => number, count: number): number => Math.floor(count * roll());

export interface RandomNetwork {
  readonly graph: TrafficGraph;
  readonly links: readonly TrafficLink[];
  readonly demands: ClassedDemands;
}

export function randomNetwork(
  seed: number,
  { sites, links: count, demands: pairs, classes, stepKm, terminals = 0 }: Shape,
): RandomNetwork {
  const roll = dice(seed);
  const links = Array.from({ length: count }, (_, link): TrafficLink => {
    // A tree first, so that most is connected while all is up.
    const to = link + 1 < sites ? link + 1 : below(roll, sites);
    const from = link + 1 < sites ? below(roll, link + 1) : below(roll, sites);
    return {
      id: `L${below(roll, 90)}/${link}`,
      from,
      to,
      lengthKm: stepKm * (1 + below(roll, 5)),
      capacityGbps: [0, 1, 2.5, 10, 40, 100][below(roll, 6)],
    };
  });
  for (let group = 0; group < terminals; group++)
    for (let member = 0; member < 3; member++)
      links.push({
        id: `V${below(roll, 90)}/${group}/${member}`,
        from: sites + group,
        to: below(roll, sites),
        lengthKm: roll() < 0.5 ? 0.001 : stepKm,
        capacityGbps: Number.POSITIVE_INFINITY,
      });
  const ends = sites + terminals;
  const demands: ClassedDemands = {
    from: Int32Array.from({ length: pairs }, () => below(roll, ends)),
    to: Int32Array.from({ length: pairs }, () => below(roll, ends)),
    kbps: Float64Array.from({ length: pairs }, () => below(roll, 2_000_000)),
    priority: Int32Array.from({ length: pairs }, () => below(roll, classes)),
  };
  const isNotPassed = terminals === 0 ? [] : [1, ...Array.from({ length: terminals }, (_, group) => sites + group)];
  return { graph: layOutTraffic(ends, links, isNotPassed), links, demands };
}
