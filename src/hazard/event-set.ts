/** Earthquakes over time: source zones, a catalogue, or somebody else's event set, with their aftershocks. */
import { z } from 'zod';
import type { Draws } from '../engine/draws.ts';
import { duration } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import { type Hazard, type HazardSetting, hazardKind } from './hazard.ts';
import { LocalPlane } from './local-plane.ts';
import {
  type AftershockParameters,
  aftershockAssumptions,
  aftershocksSchema,
  drawAftershocks,
  EventList,
  type EventSource,
  oneOfSource,
  ratedSource,
  readCatalogue,
  readZones,
  sequenceStart,
  timedSource,
  utcHours,
  zoneSource,
} from './seismicity/index.ts';
import { strikeSequence } from './sequence.ts';
import { type Shakeable, shakeable, shakingOptions, tellOddMagnitude } from './shaking-options.ts';

const schema = z
  .strictObject({
    zones: z.string().optional().describe('File of source zones (JSON or YAML), as seen from the scenario'),
    catalogue: z
      .string()
      .optional()
      .describe('File of events (CSV: id, time or rate, magnitude, lon, lat, depth, rake, strike, dip)'),
    use: z
      .enum(['rates', 'times', 'one'])
      .default('times')
      .describe('Of a catalogue: each row at its rate a year, each row at its time, or one row in each replication'),
    begins: z
      .string()
      .refine((text) => utcHours(text) !== undefined, { error: 'a UTC date such as 2000-11-25T18:00:00Z' })
      .optional()
      .describe('UTC date of hour 0, where the times of a catalogue are dates; its first event when left out'),
    at: duration.default(0).describe('When the one row of "use: one" strikes'),
    minMagnitude: z.number().min(4).max(8.5).default(5).describe('Least magnitude that source zones draw'),
    aftershocks: aftershocksSchema.optional().describe('Aftershocks of each earthquake; none when left out'),
    ...shakingOptions,
  })
  .refine(({ zones, catalogue }) => (zones === undefined) !== (catalogue === undefined), {
    error: 'zones or catalogue, and not both',
  });
type Parameters = z.output<typeof schema>;

class EventSet implements Hazard {
  readonly #handle: number;
  readonly #horizonHours: number;
  readonly #source: EventSource;
  readonly #aftershocks: AftershockParameters | undefined;
  readonly #shaken: Shakeable;
  readonly #events = new EventList();

  constructor(
    setting: HazardSetting,
    source: EventSource,
    aftershocks: AftershockParameters | undefined,
    shaken: Shakeable,
  ) {
    this.#handle = setting.addresses.handle(setting.name);
    this.#horizonHours = setting.horizonHours;
    this.#source = source;
    this.#aftershocks = aftershocks;
    this.#shaken = shaken;
  }

  describe(): readonly string[] {
    return this.#source.describe();
  }

  /** The earthquakes of the replication that `draws` stands at, in order of time; the list is reused. */
  events(draws: Draws): EventList {
    const events = this.#events;
    events.clear();
    this.#source.draw(draws, events);
    const mainshocks = events.length;
    if (this.#aftershocks !== undefined)
      for (let place = 0; place < mainshocks; place++)
        drawAftershocks(
          {
            magnitude: events.magnitudes[place],
            lat: events.lats[place],
            lon: events.lons[place],
            depthKm: events.depthsKm[place],
            rake: events.rakes[place],
            strike: events.strikes[place],
            dip: events.dips[place],
            source: undefined,
            atHours: events.times[place],
          },
          this.#aftershocks,
          draws,
          events.handles[place],
          sequenceStart(events.occurrences[place]),
          this.#horizonHours,
          events,
        );
    events.sortByTime();
    return events;
  }

  strike(draws: Draws, lengthsKm: Float64Array, damage: Damage): void {
    strikeSequence(this.events(draws), this.#shaken.shaker, this.#handle, draws, lengthsKm, damage);
  }
}

function sourceFor(parameters: Parameters, setting: HazardSetting): EventSource | undefined {
  const { zones, catalogue, use } = parameters;
  if (zones !== undefined) {
    const file = setting.read(['zones'], zones);
    const read = file === undefined ? undefined : readZones(file.text, file.file, setting.problems);
    return read === undefined ? undefined : zoneSource(read, setting, parameters.minMagnitude);
  }
  const file = setting.read(['catalogue'], catalogue ?? '');
  const read = file === undefined ? undefined : readCatalogue(file.text, file.file, use, setting.problems);
  if (read === undefined) return undefined;
  if (use === 'rates') return ratedSource(read, setting);
  if (use === 'one') return oneOfSource(read, setting, parameters.at);
  return timedSource(read, setting, parameters.begins === undefined ? undefined : utcHours(parameters.begins));
}

export const eventSet = hazardKind({
  name: 'event-set',
  summary: 'Earthquakes over time, from source zones or a catalogue, with their aftershocks',
  source: 'Gutenberg & Richter (1944); Reasenberg & Jones (1989); Page et al. (2016); the ground-motion models',
  schema,
  prepare(parameters, setting): Hazard {
    const source = sourceFor(parameters, setting);
    const placed = setting.network.sites.filter(({ lat, lon }) => !Number.isNaN(lat + lon));
    const middle = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const plane = new LocalPlane(
      placed.length === 0 ? 0 : middle(placed.map(({ lat }) => lat)),
      placed.length === 0 ? 0 : middle(placed.map(({ lon }) => lon)),
    );
    const shaken = shakeable(parameters, setting, plane, Number.POSITIVE_INFINITY);
    if (source === undefined) return { strike: () => {} };
    for (const sentence of source.assumptions()) setting.assume(sentence);
    tellOddMagnitude(setting, shaken.tree, parameters.aftershocks?.minMagnitude ?? parameters.minMagnitude, [
      'minMagnitude',
    ]);
    for (const { model } of shaken.tree)
      setting.assume(
        `earthquakes outside M ${model.range.magnitude.join(' to ')}, the range of ${model.name}, are extrapolated`,
      );
    if (parameters.aftershocks === undefined) setting.assume('no aftershocks follow: none are asked for');
    else for (const sentence of aftershockAssumptions(parameters.aftershocks)) setting.assume(sentence);
    return new EventSet(setting, source, parameters.aftershocks, shaken);
  },
});
