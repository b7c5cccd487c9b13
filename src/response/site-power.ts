/** Power that is brought to sites without the grid: standing generators that can be refuelled, generators on wheels, trucks with fuel. */
import { z } from 'zod';
import type { Distribution } from '../engine/distribution.ts';
import { ROLES } from '../network/network.ts';
import { duration, durationLaw, FLAGS, sourced } from '../text/quantity.ts';

const provenance = { flag: z.enum(FLAGS).optional(), source: z.string().optional() };
const aboveZero = duration.refine((hours) => hours > 0, { error: 'a duration above 0' });
const tank = aboveZero.describe('Hours that a delivery of fuel gives');
const operator = z.string().min(1).describe('An operator’s id, or * for such at each operator of the topology');
const base = z.string().min(1).describe('A site’s id, or * for such at each site of the operator');
const count = z.number().int().min(1).max(10_000).default(1);

const mobile = z.strictObject({
  id: z.string().min(1),
  operator,
  base,
  count,
  tank: aboveZero.describe('Hours for which it runs on the tank it comes with, and on each delivery'),
  setup: durationLaw.describe('From its arrival until it runs'),
  startFailure: sourced(z.number().min(0).max(1))
    .optional()
    .describe('That it does not start when set up, and is of no more use; left out: it always starts'),
  ...provenance,
});

const truck = z.strictObject({
  id: z.string().min(1),
  operator,
  base,
  count,
  stops: z.number().int().min(1).max(1000).describe('Sites that it serves before it must load again'),
  unload: durationLaw.describe('From its arrival until the fuel is in the tank'),
  load: durationLaw.describe('To fill it again where it loads'),
  refillAt: z.string().min(1).optional().describe('The site where it loads; its base when left out'),
  ...provenance,
});

export const sitePowerSchema = z.strictObject({
  generators: z
    .strictObject({ roles: z.array(z.enum(ROLES)).min(1), tank, ...provenance })
    .optional()
    .describe('Sites with a generator of their own, whose first tank is part of the autonomy of the site'),
  mobile: z.array(mobile).default([]).describe('Generators that can be brought to a site'),
  fuel: z.array(truck).default([]).describe('Trucks that bring fuel to generators'),
  lookAhead: sourced(aboveZero).describe('What a site needs is ordered when it has power for less than this'),
});

/** A generator on wheels; it is full when the scenario begins. */
export interface MobileGenerator {
  readonly name: string;
  /** -1 when its operator owns nothing in the topology. */
  readonly operator: number;
  readonly lat: number;
  readonly lon: number;
  readonly tankHours: number;
  readonly setup: Distribution;
  readonly startFailure: number;
}

/** A truck; it is loaded when the scenario begins. */
export interface FuelTruck {
  readonly name: string;
  /** -1 when its operator owns nothing in the topology. */
  readonly operator: number;
  readonly lat: number;
  readonly lon: number;
  readonly stops: number;
  readonly unload: Distribution;
  readonly load: Distribution;
  /** Where it loads. */
  readonly loadLat: number;
  readonly loadLon: number;
  /** Name for the addresses of its draws. */
  readonly handle: number;
}

/** What a scenario has to keep sites without the grid alive. */
export interface SitePower {
  readonly lookAheadHours: number;
  /** By site: hours that a delivery gives to its own generator; 0 where it has none. */
  readonly tankHours: Float64Array;
  readonly generators: readonly MobileGenerator[];
  readonly trucks: readonly FuelTruck[];
  /** By site: name for the addresses of what is done there. */
  readonly handles: Int32Array;
}

/** Nothing can be brought. */
export const NO_MEANS: SitePower = {
  lookAheadHours: 0,
  tankHours: new Float64Array(0),
  generators: [],
  trucks: [],
  handles: new Int32Array(0),
};
