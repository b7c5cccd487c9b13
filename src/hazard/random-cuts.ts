/** The hazard of everyday cable cuts: each cable is cut now and then, in proportion to its length. */
import { z } from 'zod';
import type { Draws } from '../engine/draws.ts';
import { MEDIA, type Medium } from '../network/network.ts';
import { sourced } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import { type Hazard, hazardKind } from './hazard.ts';
import { countPerKm, cutStretches, type Stretch } from './poisson-cuts.ts';
import { tellFlag } from './telling.ts';

const rate = sourced(z.number().nonnegative()).optional();
const schema = z.strictObject({
  ratesPer1000KmYear: z
    .strictObject({
      buried: rate,
      duct: rate,
      aerial: rate,
      opgw: rate,
      submarine: rate,
      satellite: rate,
      microwave: rate,
    } satisfies Record<Medium, typeof rate>)
    .optional()
    .describe('Cuts per 1000 km of cable and year, by medium'),
});

/** Cuts per 1000 km and year where the scenario says nothing, and what must be told about them. */
const DEFAULT_RATES: Readonly<Record<Medium, { readonly value: number; readonly assumption?: string }>> = {
  // Bellcore, as published by AFL (2001).
  buried: { value: 2.13 },
  duct: {
    value: 2.13,
    assumption: 'cable in duct is cut as often as buried cable, 2.13 per 1000 km and year (Bellcore, AFL 2001)',
  },
  // Published for OPGW (AFL 2001, vendor's data); 0.081 for self-supporting aerial cable in the same table.
  opgw: { value: 0.085 },
  aerial: {
    value: 0.085,
    assumption: 'aerial cable is cut as often as OPGW, 0.085 per 1000 km and year (AFL 2001, a vendor)',
  },
  submarine: { value: 0.2, assumption: 'submarine cable fails 0.2 times per 1000 km and year (judgement)' },
  microwave: { value: 0 },
  satellite: { value: 0 },
};

export const randomCuts = hazardKind({
  name: 'random-cuts',
  summary: 'Independent cuts of every cable over the horizon, a Poisson number in proportion to its length',
  source: 'Bellcore and AFL (2001), cable cuts per sheath length and year',
  schema,
  prepare({ ratesPer1000KmYear }, setting): Hazard {
    const { network, addresses, name, horizonHours } = setting;
    const stretches: Stretch[] = [];
    for (const medium of MEDIA) {
      const given = ratesPer1000KmYear?.[medium];
      const standard = DEFAULT_RATES[medium];
      const rate = given?.value ?? standard.value;
      const links = [...network.links.entries()].filter(
        ([place, link]) => link.medium === medium && network.isSpaceLink[place] === 0,
      );
      if (links.length === 0) continue;
      for (const [link, { id }] of links)
        stretches.push({
          handle: addresses.handle(`${name}/link/${id}`),
          link,
          fromShare: 0,
          toShare: 1,
          faultsPerKm: countPerKm(rate, horizonHours),
        });
      if (given !== undefined) tellFlag(setting, `cuts of ${medium} cable per 1000 km and year:`, given);
      else if (standard.assumption !== undefined) setting.assume(standard.assumption);
    }
    if (network.riskGroups.size > 0)
      setting.assume('a random cut takes one link, not its risk group (excavation takes the group)');
    return {
      strike(draws: Draws, lengthsKm: Float64Array, damage: Damage): void {
        cutStretches(stretches, setting, draws, lengthsKm, damage);
      },
    };
  },
});
