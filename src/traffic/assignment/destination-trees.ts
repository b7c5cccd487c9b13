/** The shortest ways to all destinations and what flows on them, kept right while links fail and come back. */
import { assert } from '../../engine/assert.ts';
import { ShortestTree } from './shortest-tree.ts';
import { SiteHeap } from './site-heap.ts';
import type { TrafficGraph } from './traffic-graph.ts';

/**
 * One {@link ShortestTree} a destination, with the flow through each of its sites. A link that fails renews the labels of
 * the sites that hung on it, one that comes back those that it brings nearer (Ramalingam & Reps 1996, J. Algorithms
 * 21:267-305); then only sites whose next arc changed are hung over, with all that flows through them. Labels have one
 * value, the next arc follows from them, and flows are whole numbers: whatever happened before, the same links down give
 * the same trees and the same flows to the last bit.
 *
 * A row is a destination: entry `row * siteCount + site`, and for flows `(row * siteCount + site) * classCount + class`.
 */
export class DestinationTrees {
  readonly label: Float64Array;
  readonly next: Int32Array;
  /** kbit/s from a site and through it, whole; of a site that is cut off only its own. */
  readonly flow: Float64Array;
  /** kbit/s on each arc, `arc * classCount + class`. */
  readonly arcLoad: Float64Array;
  readonly destinations: Int32Array;
  readonly classCount: number;
  readonly linkDown: Uint8Array;
  readonly #graph: TrafficGraph;
  readonly #tree: ShortestTree;
  readonly #heap: SiteHeap;
  /** Sites that a change may move, in the order in which they were met, and in the order of their new labels. */
  readonly #met: Int32Array;
  readonly #settled: Int32Array;
  /** The mark of the row that is worked on, at each site that was met. */
  readonly #isMet: Int32Array;
  readonly #oldLabel: Float64Array;
  readonly #newNext: Int32Array;
  /** The mark at each site that hangs on nothing for a moment. */
  readonly #isLoose: Int32Array;
  readonly #moved: Int32Array;
  /** Sites that hang on each site and have not yet handed over their flow. */
  readonly #pending: Int32Array;
  #metCount = 0;
  #mark = 0;

  /**
   * @param destinations a row each
   * @param own whole kbit/s from each site to the destination of each row, laid out as `flow`; 0 from it to itself
   */
  constructor(graph: TrafficGraph, destinations: Int32Array, classCount: number, own: Float64Array) {
    const { siteCount, linkCount } = graph;
    assert(own.length === destinations.length * siteCount * classCount, 'flows of another size');
    this.#graph = graph;
    this.destinations = destinations;
    this.classCount = classCount;
    this.label = new Float64Array(destinations.length * siteCount);
    this.next = new Int32Array(destinations.length * siteCount);
    this.flow = new Float64Array(own.length);
    this.arcLoad = new Float64Array(2 * linkCount * classCount);
    this.linkDown = new Uint8Array(linkCount);
    this.#tree = new ShortestTree(graph);
    this.#heap = new SiteHeap(siteCount);
    this.#met = new Int32Array(siteCount);
    this.#settled = new Int32Array(siteCount);
    this.#isMet = new Int32Array(siteCount);
    this.#oldLabel = new Float64Array(siteCount);
    this.#newNext = new Int32Array(siteCount);
    this.#isLoose = new Int32Array(siteCount);
    this.#moved = new Int32Array(siteCount);
    this.#pending = new Int32Array(siteCount);
    this.rebuild(own);
  }

