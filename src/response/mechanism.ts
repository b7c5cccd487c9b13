/**
 * Mechanisms that move traffic at machine speed, and how long each takes: detection, hold-off, then computing and
 * switching. They never touch a fault; they decide for how long people are without service whose traffic another way
 * can carry.
 */
import { z } from 'zod';
import { type Distribution, fixed, quantile } from '../engine/distribution.ts';
import type { Draws, Purpose } from '../engine/draws.ts';
import { duration, durationLaw, type Sourced, sourced } from '../text/quantity.ts';

const SECOND = 1 / 3600;

/** The parts of a latency, in order; their sum is what people lose. */
export const PARTS = ['detect', 'holdOff', 'switch'] as const;
type Part = (typeof PARTS)[number];
type Laws = Readonly<Record<Part, Sourced<Distribution>>>;

const NO_HOLD_OFF: Sourced<Distribution> = {
  value: fixed(0),
  flag: 'assumed',
  source: 'no lower layer is waited for',
};
const AUTOMATIC_SWITCHING: Laws = {
  detect: { value: fixed(0.01 * SECOND), flag: 'recalled', source: 'ITU-T G.841: detection within 10 ms' },
  holdOff: NO_HOLD_OFF,
  switch: {
    value: fixed(0.04 * SECOND),
    flag: 'derived',
    source: 'the 50 ms published for SDH and ODUk rings, less the detection',
  },
};
const untold: Sourced<Distribution> = { value: fixed(0), flag: 'assumed', source: 'within the law of the switch' };
const lognormal = (medianSeconds: number, sigma: number): Distribution => ({
  law: 'lognormal',
  median: medianSeconds * SECOND,
  sigma,
});

/** Every kind, with the laws that hold unless a scenario states its own. A code is part of the address of draws. */
export const MECHANISMS = {
  '1+1': { code: 1, laws: AUTOMATIC_SWITCHING },
  '1:1': { code: 2, laws: AUTOMATIC_SWITCHING },
  ring: { code: 3, laws: AUTOMATIC_SWITCHING },
  frr: {
    code: 4,
    laws: {
      detect: {
        value: fixed(3 * 0.3 * SECOND),
        flag: 'published',
        source: 'RFC 5880 (BFD): multiplier 3 x interval 0.3 s, as a provider product has it',
      },
      holdOff: NO_HOLD_OFF,
      switch: { value: fixed(0.05 * SECOND), flag: 'estimated', source: 'RFC 4090: tens of milliseconds' },
    },
  },
  igp: {
    code: 5,
    laws: {
      detect: untold,
      holdOff: NO_HOLD_OFF,
      switch: {
        value: lognormal(0.5, 0.42),
        flag: 'estimated',
        source: 'Francois et al. (2005): below a second is feasible; median 0.5 s, p95 1 s',
      },
    },
  },
  'igp-untuned': {
    code: 6,
    laws: {
      detect: { value: fixed(40 * SECOND), flag: 'recalled', source: 'OSPF dead interval of 40 s' },
      holdOff: NO_HOLD_OFF,
      switch: { value: fixed(5 * SECOND), flag: 'recalled', source: 'default delays of flooding and computing' },
    },
  },
  bgp: {
    code: 7,
    laws: {
      detect: untold,
      holdOff: NO_HOLD_OFF,
      switch: {
        value: lognormal(120, 1.22),
        flag: 'estimated',
        source: 'Labovitz et al. (2000): several minutes, up to tens; median 2 min, p95 15 min',
      },
    },
  },
  optical: {
    code: 8,
    laws: {
      detect: untold,
      holdOff: NO_HOLD_OFF,
      switch: { value: lognormal(60, 1), flag: 'recalled', source: 'WSON/GMPLS; no measured figure is public' },
    },
  },
  sdn: {
    code: 9,
    laws: {
      detect: untold,
      holdOff: NO_HOLD_OFF,
      switch: { value: lognormal(5, 0.8), flag: 'recalled', source: 'SDN controller or PCE computes anew' },
    },
  },
  manual: {
    code: 10,
    laws: {
      detect: { ...untold, source: 'the owner’s alarm comes before it: see the stages of the fault' },
      holdOff: NO_HOLD_OFF,
      switch: { value: lognormal(45 * 60, 0.8), flag: 'assumed', source: 'operators at the NOC re-route by hand' },
    },
  },
} as const satisfies Readonly<Record<string, { readonly code: number; readonly laws: Laws }>>;
export type MechanismKind = keyof typeof MECHANISMS;

/** Whether the new way must lie in one operator's network, unless a scenario says otherwise. */
export const DOMAINS = {
  igp: 'operator',
  'igp-untuned': 'operator',
  bgp: 'any',
  optical: 'operator',
  sdn: 'operator',
  manual: 'any',
} as const satisfies Readonly<Partial<Record<MechanismKind, 'operator' | 'any'>>>;
type RestorationKind = keyof typeof DOMAINS;

const law = sourced(durationLaw).optional();
const laws = {
  detect: law.describe('From the failure until the mechanism knows'),
  holdOff: law.describe('Wait for a lower layer to help itself'),
  switch: law.describe('Computing, signalling and switching'),
};
const named = { name: z.string().min(1), revert: duration.optional().describe('Wait to restore, after the repair') };
const links = z.array(z.string()).min(1);

/** The key `machine` of a scenario. Without it traffic finds its new way at once. */
export const machineSchema = z.strictObject({
  epsilon: duration
    .prefault('1s')
    .describe('Switching faster than this goes to the ledger of transient loss; slower, to the timeline'),
  revert: duration.prefault('5min').describe('Wait to restore of what no protection covers'),
  protection: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ ...named, kind: z.literal('ring'), links, ...laws }),
        z.strictObject({ ...named, kind: z.enum(['1+1', '1:1']), working: links, backup: links, ...laws }),
        z.strictObject({ ...named, kind: z.literal('frr'), links, ...laws }),
      ]),
    )
    .default([]),
  restoration: z
    .array(
      z.strictObject({
        kind: z.enum(Object.keys(DOMAINS) as [RestorationKind, ...RestorationKind[]]),
        domain: z.enum(['operator', 'any']).optional().describe('Where the whole new way must lie'),
        ...laws,
      }),
    )
    .default([]),
});
export type MachineKeys = z.output<typeof machineSchema>;

/** How long one mechanism takes: the three laws of its parts, in the order of {@link PARTS}. */
export interface Latency {
  readonly code: number;
  readonly parts: readonly [Distribution, Distribution, Distribution];
}

/**
 * Hours that a mechanism takes: the sum of its parts, each with a draw of its own.
 * @param handle whose mechanism it is: the protected link, or the site whose traffic is moved
 */
export function latencyHours({ code, parts }: Latency, draws: Draws, handle: number, purpose: Purpose): number {
  let hours = 0;
  for (let part = 0; part < parts.length; part++) {
    const one = parts[part];
    hours +=
      one.law === 'fixed' ? one.value : quantile(one, draws.uniform(handle, purpose, code * parts.length + part));
  }
  return hours;
}
