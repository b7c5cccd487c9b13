/** Source zones: areas with a steady rate of earthquakes, read from a text and drawn by Poisson's law. */
import { z } from 'zod';
import { type Distribution, poissonQuantile, quantile } from '../../engine/distribution.ts';
import { type Draws, PURPOSE } from '../../engine/draws.ts';
import { type Document, pathText, readDocument, validated, valueAt } from '../../text/document.ts';
import { type Problems, shown } from '../../text/problem.ts';
import { isFact, type Sourced, sourced } from '../../text/quantity.ts';
import { counted } from '../telling.ts';
import type { EventList } from './event-list.ts';
import { type EventSource, type SourceSetting, YEAR_HOURS } from './event-source.ts';
import { magnitudeOf, rateAbove } from './gutenberg-richter.ts';
import { openRing, PolygonArea, polygonFault } from './polygon.ts';

/** The magnitude from which `rate_m5` counts. */
const RATE_FROM = 5;

const share = z.number().min(0).max(1).default(0);
const degrees = (most: number) => z.number().min(-most).max(most);

const polygon = z.array(z.tuple([degrees(180), degrees(90)]));
const depths = sourced(z.tuple([z.number().nonnegative(), z.number().max(700), z.number()]));
const styles = sourced(z.strictObject({ R: share, N: share, SS: share }));

const zoneSchema = z.strictObject({
  id: z.string().min(1),
  name: z.string().optional(),
  polygon: polygon.describe('Corners, [longitude, latitude] in degrees'),
  rate_m5: sourced(z.number().nonnegative()).describe('Earthquakes of M 5 or more a year'),
  b: sourced(z.number().positive().max(3)).describe('Slope of the Gutenberg-Richter law'),
  mmax: sourced(z.number().gt(RATE_FROM).max(9.5)).describe('Greatest magnitude'),
  depth_km: depths.describe('Focal depth, km: [shallowest, deepest, most likely] of a triangular law'),
  sof: styles.describe('Shares of reverse (R), normal (N) and strike-slip (SS) earthquakes, 1 in all'),
  // What a compiler of zones writes down for other people.
  area_km2: z.number().positive().optional(),
  n: z.number().nonnegative().optional(),
  max_obs: z.string().optional(),
  mmax_basis: z.string().optional(),
  rate_basis: z.string().optional(),
  note: z.string().optional(),
});

/** Zod: a file of source zones. */
const zonesSchema = z.strictObject({
  title: z.string().optional(),
  description: z.string().optional(),
  note: z.string().optional(),
  b_regional: sourced(z.number().positive()).optional(),
  zones: z.array(zoneSchema).min(1),
});
type WrittenZone = z.output<typeof zoneSchema>;

/** One zone, checked. */
export interface SourceZone {
  readonly id: string;
  readonly name: string;
  readonly area: PolygonArea;
  /** Earthquakes of M 5 or more a year. */
  readonly ratePerYear: number;
  readonly b: number;
  readonly greatest: number;
  /** Of the focal depth, km. */
  readonly depthLaw: Distribution;
  /** Share of reverse, then of reverse and normal earthquakes; the rest is strike-slip. */
  readonly reverse: number;
  readonly dipSlip: number;
  /** Values that their author marked as less than facts, such as `greatest magnitude assumed`. */
  readonly marked: readonly string[];
}

/** Zones from a text in JSON or YAML; undefined when it has any error, and all of them are told at their places. */
export function readZones(text: string, file: string, problems: Problems): SourceZone[] | undefined {
  const before = problems.errors.length;
  const document = readDocument(text, file, problems);
  if (document === undefined) return undefined;
  const data = validated(document, zonesSchema, problems);
  // Shapes are checked on what was written, so that one bad number does not hide a polygon that crosses itself.
  checkZones(document, problems);
  if (data === undefined || problems.errors.length > before) return undefined;
  return data.zones.map(zoneOf);
}

function checkZones(document: Document, problems: Problems): void {
  const zones = valueAt(document.value, ['zones']);
  if (!Array.isArray(zones)) return;
  const ids = new Set<string>();
  zones.forEach((zone: unknown, index) => {
    const error = (key: string, found: string, expected: string): void => {
      const path = ['zones', index, key];
      problems.error(document.at(path), pathText(path), found, expected);
    };
    const id = valueAt(zone, ['id']);
    if (typeof id === 'string') {
      if (ids.has(id)) error('id', `${shown(id)} again`, 'an id of its own');
      ids.add(id);
    }
    checkShape(zone, error);
  });
}

function checkShape(zone: unknown, error: (key: string, found: string, expected: string) => void): void {
  const corners = polygon.safeParse(valueAt(zone, ['polygon']));
  if (corners.success) {
    const ring = openRing(corners.data);
    const fault = polygonFault(ring);
    if (fault !== undefined)
      error('polygon', fault, ring.length < 3 ? 'at least 3 corners' : 'a polygon that does not cross itself');
  }
  const triangle = depths.safeParse(valueAt(zone, ['depth_km']));
  if (triangle.success) {
    const [low, high, mode] = triangle.data.value;
    if (!(low <= mode && mode <= high))
      error('depth_km', shown([low, high, mode]), '[shallowest, deepest, most likely], the last between the others');
  }
  const mix = styles.safeParse(valueAt(zone, ['sof']));
  if (mix.success) {
    const { R, N, SS } = mix.data.value;
    const sum = R + N + SS;
    if (Math.abs(sum - 1) > 1e-6)
      error('sof', `shares that sum to ${Number(sum.toFixed(6))}`, 'shares of R, N and SS that sum to 1');
  }
}