  /** Other flows, laid out as for the constructor, on the same trees. */
  load(own: Float64Array): void {
    const { siteCount, head } = this.#graph;
    const { classCount, flow, arcLoad, next } = this;
    const pending = this.#pending;
    flow.set(own);
    arcLoad.fill(0);
    for (let row = 0; row < this.destinations.length; row++) {
      const base = row * siteCount;
      pending.fill(0);
      for (let site = 0; site < siteCount; site++) if (next[base + site] >= 0) pending[head[next[base + site]]]++;
      // From each site on which nothing hangs, downhill as long as all that hangs there has been handed over.
      for (let leaf = 0; leaf < siteCount; leaf++) {
        let site = leaf;
        while (pending[site] === 0) {
          pending[site] = -1;
          const arc = next[base + site];
          if (arc < 0) break;
          for (let k = 0; k < classCount; k++) {
            const through = flow[(base + site) * classCount + k];
            flow[(base + head[arc]) * classCount + k] += through;
            arcLoad[arc * classCount + k] += through;
          }
          site = head[arc];
          pending[site]--;
        }
      }
    }
  }

  /** kbit/s that reaches its destination, by class. */
  sumConnected(into: Float64Array): void {
    const { siteCount } = this.#graph;
    const { destinations, flow, classCount } = this;
    into.fill(0);
    for (let row = 0; row < destinations.length; row++)
      for (let k = 0; k < classCount; k++) into[k] += flow[(row * siteCount + destinations[row]) * classCount + k];
  }

  /** Works everything out anew from `linkDown`, with flows as for the constructor. */
  rebuild(own: Float64Array): void {
    const { siteCount, head } = this.#graph;
    const { classCount, flow, arcLoad } = this;
    const tree = this.#tree;
    flow.set(own);
    arcLoad.fill(0);
    for (let row = 0; row < this.destinations.length; row++) {
      const base = row * siteCount;
      tree.grow(this.destinations[row], this.linkDown);
      this.label.set(tree.label, base);
      this.next.set(tree.next, base);
      for (let place = tree.count - 1; place > 0; place--) {
        const site = tree.order[place];
        const arc = tree.next[site];
        for (let k = 0; k < classCount; k++) {
          const through = flow[(base + site) * classCount + k];
          flow[(base + head[arc]) * classCount + k] += through;
          arcLoad[arc * classCount + k] += through;
        }
      }
    }
  }

  fail(link: number): void {
    if (this.linkDown[link] === 1) return;
    this.linkDown[link] = 1;
    const { siteCount, tail } = this.#graph;
    const { next } = this;
    const there = 2 * link;
    const back = there + 1;
    for (let row = 0; row < this.destinations.length; row++) {
      const base = row * siteCount;
      if (next[base + tail[there]] === there) this.#cutBelow(base, tail[there]);
      else if (next[base + tail[back]] === back) this.#cutBelow(base, tail[back]);
    }
  }

  restore(link: number): void {
    if (this.linkDown[link] === 0) return;
    this.linkDown[link] = 0;
    const { siteCount, tail, head, cost, isTerminal } = this.#graph;
    const there = 2 * link;
    if (tail[there] === head[there]) return;
    const { label } = this;
    const passesThere = isTerminal[head[there]] === 0;
    const passesBack = isTerminal[tail[there]] === 0;
    for (let row = 0; row < this.destinations.length; row++) {
      const base = row * siteCount;
      const a = label[base + tail[there]];
      const b = label[base + head[there]];
      if (b + cost[link] <= a && b < Number.POSITIVE_INFINITY) {
        if (passesThere || b === 0) this.#bringNearer(base, there);
      } else if (a + cost[link] <= b && a < Number.POSITIVE_INFINITY) {
        if (passesBack || a === 0) this.#bringNearer(base, there + 1);
      }
    }
  }

