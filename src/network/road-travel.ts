/** How long a crew is on its way over a road graph of which some roads are closed for a while. */
import { assert } from '../engine/assert.ts';
import { haversineKm } from './geodesy.ts';
import { JunctionHeap } from './junction-heap.ts';
import { OpenRoads, type OpenTree } from './open-roads.ts';
import { chordKm, JunctionFinder, RoadPlaces } from './road-places.ts';
import type { RoadGraph } from './roads.ts';

/** Who asks: the journey itself, which knows when each road will truly open, or a dispatcher, who expects it. */
const TRUE = 1;
const EXPECTED = 2;
type Sight = typeof TRUE | typeof EXPECTED;

/** The two ends of a journey that is asked for in degrees. */
const FROM = 0;
const TO = 1;

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
 * Closures only lengthen ways. So the fastest way with every road open, which is known for good, is the fastest of all
 * while nobody waits on it; only a journey that would wait there asks for a tree of ways round what is closed. Such a
 * tree is kept until a closure changes or the clock moves. Nothing is allocated once all junctions have been started
 * from.
 */
export class RoadTravel {
  /** Of the journey asked for last: the hours of it spent waiting at closed roads. */
  waitedHours = 0;
  /** Of the journey asked for last: the road at which most of that was spent, or -1. */
  waitedAt = -1;
  readonly #graph: RoadGraph;
  readonly #reachKm: number;
  readonly #finder: JunctionFinder;
  readonly #open: OpenRoads;
  readonly #ends = new RoadPlaces(2);
  readonly #closedUntil: Float64Array;
  readonly #expectedUntil: Float64Array;
  /** Roads that have been closed since all were open. */
  readonly #everClosed: Int32Array;
  #everClosedCount = 0;
  #lastOpening = Number.NEGATIVE_INFINITY;
  /** Whether the journey asked for last goes over roads. */
  #isByRoad = false;
  /** Changes with every closure: trees of another version are stale. */
  #version = 0;

  /** By road: the hour from which it may be entered, as seen at one moment; -Infinity when it is open. Those that are not. */
  readonly #opens: Float64Array;
  readonly #shut: Int32Array;
  #shutCount = 0;
  #opensSight = 0;
  #opensVersion = -1;
  #opensNow = Number.NaN;

  /** Trees round closed roads: hours, hours of them waited and the road most waited at, for each junction. */
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

  /** While a tree is grown: junctions whose open way is touched, the longest wait on the way, the junction before. */
  readonly #heap: JunctionHeap;
  readonly #isTouched: Uint8Array;
  readonly #touched: Int32Array;
  readonly #longestWait: Float64Array;
  readonly #before: Int32Array;

  /**
   * @param reachKm a place farther than this from every junction is beyond the graph
   * @param treeCount trees that are kept: one for each place from which crews start within one decision, or more
   */
  constructor(graph: RoadGraph, reachKm = 150, treeCount = 128) {
    assert(graph.junctionCount > 0, 'a road graph without a junction');
    assert(treeCount > 0, 'travel needs room for a tree');
    const { junctionCount, roadCount } = graph;
    this.#graph = graph;
    this.#reachKm = reachKm;
    this.#finder = new JunctionFinder(graph.junctions);
    this.#open = new OpenRoads(graph);
    this.#closedUntil = new Float64Array(roadCount).fill(Number.NEGATIVE_INFINITY);
    this.#expectedUntil = new Float64Array(roadCount).fill(Number.NEGATIVE_INFINITY);
    this.#opens = new Float64Array(roadCount).fill(Number.NEGATIVE_INFINITY);
    this.#shut = new Int32Array(roadCount);
    this.#everClosed = new Int32Array(roadCount);
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
    this.#heap = new JunctionHeap(junctionCount);
    this.#isTouched = new Uint8Array(junctionCount);
    this.#touched = new Int32Array(junctionCount);
    this.#longestWait = new Float64Array(junctionCount);
    this.#before = new Int32Array(junctionCount);
  }

