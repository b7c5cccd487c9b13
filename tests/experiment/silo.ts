/** Two operators whose crews keep to their own faults, or mend all in turn: losses of which the means are known. */
import type { Model } from '../../src/simulation/model.ts';
import { star } from '../verification/recovery/units.ts';
import { compiledFrom, PLAIN_PROTOCOL, plainStages } from '../worlds.ts';

const POOLED = `${PLAIN_PROTOCOL.replace('name: plain', 'name: pooled').replace('awareness: { ', 'awareness: { shareDelay: 0h, ').replace('dispatch: { ', 'dispatch: { scope: joint, ')}resources: { crews: pooled }
`;

/** Cuts of the first operator. So many that what is lost, a sum, is not too skewed for Student's interval. */
const CUTS = 8;

/**
 * One crew of each operator; the first has eight cuts, the second one. Repairs are exponential with mean 10 h, there is no
 * travel, and one person at each link. Silos: 10 (1 + ... + 8) and 10 user-hours. Pooled: two crews on nine cuts end the k-th
 * after 5 k hours in the mean, and the last, on which one crew works, 10 h after the eighth: 5 (1 + ... + 8) + 50.
 */
export function pooledAgainstSilo(): { model: Model; siloArea: number; pooledArea: number } {
  const operators = [...Array<string>(CUTS).fill('op0'), 'op1'];
  const { model } = compiledFrom(
    {
      stages: plainStages({ repairLink: { buried: { exponential: '10h' } } }),
      horizon: '1000d',
      protocols: ['plain', 'pooled'],
      hazards: operators.map((_, link) => ({ 'cable-cut': { link: `l${link}`, at: '0h' } })),
      crews: ['op0', 'op1'].map((operator) => ({ id: `crew-${operator}`, operator, base: 'hub' })),
      measures: { metrics: ['lostUserHours'] },
    },
    star(operators),
    { pooled: POOLED },
  );
  return { model, siloArea: 370, pooledArea: 230 };
}