  /** Finds new ways for all that hung on a site whose next arc is gone. */
  #cutBelow(base: number, site: number): void {
    const { head, cost, firstLeaving, leaving, isTerminal } = this.#graph;
    const { label, next, linkDown } = this;
    const heap = this.#heap;
    const met = this.#met;
    const isMet = this.#isMet;
    const oldLabel = this.#oldLabel;
    const mark = this.#newMark();
    let count = 1;
    met[0] = site;
    isMet[site] = mark;
    for (let at = 0; at < count; at++) {
      const above = met[at];
      oldLabel[above] = label[base + above];
      for (let place = firstLeaving[above]; place < firstLeaving[above + 1]; place++) {
        const arc = leaving[place];
        const below = head[arc];
        if (next[base + below] !== (arc ^ 1)) continue;
        met[count++] = below;
        isMet[below] = mark;
      }
    }
    for (let at = 0; at < count; at++) {
      const hung = met[at];
      let least = Number.POSITIVE_INFINITY;
      for (let place = firstLeaving[hung]; place < firstLeaving[hung + 1]; place++) {
        const arc = leaving[place];
        const other = head[arc];
        if (linkDown[arc >> 1] === 1 || isMet[other] === mark) continue;
        const there = label[base + other];
        const reached = there + cost[arc >> 1];
        if (reached < least && (isTerminal[other] === 0 || there === 0)) least = reached;
      }
      label[base + hung] = least;
      if (least < Number.POSITIVE_INFINITY) heap.offer(hung, least);
    }
    const settled = this.#settled;
    let done = 0;
    while (heap.length > 0) {
      const near = heap.take();
      settled[done++] = near;
      if (isTerminal[near] === 1) continue;
      const reached = label[base + near];
      for (let place = firstLeaving[near]; place < firstLeaving[near + 1]; place++) {
        const arc = leaving[place];
        const far = head[arc];
        if (linkDown[arc >> 1] === 1 || isMet[far] !== mark) continue;
        const longer = reached + cost[arc >> 1];
        if (longer >= label[base + far]) continue;
        label[base + far] = longer;
        heap.offer(far, longer);
      }
    }
    // Met in the order of the old tree, from above; settled in the order of the new one.
    const newNext = this.#newNext;
    let movedCount = 0;
    const moved = this.#moved;
    for (let at = 0; at < count; at++) {
      const hung = met[at];
      newNext[hung] = this.#firstTight(base, hung);
      if (newNext[hung] !== next[base + hung]) moved[movedCount++] = hung;
    }
    const loose = this.#loosen(base, movedCount);
    let hungCount = 0;
    for (let at = 0; at < done; at++) if (this.#isLoose[settled[at]] === loose) moved[hungCount++] = settled[at];
    this.#hang(base, hungCount, loose);
  }

  /** An arc that is there again is as good as the way of the site where it begins, or better. */
  #bringNearer(base: number, first: number): void {
    const { tail, head, cost, firstLeaving, leaving, isTerminal } = this.#graph;
    const { label, next, linkDown } = this;
    const heap = this.#heap;
    const met = this.#met;
    const isMet = this.#isMet;
    const oldLabel = this.#oldLabel;
    const newNext = this.#newNext;
    const mark = this.#newMark();
    const start = tail[first];
    const there = label[base + head[first]] + cost[first >> 1];
    let count = 0;
    if (there === label[base + start]) {
      if (this.#firstTight(base, start) === next[base + start]) return;
      met[count++] = start;
      oldLabel[start] = there;
    } else {
      this.#metCount = 0;
      this.#meet(base, start, there, mark);
      while (heap.length > 0) {
        const near = heap.take();
        if (isTerminal[near] === 1) continue;
        const reached = label[base + near];
        for (let place = firstLeaving[near]; place < firstLeaving[near + 1]; place++) {
          const arc = leaving[place];
          if (linkDown[arc >> 1] === 0 && reached + cost[arc >> 1] < label[base + head[arc]])
            this.#meet(base, head[arc], reached + cost[arc >> 1], mark);
        }
      }
      count = this.#metCount;
      // A neighbour that is no nearer may have gained a way as short, over a link of a smaller id.
      for (let at = 0, nearer = count; at < nearer; at++) {
        const site = met[at];
        if (isTerminal[site] === 1) continue;
        for (let place = firstLeaving[site]; place < firstLeaving[site + 1]; place++) {
          const arc = leaving[place];
          const other = head[arc];
          if (linkDown[arc >> 1] === 1 || isMet[other] === mark) continue;
          if (label[base + site] + cost[arc >> 1] !== label[base + other]) continue;
          isMet[other] = mark;
          met[count++] = other;
          oldLabel[other] = label[base + other];
        }
      }
    }
    let movedCount = 0;
    for (let at = 0; at < count; at++) {
      const site = met[at];
      newNext[site] = this.#firstTight(base, site);
      if (newNext[site] === next[base + site]) continue;
      movedCount++;
      heap.offer(site, oldLabel[site]);
    }
    const moved = this.#moved;
    for (let at = 0; at < movedCount; at++) moved[at] = heap.take();
    const loose = this.#loosen(base, movedCount);
    for (let at = 0; at < movedCount; at++) heap.offer(moved[at], label[base + moved[at]]);
    for (let at = 0; at < movedCount; at++) moved[at] = heap.take();
    this.#hang(base, movedCount, loose);
  }