  /** Opens every road: the start of a replication. */
  clear(): void {
    if (this.#lastOpening === Number.NEGATIVE_INFINITY) return;
    for (let place = 0; place < this.#everClosedCount; place++) {
      const road = this.#everClosed[place];
      this.#closedUntil[road] = Number.NEGATIVE_INFINITY;
      this.#expectedUntil[road] = Number.NEGATIVE_INFINITY;
      this.#opens[road] = Number.NEGATIVE_INFINITY;
    }
    this.#everClosedCount = 0;
    this.#lastOpening = Number.NEGATIVE_INFINITY;
    this.#version++;
  }

  /**
   * Closes a road from now on. Of several closures the one that lasts longest holds.
   * @param untilHours when it opens @param expectedUntilHours when a dispatcher expects that; both on the clock, h
   */
  close(road: number, untilHours: number, expectedUntilHours: number): void {
    assert(Number.isFinite(untilHours) && Number.isFinite(expectedUntilHours), 'a road that never opens');
    if (this.#closedUntil[road] === Number.NEGATIVE_INFINITY) this.#everClosed[this.#everClosedCount++] = road;
    this.#closedUntil[road] = Math.max(this.#closedUntil[road], untilHours);
    this.#expectedUntil[road] = Math.max(this.#expectedUntil[road], expectedUntilHours);
    this.#lastOpening = Math.max(this.#lastOpening, untilHours);
    this.#version++;
  }

  isClosed(road: number, nowHours: number): boolean {
    return this.#closedUntil[road] > nowHours;
  }

  /** Writes a place (degrees) into a list of places between which journeys are asked for. */
  locate(lat: number, lon: number, places: RoadPlaces, at: number): void {
    this.#finder.locate(lat, lon, places, at);
  }

  /**
   * Hours of the journey when every road is open; NaN when a place is unknown. No journey takes less, whatever is
   * closed: whoever looks for the nearest crew need ask no further of one that is beaten even so. Hot.
   * @param hoursPerKm off the roads, per km of the straight line
   */
  openHours(from: RoadPlaces, a: number, to: RoadPlaces, b: number, hoursPerKm: number): number {
    const source = from.junctions[a];
    const target = to.junctions[b];
    this.#isByRoad = false;
    const farKm = Math.max(from.km[a], to.km[b]);
    if (source === target || !(farKm <= this.#reachKm) || !(chordKm(from, a, to, b) > farKm)) {
      const straightKm = haversineKm(from.lats[a], from.lons[a], to.lats[b], to.lons[b]);
      if (source === target || !(farKm <= this.#reachKm) || !(straightKm > farKm)) return straightKm * hoursPerKm;
    }
    const byRoad = from.km[a] * hoursPerKm + this.#open.tree(source).hours[target] + to.km[b] * hoursPerKm;
    this.#isByRoad = byRoad < Number.POSITIVE_INFINITY;
    if (this.#isByRoad) return byRoad;
    return haversineKm(from.lats[a], from.lons[a], to.lats[b], to.lons[b]) * hoursPerKm;
  }

  /** Hours of the journey when every road is open, between two places in degrees. */
  leastHours(fromLat: number, fromLon: number, toLat: number, toLon: number, hoursPerKm: number): number {
    this.#locateEnds(fromLat, fromLon, toLat, toLon);
    return this.openHours(this.#ends, FROM, this.#ends, TO, hoursPerKm);
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
    this.#locateEnds(fromLat, fromLon, toLat, toLon);
    return this.#journey(TRUE, nowHours, this.#ends, FROM, this.#ends, TO, hoursPerKm);
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
    this.#locateEnds(fromLat, fromLon, toLat, toLon);
    return this.#journey(EXPECTED, nowHours, this.#ends, FROM, this.#ends, TO, hoursPerKm);
  }

  /** The same between places that were located before. Hot. */
  expectedBetween(
    nowHours: number,
    from: RoadPlaces,
    a: number,
    to: RoadPlaces,
    b: number,
    hoursPerKm: number,
  ): number {
    return this.#journey(EXPECTED, nowHours, from, a, to, b, hoursPerKm);
  }

  #locateEnds(fromLat: number, fromLon: number, toLat: number, toLon: number): void {
    this.#finder.locate(fromLat, fromLon, this.#ends, FROM);
    this.#finder.locate(toLat, toLon, this.#ends, TO);
  }

  #journey(
    sight: Sight,
    now: number,
    from: RoadPlaces,
    a: number,
    to: RoadPlaces,
    b: number,
    hoursPerKm: number,
  ): number {
    this.waitedHours = 0;
    this.waitedAt = -1;
    const open = this.openHours(from, a, to, b, hoursPerKm);
    if (!this.#isByRoad || !(this.#lastOpening > now)) return open;
    const source = from.junctions[a];
    const target = to.junctions[b];
    const access = from.km[a] * hoursPerKm;
    const departure = now + access;
    this.#see(sight, now);
    if (!this.#isHeldUp(this.#open.tree(source), target, departure)) return open;
    const at = this.#tree(sight, source, now, departure) * this.#graph.junctionCount + target;
    this.waitedHours = this.#waited[at];
    this.waitedAt = this.#waitedAt[at];
    return access + this.#hours[at] + to.km[b] * hoursPerKm;
  }

  /** Whether somebody waits at a closed road on the way that is the fastest while all are open. */
  #isHeldUp(ways: OpenTree, target: number, departure: number): boolean {
    for (let place = 0; place < this.#shutCount; place++) {
      const behind = this.#heldBehind(ways, this.#shut[place], departure);
      if (behind >= 0 && ways.first[target] >= ways.first[behind] && ways.first[target] < ways.end[behind]) return true;
    }
    return false;
  }

  /** The junction behind a road of the open ways at which somebody waits; -1 when nobody does, or it is no part of them. */
  #heldBehind({ hours, road: by, before }: OpenTree, road: number, departure: number): number {
    const { from, to } = this.#graph;
    const behind = by[to[road]] === road ? to[road] : from[road];
    if (by[behind] !== road) return -1;
    return this.#opens[road] - departure - hours[before[behind]] > 0 ? behind : -1;
  }

  /** The tree of ways round what is closed, kept or grown anew in the place of the one grown longest ago. */
  #tree(sight: Sight, source: number, now: number, departure: number): number {
    for (let tree = this.#youngest[source]; tree >= 0; tree = this.#older[tree]) {
      if (this.#treeSight[tree] !== sight) continue;
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
    this.#grow(tree, source, departure);
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

  /** Works out when each road may be entered, once for all journeys of a moment. */
  #see(sight: Sight, now: number): void {
    if (this.#opensSight === sight && this.#opensVersion === this.#version && this.#opensNow === now) return;
    this.#opensSight = sight;
    this.#opensVersion = this.#version;
    this.#opensNow = now;
    const opens = this.#opens;
    const closedUntil = this.#closedUntil;
    const until = sight === TRUE ? closedUntil : this.#expectedUntil;
    let count = 0;
    for (let place = 0; place < this.#everClosedCount; place++) {
      const road = this.#everClosed[place];
      opens[road] = closedUntil[road] > now ? until[road] : Number.NEGATIVE_INFINITY;
      if (opens[road] > now) this.#shut[count++] = road;
    }
    this.#shutCount = count;
  }

  /**
   * Dijkstra with waiting, over those junctions alone whose fastest open way is held up: the others keep their hours,
   * since closures only lengthen ways (Ramalingam & Reps 1996, J. Algorithms 21:267-305). Hours are counted from the
   * departure, so that a closure far away changes no digit.
   */
  #grow(tree: number, source: number, departure: number): void {
    const { junctionCount, from, to, firstIncident, incident } = this.#graph;
    const ways = this.#open.tree(source);
    const base = tree * junctionCount;
    const hours = this.#hours;
    const isTouched = this.#isTouched;
    const touched = this.#touched;
    const heap = this.#heap;
    const count = this.#listTouched(ways, base, departure);
    heap.begin(hours, base);
    for (let place = 0; place < count; place++) {
      const junction = touched[place];
      for (let near = firstIncident[junction]; near < firstIncident[junction + 1]; near++) {
        const road = incident[near];
        const other = from[road] === junction ? to[road] : from[road];
        if (isTouched[other] === 0)
          this.#offer(ways, other, ways.hours[other], 0, 0, -1, road, junction, base, departure);
      }
    }
    while (heap.length > 0) {
      const junction = heap.takeFirst();
      const here = hours[base + junction];
      const waited = this.#waited[base + junction];
      const longest = this.#longestWait[junction];
      const at = this.#waitedAt[base + junction];
      for (let near = firstIncident[junction]; near < firstIncident[junction + 1]; near++) {
        const road = incident[near];
        const other = from[road] === junction ? to[road] : from[road];
        if (isTouched[other] === 1)
          this.#offer(ways, junction, here, waited, longest, at, road, other, base, departure);
      }
    }
    for (let place = 0; place < count; place++) isTouched[touched[place]] = 0;
  }

  /** Lists the junctions whose open way is held up, and forgets their hours; how many there are. */
  #listTouched(ways: OpenTree, base: number, departure: number): number {
    const isTouched = this.#isTouched;
    let count = 0;
    for (let shut = 0; shut < this.#shutCount; shut++) {
      const behind = this.#heldBehind(ways, this.#shut[shut], departure);
      if (behind < 0 || isTouched[behind] === 1) continue;
      for (let place = ways.first[behind]; place < ways.end[behind]; place++) {
        const junction = ways.order[place];
        if (isTouched[junction] === 1) continue;
        isTouched[junction] = 1;
        this.#hours[base + junction] = Number.POSITIVE_INFINITY;
        this.#touched[count++] = junction;
      }
    }
    return count;
  }

  /**
   * Offers a touched junction the way over a road from another: the sooner is taken, then the one with less waiting.
   * @param here hours to the other, `waited` of them waited, `longest` at the road `at`
   */
  #offer(
    ways: OpenTree,
    junction: number,
    here: number,
    waited: number,
    longest: number,
    at: number,
    road: number,
    other: number,
    base: number,
    departure: number,
  ): void {
    const hours = this.#hours;
    const wait = Math.max(0, this.#opens[road] - departure - here);
    const there = here + wait + this.#graph.hours[road];
    const waits = waited + wait;
    if (there > hours[base + other]) return;
    if (there === hours[base + other]) {
      const before = this.#before[other];
      const known = this.#waited[base + other];
      // Of equals the junction that is left first, as if the whole tree had been grown.
      const left = this.#isTouched[before] === 1 ? hours[base + before] : ways.hours[before];
      if (waits > known || (waits === known && (here > left || (here === left && junction >= before)))) return;
    }
    hours[base + other] = there;
    this.#waited[base + other] = waits;
    this.#before[other] = junction;
    this.#longestWait[other] = Math.max(wait, longest);
    this.#waitedAt[base + other] = wait > longest ? road : at;
    this.#heap.lift(other);
  }
}
