/** Erlang's formulae and what is built on them, against closed forms and fixed points solved elsewhere. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { erlangB, erlangC, reducedLoad, trunkReservation, withRetrials } from '../../../src/traffic/erlang.ts';

interface Entry {
  readonly id: string;
  readonly inputs: Record<string, number>;
  readonly expected: Record<string, number>;
}

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
/** Entries with an id, wherever they lie. */
const entriesIn = (value: unknown): Entry[] =>
  typeof value !== 'object' || value === null
    ? []
    : 'id' in value && 'inputs' in value
      ? [value as Entry]
      : Object.values(value).flatMap(entriesIn);

const own = entriesIn(read('erlang.json'));
const recovery = entriesIn(read('../recovery/oracles_public.json'));
const named = (entries: readonly Entry[], prefix: string): Entry[] => {
  const found = entries.filter(({ id }) => id.startsWith(prefix));
  if (found.length === 0) throw new Error(`no entry ${prefix}`);
  return found;
};

const close = (value: number, known: number, relative: number): void =>
  expect(Math.abs(value - known)).toBeLessThanOrEqual(relative * Math.abs(known));
const allClose = (values: readonly number[], known: readonly number[], relative: number): void => {
  expect(values).toHaveLength(known.length);
  values.forEach((value, place) => {
    close(value, known[place], relative);
  });
};

describe('one group', () => {
  it.each(named(recovery, 'P-erlangB'))('$id', ({ inputs: { c, a }, expected: { B, carried } }) => {
    close(erlangB(c, a), B, 1e-9);
    close(a * (1 - erlangB(c, a)), carried, 1e-9);
  });

  it.each(named(recovery, 'P-erlangC'))('$id', ({ inputs: { c, a, mu, t }, expected: { C, Wq, PWqgt } }) => {
    const { share, mean, longerThan } = erlangC(c, a, mu);
    allClose([share, mean, longerThan(t)], [C, Wq, PWqgt], 1e-9);
  });

  it.each(named(recovery, 'P-trunkres'))('$id', ({ inputs: { c, g, a_public, a_priority }, expected }) => {
    const { ordinary, priority } = trunkReservation(c, g, a_public, a_priority);
    allClose([ordinary, priority], [expected.B_public, expected.B_priority], 1e-9);
  });

  it('waits without end when more comes than can go', () => {
    const { share, mean, longerThan } = erlangC(3, 3, 1);
    expect([share, mean, longerThan(1000)]).toEqual([1, Number.POSITIVE_INFINITY, 1]);
  });

  it('is Erlang B when nothing is reserved, however large', () => {
    close(trunkReservation(500, 0, 4000, 5).ordinary, erlangB(500, 4005), 1e-12);
    expect(trunkReservation(5, 9, 3, 1).ordinary).toBe(1);
  });
});

describe('callers who try again', () => {
  it.each(named(own, 'P-retrial'))('$id', ({ inputs: { c, a0, rho }, expected }) => {
    const { offered, blocking, finalLoss } = withRetrials(a0, rho, (a) => erlangB(c, a));
    allClose(
      [offered, blocking, finalLoss, offered * (1 - blocking)],
      [expected.a, expected.B, expected.finalLoss, expected.carried],
      1e-9,
    );
  });

  it.each(named(own, 'P-surge'))('$id', ({ inputs: { c, g, a0, s, x, rho, aPriority }, expected }) => {
    const { offered, blocking } = withRetrials(
      a0 * s * (1 - x),
      rho,
      (a) => trunkReservation(c, g, a, aPriority).ordinary,
    );
    allClose([offered, blocking], [expected.aPublic, expected.publicBlocking], 1e-8);
    close(trunkReservation(c, g, offered, aPriority).priority, expected.priorityBlocking, 1e-6);
  });
});

describe('groups in a chain', () => {
  interface Chain {
    readonly c: number[];
    readonly g?: number[];
    readonly routes: { links: number[]; a?: number; aPublic?: number; aPriority?: number }[];
  }
  const solved = ({ inputs }: Entry) => {
    const { c, g, routes } = inputs as unknown as Chain;
    return reducedLoad({
      trunks: c,
      reserved: g ?? c.map(() => 0),
      routes: routes.map(({ links, a, aPublic, aPriority }) => ({
        groups: links,
        ordinary: a ?? aPublic ?? 0,
        priority: aPriority ?? 0,
      })),
    });
  };

  it.each(named(own, 'P-reduced-load'))('$id', (entry) => {
    const { groups, routes } = solved(entry);
    const { linkBlocking, routeLoss } = entry.expected as unknown as Record<string, number[]>;
    allClose(
      groups.map(({ ordinary }) => ordinary),
      linkBlocking,
      1e-9,
    );
    allClose(
      routes.map(({ ordinary }) => ordinary),
      routeLoss,
      1e-9,
    );
  });

  it.each(named(own, 'P-trunkres-chain'))('$id', (entry) => {
    const { groups, routes } = solved(entry);
    const known = entry.expected as unknown as Record<string, number[]>;
    allClose(
      groups.map(({ ordinary }) => ordinary),
      known.publicBlocking,
      1e-8,
    );
    allClose(
      groups.map(({ priority }) => priority),
      known.priorityBlocking,
      1e-8,
    );
    allClose(
      routes.map(({ ordinary }) => ordinary),
      known.publicRouteLoss,
      1e-8,
    );
    allClose(
      routes.map(({ priority }) => priority),
      known.priorityRouteLoss,
      1e-8,
    );
  });
});
