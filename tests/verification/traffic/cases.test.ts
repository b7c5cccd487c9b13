/** Every published traffic case, held against two independent methods (see README.md of this folder). */
import { describe, expect, it } from 'vitest';
import { AssignedCase } from '../../../src/traffic/assignment/assigned-state.ts';
import { loadSolver } from '../../../src/traffic/assignment/linear-solver.ts';
import { caseNames, caseOf, caseText, expectClose } from '../../traffic/oracle-cases.ts';

const solve = await loadSolver();

describe('published cases', () => {
  it('has the solver, and cases', () => {
    expect(solve).toBeDefined();
    expect(caseNames).toHaveLength(17);
  });

  it.each(caseNames)('%s', (name) => {
    const text = caseText(name);
    const assigned = new AssignedCase(caseOf(text), solve);
    const { states } = JSON.parse(text) as { states: { linksDown: string[]; expected: unknown }[] };
    for (const { linksDown, expected } of states) expectClose(assigned.inState(linksDown), expected);
  });
});
