/** Earthquakes over time: sources of mainshocks, their aftershocks and their twins, all written to one list of events. */
export {
  type AftershockParameters,
  aftershockAssumptions,
  aftershocksSchema,
  drawAftershocks,
  SEQUENCE_OCCURRENCES,
  sequenceStart,
} from './aftershocks.ts';
export {
  type Catalogue,
  type CatalogueUse,
  oneOfSource,
  ratedSource,
  readCatalogue,
  timedSource,
  utcHours,
} from './catalogue.ts';
export { type DoubletParameters, doubletAssumptions, doubletSchema, drawDoublet } from './doublet.ts';
export { EventList } from './event-list.ts';
export type { EventSource, SourceSetting } from './event-source.ts';
export type { Mainshock } from './rupture-zone.ts';
export { readZones, type SourceZone, zoneSource } from './source-zones.ts';
