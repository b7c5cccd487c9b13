/** How long a crew is on its way over a road graph of which some roads are closed for a while. */
import { assert } from '../engine/assert.ts';
import { haversineKm } from './geodesy.ts';
import type { RoadGraph } from './roads.ts';

const DEGREE = Math.PI / 180;

/** What a tree of shortest ways takes each road for: open, closed until it truly opens, or until it is expected to. */
const OPEN = 0;
const TRUE = 1;
const EXPECTED = 2;
type Sight = typeof OPEN | typeof TRUE | typeof EXPECTED;

/** Places whose nearest junction is remembered; a power of two. */
const MEMO_BITS = 12;
const MEMO = 1 << MEMO_BITS;

/** A junction that waits in the heap has its place there; these stand for the others. */
const UNSEEN = -1;
const SETTLED = -2;

/**
 * Journeys: from a place straight to its nearest junction, over roads, and straight from a junction to the other place.
 *
 * A crew may wait at a closed road until it opens: who comes later never arrives earlier at the far end (first in, first
 * out), so Dijkstra's labels of time are exact (Dreyfus 1969, Oper. Res. 17:395-412). The true journey knows when each
 * road will open: it is the best that could be done. A dispatcher does not, and asks for the expected one, where a
 * closed road opens at its mean or, when it is overdue, at once.
 *
 * The straight line is taken between places that have one nearest junction, or that lie closer to each other than one
 * of them to its junction: the way by road is never shorter there. And it is taken where the graph does not reach: the
 * nearest junction farther than `reachKm`, or no way at all between the two junctions. So closures are felt only where
 * the graph has roads.
 *
 * Ways from a junction are kept as a tree until a closure changes or the clock moves; while no road is closed, for
 * good. Nothing is allocated once built.
 */
export class RoadTravel {
  /** Of the journey asked for last: the hours of it spent waiting at closed roads. */
  waitedHours = 0;
  /** Of the journey asked for last: the road at which most of that was spent, or -1. */
  waitedAt = -1;
  readonly #graph: RoadGraph;
  readonly #reachKm: number;
  /** Hours per km of the great circle on the fastest road. */
  readonly #bestHoursPerKm: number;
  readonly #closedUntil: Float64Array;
  readonly #expectedUntil: Float64Array;
  #lastOpening = Number.NEGATIVE_INFINITY;
  /** Changes with every closure: trees of another version are stale. */
  #version = 0;

  /** Junctions as points on the unit sphere, three numbers each. */
  readonly #points: Float64Array;
  readonly #memoLat = new Float64Array(MEMO).fill(Number.NaN);
  readonly #memoLon = new Float64Array(MEMO);
  readonly #memoJunction = new Int32Array(MEMO);
  readonly #memoKm = new Float64Array(MEMO);

  /** Trees: hours, hours of them waited and the road most waited at, for each junction. */
  readonly #treeCount: number;
  readonly #hours: Float64Array;
  readonly #waited: Float64Array;
  readonly #waitedAt: Int32Array;
  readonly #treeSource: Int32Array;
  readonly #treeSight: Uint8Array;
  readonly #treeVersion: Float64Array;
  readonly #treeNow: Float64Array;
  readonly #treeDeparture: Float64Array;
  /** Trees of one source hang on a chain, the youngest first; -1 ends it. */
  readonly #youngest: Int32Array;
  readonly #older: Int32Array;
  #turn = 0;

  readonly #heap: Int32Array;
  readonly #heapPlace: Int32Array;
  readonly #longestWait: Float64Array;
  #heapLength = 0;

