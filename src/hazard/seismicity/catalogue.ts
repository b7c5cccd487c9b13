/** Catalogues and event sets of earthquakes in CSV: rows with a time or a yearly rate, and the three ways to use them. */
import { poissonQuantile } from '../../engine/distribution.ts';
import { type Draws, PURPOSE } from '../../engine/draws.ts';
import { type Problems, shown } from '../../text/problem.ts';
import { counted } from '../telling.ts';
import type { EventList } from './event-list.ts';
import { type EventSource, type SourceSetting, YEAR_HOURS } from './event-source.ts';
import { readTable, type Table, type TableRow } from './table.ts';

/**
 * `rates`: each row a Poisson number of times, by its rate per year. `times`: exactly these earthquakes, at their
 * times. `one`: one row in each replication, all alike, or in proportion to their rates where there are any.
 */
export type CatalogueUse = 'rates' | 'times' | 'one';

/** One row; NaN where an angle, the time or the rate is unknown. */
interface CatalogueEvent {
  readonly id: string;
  /** As the row gives it: hours of UTC since 1970 when `Catalogue.isDated`, else hours. */
  readonly hours: number;
  readonly ratePerYear: number;
  readonly magnitude: number;
  readonly lat: number;
  readonly lon: number;
  readonly depthKm: number;
  readonly rake: number;
  readonly strike: number;
  readonly dip: number;
}

export interface Catalogue {
  readonly file: string;
  /** In the order of the file. Rows without a magnitude or a depth are left out, with a warning. */
  readonly events: readonly CatalogueEvent[];
  /** Whether times are dates. */
  readonly isDated: boolean;
  readonly hasRates: boolean;
}

/** The columns that are read, under the names that catalogues give them. */
const COLUMNS = {
  id: ['id'],
  time: ['time', 't', 'origin_utc', 'hours'],
  rate: ['rate', 'ratePerYear', 'rate_per_year'],
  magnitude: ['magnitude', 'mag', 'mw'],
  lon: ['lon', 'longitude'],
  lat: ['lat', 'latitude'],
  depth: ['depth', 'depthKm', 'depth_km'],
  rake: ['rake'],
  strike: ['strike'],
  dip: ['dip'],
} as const;
type Column = keyof typeof COLUMNS;

const ALWAYS: readonly (readonly Column[])[] = [['magnitude'], ['lon'], ['lat'], ['depth']];
const NEEDED: Readonly<Record<CatalogueUse, readonly (readonly Column[])[]>> = {
  rates: [['rate'], ...ALWAYS],
  times: [['time'], ...ALWAYS],
  one: ALWAYS,
};

interface Range {
  readonly least: number;
  readonly most: number;
  readonly expected: string;
}
const RANGES = {
  rate: { least: 0, most: 1e6, expected: 'a rate per year, 0 or more' },
  magnitude: { least: -1, most: 10, expected: 'a magnitude, -1 to 10' },
  lon: { least: -180, most: 180, expected: 'degrees east, -180 to 180' },
  lat: { least: -90, most: 90, expected: 'degrees north, -90 to 90' },
  depth: { least: 0, most: 800, expected: 'a focal depth in km, 0 to 800' },
  rake: { least: -180, most: 180, expected: 'a rake in degrees, -180 to 180, or an empty cell' },
  strike: { least: 0, most: 360, expected: 'a strike in degrees, 0 to 360, or an empty cell' },
  dip: { least: 0.1, most: 90, expected: 'a dip in degrees, more than 0 and at most 90, or an empty cell' },
} as const satisfies Partial<Record<Column, Range>>;
type Measure = keyof typeof RANGES;

const DATE_EXPECTED = 'a date and time in UTC such as 2000-11-25T18:09:11';
const HOURS_EXPECTED = 'hours, 0 or more';

/**
 * Hours since 1970-01-01 of a time in UTC: `2000`, `2000-11`, `2000-11-25`, `2000-11-25T18:09`, `…:11.86`, each with
 * or without a Z (a blank may stand for the T); undefined when the text is no such time. Proleptic Gregorian calendar.
 */
