/** Counts of faults over many replications, and what they must be by the law of Poisson, for the tests of this folder. */
import { expect } from 'vitest';
import { Damage } from '../../src/hazard/damage.ts';
import type { Link, Site } from '../../src/network/network.ts';
import { faults, type Prepared, struck } from './setting.ts';

/** Faults over so many replications, each shown to `each`. */
export function countFaults(
  prepared: Prepared,
  replications: number,
  each: (damage: Damage, fault: number) => void = () => undefined,
): number {
  const damage = new Damage();
  let count = 0;
  for (let replication = 0; replication < replications; replication++) {
    struck(prepared, replication, damage);
    count += damage.length;
    for (let fault = 0; fault < damage.length; fault++) each(damage, fault);
  }
  return count;
}

/** A count of independent events must lie within 3.29 standard errors (0.1 %) of what is expected. */
export function expectPoisson(count: number, expected: number): void {
  expect(Math.abs(count - expected) / Math.sqrt(expected)).toBeLessThan(3.29);
}

/** A count of hits among so many trials must lie within 3.29 standard errors of the share expected. */
export function expectShare(hits: number, trials: number, share: number): void {
  expect(Math.abs(hits - trials * share) / Math.sqrt(trials * share * (1 - share))).toBeLessThan(3.29);
}

/** What happens to each element in a few replications must not change when something unrelated is added to the network. */
export function expectUntouched(
  before: Prepared,
  sites: readonly Site[],
  links: readonly Link[],
  after: Prepared,
  moreSites: readonly Site[],
  moreLinks: readonly Link[],
  replications = 50,
): void {
  const known = new Set([...sites, ...links].map(({ id }) => id));
  let met = 0;
  for (let replication = 0; replication < replications; replication++) {
    const first = faults(struck(before, replication), sites, links);
    const then = faults(struck(after, replication), moreSites, moreLinks).filter((text) =>
      known.has(text.split(' ')[0]),
    );
    expect(then.sort()).toEqual(first.sort());
    met += first.length;
  }
  expect(met).toBeGreaterThan(0);
}
