/** What fails in years without a disaster: each shared-risk group as a whole, and each other link alone. */
import type { Network } from '../../network/network.ts';

export interface MeanTimes {
  readonly mttfHours: number;
  readonly mttrHours: number;
}

export interface FailureGroups {
  readonly count: number;
  /** `group/NAME` or `link/ID`: the addresses of their fates. */
  readonly names: readonly string[];
  readonly mttfHours: Float64Array;
  readonly mttrHours: Float64Array;
  /** MTTR / (MTTF + MTTR). */
  readonly unavailability: Float64Array;
  /** The group of each link; -1 for a link that carries nothing: one to a satellite, or from a site to itself. */
  readonly groupOf: Int32Array;
  /** Groups whose times the file does not state, both or one. */
  readonly assumedCount: number;
}

/** The groups of a network. @param assumed the times of a group of which the file states none */
export function failureGroups(network: Network, assumed: MeanTimes): FailureGroups {
  const { links, linkCount, from, to, isSpaceLink } = network;
  const groupOf = new Int32Array(linkCount).fill(-1);
  const indexOf = new Map<string, number>();
  const stated: Partial<Record<keyof MeanTimes, number>>[] = [];
  links.forEach(({ id, riskGroup, mttfHours, mttrHours }, link) => {
    if (isSpaceLink[link] === 1 || from[link] === to[link]) return;
    const name = riskGroup === undefined ? `link/${id}` : `group/${riskGroup}`;
    const group = indexOf.get(name) ?? indexOf.size;
    indexOf.set(name, group);
    groupOf[link] = group;
    stated[group] ??= {};
    if (mttfHours !== undefined) stated[group].mttfHours ??= mttfHours;
    if (mttrHours !== undefined) stated[group].mttrHours ??= mttrHours;
  });
  const mttf = Float64Array.from(stated, ({ mttfHours }) => mttfHours ?? assumed.mttfHours);
  const mttr = Float64Array.from(stated, ({ mttrHours }) => mttrHours ?? assumed.mttrHours);
  return {
    count: indexOf.size,
    names: [...indexOf.keys()],
    mttfHours: mttf,
    mttrHours: mttr,
    unavailability: mttr.map((hours, group) => hours / (hours + mttf[group])),
    groupOf,
    assumedCount: stated.filter(({ mttfHours, mttrHours }) => mttfHours === undefined || mttrHours === undefined)
      .length,
  };
}
