/** What a reader of a run's results must know beside the numbers. */
export interface RunHead {
  readonly scenario: string;
  readonly title: string;
  readonly seed: number | string;
  readonly topologyName: string;
  readonly sites: number;
  readonly links: number;
  /** Names and people of the sites, by index. */
  readonly siteNames: readonly { readonly id: string; readonly name: string; readonly population: number }[];
  /** Values that somebody assumed and on which the result depends. */
  readonly assumptions: readonly string[];
  /** What was odd about the input, as lines. */
  readonly warnings: readonly string[];
}
