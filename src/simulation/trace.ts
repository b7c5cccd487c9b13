/** The record of one replication for a person to read; a run keeps none. */

type Happening =
  | 'broke'
  | 'already-down'
  | 'worsened'
  | 'went-dark'
  | 'light-again'
  | 'stage-begins'
  | 'waits'
  | 'assigned'
  | 'mended'
  | 'up-again'
  | 'satellite-called'
  | 'satellite-up'
  | 'service-changes';

export interface TraceEntry {
  /** Hours after the start of the scenario. */
  readonly time: number;
  readonly what: Happening;
  /** Index of the fault; -1 where none is concerned. */
  readonly fault: number;
  /** Name of the stage, of the crew or of the vessel. */
  readonly name: string;
  /** Hours that the stage will take, or people cut off when the service changes; NaN where it says nothing. */
  readonly amount: number;
}

/** What the handlers tell when somebody listens. */
export type Trace = (entry: TraceEntry) => void;
