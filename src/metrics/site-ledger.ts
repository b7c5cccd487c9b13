/** How long each site was cut off in one replication: who loses connection, beside how many. */

export class SiteLedger {
  /** Hours cut off so far. */
  readonly hours: Float64Array;
  /** Hour since which a site has been cut off; NaN while it is connected. */
  readonly #since: Float64Array;

  constructor(siteCount: number) {
    this.hours = new Float64Array(siteCount);
    this.#since = new Float64Array(siteCount);
  }

  clear(): void {
    this.hours.fill(0);
    this.#since.fill(Number.NaN);
  }

  /** From `time` on the site is connected, or is not. */
  note(time: number, site: number, connected: boolean): void {
    const since = this.#since[site];
    if (connected) {
      if (Number.isNaN(since)) return;
      this.hours[site] += time - since;
      this.#since[site] = Number.NaN;
    } else if (Number.isNaN(since)) this.#since[site] = time;
  }

  /** The watch ends: what is still cut off counts to the horizon. */
  close(horizonHours: number): void {
    for (let site = 0; site < this.hours.length; site++) this.note(horizonHours, site, true);
  }
}