  /**
   * @param reachKm a place farther than this from every junction is beyond the graph
   * @param treeCount trees that are kept: one for each place from which crews start within one decision, or more
   */
  constructor(graph: RoadGraph, reachKm = 150, treeCount = 128) {
    assert(graph.junctionCount > 0, 'a road graph without a junction');
    assert(treeCount > 0, 'travel needs room for a tree');
    const { junctionCount, roadCount, junctions } = graph;
    this.#graph = graph;
    this.#reachKm = reachKm;
    this.#closedUntil = new Float64Array(roadCount).fill(Number.NEGATIVE_INFINITY);
    this.#expectedUntil = new Float64Array(roadCount).fill(Number.NEGATIVE_INFINITY);
    this.#points = new Float64Array(3 * junctionCount);
    for (const [junction, { lat, lon }] of junctions.entries()) {
      this.#points[3 * junction] = Math.cos(lat * DEGREE) * Math.cos(lon * DEGREE);
      this.#points[3 * junction + 1] = Math.cos(lat * DEGREE) * Math.sin(lon * DEGREE);
      this.#points[3 * junction + 2] = Math.sin(lat * DEGREE);
    }
    let best = Number.POSITIVE_INFINITY;
    for (let road = 0; road < roadCount; road++) {
      const [a, b] = [junctions[graph.from[road]], junctions[graph.to[road]]];
      best = Math.min(best, graph.hours[road] / haversineKm(a.lat, a.lon, b.lat, b.lon));
    }
    this.#bestHoursPerKm = best;
    this.#treeCount = treeCount;
    this.#hours = new Float64Array(treeCount * junctionCount);
    this.#waited = new Float64Array(treeCount * junctionCount);
    this.#waitedAt = new Int32Array(treeCount * junctionCount);
    this.#treeSource = new Int32Array(treeCount).fill(-1);
    this.#treeSight = new Uint8Array(treeCount);
    this.#treeVersion = new Float64Array(treeCount);
    this.#treeNow = new Float64Array(treeCount);
    this.#treeDeparture = new Float64Array(treeCount);
    this.#youngest = new Int32Array(junctionCount).fill(-1);
    this.#older = new Int32Array(treeCount);
    this.#heap = new Int32Array(junctionCount);
    this.#heapPlace = new Int32Array(junctionCount);
    this.#longestWait = new Float64Array(junctionCount);
  }