function zoneOf(zone: WrittenZone): SourceZone {
  const [low, high, mode] = zone.depth_km.value;
  const { R, N } = zone.sof.value;
  return {
    id: zone.id,
    name: zone.name ?? zone.id,
    area: new PolygonArea(openRing(zone.polygon)),
    ratePerYear: zone.rate_m5.value,
    b: zone.b.value,
    greatest: zone.mmax.value,
    depthLaw: { law: 'triangular', low, mode, high },
    reverse: R,
    dipSlip: R + N,
    marked: [
      ...marked('rate of M 5 or more', zone.rate_m5),
      ...marked('b', zone.b),
      ...marked('greatest magnitude', zone.mmax),
      ...marked('focal depths', zone.depth_km),
      ...marked('styles of faulting', zone.sof),
    ],
  };
}

const marked = (noun: string, { flag }: Sourced<unknown>): string[] =>
  flag === undefined || isFact(flag) ? [] : [`${noun} ${flag}`];

const RAKE = { reverse: 90, normal: -90, strikeSlip: 0 } as const;

/** Zones as a source: a Poisson number of earthquakes in each, independent of one another and of the other zones. */
class ZoneSource implements EventSource {
  readonly #zones: readonly SourceZone[];
  readonly #handles: Int32Array;
  readonly #meanCounts: Float64Array;
  readonly #horizonHours: number;
  readonly #least: number;

  constructor(zones: readonly SourceZone[], { name, addresses, horizonHours }: SourceSetting, minMagnitude: number) {
    this.#zones = zones;
    this.#handles = Int32Array.from(zones, ({ id }) => addresses.handle(`${name}/zone/${id}`));
    this.#horizonHours = horizonHours;
    this.#least = minMagnitude;
    this.#meanCounts = Float64Array.from(zones, (zone) => (this.#rate(zone) * horizonHours) / YEAR_HOURS);
  }

  #rate({ ratePerYear, b, greatest }: SourceZone): number {
    return rateAbove(this.#least, ratePerYear, b, RATE_FROM, greatest);
  }

  draw(draws: Draws, events: EventList): void {
    for (let index = 0; index < this.#handles.length; index++) {
      const handle = this.#handles[index];
      const count = poissonQuantile(this.#meanCounts[index], draws.uniform(handle, PURPOSE.quakeCount));
      for (let quake = 0; quake < count; quake++) this.#add(this.#zones[index], draws, handle, quake, events);
    }
  }

  #add(zone: SourceZone, draws: Draws, handle: number, quake: number, events: EventList): void {
    const { area, b, greatest, depthLaw, reverse, dipSlip } = zone;
    const style = draws.uniform(handle, PURPOSE.quakeStyle, quake);
    const rake = style < reverse ? RAKE.reverse : style < dipSlip ? RAKE.normal : RAKE.strikeSlip;
    area.locate(draws.uniform(handle, PURPOSE.quakeTriangle, quake), draws.uniform(handle, PURPOSE.quakeAcross, quake));
    events.add(
      this.#horizonHours * draws.uniform(handle, PURPOSE.eventTime, quake),
      magnitudeOf(draws.uniform(handle, PURPOSE.quakeMagnitude, quake), b, this.#least, greatest),
      area.lat,
      area.lon,
      quantile(depthLaw, draws.uniform(handle, PURPOSE.quakeDepth, quake)),
      rake,
      360 * draws.uniform(handle, PURPOSE.ruptureStrike, quake),
      Number.NaN,
      handle,
      quake,
    );
  }

  describe(): string[] {
    const total = this.#zones.reduce((sum, zone) => sum + this.#rate(zone), 0);
    const inRun = this.#meanCounts.reduce((sum, count) => sum + count, 0);
    return [
      `${counted(this.#zones.length, 'source zone')}: ${total.toPrecision(3)} earthquakes of M ${this.#least} or more a year, ${inRun.toPrecision(3)} in a replication on average`,
    ];
  }

  assumptions(): string[] {
    const zonesOf = new Map<string, string[]>();
    for (const { id, marked } of this.#zones)
      for (const mark of marked) zonesOf.set(mark, [...(zonesOf.get(mark) ?? []), id]);
    const all = this.#zones.length;
    return [
      'earthquakes of the zones come at a steady rate, anywhere in a zone alike, and do not know of one another; aftershocks are apart (the rates are declustered)',
      'rupture of an earthquake of a zone strikes in any direction alike (judgement), with the dip of its style of faulting',
      ...[...zonesOf].map(
        ([mark, ids]) => `source zones: ${mark} in ${ids.length === all ? `all ${all} zones` : ids.join(', ')}`,
      ),
    ];
  }
}

/**
 * Earthquakes of source zones over the horizon. The time is uniform, the magnitude Gutenberg-Richter from
 * `minMagnitude` (at least 5; a greater one lowers the rate by the same law), the epicentre uniform in the polygon, the
 * depth triangular, the strike uniform, the dip unknown. Adding a zone changes no draw of another.
 */
export function zoneSource(
  zones: readonly SourceZone[],
  setting: SourceSetting,
  minMagnitude: number = RATE_FROM,
): EventSource {
  return new ZoneSource(
    zones.filter(({ greatest }) => greatest > minMagnitude),
    setting,
    Math.max(minMagnitude, RATE_FROM),
  );
}
