/** How demands between different sites are carried in one state of the links: what the rules differ in. */

export interface Method {
  /** kbit/s that has a way, and that is carried, by class, as of the last {@link work}. */
  readonly connectedKbps: Float64Array;
  readonly servedKbps: Float64Array;
  /** Whether all that has a way is known to be carried in full, as it would be if less were offered; false before the first {@link work}. */
  readonly isFree: boolean;
  /**
   * Works both out; the answer depends on the links and the offer and on nothing else.
   * @param linkDown a link is up when its entry is 0
   * @param kbps whole kbit/s of each demand
   * @param isNewOffer whether they are others than the last time, or at first than those of the constructor
   * @param byClass kbit/s of all demands between different sites, by class
   */
  work(linkDown: Uint8Array, kbps: Float64Array, isNewOffer: boolean, byClass: Float64Array): void;
  /** Fraction served of each demand between different sites, 0 to 1, as of the last {@link work}; others stay as they are. */
  fractions(into: Float64Array): void;
}
