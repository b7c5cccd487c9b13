/** Whoever has a way is served in full: capacity left aside. */
import type { DestinationTrees } from './destination-trees.ts';
import type { TrafficGraph } from './traffic-graph.ts';

export class Reached {
  readonly connectedKbps: Float64Array;
  /** The same. */
  readonly servedKbps: Float64Array;
  readonly #siteCount: number;
  readonly #trees: DestinationTrees;

  constructor({ siteCount }: TrafficGraph, trees: DestinationTrees) {
    this.#siteCount = siteCount;
    this.#trees = trees;
    this.connectedKbps = new Float64Array(trees.classCount);
    this.servedKbps = this.connectedKbps;
  }

  share(): void {
    this.#trees.sumConnected(this.connectedKbps);
  }

  isFree(): boolean {
    return true;
  }

  fractions(row: number, into: Float64Array): void {
    const { label, classCount } = this.#trees;
    for (let site = 0; site < this.#siteCount; site++) {
      const isReached = label[row * this.#siteCount + site] === Number.POSITIVE_INFINITY ? 0 : 1;
      for (let k = 0; k < classCount; k++) into[k * this.#siteCount + site] = isReached;
    }
  }
}