  /** Opens every road: the start of a replication. */
  clear(): void {
    if (this.#lastOpening === Number.NEGATIVE_INFINITY) return;
    this.#closedUntil.fill(Number.NEGATIVE_INFINITY);
    this.#expectedUntil.fill(Number.NEGATIVE_INFINITY);
    this.#lastOpening = Number.NEGATIVE_INFINITY;
    this.#version++;
  }

  /**
   * Closes a road from now on. Of several closures the one that lasts longest holds.
   * @param untilHours when it opens @param expectedUntilHours when a dispatcher expects that; both on the clock, h
   */
  close(road: number, untilHours: number, expectedUntilHours: number): void {
    assert(Number.isFinite(untilHours) && Number.isFinite(expectedUntilHours), 'a road that never opens');
    this.#closedUntil[road] = Math.max(this.#closedUntil[road], untilHours);
    this.#expectedUntil[road] = Math.max(this.#expectedUntil[road], expectedUntilHours);
    this.#lastOpening = Math.max(this.#lastOpening, untilHours);
    this.#version++;
  }

  isClosed(road: number, nowHours: number): boolean {
    return this.#closedUntil[road] > nowHours;
  }

  /**
   * Hours that no journey between two places undercuts, whatever is open, at the price of a great circle: whoever looks
   * for the nearest crew need ask no further of one that is beaten even so.
   */
  leastHours(fromLat: number, fromLon: number, toLat: number, toLon: number, hoursPerKm: number): number {
    // A billionth off for what rounding may add to a sum of great circles.
    const pace = Math.min(this.#bestHoursPerKm, hoursPerKm) * (1 - 1e-9);
    return haversineKm(fromLat, fromLon, toLat, toLon) * pace;
  }

  /**
   * Hours from one place (degrees) to another, waiting included, for who leaves now and chooses the best way; NaN when
   * a place is unknown. `waitedHours` and `waitedAt` tell of the waiting.
   * @param hoursPerKm off the roads, per km of the straight line
   */
  travelHours(
    nowHours: number,
    fromLat: number,
    fromLon: number,
    toLat: number,
    toLon: number,
    hoursPerKm: number,
  ): number {
    return this.#journey(TRUE, nowHours, fromLat, fromLon, toLat, toLon, hoursPerKm);
  }

  /** The same as a dispatcher expects it, who knows which roads are closed now but not when they will open. */
  expectedHours(
    nowHours: number,
    fromLat: number,
    fromLon: number,
    toLat: number,
    toLon: number,
    hoursPerKm: number,
  ): number {
    return this.#journey(EXPECTED, nowHours, fromLat, fromLon, toLat, toLon, hoursPerKm);
  }

  #journey(
    sight: Sight,
    now: number,
    fromLat: number,
    fromLon: number,
    toLat: number,
    toLon: number,
    hoursPerKm: number,
  ): number {
    this.waitedHours = 0;
    this.waitedAt = -1;
    const straightKm = haversineKm(fromLat, fromLon, toLat, toLon);
    const straight = straightKm * hoursPerKm;
    if (Number.isNaN(straightKm)) return straight;
    // The second place may push the first out of the memo, so what is needed of it is taken first.
    let memo = this.#nearest(fromLat, fromLon);
    const source = this.#memoJunction[memo];
    const fromKm = this.#memoKm[memo];
    memo = this.#nearest(toLat, toLon);
    const target = this.#memoJunction[memo];
    const toKm = this.#memoKm[memo];
    if (source === target || straightKm <= Math.max(fromKm, toKm)) return straight;
    if (fromKm > this.#reachKm || toKm > this.#reachKm) return straight;
    const access = fromKm * hoursPerKm;
    const tree =
      this.#lastOpening <= now ? this.#tree(OPEN, source, 0, 0) : this.#tree(sight, source, now, now + access);
    const at = tree * this.#graph.junctionCount + target;
    const byRoad = access + this.#hours[at] + toKm * hoursPerKm;
    if (byRoad === Number.POSITIVE_INFINITY) return straight;
    this.waitedHours = this.#waited[at];
    this.waitedAt = this.#waitedAt[at];
    return byRoad;
  }

  /** Where in the memo the nearest junction of a place stands; of two equally near the first. */
  #nearest(lat: number, lon: number): number {
    const mixed = Math.imul((lat * 1e6) | 0, 0x9e3779b1) ^ Math.imul((lon * 1e6) | 0, 0x85ebca6b);
    const memo = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> (32 - MEMO_BITS);
    if (this.#memoLat[memo] === lat && this.#memoLon[memo] === lon) return memo;
    const points = this.#points;
    const x = Math.cos(lat * DEGREE) * Math.cos(lon * DEGREE);
    const y = Math.cos(lat * DEGREE) * Math.sin(lon * DEGREE);
    const z = Math.sin(lat * DEGREE);
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let junction = 0; junction < this.#graph.junctionCount; junction++) {
      const dx = points[3 * junction] - x;
      const dy = points[3 * junction + 1] - y;
      const dz = points[3 * junction + 2] - z;
      const chord2 = dx * dx + dy * dy + dz * dz;
      if (chord2 < least) {
        least = chord2;
        best = junction;
      }
    }
    const { lat: bestLat, lon: bestLon } = this.#graph.junctions[best];
    this.#memoLat[memo] = lat;
    this.#memoLon[memo] = lon;
    this.#memoJunction[memo] = best;
    this.#memoKm[memo] = haversineKm(lat, lon, bestLat, bestLon);
    return memo;
  }

  /** The tree of shortest ways from a junction, kept or grown anew in the place of the one grown longest ago. */
  #tree(sight: Sight, source: number, now: number, departure: number): number {
    for (let tree = this.#youngest[source]; tree >= 0; tree = this.#older[tree]) {
      if (this.#treeSight[tree] !== sight) continue;
      if (sight === OPEN) return tree;
      if (
        this.#treeVersion[tree] === this.#version &&
        this.#treeNow[tree] === now &&
        this.#treeDeparture[tree] === departure
      )
        return tree;
    }
    const tree = this.#turn;
    this.#turn = (tree + 1) % this.#treeCount;
    this.#unchain(tree);
    this.#treeSource[tree] = source;
    this.#treeSight[tree] = sight;
    this.#treeVersion[tree] = this.#version;
    this.#treeNow[tree] = now;
    this.#treeDeparture[tree] = departure;
    this.#older[tree] = this.#youngest[source];
    this.#youngest[source] = tree;
    this.#grow(tree, sight, source, now, departure);
    return tree;
  }

  #unchain(tree: number): void {
    const source = this.#treeSource[tree];
    if (source < 0) return;
    if (this.#youngest[source] === tree) {
      this.#youngest[source] = this.#older[tree];
      return;
    }
    let before = this.#youngest[source];
    while (this.#older[before] !== tree) before = this.#older[before];
    this.#older[before] = this.#older[tree];
  }

  /** Hours from when the road may be entered, counted from `departure`; at or below 0 when it is open. */
  #opensIn(road: number, sight: Sight, now: number, departure: number): number {
    if (sight === OPEN || this.#closedUntil[road] <= now) return 0;
    return (sight === TRUE ? this.#closedUntil[road] : this.#expectedUntil[road]) - departure;
  }

  /** Dijkstra with waiting. Hours are counted from the departure, so that a closure far away changes no digit. */
  #grow(tree: number, sight: Sight, source: number, now: number, departure: number): void {
    const { junctionCount, from, to, hours: roadHours, firstIncident, incident } = this.#graph;
    const base = tree * junctionCount;
    const hours = this.#hours;
    const waited = this.#waited;
    const waitedAt = this.#waitedAt;
    const longestWait = this.#longestWait;
    hours.fill(Number.POSITIVE_INFINITY, base, base + junctionCount);
    this.#heapPlace.fill(UNSEEN);
    this.#heapLength = 0;
    hours[base + source] = 0;
    waited[base + source] = 0;
    waitedAt[base + source] = -1;
    longestWait[source] = 0;
    this.#lift(source, base);
    while (this.#heapLength > 0) {
      const junction = this.#takeFirst(base);
      const here = hours[base + junction];
      for (let place = firstIncident[junction]; place < firstIncident[junction + 1]; place++) {
        const road = incident[place];
        const other = from[road] === junction ? to[road] : from[road];
        if (this.#heapPlace[other] === SETTLED) continue;
        const wait = Math.max(0, this.#opensIn(road, sight, now, departure) - here);
        const there = here + wait + roadHours[road];
        const waits = waited[base + junction] + wait;
        if (there > hours[base + other]) continue;
        if (there === hours[base + other] && waits >= waited[base + other]) continue;
        hours[base + other] = there;
        waited[base + other] = waits;
        const isLongest = wait > longestWait[junction];
        longestWait[other] = isLongest ? wait : longestWait[junction];
        waitedAt[base + other] = isLongest ? road : waitedAt[base + junction];
        this.#lift(other, base);
      }
    }
  }

  /** Puts a junction into the heap, or up to where its shorter way belongs. Ties to the smaller index. */
  #lift(junction: number, base: number): void {
    const heap = this.#heap;
    const heapPlace = this.#heapPlace;
    const hours = this.#hours;
    const key = hours[base + junction];
    let place = heapPlace[junction] === UNSEEN ? this.#heapLength++ : heapPlace[junction];
    while (place > 0) {
      const above = heap[(place - 1) >> 1];
      if (hours[base + above] < key || (hours[base + above] === key && above < junction)) break;
      heap[place] = above;
      heapPlace[above] = place;
      place = (place - 1) >> 1;
    }
    heap[place] = junction;
    heapPlace[junction] = place;
  }

  #takeFirst(base: number): number {
    const heap = this.#heap;
    const heapPlace = this.#heapPlace;
    const hours = this.#hours;
    const first = heap[0];
    heapPlace[first] = SETTLED;
    const length = --this.#heapLength;
    if (length === 0) return first;
    const last = heap[length];
    const key = hours[base + last];
    let place = 0;
    for (const half = length >> 1; place < half; ) {
      let child = 2 * place + 1;
      if (child + 1 < length) {
        const left = hours[base + heap[child]];
        const right = hours[base + heap[child + 1]];
        if (right < left || (right === left && heap[child + 1] < heap[child])) child++;
      }
      const below = heap[child];
      if (hours[base + below] > key || (hours[base + below] === key && below > last)) break;
      heap[place] = below;
      heapPlace[below] = place;
      place = child;
    }
    heap[place] = last;
    heapPlace[last] = place;
    return first;
  }
}
