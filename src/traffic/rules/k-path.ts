/** Assignment rule `k-path`: what does not fit on the shortest way tries the next ones. */
import { Assignment } from '../assignment/assignment.ts';
import { SpilledRates } from '../assignment/spilled-rates.ts';
import type { AssignmentRule } from './rule.ts';

/** Ways of a demand, at most. */
const WAYS = 3;

export const kPath: AssignmentRule = {
  name: 'k-path',
  summary: `what does not fit on the shortest way spills to the next ones without a loop, ${WAYS} in all; max-min fair each time`,
  source: 'Yen (1971), Management Science 17:712-716',
  needsSolver: false,
  begin: (graph, demands, options) =>
    new Assignment(graph, demands, {
      ...options,
      method: () => new SpilledRates(graph, demands, WAYS, options.fairness === 'equal' ? 'unit' : 'proportional'),
    }),
};
