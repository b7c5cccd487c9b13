/** USGS ShakeMap grids: grid.xml with the shaking, and uncertainty.xml beside it, read as a regular field. */
import { type XmlElement, XmlText } from '@rgrove/parse-xml';
import { childrenOf, localName, readMarkup } from '../../text/markup.ts';
import { oneOf, type Position, type Problems, shown } from '../../text/problem.ts';
import { GridField } from './grid-field.ts';
import { decimal, Measures, MOST_PGA_G, MOST_PGV_CM_S } from './measures.ts';

/** The earthquake that the map is of; NaN where the file does not say. */
interface ShakeMapEvent {
  readonly magnitude: number;
  readonly lat: number;
  readonly lon: number;
  readonly depthKm: number;
}

export interface ShakeMap {
  readonly field: GridField;
  readonly event: ShakeMapEvent;
  /** What the file calls its spacing, degrees; NaN where it does not say. */
  readonly nominalLonSpacing: number;
  readonly nominalLatSpacing: number;
  /** What the reader had to put in, in sentences: assumptions of whoever uses the field. */
  readonly notes: readonly string[];
}

/** A text and the name that its problems are told under. */
export interface GridText {
  readonly text: string;
  readonly file: string;
}

/**
 * The field of a grid.xml; undefined, with every fault told at its place, when it is not sound. PGA is in %g in such
 * files (in g where the units say so), the standard deviations are of natural logarithms.
 * @param uncertainty the uncertainty.xml of the same map, where newer versions have the standard deviations
 */
export function readShakeMap(grid: GridText, problems: Problems, uncertainty?: GridText): ShakeMap | undefined {
  const map = readGrid(grid, ['PGA', 'PGV', 'MMI'], problems);
  const spread = uncertainty === undefined ? undefined : readGrid(uncertainty, ['STDPGA', 'STDPGV'], problems);
  if (map === undefined || (uncertainty !== undefined && spread === undefined)) return undefined;
  if (spread !== undefined && !isSameGrid(map, spread)) {
    problems.error(spread.at, 'grid_specification', 'another grid', `that of ${grid.file}`);
    return undefined;
  }
  const sdPga = spread?.columns.get('STDPGA') ?? map.columns.get('STDPGA');
  const sdPgv = spread?.columns.get('STDPGV') ?? map.columns.get('STDPGV');
  const count = map.lons.length * map.lats.length;
  const measures = new Measures(count, sdPga !== undefined, sdPgv !== undefined);
  const [pga, pgv, mmi] = ['PGA', 'PGV', 'MMI'].map((name) => map.columns.get(name));
  for (let node = 0; node < count; node++)
    measures.put(node, pga?.[node] ?? Number.NaN, pgv?.[node] ?? Number.NaN, mmi?.[node] ?? Number.NaN);
  if (sdPga !== undefined) measures.sdLnPga.set(sdPga);
  if (sdPgv !== undefined) measures.sdLnPgv.set(sdPgv);
  return {
    field: new GridField(map.lons, map.lats, measures),
    event: map.event,
    nominalLonSpacing: map.nominalLonSpacing,
    nominalLatSpacing: map.nominalLatSpacing,
    notes: measures.notes(),
  };
}

/** The columns of one file, PGA turned into g. */
interface Grid {
  readonly at: Position;
  readonly event: ShakeMapEvent;
  readonly nominalLonSpacing: number;
  readonly nominalLatSpacing: number;
  readonly lons: Float64Array;
  readonly lats: Float64Array;
  readonly columns: ReadonlyMap<string, Float64Array>;
}

const isSameGrid = (a: Grid, b: Grid): boolean => isSameAxis(a.lons, b.lons) && isSameAxis(a.lats, b.lats);

function isSameAxis(a: Float64Array, b: Float64Array): boolean {
  const most = ON_NODE * Math.abs(a[1] - a[0]);
  return a.length === b.length && a.every((value, node) => Math.abs(value - b[node]) <= most);
}

/** A coordinate this near to a node, in spacings, is that node's: files round their coordinates. */
const ON_NODE = 0.25;

