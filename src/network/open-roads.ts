/** The fastest ways while every road is open: one tree a junction, grown when it is first asked for, and kept. */
import { JunctionHeap } from './junction-heap.ts';
import type { RoadGraph } from './roads.ts';

/** Labels that are kept at most, over all trees; the tree grown longest ago gives way. */
const LABELS = 4_000_000;

/** The fastest ways from one junction. */
export interface OpenTree {
  source: number;
  /** By junction: hours on the way, the junction before and the road from there; Infinity, -1 and -1 without a way. */
  readonly hours: Float64Array;
  readonly before: Int32Array;
  readonly road: Int32Array;
  /**
   * The junctions that can be reached, each followed at once by all whose way leads through it: those behind junction j
   * are at places `first[j]` to `end[j] - 1`, itself the first of them.
   */
  readonly order: Int32Array;
  readonly first: Int32Array;
  readonly end: Int32Array;
}

export class OpenRoads {
  readonly #graph: RoadGraph;
  readonly #heap: JunctionHeap;
  readonly #bySource: (OpenTree | undefined)[];
  readonly #kept: OpenTree[] = [];
  readonly #most: number;
  #turn = 0;
  /** Junctions nearest first, while a tree is grown. */
  readonly #settled: Int32Array;

  constructor(graph: RoadGraph) {
    this.#graph = graph;
    this.#heap = new JunctionHeap(graph.junctionCount);
    this.#settled = new Int32Array(graph.junctionCount);
    this.#bySource = Array.from({ length: graph.junctionCount }, () => undefined);
    this.#most = Math.max(2, Math.floor(LABELS / graph.junctionCount));
  }

  /** The tree of a junction. It holds until as many others are asked for as are kept. */
  tree(source: number): OpenTree {
    return this.#bySource[source] ?? this.#grown(source);
  }

  #grown(source: number): OpenTree {
    const tree = this.#room(source);
    this.#bySource[source] = tree;
    this.#grow(tree);
    return tree;
  }

  #room(source: number): OpenTree {
    const { junctionCount } = this.#graph;
    if (this.#kept.length < this.#most) {
      const tree: OpenTree = {
        source,
        hours: new Float64Array(junctionCount),
        before: new Int32Array(junctionCount),
        road: new Int32Array(junctionCount),
        order: new Int32Array(junctionCount),
        first: new Int32Array(junctionCount),
        end: new Int32Array(junctionCount),
      };
      this.#kept.push(tree);
      return tree;
    }
    const tree = this.#kept[this.#turn];
    this.#turn = (this.#turn + 1) % this.#most;
    this.#bySource[tree.source] = undefined;
    tree.source = source;
    return tree;
  }

  /** Dijkstra (1959). */
  #grow(tree: OpenTree): void {
    const { from, to, hours: roadHours, firstIncident, incident } = this.#graph;
    const { source, hours, before, road: by } = tree;
    const settled = this.#settled;
    const heap = this.#heap;
    hours.fill(Number.POSITIVE_INFINITY);
    before.fill(-1);
    by.fill(-1);
    let count = 0;
    hours[source] = 0;
    heap.begin(hours, 0);
    heap.lift(source);
    while (heap.length > 0) {
      const junction = heap.takeFirst();
      settled[count++] = junction;
      const here = hours[junction];
      for (let place = firstIncident[junction]; place < firstIncident[junction + 1]; place++) {
        const road = incident[place];
        const other = from[road] === junction ? to[road] : from[road];
        const there = here + roadHours[road];
        if (there >= hours[other]) continue;
        hours[other] = there;
        before[other] = junction;
        by[other] = road;
        heap.lift(other);
      }
    }
    this.#layOut(tree, count);
  }

  /** Puts each junction before all that are behind it. */
  #layOut({ before, order, first, end }: OpenTree, count: number): void {
    const settled = this.#settled;
    // First how many are behind each; then where each begins, and how far the places behind it are given away.
    end.fill(1);
    for (let place = count - 1; place > 0; place--) end[before[settled[place]]] += end[settled[place]];
    first[settled[0]] = 0;
    for (let place = 0; place < count; place++) {
      const junction = settled[place];
      const size = end[junction];
      if (place > 0) {
        first[junction] = end[before[junction]];
        end[before[junction]] += size;
      }
      order[first[junction]] = junction;
      end[junction] = first[junction] + 1;
    }
  }
}
