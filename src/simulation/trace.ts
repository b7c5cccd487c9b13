/** The record of one replication for a person to read; a run keeps none. */

type Happening =
  | 'broke'
  | 'already-down'
  | 'worsened'
  | 'broken-again'
  | 'replaced'
  | 'went-dark'
  | 'light-again'
  | 'grid-lost'
  | 'grid-back'
  | 'power-spent'
  | 'power-restored'
  | 'fuel-ordered'
  | 'fuel-arrives'
  | 'fuel-delivered'
  | 'fuel-not-needed'
  | 'generator-ordered'
  | 'generator-arrives'
  | 'generator-runs'
  | 'generator-fails'
  | 'generator-in-place'
  | 'generator-not-needed'
  | 'stage-begins'
  | 'waits'
  | 'still-waits'
  | 'assigned'
  | 'mended'
  | 'up-again'
  | 'satellite-called'
  | 'satellite-up'
  | 'aid-asked'
  | 'road-closed'
  | 'aid-arrives'
  | 'roaming-called'
  | 'roaming-on'
  | 'relief-sent'
  | 'relief-ready'
  | 'prepositioned'
  | 'crew-sets-out'
  | 'crew-in-place'
  | 'traffic-moves'
  | 'traffic-moved'
  | 'service-changes';

export interface TraceEntry {
  /** Hours after the start of the scenario. */
  readonly time: number;
  readonly what: Happening;
  /** Index of the fault; -1 where none is concerned. */
  readonly fault: number;
  /** Name of the stage, of the crew, of the vessel, of the partner, of the asset, of the tier or of the event; what is waited for, or why. */
  readonly name: string;
  /** Hours that the stage will take, or people cut off when the service changes; NaN where it says nothing. */
  readonly amount: number;
  /** The site where relief goes, whose power it is about, or where a planned event is; left out elsewhere. */
  readonly site?: number;
}

/** What the handlers tell when somebody listens. */
export type Trace = (entry: TraceEntry) => void;