export function utcHours(text: string): number | undefined {
  const match =
    /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?)?)?)?Z?$/.exec(text.trim()) ?? undefined;
  if (match === undefined) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? Number.NaN));
  const written = (value: number, none: number): number => (Number.isNaN(value) ? none : value);
  const [m, d, h, min, s] = [
    written(month, 1),
    written(day, 1),
    written(hour, 0),
    written(minute, 0),
    written(second, 0),
  ];
  if (m < 1 || m > 12 || d < 1 || d > daysIn(year, m) || h > 23 || min > 59 || s >= 61) return undefined;
  return 24 * daysSince1970(year, m, d) + h + min / 60 + s / 3600;
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const daysIn = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

function daysSince1970(year: number, month: number, day: number): number {
  const past = year - 1;
  const toYear = 365 * past + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  let days = toYear - 719_162 + day - 1;
  for (let before = 1; before < month; before++) days += daysIn(year, before);
  return days;
}

const decimal = (text: string): number =>
  /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;

/**
 * Reads a catalogue for a use; undefined when it cannot be used, and every bad cell is told at its line and column.
 * A time is a date in UTC or, where no cell of the column is a date, hours after the start.
 */
export function readCatalogue(
  text: string,
  file: string,
  use: CatalogueUse,
  problems: Problems,
): Catalogue | undefined {
  const before = problems.errors.length;
  const table = readTable(text, file, COLUMNS, NEEDED[use], problems);
  if (table === undefined) return undefined;
  const isDated = table.rows.some((row) => /^\d{4}-\d\d/.test(row.text('time') ?? ''));
  const reader = new RowReader(table, use, isDated, problems);
  const events = table.rows.map((row, index) => reader.read(row, index)).filter((event) => event !== undefined);
  if (problems.errors.length > before) return undefined;
  if (events.length === 0) {
    problems.error({ file, line: 1, column: 1 }, '', 'no earthquake', 'at least one row with an earthquake');
    return undefined;
  }
  const hasRates = table.has('rate');
  if (use === 'one' && hasRates && events.every(({ ratePerYear }) => ratePerYear === 0)) {
    problems.error({ file, line: 1, column: 1 }, 'rate', 'no rate above 0', 'a row that can be chosen');
    return undefined;
  }
  return { file, events, isDated, hasRates };
}

/** Turns rows into earthquakes and tells what is wrong with their cells. */
class RowReader {
  readonly #table: Table;
  readonly #use: CatalogueUse;
  readonly #isDated: boolean;
  readonly #problems: Problems;
  readonly #ids = new Set<string>();

  constructor(table: Table, use: CatalogueUse, isDated: boolean, problems: Problems) {
    this.#table = table;
    this.#use = use;
    this.#isDated = isDated;
    this.#problems = problems;
  }

