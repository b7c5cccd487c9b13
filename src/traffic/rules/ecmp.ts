/** Assignment rule `ecmp`: split alike over all shortest ways. */
import { Assignment } from '../assignment/assignment.ts';
import { OnTrees } from '../assignment/demand-trees.ts';
import { EqualCostShares } from '../assignment/equal-cost-shares.ts';
import type { AssignmentRule } from './rule.ts';

export const equalCostMultipath: AssignmentRule = {
  name: 'ecmp',
  summary:
    'split alike at every site over all shortest ways by metres; each part is thinned by the most overloaded arc on its ' +
    'way, earlier classes first; fairness is always proportional',
  source: 'Hopps (2000), RFC 2992',
  needsSolver: false,
  begin: (graph, demands, options) =>
    new Assignment(graph, demands, {
      ...options,
      method: () => new OnTrees(graph, demands, (laidOut, trees) => new EqualCostShares(laidOut, trees)),
    }),
};
