/** Assignment rule `best-possible`: what no rule can exceed. */
import { assert } from '../../engine/assert.ts';
import { Assignment } from '../assignment/assignment.ts';
import { BestServed } from '../assignment/best-served.ts';
import type { AssignmentRule } from './rule.ts';

export const bestPossible: AssignmentRule = {
  name: 'best-possible',
  summary: 'the most that any rule could serve, split at will over all ways; a bound for analysis, slow, by HiGHS',
  source: 'Ahuja, Magnanti & Orlin (1993), Network Flows, ch. 17',
  needsSolver: true,
  begin: (graph, demands, options) => {
    const { solve } = options;
    assert(solve !== undefined, 'the rule best-possible needs a solver');
    return new Assignment(graph, demands, { ...options, method: () => new BestServed(graph, demands, solve) });
  },
};