  read(row: TableRow, index: number): CatalogueEvent | undefined {
    const event = {
      id: this.#id(row, index),
      hours: this.#time(row),
      ratePerYear: this.#number(row, 'rate'),
      magnitude: this.#number(row, 'magnitude'),
      lat: this.#number(row, 'lat'),
      lon: this.#number(row, 'lon'),
      depthKm: this.#number(row, 'depth'),
      rake: this.#number(row, 'rake'),
      strike: this.#number(row, 'strike'),
      dip: this.#number(row, 'dip'),
    };
    this.#mustHave(row, 'lat');
    this.#mustHave(row, 'lon');
    if (this.#use === 'times') this.#mustHave(row, 'time');
    if (this.#use !== 'times' && this.#table.has('rate')) this.#mustHave(row, 'rate');
    const unknown = (['magnitude', 'depth'] as const).filter((column) => row.text(column) === undefined);
    for (const column of unknown)
      this.#problems.warning(
        row.placeOf(column),
        column,
        'an empty cell, and the earthquake is left out',
        RANGES[column].expected,
      );
    return unknown.length > 0 ? undefined : event;
  }

  #id(row: TableRow, index: number): string {
    const id = row.text('id') ?? `row-${index + 1}`;
    if (this.#ids.has(id)) this.#problems.error(row.placeOf('id'), 'id', `${shown(id)} again`, 'an id of its own');
    this.#ids.add(id);
    return id;
  }

  #time(row: TableRow): number {
    const text = row.text('time');
    if (text === undefined) return Number.NaN;
    const hours = this.#isDated ? utcHours(text) : decimal(text);
    if (hours !== undefined && Number.isFinite(hours) && (this.#isDated || hours >= 0)) return hours;
    const expected = this.#isDated ? DATE_EXPECTED : `${HOURS_EXPECTED}, or ${DATE_EXPECTED}`;
    this.#problems.error(row.placeOf('time'), 'time', shown(text), expected);
    return Number.NaN;
  }

  #number(row: TableRow, column: Measure): number {
    const text = row.text(column);
    if (text === undefined) return Number.NaN;
    const { least, most, expected } = RANGES[column];
    const value = decimal(text);
    if (value >= least && value <= most) return value;
    this.#problems.error(row.placeOf(column), column, shown(text), expected);
    return Number.NaN;
  }

  #mustHave(row: TableRow, column: 'lat' | 'lon' | 'rate' | 'time'): void {
    if (row.text(column) !== undefined) return;
    const expected = column === 'time' ? DATE_EXPECTED : RANGES[column].expected;
    this.#problems.error(row.placeOf(column), column, 'an empty cell', expected);
  }
}

function add(events: EventList, event: CatalogueEvent, hours: number, handle: number, occurrence: number): void {
  const { magnitude, lat, lon, depthKm, rake, strike, dip } = event;
  events.add(hours, magnitude, lat, lon, depthKm, rake, strike, dip, handle, occurrence);
}

const handlesOf = ({ events }: Catalogue, { name, addresses }: SourceSetting): Int32Array =>
  Int32Array.from(events, ({ id }) => addresses.handle(`${name}/event/${id}`));

/** Each row a Poisson number of times over the horizon, at uniform times. Occurrence k of a row is its k-th time. */
class RatedEvents implements EventSource {
  readonly #catalogue: Catalogue;
  readonly #handles: Int32Array;
  readonly #meanCounts: Float64Array;
  readonly #horizonHours: number;

