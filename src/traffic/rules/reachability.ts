/** Assignment rule `reachability`: capacity left aside. */
import { Assignment } from '../assignment/assignment.ts';
import { OnTrees } from '../assignment/demand-trees.ts';
import { Reached } from '../assignment/reached.ts';
import type { AssignmentRule } from './rule.ts';

export const reachability: AssignmentRule = {
  name: 'reachability',
  summary: 'whoever has a way is served in full, whatever the capacity',
  source: 'definition',
  needsSolver: false,
  begin: (graph, demands, options) =>
    new Assignment(graph, demands, {
      ...options,
      method: () => new OnTrees(graph, demands, (laidOut, trees) => new Reached(laidOut, trees)),
    }),
};
