/** Which links fail together: the risk groups that the ground itself makes. */
import type { Model } from '../simulation/model.ts';
import { breakWorld } from '../simulation/replicate.ts';
import { World } from '../simulation/world.ts';
import { wilson } from './wilson.ts';

export interface JointFailure {
  /** Indices of the two links. */
  readonly a: number;
  readonly b: number;
  /** Share of replications in which each is cut, and both are. */
  readonly shareA: number;
  readonly shareB: number;
  readonly together: number;
  /** 95 % interval of `together`. Wilson (1927), J. Am. Stat. Assoc. 22:209-212. */
  readonly ci95: readonly [number, number];
  /** What `together` would be if the two were independent. */
  readonly independent: number;
}

const WORD = 32;

function ones(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** All pairs of links that were ever cut in one replication, the greatest excess over independence first. */
export function jointFailures(model: Model, replications: number): JointFailure[] {
  const { linkCount } = model.network;
  const world = new World(model);
  const width = Math.ceil(replications / WORD);
  const cut = new Int32Array(linkCount * width);
  for (let replication = 0; replication < replications; replication++) {
    breakWorld(world, replication);
    const { damage } = world;
    for (let fault = 0; fault < damage.length; fault++)
      if (damage.isSite[fault] === 0)
        cut[damage.elements[fault] * width + Math.floor(replication / WORD)] |= 1 << (replication % WORD);
  }
  const count = (a: number, b: number): number => {
    let sum = 0;
    for (let word = 0; word < width; word++) sum += ones(cut[a * width + word] & cut[b * width + word]);
    return sum;
  };
  const alone = Array.from({ length: linkCount }, (_, link) => count(link, link) / replications);
  const pairs: JointFailure[] = [];
  for (let a = 0; a < linkCount; a++) {
    if (alone[a] === 0) continue;
    for (let b = a + 1; b < linkCount; b++) {
      const together = count(a, b) / replications;
      if (together === 0) continue;
      const ci95 = wilson(together, replications);
      pairs.push({ a, b, shareA: alone[a], shareB: alone[b], together, ci95, independent: alone[a] * alone[b] });
    }
  }
  return pairs.sort((x, y) => y.together - y.independent - (x.together - x.independent) || x.a - y.a || x.b - y.b);
}
