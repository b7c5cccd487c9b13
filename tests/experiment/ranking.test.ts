/** The best of several systems, and where further replications would go. */
import { describe, expect, it } from 'vitest';
import { budgetShares } from '../../src/experiment/allocation.ts';
import { Selection } from '../../src/experiment/ranking.ts';
import { normals } from './sample.ts';

/** Feeds rows whose systems share a common part, until it ends. */
function selected(means: readonly number[], normal: () => number, options: ConstructorParameters<typeof Selection>[1]) {
  const selection = new Selection(means.length, options);
  while (!selection.done) {
    const common = 3 * normal();
    selection.feed(means.map((mean) => mean + common + normal()));
  }
  return selection;
}

describe('a selection', () => {
  it('finds the best by delta in at least 95 % of 300 runs, at the configuration least favourable', () => {
    const normal = normals('selection');
    let found = 0;
    let rows = 0;
    for (let run = 0; run < 300; run++) {
      const selection = selected([10.5, 10.5, 10, 10.5, 10.5], normal, { delta: 0.5, firstRows: 20 });
      if (selection.survivors[0] === 2) found++;
      rows += selection.rows;
      expect(selection.survivors).toHaveLength(1);
    }
    // 95 % less two binomial standard deviations; the procedure is known to do better than it promises.
    expect(found / 300).toBeGreaterThanOrEqual(0.925);
    expect(rows / 300).toBeGreaterThan(20);
  });
  it('ends no later than it says', () => {
    const normal = normals('an end');
    for (let run = 0; run < 50; run++) {
      const selection = new Selection(3, { delta: 0.5, firstRows: 10 });
      let most = Number.POSITIVE_INFINITY;
      while (!selection.done) {
        selection.feed([normal(), normal(), normal()]);
        expect(selection.mostRows).toBeLessThanOrEqual(most);
        most = selection.mostRows;
      }
      expect(selection.rows).toBeLessThanOrEqual(most);
    }
  });
  it('profits from what is common to the systems', () => {
    const shared = selected([1, 1.5, 1.6], normals('shared'), { delta: 0.25, firstRows: 20 });
    const normal = normals('shared');
    const apart = new Selection(3, { delta: 0.25, firstRows: 20 });
    while (!apart.done) apart.feed([1, 1.5, 1.6].map((mean) => mean + Math.sqrt(10) * normal()));
    expect(shared.rows).toBeLessThan(apart.rows);
  });
  it('ends with all that are the same to the last bit', () => {
    const normal = normals('the same');
    const selection = new Selection(3, { delta: 0.5, firstRows: 10 });
    while (!selection.done) {
      const value = normal();
      selection.feed([value, value, value + 5 + normal()]);
    }
    expect(selection.survivors).toEqual([0, 1]);
    expect(selection.droppedAt[2]).toBeGreaterThanOrEqual(10);
    expect(selection.means[0]).toBe(selection.means[1]);
  });
  it('takes the greatest where higher is better, and does not read what was dropped', () => {
    const normal = normals('higher');
    const selection = new Selection(3, { delta: 0.2, firstRows: 10, better: 'higher' });
    while (!selection.done) {
      const row = [1 + 0.3 * normal(), 1.5 + 0.3 * normal(), -9];
      selection.feed(row.map((value, system) => (selection.droppedAt[system] < 0 ? value : Number.NaN)));
    }
    expect(selection.survivors).toEqual([1]);
    expect(selection.means[2]).toBe(-9);
  });
  it('has nothing to do for one system', () => expect(new Selection(1, { delta: 1 }).done).toBe(true));
});

describe('a budget', () => {
  it('goes to the best and to those close to it', () => {
    const shares = budgetShares([5, 6, 9], [2, 2, 2]);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(shares[1] / shares[2]).toBeCloseTo(16, 9);
    expect(shares[0]).toBeGreaterThan(shares[1]);
  });
  it('of two systems is shared by their standard deviations', () => {
    const shares = budgetShares([5, 6], [2, 6]);
    expect(shares[1] / shares[0]).toBeCloseTo(3, 9);
  });
});
