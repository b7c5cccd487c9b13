/** Spare parts: what a repair takes from stock, and how stock is filled again. */
import { z } from 'zod';
import type { Distribution } from '../engine/distribution.ts';
import { durationLaw } from '../text/quantity.ts';

/** `cable`: a length for a splice on land. `equipment`: for a site that is damaged moderately or worse. `submarine-cable`: a length for a splice at sea. */
export const SPARE_KINDS = ['cable', 'equipment', 'submarine-cable'] as const;
export type SpareKind = (typeof SPARE_KINDS)[number];

export const spareSchema = z.strictObject({
  operator: z.string().min(1).describe('An operator’s id, or * for as many at each operator'),
  kind: z.enum(SPARE_KINDS),
  count: z.number().int().min(0).max(1_000_000).describe('In stock when the scenario begins'),
  resupply: durationLaw
    .optional()
    .describe('From the use of one until another is in stock; left out: none comes within the horizon'),
});

/** The stock of one kind at one operator. Kinds of which a scenario names no stock are never short. */
export interface Stock {
  readonly operator: number;
  readonly kind: SpareKind;
  readonly count: number;
  readonly resupply: Distribution | undefined;
  /** Name for the addresses of its draws. */
  readonly handle: number;
}