  /** A site comes nearer, for the first time under this mark or again. */
  #meet(base: number, site: number, nearer: number, mark: number): void {
    if (this.#isMet[site] !== mark) {
      this.#isMet[site] = mark;
      this.#met[this.#metCount++] = site;
      this.#oldLabel[site] = this.label[base + site];
    }
    this.label[base + site] = nearer;
    this.#heap.offer(site, nearer);
  }

  #newMark(): number {
    if (this.#mark >= 2 ** 31 - 1) {
      this.#isMet.fill(0);
      this.#isLoose.fill(0);
      this.#mark = 0;
    }
    return ++this.#mark;
  }

  #firstTight(base: number, site: number): number {
    const { head, cost, firstLeaving, leaving, isTerminal } = this.#graph;
    const { label, linkDown } = this;
    const reached = label[base + site];
    if (reached === Number.POSITIVE_INFINITY) return -1;
    for (let place = firstLeaving[site]; place < firstLeaving[site + 1]; place++) {
      const arc = leaving[place];
      const there = label[base + head[arc]];
      if (linkDown[arc >> 1] === 1 || there + cost[arc >> 1] !== reached) continue;
      if (isTerminal[head[arc]] === 0 || there === 0) return arc;
    }
    return -1;
  }

  /** Takes the moved sites off what they hung on, those above first, and gives each its new next arc; tells their mark. */
  #loosen(base: number, movedCount: number): number {
    const { head } = this.#graph;
    const { next, flow, arcLoad, classCount } = this;
    const moved = this.#moved;
    const isLoose = this.#isLoose;
    const loose = this.#newMark();
    for (let at = 0; at < movedCount; at++) {
      const site = moved[at];
      const from = (base + site) * classCount;
      for (let arc = next[base + site]; arc >= 0; ) {
        const above = head[arc];
        for (let k = 0; k < classCount; k++) {
          arcLoad[arc * classCount + k] -= flow[from + k];
          flow[(base + above) * classCount + k] -= flow[from + k];
        }
        arc = isLoose[above] === loose ? -1 : next[base + above];
      }
      isLoose[site] = loose;
    }
    for (let at = 0; at < movedCount; at++) next[base + moved[at]] = this.#newNext[moved[at]];
    return loose;
  }

  /** Hangs the moved sites on their new next arcs, the farthest first: each takes along what hangs on it already. */
  #hang(base: number, count: number, loose: number): void {
    const { head } = this.#graph;
    const { next, flow, arcLoad, classCount } = this;
    const moved = this.#moved;
    const isLoose = this.#isLoose;
    for (let at = count - 1; at >= 0; at--) {
      const site = moved[at];
      isLoose[site] = 0;
      const from = (base + site) * classCount;
      for (let arc = next[base + site]; arc >= 0; ) {
        const above = head[arc];
        for (let k = 0; k < classCount; k++) {
          arcLoad[arc * classCount + k] += flow[from + k];
          flow[(base + above) * classCount + k] += flow[from + k];
        }
        arc = isLoose[above] === loose ? -1 : next[base + above];
      }
    }
  }
}
