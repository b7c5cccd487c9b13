/** Assignment rule `max-min`: one shortest way each, capacity shared fairly. */
import { Assignment } from '../assignment/assignment.ts';
import { OnTrees } from '../assignment/demand-trees.ts';
import { SharedCapacity } from '../assignment/shared-capacity.ts';
import { SpilledRates } from '../assignment/spilled-rates.ts';
import type { AssignmentRule } from './rule.ts';

export const maxMin: AssignmentRule = {
  name: 'max-min',
  summary: 'one shortest way each; strict priority between classes, max-min fair within a class',
  source: 'Bertsekas & Gallager (1992), Data Networks, 6.5.2',
  needsSolver: false,
  begin: (graph, demands, options) =>
    new Assignment(graph, demands, {
      ...options,
      method: () =>
        options.fairness === 'proportional'
          ? new OnTrees(graph, demands, (laidOut, trees) => new SharedCapacity(laidOut, trees))
          : new SpilledRates(graph, demands, 1, 'unit'),
    }),
};
