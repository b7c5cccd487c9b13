/** Worlds small enough to know every hour of: a star of links, all at one place, so that nobody travels. */
import type { Compiled } from '../../src/scenario/compile.ts';
import { compiledFrom, PLAIN_PROTOCOL } from '../worlds.ts';

/** `hub` is the gateway; `s0`, `s1`, … hang on it by the links `l0`, `l1`, …; each has an operator and people. */
const star = (
  arms: readonly { readonly operator: string; readonly people: number; readonly medium?: string }[],
): string =>
  JSON.stringify({
    name: 'star',
    sites: [
      { id: 'hub', role: 'gateway', operator: arms[0].operator, at: [0.5, 10] },
      ...arms.map(({ operator, people }, k) => ({
        id: `s${k}`,
        role: 'district-unit',
        operator,
        at: [0.5, 10],
        population: people,
      })),
    ],
    links: arms.map(({ operator, medium }, k) => ({
      id: `l${k}`,
      ends: ['hub', `s${k}`],
      medium: medium ?? 'buried',
      operator,
      lengthKm: 1,
    })),
  });

const cut = (link: number, at = '0h'): Record<string, unknown> => ({ 'cable-cut': { link: `l${link}`, at } });

const POOLED = PLAIN_PROTOCOL.replace('name: plain', 'name: pooled')
  .replace('awareness: { ', 'awareness: { shareDelay: 0h, ')
  .replace('dispatch: { ', 'dispatch: { scope: joint, ')
  .concat('resources: { crews: pooled }\n');

/** Two links of one operator cut at once, s0 with 100 people and s1 with 10, and one crew that takes 5 h for each. */
export const twoFaults = (more: Record<string, unknown> = {}): Compiled =>
  compiledFrom(
    { hazards: [cut(0), cut(1)], ...more },
    star([
      { operator: 'op', people: 100 },
      { operator: 'op', people: 10 },
    ]),
  );

/** As {@link twoFaults}, but each link and each crew belongs to an operator of its own; `b` has the two broken ones. */
export const twoOwners = (protocol: 'plain' | 'pooled'): Compiled =>
  compiledFrom(
    {
      hazards: [cut(1), cut(2)],
      protocols: [protocol],
      crews: [
        { id: 'crew-a', operator: 'a', base: 'hub' },
        { id: 'crew-b', operator: 'b', base: 'hub' },
      ],
    },
    star([
      { operator: 'a', people: 0 },
      { operator: 'b', people: 100 },
      { operator: 'b', people: 10 },
    ]),
    { pooled: POOLED },
  );

/** Two cables under the sea cut at once; no wait but for the vessel, and 5 h a splice. */
export const twoCables = (more: Record<string, unknown> = {}): Compiled =>
  compiledFrom(
    {
      hazards: [cut(0), cut(1)],
      crews: [],
      repairVessel: { availability: 'resident', base: 'hub' },
      marine: {
        locate: '0h',
        permit: '0h',
        charter: { busy: 0, residual: '0h' },
        mobilise: { resident: '1h', converted: '2h', import: '3h' },
        load: '0h',
        splice: '5h',
        weather: { goodMean: '100000d', badMean: '1s', window: '1s' },
      },
      ...more,
    },
    star([
      { operator: 'op', people: 100, medium: 'submarine' },
      { operator: 'op', people: 10, medium: 'submarine' },
    ]),
  );
