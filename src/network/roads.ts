/** The roads that crews travel on, as parallel arrays: junctions and roads are small integers inside and names at the door. */
import { assert } from '../engine/assert.ts';

/** Where roads meet. */
export interface Junction {
  readonly id: string;
  /** Degrees north and east. */
  readonly lat: number;
  readonly lon: number;
}

/** One road between two junctions, open both ways. */
export interface Road {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly lengthKm: number;
  readonly speedKmH: number;
  /** What people call it, such as `M1`. */
  readonly name: string | undefined;
}

/** A road graph made ready. Arrays are indexed by junction or by road; nothing changes after it is built. */
export interface RoadGraph {
  readonly junctionCount: number;
  readonly roadCount: number;
  readonly junctions: readonly Junction[];
  readonly roads: readonly Road[];
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Hours from end to end of each road while it is open. */
  readonly hours: Float64Array;
  /** The roads at junction j are `incident[firstIncident[j]]` to `incident[firstIncident[j + 1] - 1]`. */
  readonly firstIncident: Int32Array;
  readonly incident: Int32Array;
}

/** Lays junctions and roads out as arrays. The caller has told the user of every problem; what is still wrong is our bug. */
export function layOutRoads(junctions: readonly Junction[], roads: readonly Road[]): RoadGraph {
  const junctionCount = junctions.length;
  const roadCount = roads.length;
  for (const { lat, lon } of junctions) assert(Number.isFinite(lat + lon), 'a junction without a place');
  const firstIncident = new Int32Array(junctionCount + 1);
  for (const { from, to, lengthKm, speedKmH } of roads) {
    assert(from >= 0 && from < junctionCount && to >= 0 && to < junctionCount, 'a road ends at no junction');
    assert(from !== to && lengthKm > 0 && speedKmH > 0, 'a road goes nowhere');
    firstIncident[from + 1]++;
    firstIncident[to + 1]++;
  }
  for (let junction = 0; junction < junctionCount; junction++) firstIncident[junction + 1] += firstIncident[junction];
  const incident = new Int32Array(2 * roadCount);
  const filled = firstIncident.slice(0, junctionCount);
  for (const [road, { from, to }] of roads.entries()) {
    incident[filled[from]++] = road;
    incident[filled[to]++] = road;
  }
  return {
    junctionCount,
    roadCount,
    junctions,
    roads,
    from: Int32Array.from(roads, ({ from }) => from),
    to: Int32Array.from(roads, ({ to }) => to),
    hours: Float64Array.from(roads, ({ lengthKm, speedKmH }) => lengthKm / speedKmH),
    firstIncident,
    incident,
  };
}