/** What one unit of a file is in ours; standard deviations are of natural logarithms whatever the file calls them. */
const UNITS: Readonly<Record<string, { readonly factor: Readonly<Record<string, number>>; readonly most: number }>> = {
  PGA: { factor: { pctg: 0.01, '%g': 0.01, g: 1 }, most: MOST_PGA_G },
  PGV: { factor: { cms: 1, 'cm/s': 1 }, most: MOST_PGV_CM_S },
  MMI: { factor: {}, most: 12 },
  STDPGA: { factor: {}, most: 5 },
  STDPGV: { factor: {}, most: 5 },
};

/** The faults of a table that are told before its reading is given up: a wrong column has one in every row. */
const MOST_FAULTS = 10;

/** @param wanted fields of which one must be there; others of `UNITS` are read when they are */
function readGrid(grid: GridText, wanted: readonly string[], problems: Problems): Grid | undefined {
  const before = problems.errors.length;
  const source = openXml(grid, problems);
  if (source === undefined) return undefined;
  const { root } = source;
  if (localName(root) !== 'shakemap_grid') {
    problems.error(source.at(root.start), '', `<${root.name}>`, 'a ShakeMap grid, <shakemap_grid>');
    return undefined;
  }
  const specification = onlyOne(source, 'grid_specification', problems);
  const data = onlyOne(source, 'grid_data', problems);
  const fields = readFields(source, wanted, problems);
  if (specification === undefined || data === undefined || fields === undefined) return undefined;
  const event = childrenOf(root, 'event').at(0);
  const read = (element: XmlElement | undefined, name: string, isRequired = false): number =>
    element === undefined ? Number.NaN : numberOf(source, element, name, isRequired, problems);
  const about: ShakeMapEvent = {
    magnitude: read(event, 'magnitude'),
    lat: read(event, 'lat'),
    lon: read(event, 'lon'),
    depthKm: read(event, 'depth'),
  };
  const west = read(specification, 'lon_min', true);
  const lonMax = read(specification, 'lon_max', true);
  const axes = {
    lons: axisOf(source, specification, west, lonMax < west ? lonMax + 360 : lonMax, 'lon', problems),
    lats: axisOf(
      source,
      specification,
      read(specification, 'lat_min', true),
      read(specification, 'lat_max', true),
      'lat',
      problems,
    ),
  };
  const nominalLonSpacing = read(specification, 'nominal_lon_spacing');
  const nominalLatSpacing = read(specification, 'nominal_lat_spacing');
  if (axes.lons === undefined || axes.lats === undefined) return undefined;
  const columns = readRows(source, data, fields, axes.lons, axes.lats, problems);
  if (columns === undefined || problems.errors.length > before) return undefined;
  const at = source.at(specification.start);
  return { at, event: about, nominalLonSpacing, nominalLatSpacing, lons: axes.lons, lats: axes.lats, columns };
}

/** XML with the places of its parts. */
interface Source {
  readonly plain: string;
  readonly root: XmlElement;
  at(offset: number): Position;
}

function openXml({ text, file }: GridText, problems: Problems): Source | undefined {
  const markup = readMarkup(text, file, problems, 'a ShakeMap grid');
  return markup === undefined ? undefined : { plain: markup.plain, root: markup.root, at: markup.place };
}

function onlyOne({ root, at }: Source, name: string, problems: Problems): XmlElement | undefined {
  const found = childrenOf(root, name);
  if (found.length === 1) return found[0];
  const where = found.length === 0 ? root : found[1];
  problems.error(at(where.start), name, found.length === 0 ? 'no such element' : 'this element again', `one <${name}>`);
  return undefined;
}

/** Where an attribute's name stands in its tag; where the tag begins when it is absent. */
function attributeAt({ plain, at }: Source, element: XmlElement, name: string): Position {
  const tag = plain.slice(element.start, plain.indexOf('>', element.start));
  const place = new RegExp(`\\s${name}\\s*=`).exec(tag);
  return at(element.start + (place === null ? 0 : place.index + 1));
}

/** The number in an attribute; NaN, told when it is none or is missed. */
function numberOf(source: Source, element: XmlElement, name: string, isRequired: boolean, problems: Problems): number {
  const written = element.attributes[name]?.trim();
  const value = written === undefined ? undefined : decimal(written);
  if (value === undefined && (isRequired || (written !== undefined && written !== '')))
    problems.error(attributeAt(source, element, name), `${localName(element)}.${name}`, shown(written), 'a number');
  return value ?? Number.NaN;
}