  constructor(catalogue: Catalogue, setting: SourceSetting) {
    const { horizonHours } = setting;
    this.#catalogue = catalogue;
    this.#handles = handlesOf(catalogue, setting);
    this.#horizonHours = horizonHours;
    this.#meanCounts = Float64Array.from(
      catalogue.events,
      ({ ratePerYear }) => (ratePerYear * horizonHours) / YEAR_HOURS,
    );
  }

  draw(draws: Draws, events: EventList): void {
    for (let row = 0; row < this.#handles.length; row++) {
      const handle = this.#handles[row];
      const count = poissonQuantile(this.#meanCounts[row], draws.uniform(handle, PURPOSE.quakeCount));
      for (let quake = 0; quake < count; quake++) {
        const hours = this.#horizonHours * draws.uniform(handle, PURPOSE.eventTime, quake);
        add(events, this.#catalogue.events[row], hours, handle, quake);
      }
    }
  }

  describe(): string[] {
    const { file, events } = this.#catalogue;
    const perYear = events.reduce((sum, { ratePerYear }) => sum + ratePerYear, 0);
    const inRun = this.#meanCounts.reduce((sum, count) => sum + count, 0);
    return [
      `${counted(events.length, 'earthquake')} with rates from ${file}: ${perYear.toPrecision(3)} a year in all, ${inRun.toPrecision(3)} in a replication on average`,
    ];
  }

  assumptions(): string[] {
    return [`earthquakes of ${this.#catalogue.file} come at a steady rate and do not know of one another`];
  }
}

/** Exactly these earthquakes, in every replication alike. */
class TimedEvents implements EventSource {
  readonly #catalogue: Catalogue;
  readonly #handles: Int32Array;
  readonly #startHours: number;
  readonly #horizonHours: number;

  constructor(catalogue: Catalogue, setting: SourceSetting, startUtcHours: number | undefined) {
    const { events, isDated } = catalogue;
    this.#catalogue = catalogue;
    this.#handles = handlesOf(catalogue, setting);
    this.#horizonHours = setting.horizonHours;
    const earliest = events.reduce((least, { hours }) => Math.min(least, hours), Number.POSITIVE_INFINITY);
    this.#startHours = isDated ? (startUtcHours ?? earliest) : 0;
  }

  #isInside(hours: number): boolean {
    return hours >= 0 && hours < this.#horizonHours;
  }

  draw(_draws: Draws, events: EventList): void {
    for (let row = 0; row < this.#handles.length; row++) {
      const event = this.#catalogue.events[row];
      const hours = event.hours - this.#startHours;
      if (this.#isInside(hours)) add(events, event, hours, this.#handles[row], 0);
    }
  }

  describe(): string[] {
    const { file, events } = this.#catalogue;
    const inside = events.filter(({ hours }) => this.#isInside(hours - this.#startHours)).length;
    const outside = events.length - inside;
    return [
      `${counted(inside, 'earthquake')} at the times of ${file}`,
      ...(outside === 0 ? [] : [`${counted(outside, 'earthquake')} of ${file} before the start or after the end`]),
    ];
  }

  assumptions(): string[] {
    return [];
  }
}

/** One row in each replication: the world is struck by one of the earthquakes that have been. */
class OneOfCatalogue implements EventSource {
  readonly #catalogue: Catalogue;
  readonly #handles: Int32Array;
  readonly #chooser: number;
  readonly #atHours: number;
  /** Share of the rows up to and with each. */
  readonly #upTo: Float64Array;

  constructor(catalogue: Catalogue, setting: SourceSetting, atHours: number) {
    this.#catalogue = catalogue;
    this.#handles = handlesOf(catalogue, setting);
    this.#chooser = setting.addresses.handle(`${setting.name}/one`);
    this.#atHours = atHours;
    const weights = catalogue.events.map(({ ratePerYear }) => (catalogue.hasRates ? ratePerYear : 1));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let sum = 0;
    this.#upTo = Float64Array.from(weights, (weight) => {
      sum += weight;
      return sum / total;
    });
  }

  draw(draws: Draws, events: EventList): void {
    const u = draws.uniform(this.#chooser, PURPOSE.quakeChoice);
    let low = 0;
    let high = this.#upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (u < this.#upTo[middle]) high = middle;
      else low = middle + 1;
    }
    add(events, this.#catalogue.events[low], this.#atHours, this.#handles[low], 0);
  }

  describe(): string[] {
    const { file, events, hasRates } = this.#catalogue;
    const weights = hasRates ? 'in proportion to their rates' : 'all alike';
    return [`one of ${counted(events.length, 'earthquake')} of ${file} in each replication, ${weights}`];
  }

  assumptions(): string[] {
    return this.#catalogue.hasRates
      ? []
      : [`each earthquake of ${this.#catalogue.file} is as likely as any other to be the one that strikes`];
  }
}

/** A source that draws each row by its rate; for a catalogue read for `rates`. */
export const ratedSource = (catalogue: Catalogue, setting: SourceSetting): EventSource =>
  new RatedEvents(catalogue, setting);

/**
 * A source that draws exactly the rows before the horizon; for a catalogue read for `times`.
 * @param startUtcHours hour 0 of the scenario where times are dates ({@link utcHours}); the earliest row when left out
 */
export const timedSource = (catalogue: Catalogue, setting: SourceSetting, startUtcHours?: number): EventSource =>
  new TimedEvents(catalogue, setting, startUtcHours);

/** A source that draws one row in each replication, at `atHours`. */
export const oneOfSource = (catalogue: Catalogue, setting: SourceSetting, atHours = 0): EventSource =>
  new OneOfCatalogue(catalogue, setting, atHours);
