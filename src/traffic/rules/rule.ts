/** The plug-in door for assignment rules: how much of what is demanded the surviving links carry. */
import type { Assignment } from '../assignment/assignment.ts';
import type { ClassedDemands } from '../assignment/classed-demands.ts';
import type { LinearSolver } from '../assignment/linear-solver.ts';
import type { TrafficGraph } from '../assignment/traffic-graph.ts';

export interface RuleOptions {
  /** What demands of a class share alike where they compete: the fraction of what each wants, or the rate. */
  readonly fairness: 'proportional' | 'equal';
  /** Whether a link of no capacity draws traffic like any other, or stays out of routing. */
  readonly zeroCapacity: 'keep' | 'withdraw';
  /** States whose answer is kept, rounded up to a power of two; 0 for none (default: 1024). */
  readonly keptStates?: number;
  /** For rules that need it. */
  readonly solve?: LinearSolver;
}

export interface AssignmentRule {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Whether `solve` must be given. */
  readonly needsSolver: boolean;
  begin(graph: TrafficGraph, demands: ClassedDemands, options: RuleOptions): Assignment;
}