/** The evenly spaced nodes between two ends; undefined, with the fault told, when there are none. */
function axisOf(
  source: Source,
  specification: XmlElement,
  low: number,
  high: number,
  name: 'lon' | 'lat',
  problems: Problems,
): Float64Array | undefined {
  const count = numberOf(source, specification, `n${name}`, true, problems);
  if (Number.isNaN(low) || Number.isNaN(high) || Number.isNaN(count)) return undefined;
  if (!Number.isInteger(count) || count < 2 || count > 1e5) {
    const at = attributeAt(source, specification, `n${name}`);
    problems.error(at, `grid_specification.n${name}`, `${count}`, 'a whole number from 2 to 100000');
    return undefined;
  }
  const most = name === 'lon' ? 360 : 90;
  if (!(high > low) || Math.abs(low) > most || high > (name === 'lon' ? low + 360 : 90)) {
    const at = attributeAt(source, specification, `${name}_max`);
    problems.error(at, `grid_specification.${name}_max`, `${high} after ${name}_min ${low}`, 'degrees, rising');
    return undefined;
  }
  return Float64Array.from({ length: count }, (_, node) => low + (node * (high - low)) / (count - 1));
}

/** One column of the table. */
interface Field {
  readonly name: string;
  readonly factor: number;
}

/** The fields in the order of the columns; undefined, with the faults told, when the table cannot be read by them. */
function readFields(source: Source, wanted: readonly string[], problems: Problems): readonly Field[] | undefined {
  const elements = childrenOf(source.root, 'grid_field');
  const fields: Field[] = [];
  const before = problems.errors.length;
  for (const element of elements) {
    const index = numberOf(source, element, 'index', true, problems);
    const name = (element.attributes.name ?? '').toUpperCase();
    if (!Number.isNaN(index) && !(Number.isInteger(index) && index >= 1 && index <= elements.length))
      problems.error(attributeAt(source, element, 'index'), 'grid_field.index', `${index}`, `1 to ${elements.length}`);
    else if (fields[index - 1] !== undefined)
      problems.error(attributeAt(source, element, 'index'), 'grid_field.index', `${index} again`, 'each index once');
    if (name !== '' && fields.some((field) => field?.name === name))
      problems.error(attributeAt(source, element, 'name'), 'grid_field.name', `"${name}" again`, 'each field once');
    const units = element.attributes.units ?? '';
    const known = Object.keys(UNITS[name]?.factor ?? {});
    const factor = UNITS[name]?.factor[units.toLowerCase()];
    if (known.length > 0 && factor === undefined)
      problems.error(attributeAt(source, element, 'units'), `${name} units`, shown(units), oneOf(known));
    fields[index - 1] = { name, factor: factor ?? 1 };
  }
  if (problems.errors.length > before) return undefined;
  for (const name of ['LON', 'LAT'])
    if (!fields.some((field) => field.name === name))
      problems.error(source.at(source.root.start), 'grid_field', `no field ${name}`, 'LON and LAT');
  if (!fields.some((field) => wanted.includes(field.name)))
    problems.error(source.at(source.root.start), 'grid_field', `no field ${oneOf(wanted)}`, 'one of them');
  return problems.errors.length > before ? undefined : fields;
}

