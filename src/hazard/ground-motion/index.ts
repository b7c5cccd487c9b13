/** The ground motion models that a scenario may name: one line each. */
import { akkar2014 } from './akkar-2014.ts';
import { akkarCagnan2010 } from './akkar-cagnan-2010.ts';
import { boore2014, boore2014HighQ, boore2014LowQ } from './boore-2014.ts';
import { chiouYoungs2014 } from './chiou-youngs-2014.ts';
import type { GroundMotionModel } from './ground-motion.ts';

export const groundMotionModels: readonly GroundMotionModel[] = [
  akkar2014,
  boore2014,
  boore2014HighQ,
  boore2014LowQ,
  chiouYoungs2014,
  akkarCagnan2010,
];
