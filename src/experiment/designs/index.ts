/** Every design of experiments, one line each. */
import type { Design } from './design.ts';
import { grid } from './grid.ts';
import { lhs } from './lhs.ts';
import { sobol } from './sobol.ts';

export const designs: readonly Design[] = [grid, lhs, sobol];