/** Reads the table into columns by node. The coordinates that it writes take the place of the computed ones in the axes. */
function readRows(
  source: Source,
  data: XmlElement,
  fields: readonly Field[],
  lons: Float64Array,
  lats: Float64Array,
  problems: Problems,
): ReadonlyMap<string, Float64Array> | undefined {
  const { plain, at } = source;
  const count = lons.length * lats.length;
  const columns = new Map<string, Float64Array>();
  const kept = fields.map(({ name }) => (name in UNITS ? new Float64Array(count) : undefined));
  fields.forEach(({ name }, index) => {
    const column = kept[index];
    if (column !== undefined) columns.set(name, column);
  });
  const lonField = fields.findIndex(({ name }) => name === 'LON');
  const latField = fields.findIndex(({ name }) => name === 'LAT');
  const isFilled = new Uint8Array(count);
  const west = lons[0];
  const south = lats[0];
  const lonStep = (lons[lons.length - 1] - west) / (lons.length - 1);
  const latStep = (lats[lats.length - 1] - south) / (lats.length - 1);
  const values = new Float64Array(fields.length);
  const starts = new Int32Array(fields.length);
  let faults = 0;
  let filled = 0;
  const fault = (offset: number, path: string, found: string, expected: string): void => {
    problems.error(at(offset), path, found, expected);
    faults++;
  };

  /** The values of the row that begins at an offset, into `values`; false when one is missing or no number. */
  const readRow = (start: number, end: number): boolean => {
    let field = 0;
    let offset = start;
    while (offset < end) {
      let stop = offset;
      while (stop < end && !isBlank(plain.charCodeAt(stop))) stop++;
      if (field < fields.length) {
        const value = decimal(plain.slice(offset, stop));
        const { name, factor } = fields[field];
        const isUsed = kept[field] !== undefined || field === lonField || field === latField;
        if (value === undefined && isUsed) {
          fault(offset, name, shown(plain.slice(offset, stop)), 'a number');
          return false;
        }
        starts[field] = offset;
        values[field] = (value ?? Number.NaN) * factor;
        if (kept[field] !== undefined && !(values[field] >= 0 && values[field] <= UNITS[name].most)) {
          const most = UNITS[name].most / factor;
          fault(offset, name, plain.slice(offset, stop), `a number from 0 to ${most}`);
          return false;
        }
      }
      field++;
      offset = stop;
      while (offset < end && isBlank(plain.charCodeAt(offset))) offset++;
    }
    if (field === fields.length) return true;
    fault(start, 'grid_data', `${field} numbers`, `${fields.length}, one for each field`);
    return false;
  };

  const place = (start: number): void => {
    const lon = values[lonField] < west - lonStep / 2 ? values[lonField] + 360 : values[lonField];
    const lat = values[latField];
    const i = Math.round((lon - west) / lonStep);
    const j = Math.round((lat - south) / latStep);
    const isOn = (value: number, low: number, step: number, node: number, nodes: number): boolean =>
      node >= 0 && node < nodes && Math.abs(value - (low + node * step)) <= ON_NODE * step;
    if (!isOn(lon, west, lonStep, i, lons.length)) {
      fault(starts[lonField], 'LON', `${values[lonField]}, off the grid`, 'a longitude of the grid_specification');
      return;
    }
    if (!isOn(lat, south, latStep, j, lats.length)) {
      fault(starts[latField], 'LAT', `${lat}, off the grid`, 'a latitude of the grid_specification');
      return;
    }
    const node = j * lons.length + i;
    if (isFilled[node] === 1) {
      fault(start, 'grid_data', `${values[lonField]} ${lat} again`, 'each place once');
      return;
    }
    isFilled[node] = 1;
    filled++;
    lons[i] = lon;
    lats[j] = lat;
    for (let field = 0; field < kept.length; field++) {
      const column = kept[field];
      if (column !== undefined) column[node] = values[field];
    }
  };

  const text = data.children.at(0);
  const end = text === undefined ? data.start : data.children[data.children.length - 1].end;
  const other = data.children.find((inner) => !(inner instanceof XmlText));
  if (other !== undefined) {
    problems.error(at(other.start), 'grid_data', 'markup', 'numbers alone');
    return undefined;
  }
  for (let line = text?.start ?? end; line < end; ) {
    const next = plain.indexOf('\n', line);
    const stop = next < 0 || next > end ? end : next;
    let start = line;
    while (start < stop && isBlank(plain.charCodeAt(start))) start++;
    if (start < stop && readRow(start, stop)) place(start);
    if (faults >= MOST_FAULTS) {
      problems.error(at(start), 'grid_data', `${faults} faults up to here`, 'a table; the rest was not read');
      return undefined;
    }
    line = stop + 1;
  }
  if (faults === 0 && filled < count)
    problems.error(at(data.start), 'grid_data', `${filled} places`, `${count}, nlon times nlat`);
  return columns;
}

const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);
