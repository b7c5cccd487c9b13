/** How long a round trip takes: between the ends of corridors, and from people to the gateway nearest to them in time. */
import type { Metric } from './metric.ts';
import type { Timeline } from './timeline.ts';

/** Round trip between the ends of a corridor over the quickest way left, ms; Infinity while they do not reach each other. */
export const corridorLatencySeries = (corridor: string): string => `latencyMs/${corridor}`;

/** Round trip from a person to the nearest gateway, ms, on average over those who reach one; Infinity while nobody does. */
export const GATEWAY_LATENCY_SERIES = 'latencyMs';

/** What a series is before anything breaks; NaN where it is not kept, or the ends never reached each other. */
function before(timeline: Timeline, name: string): number {
  const whole = timeline.whole(name);
  return Number.isFinite(whole) ? whole : Number.NaN;
}

/** The largest value of a series that is not Infinity; NaN where there is none. */
function worst(timeline: Timeline, name: string): number {
  const values = timeline.series(name);
  let most = Number.NaN;
  for (let row = 0; values !== undefined && row < timeline.length; row++)
    if (values[row] < Number.POSITIVE_INFINITY && !(values[row] <= most)) most = values[row];
  return most;
}

/** Mean of a series over the time for which it is not Infinity; NaN where there is no such time. */
function mean(timeline: Timeline, name: string): number {
  const values = timeline.series(name);
  const { times, length, horizonHours } = timeline;
  let sum = 0;
  let hours = 0;
  for (let row = 0; values !== undefined && row < length; row++) {
    if (values[row] === Number.POSITIVE_INFINITY) continue;
    const stay = (row + 1 < length ? times[row + 1] : horizonHours) - times[row];
    sum += stay * values[row];
    hours += stay;
  }
  return sum / hours;
}

/** Hours for which a series is above a limit and not Infinity; NaN where it is not kept. */
function hoursAbove(timeline: Timeline, name: string, limit: number): number {
  const values = timeline.series(name);
  if (values === undefined) return Number.NaN;
  const { times, length, horizonHours } = timeline;
  let hours = 0;
  for (let row = 0; row < length; row++)
    if (values[row] > limit && values[row] < Number.POSITIVE_INFINITY)
      hours += (row + 1 < length ? times[row + 1] : horizonHours) - times[row];
  return hours;
}

const QUICKEST = 'propagation over the quickest way left on the ground';

/** @param limitMs beyond it the hours are told; undefined for none */
export const corridorLatencies = (corridor: string, limitMs: number | undefined): Metric[] => {
  const series = corridorLatencySeries(corridor);
  const told: Metric[] = [
    {
      name: `corridorLatencyBefore:${corridor}`,
      kind: 'amount',
      unit: 'ms',
      better: 'neither',
      label: `${corridor} round trip before, ms`,
      summary: `round trip between the ends of the corridor ${corridor} before anything broke, ms: ${QUICKEST}`,
      read: (timeline) => before(timeline, series),
    },
    {
      name: `corridorLatencyMean:${corridor}`,
      kind: 'amount',
      unit: 'ms',
      label: `${corridor} round trip on average, ms`,
      summary: `round trip between the ends of the corridor ${corridor}, ms, on average over the time to the horizon for which they reach each other: ${QUICKEST}`,
      read: (timeline) => mean(timeline, series),
    },
    {
      name: `corridorLatencyWorst:${corridor}`,
      kind: 'amount',
      unit: 'ms',
      label: `${corridor} round trip at worst, ms`,
      summary: `longest round trip between the ends of the corridor ${corridor} while they reach each other, ms: ${QUICKEST}`,
      read: (timeline) => worst(timeline, series),
    },
  ];
  if (limitMs !== undefined)
    told.push({
      name: `corridorLatencyAboveHours:${corridor}`,
      kind: 'amount',
      unit: 'h',
      label: `${corridor} above ${limitMs} ms`,
      summary: `hours for which the ends of the corridor ${corridor} reach each other with a round trip of more than ${limitMs} ms; hours without any way are told as interrupted`,
      read: (timeline) => hoursAbove(timeline, series, limitMs),
    });
  return told;
};

export const gatewayLatencies: readonly Metric[] = [
  {
    name: 'gatewayLatencyBefore',
    kind: 'amount',
    unit: 'ms',
    better: 'neither',
    label: 'round trip to the nearest gateway before, ms',
    summary:
      'round trip from a person’s site to the gateway nearest in time before anything broke, ms, on average over people who reach one',
    read: (timeline) => before(timeline, GATEWAY_LATENCY_SERIES),
  },
  {
    name: 'gatewayLatencyMean',
    kind: 'amount',
    unit: 'ms',
    label: 'round trip to the nearest gateway on average, ms',
    summary:
      'round trip from a person’s site to the gateway nearest in time, ms, on average over people who reach one, then over the time for which any do',
    read: (timeline) => mean(timeline, GATEWAY_LATENCY_SERIES),
  },
  {
    name: 'gatewayLatencyWorst',
    kind: 'amount',
    unit: 'ms',
    label: 'round trip to the nearest gateway at worst, ms',
    summary:
      'round trip from a person’s site to the gateway nearest in time, ms, on average over people who reach one, at the worst time',
    read: (timeline) => worst(timeline, GATEWAY_LATENCY_SERIES),
  },
];
