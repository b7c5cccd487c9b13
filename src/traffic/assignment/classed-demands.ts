/** Who wants to send how much to whom, by class. */

/** Demands by index. */
export interface ClassedDemands {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Whole kbit/s. */
  readonly kbps: Float64Array;
  /** Class of each, from 0, the first served first. */
  readonly priority: Int32Array;
}

export const classCountOf = ({ priority }: ClassedDemands): number =>
  priority.reduce((most, one) => Math.max(most, one), 0) + 1;
