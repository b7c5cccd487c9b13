/** The solver of linear programmes: HiGHS (Huangfu & Hall 2018, Math. Prog. Comp. 10:119-142), an optional package. */
import { assert } from '../../engine/assert.ts';

/** Solves a programme in CPLEX LP format; gives the optimum of its objective. */
export type LinearSolver = (programme: string) => number;

type Loader = () => Promise<{ solve(programme: string, options: object): { Status: string; ObjectiveValue: number } }>;

/** The solver, or undefined when the package `highs` is not installed. */
export async function loadSolver(): Promise<LinearSolver | undefined> {
  let load: Loader;
  try {
    // The package's types are those of its CommonJS build, where the loader lies one `default` deeper.
    load = (await import('highs')).default as unknown as Loader;
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw fault;
  }
  const highs = await load();
  return (programme) => {
    const { Status, ObjectiveValue } = highs.solve(programme, {
      primal_feasibility_tolerance: 1e-9,
      dual_feasibility_tolerance: 1e-9,
    });
    assert(Status === 'Optimal', `a linear programme ended as ${Status}`);
    return ObjectiveValue;
  };
}
