/** A column of which rows are drawn again and again: sorted once, so that every statistic is one walk over it. */
import type { Statistic } from './bootstrap.ts';

/** Nothing is allocated by the statistics. */
export class DrawnColumn {
  readonly #values: Float64Array;
  /** Rows by value; among equals those that ended before those that were censored. */
  readonly #order: Int32Array;
  readonly #ended: Uint8Array | undefined;

  /** @param ended 1 where a time ended, 0 where it was watched until then; left out where all ended */
  constructor(values: Float64Array, ended?: Uint8Array) {
    this.#values = values;
    this.#ended = ended;
    this.#order = Int32Array.from(values.keys()).sort((a, b) => {
      if (values[a] !== values[b]) return values[a] < values[b] ? -1 : 1;
      return (ended === undefined ? 0 : ended[b] - ended[a]) || a - b;
    });
  }

  readonly mean: Statistic = (counts, total) => {
    const values = this.#values;
    let sum = 0;
    for (let row = 0; row < values.length; row++) if (counts[row] > 0) sum += counts[row] * values[row];
    return sum / total;
  };

  /**
   * As `quantileOf`: type 7 of Hyndman & Fan (1996); Infinity if it leans on a censored value. Walks down from the top,
   * where the bad ends are.
   */
  readonly quantile =
    (p: number): Statistic =>
    (counts, total) => {
      const position = (total - 1) * p;
      const below = Math.floor(position);
      const share = position - below;
      const values = this.#values;
      const order = this.#order;
      let rank = total;
      let above = Number.NaN;
      for (let place = order.length - 1; place >= 0; place--) {
        const count = counts[order[place]];
        if (count === 0) continue;
        const value = values[order[place]];
        rank -= count;
        if (rank <= below) {
          if (share === 0 || below + 1 < rank + count) return value;
          return above === Number.POSITIVE_INFINITY ? above : value + share * (above - value);
        }
        above = value;
      }
      return Number.NaN;
    };

  /** As `tailOf`: the mean of the greatest share 1 - alpha. */
  readonly tailMean =
    (alpha: number): Statistic =>
    (counts, total) => {
      const rank = Math.max(1, Math.ceil(alpha * total - 1e-9));
      const values = this.#values;
      const order = this.#order;
      let place = order.length - 1;
      for (let left = total - counts[order[place]]; left >= rank; left -= counts[order[place]]) place--;
      const valueAtRisk = values[order[place]];
      let sum = 0;
      for (place++; place < order.length; place++) {
        const row = order[place];
        if (counts[row] > 0) sum += counts[row] * (values[row] - valueAtRisk);
      }
      return valueAtRisk + sum / total / (1 - alpha);
    };

  /** As `restrictedMean` of `survivalOf`: one row after another gives the same product as all that end together. */
  readonly restrictedMean =
    (tauHours: number): Statistic =>
    (counts, total) => {
      const values = this.#values;
      const ended = this.#ended;
      const order = this.#order;
      let atRisk = total;
      let survival = 1;
      let area = 0;
      let since = 0;
      for (let place = 0; place < order.length && survival > 0; place++) {
        const row = order[place];
        const count = counts[row];
        if (count === 0) continue;
        const time = values[row];
        if (time >= tauHours) break;
        area += survival * (time - since);
        since = time;
        if (ended === undefined || ended[row] === 1) survival *= 1 - count / atRisk;
        atRisk -= count;
      }
      return area + survival * (tauHours - since);
    };
}
